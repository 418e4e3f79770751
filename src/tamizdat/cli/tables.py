"""What people read in a terminal."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence

from rich.text import Text

from tamizdat.catalogs.catalog import State
from tamizdat.catalogs.progress import Progress, Report
from tamizdat.check.findings import Finding, Severity
from tamizdat.cli.output import Line, plural
from tamizdat.language.safe import safe

NOTHING = "·"
"""How a table shows zero."""
STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_NAMED = 3
"""So many texts are named below the status; more are counted."""
_SPARE = ("words", State.TRANSLATED.label, State.REVIEWED.label, "messages")
"""Columns of the status that a narrow terminal goes without."""

Row = Sequence[str | Text]
"""The cells of a line; a single one is a heading."""


def aligned(
    header: Sequence[str],
    rows: Sequence[Row],
    right: Collection[str] = (),
    without: Collection[str] = (),
) -> Text:
    """Lines with the cells in columns, those named in `right` aligned to the right.

    Columns that show nothing but zeros are left out. No line ends in blanks.
    """
    lines = [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
    full = [line for line in lines if len(line) > 1]
    columns = [
        n
        for n, name in enumerate(header)
        if name not in without and any(line[n].plain not in ("", NOTHING) for line in full)
    ]
    shown = [[Text(header[n], style="bold") for n in columns]]
    shown += [[line[n] for n in columns] if len(line) > 1 else line for line in lines]
    for place, n in enumerate(columns):
        cells = [line[place] for line in shown if len(line) > 1]
        width = max(cell.cell_len for cell in cells)
        for cell in cells:
            cell.align("right" if header[n] in right else "left", width)
    joined = [Text("  ").join(line) for line in shown]
    for line in joined:
        line.rstrip()
    return Text("\n").join(joined)


def number(count: int) -> str:
    """A count as tables show it."""
    return f"{count:,}" if count else NOTHING


def status(report: Report, width: int = 1000, *, brief: bool = False) -> Text:
    """Words by state, a line per text and locale, then a total per locale; if `brief` only that.

    What does not fit into `width` columns has the texts as headings, and then fewer numbers.
    """
    states = tuple(state.label for state in State)
    numbers = ("done", "words", *states, "messages", "questions")
    header = ("text", "locale", *numbers, "")
    table = aligned(header, list(_rows(report, brief=brief)), numbers)
    for spare in ((), _SPARE):
        if max(line.cell_len for line in table.split()) <= width:
            break
        rows = list(_rows(report, headings=True, brief=brief))
        table = aligned(header, rows, numbers, without=("text", *spare))
    return table


def _rows(report: Report, *, headings: bool = False, brief: bool = False) -> Iterator[Row]:
    groups: dict[str, list[Progress]] = {}
    for row in () if brief else report.rows:
        groups.setdefault(safe(row.domain), []).append(row)
    if brief or len(groups) > 1:
        groups["all texts"] = [report.total(locale) for locale in report.locales]
    for name, group in groups.items():
        if headings:
            yield [name]
        for place, row in enumerate(group):
            cells = _cells(row, report.today)
            if headings:
                cells[0] = f"  {cells[0]}"
            yield [name if not place else "", *cells]


def _cells(row: Progress, today: datetime.date) -> list[str | Text]:
    counts = [row.tally(state).words for state in State]
    whole = row.complete and not row.partial
    done = Text(f"{row.percent} %{' *' * row.partial}", style="green" if whole else "")
    return [
        row.locale,
        done,
        f"{row.total.words:,}",
        *map(number, counts),
        f"{row.done.messages}/{row.total.messages}",
        number(row.questions),
        _remark(row, today),
    ]


def _remark(row: Progress, today: datetime.date) -> Text:
    remarks = [
        Text("unreadable", style="red") if row.unreadable else None,
        Text("required", style="" if row.complete else "red") if row.required else None,
        Text(f"expired {row.expires}", style="dim") if row.expired else None,
        Text("late", style="red") if row.late(today) else None,
        Text("copies of the source", style="yellow") if row.copied else None,
        Text(f"by {row.deadline}") if row.deadline and not row.expired else None,
        Text("no catalog yet" if row.new else "source changed", style="yellow")
        if row.outdated
        else None,
    ]
    return Text(", ").join(remark for remark in remarks if remark is not None)


def passed_over(report: Report) -> str:
    """How many words of prose no catalog has, and in which texts most; empty if none."""
    texts = {row.domain: row for row in report.rows if row.passed_over and not row.expired}
    if not texts:
        return ""
    rows = sorted(texts.values(), key=lambda row: -row.passed_over)
    most = ", ".join(f"{safe(row.domain)} {row.passed_over:,}" for row in rows[:_NAMED])
    where = most.rpartition(" ")[0] if len(rows) == 1 else f"{plural(len(rows), 'text')} ({most})"
    if len(rows) > _NAMED:
        where = f"{where[:-1]} …)"
    words = plural(sum(row.passed_over for row in rows), "word")
    mark = "* " if any(row.partial for row in rows) else ""
    return f"{mark}{words} of prose in no catalog: {where}; tamizdat update -v lists them"


def finding(found: Finding) -> Line:
    """`path:line: error: text [check-id]`, the form that editors jump to."""
    return (
        (f"{safe(found.path)}:{found.line}: ", ""),
        (found.severity.value, STYLE[found.severity]),
        (f": {safe(found.message)} ", ""),
        (f"[{found.check}]", "dim"),
    )


def source(found: Finding) -> Line:
    """The beginning of the msgid, to look for in an editor that knows no lines."""
    return ((f"    {safe(found.msgid, 72)}", "dim"),)


def findings_summary(found: Sequence[Finding]) -> str:
    """How many of each severity."""
    counts = [(sum(f.severity is severity for f in found), severity.value) for severity in Severity]
    return ", ".join(plural(count, name) for count, name in counts if count)
