"""Split the sources, write the templates, merge them into every catalog."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.errors import CatalogError, LossError, Problem, TamizdatError, guard
from tamizdat.language import locales
from tamizdat.project import cache, files, migration
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project
from tamizdat.project.recalled import Recalled
from tamizdat.project.text import Text
from tamizdat.update import truncation
from tamizdat.update.cosmetic import CosmeticEdits

LARGEST_LOSS = 0.2
"""A run that would lose a larger share of a catalog's translations is refused unless forced.

The merge keeps all of them, so any loss is a fault of ours; the fifth is a choice.
"""
_NOTHING: Mapping[Key, Message] = MappingProxyType({})


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
    text_is_gone: bool = False
    """Then a template is removed, and the translations of a catalog become obsolete."""
    scrubbed: bool = False
    """Names, addresses and dates went from it, as the project wants it."""
    digest: str = ""
    """Of the file as it was read, or is written."""
    error: TamizdatError | None = None
    """Why the file was left alone."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A catalog as it lies on disk, beside the template that it must follow."""

    domain: str
    locale: str
    template: Catalog
    file: CatalogFile
    catalog: Catalog | None
    """With the msgids of today."""


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    dry_run: bool = False,
    force: bool = False,
    cosmetic: bool = False,
) -> Iterator[Updated]:
    """Bring templates and catalogs up to date with the sources.

    All files of a locale are read before the first is written, so that a message that moved from
    one text to another is known as moved. A text or a catalog that can't be read is reported and
    left alone. Texts whose files are all as the last run left them are not read again. `cosmetic`
    declares that what was edited means the same.
    """
    known = cache.Cache(project.root, "stamps", "" if dry_run else project.context)
    domains = project.select(patterns)
    fresh = {} if dry_run else {domain: known.fresh(domain) for domain in domains}
    for domain in domains:
        for path in fresh.get(domain, ())[1:]:  # without the text itself
            yield Updated(domain, "", path, merge.Changes())
    stale = [domain for domain in domains if not fresh.get(domain)]
    sources = known.of(project.sources[domain] for domain in stale)
    texts, errors = project.read(stale)
    for error in errors:
        path = error.problems[0].path or project.root
        yield Updated("", "", path, merge.Changes(), error=error)
    digests: dict[Path, str] = {}
    declared = CosmeticEdits(project, texts, everything=cosmetic)
    for result in _run(project, texts, patterns, only, declared, dry_run=dry_run, force=force):
        if not result.error:
            digests[result.path] = result.digest
        yield result
    if dry_run or only:
        return
    for text in texts:
        catalogs = tuple(project.files(text))[1:]
        group = known.of(catalogs)
        # whoever saves one of them by now has not been heard yet
        if [stamp[-1] for stamp in group.values()] == [digests.get(path) for path in catalogs]:
            source = os.fspath(text.path.relative_to(project.root))
            known.take(text.domain, {source: sources[source], **group})
    known.save()


def _run(
    project: Project,
    texts: Sequence[Text],
    patterns: Sequence[str],
    only: Sequence[str],
    declared: CosmeticEdits,
    *,
    dry_run: bool,
    force: bool,
) -> Iterator[Updated]:
    """The templates, then locale by locale the catalogs."""
    kept: list[Text] = []
    for text in texts:
        error: TamizdatError | None = None
        try:
            with guard(text.path):
                error = None if force else truncation.suspicion(project, text, texts)
        except TamizdatError as problem:
            error = problem
        if error:
            yield Updated(text.domain, "", text.path, merge.Changes(), error=error)
        else:
            kept.append(text)
            yield _write_template(project, text, dry_run=dry_run)
    gone = tuple(project.gone())
    for domain in () if patterns or only else dict.fromkeys(domain for _, domain in gone):
        yield from _remove_template(project, domain, dry_run=dry_run)
    wanted = _wanted(project, kept, () if patterns else gone, only)
    places = [(domain, locale) for locale, members in wanted.items() for domain, _ in members]
    recalled = Recalled(project, places)
    for locale, members in wanted.items():
        loaded: list[_Loaded] = []
        for domain, member in members:
            result = _load(project, domain, locale, member)
            if isinstance(result, Updated):
                yield result
            else:
                loaded.append(result)
        domains = (*project.sources, *(domain for code, domain in gone if code == locale))
        others = _Others(project, loaded, domains)
        for item in loaded:
            try:
                with guard(item.file.path):
                    anew = force and item.catalog is None
                    merged = others.merge(item, declared, None if anew else recalled)
                    result = _finish(project, item, merged, dry_run=dry_run, force=force)
            except TamizdatError as error:
                changes = merge.Changes()
                result = Updated(item.domain, locale, item.file.path, changes, error=error)
            yield result


