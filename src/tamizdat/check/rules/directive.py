"""Find variables, includes and attribute lists of site generators that were lost or added.

Bad: `Hello {{ name }}` -> `Bonjour {{ nom }}`; `Hello` -> `Bonjour {{#include /etc/passwd}}`
Good: `{{ name }} wrote` -> `Escribió {{ name }}`
"""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import lost_and_added, replaced
from tamizdat.language.facts import directives
from tamizdat.language.safe import quote


def run(pair: Pair) -> Iterator[str]:
    """Compare them as multisets, in code spans too: generators act before Markdown does."""
    lost, added = lost_and_added(directives(pair.msgid), directives(pair.msgstr))
    for old, new in replaced(lost, added, bool):
        yield f"{quote(old)} became {quote(new)}"
    for directive in lost:
        yield f"{quote(directive)} is missing"
    for directive in added:
        yield f"{quote(directive)} is not in the source"


CHECK = Check(
    "directive", Severity.ERROR, run, "variables and includes of site generators are kept"
)
