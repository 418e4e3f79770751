"""A source text, split once: segments whose concatenation is the text.

Extraction reads the segments' msgids, publication puts msgstrs back into the same segments, so the
two cannot disagree (the idea is mdbook-i18n-helpers', the spans are tamizdat's).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tamizdat.language.markup import Markup


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
    """"heading 2", "paragraph", "list item", "table cell", "title" …; "lang" and "dir" (without
    msgid) are the values that name the text's language and direction."""
    shape: str = ""
    """What of the role a translation must not change, where the role is but a guess from the
    wording (a "heading" in plain text); empty: all of it."""
    note: str = ""
    """The author's note to translators."""
    markup: Markup = Markup.TEXT
    running: bool = False
    """Stands in running text, where a page can mark it as untranslated (not an attribute, a
    title element or a front-matter value)."""
    passed_over: str = ""
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
