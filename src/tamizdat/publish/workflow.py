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
    chosen = set(project.select(patterns))
    policy = policy or project.config.publish.policy
    folder = output(project, policy)
    made = Manifest.read(folder)
    archive = Archive(
        project,
        folder,
        tuple(targets),
        made,
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
    lives = None
    if not (patterns or only or errors):  # of a text that can't be read nobody knows the locales
        source = project.config.source_locale
        lives = _living(project, made, {text.domain: {source, *text.locales} for text in texts})
        recognition.forget(project, made)
    yield from _finish(made, lives, prune=prune, dry_run=dry_run)


def output(project: Project, policy: Policy) -> Path:
    """Where texts are published; what is for proof-reading only has a folder of its own.

    Raises:
        TamizdatError: a symlink leads out of the project.
    """
    folder = project.root / project.config.output
    files.inside(folder, project.root)
    return folder / "draft" if policy == "draft" else folder


def _living(
    project: Project, made: Manifest, locales: Mapping[str, Collection[str]]
) -> Callable[[str, str], bool]:
    """Whether an owner's file is of a text in a locale of it, given the locales of every text.

    What lies under a former name of a text lives until the text has something in its place.
    """

    def lives(owner: str, name: str) -> bool:
        locale, _, domain = owner.partition("/")
        if owner == manifest.INDEX or locale in locales.get(domain, ()):
            return True
        heir = project.renames.now(domain)
        waits = heir != domain and locale in locales.get(heir, ())
        return waits and not made.has(manifest.owner(locale, heir), name.partition("/")[0])

    return lives


def _finish(
    made: Manifest, lives: Callable[[str, str], bool] | None, *, prune: bool, dry_run: bool
) -> Iterator[Published | Gone]:
    """Put the list in order; find, and maybe remove, what has no owner that lives."""
    try:
        if lives:
            paths, edited = made.gone(lives)
            if prune and not dry_run:
                made.remove(paths)
            yield Gone(paths, edited)
        if not dry_run:
            made.save()
    except TamizdatError as error:
        yield Published("", "", error=error)


def _templates(project: Project) -> Path | None:
    """The folder of page templates. Raises TamizdatError if anything in it leads outside."""
    if not project.config.publish.templates:
        return None
    folder = project.root / project.config.publish.templates
    for path in (folder, *folder.rglob("*")):
        files.inside(path, project.root)
    return folder
