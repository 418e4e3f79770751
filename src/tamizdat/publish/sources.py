"""The source texts of a run: what is known of each, and each itself where that will not do."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from tamizdat.catalogs.catalog import Key, digest
from tamizdat.errors import TamizdatError
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.publish.records import Records

_KEPT = 32
"""So many texts are held at a time: all of a project's would take too much memory."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the whole site must know of a text."""

    domain: str
    locales: tuple[str, ...]
    messages: frozenset[str]
    """A print of each."""


class Sources:
    """The texts of a project that can be read, in order; those that cannot are its errors."""

    def __init__(self, project: Project, records: Records) -> None:
        self._project = project
        self._records = records
        self._held: OrderedDict[str, Text] = OrderedDict()
        self.errors: dict[str, TamizdatError] = {}
        """Why texts can't be read, by domain."""
        self.all = {source.domain: source for source in self._read()}

    def text(self, domain: str) -> Text:
        """A text, split. Raises TamizdatError where it can't be read."""
        if domain not in self._held:
            text = self._project.text(domain)
            self._held[domain] = text
            if len(self._held) > _KEPT:
                self._held.popitem(last=False)
        self._held.move_to_end(domain)
        return self._held[domain]

    def _read(self) -> Iterator[Source]:
        for domain in self._project.sources:
            known = self._records.source(domain)
            if known:
                locales, messages = known
                yield Source(domain, locales, messages)
                continue
            try:
                stamps = self._records.stamps(self._project.sources[domain])
                text = self.text(domain)
            except TamizdatError as error:
                self.errors[domain] = error
            else:
                source = Source(domain, text.locales, frozenset(map(printed, text.segments)))
                self._records.take_source(domain, stamps, source.locales, source.messages)
                yield source


def printed(key: Key) -> str:
    """What a message is recognised by in another run."""
    return digest(f"{key[0] or ''}\x04{key[1]}")[:8]
