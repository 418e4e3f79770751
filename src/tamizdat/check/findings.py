"""What checks look at and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from tamizdat.errors import BugError
from tamizdat.language.markup import Markup

Note = Callable[..., None]
"""Takes note of a question about what lies around a text, before that is looked at."""


def unnoted(*question: str) -> None:
    """Take no note."""


class Severity(StrEnum):
    """How bad a finding is; errors block."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Pair:
    """A msgid and its msgstr, with what a check needs to judge them."""

    msgid: str
    msgstr: str
    markup: Markup
    source_locale: str
    locale: str
    meant: Callable[[str], str] = field(default=str, compare=False)
    """The address of the source that one of the translation stands for: they differ where it leads
    to a heading by the anchor that the translated heading has by itself."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that every translated message is held against."""

    name: str
    """Stable identifier, e.g. "number"; what `--format json` and people quote."""
    severity: Severity
    run: Callable[[Pair], Iterator[str]]
    """Yields a sentence per thing that is wrong."""
    summary: str
    """One line for `check --list`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should look at."""

    check: str
    severity: Severity
    message: str
    path: str
    """Relative to the project, with forward slashes."""
    line: int
    domain: str = ""
    locale: str = ""
    msgid: str = ""
    bug: BugError | None = field(default=None, compare=False)
    """What made the check itself fail; no part of the finding for programs."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.check}]"
