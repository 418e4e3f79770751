"""PDF (ISO 32000-2, read by pypdf): looked at, not changed; what acts by itself is refused."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from tamizdat.assets.cleaned import Cleaned, refused

_REMEDY = "print it to a new PDF"
_ACTIVE = {
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/Launch": "a program to start",
    "/EmbeddedFile": "a file inside",
    "/EmbeddedFiles": "a file inside",
    "/RichMedia": "a film or a program inside",
    "/XFA": "a form that acts by itself",
    "/SubmitForm": "a form that sends what is typed",
    "/ImportData": "a form that reads files",
    "/GoToE": "a file inside",
}
"""Keys and names of what does something when it is opened (sections 7.11.4, 12.6, 12.7, 13)."""
_NAMING = ("/S", "/Type", "/Subtype")
"""Keys whose value says what a dictionary is."""
_FIELDS = ("/Author", "/Creator", "/Producer", "/Title", "/Subject", "/Keywords", "/Company")
_PLAIN = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)\b"
)
"""The same where it stands as it is: a viewer may find objects that the library doesn't."""
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_LINEARIZED = re.compile(rb"/Linearized\b")
_MOST = 1_000_000
"""Objects that are looked at."""


def clean(data: bytes) -> Cleaned:
    """Name author, programs, notes, photos' data and earlier versions in it.

    Raises:
        AssetError: it can't be looked into, or holds something that acts by itself.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it comments on what it reads
    import pypdf  # noqa: PLC0415 - it takes a while where there is no PDF

    active = {_ACTIVE[name.decode()] for name in _PLAIN.findall(data)}
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted
        found = [] if locked else list(_dictionaries(reader))
        left = [] if locked else [*_information(reader)]
        active |= {what for dictionary in found for what in _acts(dictionary)}
        left += [what for dictionary in found for what in _notes(dictionary)]
    except Exception as error:  # whatever the library meets is a PDF that it can't read
        raise refused("it is damaged, so nobody can look into it", _REMEDY) from error
    if locked:
        raise refused("it is encrypted, so nobody can look into it", "save it unencrypted")
    if active:
        raise refused(f"it holds {', '.join(sorted(active))}", _REMEDY)
    if b"Exif\0\0" in data:
        left.append("a photo with Exif (camera, place, day)")
    if len(_END.findall(data)) > (2 if _LINEARIZED.search(data, 0, 1024) else 1):
        left.append("earlier versions of it")
    return Cleaned(data, left=tuple(dict.fromkeys(left)))


def _information(reader: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf's own
    """Which fields of its information are filled in (section 14.3.3)."""
    information = reader.trailer.get("/Info")
    fields = information.get_object() if information is not None else {}
    named = [name[1:] for name in _FIELDS if name in fields and str(fields[name]).strip()]
    if named:
        yield f"who and what made it ({', '.join(named)})"


def _notes(dictionary: dict[str, Any]) -> Iterator[str]:
    """What of a dictionary tells of people."""
    if "/Metadata" in dictionary:
        yield "XMP (names, programs, days)"
    if "/Rect" in dictionary and "/T" in dictionary and "/FT" not in dictionary:
        yield "notes that somebody signed"


def _dictionaries(reader: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - pypdf's own
    """All dictionaries in it, those of streams and of object streams too."""
    import pypdf.generic as pdf  # noqa: PLC0415 - as above

    numbers = [(g, n) for g, found in reader.xref.items() for n in found]
    numbers += [(0, number) for number in reader.xref_objStm]
    todo: list[Any] = [reader.trailer]
    for generation, number in dict.fromkeys(numbers[:_MOST]):
        todo.append(reader.get_object(pdf.IndirectObject(number, generation, reader)))
        while todo:
            value = todo.pop()
            if isinstance(value, dict):
                yield value
                todo += value.values()
            elif isinstance(value, list):
                todo += value


def _acts(dictionary: dict[str, Any]) -> Iterator[str]:
    """What of a dictionary acts by itself."""
    for key in dictionary:
        if key in _ACTIVE:
            yield _ACTIVE[key]
    for key in _NAMING:
        if key in dictionary and (name := str(dictionary[key])) in _ACTIVE:  # resolved, not `get`
            yield _ACTIVE[name]
