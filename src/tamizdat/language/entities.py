"""Character references of HTML, whatever number stands in them."""

from __future__ import annotations

import html
import re

_ZEROS = re.compile(r"&#([xX]?)0+(?=[0-9a-fA-F])")
_BEYOND = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
"""More digits than any character's number has."""


def unescape(text: str) -> str:
    """A text with its references replaced by the characters that they stand for.

    A number beyond Unicode's stands for U+FFFD (HTML, 13.2.5.84), however many digits it has;
    Python's own function fails at 4,301.
    """
    if "&" not in text:
        return text
    return html.unescape(_BEYOND.sub("\ufffd", _ZEROS.sub(r"&#\1", text)))  # noqa: TID251 - the one place
