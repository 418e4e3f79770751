"""What waits for a person: list it, decide on it, save every decision at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tamizdat.catalogs.catalog import Message, State
from tamizdat.errors import ConfigError, Problem, StorageError, TamizdatError, guard
from tamizdat.project.project import Project
from tamizdat.review.decision import Decision, Item, RefusedError, Step
from tamizdat.review.session import Session

WAITING = (State.DRAFT, State.CHANGED, State.NEEDS_WORK)
"""States that a person should look at."""
NUMBERS = re.compile(r"(?P<first>[0-9]{1,9})(?:-(?P<last>[0-9]{1,9}))?")
"""How messages are named by their places in the text."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages are meant."""

    states: tuple[State, ...] = WAITING
    named: tuple[str, ...] = ()
    """Numbers in the text (3, 3-7) or beginnings of hashes; then the state does not matter."""
    check: str = ""
    """Only messages that this check finds something in, whatever their state."""
    contested: bool = True
    """Besides those in the states: what somebody else has translated in another way."""
    questions: bool = False
    """Only messages that somebody asks something about, whatever their state."""

    def of(self, session: Session) -> tuple[Item, ...]:
        """The items of a session that are meant."""
        keys = [m.key for number, m in session.numbered() if self._means(number, m)]
        items = filter(None, map(session.item, keys))
        if self.questions:
            return tuple(item for item in items if item.question)
        if self.named or not self.check:
            return tuple(items)
        return tuple(i for i in items if any(found.check == self.check for found in i.findings))

    def _means(self, number: int, message: Message) -> bool:
        if self.named:
            return any(names(name, number, message) for name in self.named)
        if self.contested and message.others and not self.questions:
            return True
        return bool(self.check) or self.questions or message.state in self.states


def names(name: str, number: int, message: Message) -> bool:
    """Whether a number, a range or the beginning of a hash is this message's."""
    if place := NUMBERS.fullmatch(name):
        first = int(place["first"])
        if first <= number <= int(place["last"] or first):
            return True
    return len(name) > 5 and message.hash.startswith(name)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a message."""

    item: Item
    step: Step | None = None
    refused: str = ""
    """Why nothing did."""


def sessions(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Session | TamizdatError]:
    """The selected texts and locales, and why others can't be reviewed.

    Texts whose day has passed are left out, unless they are named.
    """
    texts, errors = project.texts(patterns)
    yield from errors
    for text in texts:
        if project.expired(text.settings.expires) and not patterns:
            continue
        for locale in project.locales_of(text, only):
            try:
                with guard(project.catalog_path(text.domain, locale)):
                    session = Session(project, text, locale)
                yield session
            except TamizdatError as error:
                yield error


def chosen(
    project: Project, patterns: Sequence[str], only: Sequence[str], choice: Choice
) -> Iterable[Session | TamizdatError]:
    """The sessions in which something may be meant.

    Raises:
        ConfigError: a name that no message has.
    """
    if not choice.named:
        return sessions(project, patterns, only)
    found: list[Session | TamizdatError] = []
    fitting: set[str] = set()
    total = 0
    for session in sessions(project, patterns, only):
        if isinstance(session, Session):
            total = max(total, session.total)
            fit = {n for n in choice.named if any(names(n, *each) for each in session.numbered())}
            fitting |= fit
            if not fit:
                continue
        found.append(session)
    errors = [error for error in found if isinstance(error, TamizdatError)]
    problems = [_misnamed(name, total, fits=name in fitting) for name in choice.named]
    if not any(problems):
        return found
    if not errors and total:
        raise ConfigError(*filter(None, problems))
    return errors


def _misnamed(name: str, total: int, *, fits: bool) -> Problem | None:
    """What is wrong with the name of a message, given how many there are and if one fits."""
    place = NUMBERS.fullmatch(name)
    if place is None:
        remedy = "say its number, or six digits or more of its hash; see: tamizdat review"
        return None if fits else Problem(f"no message “{name}” here", remedy=remedy)
    first, last = int(place["first"]), int(place["last"] or place["first"])
    if fits and (last <= total or not place["last"]):  # a hash may look like a number
        return None
    if 1 <= first <= last <= total:
        remedy = "translate it in an editor, or run: tamizdat draft"
        return Problem(f"message {name} is untranslated: nothing to review", remedy=remedy)
    return Problem(f"no message {name} in this text", remedy=f"there are 1 to {total}")


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    choice: Choice | None = None,
    decide: Decision | None = None,
    *,
    dry_run: bool = False,
) -> Iterator[Decided | TamizdatError]:
    """What waits; with `decide`, each of them decided on, a catalog written at a time.

    Raises:
        ConfigError: a name that no message has; then nothing is decided.
    """
    choice = choice or Choice()
    for session in chosen(project, patterns, only, choice):
        if isinstance(session, TamizdatError):
            yield session
            continue
        try:
            with guard(session.file.path):
                results = [_decided(item, decide) for item in choice.of(session)]
                steps = [result.step for result in results if result.step]
                if steps and not dry_run:
                    session.save(steps)
            yield from results
        except TamizdatError as error:
            yield error


def _decided(item: Item, decide: Decision | None) -> Decided:
    try:
        return Decided(item, decide(item) if decide else None)
    except RefusedError as error:
        return Decided(item, refused=str(error))


class ReviewQueue:
    """One reader's way through what waits: where they are, what they decided, and back."""

    def __init__(self, found: Sequence[Session], choice: Choice) -> None:
        self._queue = [
            (session, item.message.key) for session in found for item in choice.of(session)
        ]
        self._at = 0
        self._past: list[tuple[int, Step | None]] = []

    @property
    def left(self) -> int:
        """How many messages are to come, this one included."""
        return len(self._queue) - self._at

    @property
    def decisions(self) -> int:
        """How many decisions stand."""
        return sum(step is not None for _, step in self._past)

    def item(self) -> Item | None:
        """The message to look at, as it is now; None at the end."""
        while self._at < len(self._queue):
            session, key = self._queue[self._at]
            item = session.item(key)
            if item and (item.message.msgstr or item.question):
                return item
            self._at += 1  # it went away meanwhile
        return None

    def take(self, step: Step, *, stay: bool = False) -> bool:
        """Save a decision and go on, or stay; as Session.save, say whether the file had changed."""
        meanwhile = self._queue[self._at][0].save([step])
        self._past.append((self._at, step))
        self._at += not stay
        return meanwhile

    def skip(self) -> None:
        """Go on without a decision."""
        self._past.append((self._at, None))
        self._at += 1

    def undo(self) -> bool:
        """Take the last decision back and return to its message; False where there is none.

        Raises:
            StorageError: somebody else has changed the message, which is the next one to look at
                all the same, or the disk failed. See Session.save.
        """
        if not self._past:
            return False
        at, step = self._past[-1]
        session, key = self._queue[at]
        try:
            if step:
                session.save([step.reversed()])
        except StorageError:
            if step and session.catalog.by_key.get(key) == step.after:
                raise  # the disk failed: it can be taken back later
            self._back()
            raise
        self._back()
        return True

    def _back(self) -> None:
        self._at, _ = self._past.pop()
