"""Dismissed findings: what maintainers looked at and let pass, in `locales/baseline.json`.

A catalog can silence warnings only (its author may be the one who swapped the address); errors are
dismissed here, where a pull request shows it. Each entry holds for one msgid and msgstr.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from tamizdat.errors import TAKE_BACK, ConfigError

NAME = "baseline.json"
VERSION = 2
_FORMER = (1,)
"""Versions that are read as well; they had no `null`, no `by`, and each value on its line."""
_MARKER = re.compile(r"^(?:<{7}(?= )|[|]{7}(?= )|={7}$|>{7}(?= ))", re.M)
"""What git leaves around what it can't merge."""


@dataclass(frozen=True, slots=True, order=True)
class Dismissed:
    """A finding that is let pass, and why."""

    domain: str
    locale: str
    check: str
    hash: str
    """Of msgctxt, msgid and msgstr: any edit voids it."""
    reason: str
    by: str = ""
    """Who let it pass; empty where nobody says."""

    @property
    def finding(self) -> tuple[str, str, str, str]:
        """What is let pass, whatever the reason."""
        return self.domain, self.locale, self.check, self.hash


_NEEDED = frozenset({"domain", "locale", "check", "hash", "reason"})


@dataclass(frozen=True, slots=True)
class Baseline:
    """All that is let pass; each finding once."""

    entries: tuple[Dismissed, ...] = ()
    conflict: int = field(default=0, compare=False)
    """Line of the first marker that a merge left; 0 where all is settled."""

    def of(self, domain: str, locale: str) -> Iterator[Dismissed]:
        """The entries of one text in one locale."""
        return (entry for entry in self.entries if (entry.domain, entry.locale) == (domain, locale))

    def with_(self, added: Iterable[Dismissed]) -> Baseline:
        """A baseline with more entries; a new reason replaces the old one."""
        found = {entry.finding: entry for entry in (*self.entries, *added)}
        return Baseline(tuple(sorted(found.values())))

    def today(self, now: Callable[[str], str]) -> Baseline:
        """The same with the domains that the texts have today."""
        moved = [entry for entry in self.entries if now(entry.domain) != entry.domain]
        if not moved:
            return self
        renamed = (replace(entry, domain=now(entry.domain)) for entry in moved)
        return replace(self.without(moved).with_(renamed), conflict=self.conflict)

    def without(self, gone: Iterable[Dismissed]) -> Baseline:
        """A baseline with fewer entries."""
        gone = set(gone)
        return Baseline(tuple(entry for entry in self.entries if entry not in gone))


@lru_cache(maxsize=2)  # it is asked for with every message
def loads(data: bytes, path: Path) -> Baseline:
    """Read a baseline, of a merge that conflicts both sides.

    Raises:
        ConfigError: it is not JSON, or not what `dumps` writes.
    """
    text = data.decode(errors="replace")
    if marker := _MARKER.search(text):
        line = text.count("\n", 0, marker.start()) + 1
        try:
            ours, theirs = (_loads(side.encode(), path) for side in _sides(text))
        except ConfigError as error:
            remedy = "keep the entries of both sides and delete the lines with the markers"
            raise ConfigError.at(path, line, "an unsettled merge conflict", remedy) from error
        return replace(ours.with_(theirs.entries), conflict=line)
    return _loads(data, path)


def _sides(text: str) -> tuple[str, str]:
    """The file as each side of a merge had it, but for what merged by itself."""
    ours: list[str] = []
    theirs: list[str] = []
    to: tuple[list[str], ...] = (ours, theirs)
    for line in text.splitlines(keepends=True):
        if marker := _MARKER.match(line):
            to = {"<": (ours,), "|": (), "=": (theirs,), ">": (ours, theirs)}[marker[0][0]]
        else:
            for side in to:
                side.append(line)
    return "".join(ours), "".join(theirs)


def _loads(data: bytes, path: Path) -> Baseline:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:  # not UTF-8 and endless numbers are ValueErrors
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise ConfigError.at(path, line, "not JSON", f"mend the line, or {TAKE_BACK}") from error
    if not isinstance(content, dict) or content.get("version") not in (*_FORMER, VERSION):
        remedy = "use the tamizdat that wrote it, or a newer one"
        raise ConfigError.at(path, 1, f"not a baseline of version {VERSION}", remedy)
    entries = content.get("dismissed")
    if not isinstance(entries, list):
        raise ConfigError.at(path, 1, "“dismissed” must be a list", TAKE_BACK)
    found = []
    for number, entry in enumerate(entries, 1):
        if entry is None:
            continue
        strings = isinstance(entry, dict) and all(isinstance(v, str) for v in entry.values())
        if not strings or not _NEEDED <= entry.keys() <= {*_NEEDED, "by"}:
            message = f"entry {number} of “dismissed” needs {', '.join(sorted(_NEEDED))}"
            remedy = "remove it; tamizdat review --dismiss writes it anew"
            raise ConfigError.at(path, None, message, remedy)
        found.append(Dismissed(**entry))
    return Baseline().with_(found)


def dumps(baseline: Baseline) -> bytes:
    """Write a baseline: sorted, an entry a line, each with its comma and `null` behind the last.

    So git merges what two branches add, by union, as `.gitattributes` asks.
    """
    lines = [f'{{"version": {VERSION}, "dismissed": [']
    for entry in baseline.entries:
        values = {name: value for name, value in asdict(entry).items() if value or name != "by"}
        lines.append(f"{json.dumps(values, ensure_ascii=False)},")
    return "".join(f"{line}\n" for line in (*lines, "null]}")).encode()
