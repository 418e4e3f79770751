"""Other people's text, made safe to show: nothing invisible, nothing that steers a terminal."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe(text: str, limit: int = 400) -> str:
    """The text on one line, control and invisible characters as `<U+…>`, cut to a length."""
    return _shown(text, limit, _HIDDEN)


def quote(text: str) -> str:
    """A piece of a text in a sentence: short, and blanks of all kinds but the usual one shown."""
    return f"“{_shown(text, 80, _HIDDEN | {'Zs'})}”"


def _shown(text: str, limit: int, hidden: frozenset[str]) -> str:
    if text.isprintable():  # nothing of all that; most texts are
        return text if len(text) <= limit else text[: limit - 1] + "…"
    shown = "".join(
        f"<U+{ord(character):04X}>"
        if unicodedata.category(character) in hidden
        and character != " "
        and not _joins(text, place)
        else character
        for place, character in enumerate(text)
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands where its scripts, and emoji, need one."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return text[place] in _JOINERS and len(around) == 2 and all(c > "\u024f" for c in around)
