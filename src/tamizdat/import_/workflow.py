"""Merge files that came back into the catalogs: from any editor, under any name, however old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tamizdat.catalogs import handout, merge, po, three_way
from tamizdat.catalogs.catalog import Catalog, Key, Message, Provenance, Verb
from tamizdat.catalogs.three_way import Ancestor, Kind, Outcome
from tamizdat.errors import CatalogError, TamizdatError, guard
from tamizdat.import_ import ancestor
from tamizdat.import_.ancestor import Known
from tamizdat.import_.recognition import Recognition
from tamizdat.language import locales
from tamizdat.project import files, migration
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project
from tamizdat.project.returned import Returned
from tamizdat.project.text import Text


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file that came back."""

    file: Path
    domain: str = ""
    locale: str = ""
    path: Path | None = None
    """Of the catalog that it was merged into."""
    known: Known = Known.NOTHING
    """How it is known what was handed out."""
    outcomes: tuple[Outcome, ...] = ()
    """What became of its messages, in the order of the catalog; the lines are the catalog's."""
    written: bool = False
    """The catalog differs now, or would."""
    error: TamizdatError | None = None
    """Why it was left alone."""

    @property
    def conflicts(self) -> tuple[Outcome, ...]:
        """Messages that hold two msgstrs now."""
        return tuple(o for o in self.outcomes if o.kind is Kind.CONFLICT)


def run(
    project: Project,
    paths: Iterable[Path],
    text: str = "",
    locale: str = "",
    *,
    dry_run: bool = False,
) -> Iterator[Imported]:
    """Take files back, one after the other; one that can't be taken stops no other.

    Args:
        project: where to.
        paths: the files, wherever they lie.
        text: the domain that they are of; by default each one's own is looked for.
        locale: the locale that they are in; likewise.
        dry_run: write nothing.
    """
    recognition, before = Recognition(project), Returned(project.root)
    for path in paths:
        try:
            with guard(path):
                yield _import(project, recognition, before, path, text, locale, dry_run=dry_run)
        except TamizdatError as error:
            yield Imported(path, error=error)
    if not dry_run:
        before.save()


def _import(
    project: Project,
    recognition: Recognition,
    before: Returned,
    path: Path,
    domain: str,
    locale: str,
    *,
    dry_run: bool,
) -> Imported:
    returned = po.loads(files.read(path, Path(path.absolute().anchor)), path)
    if po.segments(returned) > po.SEGMENTS:
        remedy = "upgrade tamizdat, then import it again"
        raise CatalogError.at(path, None, "made by a newer tamizdat", remedy)
    text = project.text(domain) if domain else recognition.text(returned, path)
    code = locale or recognition.locale(returned, path, text)
    file = project.catalog_file(text.domain, code, text)
    ours = _ours(file, text, code)
    began, known = ancestor.find(project, returned, ours, before, text.domain, code)
    before.take(text.domain, code, returned)
    returned, began = _of_today(returned, began, text)
    merged = three_way.take(ours, _proposed(returned, ours), began)
    result = file.rewritten(po.of_today(merged.catalog))
    written = result.data != file.data and _differs(merged.outcomes)
    if written and not dry_run:
        result.save(over=file)
    outcomes = _with_lines(merged.outcomes, result)
    return Imported(path, text.domain, code, file.path, known, outcomes, written)


def _ours(file: CatalogFile, text: Text, locale: str) -> Catalog:
    """The catalog as it stands, in step with its text; a new one where there is none.

    Raises:
        CatalogError: the text has changed since the last update.
    """
    if file.catalog is None:
        new = po.new_catalog(locale, text.domain, plural_forms=locales.plural_forms(locale))
        return merge.merge(new, text.template).catalog
    catalog = migration.migrate(file.catalog, text)
    if not merge.in_step(catalog, text.template):
        what = "the source changed since the last update"
        raise CatalogError.at(file.path, None, what, "run: tamizdat update, then import again")
    return catalog


def _of_today(returned: Catalog, began: Ancestor, text: Text) -> tuple[Catalog, Ancestor]:
    """The returned catalog with today's msgids, and what it began from likewise."""
    returned = handout.without_mark(returned)
    untouched = replace(returned, messages=tuple(filter(began.had, returned.messages)))
    prints = map(three_way.fingerprint, migration.migrate(untouched, text).messages)
    today = migration.migrate(returned, text)
    return today, replace(began, prints=began.prints | frozenset(prints))


def _proposed(returned: Catalog, ours: Catalog) -> Catalog:
    """What a returned catalog proposes: nothing that is said in our name.

    Who accepts a message, or dismisses a finding, does so in the project.
    """
    messages = tuple(_proposal(message, ours.by_key) for message in returned.messages)
    return replace(returned, messages=messages)


def _proposal(message: Message, ours: dict[Key, Message]) -> Message:
    known = ours.get(message.key)
    said = known.translator_comments if known else ()
    comments = tuple(
        comment
        for comment in message.translator_comments
        if comment in said or not _in_our_name(Provenance.parse(comment))
    )
    return message.evolve(translator_comments=comments)


def _in_our_name(line: Provenance | None) -> bool:
    return line is not None and line.verb not in (Verb.DRAFT, Verb.TRANSLATED)


def _differs(outcomes: Sequence[Outcome]) -> bool:
    """Whether anything was taken: what only would be written anew is left to the next update."""
    return any(o.before != o.after for o in outcomes if o.kind is not Kind.OLDER or o.before)


def _with_lines(outcomes: Iterable[Outcome], file: CatalogFile) -> tuple[Outcome, ...]:
    """The outcomes in the order of the catalog that was written, with the lines in it."""
    written = po.loads(file.data, file.path)
    places = {(m.key, m.obsolete): n for n, m in enumerate(written.messages)}

    def place(outcome: Outcome) -> int:
        return places.get((outcome.after.key, outcome.after.obsolete), len(places))

    return tuple(
        replace(outcome, after=written.messages[place(outcome)])
        if place(outcome) < len(places)
        else outcome
        for outcome in sorted(outcomes, key=place)
    )
