"""WebM (RFC 8794, RFC 9559): looked at, not changed; what it says of itself is named."""

from __future__ import annotations

import re

from tamizdat.assets.cleaned import Cleaned

_BEGINNING = 64 * 1024
"""Bytes in which a film says when it was made, and how it is called."""
_DATE = re.compile(rb"\x44\x61\x88")
_TITLE = re.compile(rb"\x7b\xa9[\x81-\xff]")
_TAGS = re.compile(rb"\x12\x54\xc3\x67.{1,8}?\x73\x73(?P<tags>.{0,65536})", re.S)
_NAME = re.compile(rb"\x45\xa3(?P<size>[\x81-\xc0])(?P<name>[A-Za-z][\w ./-]{0,63})")
_ATTACHMENTS = re.compile(rb"\x19\x41\xa4\x69.{1,8}?\x61\xa7", re.S)
_HARMLESS = frozenset({"ENCODER", "DURATION"})


def clean(data: bytes) -> Cleaned:
    """Name title, day, tags and attachments. Raises nothing."""
    beginning = data[:_BEGINNING]
    found = []
    if _TITLE.search(beginning):
        found.append("a title")
    if _DATE.search(beginning):
        found.append("the day it was made on")
    if tags := _TAGS.search(data):
        named = _NAME.finditer(tags["tags"])
        names = (each["name"][: each["size"][0] & 0x7F].decode("ascii").upper() for each in named)
        if shown := dict.fromkeys(name for name in names if name not in _HARMLESS):
            found.append(f"tags: {', '.join(shown)}")
    if _ATTACHMENTS.search(data):
        found.append("attachments")
    return Cleaned(data, left=tuple(found))
