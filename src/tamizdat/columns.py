"""How wide a text is on a terminal and in mail."""

from __future__ import annotations

import unicodedata


def count(text: str) -> int:
    """Count the columns: two for a wide (East Asian) character, none for a combining one."""
    expanded = text.expandtabs(8)
    if expanded.isascii():
        return len(expanded)
    return sum(
        0 if unicodedata.combining(character) else 1 + _is_wide(character) for character in expanded
    )


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
