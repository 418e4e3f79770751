"""A run of inline content in a Markdown text: its spans, their msgids and how they are written.

Offsets are bytes. Lines are joined as CommonMark joins them; what a container puts before a line
(`> `, indentation) is no part of a msgid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tamizdat.language import scripts
from tamizdat.language.commonmark import Event, LinkKind
from tamizdat.language.markup import LETTER
from tamizdat.texts.document import Role
from tamizdat.texts.formats.markdown import pictures
from tamizdat.texts.formats.markdown.blocks import Leaf
from tamizdat.texts.formats.markdown.escape import Slot
from tamizdat.texts.formats.spans import Span

_LINE_END = re.compile(rb"\r\n?|\n")
_MARKUP = re.compile(
    rb"(?:</?[A-Za-z][^<>]*>|<!--(?:(?!-->).)*-->|\s|:{3,}[^\n]*"
    rb"|\{%(?:(?!%\}).)*%\}|\{\{[<%#](?:(?!\}\}).)*\}\}|\{:[^}]*\})+",
    re.S,
)
"""Raw tags alone, or what site generators replace (directive fences, shortcodes, Liquid)."""
_TEMPLATE_TEXT = re.compile(rb"\{[{%].*\"[^\"]*[A-Za-z\x80-\xff]", re.S)
"""A shortcode whose words readers may see."""
_QUOTE = re.compile(rb" {0,3}>[ \t]?")
_BLANKS = re.compile(rb"[ \t]*")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]]*\]:[ \t]*")
_HEADING_ID = re.compile(rb"[ \t]*\{[#.:][^{}]*\}[ \t]*\Z")
_NO_SPACE = re.compile(f"[{scripts.WIDE}]")
"""Chinese and Japanese, whose lines are joined without a space."""
_FORMULA = re.compile(rb"\$\$.*\$\$", re.S)
_ADDRESS = re.compile(r"https?://\S+")
_CONTAINERS = {
    "Item": Role.LIST_ITEM,
    "FootnoteDefinition": Role.FOOTNOTE,
    "BlockQuote": Role.QUOTATION,
}


class _Line(NamedTuple):
    """What one line of the source adds to a msgid."""

    start: int
    end: int
    hard: bool
    """A hard break follows."""


def spans(data: bytes, leaf: Leaf, eol: str, *, captions: bool) -> Iterator[Span]:
    """The spans of a run; `captions`: an emphasised paragraph here belongs to an image above."""
    if not _has_text(leaf.events):
        reason = _reason(leaf.events)
        if reason:
            yield Span(leaf.start, leaf.end, None, skipped=reason)
        return
    found = pictures.find(data, leaf)
    if found:
        yield from pictures.spans(data, found)
        return
    start, end = _extent(data, leaf)
    if _FORMULA.fullmatch(data, start, end):
        yield Span(start, end, None, skipped="formula")
        return
    caption = captions and _is_emphasised(leaf, start, end)
    yield from _texts(data, leaf, _slot(data, leaf, start, eol), (start, end), caption=caption)


def _texts(
    data: bytes, leaf: Leaf, slot: Slot, extent: tuple[int, int], *, caption: bool
) -> Iterator[Span]:
    """The spans of a run with text; lines of markup alone divide it."""
    role = _role(leaf)
    insertions = _labels(data, leaf.events)
    lines = _lines(data, leaf, *extent)
    for group in [lines] if slot.one_line else _groups(data, lines):
        first, last = group[0].start, group[-1].end
        msgid = _msgid(data, group, insertions)
        if not slot.one_line and _MARKUP.fullmatch(msgid.encode()):  # over several lines, too
            if _TEMPLATE_TEXT.match(data, first, last):
                yield Span(first, last, None, skipped="template")
        elif _ADDRESS.fullmatch(msgid):
            yield Span(first, last, None, skipped="address")
        elif LETTER.search(msgid):
            name, shape = (Role.CAPTION, role) if caption else (role, "")
            yield Span(first, last, msgid, name, slot.encode, running=True, shape=shape)


def _has_text(events: list[Event]) -> bool:
    """Whether there are letters outside code and addresses."""
    address = False
    for event in events:
        if event.name == "Text":
            if not address and LETTER.search(event.text):
                return True
        elif event.name in ("Link", "Image"):
            if event.open and LETTER.search(event.title):
                return True
            address = event.open is True and event.link is not None and event.link.address
    return False


def _reason(events: list[Event]) -> str:
    """Why a run with letters in it is nothing to translate."""
    for event in events:
        if event.name in ("Text", "Code") and LETTER.search(event.text):
            return "code" if event.name == "Code" else "address"
    return ""


def _extent(data: bytes, leaf: Leaf) -> tuple[int, int]:
    """Where a run's source lies: an escape's backslash belongs to it, a heading's id doesn't."""
    start, end = leaf.start, leaf.end
    block = leaf.path[-1] if leaf.path else None
    if data[start - 1 : start] == b"\\" and start - 1 >= (block.start if block else 0):
        start -= 1
    if block and block.name == "Heading" and data[end - 1 : end] in b"} \t":
        found = _HEADING_ID.search(data, start, end)
        end = found.start() if found and found.start() > start else end
    return start, end


def _role(leaf: Leaf) -> Role:
    if not leaf.path:
        return Role.PARAGRAPH
    block = leaf.path[-1]
    if block.name == "Heading":
        return Role.heading(block.level)
    if block.name == "TableCell":
        return Role.TABLE_CELL
    nearest = (_CONTAINERS[e.name] for e in reversed(leaf.path) if e.name in _CONTAINERS)
    return next(nearest, Role.PARAGRAPH)


def _is_emphasised(leaf: Leaf, start: int, end: int) -> bool:
    """Whether a run is one emphasised phrase."""
    first = leaf.events[0]
    return first.name in ("Emphasis", "Strong") and (first.start, first.end) == (start, end)


def _slot(data: bytes, leaf: Leaf, start: int, eol: str) -> Slot:
    """How a msgstr has to be written where a run stands."""
    block = leaf.path[-1] if leaf.path else None
    if block and block.name == "TableCell":
        row = leaf.path[-2]
        bare = not data[row.start : start].strip(b"> \t")
        return Slot(one_line=True, starts_block=bare, cell=True)
    if block and block.name == "Heading" and data[block.start : start].lstrip(b" \t"):
        return Slot(one_line=True, starts_block=False, atx=True)
    breaks = (event for event in leaf.events if event.name == "HardBreak")
    hard = next((data[event.start : event.end].rstrip(b"\r\n").decode() for event in breaks), "\\")
    setext = block is not None and block.name == "Heading"
    return Slot(eol, _prefix(data, start), hard, setext=setext)


def _prefix(data: bytes, start: int) -> str:
    """What a later line needs before it: the first line's containers, their marks made blank."""
    line = data[data.rfind(b"\n", 0, start) + 1 : start]
    if not line:
        return ""
    text = line[line.rfind(b"\r") + 1 :].decode()
    return re.sub(r"[^ \t>]", " ", _FOOTNOTE_MARK.sub("    ", text))


