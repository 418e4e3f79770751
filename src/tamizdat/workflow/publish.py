"""Write the localized texts: in the source's own format, as pages, as plain text."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tamizdat import edition, files, ledger, links, po, site
from tamizdat.article import Article
from tamizdat.config import Policy
from tamizdat.edition import Edition
from tamizdat.errors import TamizdatError
from tamizdat.findings import Finding
from tamizdat.ledger import Ledger
from tamizdat.project import Project
from tamizdat.site import Entry, IndexView, RootView, Wording

TARGETS = ("source", "site", "text")
ASSETS = frozenset(".avif .gif .jpeg .jpg .mp3 .mp4 .ogg .opus .pdf .png .svg .webm .webp".split())
"""Suffixes of the files beside a text that are published with it."""

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
    earlier: bool = False
    """Refused, but what was published earlier stays."""
    findings: tuple[Finding, ...] = ()
    """What its author should look at (of the source's own edition)."""
    error: TamizdatError | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """What earlier runs published of texts, or locales of theirs, that are gone."""

    paths: tuple[Path, ...]
    """As they were published; removed with `prune`."""
    edited: tuple[Path, ...] = ()
    """Changed since: never removed."""


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    targets: Sequence[str] = TARGETS,
    policy: Policy | None = None,
    dry_run: bool = False,
    prune: bool = False,
) -> Generator[Published | Gone, None, None]:
    """Publish what may be published; all or nothing per text and locale.

    Everything is rendered before the first file is written. A text that is refused in a locale
    keeps what was published of it earlier. A run for all texts and locales ends with what is left
    of those that are gone, and with `prune` removes it.
    """
    articles, errors = project.articles()
    for error in errors:
        yield Published("", "", error=error)
    chosen = set(project.select(patterns))
    policy = policy or project.config.publish.policy
    made = Ledger.read(output(project, policy))
    press = _Press(project, tuple(targets), policy, dry_run, _templates(project), made)
    shelves = [
        press.shelf(article, only, selected=article.domain in chosen) for article in articles
    ]
    for shelf in shelves:
        if shelf.article.domain in chosen:
            yield from press.print(shelf)
    if "site" in targets:
        yield press.indexes(shelves)
    lives = None
    if not patterns and not only:
        source = project.config.source_locale
        locales = {article.domain: {source, *article.locales} for article in articles}
        lives = ledger.living(project.sources, locales)
    yield from press.finish(lives, prune=prune)


def output(project: Project, policy: Policy) -> Path:
    """Where texts are published; what is for proof-reading only has a folder of its own."""
    folder = project.root / project.config.output
    return folder / "draft" if policy == "draft" else folder


@dataclass(frozen=True, slots=True)
class _Shelf:
    """All editions of one text."""

    article: Article
    editions: tuple[Edition, ...]
    selected: frozenset[str]
    """Locales that this run writes, unless refused."""
    versions: tuple[str, ...]
    """Locales that have a page, or will have one after this run."""


