"""What a file that came back began from: its mark tells, or git's history, or nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from tamizdat.catalogs import handout, po, three_way
from tamizdat.catalogs.catalog import Catalog
from tamizdat.catalogs.three_way import Ancestor
from tamizdat.errors import TamizdatError
from tamizdat.project import past
from tamizdat.project.past import Past
from tamizdat.project.project import Project

_VERSIONS = 200
"""So many former versions of a catalog are looked at, the newest ones; a choice."""


class Known(StrEnum):
    """How it is known what was handed out."""

    MARK = "mark"
    GIT = "git"
    NOTHING = "nothing"


def find(
    project: Project, returned: Catalog, ours: Catalog, domain: str, locale: str
) -> tuple[Ancestor, Known]:
    """What a returned catalog began from, and how that is known."""
    marked = handout.prints(returned)
    if marked:
        return closest(marked, [ours], returned), Known.MARK
    former = [*_former(project, domain, locale)]
    if not former:
        return Ancestor(), Known.NOTHING
    return closest(_prints(former[0]), [*former[1:], ours], returned), Known.GIT


def closest(first: frozenset[str], later: Iterable[Catalog], returned: Catalog) -> Ancestor:
    """The version that a catalog began from, given the oldest one and the others by age.

    It is no older than a version if it has most of what that one has brought. Who sends a file
    twice has the first one's words in the second; who worked beside another has not theirs.
    """
    has = _prints(returned)
    keys = {message.key for message in returned.messages}
    best, known = first, first
    for version in later:
        prints = frozenset(
            three_way.fingerprint(message) for message in version.messages if message.key in keys
        )
        brought = prints - best
        if brought and 2 * len(brought & has) > len(brought):
            best = prints
            known |= prints
    return Ancestor(known)


def _prints(catalog: Catalog) -> frozenset[str]:
    return frozenset(map(three_way.fingerprint, catalog.messages))


def _former(project: Project, domain: str, locale: str) -> Iterator[Catalog]:
    """The versions of a catalog that were committed, under whatever name, the oldest first."""
    history = Past.of(project.root)
    if history is None:
        return
    domains = (domain, *project.renames.before(domain))
    paths = [_relative(project, project.catalog_path(name, locale)) for name in domains]
    top = project.config.catalog.split("{", 1)[0].rpartition("/")[0]
    found = past.versions(history.edits(history.head, paths, top))
    ids = [blob for path in paths for _, blob in found.get(path, ())][:_VERSIONS]
    contents = history.contents(ids)
    for blob in reversed(ids):
        with suppress(TamizdatError):  # it was broken then
            if blob in contents:
                yield po.loads(contents[blob])


def _relative(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()
