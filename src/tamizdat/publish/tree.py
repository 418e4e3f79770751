"""The tree of a sanitised fragment."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, fromstring

from tamizdat.language.inline import VOID

_DEEPEST = 100
"""Levels of elements; what is nested deeper is read as if it stood at the last one."""
_EMPTY = re.compile(rf'<(?:{"|".join(sorted(VOID))})(?: [\w-]+="[^"]*")*(?=>)')
_UNLIKE_XML = ("\r", "&#", "<!", "<?")
"""What XML has other rules for …"""
_BLANKS = re.compile(r"<[^<>\t\n]*[\t\n]")
"""… and blanks in values, which it takes for spaces."""


def of(html: str) -> Element:
    """The tree of a fragment whose tags are balanced, in a `div`.

    The sanitizer writes HTML that is XML but for elements without an end tag, and a parser of XML
    is many times as fast.
    """
    found = _by_xml(html)
    return _by_html(html) if found is None else found


def _by_xml(html: str) -> Element | None:
    """The tree of what is XML, too, and not too deep; None for anything else."""
    if any(map(html.__contains__, _UNLIKE_XML)) or _BLANKS.search(html):
        return None
    text = _EMPTY.sub(r"\g<0>/", html.replace("&nbsp;", "\xa0"))
    try:
        root = fromstring(f"<div>{text}</div>")  # noqa: S314 - no declaration, so no entities
    except ParseError:
        return None
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return root
    return None


def _by_html(html: str) -> Element:
    parser = _Parser()
    parser.feed(f"<div>{html}</div>")
    parser.close()
    return parser.builder.close()


class _Parser(HTMLParser):
    """Builds a tree of a fragment whose tags are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; one without content is closed at once."""
        if tag in VOID:
            self._open(tag, attrs)
            self.builder.end(tag)
            return
        self.depth += 1
        if self.depth <= _DEEPEST:
            self._open(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in VOID:
            return
        if self.depth <= _DEEPEST:
            self.builder.end(tag)
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        """Add text."""
        self.builder.data(data)

    def _open(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
