"""What a msgid is written in, and what in it is a letter."""

from __future__ import annotations

import re
from enum import StrEnum

LETTER = re.compile(r"[^\W\d_]")
"""A letter of any script: what has none is nothing to translate."""


class Markup(StrEnum):
    """The inline syntax of a msgid."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
