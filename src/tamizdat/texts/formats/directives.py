"""The author's directives: `<!-- tamizdat: note: … -->` and its kin, in Markdown and in HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tamizdat.errors import SourceError

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
"""One HTML comment; an unclosed one runs to the end."""
_OURS = re.compile(
    r"<!--\s*tamizdat:\s*(?P<verb>[^\s:>]*)\s*(?::\s*(?P<words>.*?))?\s*-->\s*", re.S
)
_MEANT = re.compile(r"<!--\s*tamizdat:")
_WITH_WORDS = ("note", "context")
_ALONE = ("skip", "off", "on")
_REMEDY = "write note: …, context: …, skip, off or on"


@dataclass(frozen=True, slots=True)
class Directive:
    """What an author said to tamizdat in a comment."""

    verb: str
    """note, context, skip, off or on."""
    words: str = ""
    """Of a note or a context, white space collapsed."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the directives so far say about the next block."""

    note: str = ""
    context: str | None = None
    skip: bool = False
    off: bool = False

    def after(self, directive: Directive) -> Scope:
        """The scope once a directive has been read; notes add up."""
        match directive.verb:
            case "note":
                return replace(self, note=f"{self.note}\n{directive.words}".strip())
            case "context":
                return replace(self, context=directive.words)
            case "skip":
                return replace(self, skip=True)
            case _:
                return replace(self, off=directive.verb == "off")

    def next(self) -> Scope:
        """What is left once a block has taken it."""
        return Scope(off=self.off)

    def within(self, outer: Scope) -> Scope:
        """For a block inside another that has a scope of its own."""
        return Scope(
            note=f"{outer.note}\n{self.note}".strip(),
            context=outer.context if self.context is None else self.context,
            skip=self.skip or outer.skip,
            off=self.off or outer.off,
        )

    @property
    def skipped(self) -> str:
        """The reason why a block is not translated; empty if it is."""
        return "directive" if self.skip or self.off else ""


def parse(comment: str, line: int | None = None) -> Directive | None:
    """Read an HTML comment; None if it isn't for tamizdat.

    Raises SourceError for one that begins like a directive and isn't any, as a misspelled `skip`
    would otherwise publish what the author wanted left alone.
    """
    if not _MEANT.match(comment):
        return None
    match = _OURS.fullmatch(comment)
    verb = match["verb"] if match else ""
    words = " ".join((match["words"] or "").split()) if match else ""
    if verb in _ALONE and not words:
        return Directive(verb)
    if verb in _WITH_WORDS and words:
        return Directive(verb, words)
    shown = " ".join(comment.split())
    raise SourceError.at(None, line, f"a directive that tamizdat doesn't know: {shown}", _REMEDY)
