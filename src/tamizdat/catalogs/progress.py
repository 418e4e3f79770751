"""How far a translation is: words and messages by state."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tamizdat.catalogs.catalog import Catalog, Key, State


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of messages and the words of their source."""

    words: int = 0
    messages: int = 0


def tally(
    sizes: Mapping[Key, int], catalog: Catalog | None, copies: Collection[Key] = ()
) -> dict[State, Tally]:
    """Count a text's messages, given the words of each, by the state they have in a catalog.

    `copies` of the source count as untranslated.
    """
    words: Counter[State] = Counter()
    messages: Counter[State] = Counter()
    for key, size in sizes.items():
        message = catalog.by_key.get(key) if catalog else None
        state = message.state if message and key not in copies else State.UNTRANSLATED
        words[state] += size
        messages[state] += 1
    return {state: Tally(words[state], count) for state, count in messages.items()}


PASSED_OVER = 0.01
"""Share of a text's words from which what is passed over is said beside every per cent.

In the documentation of ten projects, captions and titles alone are less, boxes and tabs more.
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one text stands in one locale."""

    domain: str
    locale: str
    tallies: Mapping[State, Tally]
    required: bool = False
    """CI demands it to be complete."""
    deadline: datetime.date | None = None
    expires: datetime.date | None = None
    expired: bool = False
    """Its day has passed: it is in no queue and in no gate."""
    outdated: bool = False
    """The source changed since the last `update`."""
    new: bool = False
    """There is no catalog yet; then it is outdated, too."""
    copied: int = 0
    """Messages that count as untranslated since they are but copies of the source."""
    questions: int = 0
    """Messages that somebody asks something about, and nobody has answered."""
    obsolete: int = 0
    """Messages that left the text, and are kept."""
    unreadable: str = ""
    """Why the catalog could not be read; then everything counts as untranslated."""
    passed_over: int = 0
    """Words of prose in its source that no catalog has, against its author's will."""

    def tally(self, *states: State) -> Tally:
        """What is in the given states together."""
        return _sum(tally for state, tally in self.tallies.items() if state in states)

    @property
    def total(self) -> Tally:
        """All of the text."""
        return _sum(self.tallies.values())

    @property
    def done(self) -> Tally:
        """Translated and reviewed."""
        return _sum(tally for state, tally in self.tallies.items() if state.done)

    @property
    def complete(self) -> bool:
        """Nothing is left to do."""
        return not any(t.messages for state, t in self.tallies.items() if not state.done)

    @property
    def percent(self) -> int:
        """Words done, rounded down: 100 is said only of what is complete."""
        if self.complete:
            return 100
        return min(99, 100 * self.done.words // max(1, self.total.words))

    @property
    def partial(self) -> bool:
        """Whether so much is passed over that per cent of what is offered are not of all of it."""
        return beyond(self.passed_over, self.total.words)

    def late(self, today: datetime.date) -> bool:
        """Whether it was wanted by a day that has passed, and is still wanted."""
        wanted = self.deadline is not None and self.deadline < today
        return wanted and not (self.complete or self.expired)

    @property
    def missing(self) -> str:
        """What is left, split by state, for people: “12 untranslated, 3 draft”."""
        left = ((state, self.tally(state).messages) for state in State if not state.done)
        found = ", ".join(f"{count} {state.label}" for state, count in left if count)
        return f"{found} ({self.copied} but copies of the source)" if self.copied else found


def beyond(passed_over: int, offered: int) -> bool:
    """Whether words that are passed over are more than few beside those that are offered."""
    return passed_over > 0 and passed_over >= PASSED_OVER * (passed_over + offered)


@dataclass(frozen=True, slots=True)
class Report:
    """Progress of a whole project."""

    today: datetime.date
    rows: tuple[Progress, ...] = ()

    def total(self, locale: str) -> Progress:
        """All texts of a locale together, without expired ones."""
        rows = [row for row in self.rows if row.locale == locale and not row.expired]
        tallies = {
            state: _sum(row.tallies[state] for row in rows if state in row.tallies)
            for state in State
        }
        return Progress(
            "",
            locale,
            tallies,
            copied=sum(row.copied for row in rows),
            questions=sum(row.questions for row in rows),
            passed_over=sum(row.passed_over for row in rows),
        )

    @property
    def locales(self) -> tuple[str, ...]:
        """Locales that have a row, in order of appearance."""
        return tuple(dict.fromkeys(row.locale for row in self.rows))


def _sum(tallies: Iterable[Tally]) -> Tally:
    words = messages = 0
    for tally in tallies:  # of thousands of texts: a sum of objects makes as many on its way
        words += tally.words
        messages += tally.messages
    return Tally(words, messages)
