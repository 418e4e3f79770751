"""Text formats: one file each, listed here."""

from __future__ import annotations

from tamizdat.document import Format
from tamizdat.formats import html, markdown, plain

FORMATS: tuple[Format, ...] = (markdown.FORMAT, html.FORMAT, plain.FORMAT)
"""All of them; a suffix belongs to one."""


def by_suffix(suffix: str) -> Format | None:
    """The format of a file suffix such as ".md", in any case; None if there is none."""
    wanted = suffix.lower()
    return next((known for known in FORMATS if wanted in known.suffixes), None)
