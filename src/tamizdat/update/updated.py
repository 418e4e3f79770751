"""What a run did to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tamizdat.catalogs import merge
from tamizdat.errors import TamizdatError


@dataclass(frozen=True, slots=True)
class Updated:
    """What a run did, or would do, to one template or catalog."""

    domain: str
    locale: str
    """Empty for the template."""
    path: Path
    changes: merge.Changes = merge.Changes()  # noqa: RUF009 - frozen
    written: bool = False
    """The file is new, has another name, or differs from what was there."""
    text_is_gone: bool = False
    """Then a template is removed, and the translations of a catalog become obsolete."""
    was: str = ""
    """The former domain of a text that was renamed or moved, where that was found out just now."""
    scrubbed: bool = False
    """Names, addresses and dates went from it, as the project wants it."""
    digest: str = ""
    """Of the file as it was read, or is written."""
    error: TamizdatError | None = None
    """Why the file was left alone."""
