"""A project: which texts it has, where everything lies, loading."""

from __future__ import annotations

import datetime
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from tamizdat import __version__
from tamizdat.catalogs import merge, po, progress
from tamizdat.catalogs.catalog import Catalog, Key, digest
from tamizdat.catalogs.progress import Progress
from tamizdat.catalogs.questions import questions
from tamizdat.errors import (
    TAKE_BACK,
    CatalogError,
    ConfigError,
    MisplacedError,
    Problem,
    SourceError,
    TamizdatError,
    guard,
)
from tamizdat.language import locales
from tamizdat.project import (
    baseline,
    files,
    notes,
    places,
    renames,
    sources,
    spellings,
    version,
)
from tamizdat.project import config as configuration
from tamizdat.project.baseline import Baseline
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.config import Config, TextSettings
from tamizdat.project.copies import copies
from tamizdat.project.notes import Notes
from tamizdat.project.past import Past
from tamizdat.project.renames import Renames
from tamizdat.project.text import Text
from tamizdat.texts import formats, passed_over


def today() -> datetime.date:
    """The day that deadlines are held against; `TAMIZDAT_TODAY` (YYYY-MM-DD) sets another one."""
    given = os.environ.get("TAMIZDAT_TODAY")
    try:
        return datetime.date.fromisoformat(given) if given else datetime.date.today()  # noqa: DTZ011 - a deadline is a local day
    except ValueError as error:
        raise ConfigError(Problem(f"TAMIZDAT_TODAY is no date: {given}")) from error


