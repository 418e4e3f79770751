"""Exif (CIPA DC-008): of a camera's tags, the one that turns the picture."""

from __future__ import annotations

import struct

UPRIGHT = 1
"""The orientation of a picture that is shown as it is stored."""
_ORIENTATION = 0x0112
_SHORT = 3


def orientation(tiff: bytes) -> int:
    """How a picture is turned, from 1 to 8; `UPRIGHT` where the tags don't say it."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not order:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for place in range(count):
            entry = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * place)
            if entry[:3] == (_ORIENTATION, _SHORT, 1):
                return entry[3] if entry[3] in range(1, 9) else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT


def minimal(turned: int) -> bytes:
    """Tags that say nothing but an orientation."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, _SHORT, 1, turned, 0, 0)
