"""What an author declares of an edit: that it leaves the meaning alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.merge import FLOOR
from tamizdat.catalogs.similarity import Candidates
from tamizdat.errors import TamizdatError, guard
from tamizdat.project import files
from tamizdat.project.past import COSMETIC, Edit
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.update.links import Links

_MOST = 100
"""So many commits of a text are looked at; a choice."""

_Commit = tuple[frozenset[Key], frozenset[Key], bool]
"""What a text had before it and after it, and whether it declares itself cosmetic.

Relative links are where they lead: a text that moves has what it had.
"""


class CosmeticEdits:
    """Messages whose edits are declared to leave the meaning alone: all, or those of commits."""

    def __init__(
        self, project: Project, texts: Sequence[Text], links: Links, *, everything: bool
    ) -> None:
        self._project, self._links = project, links
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
        leads = self._links.of(domain)
        gone = {
            message.key: (message.msgctxt, leads(message))
            for message in catalog.by_key.values()
            if message.key not in text.segments
        }
        return _declared(gone, self._commits[domain], self._anchored(text.segments, domain))

    def _read(self, text: Text) -> Iterator[_Commit]:
        """The commits that edited a text, the oldest first; none if none of them declares it.

        By whatever name it had then.
        """
        past, folder = self._project.past, self._project.config.sources
        domains = (text.domain, *self._links.renames.before(text.domain))
        names = [f"{folder}/{domain}{text.path.suffix}" for domain in domains]
        edits = past.edits(past.head, names, folder)[:_MOST] if past else ()
        if past is None or not any(COSMETIC in edit.declared for edit in edits):
            return
        ids = dict.fromkeys(blob for edit in edits for blob in (edit.after, edit.before))
        contents = past.contents(ids)
        split = {blob: self._split(text, contents.get(blob, b"")) for blob in ids}
        commits: dict[str, list[Edit]] = {}
        for edit in reversed(edits):
            commits.setdefault(edit.commit, []).append(edit)
        for made in commits.values():
            places = [(edit, self._links.domain(edit.path)) for edit in made]
            before = [self._anchored(split[edit.before], place) for edit, place in places]
            after = [self._anchored(split[edit.after], place) for edit, place in places]
            declared = any(COSMETIC in edit.declared for edit in made)
            yield frozenset().union(*before), frozenset().union(*after), declared

    def _anchored(self, keys: Iterable[Key], domain: str) -> frozenset[Key]:
        """Messages of a text with where their relative links lead."""
        return frozenset((context, self._links.anchored(msgid, domain)) for context, msgid in keys)

    def _split(self, text: Text, data: bytes) -> Collection[Key]:
        """The messages of a text as it was, if it could be read."""
        with suppress(TamizdatError), guard(text.path):
            content = files.decode(data, text.path)
            document = text.format.split(content, self._project.config.translate_keys)
            return {segment.key: None for segment in document.translatable}
        return ()


def _declared(
    gone: Mapping[Key, Key], commits: Sequence[_Commit], there: Collection[Key]
) -> Collection[Key]:
    """Those messages of former days that only declared edits have made into what is there."""
    now: dict[Key, Key | None] = {**gone}
    for before, after, declared in commits:
        edited = [k for k, current in now.items() if current in before and current not in after]
        new = Candidates([Message(k[1], msgctxt=k[0]) for k in sorted(after - before, key=str)])
        for key in edited:
            now[key] = _successor(now[key], new) if declared else None
        now |= {key: was for key, was in gone.items() if was in after}
    return frozenset(k for k, current in now.items() if current != gone[k] and current in there)


def _successor(key: Key | None, new: Candidates) -> Key | None:
    """What a message became in a commit."""
    found = new.closest(key[1], FLOOR) if key else None
    return found.key if found and key and found.msgctxt == key[0] else None
