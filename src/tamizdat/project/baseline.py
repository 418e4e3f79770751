"""Dismissed findings: what maintainers looked at and let pass, in `locales/baseline.json`.

A catalog can silence warnings only (its author may be the one who swapped the address); errors are
dismissed here, where a pull request shows it. Each entry holds for one msgid and msgstr.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path

from tamizdat.errors import ConfigError

VERSION = 1


@dataclass(frozen=True, slots=True, order=True)
class Dismissed:
    """A finding that is let pass, and why."""

    domain: str
    locale: str
    check: str
    hash: str
    """Of msgctxt, msgid and msgstr: any edit voids it."""
    reason: str

    @property
    def finding(self) -> tuple[str, str, str, str]:
        """What is let pass, whatever the reason."""
        return self.domain, self.locale, self.check, self.hash


@dataclass(frozen=True, slots=True)
class Baseline:
    """All that is let pass; each finding once."""

    entries: tuple[Dismissed, ...] = ()

    def of(self, domain: str, locale: str) -> Iterator[Dismissed]:
        """The entries of one text in one locale."""
        return (entry for entry in self.entries if (entry.domain, entry.locale) == (domain, locale))

    def with_(self, added: Iterable[Dismissed]) -> Baseline:
        """A baseline with more entries; a new reason replaces the old one."""
        found = {entry.finding: entry for entry in (*self.entries, *added)}
        return Baseline(tuple(sorted(found.values())))

    def without(self, gone: Iterable[Dismissed]) -> Baseline:
        """A baseline with fewer entries."""
        gone = set(gone)
        return Baseline(tuple(entry for entry in self.entries if entry not in gone))


@lru_cache(maxsize=2)  # it is asked for with every message
def loads(data: bytes, path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        ConfigError: it is not JSON, or not what `dumps` writes.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:  # not UTF-8 and endless numbers are ValueErrors
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise ConfigError.at(path, line, "not JSON", "take it from git") from error
    if not isinstance(content, dict) or content.get("version") != VERSION:
        remedy = "use the tamizdat that wrote it, or a newer one"
        raise ConfigError.at(path, 1, f"not a baseline of version {VERSION}", remedy)
    names = {field.name for field in fields(Dismissed)}
    entries = content.get("dismissed")
    if not isinstance(entries, list):
        raise ConfigError.at(path, 1, "“dismissed” must be a list", "take it from git")
    for number, entry in enumerate(entries, 1):
        strings = isinstance(entry, dict) and all(isinstance(v, str) for v in entry.values())
        if not strings or entry.keys() != names:
            message = f"entry {number} of “dismissed” needs {', '.join(sorted(names))}"
            remedy = "remove it; tamizdat review --dismiss writes it anew"
            raise ConfigError.at(path, None, message, remedy)
    return Baseline().with_(Dismissed(**entry) for entry in entries)


def dumps(baseline: Baseline) -> bytes:
    """Write a baseline: sorted, one value a line, so that git can merge it."""
    content = {"version": VERSION, "dismissed": [asdict(entry) for entry in baseline.entries]}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
