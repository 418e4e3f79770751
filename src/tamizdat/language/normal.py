"""A msgid without what is only a way to write it."""

from __future__ import annotations

import re

from tamizdat.language import inline
from tamizdat.language.inline import Kind, Side, Token
from tamizdat.language.markup import Markup

_BLANKS = re.compile(r"[^\S\n]+")
_SHORTCUT = re.compile(r"\[([^\[\]]+)\]\[\1\]")
"""A reference link by its own text, which our msgids write in full."""


def normal(msgid: str, markup: Markup) -> str:
    """A msgid without what is only a way to write it: blanks, escapes, which mark for emphasis."""
    short = _SHORTCUT.sub(r"[\1]", msgid) if markup is Markup.MARKDOWN else msgid
    written = "".join(map(_normal_token, inline.parse(short, markup)))
    return _BLANKS.sub(" ", written).strip()


def _normal_token(token: Token) -> str:
    target = token.target.removeprefix("mailto:")
    if token.kind is Kind.TEXT:
        return token.visible
    if token.kind is Kind.AUTOLINK:  # mdpo writes it as a link
        return f"\x01link {target} \x02{token.visible}\x03link "
    if token.kind in (Kind.TAG, Kind.FOOTNOTE):
        return f"\x01{token.raw}\x02"
    if token.kind is Kind.CODE:
        return f"\x01code {token.visible}\x02"
    if token.side is Side.CLOSE:
        return f"\x03{token.kind} "
    return f"\x01{token.kind} {target} {token.title}\x02"
