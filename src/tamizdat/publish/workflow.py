"""Write the localized texts: in the source's own format, as pages, as plain text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tamizdat.errors import TamizdatError, guard
from tamizdat.project import files
from tamizdat.project.config import TARGETS, Policy
from tamizdat.project.project import Project
from tamizdat.publish import manifest, recognition
from tamizdat.publish.archive import Archive
from tamizdat.publish.manifest import Manifest
from tamizdat.publish.writer import Published, Writer


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
) -> Generator[Published | Gone, None, None]:
    """Publish what may be published; all or nothing per text and locale.

    Everything is rendered before the first file is written. A text that is refused in a locale
    keeps what was published of it earlier, marked where its source has changed since. A run for
    all texts and locales ends with what is left of those that are gone, and with `prune` removes
    it.
    """
    texts, errors = project.texts()
    for error in errors:
        yield Published("", "", error=error)
    try:
        project.read_baseline()  # what it dismisses is refused meanwhile
    except TamizdatError as error:
        yield Published("", "", error=error)
    chosen = set(project.select(patterns))
    policy = policy or project.config.publish.policy
    folder = output(project, policy)
    made = Manifest.read(folder)
    archive = Archive(
        project,
        folder,
        tuple(targets),
        made,
        project.renames,
        () if policy == "draft" else project.config.publish.hosts,  # proof-readers ask none
        frozenset(made.texts),
        recognition.recognize(project, made, texts),
    )
    templates = _templates(project)
    writer = Writer(project, folder, tuple(targets), policy, dry_run, templates, made, archive)
    versions = []
    for text in texts:
        try:
            with guard(text.path):
                versions.append(writer.versions(text, only, selected=text.domain in chosen))
        except TamizdatError as error:
            errors = (*errors, error)
            yield Published(text.domain, "", error=error)
    pages = {page for each in versions for page in each.pages}
    for each in versions:
        if each.text.domain in chosen:
            yield from writer.write(each, pages)
    if "site" in targets:
        yield writer.indexes(versions)
    heir = None
    if not (patterns or only or errors):  # of a text that can't be read nobody knows the locales
        source = project.config.source_locale
        heir = _heir(project, made, {text.domain: {source, *text.locales} for text in texts})
    yield from _finish(project, made, heir, prune=prune, dry_run=dry_run)


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
