"""What git tells everybody who clones: who, from where, at which hours, and what is gone since."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from tamizdat.catalogs import po
from tamizdat.catalogs.po import Told
from tamizdat.language import people
from tamizdat.language.people import Kind
from tamizdat.privacy import texts
from tamizdat.privacy.trace import Trace
from tamizdat.project import baseline, notes, renames
from tamizdat.project.history import Commit, History, Signature

_CATALOGS = (".po", ".pot")
ENDS = (*_CATALOGS, *(f"/{each.NAME}" for each in (notes, renames, baseline)))
"""Of the paths of former files that are looked at: catalogs, and what people write beside them."""
_TRAILER = re.compile(r"[A-Z][\w-]*-by: ")
_SHORTEST = 3
"""Letters of a name that is looked for in the names of branches."""


def told(history: History, known: Collection[str], now: Collection[Trace] = ()) -> Iterator[Trace]:
    """All that it tells; what it tells more than once, with the number of times.

    Args:
        history: the repository's.
        known: addresses that are public.
        now: what its files tell today, without lines; that they once told the same adds nothing.
    """
    counted: dict[Trace, int] = {}
    for trace in _all(history, known):
        counted[trace] = counted.get(trace, 0) + 1
    yield from (replace(trace, count=count) for trace, count in counted.items())
    yield from _hours(history)
    yield from _versions(history.versions, known, now)


def _all(history: History, known: Collection[str]) -> Iterator[Trace]:
    for commit in history.commits:
        yield from _signature(commit.author, "commit author", known)
        if commit.committer.name != commit.author.name or (
            commit.committer.address != commit.author.address
        ):
            yield from _signature(commit.committer, "commit committer", known)
        yield from _message(commit, "commit message", known)
    for tag in history.tags:
        yield from _signature(tag.author, "tagger", known)
        yield from _message(tag, "tag message", known)
    yield from _names(history, known)


def _signature(signature: Signature, place: str, known: Collection[str]) -> Iterator[Trace]:
    if _is_bot(signature):
        return
    if signature.name.strip() and people.is_somebody(signature.name):
        yield Trace(Kind.PERSON, signature.name, place)
    if not signature.address.strip() or signature.address.casefold() in known:
        return
    found = people.traces(signature.address)
    kind = Kind.MACHINE if any(t.kind is Kind.MACHINE for t in found) else Kind.ADDRESS
    yield Trace(kind, signature.address, place)


def _is_bot(signature: Signature) -> bool:
    return "[bot]" in f"{signature.name}{signature.address}" or (
        signature.address == "noreply@github.com"
    )


def _message(commit: Commit, place: str, known: Collection[str]) -> Iterator[Trace]:
    for line in commit.message.split("\n"):
        for found in people.traces(line, known, heading=_TRAILER.match(line) is not None):
            yield Trace(found.kind, found.text, place)


def _names(history: History, known: Collection[str]) -> Iterator[Trace]:
    """Branches and tags that are called after somebody who worked here, or a machine."""
    own = {
        word
        for commit in (*history.commits, *history.tags)
        for by in (commit.author, commit.committer)
        if people.is_somebody(by.name) and not _is_bot(by)
        for word in re.findall(r"[^\W\d_]+", f"{by.name} {by.address.partition('@')[0]}".lower())
        if len(word) >= _SHORTEST
    }
    for full in history.names:
        kind, _, name = full.partition("/")
        place = "tag" if kind == "tags" else "branch"
        if own & {*re.findall(r"[^\W\d_]+", name.lower())}:
            yield Trace(Kind.PERSON, name, place)
        for found in people.traces(name, known):
            yield Trace(found.kind, found.text, place)


def _hours(history: History) -> Iterator[Trace]:
    """At which hours of their own day people work, and in which zone that is."""
    hours: dict[str, Counter[int]] = {}
    zones: dict[str, dict[str, None]] = {}
    for commit in (*history.commits, *history.tags):
        for by in {commit.author, commit.committer}:
            if by.hour < 0 or _is_bot(by):
                continue
            if by.zone in ("+0000", "-0000") and not people.is_somebody(by.name):
                continue
            hours.setdefault(by.name, Counter())[by.hour] += 1
            zones.setdefault(by.name, {})[by.zone] = None
    for name, counter in hours.items():
        text = f"{', '.join(zones[name])}; {_ranges(counter)} h"
        yield Trace(Kind.TIME, text, f"commits of {name}", count=counter.total())


def _ranges(hours: Iterable[int]) -> str:
    """Hours as people write them: “9–12, 23”."""
    found: list[list[int]] = []
    for hour in sorted(hours):
        if found and found[-1][-1] == hour - 1:
            found[-1].append(hour)
        else:
            found.append([hour])
    return ", ".join(
        f"{group[0]}–{group[-1]}" if len(group) > 1 else str(group[0]) for group in found
    )


def _told(path: str, text: str, known: Collection[str]) -> Iterable[Told | Trace]:
    if path.endswith(_CATALOGS):
        return po.told(text)
    return texts.of_lines(text.replace("\\n", "  "), path, known)


def _versions(
    versions: Iterable[tuple[str, bytes]], known: Collection[str], now: Collection[Trace]
) -> Iterator[Trace]:
    """What files told that are gone or were changed since; the same only once."""
    first: dict[tuple[Kind, str, str], Trace] = {}
    counts: Counter[tuple[Kind, str, str]] = Counter()
    for path, data in versions:
        for found in _told(path.rpartition("@")[0], data.decode(errors="replace"), known):
            if found.text.casefold() in known:
                continue
            key = (found.kind, found.text, found.place)
            if Trace(*key, path.rpartition("@")[0]) in now:
                continue
            counts[key] += 1
            first.setdefault(key, Trace(*key, path, found.line))
    yield from (replace(trace, count=counts[key]) for key, trace in first.items())
