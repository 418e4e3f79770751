"""The file of a catalog: opened strictly, written over what was read, for every verb alike."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog
from tamizdat.errors import CatalogError, TamizdatError
from tamizdat.project import files


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A catalog as it lies on disk."""

    path: Path
    root: Path
    """The project's folder."""
    scrub: bool
    """People, hours and machines leave it whenever it is written."""
    catalog: Catalog | None = None
    """None where there is no file yet."""
    data: bytes = b""
    """What was read; only that is ever written over."""
    domain: str = ""
    """The name of its text, which no scrubbing takes out."""

    @classmethod
    def open(cls, path: Path, root: Path, *, scrub: bool, domain: str = "") -> CatalogFile:
        """Read a file, if there is one.

        Raises:
            CatalogError: it can't be represented, or a newer tamizdat has made it.
            TamizdatError: it lies outside the project, or a symlink leads there.
            StorageError: it can't be read.
        """
        file = cls(path, root, scrub, domain=domain)
        return file.holding(files.read(path, root)) if os.path.lexists(path) else file

    def holding(self, data: bytes) -> CatalogFile:
        """The same with other content.

        Raises:
            CatalogError: it can't be represented, or a newer tamizdat has made it.
        """
        catalog = po.loads(data, self.path)
        version = po.segments(catalog)
        if version > po.SEGMENTS:
            what = f"made by a newer tamizdat (segments {version}, this one knows {po.SEGMENTS})"
            remedy = "upgrade tamizdat: an older one would cut the text in another way"
            raise CatalogError.at(self.path, catalog.header.line, what, remedy)
        return replace(self, catalog=catalog, data=data)

    @property
    def existing(self) -> Catalog:
        """The catalog. Raises CatalogError where there is no file yet."""
        if self.catalog is None:
            raise CatalogError.at(self.path, None, "no catalog yet", "run: tamizdat update")
        return self.catalog

    def clean(self, catalog: Catalog) -> Catalog:
        """The catalog as far as it may be written: no folder of a machine, if scrubbed no person.

        The same object where all of it may.
        """
        if self.scrub:
            return po.scrubbed(catalog, (self.domain,))
        return po.without_folders(catalog)

    def rewritten(self, catalog: Catalog, *, read_again: bool = False) -> CatalogFile:
        """The same with another catalog, as it would be written.

        Args:
            catalog: what to write.
            read_again: prove that it will be read as it is, even if nothing is taken out of it.

        Raises:
            CatalogError: it holds a character that no catalog can hold, or what was taken out of it
                would make it another one, so that the file stays as it was.
        """
        clean = self.clean(catalog)
        if clean is not self.catalog and clean.bom:
            clean = replace(clean, bom=False)  # GNU gettext refuses a file with such a mark
        data = po.dumps(clean)
        if (read_again or clean is not catalog) and po.loads(
            data, self.path
        ).messages != clean.messages:
            what = "would not be read again as it was written, so it stays as it is"
            remedy = "report this, with the file"
            raise CatalogError.at(self.path, None, what, remedy)
        return replace(self, catalog=clean, data=data)

    def save(self, over: CatalogFile) -> None:
        """Write it over what was read, and nothing else.

        Raises:
            StorageError: somebody has saved it meanwhile, or the disk failed.
        """
        files.write(self.path, self.data, self.root, expected=over.data)


def save_all(pairs: Sequence[tuple[CatalogFile, CatalogFile]]) -> list[TamizdatError | None]:
    """Write catalogs of one project, each over what was read; what `save` would raise for each."""
    wanted = [(file.path, file.data, over.data) for file, over in pairs]
    return files.write_all(wanted, pairs[0][0].root) if pairs else []