def _lines(data: bytes, leaf: Leaf, start: int, end: int) -> list[_Line]:
    """Cut a run into lines, without the containers' prefixes and the blanks around them."""
    ends = [match.end() for match in _LINE_END.finditer(data, start, end)]
    if not ends:
        return [_Line(start, end, hard=False)]
    hard: dict[int, int] = {}  # where a line with a hard break ends, and its text before that
    after: dict[int, int] = {}  # where a line ends, and the first event on the next one
    ended = -1
    for event in leaf.events:
        if ended >= 0:
            after[ended] = event.start
            ended = -1
        if event.name in ("SoftBreak", "HardBreak"):
            ended = event.end
            if event.name == "HardBreak":
                hard[ended] = event.start
    lines: list[_Line] = []
    for line_end in ends:
        stop = start + len(data[start : hard.get(line_end, line_end)].rstrip(b" \t\r\n"))
        lines.append(_Line(start, stop, line_end in hard))
        start = _content_start(data, line_end, leaf.path, after.get(line_end))
    return [*lines, _Line(start, end, hard=False)]


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


def _groups(data: bytes, lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines that belong together; one that holds nothing but markup is alone."""
    group: list[_Line] = []
    for line in lines:
        if not _is_markup(data, line):
            group.append(line)
            continue
        if group:
            yield group
        yield [line]
        group = []
    if group:
        yield group


def _is_markup(data: bytes, line: _Line) -> bool:
    """Whether a line has no text, like one of tags or of a hard break alone."""
    return line.start >= line.end or bool(_MARKUP.fullmatch(data, line.start, line.end))


def _labels(data: bytes, events: list[Event]) -> dict[int, str]:
    """Where `[Foo]` and `[Foo][]` get their label, so that a translated text keeps its link."""
    insertions = {}
    for event in events:
        if event.name not in ("Link", "Image") or not event.open:
            continue
        if event.link is LinkKind.SHORTCUT and data[event.end - 1 : event.end] == b"]":
            insertions[event.end] = f"[{event.label}]"
        elif event.link is LinkKind.COLLAPSED and data[event.end - 2 : event.end] == b"[]":
            insertions[event.end - 1] = event.label
    return insertions


def _msgid(data: bytes, lines: list[_Line], insertions: dict[int, str]) -> str:
    msgid = ""
    hard = False
    for line in lines:
        text = _text(data, line, insertions)
        if hard:
            msgid += "\n"
        elif msgid and text and not (_NO_SPACE.match(msgid[-1]) and _NO_SPACE.match(text)):
            msgid += " "
        msgid += text
        hard = line.hard
    return msgid


def _text(data: bytes, line: _Line, insertions: dict[int, str]) -> str:
    text, position = "", line.start
    for place, label in insertions.items():
        if line.start < place <= line.end:
            text += data[position:place].decode() + label
            position = place
    return text + data[position : line.end].decode()
