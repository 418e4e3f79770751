"""What is remembered of a project between runs; it may be deleted at any time.

It lies in the user's cache, where no repository and no archive can ship it, and is trusted no more
than the files: what is odd in any way is nothing. After git's index: size, time and inode say that
a file is the same, unless it is so young that a later change could have left all three alone; then
its content is compared.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_VERSION = 3
"""Of the form of the files."""
_RACY = 2_000_000_000
"""Nanoseconds; the coarsest clock of a file system that is in use."""

_PLAIN = re.compile(r"[A-Za-z0-9_-][\w.-]*(?:/[A-Za-z0-9_-][\w.-]*)*", re.A)
"""No part begins with a dot, no drive, nothing absolute."""

Stamp = tuple[int, int, int, int, int, str]
"""Size, modification time, inode, time of its change, time of the stamp (times in nanoseconds),
digest of the content."""


def digest(data: bytes) -> str:
    """What tells whether a file is still the same: SHA-256 of its content, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def home(root: Path) -> Path:
    """The folder of a project's state: below the user's cache, or what `TAMIZDAT_CACHE` names."""
    given = os.environ.get("TAMIZDAT_CACHE")
    if given:
        top = Path(given).absolute()
    else:
        import platformdirs  # noqa: PLC0415 - it takes a while where it is not needed

        top = platformdirs.user_cache_path("tamizdat", appauthor=False)
    place = root.resolve()
    return top / f"{place.name}-{digest(os.fsencode(place))[:16]}"


def load(root: Path, name: str) -> bytes:
    """What was kept under a name; nothing where there is none, or anything but a plain file."""
    return read(trusted(root), name)


def trusted(root: Path) -> str:
    """The folder of a project's state; empty where what lies in it may be somebody else's."""
    folder = home(root)
    with contextlib.suppress(OSError):
        if not folder.is_symlink() and not _may_be_shipped(folder, root):
            return os.fspath(folder)
    return ""


def read(folder: str, name: str) -> bytes:
    """What lies under a name in a folder that is trusted, as `load` gives it."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if not folder:
        return b""
    try:
        descriptor = os.open(f"{folder}{os.sep}{name}", flags)
    except OSError:
        return b""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        with open(descriptor, "rb", closefd=False) as file:
            return file.read()
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _may_be_shipped(folder: Path, root: Path) -> bool:
    """Whether the project itself could bring the folder along: a home may lie in the checkout."""
    return "TAMIZDAT_CACHE" not in os.environ and folder.resolve().is_relative_to(root.resolve())


def keep(root: Path, name: str, data: bytes) -> None:
    """Put data under a name, all of it or none; what lies there is replaced, never followed.

    Raises:
        OSError: the folder can't be made or written to.
    """
    folder = home(root)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.is_symlink():
        raise NotADirectoryError(f"{folder} is a symlink")
    descriptor, beside = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(beside, folder / name)  # noqa: PTH105 - a descriptor's name is a string
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)  # noqa: PTH108 - as above
        raise


class Cache:
    """Stamps of the files of each domain, valid in one context (version, configuration).

    Each use has a file of its own, and may keep with a domain what it found in those files.
    """

    def __init__(self, root: Path, use: str, context: str) -> None:
        self._root = root
        self._file = f"{use}.json"
        self._context = context
        self._groups, self._found = _parse(load(root, self._file), context)
        self.changed = False
        """Whether there is anything to save."""

    def fresh(self, domain: str) -> tuple[Path, ...]:
        """The files of a domain if all of them are as they were; nothing otherwise."""
        names = self._groups.get(domain, {}) if self.is_fresh(domain) else ()
        return tuple(self._root / name for name in names)

    def is_fresh(self, domain: str) -> bool:
        """Whether there are files of a domain, and all of them are as they were."""
        group = self._groups.get(domain, {})
        return bool(group) and len(self.same(domain)) == len(group)

    def same(self, domain: str) -> dict[str, Stamp]:
        """The files of a domain that are as they were, and their stamps."""
        top = os.fspath(self._root) + os.sep
        same: dict[str, Stamp] = {}
        for name, stamp in self._groups.get(domain, {}).items():
            if racy(stamp):
                now = _stamp(Path(top + name))
                if now[-1] == stamp[-1]:
                    same[name] = now
            elif _same(top + name, stamp):
                same[name] = stamp
        if any(stamp != self._groups[domain][name] for name, stamp in same.items()):
            self.changed = True
            self._groups[domain] |= same  # by now their times prove something
        return same

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

    def only(self, domains: Iterable[str]) -> None:
        """Forget the files of all other domains."""
        there = frozenset(domains)
        for domain in self._groups.keys() - there:
            self.changed = True
            del self._groups[domain]
            self._found.pop(domain, None)

    def save(self) -> None:
        """Write what was taken; who can't write there remembers nothing."""
        if self.changed:
            data = {
                "version": _VERSION,
                "context": self._context,
                "groups": self._groups,
                "found": self._found,
            }
            with contextlib.suppress(OSError):
                keep(self._root, self._file, json.dumps(data, separators=(",", ":")).encode())


def _parse(data: bytes, context: str) -> tuple[dict[str, dict[str, Stamp]], dict[str, Any]]:
    """What was saved; nothing if it is not there, odd in any way, or of another context."""
    try:
        read = json.loads(data)
        if read["version"] != _VERSION or read["context"] != context:
            return {}, {}
        groups = {
            domain: {name: stamp_of(stamp) for name, stamp in group.items() if is_below(name)}
            for domain, group in read["groups"].items()
        }
        return groups, {domain: read["found"][domain] for domain in groups}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, {}


def stamp_of(written: list[Any]) -> Stamp:
    """A stamp as JSON holds it. Raises TypeError or ValueError for anything else."""
    size, modified, inode, changed, taken, content = written
    if not isinstance(content, str) or any(type(n) is not int for n in written[:-1]):
        raise TypeError
    return size, modified, inode, changed, taken, content


def is_plain(name: str) -> bool:
    """Whether a name is one of a file in a project, of the kind that nearly all are."""
    return len(name) < 250 and _PLAIN.fullmatch(name) is not None


def is_below(name: str) -> bool:
    """Whether a name is that of a file in the project. Raises ValueError if it is not."""
    if is_plain(name):
        return True
    path = Path(name)
    if "\0" in name or path.is_absolute() or ".." in path.parts:
        raise ValueError
    return True


def _stamp(path: Path) -> Stamp:
    try:
        return (*looks(path), time.time_ns(), digest(path.read_bytes()))
    except OSError:
        return -1, 0, 0, 0, 0, ""  # like no file that is there


def _same(path: str, stamp: Stamp) -> bool:
    try:
        now, content = looks(path), stamp[-1]
        if now == tuple(stamp[:4]):
            return True
        return now[0] == stamp[0] and digest(Path(path).read_bytes()) == content
    except (OSError, ValueError, TypeError):
        return False


def looks(path: Path | str) -> tuple[int, int, int, int]:
    """What a file is recognised by without reading it. Raises OSError where it is none."""
    status = os.stat(path)  # noqa: PTH116 - as cheap as it gets, for thousands of files
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")  # a pipe would be waited for
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns


def racy(stamp: Stamp) -> bool:
    """Whether the file was so young when it was stamped that its time proves nothing."""
    _, modified, _, _, taken, _ = stamp
    return modified > taken - _RACY
