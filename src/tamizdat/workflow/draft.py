"""Fill what is untranslated: translation memory first, then an engine; always fuzzy.

A message that has a msgstr is never touched. What was drafted is saved every few messages and when
the run ends, however it ends; the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat import checks, drafting, engines, files, inline, po
from tamizdat.catalog import Catalog, Key, Message
from tamizdat.document import Segment, UnfitError
from tamizdat.drafting.ladder import Job
from tamizdat.engine import Engine, Options, Reach, Translator, refusal
from tamizdat.errors import CatalogError, EngineError, TamizdatError
from tamizdat.findings import Pair, Severity
from tamizdat.masking import LostError
from tamizdat.memory import Memory
from tamizdat.project import Article, Project

EVERY = 20
"""Messages between two saves."""

Judge = Callable[[Message], str]
"""Why a drafted message can't be kept; empty if it can."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A message that has a draft now."""

    domain: str
    locale: str
    message: Message


@dataclass(frozen=True, slots=True)
class Left:
    """A message that stays untranslated, and why."""

    domain: str
    locale: str
    message: Message
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Said before the first request: what leaves this machine, or comes to it."""

    domain: str
    locale: str
    text: str
    host: str = ""
    messages: int = 0
    characters: int = 0
    """Visible characters of the msgids; a sentence may be sent more than once."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The end of one text in one locale."""

    domain: str
    locale: str
    path: Path
    drafted: int = 0
    left: int = 0
    error: TamizdatError | None = None
    """What ended it early; what was drafted until then is saved."""


Result = Drafted | Left | Notice | Saved


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    engine: str = "",
    url: str = "",
    download: bool = False,
    dry_run: bool = False,
) -> Generator[Result, None, None]:
    """Draft the selected texts in the selected locales.

    What is given here goes before the configuration. A dry run asks no engine. Errors of an engine
    are results, so that other locales go on.

    Raises:
        ConfigError: there is no such engine.
    """
    settings = project.config.draft
    name = engine or settings.engine
    models = project.root / settings.models if settings.models else None
    options = Options(models, download or settings.download, url or settings.url)
    machine = _Machine(None if name == "none" else engines.by_name(name), options, dry_run)
    articles, errors = project.articles(patterns)
    for error in errors:
        yield Saved("", "", error.problems[0].path or project.root, error=error)
    wanted = [(article, project.locales_of(article, only)) for article in articles]
    for locale in dict.fromkeys(code for _, codes in wanted for code in codes):
        memory = Memory.of(_catalogs(project, locale))
        with ExitStack() as stack:
            machine.begin(stack, project.config.source_locale, locale)
            for article in (article for article, codes in wanted if locale in codes):
                if not project.expired(article):
                    yield from _text(project, article, locale, memory, machine)


def from_memory(
    messages: Iterable[Message], domain: str, locale: str, memory: Memory, judge: Judge
) -> Iterator[Drafted]:
    """Drafts that people's translations of other texts give."""
    for message in messages:
        match = memory.match(message.msgid)
        if match:
            route = "_".join(match.domain.split())
            drafted = message.drafted(match.msgstr, engine="memory", route=route)
            if not judge(drafted):
                yield Drafted(domain, locale, drafted)


def from_engine(
    messages: Iterable[Message],
    domain: str,
    segments: Mapping[Key, tuple[Segment, ...]],
    job: Job,
    judge: Judge,
) -> Iterator[Drafted | Left]:
    """Drafts that an engine gives, and what it could not do. Raises EngineError."""
    for message in messages:
        try:
            msgstr = drafting.translate(message.msgid, segments[message.key][0].markup, job)
        except LostError as error:
            yield Left(domain, job.target, message, str(error))
            continue
        drafted = message.drafted(msgstr, engine=job.engine.name, route=job.route)
        wrong = judge(drafted)
        if wrong:
            yield Left(domain, job.target, message, wrong)
        else:
            yield Drafted(domain, job.target, drafted)


@dataclass
class _Machine:
    """The engine of a run: opened once for each locale, when it is first needed."""

    engine: Engine | None
    options: Options
    dry_run: bool
    failed: str = ""
    """Why it is not asked again in this run."""
    missing: str = ""
    """Why it is not asked again for this locale."""
    job: Job | None = None
    announced: bool = False

    def begin(self, stack: ExitStack, source: str, target: str) -> None:
        """Get ready for a locale; nothing is opened yet."""
        self.stack, self.source, self.target = stack, source, target
        self.job, self.missing, self.announced = None, "", False

    def give_up(self, error: EngineError) -> str:
        """Ask no more after an error: in this run, or in this locale if it could not be opened."""
        reason = f"the engine failed: {error}"
        if self.job:
            self.failed = reason
        else:
            self.missing = reason
        return reason

    def excuse(self, *, remote: bool, allowed: str) -> str:
        """Why it is not asked for a text; empty if it is."""
        if self.engine is None:
            return "no engine is configured"
        excuse = refusal(self.engine, remote=remote, engines=allowed)
        excuse = excuse or self.failed or self.missing
        if not excuse and self.dry_run:
            return f"{self.engine.name} would be asked"
        return excuse

    def notices(self, domain: str, texts: Sequence[str]) -> Iterator[Notice]:
        """What is to be said before a text is sent or a model fetched. Raises EngineError."""
        assert self.engine is not None  # `excuse` was empty
        if self.engine.reach is not Reach.LOCAL:
            host, characters = self.engine.address(self.options), sum(map(len, texts))
            text = f"{len(texts)} messages ({characters} characters) go to {host}"
            yield Notice(domain, self.target, text, host, len(texts), characters)
        if not self.announced:
            self.announced = True
            fetched = self.engine.announce(self.source, self.target, self.options)
            if fetched:
                yield Notice(domain, self.target, fetched)

    def opened(self) -> Job:
        """The engine, ready. Raises EngineError."""
        assert self.engine is not None  # `excuse` was empty
        if self.job is None:
            translator: Translator = self.stack.enter_context(
                self.engine.open(self.source, self.target, self.options)
            )
            self.job = Job(
                translator.translate, self.engine, self.source, self.target, translator.route
            )
        return self.job


