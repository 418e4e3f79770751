"""Inline markup of one msgid or msgstr: a partition into tokens, by parsing.

Checks compare tokens, engines never see them, words are counted on what is left visible.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tamizdat import commonmark
from tamizdat.document import Markup

TAG = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[!?][^>]*(?:>|\Z)
    |<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)
     (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*"|'[^']*'|(?!["'])))*+)>""",
    re.S | re.X,
)
"""One HTML tag, comment or declaration, ending where a browser ends it (a quote counts only after
`=`); an unclosed comment or declaration runs to the end."""
ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'
    |(?P<bare>[^\s"'=<>`]+)))?""",
    re.X,
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""HTML elements without an end tag."""
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_TAG_START = re.compile(r"<(?:[!?]|/?[A-Za-z])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~\n])")
# A neutral word keeps block syntax at the start of a msgid (`1. `, `# `, `<div>`) inline.
_GUARD = "x "


class Kind(StrEnum):
    """What a token is."""

    TEXT = "text"
    CODE = "code"
    LINK = "link"
    IMAGE = "image"
    AUTOLINK = "autolink"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    STRIKETHROUGH = "strikethrough"
    TAG = "tag"
    FOOTNOTE = "footnote"
    BREAK = "break"


class Side(StrEnum):
    """Which half of a pair a token is."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of inline source; the raws of all tokens joined are the text."""

    kind: Kind
    raw: str
    side: Side = Side.ALONE
    pair: int = 0
    """Number that an opening and its closing token share, from 1; 0 for one that stands alone."""
    target: str = ""
    """Of a link, an image or an autolink (its opening token): the destination, decoded, or
    `[label]` of a reference. Of a tag: its name, lower case."""
    title: str = ""
    visible: str = ""
    """What a reader sees of it: decoded text, code."""


def parse(text: str, markup: Markup) -> tuple[Token, ...]:
    """Partition a msgid or msgstr into tokens."""
    if markup is Markup.MARKDOWN:
        return _pair_tags(_markdown(text))
    if markup is Markup.HTML:
        return _pair_tags(_html(text))
    return (Token(Kind.TEXT, text, visible=text),) if text else ()


def visible(text: str, markup: Markup) -> str:
    """The text as a reader sees it: without markup, entities and escapes decoded."""
    if markup is Markup.TEXT:
        return text
    return "".join(token.visible for token in parse(text, markup))


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an HTML tag, names in lower case, values decoded."""
    match = TAG.fullmatch(tag)
    if not match or not match["attributes"]:
        return {}
    return {
        found["name"].lower(): html.unescape(
            found["double"] or found["single"] or found["bare"] or ""
        )
        for found in ATTRIBUTE.finditer(match["attributes"])
    }


def _html(text: str) -> Iterator[Token]:
    position = 0
    while start := _TAG_START.search(text, position):
        match = TAG.match(text, start.start())
        if not match:  # browsers, too, look for the end of the tag up to the end of the text
            break
        if match.start() > position:
            yield _text(text[position : match.start()])
        yield _tag(match.group())
        position = match.end()
    if position < len(text):
        yield _text(text[position:])


def _text(raw: str) -> Token:
    return Token(Kind.TEXT, raw, visible=html.unescape(raw))


def _tag(raw: str) -> Token:
    match = TAG.fullmatch(raw)
    if not match or not match["name"]:
        return Token(Kind.TAG, raw)
    side = Side.CLOSE if match["close"] else Side.OPEN
    name = match["name"].lower()
    if name in VOID or match["attributes"].rstrip().endswith("/"):
        side = Side.ALONE
    return Token(Kind.TAG, raw, side, target=name, visible=" " if name == "br" else "")


def _pair_tags(tokens: Iterator[Token]) -> tuple[Token, ...]:
    """Number the HTML tags that match; a tag without its other half stands alone."""
    result: list[Token] = []
    open_tags: list[int] = []
    waiting: Counter[str] = Counter()
    number = 0
    for here, token in enumerate(tokens):
        number = max(number, token.pair)
        result.append(token)
        if token.kind is not Kind.TAG or token.side is Side.ALONE:
            continue
        if token.side is Side.OPEN:
            open_tags.append(here)
            waiting[token.target] += 1
            continue
        if not waiting[token.target]:
            continue
        opener = _close(token.target, open_tags, waiting, result)
        number += 1
        result[opener] = replace(result[opener], pair=-number)
        result[here] = replace(token, pair=-number)
    used = sorted({token.pair for token in result if token.pair}, key=_first(result).__getitem__)
    renumbered = {pair: index for index, pair in enumerate(used, 1)}
    return tuple(
        replace(token, pair=renumbered[token.pair])
        if token.pair
        else replace(token, side=Side.ALONE)
        if token.side is not Side.ALONE
        else token
        for token in result
    )


def _close(name: str, open_tags: list[int], waiting: Counter[str], tokens: list[Token]) -> int:
    """Where the innermost open tag of a name is; it and the tags inside it are open no longer."""
    while True:
        opener = open_tags.pop()
        target = tokens[opener].target
        waiting[target] -= 1
        if target == name:
            return opener


def _first(tokens: list[Token]) -> dict[int, int]:
    """Where each pair number is met first."""
    places: dict[int, int] = {}
    for place, token in enumerate(tokens):
        places.setdefault(token.pair, place)
    return places


_PAIRED = {
    "Emphasis": (Kind.EMPHASIS, 1),
    "Strong": (Kind.STRONG, 2),
    "Strikethrough": (Kind.STRIKETHROUGH, 2),
    "Link": (Kind.LINK, 1),
    "Image": (Kind.IMAGE, 2),
}
"""Of each event: the kind of token, and the length of its opening mark."""


def _markdown(text: str) -> Iterator[Token]:
    data = text.encode()
    # Line ends become blanks of the same length: a later line can't open a block here either.
    guarded = _GUARD + text.replace("\n", " ").replace("\r", " ")
    shift = len(_GUARD)
    events = [
        event._replace(start=max(0, event.start - shift), end=event.end - shift)
        for event in commonmark.events(guarded, lenient=True)
        if event.end > shift
    ]
    marks: list[tuple[int, int, Token]] = []  # start, end, token
    openers: list[int] = []
    number = 0
    for index, event in enumerate(events):
        if event.name in commonmark.INLINE:
            if event.open:
                openers.append(index)
                continue
            first = openers.pop()
            found = events[first].attributes
            if found.get("link_type", "").startswith(("Shortcut", "Collapsed")):
                continue  # its label is text: a real one is expanded in the msgid
            if found.get("link_type") in ("Autolink", "Email"):
                raw = data[event.start : event.end].decode()
                token = Token(Kind.AUTOLINK, raw, target=found["dest_url"], visible=raw[1:-1])
                marks.append((event.start, event.end, token))
                continue
            number += 1
            marks += _pair(data, events[first : index + 1], number)
        elif event.name == "Code":
            raw = data[event.start : event.end].decode()
            marks.append((event.start, event.end, Token(Kind.CODE, raw, visible=event.value)))
        elif event.name in ("InlineHtml", "Html"):
            marks.append((event.start, event.end, _tag(data[event.start : event.end].decode())))
        elif event.name == "Text":
            literal = data[event.start : event.end].decode()
            astride = event.start == 0 and event.value.startswith(_GUARD)
            if literal.startswith("&") and event.value != literal and not astride:
                token = Token(Kind.TEXT, literal, visible=event.value)
                marks.append((event.start, event.end, token))
    position = 0
    for start, end, token in sorted(marks, key=lambda mark: mark[:2]):
        if start < position:
            continue  # inside an autolink
        yield from _plain(data[position:start].decode())
        yield token
        position = end
    yield from _plain(data[position:].decode())


def _pair(data: bytes, events: list[commonmark.Event], number: int) -> list[tuple[int, int, Token]]:
    """The opening and the closing token of an inline element, given all its events."""
    event = events[0]
    kind, length = _PAIRED[event.name]
    start, end = event.start, event.end
    if event.name == "Strikethrough" and data[start : start + 2] != b"~~":
        length = 1
    content = start + length
    if kind in (Kind.LINK, Kind.IMAGE):
        last = max([content, *(child.end for child in events[1:-1])])
        if event.attributes.get("link_type") == "ReferenceUnknown":
            target = f"[{event.attributes['id']}]"
        else:
            target = event.attributes["dest_url"]
        opening = Token(
            kind,
            data[start:content].decode(),
            Side.OPEN,
            number,
            target,
            event.attributes["title"],
        )
    else:
        last = end - length
        opening = Token(kind, data[start:content].decode(), Side.OPEN, number)
    closing = Token(kind, data[last:end].decode(), Side.CLOSE, number)
    return [(start, content, opening), (last, end, closing)]


def _plain(raw: str) -> Iterator[Token]:
    """Text between markup; footnote marks are found here, as their definitions are elsewhere."""
    position = 0
    for match in _FOOTNOTE.finditer(raw):
        if match.start() > position:
            yield _literal(raw[position : match.start()])
        yield Token(Kind.FOOTNOTE, match.group())
        position = match.end()
    if position < len(raw):
        yield _literal(raw[position:])


def _literal(raw: str) -> Token:
    """Text as it stands; the backslash of an escape or a hard break is not for readers."""
    return Token(Kind.TEXT, raw, visible=_ESCAPE.sub(r"\1", raw))
