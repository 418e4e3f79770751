"""Other people's text, made safe to show: nothing invisible, nothing that steers a terminal."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe(text: str, limit: int = 400) -> str:
    r"""The text on one line, control and invisible characters as `\u{…}`, cut to a length."""
    shown = "".join(
        rf"\u{{{ord(character):x}}}"
        if unicodedata.category(character) in _HIDDEN and not _joins(text, place)
        else character
        for place, character in enumerate(text)
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands where its scripts, and emoji, need one."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return text[place] in _JOINERS and len(around) == 2 and all(c > "\u024f" for c in around)
