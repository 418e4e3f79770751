"""Bring in what was translated before: catalogs of other tools, translated texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import Catalog
from tamizdat.errors import BugError, Problem, SourceError, TamizdatError, guard
from tamizdat.init import alignment, matching
from tamizdat.init.alignment import Unpaired
from tamizdat.init.discover import alike
from tamizdat.language import locales
from tamizdat.project import files, migration
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.texts import formats
from tamizdat.texts.document import Document

_BOILERPLATE = ("SOME DESCRIPTIVE TITLE", "YEAR", "PACKAGE", "FIRST AUTHOR")
"""What xgettext writes above a template; other comments of the header are people's."""
_NAMED = 5
"""So many texts are named as the choice."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of it in one catalog."""

    domain: str
    locale: str
    path: Path
    translated: int = 0
    """Messages of other catalogs that are done here."""
    fuzzy: int = 0
    """Those that were fuzzy, and are."""
    similar: int = 0
    """Those whose msgid differs in words: fuzzy."""
    obsolete: int = 0
    """Those that belong to no message any more; kept."""
    drafted: int = 0
    """Messages with a draft from a translated text."""
    unpaired: tuple[Unpaired, ...] = ()
    """Messages that a translated text gave nothing for."""
    surplus: tuple[tuple[Path, Unpaired], ...] = ()
    """Passages of translated texts that are in no draft, each with its file."""
    written: bool = False
    """The file is new or differs from what was there."""
    error: TamizdatError | None = None
    """Why the file at `path`, which was but found, was left out."""

    @property
    def messages(self) -> int:
        """How many the catalog got."""
        return self.translated + self.fuzzy + self.similar + self.obsolete + self.drafted


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that is adopted."""

    path: Path
    locale: str
    catalog: Catalog | None = None
    """A catalog of another tool …"""
    text: Text | None = None
    """… or the text that the file is a translation of,"""
    document: Document | None = None
    """split."""


@dataclass(slots=True)
class _Target:
    """A catalog of ours that is being filled."""

    text: Text
    file: CatalogFile
    catalog: Catalog
    result: Adopted


def run(
    project: Project,
    paths: Sequence[Path],
    locale: str = "",
    domain: str = "",
    *,
    lenient: bool = False,
    dry_run: bool = False,
) -> Iterator[Adopted]:
    """Take over catalogs (`.po`) and translated texts into the catalogs of the project.

    Args:
        project: where to; its texts and catalogs are read, so what is there counts first.
        paths: files; those among the source texts are no source texts here.
        locale: of all of them; empty: each says so itself (`Language`, `text.es.md`, `es/text.md`).
        domain: of the text that the translated texts translate; empty: their names say so.
        lenient: report files that can't be taken over, and go on with the others.
        dry_run: write nothing.

    Raises:
        TamizdatError: with every problem; nothing is written then.
    """
    given = {path.resolve() for path in paths}
    domains = [d for d, path in project.sources.items() if path.resolve() not in given]
    texts, errors = project.read(domains)
    if errors:
        raise TamizdatError(*(problem for error in errors for problem in error.problems))
    sources: list[_Source] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            with guard(path):
                sources.append(_source(project, texts, path, locale, domain, sole=not lenient))
        except TamizdatError as error:
            if lenient:
                yield Adopted("", "", path, error=error)
            elif isinstance(error, BugError):
                raise
            problems += error.problems
    if problems and not lenient:
        raise TamizdatError(*problems)
    targets: list[_Target] = []
    for code in dict.fromkeys(source.locale for source in sources):
        chosen = [source for source in sources if source.locale == code]
        found = _targets(project, texts, code, chosen)
        _adopt_catalogs(found, chosen)
        _adopt_texts(found, project, chosen)
        targets += found
    for target in targets:
        if target.result.messages:
            yield _write(target, dry_run=dry_run)
        elif target.result.unpaired or target.result.surplus:
            yield target.result


def _source(
    project: Project,
    texts: Sequence[Text],
    path: Path,
    locale: str,
    domain: str,
    *,
    sole: bool,
) -> _Source:
    """Read a file and find out what it is; `sole`: a text that is alone is what it translates."""
    data = files.read(path, path.parent)  # named by the user, wherever it lies
    where = PurePosixPath(project.relative(path.resolve()))
    if not data.strip():
        raise TamizdatError.at(path, None, "an empty file", "leave it out")
    if path.suffix == ".po":
        catalog = po.loads(data, path)
        named = (locales.meant(catalog.language), *(code for code, _ in locales.in_path(where)))
        return _Source(path, _wanted(locale or next(filter(None, named), ""), path, texts), catalog)
    text_format = formats.by_suffix(path.suffix)
    if text_format is None:
        known = ", ".join(formats.SUFFIXES)
        raise TamizdatError.at(path, None, "neither a catalog nor a text", f"known: .po, {known}")
    choices = [t for t in texts if t.format is text_format and domain in ("", t.domain)]
    code, text = _translated_text(where, choices, locale, sole=sole)
    if text is None:
        raise _unknown(path, choices, domain, code)
    try:
        document = text_format.split(files.decode(data, path), project.config.translate_keys)
    except SourceError as error:
        raise SourceError(*(replace(p, path=path) for p in error.problems)) from error
    return _Source(path, _wanted(code, path, [text]), None, text, document)


def _unknown(path: Path, choices: Sequence[Text], domain: str, locale: str) -> TamizdatError:
    """Why it is not known which text a file translates, and what to do."""
    if domain:
        message = f"“{domain}” has another format, and is not what it translates"
        return TamizdatError.at(path, None, message, "save it in the format of its source text")
    message = "no source text is known that it translates"
    if not choices:
        remedy = f"put that among the source texts first, as {path.suffix} too"
    else:
        names = ", ".join(a.domain for a in choices[:_NAMED]) + ", …" * (len(choices) > _NAMED)
        remedy = f"say which one with --adopt-text ({names})"
        remedy += "" if locale else ", and into which locale with --adopt-locale"
    return TamizdatError.at(path, None, message, remedy)


def _translated_text(
    path: PurePosixPath, texts: Sequence[Text], locale: str, *, sole: bool
) -> tuple[str, Text | None]:
    """The locale of a translated text and the text that it translates, as far as they are known."""
    named = tuple(locales.in_path(path))
    choices = [(code, rest) for code, rest in named if locales.fits(code, locale or code)]
    choices += [(locale, path)] if locale else []
    found = [(code, text) for code, rest in choices if (text := _closest(rest, texts))]
    found.sort(key=lambda choice: not locales.among(choice[0], choice[1].locales))
    if found:
        return found[0]
    codes = [code for code, _ in named]
    codes.sort(key=lambda code: not any(locales.among(code, text.locales) for text in texts))
    code = locale or next(iter(codes), "")
    return code, texts[0] if sole and len(texts) == 1 else None


def _wanted(locale: str, path: Path, texts: Sequence[Text]) -> str:
    """The locale, as it is spelled here, if any of the texts is translated into it."""
    if not locale:
        header = path.suffix == ".po"
        remedy = "write Language into its header" if header else "name it like text.es.md"
        remedy = f"give --adopt-locale, or {remedy}"
        raise TamizdatError.at(path, None, "its locale is not known", remedy)
    found = next(filter(None, (locales.among(locale, text.locales) for text in texts)), "")
    if not found:
        message = f"“{locale}” is none of the project's locales"
        raise TamizdatError.at(path, None, message, "add it to “locales” in the configuration")
    return found


def _closest(path: PurePosixPath, texts: Sequence[Text]) -> Text | None:
    """The only text whose path ends like this one, for as many folders as possible."""
    known = {PurePosixPath(text.reference): text for text in texts}
    found = alike(path, known)
    return known[found[0]] if len(found) == 1 else None


def _targets(
    project: Project, texts: Sequence[Text], locale: str, sources: Sequence[_Source]
) -> list[_Target]:
    """The project's catalogs of a locale, in step with their texts."""
    given = {source.path.resolve() for source in sources}
    targets: list[_Target] = []
    for text in texts:
        if locale not in text.locales:
            continue
        file = project.catalog_file(text.domain, locale, text)
        new = po.new_catalog(locale, text.domain, plural_forms=locales.plural_forms(locale))
        if file.path.resolve() in given:  # another tool's, where ours should be: all is adopted
            catalog = replace(file.catalog or new, messages=())
        else:
            catalog = migration.migrate(file.catalog, text) if file.catalog else new
        merged = merge.merge(catalog, text.template).catalog
        targets.append(_Target(text, file, merged, Adopted(text.domain, locale, file.path)))
    return targets


