"""What a line tells about the person who wrote it: names, addresses, hours, machines.

Only forms that hardly mean anything else: who is named in running words, nobody can tell from what
the words are about, and a comment is not to lose a word for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from tamizdat.language import facts, locales
from tamizdat.language.facts import Fact

GAP = "…"
"""What stands where something was taken out."""


class Kind(StrEnum):
    """What is told."""

    PERSON = "person"
    ADDRESS = "address"
    TIME = "time"
    MACHINE = "machine"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Trace:
    """A piece of a line that tells something."""

    start: int
    end: int
    kind: Kind
    text: str
    sure: bool = True
    """It means nothing else; what is not sure is for people to look at, and never taken out."""


_WORD = r"[^\W\d_][\w.'’-]*+"
_NAME = rf"(?<![\w.'’-]){_WORD}(?:[ \t]++{_WORD}){{0,3}}"
_YEARS = r"(?:YEAR|[12]\d{3})(?:[-–, ]+[12]\d{3})*"
_MANY = frozenset(
    # what calls itself so is no person, whoever hides behind it
    "alliance anonymous archive assembly association authors bibliothek bloc bureau campaign "
    "centre center circle club coalition collective colectivo coletivo collectif committee "
    "community company contributors cooperative council crew cross distro editors editorial "
    "federation foundation front group gmbh gruppe holder inc initiative initiativ institute "
    "kollektiv labs league library ltd maintainers media movement network netzwerk news office "
    "organisation organization package party press project projects publishing radio red redaktion "
    "rete society solidarity syndicate team the translators union us verein verlag voices "
    "volunteers workers e.v. коллектив группа союз проект редакция комитет".split()
)
_PROGRAMS = frozenset(
    "chatgpt claude crowdin deepl firefox gemini github gitlab google libretranslate lokalise "
    "lokalize mymemory omegat poedit pontoon tamizdat transifex virtaal weblate".split()
)
_LEADING = frozenset(
    "agreed ask by cc contact dear email from hello hi mail note says see tell thanks to via write "
    "спросить спросите см pregunta preguntar ver frag fragt siehe voir demander".split()
)
"""Words with a capital that stand before a name and are none."""
_NEAR = r"local|lan|localdomain|fritz\.box"
_ROOTS = "home|Users|root|mnt|Volumes|export/home"
_ADDRESS_AFTER = r"<[^<>\s@]+@[^<>\s]+>"
_ABSOLUTE = re.compile(r"file:/|[A-Za-z]:[\\/]|[\\/]|~\w+/")
_DAY = r"\d{4}-\d\d-\d\d"
_ZONE = r"(?:Z|UTC|GMT|MSK|[CEW]ES?T|[ECMP][SD]T)\b"
_HOST_WORD = (
    "laptop desktop pc mac macbook macbook-pro macbook-air mbp imac thinkpad notebook netbook "
    "workstation iphone ipad"
)
_MACHINES = "|".join(sorted(_HOST_WORD.split(), key=len, reverse=True))
_NO_OWNER = "windows|users|vs|as|is"
_NO_MACHINE = "NON|E|MULTI|ANTI|ANY|MINI|PRE"
_SYSTEMS = "localhost|debian|ubuntu|fedora|arch|archlinux|manjaro|tails|qubes|raspberrypi|kali"
"""What a machine is called when nobody has called it anything."""


@cache
def _plain_forms() -> re.Pattern[str]:
    """Compiled when the first line is looked at: most commands look at none."""
    return re.compile(
        rf"""(?P<PATH>(?<![\w./:@~-])(?:
            file:/+[^\s"'<>),;]+
            | (?-i:[A-Za-z]:)(?:\\+|/)(?:Users|home|Documents[ ]and[ ]Settings)[\\/]+[^\s"'<>|,;]+
            | /(?-i:{_ROOTS})/[^\s"'<>),;/]+/[^\s"'<>),;]*[^\s"'<>),;.]))
        | (?P<MAYBE_PATH>(?<![\w./:@~-])(?:
            (?-i:[A-Za-z]:)(?!\\+(?:Program|Windows)\b)(?:\\{{1,2}}\w[\w.-]+){{2,}}
            | \\\\[\w.-]{{2,}}\\+[^\s"'<>|,;]+
            | /(?-i:{_ROOTS})/[^\s"'<>),;]*[^\s"'<>),;.]
            | ~[a-z_][\w-]*/[^\s"'<>),;]+))
        | (?P<TIME>{_DAY}T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:?\d\d|Z)(?!\d)
            | {_DAY}[ ]+\d\d?:\d\d(?::\d\d)?[ ]?[+-]\d{{4}}(?![\d:]))
        | (?P<MAYBE_TIME>(?:{_DAY}[ ]+)?(?<![\d:])\d\d?:\d\d(?::\d\d)?[ ]?
                (?:[+-]\d{{4}}(?![\d:])|(?-i:{_ZONE})))
        | (?P<HOST>(?<![\w.+@/-])(?:[\w.+-]++@[\w-]+|(?=[\w-]*[-\d])[\w-]+)\.(?:{_NEAR})
                (?![\w-]|\.\w)
            | (?<![\w.@/])(?-i:DESKTOP|LAPTOP|WIN)-(?=[A-Z]*\d)[A-Z0-9]{{6,}}(?!\w)
            | (?<![\w./@-])(?!git@)[a-z_][\w.-]*@(?!v?\d|(?:main|master|latest|next|o?s)\b)
                (?:(?=[a-z0-9]*[\d-])[a-z][a-z0-9-]*|{_MACHINES}|{_SYSTEMS})(?![\w.@-]))
        | (?P<MAYBE_HOST>(?<![\w.+@/-])[\w-]+\.(?:{_NEAR})(?![\w-]|\.\w)
            | (?<![\w./@])(?-i:(?!(?:{_NO_MACHINE})-)[A-Z0-9]+-(?:{_MACHINES.upper()}))(?![\w-])
            | (?<![\w./@])(?!(?:{_NO_OWNER})-)[^\W\d_]\w*(?<!s)s-(?:{_MACHINES})(?![\w-]))
        | (?P<IP>(?<![\w.:])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![\w.]*\d)
            | (?<![\w:.])(?:[0-9a-f]{{0,4}}:){{4,7}}[0-9a-f]{{0,4}}(?![\w:]))
        | (?P<NICK>\b(?:(?P<app>irc|telegram|tg|jabber|xmpp|skype|discord|threema|nick)
            |matrix|signal|wire)
            (?:[ ]*[:=][ ]*|[ ]+as[ ]+)(?P<nick>(?=[\w.-]*[\d_])[^\W\d][\w.-]*\w))
        | (?P<TODO>\b(?-i:TODO|FIXME|XXX|NOTE)\((?P<whose>[^\W\d_]\w*)\))
        """,
        re.X | re.I,
    )


_BOT = re.compile(r"[\w.+-]+\[bot\]\S*")
_VERSION = re.compile(r"(?:version|ver\.?|v|§|section|chapter|article)\s*\Z", re.I)
_IP = re.compile(r"\b(?:ip|host|server|address|ssh|ping)\W{0,3}\Z", re.I)
_HIGHEST = 31
"""Sections and versions hardly have higher numbers, addresses hardly only lower ones."""
_LINKS = re.compile(
    r"(?:mailto|tel|xmpp|sip|sgnl|tg):|matrix:[ur]/|"
    r"(?:https?://)?(?:t\.me|telegram\.me|signal\.me|matrix\.to|wa\.me)/\S",
    re.I,
)
_FOR_SCREENS = re.compile(r"@\dx\.[a-z]+\Z")
"""“logo@2x.png”"""
_NO_HANDLE = frozenset(
    "@all @author @deprecated @everyone @font @handle @here @import @lang @link @media @note "
    "@param @return @see @since @todo @username @version".split()
)
_MAILED = re.compile(rf"(?P<name>{_NAME})[ \t]*(?:,[ \t]*)?{_ADDRESS_AFTER}")
_BRACKETED = re.compile(_ADDRESS_AFTER)
_DONE_ON = re.compile(
    rf"\b[^\W\d_]+(?:ed|read|written)\b[^.;:]{{0,40}}?\bby\s+(?P<name>{_NAME}?)\s+on\s+"
    r"(?P<host>(?=[\w.-]*[-.\d]\w|(?-i:[A-Z]{4}))[^\W\d_][\w.-]*\w)",
    re.I,
)
_IS_HOST = re.compile(
    rf"(?-i:DESKTOP|LAPTOP|WIN)-[A-Z0-9]+|[\w-]+-(?:{_MACHINES})|[\w-]+\.(?:{_NEAR})", re.I
)
_SIGNED = re.compile(rf"\s*(?:--|—|–)\s?(?P<name>{_NAME})(?P<date>,\s*[\d./-]{{4,}})?\s*")
_NOTED = re.compile(rf"\s*\[(?P<name>{_NAME}),?\s+{_DAY}\]:?\s")
"""“[Jane Doe 2026-02-01] …”"""
_LONGEST = 1000
_ROUNDS = 9
"""What was hidden by a name shows once that is gone; only nonsense hides so much."""
_PIECE = re.compile(rf".{{1,{_LONGEST}}}(?:\s|\Z)|.{{1,{_LONGEST}}}", re.DOTALL)
"""Longer lines are looked at in pieces, so that nobody's takes for ever."""
_MAY_TELL = re.compile(
    r"[@:/\\+=\[]|\d\.\d|-[\w-]|—|–|\bas\s|\bby\s|\.[lf]|\b(?:TODO|FIXME|XXX|NOTE)\("
    r"|\b(?:tradu|trado|übers|перев|перек)",
    re.I,
)
"""Without one of these a line tells nothing; most have none."""

# what stands at the top of a file, where people are named

_DATED = re.compile(rf"(?P<name>{_NAME}),\s*(?P<years>{_YEARS})\.?\s*")
_COPYRIGHT = re.compile(
    rf"(?:copyright|\(c\)|©)(?:\s|\(c\)|©)*(?:{_YEARS})?[\s,]*(?:by\s+)?(?P<name>{_NAME})", re.I
)
_DONE_BY = re.compile(
    r"\s*(?:last[ -])?(?:translated|proofread|reviewed|edited|modified|changed|saved|updated|"
    r"created|written|generated|corrected)\b[^.;:]{0,40}?\bby\s+"
    rf"(?P<name>{_NAME})",
    re.I,
)


_TRANSLATED = (
    "translator|translated by|reviewer|reviewed by|proofreader|proofread by|"
    "traducid[oa] por|traduzid[oa] por|traduit par|tradotto da|übersetzt von|"
    "перев[её]л[аи]?|переклав"
)
"""What stands before the name of who worked on it, in the languages of many catalogs."""
_TRANSLATION = "traducción|tradução|traduction|traduzione|übersetzung|перевод|переклад"
_TRANSLATED_BY = re.compile(
    rf"\s*(?:{_TRANSLATED}|(?P<what>{_TRANSLATION}))\s*:?\s+(?P<name>{_NAME})[\s.]*", re.I
)


@cache
def _role() -> re.Pattern[str]:
    """“Translator: Jane”, “Reviewed-by: Jane”; compiled late, as above."""
    return re.compile(
        r"\s*(?:(?:first |last |previous |current )?"
        r"(?:translat|auth|review|proofread|edit|maintain|coordinat|contribut|writ|correct)"
        r"(?:or|er|ers|ors)?"
        r"|[\w-]+-by|(?:translated|written|reviewed|edited|corrected|created|proofread) by)"
        rf"\s*:\s*(?P<name>{_NAME}|[\w.-]+)",
        re.I,
    )


def is_person(name: str) -> bool:
    """Whether a name may be somebody's: each word with a capital, and none that many share."""
    return is_somebody(name) and all(map(_capital, name.split()))


def is_somebody(name: str) -> bool:
    """Whether what is called an author may be a person, or a name that one goes by."""
    words = [word.casefold() for word in name.split()]
    many = any(word in _MANY or word.strip(".,") in _MANY for word in words)
    return bool(words) and not many and name.casefold() not in _PROGRAMS


def public(texts: Collection[str]) -> frozenset[str]:
    """The addresses of texts that everybody may read, as `traces` leaves them alone."""
    return frozenset(address.key.casefold() for text in texts for address in facts.addresses(text))


def is_absolute(path: str) -> bool:
    """Whether a path, of any system, begins where a machine does."""
    return _ABSOLUTE.match(path) is not None


def file_name(path: str) -> str:
    """What is left of a path that tells nothing of its machine."""
    inner = re.sub(
        r"^(?:file:/+|/)?(?:home|Users|export/home)/[^/]+|^.:[\\/]+Users[\\/]+[^\\/]+", "", path
    )
    name = re.split(r"[\\/]", inner.rstrip("\\/"))[-1]
    return name if re.search(r"\w", name) and not is_absolute(name) else GAP


def traces(text: str, known: Collection[str] = (), *, heading: bool = False) -> tuple[Trace, ...]:
    """What a line tells, in order, no two in the same place.

    Args:
        text: one line.
        known: addresses that are public.
        heading: it stands where authors are named, at the top of a file or in a trailer.
    """
    if not heading and not _MAY_TELL.search(text):
        return ()
    if len(text) <= _LONGEST:
        return tuple(trace for trace in _all(text, heading) if not is_public(trace, known))
    return tuple(
        replace(trace, start=trace.start + piece.start(), end=trace.end + piece.start())
        for piece in _PIECE.finditer(text)
        for trace in _all(piece[0], heading)
        if not is_public(trace, known)
    )


def without(text: str, known: Collection[str] = (), *, heading: bool = False) -> str:
    """The line without what it surely tells, a path by its name alone; empty if no word is left."""
    left = text
    for _ in range(_ROUNDS):
        sure = [trace for trace in traces(left, known, heading=heading) if trace.sure]
        if not sure:
            break
        kept, end = [], 0
        for trace in sure:
            path = trace.kind is Kind.MACHINE and is_absolute(trace.text)
            kept += [left[end : trace.start], file_name(trace.text) if path else GAP]
            end = trace.end
        left = "".join(kept) + left[end:]
    return left if left == text or re.search(r"[^\W\d_]", left.replace("YEAR", "")) else ""


def is_public(trace: Trace, known: Collection[str]) -> bool:
    """Whether an address is among those that are public."""
    if trace.kind is not Kind.ADDRESS or not known:
        return False
    key = next((address.key for address in facts.addresses(trace.text)), trace.text)
    return key.casefold() in known


@lru_cache(maxsize=1 << 12)
def _all(text: str, heading: bool) -> tuple[Trace, ...]:
    """The traces of a line, of two in one place the surer."""
    taken = bytearray(len(text))
    found: list[Trace] = []
    for trace in sorted(_found(text, heading), key=lambda trace: not trace.sure):
        if not any(taken[trace.start : trace.end]):
            taken[trace.start : trace.end] = b"\1" * (trace.end - trace.start)
            found.append(trace)
    return tuple(sorted(found, key=lambda trace: trace.start))


def _found(text: str, heading: bool) -> Iterator[Trace]:
    """The surest first."""
    text = _BOT.sub(lambda match: " " * len(match[0]), text)
    for match in _plain_forms().finditer(text):
        yield from _plain(match)
    if done := _DONE_ON.search(text):
        sure = _IS_HOST.fullmatch(done["host"]) is not None
        yield _trace(done, "host", Kind.MACHINE, sure=sure)
        yield _trace(done, "name", Kind.PERSON, sure=sure)
    for match in _MAILED.finditer(text):
        yield from _named(match)
    for address in facts.addresses(text):
        yield from _address(address)
    for match in _BRACKETED.finditer(text):
        start, end, said = match.start() + 1, match.end() - 1, match[0][1:-1]
        yield Trace(start, end, Kind.ADDRESS, said, "." in said.partition("@")[2] or said.isupper())
    signs = [_SIGNED.fullmatch(text), _NOTED.match(text), _TRANSLATED_BY.fullmatch(text)]
    if heading:
        signs += [pattern.match(text) for pattern in (_DATED, _role(), _DONE_BY)]
        signs.append(_COPYRIGHT.search(text))
    for sign in signs:
        if sign:
            yield from _named(sign)


def _plain(match: re.Match[str]) -> Iterator[Trace]:
    group = match.lastgroup or ""
    if group == "HOST" and "@" in match[group] and not locales.problem(match[group].split("@")[0]):
        group = "MAYBE_HOST"  # “ca@valencia-2020”
    if group in ("PATH", "HOST", "MAYBE_PATH", "MAYBE_HOST"):
        yield _trace(match, match.lastgroup or "", Kind.MACHINE, sure="MAYBE" not in group)
    elif group in ("TIME", "MAYBE_TIME"):
        yield _trace(match, group, Kind.TIME, sure=group == "TIME")
    elif group == "IP":
        named = _IP.search(match.string, 0, match.start()) is not None
        parts = [int(part) for part in match["IP"].split(".")] if "." in match["IP"] else [255]
        no_version = not _VERSION.search(match.string, 0, match.start())
        if no_version and (named or max(parts) > _HIGHEST) and _is_somebodys(match["IP"]):
            yield _trace(match, "IP", Kind.MACHINE, sure=named or parts[0] > 99)
    elif group == "TODO":
        yield _trace(match, "whose", Kind.PERSON, sure=False)
    else:
        yield _trace(match, "nick", Kind.ADDRESS, sure=match["app"] is not None)


def _trace(match: re.Match[str], group: str, kind: Kind, *, sure: bool) -> Trace:
    return Trace(*match.span(group), kind, match[group], sure)


def _is_somebodys(written: str) -> bool:
    import ipaddress  # noqa: PLC0415 - hardly a line holds one

    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)


def _address(address: facts.Address) -> Iterator[Trace]:
    text, sure = address.text, True
    telling = address.kind in (Fact.EMAIL, Fact.PHONE) and not text.startswith("git@")
    if address.kind is Fact.EMAIL and _FOR_SCREENS.search(text):
        telling = False
    if address.kind is Fact.HANDLE:
        telling = len(text) > 3 and text.casefold() not in _NO_HANDLE
        sure = re.search(r"[\d_.:]", text) is not None
    if telling or _LINKS.match(text):
        yield Trace(address.start, address.end, Kind.ADDRESS, text, sure)


def _named(match: re.Match[str]) -> Iterator[Trace]:
    """The name, without the words before it or behind it that are no part of one."""
    words = [*re.finditer(r"\S+", match["name"])]
    capital = [_capital(word[0]) for word in words]
    if match.re is _MAILED:  # what leads to it: “Write to Zoe Zed <…>”
        first = next((n + 1 for n in reversed(range(len(words))) if not capital[n]), 0)
        while first < len(words) and words[first][0].casefold() in _LEADING:
            first += 1
        last = len(words)
    else:
        first = 0
        last = next((n for n in range(len(words)) if not capital[n]), len(words))
        if match.re is _role() and not last:
            last = 1  # “Translator: jane”
        if match.re is _DATED and last < len(words):
            return
    if first >= last:
        return
    start, end = words[first].start(), words[last - 1].end()
    name = match["name"][start:end]
    everything = match["name"].split()
    if any(word.casefold().strip(".,") in _MANY for word in everything):
        return
    if name.casefold() in _PROGRAMS:
        return
    offset = match.start("name")
    whole = last - first == len(words)
    sure = _is_sure(match, last - first, whole=whole) and name[0].isupper()
    sure = sure or match.re is _MAILED
    yield Trace(offset + start, offset + end, Kind.PERSON, name, sure)


def _is_sure(match: re.Match[str], words: int, *, whole: bool) -> bool:
    """Whether a name with a capital is one: beside a dash, a date, “translation”, much stands."""
    if match.re is _SIGNED:
        return match["date"] is not None
    if match.re is _DATED:
        return words > 1 and not match["years"].isalnum()
    if match.re is _NOTED:
        return words > 1
    if match.re is _role():
        return whole  # “Editor: Please don't touch”
    return match.re is not _TRANSLATED_BY or match["what"] is None


def _capital(word: str) -> bool:
    """Whether a word may begin a name; scripts without capitals can't tell."""
    return word[0].isupper() or (word[0].isalpha() and word[0].lower() == word[0].upper())
