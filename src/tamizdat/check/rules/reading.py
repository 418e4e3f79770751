"""A msgid or a msgstr as checks read it: its tokens, its prose, where it points to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from tamizdat.language import facts, inline
from tamizdat.language.entities import unescape
from tamizdat.language.inline import TEXT_ATTRIBUTES, Kind, Side, Token
from tamizdat.language.markup import Markup

T = TypeVar("T")
_MARKUP = re.compile(r"[*_`<>&\\\[\]!~]")
URL_ATTRIBUTES = frozenset(
    "href src srcset action formaction poster cite data background longdesc ping xlink:href".split()
)
"""HTML attributes that hold addresses."""


@dataclass(frozen=True, eq=False)
class Reading:
    """One side of a pair, parsed once for all checks."""

    tokens: tuple[Token, ...]
    marked: bool = True
    """It may have markup."""
    _made: dict[object, Any] = field(default_factory=dict)

    def once(self, make: Callable[..., T], *about: object) -> T:
        """What a function makes of it, and of what else it is given; made once."""
        key = make, about
        if key not in self._made:
            self._made[key] = make(self, *about)
        found: T = self._made[key]
        return found

    @cached_property
    def running(self) -> str:
        """What readers see, without code."""
        if not self.marked:
            return self.tokens[0].visible
        return "".join(
            "\ufffc" if token.kind is Kind.CODE else token.visible for token in self.tokens
        )

    @cached_property
    def prose(self) -> str:
        """What readers see, with titles and alternative texts, without code."""
        if not self.marked:
            return self.running
        hidden = [token.title for token in self.tokens if token.title]
        for tag in self.tags:
            hidden += [value for key, value in tag[1].items() if key in TEXT_ATTRIBUTES and value]
        return "\n".join([self.running, *hidden])

    @cached_property
    def tags(self) -> tuple[tuple[Token, dict[str, str]], ...]:
        """The HTML tags, each with its attributes."""
        return tuple(
            (token, inline.attributes(token.raw)) for token in self.tokens if token.kind is Kind.TAG
        )

    @cached_property
    def targets(self) -> Counter[tuple[str, str]]:
        """Where links, images and URL attributes point to, with what points there."""
        found: list[tuple[str, str]] = []
        for token in self.tokens if self.marked else ():
            if token.kind in (Kind.LINK, Kind.IMAGE) and token.side is not Side.CLOSE:
                found.append((token.kind.value, token.target))
            elif token.kind is Kind.AUTOLINK:
                found.append(("link", token.target))
        for tag, attributes in self.tags:
            names = sorted(URL_ATTRIBUTES.intersection(attributes))
            found += [(f"<{tag.target}>", attributes[name]) for name in names]
        return Counter(found)

    @cached_property
    def addresses(self) -> tuple[facts.Address, ...]:
        """The addresses that readers see."""
        return facts.addresses(self.prose)

    @cached_property
    def visible(self) -> Counter[tuple[str, str]]:
        """Those addresses as they are compared."""
        return Counter((address.kind, address.key) for address in self.addresses)

    @cached_property
    def numbers(self) -> tuple[facts.Number, ...]:
        """The numbers beside them."""
        return facts.numbers(self.plain)

    @cached_property
    def plain(self) -> str:
        """The prose with addresses and directives blanked out: where numbers and dates count."""
        parts, position = [], 0
        for address in self.addresses:
            parts.append(self.prose[position : address.start])
            position = address.end
        return facts.without_directives("\ufffc".join((*parts, self.prose[position:])))


@lru_cache(maxsize=64)
def read(text: str, markup: Markup) -> Reading:
    """Parse a msgstr; cached, as every check asks for it."""
    return _read(text, markup)


@lru_cache(maxsize=1024)
def read_source(text: str, markup: Markup) -> Reading:
    """Parse a msgid; cached for longer, as every locale asks for it."""
    return _read(text, markup)


def _read(text: str, markup: Markup) -> Reading:
    if not _MARKUP.search(text):
        return Reading((Token(Kind.TEXT, text, visible=text),), marked=False)
    return Reading(inline.parse(text, markup))


def lost_and_added(source: Collection[T], target: Collection[T]) -> tuple[list[T], list[T]]:
    """What only the source has and what only the target has, as multisets, in order."""
    if source == target:
        return [], []
    there, here = Counter(source), Counter(target)
    return list((there - here).elements()), list((here - there).elements())


def replaced(lost: list[T], added: list[T], key: Callable[[T], object]) -> Iterator[tuple[T, T]]:
    """Take from both lists, in order, what stands for each other: one fault, not two."""
    waiting: dict[object, list[T]] = {}
    for new in reversed(added):
        waiting.setdefault(key(new), []).append(new)
    for old in tuple(lost):
        if alike := waiting.get(key(old)):
            new = alike.pop()
            lost.remove(old)
            added.remove(new)
            yield old, new


def decoded(text: str) -> str:
    """The text with character references resolved (`&#8238;` hides a control character)."""
    return unescape(text)
