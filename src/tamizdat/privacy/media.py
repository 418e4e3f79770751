"""What pictures and documents tell of who made them, where, when and with what.

Only what lies open: JPEG, PNG, WebP and TIFF by their own blocks, PDF where it is not compressed,
office files by their list of properties.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator

from tamizdat.language.people import Kind

Told = tuple[Kind, str, str]
"""Kind, text and the name of the field."""

_TAGS = {
    0x010F: (Kind.MACHINE, "Make"),
    0x0110: (Kind.MACHINE, "Model"),
    0x0131: (Kind.PROGRAM, "Software"),
    0x0132: (Kind.TIME, "DateTime"),
    0x013B: (Kind.PERSON, "Artist"),
    0x013C: (Kind.MACHINE, "HostComputer"),
    0x8298: (Kind.PERSON, "Copyright"),
}
"""Of EXIF's first directory (TIFF 6.0, Exif 2.32)."""
_GPS = 0x8825
_ASCII = 2
_WORDS = {
    Kind.PERSON: ("author", "artist", "creator", "by-line", "lastmodifiedby", "initial-creator"),
    Kind.PROGRAM: ("software", "producer", "generator", "creatortool", "application"),
    Kind.TIME: ("date", "time", "created", "modified", "creationdate", "moddate"),
}
_PDF = re.compile(
    rb"/(Author|Creator|Producer|CreationDate|ModDate)\s*(?:\(((?:\\.|[^\\()]){0,300})\)|<([0-9A-Fa-f\s]{2,600})>)"
)
_XMP = re.compile(
    rb"<(?:dc|xmp|pdf|photoshop|xmpMM|tiff|exif|aux|meta|cp|dcterms):"
    rb"(creator|CreatorTool|Producer|CreateDate|ModifyDate|GPSLatitude|generator|initial-creator|"
    rb"creation-date|lastModifiedBy|created|modified)\b[^<>]*>(.{0,400}?)</",
    re.S,
)
_ITEM = re.compile(rb"<[^>]*>")
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_LONGEST = 1 << 20
_LONGEST_VALUE = 1000


def told(data: bytes) -> Iterator[Told]:
    """What a file tells, by what it is; nothing of what is none of these, or odd."""
    try:
        yield from _told(data)
    except (ValueError, struct.error, IndexError, zipfile.BadZipFile, OSError, NotImplementedError):
        return


def _told(data: bytes) -> Iterator[Told]:
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    if data.startswith((b"II*\0", b"MM\0*")):
        return _exif(data)
    if data.startswith(b"%PDF"):
        return _pdf(data)
    return _office(data) if data.startswith(b"PK") else iter(())


def _webp(data: bytes) -> Iterator[Told]:
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = data[at + 8 : at + 8 + size]
        if name == b"EXIF":
            yield from _exif(chunk.removeprefix(b"Exif\0\0"))
        elif name == b"XMP ":
            yield from _xmp(chunk)
        at += 8 + size + size % 2


def _pdf(data: bytes) -> Iterator[Told]:
    for found in _PDF.finditer(data):
        name = found[1].decode()
        value = found[2] if found[2] is not None else bytes.fromhex(found[3].decode())
        kind = Kind.PROGRAM if name in ("Creator", "Producer") else _kind(name)
        yield from _field(kind, name, _text(value))
    yield from _xmp(data)


def _office(data: bytes) -> Iterator[Told]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in _PROPERTIES:
            if name in archive.namelist():
                with archive.open(name) as file:
                    yield from _xmp(file.read(_LONGEST))


def _jpeg(data: bytes) -> Iterator[Told]:
    at = 2
    while data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9):
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        block = data[at + 4 : at + 2 + size]
        if marker == 0xE1 and block.startswith(b"Exif\0\0"):
            yield from _exif(block[6:])
        elif marker == 0xE1 and block.startswith(b"http://ns.adobe.com/xap/"):
            yield from _xmp(block)
        elif marker == 0xED and b"8BIM\x04\x04" in block:
            yield Kind.PERSON, "IPTC: names and places", "IPTC"
        elif marker == 0xFE and block.strip(b"\0 "):
            yield Kind.PROGRAM, _text(block), "comment"
        at += 2 + max(size, 2)


def _png(data: bytes) -> Iterator[Told]:
    at = 8
    while at + 8 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        chunk = data[at + 8 : at + 8 + size]
        if name in (b"tEXt", b"iTXt", b"zTXt"):
            keyword, _, value = chunk.partition(b"\0")
            if keyword == b"XML:com.adobe.xmp":
                yield from _xmp(value)
            else:
                shown = _text(value) if name != b"zTXt" else "(compressed)"
                yield from _field(_kind(_text(keyword)), _text(keyword), shown)
        elif name == b"eXIf":
            yield from _exif(chunk)
        at += 12 + size


def _exif(tiff: bytes) -> Iterator[Told]:
    order = "<" if tiff.startswith(b"II") else ">"
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for n in range(count):
        tag, kind, length, value = struct.unpack_from(f"{order}HHII", tiff, start + 2 + 12 * n)
        if tag == _GPS:
            yield Kind.MACHINE, "GPS position", "GPS"
        elif tag in _TAGS and kind == _ASCII:
            place = start + 2 + 12 * n + 8 if length <= 4 else value
            written = tiff[place : place + min(length, _LONGEST_VALUE)]
            yield from _field(_TAGS[tag][0], _TAGS[tag][1], _text(written))


def _xmp(data: bytes) -> Iterator[Told]:
    for found in _XMP.finditer(data):
        name = found[1].decode()
        kind = Kind.MACHINE if name.startswith("GPS") else _kind(name)
        yield from _field(kind, name, _text(_ITEM.sub(b" ", found[2])))


def _kind(name: str) -> Kind:
    lower = name.lower()
    found = (kind for kind, words in _WORDS.items() if lower in words)
    return next(found, Kind.TIME if "date" in lower else Kind.PROGRAM)


def _field(kind: Kind, name: str, value: str) -> Iterator[Told]:
    if value:
        yield kind, value, name


def _text(data: bytes) -> str:
    """A value of whatever encoding, on one line."""
    coded = "utf-16" if data.startswith((b"\xfe\xff", b"\xff\xfe")) else "utf-8"
    try:
        text = data.decode(coded)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return " ".join(text.replace("\0", " ").split())
