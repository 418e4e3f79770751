"""What stands between a translation and its readers: findings of one text in one locale."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat import checks, merge, publication
from tamizdat.catalog import Catalog, Key, Message
from tamizdat.document import Segment
from tamizdat.errors import TamizdatError
from tamizdat.findings import Finding, Pair, Severity
from tamizdat.progress import Progress
from tamizdat.project import Article, Project

UNREADABLE = "catalog-unreadable"
SOURCE_UNREADABLE = "source-unreadable"
MISSING = "catalog-missing"
OUTDATED = "catalog-outdated"
LANGUAGE = "catalog-language"
STRUCTURE = "structure"
INCOMPLETE = "incomplete"
OWN_CHECKS = {
    UNREADABLE: "the catalog can't be read",
    SOURCE_UNREADABLE: "the source text can't be read",
    MISSING: "there is no catalog yet",
    OUTDATED: "the source changed since the last update",
    LANGUAGE: "the header names another language",
    STRUCTURE: "the translation would change the structure of the text",
    INCOMPLETE: "a required locale is not complete",
}
"""Findings that are not about one pair of msgid and msgstr."""


def unreadable(
    project: Project, error: TamizdatError, check: str, **place: str
) -> Iterator[Finding]:
    """A finding for every problem of a file that can't be read."""
    for problem in error.problems:
        path = problem.path or project.root
        remedy = f" ({problem.remedy})" if problem.remedy else ""
        yield Finding(
            check,
            Severity.ERROR,
            problem.message + remedy,
            project.relative(path),
            problem.line or 1,
            **place,
        )


def template_findings(project: Project, article: Article) -> Iterator[Finding]:
    """Whether the template on disk is the text's."""
    path = project.template_path(article.domain)
    try:
        template = project.template(article.domain)
    except TamizdatError as error:
        yield from unreadable(project, error, UNREADABLE, domain=article.domain)
        return
    if template is None or not merge.same(template, article.template):
        what = "no template yet" if template is None else "the source changed since the last update"
        yield Finding(
            OUTDATED,
            Severity.ERROR,
            f"{what} (run: tamizdat update)",
            project.relative(path),
            1,
            article.domain,
        )


def findings(
    project: Project, article: Article, locale: str, catalog: Catalog | None
) -> Iterator[Finding]:
    """Everything that is wrong with a catalog, but for completeness."""
    place = _Place(project, article, locale)
    if catalog is None:
        yield place.finding(MISSING, Severity.ERROR, "no catalog yet (run: tamizdat update)")
        return
    if catalog.language not in ("", locale):
        yield place.finding(
            LANGUAGE, Severity.ERROR, f"the header says “{catalog.language}”, the folder “{locale}”"
        )
    if not merge.same(catalog, article.template):
        yield place.finding(
            OUTDATED,
            Severity.ERROR,
            "the source changed since the last update (run: tamizdat update)",
        )
    for message in catalog.active:
        if message.state.done and message.key in article.segments:
            yield from _message_findings(place, message, article.segments[message.key])
    yield from _structure_findings(place, catalog)


def incomplete(
    project: Project, article: Article, progress: Progress, catalog: Catalog | None
) -> Iterator[Finding]:
    """Whether a required translation has gaps."""
    if not progress.required or progress.expired or progress.complete or progress.unreadable:
        return
    active = catalog.active if catalog else ()
    first = next((m for m in active if not m.state.done and m.key in article.segments), None)
    place = _Place(project, article, progress.locale)
    yield place.finding(
        INCOMPLETE,
        Severity.ERROR,
        f"{progress.percent} % of the required {progress.locale}: {progress.missing}",
        first,
    )


def msgstrs(catalog: Catalog | None, *, drafts: bool = False) -> dict[Key, str]:
    """What readers may see: done messages, or with `drafts` everything that has a msgstr."""
    active = catalog.active if catalog else ()
    return {m.key: m.msgstr for m in active if m.msgstr and (drafts or m.state.done)}


class _Place:
    """Where findings of one text and locale are."""

    def __init__(self, project: Project, article: Article, locale: str) -> None:
        self.project = project
        self.article = article
        self.locale = locale
        self.path = project.relative(project.catalog_path(article.domain, locale))

    def finding(
        self, check: str, severity: Severity, text: str, message: Message | None = None
    ) -> Finding:
        """A finding in the catalog, at a message."""
        line = message.line if message else 1
        msgid = message.msgid if message else ""
        domain = self.article.domain
        return Finding(check, severity, text, self.path, line, domain, self.locale, msgid)


def _message_findings(
    place: _Place, message: Message, segments: tuple[Segment, ...]
) -> Iterator[Finding]:
    """Findings of one message, once for every inline syntax that its segments have."""
    dismissed = {
        line.get("check")
        for line in message.provenance
        if line.verb == "ignore" and line.get("hash") == message.hash
    }
    seen: set[tuple[str, str]] = set()
    for segment in {segment.markup: segment for segment in segments}.values():
        pair = Pair(
            message.msgid,
            message.msgstr,
            segment.markup,
            segment.role,
            place.project.config.source_locale,
            place.locale,
        )
        for check, text in checks.run(pair):
            if (check.name, text) in seen:
                continue
            seen.add((check.name, text))
            if check.severity is not Severity.ERROR and check.name in dismissed:
                continue
            yield place.finding(check.name, check.severity, text, message)


def _structure_findings(place: _Place, catalog: Catalog) -> Iterator[Finding]:
    """Messages that would change the structure of the text, as publication itself sees it."""
    article, config = place.article, place.project.config
    published = publication.publish(
        article.document, article.format, msgstrs(catalog), keys=config.translate_keys
    )
    for problem in published.problems:
        key = (problem.segment.msgctxt, problem.segment.msgid or "")
        yield place.finding(STRUCTURE, Severity.ERROR, problem.message, catalog.by_key.get(key))
