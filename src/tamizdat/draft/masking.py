"""Hide from an engine what it must not change, and put it back.

A msgid becomes its visible text in which every code span, address, tag … is one private character
(an atom), and markup around words is kept apart (spans). Engines see sentences of that text, with a
word of their own for each atom; what comes back must hold every one of them exactly once.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tamizdat.language import facts, inline, locales
from tamizdat.language.entities import unescape
from tamizdat.language.inline import Kind, Side, Token
from tamizdat.language.markup import Markup

FIRST = 0xF0000
"""The first private character (Unicode's plane 15, which no text uses)."""

_OPAQUE = frozenset("code kbd samp var script style svg math textarea".split())
_MORE = re.compile(
    r"(?<![\w&])#\w*[^\W\d]\w*|(?<!\w):(?:[a-z][a-z0-9_+-]+|[+-]1):(?!\w)|[\U000F0000-\U000FFFFD]+"
)
"""Hashtags and emoji short names, besides what `facts` knows."""
_SPECIAL = re.compile(r"[\\`*<~\[\]]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")


class LostError(ValueError):
    """No draft of a message can be kept; says why."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece that no engine sees."""

    raw: str
    visible: str
    """What a reader sees of it."""
    silent: bool = False
    """Takes no part in the sentence: a footnote mark, a comment."""
    breaks: bool = False
    """A hard line break: sentences end here."""
    inner: Masked | None = None
    """Of an image: its text, which is translated apart."""
    closing: str = ""
    """What follows `inner`."""


@dataclass(frozen=True, slots=True)
class Span:
    """Markup around words."""

    start: int
    end: int
    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A msgid, taken apart."""

    text: str
    """What a reader sees, one private character for every atom."""
    atoms: tuple[Atom, ...]
    spans: tuple[Span, ...]
    """Well nested, in order; an outer one comes before those inside it."""
    markup: Markup

    def atom(self, character: str) -> Atom | None:
        """The atom that a private character stands for; None for any other character."""
        place = ord(character) - FIRST
        return self.atoms[place] if 0 <= place < len(self.atoms) else None


def mask(msgid: str, markup: Markup, *, foreign_to: str = "") -> Masked:
    """Take a msgid apart.

    With a locale in `foreign_to`, words in other scripts than its own and pictographs are atoms
    too. Raises LostError: markup that crosses other markup.
    """
    script = _script(foreign_to) if foreign_to else ""
    return _mask(inline.parse(msgid, markup), markup, script)


def letters(masked: Masked) -> bool:
    """Whether anything is left for an engine to translate."""
    inner = (atom.inner for atom in masked.atoms if atom.inner)
    return has_letter(masked.text) or any(letters(part) for part in inner)


def has_letter(text: str) -> bool:
    """Whether a stretch of masked text holds a letter beside its atoms."""
    return any(character.isalpha() for character in text)  # private characters are none


def _mask(tokens: Sequence[Token], markup: Markup, script: str) -> Masked:
    text: list[str] = []
    atoms: list[Atom] = []
    spans: dict[int, Span] = {}  # by the place of their opening token
    opened: list[tuple[int, int]] = []  # place of the token, place in the text

    def hide(atom: Atom) -> None:
        atoms.append(atom)
        text.append(chr(FIRST + len(atoms) - 1))

    place = 0
    while place < len(tokens):
        token = tokens[place]
        whole = _whole(tokens, place)
        if whole:
            hide(_island(tokens[place:whole], markup, script))
            place = whole
            continue
        if token.kind is Kind.TEXT:
            end = place
            while end < len(tokens) and tokens[end].kind is Kind.TEXT:
                end += 1
            for piece in _pieces(tokens[place:end], markup, script):
                if isinstance(piece, Atom):
                    hide(piece)
                else:
                    text += piece
            place = end
            continue
        if token.side is Side.OPEN:
            opened.append((place, len(text)))
        elif token.side is Side.CLOSE:
            opening, start = opened.pop() if opened else (place, 0)
            if tokens[opening].pair != token.pair:
                raise LostError("its markup overlaps")
            spans[opening] = Span(start, len(text), tokens[opening].raw, token.raw)
        else:
            silent = token.kind is Kind.FOOTNOTE or (token.kind is Kind.TAG and not token.visible)
            breaks = token.kind is Kind.TAG and token.target == "br"
            hide(Atom(token.raw, token.visible, silent, breaks))
        place += 1
    return Masked("".join(text), tuple(atoms), tuple(spans[n] for n in sorted(spans)), markup)


def _whole(tokens: Sequence[Token], place: int) -> int:
    """Where a pair ends that is hidden as a whole (image, code, nothing inside); 0 for others."""
    token = tokens[place]
    if token.side is not Side.OPEN:
        return 0
    attributes = inline.attributes(token.raw) if token.kind is Kind.TAG else {}
    opaque = token.target in _OPAQUE if token.kind is Kind.TAG else False
    opaque = opaque or attributes.get("translate") == "no"
    for end in range(place + 1, len(tokens)):
        if tokens[end].pair == token.pair and tokens[end].side is Side.CLOSE:
            return end + 1 if opaque or token.kind is Kind.IMAGE or end == place + 1 else 0
    return 0


def _island(tokens: Sequence[Token], markup: Markup, script: str) -> Atom:
    """A pair as one atom; an image's text is kept for translation."""
    if tokens[0].kind is Kind.IMAGE and len(tokens) > 2:
        inner = _mask(tokens[1:-1], markup, script)
        return Atom(tokens[0].raw, "", inner=inner, closing=tokens[-1].raw)
    visible = "".join(token.visible for token in tokens)
    return Atom("".join(token.raw for token in tokens), visible)


def _pieces(tokens: Sequence[Token], markup: Markup, script: str) -> Iterator[str | Atom]:
    """The visible text of text tokens, cut where something is to be hidden."""
    newline = "\\\n" if any("\\\n" in token.raw for token in tokens) else "\n"
    for part in re.split(r"([ \t]*\n[ \t]*)", "".join(token.visible for token in tokens)):
        if "\n" in part:
            yield Atom(part.strip(" \t").replace("\n", newline), "\n", breaks=True)
            continue
        position = 0
        for start, end in _hidden(part, script):
            if start >= position:
                yield part[position:start]
                yield Atom(literal(part[start:end], markup), part[start:end])
                position = end
        yield part[position:]


def _hidden(text: str, script: str) -> list[tuple[int, int]]:
    """Where in a visible text something stands that must come out as it went in."""
    found = [(address.start, address.end) for address in facts.addresses(text)]
    found += [match.span() for match in _MORE.finditer(text)]
    position = 0
    for directive in facts.directives(text):
        start = text.index(directive, position)
        position = start + len(directive)
        found.append((start, position))
    if script:
        found += _foreign(text, script)
    return sorted(found, key=lambda place: (place[0], -place[1]))


def _foreign(text: str, script: str) -> Iterator[tuple[int, int]]:
    """Runs of words in another script, and of pictographs."""
    pattern = re.compile(r"[^\W\d_]+|[^\w\s]+")
    start = end = -1
    for match in pattern.finditer(text):
        strange = _strange(match.group(), script)
        if strange and end >= 0 and not text[end : match.start()].strip():
            end = match.end()
            continue
        if end >= 0:
            yield start, end
        start, end = match.span() if strange else (-1, -1)
    if end >= 0:
        yield start, end


def _strange(run: str, script: str) -> bool:
    if run[0].isalpha():
        return any(_script_of(character) not in (script, "") for character in run)
    return any(unicodedata.category(character) in ("So", "Co") for character in run)


@cache
def _script(locale: str) -> str:
    """The script of a locale, told by its own name of itself."""
    return next((_script_of(letter) for letter in locales.endonym(locale) if letter.isalpha()), "")


@cache
def _script_of(letter: str) -> str:
    """First word of the letter's name: LATIN, CYRILLIC; Chinese and Japanese letters are one."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    if name in ("MODIFIER", "FULLWIDTH", "MASCULINE", "FEMININE", "MICRO"):
        return ""
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "BOPOMOFO") else name


def literal(text: str, markup: Markup) -> str:
    """Visible text as it is written in a msgstr; escaped only where it would be markup."""
    if markup is Markup.TEXT:
        return text
    if markup is Markup.HTML:  # what follows could make a tag of any `<`
        return html.escape(text, quote=False) if "<" in text or unescape(text) != text else text
    tokens = inline.parse(text, markup)
    plain = all(token.kind is Kind.TEXT for token in tokens)
    if plain and "".join(token.visible for token in tokens) == text:
        return text
    return _SPECIAL.sub(r"\\\g<0>", text)


def write(masked: Masked, text: str, spans: Sequence[Span]) -> str:
    """The msgid or msgstr that a stretch of text, with spans placed in it, stands for."""
    written: list[str] = []
    run: list[str] = []

    def flush() -> None:
        written.append(literal("".join(run), masked.markup))
        run.clear()

    for place in range(len(text) + 1):
        closings = [span.closing for span in reversed(spans) if span.end == place]
        openings = [span.opening for span in spans if span.start == place]
        if closings or openings:
            flush()
            written += closings + openings
        character = text[place : place + 1]
        atom = masked.atom(character) if character else None
        if atom:
            flush()
            written.append(atom.raw)
        else:
            run.append(character)
    flush()
    return "".join(written)
