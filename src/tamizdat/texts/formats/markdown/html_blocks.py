"""HTML blocks inside Markdown: their text without container prefixes, and the spans found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from tamizdat.language import inline
from tamizdat.language.inline import Kind
from tamizdat.language.markup import Markup
from tamizdat.texts.document import Joined, Segment
from tamizdat.texts.formats import html
from tamizdat.texts.formats.directives import COMMENT
from tamizdat.texts.formats.markdown import marks
from tamizdat.texts.formats.markdown.blocks import Leaf
from tamizdat.texts.formats.markdown.escape import BLANKS
from tamizdat.texts.formats.spans import Span

_MARKDOWN_INSIDE = re.compile(r"<[A-Za-z][^<>]*\smarkdown(?:[\s=][^<>]*)?>")
"""An element whose text is Markdown, for Python-Markdown (md_in_html) and kramdown."""
_LINE = re.compile(r"(?:^|(?<=[\r\n]))[ \t]*(?P<line>[^\r\n]*?)[ \t]*(?=[\r\n]|\Z)")
_ITEM = re.compile(
    r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|\#{1,6}[ \t]+|>[ \t]?)+(?=\S)"
)
"""What begins a line of a list, a heading or a quotation."""
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
        for segment, start in self._segments(said=said):
            if segment.msgid is not None or segment.skipped:
                first, last = self.place(start), self.place(start + len(segment.raw), after=True)
                yield _span(segment, data[first:last].decode(), first, last)

    def joined(self) -> Iterator[Joined]:
        """The msgids of its text before its lines were told apart (segments 1)."""
        if not _MARKDOWN_INSIDE.search(self.text):
            return
        for whole in html.split(self.text).segments:
            pieces = [s.msgid for s in _pieces(whole, said=False) if s.msgid]
            if whole.msgid and whole.running and pieces != [whole.msgid]:
                yield from Joined.of(whole.msgid, pieces)

    def _segments(self, *, said: bool = False) -> Iterator[tuple[Segment, int]]:
        """Its segments, and where they begin."""
        read_by_lines = _MARKDOWN_INSIDE.search(self.text) is not None
        position = 0
        for segment in html.split(self.text, said=said).segments:
            pieces = _pieces(segment, said=said) if read_by_lines and segment.running else [segment]
            for piece in pieces:
                yield piece, position
                position += len(piece.raw)

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


def _pieces(segment: Segment, *, said: bool) -> list[Segment]:
    """What of a text is read as Markdown again: one segment for each item, heading or mark.

    A tag that opens in one of them and closes in another keeps all together.
    """
    cuts: list[tuple[int, int, bool]] = []  # a line's start, its text's, whether it has one
    for match in _LINE.finditer(segment.raw):
        line = match["line"].encode()
        if found := marks.find(line, 0, len(line)):
            text = len(line[: found.start].decode())
            cuts.append((match.start("line"), match.start("line") + text, not found.mark.opaque))
        elif begun := _ITEM.match(match["line"]):
            cuts.append((match.start("line"), match.start("line") + begun.end(), True))
    if not cuts:
        return [segment]
    edges = [(0, 0, True), *cuts] if cuts[0][0] else cuts
    pieces: list[Segment] = []
    position = 0
    for (_, start, offered), (end, _, _) in pairwise([*edges, (len(segment.raw), 0, False)]):
        raw = segment.raw[start:end].rstrip()
        if position < start:
            pieces.append(Segment(segment.raw[position:start]))
        found_in = html.split(raw, said=said).segments if offered and raw else [Segment(raw)]
        if not _is_whole(raw):
            return [segment]
        pieces += [replace(s, role=segment.role) if s.msgid else s for s in found_in if s.raw]
        position = start + len(raw)
    return [*pieces, Segment(segment.raw[position:])] if segment.raw[position:] else pieces


def _is_whole(raw: str) -> bool:
    """Whether every tag in a text has its other half there."""
    tags = (token for token in inline.parse(raw, Markup.HTML) if token.kind is Kind.TAG)
    return all(tag.pair or tag.target in inline.VOID for tag in tags)


def _on_one_line(segment: Segment, after_tag: str, msgstr: str) -> str:
    """Write a msgstr as HTML does, on one line: a blank one would end the block.

    Only what follows an opening tag on a line of its own stays: it is why this is an HTML block.
    """
    lines = (line.strip(BLANKS) for line in _LINE_ENDS.split(segment.encode(msgstr)))
    text = " ".join(line for line in lines if line)
    return _FIRST_TAG.sub(lambda match: match["tag"] + after_tag, text) if after_tag else text
