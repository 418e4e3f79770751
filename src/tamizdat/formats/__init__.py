"""Text formats: one file each, listed here by the suffixes that it knows.

The other files are what they are made of:

    markdown    blocks (its structure), runs (inline content), pictures, html_blocks,
                markdown_escape, front_matter, scalars (YAML and TOML)
    html        tags (its structure), html_escape
    plain       plain_blocks (its structure), plain_page (its HTML)
    all         spans (where segments lie), directives (what authors say in comments)
"""

from __future__ import annotations

import importlib

from tamizdat.document import Format

SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "plain",
}
"""The file here, and what it is called, by suffix in lower case."""


def knows(suffix: str) -> bool:
    """Whether a file suffix such as ".md", in any case, is one of a text."""
    return suffix.lower() in SUFFIXES


def by_suffix(suffix: str) -> Format | None:
    """The format of a file suffix; None if there is none. Imported only now: it takes a while."""
    if not knows(suffix):
        return None
    found: Format = importlib.import_module(f"{__name__}.{SUFFIXES[suffix.lower()]}").FORMAT
    return found
