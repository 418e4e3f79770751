"""Comments of HTML: an author's words for colleagues."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.texts.document import Aside
from tamizdat.texts.formats.html.tags import Kind, tokens

_COMMENT = re.compile(r"<!(?!doctype\b|\[CDATA\[)", re.I)
"""Also `<! words >`, which a browser takes for a comment."""
EMPTY = "<!---->"


def find(text: str, _keys: tuple[str, ...] = ()) -> Iterator[Aside]:
    """The comments of a document or fragment; what a script or a style holds is none."""
    for token in tokens(text):
        if token.kind is Kind.COMMENT and _COMMENT.match(token.raw):
            yield Aside(token.start, token.end, EMPTY)
