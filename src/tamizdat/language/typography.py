"""Whether two texts differ in white space, quotation marks and dashes alone."""

from __future__ import annotations

import re

from tamizdat.language import facts

_VERBATIM = re.compile(
    r"""(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)  # code
    |<[^<>]*>                                             # tags, autolinks
    |\]\([^()]*(?:\([^()]*\)[^()]*)*\)|\]\[[^\[\]]*\]     # where links lead to
    |\{[^{}]*\}+|&\#?\w+;|\\.                             # directives, entities, escapes
    """,
    re.X | re.S,
)
_QUOTES = str.maketrans("“”„‟‘’‚‛‹›", '""""' + "''''''")
_STEPS = (
    (re.compile(r"«\s*|\s*»"), '"'),
    (re.compile(r"\.{3}"), "…"),
    (re.compile(r"[\u2010\u2011]"), "-"),
    (re.compile(r"(?<![\w-])(\d+)[-–](\d+)(?![\w-])"), r"\1—\2"),  # a range: 5-6, 5–6
    (re.compile(r"\s*(?:[–—―]|(?<=[^\s-])-{2,3}(?=[^\s-])|(?<!\S)-{1,3}(?!\S))\s*"), "—"),
    (re.compile(r"\s+(?=[!?;:](?:\s|\Z))"), ""),  # French spaces
    (re.compile(r"\s+"), " "),
)
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


def same(old: str, new: str) -> bool:
    """Whether only white space, quotes, dashes and dots of an ellipsis differ.

    Letters, digits, addresses, code, tags and link targets are the same to the character. Where a
    hyphen joins two words or a space parts them, that is no typography.
    """
    return _fold(old) == _fold(new)


def skeleton(text: str) -> str:
    """Letters and digits alone: texts with different ones are not the `same`."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", text)


def _fold(text: str) -> str:
    """One spelling for every text that is typographically the same."""
    spans = [match.span() for match in _VERBATIM.finditer(text)]
    spans += [(address.start, address.end) for address in facts.addresses(text)]
    folded, position = "", 0
    for start, end in sorted(spans):
        if end > position:
            start_here = max(start, position)
            folded += _fold_prose(text[position:start_here]) + f"\0{text[start_here:end]}\0"
            position = end
    return (folded + _fold_prose(text[position:])).strip()


def _fold_prose(text: str) -> str:
    text = text.translate(_QUOTES)
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text
