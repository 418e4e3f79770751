"""Write the localized texts: in the source's own format, as pages, as plain text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tamizdat.check import workflow as check
from tamizdat.check.verdicts import Verdicts, remembers
from tamizdat.errors import TamizdatError
from tamizdat.project import files, jobs
from tamizdat.project.config import TARGETS, Policy
from tamizdat.project.project import Project
from tamizdat.publish import manifest, recognition, records
from tamizdat.publish.archive import Archive
from tamizdat.publish.editions import Editions
from tamizdat.publish.folder import Folder
from tamizdat.publish.indexes import Indexes
from tamizdat.publish.manifest import Manifest
from tamizdat.publish.published import Published
from tamizdat.publish.records import Records
from tamizdat.publish.rendering import Renderer
from tamizdat.publish.resolution import Resolution
from tamizdat.publish.seal import Seal
from tamizdat.publish.site import Entry
from tamizdat.publish.sources import Sources
from tamizdat.publish.writer import Writer


@dataclass(frozen=True, slots=True)
class Gone:
    """What earlier runs published of texts, or locales of theirs, that are gone."""

    paths: tuple[Path, ...]
    """As they were published; removed with `prune`."""
    edited: tuple[Path, ...] = ()
    """Changed since: never removed."""
    waiting: tuple[tuple[Path, str], ...] = ()
    """Of texts that have another name now, with that, but are not out by it yet: not removed."""


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    targets: Sequence[str] = TARGETS,
    policy: Policy | None = None,
    dry_run: bool = False,
    prune: bool = False,
    most_jobs: int = 1,
) -> Generator[Published | Gone, None, None]:
    """Publish what may be published; all or nothing per text and locale.

    What is as an earlier run left it, and hangs on nothing that has changed, is not made again. A
    text that is refused in a locale keeps what was published of it earlier, marked where its source
    has changed since. A run for all texts and locales ends with what is left of those that are
    gone, and with `prune` removes it. Where there is much to check, up to `most_jobs` processes do
    it.
    """
    policy = policy or project.config.publish.policy
    templates, folder = _templates(project), output(project, policy)
    use, context = records.use(policy, targets), records.context(project, templates)
    whole = remembers() and not (patterns or only or dry_run)
    seal = Seal(project, folder, use, context)
    if whole and (sealed := seal.results()) is not None:
        yield from sealed
        yield Gone(())
        return
    kept = Records(project, use, context)
    order = _Order(
        project, folder, tuple(targets), policy, templates, tuple(only), dry_run, prune, most_jobs
    )
    results: list[Published] = []
    lasting = whole
    for result in _run(order, patterns, kept):
        yield result
        if isinstance(result, Gone):
            lasting &= result == Gone(())
        else:
            lasting &= result.error is None
            results.append(replace(result, written=()))
    if lasting and kept.lasting:
        seal.set(results, kept.days())


@dataclass(frozen=True, slots=True)
class _Order:
    """What a run is to do."""

    project: Project
    folder: Path
    targets: tuple[str, ...]
    policy: Policy
    templates: Path | None
    only: tuple[str, ...]
    dry_run: bool
    prune: bool
    most_jobs: int


def _run(
    order: _Order, patterns: Sequence[str], kept: Records
) -> Generator[Published | Gone, None, None]:
    """Publish text by text, then the indexes; then see what is left of what is gone."""
    project, folder, templates = order.project, order.folder, order.templates
    policy, targets, dry_run = order.policy, order.targets, order.dry_run
    sources = Sources(project, kept)
    for error in sources.errors.values():
        yield Published("", "", error=error)
    try:
        project.read_baseline()  # what it dismisses is refused meanwhile
    except TamizdatError as error:
        yield Published("", "", error=error)
    chosen = set(project.select(patterns))
    made = Manifest.read(folder)
    archive = Archive(
        project,
        folder,
        targets,
        made,
        project.renames,
        () if policy == "draft" else project.config.publish.hosts,  # proof-readers ask none
        frozenset(made.texts),
        recognition.recognize(project, made, sources),
    )
    verdicts = Verdicts.open(project)
    editions = Editions(project, sources, archive, kept, verdicts, policy, chosen, order.only)
    editions.look_up(archive.heirs)
    resolution = Resolution(project, sources, editions, archive, kept)
    into = Folder(folder, project.root, made, dry_run)
    writer = Writer(
        project,
        into,
        editions,
        archive,
        kept,
        verdicts,
        resolution,
        Renderer(project, folder, targets, templates, archive, resolution),
    )
    try:
        yield from _written(order, writer, sources)
        heir = None
        whole = not (patterns or order.only)
        if whole and not sources.errors:  # of a text that can't be read nobody knows the locales
            locales = {domain: editions.codes(domain) for domain in sources.all}
            heir = _heir(project, made, locales)
        yield from _finish(project, made, heir, prune=order.prune, dry_run=dry_run)
    finally:  # also what a run has made that somebody stopped
        if not dry_run:
            verdicts.save()
            places = ((domain, code) for domain in sources.all for code in editions.codes(domain))
            kept.save(places)


def _written(order: _Order, writer: Writer, sources: Sources) -> Iterator[Published]:
    """Write the texts, then the site's own pages."""
    editions, to_site = writer.editions, "site" in order.targets
    own = order.project.config.source_locale
    entries: dict[str, list[Entry] | None] = {own: []}
    with closing(_judged(writer.verdicts, editions, sources, order.most_jobs)) as domains:
        for domain in domains:
            shown: dict[str, Entry | None] = {}
            for result, entry in writer.write(domain):
                yield result
                shown[result.locale] = entry
            for locale in editions.codes(domain) if to_site else ():
                if order.only and locale not in (own, *order.only):
                    if locale not in entries and editions.has_page(domain, locale):
                        entries[locale] = None  # its index stays, unless there is a new locale
                elif editions.has_page(domain, locale):
                    entry = shown.get(locale) or writer.shown(domain, locale)
                    listed = entries[locale] = entries.get(locale) or []
                    listed += [entry] if entry else []
    if to_site:
        indexes = Indexes(
            order.project, writer.folder, order.targets, order.templates, writer.records
        )
        yield indexes.write(entries, partial(_listed, writer, sources))


