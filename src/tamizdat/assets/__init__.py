"""Files that are published beside a text: told by their content, and made clean.

What names people, places and devices goes, and so does what could run; what the look needs stays.
Everything works on bytes and decodes no picture, so a bomb in one does nothing here. A format is a
file with `clean`, and a line in `KINDS`.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass

from tamizdat.assets.cleaned import Cleaned, refused


@dataclass(frozen=True, slots=True)
class Kind:
    """A format of files beside a text."""

    name: str
    """As messages call it."""
    module: str
    """The file here that cleans it."""
    suffixes: tuple[str, ...]
    """Of file names, in lower case."""
    signature: re.Pattern[bytes]
    """How its content begins."""


def _kind(name: str, module: str, suffixes: str, signature: bytes) -> Kind:
    return Kind(name, module, tuple(suffixes.split()), re.compile(signature, re.S | re.I))


KINDS = (
    _kind("JPEG", "jpeg", ".jpg .jpeg", rb"\xff\xd8\xff"),
    _kind("PNG", "png", ".png", rb"\x89PNG\r\n\x1a\n"),
    _kind("GIF", "gif", ".gif", rb"GIF8[79]a"),
    _kind("WebP", "webp", ".webp", rb"RIFF.{4}WEBP"),
    _kind(
        "SVG",
        "svg",
        ".svg",
        rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml\b|!--|!doctype\s+svg\b|svg\b)|\xff\xfe<\0|\xfe\xff\0<",
    ),
    _kind("AVIF", "avif", ".avif", rb".{4}ftyp(?:avi[fs]|(?:mif1|miaf|msf1).{0,48}?avi[fs])"),
    _kind("MP4", "mp4", ".mp4", rb".{4}ftyp(?!avi[fs]|hei[cfmsx]|hev[cx]|mif1|msf1|miaf|jp[2xm] )"),
    _kind("MP3", "mp3", ".mp3", rb"ID3|APETAGEX|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    _kind("Ogg", "ogg", ".ogg .opus", rb"OggS"),
    _kind("WebM", "webm", ".webm", rb"\x1a\x45\xdf\xa3"),
    _kind("PDF", "pdf", ".pdf", rb"%PDF-"),
)
"""Every format that is published."""
_BY_SUFFIX = {suffix: kind for kind in KINDS for suffix in kind.suffixes}
SUFFIXES = frozenset(_BY_SUFFIX)
"""Suffixes, in lower case, of the files beside a text that are published with it."""


def clean(data: bytes, suffix: str) -> Cleaned:
    """A file as it may be published, given one of `SUFFIXES` in any case.

    A browser believes what a file holds, a server what it is called; where the two differ, a page
    could be shown as something that was never looked at. So they must agree.

    Raises:
        AssetError: it can't be made clean (without path).
    """
    kind = _BY_SUFFIX[suffix.lower()]
    if not kind.signature.match(data):
        real = next((each for each in KINDS if each.signature.match(data)), None)
        if real:
            name = real.suffixes[0]
            raise refused(f"what it holds is {real.name}, not {kind.name}", f"name it {name}")
        raise refused(f"it is no {kind.name}", "see what it is, and save it anew")
    cleaned: Cleaned = importlib.import_module(f"{__name__}.{kind.module}").clean(data)
    return cleaned