def _wanted(
    project: Project,
    texts: Iterable[Text],
    gone: Iterable[tuple[str, str]],
    only: Sequence[str],
) -> dict[str, list[tuple[str, Text | None]]]:
    """The catalogs of each locale: their domains and texts, of those that are gone none."""
    wanted: dict[str, list[tuple[str, Text | None]]] = {}
    for text in texts:
        for locale in project.locales_of(text, only):
            wanted.setdefault(locale, []).append((text.domain, text))
    for locale, domain in gone:
        if not only or locale in only:
            wanted.setdefault(locale, []).append((domain, None))
    return wanted


class _Others:
    """The catalogs of a locale: what each of them loses, or has lost, may be another's."""

    def __init__(self, project: Project, loaded: Sequence[_Loaded], domains: Sequence[str]) -> None:
        self._project, self._loaded, self._domains = project, loaded, domains
        self._vanished = {item.domain: found for item in loaded if (found := _vanished(item))}

    @cached_property
    def _obsolete(self) -> dict[str, dict[Key, Message]]:
        locale = self._loaded[0].locale
        return _obsolete(self._project, locale, self._loaded, self._domains)

    def merge(
        self, item: _Loaded, declared: CosmeticEdits, recalled: Recalled | None
    ) -> merge.Merge:
        """A catalog with its template, with what left the others, and what it had in the past.

        Raises LossError for a catalog that is gone though the last commit has it.
        """
        elsewhere = [found for domain, found in self._vanished.items() if domain != item.domain]
        cosmetic = declared.keys(item.domain, item.catalog) if item.domain in self._vanished else ()
        moved = _moved(elsewhere)
        merged = _merge(item, moved, cosmetic)
        if merged.changes.added or merged.changes.changed:
            earlier = [found for name, found in self._obsolete.items() if name != item.domain]
            known = any(m.key in found for m in merged.changes.changed for found in earlier)
            if known or (earlier and merged.changes.added):
                moved = _moved([*elsewhere, *earlier])
                merged = _merge(item, moved, cosmetic)
        added, changed = merged.changes.added, merged.changes.changed
        if recalled and (added or changed):
            recalled.refuse_gone(item.file, added)
            wanted = {**{m.key: False for m in changed}, **{m.key: True for m in added}}
            if past := recalled.messages((item.domain, item.locale), wanted):
                merged = _merge(item, moved, cosmetic, past)
        return merged


def _merge(
    item: _Loaded,
    moved: Mapping[Key, Message],
    cosmetic: Collection[Key],
    past: Mapping[Key, Message] = _NOTHING,
) -> merge.Merge:
    return merge.merge(
        _before(item),
        item.template,
        moved=moved,
        vanished=tuple(moved.values()),
        cosmetic=cosmetic,
        past=past,
    )


def _obsolete(
    project: Project, locale: str, loaded: Sequence[_Loaded], domains: Iterable[str]
) -> dict[str, dict[Key, Message]]:
    """Messages that left texts in earlier runs, of which one that was cut short moved none."""
    catalogs = {item.domain: item.catalog for item in loaded}
    for domain in domains:
        path = project.catalog_path(domain, locale)
        with suppress(TamizdatError):
            if domain not in catalogs and os.path.lexists(path):
                # most have none, and there are thousands
                some = b"#~" in files.read(path, project.root)
                catalogs[domain] = project.catalog(domain, locale) if some else None
    return {
        domain: {message.key: message for message in catalog.obsolete if message.msgstr}
        for domain, catalog in catalogs.items()
        if catalog and catalog.obsolete
    }


