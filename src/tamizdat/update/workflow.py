"""Split the sources, write the templates, merge them into every catalog."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tamizdat.errors import TamizdatError, guard
from tamizdat.project import baseline, cache, files
from tamizdat.project.project import Project
from tamizdat.project.recalled import Recalled
from tamizdat.project.text import Text
from tamizdat.update import moves, templates, truncation
from tamizdat.update.catalogs import Member, Work
from tamizdat.update.cosmetic import CosmeticEdits
from tamizdat.update.links import Links
from tamizdat.update.moves import Following, Gone
from tamizdat.update.updated import Updated

__all__ = ["Updated", "run"]

_GONE = ""
"""The group of stamps of catalogs whose texts are gone; no domain is empty."""


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

    Files of a text that was renamed get its new name first. All files of a locale are read before
    the first is written, so that a message that moved from one text to another is known as moved. A
    text or a catalog that can't be read is reported and left alone. Texts whose files are all as
    the last run left them are not read again. `cosmetic` declares that what was edited means the
    same. What the two sides of a merge dismiss is put together.

    Raises:
        ConfigError: the record of renames is broken.
    """
    record, gone = project.renames, Gone(tuple(project.gone()), tuple(project.gone_templates()))
    yield from _settle_baseline(project, dry_run=dry_run)
    known = cache.Cache(project.root, "stamps", "" if dry_run else project.context)
    domains = project.select(patterns)
    returned = {move.new for move in moves.recorded(project, record, gone)}
    fresh = {} if dry_run else {d: known.fresh(d) for d in domains if d not in returned}
    for domain in domains:
        for path in fresh.get(domain, ())[1:]:  # without the text itself
            yield Updated(domain, "", path)
    stale = [domain for domain in domains if not fresh.get(domain)]
    sources = known.of(project.sources[domain] for domain in stale)
    texts, errors = project.read(stale)
    for error in errors:
        yield Updated("", "", error.problems[0].path or project.root, error=error)
    digests: dict[Path, str] = {}
    record = record.with_(moves.recognised(project, record, texts, gone))
    following = Following(project, record, gone)
    yield from following.write(project.renames, dry_run=dry_run)
    yield from following.move(frozenset(stale), dry_run=dry_run)
    left = gone.without(following.at_home)
    as_before = {*known.fresh(_GONE)} == {project.catalog_path(d, loc) for loc, d in left.catalogs}
    dead = Gone((), ()) if patterns else Gone(() if as_before else left.catalogs, left.templates)
    links = Links(project.config.sources, record)
    declared = CosmeticEdits(project, texts, links, everything=cosmetic)
    work = Work(project, links, declared, dry_run=dry_run, force=force)
    for result in _run(work, following, texts, dead, left, only):
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
    if not patterns and not as_before:
        paths = [project.catalog_path(domain, locale) for locale, domain in left.catalogs]
        group = known.of(path for path in paths if os.path.lexists(path))
        if all(stamp[-1] in digests.values() for stamp in group.values()):
            known.take(_GONE, group)
    known.only((*project.sources, _GONE))
    known.save()


def _settle_baseline(project: Project, *, dry_run: bool) -> Iterator[Updated]:
    """Put together what the two sides of a merge dismiss, where git could not."""
    path = project.baseline_path
    if not project.baseline().conflict:
        return
    try:
        with guard(path):
            before = files.read(path, project.root)
            data = baseline.dumps(baseline.loads(before, path))
            if not dry_run:
                files.write(path, data, project.root, expected=before)
    except TamizdatError as error:
        yield Updated("", "", path, error=error)
    else:
        yield Updated("", "", path, written=True)


def _run(
    work: Work,
    following: Following,
    texts: Sequence[Text],
    dead: Gone,
    left: Gone,
    only: Sequence[str],
) -> Iterator[Updated]:
    """The templates, then locale by locale the catalogs.

    Args:
        work: what is to be done.
        following: the files of texts with another name.
        texts: those that were edited, or whose files were.
        dead: files of texts that are gone, as far as they are not as they were.
        left: all files of texts that are gone.
        only: the locales that are selected.
    """
    project, dry_run = work.project, work.dry_run
    kept: list[Text] = []
    strays: templates.Strays = {}
    for text in texts:
        error: TamizdatError | None = None
        try:
            with guard(text.path):
                error = None if work.force else truncation.suspicion(project, text, texts)
        except TamizdatError as problem:
            error = problem
        if error:
            yield Updated(text.domain, "", text.path, error=error)
        else:
            kept.append(text)
            if not following.waits("", text.domain):
                was = following.lying.get(("", text.domain), "")
                yield templates.write(project, text, was=was, strays=strays, dry_run=dry_run)
    for domain in (*following.templates, *(() if only else dead.domains)):
        yield from templates.remove(project, domain, dry_run=dry_run)
    wanted = _wanted(project, following, kept, dead, strays, only)
    places = [(member.domain, locale) for locale, members in wanted.items() for member in members]
    recalled = Recalled(project, places)
    for locale, members in wanted.items():
        away = (domain for code, domain in left.catalogs if code == locale)
        yield from work.update(locale, members, (*project.sources, *away), recalled)
    for text in kept if strays and not dry_run else ():
        if text.domain in strays:
            yield templates.write(project, text, dry_run=dry_run)


def _wanted(
    project: Project,
    following: Following,
    texts: Iterable[Text],
    dead: Gone,
    strays: templates.Strays,
    only: Sequence[str],
) -> dict[str, list[Member]]:
    """The catalogs of each locale that take part."""
    wanted: dict[str, list[Member]] = {}
    for text in texts:
        for locale in project.locales_of(text, only):
            place = (locale, text.domain)
            if not following.waits(*place):
                at, back = following.lying.get(place, ""), following.came_back.get(place, ())
                code, file = strays.get(text.domain, ("", None))
                strayed = (file,) if file and code == locale else ()
                member = Member(text.domain, text, at, back, strayed)
                wanted.setdefault(locale, []).append(member)
    for locale, domain in dead.catalogs:
        if not only or locale in only:
            wanted.setdefault(locale, []).append(Member(domain, None))
    return wanted
