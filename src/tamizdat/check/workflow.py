"""Hold templates and catalogs against the sources and every check: what CI needs to know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from tamizdat.check import gate
from tamizdat.check.findings import Finding
from tamizdat.check.verdicts import Verdicts
from tamizdat.errors import TamizdatError
from tamizdat.project import jobs
from tamizdat.project.project import Project

MUCH = 1_000_000
"""Bytes of catalogs; less is judged before other processes have begun to help."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one text and locale; without locale, in a source and its template."""

    domain: str
    locale: str
    findings: tuple[Finding, ...]


def run(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = (), *, most_jobs: int = 1
) -> Iterator[Checked]:
    """Check every selected text, then its catalogs; a broken file is a finding among others.

    What earlier runs found is not looked for again where all that it hangs on is as it was. Where
    there is much to do, up to `most_jobs` processes do it.
    """
    domains = project.select(patterns)
    verdicts = Verdicts.open(project)
    finished = False
    try:
        yield from _run(project, verdicts, domains, only, whole=not patterns, most_jobs=most_jobs)
        finished = True
    finally:
        verdicts.save(whole=finished and not patterns)


def _run(
    project: Project,
    verdicts: Verdicts,
    domains: Sequence[str],
    only: Sequence[str],
    *,
    whole: bool,
    most_jobs: int,
) -> Iterator[Checked]:
    states: list[_State] = []
    for domain in domains:
        try:
            states.append(_State.of(verdicts, domain, only))
        except TamizdatError as error:
            yield Checked("", "", tuple(gate.unreadable(project, error, gate.SOURCE_UNREADABLE)))
    yield Checked("", "", tuple(_record(project)))
    for state in _judged(verdicts, states, most_jobs):
        yield from state.checked
    for locale, domain in project.gone() if whole else ():
        if not only or locale in only:
            yield Checked(domain, locale, tuple(_orphan(project, domain, locale)))
    gone = verdicts.gone([state.domain for state in states], whole=whole)
    yield Checked("", "", tuple(f for f in gone if not only or f.locale in (*only, "")))
    yield Checked("", "", tuple(gate.baseline(project)))
    if whole and not only and len(states) == len(domains):
        there = {(state.domain, locale) for state in states for locale in state.found}
        yield Checked("", "", tuple(_unused(project, there)))


@dataclass(frozen=True)
class _State:
    """What is found in a text and its catalogs, as far as it is known."""

    domain: str
    found: dict[str, tuple[Finding, ...] | None]
    """By locale; that of the text itself is empty, and first."""

    @classmethod
    def of(cls, verdicts: Verdicts, domain: str, only: Sequence[str]) -> _State:
        """What is known of a text from earlier runs. Raises as `Project.text` does."""
        locales = verdicts.locales(domain)
        if locales is None:
            locales = verdicts.text(domain).locales
        wanted = ("", *(code for code in locales if not only or code in only))
        return cls(domain, {locale: verdicts.known(domain, locale) for locale in wanted})

    @property
    def missing(self) -> tuple[str, ...]:
        """The locales in which something is to be looked for."""
        return tuple(locale for locale, found in self.found.items() if found is None)

    @property
    def checked(self) -> Iterator[Checked]:
        """What is told: that a text was edited once, not for every locale."""
        said = {finding.check for finding in self.found[""] or ()} & {gate.OUTDATED}
        for locale, found in self.found.items():
            told = (f for f in found or () if not locale or f.check not in said)
            yield Checked(self.domain, locale, tuple(told))


def _judged(verdicts: Verdicts, states: Sequence[_State], most_jobs: int) -> Iterator[_State]:
    """The texts with all that is found in them."""
    stale = [(state.domain, state.missing) for state in states if state.missing]
    much = verdicts.size(stale) >= MUCH
    with closing(jobs.mapped(verdicts.judge_all, stale, most_jobs if much else 1)) as results:
        for state in states:
            if not state.missing:
                yield state
                continue
            found = verdicts.learned(next(results))
            if any(f.bug and not f.bug.__cause__ for each in found.values() for f in each):
                # of another process, which can't hand on where it happened
                found = verdicts.learned(verdicts.judge_all((state.domain, state.missing)))
            yield _State(state.domain, {**state.found, **found})


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


def _unused(project: Project, there: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Entries of the baseline whose text, or its locale, is gone, and the catalog, too.

    `there` are the domains and locales of the texts.
    """
    gone = [e for e in project.baseline().entries if (e.domain, e.locale) not in there]
    stored = {(domain, locale) for locale, domain, _ in project.stored()} if gone else set()
    for entry in gone:
        if (entry.domain, entry.locale) not in stored:
            yield gate.unused(project, entry)
