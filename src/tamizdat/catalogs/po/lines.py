"""Lines of a catalog: marks, keywords, strings and comments, as gettext's lexer sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from tamizdat.catalogs.po.strings import ESCAPE
from tamizdat.errors import TAKE_BACK, CatalogError, Problem

SPACE = " \t\r\f\v"

_TEXT = rf'"[^"\\\n]*+(?:{ESCAPE}[^"\\\n]*+)*+"'
_TEXTS = rf"((?:{_TEXT}\n)++)"

ORDINARY = re.compile(
    rf"(\n*+(?:\#(?![~|])[^\n]*\n)*+)(?:msgctxt {_TEXTS})?+msgid {_TEXTS}msgstr {_TEXTS}"
    rf"(?![ \t\r\f\v\n]*+\")"
)
"""A whole message in the form that most tools write: what stands above it, msgctxt, msgid, msgstr.
It only makes reading faster: whatever it doesn't match is read line by line."""

FIELD = re.compile(
    rf"[ \t\r\f\v]*+(\#~\|?|\#\|)?[ \t\r\f\v]*+"
    rf"(msgctxt|msgid|msgstr)?[ \t\r\f\v]*+({_TEXT})[ \t\r\f\v]*+"
)
"""An ordinary line: mark, keyword, string. The other lines go through `tokens`."""

_MARK = re.compile(r"\#~\|?|\#\|")
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"')
_MOST = 100
"""Keywords and strings on one line; no tool writes so many."""
_WORD = re.compile(r"[^\s\"#]+")
_BAD_ESCAPE = re.compile(rf"(?:[^\\]++|{ESCAPE})*+(\\.)")
_PLURAL = re.compile(r"msgid_plural|msgstr\[")


class Kind(Enum):
    """What a token is."""

    COMMENT = auto()
    KEYWORD = auto()
    STRING = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line."""

    kind: Kind
    mark: str
    """`#~`, `#|`, `#~|` or nothing, in front of the line's fields."""
    text: str
    """The comment with its `#`, the keyword, or the string between its quotation marks."""


def tokens(line: str) -> Iterator[Token]:
    """Take a line apart.

    Raises:
        CatalogError: the line is none of gettext's; without path and line.
    """
    rest = line.strip(SPACE)
    match = _MARK.match(rest)
    mark = match[0] if match else ""
    rest = rest[len(mark) :].lstrip(SPACE)
    after_string = False
    for _ in range(_MOST):
        if not rest:
            return
        if rest[0] == "#":
            yield Token(Kind.COMMENT, mark, rest)
            return
        if rest[0] == '"':
            text = _string(rest)
            yield Token(Kind.STRING, mark, text)
            length, after_string = len(text) + 2, True
        else:
            keyword = _keyword(rest, after_string=after_string)
            yield Token(Kind.KEYWORD, mark, keyword)
            length, after_string = len(keyword), False
        rest = rest[length:].lstrip(SPACE)
    raise _error("too much on one line", "msgcat --no-wrap gives each string a line of its own")


def _string(rest: str) -> str:
    match = _STRING.match(rest)
    if not match:
        remedy = f'close it with " on the same line; if its end is lost, {TAKE_BACK}'
        raise _error("a string without its closing quotation mark", remedy)
    if bad := _BAD_ESCAPE.match(match[1]):
        raise _error(f"{bad[1]} is no escape", rf"for a backslash write \\ (\{bad[1]})")
    return match[1]


def _keyword(rest: str, *, after_string: bool) -> str:
    match = _WORD.match(rest)
    word = match[0] if match else rest[:1]
    if word in ("msgctxt", "msgid", "msgstr"):
        return word
    if _PLURAL.match(word):
        raise _error("a plural message: catalogs of texts have none", "delete it, msgid and all")
    if word == "domain":
        raise _error("a domain directive: a catalog is of one text", "delete the line")
    if after_string:
        remedy = r"a quotation mark inside a string is written \""
        raise _error(f"text after the end of the string: {word[:40]}", remedy)
    remedy = "a comment begins with #, a string stands in quotation marks"
    raise _error(f"neither keyword nor string: {word[:40]}", remedy)


def _error(message: str, remedy: str) -> CatalogError:
    return CatalogError(Problem(message, remedy=remedy))
