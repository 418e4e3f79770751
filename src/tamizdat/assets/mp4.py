"""MP4 (ISO/IEC 14496-12): what tells of people is emptied where it lies, so nothing moves.

Offsets into the media stay right, sound and picture are the same bytes.
"""

from __future__ import annotations

from tamizdat.assets.boxes import Box, boxes
from tamizdat.assets.cleaned import Cleaned, refused, truncated

_TABLES = "sbgp sgpd subs saiz saio"
_KEPT = {
    parent.encode(): frozenset(names.encode().split())
    for parent, names in {
        "": "ftyp styp pdin moov moof mfra mdat sidx ssix",
        "moov": "mvhd trak mvex pssh",
        "trak": "tkhd tref edts mdia trgr tapt",
        "mdia": "mdhd hdlr minf elng",
        "minf": "vmhd smhd hmhd nmhd sthd gmhd dinf stbl hdlr",
        "dinf": "dref",
        "stbl": f"stsd stts ctts cslg stsc stsz stz2 stco co64 stss stsh padb stdp sdtp {_TABLES}",
        "edts": "elst",
        "mvex": "mehd trex leva",
        "moof": "mfhd traf pssh",
        "traf": f"tfhd tfdt trun senc sdtp {_TABLES}",
        "mfra": "tfra mfro",
        "meta": "hdlr pitm iloc iinf iprp idat iref dinf grpl ipro",
    }.items()
}
"""What a player needs, by the box that it lies in: elsewhere are places, devices and names."""
_DATED = frozenset(b"mvhd tkhd mdhd".split())
_MEDIA = frozenset(b"vide soun text sbtl subt clcp hint tmcd".split())
"""Kinds of tracks that players play, or need."""
_PICTURES = frozenset(
    b"avc1 avc2 avc3 avc4 hvc1 hev1 av01 vp08 vp09 mp4v encv dvh1 dvhe dva1 dvav s263 jpeg".split()
)
"""Descriptions of pictures …"""
_NAME = slice(42, 74)
"""… and where they name an encoder."""


def clean(data: bytes) -> Cleaned:
    """Empty what names people, places, devices and days; name tracks that no player plays.

    Raises:
        AssetError: it is no whole MP4, or plays another file.
    """
    cleaned = emptied(data)
    if not any(box.name == b"moov" for box in boxes(data, 0, len(data))):
        raise refused("there is no film in it")
    return cleaned


def emptied(data: bytes, *, more: frozenset[bytes] = frozenset()) -> Cleaned:
    """Empty all boxes but those that are needed, and `more` where the file itself begins.

    Raises:
        AssetError: a box leads out of another, or to another file.
    """
    cleaned = bytearray(data)
    left: dict[str, None] = {}
    todo = [(b"", 0, len(data))]
    while todo:
        parent, start, end = todo.pop()
        for box in boxes(data, start, end):
            if box.name not in _KEPT[parent] and not (box.name in more and not parent):
                cleaned[box.start + 4 : box.start + 8] = b"free"
                cleaned[box.body : box.end] = bytes(box.end - box.body)
            elif box.name in _KEPT:
                version = 4 if box.name == b"meta" else 0
                todo.append((box.name, min(box.body + version, box.end), box.end))
            elif box.name in _DATED:  # version, flags, made on, changed on
                size = 16 if data[box.body : box.body + 1] == b"\1" else 8
                if box.body + 4 + size > box.end:
                    raise truncated()
                cleaned[box.body + 4 : box.body + 4 + size] = bytes(size)
            elif box.name == b"hdlr":
                kind = data[box.body + 8 : box.body + 12]
                name = min(box.body + 12, box.end)
                cleaned[name : box.end] = bytes(box.end - name)
                if parent == b"mdia" and kind not in _MEDIA:
                    shown = kind.decode("ascii", "replace").strip()
                    left[f"a track that no player plays (“{shown}”), often places"] = None
            elif box.name == b"dref":
                _see_inside(data, box)
            elif box.name == b"stsd":
                _unname(data, box, cleaned)
    return Cleaned(bytes(cleaned), left=tuple(left))


def _see_inside(data: bytes, references: Box) -> None:
    """See that the media are in the file itself (section 8.7.2). Raises AssetError."""
    for place in boxes(data, min(references.body + 8, references.end), references.end):
        if not data[place.body + 3 : place.body + 4] or not data[place.body + 3] & 1:
            raise refused("it plays another file")


def _unname(data: bytes, descriptions: Box, cleaned: bytearray) -> None:
    """Empty the names of encoders in what describes pictures (section 12.1.3)."""
    for entry in boxes(data, min(descriptions.body + 8, descriptions.end), descriptions.end):
        if entry.name in _PICTURES and entry.end - entry.body >= _NAME.stop:
            name = slice(entry.body + _NAME.start, entry.body + _NAME.stop)
            cleaned[name] = bytes(_NAME.stop - _NAME.start)
