"""Hold templates and catalogs against the sources and every check: what CI needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from tamizdat.catalogs.catalog import Catalog
from tamizdat.check import assets, gate, links, lost, prose
from tamizdat.check.assets import Shelf
from tamizdat.check.findings import Finding
from tamizdat.errors import TamizdatError
from tamizdat.project.project import Project
from tamizdat.project.text import Text


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
    texts, errors = project.texts(patterns)
    for error in errors:
        yield Checked("", "", tuple(gate.unreadable(project, error, gate.SOURCE_UNREADABLE)))
    yield Checked("", "", tuple(_record(project)))
    listed: assets.Listed = {}
    known = {text.domain: text for text in texts}
    for text in texts:
        source = chain(
            links.findings(project, text, known),
            prose.findings(text),
            assets.findings(project, text, Shelf(project.root, listed=listed)),
            gate.template_findings(project, text),
        )
        own = tuple(gate.guarded(project, text.path, source, domain=text.domain))
        yield Checked(text.domain, "", own)
        said = {finding.check for finding in own} & {gate.OUTDATED}  # once, not for every locale
        for locale in project.locales_of(text, only):
            path = project.catalog_path(text.domain, locale)
            found = _findings(project, text, locale)
            found = gate.guarded(project, path, found, domain=text.domain, locale=locale)
            yield Checked(text.domain, locale, tuple(f for f in found if f.check not in said))
    for locale, domain in () if patterns else project.gone():
        if not only or locale in only:
            yield Checked(domain, locale, tuple(_orphan(project, domain, locale)))
    gone = lost.findings(project, texts, whole=not patterns)
    yield Checked("", "", tuple(f for f in gone if not only or f.locale in (*only, "")))
    yield Checked("", "", tuple(gate.baseline(project)))
    if not patterns and not only and not errors:
        yield Checked("", "", tuple(_unused(project, texts)))


def _record(project: Project) -> Iterator[Finding]:
    """Whether the record of renames can be read."""
    try:
        project.renames  # noqa: B018 - it is read here
    except TamizdatError as error:
        yield from gate.unreadable(project, error, gate.UNREADABLE)


def _orphan(project: Project, domain: str, locale: str) -> Iterator[Finding]:
    with suppress(TamizdatError):  # a broken one counts for nothing either
        catalog = project.catalog(domain, locale)
        if catalog:
            yield from gate.orphan(project, domain, locale, catalog)


def _unused(project: Project, texts: Sequence[Text]) -> Iterator[Finding]:
    """Entries of the baseline whose text, or its locale, is gone, and the catalog, too."""
    there = {(text.domain, locale) for text in texts for locale in text.locales}
    gone = [e for e in project.baseline().entries if (e.domain, e.locale) not in there]
    if gone:
        there |= {(domain, locale) for locale, domain, _ in project.stored()}
    for entry in gone:
        if (entry.domain, entry.locale) not in there:
            yield gate.unused(project, entry)


def _findings(project: Project, text: Text, locale: str) -> Iterator[Finding]:
    catalog: Catalog | None = None
    try:
        catalog = project.catalog(text.domain, locale, text)
    except TamizdatError as error:
        yield from gate.unreadable(
            project, error, gate.UNREADABLE, domain=text.domain, locale=locale
        )
        return
    yield from gate.findings(project, text, locale, catalog)
    if locale in text.required:
        progress = project.progress(text, locale, catalog)
        yield from gate.incomplete(project, text, progress, catalog)