def _listed(writer: Writer, sources: Sources, locale: str) -> list[Entry]:
    """What an index shows of a locale of which this run writes nothing."""
    places = (domain for domain in sources.all if locale in writer.editions.codes(domain))
    there = (domain for domain in places if writer.editions.has_page(domain, locale))
    return [entry for domain in there if (entry := writer.shown(domain, locale))]


def _judged(
    verdicts: Verdicts, editions: Editions, sources: Sources, most_jobs: int
) -> Generator[str, None, None]:
    """The texts in order; of each, other processes have found by then what the checks say.

    Where there is little of it, this one finds it when it needs it.
    """
    selected = {domain: editions.judged(domain) for domain in sources.all}
    unknown = {
        domain: [c for c in codes if verdicts.print(domain, c) is None]
        for domain, codes in selected.items()
    }
    stale = [(domain, codes) for domain, codes in unknown.items() if codes]
    if most_jobs < 2 or verdicts.size(stale) < check.MUCH:
        stale = []
    left = {domain for domain, _ in stale}
    with closing(jobs.mapped(verdicts.judge_all, stale, most_jobs)) as results:
        for domain in sources.all:
            if domain in left:
                verdicts.learned(next(results))
            yield domain


def output(project: Project, policy: Policy) -> Path:
    """Where texts are published; what is for proof-reading only has a folder of its own.

    Raises:
        TamizdatError: a symlink leads out of the project.
    """
    folder = project.root / project.config.output
    files.inside(folder, project.root)
    return folder / "draft" if policy == "draft" else folder


def _heir(
    project: Project, made: Manifest, locales: Mapping[str, Collection[str]]
) -> Callable[[str, str], str | None]:
    """The text that an owner's file is of, given the locales of every text; None if it is gone.

    What lies under a former name of a text is of it until it has something in its place.
    """

    def heir(owner: str, name: str) -> str | None:
        address = manifest.led(owner)
        locale, _, domain = (address or owner).partition("/")
        if address:
            now = project.renames.now(domain)
            leads = now != domain and locale in locales.get(now, ())
            return domain if leads and made.has(manifest.owner(locale, now), name) else None
        if owner == manifest.INDEX or locale in locales.get(domain, ()):
            return domain
        now = project.renames.now(domain)
        waits = now != domain and locale in locales.get(now, ())
        return now if waits and not made.has(manifest.owner(locale, now), name) else None

    return heir


def _finish(
    project: Project,
    made: Manifest,
    heir: Callable[[str, str], str | None] | None,
    *,
    prune: bool,
    dry_run: bool,
) -> Iterator[Published | Gone]:
    """Put the list in order; find, and maybe remove, what is of no text any more."""
    try:
        if heir:
            gone = _gone(made, heir)
            if prune and not dry_run:
                made.remove(gone.paths)
            recognition.forget(project, made)
            yield gone
        if not dry_run:
            made.save()
    except TamizdatError as error:
        yield Published("", "", error=error)


def _gone(made: Manifest, heir: Callable[[str, str], str | None]) -> Gone:
    """What is of no text any more, and what waits for one."""
    waiting: dict[str, str] = {}
    alive: set[str] = set()
    for owner, paths in made.owned.items():
        for name in paths:
            text = heir(owner, name)
            if text is not None:
                alive.add(name)
                if text != owner.partition("/")[2]:
                    waiting[name] = text
    there = ((made.folder / name, text) for name, text in sorted(waiting.items()))
    ours, edited = made.gone(alive)
    return Gone(ours, edited, tuple((path, text) for path, text in there if path.is_file()))


def _templates(project: Project) -> Path | None:
    """The folder of page templates. Raises TamizdatError if anything in it leads outside."""
    if not project.config.publish.templates:
        return None
    folder = project.root / project.config.publish.templates
    for path in (folder, *folder.rglob("*")):
        files.inside(path, project.root)
    return folder
