"""Plain text: paragraphs, headings, list items and quotations.

A msgstr changes neither how many there are nor what they are. It is wrapped where, and as wide as,
the source is wrapped, but never in scripts that are written without blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from tamizdat.language.bare import is_bare
from tamizdat.language.markup import LETTER, Markup
from tamizdat.language.width import columns, wrap
from tamizdat.texts.document import Document, Format, Piece, Role, UnfitError
from tamizdat.texts.formats.plain import page
from tamizdat.texts.formats.plain.blocks import (
    LINE_BREAK,
    SHORT,
    UNSPACED,
    Kind,
    Part,
    opens_block,
    parts,
)
from tamizdat.texts.formats.spans import Span, partition

_BLANKS = re.compile(r"[ \t]+")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_NO_BREAK_SPACE = "\u00a0"


def split(text: str, _keys: tuple[str, ...] = ()) -> Document:
    """Split a text; plain text has no front matter, so no keys of it either."""
    return Document(partition(text, _spans(text), Markup.TEXT))


def skeleton(text: str) -> tuple[str, ...]:
    """The kinds of all parts, blank lines and rules among them."""
    return tuple(part.kind.value for part in parts(text))


def render(pieces: tuple[Piece, ...], opening: str) -> str:
    """The HTML of a text, its addresses linked."""
    headings, untranslated = set(), set()
    position = 0
    for piece in pieces:
        if piece.segment.role == Role.HEADING:  # the source's: a guess from a msgstr may differ
            headings.add(position)
        if piece.segment.running and not piece.translated:
            untranslated.add(position)
        position += len(piece.text)
    published = "".join(piece.text for piece in pieces)
    return page.page(parts(published), headings, untranslated, opening)


def _spans(text: str) -> Iterator[Span]:
    for part in parts(text):
        msgid = part.text
        if part.kind in (Kind.RULE, Kind.BLANK) or not LETTER.search(msgid):
            continue
        if is_bare(msgid):
            yield Span(part.start, part.end, None, skipped="address")
        else:
            role, shape = _role(part)
            encode = partial(_write, part)
            yield Span(part.start, part.end, msgid, role, encode, running=True, shape=shape)


def _role(part: Part) -> tuple[str, str]:
    """The role of a part, and its shape where the role is a guess from the wording."""
    if part.kind is not Kind.PARAGRAPH:
        return part.kind.value, ""
    if part.is_heading:
        return Role.HEADING, Kind.PARAGRAPH.value
    return (Role.PARAGRAPH, "") if part.alone else (Role.LINE, Kind.PARAGRAPH.value)


def _write(part: Part, msgstr: str) -> str:
    """Write a msgstr in the place of a part.

    A bullet or number at the start of a paragraph ("1. Mai", "— Nein!") gets a no-break space
    behind it, so that it doesn't begin a list; a line of verse or of an address gets two blanks, so
    that it isn't joined with the next. Raises UnfitError for what can't be kept in place.
    """
    text = _one_line(msgstr)
    if part.kind is not Kind.ITEM and (bullet := _bullet(text)):
        text = bullet.rstrip(" \t") + _NO_BREAK_SPACE + text[len(bullet) :]
    _refuse_other_kind(part, text)
    if len(part.lines) > 1 and not UNSPACED.search(text):
        wrapped = _wrapped(part, text)
        if len(parts(part.prefix + wrapped)) == 1:
            return wrapped
    if part.followed and columns(part.prefix + text) >= SHORT:
        return text + LINE_BREAK
    return text


def _one_line(msgstr: str) -> str:
    lines = _LINE_END.split(msgstr.strip(" \t\r\n"))
    if "" in lines:
        raise UnfitError("a blank line would begin a new paragraph")
    return " ".join(lines)


def _bullet(text: str) -> str:
    """What of the start of a text would be read as a bullet or number."""
    part = parts(text)[0] if text else None
    return part.prefix if part and part.kind is Kind.ITEM else ""


def _refuse_other_kind(part: Part, text: str) -> None:
    """Raise UnfitError for a text that would not be read as what its source is."""
    found = parts(part.prefix + text)
    if [(other.kind, other.prefix) for other in found] != [(part.kind, part.prefix)]:
        kind = found[0].kind if found and found[0].kind is not part.kind else "deeper quotation"
        raise UnfitError(f"it would be read as a {kind} instead of a {part.kind}")
    if is_bare(text) and LETTER.search(text):
        raise UnfitError("nothing but an address is left of the text")


def _wrapped(part: Part, text: str) -> str:
    """Break a text into lines like those of its source; none begins like another kind of part."""
    widest = max(line.columns for line in part.lines)
    margin = part.lines[1].margin
    units: list[str] = []
    for word in _BLANKS.split(text):
        if units and opens_block(word):
            units[-1] += f" {word}"
        else:
            units.append(word)
    lines = wrap(units, widest, part.prefix, margin)
    return part.lines[0].end.join(lines)[len(part.prefix) :]


FORMAT = Format("plain", split, skeleton, render)
