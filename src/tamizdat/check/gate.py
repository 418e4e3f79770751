"""What stands between a translation and its readers: findings of one text in one locale."""

from __future__ import annotations

import shlex
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tamizdat.catalogs import merge
from tamizdat.catalogs.catalog import Catalog, Key, Message, Verb
from tamizdat.catalogs.progress import Progress
from tamizdat.check import assets, links, lost, naming, personal, prose
from tamizdat.check import rules as checks
from tamizdat.check.findings import Finding, Note, Pair, Severity, unnoted
from tamizdat.check.rules import length
from tamizdat.errors import BugError, MisplacedError, TamizdatError, guard, suggestion
from tamizdat.language import locales
from tamizdat.project.baseline import Dismissed
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.texts import anchors
from tamizdat.texts import publication as texts
from tamizdat.texts.anchors import Anchors
from tamizdat.texts.document import Segment
from tamizdat.texts.publication import Publication

UNREADABLE = "catalog-unreadable"
SOURCE_UNREADABLE = "source-unreadable"
MISSING = "catalog-missing"
OUTDATED = "catalog-outdated"
LANGUAGE = "catalog-language"
WRONG_TEXT = "catalog-text"
COPIED = "catalog-copied"
ORPHAN = "catalog-orphan"
MARK = "catalog-mark"
PERSONAL = "catalog-personal"
CONTESTED = "catalog-conflict"
STRUCTURE = "structure"
INCOMPLETE = "incomplete"
BASELINE = "baseline-unreadable"
UNUSED = "baseline-unused"
BUG = "bug"
OWN_CHECKS = {
    UNREADABLE: "the catalog can be read",
    SOURCE_UNREADABLE: "the source text can be read",
    MISSING: "there is a catalog",
    OUTDATED: "template and catalog are up to date with the source",
    LANGUAGE: "the header names the folder's locale, or none",
    WRONG_TEXT: "the header names no other text",
    COPIED: "a catalog is more than a copy of its source",
    ORPHAN: "a catalog with translations has a text",
    MARK: "no byte order mark stands in front of it (only a remark)",
    PERSONAL: "its comments hold no address; with privacy.scrub, nothing tells of people",
    CONTESTED: "nothing is translated in two ways, one beside the other",
    INCOMPLETE: "a required locale is complete",
    lost.LOST: "no translation of the last commit is gone without a reason in the source",
    assets.REFUSED: "a file that the source shows can be published",
    assets.CHANGED: "it is published as its author made it",
    assets.PRIVATE: "what is published of it names nobody",
    links.DEAD: "relative links of the source lead to a text or a file",
    links.LOST: "fragments of the source's links lead to a heading or an id",
    prose.PASSED_OVER: "the catalogs have all prose of the source (few words: only a remark)",
    links.FOREIGN: "the source shows nothing that a browser would fetch from another host",
    BASELINE: "what is dismissed can be read",
    UNUSED: "what the baseline dismisses is still there (only a remark)",
    BUG: "tamizdat itself does not fail",
}
"""What is demanded besides `checks.CHECKS`, not of one pair of msgid and msgstr."""
MILDER = {
    CONTESTED: Severity.WARNING,
    assets.CHANGED: Severity.WARNING,
    assets.PRIVATE: Severity.WARNING,
    links.DEAD: Severity.WARNING,
    links.LOST: Severity.WARNING,
    prose.PASSED_OVER: Severity.WARNING,
    MARK: Severity.INFO,
    UNUSED: Severity.INFO,
}
"""Those of them that are no errors."""


def unreadable(
    project: Project, error: TamizdatError, check: str, **place: str
) -> Iterator[Finding]:
    """A finding for every problem of a file that can't be read, or is another text's."""
    check = WRONG_TEXT if isinstance(error, MisplacedError) else check
    bug = error if isinstance(error, BugError) else None
    for problem in error.problems:
        path = problem.path or project.root
        remedy = f" ({problem.remedy})" if problem.remedy else ""
        yield Finding(
            BUG if bug else check,
            Severity.ERROR,
            (problem.message + remedy).replace(f"{project.root}/", ""),
            project.relative(path),
            problem.line or 1,
            bug=bug,
            **place,
        )


