"""Boxes of the ISO base media file format (ISO/IEC 14496-12), which MP4 and AVIF consist of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tamizdat.assets.cleaned import truncated


class Box(NamedTuple):
    """Where a box lies."""

    name: bytes
    start: int
    """Of its header."""
    body: int
    """Of what it holds."""
    end: int


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes of a stretch, one after the other. Raises AssetError where one leads out of it."""
    while start < end:
        size, name, body = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], 8
        if size == 1:
            size, body = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0:
            size = end - start
        if size < body or start + size > end:
            raise truncated()
        yield Box(name, start, start + body, start + size)
        start += size
