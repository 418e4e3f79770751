"""What a text's files looked like when they were last in step, so that they need not be read again.

Derived state in `.tamizdat/stamps.json`: it may be deleted at any time. After git's index: size,
time and inode say that a file is the same, unless it is so young that a later change could have
left all three alone; then its content is compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from tamizdat import files

_FILE = "stamps.json"
_RACY = 2_000_000_000
"""Nanoseconds; the coarsest clock of a file system that is in use."""

_Stamp = tuple[int, int, int, int, str]
"""Size, modification time, inode, time of the stamp (nanoseconds), digest of the content."""


class Stamps:
    """Stamps of the files of each domain, valid in one context (version, configuration)."""

    def __init__(self, root: Path, context: str) -> None:
        self._root = root
        self._context = context
        self._groups: dict[str, dict[str, _Stamp]] = _read(root, context)
        self._changed = False

    def fresh(self, domain: str) -> tuple[Path, ...]:
        """The files of a domain if all of them are as they were; nothing otherwise."""
        group = self._groups.get(domain, {})
        top = os.fspath(self._root) + os.sep
        if not all(_same(top + name, stamp) for name, stamp in group.items()):
            return ()
        paths = tuple(Path(top + name) for name in group)
        if any(_racy(stamp) for stamp in group.values()):
            self.take(domain, paths)  # by now their times prove something
        return paths

    def take(self, domain: str, paths: Iterable[Path]) -> None:
        """Remember a domain's files as they are now; those that can't be read void it."""
        try:
            group = {os.fspath(path.relative_to(self._root)): _stamp(path) for path in paths}
        except OSError:
            group = {}
        self._changed = True
        self._groups[domain] = group

    def save(self) -> None:
        """Write what was taken."""
        if self._changed:
            path = files.state_directory(self._root) / _FILE
            data = {"context": self._context, "groups": self._groups}
            files.write(path, json.dumps(data, separators=(",", ":")).encode(), self._root)


def _read(root: Path, context: str) -> dict[str, dict[str, _Stamp]]:
    """The saved groups; none if they are not there, broken, or of another context."""
    try:
        data = json.loads((root / ".tamizdat" / _FILE).read_bytes())
        groups: dict[str, dict[str, _Stamp]] = data["groups"]
        return groups if data["context"] == context else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino, time.time_ns(), _digest(path)


def _same(path: str, stamp: _Stamp) -> bool:
    try:
        status = os.stat(path)  # noqa: PTH116 - as cheap as it gets, for thousands of files
        size, modified, inode, _, digest = stamp
        if (size, modified, inode) != (status.st_size, status.st_mtime_ns, status.st_ino):
            return size == status.st_size and _digest(path) == digest
        return not _racy(stamp) or _digest(path) == digest
    except (OSError, ValueError, TypeError):
        return False


def _racy(stamp: _Stamp) -> bool:
    """Whether the file was so young when it was stamped that its time proves nothing."""
    _, modified, _, taken, _ = stamp
    return modified > taken - _RACY


def _digest(path: Path | str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
