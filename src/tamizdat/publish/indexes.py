"""The site's own pages: the list of texts of each locale, the list of locales, the stylesheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tamizdat.errors import TamizdatError, guard
from tamizdat.pages import environment
from tamizdat.pages.wording import wording_in
from tamizdat.project import cache, files
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

    def write(
        self, entries: Mapping[str, Sequence[Entry] | None], listed: Callable[[str], list[Entry]]
    ) -> Published:
        """Write them.

        Args:
            entries: the texts of each locale; None where they are as the last run left them.
            listed: finds those of a locale, should they be needed all the same.
        """
        site_folder = self.folder.path / "site"
        try:
            with guard(site_folder):
                data: dict[Path, bytes] = {}
                states: dict[Path, str] = {}
                for name, state, render in self._pages(entries, listed):
                    path = site_folder / name
                    if self.records.index(name, state):
                        data[path] = files.read(path, self.project.root)
                    else:
                        data[path], states[path] = render().encode(), state
                written = self.folder.write(manifest.INDEX, data, self.targets)
                for path, state in () if self.folder.dry_run else states.items():
                    stamps = self.records.stamps(path)
                    if next(iter(stamps.values()))[-1] == cache.digest(data[path]):
                        name = path.relative_to(site_folder).as_posix()
                        self.records.take_index(name, stamps, state)
                return Published("", ", ".join(entries), tuple(data), written)
        except TamizdatError as error:
            return Published("", "", error=error)

    def _pages(
        self, entries: Mapping[str, Sequence[Entry] | None], listed: Callable[[str], list[Entry]]
    ) -> Iterator[tuple[str, str, Callable[[], str]]]:
        """Where each page is, what tells whether it shows the same, and how it is made."""
        config = self.project.config
        own, address, locales = config.source_locale, config.publish.url, tuple(entries)
        name = config.publish.title or self.project.root.name
        root = RootView(own, name, locales, address)
        yield (
            site.ROOT,
            shown((), locales),
            partial(site.root, root, wording_in(own), self.templates),
        )
        yield site.STYLESHEET, "", partial(environment.stylesheet, self.templates)
        led_to = shown((), locales)
        for locale, texts in entries.items():
            page = site.index_path(locale)
            state = self.records.indexed(page)
            find = partial(listed, locale)
            if texts is not None or not state.startswith(led_to):
                found = listed(locale) if texts is None else texts
                state, find = f"{led_to} {shown(found, ())}", partial(list[Entry], found)
            yield page, state, partial(self._index, locale, locales, find)

    def _index(self, locale: str, locales: tuple[str, ...], find: Callable[[], list[Entry]]) -> str:
        config = self.project.config
        name = config.publish.title or self.project.root.name
        view = IndexView(locale, name, tuple(find()), locales, config.publish.url)
        return site.index(view, wording_in(locale), self.templates)
