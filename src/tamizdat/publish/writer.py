"""Write editions into the folder of what is published: all texts of a run, in all their locales."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat.check import assets, links
from tamizdat.check.assets import Shelf
from tamizdat.check.findings import Finding
from tamizdat.errors import AssetError, SourceError, TamizdatError, guard
from tamizdat.pages import environment
from tamizdat.pages.wording import wording_in
from tamizdat.project import files
from tamizdat.project.config import Policy
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.publish import earlier, edition, manifest, site
from tamizdat.publish.archive import Archive, Earlier
from tamizdat.publish.edition import Edition
from tamizdat.publish.manifest import Manifest
from tamizdat.publish.site import Entry, IndexView, RootView
from tamizdat.texts import redaction, sanitizer

_STAYS = "what was published earlier stays"
_FOREIGN = "what is there is of another text that had this name, and no version of this one"
_References = Iterable[tuple[str, str]]
"""Relative addresses in a text, and the paths below the source texts that they mean."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one text in one locale (without domain: of the site's indexes)."""

    domain: str
    locale: str
    paths: tuple[Path, ...] = ()
    """Its files."""
    written: tuple[Path, ...] = ()
    """Those that are new or differ from what was there."""
    refused: tuple[str, ...] = ()
    """Why it is not published."""
    earlier: str = ""
    """Refused, but what was published earlier stays; how it does."""
    findings: tuple[Finding, ...] = ()
    """What its author should look at (of the source's own edition)."""
    error: TamizdatError | None = None


@dataclass(frozen=True, slots=True)
class TextVersions:
    """All editions of one text."""

    text: Text
    editions: tuple[Edition, ...]
    earlier: Mapping[str, Earlier]
    """Of refused ones, by locale, what was published earlier."""
    selected: frozenset[str]
    """Locales that this run writes, unless refused."""
    locales: tuple[str, ...]
    """Locales that have a page, or will have one after this run."""
    failed: tuple[Published, ...] = ()
    """Locales of which no edition could be made."""

    @property
    def pages(self) -> Iterator[str]:
        """Where the pages of its versions are on the site."""
        return (site.page_path(locale, self.text.domain) for locale in self.locales)

    @property
    def shown(self) -> Iterator[Edition]:
        """The editions that its pages show."""
        for each in self.editions:
            if each.locale in self.locales:
                stays = self.earlier.get(each.locale)
                yield stays.edition if stays else each


