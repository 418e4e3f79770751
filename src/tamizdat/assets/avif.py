"""AVIF (AV1 Image File Format): emptied like a film; Exif and XMP lie among its pictures."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.assets import mp4
from tamizdat.assets.boxes import boxes
from tamizdat.assets.cleaned import Cleaned

_METADATA = {b"Exif": "Exif (camera, place, day)", b"mime": "XMP (names, programs)"}


def clean(data: bytes) -> Cleaned:
    """Empty what no browser needs, and name the metadata among its pictures.

    Raises:
        AssetError: it is no whole AVIF.
    """
    found = {what: None for kind in _items(data) if (what := _METADATA.get(kind))}
    cleaned = mp4.emptied(data, more=frozenset({b"meta"}))
    return Cleaned(cleaned.data, left=(*found, *cleaned.left))


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
