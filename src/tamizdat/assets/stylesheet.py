"""CSS inside an SVG (CSS Syntax 3, by tinycss2): nothing of it leads out of the file.

Any property may stay; what counts is what its value holds. Comments go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import tinycss2

from tamizdat.assets.cleaned import refused
from tamizdat.errors import AssetError

_NESTING = frozenset("media supports layer container keyframes -webkit-keyframes".split())
"""At-rules that hold rules."""
_WITH_STRINGS = frozenset(
    """content font font-family font-feature-settings font-language-override
    font-variation-settings grid grid-template grid-template-areas hyphenate-character list-style
    list-style-type quotes text-emphasis text-emphasis-style text-overflow -webkit-locale
    -webkit-text-emphasis -webkit-text-emphasis-style""".split()
)
"""Properties in which a string is a string; anywhere else it may be an address."""
_NAME = re.compile(r"[\w -]*")
"""A string that may be the name of a font, and is no address of anything but a file beside."""
_EDITORS = ("-inkscape-", "-sodipodi-", "-qt-", "mso-")
"""How properties begin that mean something to the program that wrote them, and to no browser."""
_WITHOUT_EFFECT = re.compile(
    r"""@(?:charset\s.*|namespace\s*(?:url\()?["']?http://www\.w3\.org/2000/svg["']?\)?\s*);""",
    re.I | re.S,
)
"""At-rules that mean nothing in an SVG."""
_PLAIN = frozenset(
    "ident literal number percentage dimension hash whitespace unicode-range".split()
)
_FONT = re.compile(
    r"data:(?:font/|application/(?:x-)?font|application/octet-stream)[\w+.;=-]*,", re.I
)
_FONT_FUNCTIONS = frozenset("url local format tech".split())
_MOST = 200
"""Levels of brackets; browsers read no more than that either."""
_BEYOND = re.compile(
    r"(?P<pairs>(?:\\\\)*)\\?(?P<character>[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff])"
)
"""A character that no XML has (XML 1.0, section 2.2), after a backslash or not."""
_SUSPECT = re.compile(r"[(\\]|/\*")
"""Without any of these a value is a word, a colour or some numbers."""


def rules(text: str) -> tuple[str, bool]:
    """A stylesheet without what leads elsewhere, and whether anything went.

    Raises:
        AssetError: brackets in brackets without end.
    """
    try:
        return _written(*_rules(tinycss2.parse_stylesheet(text, skip_comments=True), 0))
    except RecursionError as error:
        raise _nested() from error


@lru_cache(maxsize=1024)
def declarations(text: str) -> tuple[str, bool]:
    """A `style` attribute without what leads elsewhere, and whether anything went.

    Raises:
        AssetError: brackets in brackets without end.
    """
    try:
        return _written(*_declarations(text, 0))
    except RecursionError as error:
        raise _nested() from error


@lru_cache(maxsize=1024)
def stays(value: str) -> bool:
    """Whether the value of an attribute leads nowhere else: `url(#here)` may be in it."""
    if not _SUSPECT.search(value):
        return True
    if "/*" in value:
        return False
    try:
        return _stay(tinycss2.parse_component_value_list(value), strings=False)
    except RecursionError as error:
        raise _nested() from error


Reference = tuple[str, str]
"""A property, and the id of the element that it refers to."""


@lru_cache(maxsize=1024)
def references(text: str) -> tuple[Reference, ...]:
    """What the declarations of a `style` attribute refer to in the file."""
    if not _SUSPECT.search(text):
        return ()
    return tuple(_references(tinycss2.parse_blocks_contents(text)))


def referring(text: str) -> Iterator[tuple[list[str], list[Reference]]]:
    """The selectors of a stylesheet's rules, and what these refer to in the file."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True):
        if getattr(rule, "content", None) is None:
            continue
        if rule.type == "qualified-rule":
            selectors = tinycss2.serialize(rule.prelude).split(",")
            found = list(_references(tinycss2.parse_blocks_contents(rule.content)))
        else:  # the rules in one that has a condition may mean any element
            selectors, found = [":any"], list(_references([rule]))
        if found:
            yield selectors, found


def _references(items: Iterable[Any], name: str = "") -> Iterator[Reference]:
    """What values refer to; of what is nested deeper, the property is not told."""
    for item in items:
        if item.type == "url":
            address = item.value
        elif item.type == "function" and item.lower_name == "url":
            address = "".join(each.value for each in item.arguments if each.type == "string")
        else:
            if item.type == "declaration":
                name = item.lower_name
            for inside in ("value", "content", "arguments"):
                if isinstance(tokens := getattr(item, inside, None), list):
                    yield from _references(tokens, name)
            continue
        if address.startswith("#"):
            yield name, address[1:]


def _written(css: str, lost: bool) -> tuple[str, bool]:
    """CSS with an escape where a character was written by one that XML can't hold."""
    return _BEYOND.sub(lambda m: f"{m['pairs']}\\{ord(m['character']):x} ", css), lost


def _nested() -> AssetError:
    return refused("brackets in its styles are nested without end")


def _rules(parsed: Iterable[Any], depth: int) -> tuple[str, bool]:
    """Rules that are parsed, written again."""
    if depth > _MOST:
        raise _nested()
    kept, lost = [], False
    for rule in parsed:
        if rule.type == "whitespace":
            kept.append(rule.serialize())
        elif rule.type == "qualified-rule" and _known(rule.prelude):
            inside, went = _declarations(rule.content, depth + 1)
            kept.append(f"{tinycss2.serialize(rule.prelude)}{{{inside}}}")
            lost |= went
        elif rule.type == "at-rule" and rule.content is not None and _known(rule.prelude):
            name = rule.lower_at_keyword
            if name in _NESTING:
                inside, went = _rules(tinycss2.parse_rule_list(rule.content, True), depth + 1)
            elif name == "font-face":
                inside, went = _declarations(rule.content, depth + 1, font=True)
            else:
                lost = True
                continue
            kept.append(f"@{name}{tinycss2.serialize(rule.prelude)}{{{inside}}}")
            lost |= went
        elif rule.type != "error":  # which browsers pass over, too
            lost |= not _WITHOUT_EFFECT.fullmatch(rule.serialize())
    return "".join(kept), lost


def _declarations(content: Any, depth: int, *, font: bool = False) -> tuple[str, bool]:  # noqa: ANN401
    """The inside of a rule."""
    kept, lost = [], False
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration":
            name = item.lower_name
            if name.startswith(_EDITORS):
                continue
            if font and name == "src":
                fine = _stay(item.value, strings=True, font=True)
            elif name.startswith("--"):  # may be used in any property
                fine = _stay([t for t in item.value if not _is_name(t)], strings=False)
            else:
                fine = _stay(item.value, strings=font or name in _WITH_STRINGS)
            if fine:
                kept.append(item.serialize())
            lost |= not fine
        elif item.type == "qualified-rule":
            inside, went = _rules([item], depth)
            kept.append(inside)
            lost |= went
        else:
            lost |= item.type != "error"
    return ";".join(filter(None, kept)), lost


def _known(tokens: Iterable[Any]) -> bool:
    """Whether a selector or a condition can be written again."""
    return all(
        token.type != "error"
        and _known(getattr(token, "content", ()))
        and _known(getattr(token, "arguments", ()))
        for token in tokens
    )


def _stay(tokens: Iterable[Any], *, strings: bool, font: bool = False, function: str = "") -> bool:
    """Whether some values lead nowhere else."""
    for token in tokens:
        kind = token.type
        if kind in _PLAIN:
            continue
        if kind == "string":
            address = function == "url"
            fine = _inside(token.value, font=font) if address else strings
        elif kind == "url":
            fine = _inside(token.value, font=font)
        elif kind == "function":
            name = token.lower_name
            within = (font and name in _FONT_FUNCTIONS) or (strings and name == "var")
            fine = _stay(token.arguments, strings=within, font=font, function=name)
        elif kind in ("() block", "[] block", "{} block"):
            fine = _stay(token.content, strings=False)
        else:
            fine = False
        if not fine:
            return False
    return True


def _is_name(token: Any) -> bool:  # noqa: ANN401
    return token.type == "string" and bool(_NAME.fullmatch(token.value))


def _inside(address: str, *, font: bool) -> bool:
    """Whether an address stays in the file."""
    return address.startswith("#") or (font and bool(_FONT.match(address)))
