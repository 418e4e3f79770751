"""What an author declares of an edit: that it leaves the meaning alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from tamizdat.catalogs.catalog import Catalog, Key
from tamizdat.errors import TamizdatError, guard
from tamizdat.project import files, git
from tamizdat.project.project import Project
from tamizdat.project.text import Text


class CosmeticEdits:
    """Messages whose edits are declared to leave the meaning alone: all, or those of a commit."""

    def __init__(self, project: Project, texts: Sequence[Text], *, everything: bool) -> None:
        self._project = project
        self._texts = {text.domain: text for text in texts}
        self._everything = everything
        self._found: dict[str, Collection[Key]] = {}

    def keys(self, domain: str, catalog: Catalog | None) -> Collection[Key]:
        """The messages of a text's catalog as they were before the edit."""
        if self._everything and catalog:
            return catalog.by_key
        text = self._texts.get(domain)
        if text and domain not in self._found:
            self._found[domain] = frozenset(self._committed(text))
        return self._found.get(domain, ())

    def _committed(self, text: Text) -> Iterator[Key]:
        """What the text held before a commit that says so; a catalog of older days has others."""
        data = git.before_cosmetic_commit(text.path, self._project.root) or b""
        with suppress(TamizdatError), guard(text.path):
            content = files.decode(data, text.path)
            document = text.format.split(content, self._project.config.translate_keys)
            yield from (segment.key for segment in document.translatable)
