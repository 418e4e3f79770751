"""The files beside a text that are published with it: pictures and the like."""

from __future__ import annotations

from pathlib import Path

from tamizdat.check import links
from tamizdat.check.assets import Listed, Shelf
from tamizdat.errors import AssetError
from tamizdat.project.cache import Stamp
from tamizdat.project.project import Project
from tamizdat.publish.records import Records


class Beside:
    """The files beside one text, each read and cleaned once for all its editions."""

    def __init__(self, project: Project, records: Records, site: Path, listed: Listed) -> None:
        self.shelf = Shelf(project.root, listed=listed)
        self._records = records
        self._sources = project.root / project.config.sources
        self._site = site / "files"
        self._stamps: dict[Path, dict[str, Stamp]] = {}

    def get(self, name: str, *, earlier: bool) -> bytes | None:
        """A file as it is published, by its path from the source texts; None if it can't be.

        An edition of earlier may show one that only the site has any more.

        Raises:
            TamizdatError: it can't be read.
        """
        path = self._path(name, earlier=earlier)
        if not path:
            return None
        if path not in self._stamps:  # before it is read
            self._stamps[path] = self._records.stamps(path)
        try:
            return self.shelf.get(path).data
        except AssetError:  # a finding says so
            return None

    def stamps(self, name: str, *, earlier: bool) -> dict[str, Stamp]:
        """What tells later that such a file is as it was."""
        path = self._path(name, earlier=earlier)
        return self._stamps.get(path, {}) if path else {}

    def exists(self, name: str, *, earlier: bool) -> bool:
        """Whether there is such a file, published or not."""
        return self._path(name, earlier=earlier) is not None

    def stands(self, name: str, *, earlier: bool) -> bool:
        """Whether a file that was published once, and is as it was, may be published still."""
        path = self._path(name, earlier=earlier)
        return path is not None and self.shelf.is_alone(path)

    def _path(self, name: str, *, earlier: bool) -> Path | None:
        folders = (self._sources, self._site) if earlier else (self._sources,)
        paths = (folder / name for folder in folders)
        return next((path for path in paths if links.there(path) and path.is_file()), None)
