"""How wide a text is on a terminal and in mail."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise


def columns(text: str) -> int:
    """Count the columns: two for a wide (East Asian) character, none for a combining one."""
    expanded = text.expandtabs(8)
    if expanded.isascii():
        return len(expanded)
    return sum(map(_width, expanded))


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


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
