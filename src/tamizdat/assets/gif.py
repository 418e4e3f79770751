"""GIF (GIF89a): pictures, how long each is shown and how often all are, up to the trailer.

Comments go, what other programs left, and text that is drawn by none (plain text extensions).
"""

from __future__ import annotations

from tamizdat.assets.cleaned import Cleaned, truncated

_EXTENSION, _PICTURE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_PROFILE = b"ICCRGBG1012"


def clean(data: bytes) -> Cleaned:
    """Keep pictures, animation and colour profile.

    Raises:
        AssetError: it is no whole GIF.
    """
    position = _after_table(data, 13, 10)
    kept = [data[:position]]
    while position < len(data) and data[position] != _TRAILER:
        start = position
        if data[start] == _PICTURE:
            position, _ = _blocks(data, _after_table(data, start + 10, start + 9) + 1)
            kept.append(data[start:position])
        elif data[start] == _EXTENSION:
            position, blocks = _blocks(data, start + 2)
            kept.append(_extension(data[start:position], blocks))
        else:
            raise truncated()
    return Cleaned(b"".join((*kept, bytes([_TRAILER]))))


def _extension(raw: bytes, blocks: list[bytes]) -> bytes:
    """What stays of an extension: its introducer and label, then its blocks."""
    if raw[1] == _CONTROL:
        return raw if len(raw) == 8 else b""
    if raw[1] == _APPLICATION and blocks and blocks[0] == _PROFILE:
        return raw
    if raw[1] == _APPLICATION and blocks and blocks[0] in _LOOPS:
        loop = next((block for block in blocks[1:] if len(block) == 3 and block[0] == 1), None)
        if loop:
            return raw[:2] + b"".join(bytes([len(b)]) + b for b in (blocks[0], loop)) + b"\0"
    return b""


def _after_table(data: bytes, position: int, flags: int) -> int:
    """Where a descriptor's colour table ends, if it has one; `flags` is where that is said."""
    if position > len(data):
        raise truncated()
    packed = data[flags]
    end = position + (3 << (packed & 7) + 1 if packed & 0x80 else 0)
    if end > len(data):
        raise truncated()
    return end


def _blocks(data: bytes, position: int) -> tuple[int, list[bytes]]:
    """Where a chain of sub-blocks ends, and what they hold."""
    found: list[bytes] = []
    while position < len(data) and (size := data[position]):
        found.append(data[position + 1 : position + 1 + size])
        position += 1 + size
    if position >= len(data):
        raise truncated()
    return position + 1, found
