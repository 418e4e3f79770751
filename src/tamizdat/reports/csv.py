"""CSV for spreadsheets, one row per text and locale.

A cell that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io

from tamizdat.catalogs.catalog import State
from tamizdat.catalogs.progress import Report

_FORMULA = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def status(report: Report) -> str:
    """Words and messages by state."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(
        ["domain", "locale", "percent", "required", "deadline", "expires", "expired", "outdated"]
        + [f"words_{name}" for name in ("total", *State)]
        + [f"messages_{name}" for name in ("total", *State)]
        + ["copied", "questions", "passed_over"]
    )
    for row in report.rows:
        writer.writerow(
            [
                *(_cell(row.domain), row.locale, row.percent, int(row.required)),
                *(row.deadline or "", row.expires or "", int(row.expired), int(row.outdated)),
                *(row.total.words, *(row.tally(state).words for state in State)),
                *(row.total.messages, *(row.tally(state).messages for state in State)),
                *(row.copied, row.questions, row.passed_over),
            ]
        )
    return out.getvalue()


def _cell(text: str) -> str:
    text = text.encode(errors="replace").decode()  # a file name may be no UTF-8
    return "'" + text if text.startswith(_FORMULA) else text
