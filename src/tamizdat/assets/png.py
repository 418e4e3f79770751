"""PNG and APNG (W3C PNG, third edition): the chunks that the picture needs, up to IEND."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tamizdat.assets import exif, icc
from tamizdat.assets.cleaned import Cleaned, refused, truncated

_SIGNATURE = 8
"""Bytes before the first chunk."""
_KEPT = frozenset(
    b"IHDR PLTE IDAT tRNS gAMA cHRM sRGB cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT".split()
)
_MOST = 16_000_000
"""Bytes of a colour profile that is read."""
_CRITICAL = 0x20
"""This bit of the first letter is clear where no decoder may pass over the chunk (section 5.4)."""


def clean(data: bytes) -> Cleaned:
    """Keep picture, animation, colours, density and orientation.

    Raises:
        AssetError: it is no whole PNG, or has a chunk that nobody can pass over.
    """
    turned = exif.UPRIGHT
    kept: list[bytes] = []
    for name, payload in _chunks(data):
        if name == b"eXIf":
            turned = exif.orientation(payload)
        elif name == b"iCCP":
            if profile := icc.clean(_unpacked(payload)):
                kept.append(_chunk(name, b"icc\0\0" + zlib.compress(profile)))
        elif name in _KEPT:
            kept.append(_chunk(name, payload))
        elif not name[0] & _CRITICAL:
            shown = name.decode("ascii", "replace")
            raise refused(f"a part of it is not PNG's (“{shown}”)", "save it anew as PNG")
    if turned != exif.UPRIGHT:
        kept.insert(1, _chunk(b"eXIf", exif.minimal(turned)))
    return Cleaned(b"".join((data[:_SIGNATURE], *kept, _chunk(b"IEND", b""))))


def _unpacked(payload: bytes) -> bytes:
    """A colour profile behind its name (section 11.3.2.3). Raises AssetError."""
    try:
        return zlib.decompressobj().decompress(payload[payload.find(b"\0") + 2 :], _MOST)
    except zlib.error as error:
        raise truncated() from error


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and payload of each chunk before IEND."""
    position = _SIGNATURE
    first = b"IHDR"
    while True:
        length = int.from_bytes(data[position : position + 4])
        name, payload = (
            data[position + 4 : position + 8],
            data[position + 8 : position + 8 + length],
        )
        position += 12 + length
        if position > len(data) or not name.startswith(first):
            raise truncated()
        if zlib.crc32(name + payload) != int.from_bytes(data[position - 4 : position]):
            raise truncated()
        if name == b"IEND":
            return
        yield name, payload
        first = b""


def _chunk(name: bytes, payload: bytes) -> bytes:
    return len(payload).to_bytes(4) + name + payload + zlib.crc32(name + payload).to_bytes(4)
