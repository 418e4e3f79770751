"""Message by message: whose words stand, and where what has lost its msgid goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tamizdat.catalogs import following, merge
from tamizdat.catalogs.catalog import Catalog, Key, Message, Provenance, State, Verb, digest
from tamizdat.catalogs.similarity import word_diff_lines
from tamizdat.catalogs.three_way.ancestor import Ancestor
from tamizdat.catalogs.three_way.outcome import Kind, Outcome


class Messages:
    """Message by message: whose words stand. Used once."""

    def __init__(self, ancestor: Ancestor, *, emptied: bool) -> None:
        """`emptied`: that theirs has no msgstr may mean that somebody took it away."""
        self._ancestor, self._emptied = ancestor, emptied
        self.outcomes: list[Outcome] = []

    def settled(self, ours: Message, theirs: Message) -> Message:
        """The message for a msgid that both sides have; what became of theirs is noted."""
        outcome = self.between(ours, theirs)
        self.outcomes.append(outcome)
        return outcome.after

    def between(self, ours: Message, theirs: Message) -> Outcome:
        """What becomes of two messages for a msgid."""
        kind, winner, other = self._choice(ours, theirs)
        after = self._with_comments(winner, ours, theirs)
        after = self._described(after, winner, ours, theirs)
        if kind is Kind.CONFLICT:
            after = after.contested(other)
        loser = theirs if winner is ours else ours
        if (beside := self._beside(after, winner, loser)) is not after:
            kind, after = Kind.CONFLICT, beside
        said = {*theirs.comments_without(_always)} - {*ours.comments_without(_always)}
        commented = bool(said & {*after.translator_comments})
        return Outcome(kind, theirs, ours, after, commented)

    def _choice(self, ours: Message, theirs: Message) -> tuple[Kind, Message, str]:
        """Whose work stands, and what is put beside it."""
        if ours.msgstr == theirs.msgstr and ours.fuzzy == theirs.fuzzy:
            return Kind.SAME, ours, ""
        if self._ancestor.had(theirs):
            return Kind.OLDER, _unless_emptied(ours, theirs), ""
        if self._ancestor.had(ours):
            return self._follow(ours, theirs)
        return self._both(ours, theirs)

    def _follow(self, ours: Message, theirs: Message) -> tuple[Kind, Message, str]:
        """Only theirs has changed since."""
        if not theirs.msgstr:
            kept = _unless_emptied(theirs, ours) if self._emptied else ours
            return Kind.OLDER, kept, ""
        if ours.is_persons and theirs.state is State.DRAFT:
            return Kind.OLDER, ours, ""
        if ours.state.done and theirs.state is State.CHANGED:  # it was made for another msgid
            known = self._ancestor.had_for_origin(theirs)
            return (Kind.OLDER, ours, "") if known else (Kind.CONFLICT, ours, theirs.msgstr)
        if not ours.is_persons:
            same = ours.msgstr == theirs.msgstr
            return Kind.CONFIRMED if same else Kind.NEW, theirs, ""
        if ours.msgstr == theirs.msgstr:
            return Kind.DOUBTED if theirs.fuzzy else Kind.CONFIRMED, theirs, ""
        return Kind.CORRECTED, theirs, ""

    def _both(self, ours: Message, theirs: Message) -> tuple[Kind, Message, str]:
        """Both have changed, or nobody knows which."""
        if ours.msgstr == theirs.msgstr:
            return (Kind.SAME, ours, "") if ours.state.done else (Kind.CONFIRMED, theirs, "")
        if self._outdone(theirs, ours):
            return Kind.OLDER, ours, ""
        if self._outdone(ours, theirs):
            return Kind.NEW, theirs, ""
        if _rank(theirs) > _rank(ours):
            return Kind.CONFLICT, theirs, ours.msgstr
        return Kind.CONFLICT, ours, theirs.msgstr

    def _outdone(self, message: Message, other: Message) -> bool:
        """Whether nobody's work is lost where the other one stands."""
        if not message.is_persons:
            return True
        if message.state is not State.CHANGED or not other.is_persons:
            return False
        if other.state is State.CHANGED:
            return False
        return self._ancestor.had_for_origin(message) or (
            not self._ancestor.known and other.state.done
        )

    def _with_comments(self, winner: Message, ours: Message, theirs: Message) -> Message:
        """The winner's work with what both sides have said of it."""
        had = self._ancestor.comments
        known = set(had.get(winner.key, ())) if had is not None else set()
        removed = known - ({*ours.translator_comments} & {*theirs.translator_comments})
        plain = replace(winner, translator_comments=())
        both = dict.fromkeys((*ours.translator_comments, *theirs.translator_comments))
        own = {*winner.translator_comments}
        comments = [
            comment
            for comment in both
            if (
                (comment in own or _fits(line, plain))
                if (line := Provenance.parse(comment))
                else comment not in removed
            )
        ]
        return winner.evolve(translator_comments=tuple(comments))

    def _beside(self, after: Message, winner: Message, loser: Message) -> Message:
        """With what stood beside the loser's msgstr, but what the winner's side had before it."""
        had = self._ancestor.comments
        seen = {*winner.translator_comments, *(had.get(winner.key, ()) if had else ())}
        lines = (Provenance.parse(c) for c in loser.translator_comments if c not in seen)
        return after.contested(
            *(
                line.get("msgstr")
                for line in lines
                if line and line.verb is Verb.CONFLICT and line.get("hash") == loser.hash
            )
        )

    def _described(
        self, after: Message, winner: Message, ours: Message, theirs: Message
    ) -> Message:
        """With the role and the notes of the side that has changed them; ours where none has."""
        loser = theirs if winner is ours else ours
        others = loser.flags if loser.msgstr == winner.msgstr else loser.sticky_flags
        flags = dict.fromkeys((*winner.flags, *(f for f in others if f != "fuzzy")))
        if self._ancestor.comments is None:  # what came back knows the text no better
            about, references = _notes(ours), ours.references
            flags = dict.fromkeys(winner.flags)
        else:
            about, references = _notes(winner), winner.references
        if "fuzzy" not in winner.flags:
            flags.pop("fuzzy", None)
        return after.evolve(
            flags=tuple(flags),
            extracted_comments=(*about, *word_diff_lines(after.previous_msgid, after.msgid)),
            references=references,
        )

    def placed(
        self, active: Mapping[Key, Message], left: Sequence[Message]
    ) -> tuple[dict[Key, Message], list[Message]]:
        """Find a place for the work on msgids that are not there any more; the rest is given back.

        Its place is the message that its msgid became, if nobody has worked on that since, or one
        that is untranslated and as like it as `update` would have it.
        """
        active, waiting = dict(active), {message.key: message for message in left}
        for key, message in active.items() if waiting else ():
            origin = following.origin(message)
            if message.state is State.CHANGED and origin in waiting:
                outcome = self._became(message, waiting.pop(origin))
                active[key] = outcome.after
                self.outcomes.append(outcome)
        self._fill(active, waiting)
        rest: list[Message] = []
        for message in waiting.values():
            gone = message.evolve(obsolete=True, extracted_comments=(), references=())
            rest.append(gone)
            self.outcomes.append(Outcome(Kind.APART, message, None, gone))
        return active, rest

    def _fill(self, active: dict[Key, Message], waiting: dict[Key, Message]) -> None:
        """Put work that waits into gaps that are like it; what is used waits no longer."""
        gaps = tuple(m for m in active.values() if not m.is_persons) if waiting else ()
        if not gaps:
            return
        bare = tuple(m.evolve(msgstr="", flags=(), previous_msgid=None) for m in gaps)
        obsolete = tuple(m.evolve(obsolete=True) for m in waiting.values())
        header = Message("")
        merged = merge.merge(Catalog(header, obsolete), Catalog(header, bare)).catalog
        by_msgstr = {message.msgstr: message for message in waiting.values()}
        for message in merged.active:
            if message.msgstr:
                before = active[message.key]
                own = before.comments_without(lambda line: line.verb is Verb.DRAFT)
                comments = dict.fromkeys((*own, *message.translator_comments))
                after = message.evolve(
                    translator_comments=tuple(comments), references=before.references
                )
                work = waiting.get(following.origin(message)) or by_msgstr.get(
                    message.msgstr, message
                )
                active[message.key] = after
                self.outcomes.append(Outcome(Kind.NEW, work, before, after))
        unused = {message.key for message in merged.obsolete}
        for key in waiting.keys() - unused:
            del waiting[key]

    def _became(self, changed: Message, work: Message) -> Outcome:
        """Work on a msgid of which the other side has made another one by now."""
        if changed.msgstr == work.msgstr:
            return Outcome(Kind.SAME, work, changed, changed)
        if not self._ancestor.had_for_origin(changed):
            return Outcome(Kind.CONFLICT, work, changed, changed.contested(work.msgstr))
        after = following.adopted(work, changed)
        diff = word_diff_lines(after.previous_msgid, after.msgid)
        after = after.evolve(extracted_comments=(*_notes(changed), *diff))
        settled = self._with_comments(after, changed, after)
        beside = self._beside(settled, work, changed)
        kind = Kind.CORRECTED if beside is settled else Kind.CONFLICT
        return Outcome(kind, work, changed, beside)


