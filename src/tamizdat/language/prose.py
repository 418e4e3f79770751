"""Whether a text has words that want translation: more than names, numbers, code, addresses."""

from __future__ import annotations

import re

from tamizdat.language import facts, inline, scripts
from tamizdat.language.inline import Kind
from tamizdat.language.markup import Markup

_WORD = re.compile(r"(?<![^\s\"'(“«])[^\W\d_]{2,}(?![^\s.,;:!?)\"”’»])")
_UNSPACED = re.compile(f"[{scripts.THAI}{scripts.CHINESE_JAPANESE}]")
_LEAST = 2
"""Words that begin small: names may hold one (“International of Anarchists”)."""
_LEAST_UNSPACED = 8
"""Letters of scripts that write neither blanks nor capitals; fewer may be a name."""


def wants_translation(plain: str) -> bool:
    """Whether a text without markup, code and addresses is more than names."""
    small = sum(not word[0].isupper() for word in _WORD.findall(plain))
    return small >= _LEAST or (
        not plain.isascii() and len(_UNSPACED.findall(plain)) >= _LEAST_UNSPACED
    )


def plain(text: str, markup: Markup) -> str:
    """What a reader sees of a msgid, without code and addresses."""
    if markup is not Markup.TEXT:
        tokens = inline.parse(text, markup)
        text = "".join("\ufffc" if t.kind is Kind.CODE else t.visible for t in tokens)
    for address in reversed(facts.addresses(text)):
        text = f"{text[: address.start]}\ufffc{text[address.end :]}"
    return text
