"""Merge two descendants of a catalog, message by message: people's words win, none is lost.

After git's three-way merge, but of messages and not of lines: what one side alone has changed is
taken from it; where both have, what a person did comes before what a machine or nobody did, and of
two people's msgstrs one stands and the other beside it, in a line `# tamizdat: conflict …`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tamizdat.catalogs import merge as template_merge
from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message, Provenance, State, Verb, digest
from tamizdat.catalogs.similarity import word_diff_lines

_DIGITS = 10
"""Of a print, in hexadecimal: 40 bits tell every message of a large project from any other."""


def fingerprint(message: Message) -> str:
    """What tells whether a message was touched: over msgctxt, msgid, msgstr and the fuzzy flag."""
    return digest(
        f"{message.msgctxt or ''}\x04{message.msgid}\x00{message.msgstr}\x00{message.fuzzy}"
    )[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Ancestor:
    """What is known of the catalog that both sides began from: as little as prints will do."""

    prints: frozenset[str] = frozenset()
    comments: Mapping[Key, tuple[str, ...]] | None = None
    """The translator's comments that it had; None where they are not known."""

    @classmethod
    def of(cls, catalog: Catalog) -> Ancestor:
        """Of a catalog that is at hand."""
        return cls(
            frozenset(map(fingerprint, catalog.messages)),
            {message.key: message.translator_comments for message in catalog.messages},
        )

    @property
    def known(self) -> bool:
        """Whether there is one at all."""
        return bool(self.prints)

    def had(self, message: Message) -> bool:
        """Whether the message stood so in it."""
        return fingerprint(message) in self.prints

    def had_for_origin(self, message: Message) -> bool:
        """Whether a changed message stood in it as it was for the msgid that it was made for."""
        msgctxt, msgid = template_merge.origin(message)
        flags = () if message.confirmed else ("fuzzy",)
        return self.had(replace(message, msgctxt=msgctxt, msgid=msgid, flags=flags, source=None))


class Kind(StrEnum):
    """What became of a message of theirs."""

    SAME = "same"
    """Ours says the same."""
    OLDER = "older"
    """It is as both had it, or says less; ours stays."""
    NEW = "new"
    """Taken: nobody had translated it here."""
    CORRECTED = "corrected"
    """Taken: ours is as both had it."""
    CONFIRMED = "confirmed"
    """Taken: the same words, no longer fuzzy."""
    DOUBTED = "doubted"
    """Taken: the same words, fuzzy now."""
    CONFLICT = "conflict"
    """Both were changed: one stands, the other beside it."""
    APART = "apart"
    """Its msgid is not in the text any more: kept as obsolete."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message of theirs, and why nothing is lost."""

    kind: Kind
    theirs: Message
    before: Message | None
    """Ours, as it was."""
    after: Message
    commented: bool = False
    """A comment of theirs came along."""


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """A merged catalog and how it came about."""

    catalog: Catalog
    outcomes: tuple[Outcome, ...]

    @property
    def conflicts(self) -> tuple[Outcome, ...]:
        """What people must look at."""
        return tuple(o for o in self.outcomes if o.kind is Kind.CONFLICT)


def merge(base: Catalog, ours: Catalog, theirs: Catalog) -> ThreeWay:
    """Merge two branches: also what each has added, removed, reordered, made obsolete.

    Args:
        base: what both began from; one without messages if nothing.
        ours: the side whose form (line ends, and the header where both have changed a field) stays.
        theirs: the other one.
    """
    return _Branches(base, ours, theirs).result()


def take(ours: Catalog, theirs: Catalog, ancestor: Ancestor) -> ThreeWay:
    """Merge what came back into a catalog: which messages there are, and their order, is ours'.

    Args:
        ours: in step with its text.
        theirs: any catalog of that text, however old.
        ancestor: what was handed out, as far as it is known.

    An empty msgstr of theirs says nothing: a program that leaves out what is fuzzy, or not
    approved, means no harm by it. What is taken is written as we write it.
    """
    merging = _Messages(ancestor, emptied=False)
    theirs = replace(
        theirs, messages=tuple(replace(m, source=None, line=0) for m in theirs.messages)
    )
    active: dict[Key, Message] = {}
    left: list[Message] = []
    incoming = {m.key: m for m in reversed(theirs.messages)} | theirs.by_key
    for message in ours.active:
        other = incoming.pop(message.key, None)
        active[message.key] = merging.settled(message, other) if other else message
    for message in incoming.values():
        if message.msgstr and not ancestor.had(message):
            left.append(message)
        else:
            merging.outcomes.append(Outcome(Kind.OLDER, message, None, message))
    active, rest = merging.placed(active, left)
    kept = _Obsolete(merging, ours.obsolete)
    for message in rest:
        kept.add(message)
    catalog = replace(ours, messages=(*active.values(), *kept.messages(active)))
    return ThreeWay(catalog, tuple(merging.outcomes))


