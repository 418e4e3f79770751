"""Whether a text was cut off: emptied by a slip, half saved, swallowed by an unclosed comment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress

from tamizdat.catalogs.catalog import Catalog, Key
from tamizdat.errors import LossError, Problem, TamizdatError
from tamizdat.project.project import Project
from tamizdat.project.text import Text

FEWEST = 5
"""So many translations are worth a question: fewer are read again faster than it is answered."""
SHARE = 0.2
"""And such a share of a catalog's, the same as `LARGEST_LOSS`; a choice."""
REWRITTEN = 0.5
"""A text that has this share of its number of messages was rewritten, not cut off; a choice."""


def suspicion(project: Project, text: Text, texts: Iterable[Text]) -> LossError | None:
    """Why a text should rather be left alone; None if it is as it may be.

    A text that is deleted is no accident, nor is one whose messages moved to `texts`.
    """
    kept = text.template.by_key
    with suppress(TamizdatError):  # a broken template is made anew, and says nothing
        template = project.template(text.domain)
        if template and not _shrunk(template, kept):
            return None
    for locale in text.locales:
        with suppress(TamizdatError):  # a broken catalog is reported where it is merged
            catalog = project.catalog(text.domain, locale, text)
            lost = _at_stake(catalog, kept, texts) if catalog else 0
            if catalog and lost:
                count = f"{len(kept)} of {len(catalog.active)} messages are left"
                return LossError(
                    Problem(
                        f"{count}, {lost} translations ({locale}) would become obsolete",
                        text.path,
                        None,
                        "was it cut off, or a comment never closed? if it is meant: --force",
                    )
                )
    return None


def _shrunk(before: Catalog, kept: Collection[Key]) -> bool:
    return len(kept) < REWRITTEN * len(before.active)


def _at_stake(catalog: Catalog, kept: Collection[Key], texts: Iterable[Text]) -> int:
    """How many translations would become obsolete, if they are worth a question."""
    if not _shrunk(catalog, kept):
        return 0
    had = [message.key for message in catalog.active if message.msgstr]
    there = frozenset(key for text in texts for key in text.template.by_key)
    lost = sum(key not in there for key in had)
    return lost if lost >= FEWEST and lost > SHARE * len(had) else 0
