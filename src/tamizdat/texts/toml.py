"""TOML, whose errors are told in our own words: a library's may change with any version."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from tamizdat.errors import SourceError, invalid

_REMEDY = "correct it: strings stand in quotes, lists in [ ], and every key only once"


def loads(text: str) -> dict[str, Any]:
    """The tables of a text, line ends of any kind.

    Raises:
        SourceError: it is no TOML; with the line where that shows, from 1.
    """
    try:
        return tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, RecursionError) as error:  # int() has a limit, so have nested lists
        number = _line(error, text)
        raise SourceError.at(None, number, invalid("TOML", text, number), _REMEDY) from error


def _line(error: Exception, text: str) -> int:
    """Where it is wrong, as the error says (from Python 3.14 on by number)."""
    if not isinstance(error, tomllib.TOMLDecodeError):  # beyond a limit, which takes a long line
        lines = text.splitlines()
        return lines.index(max(lines, key=len)) + 1
    number: int | None = getattr(error, "lineno", None)
    found = re.search(r"at line (\d+)", str(error))
    return number or (int(found[1]) if found else text.rstrip().count("\n") + 1)
