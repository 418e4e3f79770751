"""JPEG (ITU-T T.81): the segments that the picture needs, up to the end of the first one.

A thumbnail, a second picture behind the first (MPF, a gain map for HDR) and trailing bytes go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.assets import exif, icc
from tamizdat.assets.cleaned import Cleaned, truncated

_SOI, _EOI, _SOS, _TEM = 0xD8, 0xD9, 0xDA, 0x01
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_PICTURE = frozenset(range(0xC0, 0xD0)) - {0xC8} | frozenset(range(0xDA, 0xE0))
"""Frames, tables, scans: what decoders read (table B.1)."""
_SCAN_END = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""The marker behind a scan; in it, FF is followed by 0 or is a restart marker (section B.1.1.5)."""
_EXIF = b"Exif\0"
_ICC = b"ICC_PROFILE\0"
_PART = 65_519
"""Bytes of a colour profile in a segment (ICC.1, section B.4)."""


def clean(data: bytes) -> Cleaned:
    """Keep picture, colour profile, Adobe's colour transform, pixel density and orientation.

    Raises:
        AssetError: it is no whole JPEG.
    """
    density = b""
    turned = exif.UPRIGHT
    kept: list[bytes] = []
    profile: dict[bytes, bytes] = {}
    for marker, payload, scan in _segments(data):
        if marker in _PICTURE:
            kept += [_segment(marker, payload), scan]
        elif marker == _APP0 and payload.startswith(b"JFIF\0"):
            density = density or _segment(_APP0, payload[:12].ljust(12, b"\0") + b"\0\0")
        elif marker == _APP1 and payload.startswith(_EXIF) and turned == exif.UPRIGHT:
            turned = exif.orientation(payload[6:])
        elif marker == _APP2 and payload.startswith(_ICC):
            profile[payload[12:13]] = payload[14:]
        elif marker == _APP14 and payload.startswith(b"Adobe"):
            kept.append(_segment(marker, payload[:12]))
    colours = icc.clean(b"".join(profile[number] for number in sorted(profile)))
    parts = [colours[start : start + _PART] for start in range(0, len(colours), _PART)]
    kept[:0] = [
        _segment(_APP2, _ICC + bytes([number, len(parts)]) + part)
        for number, part in enumerate(parts, 1)
    ]
    if turned != exif.UPRIGHT:
        kept.insert(0, _segment(_APP1, _EXIF + b"\0" + exif.minimal(turned)))
    return Cleaned(b"".join((b"\xff\xd8", density, *kept, b"\xff\xd9")))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, payload and, of a scan, its data."""
    position = 2
    scans = 0
    while True:
        position, marker = _marker(data, position)
        if marker == _EOI:
            if not scans:
                raise truncated()
            return
        if marker in (0, _SOI, _TEM) or 0xD0 <= marker < _SOI:
            raise truncated()
        length = int.from_bytes(data[position : position + 2])
        end = position + length
        if length < 2 or end > len(data):
            raise truncated()
        payload = data[position + 2 : end]
        position = end
        if marker == _SOS:
            scans += 1
            found = _SCAN_END.search(data, end)
            if not found:
                raise truncated()
            position = found.start()
        yield marker, payload, data[end:position]


def _marker(data: bytes, position: int) -> tuple[int, int]:
    """Where a marker's segment begins, and the marker; any number of FF may stand before it."""
    if data[position : position + 1] != b"\xff":
        raise truncated()
    while data[position : position + 1] == b"\xff":
        position += 1
    if position == len(data):
        raise truncated()
    return position + 1, data[position]


def _segment(marker: int, payload: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + (len(payload) + 2).to_bytes(2) + payload
