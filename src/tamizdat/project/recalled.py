"""Messages as former commits have them, for msgids that come back.

An edit is undone, a text that was deleted is restored: what was done for the very same msgid is
what it was.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.errors import CatalogError, LossError, TamizdatError
from tamizdat.language import scripts
from tamizdat.project import files, past
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project

_VERSIONS = 20
"""So many former versions of a catalog are looked at, and `_MOST` of all; a choice."""
_MOST = 500
_WORD = re.compile(rf"[{scripts.UNSPACED}]|\w+")

Place = tuple[str, str]
"""Domain and locale."""


class Recalled:
    """What git's history has of some catalogs; it is asked once, when something is wanted."""

    def __init__(self, project: Project, places: Sequence[Place]) -> None:
        self._project, self._places = project, places

    def messages(
        self, place: Place, wanted: Mapping[Key, bool], there: Collection[Key]
    ) -> Mapping[Key, Message]:
        """Messages as they last were, before their msgids left the catalog.

        Args:
            place: whose catalog.
            wanted: the messages that are looked for; true where one that is fuzzy will do.
            there: what the text has now; another text that once had the name had others.

        """
        last = self._found(place, wanted, lambda _: True, there)
        return {
            key: message
            for key, (_, message) in last.items()
            if message.of_people
            and (message.state.done or wanted[key])
            and not self._lives(place, key)
        }

    def done(self, place: Place, wanted: Iterable[Key]) -> Mapping[Key, tuple[str, Message]]:
        """Messages as they were when they last were done, and the commit that has them."""
        return self._found(place, wanted, lambda message: message.state.done)

    def _found(
        self,
        place: Place,
        wanted: Iterable[Key],
        fits: Callable[[Message], bool],
        there: Collection[Key] = (),
    ) -> Mapping[Key, tuple[str, Message]]:
        """The newest of a catalog's former messages that fit, with their commits."""
        found: dict[Key, tuple[str, Message]] = {}
        left = {key: _words(key[1]) for key in wanted}
        for commit, blob in self._versions.get(place, ()) if left else ():
            data = self._contents.get(blob, b"")
            near = [key for key, words in left.items() if all(word in data for word in words)]
            version = _read(data) if near else None
            if version is None or (there and not _is_alike(version, there)):
                continue
            for key in near:
                message = version.by_key.get(key)
                if message and fits(message):
                    found[key] = commit, message
                    del left[key]
            if not left:
                break
        return found

    def refuse_gone(self, file: CatalogFile, added: Iterable[Message]) -> None:
        """Refuse to make a catalog anew that the last commit has. Raises LossError."""
        if file.catalog is not None or self._project.past is None:
            return
        had = self._project.committed(file.path)
        lost = [m for m in added if had and m.key in had.by_key and had.by_key[m.key].of_people]
        if lost:
            name = shlex.quote(self._project.relative(file.path))
            count = "a translation" if len(lost) == 1 else f"{len(lost):,} translations"
            message = f"the catalog is gone, and the last commit has {count} in it"
            remedy = f"git checkout HEAD -- {name} (or --force, to begin anew)"
            raise LossError.at(file.path, None, message, remedy)

    def _lives(self, place: Place, key: Key) -> bool:
        """Whether another catalog of the locale has a msgstr for a message: that one is newer."""
        words, project = _words(key[1]), self._project
        for domain in project.sources:
            path = project.catalog_path(domain, place[1])
            with suppress(TamizdatError):
                if domain == place[0] or not path.is_file():
                    continue
                data = files.read(path, project.root)
                catalog = _read(data) if all(word in data for word in words) else None
                if catalog and key in catalog.by_key and catalog.by_key[key].of_people:
                    return True
        return False

    @cached_property
    def _versions(self) -> Mapping[Place, Sequence[tuple[str, str]]]:
        """Commits and ids of a catalog's former contents, the newest first, under all its names."""
        project, history = self._project, self._project.past
        if history is None:
            return {}
        names: dict[str, Place] = {}
        for domain, locale in self._places:
            for name in (domain, *self._former(domain)):
                path = project.relative(project.catalog_path(name, locale))
                names.setdefault(path, (domain, locale))
        edits = history.edits(history.head, [*names], project.catalogs_folder)
        found: dict[Place, list[tuple[str, str]]] = {}
        for path, versions in past.versions(edits).items():
            found.setdefault(names[path], []).extend(versions[:_VERSIONS])
        return found

    def _former(self, domain: str) -> Sequence[str]:
        with suppress(TamizdatError):  # a broken record is reported elsewhere
            return self._project.renames.before(domain)
        return ()

    @cached_property
    def _contents(self) -> Mapping[str, bytes]:
        ids = [blob for versions in self._versions.values() for _, blob in versions]
        return self._project.past.contents(ids[:_MOST]) if self._project.past else {}


def _is_alike(version: Catalog, there: Collection[Key]) -> bool:
    """Whether a text has most of what a catalog was of."""
    return 2 * sum(key in there for key in version.by_key) > len(version.by_key)


def _words(msgid: str) -> list[bytes]:
    """What a catalog that has the msgid must hold, wherever its lines are broken."""
    return [word.encode() for word in _WORD.findall(msgid)]


def _read(data: bytes) -> Catalog | None:
    """A catalog as a commit has it; None if it can't be read."""
    with suppress(CatalogError):
        return po.loads(data) if data else None
    return None