def _write_template(project: Project, text: Text, *, dry_run: bool) -> Updated:
    path = project.template_path(text.domain)
    before = b""
    try:
        with guard(path):
            if os.path.lexists(path):
                before = files.read(path, project.root)
                old = project.template(text.domain)
                scrub = project.config.privacy.scrub
                clean = not scrub or (old and po.scrubbed(old, (text.domain,)) is old)
                if old and clean and merge.same(old, text.template):
                    digest = cache.digest(before)
                    return Updated(text.domain, "", path, merge.Changes(), digest=digest)
                if old and any(message.msgstr for message in old.messages):
                    message = "holds translations, and is no template"
                    remedy = "give “template” another path, or move this file away"
                    raise CatalogError.at(path, None, message, remedy)
            data = po.dumps(text.template)
            if not dry_run:
                files.write(path, data, project.root, expected=before)
    except TamizdatError as error:
        return Updated(text.domain, "", path, merge.Changes(), error=error)
    digest = cache.digest(data)
    return Updated(text.domain, "", path, merge.Changes(), written=True, digest=digest)


def _remove_template(project: Project, domain: str, *, dry_run: bool) -> Iterator[Updated]:
    """A text that is gone has nothing to translate; what was translated stays in its catalogs."""
    path = project.template_path(domain)
    try:
        with guard(path):
            template = project.template(domain)
            if not template or not _is_ours(template):
                return
            if not dry_run:
                files.remove(path, project.root)
    except TamizdatError as error:
        yield Updated(domain, "", path, merge.Changes(), error=error)
    else:
        yield Updated(domain, "", path, merge.Changes(), written=True, text_is_gone=True)


def _is_ours(template: Catalog) -> bool:
    """Whether we made it, and nobody has written anything into it."""
    words = any(message.msgstr or message.translator_comments for message in template.messages)
    return bool(
        po.segments(template)
        and not template.language
        and not words
        and not template.header.translator_comments
    )


def _load(project: Project, domain: str, locale: str, text: Text | None) -> _Loaded | Updated:
    """A catalog that takes part; if it can't, the result that says why."""
    template = text.template if text else po.new_catalog("", domain)
    path = project.catalog_path(domain, locale)
    try:
        with guard(path):
            file = project.catalog_file(domain, locale, text)
            catalog = file.catalog and migration.migrate(file.catalog, text)
    except TamizdatError as error:
        return Updated(domain, locale, path, merge.Changes(), error=error)
    return _Loaded(domain, locale, template, file, catalog)


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


def _before(item: _Loaded) -> Catalog:
    """The catalog, or a new one."""
    return item.catalog or po.new_catalog(
        locales.gettext(item.locale),
        item.domain,
        plural_forms=locales.plural_forms(item.locale),
    )


def _finish(
    project: Project, item: _Loaded, merged: merge.Merge, *, dry_run: bool, force: bool
) -> Updated:
    """Write a merged catalog, if it is not what was there and loses nothing."""
    catalog = merged.catalog
    if catalog is not item.catalog:
        catalog = po.of_today(catalog)
    if item.domain in project.sources:
        catalog = po.in_locale(catalog, locales.gettext(item.locale))
    file = item.file.rewritten(catalog)
    result = Updated(
        item.domain,
        item.locale,
        file.path,
        merged.changes,
        scrubbed=item.file.scrub and item.file.clean(catalog) is not catalog,
        text_is_gone=item.domain not in project.sources,
        digest=cache.digest(file.data),
    )
    if file.data == item.file.data:
        return result
    lost = merge.loss(_before(item), merged.catalog)
    if lost > LARGEST_LOSS and not force:
        problem = Problem(
            f"{lost:.0%} of its translations would be lost", file.path, None, "--force does it"
        )
        return replace(result, error=LossError(problem))
    try:
        if not dry_run:
            file.save(over=item.file)
    except TamizdatError as error:
        return replace(result, error=error)
    return replace(result, written=True)
