"""Which files publication has written, and for which text in which locale.

The list lies in the folder of what is published: it goes where that goes, and deleting the derived
state doesn't touch it. Without it nothing is known, so nothing is ever removed. A line is an owner
and its files; a run appends lines before it writes the files, so that a killed one is known too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.errors import TamizdatError
from tamizdat.project import cache, files

FILE = ".published.jsonl"
"""Name of the list in the folder of what is published."""
INDEX = "/"
"""The owner of what belongs to no single text: indexes, the stylesheet."""
NOBODY = ""
"""The owner of what a text once had and has no more."""


@dataclass
class Manifest:
    """The files that were written below a folder; an owner is a text in a locale."""

    folder: Path
    owned: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each owner, its files: paths below the folder, and SHA-256 of what was written."""
    known: set[str] = field(default_factory=set)
    """All paths."""
    fresh: list[str] = field(default_factory=list)
    """Owners that are not on the disk as they are here."""

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The list of a folder; lines that can't be read are skipped."""
        manifest = cls(folder)
        try:
            lines = files.read(folder / FILE, folder).decode(errors="replace").splitlines()
        except TamizdatError:
            return manifest
        for line in lines:
            try:
                owner, paths = json.loads(line)
                below = {str(p): str(d) for p, d in paths.items() if _is_below(Path(p))}
            except (ValueError, TypeError, AttributeError, RecursionError):
                continue
            manifest.owned[str(owner)] = below
            manifest.known |= below.keys()
        return manifest

    def save(self) -> None:
        """Write the list anew, a line for each owner. Raises StorageError."""
        lines = (_line(owner, paths) for owner, paths in sorted(self.owned.items()) if paths)
        data = "".join(lines).encode()
        if data or (self.folder / FILE).is_file():
            files.write(self.folder / FILE, data, self.folder)

    def take(
        self,
        owner: str,
        found: Mapping[Path, bytes],
        written: Collection[Path],
        targets: Collection[str],
    ) -> None:
        """Remember an owner's files, as a run for some targets is about to leave them.

        What it doesn't write and no run has written is somebody else's, whatever it holds.
        """
        before = self.owned.get(owner, {})
        gone = dict(self.owned.get(NOBODY, {}))
        names = {path.relative_to(self.folder).as_posix(): path for path in found}
        after = {}
        for name, digest in before.items():
            if name.partition("/")[0] not in targets:
                after[name] = digest
            elif name not in names:
                gone[name] = digest
        for name, path in names.items():
            if path in written or name in self.known:
                after[name] = cache.digest(found[path])
        self.known |= after.keys()
        for each, paths in ((NOBODY, gone), (owner, after)):
            if paths != self.owned.get(each, {}):
                self.owned[each] = paths
                self.fresh.append(each)

    def append(self) -> None:
        """Add what was taken since to the list on the disk. Raises StorageError."""
        lines = [_line(owner, self.owned[owner]) for owner in self.fresh]
        self.fresh.clear()
        if lines:  # after a line end: a killed run may have left half a line
            files.append(self.folder / FILE, "".join(["\n", *lines]).encode(), self.folder)

    def gone(self, lives: Callable[[str], bool]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """The files that are still there and have no owner that lives, sorted.

        First those that are as they were written, then those that somebody has changed or replaced.
        Raises StorageError.
        """
        alive = {name for owner, paths in self.owned.items() if lives(owner) for name in paths}
        names = sorted(self.known - alive)
        there = {name: path for name in names if (path := self.folder / name).is_file()}
        ours = {name: path for name, path in there.items() if self._is_ours(name)}
        return tuple(ours.values()), tuple(there[name] for name in there if name not in ours)

    def _is_ours(self, name: str) -> bool:
        """Whether a file is as it was written; where a symlink leads to is somebody else's."""
        path = self.folder / name
        if path.resolve() != self.folder.resolve() / name:
            return False
        digest = cache.digest(files.read(path, self.folder))
        return any(paths.get(name) == digest for paths in self.owned.values())

    def remove(self, paths: Collection[Path]) -> None:
        """Remove files, from the disk and from the list. Raises TamizdatError."""
        for path in paths:
            files.remove(path, self.folder)
            name = path.relative_to(self.folder).as_posix()
            self.known.discard(name)
            for owned in self.owned.values():
                owned.pop(name, None)


def owner(locale: str, domain: str) -> str:
    """How a text in a locale is named here (no locale has a slash)."""
    return f"{locale}/{domain}"


def living(locales: Mapping[str, Collection[str]]) -> Callable[[str], bool]:
    """Whether an owner is a text in a locale of it, given the locales of every text."""

    def lives(owner: str) -> bool:
        locale, _, domain = owner.partition("/")
        return owner == INDEX or locale in locales.get(domain, ())

    return lives


def _is_below(path: Path) -> bool:
    """Whether a path may be that of a file below the folder, on any system."""
    short = all(len(os.fsencode(part)) < 256 for part in path.parts)
    return short and not path.is_absolute() and ".." not in path.parts and "\0" not in str(path)


def _line(owner: str, paths: Mapping[str, str]) -> str:
    return json.dumps([owner, dict(sorted(paths.items()))], separators=(",", ":")) + "\n"