@dataclass
class _Sheet:
    """A catalog that is being filled, and the file that it goes back to."""

    project: Project
    path: Path
    catalog: Catalog
    before: bytes
    dry_run: bool
    fresh: dict[Key, Message] = field(default_factory=dict)
    unsaved: int = 0

    def put(self, message: Message) -> None:
        """Take a draft; save if it is time."""
        self.fresh[message.key] = message
        self.unsaved += 1
        if self.unsaved >= EVERY:
            self.save()

    def save(self) -> None:
        """Write what is new. Raises StorageError."""
        if not self.unsaved or self.dry_run:
            return
        messages = tuple(
            message if message.obsolete else self.fresh.get(message.key, message)
            for message in self.catalog.messages
        )
        data = po.dumps(replace(self.catalog, messages=messages))
        files.write(self.path, data, self.project.root, expected=self.before)
        self.before, self.unsaved = data, 0


def _text(
    project: Project, article: Article, locale: str, memory: Memory, machine: _Machine
) -> Iterator[Result]:
    """One text in one locale."""
    path = project.catalog_path(article.domain, locale)
    drafted = left = 0
    error: TamizdatError | None = None
    try:
        sheet = _sheet(project, path, dry_run=machine.dry_run)
    except TamizdatError as problem:
        yield Saved(article.domain, locale, path, error=problem)
        return
    try:
        for result in _messages(project, article, sheet, memory, machine):
            if isinstance(result, Drafted):
                sheet.put(result.message)
                drafted += 1
            left += isinstance(result, Left)
            yield result
    except EngineError as problem:
        error = problem
    finally:  # also when the run is interrupted
        sheet.save()
    yield Saved(article.domain, locale, path, drafted, left, error)


def _sheet(project: Project, path: Path, *, dry_run: bool) -> _Sheet:
    if not path.exists():
        raise CatalogError.at(path, None, "no catalog yet", "run: tamizdat update")
    data = files.read(path, project.root)
    return _Sheet(project, path, po.loads(data, path), data, dry_run)


def _messages(
    project: Project, article: Article, sheet: _Sheet, memory: Memory, machine: _Machine
) -> Iterator[Drafted | Left | Notice]:
    """What is untranslated, from memory and then from the engine. Raises EngineError."""
    domain, segments, locale = article.domain, article.segments, machine.target
    todo = [m for m in sheet.catalog.active if not m.msgstr and m.key in segments]

    def judge(message: Message) -> str:
        return _wrong(message, segments[message.key], machine.source, locale)

    remembered = list(from_memory(todo, domain, locale, memory, judge))
    yield from remembered
    done = {result.message.key for result in remembered}
    rest = [message for message in todo if message.key not in done]
    if not rest:
        return
    allowed = article.settings.engines or "local"
    excuse = machine.excuse(remote=project.config.draft.remote, allowed=allowed)
    if excuse:
        yield from (Left(domain, locale, message, excuse) for message in rest)
        return
    texts = [inline.visible(m.msgid, segments[m.key][0].markup) for m in rest]
    answered: set[Key] = set()
    try:
        yield from machine.notices(domain, texts)
        for result in from_engine(rest, domain, segments, machine.opened(), judge):
            answered.add(result.message.key)
            yield result
    except EngineError as error:
        reason = machine.give_up(error)
        unanswered = (message for message in rest if message.key not in answered)
        yield from (Left(domain, locale, message, reason) for message in unanswered)
        raise


def _wrong(message: Message, segments: Sequence[Segment], source: str, locale: str) -> str:
    """The first error that the project's checks find in a drafted message."""
    for segment in segments:
        try:
            segment.encode(message.msgstr)
        except UnfitError as error:
            return str(error)
        markup, role = segment.markup, segment.role
        pair = Pair(message.msgid, message.msgstr, markup, role, source, locale)
        for check, text in checks.run(pair):
            if check.severity is Severity.ERROR:
                return text
    return ""


def _catalogs(project: Project, locale: str) -> Iterator[tuple[str, Catalog]]:
    """The readable catalogs of a locale; those that are not are reported where they are drafted."""
    for domain in project.sources:
        try:
            catalog = project.catalog(domain, locale)
        except TamizdatError:
            continue
        if catalog:
            yield domain, catalog
