"""MP4 (ISO/IEC 14496-12): what tells of people is emptied where it lies, so nothing moves.

Offsets into the media stay right, sound and picture are the same bytes.
"""

from __future__ import annotations

from tamizdat.assets.boxes import boxes
from tamizdat.assets.cleaned import Cleaned, refused, truncated

_FILE = frozenset(b"ftyp styp pdin moov moof mfra mdat sidx ssix wide".split())
"""What a file consists of, if nothing but players is to read it."""
_EMPTIED = frozenset(b"udta meta uuid free skip".split())
"""Elsewhere: places, devices, names, and room where some are forgotten."""
_CONTAINERS = frozenset(b"moov trak mdia moof traf".split())
_DATED = frozenset(b"mvhd tkhd mdhd".split())
_HANDLER = b"hdlr"
_MEDIA = frozenset(b"vide soun text sbtl subt clcp hint tmcd".split())
"""Kinds of tracks that players play, or need."""


def clean(data: bytes) -> Cleaned:
    """Empty what names people, places, devices and days; name tracks that no player plays.

    Raises:
        AssetError: it is no whole MP4.
    """
    cleaned = bytearray(data)
    left: dict[str, None] = {}
    todo = [(b"", 0, len(data))]
    found: set[bytes] = set()
    while todo:
        parent, start, end = todo.pop()
        for box in boxes(data, start, end):
            found.add(box.name)
            if box.name in _EMPTIED or (not parent and box.name not in _FILE):
                cleaned[box.start + 4 : box.start + 8] = b"free"
                cleaned[box.body : box.end] = bytes(box.end - box.body)
            elif box.name in _CONTAINERS:
                todo.append((box.name, box.body, box.end))
            elif box.name in _DATED:  # version, flags, made on, changed on
                size = 16 if data[box.body : box.body + 1] == b"\1" else 8
                if box.body + 4 + size > box.end:
                    raise truncated()
                cleaned[box.body + 4 : box.body + 4 + size] = bytes(size)
            elif box.name == _HANDLER and parent == b"mdia":
                kind = data[box.body + 8 : box.body + 12]
                if kind not in _MEDIA:
                    shown = kind.decode("ascii", "replace").strip()
                    left[f"a track that no player plays (“{shown}”), often places"] = None
    if b"moov" not in found:
        raise refused("there is no film in it")
    return Cleaned(bytes(cleaned), left=tuple(left))
