"""HTML blocks inside Markdown: their text without container prefixes, and the spans found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tamizdat.language.markup import Markup
from tamizdat.texts.document import Segment
from tamizdat.texts.formats import html
from tamizdat.texts.formats.directives import COMMENT
from tamizdat.texts.formats.markdown.blocks import Leaf
from tamizdat.texts.formats.markdown.escape import BLANKS
from tamizdat.texts.formats.spans import Span

_LINE_ENDS = re.compile(r"[\r\n]+")
_OPENING_LINE = re.compile(r"<[^<>]*>(?P<end>[ \t]*(?:\r\n|\n|\r)[ \t>]*)")
_FIRST_TAG = re.compile(r"\A(?P<tag><[^<>]*>)[ ]?")


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """The lines of an HTML block, joined."""

    text: str
    chunks: tuple[tuple[int, int, str], ...]
    """Offset in `text`, offset in bytes and text of each piece that lies in one stretch."""

    @classmethod
    def of(cls, data: bytes, leaf: Leaf) -> HtmlBlock:
        """Collect the lines, which a container may have prefixed."""
        ranges: list[tuple[int, int]] = []
        for event in leaf.events:
            # The parser leaves the CR of a CRLF out of its ranges.
            if ranges and data[ranges[-1][1] : event.start] in (b"", b"\r"):
                ranges[-1] = (ranges[-1][0], event.end)
            else:
                ranges.append((event.start, event.end))
        text = ""
        chunks = []
        for start, end in ranges:
            piece = data[start:end].decode()
            chunks.append((len(text), start, piece))
            text += piece
        return cls(text, tuple(chunks))

    @property
    def comments(self) -> list[re.Match[str]]:
        """Its comments if it holds nothing else."""
        found = list(COMMENT.finditer(self.text))
        return found if found and not COMMENT.sub("", self.text).strip() else []

    def spans(self, data: bytes, *, said: bool) -> Iterator[Span]:
        """What the HTML format finds in it, with offsets in bytes.

        `said`: its author has a note or a context for it.
        """
        position = 0
        for segment in html.split(self.text, said=said).segments:
            start, position = position, position + len(segment.raw)
            if segment.msgid is not None or segment.skipped:
                first, last = self.place(start), self.place(position, after=True)
                yield _span(segment, data[first:last].decode(), first, last)

    def place(self, offset: int, *, after: bool = False) -> int:
        """The byte that an offset in the text stands for; `after`: as the end of something."""
        for begin, start, piece in reversed(self.chunks):
            if offset > begin or (offset == begin and not after):
                return start + len(piece[: offset - begin].encode())
        return self.chunks[0][1]


def _span(segment: Segment, raw: str, start: int, end: int) -> Span:
    opening = _OPENING_LINE.match(raw)
    return Span(
        start,
        end,
        segment.msgid,
        segment.role,
        partial(_on_one_line, segment, opening["end"] if opening else ""),
        segment.running,
        segment.shape,
        segment.note,
        segment.msgctxt,
        segment.skipped,
        markup=Markup.HTML,
    )


def _on_one_line(segment: Segment, after_tag: str, msgstr: str) -> str:
    """Write a msgstr as HTML does, on one line: a blank one would end the block.

    Only what follows an opening tag on a line of its own stays: it is why this is an HTML block.
    """
    lines = (line.strip(BLANKS) for line in _LINE_ENDS.split(segment.encode(msgstr)))
    text = " ".join(line for line in lines if line)
    return _FIRST_TAG.sub(lambda match: match["tag"] + after_tag, text) if after_tag else text
