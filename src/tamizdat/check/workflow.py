"""Hold templates and catalogs against the sources and every check: what CI needs to know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tamizdat.check import gate
from tamizdat.check.findings import Finding
from tamizdat.check.verdicts import Verdicts
from tamizdat.errors import TamizdatError
from tamizdat.project.project import Project


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one text and locale; without locale, in a source and its template."""

    domain: str
    locale: str
    findings: tuple[Finding, ...]


def run(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Checked]:
    """Check every selected text, then its catalogs; a broken file is a finding among others.

    What earlier runs found is not looked for again where all that it hangs on is as it was.
    """
    domains = project.select(patterns)
    verdicts = Verdicts.open(project)
    readable: list[str] = []
    for domain in domains:
        try:
            if verdicts.known(domain) is None:
                verdicts.text(domain)
            readable.append(domain)
        except TamizdatError as error:
            yield Checked("", "", tuple(gate.unreadable(project, error, gate.SOURCE_UNREADABLE)))
    yield Checked("", "", tuple(_record(project)))
    places: set[tuple[str, str]] = set()
    for domain in readable:
        for checked in _of_text(verdicts, domain, only):
            places.add((checked.domain, checked.locale))
            yield checked
    for locale, domain in () if patterns else project.gone():
        if not only or locale in only:
            yield Checked(domain, locale, tuple(_orphan(project, domain, locale)))
    gone = verdicts.gone(readable, whole=not patterns)
    yield Checked("", "", tuple(f for f in gone if not only or f.locale in (*only, "")))
    yield Checked("", "", tuple(gate.baseline(project)))
    if not patterns and not only and len(readable) == len(domains):
        yield Checked("", "", tuple(_unused(project, places)))
    verdicts.save(whole=not patterns)


def _of_text(verdicts: Verdicts, domain: str, only: Sequence[str]) -> Iterator[Checked]:
    """What is found in a text, then in each of its catalogs."""
    project = verdicts.project
    own = verdicts.known(domain)
    locales = verdicts.locales(domain)
    if own is None or locales is None:
        text = verdicts.text(domain)
        own, locales = verdicts.judged(text), text.locales
    yield Checked(domain, "", own)
    said = {finding.check for finding in own} & {gate.OUTDATED}  # once, not for every locale
    for locale in (code for code in locales if not only or code in only):
        found = verdicts.known(domain, locale)
        if found is None:
            try:
                found = verdicts.judged(verdicts.text(domain), locale)
            except TamizdatError as error:
                found = tuple(gate.unreadable(project, error, gate.SOURCE_UNREADABLE))
        yield Checked(domain, locale, tuple(f for f in found if f.check not in said))


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
