"""What a file that came back began from: its mark tells, or git's history, or nothing does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from tamizdat.catalogs import handout, po, three_way
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.three_way import Ancestor
from tamizdat.errors import TamizdatError
from tamizdat.project import past
from tamizdat.project.past import Past
from tamizdat.project.project import Project
from tamizdat.project.returned import Returned

_VERSIONS = 200
"""So many former versions of a catalog are looked at, the newest ones; a choice."""


class Known(StrEnum):
    """How it is known what was handed out."""

    MARK = "mark"
    GIT = "git"
    NOTHING = "nothing"


def find(
    project: Project,
    returned: Catalog,
    ours: Catalog,
    before: Returned,
    domain: str,
    locale: str,
) -> tuple[Ancestor, Known]:
    """What a returned catalog began from, and how that is known.

    Args:
        project: where it comes back to.
        returned: the catalog.
        ours: what it is merged into.
        before: what was taken back in earlier runs.
        domain: of its text.
        locale: of the catalog.
    """
    domains = (*reversed(project.renames.before(domain)), domain)
    keys = {message.key for message in returned.messages}
    first, known = handout.prints(returned), Known.MARK
    later: list[frozenset[str]] = []
    if not first:
        former = [*_former(project, domains, locale, keys)]
        first = _surely(former[0], returned) if former else first
        later = [frozenset(map(three_way.fingerprint, version)) for version in former[1:]]
        known = Known.GIT if former else Known.NOTHING
    there = _there(ours)
    for earlier in before.of(domains, locale):
        brought = earlier - first
        if 2 * len(brought & there) >= len(brought):  # it was not taken out again
            later.append(earlier)
    return closest(first, later, returned), known


def closest(first: frozenset[str], later: Iterable[frozenset[str]], returned: Catalog) -> Ancestor:
    """The version that a catalog began from, given prints of the oldest one and the others by age.

    It began from a later one if it has most of what that one has brought, and nothing that it did
    away with. Who sends a file twice has the first one's words in the second; who worked beside
    another has not theirs.
    """
    has = frozenset(map(three_way.fingerprint, returned.messages))
    best, known = first, first
    for version in later:
        brought, gone = version - best, best - version
        if 2 * len(brought & has) > len(brought) and not gone & has:
            best = version
            known |= version
    return Ancestor(known)


def _surely(oldest: Sequence[Message], returned: Catalog) -> frozenset[str]:
    """Prints of the oldest version that is known, without what may be younger than the file.

    A clone may lack what came before; so a translation that the file has not is no proof that its
    translator has seen, and corrected, it.
    """
    has = frozenset(map(three_way.fingerprint, returned.messages))
    prints = ((three_way.fingerprint(message), message) for message in oldest)
    return frozenset(p for p, message in prints if p in has or not message.is_persons)


def _there(ours: Catalog) -> frozenset[str]:
    """Prints of all that stands in a catalog, also beside another msgstr."""
    return frozenset(
        three_way.fingerprint(replace(message, msgstr=msgstr, flags=flags))
        for message in ours.messages
        for msgstr in (message.msgstr, *message.others)
        for flags in ((), ("fuzzy",))
    )


def _former(
    project: Project, domains: Sequence[str], locale: str, keys: Collection[Key]
) -> Iterator[Sequence[Message]]:
    """The versions of a catalog that were committed, the oldest first.

    Of each only the messages with these keys: what a text has got since says nothing.
    """
    history = Past.of(project.root)
    if history is None:
        return
    paths = [_relative(project, project.catalog_path(name, locale)) for name in domains]
    top = project.config.catalog.split("{", 1)[0].rpartition("/")[0]
    found = past.versions(history.edits(history.head, paths, top))
    ids = [blob for path in reversed(paths) for _, blob in found.get(path, ())][:_VERSIONS]
    contents = history.contents(ids)
    for blob in reversed(ids):
        with suppress(TamizdatError):  # it was broken then
            if blob in contents:
                messages = po.loads(contents[blob]).messages
                yield [message for message in messages if message.key in keys]


def _relative(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()
