"""Find a translation that is far too long or too short for its source.

Bad: a paragraph of five sentences -> `Voir ici.`
Good: `Solidarity with the prisoners of Minsk` -> `声援明斯克的囚犯们`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import Reading, read, read_source
from tamizdat.language import scripts

_DENSE = re.compile(f"[{scripts.CHINESE_JAPANESE}{scripts.HANGUL}{scripts.ETHIOPIC}]")
_WEIGHT = 1.6
"""What a sign counts beyond its own character: in our pages' wording one of Japanese stands for 2.2
letters of English, one of Chinese for 3.6, and 2.6 lies between."""
_SHORTEST = 25
"""Characters; a word or two may be three times as long in another language."""
_BEYOND = 10
"""Nothing is that long in another language; what is was made to stop a program."""
_RATIO = 3.0
"""Far out: the wording in six languages of letters is 0.8 to 1.2 times as long as in English."""


def run(pair: Pair) -> Iterator[str]:
    """Compare weighted lengths of what is seen; silent below 25 characters."""
    if (
        min(len(pair.msgid), len(pair.msgstr)) * _RATIO
        > max(len(pair.msgid), len(pair.msgstr)) * 1.3
    ):
        return
    source = _length(read_source(pair.msgid, pair.markup))
    target = _length(read(pair.msgstr, pair.markup))
    if max(source, target) > _SHORTEST * _RATIO / 2 and source > _SHORTEST:
        if target > source * _RATIO:
            yield f"is {target / source:.0f} times as long as the source"
        elif target * _RATIO < source:
            yield f"has {100 * target / source:.0f} % of the source's length"


def _length(reading: Reading) -> float:
    return len(reading.prose) + _WEIGHT * len(_DENSE.findall(reading.prose))


def beyond(msgid: str, msgstr: str) -> bool:
    """Whether no translation is as long: ten times its source, and a thousand characters more."""
    return len(msgstr) > _BEYOND * len(msgid) + 1000


def _beyond(pair: Pair) -> Iterator[str]:
    if beyond(pair.msgid, pair.msgstr):
        count = f"{len(pair.msgstr):,} characters for {len(pair.msgid):,} of the source"
        yield f"has {count}: it is taken for no translation"


BEYOND = Check("proportion", Severity.ERROR, _beyond, "not out of all proportion to the source")
CHECK = Check("length", Severity.WARNING, run, "neither far too long nor far too short")
