"""The catalogs of a locale, side by side: what is said twice, what means nothing any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tamizdat.catalogs import following, po
from tamizdat.catalogs.catalog import Catalog, Key, Message, Provenance, Verb
from tamizdat.catalogs.kept import Kept
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.text import Text
from tamizdat.tidy.dead import Dead, Kind

_VOIDED = frozenset({Verb.TRANSLATED, Verb.REVIEWED, Verb.COSMETIC, Verb.IGNORE})
"""What an edit of msgid or msgstr makes void; where a draft came from is kept for ever."""
_NONE: Mapping[Key, Message] = {}


@dataclass(frozen=True, slots=True)
class Stored:
    """A catalog as it lies on disk."""

    domain: str
    locale: str
    file: CatalogFile
    catalog: Catalog
    text: Text | None
    """None where it is gone, or can't be read."""
    gone: bool
    """There is no such text."""
    wanted: bool
    """Its text is translated into the locale, or is gone."""
    alone: bool
    """It is looked at for what it says, and not written."""

    @property
    def buried(self) -> bool:
        """Whether all that it holds is obsolete, or empty."""
        return self.gone and not any(message.msgstr for message in self.catalog.active)


@dataclass(frozen=True, slots=True)
class Cleared:
    """A catalog with what stays of it."""

    stored: Stored
    catalog: Catalog
    """The very catalog that was read where nothing goes."""
    dead: tuple[Dead, ...]

    @property
    def empty(self) -> bool:
        """Whether the file may go, too."""
        return self.stored.buried and not self.catalog.messages and not self.catalog.tail.strip()


def clear(found: Sequence[Stored]) -> Iterator[Cleared]:
    """Take out of the catalogs of a locale what stays elsewhere, or means nothing.

    What is said twice stays where the text is, if it is anywhere.

    Raises:
        CatalogError: a message holds a character that no catalog can hold.
    """
    order = sorted(found, key=lambda stored: stored.gone)
    clean = {id(stored): _clean(stored) for stored in order}
    kept = Kept(m for stored in order if not stored.buried for m in clean[id(stored)].active)
    for stored in order:
        if stored.alone:
            for message in clean[id(stored)].obsolete:
                kept.keep(message)
    for stored in order:
        if not stored.alone:
            yield _cleared(stored, clean[id(stored)], kept)


def _cleared(stored: Stored, clean: Catalog, kept: Kept) -> Cleared:
    """What stays of a catalog; what does is known to those that come after it."""
    counts: Counter[Kind] = Counter()
    left: list[Message] = []
    as_read = {id(message) for message in stored.catalog.messages}
    for message in clean.messages:
        if message.obsolete or stored.buried:
            if kept.says(message):
                counts[Kind.COPY] += 1
                continue
            kept.keep(message)
            counts[Kind.SUPERSEDED if kept.answers(message) else Kind.ONLY] += 1
        counts[Kind.LINE] += id(message) not in as_read
        left.append(message)
    catalog = stored.catalog
    if counts[Kind.COPY] or counts[Kind.LINE]:
        catalog = replace(clean, messages=tuple(left))
    formed = po.in_own_form(catalog)
    counts[Kind.FORM] = _sources(catalog) - _sources(formed)
    if formed.bom:
        counts[Kind.MARK] = 1
        formed = replace(formed, bom=False)
    cleared = Cleared(stored, formed, ())
    if cleared.empty:
        counts = Counter({Kind.HUSK: 1, Kind.COPY: counts[Kind.COPY]})
    dead = tuple(Dead(kind, counts[kind]) for kind in Kind if counts[kind])
    return replace(cleared, dead=dead)


def _sources(catalog: Catalog) -> int:
    """How many messages are written as they were read."""
    return sum(m.source is not None for m in (catalog.header, *catalog.messages))


def _clean(stored: Stored) -> Catalog:
    """The catalog without lines that mean nothing; the very one where there are none."""
    if stored.alone:
        return stored.catalog
    wanted = stored.text.template.by_key if stored.text else _NONE
    messages = tuple(_without_remains(m, wanted.get(m.key)) for m in stored.catalog.messages)
    if all(new is old for new, old in zip(messages, stored.catalog.messages, strict=True)):
        return stored.catalog
    return replace(stored.catalog, messages=messages)


def _without_remains(message: Message, wanted: Message | None) -> Message:
    """The message without void lines of ours, and without what an editor left (see `follow`)."""
    if not message.msgstr:
        return message
    clean = message.evolve(translator_comments=_comments(message))
    if message.obsolete or not wanted or following.follow(message, wanted) is not message:
        return clean
    anew = following.follow(replace(clean, source=None, references=wanted.references), wanted)
    return message if anew == message else anew


def _comments(message: Message) -> tuple[str, ...]:
    hashes: Collection[str] = [message.hash]
    if message.fuzzy and message.previous_msgid is not None:
        origin = replace(message, msgctxt=message.previous_msgctxt, msgid=message.previous_msgid)
        hashes = [message.hash, origin.hash]

    def void(line: Provenance) -> bool:
        if line.verb is Verb.TRANSLATED and not message.fuzzy:
            return True
        return line.verb in _VOIDED and line.get("hash") not in hashes

    return message.comments_without(void)