@dataclass(frozen=True)
class _Press:
    """What a run prints, and where."""

    project: Project
    targets: tuple[str, ...]
    policy: Policy
    dry_run: bool
    templates: Path | None
    """Folder of the project's own page templates."""
    made: Ledger
    """What it and earlier runs have written."""

    @property
    def output(self) -> Path:
        """The folder of everything that is printed."""
        return output(self.project, self.policy)

    def shelf(self, article: Article, only: Sequence[str], *, selected: bool) -> _Shelf:
        """The editions of a text; those of locales that are not selected stay as they are."""
        source_locale = self.project.config.source_locale
        wanted = {source_locale, *self.project.locales_of(article, only)} if selected else set()
        editions = [edition.source(self.project, article)]
        editions += [
            edition.make(self.project, article, locale, self.policy)
            for locale in article.locales
            if locale != source_locale
        ]
        versions = tuple(
            each.locale
            for each in editions
            if (each.locale in wanted and not each.refused) or self._exists(each)
        )
        return _Shelf(article, tuple(editions), frozenset(wanted), versions)

    def _exists(self, each: Edition) -> bool:
        return (self.output / "site" / site.page_path(each.locale, each.article.domain)).is_file()

    def print(self, shelf: _Shelf) -> Iterator[Published]:
        """Write the selected editions of a text."""
        for each in shelf.editions:
            if each.locale not in shelf.selected:
                continue
            domain = each.article.domain
            if each.refused:
                earlier = any(path.is_file() for path in self._paths(each))
                yield Published(domain, each.locale, refused=each.refused, earlier=earlier)
                continue
            try:
                found = self._files(each, shelf.versions)
                result = self._write(ledger.owner(each.locale, domain), domain, each.locale, found)
                dead = tuple(links.dead(self.project, each.article)) if each.is_source else ()
                yield replace(result, findings=dead)
            except TamizdatError as error:
                yield Published(domain, each.locale, error=error)

    def _paths(self, each: Edition) -> Iterator[Path]:
        """Where an edition's own files lie."""
        domain, locale = each.article.domain, each.locale
        if "source" in self.targets and not each.is_source:
            yield self.output / "source" / locale / (domain + each.article.path.suffix)
        if "site" in self.targets:
            yield self.output / "site" / site.page_path(locale, domain)
        if "text" in self.targets:
            yield self.output / "text" / locale / f"{domain}.txt"

    def _files(self, each: Edition, versions: tuple[str, ...]) -> dict[Path, bytes]:
        """An edition's files and the files beside its text that it shows."""
        wording = _wording(each.locale)
        references = tuple(links.relative(each.body(wording), each.article.domain))
        assets = dict(self._assets(references))
        others = self._other_texts(each, references)
        page = site.page_path(each.locale, each.article.domain)
        replaced = {
            address: site.link(page, f"files/{name}") for address, (name, _) in assets.items()
        } | {address: site.link(page, target) for address, target in others.items()}
        view = each.view(wording, versions, replaced, self.project.config.publish.url)
        if "text" in self.targets and "site" in self.targets:
            text = f"../text/{each.locale}/{each.article.domain}.txt"
            view = replace(view, text=site.link(page, text))
        found: dict[Path, bytes] = {}
        for path in self._paths(each):
            target = path.relative_to(self.output).parts[0]
            if target == "source":
                found[path] = each.publication.text.encode()
                beside = self.output / "source" / each.locale
                found |= {beside / name: data for name, data in assets.values()}
            elif target == "site":
                found[path] = site.page(view, wording, self.templates).encode()
                beside = self.output / "site" / "files"
                found |= {beside / name: data for name, data in assets.values()}
            else:
                found[path] = each.text(wording, view).encode()
        return found

    def _assets(self, references: _References) -> Iterator[tuple[str, tuple[str, bytes]]]:
        """Pictures and the like beside a text, by the address that the text has for them."""
        root = self.project.root
        for address, name in references:
            path = root / self.project.config.sources / name
            if path.suffix.lower() in ASSETS and links.there(path) and path.is_file():
                yield address, (name, files.read(path, root))

    def _other_texts(self, each: Edition, references: _References) -> dict[str, str]:
        """Pages of other texts of the project that the text links to, in its locale or source."""
        root = self.project.root / self.project.config.sources
        domains = {os.fspath(path.relative_to(root)): d for d, path in self.project.sources.items()}
        found: dict[str, str] = {}
        for address, name in references:
            if name in domains:
                page = site.page_path(each.locale, domains[name])
                if not (self.output / "site" / page).is_file():
                    page = site.page_path(each.source_locale, domains[name])
                found[address] = page
        return found

    def indexes(self, shelves: Iterable[_Shelf]) -> Published:
        """The list of texts of each locale, the list of locales, and the stylesheet."""
        shelves = list(shelves)
        config = self.project.config
        codes = (config.source_locale, *(c for s in shelves for c in s.versions))
        versions = tuple(dict.fromkeys(codes))
        name = config.publish.title or self.project.root.name
        found = {
            site.ROOT: site.root(
                RootView(config.source_locale, name, versions, config.publish.url),
                _wording(config.source_locale),
                self.templates,
            ),
            site.STYLESHEET: site.stylesheet(self.templates),
        }
        for locale in versions:
            entries = tuple(
                Entry(e.article.domain, e.title, e.summary, e.date, e.notices, e.share)
                for shelf in shelves
                for e in shelf.editions
                if e.locale == locale and locale in shelf.versions
            )
            view = IndexView(locale, name, entries, versions, config.publish.url)
            found[site.index_path(locale)] = site.index(view, _wording(locale), self.templates)
        folder = self.output / "site"
        data = {folder / path: text.encode() for path, text in found.items()}
        try:
            return self._write(ledger.INDEX, "", ", ".join(versions), data)
        except TamizdatError as error:
            return Published("", "", error=error)

    def finish(
        self, lives: Callable[[str], bool] | None, *, prune: bool
    ) -> Iterator[Published | Gone]:
        """Put the list in order; find, and maybe remove, what has no owner that lives."""
        try:
            if lives:
                paths, edited = self.made.gone(lives)
                if prune and not self.dry_run:
                    self.made.remove(paths)
                yield Gone(paths, edited)
            if not self.dry_run:
                self.made.save()
        except TamizdatError as error:
            yield Published("", "", error=error)

    def _write(
        self, owner: str, domain: str, locale: str, found: Mapping[Path, bytes]
    ) -> Published:
        """Write what differs; everything is rendered by now."""
        root = self.project.root
        changed = {
            path: data
            for path, data in found.items()
            if not path.is_file() or files.read(path, root) != data
        }
        self.made.take(owner, found, changed, self.targets)
        if not self.dry_run:
            self.made.append()
            for path, data in changed.items():
                files.write(path, data, self.output)  # a symlink out of it could hit a source
        return Published(domain, locale, tuple(found), tuple(changed))


def _templates(project: Project) -> Path | None:
    """The folder of page templates. Raises TamizdatError if anything in it leads outside."""
    if not project.config.publish.templates:
        return None
    folder = project.root / project.config.publish.templates
    for path in (folder, *folder.rglob("*")):
        files.inside(path, project.root)
    return folder


@cache
def _wording(locale: str) -> Wording:
    """A page's own words in a locale."""
    data = site.strings(locale)
    return Wording(locale, po.loads(data) if data else None)
