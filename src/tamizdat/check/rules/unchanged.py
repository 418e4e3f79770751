"""Find a msgstr that is the msgid.

Bad: `Write to the prisoners.` -> `Write to the prisoners.`
Good: `Creative Commons` -> `Creative Commons`; `good.org` -> `good.org`
"""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import read_source
from tamizdat.language import locales, prose


def run(pair: Pair) -> Iterator[str]:
    """Names stay as they are: two words that are none make a text that wants translation."""
    if pair.msgid != pair.msgstr or locales.alike(pair.locale, pair.source_locale):
        return
    if prose.wants_translation(read_source(pair.msgid, pair.markup).plain):
        yield "is the same as the source"


CHECK = Check("unchanged", Severity.WARNING, run, "the text is translated")
