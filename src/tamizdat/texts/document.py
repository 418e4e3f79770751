"""A source text, split once: segments whose concatenation is the text.

Extraction reads the segments' msgids, publication puts msgstrs back into the same segments, so the
two cannot disagree (the idea is mdbook-i18n-helpers', the spans are tamizdat's).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from tamizdat.language.markup import Markup


class Role(StrEnum):
    """What a segment is in its text, as translators read it in the first `#.` line.

    Front-matter values have the name of their key instead, attributes of HTML that of the
    attribute.
    """

    HEADING = "heading"
    HEADING_1 = "heading 1"
    HEADING_2 = "heading 2"
    HEADING_3 = "heading 3"
    HEADING_4 = "heading 4"
    HEADING_5 = "heading 5"
    HEADING_6 = "heading 6"
    PARAGRAPH = "paragraph"
    LINE = "line"
    TEXT = "text"
    LIST_ITEM = "list item"
    TABLE_CELL = "table cell"
    CAPTION = "caption"
    QUOTATION = "quotation"
    FOOTNOTE = "footnote"
    TERM = "term"
    DEFINITION = "definition"
    ABBREVIATION = "abbreviation"
    BOX_TITLE = "title of a box"
    IMAGE_TEXT = "image text"
    IMAGE_TITLE = "image title"
    BUTTON = "button"
    TEXT_FIELD = "text field"
    TITLE = "title"
    SUMMARY = "summary"
    LANG = "lang"
    """Without msgid: the value that names the text's language …"""
    DIR = "dir"
    """… or its direction."""
    DIRECTIVE = "directive"
    """Without msgid: the author's words to tamizdat."""

    @classmethod
    def heading(cls, level: int) -> Role:
        """The role of a heading, by its level from 1 to 6."""
        return cls(f"heading {level}")

    @classmethod
    def headings(cls) -> tuple[Role, ...]:
        """Those of all headings; the level of the first one is not known."""
        return cls.HEADING, *(cls.heading(level) for level in range(1, 7))


class UnfitError(ValueError):
    """A msgstr that would change the structure of the text at its place; says why."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a source text: translatable if it has a msgid, otherwise copied as it is."""

    raw: str
    """The characters of the source text, exactly."""
    msgid: str | None = None
    """The source as translators see it: soft wraps joined, container prefixes removed."""
    msgctxt: str | None = None
    """From the author's `context` directive alone."""
    line: int = 1
    """Line of the first character of `raw`, from 1."""
    role: str = ""
    """A `Role`, or the name of a front-matter key or an attribute."""
    shape: str = ""
    """What of the role a translation must not change, where the role is but a guess from the
    wording (a "heading" in plain text); empty: all of it."""
    note: str = ""
    """The author's note to translators."""
    markup: Markup = Markup.TEXT
    running: bool = False
    """Stands in running text, where a page can mark it as untranslated (not an attribute, a
    title element or a front-matter value)."""
    skipped: str = ""
    """Why a piece with letters in it has no msgid ("code block", "front matter", "directive")."""
    encode: Callable[[str], str] = field(default=str, compare=False, repr=False)
    """How a msgstr is written at this place (escaped, prefixed, quoted). Raises UnfitError."""

    @property
    def key(self) -> tuple[str | None, str]:
        """Of its message: msgctxt and msgid."""
        return self.msgctxt, self.msgid or ""


@dataclass(frozen=True, slots=True)
class Document:
    """A split source text."""

    segments: tuple[Segment, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """The front matter as data; empty where there is none."""

    @property
    def text(self) -> str:
        """The source text, to the character."""
        return "".join(segment.raw for segment in self.segments)

    @property
    def translatable(self) -> tuple[Segment, ...]:
        """The segments with a msgid, in order."""
        return tuple(segment for segment in self.segments if segment.msgid is not None)

    @property
    def shape(self) -> tuple[str, ...]:
        """What a translation must not change: the shapes, or roles, of what is translatable."""
        return tuple(segment.shape or segment.role for segment in self.translatable)


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as it is published."""

    segment: Segment
    text: str
    translated: bool
    """A msgstr stands here; otherwise `text` is the source."""


class Aside(NamedTuple):
    """An author's words for colleagues, which no page shows: where they lie, in characters."""

    start: int
    end: int
    empty: str = ""
    """What holds their place and says nothing; none is needed for whole lines."""
    key: str = ""
    """The key of a front matter that this is, with its value."""


class Joined(NamedTuple):
    """A msgid of an older segmentation, which today's cuts into several or takes a mark from."""

    msgid: str
    parts: tuple[str, ...]
    """In turn what stands between msgids of today, and such a msgid; joined, they are the msgid."""

    @classmethod
    def of(cls, msgid: str, pieces: Iterable[str]) -> Iterator[Joined]:
        """The one that these pieces come from, if all of them are in it in this order."""
        parts: list[str] = []
        position = 0
        for piece in pieces:
            place = msgid.find(piece, position)
            if place < 0:
                return
            parts += [msgid[position:place], piece]
            position = place + len(piece)
        if parts:
            yield cls(msgid, (*parts, msgid[position:]))


def _none(_text: str, _keys: tuple[str, ...]) -> tuple[Aside, ...]:
    return ()


def _nothing(_text: str) -> tuple[Joined, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Format:
    """A text format: everything that tamizdat needs to know about it."""

    name: str
    split: Callable[[str, tuple[str, ...]], Document]
    """(text, front-matter keys to translate) -> document. Raises SourceError (without path)."""
    skeleton: Callable[[str], tuple[str, ...]]
    """The block structure of a text, so that a publication can be compared with its source beyond
    the roles of its segments."""
    render: Callable[[tuple[Piece, ...], str], str]
    """(pieces, opening tag for untranslated running text, e.g. `<span lang="en" dir="ltr">`) -> the
    HTML of a page's body, not yet sanitised."""
    asides: Callable[[str, tuple[str, ...]], Iterable[Aside]] = _none
    """(text, front-matter keys that are such words) -> where they lie, in order."""
    joined: Callable[[str], Iterable[Joined]] = _nothing
    """The msgids that the text had by older versions of the segmentation."""
