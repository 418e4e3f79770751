"""How wide a text is on a terminal and in mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

_SINGLE = re.compile(
    "[\x20-\xac\xae-\u02ff\u0388-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u05d0-\u05ea"
    "\u0620-\u064a\u0660-\u066f\u0671-\u06d5\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*"
)
"""What most texts of letters are made of: characters of one column each."""


def columns(text: str) -> int:
    """Count the columns: two for a wide (East Asian) character, none for a combining one."""
    expanded = text.expandtabs(8)
    if expanded.isascii():
        return len(expanded)
    return sum(map(_width, expanded))


def filled(text: str, width: int) -> list[str]:
    """A text, its words apart by single blanks, in lines of at most `width` columns.

    Broken at blanks alone: a wider word stands in a line of its own.
    """
    if not (text.isascii() and text.isprintable()) and not _SINGLE.fullmatch(text):
        return wrap(text.split(" "), width)
    lines: list[str] = []
    start = 0
    while len(text) - start > width:
        end = text.rfind(" ", start, start + width + 1)
        if end < 0:
            end = text.find(" ", start)
        if end < 0:
            break
        lines.append(text[start:end])
        start = end + 1
    lines.append(text[start:])
    return lines


def breaks(pieces: Sequence[str], width: int, first: int = 0, rest: int = 0) -> Iterator[int]:
    """Before which pieces, each with the blanks before it, lines of at most `width` columns end.

    `first` columns of the first line are taken, `rest` of every other one. A wider piece is not
    broken.
    """
    used = first
    for place, piece in enumerate(pieces):
        size = columns(piece)
        if place and used + size > width:
            yield place
            used, size = rest, columns(piece.lstrip(" "))
        used += size


def wrap(words: Sequence[str], width: int, first: str = "", rest: str = "") -> list[str]:
    """Words, at least one, in lines of at most `width` columns, with what begins each line."""
    pieces = [words[0], *(f" {word}" for word in words[1:])]
    cuts = [0, *breaks(pieces, width, columns(first), columns(rest)), len(words)]
    lines = (" ".join(words[start:end]) for start, end in pairwise(cuts))
    return [(rest if number else first) + line for number, line in enumerate(lines)]


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
