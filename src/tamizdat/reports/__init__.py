"""What programs and platforms read: one format per file (people's tables are the cli's).

A format is a module with `status`, `findings`, `messages`, `traces` or `tidied`; adding one is a
file, a line here, and a reader for the tests (see CONTRIBUTING).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tamizdat.catalogs.progress import Report
from tamizdat.check.findings import Finding
from tamizdat.reports import csv, github, json, markdown

if TYPE_CHECKING:
    from tamizdat.privacy.trace import Trace
    from tamizdat.review.decision import Item
    from tamizdat.tidy.dead import Tidied

STATUS: dict[str, Callable[[Report], str]] = {
    "json": json.status,
    "markdown": markdown.status,
    "csv": csv.status,
}
FINDINGS: dict[str, Callable[[Sequence[Finding], PurePosixPath], str]] = {
    "json": json.findings,
    "github": github.findings,
}
"""(findings, where the project lies in its repository) -> what is printed."""
MESSAGES: dict[str, Callable[[Sequence[Item]], str]] = {
    "json": json.messages,
}
TRACES: dict[str, Callable[[Sequence[Trace]], str]] = {
    "json": json.traces,
}
TIDIED: dict[str, Callable[[Sequence[Tidied]], str]] = {
    "json": json.tidied,
}
