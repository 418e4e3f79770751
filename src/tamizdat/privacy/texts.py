"""What texts tell beside what they say: comments, front matter, `<meta>`, files for colleagues.

The body of a text is what its authors want everybody to read, addresses included.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

from tamizdat.language import people
from tamizdat.language.people import Kind
from tamizdat.privacy.trace import Trace

_COMMENT = re.compile(
    r"<!--(?P<text>.*?)(?:-->|\Z)|^\[(?://|comment)\]:\s*(?:\#|<>)\s*(?P<link>.*)$", re.S | re.M
)
_FRONT = re.compile(
    r"\ufeff?(?:---|\+\+\+)[ \t]*\r?\n(?P<block>.*?)^(?:---|\+\+\+|\.\.\.)[ \t]*\r?$", re.S | re.M
)
_PAIR = re.compile(
    r"(?:-\s+)?[\"']?(?P<key>\w[\w -]{0,99}?)[\"']?\s{0,9}[:=](?:\s+|$)(?P<value>.*)"
)
_ITEM = re.compile(r"\s+-\s+(?P<value>.*)|\s*-\s+(?P<dash>.*)")
_PEOPLE = re.compile(
    r"(?:.*[_ -])?(?:authors?|editors?|translators?|reviewers?|contributors?|creators?|owners?|"
    r"maintainers?|photographers?|illustrators?|by|byline|credits?|contact|user|username)",
    re.I,
)
_META = re.compile(r"""<meta\b(?:[^<>"']|"[^"]{0,2000}"|'[^']{0,2000}')*+>""", re.I)
_ATTRIBUTE = re.compile(
    r"""\b(name|property|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I
)
_META_PEOPLE = re.compile(r".*\b(?:author|creator|editor|owner|by)", re.I)
_PROGRAMS = ("generator", "progid", "originator")


def body(text: str) -> str:
    """What readers see of a text, roughly: without front matter and comments."""
    front = _FRONT.match(text)
    return _COMMENT.sub("", text[front.end() :] if front else text)


def of_text(text: str, path: str, known: Collection[str], keys: Collection[str]) -> Iterator[Trace]:
    """What a text tells beside its body; `keys` of the front matter are part of that."""
    front = _FRONT.match(text)
    ends = [end.start() for end in re.finditer("\n", text)]
    if front:
        first = bisect_left(ends, front.start("block")) + 1
        yield from _front(front["block"], path, first, known, keys)
    for comment in _COMMENT.finditer(text):
        group = "text" if comment["text"] is not None else "link"
        first = bisect_left(ends, comment.start(group)) + 1
        for number, line in enumerate(comment[group].split("\n"), first):
            for found in people.traces(line, known):
                yield Trace(found.kind, found.text, "comment", path, number)
    for meta in _META.finditer(text):
        values = {
            name.lower(): first or second or third
            for name, first, second, third in _ATTRIBUTE.findall(meta[0])
        }
        name = values.get("name") or values.get("property") or ""
        value = values.get("content", "").strip()
        kind = Kind.PROGRAM if name.lower() in _PROGRAMS else None
        kind = Kind.PERSON if _META_PEOPLE.fullmatch(name) and people.is_somebody(value) else kind
        if kind and value and value != "tamizdat":
            yield Trace(kind, value, name, path, bisect_left(ends, meta.start()) + 1)


def _front(
    block: str, path: str, first: int, known: Collection[str], keys: Collection[str]
) -> Iterator[Trace]:
    key = ""
    for number, line in enumerate(block.split("\n"), first):
        pair, item = _PAIR.match(line.lstrip()), _ITEM.match(line)
        if pair:
            key = pair["key"].strip()
        value = pair["value"] if pair else (item["value"] or item["dash"] or "") if item else line
        if key in keys and not line.lstrip().startswith("#"):
            continue
        told = people.traces(value, known)
        for found in told:
            yield Trace(found.kind, found.text, key or "front matter", path, number)
        if (pair or item) and not told and _PEOPLE.fullmatch(key):
            for name in re.split(r"[\"'\[\],;]+", value.partition(" #")[0]):
                if people.is_somebody(name.strip()):
                    yield Trace(Kind.PERSON, name.strip(), key, path, number)


def of_lines(
    text: str, path: str, known: Collection[str], *, names: bool = False
) -> Iterator[Trace]:
    """What the lines of any file tell; with `names`, each of them may be somebody's."""
    for number, line in enumerate(text.split("\n"), 1):
        told = people.traces(line, known, heading=names)
        for found in told:
            yield Trace(found.kind, found.text, "line", path, number)
        name = line.strip(" \t\r*-")
        if names and not told and people.is_person(name) and len(name.split()) < 5:
            yield Trace(Kind.PERSON, name, "line", path, number)