def guarded(
    project: Project, path: Path, found: Iterable[Finding], line: int = 1, **place: str
) -> Iterator[Finding]:
    """What is found, and where finding it fails, that: one message or file stops no other."""
    try:
        with guard(path, line):
            yield from found
    except TamizdatError as error:
        yield from unreadable(project, error, UNREADABLE, **place)


def note_named(catalog: Catalog, domain: str, note: Note) -> None:
    """Note the text that a header names: where it is another's, the catalog is in its place."""
    named = catalog.field("Project-Id-Version")
    if named and named != domain:
        note("text", named)


def template_findings(project: Project, text: Text) -> Iterator[Finding]:
    """Whether the template on disk is the text's, and tells of nobody."""
    path = project.template_path(text.domain)
    try:
        template = project.template(text.domain)
    except TamizdatError as error:
        yield from unreadable(project, error, UNREADABLE, domain=text.domain)
        return
    if template is None or not merge.same(template, text.template):
        what = "no template yet" if template is None else "the source changed since the last update"
        yield Finding(
            OUTDATED,
            Severity.ERROR,
            f"{what} (run: tamizdat update)",
            project.relative(path),
            1,
            text.domain,
        )
    if template:
        where = project.relative(path)
        scrub = project.config.privacy.scrub
        for line, severity, said in personal.told(template, text.domain, scrub=scrub):
            yield Finding(PERSONAL, severity, said, where, line, text.domain)


def findings(
    project: Project,
    text: Text,
    locale: str,
    catalog: Catalog | None,
    note: Note = unnoted,
    publication: Publication | None = None,
) -> Iterator[Finding]:
    """Everything that is wrong with a catalog, but for completeness.

    `publication` is the text with the catalog's `msgstrs` in place, where it is at hand.
    """
    note("dismissed", text.domain, locale)
    place = _Place(project, text, locale, note)
    if catalog is None:
        note("committed")
        had = project.committed(place.file)
        back = f"the catalog is gone (run: git checkout HEAD -- {shlex.quote(place.path)})"
        sentence = back if had else "no catalog yet (run: tamizdat update)"
        yield place.finding(MISSING, Severity.ERROR, sentence)
        return
    note_named(catalog, text.domain, note)
    if catalog.bom:
        sentence = "begins with a byte order mark, which GNU gettext refuses (run: tamizdat tidy)"
        yield place.finding(MARK, Severity.INFO, sentence)
    for severity, sentence in naming.told(project, text, locale, catalog):
        yield replace(place.finding(LANGUAGE, severity, sentence), line=catalog.header.line or 1)
    if not merge.in_step(catalog, text.template):
        yield place.finding(
            OUTDATED,
            Severity.ERROR,
            "the source changed since the last update (run: tamizdat update)",
        )
    scrub = project.config.privacy.scrub
    for line, severity, sentence in personal.told(catalog, text.domain, scrub=scrub):
        yield replace(place.finding(PERSONAL, severity, sentence), line=line)
    copies = project.copies(text, locale, catalog)
    if copies:
        first = next(message for message in catalog.active if message.key in copies)
        yield _copied(place, len(copies), first)
    for message in catalog.active:
        if message.state.done and message.key in text.segments and message.key not in copies:
            found = _message_findings(place, message, text.segments[message.key])
            yield from place.guarded(found, message)
        if message.others:
            both = " and ".join(f"“{msgstr}”" for msgstr in (message.msgstr, *message.others))
            sentence = f"translated in two ways: {both} (run: tamizdat review)"
            yield place.finding(CONTESTED, Severity.WARNING, sentence, message)
    unfit = (found for _, found in _structure_findings(place, catalog, publication))
    yield from place.guarded(unfit)
    for entry in place.void(catalog):
        yield unused(project, entry)


def void(
    project: Project, text: Text, locale: str, catalog: Catalog, entries: Iterable[Dismissed]
) -> Iterator[Dismissed]:
    """Those of the text's entries in the baseline that dismiss nothing any more."""
    place = _Place(project, text, locale)
    hashes = {entry.hash for entry in entries}
    for message in catalog.active:
        if message.hash in hashes and message.state.done and message.key in text.segments:
            deque(_message_findings(place, message, text.segments[message.key]), maxlen=0)
    yield from place.void(catalog)


