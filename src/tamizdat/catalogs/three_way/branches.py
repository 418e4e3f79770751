"""The merge of two branches: what each has added, removed, reordered, made obsolete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.three_way.ancestor import Ancestor
from tamizdat.catalogs.three_way.messages import Messages, Obsolete
from tamizdat.catalogs.three_way.outcome import ThreeWay


class Branches:
    """The merge of two branches under way. Used once."""

    def __init__(self, base: Catalog, ours: Catalog, theirs: Catalog) -> None:
        self._base, self._ours, self._theirs = base, ours, theirs
        self._ancestor = Ancestor.of(base)
        self._merging = Messages(self._ancestor, emptied=True)

    def result(self) -> ThreeWay:
        """Merge: active messages, obsolete ones, header and what stands below all."""
        ours, theirs, base = self._ours, self._theirs, self._base
        active: dict[Key, Message] = {}
        for key in self._keys():
            a, b = ours.by_key.get(key), theirs.by_key.get(key)
            if a and b:
                active[key] = self._merging.settled(a, b)
            else:
                found = a or b
                assert found is not None
                active[key] = found if a else self._theirs_own(found)
        left = [
            message
            for side in (ours, theirs)
            for message in side.active
            if message.key not in active and message.msgstr and not self._ancestor.had(message)
        ]
        unique: dict[Key, Message] = {}
        for message in left:
            there = unique.get(message.key)
            unique[message.key] = self._merging.settled(there, message) if there else message
        active, rest = self._merging.placed(active, [*unique.values()])
        kept = Obsolete(self._merging, self._obsolete(active))
        for message in rest:
            kept.add(message)
        catalog = replace(
            ours,
            header=po.merged_header(base.header, ours.header, theirs.header),
            messages=(*active.values(), *kept.messages(active)),
            bom=ours.bom and theirs.bom,
            tail=theirs.tail if ours.tail == base.tail else ours.tail,
        )
        return ThreeWay(catalog, tuple(self._merging.outcomes))

    def _theirs_own(self, message: Message) -> Message:
        """A message of theirs alone, in the form of our file."""
        return message if self._theirs.eol == self._ours.eol else replace(message, source=None)

    def _keys(self) -> list[Key]:
        """The active messages, in the order of the side that has changed it."""
        before, ours, theirs = self._base.by_key, self._ours.by_key, self._theirs.by_key
        first, second = (theirs, ours) if [*ours] == [*before] else (ours, theirs)
        keys = [key for key in first if key in second or key not in before]
        added = [key for key in second if key not in first and key not in before]
        if not added:
            return keys
        places = {key: place for place, key in enumerate(keys)}
        behind: dict[int, list[Key]] = {}
        last = -1
        for key in second:  # what one side has added comes behind what stands before it there
            if key in places:
                last = places[key]
            elif key not in first and key not in before:
                behind.setdefault(last, []).append(key)
        merged = behind.get(-1, [])
        for place, key in enumerate(keys):
            merged += [key, *behind.get(place, ())]
        return merged

    def _obsolete(self, active: Mapping[Key, Message]) -> Iterator[Message]:
        """Obsolete messages of both sides, but those that one of them has taken away."""
        before = {message.key for message in self._base.obsolete}
        for side, other in ((self._ours, self._theirs), (self._theirs, self._ours)):
            there = {message.key for message in other.obsolete}
            for message in side.obsolete:
                gone = message.key in before and message.key not in there
                if not gone or not self._ancestor.had(message) or self._lost(message, active):
                    yield message if side is self._ours else self._theirs_own(message)

    def _lost(self, message: Message, active: Mapping[Key, Message]) -> bool:
        """Whether it was restored on one side, and is neither active nor obsolete on the other."""
        restored = message.key in self._ours.by_key or message.key in self._theirs.by_key
        return restored and message.key not in active
