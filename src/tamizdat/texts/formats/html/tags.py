"""HTML as a flat sequence: tokens, and the stretches of inline content between block tags.

No tree is built, so fragments, tag soup and a template's halves of a page all work. What is inline,
which end tags may be missing and what holds raw text follows the HTML standard.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tamizdat.errors import SourceError
from tamizdat.language import inline
from tamizdat.language.inline import TAG, VOID, attributes
from tamizdat.texts.formats import directives
from tamizdat.texts.formats.spans import line_ends

INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark "
    "meter nobr output picture progress q rp rt ruby s samp slot small source span strike strong "
    "sub sup time tt u var wbr".split()
)
"""Elements that stand inside a run of text; every other one ends it."""
BLANK = " \t\r\n\f"
"""White space of HTML; a no-break space is text."""
VERBATIM = frozenset({"title", "textarea"})
"""Elements whose content is text, without tags."""
HIDDEN = "hidden"
"""Reason of a stretch that no reader sees."""
UNTRANSLATED = 'translate="no"'
"""Reason of a stretch that its author keeps from translation."""
RAW = VERBATIM | frozenset("script style xmp iframe noembed noframes".split())
"""Elements whose content is no HTML."""
_REASONS = {
    "pre": "code block",
    "xmp": "code block",
    "svg": "drawing",
    "math": "formula",
    **dict.fromkeys(("script", "style", "template", "iframe", "noembed", "noframes"), HIDDEN),
}
_CODE = frozenset("code kbd samp var".split())
_MARK = re.compile(r"<(?=[!?]|/?[A-Za-z])")
_ENDS_PARAGRAPH = frozenset(
    "address article aside blockquote center details dialog div dl fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section table ul".split()
)
_ROW = frozenset({"td", "th", "tr"})
_ENDS = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th", "caption"}),
    "th": frozenset({"td", "th", "caption"}),
    "tr": _ROW | {"caption"},
    **dict.fromkeys(("tbody", "thead", "tfoot"), _ROW | {"tbody", "thead", "tfoot", "caption"}),
    "option": frozenset({"option"}),
    "optgroup": frozenset({"option", "optgroup"}),
    "body": frozenset({"head"}),
}
"""Of a start tag: the open elements that it ends."""
_HOLDS = frozenset("ul ol menu dl table select".split())
"""Elements through which a start tag ends nothing."""


class Kind(StrEnum):
    """What a token is."""

    TEXT = "text"
    TAG = "tag"
    COMMENT = "comment"
    RAW = "raw"
    """Content of a script, a title …; a tag that is never closed, to the end of the text."""


class Token(NamedTuple):
    """A piece of HTML source."""

    kind: Kind
    start: int
    end: int
    raw: str
    name: str = ""
    """Of a tag, or of the element whose raw content this is; lower case."""

    @property
    def closes(self) -> bool:
        """It is an end tag."""
        return self.raw.startswith("</")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of inline content; or a single block tag, raw content or directive."""

    tokens: tuple[Token, ...]
    element: str
    """Name of the block element that it stands in."""
    depth: int
    """How many block elements are open; a start tag counts itself."""
    reason: str = ""
    """Why it is skipped."""


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Partition a text, from an offset on."""
    position = start
    while mark := _MARK.search(text, position):
        here = mark.start()
        if here > position:
            yield Token(Kind.TEXT, position, here, text[position:here])
        match = TAG.match(text, here)
        if not match:  # browsers, too, look for the end of the tag up to the end of the text
            yield Token(Kind.RAW, here, len(text), text[here:])
            return
        name = (match["name"] or "").lower()
        position = match.end()
        yield Token(Kind.TAG if name else Kind.COMMENT, here, position, match.group(), name)
        if name in RAW and not match["close"] and not match.group().endswith("/>"):
            close = re.compile(rf"</{name}(?=[\s/>])", re.I).search(text, position)
            end = close.start() if close else len(text)
            if end > position:
                yield Token(Kind.RAW, position, end, text[position:end], name)
            position = end
    if position < len(text):
        yield Token(Kind.TEXT, position, len(text), text[position:])


def stretches(text: str) -> Iterator[Stretch]:
    """The runs, block tags and directives of a text, in order; other comments stay in their run."""
    nesting = _Nesting()
    run: list[Token] = []
    for token in tokens(text, len(text) - len(text.removeprefix("\ufeff"))):
        if token.kind is Kind.COMMENT and not _directs(token, text):
            run += [token] if run else []
            continue
        if token.kind is Kind.TEXT or (token.kind is Kind.TAG and token.name in INLINE):
            if token.name == "br" and _ends_in_break(run):
                yield nesting.stretch(run)
                run = []
            run.append(token)
            continue
        if run:
            yield nesting.stretch(run)
            run = []
        if token.kind is Kind.TAG:
            yield nesting.step(token)
        else:
            yield nesting.stretch([token])
    if run:
        yield nesting.stretch(run)


def pairs(run: Sequence[Token]) -> dict[int, int]:
    """Of each tag in a run that has its other half there: where that is."""
    return inline.pairs(
        (place, token.name, token.closes)
        for place, token in enumerate(run)
        if token.kind is Kind.TAG and token.name not in VOID
    )


def shielded(run: Sequence[Token]) -> dict[int, str]:
    """The tokens of a run that translators leave as they are, and why: code, or marked so."""
    matching = pairs(run)
    result: dict[int, str] = {}
    for place, token in enumerate(run):
        if place in result or token.kind is not Kind.TAG or token.closes:
            continue
        reason = "code" if token.name in _CODE else UNTRANSLATED if opted_out(token) else ""
        if reason:
            result.update(dict.fromkeys(range(place, matching.get(place, place) + 1), reason))
    return result


def opted_out(token: Token) -> bool | None:
    """Whether a tag forbids (True) or allows (False) to translate its element; else None."""
    if "translate" not in token.raw.lower():
        return None
    values = attributes(token.raw)
    if "notranslate" in values.get("class", "").split():
        return True
    return {"no": True, "yes": False, "": False}.get(values.get("translate", "-").lower())


def _directs(comment: Token, text: str) -> bool:
    """Whether a comment is a directive."""
    if "tamizdat:" not in comment.raw:
        return False
    try:
        return directives.parse(comment.raw) is not None
    except SourceError:  # only then it is worth to count lines
        return directives.parse(comment.raw, 1 + line_ends(text[: comment.start])) is not None


def _ends_in_break(run: Sequence[Token]) -> bool:
    """Whether a run ends in `<br>`, so that a second one makes a paragraph."""
    for token in reversed(run):
        if token.kind is Kind.TEXT and not token.raw.strip(BLANK):
            continue
        return token.name == "br"
    return False


class _Nesting:
    """The block elements that are open, as well as can be told without building a tree."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []  # name, reason
        self._count: Counter[str] = Counter()

    def stretch(self, run: Sequence[Token]) -> Stretch:
        """A run, or raw content, as it stands here."""
        name, reason = self._open[-1] if self._open else ("", "")
        return Stretch(tuple(run), name, len(self._open), reason)

    def step(self, token: Token) -> Stretch:
        """Walk over a block tag."""
        if token.closes:
            if self._count[token.name]:
                self._leave({token.name}, frozenset())
            return self.stretch([token])
        self._end_what_ends(token.name)
        reason = self._reason(token)
        if token.name in VOID or token.raw.endswith("/>"):
            return Stretch((token,), token.name, len(self._open), reason)
        self._open.append((token.name, reason))
        self._count[token.name] += 1
        return self.stretch([token])

    def _reason(self, token: Token) -> str:
        inherited = self._open[-1][1] if self._open else ""
        if own := _REASONS.get(token.name):
            return inherited or own
        opted = opted_out(token)
        if opted is False and inherited == UNTRANSLATED:
            return ""
        return inherited or (UNTRANSLATED if opted else "")

    def _end_what_ends(self, name: str) -> None:
        if name in _ENDS_PARAGRAPH and self._open and self._open[-1][0] == "p":
            self._leave({"p"}, frozenset())
        ends = _ENDS.get(name, frozenset())
        while any(self._count[other] for other in ends) and self._leave(ends, _HOLDS):
            pass

    def _leave(self, names: frozenset[str] | set[str], holds: frozenset[str]) -> bool:
        """Leave the innermost of these elements, unless a holding one is further in."""
        for place in range(len(self._open) - 1, -1, -1):
            name = self._open[place][0]
            if name in names:
                self._count.subtract(open_name for open_name, _ in self._open[place:])
                del self._open[place:]
                return True
            if name in holds:
                return False
        return False