def _copied(place: _Place, count: int, first: Message) -> Finding:
    """That a catalog is not translated, whatever its states say; no reader gets it as such."""
    severity = Severity.ERROR if place.locale in place.text.required else Severity.WARNING
    sentence = (
        f"nearly all of it is the source, as platforms export what nobody has translated: {count}"
        f" {'message' if count == 1 else 'messages'} count as untranslated (translate them; if they"
        f" are right so: tamizdat review TEXT -l {place.locale} --all --accept --as NAME)"
    )
    return place.finding(COPIED, severity, sentence, first)


def orphan(project: Project, domain: str, locale: str, catalog: Catalog) -> Iterator[Finding]:
    """Whether translations lie where no text reads them; what `update` made obsolete does not."""
    count = sum(bool(message.msgstr) for message in catalog.active)
    if count:
        sentence = f"no text is called “{domain}”, {count} translations count for nothing"
        today = project.renames.now(domain)
        remedy = suggestion(domain, project.sources, "put it in the place of its text's catalog")
        if today in project.sources:
            remedy = f"its text is called “{today}” now, run: tamizdat update"
        path = project.relative(project.catalog_path(domain, locale))
        message = f"{sentence} ({remedy})"
        yield Finding(ORPHAN, Severity.ERROR, message, path, 1, domain, locale)


def of_message(project: Project, text: Text, locale: str, message: Message) -> tuple[Finding, ...]:
    """What the checks find in a message, whatever its state: what its reviewer must know."""
    place = _Place(project, text, locale)
    found = _message_findings(place, message, text.segments[message.key])
    return tuple(place.guarded(found, message))


def unfit(project: Project, text: Text, locale: str, catalog: Catalog) -> Mapping[Key, Finding]:
    """Messages that would change the structure of the text if every message were done."""
    place = _Place(project, text, locale)
    with guard(project.root / place.path):
        chosen = msgstrs(catalog, drafts=True)
        return dict(_structure_findings(place, catalog, published(project, text, locale, chosen)))


def baseline(project: Project) -> Iterator[Finding]:
    """Whether what is dismissed can be read, and whole."""
    path = project.baseline_path
    try:
        with guard(path):
            line = project.read_baseline().conflict
    except TamizdatError as error:
        yield from unreadable(project, error, BASELINE)
    else:
        if line:
            what = "an unsettled merge conflict: what either side dismisses counts meanwhile"
            remedy = "run: tamizdat update"
            where = project.relative(path)
            yield Finding(BASELINE, Severity.ERROR, f"{what} ({remedy})", where, line)


def unused(project: Project, entry: Dismissed) -> Finding:
    """An entry of the baseline that dismisses nothing any more."""
    sentence = f"“{entry.check}” of {entry.hash} is found no more (run: tamizdat tidy)"
    path = project.relative(project.baseline_path)
    return Finding(UNUSED, Severity.INFO, sentence, path, 1, entry.domain, entry.locale)


def incomplete(
    project: Project, text: Text, progress: Progress, catalog: Catalog | None
) -> Iterator[Finding]:
    """Whether a required translation has gaps."""
    if not progress.required or progress.expired or progress.complete or progress.unreadable:
        return
    active = catalog.active if catalog else ()
    first = next((m for m in active if not m.state.done and m.key in text.segments), None)
    place = _Place(project, text, progress.locale)
    yield place.finding(
        INCOMPLETE,
        Severity.ERROR,
        f"{progress.locale} is required; {progress.percent} % done; left: {progress.missing}",
        first,
    )


def msgstrs(catalog: Catalog | None, *, drafts: bool = False) -> dict[Key, str]:
    """What readers may see: done messages, or with `drafts` everything that has a msgstr.

    Never what is out of all proportion to its msgid.
    """
    active = catalog.active if catalog else ()
    wanted = (m for m in active if m.msgstr and (drafts or m.state.done))
    return {m.key: m.msgstr for m in wanted if not length.beyond(m.msgid, m.msgstr)}


def published(
    project: Project, text: Text, locale: str, chosen: Mapping[Key, str], *, fit: bool = False
) -> Publication:
    """A text with msgstrs of a locale in place; `fit`: they are known to leave its structure."""
    return texts.publish(
        text.document,
        text.format,
        chosen,
        keys=project.config.translate_keys,
        lang=locales.bcp47(locale),
        direction=locales.direction(locale),
        fit=fit,
    )


