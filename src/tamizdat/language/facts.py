"""What must survive translation: addresses, directives of site generators, numbers, dates.

Pure functions on visible text. They find candidates to be compared between a msgid and its msgstr,
so a file name taken for a domain does no harm as long as it stands on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from tamizdat.language import scripts


class Fact(StrEnum):
    """What kind of address something is."""

    URL = "URL"
    EMAIL = "e-mail address"
    HANDLE = "handle"
    DOMAIN = "domain"
    PHONE = "phone number"
    KEY = "key or account number"


@dataclass(frozen=True, slots=True)
class Address:
    """Something that readers follow, write to, call or pay to."""

    start: int
    end: int
    text: str
    kind: Fact

    @property
    def key(self) -> str:
        """What must be equal: the text, without the spaces of phone numbers and keys."""
        if self.kind is Fact.PHONE:
            return "+" + re.sub(r"\D", "", self.text.translate(_DIGITS))
        return re.sub(r"\s", "", self.text) if self.kind is Fact.KEY else self.text


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, and other ways to write the same."""

    text: str
    value: str
    """Digits folded to ASCII, thousands joined, a decimal point, no trailing zeros."""
    also: frozenset[str] = frozenset()
    """Values that mean the same here: 14 for "2 pm", 5000000 for "5 million"."""


@dataclass(frozen=True, slots=True)
class Date:
    """A month that is named, with a day beside it; 0 where there is none."""

    month: int
    day: int


# Latin, Greek, Cyrillic, Armenian: what look-alikes are made of. Scripts that are written without
# spaces, or glue particles to a foreign word (Korean, Japanese, Hebrew, Arabic), end an address.
_LETTERS = r"A-Za-z\u00c0-\u037d\u037f-\u0386\u0388-\u0559\u0560-\u0588\u1e00-\u1fff"
_L = rf"{_LETTERS}0-9_"
_LABEL = rf"[{_L}](?:[{_L}-]{{0,61}}[{_L}])?"
_URL_CHARACTER = (
    rf"[^\s<>\"`{{}}|\\^{scripts.SOUTH_EAST_ASIAN}\u2000-\u206f{scripts.WIDE}{scripts.HANGUL}"
    r"\u3130-\u318f\ua000-\uabff\ufe10-\ufe4f«»]"
)
_TLDS = (
    "com org net info edu gov int mil biz name onion i2p app blog black camp center chat click "
    "club coop dev email eco fund fyi help host link live media network news ngo one online page "
    "party press pro red shop site social solutions space store support systems team tech today "
    "top work works world xyz zone cat lat example"
).split()
_NATIONAL_TLDS = "рф рус укр бел срб мкд мон бг ею қаз орг ком сайт онлайн ελ ευ հայ".split()
# Of the two-letter codes only assigned ones, so that "e.g" or "ah.so" are words.
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee "
    "eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk "
    "hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la "
    "lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my "
    "mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro "
    "rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk "
    "tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
).split()
_ANY_TLD = rf"(?:xn--[a-z0-9-]+|[{_LETTERS}]{{2,}})"
_KNOWN = "|".join([*_TLDS, *_COUNTRIES, *_NATIONAL_TLDS, r"xn--[a-z0-9-]+"])


@cache
def _address() -> re.Pattern[str]:
    """Compiled when the first text is looked at: it takes as long as starting Python."""
    return re.compile(
        rf"""(?P<URL>(?<![{_L}])(?:[A-Za-z][A-Za-z0-9+.-]{{0,30}}://|(?:mailto|tel|xmpp|matrix|magnet):)
          {_URL_CHARACTER}+)
    |(?P<HANDLE>(?<![{_L}@/.])@[{_L}]+(?:\.[a-z0-9_][{_L}]*)*(?:[@:]{_LABEL}(?:\.{_LABEL})+)?)
    |(?P<EMAIL>[{_L}][{_L}.+%-]{{0,63}}@(?:{_LABEL}\.)+{_ANY_TLD})
    |(?P<PHONE>(?<![{_L}\d+])\+\d(?:[\s().\u2010-\u2013/-]{{0,2}}\d){{6,14}}(?!\d))
    |(?P<KEY>(?<![{_L}])(?:
        [A-Z]{{2}}\d\d(?:[ \u00a0]?[A-Z0-9]{{4}}){{3,7}}(?:[ \u00a0]?[A-Z0-9]{{1,3}})?
            (?![ \u00a0]{{1,2}}[0-9A-F]{{4}})
        |(?:0x)?[0-9A-F]{{4}}(?:[ \u00a0]{{1,2}}[0-9A-F]{{4}}){{3,}}
        |(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{{20,}})(?![{_L}]|\.[a-z]))
    |(?P<DOMAIN>(?<![{_L}@./])(?<![{_L}@./]-)(?:{_LABEL}\.){{1,20}}
        (?:(?:{_KNOWN})|(?:{_KNOWN.upper()})|[a-z]{{2,24}}(?=/\w))
        (?![{_L}]|\.[{_L}]|-[{_L}.-]*\.[a-z])(?::\d+)?(?:[/?\#]{_URL_CHARACTER}*)?)""",
        re.X,
    )


