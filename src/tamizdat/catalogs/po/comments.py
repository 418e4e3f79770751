"""The lines of a message that begin with `#`: people's comments, ours, references, flags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tamizdat.catalogs.catalog import apart

_FLAG = re.compile(r"range:\s*[^\s,]+|[^\s,]+")
_REFERENCE = re.compile(r"[^\s\u2068]*\u2068[^\u2069]*\u2069\S*|\S+", re.ASCII)
_PLACE = re.compile(r"(.*?)(:\d+)?", re.DOTALL)
_BLANK = re.compile(r"\s", re.ASCII)
_TRAILING_BACKSLASH = re.compile(r"\\ *\Z")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SHORT = 1000
"""Characters; longer comments are not worth remembering."""
_ISOLATES = str.maketrans("", "", "\u2068\u2069")


class Comments(NamedTuple):
    """What the lines say, sorted by kind."""

    translator: tuple[str, ...]
    extracted: tuple[str, ...]
    references: tuple[str, ...]
    flags: tuple[str, ...]
    set_apart: tuple[str, ...]
    """Flags that stand on a `#=` line alone."""


def above(text: str) -> Comments:
    """What stands above a message, blank lines included, sorted."""
    if len(text) > _SHORT:
        return sort(text.lstrip("\n").split("\n")[:-1])
    return _above(text)


@lru_cache(maxsize=1 << 8)  # most messages of a text have the same comments
def _above(text: str) -> Comments:
    return sort(text.lstrip("\n").split("\n")[:-1])


def sort(lines: Sequence[str]) -> Comments:
    """Sort the comment lines of a message, each with its `#` and without its line end.

    `#,`, `#=` and `#!` are flags, and all of them count: gettext heeds the last line alone, and
    from 2027 on a fuzzy flag may stand in either of the first two. Which one is for the state of
    the work, and which one for what never changes, is to be decided; both may hold both here.
    """
    translator: list[str] = []
    extracted: list[str] = []
    references: list[str] = []
    flags: list[str] = []
    usual: set[str] = set()
    for line in lines:
        text = line.rstrip("\r")
        if "\\ " in text and _TRAILING_BACKSLASH.search(text):
            text = text[:-1]  # the blank that `write` puts there
        match text[1:2]:
            case ".":
                extracted.append(text[2:].removeprefix(" "))
            case ":":
                references += _references(text[2:])
            case "," | "=" | "!":
                found = [match[0] for match in _FLAG.finditer(text, 2)]
                flags += found
                usual.update(() if text[1] == "=" else found)
            case _:
                translator += apart(text[1:].removeprefix(" "))
    all_flags = tuple(dict.fromkeys(flags))
    set_apart = tuple(flag for flag in all_flags if flag not in usual)
    return Comments(tuple(translator), tuple(extracted), tuple(references), all_flags, set_apart)


def write(marker: str, comments: Sequence[str]) -> Iterator[str]:
    """The lines of comments behind `#` or `#.`.

    A backslash at the end gets a blank behind it: gettext would join the next line to this one.
    """
    for comment in comments:
        for line in _LINE_END.split(comment):
            blank = " " if _TRAILING_BACKSLASH.search(line) else ""
            yield f"{marker} {line}{blank}" if line else marker


def write_reference(reference: str) -> str:
    """A reference as it stands behind `#:`; a name with blanks goes between isolates."""
    match = _PLACE.fullmatch(reference)
    if match and _BLANK.search(match[1]):
        return f"\u2068{match[1]}\u2069{match[2] or ''}"
    return reference


def _references(text: str) -> list[str]:
    if text.isascii():
        return text.split()
    return [found.translate(_ISOLATES) for found in _REFERENCE.findall(text)]
