"""A run of inline content in a Markdown text: its spans, their msgids and how they are written.

Offsets are bytes. Lines are joined as CommonMark joins them; what a container puts before a line
(`> `, indentation) is no part of a msgid.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tamizdat.language import scripts
from tamizdat.language.bare import is_bare
from tamizdat.language.commonmark import Event, LinkKind
from tamizdat.language.markup import LETTER, Markup
from tamizdat.texts.document import Joined, Role
from tamizdat.texts.formats.markdown import escape, lines, pictures
from tamizdat.texts.formats.markdown.blocks import Leaf
from tamizdat.texts.formats.markdown.escape import Slot
from tamizdat.texts.formats.markdown.lines import Group, Line
from tamizdat.texts.formats.markdown.marks import Below
from tamizdat.texts.formats.spans import Span

_TEMPLATE_TEXT = re.compile(rb"\{[{%].*\"[^\"]*[A-Za-z\x80-\xff]", re.S)
"""A shortcode whose words readers may see."""
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]]*\]:[ \t]*")
_HEADING_ID = re.compile(rb"[ \t]*\{[#.:][^{}]*\}[ \t]*\Z")
_NO_SPACE = re.compile(f"[{scripts.WIDE}]")
"""Chinese and Japanese, whose lines are joined without a space."""
_FORMULA = re.compile(rb"\$\$(?:(?!\$\$).)*\$\$", re.S)
_CONTAINERS = {
    "Item": Role.LIST_ITEM,
    "FootnoteDefinition": Role.FOOTNOTE,
    "BlockQuote": Role.QUOTATION,
}


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
    start, end = extent(data, leaf)
    if _FORMULA.fullmatch(data, start, end):
        yield Span(start, end, None, skipped="formula")
        return
    caption = captions and _is_emphasised(leaf, start, end)
    yield from _texts(data, leaf, _slot(data, leaf, start, eol), (start, end), caption=caption)


def _texts(
    data: bytes, leaf: Leaf, slot: Slot, extent: tuple[int, int], *, caption: bool
) -> Iterator[Span]:
    """The spans of a run with text; lines of markup alone, or with a mark, divide it."""
    role = _role(leaf)
    insertions = _labels(data, leaf.events)
    found = lines.cut(data, leaf, *extent)
    for group in [Group(found)] if slot.one_line else lines.groups(data, found):
        if group.mark and group.mark.mark.opaque:
            yield from _opaque(data, group)
            continue
        if not group.lines:
            continue
        first, last = group.lines[0].start, group.lines[-1].end
        msgid = _msgid(data, group.lines, insertions)
        if not slot.one_line and lines.is_markup(msgid.encode()):  # over several lines, too
            if _TEMPLATE_TEXT.match(data, first, last):
                yield Span(first, last, None, skipped="template")
        elif LETTER.search(msgid):
            name, shape = (Role.CAPTION, role) if caption else (group.role or role, "")
            encode = _place(data, slot, group, msgid).encode
            bare = is_bare(msgid, Markup.MARKDOWN)
            yield Span(first, last, msgid, name, encode, running=True, shape=shape, bare=bare)


def _opaque(data: bytes, group: Group) -> Iterator[Span]:
    """What stays to the byte, if its words look like prose."""
    start, end = group.lines[0].start, group.lines[-1].end
    assert group.mark
    if group.mark.mark.skipped and LETTER.search(data[start:end].decode()):
        yield Span(start, end, None, skipped=group.mark.mark.skipped)


def _place(data: bytes, slot: Slot, group: Group, msgid: str) -> Slot:
    """How a msgstr has to be written where a group stands."""
    if "\n" in msgid:
        slot = replace(slot, breaks=True)
    if not group.mark:
        return slot
    below = group.mark.mark.below is not Below.NONE
    return replace(
        slot,
        one_line=not below,
        prefix=_prefix(data, group.lines[0].start),
        starts_block=not escape.opens(msgid),
    )


def outline(data: bytes, leaf: Leaf) -> Iterator[str]:
    """The marks of a run's lines, and all of those that stay to the byte."""
    if leaf.path and leaf.path[-1].name in ("Heading", "TableCell"):
        return
    for group in lines.groups(data, lines.cut(data, leaf, *extent(data, leaf))):
        if group.mark:
            first = group.mark.line
            last = group.lines[-1].end if group.mark.mark.opaque else group.mark.start
            yield f"mark {data[first:last].decode()}"


def joined(data: bytes, leaf: Leaf, eol: str) -> Iterator[Joined]:
    """The msgids of a run before its lines were told apart by their marks (segments 1)."""
    found = lines.cut(data, leaf, *extent(data, leaf))
    insertions = _labels(data, leaf.events)
    today = deque(span for span in spans(data, leaf, eol, captions=False) if span.msgid)
    for group in lines.groups_before(data, found):
        msgid = _msgid(data, group, insertions)
        while today and today[0].start < group[0].start:
            today.popleft()
        pieces = []
        while today and today[0].start < group[-1].end:
            pieces.append(today.popleft().msgid or "")
        if pieces != [msgid]:
            yield from Joined.of(msgid, pieces)


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


def extent(data: bytes, leaf: Leaf) -> tuple[int, int]:
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


def _msgid(data: bytes, group: Sequence[Line], insertions: dict[int, str]) -> str:
    msgid = ""
    hard = False
    for line in group:
        text = _text(data, line, insertions)
        if hard:
            msgid += "\n"
        elif msgid and text and not (_NO_SPACE.match(msgid[-1]) and _NO_SPACE.match(text)):
            msgid += " "
        msgid += text
        hard = line.hard
    return msgid


def _text(data: bytes, line: Line, insertions: dict[int, str]) -> str:
    text, position = "", line.start
    for place, label in insertions.items():
        if line.start < place <= line.end:
            text += data[position:place].decode() + label
            position = place
    return text + data[position : line.end].decode()
