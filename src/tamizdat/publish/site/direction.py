"""Isolate, in right-to-left passages of a page, what is read left to right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from tamizdat.language import isolation
from tamizdat.language.entities import unescape
from tamizdat.language.inline import VOID
from tamizdat.pages.environment import isolated as words
from tamizdat.texts.formats.html.tags import Kind, Token, tokens

_LTR = "ltr"
_NOTHING = Token(Kind.TEXT, 0, 0, "")
_DIR = re.compile(r' dir="(\w+)"')
_MINDED = isolation.CODE | {"a", "sup"}
"""Elements that may get a direction without having any attribute."""
_OTHER = re.compile(r' dir="(?!ltr")')
_SAID = re.compile(r' (alt|title|aria-label)="([^"]*)"')


def isolated(html: str, direction: str) -> str:
    """A sanitised fragment, in surroundings of a direction, with `bdi` and `dir` where needed.

    Code gets `dir="ltr"` as a whole, and so does the mark of a note: its number would join one that
    stands before it. Text and attributes that readers see keep their characters.
    """
    if direction == _LTR and not _OTHER.search(html):
        return html
    return "".join(_isolated(html, direction))


def _isolated(html: str, direction: str) -> Iterator[str]:
    directions = [direction]  # of the elements that we are in
    for token, following in pairwise([*tokens(html), _NOTHING]):
        if token.kind is Kind.TEXT:
            yield token.raw if directions[-1] == _LTR or token.raw.isspace() else _text(token.raw)
        elif token.closes:
            directions.pop()
            yield token.raw
        else:
            kept = directions[-1] == _LTR or (token.name not in _MINDED and '="' not in token.raw)
            tag = token.raw if kept else _tag(token, following)
            own = _DIR.search(tag)
            if token.name not in VOID:
                directions.append(own[1] if own else directions[-1])
            yield tag


def _text(raw: str) -> str:
    text = unescape(raw)
    return str(words(text)) if isolation.spans(text) else raw


def _tag(token: Token, following: Token) -> str:
    """A start tag in a right-to-left passage."""
    tag = _SAID.sub(_attribute, token.raw)
    if (token.name in isolation.CODE or _marks_note(token, following)) and not _DIR.search(tag):
        return f'{tag[:-1]} dir="{_LTR}">'
    return tag


def _marks_note(token: Token, following: Token) -> bool:
    """Whether a raised link to a place in the text begins here."""
    names = {token.name, following.name}
    return names == {"a", "sup"} and ' href="#' in token.raw + following.raw


def _attribute(match: re.Match[str]) -> str:
    text = unescape(match[2])
    said = isolation.isolated(text)
    return f' {match[1]}="{escape(said)}"' if said != text else match[0]
