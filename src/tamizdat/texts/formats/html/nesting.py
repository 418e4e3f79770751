"""How deep the parts of a text may stand in each other.

The time to read a page grows with the square of its depth, and browsers cut it at 512. What is
refused is far deeper: nobody wrote it for readers.
"""

from __future__ import annotations

from tamizdat.errors import Problem, SourceError
from tamizdat.texts.formats.html.tags import Kind, tokens

DEEPEST = 512
"""Quotations and lists of Markdown, each of which somebody typed a mark for on the same line."""
_DEEPEST = 5000
"""Elements; code that is shown, and tags that were never closed, count as well."""
_NESTING = frozenset(
    """address article aside blockquote center details dialog div dl fieldset figcaption figure
    footer form header hgroup main menu nav ol section summary table ul""".split()
)
"""Elements that stand in each other, and that no other one ends."""


def refuse_deep(text: str) -> None:
    """Refuse a text whose elements stand too deep in each other.

    Raises:
        SourceError: with the line.
    """
    depth = start = 0
    for token in tokens(text):
        if token.kind is Kind.TAG and token.name in _NESTING:
            depth = max(0, depth - 1) if token.closes else depth + 1
            if depth > _DEEPEST:
                raise too_deep(text.count("\n", 0, start) + 1)
        start += len(token.raw)


def too_deep(line: int) -> SourceError:
    """The error for a line that stands too deep."""
    message = "too many parts of the text stand in each other here"
    remedy = "close what was opened above, or leave it out"
    return SourceError(Problem(message, line=line, remedy=remedy))
