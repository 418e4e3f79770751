"""Look through catalogs, templates and dismissals for what is dead, and take it away."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fnmatch import fnmatchcase

from tamizdat.catalogs import po
from tamizdat.check import gate
from tamizdat.errors import SourceError, TamizdatError, guard
from tamizdat.project import baseline, files
from tamizdat.project.baseline import Baseline, Dismissed
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.tidy import catalogs
from tamizdat.tidy.catalogs import Cleared, Stored
from tamizdat.tidy.dead import Dead, Kind, Tidied

_Listed = tuple[str, str, bool]
"""Locale and domain of a catalog, and whether there is such a text."""


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    dry_run: bool = False,
) -> Iterator[Tidied]:
    """Tidy up the selected catalogs; without a selection all else, too.

    An obsolete message goes only where one that stays, in any text of its locale, says the same:
    all catalogs of the locale are read for that. No msgstr is gone, whenever it is killed.

    Raises:
        SourceError: a pattern matches neither a text nor a catalog of one that is gone.
    """
    listed = tuple(project.stored())
    chosen = _chosen(project, patterns, {domain for _, domain, there in listed if not there})
    read, errors = project.read(project.sources)
    for error in errors:
        path = error.problems[0].path or project.root
        yield Tidied(project.relative(path), error=error)
    texts = {text.domain: text for text in read}
    for locale, domains in _by_locale(listed, only).items():
        stored: list[Stored] = []
        for domain in domains:
            found = _stored(project, domain, locale, texts.get(domain), chosen=domain in chosen)
            if isinstance(found, Tidied):
                yield found
            else:
                stored.append(found)
        for item in stored:
            if not item.wanted:
                count = sum(bool(message.msgstr) for message in item.catalog.messages)
                dead = (Dead(Kind.UNWANTED, count),)
                yield Tidied(project.relative(item.file.path), item.domain, locale, dead)
        for cleared in catalogs.clear(stored):
            yield _finished(project, cleared, dry_run=dry_run)
    for domain in () if only else project.gone_templates():
        if not patterns or domain in chosen:
            yield _template(project, domain, dry_run=dry_run)
    if not patterns and not only:
        if not errors and os.path.lexists(project.baseline_path):
            yield _baseline(project, texts, listed, dry_run=dry_run)
        yield from _unfinished(project, dry_run=dry_run)


def _chosen(project: Project, patterns: Sequence[str], gone: Iterable[str]) -> frozenset[str]:
    """The domains that match any of the patterns, those of texts that are gone among them."""
    buried = sorted(gone)
    if not patterns:
        return frozenset((*project.sources, *buried))
    chosen: set[str] = set()
    for pattern in patterns:
        matching = [name for name in buried if name == pattern or fnmatchcase(name, pattern)]
        chosen.update(matching)
        try:
            chosen.update(project.select([pattern]))
        except SourceError:
            if not matching:
                raise
    return frozenset(chosen)


def _by_locale(listed: Iterable[_Listed], only: Sequence[str]) -> Mapping[str, list[str]]:
    """The domains of the catalogs in each locale."""
    found: dict[str, list[str]] = {}
    for locale, domain, _ in listed:
        if not only or locale in only:
            found.setdefault(locale, []).append(domain)
    return found


def _stored(
    project: Project, domain: str, locale: str, text: Text | None, *, chosen: bool
) -> Stored | Tidied:
    """A catalog that takes part, or why it can't."""
    path = project.catalog_path(domain, locale)
    gone = domain not in project.sources
    wanted = gone or not text or locale in text.locales
    try:
        with guard(path):
            file = project.catalog_file(domain, locale, text)
            return Stored(
                domain,
                locale,
                file,
                file.existing,
                text,
                gone=gone,
                wanted=wanted,
                alone=not (chosen and wanted and (text or gone)),
            )
    except TamizdatError as error:
        return Tidied(project.relative(path), domain, locale, error=error)


