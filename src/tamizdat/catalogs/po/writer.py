"""From a catalog to bytes: what was read goes back as it was, the rest is formatted anew."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from polib import POEntry

from tamizdat.catalogs.catalog import Catalog, Message
from tamizdat.catalogs.po import comments
from tamizdat.catalogs.po.header import new_catalog
from tamizdat.catalogs.po.strings import CONTROL, MSGCAT_MARKS
from tamizdat.errors import CatalogError, Problem

_BLANK_LINE = re.compile(rb"[ \t\r\f\v]*\n")

# polib breaks strings wherever str.splitlines does, and leaves BEL as it is: such characters pass
# it as lone surrogates, which no text that we write can hold
_SPECIAL = {"\a": r"\a", "\v": r"\v", "\f": r"\f", "\r": r"\r"} | {c: c for c in "\x85\u2028\u2029"}
_HIDE = {ord(plain): 0xDC00 + n for n, plain in enumerate(_SPECIAL)}
_SHOW = {0xDC00 + n: written for n, written in enumerate(_SPECIAL.values())}


def dumps(catalog: Catalog) -> bytes:
    """The file of a catalog: to the byte what was read, apart from messages that have changed.

    Raises:
        CatalogError: a new text holds a character that no catalog can hold.
    """
    header, eol = catalog.header, catalog.eol.encode()
    if header.source == b"" and any(message.source is None for message in catalog.messages):
        header = new_catalog("", "").header  # it was read without one, and is written now
    written = bytearray(codecs.BOM_UTF8 if catalog.bom else b"")
    previous: Message | None = None
    for message in (header, *catalog.messages):
        block = _format(message, catalog.eol) if message.source is None else message.source
        if previous and written and not written.endswith(b"\n"):
            written += eol
        if previous and not _in_place(previous, message) and not _BLANK_LINE.match(block):
            written += eol
        written += block
        if block:
            previous = message
    if catalog.tail and previous and not written.endswith(b"\n"):
        written += eol
    return bytes(written + catalog.tail)


def in_own_form(catalog: Catalog) -> Catalog:
    """The catalog without the form that other programs gave to its messages: wraps, blank lines.

    The same object where all of them are as `dumps` writes new ones.

    Raises:
        CatalogError: a message holds a character that no catalog can hold.
    """
    header, eol = catalog.header, catalog.eol.encode()
    if header.source == b"":  # one without a header stays so until something else in it changes
        return catalog
    if header.source != _format(header, catalog.eol):
        header = replace(header, source=None)
    messages = tuple(
        message
        if message.source == eol + _format(message, catalog.eol)
        else replace(message, source=None)
        for message in catalog.messages
    )
    tail = catalog.tail if catalog.tail.strip() else b""
    as_read = all(new is old for new, old in zip(messages, catalog.messages, strict=True))
    if as_read and header is catalog.header and tail == catalog.tail:
        return catalog
    return replace(catalog, header=header, messages=messages, tail=tail)


def _in_place(previous: Message, message: Message) -> bool:
    """Whether two messages still follow each other as they were read."""
    as_read = previous.source is not None and message.source is not None
    return as_read and previous.line < message.line


@lru_cache(maxsize=1 << 17)  # a new message goes into the catalog of every locale
def _format(message: Message, eol: str) -> bytes:
    """A message in the form of `msgcat --no-wrap`."""
    _refuse_unreadable(message)
    lines = [
        *comments.write("#", message.translator_comments),
        *comments.write("#.", message.extracted_comments),
        *_fields(message),
    ]
    return "".join(line + eol for line in lines).encode()


def _fields(message: Message) -> Iterator[str]:
    """References, flags, previous msgid, msgctxt, msgid and msgstr."""
    previous = message.previous_msgid is not None
    entry = POEntry(
        msgid=_hide(message.msgid),
        msgstr=_hide(message.msgstr),
        msgctxt=_hide(message.msgctxt),
        previous_msgid=_hide(message.previous_msgid),
        previous_msgctxt=_hide(message.previous_msgctxt) if previous else None,
        flags=[flag for flag in message.flags if flag not in message.set_apart],
        occurrences=[(comments.write_reference(name), "") for name in message.references],
    )
    text = entry.__unicode__(wrapwidth=0).translate(_SHOW)
    apart = ", ".join(flag for flag in message.flags if flag in message.set_apart)
    for written in text.removesuffix("\n").split("\n"):
        if apart and not written.startswith(("#:", "#,")):
            yield f"#= {apart}"  # which polib does not know
            apart = ""
        # gettext would join the next line to a flag or a reference that ends so
        line = f"{written} " if written[:1] == "#" and written.endswith("\\") else written
        # polib itself drops references of obsolete messages
        if not message.obsolete or line.startswith(("#:", "#,")):
            yield line
        else:
            yield "#~" + line.removeprefix("#") if line.startswith("#") else f"#~ {line}"


def _hide(text: str | None) -> str | None:
    return None if text is None else text.translate(_HIDE)


def _refuse_unreadable(message: Message) -> None:
    """Nothing is written that the reader would refuse."""
    texts = (
        message.msgid,
        message.msgstr,
        message.msgctxt or "",
        message.previous_msgid or "",
        message.previous_msgctxt or "",
        *chain(message.translator_comments, message.extracted_comments, message.references),
    )
    control = next(filter(None, map(CONTROL.search, texts)), None)
    if control or MSGCAT_MARKS.search(message.msgstr):
        what = f"control character U+{ord(control[0]):04X}" if control else "marks of msgcat"
        problem = Problem(f"{what} in “{message.msgid[:40]}”", remedy="delete it from the text")
        raise CatalogError(problem)
