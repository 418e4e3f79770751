"""Images that a Markdown paragraph holds nothing but: their texts and titles. Offsets are bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from tamizdat.language.bare import is_bare
from tamizdat.language.commonmark import Event, LinkKind
from tamizdat.language.markup import LETTER, Markup
from tamizdat.texts.document import Role
from tamizdat.texts.formats.markdown import escape
from tamizdat.texts.formats.markdown.blocks import Leaf
from tamizdat.texts.formats.markdown.escape import Slot
from tamizdat.texts.formats.spans import Span

_TITLE = re.compile(
    rb"""\]\(\s*(?:<[^<>\r\n]*>|[^\s<]\S*?)\s+
    (?P<title>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))\s*\)\Z""",
    re.S | re.X,
)
_PARAGRAPHS = frozenset({"Paragraph", "Item", "FootnoteDefinition"})


class Picture(NamedTuple):
    """An image in a paragraph that holds nothing else."""

    event: Event
    content_end: int
    """Where its text ends and `](` or `][` follows."""


def find(data: bytes, leaf: Leaf) -> list[Picture]:
    """The images of a run that holds nothing but images; empty for any other."""
    found: list[Picture] = []
    if leaf.name != "Run" or (leaf.path and leaf.path[-1].name not in _PARAGRAPHS):
        return found
    depth, end, image = 0, 0, leaf.events[0]
    for event in leaf.events:
        if event.name == "Image" and event.open:
            if not depth:
                image, end = event, event.start + 2
            depth += 1
        elif event.name == "Image":
            depth -= 1
            if not depth:
                found.append(Picture(image, end))
        elif not depth and not _is_frame(event):
            return []
        if depth:
            end = max(end, end if event is image else event.end)
    return found if all(_is_plain(data, picture) for picture in found) else []


def _is_frame(event: Event) -> bool:
    """Whether an event may stand between images: blanks, or a link without a title around them."""
    if event.name == "Link":
        return not event.open or (not event.title and _is_explicit(event))
    return event.name in ("SoftBreak", "HardBreak") or (
        event.name == "Text" and not event.text.strip()
    )


def _is_explicit(event: Event) -> bool:
    """Whether a link or an image says where it leads outside its text."""
    return event.link in (LinkKind.INLINE, LinkKind.REFERENCE)


def _is_plain(data: bytes, picture: Picture) -> bool:
    """Whether the text and the title of an image lie where they can be replaced."""
    event, end = picture
    if data[end : end + 1] != b"]" or event.link is None or event.link.unknown:
        return False
    if event.link is not LinkKind.INLINE or not event.title:
        return True
    return bool(_TITLE.match(data, end, event.end))


def spans(data: bytes, found: list[Picture]) -> Iterator[Span]:
    """The texts and titles of images."""
    for event, end in found:
        start = event.start + 2
        text = " ".join(data[start:end].decode().split())
        if LETTER.search(text):
            # `![a]` and `![a][]` get their label; of the latter `][` has to go with it.
            stop = end + 2 if event.link is LinkKind.COLLAPSED else end
            named = event.link in (LinkKind.SHORTCUT, LinkKind.COLLAPSED)
            label = event.label if named else ""
            slot = Slot(one_line=True, starts_block=False, image=True, label=label)
            bare = is_bare(text, Markup.MARKDOWN)
            yield Span(start, stop, text, Role.IMAGE_TEXT, slot.encode, bare=bare)
        title = " ".join(event.title.split())
        match = _TITLE.match(data, end, event.end)
        if match and LETTER.search(title):
            quote = match["title"][:1].decode()
            encode = partial(escape.title, quote)
            first, last = match.span("title")
            bare = is_bare(title)
            yield Span(first, last, title, Role.IMAGE_TITLE, encode, markup=Markup.TEXT, bare=bare)
