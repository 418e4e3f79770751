"""Find white space at the start or the end that the source hasn't, or has and was lost.

Bad: `Hello` -> ` Bonjour`; `Name: ` -> `Nom :`
Good: `Name: ` -> `Nom : `
"""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity


def run(pair: Pair) -> Iterator[str]:
    """Compare both ends."""
    for end, here, there in (
        ("start", pair.msgstr[:1].isspace(), pair.msgid[:1].isspace()),
        ("end", pair.msgstr[-1:].isspace(), pair.msgid[-1:].isspace()),
    ):
        if here != there:
            yield f"white space at the {end} was {'added' if here else 'lost'}"


CHECK = Check("space", Severity.WARNING, run, "white space at both ends is the source's")
