"""What tells whether a file of the project has the content that it had, mostly without reading it.

Size, times and inode say that it is the same (see `cache`); whoever asks before reading a file, and
once in a run, remembers nothing of a content that it has not seen.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from pathlib import Path

from tamizdat.project import cache
from tamizdat.project.cache import Stamp
from tamizdat.project.drawers import Drawers

_STAMPS = "files"
"""The name that the stamps of a domain's files are kept under."""

New = dict[str, dict[str, Stamp]]
"""Stamps that were taken in this run, by domain and name of the file."""


class Digests:
    """The contents of a project's files as they were when each was first asked for."""

    def __init__(self, root: Path, drawers: Drawers) -> None:
        self._top = os.fspath(root) + os.sep
        self._drawers = drawers
        self._found: dict[str, str | None] = {}
        self._stamps: dict[str, Mapping[str, Stamp]] = {}
        self._plain: dict[str, bool] = {}
        self.new: New = {}

    def of(self, path: Path, domain: str) -> str | None:
        """The digest of a file; empty where there is none.

        None where nobody can say: it can't be read, is no regular file, or a symlink leads to it.
        Its stamp is kept with those of a domain.
        """
        name = os.fspath(path)
        if name not in self._found:
            self._found[name] = self._digest(name, domain)
        return self._found[name]

    def _digest(self, name: str, domain: str) -> str | None:
        try:
            status = os.lstat(name)
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except (OSError, ValueError):
            return None
        below = name.removeprefix(self._top)
        if below == name or not stat.S_ISREG(status.st_mode) or not self._is_plain(name):
            return None
        looks = (status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns)
        known = self._kept(domain).get(below)
        if known and looks == tuple(known[:4]) and not cache.racy(known):
            return known[-1]
        taken = time.time_ns()
        try:
            with open(name, "rb") as file:  # noqa: PTH123 - as above
                found = cache.digest(file.read())
        except OSError:
            return None
        self.new.setdefault(domain, {})[below] = (*looks, taken, found)
        return found

    def _is_plain(self, name: str) -> bool:
        """Whether the folder of a file is what its name says, and no symlink to another one."""
        folder = os.path.dirname(name)  # noqa: PTH120 - as above
        if folder not in self._plain:
            self._plain[folder] = os.path.realpath(folder) == folder
        return self._plain[folder]

    def _kept(self, domain: str) -> Mapping[str, Stamp]:
        if domain not in self._stamps:
            kept = self._drawers.get(domain, _STAMPS)
            try:
                found = {name: cache.stamp_of(stamp) for name, stamp in kept.items()}
            except (ValueError, TypeError, AttributeError):
                found = {}
            self._stamps[domain] = found
        return self._stamps[domain]

    def taken(self) -> New:
        """The stamps that were taken since it was last asked."""
        new, self.new = self.new, {}
        return new

    def learn(self, new: New) -> None:
        """Take over the stamps that another process has taken."""
        for domain, stamps in new.items():
            self.new.setdefault(domain, {}).update(stamps)

    def save(self) -> None:
        """Put the new stamps beside the others, without those of files that are gone."""
        for domain, stamps in self.new.items():
            kept = {**self._kept(domain), **stamps}
            there = {name: stamp for name, stamp in kept.items() if self._is_there(name)}
            self._drawers.put(domain, _STAMPS, there)
        self.new = {}

    def _is_there(self, name: str) -> bool:
        return bool(self._found.get(self._top + name, "?"))
