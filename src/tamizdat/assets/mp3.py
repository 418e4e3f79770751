"""MP3: what lies before and behind the sound (ID3, APE, Lyrics3), which goes."""

from __future__ import annotations

import re

from tamizdat.assets.cleaned import Cleaned, refused

_SOUND = re.compile(rb"\0*(\xff[\xe2\xe3\xf2\xf3\xfa\xfb])")
"""A frame; zeros before it are padding that the tag's size leaves out."""
_LYRICS = re.compile(rb"(\d{6})LYRICS200\Z")


def clean(data: bytes) -> Cleaned:
    """Keep the sound alone.

    Raises:
        AssetError: no sound follows.
    """
    start, end = 0, len(data)
    while size := _before(data, start):
        start += size
    while size := _behind(data[max(start, end - 256) : end], end - start):
        end -= size
    sound = _SOUND.match(data, start, end)
    if not sound:
        raise refused("there is no sound in it where it should begin")
    return Cleaned(data[sound.start(1) : end])


def _before(data: bytes, start: int) -> int:
    """The size of a tag that begins here; 0 where there is none."""
    header = data[start : start + 32]
    if header.startswith(b"ID3") and len(header) > 10:  # ID3v2.4, section 3.1
        return 10 + _syncsafe(header[6:10]) + (10 if header[5] & 0x10 else 0)
    if header.startswith(b"APETAGEX"):
        return 32 + int.from_bytes(header[12:16], "little")
    return 0


def _behind(last: bytes, limit: int) -> int:
    """The size of a tag that ends here, given the last bytes; 0 where there is none."""
    size = 0
    if last[-128:-125] == b"TAG" and len(last) >= 128:
        size = 128
    elif last[-227:-223] == b"TAG+":
        size = 227
    elif last[-32:-24] == b"APETAGEX":
        header = 32 if last[-9] & 0x80 else 0
        size = header + int.from_bytes(last[-20:-16], "little")
    elif last[-10:-7] == b"3DI":  # ID3v2.4 at the end, section 3.4
        size = 20 + _syncsafe(last[-4:])
    elif found := _LYRICS.search(last):
        size = 15 + int(found[1])
    return size if size <= limit else 0


def _syncsafe(digits: bytes) -> int:
    """A number of 7 bits in each byte (ID3v2.4, section 6.2)."""
    number = 0
    for byte in digits:
        number = number << 7 | byte & 0x7F
    return number
