"""Who, when, where and with what: what a catalog tells of the people behind it, and it without.

Only fields that gettext and we need stay; of comments, all but what identifies somebody. Strings,
flags, previous msgids and `#.` are left alone: they are the text, and the source's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from tamizdat.catalogs.catalog import Catalog, Message, Provenance, apart
from tamizdat.catalogs.po.strings import decode
from tamizdat.language import locales, people
from tamizdat.language.people import Kind

_KEPT = re.compile(
    r"Project-Id-Version|Language|MIME-Version|Content-Type|Content-Transfer-Encoding|Plural-Forms"
    r"|X-Tamizdat-[\w-]*",
    re.IGNORECASE,
)
_EMPTIED = re.compile(
    "POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To",
    re.IGNORECASE,
)
"""What `msgfmt --check` misses where it is not there; all other fields go as a whole."""
_OURS = ("X-Generator", "tamizdat")
_PLACEHOLDER = re.compile(r"YEAR-MO-DA.*|FULL NAME <EMAIL@ADDRESS>|LANGUAGE <LL@li\.org>|EMAIL@.*")
"""What xgettext writes for people to fill in."""
_FOLDER = re.compile(r"(?:\s|\u2068)(?:file:|[A-Za-z]:[\\/]|[\\/~])")
_BLANKS = ("FIRST AUTHOR", "EMAIL@ADDRESS")
_LONGEST = 1000
"""Characters of a field that are looked at; nobody's name or list of addresses is longer."""
_TEAM_ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+|\w+://\S+")
_KINDS = (
    (Kind.PROGRAM, re.compile("generat", re.IGNORECASE)),
    (Kind.MACHINE, re.compile("host|path|folder|machine|computer", re.IGNORECASE)),
    (
        Kind.PERSON,
        re.compile(
            r"(?:.*-)?(?:user|member|name|by|lead|leader|owner|manager|author|editor|reviewer|"
            r"translator|coordinator)(?:-.*)?",
            re.IGNORECASE,
        ),
    ),
    (Kind.TIME, re.compile(r"date|time", re.IGNORECASE)),
)
_HEADER = re.compile(r'^msgid[ \t]*""[ \t]*\r?\n[ \t]*msgstr\b', re.MULTILINE)
_KEYWORD = re.compile(r'[ \t]*(msgctxt|msgid|msgstr)\b[ \t]*(?=")')
_LOOSE = re.compile(
    r'[ \t]*"(?P<field>(?:(?:POT|PO)-\w+-Date|Last-Translator|Language-Team|Report-\w+-Bugs-To'
    r'|X-[\w-]+):.*)"[ \t]*\r?\Z'
)
"""A line of a header that is no longer at its place: in a file that is broken, or cut off."""
_STRING = re.compile(r'[ \t]*"(.*)"[ \t]*')
_REFERENCE = re.compile(r"(?<=[\s\u2068])[^\s\u2068\u2069]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""With its end, which the last one may lack."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a catalog tells."""

    line: int
    place: str
    """“Last-Translator”, “comment”, “reference” …"""
    kind: Kind
    text: str
    ours: bool = False
    """It stands in a line of ours, or in one that comes from the source; scrubbing leaves it."""
    sure: bool = True
    """It means nothing else; what is not sure is for people to look at, and scrubbing leaves it."""


def scrubbed(catalog: Catalog, domains: Collection[str] = ()) -> Catalog:
    """The catalog without what tells of people; the same object where nothing does.

    A line of a comment of which no word is left goes. Who is named with `by=` has chosen the name.

    Args:
        catalog: any.
        domains: names of texts, which stay in `Project-Id-Version` whatever they look like.
    """
    known = _Public(lambda: [message.msgid for message in catalog.messages])
    header = _commented(catalog.header, known, heading=True)
    header = header.evolve(msgstr=_fields(header.msgstr, domains))
    messages = tuple(_commented(message, known) for message in catalog.messages)
    tail = _tail(catalog.tail, lambda comment: _comment(comment, known))
    unchanged = header is catalog.header and tail == catalog.tail
    if unchanged and all(new is old for new, old in zip(messages, catalog.messages, strict=True)):
        return catalog
    return replace(catalog, header=header, messages=messages, tail=tail)


def without_folders(catalog: Catalog) -> Catalog:
    """The catalog without paths that begin where a machine does, in references and lines of ours.

    Of such a path the name stays. The same object where there is none.
    """
    messages = tuple(map(_placed, catalog.messages))
    tail = _tail(catalog.tail, lambda comment: comment)
    unchanged = tail == catalog.tail
    if unchanged and all(new is old for new, old in zip(messages, catalog.messages, strict=True)):
        return catalog
    return replace(catalog, messages=messages, tail=tail)


def told(
    text: str, known: Collection[str] | None = None, domains: Collection[str] = ()
) -> Iterator[Told]:
    """What the text of a catalog tells, line by line; it need not be well-formed.

    Args:
        text: of a `.po` or a `.pot`.
        known: addresses that are public; default: those of its own msgids.
        domains: names of texts, as for `scrubbed`.
    """
    known = _Public(lambda: _msgids(text)) if known is None else known
    found = _HEADER.search(text)
    in_header = headed = found is not None and "msgid" not in text[: found.start()]
    heading, fields, keyword = in_header, _Fields(domains), ""
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] == "#":
            in_header = in_header and keyword != "msgstr"
            yield from _of_comment(number, line.rstrip("\r"), known, heading=heading)
        elif in_header:
            begun = _KEYWORD.match(line)
            if begun:
                in_header = keyword != "msgstr"
                heading, keyword = False, begun[1]
            string = _STRING.fullmatch(line.rstrip("\r"), begun.end() if begun else 0)
            if in_header and keyword == "msgstr" and string:
                yield from fields.take(number, string[1])
        elif not headed and (loose := _LOOSE.match(line)):
            yield from fields.take(number, loose["field"])
    yield from fields.rest()


def compiled(text: str) -> Iterator[tuple[str, Kind, str]]:
    """What the header of a compiled catalog (`.mo`) tells: field, kind and text."""
    for line in re.findall(r"^(?:(?:POT|PO)-|Last-T|Language-T|Report-|X-)[\w-]+:.*$", text, re.M):
        name, _, value = line.partition(":")
        yield from ((name, kind, found) for kind, found in of_field(name, value))


def of_field(name: str, value: str, domains: Collection[str] = ()) -> Iterator[tuple[Kind, str]]:
    """What a field of the header surely tells."""
    name, value = name.strip(), value.strip()
    if not value or (name, value) == _OURS or _PLACEHOLDER.fullmatch(value):
        return
    lower = name.lower()
    if lower.endswith("-date"):
        yield Kind.TIME, value
    elif lower in ("last-translator", "language-team", "report-msgid-bugs-to"):
        value = value[:_LONGEST]
        addresses = [found.strip("<>") for found in _TEAM_ADDRESS.findall(value)]
        rest = " ".join(_TEAM_ADDRESS.sub("", value).split())
        if rest and not (lower == "language-team" and locales.is_language(rest)):
            yield Kind.PERSON, rest
        yield from ((Kind.ADDRESS, address) for address in addresses if address)
    elif _KEPT.fullmatch(name):
        if _is_domain(name, value, domains):
            return
        yield from ((t.kind, t.text) for t in people.traces(value) if t.sure)
    else:
        kind = next((kind for kind, words in _KINDS if _names(words, name)), Kind.PROGRAM)
        yield kind, value if kind is not Kind.PROGRAM else f"{name}: {value}"


def _is_domain(name: str, value: str, domains: Collection[str]) -> bool:
    return name.strip().lower() == "project-id-version" and value.strip() in domains


def _names(words: re.Pattern[str], name: str) -> bool:
    found = words.fullmatch if words.pattern.startswith("(") else words.search
    return found(name) is not None


class _Fields:
    """The header's fields, as they come out of its strings."""

    def __init__(self, domains: Collection[str]) -> None:
        self._line, self._text, self._domains = 0, "", domains

    def take(self, number: int, string: str) -> Iterator[Told]:
        """The fields that end in a string."""
        hidden = string.replace("\\\\", "\0").split("\\n")  # “\\n” is no line end
        *ended, rest = (part.replace("\0", "\\\\") for part in hidden)
        for part in ended:
            yield from self._field(self._line or number, self._text + part)
            self._line, self._text = 0, ""
        if rest:
            self._line, self._text = self._line or number, self._text + rest

    def rest(self) -> Iterator[Told]:
        """The last field, where no line end follows it."""
        if self._text:
            yield from self._field(self._line, self._text)

    def _field(self, line: int, text: str) -> Iterator[Told]:
        with suppress(ValueError):  # it is refused elsewhere, and still tells
            text = decode([text])
        name, colon, value = text.partition(":")
        for kind, found in of_field(name, value, self._domains) if colon else ():
            yield Told(line, name.strip(), kind, found)


def _of_comment(number: int, line: str, known: Collection[str], *, heading: bool) -> Iterator[Told]:
    mark = line[1:2]
    if mark and mark in ",=|~!":
        return
    if mark == ":":
        for word in line[2:].split() if _FOLDER.search(line, 2) else ():
            path = word.strip("\u2068\u2069")
            if people.is_absolute(path):
                yield Told(number, "reference", Kind.MACHINE, path)
    elif mark == ".":
        for trace in people.traces(line[2:], known):
            yield Told(number, "note", trace.kind, trace.text, ours=True)
    else:
        for comment in apart(line[1:].removeprefix(" ")):
            if ours := Provenance.parse(comment):
                yield from _of_ours(number, ours, known)
                continue
            for trace in people.traces(comment, known, heading=heading):
                if trace.text not in _BLANKS:
                    yield Told(number, "comment", trace.kind, trace.text, sure=trace.sure)


def _of_ours(number: int, ours: Provenance, known: Collection[str]) -> Iterator[Told]:
    for name, value in ours.pairs:
        if name == "by" and value:
            yield Told(number, f"{ours.verb} by", Kind.PERSON, value, ours=True)
        elif name == "route" and people.is_absolute(value):
            yield Told(number, "route", Kind.MACHINE, value)
        elif name == "reason":
            for trace in people.traces(value, known):
                yield Told(number, "reason", trace.kind, trace.text, sure=trace.sure)


class _Public(Collection[str]):
    """Addresses of texts, looked for when somebody asks: most comments hold none."""

    def __init__(self, texts: Callable[[], Collection[str]]) -> None:
        self._texts = texts

    @cached_property
    def _found(self) -> frozenset[str]:
        return people.public(self._texts())

    @cached_property
    def _written(self) -> str:
        return "\n".join(self._texts()).casefold()

    def __contains__(self, item: object) -> bool:
        if not isinstance(item, str) or not (item.startswith("+") or item in self._written):
            return False  # a number may be written in other ways
        return item in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return True


def _msgids(text: str) -> list[str]:
    """What stands in the strings of a catalog's text, roughly: enough to find addresses in."""
    found: list[str] = []
    taking = False
    for line in text.split("\n"):
        bare = line.removeprefix("#~").removeprefix("#|").lstrip()
        if bare.startswith("msg"):
            taking = bare.startswith("msgid")
        if taking and bare.endswith(('"', '"\r')):
            found.append(bare.partition('"')[2].rstrip('"\r'))
    return found


def _fields(msgstr: str, domains: Collection[str]) -> str:
    """The header's fields without those that tell; those that stay are as they were."""
    kept: list[str] = []
    for line in msgstr.split("\n"):
        name, colon, value = line.partition(":")
        if not line or _is_domain(name, value, domains):
            kept.append(line)
        elif colon and _KEPT.fullmatch(name.strip()):
            kept.append(f"{name}{colon}{people.without(value) or ' '}" if value.strip() else line)
        elif colon and _EMPTIED.fullmatch(name.strip()):
            kept.append(line if not value.strip() else f"{name}{colon} ")
        elif (name.strip(), value.strip()) == _OURS:
            kept.append(line)
    return "\n".join(kept)


def _commented(message: Message, known: Collection[str], *, heading: bool = False) -> Message:
    """The message with comments that identify nobody."""
    message = _placed(message)
    if not message.translator_comments:
        return message
    pairs = ((old, _comment(old, known, heading=heading)) for old in message.translator_comments)
    return message.evolve(translator_comments=tuple(new for old, new in pairs if new or not old))


def _comment(comment: str, known: Collection[str], *, heading: bool = False) -> str:
    ours = Provenance.parse(comment)
    if ours is None:
        return people.without(comment, known, heading=heading)
    return _renewed(
        comment, ours, "reason", lambda value: people.without(value, known) or people.GAP
    )


def _placed(message: Message) -> Message:
    """The message with no path of a machine in its references and in lines of ours."""
    if not message.references and not message.translator_comments:
        return message
    comments = tuple(map(_route, message.translator_comments))
    references = tuple(map(_reduced, message.references))
    return message.evolve(translator_comments=comments, references=references)


def _route(comment: str) -> str:
    """A comment; as a line of ours, with the route's name alone where that is a path."""
    ours = Provenance.parse(comment) if "route=" in comment else None
    return _renewed(comment, ours, "route", _reduced) if ours else comment


def _renewed(comment: str, ours: Provenance, name: str, renew: Callable[[str], str]) -> str:
    """A line of ours with another value of one pair; to the character as it was if that is."""
    pairs = tuple((key, renew(value) if key == name else value) for key, value in ours.pairs)
    return comment if pairs == ours.pairs else str(Provenance(ours.verb, pairs))


def _reduced(path: str) -> str:
    return "_".join(people.file_name(path).split()) if people.is_absolute(path) else path


def _tail(tail: bytes, renew: Callable[[str], str]) -> bytes:
    """The comments behind the last message renewed; no path of a machine, line ends stay."""
    kept: list[str] = []
    for line in _LINE.findall(tail.decode()) if b"#" in tail else ():
        text = line.removesuffix("\n").removesuffix("\r")
        new = text
        if text.startswith("#:"):
            new = _REFERENCE.sub(lambda reference: _reduced(reference[0]), text)
        elif text[:1] == "#" and text[1:2] not in tuple(",=|~!."):
            blank = text[1:2] if text[1:2] == " " else ""
            old = text[1:].removeprefix(" ")
            comments = [renew(_route(comment)) for comment in apart(old)]
            said = " ".join(filter(None, comments)) if comments != [*apart(old)] else old
            new = f"#{blank}{said}" if said or not old else ""
        if new or not text:
            kept.append(new + line[len(text) :])
    return "".join(kept).encode() if b"#" in tail else tail