class Obsolete:
    """Obsolete messages, each msgid once, as gettext wants it."""

    def __init__(self, merging: Messages, messages: Iterable[Message] = ()) -> None:
        self._merging = merging
        self._found: dict[Key, Message] = {}
        for message in messages:
            self.add(message)

    def add(self, message: Message) -> None:
        """Keep one; of two msgstrs for a msgid one stands beside the other."""
        there = self._found.get(message.key)
        settled = self._merging.between(there, message).after if there else message
        self._found[message.key] = settled.evolve(extracted_comments=(), references=())

    def messages(self, active: Mapping[Key, Message]) -> Iterator[Message]:
        """All of them, but copies of what is active."""
        kept = []
        for message in self._found.values():
            living = active.get(message.key)
            if living is None or message.others or living.msgstr != message.msgstr:
                kept.append(message)
        return merge.apart(active, kept)


def _always(_: Provenance) -> bool:
    return True


def _unless_emptied(kept: Message, other: Message) -> Message:
    """What one side made of a message; where that is nothing, the other's work, in doubt."""
    if kept.msgstr or not other.is_persons:
        return kept
    return other.doubted()


def _rank(message: Message) -> int:
    order = (State.DRAFT, State.CHANGED, State.NEEDS_WORK, State.TRANSLATED, State.REVIEWED)
    return order.index(message.state) if message.state in order else -1


def _fits(line: Provenance, message: Message) -> bool:
    """Whether what a line of ours says holds for a message."""
    match line.verb:
        case Verb.DRAFT:
            return line.get("hash") == digest(message.msgstr)
        case Verb.TRANSLATED:
            return False  # it goes with the msgid that the winner's msgstr was made for
        case Verb.ANSWERED:
            return True  # its hash is of what was asked
        case _:
            return line.get("hash") == message.hash


def _notes(message: Message) -> tuple[str, ...]:
    """The `#.` lines without the word diff."""
    diff = word_diff_lines(message.previous_msgid, message.msgid)
    lines = message.extracted_comments
    if diff and lines[-len(diff) :] == diff:
        return lines[: -len(diff)]
    return lines
