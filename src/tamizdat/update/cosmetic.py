"""What an author declares of an edit: that it leaves the meaning alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.merge import FLOOR
from tamizdat.catalogs.similarity import Candidates
from tamizdat.errors import TamizdatError, guard
from tamizdat.project import files
from tamizdat.project.past import COSMETIC
from tamizdat.project.project import Project
from tamizdat.project.text import Text

_MOST = 100
"""So many commits of a text are looked at; a choice."""

_Commit = tuple[Collection[Key], Collection[Key], bool]
"""What a text had before it and after it, and whether it declares itself cosmetic."""


class CosmeticEdits:
    """Messages whose edits are declared to leave the meaning alone: all, or those of commits."""

    def __init__(self, project: Project, texts: Sequence[Text], *, everything: bool) -> None:
        self._project = project
        self._texts = {text.domain: text for text in texts}
        self._everything = everything
        self._commits: dict[str, Sequence[_Commit]] = {}

    def keys(self, domain: str, catalog: Catalog | None) -> Collection[Key]:
        """The messages of a text's catalog as they were before edits that are all declared."""
        if catalog is None:
            return ()
        if self._everything:
            return catalog.by_key
        text = self._texts.get(domain)
        if text is None:
            return ()
        if domain not in self._commits:
            self._commits[domain] = tuple(self._read(text))
        gone = [key for key in catalog.by_key if key not in text.segments]
        return _declared(gone, self._commits[domain], text.segments)

    def _read(self, text: Text) -> Iterator[_Commit]:
        """The commits that edited a text, the oldest first; none if none of them declares it."""
        past, name = self._project.past, text.path.relative_to(self._project.root).as_posix()
        edits = past.edits(past.head, [name], name)[:_MOST] if past else ()
        if past is None or not any(COSMETIC in edit.declared for edit in edits):
            return
        ids = dict.fromkeys(blob for edit in edits for blob in (edit.after, edit.before))
        contents = past.contents(ids)
        split = {blob: self._split(text, contents.get(blob, b"")) for blob in ids}
        for edit in reversed(edits):
            yield split[edit.before], split[edit.after], COSMETIC in edit.declared

    def _split(self, text: Text, data: bytes) -> Collection[Key]:
        """The messages of a text as it was, if it could be read."""
        with suppress(TamizdatError), guard(text.path):
            content = files.decode(data, text.path)
            document = text.format.split(content, self._project.config.translate_keys)
            return {segment.key: None for segment in document.translatable}
        return ()


def _declared(
    gone: Sequence[Key], commits: Sequence[_Commit], there: Collection[Key]
) -> Collection[Key]:
    """Those messages of former days that only declared edits have made into what is there."""
    now: dict[Key, Key | None] = {key: key for key in gone}
    for before, after, declared in commits:
        edited = [k for k, current in now.items() if current in before and current not in after]
        new = Candidates([Message(k[1], msgctxt=k[0]) for k in after if k not in before])
        for key in edited:
            now[key] = _successor(now[key], new) if declared else None
        now |= {key: key for key in gone if key in after}
    return frozenset(key for key, current in now.items() if current != key and current in there)


def _successor(key: Key | None, new: Candidates) -> Key | None:
    """What a message became in a commit."""
    found = new.closest(key[1], FLOOR) if key else None
    return found.key if found and key and found.msgctxt == key[0] else None
