"""What people ask in the comments of a catalog, and nobody has answered."""

from __future__ import annotations

import re
from collections import Counter

from tamizdat.catalogs.catalog import Catalog, Key, Message

_NOBODYS = re.compile(r"\W*|tamizdat:.*|\(pofilter\).*|=\s*[\w-]+(?:,\s*[\w-]+)*")
"""Rules and blank lines, what a newer tamizdat writes, marks of the Translate Toolkit, and `#=`
flags that an older gettext has made a comment of."""
_EVERYWHERE = 3
"""A line on so many messages, and on half of them all, is a tool's or a licence."""


def questions(catalog: Catalog) -> dict[Key, tuple[str, ...]]:
    """The open questions of a catalog's messages: their lines, in the order of the file.

    Every comment is one, as only a person can tell which are not. What was answered is none any
    more, until somebody adds a line.
    """
    asking = {m.key: lines for m in catalog.active if (lines := _lines(m))}
    if not asking:
        return {}
    counts = Counter(line for lines in asking.values() for line in set(lines))
    half = len(catalog.active) / 2
    common = {line for line, n in counts.items() if n >= _EVERYWHERE and n >= half}
    return {
        key: said
        for key, lines in asking.items()
        if (said := tuple(line for line in lines if line not in common))
    }


def _lines(message: Message) -> tuple[str, ...]:
    return tuple(line for line in message.unanswered if not _NOBODYS.fullmatch(line.strip()))
