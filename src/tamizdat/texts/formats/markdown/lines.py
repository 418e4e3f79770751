"""The lines of a run in a Markdown text, and which of them belong together.

Most are wrapped and joined, as CommonMark joins them. A line that holds nothing but markup, or
begins with a mark that some dialect reads by lines, stays alone. No line is cut off inside inline
markup: in code, in emphasis, in a link. Offsets are bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tamizdat.language import commonmark
from tamizdat.language.commonmark import Event
from tamizdat.texts.document import Role
from tamizdat.texts.formats.markdown import marks
from tamizdat.texts.formats.markdown.blocks import Leaf
from tamizdat.texts.formats.markdown.marks import Below, Found

_LINE_END = re.compile(rb"\r\n?|\n")
_MARKUP = re.compile(
    rb"(?:</?[A-Za-z][^<>]*>|<!--(?:(?!-->).)*-->|\s|:{3,}[^\n]*"
    rb"|\{%(?:(?!%\}).)*%\}|\{\{[<%#](?:(?!\}\}).)*\}\}|\{:[^}]*\})+",
    re.S,
)
"""Raw tags alone, or what site generators replace (directive fences, shortcodes, Liquid)."""
_SPECIAL = re.compile(rb"[<:{\s]|" + marks.STARTS.pattern)
_QUOTE = re.compile(rb" {0,3}>[ \t]?")
_BLANKS = re.compile(rb"[ \t]*")
_DEEPEST = 1000
"""Bytes of an indentation."""


_Closings = dict[re.Pattern[bytes], list[int]]
"""The numbers of the lines that close what a mark opened, by the pattern that says so."""


class Line(NamedTuple):
    """One line of a run, without the containers' prefixes and the blanks around it."""

    start: int
    end: int
    hard: bool = False
    """A hard break follows."""
    free: bool = True
    """It begins outside of inline markup."""


class Group(NamedTuple):
    """Lines that belong together."""

    lines: list[Line]
    """Of what is offered, without the mark; of what isn't, all."""
    mark: Found | None = None
    role: str = ""
    """Where its mark, or that of the line below, tells more than the block."""


def is_markup(text: bytes) -> bool:
    """Whether a text holds nothing but tags, or what site generators replace."""
    return bool(_MARKUP.fullmatch(text))


def cut(data: bytes, leaf: Leaf, start: int, end: int) -> list[Line]:
    """Cut a run into lines."""
    ends = [match.end() for match in _LINE_END.finditer(data, start, end)]
    if not ends:
        return [Line(start, end)]
    hard: dict[int, int] = {}  # where a line with a hard break ends, and its text before that
    after: dict[int, int] = {}  # where a line ends, and the first event on the next one
    free: set[int] = set()  # where a line ends outside of inline markup
    ended = -1
    depth = 0
    for event in leaf.events:
        if ended >= 0:
            after[ended] = event.start
            ended = -1
        if event.name in commonmark.INLINE:
            depth += 1 if event.open else -1
        elif event.name in ("SoftBreak", "HardBreak"):
            ended = event.end
            if event.name == "HardBreak":
                hard[ended] = event.start
            if not depth:
                free.add(ended)
    lines: list[Line] = []
    is_free = True
    for line_end in ends:
        stop = start + len(data[start : hard.get(line_end, line_end)].rstrip(b" \t\r\n"))
        lines.append(Line(start, stop, line_end in hard, is_free))
        start = _content_start(data, line_end, leaf.path, after.get(line_end))
        is_free = line_end in free
    return [*lines, Line(start, end, free=is_free)]


def _content_start(data: bytes, line: int, path: tuple[Event, ...], event: int | None) -> int:
    """Where a continuation line's own text begins.

    The parser's next event says so, unless the line begins with what has none, such as the rest of
    a link's address.
    """
    start = line
    for container in path:
        if container.name == "BlockQuote":
            mark = _QUOTE.match(data, start)
            if not mark:
                break
            start = mark.end()
        elif container.name in ("Item", "FootnoteDefinition"):
            start = _end(_BLANKS.match(data, start))
    start = _end(_BLANKS.match(data, start))
    if event is not None and (event < start or not data[start:event].strip(b" \t>")):
        start = event
    if start > line and data[start - 1 : start] == b"\\":
        return start - 1
    return start


def _end(match: re.Match[bytes] | None) -> int:
    assert match, "matches the empty text"
    return match.end()


