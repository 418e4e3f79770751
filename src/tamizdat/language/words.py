"""How many words a reader sees."""

from __future__ import annotations

import re
import unicodedata

from tamizdat.language import scripts

_ALONE = f"[{scripts.THAI}{scripts.CHINESE_JAPANESE}]"
"""Every character counts."""
_WORD = re.compile(
    rf"{_ALONE}(?<=\w)"
    rf"|(?!{_ALONE})[^\W_](?:(?!{_ALONE})\w|['’.‑-](?=\w)|(?<=\d)[,:](?=\d))*+"
)
_ZERO_WIDTH_SPACE = "\u200b"


def words(text: str) -> int:
    """How many words a reader sees in a text without markup."""
    return len(_WORD.findall(text if text.isascii() else _letters(text)))


def _letters(text: str) -> str:
    """The text without accents, vowel signs and joiners, which `re` takes for the end of a word."""
    return "".join(
        character
        for character in text
        if unicodedata.category(character) not in ("Mn", "Mc", "Me", "Cf")
        or character == _ZERO_WIDTH_SPACE
    )
