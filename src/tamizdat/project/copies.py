"""Messages that are but copies of their source, as platforms export what nobody has translated."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tamizdat.catalogs.catalog import Catalog, Key, Message, State, Verb
from tamizdat.language import prose
from tamizdat.language.markup import Markup
from tamizdat.project.text import Text

SHARE = 0.8
"""Of the words that want translation, so many have to be copies.

In 732 catalogs of python-docs-es, jamuluswebsite and comprehensive-rust that hold done sentences,
718 had fewer than a tenth of them copied, the most had 37 %, and none had more.
"""
LEAST = 10
"""Words that have to be copied: a line or two may happen to be the same in both languages."""

_NONE: frozenset[Key] = frozenset()


def copies(text: Text, catalog: Catalog) -> frozenset[Key]:
    """The messages that count as untranslated, since nearly all of the catalog is its source.

    One message alone that is what its source is says nothing: names and titles are. Nor does what
    somebody has put a name to, or dismissed as a false alarm.
    """
    same = [m for m in catalog.active if m.msgstr and m.msgstr == m.msgid]
    if not same:
        return _NONE
    others = [m for m in catalog.active if m.msgstr and m.msgstr != m.msgid and not m.fuzzy]
    least = sum(len(m.msgid) for m in others)
    if sum(len(m.msgid) for m in same) < least:
        return _NONE  # a few names: nothing is counted for them
    same = [m for m in same if _unsigned(m)]
    if not same or sum(len(m.msgid) for m in same) < least:
        return _NONE
    copied = frozenset(_wanting(text, same))
    words = sum(text.sizes[key] for key in copied)
    translated = sum(text.sizes[key] for key in _wanting(text, others))
    enough = words >= LEAST and words >= SHARE * (words + translated)
    return copied if enough else _NONE


def _unsigned(message: Message) -> bool:
    """Whether it is translated by its state alone, and nobody said that it is right so."""
    if message.state is not State.TRANSLATED:
        return False
    hashes = {line.get("hash") for line in message.provenance if line.verb is Verb.IGNORE}
    return message.hash not in hashes


def _wanting(text: Text, messages: Iterable[Message]) -> Iterable[Key]:
    for message in messages:
        segments = text.segments.get(message.key, ())
        if segments and _wants(message.msgid, segments[0].markup):
            yield message.key


@lru_cache(maxsize=2048)
def _wants(msgid: str, markup: Markup) -> bool:
    """Whether a msgid is to be translated, which is asked in every locale in turn."""
    return prose.wants_translation(prose.plain(msgid, markup))
