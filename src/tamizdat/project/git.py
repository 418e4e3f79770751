"""What git knows of a project's files, asked so that nothing in the repository can act.

git runs what a repository's configuration names: filters, hooks, monitors, converters, pagers,
helpers that fetch. So none of it is read: git gets a folder of ours for a repository, with the
objects, the index and the boundary of the real one, and looks for no other. Whether a file is as it
was committed is compared here, since git would ask the filters.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

_WORKSPACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where GitHub and GitLab say that the repository is, git's folder or not."""
_SECONDS = 20
_FAILED = 128
"""From here on git's exit codes say that it failed; below, `merge-file` counts conflicts."""
LARGEST = 1 << 26
"""Bytes; the list of all branches and tags of a large repository is smaller."""
_NAMES = 20_000
"""Branches and tags that are looked at."""
_PUBLIC = ("heads", "tags", "remotes", "notes")
"""What of a repository's names others get."""
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_BRANCH = re.compile(r"ref: (refs/(?:(?!\.\.)[^\s\\~^:?*\[])+)\s*")
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
"""No transport, no configuration but ours, nothing fetched, nothing written, no question."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, found without git."""

    top: Path
    """Of its working tree."""
    folder: Path
    """git's own; of a linked working tree its part of it."""
    common: Path
    """What all working trees share: objects and branches."""

    @classmethod
    def of(cls, root: Path) -> Repository | None:
        """The one that a project lies in: at its root or above, never below.

        None, too, where symlinks lead in a circle, or a name holds what no name can.
        """
        try:
            return cls._of(root)
        except (OSError, RuntimeError, ValueError):
            return None

    @classmethod
    def _of(cls, root: Path) -> Repository | None:
        top = next((f for f in (root, *root.parents) if os.path.lexists(f / ".git")), None)
        if top is None:
            return None
        folder = (top / ".git").resolve()
        if folder.is_file():  # a submodule, or a linked working tree
            folder = (top / _read(folder).removeprefix("gitdir:").strip()).resolve()
        if folder != top / ".git" and folder.is_relative_to(root):
            return None
        common = (folder / (_read(folder / "commondir").strip() or ".")).resolve()
        if "\0" in f"{folder}{common}":
            return None
        return cls(top, folder, common)

    @property
    def head(self) -> str:
        """The hash of the newest commit; empty where there is none, or in an unknown form."""
        head = _read(self.folder / "HEAD")
        if branch := _BRANCH.fullmatch(head):
            loose = _read(self.folder / branch[1]) or _read(self.common / branch[1])
            packed = _read(self.common / "packed-refs").splitlines()
            head = loose or next((line for line in packed if line.endswith(f" {branch[1]}")), "")
        found = COMMIT.match(head)
        return found[0] if found else ""

    @property
    def boundary(self) -> str:
        """The commits whose parents are not here; empty where all are."""
        return _read(self.common / "shallow")

    def named(self) -> dict[str, str]:
        """The hashes of what branches and tags name, by `heads/main`, `tags/v1`."""
        found: dict[str, str] = {}
        for line in _read(self.common / "packed-refs").split("\n"):
            commit, _, name = line.partition(" ")
            if name.startswith("refs/") and COMMIT.fullmatch(commit):
                found[name.removeprefix("refs/")] = commit
        for kind in _PUBLIC:
            top = self.common / "refs"
            for folder, folders, names in os.walk(top / kind):
                folders.sort()
                for name in sorted(names):
                    path = Path(folder, name)
                    if len(found) < _NAMES and COMMIT.fullmatch(commit := _read(path).strip()):
                        found[path.relative_to(top).as_posix()] = commit
        return {name: tip for name, tip in found.items() if name.partition("/")[0] in _PUBLIC}

    def ask(self, *arguments: str) -> bytes | None:
        """What git prints; None if there is no git, or if it fails."""
        with self._prepared(arguments) as prepared:
            if prepared is None:
                return None
            try:
                ended: subprocess.CompletedProcess[bytes] = subprocess.run(
                    check=True,
                    stdout=subprocess.PIPE,
                    stdin=subprocess.DEVNULL,
                    timeout=_SECONDS,
                    **prepared,
                )
            except (OSError, subprocess.SubprocessError):
                return None
            return ended.stdout

    def some(
        self, most: int, given: bytes, *arguments: str, seconds: int = _SECONDS
    ) -> tuple[bytes, bool]:
        """The first `most` bytes of what git answers to what it is given; whether that is all.

        Nothing where there is no git; what it prints before it fails, or takes too long.
        """
        with self._prepared(arguments) as prepared, tempfile.TemporaryFile() as asked:
            if prepared is None:
                return b"", False
            asked.write(given)
            asked.seek(0)
            try:
                process = subprocess.Popen(stdin=asked, stdout=subprocess.PIPE, **prepared)
            except OSError:
                return b"", False
            late = threading.Timer(seconds, process.kill)
            late.start()
            try:
                with process:
                    assert process.stdout is not None
                    found = process.stdout.read(most)
                    more = bool(process.stdout.read(1))
                    if more:
                        process.kill()
            finally:
                late.cancel()
            return found, not more and process.returncode == 0

    @contextmanager
    def _prepared(self, arguments: Sequence[str]) -> Iterator[dict[str, Any] | None]:
        """How git is started; None where there is none."""
        git = shutil.which("git")
        if git is None:
            yield None
            return
        with tempfile.TemporaryDirectory(prefix="tamizdat-") as folder:
            self._dress(Path(folder))
            places = {
                "GIT_DIR": folder,
                "GIT_INDEX_FILE": str(self.folder / "index"),
                "GIT_OBJECT_DIRECTORY": str(self.common / "objects"),
                "GIT_WORK_TREE": str(self.top),
            }
            yield {
                "args": (git, "--no-pager", "--literal-pathspecs", *arguments),
                "stderr": subprocess.DEVNULL,
                "cwd": folder,
                "env": {**_environment(), **places},
            }

    def _dress(self, folder: Path) -> None:
        """Make an empty repository that knows as much of the real one as its objects need."""
        long = len(self.head) > 40
        extension = "[extensions]\n\tobjectFormat = sha256\n" if long else ""
        version = f"[core]\n\trepositoryFormatVersion = {int(long)}\n\tbare = false\n"
        (folder / "refs").mkdir()
        (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
        (folder / "config").write_text(version + extension, encoding="ascii")
        if boundary := self.boundary:
            (folder / "shallow").write_text(boundary, encoding="utf-8")


def objects(answer: bytes, kind: bytes) -> Iterator[tuple[str, bytes]]:
    """Hash and content of the objects of a kind in what `cat-file --batch` prints."""
    at = 0
    while (end := answer.find(b"\n", at)) >= 0:
        name, *about = answer[at:end].split(b" ")
        at = end + 1
        if len(about) == 2 and about[1].isdigit():
            size = int(about[1])
            if about[0] == kind and at + size <= len(answer):
                yield name.decode(errors="replace"), answer[at : at + size]
            at += size + 1


def below(root: Path) -> PurePosixPath:
    """Where a project lies in its repository, as services name files in pull requests."""
    given = (os.environ.get(name) for name in _WORKSPACES)
    tops = [Path(os.path.realpath(top)) for top in given if top]
    tops += [folder for folder in (root, *root.parents) if (folder / ".git").exists()][:1]
    found = (root.relative_to(top) for top in tops if root.is_relative_to(top))
    return PurePosixPath(next(found, Path()).as_posix())


def tracks(folder: Path, names: Sequence[str]) -> bool:
    """Whether git knows all of the files, given relative to their folder."""
    repository = Repository.of(folder.resolve())
    if repository is None:
        return False
    paths = [(folder.resolve() / name).relative_to(repository.top).as_posix() for name in names]
    return repository.ask("ls-files", "--full-name", "--error-unmatch", "--", *paths) is not None


def _read(path: Path) -> str:
    """A small file of git's; empty where there is none, or something else that may never end."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return ""


def _environment() -> dict[str, str]:
    """What git is started with: nothing that names a repository, or has git read one's settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return own | _ENVIRONMENT


class TextMerge(NamedTuple):
    """Lines merged by git."""

    data: bytes
    clean: bool
    """No line is in conflict."""


def merge_file(base: Path, ours: Path, theirs: Path) -> TextMerge:
    """What git makes of two descendants of a file, line by line, with conflict markers.

    Without git it is `both`.
    """
    git = shutil.which("git")
    if git:
        command = [git, "merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs"]
        command += map(os.path.abspath, (ours, base, theirs))
        with tempfile.TemporaryDirectory(prefix="tamizdat-") as folder:
            ended = subprocess.run(  # noqa: S603 - git itself, which reads no configuration here
                command, check=False, capture_output=True, cwd=folder, env=_environment()
            )
        if 0 <= ended.returncode < _FAILED:
            return TextMerge(ended.stdout, ended.returncode == 0)
    return both(ours, theirs)


def both(ours: Path, theirs: Path) -> TextMerge:
    """Two files between conflict markers, whole."""
    parts = (b"<<<<<<< ours\n", ours.read_bytes(), b"\n=======\n", theirs.read_bytes())
    return TextMerge(b"".join((*parts, b"\n>>>>>>> theirs\n")), clean=False)


def configure(root: Path, values: Mapping[str, str]) -> Path | None:
    """Put values into the configuration of a project's repository, which belongs to its user.

    Returns the file; None where there is no repository, or git could not write it.
    """
    repository = Repository.of(root)
    if repository is None:
        return None
    path = repository.common / "config"
    for name, value in values.items():
        if repository.ask("config", "--file", str(path), "--replace-all", name, value) is None:
            return None
    return path
