"""The structure of plain text: paragraphs, items, quotations and rules, told by their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from tamizdat.language import scripts
from tamizdat.language.bare import is_bare
from tamizdat.language.markup import LETTER
from tamizdat.language.width import columns
from tamizdat.texts.document import Role

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_START = re.compile(
    r"""(?P<quote>(?:[ \t]*>)*)[ \t]*
    (?P<bullet>(?:[-*+•‣◦–—·▪]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])[ \t]+(?=\S))?""",
    re.X,
)
_RULE = re.compile(r"[ \t]*(?P<mark>[-=~_*#+.·•^])(?:[ \t]*(?P=mark)){2,}[ \t]*")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟:;,，：；،؛](?:[\"”’»)\]」』]*)\Z")
_TABULAR = re.compile(r"\S(?: {3}|\t).*\S")
_UNSPACED = scripts.SOUTH_EAST_ASIAN + scripts.WIDE
UNSPACED = re.compile(f"[{_UNSPACED}]")
"""A character of a script without blanks between words."""
_BETWEEN_UNSPACED = re.compile(f"(?<=[{_UNSPACED}])\n(?=[{_UNSPACED}])")
_BLANKS = re.compile(r"[ \t\n]+")
_DASHES = "–—"
LINE_BREAK = "  "
"""At the end of a line: it was not wrapped."""
SHORT = 20
"""Columns; a shorter line was not wrapped, whatever follows."""
_NARROWEST, _NARROWEST_ITEM, _WIDEST = 45, 30, 140
"""Columns between which people and editors wrap."""


class Kind(StrEnum):
    """What a part of a plain text is."""

    PARAGRAPH = Role.PARAGRAPH
    ITEM = Role.LIST_ITEM
    QUOTATION = Role.QUOTATION
    RULE = "rule"
    BLANK = "blank"


@dataclass(frozen=True)
class Line:
    """A line, without its end."""

    start: int
    raw: str
    end: str
    """The characters that end it."""

    @cached_property
    def _match(self) -> re.Match[str]:
        match = _START.match(self.raw)
        assert match is not None  # it matches the empty string
        return match

    @property
    def quote(self) -> str:
        """The marks of a quotation before the text."""
        return self._match["quote"]

    @property
    def bullet(self) -> str:
        """The bullet or number before the text, with the blanks behind it."""
        return self._match["bullet"] or ""

    @property
    def margin(self) -> str:
        """Everything before the bullet or the text."""
        return self.raw[: self._match.end() - len(self.bullet)]

    @property
    def is_rule(self) -> bool:
        """It is drawn from one character."""
        return _RULE.fullmatch(self.raw) is not None

    @cached_property
    def columns(self) -> int:
        """Its width."""
        return columns(self.raw.rstrip(" \t"))


@dataclass(frozen=True)
class Part:
    """Lines that make one segment, or none."""

    kind: Kind
    lines: tuple[Line, ...]
    alone: bool = True
    """No other lines belong to the same paragraph."""
    followed: bool = False
    """Other lines of the same paragraph come after it."""
    underlined: bool = False
    """A rule follows at once."""

    @property
    def prefix(self) -> str:
        """What stands before the text in the first line."""
        first = self.lines[0]
        return first.margin + (first.bullet if self.kind is Kind.ITEM else "")

    @property
    def start(self) -> int:
        """Where the text begins."""
        return self.lines[0].start + len(self.prefix)

    @property
    def end(self) -> int:
        """Where the text ends, without blanks after it."""
        return self.lines[-1].start + len(self.lines[-1].raw.rstrip(" \t"))

    @property
    def texts(self) -> list[str]:
        """The lines without what stands before and after their text."""
        first, *others = self.lines
        texts = [first.raw[len(self.prefix) :], *(line.raw[len(line.margin) :] for line in others)]
        return [text.rstrip(" \t") for text in texts]

    @property
    def text(self) -> str:
        """The text on one line; nothing joins characters of scripts that have no blanks."""
        if len(self.lines) == 1:
            return self.texts[0]
        joined = _BETWEEN_UNSPACED.sub("", "\n".join(self.texts))
        return _BLANKS.sub(" ", joined)

    @property
    def is_heading(self) -> bool:
        """It looks like one: underlined, or a short line by itself that ends no sentence."""
        if self.kind is not Kind.PARAGRAPH or len(self.lines) > 1 or not self.alone:
            return False
        text = self.texts[0]
        if self.underlined:
            return True
        if columns(text) > 90 or not LETTER.search(text):
            return False
        capitals = text == text.upper() != text.lower()
        begins = text[0].isupper() or text[0] == text[0].upper()
        return capitals or (begins and len(text.split()) <= 14 and not _SENTENCE_END.search(text))


def parts(text: str) -> list[Part]:
    """The structure of a text; every line is in one part."""
    found: list[Part] = []
    group: list[Line] = []
    for line in _lines(text):
        rule = line.is_rule
        blank = not line.raw[len(line.margin) :].strip()
        if group and (rule or blank or _begins(line, group)):
            found += _divided(group, underlined=rule)
            group = []
        if rule or blank:
            found.append(Part(Kind.RULE if rule else Kind.BLANK, (line,)))
        else:
            group.append(line)
    return found + (_divided(group) if group else [])


def opens_block(word: str) -> bool:
    """Whether a word at the start of a line would be taken for a bullet, a quotation or a rule."""
    line = Line(0, f"{word} x", "")
    return bool(line.bullet or line.quote) or Line(0, word, "").is_rule


def _lines(text: str) -> Iterator[Line]:
    position = len(text) - len(text.removeprefix("\ufeff"))
    while position < len(text):
        match = _LINE.match(text, position)
        assert match is not None  # it matches the empty string
        yield Line(position, match[1], match[2])
        position = match.end()


def _begins(line: Line, group: list[Line]) -> bool:
    """Whether a line begins a part of its own, after the lines of another."""
    if line.quote.count(">") != group[0].quote.count(">"):
        return True
    # In running text, a dash may well be the first thing on a line.
    return bool(line.bullet) and (line.bullet[0] not in _DASHES or _is_dashed(group[0]))


def _is_dashed(line: Line) -> bool:
    return line.bullet.startswith(tuple(_DASHES))


def _divided(group: list[Line], *, underlined: bool = False) -> list[Part]:
    """One part if its lines were wrapped, otherwise one for each line."""
    text = Kind.QUOTATION if group[0].quote else Kind.PARAGRAPH
    if len(group) == 1 or _is_wrapped(group):
        kind = Kind.ITEM if group[0].bullet else text
        return [Part(kind, tuple(group), underlined=underlined)]
    return [
        Part(
            Kind.ITEM if line.bullet else text,
            (line,),
            alone=False,
            followed=line is not group[-1],
        )
        for line in group
    ]


def _is_wrapped(group: list[Line]) -> bool:
    """Whether every line but the last is full: the next word would not have fitted, or nearly so.

    Two blanks at the end of a line say that it ends there, as in Markdown.
    """
    full = max(line.columns for line in group)
    narrowest = _NARROWEST_ITEM if group[0].bullet else _NARROWEST
    if not narrowest <= full <= _WIDEST or len({line.margin for line in group[1:]}) > 1:
        return False
    if is_bare(group[0].raw) and LETTER.search(group[0].raw):  # then a remark on it
        return False
    for line, following in pairwise(group):
        text = line.raw[len(line.margin) :]
        word = following.raw[len(following.margin) :].split()[0]
        fits = line.columns + 1 + columns(word) < full - 2 and line.columns < full * 0.75
        if fits or line.columns < SHORT or text.endswith(LINE_BREAK):
            return False
        if _TABULAR.search(text) or not LETTER.search(text):
            return False
        if _is_dashed(following) and _SENTENCE_END.search(text.rstrip()):
            return False
    return True
