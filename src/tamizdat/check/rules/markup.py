"""Find emphasis, code, HTML tags and footnote marks that were lost, added or changed.

Bad: `Read **this**.` -> `Lisez ceci.`; `A<br>B` -> `A<br onclick="x()">B`
Good: `Read **this**.` -> `Lisez __ceci__.`; `<b title="Top">x</b>` -> `<b title="Haut">x</b>`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import (
    URL_ATTRIBUTES,
    Reading,
    lost_and_added,
    read,
    read_source,
    replaced,
)
from tamizdat.language import locales
from tamizdat.language.inline import TEXT_ATTRIBUTES, VOID, Kind, Side, Token
from tamizdat.language.markup import Markup
from tamizdat.language.safe import quote

_FREE = URL_ATTRIBUTES | TEXT_ATTRIBUTES
_UNFINISHED = re.compile(r"(?P<start><[!?/]?(?P<name>[A-Za-z\[]\w*))[^\s<>]*|\]\]>")
_WITHOUT_ITALICS = frozenset(
    "ja zh ko yue th lo km my ar fa he ur ps ckb ug sd yi dv am ti".split()
)
"""Languages that emphasise otherwise: `*so*` may become `**so**` or `「so」` there."""
_QUOTES = re.compile(r"[「『《«“〈]|(?<!\S)\"")
_IN_WORD = re.compile(r"_[^\W_]+_(?=[^\W_])|(?<=[^\W_])_[^\W_]+_(?![^\W_])")
_WRAPPING = (Kind.EMPHASIS, Kind.STRONG, Kind.STRIKETHROUGH)
_HARMLESS = frozenset({"emphasis", "strong", "strikethrough", "code"})


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark, as what of it must be equal; addresses and texts in a tag are others' matter."""

    kind: str
    text: str = ""
    name: str = ""
    """Of a tag."""
    half: bool = False
    """A tag without its other half, or one that is not finished."""
    raw: str = field(default="", compare=False)

    @property
    def closes(self) -> bool:
        """It is an end tag."""
        return self.raw.startswith("</")

    def is_piece_of(self, tag: _Mark) -> bool:
        """Whether it may be what is left of a tag."""
        broken = self.kind != "tag" and self.name.startswith(tag.name)
        return self.half and (broken or self.name == tag.name)

    def __str__(self) -> str:
        if not self.text:
            return self.kind
        half = " without its other half" if self.half and self.kind == "tag" else ""
        return f"{self.kind} {quote(self.raw) if self.raw else self.text}{half}"


_EMPHASIS = _Mark("emphasis")
_Change = tuple[_Mark | None, tuple[_Mark, ...]]
"""What was there, and what stands instead."""


def run(pair: Pair) -> Iterator[str]:
    """Compare the marks of both sides as multisets; where they stand is the translator's."""
    for old, new in _changes(pair):
        if old and new:
            instead = (str(mark).removeprefix(f"{old.kind} ") for mark in new)
            yield f"{_one(old)} became {', '.join(instead)}"
        elif old:
            in_word = not old.text and _IN_WORD.search(pair.msgstr)
            hint = "; a mark inside a word is none, use *" if in_word else ""
            yield f"{_one(old)} is missing{hint}"
        elif new[0].kind not in _HARMLESS:
            yield _surplus(new[0])


def run_added(pair: Pair) -> Iterator[str]:
    """Foreign words are often set in italics: more emphasis and code is for people to judge."""
    for old, new in _changes(pair):
        if not old and new[0].kind in _HARMLESS:
            yield _surplus(new[0])


def _one(mark: _Mark) -> str:
    return str(mark) if mark.text else f"one {mark}"


def _surplus(mark: _Mark) -> str:
    return f"{mark} is not in the source" if mark.text else f"one {mark} more"


