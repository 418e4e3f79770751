"""Markdown's grammar: block and inline events with byte ranges. Only file that imports pyromark.

pyromark wraps pulldown-cmark (CommonMark, GitHub's tables, footnotes, task lists, strikethrough).
It is 0.x: this adapter is all that would change with it. Ranges are bytes of the UTF-8 text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyromark

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM  # alerts: `[!NOTE]` on a line of its own is no text
)
_LONE_CR = re.compile(r"\r(?!\n)")
INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
"""Names of the events that open and close inline markup."""


class Event(NamedTuple):
    """One event; `open` is True at a start, False at an end, None for a leaf."""

    name: str
    open: bool | None
    start: int
    end: int
    value: Any
    """Of a start: the element's attributes (a mapping, a tuple or None); of a leaf: its text."""

    @property
    def attributes(self) -> Mapping[str, Any]:
        """The element's attributes; empty where it has none."""
        return self.value if isinstance(self.value, Mapping) else {}


def events(text: str, *, lenient: bool = False) -> Iterator[Event]:
    """Walk a Markdown text; `lenient` takes `[a][b]` for a link without its definition."""
    found = _events(text, lenient=lenient)
    return _with_empty_labels(found, text.encode()) if "][]" in text else found


def _with_empty_labels(found: Iterator[Event], data: bytes) -> Iterator[Event]:
    """Give `[foo][]` its last two characters, which pulldown-cmark leaves out of the range."""
    ends: list[int] = []
    for event in found:
        if event.name not in ("Link", "Image"):
            yield event
            continue
        if event.open:
            collapsed = event.value["link_type"].startswith("Collapsed")
            empty = collapsed and data[event.end : event.end + 2] == b"[]"
            ends.append(event.end + 2 if empty else event.end)
            yield event._replace(end=ends[-1])
        else:
            yield event._replace(end=ends.pop())


def _events(text: str, *, lenient: bool) -> Iterator[Event]:
    callback = (lambda *_: ("", "")) if lenient else None
    for event, span in pyromark.events_with_range(
        _with_line_feeds(text), options=_OPTIONS, broken_link_callback=callback
    ):
        item: Any = event
        start, end = span["start"], span["end"]
        if isinstance(item, str):
            yield Event(item, None, start, end, None)
            continue
        ((kind, value),) = item.items()
        if kind not in ("Start", "End"):
            yield Event(kind, None, start, end, value)
        elif isinstance(value, str):
            yield Event(value, kind == "Start", start, end, None)
        else:
            ((name, attributes),) = value.items()
            yield Event(name, kind == "Start", start, end, attributes)


class Definition(NamedTuple):
    """A link reference definition, `[label]: destination "title"`."""

    label: str
    destination: str
    title: str
    start: int
    end: int


def definitions(text: str) -> Iterator[Definition]:
    """Walk the link reference definitions that count: the first one of each label."""
    for label, found in pyromark.reference_definitions(
        _with_line_feeds(text), options=_OPTIONS
    ).items():
        span = found["span"]
        yield Definition(label, found["dest"], found["title"] or "", span["start"], span["end"])


def html(text: str) -> str:
    """Render a Markdown text."""
    return pyromark.html(_with_line_feeds(text), options=_OPTIONS)


def _with_line_feeds(text: str) -> str:
    """The text with LF for a lone CR, after which pulldown-cmark sees no end of a fence."""
    return _LONE_CR.sub("\n", text) if "\r" in text else text
