"""What becomes of messages when catalogs are merged three ways."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tamizdat.catalogs.catalog import Catalog, Message


class Kind(StrEnum):
    """What became of a message of theirs."""

    SAME = "same"
    """Ours says the same."""
    OLDER = "older"
    """It is as both had it, or says less; ours stays."""
    NEW = "new"
    """Taken: nobody had translated it here."""
    CORRECTED = "corrected"
    """Taken: ours is as both had it."""
    CONFIRMED = "confirmed"
    """Taken: the same words, no longer fuzzy."""
    DOUBTED = "doubted"
    """Taken: the same words, fuzzy now."""
    CONFLICT = "conflict"
    """Both were changed: one stands, the other beside it."""
    APART = "apart"
    """Its msgid is not in the text any more: kept as obsolete."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message of theirs, and why nothing is lost."""

    kind: Kind
    theirs: Message
    before: Message | None
    """Ours, as it was."""
    after: Message
    commented: bool = False
    """A comment of theirs came along."""


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """A merged catalog and how it came about."""

    catalog: Catalog
    outcomes: tuple[Outcome, ...]

    @property
    def conflicts(self) -> tuple[Outcome, ...]:
        """What people must look at."""
        return tuple(o for o in self.outcomes if o.kind is Kind.CONFLICT)
