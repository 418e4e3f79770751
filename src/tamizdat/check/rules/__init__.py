"""Quality checks: what a translation must keep, and what people should look at.

One file, one line here and some cases in `tests/cases/checks` make a check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tamizdat.check.findings import Check, Pair
from tamizdat.check.rules import (
    address,
    characters,
    date,
    directive,
    length,
    localized,
    markup,
    number,
    punctuation,
    script,
    space,
    structure,
    unchanged,
)

CHECKS: tuple[Check, ...] = (
    length.BEYOND,
    address.CHECK,
    number.CHECK,
    date.CHECK,
    markup.CHECK,
    directive.CHECK,
    structure.CHECK,
    characters.CHECK,
    script.CHECK,
    characters.MARKS,
    structure.START,
    number.WORDS,
    number.ADDED,
    markup.ADDED,
    unchanged.CHECK,
    length.CHECK,
    punctuation.CHECK,
    space.CHECK,
    localized.CHECK,
)
"""Every check, the gravest first."""


_FOLLOWS = {
    "mixed-script": {"address"},
    "number-added": {"address", "markup", "character"},
    "markup-added": {"directive"},
    "end-punctuation": {"markup", "directive", "structure"},
    "space": {"structure"},
}
"""Warnings that mostly say once more what an error of another check says."""


def run(pair: Pair, checks: Iterable[Check] = CHECKS) -> Iterator[tuple[Check, str]]:
    """Hold a pair against checks; yields a sentence per thing that is wrong.

    What is out of all proportion is not looked at any closer: that could take hours.
    """
    found: set[str] = set()
    for check in checks:
        if found and not found.isdisjoint(_FOLLOWS.get(check.name, ())):
            continue
        if sentences := [*check.run(pair)]:
            found.add(check.name)
            yield from ((check, sentence) for sentence in dict.fromkeys(sentences))
            if check.name == length.BEYOND.name:
                return