@lru_cache(maxsize=1)
def _changes(pair: Pair) -> Sequence[_Change]:
    """What is lost, added, or stands for something else; both checks ask for it."""
    lost, added = _differences(pair)
    found: list[_Change] = []
    for old in [mark for mark in lost if mark.name]:
        pieces = [mark for mark in added if mark.is_piece_of(old)]
        if pieces:
            if not all(mark.closes for mark in pieces):  # `<b>x</i>`
                pieces += [m for m in added if m.half and m.closes and not m.is_piece_of(old)][:1]
            lost.remove(old)
            added = [mark for mark in added if mark not in set(pieces)]
            found.append((old, tuple(pieces[:3])))
    pairs = [
        *replaced(lost, added, lambda mark: (mark.kind, mark.name)),
        *replaced(lost, added, lambda mark: mark.kind in _HARMLESS or mark.kind),
    ]
    found += [(old, (new,)) for old, new in pairs]
    return [*found, *((mark, ()) for mark in lost), *((None, (mark,)) for mark in added)]


def _differences(pair: Pair) -> tuple[list[_Mark], list[_Mark]]:
    if pair.markup is Markup.TEXT:
        return [], []
    source, target = read_source(pair.msgid, pair.markup), read(pair.msgstr, pair.markup)
    if not source.marked and not target.marked:
        return [], []
    italics = locales.language(pair.locale) not in _WITHOUT_ITALICS
    lost, added = lost_and_added(source.once(_marks, italics), _marks(target, italics))
    quoted = 0 if italics else len(_QUOTES.findall(pair.msgstr)) - len(_QUOTES.findall(pair.msgid))
    for _ in range(min(quoted, lost.count(_EMPHASIS))):
        lost.remove(_EMPHASIS)
    if links := tuple(f"<{url}" for _, url in source.targets - target.targets):  # told as such
        added = [m for m in added if m.kind == "tag" or not m.raw.startswith(links)]
    mine, theirs = _code(target), source.once(_code)
    if mine == theirs:
        return lost, added
    lost += [span for span in theirs if span not in mine]
    added += [span for span in mine if span not in theirs]
    return lost, added


def _code(reading: Reading) -> dict[_Mark, None]:
    """Each code span once: a language may have to repeat what another refers to."""
    spans = (token.visible for token in reading.tokens if token.kind is Kind.CODE)
    return dict.fromkeys(_Mark("code", span, raw=span) for span in spans)


def _marks(reading: Reading, italics: bool) -> list[_Mark]:
    return [*_each_mark(reading, italics)]


def _each_mark(reading: Reading, italics: bool) -> Iterator[_Mark]:
    for token in reading.tokens:
        if token.kind in _WRAPPING and token.side is Side.OPEN:
            strong = token.kind is Kind.STRONG and not italics
            yield _EMPHASIS if strong else _Mark(token.kind.value)
        elif token.kind is Kind.FOOTNOTE:
            yield _Mark("footnote mark", token.raw)
        elif token.kind is Kind.TEXT:
            for start in _UNFINISHED.finditer(token.raw):
                name, text = (start["name"] or "").lower(), start["start"] or start[0]
                yield _Mark("unfinished HTML", text, name, half=True, raw=start[0])
        if token.title:
            yield _Mark("link title")
    for tag, attributes in reading.tags:
        if tag.side is not Side.CLOSE:  # its opening half says all
            yield _tag(tag, attributes)


def _tag(tag: Token, attributes: dict[str, str]) -> _Mark:
    """A tag without its addresses and texts, which other checks compare and people translate."""
    if not tag.target:
        return _Mark("HTML", tag.raw, raw=tag.raw)
    slash = "/" if tag.raw.startswith("</") else ""
    kept = "".join(
        f' {name}="{value}"' for name, value in sorted(attributes.items()) if name not in _FREE
    )
    kept += "".join(f" {name}=…" for name in sorted(_FREE.intersection(attributes)))
    half = tag.side is Side.ALONE and tag.target not in VOID and not tag.raw.endswith("/>")
    return _Mark("tag", f"<{slash}{tag.target}{kept}>", tag.target, half, tag.raw)


CHECK = Check("markup", Severity.ERROR, run, "emphasis, code, HTML tags, footnote marks are kept")
ADDED = Check("markup-added", Severity.WARNING, run_added, "no emphasis or code of its own")