class _Place:
    """Where findings of one text and locale are."""

    def __init__(self, project: Project, text: Text, locale: str, note: Note = unnoted) -> None:
        self.note = note
        self.project = project
        self.text = text
        self.locale = locale
        self.file = project.catalog_path(text.domain, locale)
        self.path = project.relative(self.file)
        entries = project.baseline().of(text.domain, locale)
        self.dismissed = {(entry.check, entry.hash): entry for entry in entries}
        self.used: set[Dismissed] = set()
        self.anchors: dict[str, tuple[Anchors, Anchors] | None] = {}

    def meant(self, address: str) -> str:
        """An address with the id that a heading has in every language, for that of its own."""
        path, mark, fragment = address.partition("#")
        self.note("guessed", self.text.domain, path)
        domain = links.guessed(self.project, path, self.text.domain)
        if domain not in self.anchors:
            self.anchors[domain] = None
            try:
                self.anchors[domain] = self._anchors(domain)
            except TamizdatError:  # said where it is checked itself
                self.note("unknown")
        found = self.anchors[domain]
        return f"{path}{mark}{found[0].meant(fragment, found[1]) or fragment}" if found else address

    def _anchors(self, domain: str) -> tuple[Anchors, Anchors] | None:
        """The ids of a text, and those that it would have by itself in this locale."""
        if domain not in self.project.sources:
            return None
        self.note("text", domain)
        self.note("catalog", domain, self.locale)
        text = self.text if domain == self.text.domain else self.project.text(domain)
        catalog = self.project.catalog(domain, self.locale, text)
        if catalog:
            note_named(catalog, domain, self.note)
        chosen = msgstrs(catalog)
        pieces = published(self.project, text, self.locale, chosen).pieces
        return text.anchors, anchors.find(text.format.render(pieces, "<span>"))

    def finding(
        self, check: str, severity: Severity, sentence: str, message: Message | None = None
    ) -> Finding:
        """A finding in the catalog, at a message."""
        line = message.line if message else 1
        msgid = message.msgid if message else ""
        domain = self.text.domain
        return Finding(check, severity, sentence, self.path, line, domain, self.locale, msgid)

    def void(self, catalog: Catalog) -> Iterator[Dismissed]:
        """What was dismissed and not found, once all of the catalog was looked at.

        What is not done, or obsolete, may be so again.
        """
        if not self.dismissed:
            return
        done = {message.hash for message in catalog.active if message.state.done}
        others = {message.hash for message in catalog.messages} - done
        for entry in self.dismissed.values():
            if entry not in self.used and entry.hash not in others:
                yield entry

    def guarded(
        self, found: Iterable[Finding], message: Message | None = None
    ) -> Iterator[Finding]:
        """What is found in the catalog, or at a message, and where that fails, the bug."""
        line, msgid = (message.line or 1, message.msgid) if message else (1, "")
        place = {"domain": self.text.domain, "locale": self.locale, "msgid": msgid}
        yield from guarded(self.project, self.file, found, line, **place)


def _message_findings(
    place: _Place, message: Message, segments: tuple[Segment, ...]
) -> Iterator[Finding]:
    """Findings of one message, once for every inline syntax that its segments have."""
    dismissed = {
        line.get("check")
        for line in message.provenance
        if line.verb is Verb.IGNORE and line.get("hash") == message.hash
    }
    seen: set[tuple[str, str]] = set()
    for segment in {segment.markup: segment for segment in segments}.values():
        pair = Pair(
            message.msgid,
            message.msgstr,
            segment.markup,
            place.project.config.source_locale,
            place.locale,
            place.meant,
        )
        for check, sentence in checks.run(pair):
            if (check.name, sentence) in seen:
                continue
            seen.add((check.name, sentence))
            if check.severity is not Severity.ERROR and check.name in dismissed:
                continue
            if entry := place.dismissed.get((check.name, message.hash)):
                place.used.add(entry)
                continue
            yield place.finding(check.name, check.severity, sentence, message)


def _structure_findings(
    place: _Place, catalog: Catalog, publication: Publication | None
) -> Iterator[tuple[Key, Finding]]:
    """Messages that would change the structure of the text, as publication itself sees it."""
    if publication is None:
        publication = published(place.project, place.text, place.locale, msgstrs(catalog))
    for problem in publication.problems:
        key = problem.segment.key
        message = catalog.by_key.get(key)
        yield key, place.finding(STRUCTURE, Severity.ERROR, problem.message, message)
