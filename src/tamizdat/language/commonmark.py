"""Markdown's grammar: block and inline events with byte ranges. Only file that imports pyromark.

pyromark wraps pulldown-cmark (CommonMark, GitHub's tables, footnotes, task lists, strikethrough).
It is 0.x: this adapter is all that would change with it. Ranges are bytes of the UTF-8 text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
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


class LinkKind(StrEnum):
    """How a link or an image is written; one of an unknown reference has no definition."""

    INLINE = "Inline"
    REFERENCE = "Reference"
    COLLAPSED = "Collapsed"
    SHORTCUT = "Shortcut"
    UNKNOWN_REFERENCE = "ReferenceUnknown"
    UNKNOWN_COLLAPSED = "CollapsedUnknown"
    UNKNOWN_SHORTCUT = "ShortcutUnknown"
    AUTOLINK = "Autolink"
    EMAIL = "Email"

    @property
    def unknown(self) -> bool:
        """Its reference has no definition."""
        return self.value.endswith("Unknown")

    @property
    def known_reference(self) -> bool:
        """Its destination stands in a definition."""
        return self in (LinkKind.REFERENCE, LinkKind.COLLAPSED, LinkKind.SHORTCUT)

    @property
    def short(self) -> bool:
        """Its text is its reference."""
        return self.value.startswith(("Shortcut", "Collapsed"))

    @property
    def address(self) -> bool:
        """Its text is its destination."""
        return self in (LinkKind.AUTOLINK, LinkKind.EMAIL)


_LINKS = {kind.value: kind for kind in LinkKind}


class Event(NamedTuple):
    """One event; `open` is True at a start, False at an end, None for a leaf."""

    name: str
    open: bool | None
    start: int
    end: int
    value: Any
    """Of a start: the element's attributes (a mapping, a tuple or None); of a leaf: its text. For
    this file alone: the properties say it in words of their own."""

    @property
    def text(self) -> str:
        """Of a leaf, what it holds."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def destination(self) -> str:
        """Of a link or an image, where it leads."""
        return self._attribute("dest_url")

    @property
    def title(self) -> str:
        """Of a link or an image; empty where it has none."""
        return self._attribute("title")

    @property
    def label(self) -> str:
        """Of a link or an image with a reference, its name; white space collapsed."""
        return " ".join(self._attribute("id").split())

    @property
    def link(self) -> LinkKind | None:
        """How a link or an image is written; None for anything else."""
        return _LINKS.get(self._attribute("link_type"))

    @property
    def level(self) -> int:
        """Of a heading, from 1."""
        return int(self._attribute("level")[1:])

    @property
    def detail(self) -> str:
        """What makes a block the one it is: list number, alignments, level, label, task mark."""
        if self.name == "CodeBlock" or self.value is None:
            return ""
        return self._attribute("level") or str(self.value)

    def _attribute(self, name: str) -> str:
        return str(self.value.get(name) or "") if isinstance(self.value, dict) else ""


def events(text: str, *, lenient: bool = False, skip: int = 0) -> Iterator[Event]:
    """Walk a Markdown text; `lenient` takes `[a][b]` for a link without its definition.

    So many bytes of its beginning are skipped: ranges count from there.
    """
    if "][]" not in text:
        return _events(text, lenient=lenient, skip=skip)
    found = _with_empty_labels(_events(text, lenient=lenient, skip=0), text.encode())
    return _skipped(found, skip) if skip else found


def _skipped(found: Iterator[Event], skip: int) -> Iterator[Event]:
    for event in found:
        if event.end > skip:
            yield event._replace(start=max(0, event.start - skip), end=event.end - skip)


def _with_empty_labels(found: Iterator[Event], data: bytes) -> Iterator[Event]:
    """Give `[foo][]` its last two characters, which pulldown-cmark leaves out of the range."""
    ends: list[int] = []
    for event in found:
        if event.name not in ("Link", "Image"):
            yield event
            continue
        if event.open:
            collapsed = event.link in (LinkKind.COLLAPSED, LinkKind.UNKNOWN_COLLAPSED)
            empty = collapsed and data[event.end : event.end + 2] == b"[]"
            ends.append(event.end + 2 if empty else event.end)
            yield event._replace(end=ends[-1])
        else:
            yield event._replace(end=ends.pop())


def _events(text: str, *, lenient: bool, skip: int) -> Iterator[Event]:
    callback = (lambda *_: ("", "")) if lenient else None
    new = tuple.__new__  # there are millions of them
    for event, span in pyromark.events_with_range(
        _with_line_feeds(text), options=_OPTIONS, broken_link_callback=callback
    ):
        item: Any = event
        end = span["end"] - skip
        if end <= 0 < skip:
            continue
        start = max(0, span["start"] - skip)
        if isinstance(item, str):
            yield new(Event, (item, None, start, end, None))
            continue
        ((kind, value),) = item.items()
        if kind not in ("Start", "End"):
            yield new(Event, (kind, None, start, end, value))
        elif isinstance(value, str):
            yield new(Event, (value, kind == "Start", start, end, None))
        else:
            ((name, attributes),) = value.items()
            yield new(Event, (name, kind == "Start", start, end, attributes))


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
