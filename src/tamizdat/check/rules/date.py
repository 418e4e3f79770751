"""Find a month that became another month, or a day that went to another month.

Bad: `February 22-29` -> `22–29 марта`; `June 1 and July 2` -> `2 de junio y 1 de julio`
Good: `February 22-29` -> `22–29 февраля`; `May 1` -> `01.05.`
"""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import Reading, read, read_source
from tamizdat.language import facts, locales
from tamizdat.language.facts import Date
from tamizdat.language.safe import quote


def run(pair: Pair) -> Iterator[str]:
    """Compare dated months; silent where the msgstr names none (it may write numerals)."""
    source = read_source(pair.msgid, pair.markup).once(_dates, pair.source_locale)
    dated = {date for date in source if date.day}
    if not dated:
        return
    target = set(_dates(read(pair.msgstr, pair.markup), pair.locale))
    theirs, ours = {date.month for date in source}, {date.month for date in target}
    for month in sorted({date.month for date in dated} - ours):
        others = ours - theirs
        if others:
            yield f"{_name(month, pair)} became {_name(min(others), pair)}"
    lost, added = dated - target, {date for date in target if date.day} - dated
    moved = {date.day for date in lost} & {date.day for date in added}
    if theirs == ours and len(moved) > 1:
        yield f"days {', '.join(map(str, sorted(moved)))} went to other months"


def _dates(reading: Reading, locale: str) -> tuple[Date, ...]:
    months = locales.month_names(locale)
    capitalised = locales.language(locale) == "en"
    return facts.dates(reading.plain, months, capitalised=capitalised)


def _name(month: int, pair: Pair) -> str:
    names = locales.month_names(pair.source_locale)
    return quote(max((n for n, number in names.items() if number == month), key=len).title())


CHECK = Check("date", Severity.ERROR, run, "months and their days are the source's")
