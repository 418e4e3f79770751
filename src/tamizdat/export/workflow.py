"""Write the files that go to translators: with speaking names, rules, and a mark of what went."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat.catalogs import handout, merge, po, three_way
from tamizdat.catalogs.catalog import Catalog, State
from tamizdat.catalogs.progress import Tally
from tamizdat.errors import CatalogError, TamizdatError, guard
from tamizdat.export import letter
from tamizdat.project import files
from tamizdat.project.config import HANDOUT
from tamizdat.project.project import Project
from tamizdat.project.returned import Returned
from tamizdat.project.text import Text


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for a translator."""

    domain: str
    locale: str
    path: Path | None = None
    """None where nothing is left to do, so that nothing was written."""
    left: Tally = field(default_factory=Tally)
    """What is not done yet."""
    written: bool = False
    """It is new or differs from what was there."""
    error: TamizdatError | None = None
    """Why it was not written."""


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    folder: Path | None = None,
    *,
    dry_run: bool = False,
) -> Iterator[Exported]:
    """Hand out catalogs: of all texts those with gaps, of texts that are named any.

    Args:
        project: from which.
        patterns: texts; by default all whose day has not passed.
        only: locales; by default all of each text.
        folder: where to; by default `handout` in the project.
        dry_run: write nothing.
    """
    root = folder or project.root
    folder = folder or project.root / HANDOUT
    names = _names(tuple(project.sources))
    texts, errors = project.texts(patterns)
    for error in errors:
        yield Exported("", "", error=error)
    for text in texts:
        if project.expired(text.settings.expires) and not patterns:
            continue
        for locale in project.locales_of(text, only):
            path = folder / f"{names[text.domain]}.{locale}.po"
            try:
                with guard(project.catalog_path(text.domain, locale)):
                    result = _export(
                        project, text, locale, path, root, named=bool(patterns), dry_run=dry_run
                    )
                yield result
            except TamizdatError as error:
                yield Exported(text.domain, locale, error=error)


def _export(
    project: Project,
    text: Text,
    locale: str,
    path: Path,
    root: Path,
    *,
    named: bool,
    dry_run: bool,
) -> Exported:
    file = project.catalog_file(text.domain, locale, text)
    if not merge.in_step(file.existing, text.template):
        what = "the source changed since the last update"
        raise CatalogError.at(file.path, None, what, "run: tamizdat update")
    progress = project.progress(text, locale, file.existing)
    left = progress.tally(*(state for state in State if not state.done))
    if not left.messages and not named:
        return Exported(text.domain, locale)
    data = po.dumps(_handed_out(project, text, locale, file.clean(file.existing)))
    domains = (text.domain, *project.renames.before(text.domain))
    taken = frozenset[str]().union(*Returned(project.root).of(domains, locale))
    before = files.read(path, root) if os.path.lexists(path) else None
    if before is not None:
        _refuse_work(path, before, file.existing, taken)
    written = before != data
    if written and not dry_run:
        files.write(path, data, root, expected=before or b"")
    return Exported(text.domain, locale, path, left, written)


def _handed_out(project: Project, text: Text, locale: str, catalog: Catalog) -> Catalog:
    """The catalog as its translator gets it: without what is no more, in the usual form."""
    head = letter.lines(text, locale, project.config.project.contact)
    said = catalog.header.translator_comments
    comments = (*head, *(("", *said) if said else ()))
    catalog = replace(
        catalog,
        header=catalog.header.evolve(translator_comments=comments),
        messages=catalog.active,
        eol="\n",
        bom=False,
        tail=b"",
    )
    return handout.marked(po.in_own_form(catalog))


def _refuse_work(path: Path, data: bytes, ours: Catalog, taken: frozenset[str]) -> None:
    """Refuse to write over a file that somebody has worked on and nobody has taken back.

    What was `taken`, by its prints, may have been decided against since.

    Raises:
        CatalogError: there is such work in it, or it can't be read.
    """
    remedy = f"take it back first: tamizdat import {path}; or name another folder with -o"
    try:
        there = po.loads(data, path)
    except CatalogError as error:
        raise CatalogError.at(path, None, "there is a file that can't be read", remedy) from error
    went = handout.prints(there) | taken
    known = {
        (message.key, msgstr, fuzzy)
        for message in ours.messages
        for msgstr, fuzzy in (
            (message.msgstr, message.fuzzy),
            *((other, fuzzy) for other in message.others for fuzzy in (False, True)),
        )
    }
    said = {(m.key, comment) for m in ours.messages for comment in m.translator_comments}
    for message in there.messages:
        work = (message.key, message.msgstr, message.fuzzy)
        new = message.msgstr and work not in known and three_way.fingerprint(message) not in went
        asked = message.comments_without(lambda _: True)
        if new or any((message.key, comment) not in said for comment in asked):
            what = "somebody has worked on the file that is there"
            raise CatalogError.at(path, message.line, what, remedy)


def _names(domains: Sequence[str]) -> dict[str, str]:
    """What the file of each text is called: the end of its domain, or all where that is no name."""
    ends = Counter(files.folded(domain.rpartition("/")[2]) for domain in domains)
    return {
        domain: end if ends[files.folded(end := domain.rpartition("/")[2])] == 1 else domain
        for domain in domains
    }