class _Messages:
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
        self, active: dict[Key, Message], left: Sequence[Message]
    ) -> tuple[dict[Key, Message], list[Message]]:
        """Find a place for the work on msgids that are not there any more; the rest is given back.

        Its place is the message that its msgid became, if nobody has worked on that since, or one
        that is untranslated and as like it as `update` would have it.
        """
        waiting = {message.key: message for message in left}
        for key, message in active.items():
            origin = template_merge.origin(message)
            if message.state is State.CHANGED and origin in waiting:
                work = waiting.pop(origin)
                outcome = self._became(message, work)
                active[key] = outcome.after
                self.outcomes.append(outcome)
        gaps = tuple(m for m in active.values() if not m.is_persons)
        if gaps and waiting:
            bare = tuple(m.evolve(msgstr="", flags=(), previous_msgid=None) for m in gaps)
            obsolete = tuple(m.evolve(obsolete=True) for m in waiting.values())
            empty = Catalog(Message(""))
            merged = template_merge.merge(
                replace(empty, messages=obsolete), replace(empty, messages=bare)
            )
            unused = {message.key for message in merged.catalog.obsolete}
            for message in merged.catalog.active:
                if message.msgstr:
                    before = active[message.key]
                    own = before.comments_without(lambda line: line.verb is not Verb.DRAFT)
                    comments = dict.fromkeys((*own, *message.translator_comments))
                    active[message.key] = message.evolve(
                        translator_comments=tuple(comments), references=before.references
                    )
                    source = template_merge.origin(message)
                    work = waiting.get(source) or next(
                        m for m in waiting.values() if m.msgstr == message.msgstr
                    )
                    outcome = Outcome(Kind.NEW, work, before, active[message.key])
                    self.outcomes.append(outcome)
            waiting = {key: m for key, m in waiting.items() if key in unused}
        rest: list[Message] = []
        for message in waiting.values():
            gone = message.evolve(obsolete=True, extracted_comments=(), references=())
            rest.append(gone)
            self.outcomes.append(Outcome(Kind.APART, message, None, gone))
        return active, rest

    def _became(self, changed: Message, work: Message) -> Outcome:
        """Work on a msgid of which the other side has made another one by now."""
        if changed.msgstr == work.msgstr:
            return Outcome(Kind.SAME, work, changed, changed)
        if not self._ancestor.had_for_origin(changed):
            return Outcome(Kind.CONFLICT, work, changed, changed.contested(work.msgstr))
        after = template_merge.adopted(work, changed)
        diff = word_diff_lines(after.previous_msgid, after.msgid)
        after = after.evolve(extracted_comments=(*_notes(changed), *diff))
        return Outcome(Kind.CORRECTED, work, changed, self._with_comments(after, changed, after))


class _Obsolete:
    """Obsolete messages, each msgid once, as gettext wants it."""

    def __init__(self, merging: _Messages, messages: Iterable[Message] = ()) -> None:
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
        for message in self._found.values():
            living = active.get(message.key)
            if living is None or message.others or living.msgstr != message.msgstr:
                yield message


class _Branches:
    """The merge of two branches under way. Used once."""

    def __init__(self, base: Catalog, ours: Catalog, theirs: Catalog) -> None:
        self._base, self._ours, self._theirs = base, ours, theirs
        self._ancestor = Ancestor.of(base)
        self._merging = _Messages(self._ancestor, emptied=True)

    def result(self) -> ThreeWay:
        """Merge: active messages, obsolete ones, header and what stands below all."""
        ours, theirs, base = self._ours, self._theirs, self._base
        active: dict[Key, Message] = {}
        for key in self._keys():
            a, b = ours.by_key.get(key), theirs.by_key.get(key)
            if a and b:
                active[key] = self._merging.settled(a, b)
            else:
                found = a or b
                assert found is not None
                active[key] = found if a else self._theirs_own(found)
        left = [
            message
            for side in (ours, theirs)
            for message in side.active
            if message.key not in active and message.msgstr and not self._ancestor.had(message)
        ]
        unique: dict[Key, Message] = {}
        for message in left:
            there = unique.get(message.key)
            unique[message.key] = self._merging.settled(there, message) if there else message
        active, rest = self._merging.placed(active, [*unique.values()])
        kept = _Obsolete(self._merging, self._obsolete(active))
        for message in rest:
            kept.add(message)
        catalog = replace(
            ours,
            header=po.merged_header(base.header, ours.header, theirs.header),
            messages=(*active.values(), *kept.messages(active)),
            bom=ours.bom and theirs.bom,
            tail=theirs.tail if ours.tail == base.tail else ours.tail,
        )
        return ThreeWay(catalog, tuple(self._merging.outcomes))

    def _theirs_own(self, message: Message) -> Message:
        """A message of theirs alone, in the form of our file."""
        return message if self._theirs.eol == self._ours.eol else replace(message, source=None)

    def _keys(self) -> list[Key]:
        """The active messages, in the order of the side that has changed it."""
        before, ours, theirs = self._base.by_key, self._ours.by_key, self._theirs.by_key
        first, second = (theirs, ours) if [*ours] == [*before] else (ours, theirs)
        keys = [key for key in first if key in second or key not in before]
        added = [key for key in second if key not in first and key not in before]
        if not added:
            return keys
        places = {key: place for place, key in enumerate(keys)}
        behind: dict[int, list[Key]] = {}
        last = -1
        for key in second:  # what one side has added comes behind what stands before it there
            if key in places:
                last = places[key]
            elif key not in first and key not in before:
                behind.setdefault(last, []).append(key)
        merged = behind.get(-1, [])
        for place, key in enumerate(keys):
            merged += [key, *behind.get(place, ())]
        return merged

    def _obsolete(self, active: Mapping[Key, Message]) -> Iterator[Message]:
        """Obsolete messages of both sides, but those that one of them has taken away."""
        before = {message.key for message in self._base.obsolete}
        for side, other in ((self._ours, self._theirs), (self._theirs, self._ours)):
            there = {message.key for message in other.obsolete}
            for message in side.obsolete:
                gone = message.key in before and message.key not in there
                if not gone or not self._ancestor.had(message) or self._lost(message, active):
                    yield message if side is self._ours else self._theirs_own(message)

    def _lost(self, message: Message, active: Mapping[Key, Message]) -> bool:
        """Whether it was restored on one side, and is neither active nor obsolete on the other."""
        restored = message.key in self._ours.by_key or message.key in self._theirs.by_key
        return restored and message.key not in active


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
