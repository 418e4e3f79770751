"""From the bytes of a file to its text, or to the reason why not."""

from __future__ import annotations

import codecs
import re
import shlex
from itertools import islice
from pathlib import Path

from tamizdat.catalogs.po import header
from tamizdat.catalogs.po.strings import CONTROL
from tamizdat.errors import TAKE_BACK, CatalogError, Problem

_DECLARED = re.compile(rb'^[^\n]*Content-Type:[^\n]*charset=([^\s\\";]+)', re.MULTILINE)
_CONTROL_BYTES = bytes(code for code in range(128) if CONTROL.match(chr(code)))
_SHOWN = 100
"""So many are enough to see what happened."""
_LONE_CR = re.compile(r"\r(?!\n)")
CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |\r?$)", re.MULTILINE)
"""A marker that git leaves around what it can't merge."""


def decode(data: bytes, path: Path | None) -> str:
    """The text of a catalog, without its byte order mark.

    Raises:
        CatalogError: another encoding, control characters, conflict markers.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = shlex.quote(str(path or "FILE"))
        remedy = f"iconv -f UTF-16 -t UTF-8 {name} > new.po, then put new.po in its place"
        raise CatalogError.at(path, 1, "the file is in UTF-16, not UTF-8", remedy)
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise CatalogError(_undecodable(body, error.start, path)) from error
    problems = [*_conflicts(text, path)] or [*_forbidden(body, text, path)]
    if problems:
        raise CatalogError(*problems)
    return text


def _undecodable(body: bytes, start: int, path: Path | None) -> Problem:
    declared = _DECLARED.search(body)
    charset = declared[1].decode(errors="replace") if declared else "UTF-8"
    if declared and charset.upper() not in ("UTF-8", "UTF8", "CHARSET"):
        line = body.count(b"\n", 0, declared.start(1)) + 1
        return header.wrong_charset(charset, path, line, reads=False)
    return Problem(
        f"byte 0x{body[start]:02X} is not UTF-8",
        path,
        body.count(b"\n", 0, start) + 1,
        f"save the file as UTF-8, or {TAKE_BACK}",
    )


def _conflicts(text: str, path: Path | None) -> list[Problem]:
    """The first markers that git left; beside them, nothing else that is wrong says much."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    markers = islice(CONFLICT.finditer(text), _SHOWN)
    lines = (text.count("\n", 0, marker.start()) + 1 for marker in markers)
    return [conflict(path, line) for line in lines]


def conflict(path: Path | None, line: int) -> Problem:
    """What is said of a marker that git left, in a catalog or in a text."""
    remedy = "settle the conflict: keep what is right of both sides and delete the markers"
    return Problem("an unsettled merge conflict", path, line, remedy)


def _forbidden(body: bytes, text: str, path: Path | None) -> list[Problem]:
    """The first control character, and the first carriage return that ends no line."""
    found = []
    if body.translate(None, _CONTROL_BYTES) != body and (control := CONTROL.search(text)):
        line = text.count("\n", 0, control.start()) + 1
        remedy = "delete it; most editors can show invisible characters"
        message = f"control character U+{ord(control[0]):04X}"
        found.append(Problem(message, path, line, remedy))
    if "\r" in text and (lone := _LONE_CR.search(text)):
        line = text.count("\n", 0, lone.start()) + 1
        remedy = r"save the file with LF line ends; inside a string write \r"
        found.append(Problem("a carriage return that ends no line", path, line, remedy))
    return found
