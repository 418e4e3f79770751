"""Hold templates and catalogs against the sources and every check: what CI needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tamizdat import gate
from tamizdat.catalog import Catalog
from tamizdat.errors import TamizdatError
from tamizdat.findings import Finding
from tamizdat.project import Article, Project


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one text and locale; without locale, in a source and its template."""

    domain: str
    locale: str
    findings: tuple[Finding, ...]


def run(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Checked]:
    """Check every selected text, then its catalogs; a broken file is a finding among others."""
    articles, errors = project.articles(patterns)
    for error in errors:
        yield Checked("", "", tuple(gate.unreadable(project, error, gate.SOURCE_UNREADABLE)))
    for article in articles:
        yield Checked(article.domain, "", tuple(gate.template_findings(project, article)))
        for locale in project.locales_of(article, only):
            yield Checked(article.domain, locale, tuple(_findings(project, article, locale)))


def _findings(project: Project, article: Article, locale: str) -> Iterator[Finding]:
    catalog: Catalog | None = None
    try:
        catalog = project.catalog(article.domain, locale)
    except TamizdatError as error:
        yield from gate.unreadable(
            project, error, gate.UNREADABLE, domain=article.domain, locale=locale
        )
        return
    yield from gate.findings(project, article, locale, catalog)
    progress = project.progress(article, locale, catalog)
    yield from gate.incomplete(project, article, progress, catalog)
