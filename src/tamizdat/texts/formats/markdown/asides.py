"""Comments of Markdown and of its front matter, and keys there: words for colleagues."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.texts.document import Aside
from tamizdat.texts.formats.html import asides as html
from tamizdat.texts.formats.markdown import blocks, front_matter
from tamizdat.texts.formats.markdown.html_blocks import HtmlBlock

_BOM = "\ufeff"
_DEFINITION = re.compile(
    r"""^[ \t>*+\d.)-]*\[(?P<label>//|comment)\]:[ \t]*(?:\#|<>)
    (?P<words>(?:[ \t]+|[ \t]*\r?\n[ \t]*)
    (?:\((?:\\.|[^()\\])*\)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))[ \t\r]*$""",
    re.M | re.X | re.I,
)
"""`[//]: # (words)`: a link definition that nobody uses, a custom of those who miss comments."""


def find(text: str, keys: tuple[str, ...]) -> Iterator[Aside]:
    """The comments of a text, outside of code, and the keys of its front matter.

    Raises SourceError for front matter that can't be read.
    """
    mark = len(_BOM) if text.startswith(_BOM) else 0
    head, above = front_matter.asides(text[mark:], keys)
    yield from (a._replace(start=a.start + mark, end=a.end + mark) for a in above)
    yield from _body(text[mark + head :], mark + head)


def _body(text: str, shift: int) -> Iterator[Aside]:
    """What lies below the front matter; offsets are shifted."""
    data = text.encode()
    found: list[tuple[int, int]] = []
    leaves: list[tuple[int, int]] = []
    used: set[str] = set()
    for leaf in blocks.leaves(text):
        leaves.append((leaf.start, leaf.end))
        if leaf.name == "HtmlBlock":
            block = HtmlBlock.of(data, leaf)
            found += (
                (block.place(each.start), block.place(each.end, after=True))
                for each in html.find(block.text)
            )
        elif leaf.name == "Run":
            inline = (e for e in leaf.events if e.name == "InlineHtml")
            found += ((e.start, e.end) for e in inline if [*html.find(e.text)])
            used |= {event.label.lower() for event in leaf.events}
    comments = [Aside(start, end, html.EMPTY) for start, end in _characters(data, found)]
    taken = list(_characters(data, leaves))
    comments += (
        Aside(*match.span("words"))
        for match in _DEFINITION.finditer(text)
        if match["label"].lower() not in used
        and not any(start <= match.start("label") < end for start, end in taken)
    )
    for each in sorted(comments):
        yield each._replace(start=each.start + shift, end=each.end + shift)


def _characters(data: bytes, ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges of bytes, in order, as ranges of characters."""
    byte = character = 0
    for start, end in ranges:
        first = character + len(data[byte:start].decode())
        character = first + len(data[start:end].decode())
        byte = end
        yield first, character
