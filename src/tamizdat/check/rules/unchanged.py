"""Find a msgstr that is the msgid.

Bad: `Write to the prisoners.` -> `Write to the prisoners.`
Good: `Creative Commons` -> `Creative Commons`; `good.org` -> `good.org`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import read
from tamizdat.language import locales

_WORD = re.compile(r"(?<![^\s\"'(“«])[^\W\d_]{2,}(?![^\s.,;:!?)\"'”’»])")


def run(pair: Pair) -> Iterator[str]:
    """Names stay as they are: two words that are none make a text that wants translation."""
    same_language = locales.language(pair.locale) == locales.language(pair.source_locale)
    if pair.msgid != pair.msgstr or same_language:
        return
    words = _WORD.findall(read(pair.msgid, pair.markup).plain)
    if sum(not word[0].isupper() for word in words) >= 2:
        yield "is the same as the source"


CHECK = Check("unchanged", Severity.WARNING, run, "the text is translated")
