"""The blocks of a Markdown text: its leaves, each with the containers around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tamizdat.language import commonmark
from tamizdat.language.commonmark import Event
from tamizdat.language.inline import TAG
from tamizdat.texts.formats.html.nesting import DEEPEST, too_deep
from tamizdat.texts.formats.markdown.escape import HTML_BLOCKS

_TEXT = commonmark.INLINE | {
    "Text",
    "Code",
    "InlineHtml",
    "FootnoteReference",
    "SoftBreak",
    "HardBreak",
}
_KEPT = 200_000
"""Characters of a text whose events are kept until the next ones."""


@dataclass(slots=True)
class Leaf:
    """A run of inline content, a code block, an HTML block or a rule."""

    name: str
    """"Run", "CodeBlock", "HtmlBlock" or "Rule"."""
    path: tuple[Event, ...]
    """The opening events of all blocks around it, from the outside; a paragraph is one too."""
    events: list[Event]
    """What it consists of: inline events, or the lines of an HTML block."""

    @property
    def start(self) -> int:
        """Offset in bytes."""
        return self.events[0].start

    @property
    def end(self) -> int:
        """Offset in bytes."""
        return max(event.end for event in self.events)

    def block(self, after: int) -> tuple[int, int]:
        """The range of the outermost block around it that begins after an offset."""
        for event in self.path:
            if event.start >= after:
                return event.start, event.end
        return self.start, self.end


def leaves(text: str, line: int = 1) -> Iterator[Leaf]:
    """Walk the leaves of a text in order; `line` is that of its start.

    Raises SourceError, with its line, where blocks stand too deep in each other.
    """
    path: tuple[Event, ...] = ()
    run: list[Event] = []
    inside: list[Event] = []  # the opening event of a code or HTML block, and its lines
    for event in _events(text):
        name = event.name
        if not inside and name in _TEXT:
            run.append(event)
            continue
        if run:
            yield Leaf("Run", path, run)
            run = []
        if name in ("CodeBlock", "HtmlBlock"):
            if not event.open:
                yield Leaf(name, path, inside[1:] if name == "HtmlBlock" else inside[:1])
            inside = [event] if event.open else []
        elif inside:
            inside.append(event)
        elif event.open:
            path = (*path, event)
            if len(path) > DEEPEST:
                raise too_deep(line + text.encode()[: event.start].count(b"\n"))
        elif event.open is False:
            path = path[:-1]
        elif name == "Rule":
            yield Leaf("Rule", path, [event])
    if run:
        yield Leaf("Run", path, run)


def _events(text: str) -> Iterable[Event]:
    """The events of a text, which is cut and then compared; a large one is parsed again."""
    return _kept(text) if len(text) <= _KEPT else commonmark.events(text)


@lru_cache(maxsize=2)
def _kept(text: str) -> Sequence[Event]:
    return tuple(commonmark.events(text))


def structure(text: str) -> Iterator[str]:
    """The blocks of a text and what makes each the block it is, without their text.

    Tags of blocks count wherever they stand: in a heading, `<style>` would swallow what follows.
    """
    for event in _events(text):
        if event.name in ("Html", "InlineHtml"):
            tags = (tag for tag in TAG.finditer(event.text) if tag["name"])
            names = ((tag["close"], tag["name"].lower()) for tag in tags)
            yield from (f"<{close}{name}>" for close, name in names if name in HTML_BLOCKS)
        elif event.name not in _TEXT:
            closing = "/" if event.open is False else ""
            detail = "" if closing else event.detail
            yield f"{closing}{event.name} {detail}".rstrip()
    for definition in commonmark.definitions(text):
        yield f"[{definition.label}]: {definition.destination} {definition.title}"
