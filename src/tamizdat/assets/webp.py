"""WebP (RFC 9649): the chunks that the picture needs; their sizes and flags put right."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.assets import exif, icc
from tamizdat.assets.cleaned import Cleaned, refused, truncated

_HEADER = 12
_EXTENDED, _EXIF, _FRAME = b"VP8X", b"EXIF", b"ANMF"
_PICTURE = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_COLOURS = b"ICCP"
_KEPT = _PICTURE | {b"ANIM"}
_FRAME_HEADER = 16
_FLAGS = 0x12
"""Of the extended header: transparency, animation …"""
_HAS_COLOURS = 0x20
"""… a colour profile …"""
_HAS_EXIF = 0x08
"""… and Exif (section 2.7)."""


def clean(data: bytes) -> Cleaned:
    """Keep picture, animation, colour profile and orientation.

    Raises:
        AssetError: it is no whole WebP.
    """
    end = 8 + int.from_bytes(data[4:8], "little")
    turned = exif.UPRIGHT
    extended = b""
    colours = b""
    kept: list[bytes] = []
    for name, payload in _chunks(data, _HEADER, end):
        if name == _EXTENDED:
            extended = extended or payload
        elif name == _EXIF:
            turned = exif.orientation(payload.removeprefix(b"Exif\0\0"))
        elif name == _FRAME:
            parts = _chunks(payload, _FRAME_HEADER, len(payload))
            inside = b"".join(_chunk(n, p) for n, p in parts if n in _PICTURE)
            kept.append(_chunk(_FRAME, payload[:_FRAME_HEADER] + inside))
        elif name == _COLOURS:
            colours = colours or icc.clean(payload)
        elif name in _KEPT:
            kept.append(_chunk(name, payload))
    if not kept:
        raise refused("there is no picture in it")
    if extended:
        flags = extended[0] & _FLAGS
        if turned != exif.UPRIGHT:
            kept.append(_chunk(_EXIF, exif.minimal(turned)))
            flags |= _HAS_EXIF
        if colours:
            kept.insert(0, _chunk(_COLOURS, colours))
            flags |= _HAS_COLOURS
        kept.insert(0, _chunk(_EXTENDED, bytes([flags, 0, 0, 0]) + extended[4:10]))
    body = b"WEBP" + b"".join(kept)
    return Cleaned(b"RIFF" + len(body).to_bytes(4, "little") + body)


def _chunks(data: bytes, position: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Name and payload of each chunk; the last one's padding may be missing."""
    if not _HEADER <= end <= len(data):
        raise truncated()
    while position < end:
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        start = position + 8
        if start + size > end:
            raise truncated()
        name, payload = data[position : position + 4], data[start : start + size]
        if name == _EXTENDED and size < 10:
            raise truncated()
        yield name, payload
        position = start + size + size % 2


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2)