@dataclass(frozen=True)
class Writer:
    """What a run writes, and where."""

    project: Project
    folder: Path
    """Of everything that is written."""
    targets: tuple[str, ...]
    policy: Policy
    dry_run: bool
    templates: Path | None
    """Folder of the project's own page templates."""
    made: Manifest
    """What it and earlier runs have written."""
    archive: Archive
    listed: assets.Listed = field(default_factory=dict)
    """Names in folders, as they are now."""
    known: dict[str, TextVersions] = field(default_factory=dict)
    """The editions of each text that was asked for …"""
    texts: dict[str, Text] = field(default_factory=dict)
    """… and the texts."""

    def versions(self, text: Text, only: Sequence[str], *, selected: bool) -> TextVersions:
        """The editions of a text; those of locales that are not selected stay as they are."""
        source_locale = self.project.config.source_locale
        wanted = {source_locale, *self.project.locales_of(text, only)} if selected else set()
        editions = [edition.source(self.project, text)]
        failed: list[Published] = []
        for locale in text.locales:
            if locale != source_locale:
                try:
                    with guard(self.project.catalog_path(text.domain, locale)):
                        editions.append(edition.make(self.project, text, locale, self.policy))
                except TamizdatError as error:
                    failed.append(Published(text.domain, locale, error=error))
        refused = [each for each in editions if each.refused]
        stays = dict(self._stays(refused, editions[0]))
        locales = tuple(
            each.locale
            for each in editions
            if (each.locale in wanted and (not each.refused or _comes(stays.get(each.locale))))
            or self.archive.has_page(each)
        )
        failed = [each for each in failed if each.locale in wanted]
        found = TextVersions(
            text, tuple(editions), stays, frozenset(wanted), locales, tuple(failed)
        )
        self.known[text.domain], self.texts[text.domain] = found, text
        return found

    def _stays(self, refused: Iterable[Edition], source: Edition) -> Iterator[tuple[str, Earlier]]:
        """What stays of those that are refused, by locale."""
        if self.policy == "draft":  # what its pages say of themselves is graver
            return
        for each in refused:
            if found := self.archive.earlier(each, source.fingerprint):
                yield each.locale, found

    def write(self, versions: TextVersions, pages: Collection[str]) -> Iterator[Published]:
        """Write the selected editions of a text; `pages` are all that the site will have."""
        yield from versions.failed
        shelf = Shelf(self.project.root, listed=self.listed)
        for each in versions.editions:
            if each.locale not in versions.selected:
                continue
            try:
                with guard(each.text.path):
                    result = self._written(each, versions, pages, shelf)
                yield result
            except TamizdatError as error:
                yield Published(each.text.domain, each.locale, error=error)

    def _written(
        self, each: Edition, versions: TextVersions, pages: Collection[str], shelf: Shelf
    ) -> Published:
        """Write a selected edition, or keep what there is."""
        if each.refused:
            return replace(self._keep(each, versions, pages, shelf), error=each.bug)
        found = self._files(each, versions.locales, pages, shelf)
        result = self._write(each, found, self.targets)
        self.made.note(self._pages(each), versions.editions[0].fingerprint)
        written = result.written + (self._lead_on(each) if "site" in self.targets else ())
        return replace(result, written=written, findings=tuple(self._findings(each, shelf)))

    def _lead_on(self, each: Edition) -> tuple[Path, ...]:
        """Have the addresses that an edition's page had once lead to the one that it has."""
        written: tuple[Path, ...] = ()
        for name, path in self.archive.addresses(each):
            address = self.project.config.publish.url
            view = site.MovedView(each.locale, each.text.domain, name, each.title, address)
            page = site.moved(view, wording_in(each.locale), self.templates).encode()
            self.made.release(manifest.owner(each.locale, name), path)
            written += self._changed(manifest.leads(each.locale, name), {path: page}, ("site",))
        return written

    def _findings(self, each: Edition, shelf: Shelf) -> Iterator[Finding]:
        """What its author should look at."""
        if each.is_source:
            yield from links.findings(self.project, each.text, self.texts)
            yield from assets.findings(self.project, each.text, shelf)

    def _keep(
        self, each: Edition, versions: TextVersions, pages: Collection[str], shelf: Shelf
    ) -> Published:
        """Leave what was published of a refused edition, with the notice that is true today."""
        result = Published(each.text.domain, each.locale, refused=each.refused)
        found = versions.earlier.get(each.locale)
        if not found:
            there = [path for path in self._paths(each) if path.is_file()]
            owner = manifest.owner(each.locale, each.text.domain)
            ours = any(self.made.is_of(path, owner) for path in there)
            said = f"{_STAYS} as it is" if ours else _FOREIGN
            return replace(result, earlier=said if there else "")
        data = self._again(found, versions, pages, shelf)
        notice = found.edition.notice
        stays = _STAYS
        if found.name != each.text.domain:
            does = "stays there" if found.why else "comes along"
            stays = f"what was published as “{found.name}” {does}"
        if notice and None in data.values():
            said = f"{stays}, not marked as {notice}: {found.why}"
        elif notice in (site.Notice.OUTDATED, site.Notice.EXPIRED):
            said = f"{stays}, marked as {notice}"
        elif found.noted:
            said = f"{stays} as it is: its source has not changed since"
        else:
            said = f"{stays} as it is"
        known = {path: each for path, each in data.items() if each is not None}
        written = self._write(found.edition, known, (), found.name if found.why else "").written
        if not found.why:
            self.made.inherit(found.there.values(), self._pages(found.edition))
        if _comes(found):
            written += self._lead_on(found.edition)
        return replace(result, earlier=said, written=written)

    def _again(
        self, found: Earlier, versions: TextVersions, pages: Collection[str], shelf: Shelf
    ) -> dict[Path, bytes | None]:
        """What stays, with the notice that is true today; None where that can't be set."""
        each = found.edition
        if not found.why:
            return {**self._files(each, versions.locales, pages, shelf)}
        wording = wording_in(each.locale)
        locales = dict.fromkeys((*versions.locales, each.locale))
        address = self.project.config.publish.url
        view = each.view(wording, tuple(locales), {}, address, self.archive.hosts)
        data: dict[Path, bytes | None] = {}
        for target, path in found.there.items():
            published = files.decode(files.read(path, self.project.root), path)
            page = target == "site"
            marked = earlier.marked(published, view, wording, self.templates, page=page)
            data[path] = None if marked is None else marked.encode()
        return data

    def _pages(self, each: Edition) -> Iterator[Path]:
        """Where this run puts an edition for its readers."""
        return (
            self.archive.path(each, target)
            for target in ("site", "text")
            if target in self.targets and (not each.earlier or target in each.targets)
        )

    def _paths(self, each: Edition) -> Iterator[Path]:
        """Where this run puts an edition; an earlier one only for what there is of it.

        The copy that an earlier one is made from stays as it is.
        """
        if "source" in self.targets and not each.is_source and not each.earlier:
            yield self.archive.path(each, "source")
        yield from self._pages(each)

    def _files(
        self, each: Edition, versions: tuple[str, ...], pages: Collection[str], shelf: Shelf
    ) -> dict[Path, bytes]:
        """An edition's files and the files beside its text that it shows."""
        wording = wording_in(each.locale)
        address = self.project.config.publish.url
        view = each.view(wording, versions, {}, address, self.archive.hosts)
        references = tuple(links.relative(view.body, each.place or each.text.domain))
        beside = dict(self._assets(each, references, shelf))
        others = self._other_texts(each, references, pages)
        page = site.page_path(each.locale, each.text.domain)
        replaced = {
            address: site.link(page, f"files/{name}") for address, (name, _) in beside.items()
        } | {address: site.link(page, path) + part for address, (path, part) in others.items()}
        replaced |= dict.fromkeys(self._unpublished(references, replaced), "")
        replaced |= dict(self._targets(each, view.body, pages))
        view = replace(view, links=replaced)
        paths = tuple(self._paths(each))
        if self.archive.path(each, "text") in paths:
            plain = f"../text/{each.locale}/{each.text.domain}.txt"
            view = replace(view, text=site.link(page, plain))
        found: dict[Path, bytes] = {}
        for path in paths:
            target = path.relative_to(self.folder).parts[0]
            if target == "source":
                found[path] = self._copy(each).encode()
                folder = self.folder / "source" / each.locale
                found |= {folder / name: data for name, data in beside.values()}
            elif target == "site":
                found[path] = site.page(view, wording, self.templates).encode()
                folder = self.folder / "site" / "files"
                found |= {folder / name: data for name, data in beside.values()}
            else:
                found[path] = each.plain(wording, view).encode()
        return found

    def _copy(self, each: Edition) -> str:
        """The text in its own format, without its author's words for colleagues if asked to."""
        kept = self.project.config.publish.source
        text = each.publication.text
        try:
            return redaction.redact(text, each.text.format, comments=kept.comments, drop=kept.drop)
        except SourceError as error:
            raise SourceError(*(replace(p, path=each.text.path) for p in error.problems)) from error

    def _assets(
        self, each: Edition, references: _References, shelf: Shelf
    ) -> Iterator[tuple[str, tuple[str, bytes]]]:
        """Pictures and the like beside a text, clean, by the address that the text has for them.

        An earlier edition may show one that only the site has any more.
        """
        root = self.project.root
        folders = [root / self.project.config.sources]
        if each.earlier:
            folders.append(self.folder / "site" / "files")
        for address, name in references:
            if name.startswith("..") or not assets.published(name):
                continue
            paths = (folder / name for folder in folders)
            path = next((path for path in paths if links.there(path) and path.is_file()), None)
            if not path:
                continue
            try:
                data = shelf.get(path).data
            except AssetError:  # a finding says so
                continue
            yield address, (name, data)

    def _unpublished(self, references: _References, found: Collection[str]) -> Iterator[str]:
        """Addresses of files that are there, but not for readers."""
        folder = self.project.root / self.project.config.sources
        for address, name in references:
            if address not in found and assets.is_file(folder / name):
                yield address

    def _other_texts(
        self, each: Edition, references: _References, pages: Collection[str]
    ) -> dict[str, tuple[str, str]]:
        """Pages of other texts of the project that the text links to, in its locale or source.

        With the fragment that leads to the same place there.
        """
        found: dict[str, tuple[str, str]] = {}
        for address, _ in references:
            if domain := links.domain(self.project, address, each.place or each.text.domain):
                page = self._page(each, domain, pages)
                found[address] = page, self._fragment(each, address, domain)
        return found

    def _page(self, each: Edition, domain: str, pages: Collection[str]) -> str:
        """The page of another text in an edition's locale, or else in the source's."""
        page = site.page_path(each.locale, domain)
        if page in pages or self.archive.has_page(each, domain):
            return page
        return site.page_path(each.source_locale, domain)

    def _targets(
        self, each: Edition, body: str, pages: Collection[str]
    ) -> Iterator[tuple[str, str]]:
        """Fragments that name a place of another text, and where that is on the site."""
        page = site.page_path(each.locale, each.text.domain)
        for address in sanitizer.addresses(body) if 'href="#' in body else ():
            if domain := links.elsewhere(self.project, each.text, address):
                yield address, site.link(page, self._page(each, domain, pages)) + address

    def _fragment(self, each: Edition, address: str, domain: str) -> str:
        """That leads to the same place of another text's page in every locale."""
        _, mark, fragment = address.partition("#")
        other = self.known.get(domain)
        if not fragment or not other:
            return mark + fragment
        own = next((e.anchors for e in other.editions if e.locale == each.locale), None)
        return f"#{other.text.anchors.meant(fragment, own) or fragment}"

    def indexes(self, versions: Iterable[TextVersions]) -> Published:
        """The list of texts of each locale, the list of locales, and the stylesheet."""
        try:
            with guard(self.folder / "site"):
                return self._indexes(list(versions))
        except TamizdatError as error:
            return Published("", "", error=error)

    def _indexes(self, texts: Sequence[TextVersions]) -> Published:
        config = self.project.config
        codes = (config.source_locale, *(c for text in texts for c in text.locales))
        locales = tuple(dict.fromkeys(codes))
        name = config.publish.title or self.project.root.name
        found = {
            site.ROOT: site.root(
                RootView(config.source_locale, name, locales, config.publish.url),
                wording_in(config.source_locale),
                self.templates,
            ),
            site.STYLESHEET: environment.stylesheet(self.templates),
        }
        for locale in locales:
            entries = tuple(
                Entry(e.text.domain, e.title, e.summary, e.date, e.notices, e.share)
                for text in texts
                for e in text.shown
                if e.locale == locale
            )
            view = IndexView(locale, name, entries, locales, config.publish.url)
            found[site.index_path(locale)] = site.index(view, wording_in(locale), self.templates)
        folder = self.folder / "site"
        data = {folder / path: html.encode() for path, html in found.items()}
        written = self._changed(manifest.INDEX, data, self.targets)
        return Published("", ", ".join(locales), tuple(data), written)

    def _write(
        self,
        each: Edition,
        found: Mapping[Path, bytes],
        targets: Collection[str],
        name: str = "",
    ) -> Published:
        """Write an edition's files; everything is rendered by now."""
        domain = each.text.domain
        written = self._changed(manifest.owner(each.locale, name or domain), found, targets)
        return Published(domain, each.locale, tuple(found), written)

    def _changed(
        self, owner: str, found: Mapping[Path, bytes], targets: Collection[str]
    ) -> tuple[Path, ...]:
        """Write what differs. Files that the owner has for other targets remain its own."""
        root = self.project.root
        changed = {
            path: data
            for path, data in found.items()
            if not path.is_file() or files.read(path, root) != data
        }
        self.made.take(owner, found, changed, targets)
        if not self.dry_run:
            self.made.append()
            for path, data in changed.items():
                files.write(path, data, self.folder)  # a symlink out of it could hit a source
                for folder in path.parents:
                    self.listed.pop(folder, None)
        return tuple(changed)


def _comes(stays: Earlier | None) -> bool:
    """Whether there will be a page of what stays, be it that its text had another name."""
    return stays is not None and not stays.why and "site" in stays.there
