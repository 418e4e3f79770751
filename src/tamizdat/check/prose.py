"""Prose of a text that no catalog has, so that 100 % is never said of less than all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tamizdat.catalogs import progress
from tamizdat.check.findings import Finding, Severity
from tamizdat.project.text import Text
from tamizdat.texts import passed_over

PASSED_OVER = "passed-over"


def findings(text: Text) -> Iterator[Finding]:
    """How many words are passed over, at the first of them: a warning where they are many."""
    pieces = [piece for piece in text.passed_over if piece.words and not piece.wanted]
    if not pieces:
        return
    count, offered = passed_over.total(pieces), sum(text.sizes.values())
    reasons: Counter[str] = Counter()
    for piece in pieces:
        reasons[piece.reason] += piece.words
    share = -(-100 * count // (count + offered))  # rounded up
    words = f"{count} words of prose, {share} % of the text, are" if count > 1 else "1 word is"
    said = ", ".join(
        f"{reason}: {n}" if len(reasons) > 1 else reason for reason, n in reasons.items()
    )
    yield Finding(
        PASSED_OVER,
        Severity.WARNING if progress.beyond(count, offered) else Severity.INFO,
        f"{words} in no catalog ({said}; tamizdat update -v lists them)",
        text.reference,
        pieces[0].line,
        text.domain,
    )
