"""Publication: msgstrs put back into the segments of their text.

The result is split again and compared with the source, unless it is known to fit. A msgstr that
changes the structure is left out and reported; a text whose structure differs is never returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from tamizdat.catalogs.catalog import Key
from tamizdat.errors import SourceError
from tamizdat.language import inline
from tamizdat.language.bare import is_bare
from tamizdat.language.markup import LETTER, Markup
from tamizdat.texts.document import Document, Format, Piece, Role, Segment, UnfitError

_CHANGED = (
    "the translation would change the structure of the text (a heading, a list, a table, a link's "
    "address), so the source stands in its place"
)


@dataclass(frozen=True, slots=True)
class PlaceProblem:
    """A msgstr that can't stand in its place."""

    segment: Segment
    message: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A text with its msgstrs in place."""

    pieces: tuple[Piece, ...]
    problems: tuple[PlaceProblem, ...] = ()
    """Msgstrs that were left out, in order; their segments show the source."""

    @property
    def text(self) -> str:
        """What is published in the source's own format."""
        return "".join(piece.text for piece in self.pieces)


def publish(
    document: Document,
    text_format: Format,
    msgstrs: Mapping[Key, str],
    *,
    keys: tuple[str, ...],
    lang: str = "",
    direction: str = "",
    verbatim: bool = True,
    fit: bool = False,
) -> Publication:
    """Put msgstrs, by msgctxt and msgid, into a text; an empty one leaves the source.

    `keys` are those that the document was split with. `lang` and `direction` replace the source's
    own where at least one msgstr is used. `verbatim` copies the source where a msgstr equals its
    msgid instead of writing it anew. `fit`: these very msgstrs are known to leave the structure as
    it is, since they were put together before and nothing but `encode` refused any.
    """
    written: dict[int, str] = {}
    problems: dict[int, str] = {}
    for index, segment in enumerate(document.segments):
        if segment.msgid is None:
            continue
        msgstr = msgstrs.get(segment.key, "")
        if not msgstr.strip():
            continue
        try:
            same = verbatim and msgstr == segment.msgid
            written[index] = segment.raw if same else segment.encode(msgstr)
        except UnfitError as error:
            problems[index] = str(error)
    attempt = _Attempt(document, text_format, keys, lang, direction)
    fitting = written if fit else attempt.settle({}, written)
    problems |= dict.fromkeys(written.keys() - fitting.keys(), _CHANGED)
    return Publication(
        attempt.pieces(fitting),
        tuple(PlaceProblem(document.segments[i], problems[i]) for i in sorted(problems)),
    )


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A text that msgstrs are tried in."""

    document: Document
    text_format: Format
    keys: tuple[str, ...]
    lang: str
    direction: str

    def pieces(self, written: Mapping[int, str]) -> tuple[Piece, ...]:
        """The text with some segments replaced, by their index."""
        return tuple(
            Piece(segment, written[index], translated=True)
            if index in written
            else Piece(segment, self._switched(segment) if written else segment.raw, False)
            for index, segment in enumerate(self.document.segments)
        )

    def _switched(self, segment: Segment) -> str:
        """A segment that isn't translated; the text's language and direction are ours to set."""
        value = {str(Role.LANG): self.lang, str(Role.DIR): self.direction}.get(segment.role, "")
        if value and segment.msgid is None:
            with suppress(UnfitError):  # a `lang:` without a value
                return segment.encode(value)
        return segment.raw

    def settle(self, kept: dict[int, str], more: dict[int, str]) -> dict[int, str]:
        """As many of `more` as fit together with `kept`, halving until the culprits are alone."""
        together = kept | more
        if not more or self._is_intact(together):
            return together
        if len(more) == 1:
            return kept
        items = list(more.items())
        half = len(items) // 2
        kept = self.settle(kept, dict(items[:half]))
        return self.settle(kept, dict(items[half:]))

    def _is_intact(self, written: Mapping[int, str]) -> bool:
        """Whether the text has the structure of its source."""
        pieces = self.pieces(written)
        if all(piece.text == piece.segment.raw for piece in pieces):
            return True
        text = "".join(piece.text for piece in pieces)
        try:
            found = self.text_format.split(text, self.keys)
            skeleton = self.text_format.skeleton(text)
        except SourceError:
            return False
        own = _skeleton(self.text_format, self.document.text)
        return found.shape == _shape(pieces) and skeleton == own


@lru_cache(maxsize=1)
def _skeleton(text_format: Format, text: str) -> tuple[str, ...]:
    """The block structure of a source, which is asked for in every locale in turn."""
    return text_format.skeleton(text)


def _shape(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    """The shape that a published text has: a msgstr of facts alone is no segment any more."""
    seen = tuple(
        replace(piece.segment, msgid=None)
        if piece.translated and not _is_offered(piece)
        else piece.segment
        for piece in pieces
    )
    return Document(seen).shape


def _is_offered(piece: Piece) -> bool:
    """Whether a piece is still one to be translated: in HTML tags are no words, and `&#65;` is."""
    markup = piece.segment.markup
    if piece.segment.note or piece.segment.msgctxt:
        text = inline.visible(piece.text, markup) if markup is Markup.HTML else piece.text
        return bool(LETTER.search(text))
    return not is_bare(piece.text, markup)
