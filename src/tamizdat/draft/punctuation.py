"""Small engines read typewriter text: straight quotes, plain dashes, not all in capitals.

What they are given is simplified, what they return gets the source's typography back.
"""

from __future__ import annotations

import re

from tamizdat.language import locales

_SIMPLE = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'"), "…": "..."})
_QUOTES = re.compile(r"[“”„‟«»\"]")
_RANGE = re.compile(r"(?<=\d)[–—](?=\d)")
_DASH = re.compile(r"\s*[–—]\s*")
_CAPITALS = re.compile(r"[^\W\d_]{2,}")


def simplified(text: str) -> str:
    """The text as a small engine knows it."""
    text = _DASH.sub(" - ", _RANGE.sub("-", text.translate(_SIMPLE)))
    if not shouted(text):
        return text
    first = next(place for place, character in enumerate(text) if character.isalpha())
    return text[: first + 1] + text[first + 1 :].lower()


def shouted(text: str) -> bool:
    """Whether a sentence is all in capitals; a lone acronym is not."""
    return text.isupper() and len(_CAPITALS.findall(text)) > 1


def restored(answer: str, source: str, locale: str) -> str:
    """An engine's answer, with the typography of the text that it was made from."""
    if shouted(source):
        dotted = locales.language(locale) in ("az", "tr")
        answer = (answer.replace("i", "İ") if dotted else answer).upper()
    quotes = _QUOTES.findall(source)
    if answer.count('"') == len(quotes):
        left = iter(quotes)
        answer = re.sub('"', lambda _: next(left), answer)
    if "’" in source and "'" not in source:
        answer = re.sub(r"(?<=\w)'", "’", answer)
    if _RANGE.search(source):
        answer = re.sub(r"(?<=\d)-(?=\d)", "–", answer)
    if "—" in source or "–" in source:
        dash = "—" if "—" in source else "–"
        answer = re.sub(r"(?<=\s)-(?=\s)", dash, answer)
    if "…" in source:
        answer = answer.replace("...", "…")
    return answer
