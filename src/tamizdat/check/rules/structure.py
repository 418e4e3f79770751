r"""Find a msgstr that would become more than one block of its text.

Bad: `One paragraph.` -> `Un paragraphe.\n\n- et une liste`
Good: `One paragraph.` -> `Un paragraphe.\net sa suite`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.language import commonmark
from tamizdat.language.markup import Markup

_MAY_START = re.compile(r"[\s#>+*=~`|:\[-]")
_BLANK = re.compile(r"\n[ \t]*(?:\n|\Z)")


def run(pair: Pair) -> Iterator[str]:
    """Ask the parser; the start of a msgstr is escaped on publication, so later lines count."""
    if "\n" not in pair.msgstr:
        return
    if pair.markup is Markup.MARKDOWN:
        added = set(_blocks(pair.msgstr)) - set(_blocks(pair.msgid))
        if added:
            yield f"a later line begins a block of its own ({', '.join(sorted(added))})"
            return
    if (
        pair.markup is not Markup.HTML
        and _BLANK.search(pair.msgstr)
        and not _BLANK.search(pair.msgid)
    ):
        yield "a blank line would divide the text"


def _blocks(text: str) -> Iterator[str]:
    for event in commonmark.events(f"x {text}"):
        if (event.open and event.name not in commonmark.INLINE) or event.name == "Rule":
            yield event.name


def run_start(pair: Pair) -> Iterator[str]:
    """Publication escapes it, so that the page shows the characters; seldom what was meant."""
    if pair.markup is not Markup.MARKDOWN or not _MAY_START.match(pair.msgstr):
        return
    start = _first(pair.msgstr)
    if start not in ("Paragraph", "HtmlBlock") and start != _first(pair.msgid):
        yield f"begins like a block of its own ({start}); it will be shown as it is written"


def _first(text: str) -> str:
    return next((event.name for event in commonmark.events(text)), "Paragraph")


CHECK = Check("structure", Severity.ERROR, run, "the translation stays one block")
START = Check("block-start", Severity.WARNING, run_start, "no block syntax at the start")
