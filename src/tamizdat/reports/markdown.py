"""Markdown for job summaries and wikis: a matrix, then what needs somebody."""

from __future__ import annotations

import datetime

from tamizdat.catalogs.catalog import State
from tamizdat.catalogs.progress import Progress, Report
from tamizdat.language.safe import safe

_PARTIAL = r" \*"
"""Behind per cent of less than all prose."""


def status(report: Report) -> str:
    """Texts by locales in per cent of words; then gaps of required and late translations."""
    locales = report.locales
    by_place = {(row.domain, row.locale): row for row in report.rows}
    domains = dict.fromkeys(row.domain for row in report.rows)
    lines = ["## Translations", ""]
    lines.append(_table_row("text", "words", *locales))
    lines.append(_table_row(":--", "--:", *("--:" for _ in locales)))
    for domain in domains:
        rows = [by_place.get((domain, locale)) for locale in locales]
        words = next(row.total.words for row in rows if row)
        lines.append(_table_row(_code(domain), f"{words:,}", *(_cell(row) for row in rows)))
    totals = [report.total(locale) for locale in locales]
    lines.append(_table_row("**all**", "", *(f"**{_cell(total)}**" for total in totals)))
    lines += ["", "Counts alone; `tamizdat check` says whether they are right.", ""]
    lines += ["✔ complete · ↻ source changed, or new · ! unreadable · † expired · – not wanted", ""]
    attention = [line for row in report.rows if (line := _attention(row, report.today))]
    if attention:
        lines += ["### Needs somebody", "", *attention, ""]
    rest = [line for line in (_passed_over(report), _left(report), _questions(report)) if line]
    return "\n\n".join(["\n".join(lines).rstrip("\n"), *rest]) + "\n" if rest else "\n".join(lines)


def _passed_over(report: Report) -> str:
    """How many words of prose no catalog has, in texts of which that is much."""
    found = {row.domain: row.passed_over for row in report.rows if row.partial}
    texts = ", ".join(f"{words:,} in {_code(domain)}" for domain, words in found.items())
    return f"\\* Words of prose in no catalog: {texts}." if found else ""


def _questions(report: Report) -> str:
    """How many messages somebody asks something about."""
    count = sum(report.total(locale).questions for locale in report.locales)
    return f"Open questions: {count:,} (`tamizdat review --questions`)." if count else ""


def _cell(row: Progress | None) -> str:
    if row is None:
        return "–"
    mark = "!" if row.unreadable else "†" if row.expired else "✔" if row.complete else ""
    return (
        f"{mark or ('↻' if row.outdated else '')} {row.percent} %{_PARTIAL * row.partial}".strip()
    )


def _attention(row: Progress, today: datetime.date) -> str:
    """A line for a translation that is required or has a deadline and is not complete."""
    if row.expired or (row.complete and not row.unreadable):
        return ""
    reasons = [
        f"can't be counted: {_code(row.unreadable)}" if row.unreadable else "",
        "required" if row.required else "",
        "late" if row.late(today) else "",
        f"wanted by {row.deadline}" if row.deadline else "",
    ]
    given = ", ".join(reason for reason in reasons if reason)
    return f"- {_code(row.domain)} {row.locale}: {row.missing} ({given})" if given else ""


def _left(report: Report) -> str:
    """Words that are left, by state, over everything that has not expired."""
    rows = [report.total(locale) for locale in report.locales]
    parts = [
        f"{sum(row.tally(state).words for row in rows):,} {state.label}"
        for state in State
        if not state.done and any(row.tally(state).words for row in rows)
    ]
    return f"Words left: {', '.join(parts)}." if parts else ""


def _table_row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _code(text: str) -> str:
    return "`" + safe(text).replace("`", "'") + "`"
