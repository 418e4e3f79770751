"""Find emphasis, code, HTML tags and footnote marks that were lost, added or changed.

Bad: `Read **this**.` -> `Lisez ceci.`; `A<br>B` -> `A<br onclick="x()">B`
Good: `Read **this**.` -> `Lisez __ceci__.`; `<b title="Top">x</b>` -> `<b title="Haut">x</b>`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat import locales
from tamizdat.checks.reading import (
    URL_ATTRIBUTES,
    Reading,
    lost_and_added,
    quote,
    read,
)
from tamizdat.document import Markup
from tamizdat.findings import Check, Pair, Severity
from tamizdat.inline import TEXT_ATTRIBUTES, VOID, Kind, Side, Token

_FREE = URL_ATTRIBUTES | TEXT_ATTRIBUTES
_UNFINISHED = re.compile(r"<[!?/]?[A-Za-z\[]\w*|\]\]>")
_Mark = tuple[str, str]
_HARMLESS = frozenset({"emphasis", "strong", "strikethrough", "code"})
_WITHOUT_ITALICS = frozenset(
    "ja zh ko yue th lo km my ar fa he ur ps ckb ug sd yi dv am ti".split()
)
"""Languages that emphasise otherwise: `*so*` may become `**so**` or `「so」` there."""
_QUOTES = re.compile(r"[「『《«“〈]|(?<!\S)\"")
_EMPHASIS = ("emphasis", "")
_IN_WORD = re.compile(r"_[^\W_]+_(?=[^\W_])|(?<=[^\W_])_[^\W_]+_(?![^\W_])")
_WRAPPING = (Kind.EMPHASIS, Kind.STRONG, Kind.STRIKETHROUGH)


def run(pair: Pair) -> Iterator[str]:
    """Compare the marks of both sides as multisets; where they stand is the translator's."""
    lost, added = _differences(pair)
    hint = "; a mark inside a word is none, use *" if _IN_WORD.search(pair.msgstr) else ""
    for kind, mark in lost:
        yield f"{kind} {mark} is missing" if mark else f"one {kind} is missing{hint}"
    for kind, mark in added:
        if kind not in _HARMLESS:
            yield f"{kind} {mark} is not in the source" if mark else f"one {kind} more"


def run_added(pair: Pair) -> Iterator[str]:
    """Foreign words are often set in italics: more emphasis and code is for people to judge."""
    for kind, mark in _differences(pair)[1]:
        if kind in _HARMLESS:
            yield f"{kind} {mark} is not in the source" if mark else f"one {kind} more"


def _differences(pair: Pair) -> tuple[list[_Mark], list[_Mark]]:
    if pair.markup is Markup.TEXT:
        return [], []
    source, target = read(pair.msgid, pair.markup), read(pair.msgstr, pair.markup)
    italics = locales.language(pair.locale) not in _WITHOUT_ITALICS
    lost, added = lost_and_added(_marks(source, italics), _marks(target, italics))
    quoted = 0 if italics else len(_QUOTES.findall(pair.msgstr)) - len(_QUOTES.findall(pair.msgid))
    for _ in range(min(quoted, lost.count(_EMPHASIS))):
        lost.remove(_EMPHASIS)
    mine, theirs = _code(target), _code(source)
    lost += [span for span in theirs if span not in mine]
    added += [span for span in mine if span not in theirs]
    return lost, added


def _code(reading: Reading) -> dict[_Mark, None]:
    """Each code span once: a language may have to repeat what another refers to."""
    spans = (token.visible for token in reading.tokens if token.kind is Kind.CODE)
    return dict.fromkeys(("code", quote(span)) for span in spans)


def _marks(reading: Reading, italics: bool) -> Iterator[_Mark]:
    """Each mark as its kind and what of it must be equal."""
    for token in reading.tokens:
        if token.kind in _WRAPPING and token.side is Side.OPEN:
            strong = token.kind is Kind.STRONG and not italics
            yield (Kind.EMPHASIS if strong else token.kind).value, ""
        elif token.kind is Kind.FOOTNOTE:
            yield "footnote mark", token.raw
        elif token.kind is Kind.TEXT:
            for start in _UNFINISHED.findall(token.raw):
                yield "unfinished HTML", quote(start)
        if token.title:
            yield "link title", ""
    for tag, attributes in reading.tags:
        if tag.side is not Side.CLOSE:  # its opening half says all
            yield _tag(tag, attributes)


def _tag(tag: Token, attributes: dict[str, str]) -> tuple[str, str]:
    """A tag without its addresses and texts, which other checks compare and people translate."""
    if not tag.target:
        return "HTML", quote(tag.raw)
    slash = "/" if tag.raw.startswith("</") else ""
    kept = "".join(
        f' {name}="{value}"' for name, value in sorted(attributes.items()) if name not in _FREE
    )
    kept += "".join(f" {name}=…" for name in sorted(_FREE.intersection(attributes)))
    halved = tag.side is Side.ALONE and tag.target not in VOID and not tag.raw.endswith("/>")
    unpaired = " without its other half" if halved else ""
    return "tag", f"{quote(f'<{slash}{tag.target}{kept}>')}{unpaired}"


CHECK = Check("markup", Severity.ERROR, run, "emphasis, code, HTML tags, footnote marks are kept")
ADDED = Check("markup-added", Severity.WARNING, run_added, "no emphasis or code of its own")
