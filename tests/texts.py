"""Support for tests of formats: texts in every form, and what a format makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tamizdat.catalogs.catalog import Key
from tamizdat.texts.document import Document, Format
from tamizdat.texts.formats import SUFFIXES, by_suffix
from tamizdat.texts.publication import Publication, publish

KEYS = ("title", "subtitle", "summary", "description", "image_description")
"""Front-matter keys that are translated by default."""

FORMATS: tuple[Format, ...] = tuple(dict.fromkeys(filter(None, map(by_suffix, SUFFIXES))))


def cases(text_format: Format) -> list[Path]:
    """The texts in `cases/<format>`; each has a `.segments` file beside it (see `listing`)."""
    folder = Path(__file__).parent / "cases" / text_format.name
    return sorted(path for path in folder.glob("*") if by_suffix(path.suffix) is text_format)


def read(path: Path) -> str:
    """A text with its line ends as they are."""
    return path.read_bytes().decode()


def variants(text: str) -> Iterator[str]:
    """A text with each kind of line ends, and with a byte order mark."""
    yield text
    yield text.replace("\n", "\r\n")
    yield text.replace("\n", "\r")
    yield "\ufeff" + text


def listing(document: Document) -> str:
    """The segments that are not merely copied: line, role, [context], (note), msgid."""
    lines = []
    for segment in document.segments:
        if segment.msgid is not None:
            context = f" [{segment.msgctxt}]" if segment.msgctxt else ""
            note = f" ({segment.note})" if segment.note else ""
            shown = segment.msgid.replace("\n", "⏎")
            lines.append(f"{segment.line} {segment.role}{context}{note}: {shown}")
        elif segment.skipped:
            lines.append(f"{segment.line} - {segment.skipped}")
        elif segment.role:
            lines.append(f"{segment.line} = {segment.role}")
    return "".join(f"{line}\n" for line in lines)


def itself(document: Document) -> dict[Key, str]:
    """Every msgid as its own msgstr."""
    return {segment.key: segment.key[1] for segment in document.translatable}


def published(text_format: Format, text: str, change: Callable[[str], str], **options: bool) -> str:
    """The text with every msgid changed; fails where one of them doesn't fit."""
    document = text_format.split(text, KEYS)
    msgstrs = {key: change(msgid) for key, msgid in itself(document).items()}
    result = publish(document, text_format, msgstrs, keys=KEYS, **options)
    assert result.problems == ()
    return result.text


def put(text_format: Format, text: str, msgstr: str, msgid: str | None = None) -> Publication:
    """Publish a text with one msgstr, for its first segment unless a msgid is given."""
    document = text_format.split(text, KEYS)
    wanted = document.translatable[0].msgid if msgid is None else msgid
    msgstrs = {s.key: msgstr for s in document.translatable if s.msgid == wanted}
    return publish(document, text_format, msgstrs, keys=KEYS)