def groups(data: bytes, lines: Sequence[Line]) -> Iterator[Group]:
    """Lines that belong together, in order."""
    closings: _Closings = {}
    place = 0
    while place < len(lines):
        special = _is_special(data, lines[place])
        if special and (found := _mark(data, lines, place)):
            stop = _text_end(data, lines, place, found, closings)
            yield _marked(lines[place:stop], found)
        elif special and _is_alone(data, lines, place):
            stop = place + 1
            yield Group([lines[place]])
        else:
            stop = place + 1
            while stop < len(lines) and not _ends(data, lines, stop):
                stop += 1
            yield from _plain(data, lines, place, stop)
        place = stop


def groups_before(data: bytes, lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belonged together before marks and inline markup counted (segments 1)."""
    group: list[Line] = []
    for line in lines:
        if line.start < line.end and not _MARKUP.fullmatch(data, line.start, line.end):
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _ends(data: bytes, lines: Sequence[Line], place: int) -> bool:
    """Whether a line belongs to none above it."""
    if not _is_special(data, lines[place]):
        return False
    return _is_alone(data, lines, place) or _mark(data, lines, place) is not None


def _is_special(data: bytes, line: Line) -> bool:
    """A quick look: whether a line may be alone, or have a mark."""
    return line.start >= line.end or _SPECIAL.match(data, line.start) is not None


def _is_alone(data: bytes, lines: Sequence[Line], place: int) -> bool:
    """Whether a line has no text, like one of tags or of a hard break alone."""
    line = lines[place]
    if line.start < line.end and not _MARKUP.fullmatch(data, line.start, line.end):
        return False
    return line.free and _is_free(lines, place + 1)


def _is_free(lines: Sequence[Line], place: int) -> bool:
    return place >= len(lines) or lines[place].free


def _mark(data: bytes, lines: Sequence[Line], place: int) -> Found | None:
    """The mark of a line; none inside of inline markup, or where that runs on below it."""
    line = lines[place]
    found = marks.find(data, line.start, line.end) if line.free else None
    runs_on = found and (found.mark.opaque or found.mark.below is Below.NONE)
    return None if runs_on and not _is_free(lines, place + 1) else found


def _text_end(
    data: bytes, lines: Sequence[Line], place: int, found: Found, closings: _Closings
) -> int:
    """Up to which line the text of a mark, or what stays to the byte below it, goes on."""
    until, below = found.mark.until, found.mark.below
    if until:
        if until not in closings:  # looked for once, as a text may open many that it never closes
            closings[until] = [n for n in range(len(lines)) if _closes(data, lines, n, until)]
        found_at = bisect_right(closings[until], place)
        return closings[until][found_at] + 1 if found_at < len(closings[until]) else place + 1
    stop = place + 1
    while stop < len(lines):
        if lines[stop].free:
            deeper = _column(data, lines[stop]) > _column(data, lines[place])
            if below is Below.NONE or (below is Below.INDENTED and not deeper):
                break
            if _ends(data, lines, stop):
                break
        stop += 1
    return stop


def _closes(data: bytes, lines: Sequence[Line], place: int, until: re.Pattern[bytes]) -> bool:
    """Whether a line ends like the pattern."""
    line = lines[place]
    ends = any(match.end() == line.end for match in until.finditer(data, line.start, line.end))
    return ends and line.free and _is_free(lines, place + 1)


def _column(data: bytes, line: Line) -> int:
    """How far a line is indented, in bytes; containers' marks are as wide as blanks."""
    start = max(0, line.start - _DEEPEST)
    ends = (data.rfind(end, start, line.start) + 1 for end in (b"\n", b"\r"))
    return line.start - max(start, *ends)


def _marked(lines: Sequence[Line], found: Found) -> Group:
    """The group of a mark, its text without the mark."""
    first, *others = lines
    if found.mark.opaque:
        return Group([*lines], found)
    text = [Line(found.start, found.end, first.hard)] if found.start < found.end else []
    return Group([*text, *others], found, found.role)


def _plain(data: bytes, lines: Sequence[Line], start: int, stop: int) -> Iterator[Group]:
    """Lines above a mark, or above the end: terms are lines of their own."""
    below = _mark(data, lines, stop) if stop < len(lines) else None
    if not (below and below.mark.terms):
        yield Group([*lines[start:stop]])
        return
    term: list[Line] = []
    for line in lines[start:stop]:
        if term and line.free:
            yield Group(term, role=Role.TERM)
            term = []
        term.append(line)
    yield Group(term, role=Role.TERM)
