"""Ogg with Vorbis, Opus, FLAC, Speex or Theora: looked at, not changed.

Comments are woven into its pages (RFC 3533).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.assets.cleaned import Cleaned, truncated

_COMMENTS = re.compile(rb"\x03vorbis|OpusTags|\x81theora")
"""How a packet of comments begins, except …"""
_SPEEX, _FLAC = b"Speex   ", b"\x7fFLAC"
"""… in streams that begin so."""
_FLAC_COMMENTS, _FLAC_PICTURE = 4, 6
"""Kinds of FLAC's blocks (RFC 9639, section 8.1)."""
_NAME = re.compile(rb"([ -<>-}]{1,64})=")
_HARMLESS = frozenset({"ENCODER", "ENCODER_OPTIONS"})
_PROGRAMS = re.compile(
    rb"(?:Xiph|Lav[fc]|libopus|reference libFLAC|(?:Encoded with )?Speex|opus-tools|opusenc"
    rb"|libvorbis|AO; aoTuV|BS; |Chrome|Mozilla|Recorder|GStreamer|ffmpeg)[\w .;:,()\[\]-]{0,80}\Z",
    re.I,
)
"""Programs that note their names."""
_FIRST = 12
"""Packets of a stream that may be headers."""
_MOST = 100


def clean(data: bytes) -> Cleaned:
    """Name the comments in it.

    Raises:
        AssetError: it is no Ogg.
    """
    found: dict[str, None] = {}
    speex: set[int] = set()
    flac: set[int] = set()
    for serial, packet in _packets(data):
        if packet.startswith(_SPEEX):
            speex.add(serial)
        elif packet.startswith(_FLAC):
            flac.add(serial)
        elif header := _COMMENTS.match(packet):
            found |= dict.fromkeys(_names(packet[header.end() :]))
        elif serial in speex:
            speex.remove(serial)
            found |= dict.fromkeys(_names(packet))
        elif serial in flac and packet[:1] and packet[0] & 0x7F == _FLAC_COMMENTS:
            found |= dict.fromkeys(_names(packet[4:]))
        elif serial in flac and packet[:1] and packet[0] & 0x7F == _FLAC_PICTURE:
            found["PICTURE"] = None
    names = [name for name in found if name not in _HARMLESS]
    return Cleaned(data, left=(f"comments: {', '.join(names)}",) if names else ())


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The first packets of each stream, with its number (RFC 3533, section 6)."""
    unfinished: dict[int, bytearray] = {}
    numbers: dict[int, int] = {}
    position = 0
    while position < len(data):
        if data[position : position + 4] != b"OggS" or position + 27 > len(data):
            raise truncated()
        serial = int.from_bytes(data[position + 14 : position + 18], "little")
        if data[position + 5] & 2 or serial not in numbers:  # of another stream, perhaps
            unfinished[serial], numbers[serial] = bytearray(), 0
        sizes = data[position + 27 : position + 27 + data[position + 26]]
        position += 27 + data[position + 26]
        for size in sizes:
            if numbers[serial] < _FIRST:
                unfinished[serial] += data[position : position + size]
                if size < 255:
                    yield serial, bytes(unfinished[serial])
                    unfinished[serial].clear()
                    numbers[serial] += 1
            position += size


def _names(data: bytes) -> Iterator[str]:
    """The names of its comments (Vorbis I, section 5.2; RFC 7845, section 5.2)."""
    position = 4 + int.from_bytes(data[:4], "little")
    if not _PROGRAMS.match(data[4:position]):
        yield "VENDOR"
    count = int.from_bytes(data[position : position + 4], "little")
    position += 4
    for _ in range(min(count, _MOST)):
        size = int.from_bytes(data[position : position + 4], "little")
        name = _NAME.match(data, position + 4)
        if not name:
            return
        yield name[1].decode("ascii").upper()
        position += 4 + size
