"""WebM (RFC 8794, RFC 9559): what tells of people becomes empty room where it lies.

So nothing moves: sound and picture are the same bytes, and every position stays right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tamizdat.assets.cleaned import Cleaned, refused, truncated

_SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675
_HEADER, _SEEK, _CUES, _CHAPTERS = 0x1A45DFA3, 0x114D9B74, 0x1C53BB6B, 0x1043A770
_PROGRAMS = frozenset({0x4D80, 0x5741})
"""MuxingApp and WritingApp, which a film must have."""
_KEPT = {
    0: {_HEADER, _SEGMENT},
    # behind a cluster of unknown size, its parts and what follows it stand side by side
    _SEGMENT: {_SEEK, _INFO, _TRACKS, _CLUSTER, _CUES, _CHAPTERS}
    | {0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0xAF, 0x5854},
    _INFO: {0x2AD7B1, 0x4489} | _PROGRAMS,
    _TRACKS: {_TRACK},
}
"""What a player needs, by the element that it lies in."""
_NAMES = frozenset({0x536E, 0x258688, 0x3A9697, 0x3B4040, 0x26B240, 0x7446, 0xEC, 0xBF})
"""Of a track: names and addresses of it and its codec, attachments, room, a checksum."""
_ROOM = 0xEC
"""An element that nobody reads (RFC 8794, section 11.3.2)."""


class _Element(NamedTuple):
    number: int
    start: int
    body: int
    end: int


def clean(data: bytes) -> Cleaned:
    """Empty title, day, names of files and tracks, programs, tags and attachments.

    Raises:
        AssetError: it is no WebM.
    """
    cleaned = bytearray(data)
    found = set()
    todo = [(0, 0, len(data))]
    while todo:
        parent, start, end = todo.pop()
        for each in _elements(data, start, end):
            found.add(each.number)
            kept = each.number in _KEPT[parent] if parent in _KEPT else each.number not in _NAMES
            if not kept:
                cleaned[each.start : each.end] = _room(each.end - each.start)
            elif each.number in _PROGRAMS:
                cleaned[each.body : each.end] = bytes(each.end - each.body)
            elif each.number in _KEPT or each.number == _TRACK:
                todo.append((each.number, each.body, each.end))
    if _SEGMENT not in found:
        raise refused("there is no film in it")
    return Cleaned(bytes(cleaned))


def _elements(data: bytes, start: int, end: int) -> Iterator[_Element]:
    """The elements of a stretch. The last may be cut off, as recordings are.

    Raises:
        AssetError: something else stands there.
    """
    while start < end:
        identifier, size = _width(data, start, 4), _width(data, start + _width(data, start, 4), 8)
        body = start + identifier + size
        if body > end:
            raise truncated()
        number = int.from_bytes(data[start : start + identifier])
        length = int.from_bytes(data[start + identifier : body]) & ((1 << 7 * size) - 1)
        unknown = length == (1 << 7 * size) - 1
        if unknown and number == _CLUSTER:
            start = body
            continue
        follows = end if unknown else min(body + length, end)
        yield _Element(number, start, body, follows)
        start = follows


def _width(data: bytes, position: int, most: int) -> int:
    """Bytes of a number, from its first (RFC 8794, section 4). Raises AssetError."""
    width = 9 - data[position].bit_length() if position < len(data) else 9
    if width > most:
        raise truncated()
    return width


def _room(size: int) -> bytes:
    """An empty element of so many bytes."""
    width = 8 if size > 8 else 1
    length = size - 1 - width
    return bytes([_ROOM]) + (length | 1 << 7 * width).to_bytes(width) + bytes(length)
