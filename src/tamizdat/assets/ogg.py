"""Ogg with Vorbis or Opus: looked at, not changed; comments are woven into its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.assets.cleaned import Cleaned

_HEADER = re.compile(rb"\x03vorbis|OpusTags")
_NAME = re.compile(rb"([ -<>-}]{1,64})=")
_BEGINNING = 64 * 1024
"""Bytes that hold the first comments."""
_HARMLESS = frozenset({"ENCODER", "ENCODER_OPTIONS"})
_MOST = 100


def clean(data: bytes) -> Cleaned:
    """Name the comments in it. Raises nothing."""
    names = dict.fromkeys(name for name in _names(data[:_BEGINNING]) if name not in _HARMLESS)
    return Cleaned(data, left=(f"comments: {', '.join(names)}",) if names else ())


def _names(data: bytes) -> Iterator[str]:
    """The names of its comments (Vorbis I, section 5.2; RFC 7845, section 5.2)."""
    header = _HEADER.search(data)
    if not header:
        return
    position = header.end()
    position += 4 + int.from_bytes(data[position : position + 4], "little")
    count = int.from_bytes(data[position : position + 4], "little")
    position += 4
    for _ in range(min(count, _MOST)):
        size = int.from_bytes(data[position : position + 4], "little")
        name = _NAME.match(data, position + 4)
        if not name:
            return
        yield name[1].decode("ascii").upper()
        position += 4 + size
