"""A text without its author's words for colleagues: comments, directives, keys of front matter."""

from __future__ import annotations

from collections.abc import Iterable

from tamizdat.errors import SourceError
from tamizdat.texts import sanitizer
from tamizdat.texts.document import Aside, Format, Piece

_SETTINGS = "translation"
"""The key that says how to translate a text."""
_PREFIX = " \t>"
"""What stands before a block in a line of its own."""


def redact(
    text: str, text_format: Format, *, comments: bool = False, drop: tuple[str, ...] = ()
) -> str:
    """A text as readers may have it; everything else stays byte for byte.

    Args:
        text: in its own format.
        text_format: the format.
        comments: whether comments, directives and `translation:` stay.
        drop: keys of the front matter that don't.

    Raises:
        SourceError: a key can't be taken out alone, a comment has no end (without path).
    """
    if comments and not drop:
        return text
    keys = drop if comments else (*drop, _SETTINGS)
    asides = [a for a in text_format.asides(text, keys) if a.key or not comments]
    if not asides:
        return text
    emptied = _without(text, asides, bare=False)
    bare = _without(text, asides, bare=True)
    before, after = (text_format.split(each, ()).metadata for each in (text, emptied))
    if after != {key: value for key, value in before.items() if key not in keys}:
        message = f"these keys can't be taken out alone: {', '.join(keys)}"
        raise SourceError.at(None, 1, message, "write each on lines of its own")
    seen = _seen(emptied, text_format)
    if seen[0] != _seen(text, text_format)[0]:  # a page would show what the comment swallows
        message = "a comment that runs on, so nothing can be taken out"
        raise SourceError.at(None, None, message, "end it with --> in the block where it begins")
    return bare if _seen(bare, text_format) == seen else emptied


def _without(text: str, asides: Iterable[Aside], *, bare: bool) -> str:
    """The text without them; `bare` leaves nothing in their place."""
    kept: list[str] = []
    position = 0
    for aside in asides:
        start, end = aside.start, aside.end
        if bare and aside.empty:
            start, end = _lines(text, start, end)
        if start >= position:
            kept += [text[position:start], "" if bare else aside.empty]
            position = end
        else:
            position = max(position, end)
    return "".join((*kept, text[position:]))


def _lines(text: str, start: int, end: int) -> tuple[int, int]:
    """All of its lines, where it has them for itself and a blank one is beside them."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end) + 1 or len(text)
    if text[first:start].strip(_PREFIX) or text[end:last].strip():
        return start, end
    above = text[text.rfind("\n", 0, max(first - 1, 0)) + 1 : first]
    below = text[last : text.find("\n", last) + 1 or len(text)]
    return (start, end) if above.strip(_PREFIX + "\r\n") and below.strip() else (first, last)


def _seen(text: str, text_format: Format) -> tuple[list[str], tuple[str, ...]]:
    """What a page shows of a text, and the shape of what is translatable."""
    document = text_format.split(text, ())
    pieces = tuple(Piece(s, s.raw, translated=True) for s in document.segments)
    return sanitizer.sanitize(text_format.render(pieces, "")).split(), document.shape