def _finished(project: Project, cleared: Cleared, *, dry_run: bool) -> Tidied:
    """Write what stays of a catalog over what was read, or remove the file."""
    stored = cleared.stored
    file = stored.file
    result = Tidied(project.relative(file.path), stored.domain, stored.locale, cleared.dead)
    if cleared.catalog is stored.catalog and not cleared.empty:
        return result
    try:
        with guard(file.path):
            if cleared.empty:
                if not dry_run:
                    files.remove(file.path, project.root, expected=file.data)
                return replace(result, removed=True)
            tidied = file.rewritten(cleared.catalog, read_again=True)
            if not dry_run:
                tidied.save(over=file)
    except TamizdatError as error:
        return replace(result, dead=(), error=error)
    return replace(result, written=tidied.data != file.data)


def _template(project: Project, domain: str, *, dry_run: bool) -> Tidied:
    """Remove the template of a text that is gone, unless somebody has written into it."""
    path = project.template_path(domain)
    result = Tidied(project.relative(path), domain)
    try:
        with guard(path):
            data = files.read(path, project.root)
            template = po.loads(data, path) if po.SEGMENTS_FIELD.encode() in data else None
            if template and po.is_own_template(template):
                if not dry_run:
                    files.remove(path, project.root, expected=data)
                return replace(result, dead=(Dead(Kind.TEMPLATE),), removed=True)
    except TamizdatError as error:
        return replace(result, error=error)
    return replace(result, dead=(Dead(Kind.WRITTEN),)) if template else result


def _baseline(
    project: Project, texts: Mapping[str, Text], listed: Iterable[_Listed], *, dry_run: bool
) -> Tidied:
    """Remove what dismisses nothing any more; with the last entry the file goes."""
    path = project.baseline_path
    result = Tidied(project.relative(path))
    try:
        with guard(path):
            data = files.read(path, project.root)
            found = project.read_baseline()
            if found.conflict:  # `update` settles it first
                return result
            there = {(domain, locale) for locale, domain, _ in listed}
            void = tuple(_void(project, texts, there, found))
            rest = found.without(void)
            if void and not dry_run and rest.entries:
                files.write(path, baseline.dumps(rest), project.root, expected=data)
            elif void and not dry_run:
                files.remove(path, project.root, expected=data)
    except TamizdatError as error:
        return replace(result, error=error)
    if not void:
        return result
    dead = (Dead(Kind.DISMISSAL, len(void)),)
    return replace(result, dead=dead, written=bool(rest.entries), removed=not rest.entries)


def _void(
    project: Project, texts: Mapping[str, Text], there: Container[tuple[str, str]], found: Baseline
) -> Iterator[Dismissed]:
    """Entries that fit no message of their catalog, or dismiss what no check finds any more."""
    places: dict[tuple[str, str], list[Dismissed]] = {}
    for entry in found.entries:
        places.setdefault((entry.domain, entry.locale), []).append(entry)
    for (domain, locale), entries in places.items():
        text = texts.get(domain)
        with suppress(TamizdatError):  # in a catalog that is broken, any may fit
            catalog = project.catalog(domain, locale, text) if (domain, locale) in there else None
            if catalog and text and locale in text.locales:
                yield from gate.void(project, text, locale, catalog, entries)
            else:
                hashes = {message.hash for message in catalog.messages} if catalog else ()
                yield from (entry for entry in entries if entry.hash not in hashes)


def _unfinished(project: Project, *, dry_run: bool) -> Iterator[Tidied]:
    """Remove what runs left that were killed; the project is locked, so nobody is writing it."""
    for path in files.unfinished(project.root):
        result = Tidied(project.relative(path), dead=(Dead(Kind.UNFINISHED),), removed=True)
        try:
            if not dry_run:
                files.remove(path, project.root)
        except TamizdatError as error:
            result = Tidied(result.path, error=error)
        yield result
