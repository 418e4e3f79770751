"""What people read in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from tamizdat.catalog import State
from tamizdat.findings import Finding, Severity
from tamizdat.progress import Progress, Report
from tamizdat.reports.display import safe

_STATES = (
    State.UNTRANSLATED,
    State.DRAFT,
    State.CHANGED,
    State.NEEDS_WORK,
    State.TRANSLATED,
    State.REVIEWED,
)
_STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def plain_table(*columns: str, right: Iterable[str] = ()) -> Table:
    """A table without lines; the columns named in `right` are aligned to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column in ("locale", "done"),
        )
    return table


def status(report: Report) -> Table:
    """Words by state, a row per text and locale, then a total per locale."""
    numbers = ("done", "words", *(state.label for state in _STATES), "messages")
    table = plain_table("text", "locale", *numbers, "", right=numbers)
    previous = ""
    for row in report.rows:
        table.add_row(safe(row.domain) if row.domain != previous else "", *_cells(row))
        previous = row.domain
    if len(report.rows) > 1:
        table.add_section()
        for place, locale in enumerate(report.locales):
            table.add_row("all texts" if not place else "", *_cells(report.total(locale)))
    return table


def _cells(row: Progress) -> list[str | Text]:
    counts = [row.tally(state).words for state in _STATES]
    done = Text(f"{row.percent} %", style="green" if row.complete else "")
    return [
        row.locale,
        done,
        f"{row.total.words:,}",
        *(f"{count:,}" if count else "·" for count in counts),
        f"{row.done.messages}/{row.total.messages}",
        _remark(row),
    ]


def _remark(row: Progress) -> Text:
    remarks = [
        Text("unreadable", style="red") if row.unreadable else None,
        Text("required", style="" if row.complete else "red") if row.required else None,
        Text(f"expired {row.expires}", style="dim") if row.expired else None,
        Text(f"by {row.deadline}") if row.deadline and not row.expired else None,
        Text("source changed", style="yellow") if row.outdated else None,
    ]
    return Text(", ").join(remark for remark in remarks if remark is not None)


def finding(found: Finding) -> Text:
    """`path:line: error: text [check-id]`, the form that editors jump to."""
    return Text.assemble(
        f"{safe(found.path)}:{found.line}: ",
        (found.severity.value, _STYLE[found.severity]),
        f": {safe(found.message)} ",
        (f"[{found.check}]", "dim"),
    )


def findings_summary(found: Sequence[Finding]) -> str:
    """How many of each severity."""
    counts = [(sum(f.severity is severity for f in found), severity.value) for severity in Severity]
    return ", ".join(
        f"{count} {name}{'s' if count != 1 else ''}" for count, name in counts if count
    )
