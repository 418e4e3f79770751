"""Where fragments of addresses lead: the ids of a page, the same ones in every language.

An id that an author wrote wins; another heading has the slug that GitHub, Hugo or Docusaurus would
give it. They stand on pages as they are, without a prefix, so that fragments lead where their
author meant: our templates have no id of their own, no page has a script whose names an id could
take, and `document` has names from elements only that the sanitizer takes away (HTML standard,
section 3.1.7).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import escape
from types import MappingProxyType
from urllib.parse import unquote

from tamizdat.language.entities import unescape
from tamizdat.language.inline import ATTRIBUTE, attributes
from tamizdat.language.slug import Numbered, joined, slug
from tamizdat.texts.formats.html.tags import RAW, Kind, Token, tokens

_LONGEST = 1000
_UNSAFE = re.compile("[\\s\"'<>&`]")
_JOINERS = re.compile("[\u200c\u200d]")
"""What Persian or Hindi words are spelled with: invisible, but no disguise."""
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_ANY = re.compile(r"<h[1-6]\b|\b(?:id|name)\s*=|\bhref\s*=\s*[\"']?#", re.I)
_HOLDS = re.compile(r"\b(?:id|name)\s*=|#", re.I)
_PLAIN = re.compile(
    rf"""(?:[^<]++|<(?![!?/A-Za-z])
    |</?(?!(?:{"|".join(sorted(RAW))})[\s/>])[A-Za-z][^<>="']*+
     (?:=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|(?!["']))[^<>="']*+)*+>)*+""",
    re.X | re.I,
)
"""A fragment without comments and raw text, whose tags end at their first `>`."""
_KEY = re.compile(
    r"""<(?P<close>/?)(?P<name>h[1-6])(?=[\s/>])[^<>]*>
    |<(?P<other>[A-Za-z][^\s/>]*+)(?=[^<>]*(?:\b(?:id|name)\s*=|\#))[^<>]*>""",
    re.X | re.I,
)
"""In such a fragment, a tag that counts here."""
_FOOTNOTE = "footnote-definition"
_REFERENCE = re.compile(r'<sup class="footnote-reference">\Z')
_NOTE = "fn:"
"""Stands before the label of a footnote: a heading may have the same name, and no slug a colon."""
_TOP = "top"
"""Leads to the top of every page, in any case (HTML standard, section 7.4.6.4)."""


def is_id(value: str) -> bool:
    """Whether a page may have this id: characters that are seen, none that ends an attribute."""
    seen = _JOINERS.sub("", value)
    return 0 < len(value) <= _LONGEST and seen.isprintable() and not _UNSAFE.search(value)


@dataclass(frozen=True)
class Anchors:
    """The ids of a text."""

    headings: tuple[str, ...] = ()
    """Of its headings in order; empty for one without a letter, or whose slug another id is."""
    others: frozenset[str] = frozenset()
    """Those that the author gave to anything else."""
    also: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What MkDocs calls headings, where that is another name, and their ids."""

    @cached_property
    def ids(self) -> frozenset[str]:
        """All of them."""
        return self.others.union(filter(None, self.headings))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Which heading has an id."""
        return {name: place for place, name in enumerate(self.headings) if name}

    def meant(self, fragment: str, translated: Anchors | None = None) -> str:
        """The id that a fragment leads to; empty if to none.

        Given those that a translation would have by itself, also by the name of its heading.
        """
        written = fragment.partition(":~:")[0]
        decoded = unquote(written)
        for name in (written, decoded):
            if name in self.ids:
                return name
        if decoded in self.also:
            return self.also[decoded]
        if translated and len(translated.headings) == len(self.headings):
            place = translated.places.get(translated.also.get(decoded, decoded))
            return "" if place is None else self.headings[place]
        return ""

    def leads(self, fragment: str) -> bool:
        """Whether a fragment leads anywhere on the page; none at all leads to its top."""
        name = fragment.partition(":~:")[0]
        return not name or name.lower() == _TOP or bool(self.meant(fragment))


def find(html: str) -> Anchors:
    """The ids that a text gives its page by itself, from its HTML as it is rendered."""
    return _found(_relevant(html)) if _ANY.search(html) else Anchors()


def _relevant(html: str) -> Iterator[Token]:
    """The tokens of a fragment; what has neither headings nor ids lies in one, as a comment does.

    Unless something in it is not as most programs write HTML: then all of them as they are.
    """
    if not _PLAIN.fullmatch(html):
        yield from tokens(html)
        return
    position = 0
    inside = False  # a heading: its words count
    for match in _KEY.finditer(html):
        here = match.start()
        if inside:
            yield from tokens(html[position:here])
        elif here > position:
            yield Token(Kind.COMMENT, position, here, html[position:here])
        position = match.end()
        name = (match["name"] or match["other"]).lower()
        inside = not match["close"] if name in _HEADINGS else inside
        yield Token(Kind.TAG, here, position, match[0], name)
    if inside:
        yield from tokens(html[position:])
    elif position < len(html):
        yield Token(Kind.COMMENT, position, len(html), html[position:])


def _found(html: Iterable[Token]) -> Anchors:
    found: list[tuple[str, str]] = []  # id and words of each heading
    others: set[str] = set()
    inside = ""
    for token in html:
        if token.kind is not Kind.TAG:
            if inside and token.kind is Kind.TEXT:
                name, words = found[-1]
                found[-1] = name, words + unescape(token.raw)
        elif token.name in _HEADINGS:
            inside = "" if token.closes else token.name
            if inside:
                found.append((_id(token), ""))
        elif name := _id(token):
            others.add(name)
    taken = others.union(name for name, _ in found)
    numbered = Numbered()
    headings: list[str] = []
    also: dict[str, str] = {}
    own_ids: set[str] = set()
    for own, words in found:
        first = bool(own) and own not in own_ids
        own_ids.add(own)
        name = own if first else numbered.take(slug(words))
        free = first or (name not in taken and is_id(name))
        headings.append(name if free else "")
        if free:
            also.setdefault(joined(words), name)
    ids = taken.union(headings)
    return Anchors(
        tuple(headings),
        frozenset(others),
        {other: name for other, name in also.items() if other and other not in ids},
    )


def pinned(html: str, source: Anchors | None = None) -> str:
    """A text's HTML with an id on each heading: the source's, and fragments that lead to them.

    Without a source, or where that has other headings, it has its own.
    """
    return "".join(_pinned(html, source)) if _ANY.search(html) else html


def _pinned(html: str, source: Anchors | None) -> Iterator[str]:
    found = list(_relevant(html))
    opened = [t for t in found if t.kind is Kind.TAG and t.name in _HEADINGS and not t.closes]
    own = cache(lambda: _found(found))  # few texts lead to their own headings
    ids = source if source and len(source.headings) == len(opened) else own()
    headings = iter(ids.headings)
    seen = set(ids.headings)
    before = ""
    for token in found:
        raw = token.raw
        if token.kind is Kind.TAG and not token.closes:
            if token.name in _HEADINGS:
                raw = _with(raw, "id", next(headings, ""))
            elif _HOLDS.search(raw):
                raw = _other(token, before, ids, own, seen)
        before = token.raw
        yield raw


def _other(
    token: Token, before: str, ids: Anchors, own: Callable[[], Anchors], seen: set[str]
) -> str:
    """A tag that is no heading's, and what stands before it."""
    raw, values = token.raw, attributes(token.raw)
    if _is_footnote(values):
        return _with(raw, "id", _NOTE + values.get("id", ""))
    name = _id(token)
    if name or "id" in values:
        raw = _with(raw, "id", "" if name in seen else name)
        seen.add(name)
    href = values.get("href", "")
    if token.name == "a" and href.startswith("#"):
        if _REFERENCE.search(before):
            return _with(raw, "href", f"#{_NOTE}{href[1:]}")
        meant = ids.meant(href[1:], own())
        if meant and meant != href[1:]:
            return _with(raw, "href", f"#{meant}")
    return raw


def _id(token: Token) -> str:
    """The id that its author gave to an element: of a link, `name` is one as well."""
    if token.closes or not _HOLDS.search(token.raw):
        return ""
    values = attributes(token.raw)
    if _is_footnote(values):
        return ""
    name = values.get("id") or (values.get("name", "") if token.name == "a" else "")
    return name if is_id(name) else ""


def _is_footnote(values: Mapping[str, str]) -> bool:
    return values.get("class") == _FOOTNOTE and "id" in values


def _with(tag: str, name: str, value: str) -> str:
    """A start tag in which an attribute has another value; an empty one takes it away."""
    start = 1 + len(tag[1:].split(None, 1)[0].rstrip("/>"))
    kept = tag[:start]
    position = start
    for match in ATTRIBUTE.finditer(tag, start, len(tag) - 1):
        if match["name"].lower() == name:
            kept += tag[position : match.start()].rstrip()
            position = match.end()
    written = f' {name}="{escape(value)}"' if value else ""
    return tag[:start] + written + kept[start:] + tag[position:]
