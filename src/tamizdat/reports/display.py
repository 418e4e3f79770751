"""Other people's text, made safe to show: nothing invisible, nothing that steers a terminal."""

from __future__ import annotations

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe(text: str, limit: int = 400) -> str:
    r"""The text on one line, control and invisible characters as `\u{…}`, cut to a length."""
    shown = "".join(
        rf"\u{{{ord(character):x}}}" if unicodedata.category(character) in _HIDDEN else character
        for character in text
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
