"""Texts that hold nothing but facts: addresses, handles, numbers. Nothing to translate."""

from __future__ import annotations

import re

from tamizdat.language import facts, inline
from tamizdat.language.entities import unescape
from tamizdat.language.inline import Kind, Token
from tamizdat.language.markup import LETTER, Markup

_WORD = re.compile(r"(?<!\S)(?![A-F]+(?!\S))[^\W\d_]+(?!\S)")
"""A word between blanks, no part of a key's fingerprint: a quick look, as most texts have one."""


def is_bare(text: str, markup: Markup = Markup.TEXT) -> bool:
    """Whether a msgid or msgstr holds nothing but facts that are the same in every language.

    That is: URLs, e-mail addresses, domains, handles, phone numbers, keys (`language.facts`), and
    whatever has no letters, such as numbers, times and dates in digits.
    """
    if _WORD.search(text):
        return False
    if not LETTER.search(unescape(text) if markup is Markup.HTML else text):
        return True
    if not (facts.may_hold_address(text) or "<" in text):
        return False
    seen = "".join(_seen(token) for token in inline.parse(text, markup))
    for address in reversed(facts.addresses(seen)):
        seen = f"{seen[: address.start]} {seen[address.end :]}"
    return not LETTER.search(seen)


def _seen(token: Token) -> str:
    """What a reader sees or hears of a token."""
    heard = token.title
    if token.kind is Kind.TAG:
        attributes = inline.attributes(token.raw).items()
        heard = " ".join(value for name, value in attributes if name in inline.TEXT_ATTRIBUTES)
    return f"{token.visible} {heard} " if heard else token.visible
