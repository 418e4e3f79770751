"""A text: its source, split, with its domain and settings; the template that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.language import inline
from tamizdat.language.words import words
from tamizdat.project.config import TextSettings
from tamizdat.texts import anchors, passed_over, sanitizer
from tamizdat.texts.anchors import Anchors
from tamizdat.texts.document import Document, Format, Piece, Segment
from tamizdat.texts.passed_over import Passed


@dataclass(frozen=True)
class Text:
    """A source text with its domain, split."""

    domain: str
    """Its path below the folder of source texts, without suffix: `calls/strike`."""
    path: Path
    reference: str
    """Its path in the project, with forward slashes."""
    format: Format
    document: Document
    settings: TextSettings
    notes: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    """What maintainers note on messages besides what the text itself does."""

    @cached_property
    def segments(self) -> dict[Key, tuple[Segment, ...]]:
        """The translatable segments by msgctxt and msgid, in order of first appearance."""
        found: dict[Key, list[Segment]] = {}
        for segment in self.document.translatable:
            found.setdefault(segment.key, []).append(segment)
        return {key: tuple(segments) for key, segments in found.items()}

    @cached_property
    def sizes(self) -> dict[Key, int]:
        """Visible words of every message."""
        return {
            key: words(inline.visible(key[1], segments[0].markup))
            for key, segments in self.segments.items()
        }

    @cached_property
    def body(self) -> str:
        """The HTML of the source, not sanitised."""
        pieces = (
            Piece(segment, segment.raw, translated=True) for segment in self.document.segments
        )
        return self.format.render(tuple(pieces), "")

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The relative addresses in it, also those within its page, each once."""
        return sanitizer.addresses(self.body)

    @cached_property
    def anchors(self) -> Anchors:
        """Where fragments lead on its pages, in every language."""
        return anchors.find(self.body)

    @property
    def locales(self) -> tuple[str, ...]:
        """Locales that the text is translated into; what it requires is wanted too."""
        wanted = (*(self.settings.locales or ()), *self.required)
        return tuple(dict.fromkeys(wanted))

    @property
    def required(self) -> tuple[str, ...]:
        """Locales that it must be complete in."""
        return self.settings.required or ()

    @cached_property
    def template(self) -> Catalog:
        """The text's messages, none translated."""
        return po.new_catalog(
            "", self.domain, messages=tuple(self._message(key) for key in self.segments)
        )

    def _message(self, key: Key) -> Message:
        """The message of a segment: role and author's note go into its `#.` comments."""
        segments = self.segments[key]
        roles = ", ".join(dict.fromkeys(segment.role for segment in segments))
        own = (segment.note for segment in segments if segment.note)
        notes = dict.fromkeys((*own, *self.notes.get(key, ())))
        return Message(
            msgctxt=key[0],
            msgid=key[1],
            extracted_comments=(roles, *(line for note in notes for line in note.splitlines())),
            references=(self.reference,),
        )

    @cached_property
    def passed_over(self) -> tuple[Passed, ...]:
        """What the text's translators will not see, and why."""
        return tuple(passed_over.find(self.document))
