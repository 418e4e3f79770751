"""How wide a text is on a terminal and in mail."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """Count the columns: two for a wide (East Asian) character, none for a combining one."""
    expanded = text.expandtabs(8)
    if expanded.isascii():
        return len(expanded)
    return sum(map(_width, expanded))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
