"""What a repository gives to everybody who clones it: commits, names, files of former days."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tamizdat.project.git import COMMIT, LARGEST, Repository, objects

_MOST = 20_000
"""Commits, and former files, that are looked at."""
_DATE = re.compile(r"(?P<seconds>\d{1,12}) (?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)")


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


def read(root: Path, ends: Sequence[str]) -> History | None:
    """The commits, branches, tags and former files of a project's repository; None without one.

    The files are those whose path, which begins with a slash here, ends in one of `ends`.
    Of a very long one the newest part, which is then not `whole`. What git keeps on this machine
    alone, such as its log of moves and what was stashed away, is nobody else's and not looked at.
    """
    repository = Repository.of(root)
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
        LARGEST, tips, "log", f"--max-count={_MOST}", *options, f"--format={shown}", "--stdin"
    )
    commits = tuple(_commits(log.decode(errors="replace").split("\0")))
    tagged = "".join(f"{tip}\n" for name, tip in named.items() if name.startswith("tags/"))
    tags, all_tags = repository.some(LARGEST, tagged.encode(), "cat-file", "--batch")
    listed, all_objects = repository.some(
        LARGEST, tips, "rev-list", "--ignore-missing", "--objects", "--stdin"
    )
    paths = dict(_former(listed.decode(errors="replace"), ends))
    some = tuple(paths)[:_MOST]
    asked = "".join(f"{name}\n" for name in some).encode()
    contents, all_contents = repository.some(LARGEST, asked, "cat-file", "--batch")
    whole = all_commits and all_tags and all_objects and all_contents
    return History(
        commits,
        tuple(filter(None, (_tag(data) for _, data in objects(tags, b"tag")))),
        tuple(named),
        tuple((f"{paths[h]}@{h[:8]}", data) for h, data in objects(contents, b"blob")),
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


def _former(listed: str, ends: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Hash and path of the files whose path ends so, from git's list of objects."""
    for line in listed.split("\n"):
        name, _, path = line.partition(" ")
        if f"/{path}".endswith(tuple(ends)) and COMMIT.fullmatch(name):
            yield name, path