@dataclass(frozen=True)
class Project:
    """A configuration and a day; everything else is read from disk when asked for."""

    config: Config
    today: datetime.date

    @classmethod
    def open(cls, start: Path) -> Project:
        """The project that a folder belongs to. Raises ConfigError."""
        return cls(configuration.load(configuration.find(start.resolve())), today())

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.config.root

    @cached_property
    def sources(self) -> dict[str, Path]:
        """Paths of the source texts by domain, sorted.

        Raises:
            SourceError: no folder, no text, two texts with one domain, an unusable name.
        """
        return sources.find(self.root / self.config.sources)

    @cached_property
    def domains(self) -> dict[str, str]:
        """The domains of the source texts by their path below the folder of all of them."""
        folder = self.root / self.config.sources
        return {path.relative_to(folder).as_posix(): d for d, path in self.sources.items()}

    @cached_property
    def targets(self) -> dict[str, str]:
        """Names that MyST gives to places, `(name)=`, and the domain of the one text that has each.

        They hold in all of the project: `[words](#name)` leads to another text.
        """
        return sources.targets(self.sources, self.root)

    def others(self) -> Iterator[Path]:
        """Files among the source texts that no format knows (images, notes)."""
        texts = frozenset(self.sources.values())
        for path in sorted((self.root / self.config.sources).rglob("*")):
            if path.is_file() and path not in texts:
                yield path

    def select(self, patterns: Sequence[str]) -> tuple[str, ...]:
        """The domains that match any of the globs; all without globs.

        A path of a source text, as a shell completes it, will do as well.

        Raises:
            SourceError: a glob matches nothing.
        """
        return sources.select(self.sources, self.config.sources, patterns)

    def check_locales(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """The locales as given, each of them valid and a text's.

        Raises:
            ConfigError: one is not a locale, or no text is translated into it.
        """
        problems = [Problem(wrong) for code in wanted if (wrong := locales.problem(code))]
        if not problems and not {*wanted} <= {self.config.source_locale, *self.config.locales}:
            known = self.locales
            remedy = f"there are: {', '.join(known)}" if known else "add it to “locales”"
            problems = [
                Problem(f"no text is translated into “{code}”", remedy=remedy)
                for code in wanted
                if code not in (self.config.source_locale, *known)
            ]
        if problems:
            raise ConfigError(*problems)
        return tuple(wanted)

    def text(self, domain: str) -> Text:
        """Read and split a source text.

        Raises:
            SourceError: it can't be read or split.
            ConfigError: its own settings are wrong.
        """
        path = self.sources[domain]
        with guard(path):
            return self._text(domain, path)

    def _text(self, domain: str, path: Path) -> Text:
        text_format = formats.by_suffix(path.suffix)
        assert text_format is not None  # `sources` holds no other
        content = files.decode(files.read(path, self.root), path)
        try:
            document = text_format.split(content, self.config.translate_keys)
        except SourceError as error:
            raise SourceError(*(replace(p, path=path) for p in error.problems)) from error
        sources.refuse_unfit(document, path)
        own = TextSettings()
        if "translation" in document.metadata:
            own = configuration.text_settings(document.metadata["translation"], path, content)
        else:
            configuration.refuse_unread_settings(self.config, domain, path, content)
        reference = files.composed(path.relative_to(self.root).as_posix())
        settings = self.config.settings(domain, own)
        if own.locales or own.required:
            configuration.refuse_spellings(self.config, own, path, content)
        text = Text(domain, path, reference, text_format, document, settings)
        found = self.notes.of(domain, text.segments)
        return replace(text, notes=found) if found else text

    def texts(
        self, patterns: Sequence[str] = ()
    ) -> tuple[tuple[Text, ...], tuple[TamizdatError, ...]]:
        """The selected texts, and why others could not be read."""
        return self.read(self.select(patterns))

    def read(self, domains: Iterable[str]) -> tuple[tuple[Text, ...], tuple[TamizdatError, ...]]:
        """The texts of some domains, and why others could not be read."""
        _ = self.notes  # where they are broken, that is said once
        texts: list[Text] = []
        errors: list[TamizdatError] = []
        for domain in domains:
            try:
                texts.append(self.text(domain))
            except TamizdatError as error:
                errors.append(error)
        return tuple(texts), tuple(errors)

    def files(self, text: Text) -> Iterator[Path]:
        """The text itself, its template and its catalogs."""
        yield text.path
        yield self.template_path(text.domain)
        yield from (self.catalog_path(text.domain, locale) for locale in text.locales)

    @cached_property
    def context(self) -> str:
        """Everything besides its files that a text's catalogs depend on, our own code included."""
        ours = f"{__version__} {version.state()} {version.libraries()} {po.SEGMENTS}"
        return digest(f"{ours} {self.config!r} {self.notes!r}")

    @property
    def locales(self) -> tuple[str, ...]:
        """Locales of the project and of every text that can be read."""
        own = (code for text in self.texts()[0] for code in text.locales)
        return tuple(dict.fromkeys((*self.config.locales, *own)))

    def locales_of(self, text: Text, only: Sequence[str]) -> tuple[str, ...]:
        """The text's locales, or those of them that are selected."""
        return tuple(code for code in text.locales if not only or code in only)

    def expired(self, expires: datetime.date | None) -> bool:
        """Whether a text's day has passed."""
        return expires is not None and expires < self.today

    def relative(self, path: Path) -> str:
        """A path as findings and references show it."""
        name, top = os.fspath(path), os.fspath(self.root) + os.sep
        return name.removeprefix(top).replace(os.sep, "/")  # thousands are asked for

    def progress(
        self, text: Text, locale: str, catalog: Catalog | None, unreadable: str = ""
    ) -> Progress:
        """Where a text stands in a locale, given its catalog or why that can't be read."""
        outdated = catalog is None or not merge.in_step(catalog, text.template)
        copied = self.copies(text, locale, catalog)
        return Progress(
            domain=text.domain,
            locale=locale,
            tallies=progress.tally(text.sizes, catalog, copied),
            required=locale in text.required,
            deadline=text.settings.deadline,
            expires=text.settings.expires,
            expired=self.expired(text.settings.expires),
            outdated=outdated and not unreadable,
            new=catalog is None and not unreadable,
            copied=len(copied),
            questions=len(questions(catalog).keys() & text.segments.keys()) if catalog else 0,
            obsolete=len(catalog.obsolete) if catalog else 0,
            unreadable=unreadable,
            passed_over=passed_over.total(text.passed_over),
        )

    def copies(self, text: Text, locale: str, catalog: Catalog | None) -> frozenset[Key]:
        """Messages that count as untranslated, since nearly all of a catalog is its source."""
        if catalog is None or locales.alike(locale, self.config.source_locale):
            return frozenset()
        return copies(text, catalog)

    def catalog_path(self, domain: str, locale: str) -> Path:
        """Where a catalog lies, or would."""
        path = self.root / self.config.catalog.format(locale=locale, domain=domain)
        return files.named(path, self.root)

    def template_path(self, domain: str) -> Path:
        """Where a template lies, or would."""
        return files.named(self.root / self.config.template.format(domain=domain), self.root)

    def catalog_file(self, domain: str, locale: str, text: Text | None = None) -> CatalogFile:
        """Open the catalog of a domain, whose text may be gone; given the text, if it is at hand.

        Raises:
            CatalogError: it can't be represented, a newer tamizdat has made it, or there is another
                in a folder that spells the locale otherwise.
            MisplacedError: it is another text's.
            StorageError: it can't be read.
        """
        path = self.catalog_path(domain, locale)
        for folder, twin in self.twins(domain, locale).items():
            self._refuse_twin(domain, locale, folder, twin)
        try:
            with guard(path):
                scrub = self.config.privacy.scrub
                file = CatalogFile.open(path, self.root, scrub=scrub, domain=domain)
                other = self._other_text(file.catalog, domain, text) if file.catalog else ""
        except CatalogError as error:
            raise CatalogError(*(self._recoverable(p, path) for p in error.problems)) from error
        if file.catalog and other:
            place = self.relative(self.catalog_path(other, locale))
            message = f"a catalog of another text: its header names “{other}”"
            line = file.catalog.header.line
            raise MisplacedError.at(path, line, message, f"put it there: {place}")
        return file

    def _recoverable(self, problem: Problem, path: Path) -> Problem:
        """A problem of a catalog with the command that takes it from git, where that has it."""
        if TAKE_BACK not in problem.remedy or not self.committed(path):
            return problem
        name = shlex.quote(self.relative(path))
        aside = f"mv {name} {name}.broken && " if path.stat().st_size else ""
        remedy = f"git has it whole: {aside}git checkout HEAD -- {name}"
        return replace(problem, remedy=remedy)

    def committed(self, path: Path) -> Catalog | None:
        """A catalog as the last commit has it; None where there is none that can be read."""
        data = self.past.committed(path) if self.past else None
        with suppress(CatalogError):
            return po.loads(data, path) if data else None
        return None

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """The folders of catalogs that spell a locale otherwise than the project does."""
        known = (*self.config.locales, *self.config.required)
        return spellings.folders(self.root, self.config.catalog, known)

    def twins(self, domain: str, locale: str) -> dict[str, Path]:
        """Where catalogs of a text and locale would lie in folders that spell it otherwise."""
        return {each: self.catalog_path(domain, each) for each in self._spellings.get(locale, ())}

    def _refuse_twin(self, domain: str, locale: str, folder: str, twin: Path) -> None:
        """Raise CatalogError where a text's catalog lies in a folder of another spelling."""
        path = self.catalog_path(domain, locale)
        if not os.path.lexists(twin):
            return
        with suppress(OSError):
            if path.samefile(twin):  # on a disk that knows no capitals
                return
        message = f"“{folder}” and “{locale}” are one locale, and the project calls it “{locale}”"
        remedy = f"rename the folder to “{locale}”, or write “{folder}” in the configuration"
        if os.path.lexists(path):
            remedy = f"bring them together: {self.relative(path)} is the one that counts"
        raise CatalogError.at(twin, None, message, remedy)

    def catalog(self, domain: str, locale: str, text: Text | None = None) -> Catalog | None:
        """Read a catalog; None where there is none yet. As `catalog_file`, in all else."""
        return self.catalog_file(domain, locale, text).catalog

    @cached_property
    def past(self) -> Past | None:
        """What git has of the project's files; None where there is no commit."""
        return Past.of(self.root)

    @property
    def baseline_path(self) -> Path:
        """Where dismissed findings lie: at the top of the catalogs' folders."""
        return self._top / baseline.NAME

    def baseline(self) -> Baseline:
        """The findings that are dismissed; none where there is no such file, or it is broken."""
        with suppress(TamizdatError):  # `check` reports it
            return self.read_baseline()
        return Baseline()

    def read_baseline(self) -> Baseline:
        """Read the findings that are dismissed; none where there is no such file.

        Raises:
            ConfigError: the file is not a baseline, or the record of renames is broken.
            TamizdatError, StorageError: it can't be read.
        """
        path = self.baseline_path
        if not os.path.lexists(path):
            return Baseline()
        return baseline.loads(files.read(path, self.root), path).today(self.renames.now)

    def renamed(self, path: str) -> str:
        """The text that was at a path below the source texts, by the domain that it has now.

        Empty where there was none that has another name now.
        """
        name, dot, suffix = path.rpartition(".")
        if not name or not formats.knows(dot + suffix):
            return ""
        former = files.composed(name)
        now = self.renames.now(former)
        return now if now != former and now in self.sources else ""

    @property
    def renames_path(self) -> Path:
        """Where the record of renames lies: beside the baseline."""
        return self._top / renames.NAME

    @cached_property
    def renames(self) -> Renames:
        """What became of texts that were renamed or moved; nothing where there is no such file.

        Raises:
            ConfigError: the file is broken.
            SourceError: it is not UTF-8; or as `sources`.
        """
        path = self.renames_path
        there = os.path.lexists(path)
        record = renames.loads(files.read(path, self.root), path) if there else Renames()
        return replace(record, living=self.sources.keys())

    @property
    def _top(self) -> Path:
        """The folder of all catalogs, where what is said of all of them lies."""
        return self.root / self.catalogs_folder

    @property
    def notes_path(self) -> Path:
        """Where answers to translators' questions lie, beside the baseline."""
        return self._top / notes.NAME

    @cached_property
    def notes(self) -> Notes:
        """Read the notes of maintainers, by today's domains; none where there is no such file.

        Raises:
            ConfigError: the file does not hold notes.
        """
        path = self.notes_path
        if not os.path.lexists(path):
            return Notes()
        return notes.loads(files.read(path, self.root), path).today(self.renames.now)

    def template(self, domain: str) -> Catalog | None:
        """Read the template on disk; None where there is none yet.

        Raises:
            CatalogError: it is broken. Nobody's work is in it, so the remedy is to make it anew.
        """
        path = self.template_path(domain)
        try:
            with guard(path):
                there = os.path.lexists(path)
                return po.loads(files.read(path, self.root), path) if there else None
        except CatalogError as error:
            remedy = "it is made from the text: delete it, then: tamizdat update"
            raise CatalogError(*(replace(p, remedy=remedy) for p in error.problems)) from error

    def _other_text(self, catalog: Catalog, domain: str, text: Text | None) -> str:
        """The text that a catalog's header names, if it is another one and looks it; else none."""
        named = catalog.field("Project-Id-Version")
        if named == domain or not {named, domain} <= self.sources.keys():
            return ""
        keys = catalog.by_key.keys()
        with suppress(TamizdatError):
            most = 2 * len(keys & (text or self.text(domain)).segments.keys())
            if most < len(keys) and most < len(keys & self.text(named).segments.keys()):
                return named
        return ""

    @cached_property
    def catalogs_folder(self) -> str:
        """The folder that all catalogs lie in, of whatever locale; empty for the project's own."""
        return places.folder(self.config.catalog)

    @cached_property
    def _places(self) -> re.Pattern[str]:
        """What the path of a catalog looks like."""
        return places.pattern(self.config.catalog)

    def place_of(self, path: str) -> tuple[str, str] | None:
        """Domain and locale of the catalog that a path in the project is, or would be; or None."""
        match = self._places.fullmatch(path)
        if match is None or locales.problem(match["locale"]):
            return None
        domain, locale = files.composed(match["domain"]), match["locale"]
        if ".." in path.split("/") or self.template_path(domain) == self.root / path:
            return None
        return domain, locale

    def gone(self) -> Iterator[tuple[str, str]]:
        """Locale and domain of every catalog whose source text is gone."""
        yield from ((locale, domain) for locale, domain, there in self.stored() if not there)

    def stored(self) -> Iterator[tuple[str, str, bool]]:
        """Locale and domain of every catalog on disk, and whether there is such a text."""
        valid = cache(lambda code: not locales.problem(code))
        for match in places.like(self.root, self.config.catalog):
            domain, locale = match["domain"], match["locale"]
            if not valid(locale):
                continue
            path = match.string
            if self._is_catalog(path, domain, locale):
                yield locale, files.composed(domain), True
            elif self.root / path != self.template_path(domain) and self._is_ours(path):
                yield locale, domain, False

    def catalog_files(self) -> Iterator[tuple[Path, str]]:
        """All files that lie where catalogs do, whosever they are, and the domain of each."""
        for match in places.like(self.root, self.config.catalog):
            yield self.root / match.string, files.composed(match["domain"])

    def gone_templates(self) -> Iterator[str]:
        """The domain of every template whose source text is gone."""
        for match in places.like(self.root, self.config.template):
            domain = match["domain"]
            known = domain if domain.isascii() else files.composed(domain)
            if known not in self.sources and self._is_ours(match.string):
                yield known

    def _is_catalog(self, path: str, domain: str, locale: str) -> bool:
        """Whether a file is the catalog of a text, be it that a system spells é in another way."""
        if domain.isascii():
            return domain in self.sources
        known = files.composed(domain)
        return known in self.sources and self.catalog_path(known, locale) == self.root / path

    def _is_ours(self, path: str) -> bool:
        """Whether a catalog is of a text; programs have theirs in folders of the same form."""
        try:
            data = files.read(self.root / path, self.root)
        except TamizdatError:
            return False
        return b"X-Tamizdat-Segments:" in data or f"#: {self.config.sources}/".encode() in data
