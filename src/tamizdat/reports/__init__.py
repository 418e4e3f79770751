"""What programs and platforms read: one format per file (people's tables are the cli's).

A format is a module with `status(report)`, `findings(findings)` or both; adding one is a file and
a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tamizdat.catalogs.progress import Report
from tamizdat.check.findings import Finding
from tamizdat.reports import csv, github, json, markdown

STATUS: dict[str, Callable[[Report], str]] = {
    "json": json.status,
    "markdown": markdown.status,
    "csv": csv.status,
}
FINDINGS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "json": json.findings,
    "github": github.findings,
}
