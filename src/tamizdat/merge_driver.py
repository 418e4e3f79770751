"""git's three-way merge of a catalog: message by message, where git's own merges lines.

See gitattributes(5), “Defining a custom merge driver”.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tamizdat.catalogs import po, three_way
from tamizdat.catalogs.catalog import Catalog, Message
from tamizdat.catalogs.three_way import Outcome
from tamizdat.errors import CatalogError, MisplacedError, TamizdatError, guard
from tamizdat.language import locales
from tamizdat.project import files, git


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge came to."""

    conflicts: tuple[Outcome, ...] = ()
    """Messages that both sides have changed; the file holds both msgstrs, and can be read."""
    error: TamizdatError | None = None
    """Why the catalogs could not be merged as such: git has merged their lines."""
    clean: bool = True
    """Nothing is left for people to decide."""


def run(base: Path, ours: Path, theirs: Path) -> Merged:
    """Merge two descendants of a catalog into the file of `ours`, as git calls a merge driver.

    What can't be read as a catalog is merged by git, line by line: a driver that fails leaves a
    file in which nobody sees that theirs is missing.

    Raises:
        StorageError: a file can't be read or written.
    """
    data = [files.read(path, path.parent) for path in (base, ours, theirs)]
    try:
        with guard(ours):
            sides = [_catalog(each) for each in data]
            _refuse_two_languages(*sides[1:])
            merged = three_way.merge(*sides)
            written = po.dumps(merged.catalog)
            catalog = po.loads(written)
    except TamizdatError as error:
        alien = isinstance(error, MisplacedError)
        text = git.both(ours, theirs) if alien else git.merge_file(base, ours, theirs)
        files.write(ours, text.data, ours.parent)
        return Merged(error=error, clean=text.clean)
    files.write(ours, written, ours.parent)
    found = catalog.by_key
    conflicts = [
        Outcome(o.kind, o.theirs, o.before, found.get(o.after.key, o.after))
        for o in merged.conflicts
    ]
    return Merged(tuple(conflicts), clean=not conflicts)


def _refuse_two_languages(ours: Catalog, theirs: Catalog) -> None:
    """Refuse what git took for one file because they are alike. Raises MisplacedError."""
    codes = ours.language, theirs.language
    if all(codes) and not locales.fits(codes[1], codes[0]):
        what = f"one side is in “{codes[0]}”, the other in “{codes[1]}”"
        remedy = "keep ours, import theirs: tamizdat help handouts says how (BRANCHES)"
        raise MisplacedError.at(None, None, what, remedy)


def _catalog(data: bytes) -> Catalog:
    """A side; without messages where there was no file."""
    catalog = po.loads(data) if data.strip() else Catalog(Message(""))
    if po.segments(catalog) > po.SEGMENTS:
        raise CatalogError.at(None, None, "made by a newer tamizdat", "upgrade tamizdat")
    return catalog
