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
        SourceError: it is no TOML, with the line where that shows; or it is beyond a limit.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        number = _line(error, text)
        raise SourceError.at(None, number, invalid("TOML", text, number), _REMEDY) from error
    except (ValueError, RecursionError) as error:  # int() has a limit, so has the stack
        message = "a number too long to be one, or lists nested too deeply"
        raise SourceError.at(None, None, message, "remove it: nobody wrote it by hand") from error


def _line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Where it is wrong, as the error says (from Python 3.14 on by number)."""
    number: int | None = getattr(error, "lineno", None)
    found = re.search(r"at line (\d+)", str(error))
    return number or (int(found[1]) if found else text.rstrip().count("\n") + 1)