_MAY_HOLD_ADDRESS = re.compile(r"[@:+]|\w\.\w|\w{20}|[0-9A-F]{4}[ \u00a0][0-9A-F]{4}")
_TRAILING = (
    ".,;:!?'’\"”*_~)]}…"
    "\u037e\u0387·"  # Greek
    "\u0589\u055c\u055d\u055e"  # Armenian
    "\u05be\u05c3\u05f3\u05f4"  # Hebrew
    "\u060c\u061b\u061f\u066a\u066b\u066c\u06d4"  # Arabic
    "\u0964\u0965"  # Devanagari and others
    "\u1361\u1362\u1363\u1364\u1365\u1366\u1367\u1368"  # Ethiopic
)
"""Punctuation of sentences; that of wide scripts is no part of an address anywhere."""


def may_hold_address(text: str) -> bool:
    """Whether it is worth to look for addresses; most texts have none."""
    return _MAY_HOLD_ADDRESS.search(text) is not None


@lru_cache(maxsize=1024)
def addresses(text: str) -> tuple[Address, ...]:
    """URLs, e-mail addresses, handles, bare domains, phone numbers, wallets, keys; in order."""
    if not may_hold_address(text):
        return ()
    found = []
    for match in _address().finditer(text):
        raw, kind = match.group(), Fact[match.lastgroup or ""]
        if kind in (Fact.URL, Fact.DOMAIN):
            raw = _without_trailing(raw)
        found.append(Address(match.start(), match.start() + len(raw), raw, kind))
    return tuple(found)


def _without_trailing(raw: str) -> str:
    """Cut punctuation of the sentence; a closing bracket stays where it was opened inside."""
    bare = raw.rstrip(_TRAILING)
    unclosed = bare.count("(") - bare.count(")")
    return bare + ")" if unclosed > 0 and raw[len(bare) :].startswith(")") else bare


_DIRECTIVE = re.compile(
    r"""\{\{.{0,500}?\}\} | \{%.{0,500}?%\} | \{\#.{0,500}?\#\} | \{!.{0,500}?!\}
    | <%.{0,500}?%> | <\?.{0,500}?(?:\?>|\Z) | \[\[!.{0,500}?\]\] | \[\[?_?TOC_?\]\]?
    | [$\#%]\{[^{}\n]{0,500}\} | %\([^()\n]{0,99}\)[a-z]
    | \{:?[.\#]\w[^{}\n]{0,500}\} | \{::?[ \w/][^{}\n]{0,500}\}
    | -+8<-+ | (?<!\S):::+[ \t]*[\w{-]* | (?<!\S)::[\w-]+[^:\n]{0,200}:: | (?<!\S)\.\.[ ]+[\w-]+::
    | \b(?:include|image|video|audio|if(?:n?def|eval))::[^\s\[\]]*\[[^\[\]\n]*\]""",
    re.X | re.S,
)
_MAY_HOLD_DIRECTIVE = re.compile(r"\{|<[%?]|%\(|\[\[!|\[_?TOC|8<|::")


def directives(text: str) -> tuple[str, ...]:
    """Variables, includes and attribute lists that a site generator would act on; in order."""
    if not _MAY_HOLD_DIRECTIVE.search(text):
        return ()
    return tuple(match.group().strip() for match in _DIRECTIVE.finditer(text))


def without_directives(text: str) -> str:
    """The text with a U+FFFC for each of those."""
    return _DIRECTIVE.sub("\ufffc", text) if _MAY_HOLD_DIRECTIVE.search(text) else text


# First digit of every decimal system that a locale of CLDR uses by default or commonly.
_ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x17E0, 0x1810, 0x1C50, 0xABF0, 0xFF10,
)  # fmt: skip
_DIGITS = {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)} | {
    ord("٫"): ".",
    ord("٬"): "’",
}
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u2009\u202f]\d+)*")
_THOUSANDS = re.compile(
    r"[1-9]\d{0,2}(?:(?P<mark>[.,'’\u00a0\u2009\u202f])\d{3}(?:(?P=mark)\d{3})*"
    r"|(?:,\d{2})+,\d{3})(?P<rest>[.,]\d+)?"
)
_SCALE = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "万": 10**4, "萬": 10**4, "만": 10**4,
    "億": 10**8, "亿": 10**8, "억": 10**8, "천": 10**3, "千": 10**3,
}  # fmt: skip
_UNIT = re.compile(rf"[\s\u00a0-]?({'|'.join(_SCALE)})")
_AFTERNOON = re.compile(r"(?::\d\d)?\s*p\.?\s?m\b", re.I)
_AFTERNOON_BEFORE = re.compile(r"(?:午後|下午|오후)\s*\Z")
_RANGE = re.compile(r"(\d\d)\d\d\s?[-–—/]\s?\Z")


