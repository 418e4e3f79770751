"""Quoted strings: gettext's escapes, and the characters that no field may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

ESCAPE = r"\\(?:[abfnrtv\"\\0-7]|x[0-9A-Fa-f])"
"""The beginning of every escape that gettext knows; anything else after a backslash is wrong."""

CONTROL = re.compile("[\x00-\x06\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that a catalog can't hold: gettext cuts strings at NUL, takes EOT for the end of a
msgctxt, and the others steer terminals. Those between BEL and CR have escapes of their own."""

MSGCAT_MARKS = re.compile(r"#-#-#-#-#  .+  #-#-#-#-#")
"""What msgcat puts between the msgstrs of several catalogs, for somebody to choose."""

_SHORT = {
    r"\a": "\a",
    r"\b": "\b",
    r"\f": "\f",
    r"\n": "\n",
    r"\r": "\r",
    r"\t": "\t",
    r"\v": "\v",
    r"\"": '"',
}
"""All that are a letter or a mark behind a backslash, but for the backslash itself."""
_NUMERIC = re.compile(rb"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]+)|(.))")


def decode(parts: Sequence[str]) -> str:
    """The text of a field from what stands between the quotation marks of its lines.

    Raises:
        ValueError: numeric escapes do not make UTF-8, or make a control character; says which.
    """
    raw = "".join(parts)
    if "\\" not in raw:
        return raw
    pieces = raw.split(r"\\")
    for place, piece in enumerate(pieces):
        for escape, character in _SHORT.items() if "\\" in piece else ():
            piece = piece.replace(escape, character)  # noqa: PLW2901 - one after the other
        if "\\" in piece:
            return _decode_numeric(parts)
        pieces[place] = piece
    return "\\".join(pieces)


def _decode_numeric(parts: Sequence[str]) -> str:
    # one part at a time: a numeric escape ends with its string
    data = b"".join(_NUMERIC.sub(_byte, part.encode()) for part in parts)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"an escape for the byte 0x{data[error.start]:02X}, not UTF-8") from error
    if control := CONTROL.search(text):
        raise ValueError(f"an escape for the control character U+{ord(control[0]):04X}")
    return text


def _byte(match: re.Match[bytes]) -> bytes:
    """The byte of an escape; of a long hexadecimal number gettext keeps the last eight bits."""
    octal, hexadecimal, _ = match.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal:
        return bytes([int(hexadecimal[-2:], 16)])
    return _SHORT.get(match[0].decode(), "\\").encode()
