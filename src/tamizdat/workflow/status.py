"""Count words and messages by state, per text and locale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tamizdat import gate
from tamizdat.errors import TamizdatError
from tamizdat.progress import Progress
from tamizdat.project import Project


def run(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Progress | TamizdatError]:
    """Progress of every selected text and locale, against the sources as they are now."""
    articles, errors = project.articles(patterns)
    yield from errors
    for article in articles:
        for locale in project.locales_of(article, only):
            try:
                catalog = project.catalog(article.domain, locale)
            except TamizdatError as error:
                found = next(gate.unreadable(project, error, gate.UNREADABLE))
                yield project.progress(article, locale, None, str(found))
            else:
                yield project.progress(article, locale, catalog)
