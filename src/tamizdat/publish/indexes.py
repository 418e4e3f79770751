"""The site's own pages: the list of texts of each locale, the list of locales, the stylesheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tamizdat.errors import TamizdatError, guard
from tamizdat.pages import environment
from tamizdat.pages.wording import wording_in
from tamizdat.project import cache
from tamizdat.project.project import Project
from tamizdat.publish import manifest, site
from tamizdat.publish.folder import Folder
from tamizdat.publish.published import Published
from tamizdat.publish.records import Records, shown
from tamizdat.publish.site import Entry, IndexView, RootView


@dataclass(frozen=True)
class Indexes:
    """The pages that lead to all others."""

    project: Project
    folder: Folder
    targets: tuple[str, ...]
    templates: Path | None
    """Folder of the project's own page templates."""
    records: Records

    def write(self, entries: Mapping[str, Sequence[Entry]]) -> Published:
        """Write them, given the texts of each locale."""
        site_folder = self.folder.path / "site"
        try:
            with guard(site_folder):
                listed = self.folder.made.said((manifest.INDEX,), ())
                state = shown(entries, listed)
                if paths := self.records.index(state):
                    return Published("", ", ".join(entries), paths)
                data = {site_folder / p: h.encode() for p, h in self._pages(entries).items()}
                written = self.folder.write(manifest.INDEX, data, self.targets)
                self._remember(entries, data)
                return Published("", ", ".join(entries), tuple(data), written)
        except TamizdatError as error:
            return Published("", "", error=error)

    def _pages(self, entries: Mapping[str, Sequence[Entry]]) -> dict[str, str]:
        config = self.project.config
        locales = tuple(entries)
        name = config.publish.title or self.project.root.name
        view = RootView(config.source_locale, name, locales, config.publish.url)
        found = {
            site.ROOT: site.root(view, wording_in(config.source_locale), self.templates),
            site.STYLESHEET: environment.stylesheet(self.templates),
        }
        for locale, texts in entries.items():
            index = IndexView(locale, name, tuple(texts), locales, config.publish.url)
            found[site.index_path(locale)] = site.index(index, wording_in(locale), self.templates)
        return found

    def _remember(self, entries: Mapping[str, Sequence[Entry]], data: Mapping[Path, bytes]) -> None:
        if self.folder.dry_run:
            return
        stamps = self.records.stamps(*data)
        if [stamp[-1] for stamp in stamps.values()] == [*map(cache.digest, data.values())]:
            listed = self.folder.made.said((manifest.INDEX,), ())
            self.records.take_index(stamps, shown(entries, listed))
