"""Inline markup of one msgid or msgstr: a partition into tokens, by parsing.

Checks compare tokens, engines never see them, words are counted on what is left visible.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from tamizdat.language import commonmark
from tamizdat.language.commonmark import Event, LinkKind
from tamizdat.language.entities import unescape
from tamizdat.language.markup import Markup

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
TEXT_ATTRIBUTES = frozenset("alt title aria-label aria-description placeholder".split())
"""HTML attributes that readers see or hear, on any element."""
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""HTML elements without an end tag."""
_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\[\]\\\s]+\]")
_TAG_START = re.compile(r"<(?:[!?]|/?[A-Za-z])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~\n])")
_MARKED = re.compile(r"[\\`*_~\[<&]")
"""A text without any of these is what a reader sees of it."""
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


class Side(StrEnum):
    """Which half of a pair a token is."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


class Token(NamedTuple):
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
    if markup is Markup.TEXT or not _MARKED.search(text):
        return (Token(Kind.TEXT, text, visible=text),) if text else ()
    return tuple(_pair_tags(_markdown(text) if markup is Markup.MARKDOWN else _html(text)))


def visible(text: str, markup: Markup) -> str:
    """The text as a reader sees it: without markup, entities and escapes decoded."""
    if markup is Markup.TEXT or not _MARKED.search(text):
        return text
    tokens = _markdown(text) if markup is Markup.MARKDOWN else _html(text)
    return "".join(token.visible for token in tokens)  # which is whose other half says no more


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an HTML tag, names in lower case, values decoded."""
    match = TAG.fullmatch(tag)
    if not match or not match["attributes"]:
        return {}
    found = ATTRIBUTE.finditer(match["attributes"])
    return {attribute["name"].lower(): unescape(value(attribute)) for attribute in found}


def value(attribute: re.Match[str]) -> str:
    """The value of an attribute as it is written; empty where it has none."""
    return attribute["double"] or attribute["single"] or attribute["bare"] or ""


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
    return Token(Kind.TEXT, raw, visible=unescape(raw))


def _tag(raw: str) -> Token:
    match = TAG.fullmatch(raw)
    if not match or not match["name"]:
        return Token(Kind.TAG, raw)
    side = Side.CLOSE if match["close"] else Side.OPEN
    name = match["name"].lower()
    if name in VOID or match["attributes"].rstrip().endswith("/"):
        side = Side.ALONE
    return Token(Kind.TAG, raw, side, target=name, visible=" " if name == "br" else "")


def _pair_tags(tokens: Iterator[Token]) -> Iterator[Token]:
    """Number all pairs in the order of their openings; a tag without its other half is alone."""
    found = tuple(tokens)
    if all(token.side is Side.ALONE for token in found):
        yield from found
        return
    halves = pairs(
        (place, token.target, token.side is Side.CLOSE)
        for place, token in enumerate(found)
        if token.kind is Kind.TAG and token.side is not Side.ALONE
    )
    numbers: dict[tuple[bool, int], int] = {}
    for place, token in enumerate(found):
        is_tag = token.kind is Kind.TAG
        if token.side is Side.ALONE:
            yield token
        elif is_tag and place not in halves:
            yield token._replace(side=Side.ALONE)
        else:
            pair = is_tag, min(place, halves[place]) if is_tag else token.pair
            number = numbers.setdefault(pair, len(numbers) + 1)
            kind, raw, side, _, *rest = token
            yield Token(kind, raw, side, number, *rest)


def pairs(tags: Iterable[tuple[int, str, bool]]) -> dict[int, int]:
    """Of each tag that has its other half among the others: where that is.

    A tag is given as its place, its name and whether it closes.
    """
    found: dict[int, int] = {}
    waiting: list[tuple[int, str]] = []
    names: Counter[str] = Counter()
    for place, name, closes in tags:
        if not closes:
            waiting.append((place, name))
            names[name] += 1
        elif names[name]:
            opener, opened = waiting.pop()
            while opened != name:  # those inside have no other half
                names[opened] -= 1
                opener, opened = waiting.pop()
            names[name] -= 1
            found[opener], found[place] = place, opener
    return found


