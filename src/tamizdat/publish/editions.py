"""The editions of a run: which there are, what may be published, and each once it is needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tamizdat.check.verdicts import Verdicts
from tamizdat.errors import TamizdatError, guard
from tamizdat.project.cache import Stamp
from tamizdat.project.config import Policy
from tamizdat.project.project import Project
from tamizdat.publish import edition
from tamizdat.publish.archive import Archive, Earlier
from tamizdat.publish.edition import Edition
from tamizdat.publish.records import Records
from tamizdat.publish.sources import Sources

_KEPT = 48
"""So many editions are held at a time: those of a text, and of some that it leads to."""


class Editions:
    """Texts in their locales.

    Only those that the run writes are judged and put together, and those that these ask about.
    """

    def __init__(
        self,
        project: Project,
        sources: Sources,
        archive: Archive,
        records: Records,
        verdicts: Verdicts,
        policy: Policy,
        chosen: Collection[str],
        only: Sequence[str],
    ) -> None:
        self._project = project
        self._sources = sources
        self._archive = archive
        self._records = records
        self._verdicts = verdicts
        self.policy: Policy = policy
        self._chosen = frozenset(chosen)
        self._only = only
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._pinned: dict[tuple[str, str], _Held] = {}
        self._pages: dict[tuple[str, str], bool] = {}

    def codes(self, domain: str) -> tuple[str, ...]:
        """The locales of a text, its own first."""
        own = self._project.config.source_locale
        return tuple(dict.fromkeys((own, *self._sources.all[domain].locales)))

    def selected(self, domain: str) -> tuple[str, ...]:
        """Those that this run writes, unless refused: with any, its own."""
        if domain not in self._chosen:
            return ()
        own = self._project.config.source_locale
        return tuple(
            code
            for code in self.codes(domain)
            if code == own or not self._only or code in self._only
        )

    def judged(self, domain: str) -> tuple[str, ...]:
        """The locales in which the checks are asked about a text; empty is the text itself."""
        own = self._project.config.source_locale
        codes = (code for code in self.selected(domain) if code != own)
        return ("", *(() if self.policy == "draft" else codes)) if domain in self._chosen else ()

    def of(self, domain: str, locale: str) -> Edition:
        """A text in a locale. Raises TamizdatError where it can't be made."""
        return self._made(domain, locale).edition

    def stamps(self, domain: str, locale: str) -> dict[str, Stamp]:
        """What tells later that its catalog is as it was when it was made."""
        return self._made(domain, locale).stamps

    def earlier(self, domain: str, locale: str) -> Earlier | None:
        """What stays of a refused edition."""
        if self.policy == "draft":  # what its pages say of themselves is graver
            return None
        held = self._made(domain, locale)
        if not held.looked_up:
            held.stays = self._archive.earlier(held.edition, self.fingerprint(domain))
            held.looked_up = True
        return held.stays

    def look_up(self, domains: Iterable[str]) -> None:
        """Find out what stays of texts before others write where it lies."""
        for domain in domains:
            for locale in self.selected(domain):
                with suppress(TamizdatError):  # told where it is written
                    if self.of(domain, locale).refused:
                        self.earlier(domain, locale)
                        self._pinned[domain, locale] = self._held[domain, locale]

    def fingerprint(self, domain: str) -> str:
        """Of a source's own edition, as readers see it."""
        known = self._records.fingerprint(domain)
        return known or self.of(domain, self._project.config.source_locale).fingerprint

    def verdict(self, domain: str, locale: str) -> str | None:
        """What tells whether the checks find the same in it; None where nobody knows."""
        is_source = locale == self._project.config.source_locale
        if self.policy == "draft" and not is_source:
            return ""
        return self._verdicts.print(domain, "" if is_source else locale)

    def has_page(self, domain: str, locale: str) -> bool:
        """Whether the site has a page of it when this run has ended."""
        place = domain, locale
        if place not in self._pages:
            self._pages[place] = self._comes(domain, locale) or self._archive.has_page(*place)
        return self._pages[place]

    def _comes(self, domain: str, locale: str) -> bool:
        """Whether this run writes a page of it, be it that its text had another name."""
        if domain not in self._sources.all or locale not in self.selected(domain):
            return False
        record = self._records.standing(locale, domain)
        if record and record.verdict == self.verdict(domain, locale):
            return record.page
        try:
            with guard(self._project.sources[domain]):
                if not self.of(domain, locale).refused:
                    return True
                stays = self.earlier(domain, locale)
        except TamizdatError:  # told where it is written
            return False
        return stays is not None and not stays.why and "site" in stays.there

    def locales(self, domain: str) -> tuple[str, ...]:
        """Locales in which a text has a page when this run has ended."""
        return tuple(code for code in self.codes(domain) if self.has_page(domain, code))

    def _made(self, domain: str, locale: str) -> _Held:
        place = domain, locale
        if place in self._pinned:
            return self._pinned[place]
        if place not in self._held:
            text = self._sources.text(domain)
            if locale == self._project.config.source_locale:
                self._held[place] = _Held(edition.source(self._project, text), {})
            else:
                path = self._project.catalog_path(domain, locale)
                with guard(path):
                    stamps = self._records.stamps(path)
                    made = edition.make(
                        self._project,
                        text,
                        locale,
                        self.policy,
                        None if self.policy == "draft" else self._verdicts.known(domain, locale),
                        self._verdicts.judged,
                    )
                self._held[place] = _Held(made, stamps)
            if len(self._held) > _KEPT:
                self._held.popitem(last=False)
        self._held.move_to_end(place)
        return self._held[place]


@dataclass(slots=True)
class _Held:
    """An edition with what was found out about it."""

    edition: Edition
    stamps: dict[str, Stamp]
    stays: Earlier | None = None
    looked_up: bool = False
