"""Which tamizdat this is: its number, and what tells two states of its code apart."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tamizdat

_NUMBERS = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,4}")
_DIGITS = 12
_LIBRARIES = (
    *("babel", "jinja2", "markupsafe", "nh3", "polib", "pypdf"),
    *("pyromark", "rapidfuzz", "tinycss2", "yaml"),
)


def numbers(version: str) -> tuple[int, ...] | None:
    """The numbers of a version such as `0.2`, without zeros at their end; None for anything else.

    Of our own, what follows them (`.dev1`, `rc2`) does not count.
    """
    found = _NUMBERS.fullmatch(version)
    parts = [int(number) for number in version.split(".")] if found else []
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts) if found else None


def is_older_than(wanted: str) -> bool:
    """Whether this tamizdat is older than a version."""
    own = _NUMBERS.match(tamizdat.__version__)
    return (numbers(own[0] if own else "") or ()) < (numbers(wanted) or ())


def shown() -> str:
    """For people and their reports: `0.2.0 (code 1f3c9a0b77d4)`."""
    return f"{tamizdat.__version__} (code {content()})"


def content() -> str:
    """Hash of the code, on whatever machine and however it was installed."""
    found = hashlib.sha256()
    for path in sorted(map(Path, _files()), key=_name):
        found.update(f"{_name(path)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()[:_DIGITS]


@cache
def state() -> str:
    """What changes with the code on this machine; it reads no file."""
    stats = ((path, os.stat(path)) for path in sorted(_files()))  # noqa: PTH116 - told each run
    shown = "\n".join(f"{path} {found.st_size} {found.st_mtime_ns}" for path, found in stats)
    return hashlib.sha256(os.fsencode(shown)).hexdigest()[:_DIGITS]


@cache
def libraries() -> str:
    """What changes with Python and the libraries that judge texts and make pages."""
    origins = (spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin)
    stats = (os.stat(origin) for origin in origins)  # noqa: PTH116 - told each run
    shown = "\n".join(f"{found.st_size} {found.st_mtime_ns} {found.st_ino}" for found in stats)
    return hashlib.sha256(f"{sys.version}\n{shown}".encode()).hexdigest()[:_DIGITS]


def _name(path: Path) -> str:
    return path.relative_to(_TOP).as_posix()


_TOP = Path(tamizdat.__file__).parent


def _files() -> Iterator[str]:
    """The modules, and what they bring along: templates, words of pages, help."""
    for folder, folders, names in os.walk(_TOP):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118
