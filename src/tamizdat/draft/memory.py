"""Translation memory: what people translated in the project's other texts, found again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tamizdat.catalogs.catalog import Catalog, State


@dataclass(frozen=True, slots=True)
class Match:
    """A msgstr that stands for the same msgid elsewhere."""

    msgstr: str
    domain: str
    """The text that it was found in."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The done messages of one locale, by msgid; drafts and fuzzy messages are no memory."""

    entries: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)
    """The best match first."""

    @classmethod
    def of(cls, catalogs: Iterable[tuple[str, Catalog]]) -> Memory:
        """Index the catalogs of one locale, given as (domain, catalog).

        Reviewed beats translated, then what most texts say; the domain decides among equals.
        """
        found: dict[str, list[tuple[bool, Match]]] = {}
        for domain, catalog in catalogs:
            for message in catalog.active:
                if message.state.done:
                    reviewed = message.state is State.REVIEWED
                    match = Match(message.msgstr, domain)
                    found.setdefault(message.msgid, []).append((reviewed, match))
        return cls({msgid: _ranked(matches) for msgid, matches in found.items()})

    def match(self, msgid: str) -> Match | None:
        """The best translation of exactly this msgid, whatever its msgctxt."""
        return next(iter(self.entries.get(msgid, ())), None)


def _ranked(matches: list[tuple[bool, Match]]) -> tuple[Match, ...]:
    votes = Counter(match.msgstr for _, match in matches)
    ranked = sorted(matches, key=lambda item: (not item[0], -votes[item[1].msgstr], item[1].domain))
    return tuple(match for _, match in ranked)
