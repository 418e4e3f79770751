"""AVIF (AV1 Image File Format): looked at, not changed; its metadata lies among the pictures."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.assets.boxes import boxes
from tamizdat.assets.cleaned import Cleaned

_METADATA = {b"Exif": "Exif (camera, place, day)", b"mime": "XMP (names, programs)"}


def clean(data: bytes) -> Cleaned:
    """Name the metadata in it.

    Raises:
        AssetError: it is no whole AVIF.
    """
    found = {what: None for kind in _items(data) if (what := _METADATA.get(kind))}
    return Cleaned(data, left=tuple(found))


def _items(data: bytes) -> Iterator[bytes]:
    """The types of its items (ISO/IEC 14496-12, section 8.11.6)."""
    for meta in boxes(data, 0, len(data)):
        if meta.name != b"meta":
            continue
        for info in boxes(data, min(meta.body + 4, meta.end), meta.end):
            if info.name != b"iinf":
                continue
            count = 2 if data[info.body : info.body + 1] == b"\0" else 4
            for item in boxes(data, min(info.body + 4 + count, info.end), info.end):
                identifier = 2 if data[item.body : item.body + 1] == b"\2" else 4
                kind = item.body + 4 + identifier + 2
                yield data[kind : kind + 4]
