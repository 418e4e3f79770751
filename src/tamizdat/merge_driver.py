"""git's three-way merge of a catalog: message by message, where git's own merges lines.

See gitattributes(5), “Defining a custom merge driver”.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tamizdat.catalogs import po, three_way
from tamizdat.catalogs.catalog import Catalog, Message
from tamizdat.catalogs.three_way import Outcome
from tamizdat.errors import CatalogError, MisplacedError, TamizdatError, guard
from tamizdat.language import locales
from tamizdat.project import config, files, git
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project


class Way(Enum):
    """How two files became one."""

    MESSAGES = "message by message"
    LINES = "line by line, by git"
    APART = "both whole, one below the other"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge came to."""

    conflicts: tuple[Outcome, ...] = ()
    """Messages that both sides have changed; the file holds both msgstrs, and can be read."""
    error: TamizdatError | None = None
    """Why the catalogs could not be merged as such, or why nobody knows whether to scrub them."""
    clean: bool = True
    """Nothing is left for people to decide."""
    way: Way = Way.MESSAGES
    unscrubbed: bool = False
    """People may be in it, of whom the project keeps its catalogs free."""


def run(base: Path, ours: Path, theirs: Path, place: Path | None = None) -> Merged:
    """Merge two descendants of a catalog into the file of `ours`, as git calls a merge driver.

    What can't be read as a catalog is merged by git, line by line: a driver that fails leaves a
    file in which nobody sees that theirs is missing. In a project that scrubs its catalogs nobody
    comes into one by a merge.

    Args:
        base: what both come from; empty where they come from nothing.
        ours: one of the two.
        theirs: the other one.
        place: where the catalog lies; the project that it is in says whether it is scrubbed.

    Raises:
        StorageError: a file can't be read or written.
    """
    data = [files.read(path, path.parent) for path in (base, ours, theirs)]
    project, unknown = _scrubbing(place) if place else (None, None)
    unscrubbed = bool(project or unknown)
    try:
        with guard(ours):
            sides = [_catalog(each) for each in data]
            _refuse_two_languages(*sides[1:])
            merged = three_way.merge(*sides)
            written = po.dumps(merged.catalog)
            if project and place and po.segments(merged.catalog):  # another program's is its own
                domain = _domain(project, place, merged.catalog)
                file = CatalogFile(ours, ours.parent, scrub=True, domain=domain)
                written = file.rewritten(merged.catalog).data
            catalog = po.loads(written)
    except TamizdatError as error:
        alien = isinstance(error, MisplacedError)
        text = git.both(ours, theirs) if alien else git.merge_file(base, ours, theirs)
        files.write(ours, text.data, ours.parent)
        way, clean = Way.APART if alien else Way.LINES, text.clean and not unscrubbed
        return Merged(error=error, clean=clean, way=way, unscrubbed=unscrubbed)
    files.write(ours, written, ours.parent)
    found = catalog.by_key
    conflicts = [
        Outcome(o.kind, o.theirs, o.before, found.get(o.after.key, o.after))
        for o in merged.conflicts
    ]
    clean = not conflicts and not unknown
    return Merged(tuple(conflicts), unknown, clean, unscrubbed=unknown is not None)


def _scrubbing(place: Path) -> tuple[Project | None, TamizdatError | None]:
    """The project that a catalog is in, if it scrubs; or why nobody can say whether it does."""
    with suppress(TamizdatError, OSError):  # there is none
        file = config.find(place.parent)
        if b"scrub" in file.read_bytes():
            try:
                project = Project.open(file.parent)
            except TamizdatError as error:
                return None, error
            return (project if project.config.privacy.scrub else None), None
    return None, None


def _domain(project: Project, place: Path, catalog: Catalog) -> str:
    """The name of a catalog's text, or a template's, which no scrubbing takes out."""
    found = project.place_of(project.relative(place))
    named = catalog.field("Project-Id-Version")
    with suppress(TamizdatError):
        return found[0] if found else named if named in project.sources else ""
    return ""


def _refuse_two_languages(ours: Catalog, theirs: Catalog) -> None:
    """Refuse what git took for one file because they are alike. Raises MisplacedError."""
    codes = ours.language, theirs.language
    if all(codes) and not locales.fits(codes[1], codes[0]):
        what = f"git took two languages’ catalogs for one: “{codes[0]}” ours, “{codes[1]}” theirs"
        remedy = "keep ours, import theirs: tamizdat help handouts says how (BRANCHES)"
        raise MisplacedError.at(None, None, what, remedy)


def _catalog(data: bytes) -> Catalog:
    """A side; without messages where there was no file."""
    catalog = po.loads(data) if data.strip() else Catalog(Message(""))
    if po.segments(catalog) > po.SEGMENTS:
        raise CatalogError.at(None, None, "made by a newer tamizdat", "upgrade tamizdat")
    return catalog
