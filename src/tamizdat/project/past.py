"""A project's files as commits hold them: what was committed, and what was there before.

Asked in a few processes, however many files there are, and within bounds: of a long history the
newest part is looked at, of a large file nothing. Ids tell what is as it was, so that it is never
read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tamizdat.project.git import COMMIT, LARGEST, Repository, objects

TRAILER = "Translation"
"""A commit's message may end with `Translation: cosmetic` (the meaning of what was edited did not
change), or `Translation: removed` (what is gone was taken out on purpose)."""
COSMETIC, REMOVED = "cosmetic", "removed"
_LARGEST_FILE = 1 << 24
"""Bytes; no text and no catalog is so large."""
_COMMITS = 1000
"""So many commits that touched the files in question are looked at, for so many seconds."""
_SECONDS = 5
_NAMED = 100
"""More files than these are not named to git one by one: it would compare each with each."""
_TRAILER = re.compile(rf"^{TRAILER}:[ \t]*(.*?)[ \t]*$", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, as far as it matters here."""

    name: str
    parents: tuple[str, ...] = ()
    declared: frozenset[str] = frozenset()
    """The values of its `Translation` trailers, in small letters."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a commit did to a file: the ids of its content, empty where there was no file."""

    commit: str
    path: str
    before: str
    after: str
    declared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Past:
    """The commits that lead to what is checked out. Paths are relative to the project's folder."""

    repository: Repository
    head: str
    root: Path
    _trees: dict[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, root: Path) -> Past | None:
        """The past of a project; None without a repository, or a commit in it."""
        repository = Repository.of(root)
        if repository is None or not (head := repository.head):
            return None
        return cls(repository, head, root)

    @cached_property
    def _above(self) -> str:
        """Where the project lies in its repository: empty, or with a slash at the end."""
        above = self.root.relative_to(self.repository.top).as_posix()
        return "" if above == "." else f"{above}/"

    @property
    def state(self) -> tuple[str, ...]:
        """What git's answers hang on: while it is the same, so are they."""
        return self.head, str(self.repository.top), self.repository.boundary

    def commit(self, name: str) -> Commit | None:
        """A commit; None where it is not here, as in a clone that is not deep enough."""
        answer, _ = self.repository.some(LARGEST, f"{name}\n".encode(), "cat-file", "--batch")
        for _, data in objects(answer, b"commit"):
            head, _, message = data.decode(errors="replace").partition("\n\n")
            parents = re.findall(r"^parent ([0-9a-f]+)$", head, re.M)
            before, _, last = message.rstrip().rpartition("\n\n")
            said = last if before else ""  # a message that is all subject has no trailers
            declared = frozenset(value.lower() for value in _TRAILER.findall(said))
            return Commit(name, tuple(p for p in parents if COMMIT.fullmatch(p)), declared)
        return None

    def tree(self, commit: str, below: str) -> Mapping[str, str] | None:
        """The ids of the ordinary files that a commit has in a folder, by their paths.

        None where git does not tell, or there are too many.
        """
        if (known := self._trees.get(f"{commit}:{below}")) is not None:
            return known
        where = f"{self._above}{below}"
        named = ("--", where) if where else ()
        listed, whole = self.repository.some(
            LARGEST, b"", "ls-tree", "-r", "-z", "--full-tree", commit, *named
        )
        if not whole:
            return None
        found: dict[str, str] = {}
        for line in listed.split(b"\0"):
            about, _, name = line.partition(b"\t")
            mode, _, blob = about.partition(b" blob ")
            path = os.fsdecode(name)
            if mode.startswith(b"100") and path.startswith(self._above):
                found[path.removeprefix(self._above)] = blob.decode(errors="replace")
        self._trees[f"{commit}:{below}"] = found
        return found

    def contents(self, ids: Collection[str]) -> dict[str, bytes]:
        """What has these ids, as far as it is here and not too large."""
        asked = "".join(f"{name}\n" for name in dict.fromkeys(ids) if COMMIT.fullmatch(name))
        if not asked:
            return {}
        sizes, _ = self.repository.some(LARGEST, asked.encode(), "cat-file", "--batch-check")
        left, fit = LARGEST, []
        for line in sizes.decode(errors="replace").split("\n"):
            name, *about = line.split(" ")
            if len(about) == 2 and about[0] == "blob" and about[1].isdigit():
                size = int(about[1]) + len(line) + 2
                if size <= min(_LARGEST_FILE, left):
                    left -= size
                    fit.append(name)
        wanted = "".join(f"{name}\n" for name in fit).encode()
        answer, _ = self.repository.some(LARGEST, wanted, "cat-file", "--batch")
        return dict(objects(answer, b"blob"))

    def committed(self, path: Path) -> bytes | None:
        """A file as the newest commit has it; None if it hasn't."""
        name = path.relative_to(self.root).as_posix()
        blob = (self.tree(self.head, name) or {}).get(name, "")
        return self.contents([blob]).get(blob)

    def is_as(self, blob: str, data: bytes) -> bool:
        """Whether data is what has an id; git may have written CRLF for LF."""
        if blob == self._id(data):
            return True
        return b"\r\n" in data and blob == self._id(data.replace(b"\r\n", b"\n"))

    def _id(self, data: bytes) -> str:
        """The id that git gives to data."""
        named = b"blob %d\0" % len(data)
        if len(self.head) > 40:
            return hashlib.sha256(named + data).hexdigest()
        return hashlib.sha1(named + data, usedforsecurity=False).hexdigest()

    def declared(self, since: str) -> frozenset[str]:
        """What the commits declare that are not yet in an earlier one."""
        value = f"%(trailers:key={TRAILER},valueonly,separator=%x20)"
        options = ("--no-show-signature", f"--max-count={_COMMITS}", f"--format={value}")
        said, _ = self.repository.some(LARGEST, b"", "log", *options, self.head, f"^{since}", "--")
        return frozenset(said.decode(errors="replace").lower().split())

    def edits(self, start: str, paths: Sequence[str], below: str) -> tuple[Edit, ...]:
        """What commits did to files in a folder, the newest first, as far as it was looked at."""
        named = paths if len(paths) <= _NAMED else (below,)
        listed, _ = self.repository.some(
            LARGEST,
            b"",
            "log",
            f"--max-count={_COMMITS}",
            "--topo-order",
            "--no-show-signature",
            "--no-renames",
            "--raw",
            "--no-abbrev",
            "-z",
            f"--format=%x01%H %(trailers:key={TRAILER},valueonly,separator=%x20)",
            start,
            "--",
            *(f"{self._above}{name}" for name in named),
            seconds=_SECONDS,
        )
        wanted = frozenset(paths)
        return tuple(edit for edit in self._edits(listed) if edit.path in wanted)

    def _edits(self, listed: bytes) -> Iterator[Edit]:
        commit, declared = "", frozenset[str]()
        fields = iter(listed.split(b"\0"))
        for part in fields:
            if part.startswith(b"\x01"):
                commit, *values = part[1:].decode(errors="replace").lower().split()
                declared = frozenset(values)
                continue
            about = part.decode(errors="replace").strip().split(" ")
            if not about[0].startswith(":") or len(about) != 5:
                continue
            path = os.fsdecode(next(fields, b""))
            if path.startswith(self._above):
                before, after = (_some(about[n], about[n + 2]) for n in (0, 1))
                path = path.removeprefix(self._above)
                yield Edit(commit, path, before, after, declared)


def _some(mode: str, blob: str) -> str:
    """The id of an ordinary file; empty for anything else."""
    return blob if mode.lstrip(":").startswith("100") and COMMIT.fullmatch(blob) else ""


def versions(edits: Iterable[Edit]) -> dict[str, list[tuple[str, str]]]:
    """Of each file its former contents, each once, the newest first: commit and id.

    What was there before a commit that took something out on purpose is not looked for.
    """
    found: dict[str, dict[str, str]] = {}
    closed: set[str] = set()
    for edit in edits:
        if edit.after and edit.path not in closed:
            found.setdefault(edit.path, {}).setdefault(edit.after, edit.commit)
        if REMOVED in edit.declared:
            closed.add(edit.path)
    return {path: [(commit, blob) for blob, commit in ids.items()] for path, ids in found.items()}
