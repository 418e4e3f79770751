"""JSON with a version; the schema only grows."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from tamizdat.catalogs.catalog import Message, State
from tamizdat.catalogs.progress import Progress, Report
from tamizdat.check.findings import Finding, Severity
from tamizdat.language.people import Kind

if TYPE_CHECKING:
    from tamizdat.privacy.trace import Trace
    from tamizdat.review.decision import Item
    from tamizdat.tidy.dead import Tidied

VERSION = 1
_SURROGATE = re.compile("[\ud800-\udfff]")
"""What stands for a byte of a file name that is no UTF-8; nothing can print it."""


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


def findings(found: Sequence[Finding], _below: PurePosixPath) -> str:
    """All findings and how many there are of each severity; paths are the project's."""
    return _dump(
        {
            "version": VERSION,
            "findings": [_finding(finding) for finding in found],
            "counts": {
                severity.value: sum(f.severity is severity for f in found) for severity in Severity
            },
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    shown = asdict(replace(finding, bug=None))
    del shown["bug"]
    return shown


def messages(items: Sequence[Item]) -> str:
    """Messages under review."""
    return _dump({"version": VERSION, "messages": [_item(item) for item in items]})


def traces(found: Sequence[Trace]) -> str:
    """What is told of people, and how many things of each kind; paths are the project's."""
    return _dump(
        {
            "version": VERSION,
            "traces": [asdict(trace) for trace in found],
            "counts": {kind.value: sum(t.kind is kind for t in found) for kind in Kind},
        }
    )


def tidied(found: Sequence[Tidied]) -> str:
    """What is dead in each file where something is, and what was done about it, or would be."""
    return _dump(
        {
            "version": VERSION,
            "files": [
                {
                    "path": result.path,
                    "domain": result.domain,
                    "locale": result.locale,
                    "dead": {dead.kind.value: dead.count for dead in result.dead},
                    "written": result.written,
                    "removed": result.removed,
                }
                for result in found
                if result.dead
            ],
        }
    )


def _item(item: Item) -> dict[str, Any]:
    message = item.message
    return {
        "domain": item.domain,
        "locale": item.locale,
        "number": item.number,
        "total": item.total,
        "hash": message.hash,
        "state": message.state.value,
        "role": item.role,
        "notes": list(item.notes),
        "comments": list(item.comments),
        "question": list(item.question),
        "msgctxt": message.msgctxt,
        "msgid": message.msgid,
        "previous_msgid": message.previous_msgid,
        "diff": item.diff(),
        "msgstr": message.msgstr,
        "before": _pair(item.before),
        "after": _pair(item.after),
        "path": item.path,
        "line": message.line,
        "findings": [
            {"check": f.check, "severity": f.severity.value, "message": f.message}
            for f in item.findings
        ],
    }


def _pair(message: Message | None) -> dict[str, str] | None:
    return {"msgid": message.msgid, "msgstr": message.msgstr} if message else None


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
        "copied": row.copied,
        "questions": row.questions,
        "unreadable": row.unreadable or None,
        "passed_over": row.passed_over,
        "words": {"total": row.total.words}
        | {state.value: row.tally(state).words for state in State},
        "messages": {"total": row.total.messages}
        | {state.value: row.tally(state).messages for state in State},
    }


def _dump(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
