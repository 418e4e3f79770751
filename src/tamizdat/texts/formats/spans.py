"""Where segments lie in a text: what a format finds, and the partition that follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tamizdat.language.markup import Markup
from tamizdat.texts.document import Segment

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text that is not merely copied; its fields are those of a Segment."""

    start: int
    """Offset in characters."""
    end: int
    msgid: str | None
    role: str = ""
    encode: Callable[[str], str] = field(default=str, compare=False, repr=False)
    running: bool = False
    shape: str = ""
    note: str = ""
    msgctxt: str | None = None
    skipped: str = ""
    bare: bool = False
    """Holds nothing but facts: no message, unless its author says something of it."""
    markup: Markup | None = None
    """Where it is not the text's own: HTML in Markdown."""


def offered(span: Span, *, said: bool) -> Span:
    """The span, without msgid where that holds nothing but facts and its author says no more."""
    if not span.bare or said:
        return span
    return Span(span.start, span.end, None, skipped="address", markup=span.markup)


def partition(
    text: str, spans: Iterable[Span], markup: Markup, line: int = 1
) -> tuple[Segment, ...]:
    """Cut a text along its spans, which are in order and don't overlap; `line` is its first."""
    segments: list[Segment] = []
    position = 0
    for span in spans:
        if span.start > position:
            segments.append(Segment(text[position : span.start], line=line))
            line += line_ends(segments[-1].raw)
        raw = text[span.start : span.end]
        segments.append(
            Segment(
                raw,
                span.msgid,
                span.msgctxt,
                line,
                span.role,
                span.shape,
                span.note,
                span.markup or markup,
                span.running,
                span.skipped,
                span.encode,
            )
        )
        line += line_ends(raw)
        position = span.end
    if position < len(text):
        segments.append(Segment(text[position:], line=line))
    return tuple(segments)


def line_ends(text: str) -> int:
    """How many lines end in a text: LF, CRLF and lone CR alike."""
    return len(_LINE_END.findall(text)) if "\r" in text else text.count("\n")
