"""What was published earlier of a text that is refused now: whether it is of that text, and old."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from tamizdat.catalogs.catalog import Key, State
from tamizdat.pages.wording import Wording
from tamizdat.publish import plaintext, site
from tamizdat.publish.edition import Edition
from tamizdat.publish.site import PageView
from tamizdat.texts.document import Document, Piece
from tamizdat.texts.publication import Publication


def made(
    refused: Edition,
    document: Document,
    place: str,
    targets: tuple[str, ...],
    *,
    changed: bool | None,
) -> Edition:
    """A refused text as it was published earlier, given what was published in its own format.

    Args:
        refused: as it would be now.
        document: what was published.
        place: the domain that it had then.
        targets: those that it is there for.
        changed: whether its source is another one since; None where nobody noted what it was.
    """
    segments, msgstrs = refused.text.segments, refused.msgstrs
    known = {segment.key for segment in document.translatable}
    gaps = {key for key in known & segments.keys() if msgstrs.get(key) != key[1]}
    return replace(
        refused,
        text=replace(refused.text, document=document),
        msgstrs={key: key[1] for key in known - gaps},
        publication=Publication(
            tuple(
                Piece(segment, segment.raw, translated=segment.key not in gaps)
                for segment in document.segments
            )
        ),
        earlier=True,
        place=place,
        targets=targets,
        outdated=_seems_outdated(refused, known) if changed is None else changed,
    )


def unseen(refused: Edition, *, changed: bool | None) -> Edition:
    """A refused text of whose earlier edition there is only the page, not what it was made of."""
    outdated = _is_behind(refused) if changed is None else changed
    return replace(refused, publication=Publication(()), earlier=True, outdated=outdated)


def marked(
    published: str, view: PageView, wording: Wording, templates: Path | None, *, page: bool
) -> str | None:
    """A page or a plain text that can't be made again, with the notice that is true today.

    None where nobody knows where it has its place.
    """
    if page:
        return site.marked(published, view, wording, templates)
    for notice in site.Notice:
        lifted = published.removeprefix(_head(replace(view, notices=frozenset([notice])), wording))
        if lifted != published:
            if not view.notice and notice not in (site.Notice.EXPIRED, site.Notice.OUTDATED):
                return published
            return _head(view, wording) + lifted
    return _head(view, wording) + published


def _head(view: PageView, wording: Wording) -> str:
    """What stands above a plain text."""
    said = site.notice(view, wording)
    return said and plaintext.text("", notice=said, locale=view.locale) + "\n"


def is_of_another(refused: Edition, document: Document) -> bool:
    """Whether another text had this name: all that was published of it is obsolete by now."""
    if refused.settled is None:
        return False
    known = {segment.msgid for segment in document.translatable}
    found = [message.obsolete for message in refused.settled.messages if message.msgstr in known]
    return len(found) > 1 and all(found)


def _seems_outdated(refused: Edition, known: Collection[Key]) -> bool:
    """Whether what was published lacks words of its source, or has some that do not fit it."""
    if any(msgid in refused.doubted for _, msgid in known):
        return True
    gaps = refused.text.segments.keys() - refused.msgstrs.keys()
    return _is_behind(refused) and not gaps <= set(known)


def _is_behind(refused: Edition) -> bool:
    """Refused because its source has more, or other words, than are translated."""
    left = refused.progress.tally(State.UNTRANSLATED, State.DRAFT, State.CHANGED)
    gaps = refused.policy == "complete" or not refused.msgstrs
    return bool(gaps and left.messages and not refused.progress.unreadable)
