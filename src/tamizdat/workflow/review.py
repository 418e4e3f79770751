"""What waits for a person: list it, decide on it, save every decision at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tamizdat import baseline, files, gate, merge, po
from tamizdat.article import Article
from tamizdat.catalog import Catalog, Key, Message, State
from tamizdat.decision import Decision, Item, RefusedError, Step
from tamizdat.errors import CatalogError, ConfigError, Problem, StorageError, TamizdatError
from tamizdat.findings import Finding
from tamizdat.project import Project

WAITING = (State.DRAFT, State.CHANGED, State.NEEDS_WORK)
"""States that a person should look at."""


class Desk:
    """One text in one locale under review. What is saved is saved over what was read, or not."""

    def __init__(self, project: Project, article: Article, locale: str) -> None:
        """Read the catalog.

        Raises:
            CatalogError: there is none, it can't be read, or it is not in step with its source.
        """
        self.project, self.article, self.locale = project, article, locale
        self.path = project.catalog_path(article.domain, locale)
        self._keys = [*article.segments]
        self._places = {key: place for place, key in enumerate(self._keys)}
        if not os.path.lexists(self.path):
            raise CatalogError.at(self.path, None, "no catalog yet", "run: tamizdat update")
        self._take(files.read(self.path, project.root))

    def _take(self, data: bytes) -> None:
        """Lay a catalog on the desk."""
        catalog = po.loads(data, self.path)
        if not merge.in_step(catalog, self.article.template):
            raise CatalogError.at(
                self.path, None, "the source changed since the last update", "run: tamizdat update"
            )
        self.catalog, self._data = catalog, data
        self.__dict__.pop("_unfit", None)

    @cached_property
    def _unfit(self) -> Mapping[Key, Finding]:
        return gate.unfit(self.project, self.article, self.locale, self.catalog)

    def _findings(self, message: Message) -> tuple[Finding, ...]:
        """What is found in a message, of drafts too."""
        found = gate.of_message(self.project, self.article, self.locale, message)
        unfit = self._unfit.get(message.key)
        return (*found, unfit) if unfit else found

    def items(self) -> Iterator[Item]:
        """Every message that has a msgstr, in the order of the text."""
        return filter(None, map(self.item, self.article.segments))

    def item(self, key: Key) -> Item | None:
        """A message, if it has a msgstr."""
        message = self.catalog.by_key.get(key)
        if message is None or not message.msgstr:
            return None
        keys, place = self._keys, self._places[key]
        return Item(
            self.article.domain,
            self.locale,
            self.project.relative(self.path),
            place + 1,
            len(keys),
            message,
            self.article.template.by_key[key],
            self.article.segments[key],
            self.catalog.by_key.get(keys[place - 1]) if place else None,
            self.catalog.by_key.get(keys[place + 1]) if place + 1 < len(keys) else None,
            self._findings(message),
        )

    def save(self, steps: Sequence[Step]) -> bool:
        """Write decisions; say whether the file had changed since it was read.

        Raises:
            StorageError: somebody else has changed one of these messages, or the disk failed.
            CatalogError: the file was broken meanwhile, or a msgstr can't be written.
        """
        root = self.project.root
        with files.lock(root):
            data = files.read(self.path, root)
            meanwhile = data != self._data
            if meanwhile:
                self._take(data)
            decided = {step.before.key: step for step in steps}
            for key, step in decided.items():
                if self.catalog.by_key.get(key) != step.before:
                    problem = Problem("the message has changed meanwhile", self.path)
                    raise StorageError(replace(problem, remedy="look at it again"))
            messages = tuple(
                message
                if message.obsolete or message.key not in decided
                else decided[message.key].after
                for message in self.catalog.messages
            )
            written = self._written(replace(self.catalog, messages=messages))
            self._save_baseline(steps)
            files.write(self.path, written, root, expected=data)
            self._take(written)
        return meanwhile

    def _written(self, catalog: Catalog) -> bytes:
        return po.dumps(po.scrubbed(catalog) if self.project.config.privacy.scrub else catalog)

    def _save_baseline(self, steps: Sequence[Step]) -> None:
        added = [step.add for step in steps if step.add]
        removed = [step.remove for step in steps if step.remove]
        if not added and not removed:
            return
        path, root = self.project.baseline_path, self.project.root
        data = files.read(path, root) if os.path.lexists(path) else b""
        entries = baseline.loads(data, path) if data else baseline.Baseline()
        changed = baseline.dumps(entries.with_(added).without(removed))
        files.write(path, changed, root, expected=data)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages are meant."""

    states: tuple[State, ...] = WAITING
    named: tuple[str, ...] = ()
    """Numbers in the text or beginnings of hashes; then the state does not matter."""
    check: str = ""
    """Only messages that this check finds something in, whatever their state."""

    def of(self, desk: Desk) -> tuple[Item, ...]:
        """The items of a desk that are meant."""
        return tuple(item for item in desk.items() if self._means(item))

    def _means(self, item: Item) -> bool:
        if self.named:
            return any(self.names(name, item) for name in self.named)
        if self.check:
            return any(found.check == self.check for found in item.findings)
        return item.message.state in self.states

    @staticmethod
    def names(name: str, item: Item) -> bool:
        """Whether a number or the beginning of a hash is this message's."""
        return name == str(item.number) or (len(name) > 5 and item.message.hash.startswith(name))


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a message."""

    item: Item
    step: Step | None = None
    refused: str = ""
    """Why nothing did."""


def desks(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Desk | TamizdatError]:
    """The selected texts and locales, and why others can't be reviewed.

    Texts whose day has passed are left out, unless they are named.
    """
    articles, errors = project.articles(patterns)
    yield from errors
    for article in articles:
        if project.expired(article.settings.expires) and not patterns:
            continue
        for locale in project.locales_of(article, only):
            try:
                yield Desk(project, article, locale)
            except TamizdatError as error:
                yield error


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

    A name that no message has is an error among the results.
    """
    choice = choice or Choice()
    missing = set(choice.named)
    for desk in desks(project, patterns, only):
        if isinstance(desk, TamizdatError):
            yield desk
            continue
        try:
            chosen = choice.of(desk)
            missing -= {name for name in choice.named for i in chosen if Choice.names(name, i)}
            results = [_decided(item, decide) for item in chosen]
            steps = [result.step for result in results if result.step]
            if steps and not dry_run:
                desk.save(steps)
            yield from results
        except TamizdatError as error:
            yield error
    for name in sorted(missing):
        yield ConfigError(Problem(f"no message “{name}” here", remedy="see: tamizdat review"))


def _decided(item: Item, decide: Decision | None) -> Decided:
    try:
        return Decided(item, decide(item) if decide else None)
    except RefusedError as error:
        return Decided(item, refused=str(error))


class Round:
    """One reader's way through what waits: where they are, what they decided, and back."""

    def __init__(self, found: Sequence[Desk], choice: Choice) -> None:
        self._queue = [(desk, item.message.key) for desk in found for item in choice.of(desk)]
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
            desk, key = self._queue[self._at]
            if item := desk.item(key):
                return item
            self._at += 1  # it went away meanwhile
        return None

    def take(self, step: Step, *, stay: bool = False) -> bool:
        """Save a decision and go on, or stay; say whether the file had changed. See Desk.save."""
        meanwhile = self._queue[self._at][0].save([step])
        self._past.append((self._at, step))
        self._at += not stay
        return meanwhile

    def skip(self) -> None:
        """Go on without a decision."""
        self._past.append((self._at, None))
        self._at += 1

    def undo(self) -> bool:
        """Take the last decision back and return to its message; False where there is none."""
        if not self._past:
            return False
        at, step = self._past[-1]
        if step:
            self._queue[at][0].save([step.reversed()])
        self._past.pop()
        self._at = at
        return True
