"""Which files publication has written, and for which text in which locale.

The list lies in the folder of what is published: it goes where that goes, and deleting the derived
state doesn't touch it. Without it nothing is known, so nothing is ever removed. A line is an owner
and its files; a run appends lines before it writes the files, so that a killed one is known too.
Two lines say what pages were made from: the messages of each text, and of each file a fingerprint.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.catalogs.catalog import digest
from tamizdat.errors import TamizdatError
from tamizdat.project import cache, files

FILE = ".published.jsonl"
"""Name of the list in the folder of what is published."""
INDEX = "/"
"""The owner of what belongs to no single text: indexes, the stylesheet."""
NOBODY = ""
"""The owner of what a text once had and has no more."""
_LEADS = "> "
_TEXTS, _ORIGINS = "texts", "origins"
"""What the lines that name no owner begin with (an owner has a slash)."""


@dataclass
class Manifest:
    """The files that were written below a folder; an owner is a text in a locale."""

    folder: Path
    owned: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each owner, its files: paths below the folder, and SHA-256 of what was written."""
    known: set[str] = field(default_factory=set)
    """All paths."""
    texts: dict[str, str] = field(default_factory=dict)
    """Of each domain, the messages that its text had in the last run, separated by blanks."""
    origins: dict[str, str] = field(default_factory=dict)
    """Of each page and plain text, the fingerprint of the source that it was made from."""
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
                if owner in (_TEXTS, _ORIGINS):
                    said = {name: str(value) for name, value in paths.items()}
                    getattr(manifest, owner).update(said)
                    continue
                below = {p: str(d) for p, d in paths.items() if cache.is_plain(p) or _is_below(p)}
            except (ValueError, TypeError, AttributeError, RecursionError):
                continue
            manifest.owned[str(owner)] = below
            manifest.known |= below.keys()
        return manifest

    def save(self) -> None:
        """Write the list anew, a line for each owner. Raises StorageError."""
        self.origins = {name: said for name, said in self.origins.items() if name in self.known}
        said = [(_TEXTS, self.texts), (_ORIGINS, self.origins)]
        owned = sorted(self.owned.items())
        lines = (_line(owner, paths) for owner, paths in (*owned, *said) if paths)
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
        for name, content in before.items():
            if name.partition("/")[0] not in targets:
                after[name] = content
            elif name not in names:
                gone[name] = content
        for name, path in names.items():
            if path in written or name in self.known:
                after[name] = cache.digest(found[path])
        self.known |= after.keys()
        for each, paths in ((NOBODY, gone), (owner, after)):
            if paths != self.owned.get(each, {}):
                self.owned[each] = paths
                self.fresh.append(each)

    def note(self, paths: Iterable[Path], fingerprint: str) -> None:
        """Remember what pages and plain texts were made from."""
        self.origins |= dict.fromkeys(map(self.name, paths), fingerprint)

    def inherit(self, formers: Iterable[Path], paths: Iterable[Path]) -> None:
        """Remember that files were made from what others were made from, one by one."""
        for former, path in zip(formers, paths, strict=True):
            if origin := self.origins.get(self.name(former)):
                self.origins[self.name(path)] = origin

    def append(self) -> None:
        """Add what was taken since to the list on the disk. Raises StorageError."""
        lines = [_line(owner, self.owned[owner]) for owner in self.fresh]
        self.fresh.clear()
        if lines:  # after a line end: a killed run may have left half a line
            files.append(self.folder / FILE, "".join(["\n", *lines]).encode(), self.folder)

    def is_of(self, path: Path, owner: str) -> bool:
        """Whether a file is an owner's, as far as is known."""
        return self.is_named(self.name(path), owner)

    def is_named(self, name: str, owner: str) -> bool:
        """The same, given the file's name here."""
        return name in self.owned.get(owner, ()) or name not in self.known

    def disown(self, domain: str) -> None:
        """Nothing that is there is of the text that has this name now."""
        for each in [each for each in self.owned if each.partition("/")[2] == domain]:
            if each != INDEX and self.owned[each]:
                self.owned[NOBODY] = self.owned.get(NOBODY, {}) | self.owned.pop(each)
                self.owned[each] = {}
                self.fresh += [NOBODY, each]

    def release(self, owner: str, path: Path) -> None:
        """A file is an owner's no more: another one is about to have it."""
        name = self.name(path)
        self.origins.pop(name, None)
        if self.owned.get(owner, {}).pop(name, None) is not None:
            self.fresh.append(owner)

    def has(self, owner: str, name: str) -> bool:
        """Whether an owner has files for the target that a file is for."""
        target, _, _ = name.partition("/")
        return any(each.startswith(f"{target}/") for each in self.owned.get(owner, ()))

    def said(self, owners: Iterable[str], names: Iterable[str]) -> str:
        """What is known of some owners' files, and of what files were made from."""
        owned = [f"{o} {sorted(self.owned[o].items())}" for o in owners if o in self.owned]
        return digest(f"{owned} {[self.origins.get(name) for name in names]}")

    def name(self, path: Path) -> str:
        """How a file is named here."""
        return path.relative_to(self.folder).as_posix()

    def gone(self, alive: Collection[str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """The files that are still there but not alive, sorted.

        First those that are as they were written, then those that somebody has changed or replaced.
        Raises StorageError.
        """
        names = sorted(self.known.difference(alive))
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


def leads(locale: str, domain: str) -> str:
    """The owner of what leads from the address of a text's former name to the one that it has."""
    return f"{_LEADS}{owner(locale, domain)}"


def led(owner: str) -> str:
    """The owner whose address it leads from; empty for all others."""
    return owner.removeprefix(_LEADS) if owner.startswith(_LEADS) else ""


def _is_below(name: str) -> bool:
    """Whether a name may be that of a file below the folder, on any system."""
    path = Path(name)
    short = all(len(os.fsencode(part)) < 256 for part in path.parts)
    return short and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _line(owner: str, paths: Mapping[str, str]) -> str:
    return json.dumps([owner, dict(sorted(paths.items()))], separators=(",", ":")) + "\n"
