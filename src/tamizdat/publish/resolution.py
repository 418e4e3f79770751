"""Where the relative links of an edition lead on the site: to pages of other texts, to files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from tamizdat.check import assets, links
from tamizdat.language.relative import leads_to
from tamizdat.project.project import Project
from tamizdat.publish import site
from tamizdat.publish.archive import Archive
from tamizdat.publish.edition import Edition
from tamizdat.publish.editions import Editions
from tamizdat.publish.records import Linked, Records
from tamizdat.publish.sources import Sources
from tamizdat.texts import sanitizer

Shown = Callable[[str], bool]
"""Whether a file is published with a text that shows it, given its path from the source texts."""


@dataclass(frozen=True)
class Resolution:
    """Links of the editions of a run."""

    project: Project
    sources: Sources
    editions: Editions
    archive: Archive
    records: Records

    def of(self, each: Edition, body: str, references: Collection[str], shown: Shown) -> Linked:
        """Where the links of an edition lead.

        Args:
            each: the edition.
            body: its page's, not sanitised.
            references: the relative addresses in it.
            shown: whether a file is published.
        """
        place = each.place or each.text.domain
        domain, locale = each.text.domain, each.locale
        ends: dict[str, str | None] = {}
        neighbours: list[str] = []
        for address in references:
            other, end = self._end(domain, locale, place, address, shown)
            if end is not None and other and "#" in address:
                neighbours.append(other)
                end += self._fragment(locale, other, address)
            ends[address] = end
        for address in _within(each, body):
            ends[address] = self._place(domain, locale, address)
        return Linked(each.place, ends, tuple(dict.fromkeys(neighbours)))

    def holds(self, domain: str, locale: str, linked: Linked, shown: Shown) -> bool:
        """Whether the links of an edition that was made earlier would lead where they led then."""
        place = linked.place or domain
        neighbours = set(linked.neighbours)
        if not all(self._is_as_it_was(other, locale) for other in neighbours):
            return False
        for address, before in linked.ends.items():
            if address.startswith("#"):
                if self._place(domain, locale, address) != before:
                    return False
                continue
            other, end = self._end(domain, locale, place, address, shown)
            if end is not None and other and "#" in address:
                if other not in neighbours or (before or "").partition("#")[0] != end:
                    return False
            elif end != before:
                return False
        return True

    def _end(
        self, domain: str, locale: str, place: str, address: str, shown: Shown
    ) -> tuple[str, str | None]:
        """The text that an address leads to, and what the page has in its stead, but a fragment."""
        page = site.page_path(locale, domain)
        if other := links.domain(self.project, address, place):
            return other, site.link(page, self._page(other, locale))
        name = leads_to(address, place)
        if not name:
            return "", None
        if not name.startswith("..") and assets.published(name) and shown(name):
            return "", site.link(page, f"files/{name}")
        folder = self.project.root / self.project.config.sources
        return "", "" if assets.is_file(folder / name) else None

    def _page(self, domain: str, locale: str) -> str:
        """The page of another text in a locale, or else in the source's."""
        if self.editions.has_page(domain, locale):
            return site.page_path(locale, domain)
        return site.page_path(self.project.config.source_locale, domain)

    def _place(self, domain: str, locale: str, address: str) -> str | None:
        """What a page has in the stead of a fragment that its own text does not have."""
        other = self.project.targets.get(unquote(address.removeprefix("#")), "")
        if not other or other == domain:
            return None
        return site.link(site.page_path(locale, domain), self._page(other, locale)) + address

    def _fragment(self, locale: str, domain: str, address: str) -> str:
        """That leads to the same place of another text's page in every locale."""
        _, mark, fragment = address.partition("#")
        if not fragment or domain not in self.sources.all:
            return mark + fragment
        own = None
        if locale in self.editions.codes(domain):
            own = self.editions.of(domain, locale).anchors
        meant = self.sources.text(domain).anchors.meant(fragment, own)
        return f"#{meant or fragment}"

    def _is_as_it_was(self, domain: str, locale: str) -> bool:
        """Whether the headings of a text in a locale are those of an earlier run."""
        if locale not in (self.project.config.source_locale, *self.editions.codes(domain)):
            locale = self.project.config.source_locale
        return self.records.standing(locale, domain) is not None


def _within(each: Edition, body: str) -> Iterator[str]:
    """Fragments that name no place of an edition's own text."""
    for address in sanitizer.addresses(body) if 'href="#' in body else ():
        if address.startswith("#") and not each.text.anchors.leads(unquote(address[1:])):
            yield address


def replaced(linked: Linked) -> Mapping[str, str]:
    """What a page writes instead of addresses; the others stay."""
    return {address: end for address, end in linked.ends.items() if end is not None}
