"""Text formats: a folder each, listed here by the suffixes that it knows.

Beside them lies what all of them use: spans (where segments lie) and directives (what authors say
in comments).
"""

from __future__ import annotations

import importlib

from tamizdat.texts.document import Format

SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "plain",
}
"""The folder here, and what it is called, by suffix in lower case."""
USUAL = tuple(
    next(s for s in SUFFIXES if SUFFIXES[s] == n) for n in dict.fromkeys(SUFFIXES.values())
)
"""The first suffix of each format."""


def knows(suffix: str) -> bool:
    """Whether a file suffix such as ".md", in any case, is one of a text."""
    return suffix.lower() in SUFFIXES


def by_suffix(suffix: str) -> Format | None:
    """The format of a file suffix; None if there is none. Imported only now: it takes a while."""
    if not knows(suffix):
        return None
    found: Format = importlib.import_module(f"{__name__}.{SUFFIXES[suffix.lower()]}").FORMAT
    return found
