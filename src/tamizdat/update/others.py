"""The catalogs of a locale beside the one that is merged: what leaves one may be another's.

All that take part in a run are in memory. The others are read as bytes, once, and parsed only where
they may hold what is looked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message, Provenance, State
from tamizdat.catalogs.merge import Elsewhere
from tamizdat.errors import TamizdatError
from tamizdat.language import scripts
from tamizdat.project import files
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project

_WORD = re.compile(rf"[{scripts.UNSPACED}]|\w+")
"""What no editor breaks when it wraps a msgid."""
_ANY = re.compile(b"")
_UNTRANSLATED = re.compile(rb'^msgstr[ \t]+""[ \t]*\r?\n(?!")', re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """A catalog as it lies on disk, beside the template that it must follow."""

    domain: str
    locale: str
    template: Catalog
    file: CatalogFile
    catalog: Catalog | None
    """With the msgids of today, and with what came back under a former name."""
    folded: tuple[CatalogFile, ...] = ()
    """Catalogs under former names, whose messages it has by now."""

    @cached_property
    def vanished(self) -> dict[Key, Message]:
        """Messages with a msgstr that leave this text in this very run."""
        if self.catalog is None:
            return {}
        kept = self.template.by_key
        return {m.key: m for m in self.catalog.active if m.msgstr and m.key not in kept}

    @cached_property
    def open(self) -> tuple[Key, ...]:
        """Messages of the text that have no msgstr here."""
        had = self.catalog.by_key if self.catalog else {}
        return tuple(k for k in self.template.by_key if not (k in had and had[k].msgstr))


class Others:
    """What the catalogs of a locale hold, or lose in this run."""

    def __init__(
        self, project: Project, locale: str, loaded: Sequence[Loaded], domains: Iterable[str]
    ) -> None:
        self._project, self._locale, self.loaded = project, locale, tuple(loaded)
        here = {item.domain for item in loaded}
        self._away = tuple(domain for domain in dict.fromkeys(domains) if domain not in here)
        self._done: dict[str, Catalog] = {}
        """As they are written in this run."""

    @cached_property
    def _data(self) -> dict[str, bytes]:
        """The catalogs that take no part, as they lie there."""
        found: dict[str, bytes] = {}
        for domain in self._away:
            path = self._project.catalog_path(domain, self._locale)
            with suppress(TamizdatError):
                if os.path.lexists(path):
                    found[domain] = files.read(path, self._project.root)
        return found

    def _parsed(self, domains: Iterable[str]) -> Iterator[tuple[str, Catalog]]:
        for domain in domains:
            with suppress(TamizdatError):
                yield domain, po.loads(self._data[domain])

    def _holding(self, keys: Collection[Key], also: re.Pattern[bytes]) -> Iterator[str]:
        """The domains of catalogs that take no part, and may hold one of some messages."""
        words = [tuple(word.encode() for word in _WORD.findall(key[1])) for key in keys]
        for domain, data in (self._data if keys else {}).items():
            if also.search(data) and any(all(w in data for w in each) for each in words):
                yield domain

    def with_(self, loaded: Iterable[Loaded]) -> Others:
        """The same where more catalogs take part."""
        domains = (*self._away, *(item.domain for item in self.loaded))
        others = Others(self._project, self._locale, (*self.loaded, *loaded), domains)
        here = {item.domain for item in others.loaded}
        others._data = {d: data for d, data in self._data.items() if d not in here}
        return others

    def claimants(self) -> Iterator[str]:
        """Living texts that take no part, but lack a msgstr that one of those that do has to give.

        It may come with a merge: somebody has translated what another branch has moved.
        """
        offered: set[Key] = set()
        for item in self.loaded:
            offered |= item.vanished.keys()
            offered |= {m.key for m in _obsolete(item.catalog).values()}
        offered -= {key for item in self.loaded for key in item.open}
        for domain, catalog in self._parsed(self._holding(offered, _UNTRANSLATED)):
            lacking = (m.key for m in catalog.active if not m.msgstr)
            if domain in self._project.sources and any(key in offered for key in lacking):
                yield domain

    @cached_property
    def _vanished(self) -> dict[Key, list[tuple[str, Message]]]:
        """What leaves texts in this run, by whom; the best first."""
        found: dict[Key, list[tuple[str, Message]]] = {}
        for item in self.loaded:
            for key, message in item.vanished.items():
                found.setdefault(key, []).append((item.domain, message))
        return _best_first(found)

    @cached_property
    def _earlier(self) -> dict[Key, list[tuple[str, Message]]]:
        """Messages that left texts in earlier runs."""
        with_some = (domain for domain, data in self._data.items() if b"#~" in data)
        catalogs = [(item.domain, item.catalog) for item in self.loaded]
        found: dict[Key, list[tuple[str, Message]]] = {}
        for domain, catalog in (*catalogs, *self._parsed(with_some)):
            for key, message in _obsolete(catalog).items():
                found.setdefault(key, []).append((domain, message))
        return _best_first(found)

    @cached_property
    def _living(self) -> dict[Key, list[tuple[str, Message]]]:
        """Messages that have a home in a text, of those that are looked for; the best first."""
        wanted = {*self._vanished}
        if any(item.open for item in self.loaded):
            wanted |= {key for item in self.loaded for key in item.open if key in self._earlier}
        found: dict[Key, list[tuple[str, Message]]] = {}
        for item in self.loaded:
            for message in item.catalog.active if item.catalog and wanted else ():
                if message.msgstr and message.key in wanted and message.key in item.template.by_key:
                    found.setdefault(message.key, []).append((item.domain, message))
        for domain, catalog in self._parsed(self._holding(wanted, _ANY)):
            for message in catalog.active if domain in self._project.sources else ():
                if message.msgstr and message.key in wanted:
                    found.setdefault(message.key, []).append((domain, message))
        return _best_first(found)

    @cached_property
    def _takers(self) -> dict[Key, list[str]]:
        """The texts that take what leaves others, or has left them and took no part till now."""
        offered = {key for item in self.loaded for key in _obsolete(item.catalog)}
        offered |= self._vanished.keys()
        found: dict[Key, list[str]] = {}
        for item in self.loaded:
            for key in item.open if offered else ():
                if key in offered:
                    found.setdefault(key, []).append(item.domain)
        return found

    def gives(self, item: Loaded) -> bool:
        """Whether another text takes what this one has to give: it should be written first."""
        keys = (*item.vanished, *_obsolete(item.catalog))
        return any(d != item.domain for key in keys for d in self._takers.get(key, ()))

    def elsewhere(self, item: Loaded, *, last: bool) -> Elsewhere:
        """What a merge of a catalog needs to know of the others.

        Args:
            item: the catalog.
            last: nothing more will be written after it.
        """
        open_ = item.open
        earlier = self._earlier if open_ else {}
        settled = {k for k, m in item.vanished.items() if self._is_safe(item.domain, m)}
        waiting = (k for k in item.vanished if k not in settled and self._waits(item.domain, k))
        return Elsewhere(
            moved=_of_others(item.domain, open_, self._vanished),
            earlier=_of_others(item.domain, open_, earlier),
            living={
                key: there
                for key in open_
                if key in earlier and (there := self._home(item.domain, key))
            },
            settled=settled,
            taken={k for k, m in _obsolete(item.catalog).items() if self._is_taken(item.domain, m)},
            unsettled=frozenset(() if last else waiting),
        )

    def vanished(self, item: Loaded) -> list[Message]:
        """All that left other texts, lately or long ago: it may be like what is new here."""
        had = item.catalog.by_key if item.catalog else {}
        new = any(key not in had for key in item.open)
        lists = (*self._vanished.values(), *self._earlier.values()) if new else ()
        return [message for left in lists for domain, message in left if domain != item.domain]

    def done(self, item: Loaded, catalog: Catalog) -> None:
        """A catalog is on the disk as it will be."""
        self._done[item.domain] = catalog

    def _home(self, domain: str, key: Key) -> tuple[str, Message] | None:
        """Where a message is done in another text."""
        there = (one for one in self._living.get(key, ()) if one[0] != domain)
        return next((one for one in there if one[1].state.done), None)

    def _is_safe(self, domain: str, message: Message) -> bool:
        """Whether another text has all of a message, on the disk."""
        living = (there for name, there in self._living.get(message.key, ()) if name != domain)
        return self._is_taken(domain, message) or any(_covers(there, message) for there in living)

    def _is_taken(self, domain: str, message: Message) -> bool:
        """Whether another text took all of a message in this run."""
        names = (name for name in self._takers.get(message.key, ()) if name != domain)
        takers = (self._done[name] for name in names if name in self._done)
        taken = (catalog.by_key.get(message.key) for catalog in takers)
        return any(there and _covers(there, message) for there in taken)

    def _waits(self, domain: str, key: Key) -> bool:
        """Whether a text takes a message that is not written yet."""
        return any(name not in self._done and name != domain for name in self._takers.get(key, ()))


def _best_first(
    found: dict[Key, list[tuple[str, Message]]],
) -> dict[Key, list[tuple[str, Message]]]:
    for messages in found.values():
        messages.sort(key=lambda one: (not one[1].state.done, one[1].state is not State.REVIEWED))
    return found


def _covers(there: Message, message: Message) -> bool:
    """Whether nothing is lost with a message where the other one stays."""
    if there.msgstr != message.msgstr or (there.fuzzy and not message.fuzzy):
        return False
    said = {c for c in message.translator_comments if not Provenance.parse(c)}
    return said <= {*there.translator_comments}


def _obsolete(catalog: Catalog | None) -> dict[Key, Message]:
    some = catalog.obsolete if catalog else ()
    return {message.key: message for message in some if message.msgstr}


def _of_others(
    domain: str, keys: Iterable[Key], found: Mapping[Key, Sequence[tuple[str, Message]]]
) -> dict[Key, Message]:
    """The first message of another text for each of some msgids."""
    chosen: dict[Key, Message] = {}
    for key in keys:
        others = (message for name, message in found.get(key, ()) if name != domain)
        if message := next(others, None):
            chosen[key] = message
    return chosen
