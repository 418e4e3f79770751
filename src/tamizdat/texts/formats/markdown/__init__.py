"""Markdown: CommonMark with GitHub's tables, footnotes, tasks and alerts, and front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tamizdat.errors import SourceError
from tamizdat.language import commonmark
from tamizdat.language.markup import LETTER, Markup
from tamizdat.texts.document import Document, Format, Joined, Piece, Role
from tamizdat.texts.formats import directives
from tamizdat.texts.formats.directives import Scope
from tamizdat.texts.formats.html.nesting import refuse_deep
from tamizdat.texts.formats.markdown import (
    asides,
    attributes,
    blocks,
    front_matter,
    marks,
    pictures,
    runs,
)
from tamizdat.texts.formats.markdown.blocks import Leaf
from tamizdat.texts.formats.markdown.html_blocks import HtmlBlock
from tamizdat.texts.formats.spans import Span, line_ends, offered, partition

_BOM = "\ufeff"
_EOL = re.compile(r"\r\n?|\n")
_EVERYTHING = Scope()
"""No directive applies."""


def split(text: str, keys: tuple[str, ...]) -> Document:
    """Split a text; front-matter values under `keys` are translatable.

    Raises SourceError, with its line, for front matter that can't be read, for a directive that
    doesn't exist, for what stands too deep, and for a NUL, which no catalog can hold.
    """
    refuse_deep(text)
    if "\0" in text:
        line = 1 + line_ends(text[: text.index("\0")])
        raise SourceError.at(None, line, "a NUL character in the text", "remove it")
    mark = len(_BOM) if text.startswith(_BOM) else 0
    front = front_matter.read(text[mark:], keys)
    head, body = text[: mark + front.end], text[mark + front.end :]
    above = [replace(s, start=s.start + mark, end=s.end + mark) for s in front.spans]
    line = 1 + line_ends(head)
    segments = (
        *partition(head, above, Markup.MARKDOWN),
        *partition(body, _body(body, line), Markup.MARKDOWN, line),
    )
    return Document(segments, front.metadata)


def skeleton(text: str) -> tuple[str, ...]:
    """The block structure, with marks of lines, definitions, and where references lead."""
    text = text.removeprefix(_BOM)
    front = front_matter.read(text, ())
    body = text[front.end :]
    return (*front.outline, *blocks.structure(body), *_inside(body))


def render(pieces: tuple[Piece, ...], opening: str) -> str:
    """The body as HTML: without front matter and directives, untranslated runs marked."""
    source = "".join(piece.segment.raw for piece in pieces)
    body = front_matter.end(source.removeprefix(_BOM)) + source.startswith(_BOM)
    shown: list[str] = []
    position = 0
    for piece in pieces:
        text, position = piece.text, position + len(piece.segment.raw)
        if position <= body:
            continue
        if piece.segment.running and not piece.translated:
            text = f"{opening}{text}</span>"
        shown.append(text if piece.segment.role != Role.DIRECTIVE else "")
    return attributes.applied(commonmark.html("".join(shown)))


def _inside(body: str) -> Iterator[str]:
    """What in a run of text is structure too.

    Its marks that some dialect reads by lines, and where its pictures and links by reference lead:
    the text or title of a picture could change its address; `[label]` is a link only where another
    segment defines the label. A translation may put the links of a run in another order.
    """
    data = body.encode()
    addresses = "![" in body or "]:" in body
    if not addresses and not marks.LINE_STARTS.search(data):
        return
    for leaf in blocks.leaves(body):
        if leaf.name != "Run":
            continue
        yield from runs.outline(data, leaf)
        opened = [e for e in leaf.events if e.open and e.name in ("Image", "Link")]
        if not opened or not addresses:
            continue
        if pictures.find(data, leaf):
            yield from (f"{e.name} {e.destination}" for e in opened)
        else:
            yield from sorted(
                f"{e.name} {e.destination}" for e in opened if e.link and e.link.known_reference
            )


@dataclass(slots=True)
class _Directives:
    """What the directives met so far say about each leaf, in reading order."""

    pending: Scope = _EVERYTHING
    since: int = 0
    """Where the last directive ended."""
    inside: list[tuple[int, Scope]] = field(default_factory=list)
    """Ends and scopes of the blocks that we are in."""

    def hear(self, directive: directives.Directive, end: int) -> None:
        """Take a directive into account."""
        self.pending = self.pending.after(directive)
        self.since = end

    def scope(self, leaf: Leaf) -> Scope:
        """What applies to a leaf: the directives before the block, and before those around it."""
        if not self.inside and self.pending == _EVERYTHING:
            return _EVERYTHING
        while self.inside and self.inside[-1][0] <= leaf.start:
            self.inside.pop()
        outer = self.inside[-1][1] if self.inside else _EVERYTHING
        if self.pending != self.pending.next():
            outer = replace(self.pending, off=False).within(outer)
            self.inside.append((leaf.block(self.since)[1], outer))
            self.pending = self.pending.next()
        return replace(outer, off=self.pending.off)


def _body(text: str, line: int) -> Iterator[Span]:
    """The spans of a text below its front matter, in characters and in order."""
    data = text.encode()
    found = sorted(_leaf_spans(text, data, line), key=lambda span: span.start)
    if text.isascii():
        yield from found
        return
    byte = character = 0
    for span in found:
        start = character + len(data[byte : span.start].decode())
        character = start + len(data[span.start : span.end].decode())
        byte = span.end
        yield replace(span, start=start, end=character)


def _leaf_spans(text: str, data: bytes, line: int) -> Iterator[Span]:
    """The spans in bytes, those of link definitions last; `line` is that of the first character."""
    eol = _eol(text)
    heard = _Directives()
    pictured = False
    counted = 0
    for leaf in blocks.leaves(text, line):
        block = HtmlBlock.of(data, leaf) if leaf.name == "HtmlBlock" else None
        if block and block.comments:
            line += line_ends(data[counted : leaf.start].decode())
            counted = leaf.start
            yield from _said(block, heard, line)
            continue
        scope = heard.scope(leaf)
        if scope.skipped:
            yield Span(leaf.start, leaf.end, None, skipped=scope.skipped)
        elif block:
            said = bool(scope.note or scope.context)
            yield from _scoped(block.spans(data, said=said), scope)
        elif leaf.name == "Run":
            yield from _scoped(runs.spans(data, leaf, eol, captions=pictured), scope)
        elif LETTER.search(data[leaf.start : leaf.end].decode()):
            yield Span(leaf.start, leaf.end, None, skipped="code block")
        pictured = bool(pictures.find(data, leaf))
    if b"]:" in data:
        for definition in commonmark.definitions(text):
            if LETTER.search(definition.title):
                yield Span(definition.start, definition.end, None, skipped="link definition")


def _eol(text: str) -> str:
    return match[0] if (match := _EOL.search(text)) else "\n"


def _said(block: HtmlBlock, heard: _Directives, line: int) -> Iterator[Span]:
    """Hear the directives of a block of comments."""
    for comment in block.comments:
        directive = directives.parse(comment[0], line + line_ends(block.text[: comment.start()]))
        if directive:
            start = block.place(comment.start())
            end = block.place(comment.end(), after=True)
            heard.hear(directive, end)
            yield Span(start, end, None, Role.DIRECTIVE)


def _scoped(spans: Iterator[Span], scope: Scope) -> Iterator[Span]:
    """Give translatable spans the author's note and context."""
    said = bool(scope.note or scope.context)
    for span in (offered(span, said=said) for span in spans):
        if span.msgid is None or not said:
            yield span
            continue
        note = f"{scope.note}\n{span.note}".strip()
        yield replace(span, note=note, msgctxt=span.msgctxt or scope.context)


def joined(text: str) -> Iterator[Joined]:
    """The msgids of a text by older versions of the segmentation, where they differ."""
    body = text[len(_BOM) if text.startswith(_BOM) else 0 :]
    body = body[front_matter.end(body) :]
    data, eol = body.encode(), _eol(body)
    if marks.LINE_STARTS.search(data) or b"markdown" in data:
        for leaf in blocks.leaves(body):
            if leaf.name == "Run":
                yield from runs.joined(data, leaf, eol)
            elif leaf.name == "HtmlBlock":
                yield from HtmlBlock.of(data, leaf).joined()


FORMAT = Format("markdown", split, skeleton, render, asides.find, joined)
