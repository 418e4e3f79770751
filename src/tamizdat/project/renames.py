"""What became of texts that were renamed or moved: `from,to` in `locales/renames.csv`.

Catalogs, links, pages and files that come back follow it. One rename a line, sorted, so that git
merges two branches' lines by union, as `.gitattributes` asks; what that leaves (lines in any order,
or twice) is read like any other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tamizdat.errors import ConfigError, Problem
from tamizdat.project import files

NAME = "renames.csv"
_HEADER = "from,to"
_CHAIN = 100
"""So many renames of one text are followed."""

Entry = tuple[str, str]
"""A domain, and the one that its text took."""


@dataclass(frozen=True)
class Renames:
    """Renames, in the light of the texts that there are: a living text has its own name."""

    entries: tuple[Entry, ...] = ()
    """Sorted, each once."""
    living: Collection[str] = frozenset()
    """The domains of today's texts."""

    def now(self, domain: str) -> str:
        """What the text of a domain is called today; the domain itself if it was not renamed.

        A name that has a text again is that text's. Where the text was deleted since, it is the
        last name that it had.
        """
        return domain if domain in self.living else self._end(domain)

    def before(self, domain: str) -> tuple[str, ...]:
        """The former names of a domain's text, the newest first; none of them is in use again."""
        _, *names = _along(domain, self._backwards)
        return tuple(name for name in names if self.now(name) == domain)

    def with_(self, added: Iterable[Entry]) -> Renames:
        """The record with more renames, as `pruned`.

        What led on from a name that is in use again goes first: no new one leads over it.
        """
        entries = _tidied((*self.pruned().entries, *added))
        return (self if entries == self.entries else replace(self, entries=entries)).pruned()

    def pruned(self) -> Renames:
        """The record without void entries: those from a name that a living text has again.

        What led on over such a name leads straight to where it led. The same object where there is
        nothing to do.
        """
        entries = _tidied(
            (old, self._end(new) if new in self.living else new)
            for old, new in self.entries
            if old not in self.living
        )
        return self if entries == self.entries else replace(self, entries=entries)

    def _end(self, domain: str) -> str:
        """The last name on the way from a domain that a text has, or the last one of all."""
        if domain not in self._ends:
            names = list(_along(domain, self._forwards))
            self._ends[domain] = next((n for n in reversed(names) if n in self.living), names[-1])
        return self._ends[domain]

    @cached_property
    def _ends(self) -> dict[str, str]:
        """What was found: each name is asked for once for every name that leads to it."""
        return {}

    @cached_property
    def _forwards(self) -> Mapping[str, Iterable[str]]:
        return _grouped(self.entries)

    @cached_property
    def _backwards(self) -> Mapping[str, Iterable[str]]:
        return _grouped((new, old) for old, new in self.entries)


def _tidied(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted({(old, new) for old, new in entries if old != new}))


def _grouped(pairs: Iterable[Entry]) -> Mapping[str, Iterable[str]]:
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return found


def _along(domain: str, ways: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The domain and all that it leads to, the nearest first, each once: circles end."""
    seen = {domain: None}
    level: list[str] = [domain]
    for _ in range(_CHAIN):
        yield from level
        further = dict.fromkeys(there for name in level for there in ways.get(name, ()))
        level = [name for name in further if name not in seen]
        seen |= dict.fromkeys(level)
        if not level:
            return


def loads(data: bytes, path: Path) -> Renames:
    """Read a record.

    Raises:
        ConfigError: it is not what `dumps` writes, or names what is no domain; with every place.
        SourceError: it is not UTF-8.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    first, *lines = (
        files.decode(data, path).removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    )
    if first != _HEADER:
        message = f"the first line must be “{_HEADER}”"
        raise ConfigError.at(path, 1, message, "write it there, or take the file from git")
    for number, line in enumerate(lines, 2):
        if line in ("", _HEADER):  # a merge by union may leave a second one
            continue
        fields = _fields(line)
        if len(fields) != 2:
            remedy = "one rename a line; of a conflict keep both sides' lines, without the markers"
            problems.append(Problem(f"not “{_HEADER}”", path, number, remedy))
        elif wrong := [name for name in fields if not files.portable(name)]:
            remedy = "remove the line, or name texts as `tamizdat status` does"
            problems.append(Problem(f"“{wrong[0]}” can't be a text's name", path, number, remedy))
        else:
            entries.append((fields[0], fields[1]))
    if problems:
        raise ConfigError(*problems)
    return Renames(_tidied(entries))


def _fields(line: str) -> list[str]:
    """What stands in a line; nothing if it is no CSV."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def dumps(renames: Renames) -> bytes:
    """Write a record: sorted, so that renames of two branches seldom meet."""
    return "".join(f"{line}\n" for line in (_HEADER, *map(_line, renames.entries))).encode()


def _line(entry: Entry) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(entry)
    line = out.getvalue()
    return '"from","to"' if line == _HEADER else line
