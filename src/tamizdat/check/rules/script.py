"""Find words that mix letters of look-alike scripts.

Bad: `our fund` -> `notre f<Cyrillic o>nds`
Good: `DDoS attack` -> `DDoS-атака`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import read
from tamizdat.language.safe import quote

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_OTHER = "\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff"
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(rf"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")


def run(pair: Pair) -> Iterator[str]:
    """Name each such word, unless the msgid has it."""
    if pair.msgstr.isascii():
        return
    prose = read(pair.msgstr, pair.markup).prose
    if not _MIXED.search(prose):
        return
    for word in dict.fromkeys(_WORD.findall(prose)):
        if _MIXED.search(word) and word not in pair.msgid:
            yield f"{quote(word)} mixes letters of two scripts"


CHECK = Check("mixed-script", Severity.WARNING, run, "no word mixes Latin, Cyrillic, Greek letters")
