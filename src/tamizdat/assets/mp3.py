"""MP3 (ISO/IEC 11172-3, 13818-3): its frames; what lies around them (ID3, APE, Lyrics3) goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.assets.cleaned import Cleaned, refused

_SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
"""How a frame begins."""
_RATES = {  # by version: kbit/s, samples/s, bits of a frame in kbit/s
    3: (
        (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
        (44100, 48000, 32000),
        144,
    ),
    2: ((8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160), (22050, 24000, 16000), 72),
    0: ((8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160), (11025, 12000, 8000), 72),
}
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
    frames = list(_frames(data, start, end))
    if not frames:
        raise refused("there is no sound in it")
    return Cleaned(b"".join(frames))


def _frames(data: bytes, start: int, end: int) -> Iterator[bytes]:
    """The frames, also behind tags of files that were joined.

    Behind anything else, one counts only if another or the end follows it.
    """
    sure = True
    while found := _SYNC.search(data, start, end):
        sure &= found.start() == start
        if not sure and (size := _before(data, start)):
            start += size
            continue
        start = found.start()
        size = _frame(data, start)
        follows = start + size
        if size and follows <= end and (sure or follows == end or _frame(data, follows)):
            yield data[start:follows]
            sure = True
            start = follows
        else:
            sure = False
            start += 1


def _frame(data: bytes, start: int) -> int:
    """The size of a frame that begins here; 0 where there is none (section 2.4.3.1)."""
    if not _SYNC.match(data, start) or len(data) < start + 4:
        return 0
    bits, samples, factor = _RATES[data[start + 1] >> 3 & 3]
    rate, frequency, padding = data[start + 2] >> 4, data[start + 2] >> 2 & 3, data[start + 2] & 2
    if not 0 < rate < 15 or frequency == 3:
        return 0
    return factor * bits[rate - 1] * 1000 // samples[frequency] + padding // 2


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
