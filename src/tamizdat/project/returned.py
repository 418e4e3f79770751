"""What was taken back before, so that a file that comes a second time corrects the first.

It lies in the user's cache and may be deleted; then a correction of what was taken is a conflict.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tamizdat.catalogs import three_way
from tamizdat.catalogs.catalog import Catalog
from tamizdat.project import cache

_FILE = "returned.json"
_VERSION = 1
_KEPT = 20
"""So many files of a catalog are remembered, the newest ones."""


class Returned:
    """The prints of files that were taken back. For one run."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._found = _parse(cache.load(root, _FILE))

    def of(self, domains: Iterable[str], locale: str) -> Iterator[frozenset[str]]:
        """Those of a text, by all the names that it has had, in a locale; the oldest first."""
        for domain in domains:
            yield from map(frozenset, self._found.get(_key(domain, locale), ()))

    def take(self, domain: str, locale: str, returned: Catalog) -> None:
        """Remember a file."""
        files = self._found.setdefault(_key(domain, locale), [])
        prints = sorted(map(three_way.fingerprint, returned.messages))
        if prints in files:
            files.remove(prints)
        files.append(prints)
        del files[:-_KEPT]

    def save(self) -> None:
        """Write what was taken; who can't write there remembers nothing."""
        data = {"version": _VERSION, "returned": self._found}
        with contextlib.suppress(OSError):
            cache.keep(self._root, _FILE, json.dumps(data, separators=(",", ":")).encode())


def _key(domain: str, locale: str) -> str:
    return f"{locale} {domain}"


def _parse(data: bytes) -> dict[str, list[list[str]]]:
    """What was saved; nothing if it is not there, or odd in any way."""
    try:
        read = json.loads(data)
        found = read["returned"] if read["version"] == _VERSION else {}
        return {
            str(key): [[str(each) for each in prints] for prints in files]
            for key, files in found.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
