"""Fill what is untranslated: memory and git's past first, then an engine; always fuzzy.

A message that has a msgstr is never touched, unless it counts as a copy of its source. What was
drafted is saved every few messages and when the run ends, however it ends; the next run goes on
from there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, partial

from tamizdat.catalogs.catalog import Catalog, Key, Message, Origin
from tamizdat.check import rules as checks
from tamizdat.check.findings import Pair, Severity
from tamizdat.draft import engines, translation
from tamizdat.draft.attempts import Job
from tamizdat.draft.engine import Options
from tamizdat.draft.machine import Machine, Notice
from tamizdat.draft.masking import LostError
from tamizdat.draft.memory import Match, Memory
from tamizdat.errors import BugError, EngineError, TamizdatError, guard
from tamizdat.language import inline
from tamizdat.project import trust
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project
from tamizdat.project.recalled import Recalled
from tamizdat.project.text import Text
from tamizdat.texts.document import Segment, UnfitError

EVERY = 20
"""Messages between two saves."""
_COMMIT = 8
"""So many digits of a commit's name tell which one it is."""

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
    bug: BugError | None = None
    """What made drafting it fail."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The end of one text in one locale."""

    domain: str
    locale: str
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
        ConfigError: there is no such engine, or its address is none.
    """
    settings = project.config.draft
    name = engine or settings.engine
    chosen = None if name == "none" else engines.by_name(name)
    trusts = cache(partial(trust.trusts, root=project.root))  # asked for every text
    proposed = settings.download and bool(chosen and chosen.models and trusts(chosen.models))
    options = Options(download or proposed, url, settings.url)
    to = chosen.destination(options) if chosen else None
    texts, errors = project.texts(patterns)
    for error in errors:
        yield Saved("", "", error)
    wanted = [(text, project.locales_of(text, only)) for text in texts]
    recalled = Recalled(project, [(text.domain, code) for text, codes in wanted for code in codes])
    source, failed = project.config.source_locale, ""
    for locale in dict.fromkeys(code for _, codes in wanted for code in codes):
        memory = Memory.of(_catalogs(project, locale))
        machine = Machine(chosen, options, source, locale, to, trusts, dry_run, failed)
        with closing(machine):
            for text in (text for text, codes in wanted if locale in codes):
                if patterns or not project.expired(text.settings.expires):
                    yield from _text(project, text, memory, recalled, machine)
        failed = machine.failed


def _from_memory(
    message: Message,
    memory: Memory,
    past: Mapping[Key, tuple[str, Message]],
    domain: str,
    judge: Judge,
) -> Message | None:
    """The draft that people's translations give, if they give a sound one.

    Those of other texts, or what this one had in some commit.
    """
    match = memory.match(message.msgid)
    if match is None and message.key in past:
        commit, was = past[message.key]
        match = Match(was.msgstr, f"{domain}@{commit[:_COMMIT]}")
    if not match or match.msgstr == message.msgstr:  # that of a copy of the source is no better
        return None
    route = "_".join(match.domain.split())
    drafted = message.drafted(match.msgstr, engine=Origin.MEMORY, route=route)
    return None if judge(drafted) else drafted


def _from_engine(message: Message, segment: Segment, job: Job, judge: Judge) -> Message | str:
    """The draft that an engine gives, or why it gives none. Raises EngineError."""
    try:
        msgstr = translation.translate(message.msgid, segment.markup, job)
    except LostError as error:
        return str(error)
    drafted = message.drafted(msgstr, engine=job.engine.name, route=job.route)
    return judge(drafted) or drafted


@dataclass
class _Sheet:
    """A catalog that is being filled."""

    file: CatalogFile
    dry_run: bool
    fresh: dict[Key, Message] = field(default_factory=dict)
    """What is not saved yet."""
    error: TamizdatError | None = None
    """Why it could not be saved."""

    def put(self, message: Message) -> None:
        """Take a draft; save if it is time."""
        self.fresh[message.key] = message
        if len(self.fresh) >= EVERY:
            self.save()

    def save(self) -> None:
        """Write what is new; where that fails, only this text ends early."""
        if not self.fresh or self.dry_run or self.error:
            return
        try:
            file = self.file.rewritten(self.file.existing.replaced(self.fresh))
            file.save(over=self.file)
        except TamizdatError as problem:
            self.error = problem
        else:
            self.file, self.fresh = file, {}

    def finish(self) -> None:
        """Write what is left; one who interrupts just this waits until it is done."""
        try:
            self.save()
        except BaseException:
            self.save()
            raise


def _text(
    project: Project, text: Text, memory: Memory, recalled: Recalled, machine: Machine
) -> Iterator[Result]:
    """One text in one locale."""
    locale = machine.target
    path = project.catalog_path(text.domain, locale)
    error: TamizdatError | None = None
    try:
        with guard(path):
            sheet = _Sheet(project.catalog_file(text.domain, locale, text), machine.dry_run)
            active = sheet.file.existing.active
            copies = project.copies(text, locale, sheet.file.existing)
            todo = [m for m in active if m.key in text.segments]
            todo = [m for m in todo if not m.msgstr or m.key in copies]
    except TamizdatError as problem:
        yield Saved(text.domain, locale, problem)
        return
    try:
        with guard(path):
            for result in _messages(project, text, todo, memory, recalled, machine):
                if isinstance(result, Drafted):
                    sheet.put(result.message)
                elif isinstance(result, Left):
                    error = error or result.bug
                yield result
                if sheet.error:
                    break
    except TamizdatError as problem:
        error = problem
    finally:  # also when the run is interrupted
        sheet.finish()
    yield Saved(text.domain, locale, error or sheet.error)


def _messages(
    project: Project,
    text: Text,
    todo: Sequence[Message],
    memory: Memory,
    recalled: Recalled,
    machine: Machine,
) -> Iterator[Drafted | Left | Notice]:
    """What is untranslated, from memory and then from the engine. Raises EngineError."""
    domain, segments, locale = text.domain, text.segments, machine.target
    path = project.catalog_path(domain, locale)

    def judge(message: Message) -> str:
        return _wrong(message, segments[message.key], machine.source, locale)

    def tried(message: Message, found: Callable[[], Message | str | None]) -> Drafted | Left | None:
        """What becomes of a message; where that fails, it alone stays untranslated."""
        try:
            with guard(path, message.line):
                drafted = found()
        except BugError as bug:
            return Left(domain, locale, message, bug.problems[0].message, bug)
        if isinstance(drafted, Message):
            return Drafted(domain, locale, drafted)
        return Left(domain, locale, message, drafted) if drafted else None

    rest: list[Message] = []
    unknown = [message.key for message in todo if memory.match(message.msgid) is None]
    past = recalled.done((domain, locale), unknown)
    for message in todo:
        result = tried(message, partial(_from_memory, message, memory, past, domain, judge))
        if result:
            yield result
        else:
            rest.append(message)
    if not rest:
        return
    allowed = text.settings.engines or "local"
    answered: set[Key] = set()
    try:
        excuse = machine.excuse(remote=project.config.draft.remote, allowed=allowed)
        if excuse:
            yield from (Left(domain, locale, message, excuse) for message in rest)
            return
        visible = [inline.visible(m.msgid, segments[m.key][0].markup) for m in rest]
        yield from machine.notices(domain, visible)
        job = machine.opened()
        for message in rest:
            segment = segments[message.key][0]
            result = tried(message, partial(_from_engine, message, segment, job, judge))
            assert result  # a draft, or why there is none
            answered.add(message.key)
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
        pair = Pair(message.msgid, message.msgstr, segment.markup, source, locale)
        for check, sentence in checks.run(pair):
            if check.severity is Severity.ERROR:
                return sentence
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
