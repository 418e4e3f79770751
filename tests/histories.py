"""Random histories of one catalog: what translators, reviewers, updates and engines do to it.

Every msgstr that somebody writes is unlike all others, so that it can be looked for afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import Catalog, Message

WORDS = (
    "we meet at noon by the harbour gate and bring bread water blankets for everybody who "
    "stays the night nobody is left alone write to us before friday so that we know how many "
    "beds are needed the kitchen opens early children are welcome their parents too"
).split()


@dataclass
class Text:
    """A source text: its paragraphs."""

    paragraphs: list[str]

    def template(self) -> Catalog:
        """As the text stands."""
        messages = tuple(
            Message(paragraph, extracted_comments=("paragraph",), references=("source_texts/a.md",))
            for paragraph in dict.fromkeys(self.paragraphs)
        )
        return po.new_catalog("", "a", messages=messages)


class History:
    """One side's way: a text and its catalog, and what is done to them. Used up by doing."""

    def __init__(self, rng: random.Random, text: Text, catalog: Catalog, name: str) -> None:
        self.rng, self.text, self.catalog, self.name = rng, text, catalog, name
        self.count = 0
        self.wrote: set[str] = set()
        """Msgstrs that people have written on this side and not replaced by their own hand."""

    def branch(self, name: str) -> History:
        """A copy that goes its own way."""
        other = History(self.rng, Text([*self.text.paragraphs]), self.catalog, name)
        other.wrote = {*self.wrote}
        return other

    def sentence(self) -> str:
        """A new paragraph."""
        return " ".join(self.rng.choice(WORDS) for _ in range(self.rng.randint(4, 14))) + "."

    def step(self) -> None:
        """Do one thing."""
        kinds: list[Callable[[], None]] = [
            *[self.translate] * 5,
            *[self.correct] * 2,
            *[self.doubt, self.confirm, self.review, self.comment, self.draft],
            *[self.edit_source] * 2,
            self.add_source,
            self.remove_source,
            self.swap_source,
        ]
        self.rng.choice(kinds)()

    def _some(self, fits: Callable[[Message], bool]) -> Message | None:
        found = [message for message in self.catalog.active if fits(message)]
        return self.rng.choice(found) if found else None

    def _put(self, message: Message | None) -> None:
        if message:
            self.catalog = self.catalog.replaced({message.key: message})

    def _words(self) -> str:
        self.count += 1
        return f"{self.name} said {self.count} {self.rng.choice(WORDS)}"

    def _written(self, message: Message, *, fuzzy: bool) -> None:
        self.wrote.discard(message.msgstr)
        new = self._words()
        self.wrote.add(new)
        flags = ("fuzzy",) if fuzzy else ()
        self._put(
            message.evolve(
                msgstr=new,
                flags=flags,
                previous_msgid=message.previous_msgid if fuzzy else None,
            )
        )

    def translate(self) -> None:
        """Fill a gap, or finish a fuzzy one."""
        if message := self._some(lambda m: not m.state.done):
            self._written(message, fuzzy=self.rng.random() < 0.1)

    def correct(self) -> None:
        """Put other words in the place of what was done."""
        if message := self._some(lambda m: m.state.done):
            self._written(message, fuzzy=False)

    def doubt(self) -> None:
        """Mark what was done as in need of work."""
        if message := self._some(lambda m: m.state.done):
            if message.draft:
                self.wrote.discard(message.msgstr)
            self._put(message.doubted())

    def confirm(self) -> None:
        """Take a fuzzy mark away, in an editor."""
        if message := self._some(lambda m: m.fuzzy and bool(m.msgstr)):
            if message.draft:
                self.wrote.add(message.msgstr)
            self._put(message.evolve(flags=(), previous_msgid=None))

    def review(self) -> None:
        """Accept by name."""
        if message := self._some(lambda m: m.state.done):
            self._put(message.accepted(f"R{self.rng.randint(1, 3)}"))

    def comment(self) -> None:
        """Ask something."""
        if message := self._some(lambda _: True):
            said = (*message.translator_comments, f"question of {self._words()}?")
            self._put(message.evolve(translator_comments=said))

    def draft(self) -> None:
        """Let an engine fill a gap."""
        if message := self._some(lambda m: not m.msgstr):
            self._put(message.drafted(f"machine {self._words()}", engine="pseudo"))

    def edit_source(self) -> None:
        """Change a word of a paragraph."""
        place = self.rng.randrange(len(self.text.paragraphs))
        words = self.text.paragraphs[place].split()
        words[self.rng.randrange(len(words))] = self.rng.choice(WORDS)
        self.text.paragraphs[place] = " ".join(words)
        self.update()

    def add_source(self) -> None:
        """Write a new paragraph."""
        self.text.paragraphs.insert(self.rng.randint(0, len(self.text.paragraphs)), self.sentence())
        self.update()

    def remove_source(self) -> None:
        """Take a paragraph out."""
        if len(self.text.paragraphs) > 2:
            self.text.paragraphs.pop(self.rng.randrange(len(self.text.paragraphs)))
            self.update()

    def swap_source(self) -> None:
        """Put two paragraphs in another order."""
        a, b = (self.rng.randrange(len(self.text.paragraphs)) for _ in range(2))
        paragraphs = self.text.paragraphs
        paragraphs[a], paragraphs[b] = paragraphs[b], paragraphs[a]
        self.update()

    def update(self) -> None:
        """Bring the catalog in step with the text."""
        self.catalog = merge.merge(self.catalog, self.text.template()).catalog


def begin(rng: random.Random) -> History:
    """A text of some paragraphs, partly translated."""
    history = History(rng, Text([]), po.new_catalog("fr", "a"), "base")
    history.text.paragraphs = [history.sentence() for _ in range(rng.randint(3, 9))]
    history.update()
    for _ in range(rng.randint(0, 10)):
        history.step()
    return history


def saved(catalog: Catalog) -> Catalog:
    """The catalog as it is read back from its file."""
    return po.loads(po.dumps(catalog))


def msgstrs(catalog: Catalog) -> set[str]:
    """Everything that stands in it as a translation: active, fuzzy, obsolete, or beside one."""
    found = {m.msgstr for m in catalog.messages} | {o for m in catalog.messages for o in m.others}
    return found - {""}


def without_lines(catalog: Catalog) -> Catalog:
    """The catalog with nothing that depends on where it was read."""
    return replace(catalog, messages=tuple(replace(m, line=0) for m in catalog.messages))
