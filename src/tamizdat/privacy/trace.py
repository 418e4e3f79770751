"""One thing that a stranger could learn, and where."""

from __future__ import annotations

from dataclasses import dataclass

from tamizdat.language.people import Kind


@dataclass(frozen=True, slots=True)
class Trace:
    """A name, an address, an hour, a machine, a program."""

    kind: Kind
    text: str
    """What is told, as it stands there."""
    place: str
    """“Last-Translator”, “comment”, “commit author” …"""
    path: str = ""
    """Of the file, relative to the project; of a former one with its hash, empty for git's own."""
    line: int = 0
    """0 where there are no lines."""
    count: int = 1
    """So many times in git's history."""
