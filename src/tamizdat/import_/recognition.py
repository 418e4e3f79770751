"""Which text a file that came back is of, and which locale: by its header, content and name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from tamizdat.catalogs.catalog import Catalog
from tamizdat.errors import CatalogError, TamizdatError
from tamizdat.language import locales
from tamizdat.project.project import Project
from tamizdat.project.text import Text


class Recognition:
    """The texts of a project, looked at when a file's header does not tell. For one run."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._texts: dict[str, Text] = {}

    def text(self, catalog: Catalog, path: Path) -> Text:
        """The text that a catalog is of.

        The one that its header names, by today's or a former name, if most of its messages are in
        that; else the one that has most of them.

        Raises:
            CatalogError: no text has any of them, or several have as many.
            TamizdatError: the text can't be read.
        """
        named = self._project.renames.now(catalog.field("Project-Id-Version"))
        wanted = {message.msgid for message in catalog.active}
        if named in self._project.sources:
            own = self._text(named)
            if 2 * len(wanted & _msgids(own)) >= len(wanted):
                return own
        shared = {domain: len(wanted & msgids) for domain, msgids in self._index.items()}
        counts = Counter({domain: count for domain, count in shared.items() if count})
        best = counts.most_common(2)
        if named in self._project.sources and counts[named] == (best[0][1] if best else 0):
            return self._text(named)  # all of it may have been rewritten since
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            what = "no text has any of its messages"
            if best:
                what = f"“{best[0][0]}” and “{best[1][0]}” have as many of its messages"
            raise CatalogError.at(path, None, what, "say which text it is of: --text TEXT")
        return self._text(best[0][0])

    def _text(self, domain: str) -> Text:
        if domain not in self._texts:
            self._texts[domain] = self._project.text(domain)
        return self._texts[domain]

    @cached_property
    def _index(self) -> dict[str, frozenset[str]]:
        """The msgids of every text that can be read."""
        found: dict[str, frozenset[str]] = {}
        for domain in self._project.sources:
            try:
                text = self._text(domain)
            except TamizdatError:  # `check` says so
                continue
            found[domain] = _msgids(text)
        return found

    def locale(self, catalog: Catalog, path: Path, text: Text) -> str:
        """The locale that a catalog is in: the one that its header names, else its file's name.

        Raises:
            CatalogError: neither does, or the text is not translated into it.
        """
        for code in self._named(catalog, path):
            if found := locales.intended(code, text.locales):
                return found
        code = catalog.language
        what = f"its header says “{code}”, " if code else "its header names no language, "
        what += f"and {text.domain} is translated into {', '.join(text.locales) or 'none'}"
        remedy = "say which locale it is in: -l LOCALE"
        raise CatalogError.at(path, catalog.header.line or None, what, remedy)

    def _named(self, catalog: Catalog, path: Path) -> Iterator[str]:
        """Locales that a file may be in, the likeliest first."""
        if catalog.language:
            yield catalog.language
        else:
            yield from (code for code, _ in locales.in_path(PurePosixPath(path.as_posix())))


def _msgids(text: Text) -> frozenset[str]:
    return frozenset(msgid for _, msgid in text.segments)
