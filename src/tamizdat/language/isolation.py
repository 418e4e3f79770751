"""What of a text is read left to right wherever it stands: addresses, phone numbers, dates, signs.

In a right-to-left paragraph the Unicode Bidirectional Algorithm (UAX #9) puts marks at the ends of
such a token on its wrong side, and the groups of a phone number in the order of words: people see
`222 22 69 30 49+`. An isolate around the token (UAX #9, section 2.4; HTML's `bdi`) mends that.

What Unicode and CLDR show rightly is left alone. Ranges (`14:00–18:00`) run from right to left, as
they are read; so do `50 €` and dates with the day first, as CLDR's patterns for Arabic and Hebrew
have them, and signs with the digits of Arabic. Signs before a number, and `%` behind Latin digits,
keep to their side (CLDR's symbols have a left-to-right mark there, which takes along the digits of
Persian and a percent sign behind them: `+۱۲٪`); so do dates of ISO 8601, and addresses (RFC 3987,
section 4.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tamizdat.language.facts import Fact, addresses

LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG, END = "\u2066\u2067\u2068\u2069"
"""The isolates of UAX #9: LRI, RLI, FSI, PDI."""
_OVERRIDE, _OVERRIDE_END = "\u202d\u202c"
CONTROLS = f"{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}{FIRST_STRONG}{END}"
MARKS = f"{CONTROLS}{_OVERRIDE}{_OVERRIDE_END}"
"""Everything that stands around tokens."""
_CONTROL = re.compile(f"[{CONTROLS}]")
CODE = frozenset("code kbd pre samp".split())
"""Elements of HTML whose content is left to right as a whole."""

