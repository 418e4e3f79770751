"""Find a msgstr that is the msgid.

Bad: `Write to the prisoners.` -> `Write to the prisoners.`
Good: `Creative Commons` -> `Creative Commons`; `good.org` -> `good.org`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.checks.reading import read
from tamizdat.findings import Check, Pair, Severity

_WORD = re.compile(r"(?<![^\s\"'(“«])[^\W\d_]{2,}(?![^\s.,;:!?)\"'”’»])")


def run(pair: Pair) -> Iterator[str]:
    """Names stay as they are: two words that are none make a text that wants translation."""
    if pair.msgid != pair.msgstr or _language(pair.locale) == _language(pair.source_locale):
        return
    words = _WORD.findall(read(pair.msgid, pair.markup).plain)
    if sum(not word[0].isupper() for word in words) >= 2:
        yield "is the same as the source"


def _language(locale: str) -> str:
    return locale.partition("_")[0].partition("@")[0]


CHECK = Check("unchanged", Severity.WARNING, run, "the text is translated")
