"""JSON with a version; the schema only grows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tamizdat.catalogs.catalog import State
from tamizdat.catalogs.progress import Progress, Report
from tamizdat.check.findings import Finding, Severity

VERSION = 1


def status(report: Report) -> str:
    """Rows per text and locale, totals per locale."""
    return _dump(
        {
            "version": VERSION,
            "today": report.today.isoformat(),
            "rows": [_row(row) for row in report.rows],
            "totals": [_row(report.total(locale)) for locale in report.locales],
        }
    )


def findings(found: Sequence[Finding]) -> str:
    """All findings and how many there are of each severity."""
    return _dump(
        {
            "version": VERSION,
            "findings": [asdict(finding) for finding in found],
            "counts": {
                severity.value: sum(f.severity is severity for f in found) for severity in Severity
            },
        }
    )


def messages(rows: Sequence[Mapping[str, Any]]) -> str:
    """Messages under review."""
    return _dump({"version": VERSION, "messages": rows})


def _row(row: Progress) -> dict[str, Any]:
    return {
        "domain": row.domain,
        "locale": row.locale,
        "percent": row.percent,
        "complete": row.complete,
        "required": row.required,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "expires": row.expires.isoformat() if row.expires else None,
        "expired": row.expired,
        "outdated": row.outdated,
        "unreadable": row.unreadable or None,
        "words": {"total": row.total.words}
        | {state.value: row.tally(state).words for state in State},
        "messages": {"total": row.total.messages}
        | {state.value: row.tally(state).messages for state in State},
    }


def _dump(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
