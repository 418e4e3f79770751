"""PDF (ISO 32000-2, read by pypdf): looked at, not changed; what acts by itself is refused."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from tamizdat.assets.cleaned import Cleaned, refused

_REMEDY = "print it to a new PDF"
_INSIDE = "a file inside"
_PROGRAM = "a film, a sound or a program inside"
_ACTIVE = {
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/OnInstantiate": "JavaScript",
    "/Launch": "a program to start",
    "/EmbeddedFile": _INSIDE,
    "/EmbeddedFiles": _INSIDE,
    "/EF": _INSIDE,
    "/AF": _INSIDE,
    "/FileAttachment": _INSIDE,
    "/GoToE": _INSIDE,
    "/RichMedia": _PROGRAM,
    "/Movie": _PROGRAM,
    "/Sound": _PROGRAM,
    "/Screen": _PROGRAM,
    "/Rendition": _PROGRAM,
    "/3D": _PROGRAM,
    "/XFA": "a form that acts by itself",
    "/SubmitForm": "a form that sends what is typed",
    "/ImportData": "a form that reads files",
    "/GoToR": "a link to another file",
    "/FS": "a reference out of the file",
}
"""Keys and names of what does something when it is opened (sections 7.11.4, 12.6, 12.7, 13)."""
_NAMING = ("/S", "/Type", "/Subtype")
"""Keys whose value says what a dictionary is."""
_ELSEWHERE = ("/F", "/Ref")
"""Keys of streams whose content lies in another file (sections 7.3.8.2, 8.10.4.3)."""
_AT_ONCE = frozenset({"/GoTo"})
"""Actions that may happen when a document or a page is opened (section 12.6.4) …"""
_FOLLOWED = frozenset({"/GoTo", "/URI", "/Named"})
"""… and where somebody follows a link or a bookmark."""
_MOVES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
"""Named actions of the standard (table 215); all others are a program's own, such as printing."""
_FIELDS = ("/Author", "/Creator", "/Producer", "/Title", "/Subject", "/Keywords", "/Company")
_PLAIN = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoTo[ER]"
    rb"|FileAttachment|OnInstantiate)\b"
)
"""The same where it stands as it is: a viewer may find objects that the library doesn't."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
"""A character of a name (section 7.3.5)."""
_OBJECT = re.compile(rb"(?<!\d)\d{1,10}\s+\d{1,5}\s+obj\b\s*")
"""Where an object begins (section 7.3.10)."""
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

    plain = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), data)
    active = {_ACTIVE[name.decode()] for name in _PLAIN.findall(plain)}
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted
        found = [] if locked else list(_dictionaries(reader, data))
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


def _dictionaries(reader: Any, data: bytes) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - pypdf's
    """All dictionaries in it, those of streams and of object streams too."""
    todo: list[Any] = [reader.trailer]
    for each in _objects(reader, data):
        todo.append(each)
        while todo:
            value = todo.pop()
            if isinstance(value, dict):
                yield value
                todo += value.values()
                if _value(value, "/Type") == "/ObjStm":
                    todo += _packed(value, reader)
            elif isinstance(value, list):
                todo += value


def _objects(reader: Any, data: bytes) -> Iterator[Any]:  # noqa: ANN401 - pypdf's own
    """The objects that its tables name, and those that only a viewer finds that mends them."""
    import pypdf.generic as pdf  # noqa: PLC0415 - as above

    placed = [(g, n, place) for g, found in reader.xref.items() for n, place in found.items()]
    for generation, number, _ in placed[:_MOST]:
        yield reader.get_object(pdf.IndirectObject(number, generation, reader))
    known = {place for *_, place in placed}
    for found in _OBJECT.finditer(data):
        if found.start() not in known:
            stream = io.BytesIO(data)
            stream.seek(found.end())
            yield pdf.read_object(stream, reader)


def _packed(stream: Any, reader: Any) -> Iterator[Any]:  # noqa: ANN401 - pypdf's own
    """The objects in an object stream (section 7.5.7), whether or not a table names them."""
    import pypdf.generic as pdf  # noqa: PLC0415 - as above

    content = stream.get_data()
    stream.decoded_self = None  # which would be kept
    for place in content[: stream["/First"]].split()[1 : 2 * stream["/N"] : 2]:
        opened = io.BytesIO(content)
        opened.seek(stream["/First"] + int(place))
        yield pdf.read_object(opened, reader)


def _value(dictionary: dict[str, Any], key: str) -> Any:  # noqa: ANN401 - any of pypdf's
    """What stands for a key, or is referred to; None where there is nothing."""
    return _resolved(dictionary.get(key))


def _resolved(value: Any) -> Any:  # noqa: ANN401 - any of pypdf's
    return value.get_object() if hasattr(value, "get_object") else value


def _acts(dictionary: dict[str, Any]) -> Iterator[str]:
    """What of a dictionary acts by itself."""
    for key in dictionary:
        if key in _ACTIVE:
            yield _ACTIVE[key]
    for key in _NAMING:
        if (name := str(_value(dictionary, key))) in _ACTIVE:
            yield _ACTIVE[name]
    if hasattr(dictionary, "get_data") and any(key in dictionary for key in _ELSEWHERE):
        yield _ACTIVE["/FS"]
    if _value(dictionary, "/S") == "/Named" and str(_value(dictionary, "/N")) not in _MOVES:
        yield "a command to the program that shows it"
    for key in ("/A", "/PA", "/Next"):
        yield from _other(_value(dictionary, key), _FOLLOWED)
    yield from _other(_value(dictionary, "/OpenAction"), _AT_ONCE)
    if isinstance(events := _value(dictionary, "/AA"), dict):
        for event in events:
            yield from _other(_value(events, event), _AT_ONCE)


def _other(value: Any, allowed: frozenset[str]) -> Iterator[str]:  # noqa: ANN401 - any of pypdf's
    """What an action does, if it is none of those allowed; other values are places."""
    for action in map(_resolved, value if isinstance(value, list) else [value]):
        if isinstance(action, dict) and "/S" in action:
            name = str(_value(action, "/S"))
            if name not in allowed or (allowed is _AT_ONCE and "/Next" in action):
                when = "when it is opened" if allowed is _AT_ONCE else "that follows no link"
                yield _ACTIVE.get(name, f"an action {when} (“{name[1:]}”)")
