"""What an author declares of an edit: that it leaves the meaning alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from tamizdat.catalogs.catalog import Catalog, Key
from tamizdat.errors import SourceError
from tamizdat.project import files, git
from tamizdat.project.article import Article
from tamizdat.project.project import Project


class CosmeticEdits:
    """Messages whose edits are declared to leave the meaning alone: all, or those of a commit."""

    def __init__(self, project: Project, articles: Sequence[Article], *, everything: bool) -> None:
        self._project = project
        self._articles = {article.domain: article for article in articles}
        self._everything = everything
        self._found: dict[str, Collection[Key]] = {}

    def keys(self, domain: str, catalog: Catalog | None) -> Collection[Key]:
        """The messages of a text's catalog as they were before the edit."""
        if self._everything and catalog:
            return catalog.by_key
        article = self._articles.get(domain)
        if article and domain not in self._found:
            self._found[domain] = frozenset(self._committed(article))
        return self._found.get(domain, ())

    def _committed(self, article: Article) -> Iterator[Key]:
        """What the text held before a commit that says so; a catalog of older days has others."""
        data = git.before_cosmetic_commit(article.path) or b""
        with suppress(SourceError):
            text = files.decode(data, article.path)
            document = article.format.split(text, self._project.config.translate_keys)
            yield from (segment.key for segment in document.translatable)
