"""A message under review, and what a person decides on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tamizdat.catalogs import following, po, similarity
from tamizdat.catalogs.catalog import Message, Provenance, Verb
from tamizdat.check import gate
from tamizdat.check.findings import Finding, Severity
from tamizdat.project import notes
from tamizdat.project.baseline import Dismissed
from tamizdat.project.notes import Note
from tamizdat.texts.document import Segment, UnfitError


class RefusedError(ValueError):
    """A decision that the message does not allow; says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """A message under review, with what its reader must know."""

    domain: str
    locale: str
    path: str
    """Of the catalog, relative to the project."""
    number: int
    """Its place in the text, from 1."""
    total: int
    message: Message
    template: Message
    segments: tuple[Segment, ...]
    before: Message | None
    after: Message | None
    findings: tuple[Finding, ...]
    question: tuple[str, ...] = ()
    """What somebody asks in its comments and nobody has answered, line by line."""

    @property
    def role(self) -> str:
        """What it is in its text: “heading 2”, “paragraph” (the first `#.` line of a template)."""
        return next(iter(self.template.extracted_comments), "")

    @property
    def notes(self) -> tuple[str, ...]:
        """What its author noted for translators, line by line."""
        return self.template.extracted_comments[1:]

    def diff(self, around: int | None = None) -> str:
        """What changed in the source since the msgstr was made; empty where nothing did.

        With `around` only so many words stand on each side of a change.
        """
        previous = self.message.previous_msgid
        if previous is None or previous == self.message.msgid:
            return ""
        return similarity.word_diff(previous, self.message.msgid, around)

    @property
    def comments(self) -> tuple[str, ...]:
        """What people have said about it, line by line: questions, doubts, sources."""
        return tuple(filter(str.strip, self.message.comments_without(lambda _: True)))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that keep it from its readers."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Step:
    """A decision: what a message was and what it becomes."""

    item: Item
    before: Message
    after: Message
    add: Dismissed | None = None
    """An entry for the baseline."""
    remove: Dismissed | None = None
    """An entry that leaves it."""
    note: Note | None = None
    """An answer for the translators of all languages."""
    unnote: Note | None = None
    """One that is taken back."""

    @property
    def changes(self) -> bool:
        """Whether anything is different afterwards."""
        return bool(
            self.before != self.after or self.add or self.remove or self.note or self.unnote
        )

    def reversed(self) -> Step:
        """The decision that takes this one back."""
        return replace(
            self,
            before=self.after,
            after=self.before,
            add=self.remove,
            remove=self.add,
            note=self.unnote,
            unnote=self.note,
        )


Decision = Callable[[Item], Step]
"""Raises RefusedError."""


def accept(item: Item, by: str = "") -> Step:
    """The msgstr is right. Raises RefusedError where a check says that it can't be."""
    _refuse_untranslated(item)
    if item.errors:
        raise RefusedError("; ".join(f"{f.message} [{f.check}]" for f in item.errors))
    by = _sayable("by", by)
    accepted = following.follow(item.message.accepted(by), item.template)
    return Step(item, item.message, accepted)


def need_work(item: Item) -> Step:
    """The msgstr is not right yet; what is fuzzy already stays what it is."""
    _refuse_untranslated(item)
    return Step(item, item.message, item.message.doubted())


def rewrite(item: Item, msgstr: str) -> Step:
    """Another msgstr, in a state of its own. Raises RefusedError if it can't stand there."""
    if not msgstr.strip():
        raise RefusedError("nothing is left of it; to leave it for later, skip it")
    if found := po.CONTROL.search(msgstr):
        raise RefusedError(f"control character U+{ord(found[0]):04X} in it")
    for segment in item.segments:
        try:
            segment.encode(msgstr)
        except UnfitError as error:
            raise RefusedError(str(error)) from error
    message = item.message
    flags = message.flags
    if msgstr != message.msgstr:  # what is new is decided on next
        fuzzy = ("fuzzy",) if message.fuzzy or not message.msgstr else ()
        flags = (*fuzzy, *message.sticky_flags)
    return Step(item, item.message, item.message.evolve(msgstr=msgstr, flags=flags))


def take_other(item: Item) -> Step:
    """What somebody else has written stands, and what stood beside it; in the state that it was in.

    Raises RefusedError where there is no other.
    """
    if not item.message.others:
        raise RefusedError("nobody else has translated it in another way")
    other, *more = item.message.others
    step = rewrite(item, other)
    plain = step.after.comments_without(lambda line: line.verb is Verb.CONFLICT)
    after = step.after.evolve(translator_comments=plain)
    for msgstr in (*more, item.message.msgstr):
        after = after.contested(msgstr)
    return replace(step, after=after)


def answer(item: Item, words: str) -> Step:
    """What somebody asks about it is answered, for the translators of all languages at once.

    Raises RefusedError where nobody asks, or where no catalog can hold the answer.
    """
    words = "\n".join(line.strip() for line in words.strip().splitlines() if line.strip())
    if not words:
        raise RefusedError("say something; if it needs no answer, --seen")
    if wrong := notes.unsayable(words):
        raise RefusedError(f"an answer with {wrong}")
    note = Note(item.domain, item.message.msgctxt or "", item.message.msgid, words)
    return replace(see(item), note=note)


def see(item: Item) -> Step:
    """What somebody says of it needs no answer, or none any more.

    Raises RefusedError where nobody says anything.
    """
    if not item.question:
        raise RefusedError("nobody asks anything about it")
    return Step(item, item.message, item.message.answered())


def _refuse_untranslated(item: Item) -> None:
    if not item.message.msgstr:
        raise RefusedError("nothing is there yet: translate it first")


def dismiss(item: Item, check: str, reason: str, by: str = "") -> Step:
    """A finding is a false alarm: a warning in the catalog, an error in the baseline.

    Raises RefusedError where there is no such finding, or where the text would break.
    """
    found = next((finding for finding in item.findings if finding.check == check), None)
    if found is None:
        raise RefusedError(f"nothing is found by “{check}”")
    if check == gate.STRUCTURE:
        raise RefusedError("the text would break: mend the msgstr")
    reason = _sayable("reason", reason)
    if not reason:
        raise RefusedError("say why: a reason is missing")
    by = _sayable("by", by)
    message = item.message
    if found.severity is not Severity.ERROR:
        return Step(item, message, message.dismissed(check, reason, by))
    entry = Dismissed(item.domain, item.locale, check, message.hash, reason, by)
    return Step(item, message, message, add=entry)


def _sayable(name: str, words: str) -> str:
    """Words as a line of ours in a catalog holds them. Raises RefusedError if it can't."""
    words = " ".join(words.split())
    line = Provenance(Verb.REVIEWED, (("hash", "0"), (name, words)))
    if words and Provenance.parse(str(line)) != line:
        raise RefusedError(f"“{words}” can't stand in a comment: say it without “=”")
    return words
