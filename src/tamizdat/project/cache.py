"""What a text's files looked like when they were last in step, so that they need not be read again.

Derived state in `.tamizdat/`: it may be deleted at any time. After git's index: size, time and
inode say that a file is the same, unless it is so young that a later change could have left all
three alone; then its content is compared.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tamizdat.project import files

_VERSION = 2
"""Of the form of the files."""
_RACY = 2_000_000_000
"""Nanoseconds; the coarsest clock of a file system that is in use."""

Stamp = tuple[int, int, int, int, int, str]
"""Size, modification time, inode, time of its change, time of the stamp (times in nanoseconds),
digest of the content."""


class Cache:
    """Stamps of the files of each domain, valid in one context (version, configuration).

    Each use has a file of its own, and may keep with a domain what it found in those files.
    """

    def __init__(self, root: Path, use: str, context: str) -> None:
        self._root = root
        self._file = f"{use}.json"
        self._context = context
        self._groups, self._found = _read(root / files.STATE / self._file, context)
        self.changed = False
        """Whether there is anything to save."""

    def fresh(self, domain: str) -> tuple[Path, ...]:
        """The files of a domain if all of them are as they were; nothing otherwise."""
        group = self._groups.get(domain, {})
        top = os.fspath(self._root) + os.sep
        paths = tuple(Path(top + name) for name in group)
        if any(_racy(stamp) for stamp in group.values()):
            now = self.of(paths)
            if [stamp[-1] for stamp in now.values()] != [stamp[-1] for stamp in group.values()]:
                return ()
            self.take(domain, now, self.found(domain))  # by now their times prove something
            return paths
        return paths if all(_same(top + name, stamp) for name, stamp in group.items()) else ()

    def found(self, domain: str) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """What was found in a domain's files when they were stamped."""
        return self._found.get(domain)

    def of(self, paths: Iterable[Path]) -> dict[str, Stamp]:
        """The stamps of files as they are now; take them before reading what is found in them."""
        return {os.fspath(path.relative_to(self._root)): _stamp(path) for path in paths}

    def take(self, domain: str, group: dict[str, Stamp], found: object = None) -> None:
        """Remember a domain's files, and what was found in them."""
        self.changed = True
        self._groups[domain] = group
        self._found[domain] = found

    def save(self) -> None:
        """Write what was taken."""
        if self.changed:
            path = files.state_directory(self._root) / self._file
            data = {
                "version": _VERSION,
                "context": self._context,
                "groups": self._groups,
                "found": self._found,
            }
            files.write(path, json.dumps(data, separators=(",", ":")).encode(), self._root)


def _read(file: Path, context: str) -> tuple[dict[str, dict[str, Stamp]], dict[str, Any]]:
    """What was saved; nothing if it is not there, broken, or of another context."""
    try:
        data = json.loads(file.read_bytes())
        known = data["version"] == _VERSION and data["context"] == context
        return (data["groups"], data["found"]) if known else ({}, {})
    except (OSError, ValueError, KeyError, TypeError):
        return {}, {}


def _stamp(path: Path) -> Stamp:
    try:
        return (*_looks(path), time.time_ns(), files.digest(path.read_bytes()))
    except OSError:
        return -1, 0, 0, 0, 0, ""  # like no file that is there


def _same(path: str, stamp: Stamp) -> bool:
    try:
        looks, content = _looks(path), stamp[-1]
        if looks == tuple(stamp[:4]):
            return True
        return looks[0] == stamp[0] and files.digest(Path(path).read_bytes()) == content
    except (OSError, ValueError, TypeError):
        return False


def _looks(path: Path | str) -> tuple[int, int, int, int]:
    """What a file is recognised by without reading it."""
    status = os.stat(path)  # noqa: PTH116 - as cheap as it gets, for thousands of files
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns


def _racy(stamp: Stamp) -> bool:
    """Whether the file was so young when it was stamped that its time proves nothing."""
    _, modified, _, _, taken, _ = stamp
    return modified > taken - _RACY
