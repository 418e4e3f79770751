"""Colour profiles (ICC.1:2022): the tags that colours need.

A profile of a screen or a phone tells who made it, for which device, when and under which name.
"""

from __future__ import annotations

_HEADER = 128
_COLOURS = frozenset(
    b"wtpt bkpt chad rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 gamt"
    b" D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3 cicp".split()
)
_EMPTIED = ((24, 36), (48, 56), (80, 100))
"""Of the header: day, device, who made it, and a checksum (section 7.2)."""


def clean(profile: bytes) -> bytes:
    """A profile that says nothing but colours; empty where it can't be read, as browsers do."""
    count = int.from_bytes(profile[_HEADER : _HEADER + 4])
    table = profile[_HEADER + 4 : _HEADER + 4 + 12 * count]
    if len(profile) < _HEADER + 4 or count > 100 or len(table) != 12 * count:
        return b""
    header = bytearray(profile[:_HEADER])
    for start, end in _EMPTIED:
        header[start:end] = bytes(end - start)
    tags = {b"desc": _text(header), b"cprt": b"text\0\0\0\0\0\0\0\0"}
    if header[8] >= 4:
        tags[b"cprt"] = tags[b"desc"]
    for at in range(0, len(table), 12):
        name = table[at : at + 4]
        start, size = (int.from_bytes(table[at + n : at + n + 4]) for n in (4, 8))
        if name in _COLOURS:
            tags[name] = profile[start : start + size]
    return _written(header, tags)


def _text(header: bytearray) -> bytes:
    """A description without a word, as the profile's version writes it (v2: section 6.5.17)."""
    if header[8] >= 4:
        return b"mluc" + bytes(4) + bytes(4) + (12).to_bytes(4)
    return b"desc" + bytes(4) + (1).to_bytes(4) + bytes(1 + 8 + 3 + 67)


def _written(header: bytearray, tags: dict[bytes, bytes]) -> bytes:
    """Header, table and tags; equal ones are stored once."""
    body, table = b"", len(tags).to_bytes(4)
    start = _HEADER + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + places[data].to_bytes(4) + len(data).to_bytes(4)
    header[:4] = (start + len(body)).to_bytes(4)
    return bytes(header) + table + body
