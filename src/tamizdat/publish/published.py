"""What became of one text in one locale when it was to be published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tamizdat.check.findings import Finding
from tamizdat.errors import TamizdatError


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one text in one locale (without domain: of the site's indexes)."""

    domain: str
    locale: str
    paths: tuple[Path, ...] = ()
    """Its files."""
    written: tuple[Path, ...] = ()
    """Those that are new or differ from what was there."""
    refused: tuple[str, ...] = ()
    """Why it is not published."""
    earlier: str = ""
    """Refused, but what was published earlier stays; how it does."""
    findings: tuple[Finding, ...] = ()
    """What its author should look at (of the source's own edition)."""
    error: TamizdatError | None = None
