"""Write what is selected of a text: what may be published, or the notice on what stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tamizdat.check import assets, links
from tamizdat.check.findings import Finding
from tamizdat.check.verdicts import Verdicts
from tamizdat.errors import TamizdatError, guard
from tamizdat.pages.wording import wording_in
from tamizdat.project import cache
from tamizdat.project.project import Project
from tamizdat.publish import manifest, site
from tamizdat.publish.archive import Archive, Earlier
from tamizdat.publish.beside import Beside
from tamizdat.publish.edition import Edition
from tamizdat.publish.editions import Editions
from tamizdat.publish.folder import Folder
from tamizdat.publish.published import Published
from tamizdat.publish.records import Record, Records
from tamizdat.publish.rendering import Rendered, Renderer
from tamizdat.publish.resolution import Resolution
from tamizdat.publish.site import Entry

_STAYS = "what was published earlier stays"
_SHOWN = {links.DEAD, links.LOST, links.FOREIGN, assets.REFUSED, assets.CHANGED, assets.PRIVATE}
"""Checks of a source whose findings its author sees here, too."""
_FOREIGN = "what is there is of another text that had this name, and no version of this one"


@dataclass(frozen=True)
class Writer:
    """What a run writes, and where."""

    project: Project
    folder: Folder
    editions: Editions
    archive: Archive
    records: Records
    verdicts: Verdicts
    resolution: Resolution
    renderer: Renderer

    def write(self, domain: str) -> Iterator[tuple[Published, Entry | None]]:
        """What became of each selected edition of a text, and what the index shows of it."""
        beside = Beside(self.project, self.records, self.folder.path / "site", self.folder.listed)
        for locale in self.editions.selected(domain):
            try:
                with guard(self.project.sources[domain]):
                    record = self._standing(domain, locale, beside)
                    if not record:
                        record = self._made(self.editions.of(domain, locale), beside)
                yield record.published, record.entry if record.page else None
            except TamizdatError as error:
                yield Published(domain, locale, error=error), None

    def shown(self, domain: str, locale: str) -> Entry | None:
        """What the index shows of a page that this run does not write; None if nobody can tell."""
        if entry := self.records.entry(locale, domain):
            return entry
        try:
            each = self.editions.of(domain, locale)
            stays = self.editions.earlier(domain, locale) if each.refused else None
        except TamizdatError:  # told when it is to be written
            return None
        entry = _entry(stays.edition if stays else each)
        self.records.take_entry(locale, domain, entry)
        return entry

    def _standing(self, domain: str, locale: str, beside: Beside) -> Record | None:
        """What an earlier run made of it, if nothing that it hangs on has changed."""
        record = self.records.standing(locale, domain)
        if (
            record
            and record.expired == self.project.expired(record.expires)
            and record.names == self.archive.names(domain)
            and record.there == (there := self.archive.there(domain, locale))
            and record.listed == self._listed(domain, locale, there)
            and record.verdict == self.editions.verdict(domain, locale)
            and record.versions == self.editions.locales(domain)
            and self.resolution.holds(
                domain,
                locale,
                record.linked,
                partial(beside.stands, earlier=bool(record.published.refused)),
            )
        ):
            return record
        return None

    def _made(self, each: Edition, beside: Beside) -> Record:
        """Write an edition, or keep what there is of it; remember what was made of it."""
        domain, locale = each.text.domain, each.locale
        versions = self.editions.locales(domain)
        stays = self.editions.earlier(domain, locale) if each.refused else None
        shows = stays.edition if stays else each
        rendered = Rendered({})
        if not each.refused:
            rendered = self.renderer.rendered(each, versions, beside)
            published = self._written(each, rendered)
        elif stays:
            rendered = self.renderer.again(stays, versions, beside)
            published = self._kept(each, stays, rendered)
        else:
            published = self._left(each)
        there = self.archive.there(domain, locale)
        record = Record(
            replace(published, written=()),
            page=locale in versions,
            entry=_entry(shows) if locale in versions else None,
            fingerprint=each.fingerprint if each.is_source else "",
            expires=each.text.settings.expires,
            expired=self.project.expired(each.text.settings.expires),
            verdict=self.editions.verdict(domain, locale),
            listed=self._listed(domain, locale, there),
            versions=versions,
            names=self.archive.names(domain),
            there=there,
            linked=rendered.linked,
        )
        lasting = rendered.lasting and not each.bug and record.verdict is not None
        lasting &= not (each.refused and published.written)  # the next one says it in other words
        self._remember(each, record if lasting else None, rendered, record.entry)
        return replace(record, published=published)

    def _remember(
        self, each: Edition, record: Record | None, rendered: Rendered, entry: Entry | None
    ) -> None:
        """Have the next run make it again only where something is not as it is now."""
        domain, locale = each.text.domain, each.locale
        if self.folder.dry_run:
            return
        self.records.take_entry(locale, domain, entry)
        leading = [path for _, path in self.archive.addresses(domain, locale) if path.is_file()]
        there = record.there if record and each.refused else ()
        paths = {*rendered.files, *leading, *(self.folder.path / name for name in there)}
        stamps = self.records.stamps(*sorted(paths))
        ours = {self.project.relative(path): data for path, data in rendered.files.items()}
        if any(data and stamps[name][-1] != cache.digest(data) for name, data in ours.items()):
            record = None  # somebody has changed it meanwhile
        stamps |= {**self.editions.stamps(domain, locale), **rendered.stamps}
        self.records.take(locale, domain, stamps, record)

    def _listed(self, domain: str, locale: str, there: Iterable[str]) -> str:
        """What the list of published files says of a text in a locale."""
        names = self.archive.names(domain)
        owners = [manifest.owner(locale, name) for name in names]
        owners += [manifest.leads(locale, name) for name in names]
        return self.folder.made.said(owners, there)

    def _written(self, each: Edition, rendered: Rendered) -> Published:
        """Write an edition, and have the addresses that its page had once lead to it."""
        domain, locale = each.text.domain, each.locale
        found = {path: data for path, data in rendered.files.items() if data is not None}
        written = self.folder.write(manifest.owner(locale, domain), found, self.renderer.targets)
        self.folder.made.note(self.renderer.pages(each), self.editions.fingerprint(domain))
        if "site" in self.renderer.targets:
            written += self._lead_on(each)
        findings = tuple(self._findings(each))
        return Published(domain, locale, tuple(found), written, findings=findings)

    def _kept(self, each: Edition, found: Earlier, rendered: Rendered) -> Published:
        """Leave what was published of a refused edition, with the notice that is true today."""
        domain, locale = each.text.domain, each.locale
        notice = found.edition.notice
        stays = _STAYS
        if found.name != domain:
            does = "stays there" if found.why else "comes along"
            stays = f"what was published as “{found.name}” {does}"
        if notice and None in rendered.files.values():
            said = f"{stays}, not marked as {notice}: {found.why}"
        elif notice in (site.Notice.OUTDATED, site.Notice.EXPIRED):
            said = f"{stays}, marked as {notice}"
        elif found.noted:
            said = f"{stays} as it is: its source has not changed since"
        else:
            said = f"{stays} as it is"
        known = {path: data for path, data in rendered.files.items() if data is not None}
        name = found.name if found.why else domain
        written = self.folder.write(manifest.owner(locale, name), known, ())
        if not found.why:
            pages = self.renderer.pages(found.edition)
            self.folder.made.inherit(found.there.values(), pages)
            if "site" in found.there:
                written += self._lead_on(found.edition)
        return Published(
            domain, locale, written=written, refused=each.refused, earlier=said, error=each.bug
        )

    def _left(self, each: Edition) -> Published:
        """A refused edition of which nothing was published."""
        domain, locale = each.text.domain, each.locale
        there = [path for path in self.renderer.paths(each) if path.is_file()]
        owner = manifest.owner(locale, domain)
        ours = any(self.folder.made.is_of(path, owner) for path in there)
        said = (f"{_STAYS} as it is" if ours else _FOREIGN) if there else ""
        return Published(domain, locale, refused=each.refused, earlier=said, error=each.bug)

    def _lead_on(self, each: Edition) -> tuple[Path, ...]:
        """Have the addresses that an edition's page had once lead to the one that it has."""
        domain, locale = each.text.domain, each.locale
        written: tuple[Path, ...] = ()
        for name, path in self.archive.addresses(domain, locale):
            address = self.project.config.publish.url
            view = site.MovedView(locale, domain, name, each.title, address)
            page = site.moved(view, wording_in(locale), self.renderer.templates).encode()
            self.folder.made.release(manifest.owner(locale, name), path)
            written += self.folder.write(manifest.leads(locale, name), {path: page}, ("site",))
        return written

    def _findings(self, each: Edition) -> Iterator[Finding]:
        """What its author should look at."""
        found = self.verdicts.found(each.text, "") if each.is_source else ()
        return (finding for finding in found if finding.check in _SHOWN)


def _entry(each: Edition) -> Entry:
    return Entry(each.text.domain, each.title, each.summary, each.date, each.notices, each.share)
