"""How much a drawing grows when it is shown: what refers to a part draws that part once more.

Ten references to ten references, six levels deep, are a million parts in 1.5 kB. This follows
`use`, patterns, markers, masks, clip paths and filters (SVG 2, sections 5.6 and 13; CSS Masking 1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from tamizdat.assets import stylesheet
from tamizdat.assets.cleaned import refused
from tamizdat.assets.stylesheet import Reference

_MOST, _TIMES = 100_000, 10
"""Parts that are shown, and that as a multiple of those in the file; a map has many of its own."""
_DEEP = 50
"""References in references."""
_UNDRAWN = frozenset("a animate animateMotion animateTransform mpath set textPath".split())
"""Elements whose `href` draws nothing again."""
_ANIMATIONS = frozenset("animate set".split())
_ALONE = frozenset("clip-path mask filter".split())
"""Properties that the elements inside don't inherit."""
_REMEDY = "draw its parts with fewer references"
_SELECTOR = re.compile(r"(?P<tag>[A-Za-z]\w*|\*)?(?P<words>(?:[.#][\w-]+)*)")


@dataclass
class _Part:
    """An element."""

    name: str
    words: frozenset[str]
    """Its classes and its id, as a selector has them."""
    parent: int
    references: list[Reference]
    drawn: str = ""
    """The id that it draws again."""
    end: int = 0
    """The first part that is not inside."""
    inherited: frozenset[str] = frozenset()


@dataclass
class Parts:
    """The elements of a drawing, in their order."""

    parts: list[_Part] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    """Its stylesheets."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        named = attributes.get("id", "")
        words = {f".{word}" for word in attributes.get("class", "").split()} | {f"#{named}"}
        parent = self.open[-1] if self.open else -1
        part = _Part(name, frozenset(words), parent, [])
        for key, value in attributes.items():
            if key == "style":
                part.references += stylesheet.references(value)
            elif key in ("href", "xlink:href"):
                part.drawn = value[1:] if value.startswith("#") and name not in _UNDRAWN else ""
            elif "url" in value or "\\" in value:
                part.references += stylesheet.references(f"{key}:{value}")
        if name in _ANIMATIONS and part.references and self.open:
            self.parts[parent].references += part.references
        self.ids.setdefault(named, len(self.parts))
        self.open.append(len(self.parts))
        self.parts.append(part)

    def end(self) -> None:
        """An element ends."""
        self.parts[self.open.pop()].end = len(self.parts)

    def bound(self) -> None:
        """See that it doesn't grow without end.

        Raises:
            AssetError: it does.
        """
        rules = [rule for sheet in self.sheets for rule in stylesheet.referring(sheet)]
        for part in self.parts:
            part.references += [
                reference
                for selectors, found in rules
                if any(_matches(selector, part) for selector in selectors)
                for reference in found
            ]
            mine = {name for key, name in part.references if key not in _ALONE}
            part.inherited = frozenset(mine)
            if part.parent >= 0:
                part.inherited |= self.parts[part.parent].inherited
        if self.parts:
            self._whole(0, ())

    def _whole(self, start: int, within: tuple[int, ...]) -> int:
        """How many parts an element is, with all that is inside and drawn again.

        Each step adds to the sum that is bounded, so there are no more steps than that. Browsers
        draw nothing where references meet in a circle.
        """
        if start in within:
            return 1
        if len(within) > _DEEP:
            raise refused("references in references without end", _REMEDY)
        total = 0
        for part in self.parts[start : self.parts[start].end]:
            total += self._weight(part, (*within, start))
            if total > max(_MOST, _TIMES * len(self.parts)):
                raise refused("it grows without end when it is shown", _REMEDY)
        return total

    def _weight(self, part: _Part, within: tuple[int, ...]) -> int:
        """How many parts an element is itself."""

        def whole(name: str) -> int:
            found = self.ids.get(unquote(name), self.ids.get(name))
            return 1 if found is None else self._whole(found, within)

        inherited = 1 + sum(map(whole, part.inherited))
        alone = sum(whole(name) for key, name in part.references if key in _ALONE)
        return inherited + alone + (whole(part.drawn) * inherited if part.drawn else 0)


def _matches(selector: str, part: _Part) -> bool:
    """Whether a selector may mean an element; one that is not plain may mean any."""
    *_, last = selector.split() or [""]
    found = _SELECTOR.fullmatch(last)
    if not found:
        return True
    words = re.findall(r"[.#][\w-]+", found["words"])
    return found["tag"] in (None, "*", part.name) and part.words.issuperset(words)