def _adopt_catalogs(targets: Sequence[_Target], sources: Sequence[_Source]) -> None:
    """Fill the targets from catalogs of other tools."""
    catalogs = [source.catalog for source in sources if source.catalog]
    if not catalogs:
        return
    recipients = [
        matching.Recipient(
            target.text.reference,
            target.text.format,
            target.catalog,
            target.text.template,
            {key: found[0].markup for key, found in target.text.segments.items()},
        )
        for target in targets
    ]
    credit = [
        comment
        for catalog in catalogs
        for comment in catalog.header.translator_comments
        if comment.strip() and not any(word in comment for word in _BOILERPLATE)
    ]
    messages = [message for catalog in catalogs for message in catalog.messages]
    for target, found in zip(targets, matching.adopt(recipients, messages), strict=True):
        target.result = replace(
            target.result,
            translated=found.translated,
            fuzzy=found.fuzzy,
            similar=found.similar,
            obsolete=found.obsolete,
        )
        if target.result.messages:
            header = found.catalog.header
            comments = tuple(dict.fromkeys((*header.translator_comments, *credit)))
            header = header.evolve(translator_comments=comments)
            target.catalog = replace(found.catalog, header=header)


def _adopt_texts(targets: Sequence[_Target], project: Project, sources: Sequence[_Source]) -> None:
    """Draft the targets from translated texts."""
    for source in sources:
        if not (source.text and source.document):
            continue
        target = next(t for t in targets if t.text is source.text)
        path = source.path.resolve()
        inside = path.is_relative_to(project.root)
        route = "_".join((project.relative(path) if inside else path.name).split())
        found = alignment.draft(target.catalog, source.text.document, source.document, route)
        target.catalog = found.catalog
        drafted = target.result.drafted + found.drafted
        surplus = (*target.result.surplus, *((source.path, item) for item in found.surplus))
        target.result = replace(
            target.result, drafted=drafted, unpaired=found.unpaired, surplus=surplus
        )


def _write(target: _Target, *, dry_run: bool) -> Adopted:
    file = target.file.rewritten(po.of_today(target.catalog))
    written = file.data != target.file.data
    if written and not dry_run:
        file.save(over=target.file)
    return replace(target.result, written=written)
