"""What the checks found in each text, and in each text and locale, remembered between runs.

A verdict holds while everything that it hangs on is the same, by content (`surroundings`); so a run
for one text or locale forgets nothing of the others, and a run in which nothing changed reads none.
What could not be read, and where a check itself failed, is looked at anew each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tamizdat.catalogs.catalog import Catalog, digest
from tamizdat.check import assets, gate, links, lost, prose
from tamizdat.check.assets import Shelf
from tamizdat.check.findings import Finding, Note, Severity
from tamizdat.check.surroundings import Answer, Noted, Question, Surroundings
from tamizdat.errors import TamizdatError
from tamizdat.project.digests import Digests, New
from tamizdat.project.drawers import Drawers
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.texts.publication import Publication

_VERSION = 1
"""Of what is kept of a verdict."""
_SOURCE = "source"
"""The name of what was found in a text itself; no locale is called so."""
_UNSETTLED = frozenset({gate.UNREADABLE, gate.SOURCE_UNREADABLE, gate.WRONG_TEXT, gate.BUG})
"""Findings that say that the checks came to no end."""


@dataclass(frozen=True)
class Verdict:
    """What was found, and what that hangs on."""

    domain: str
    """Empty for what is gone since the last commits."""
    locale: str
    """Empty for what was found in the text itself and its template."""
    findings: tuple[Finding, ...]
    answers: dict[Question, Answer]
    locales: tuple[str, ...] = ()
    """Those of the text."""

    @property
    def is_settled(self) -> bool:
        """Whether it may be remembered."""
        unsettled = any(f.bug or f.check in _UNSETTLED for f in self.findings)
        return not unsettled and None not in self.answers.values()


class Verdicts:
    """The verdicts of a project, those of earlier runs and those of this one.

    Ask for what is `known` before reading what it is about: what is edited meanwhile is then judged
    anew the next time.
    """

    def __init__(self, project: Project, use: str = "check") -> None:
        self.project = project
        context = f"{_VERSION} {project.context}" if remembers() else ""
        self._drawers = Drawers(project.root, use, context)
        self._digests = Digests(project.root, self._drawers)
        self.surroundings = Surroundings(project, self._digests)
        self._texts: dict[str, Text] = {}
        self._own: dict[str, Verdict | None] = {}
        self._listed: assets.Listed = {}

    @classmethod
    def open(cls, project: Project) -> Verdicts:
        """The verdicts of a project. Raises ConfigError where its notes are broken."""
        return cls(project)

    def text(self, domain: str) -> Text:
        """A text, read once in a run. Raises as `Project.text` does."""
        if domain not in self._texts:
            self.surroundings.ask(("text", domain))
            self._texts[domain] = self.project.text(domain)
        return self._texts[domain]

    def known(self, domain: str, locale: str = "") -> tuple[Finding, ...] | None:
        """What is still true of an earlier run's findings in a text and locale; None if nothing.

        Without a locale, in the text itself and its template. No text and no catalog is read.
        """
        kept = self._kept(domain, locale) if locale else self._of_text(domain)
        return None if kept is None else kept.findings

    def locales(self, domain: str) -> tuple[str, ...] | None:
        """The locales of a text whose own verdict is known; None otherwise."""
        kept = self._of_text(domain)
        return None if kept is None else kept.locales

    def _of_text(self, domain: str) -> Verdict | None:
        if domain not in self._own:
            self._own[domain] = self._kept(domain, "")
        return self._own[domain]

    def found(
        self,
        text: Text,
        locale: str = "",
        catalog: Catalog | None = None,
        publication: Publication | None = None,
    ) -> tuple[Finding, ...]:
        """What is found in a text and locale: what is known, else it is looked for and taken.

        Args:
            text: the text.
            locale: empty for the text itself and its template.
            catalog: that of the text and locale, if it was read already.
            publication: the text with all done msgstrs of that in place, if it was made already.

        """
        found = self.known(text.domain, locale)
        return self.judged(text, locale, catalog, publication) if found is None else found

    def judged(
        self,
        text: Text,
        locale: str = "",
        catalog: Catalog | None = None,
        publication: Publication | None = None,
    ) -> tuple[Finding, ...]:
        """As `found`, where it is said already that nothing is known."""
        verdict = self.judge(text, locale, catalog, publication)
        self.take(verdict)
        return verdict.findings

    def gone(self, domains: Sequence[str], *, whole: bool) -> tuple[Finding, ...]:
        """What is gone since the last commits from the catalogs of some texts, or of `whole` all.

        Args:
            domains: the texts that can be read.
            whole: these are all that can, and what has no text any more is looked at, too.

        """
        if self.project.past is None:
            return ()
        remembered = whole and len(domains) == len(self.project.sources)
        found = self.known("") if remembered else None
        if found is None:
            note = self._noted("", "") if remembered else None
            found = tuple(lost.findings(self.project, domains, self.text, whole=whole))
            if note:
                self.take(Verdict("", "", found, note.answers))
        return found

    def _noted(self, domain: str, locale: str) -> Noted:
        note = Noted(self.surroundings)
        for question in _own(domain, locale):
            note(*question)
        return note

    def judge(
        self,
        text: Text,
        locale: str = "",
        catalog: Catalog | None = None,
        publication: Publication | None = None,
    ) -> Verdict:
        """Look for what is wrong, whatever is known."""
        note = self._noted(text.domain, locale)
        if locale:
            found = _in_catalog(self.project, text, locale, catalog, note, publication)
            path = self.project.catalog_path(text.domain, locale)
        else:
            shelf = Shelf(self.project.root, listed=self._listed)
            found = chain(
                links.findings(self.project, text, self._texts, note),
                prose.findings(text),
                assets.findings(self.project, text, shelf, note),
                gate.template_findings(self.project, text),
            )
            path = text.path
        domain = text.domain
        settled = tuple(gate.guarded(self.project, path, found, domain=domain, locale=locale))
        return Verdict(domain, locale, settled, note.answers, text.locales)

    def judge_all(self, place: tuple[str, Sequence[str]]) -> tuple[Sequence[Verdict], New]:
        """The verdicts on a text in some locales, and the stamps that were taken meanwhile."""
        domain, locales = place
        try:
            text = self.text(domain)
        except TamizdatError as error:  # by now; it could be read when it was judged itself
            found = tuple(gate.unreadable(self.project, error, gate.SOURCE_UNREADABLE))
            return [Verdict(domain, locale, found, {}) for locale in locales], {}
        return [self.judge(text, locale) for locale in locales], self._digests.taken()

    def learned(self, judged: tuple[Sequence[Verdict], New]) -> dict[str, tuple[Finding, ...]]:
        """What was found, by locale, taken over from another process or from this one."""
        found, new = judged
        self._digests.learn(new)
        for verdict in found:
            self.take(verdict)
        return {verdict.locale: verdict.findings for verdict in found}

    def size(self, places: Iterable[tuple[str, Sequence[str]]]) -> int:
        """How much is to be judged: the bytes of some texts' catalogs in some locales."""
        paths = (
            self.project.catalog_path(domain, locale) if locale else self.project.sources[domain]
            for domain, locales in places
            for locale in locales
        )
        return sum(path.stat().st_size for path in paths if path.is_file())

    def take(self, verdict: Verdict) -> None:
        """Remember a verdict, if it may be."""
        if not verdict.is_settled:
            return
        if not verdict.locale:
            self._own[verdict.domain] = verdict
        path = self._path(verdict.domain, verdict.locale)
        kept: dict[str, object] = {
            "answers": [[*question, answer] for question, answer in verdict.answers.items()],
            "found": [_written(f, verdict, path) for f in verdict.findings],
        }
        if not verdict.locale:
            kept["locales"] = [*verdict.locales]
        self._drawers.put(verdict.domain, verdict.locale or _SOURCE, kept)

    def save(self, *, whole: bool = False) -> None:
        """Keep all that was taken; after a `whole` run forget the texts that are gone."""
        if not remembers():
            return
        self._digests.save()
        if whole:
            self._drawers.only({*self.project.sources, ""})
        self._drawers.save()

    def print(self, domain: str, locale: str = "") -> str | None:
        """What tells whether `known` would find the same; None where it would find nothing."""
        held = self._held(domain, locale)
        return None if held is None else digest(repr(held[1]["found"]))

    def _kept(self, domain: str, locale: str) -> Verdict | None:
        """What was taken earlier and holds; None if there is nothing, or it is odd in any way."""
        held = self._held(domain, locale)
        if held is None:
            return None
        answers, kept = held
        try:
            locales = () if locale else tuple(map(str, kept["locales"]))
            path = self._path(domain, locale) if kept["found"] else ""
            found = tuple(_read(each, domain, locale, path) for each in kept["found"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return Verdict(domain, locale, found, answers, locales)

    def _held(
        self, domain: str, locale: str
    ) -> tuple[dict[Question, Answer], dict[str, Any]] | None:
        """The answers that still hold, and what was taken with them."""
        for question in _own(domain, locale):
            self.surroundings.ask(question)
        kept = self._drawers.get(domain, locale or _SOURCE)
        try:
            answers = {tuple(map(str, q)): answer for *q, answer in kept["answers"]}
            if not set(_own(domain, locale)) <= answers.keys():
                return None
            if not self.surroundings.hold(answers.items()):
                return None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return answers, kept

    def _path(self, domain: str, locale: str) -> str:
        """Where most findings of a verdict are."""
        if locale:
            return self.project.relative(self.project.catalog_path(domain, locale))
        return self.project.relative(self.project.sources[domain]) if domain else ""


def remembers() -> bool:
    """Whether verdicts are remembered: in CI only where somebody says in which folder."""
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return not in_ci or bool(os.environ.get("TAMIZDAT_CACHE"))


def _own(domain: str, locale: str) -> Sequence[Question]:
    """What every verdict hangs on."""
    if not domain:
        return ("committed",), ("catalogs",), ("texts",)
    second = ("catalog", domain, locale) if locale else ("template", domain)
    return ("text", domain), second


def _in_catalog(
    project: Project,
    text: Text,
    locale: str,
    catalog: Catalog | None,
    note: Note,
    publication: Publication | None,
) -> Iterator[Finding]:
    """What is wrong with a catalog, also that it can't be read or has gaps."""
    try:
        catalog = catalog or project.catalog(text.domain, locale, text)
    except TamizdatError as error:
        place = {"domain": text.domain, "locale": locale}
        yield from gate.unreadable(project, error, gate.UNREADABLE, **place)
        return
    yield from gate.findings(project, text, locale, catalog, note, publication)
    if locale in text.required:
        if text.settings.expires:
            note("expired", text.settings.expires.isoformat())
        progress = project.progress(text, locale, catalog)
        yield from gate.incomplete(project, text, progress, catalog)


def _written(finding: Finding, verdict: Verdict, path: str) -> list[Any]:
    """A finding as JSON holds it; what is as usual is left out."""
    row: list[Any] = [finding.check, finding.severity.value, finding.message, finding.line]
    usual = path, verdict.domain, verdict.locale
    place = finding.path, finding.domain, finding.locale
    if place != usual:
        return [*row, finding.msgid, *place]
    return [*row, finding.msgid] if finding.msgid else row


def _read(row: list[Any], domain: str, locale: str, path: str) -> Finding:
    """The finding of such JSON. Raises ValueError or TypeError for anything else."""
    check, severity, message, line, *rest = row
    if type(line) is not int or not all(isinstance(w, str) for w in (check, message, *rest)):
        raise TypeError
    msgid, *place = rest or ("",)
    path, domain, locale = place or (path, domain, locale)
    return Finding(check, Severity(severity), message, path, line, domain, locale, msgid)
