"""How deep the parts of a text may stand in each other.

Browsers cut a page at 512; the time to read one grows with the square of the depth. What is deeper
was not written for readers.
"""

from __future__ import annotations

from tamizdat.errors import Problem, SourceError
from tamizdat.language.inline import VOID
from tamizdat.texts.formats.html.tags import INLINE, tokens

DEEPEST = 512
_OPEN = frozenset(
    """body colgroup dd dt head html li optgroup option p rb rp rt rtc tbody td tfoot th thead
    tr""".split()
)
"""Elements that may be left open (HTML, 13.1.2.4): many of them are no depth."""
_FLAT = INLINE | VOID | _OPEN


def refuse_deep(text: str) -> None:
    """Refuse a text whose elements stand too deep in each other.

    Raises:
        SourceError: with the line.
    """
    depth = start = 0
    for token in tokens(text):
        if token.name and token.name not in _FLAT:
            depth = max(0, depth - 1) if token.closes else depth + 1
            if depth > DEEPEST:
                raise too_deep(text.count("\n", 0, start) + 1)
        start += len(token.raw)


def too_deep(line: int) -> SourceError:
    """The error for a line that stands too deep."""
    message = f"more than {DEEPEST} parts of the text stand in each other here"
    remedy = "close what was opened above, or leave it out"
    return SourceError(Problem(message, line=line, remedy=remedy))
