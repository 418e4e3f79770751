"""What was found out about texts, kept in many small files: a run opens those that it asks for.

As untrusted as all that is remembered (see `cache`): what is odd in any way is nothing. A drawer is
a file with a line of its own for each thing that is kept, so that one is read without the others.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Container
from pathlib import Path
from typing import Any

from tamizdat.project import cache

_VERSION = 1
"""Of the form of the files."""
_SUFFIX = ".lines"


class Drawers:
    """Values by domain and name, valid in one context (version, configuration).

    What belongs to one domain lies in one of 256 drawers.
    """

    def __init__(self, root: Path, use: str, context: str) -> None:
        self._root, self._use = root, use
        self._head = json.dumps([_VERSION, context]).encode()
        self._folder = cache.trusted(root)
        self._open: dict[str, dict[bytes, bytes]] = {}
        self._changed: set[str] = set()

    def get(self, domain: str, name: str) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """What was kept; None if there is nothing, or it is odd."""
        line = self._drawer(_place(domain)).get(_key(domain, name))
        if line is None:
            return None
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            return None

    def put(self, domain: str, name: str, value: object) -> None:
        """Keep something that JSON can hold."""
        place = _place(domain)
        self._changed.add(place)
        line = json.dumps(value, separators=(",", ":")).encode()
        self._drawer(place)[_key(domain, name)] = line

    def only(self, domains: Container[str]) -> None:
        """Forget what is kept of all other domains; those have been asked for."""
        for place, drawer in self._open.items():
            for key in [key for key in drawer if _domain(key) not in domains]:
                self._changed.add(place)
                del drawer[key]
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder) if self._folder else ():  # noqa: PTH208 - names
                if name.startswith(f"{self._use}-") and name.endswith(_SUFFIX):
                    place = name.removeprefix(f"{self._use}-").removesuffix(_SUFFIX)
                    if place not in self._open:
                        os.unlink(f"{self._folder}{os.sep}{name}")  # noqa: PTH108 - as above

    def save(self) -> None:
        """Write what was put; who can't write there remembers nothing."""
        with contextlib.suppress(OSError):
            for place in sorted(self._changed) if self._folder else ():
                lines = (b"%s\t%s" % line for line in self._open[place].items())
                cache.keep(self._root, self._name(place), b"\n".join((self._head, *lines)))
        self._changed.clear()

    def _drawer(self, place: str) -> dict[bytes, bytes]:
        if place not in self._open:
            head, *lines = cache.read(self._folder, self._name(place)).split(b"\n")
            parts = (line.partition(b"\t") for line in lines if head == self._head)
            self._open[place] = {key: value for key, _, value in parts}
        return self._open[place]

    def _name(self, place: str) -> str:
        return f"{self._use}-{place}{_SUFFIX}"


def _place(domain: str) -> str:
    return hashlib.sha256(domain.encode(errors="surrogatepass")).hexdigest()[:2]


def _key(domain: str, name: str) -> bytes:
    """No domain and no name has a colon, and in JSON nothing is a tab or a line's end."""
    return json.dumps(f"{name}:{domain}").encode()


def _domain(key: bytes) -> str:
    """The domain of a key; empty for one that is odd."""
    try:
        return str(json.loads(key)).partition(":")[2]
    except (ValueError, RecursionError):
        return ""
