"""Whether anything has changed since a run that published all there is, at one glance.

A seal is kept of such a run: how each file looked that it read or wrote, and what it said. While
all of them look the same, so would be the next one. As untrusted as all that is remembered (see
`cache`): what is odd in any way is no seal.
"""

from __future__ import annotations

import datetime
import json
import os
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from tamizdat.project import cache
from tamizdat.project.project import Project
from tamizdat.publish.published import Published
from tamizdat.publish.records import dumped, loaded

_VERSION = 1
_YOUNG = 2_000_000_000
"""Nanoseconds: of a file that was changed so lately, times prove nothing (see `cache`)."""


@dataclass(frozen=True)
class Seal:
    """Of the runs of a project for one policy and some targets."""

    project: Project
    folder: Path
    """Of what is published."""
    use: str
    context: str
    """What all of it hangs on besides files."""

    def results(self) -> list[Published] | None:
        """What the run would say if it went over everything; None where something has changed."""
        with suppress(ValueError, KeyError, TypeError, AttributeError, OSError):
            kept = json.loads(cache.load(self.project.root, self._name))
            if (kept["version"], kept["context"]) != (_VERSION, self.context):
                return None
            if kept["expired"] != self._expired(kept["days"]):
                return None
            if kept["state"] != self._state(frozenset(kept["young"])):
                return None
            root = self.project.root
            return [loaded(domain, code, row, root) for domain, code, row in kept["results"]]
        return None

    def set(self, results: Iterable[Published], days: Collection[datetime.date]) -> None:
        """Seal what a run has found and left; `days` are those on which texts expire."""
        dates = sorted({day.isoformat() for day in days})
        with suppress(OSError, ValueError):
            young = [*self._young()]
            kept = {
                "version": _VERSION,
                "context": self.context,
                "days": dates,
                "expired": self._expired(dates),
                "young": young,
                "state": self._state(frozenset(young)),
                "results": [
                    (each.domain, each.locale, dumped(each, self.project.root)) for each in results
                ],
            }
            cache.keep(self.project.root, self._name, json.dumps(kept).encode())

    def _expired(self, days: Iterable[str]) -> int:
        """How many of some days have passed."""
        return sum(day < self.project.today.isoformat() for day in days)

    def _state(self, young: Collection[str]) -> str:
        """A digest of how all files look; of some, of what they hold.

        Raises:
            OSError: one can't be read.
            ValueError: one is no plain file.
        """
        lines = []
        for name, found in self._files():
            looks = f"{found.st_size} {found.st_mtime_ns} {found.st_ino} {found.st_ctime_ns}"
            if name in young:
                looks = cache.digest(Path(name).read_bytes())
            lines.append(f"{name}\0{looks}")
        return cache.digest("\n".join(lines).encode(errors="surrogatepass"))

    def _young(self) -> Iterator[str]:
        now = time.time_ns()
        return (name for name, found in self._files() if found.st_mtime_ns > now - _YOUNG)

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        """Every file that a run reads or writes. Raises ValueError for what is no plain file."""
        config = self.project.config
        tops = {config.sources, os.fspath(self.folder.relative_to(self.project.root))}
        patterns = config.catalog, config.template
        tops |= {each.partition("{")[0].rpartition("/")[0] for each in patterns}
        if "" in tops:
            raise ValueError("the whole project would be looked at")
        for top in sorted(tops):
            yield from _below(f"{self.project.root}{os.sep}{top}")

    @property
    def _name(self) -> str:
        return f"{self.use}-seal.json"


def _below(top: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files below a folder, in order. Raises ValueError for a symlink, a pipe and the like."""
    if not os.path.isdir(top):  # noqa: PTH112 - as cheap as it gets, for thousands of files
        return
    if os.path.realpath(top) != top:
        raise ValueError(top)
    folders = [top]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=_by_name):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry.path, entry.stat(follow_symlinks=False)
                else:
                    raise ValueError(entry.path)


_by_name = attrgetter("name")