_LETTERS = (
    "\u0590-\u0608\u060b-\u065f\u066d-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
"""Of scripts that are written from right to left, for a character class; their digits are none,
nor are the signs of percent and decimals among these (bidi classes ET and AN)."""
_BREAK = (
    rf"\s{_LETTERS}\u00ab\u00bb\u200b-\u200f\u2013-\u2015\u2018-\u201f\u2026-\u202e\u2060-\u2069"
)
_SPACE = r"[\u0020\u00a0\u2009\u202f]"
_SIGN = r"[-+\u2212\u00b1~\u2248\u2264\u2265]"
_JOINERS = ("-", "\u2010", "\u2011")
"""Between a prefix and a word, or a word and a suffix; the Hebrew one is a letter to us."""
_ZERO = "[0\u0660\u06f0]"
_POINT = r"[.,\u066b\u066c]"
_WORDED = rf"[^\W{_LETTERS}]"
"""A letter, a digit or `_` of another script."""
_START = rf"(?<!{_WORDED})"
"""Not in a word, but maybe behind a prefix from right to left: `ו`, `و`."""
_NUMBER = rf"{_START}(?<![.,:\u066b\u066c])"
_TOKEN = re.compile(
    rf"""(?P<joiner>(?<=[{_LETTERS}])[{"".join(_JOINERS)}])
    |(?P<phone>{_START}(?<!\+) (?!\d\d?[-./]\d\d?[-./]\d{{4}}(?!\d))
        (?:\({_ZERO}\d{{1,5}}\)|{_ZERO}\d{{1,5}}|\(\d{{2,5}}\))
        (?:(?:{_SPACE}|[-./\u2011]){{1,2}}\d{{2,9}})+)
    |(?P<groups>{_NUMBER}(?<!\+) (?!(?:\d{{4}}{_SPACE})+\d{{4}}(?![\w\u0020]))
        \d{{2,}}(?:{_SPACE}\d{{2,}}){{2,}}(?![\w%\u066a]))
    |(?P<thousands>{_NUMBER}{_SIGN}?\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:{_POINT}\d+)?(?!\w))
    |(?P<measure>{_NUMBER}{_SIGN}?[0-9]+(?:[.,][0-9]+)?{_SPACE}?
        (?:[%\u2030]|\u00b0[CFK]?)(?!\w))
    |(?P<signed>{_NUMBER}{_SIGN}[0-9\u06f0-\u06f9]+(?:{_POINT}[0-9\u06f0-\u06f9]+)?{_SPACE}?
        (?:[%\u2030\u0609\u066a]|\u00b0[CFK]?)(?!\w))
    |(?P<word>[^"()\[\]{{}}<>,;{_BREAK}]+)""",
    re.X,
)
_BETWEEN = rf'[\s,;"()\u00ab\u00bb\u200c{_LETTERS}]*+'
_STEADY = re.compile(rf"{_BETWEEN}(?:[A-Za-z]++[.:!?']*+{_BETWEEN})*+")
"""Words and the punctuation behind them: nothing in it is seen wrongly."""
_SENTENCE = ".:!?'*_"
"""What may end a word and is none of it."""
_ARABIC_DIGIT = re.compile("[\u0660-\u0669]")
_SIGNED = re.compile(
    r"[-+\u2212\u00b1~\u2248\u2264\u2265#\u2116$\u00a2-\u00a5\u20a0-\u20cf][0-9\u06f0-\u06f9]"
)
_JOINED = re.compile(
    r"\A(?:(?![#$\u00a2-\u00a5\u20a0-\u20cf]|[+\u2212\u00b1][0-9\u06f0-\u06f9])[\W_])+"
)
"""What stands between a prefix and a word but for the word's own signs."""
_NAME = re.compile(
    rf"""(?:[\u0020\u00a0][.:]{{0,2}} (?:{_WORDED}(?:[-.'’&/](?={_WORDED}))?)++ (?<=[^\W\d_])
        (?=[-"()\[\]{{}}<>,;{_BREAK}]|\Z)){{1,3}}+ (?![\u0020\u00a0][.:]{{0,2}}{_WORDED})""",
    re.X,
)
"""Backwards, the few words that say what a number is: `IBAN`, `Deutsche Bank:`."""
_PERCENT = re.compile(r"[0-9]+(?:[.,][0-9]+)?[%\u2030\u00b0]")
_DATE = re.compile(r"\d{4}([-\u2010\u2011])\d\d?\1\d\d?(?:T.*)?")
_SPLIT_NUMBER = re.compile(r"\d+(?:[-\u2011]\d+){2,}")
_DAY_FIRST = re.compile(r"\d\d?[-\u2011]\d\d?[-\u2011]\d{2,4}")
_FEWEST_DIGITS = 7
"""Of a phone number without a country's code."""


class Span(NamedTuple):
    """A token in a text."""

    start: int
    end: int
    kind: Fact | None
    """What kind of address it is, if any."""


@lru_cache(maxsize=1024)
def spans(text: str) -> tuple[Span, ...]:
    """The tokens of a text that are read left to right, in order."""
    found: list[Span] = []
    position = 0
    for address in addresses(text):
        found += _others(text, position, address.start)
        found.append(Span(address.start, address.end, address.kind))
        position = address.end
    found += _others(text, position, len(text))
    return tuple(_named(text, found))


def _named(text: str, found: list[Span]) -> Iterator[Span]:
    """The tokens, numbers with the words that name them: else these could join what is before."""
    position = 0
    for span in found:
        name = None
        if span.kind in (Fact.KEY, Fact.PHONE):
            name = _NAME.match(text[position : span.start][::-1])
        yield span._replace(start=span.start - name.end()) if name else span
        position = span.end


def isolated(text: str) -> str:
    """A text with isolates around such tokens, for where no markup can stand."""
    shown, position = "", 0
    for span in spans(text):
        shown += text[position : span.start] + enclosed(text[span.start : span.end])
        position = span.end
    return shown + text[position:]


def enclosed(token: str) -> str:
    """A token between the marks that have it seen from left to right, all of them outside it."""
    if needs_override(token):
        token = f"{_OVERRIDE}{token}{_OVERRIDE_END}"
    return f"{LEFT_TO_RIGHT}{token}{END}"


def needs_override(token: str) -> bool:
    """Whether an isolate isn't enough: groups of Arabic digits run from right to left in any."""
    return bool(_ARABIC_DIGIT.search(token)) and not _RTL.search(token)


def is_stable(token: str) -> bool:
    """Whether a token is shown rightly without an isolate: all of it follows its first letter."""
    return token[:1].isalpha() and token[-1:].isalnum() and not _RTL.search(token)


def balanced(lines: list[str]) -> list[str]:
    """Lines of one text, where isolates that go on are closed and opened again: UAX #9, rule X8."""
    if not any(map(_CONTROL.search, lines)):
        return lines
    shown, opened = [], ""
    for line in lines:
        start = opened
        for character in _CONTROL.findall(line):
            opened = opened[:-1] if character == END else opened + character
        shown.append(start + line + END * len(opened))
    return shown


_RTL = re.compile(f"[{_LETTERS}]")


def _others(text: str, start: int, end: int) -> Iterator[Span]:
    """The tokens of a stretch of text that are no addresses."""
    if _STEADY.fullmatch(text, start, end):
        return
    for match in _TOKEN.finditer(text, start, end):
        here, there = match.span()
        if match.lastgroup in ("thousands", "measure", "signed"):
            yield Span(here, there, None)
        elif match.lastgroup in ("phone", "groups"):
            if sum(map(str.isdigit, match.group())) >= _FEWEST_DIGITS:
                yield Span(here, there, Fact.PHONE)
        elif match.lastgroup == "word":
            word = match[0].rstrip(_SENTENCE)
            if word[:1].isalpha() and word[-1:].isalnum():
                continue  # most words: nothing to trim, and stable
            here, there = _trimmed(text, here, there)
            if _is_directed(text[here:there]):
                yield Span(here, there, None)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A word without the punctuation of its sentence, and without what joins it to a prefix."""
    word = text[start:end]
    end -= len(word) - len(word.rstrip(_SENTENCE))
    start += len(word) - len(word.lstrip(":!?'*_"))
    if _is_rtl_letter(text[end : end + 1]):
        joined = text[start:end].endswith(_JOINERS)
        end = end - 1 if joined else start + len(re.sub(r"[\W_]+\Z", "", text[start:end]))
    if _is_rtl_letter(text[start - 1 : start]):
        start = end - len(_JOINED.sub("", text[start:end]))
    return start, end


def _is_rtl_letter(character: str) -> bool:
    return character.isalpha() and bool(_RTL.match(character))


def _is_directed(word: str) -> bool:
    """Whether a word without right-to-left letters would be seen in another order."""
    if any(map(str.isalpha, word)):
        return not is_stable(word)
    if _SPLIT_NUMBER.fullmatch(word) and not _DAY_FIRST.fullmatch(word):
        return True
    return bool(_SIGNED.match(word) or _DATE.fullmatch(word) or _PERCENT.fullmatch(word))
