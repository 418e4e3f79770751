"""GitHub's workflow commands: findings as annotations of a pull request.

Values are escaped as GitHub's toolkit does, and nobody's text ever begins a line, so a msgstr
can't smuggle in a command of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from tamizdat.check.findings import Finding, Severity
from tamizdat.language.safe import safe

SHOWN = 10
"""GitHub shows this many annotations of a level per step; the rest is counted."""
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def findings(found: Sequence[Finding], below: PurePosixPath) -> str:
    """One command per finding, errors first; paths are the repository's."""
    lines: list[str] = []
    for severity in Severity:
        level = [finding for finding in found if finding.severity is severity]
        lines += [_line(finding, below) for finding in level]
        if len(level) > SHOWN:
            name, hidden = _COMMAND[severity], len(level) - SHOWN
            lines.append(f"{hidden} more {name}s are in this log, not among the annotations")
    return "".join(line + "\n" for line in lines)


def _line(finding: Finding, below: PurePosixPath) -> str:
    title = f"{finding.check} {finding.locale}".strip()
    path = (below / finding.path).as_posix()
    return (
        f"::{_COMMAND[finding.severity]} file={_property(path)},line={finding.line},"
        f"title={_property(title)}::{_data(safe(finding.message))}"
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe(text)).replace(":", "%3A").replace(",", "%2C")
