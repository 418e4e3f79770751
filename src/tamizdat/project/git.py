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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

TRAILER = "Translation"
"""In a commit's message, `Translation: cosmetic` declares that the meaning did not change."""
_WORKSPACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where GitHub and GitLab say that the repository is, git's folder or not."""
_SECONDS = 20
_LARGEST = 1 << 26
"""Bytes; the list of all branches and tags of a large repository is smaller."""
_MOST = 20_000
"""Commits, and former files, that are looked at."""
_PUBLIC = ("heads", "tags", "remotes", "notes")
"""What of a repository's names others get."""
_DATE = re.compile(r"(?P<seconds>\d{1,12}) (?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
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
class _Repository:
    """A repository, found without git."""

    top: Path
    """Of its working tree."""
    folder: Path
    """git's own; of a linked working tree its part of it."""
    common: Path
    """What all working trees share: objects and branches."""

    @classmethod
    def of(cls, root: Path) -> _Repository | None:
        """The one that a project lies in: at its root or above, never below."""
        top = next((f for f in (root, *root.parents) if os.path.lexists(f / ".git")), None)
        if top is None:
            return None
        folder = (top / ".git").resolve()
        if folder.is_file():  # a submodule, or a linked working tree
            folder = (top / _read(folder).removeprefix("gitdir:").strip()).resolve()
        if folder != top / ".git" and folder.is_relative_to(root):
            return None
        common = (folder / (_read(folder / "commondir").strip() or ".")).resolve()
        return cls(top, folder, common)

    @property
    def head(self) -> str:
        """The hash of the newest commit; empty where there is none, or in an unknown form."""
        head = _read(self.folder / "HEAD")
        if branch := _BRANCH.fullmatch(head):
            loose = _read(self.folder / branch[1]) or _read(self.common / branch[1])
            packed = _read(self.common / "packed-refs").splitlines()
            head = loose or next((line for line in packed if line.endswith(f" {branch[1]}")), "")
        found = _COMMIT.match(head)
        return found[0] if found else ""

    def named(self) -> dict[str, str]:
        """The hashes of what branches and tags name, by `heads/main`, `tags/v1`."""
        found: dict[str, str] = {}
        for line in _read(self.common / "packed-refs").split("\n"):
            commit, _, name = line.partition(" ")
            if name.startswith("refs/") and _COMMIT.fullmatch(commit):
                found[name.removeprefix("refs/")] = commit
        for kind in _PUBLIC:
            top = self.common / "refs"
            for folder, folders, names in os.walk(top / kind):
                folders.sort()
                for name in sorted(names):
                    path = Path(folder, name)
                    if len(found) < _MOST and _COMMIT.fullmatch(commit := _read(path).strip()):
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

    def some(self, most: int, given: bytes, *arguments: str) -> tuple[bytes, bool]:
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
            late = threading.Timer(_SECONDS, process.kill)
            late.start()
            try:
                with process:
                    assert process.stdout is not None
                    found = process.stdout.read(most)
                    more = bool(process.stdout.read(1))
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
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
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
                "env": {**own, **_ENVIRONMENT, **places},
            }

    def _dress(self, folder: Path) -> None:
        """Make an empty repository that knows as much of the real one as its objects need."""
        long = len(self.head) > 40
        extension = "[extensions]\n\tobjectFormat = sha256\n" if long else ""
        version = f"[core]\n\trepositoryFormatVersion = {int(long)}\n\tbare = false\n"
        (folder / "refs").mkdir()
        (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
        (folder / "config").write_text(version + extension, encoding="ascii")
        if boundary := _read(self.common / "shallow"):
            (folder / "shallow").write_text(boundary, encoding="utf-8")


def before_cosmetic_commit(path: Path, root: Path) -> bytes | None:
    """The file as it was before its newest commit, if that declares itself cosmetic.

    None if it does not, if the file was edited since, or if git does not know it.
    """
    repository = _Repository.of(root)
    if repository is None or not repository.head:
        return None
    name = path.relative_to(repository.top).as_posix()
    shown = f"--format=%H %(trailers:key={TRAILER},valueonly,separator=%x20)"
    newest = repository.ask("log", "-1", "--no-show-signature", shown, repository.head, "--", name)
    commit, _, value = (newest or b"").decode(errors="replace").strip().partition(" ")
    if value.strip().lower() != "cosmetic":
        return None
    committed = repository.ask("cat-file", "blob", f"{repository.head}:{name}")
    if committed is None or _lines(committed) != _lines(path.read_bytes()):
        return None
    return repository.ask("cat-file", "blob", f"{commit}^:{name}")


def below(root: Path) -> PurePosixPath:
    """Where a project lies in its repository, as services name files in pull requests."""
    given = (os.environ.get(name) for name in _WORKSPACES)
    tops = [Path(top).resolve() for top in given if top]
    tops += [folder for folder in (root, *root.parents) if (folder / ".git").exists()][:1]
    found = (root.relative_to(top) for top in tops if root.is_relative_to(top))
    return PurePosixPath(next(found, Path()).as_posix())


def tracks(folder: Path, names: Sequence[str]) -> bool:
    """Whether git knows all of the files, given relative to their folder."""
    repository = _Repository.of(folder.resolve())
    if repository is None:
        return False
    paths = [(folder.resolve() / name).relative_to(repository.top).as_posix() for name in names]
    return repository.ask("ls-files", "--full-name", "--error-unmatch", "--", *paths) is not None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who did something in a repository, and when."""

    name: str
    address: str
    hour: int
    """Of their day; -1 where it is not known."""
    zone: str
    """`+0330`; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit, or a tag, says of people."""

    author: Signature
    committer: Signature
    message: str


@dataclass(frozen=True, slots=True)
class History:
    """What everybody gets who clones a repository, as far as it was looked at."""

    commits: tuple[Commit, ...] = ()
    """The newest first."""
    tags: tuple[Commit, ...] = ()
    """Those that say who made them."""
    names: tuple[str, ...] = ()
    """Of branches and tags, as `heads/main`."""
    versions: tuple[tuple[str, bytes], ...] = ()
    """Files as they once were, each with its path and the beginning of its hash."""
    whole: bool = True
    """Nothing was left out."""


def history(root: Path, suffixes: Sequence[str]) -> History | None:
    """The commits, branches, tags and former files of a project's repository; None without one.

    Of a very long one the newest part, which is then not `whole`. What git keeps on this machine
    alone, such as its log of moves and what was stashed away, is nobody else's and not looked at.
    """
    repository = _Repository.of(root)
    if repository is None or not repository.head or shutil.which("git") is None:
        return None
    named = repository.named()
    tips = "".join(f"{tip}\n" for tip in {repository.head, *named.values()}).encode()
    shown = "%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%B"
    options = (
        "--ignore-missing",
        "--no-show-signature",
        "--no-mailmap",
        "--no-decorate",
        "--date=raw",
        "-z",
    )
    log, all_commits = repository.some(
        _LARGEST, tips, "log", f"--max-count={_MOST}", *options, f"--format={shown}", "--stdin"
    )
    commits = tuple(_commits(log.decode(errors="replace").split("\0")))
    tagged = "".join(f"{tip}\n" for name, tip in named.items() if name.startswith("tags/"))
    tags, all_tags = repository.some(_LARGEST, tagged.encode(), "cat-file", "--batch")
    listed, all_objects = repository.some(
        _LARGEST, tips, "rev-list", "--ignore-missing", "--objects", "--stdin"
    )
    paths = dict(_former(listed.decode(errors="replace"), suffixes))
    some = tuple(paths)[:_MOST]
    asked = "".join(f"{name}\n" for name in some).encode()
    contents, all_contents = repository.some(_LARGEST, asked, "cat-file", "--batch")
    whole = all_commits and all_tags and all_objects and all_contents
    return History(
        commits,
        tuple(filter(None, (_tag(data) for _, data in _objects(tags, b"tag")))),
        tuple(named),
        tuple((f"{paths[h]}@{h[:8]}", data) for h, data in _objects(contents, b"blob")),
        whole and len(commits) < _MOST and len(some) == len(paths),
    )


def _commits(fields: Sequence[str]) -> Iterator[Commit]:
    for n in range(0, len(fields) - 6, 7):
        name, address, date, other, its_address, its_date, message = fields[n : n + 7]
        yield Commit(
            _signature(name, address, date), _signature(other, its_address, its_date), message
        )


def _tag(data: bytes) -> Commit | None:
    """What an annotated tag says; None if it does not say who made it."""
    head, _, message = data.decode(errors="replace").partition("\n\n")
    made = re.search(r"^tagger (?P<name>.*?) ?<(?P<address>.*?)>(?: (?P<date>.*))?$", head, re.M)
    if made is None:
        return None
    by = _signature(made["name"], made["address"], made["date"] or "")
    return Commit(by, by, message)


def _signature(name: str, address: str, date: str) -> Signature:
    """From a date as git keeps it: seconds since 1970 and the zone."""
    match = _DATE.fullmatch(date.strip())
    if match is None:
        return Signature(name, address, -1, "")
    minutes = int(match["hours"]) * 60 + int(match["minutes"])
    local = int(match["seconds"]) + (minutes if match["sign"] == "+" else -minutes) * 60
    zone = f"{match['sign']}{match['hours']}{match['minutes']}"
    return Signature(name, address, local // 3600 % 24, zone)


def _former(listed: str, suffixes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Hash and path of the files with one of these suffixes, from git's list of objects."""
    for line in listed.split("\n"):
        name, _, path = line.partition(" ")
        if path.endswith(tuple(suffixes)) and _COMMIT.fullmatch(name):
            yield name, path


def _objects(answer: bytes, kind: bytes) -> Iterator[tuple[str, bytes]]:
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


def _lines(data: bytes) -> bytes:
    """A file without what systems differ in: git may have written CRLF for LF."""
    return data.replace(b"\r\n", b"\n")


def _read(path: Path) -> str:
    """A small file of git's; empty where there is none, or something else that may never end."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
