"""Split the sources, write the templates, merge them into every catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tamizdat import files, locales, merge, po
from tamizdat.catalog import Catalog, Key, Message
from tamizdat.document import Segment
from tamizdat.errors import LossError, Problem, TamizdatError
from tamizdat.project import Article, Project

LARGEST_LOSS = 0.2
"""A run that would lose a larger share of a catalog's translations is refused unless forced."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What a run did, or would do, to one template or catalog."""

    domain: str
    locale: str
    """Empty for the template."""
    path: Path
    changes: merge.Changes
    written: bool = False
    """The file is new or differs from what was there."""
    error: TamizdatError | None = None
    """Why the file was left alone."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A piece of a source text that holds letters and is not translated."""

    path: Path
    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A catalog as it lies on disk, beside the template that it must follow."""

    domain: str
    locale: str
    path: Path
    template: Catalog
    catalog: Catalog | None
    data: bytes


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    dry_run: bool = False,
    force: bool = False,
) -> Iterator[Updated]:
    """Bring templates and catalogs up to date with the sources.

    Every file is read before the first is written, so that a message that moved from one text to
    another is known as moved. A text or a catalog that can't be read is reported and left alone.
    """
    articles, errors = project.articles(patterns)
    for error in errors:
        path = error.problems[0].path or project.root
        yield Updated("", "", path, merge.Changes(), error=error)
    for article in articles:
        yield _write_template(project, article, dry_run=dry_run)
    found: dict[str, list[_Loaded]] = {}
    for result in _load(project, articles, patterns, only):
        if isinstance(result, Updated):
            yield result
        else:
            found.setdefault(result.locale, []).append(result)
    for loaded in found.values():
        vanished = [_vanished(item) for item in loaded]
        for place, item in enumerate(loaded):
            elsewhere = [messages for n, messages in enumerate(vanished) if n != place]
            yield _merge(project, item, _moved(elsewhere), dry_run=dry_run, force=force)


def passed_over(article: Article) -> Iterator[PassedOver]:
    """What the text's translators will not see, and why."""
    for segment in article.document.segments:
        if segment.passed_over:
            yield PassedOver(article.path, segment.line, segment.passed_over, _excerpt(segment))


def _excerpt(segment: Segment) -> str:
    return " ".join(segment.raw.split())[:60]


def _write_template(project: Project, article: Article, *, dry_run: bool) -> Updated:
    path = project.template_path(article.domain)
    before = b""
    try:
        if path.is_file():
            before = files.read(path, project.root)
            old = po.loads(before, path)
            if merge.same(old, article.template):
                return Updated(article.domain, "", path, merge.Changes())
        _save(project, path, po.dumps(article.template), before, dry_run=dry_run)
    except TamizdatError as error:
        return Updated(article.domain, "", path, merge.Changes(), error=error)
    return Updated(article.domain, "", path, merge.Changes(), written=True)


def _load(
    project: Project, articles: Sequence[Article], patterns: Sequence[str], only: Sequence[str]
) -> Iterator[_Loaded | Updated]:
    """The catalogs that take part; those that can't be read as results."""
    wanted = [
        (article.domain, locale, article.template)
        for article in articles
        for locale in project.locales_of(article, only)
    ]
    if not patterns:
        wanted += [
            (domain, locale, po.new_catalog("", domain))
            for locale, domain in project.gone()
            if not only or locale in only
        ]
    for domain, locale, template in wanted:
        path = project.catalog_path(domain, locale)
        try:
            data = files.read(path, project.root) if path.exists() or path.is_symlink() else b""
            catalog = po.loads(data, path) if path.exists() else None
        except TamizdatError as error:
            yield Updated(domain, locale, path, merge.Changes(), error=error)
        else:
            yield _Loaded(domain, locale, path, template, catalog, data)


def _vanished(item: _Loaded) -> dict[Key, Message]:
    """Messages with a msgstr that leave this text in this very run."""
    if item.catalog is None:
        return {}
    kept = item.template.by_key
    return {m.key: m for m in item.catalog.active if m.msgstr and m.key not in kept}


def _moved(elsewhere: Sequence[Mapping[Key, Message]]) -> dict[Key, Message]:
    """What left other texts, the first one first."""
    found: dict[Key, Message] = {}
    for messages in elsewhere:
        for key, message in messages.items():
            found.setdefault(key, message)
    return found


def _merge(
    project: Project,
    item: _Loaded,
    moved: Mapping[Key, Message],
    *,
    dry_run: bool,
    force: bool,
) -> Updated:
    before = item.catalog or po.new_catalog(
        item.locale, item.domain, plural_forms=locales.plural_forms(item.locale)
    )
    merged = merge.merge(before, item.template, moved=moved, vanished=tuple(moved.values()))
    data = po.dumps(merged.catalog)
    result = Updated(item.domain, item.locale, item.path, merged.changes)
    if data == item.data:
        return result
    lost = merge.loss(before, merged.catalog)
    if lost > LARGEST_LOSS and not force:
        problem = Problem(
            f"{lost:.0%} of its translations would be lost", item.path, None, "--force does it"
        )
        return replace(result, error=LossError(problem))
    try:
        _save(project, item.path, data, item.data, dry_run=dry_run)
    except TamizdatError as error:
        return replace(result, error=error)
    return replace(result, written=True)


def _save(project: Project, path: Path, data: bytes, before: bytes, *, dry_run: bool) -> None:
    if not dry_run:
        files.write(path, data, project.root, expected=before or None)