_PAIRED = {
    "Emphasis": (Kind.EMPHASIS, 1),
    "Strong": (Kind.STRONG, 2),
    "Strikethrough": (Kind.STRIKETHROUGH, 2),
    "Link": (Kind.LINK, 1),
    "Image": (Kind.IMAGE, 2),
}
"""Of each event: the kind of token, and the length of its opening mark."""
_Cut = Callable[[slice], str]
"""What stands in a range of bytes of a text."""
_Mark = tuple[int, int, Token]
"""Where a token starts and ends, in bytes, and the token."""


def _markdown(text: str) -> Iterator[Token]:
    cut = text.__getitem__ if text.isascii() else _cutter(text.encode())
    position = 0
    for start, end, token in sorted(_marks(cut, _events(text)), key=itemgetter(0, 1)):
        if start < position:
            continue  # inside an autolink
        if start > position:
            yield from _plain(cut(slice(position, start)))
        yield token
        position = end
    yield from _plain(cut(slice(position, None)))


def _cutter(data: bytes) -> _Cut:
    return lambda place: data[place].decode()


def _events(text: str) -> list[Event]:
    """The parser's events, as if the text stood inside a paragraph."""
    # Line ends become blanks of the same length: a later line can't open a block here either.
    guarded = _GUARD + text.replace("\n", " ").replace("\r", " ")
    return [*commonmark.events(guarded, lenient=True, skip=len(_GUARD))]


def _marks(cut: _Cut, events: Sequence[Event]) -> Iterator[_Mark]:
    """The tokens that are not plain text; halves of a pair share the place of its opening."""
    openers: list[int] = []
    for place, event in enumerate(events):
        if event.name not in commonmark.INLINE:
            token = _leaf(cut, event)
            if token:
                yield event.start, event.end, token
        elif event.open:
            openers.append(place)
        else:
            first = openers.pop()
            yield from _element(cut, events, first, place)


def _leaf(cut: _Cut, event: Event) -> Token | None:
    """The token of code, a tag or a character reference; None for plain text."""
    name, _, start, end, _ = event
    if name == "Text":
        raw = cut(slice(start, end))
        if raw[:1] != "&" or event.text == raw:
            return None
        astride = start == 0 and event.text.startswith(_GUARD)
        return None if astride else Token(Kind.TEXT, raw, visible=event.text)
    if name == "Code":
        return Token(Kind.CODE, cut(slice(start, end)), visible=event.text)
    if name in ("InlineHtml", "Html"):
        return _tag(cut(slice(start, end)))
    return None


def _element(cut: _Cut, events: Sequence[Event], first: int, closing: int) -> Iterator[_Mark]:
    """The tokens of an inline element, whose events begin and end there: an autolink, both ends."""
    event = events[first]
    start, end, pair = event.start, event.end, first + 1
    link = event.link
    if link and link.short:
        return  # its label is text: a real one is expanded in the msgid
    if link and link.address:
        raw = cut(slice(start, end))
        target = event.destination
        yield start, end, Token(Kind.AUTOLINK, raw, target=target, visible=raw[1:-1])
        return
    kind, length = _PAIRED[event.name]
    if kind is Kind.STRIKETHROUGH and not cut(slice(start, end)).startswith("~~"):
        length = 1
    content = start + length
    last, target, title = end - length, "", ""
    if link:
        last = max([content, *(child.end for child in events[first + 1 : closing])])
        unknown = link is LinkKind.UNKNOWN_REFERENCE
        target = f"[{event.label}]" if unknown else event.destination
        title = event.title
    raw = cut(slice(start, content))
    yield start, content, Token(kind, raw, Side.OPEN, pair, target, title)
    yield last, end, Token(kind, cut(slice(last, end)), Side.CLOSE, pair)


def _plain(raw: str) -> Iterator[Token]:
    """Text between markup; footnote marks are found here, as their definitions are elsewhere."""
    if "[^" not in raw:
        if raw:
            yield _literal(raw)
        return
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
    return Token(Kind.TEXT, raw, visible=_ESCAPE.sub(r"\1", raw) if "\\" in raw else raw)
