"""What there is to tidy up, and what is only named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tamizdat.errors import TamizdatError


class Kind(StrEnum):
    """What is dead; of the last four every word stays."""

    HUSK = "husk"
    """A catalog whose text is gone: it holds nothing that is not elsewhere, and goes."""
    TEMPLATE = "template"
    """A template whose text is gone."""
    COPY = "copy"
    """An obsolete message: one that stays says the same, or it says nothing."""
    LINE = "line"
    """A message with lines of ours, or of an editor's, that mean nothing any more."""
    MARK = "mark"
    """A byte order mark, which GNU gettext refuses."""
    FORM = "form"
    """A message as another program wraps it."""
    DISMISSAL = "dismissal"
    """An entry of the baseline that dismisses nothing any more."""
    UNFINISHED = "unfinished"
    """A file that a run left behind when it was killed."""
    ONLY = "only"
    """An obsolete message whose msgstr is nowhere else."""
    SUPERSEDED = "superseded"
    """The same, and its msgid has another msgstr by now, which is done."""
    UNWANTED = "unwanted"
    """A translation in a catalog whose locale its text is not translated into."""
    WRITTEN = "written"
    """A template whose text is gone, into which somebody has written."""

    @property
    def stays(self) -> bool:
        """Whether it is only named."""
        return self in (Kind.ONLY, Kind.SUPERSEDED, Kind.UNWANTED, Kind.WRITTEN)

    @property
    def label(self) -> str:
        """For people, of several."""
        return _LABELS[self]


_LABELS = {
    Kind.HUSK: "catalogs of texts that are gone",
    Kind.TEMPLATE: "templates of texts that are gone",
    Kind.COPY: "obsolete messages that are said elsewhere",
    Kind.LINE: "messages with lines that mean nothing any more",
    Kind.MARK: "byte order marks",
    Kind.FORM: "messages in the form of another program",
    Kind.DISMISSAL: "dismissals of what is found no more",
    Kind.UNFINISHED: "files that a killed run left",
    Kind.ONLY: "obsolete messages that are nowhere else",
    Kind.SUPERSEDED: "the same, translated in another way since",
    Kind.UNWANTED: "translations into locales that are not configured",
    Kind.WRITTEN: "templates of texts that are gone, with somebody's words",
}


@dataclass(frozen=True, slots=True)
class Dead:
    """How often something was found in a file."""

    kind: Kind
    count: int = 1


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was found in a file, and what was done about it, or would be."""

    path: str
    """Relative to the project, with forward slashes."""
    domain: str = ""
    locale: str = ""
    dead: tuple[Dead, ...] = ()
    written: bool = False
    removed: bool = False
    """The whole file goes."""
    error: TamizdatError | None = None
    """Why it was left alone."""
