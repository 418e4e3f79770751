"""Text formats: one file each, listed here.

The other files are what they are made of:

    markdown    blocks (its structure), runs (inline content), pictures, html_blocks,
                markdown_escape, front_matter, scalars (YAML and TOML)
    html        tags (its structure), html_escape
    plain       plain_blocks (its structure), plain_page (its HTML)
    all         spans (where segments lie), directives (what authors say in comments)
"""

from __future__ import annotations

from tamizdat.document import Format
from tamizdat.formats import html, markdown, plain

FORMATS: tuple[Format, ...] = (markdown.FORMAT, html.FORMAT, plain.FORMAT)
"""All of them; a suffix belongs to one."""


def by_suffix(suffix: str) -> Format | None:
    """The format of a file suffix such as ".md", in any case; None if there is none."""
    wanted = suffix.lower()
    return next((known for known in FORMATS if wanted in known.suffixes), None)
