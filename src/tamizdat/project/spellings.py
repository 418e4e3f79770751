"""Folders of catalogs that spell a locale of the project in another way: `pt-BR` beside `pt_BR`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tamizdat.project.config import spelled_otherwise

_ABOVE = re.compile(r"(?P<folder>(?:[^{}]*/)?)\{locale\}/")
"""What stands above the folders of the locales, where each has one."""


def folders(root: Path, pattern: str, known: Sequence[str]) -> dict[str, list[str]]:
    """The names of such folders by the project's spelling, given the path of its catalogs."""
    found: dict[str, list[str]] = {}
    above = _ABOVE.match(pattern)
    if not above:
        return found
    with suppress(OSError):
        for folder in sorted((root / above["folder"]).iterdir()):
            code = spelled_otherwise(folder.name, known)
            if code and folder.name not in known:
                found.setdefault(code, []).append(folder.name)
    return found