@lru_cache(maxsize=1024)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text, in order, both ends of a range; full hours without their `:00`.

    `1,000`, `1.000` and `1 000` are the same number whatever the locale (translators don't keep to
    CLDR), and so are `1.5` and `1,5`; scripts' own digits are folded.
    """
    if not _DIGIT.search(text):
        return ()
    plain = text.translate(_DIGITS)
    found = []
    for match in _NUMBER.finditer(plain):
        start, end = match.span()
        if match.group() == "00" and plain[start - 1 : start] in (":", "h"):
            continue
        value = _value(match.group())
        also = frozenset(_equivalents(value, plain, start, end))
        found.append(Number(text[start:end], value, also))
    return tuple(found)


def _value(raw: str) -> str:
    match = _THOUSANDS.fullmatch(raw)
    if match:
        rest = match["rest"] or ""
        raw = re.sub(r"\D", "", raw.removesuffix(rest)) + rest
    raw = re.sub(r"\D", ".", raw)
    if raw.count(".") == 1:
        raw = raw.rstrip("0").rstrip(".")
    return raw if "." in raw else raw.lstrip("0") or "0"


def _equivalents(value: str, text: str, start: int, end: int) -> Iterator[str]:
    """Other values that mean the same, judged by what stands beside the number."""
    before = text[max(0, start - 8) : start]
    morning = value.isdigit() and len(value) < 3 and int(value) < 12
    if morning and (_AFTERNOON.match(text, end) or _AFTERNOON_BEFORE.search(before)):
        yield str(int(value) + 12)
    century = _RANGE.search(before)
    if century and len(value) == 2:
        yield century[1] + value
    if len(value) == 4 and text[end : end + 1] == "s":
        yield value[2:]
    unit = _UNIT.match(text, end)
    if unit and value.count(".") < 2:
        yield f"{float(value) * _SCALE[unit[1]]:.6f}".rstrip("0").rstrip(".")


def dates(text: str, months: Mapping[str, int], *, capitalised: bool = False) -> tuple[Date, ...]:
    """The months that a text names, each with the days beside it (`February 22-29`, `1 de mayo`).

    `months` gives the numbers of the locale's month names in lower case. Long names are found with
    case endings; `capitalised` takes only whole words with a capital (English "may" is a verb). A
    name without a day counts as day 0.
    """
    plain = text if text.isascii() else text.translate(_DIGITS)
    found: list[Date] = []
    pattern, numbered = _months(tuple(months.items()))
    for match in pattern.finditer(plain):
        name = match["whole"] or match["short"] or match["stem"]
        if capitalised and (name != match.group() or not name[0].isupper()):
            continue
        before = _DAYS_BEFORE.search(plain[max(0, match.start() - 24) : match.start()])
        days = before or _DAYS_AFTER.match(plain, match.end())
        numerals = re.findall(r"\d+", days.group()) if days else []
        found += [
            Date(numbered[_caseless(name)], int(day)) for day in numerals or "0" if int(day) < 32
        ]
    return tuple(found)


def _caseless(name: str) -> str:
    """What `re.I` takes for one name: of a Turkish i, too, it minds neither case nor dot."""
    return name.casefold().replace("\u0307", "").replace("ı", "i")


_DAY = r"(?<![\d.,:])\d{1,2}(?![\d:])(?:st|nd|rd|th|er|ers|[ºª°]|-?го|-?е|日|일)?"
_DAYS_BEFORE = re.compile(
    rf"(?:{_DAY}\.?\s?(?:[-–—/]|[^\W\d]{{1,4}})\s?)?{_DAY}\.?(?:\s(?:de|di|d[’']|of|a|o))?\s?\Z"
)
_DAYS_AFTER = re.compile(rf"\.?\s?(?:the\s)?{_DAY}(?:\s?[-–—/~〜～]\s?{_DAY})?")


_GLUED = "[בלמוܒܠ]?"
"""Words of one letter, “in”, “to”, “and”, that Hebrew and Syriac glue to the next one."""


@lru_cache(maxsize=64)
def _months(months: tuple[tuple[str, int], ...]) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """Names in any case; those of four letters or more may go on. And the number of each."""
    names = sorted(dict(months), key=len, reverse=True)
    numbered = {_caseless(name): number for name, number in months}
    whole = "|".join(re.escape(name) for name in names if name[-1:] in "月월") or "(?!)"
    short = "|".join(re.escape(name) for name in names if len(name) < 4) or "(?!)"
    stems = "|".join(re.escape(name) for name in names if len(name) > 3) or "(?!)"
    pattern = (
        rf"(?P<whole>(?<!\d)(?:{whole}))|(?<![^\W_]){_GLUED}(?P<short>{short})(?![^\W_])"
        rf"|(?<![^\W_]){_GLUED}(?P<stem>{stems})[^\W\d_]{{0,4}}"
    )
    return re.compile(pattern, re.I), numbered
