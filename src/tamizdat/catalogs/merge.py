"""Merge a template into a catalog: what people wrote follows its source text.

After `msgmerge --previous`, with four differences: a message that went to another text stays
translated, and so does one whose source was edited in typography alone or, as its author declares,
in nothing that matters; a fuzzy message remembers the msgid that its msgstr was made for, not the
last one; and it becomes what it was when that msgid comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import accumulate

from tamizdat.catalogs import following
from tamizdat.catalogs.catalog import Catalog, Key, Message, Origin, Provenance, Verb
from tamizdat.catalogs.similarity import Candidates
from tamizdat.language import facts, relative, typography

FLOOR = 0.75
"""How much a new msgid must resemble one that vanished, of 1, to take its msgstr.

In three updates of Python's documentation 89 %, 95 % and 5 of 8 of what is above were of use to
people; at the 0.6 of msgmerge 51 %, 82 % and 9 of 16 (tests/corpora/README.md).
"""
FLOOR_ELSEWHERE = 0.85
"""The same for messages that vanished from other texts: more, as little else speaks for them.

A choice; nobody has measured another one.
"""

Leads = Callable[[Message], str]
"""The msgid of a message with, for each relative link, the text or file that it leads to."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the locale's other catalogs hold, as far as a merge may need it."""

    moved: Mapping[Key, Message] = field(default_factory=dict)
    """Messages that left other texts in this very run."""
    earlier: Mapping[Key, Message] = field(default_factory=dict)
    """Obsolete ones: they left texts in earlier runs."""
    living: Mapping[Key, tuple[str, Message]] = field(default_factory=dict)
    """Messages that are done in another text, with its domain: they come before obsolete ones."""
    settled: Collection[Key] = ()
    """What leaves this text and is safe in another one."""
    taken: Collection[Key] = ()
    """Obsolete messages that another text has taken just now."""
    unsettled: Collection[Key] = ()
    """What leaves this text for another one that is not written yet: it stays until then."""

    def fills(self, message: Message) -> bool:
        """Whether there is a msgstr for a message that has none."""
        return not message.msgstr and (message.key in self.moved or message.key in self.earlier)


_NOTHING = Elsewhere()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a merge did."""

    added: tuple[Message, ...] = ()
    """New and untranslated; or a draft, after a message that lives in another text."""
    changed: tuple[Message, ...] = ()
    """New, with the msgstr of a message like it: fuzzy, with the previous msgid."""
    moved: tuple[Message, ...] = ()
    """New here, with everything that it had in another text."""
    restored: tuple[Message, ...] = ()
    """What they were before they became obsolete or before their msgid changed."""
    left: tuple[Message, ...] = ()
    """Vanished, and at home in another text now: no copy stays."""
    obsolete: tuple[Message, ...] = ()
    """Vanished; kept because somebody wrote a msgstr or a comment."""
    touched: tuple[Message, ...] = ()
    """New only in white space, quotes, dashes, or in how a relative link says what it leads to: in
    the state that they were in before."""
    cosmetic: tuple[Message, ...] = ()
    """New, and declared to mean the same: in the state that they were in before."""
    kept: tuple[Message, ...] = ()
    """There before and after."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged catalog and how it came about."""

    catalog: Catalog
    """The very catalog that was given where nothing differs."""
    changes: Changes


def merge(
    catalog: Catalog | None,
    template: Catalog,
    *,
    elsewhere: Elsewhere = _NOTHING,
    vanished: Sequence[Message] = (),
    cosmetic: Collection[Key] = (),
    leads: Leads | None = None,
    past: Mapping[Key, Message] | None = None,
) -> Merge:
    """Put a catalog in step with its template.

    Args:
        catalog: None where there is none yet; it then gets the template's header.
        template: the messages of the text, in order.
        elsewhere: what the other catalogs of the locale hold of its messages.
        vanished: messages that may be matched besides the catalog's own, with a higher floor.
        cosmetic: messages whose edits are declared to leave the meaning alone; where a number or
            an address differs, they are changed all the same.
        past: messages that left the catalog in earlier days, and are what they were before.
        leads: where relative links lead; without it they are what they say.
    """
    if catalog is None:
        catalog = replace(template, messages=())
    touched = elsewhere.taken or any(map(elsewhere.fills, catalog.active))
    if same(catalog, template) and not touched:
        return Merge(catalog, Changes(kept=catalog.active))
    if not (catalog.messages or elsewhere.moved or elsewhere.earlier or vanished or past):
        new = template.messages
        return Merge(replace(catalog, messages=new), Changes(added=new))
    merging = _Merging(catalog, template, elsewhere, vanished, cosmetic, past or {}, leads or _said)
    return merging.result()


def _said(message: Message) -> str:
    return message.msgid


def same(catalog: Catalog, template: Catalog) -> bool:
    """Whether a catalog is in step with its template: message by message, headers aside.

    References are no difference: a text that moves leaves its messages as they are.
    """
    wanted = template.by_key
    if [message.key for message in catalog.active] != [*wanted]:
        return False
    spare = {message.key for message in catalog.obsolete}
    return spare.isdisjoint(wanted) and all(
        following.follow(message, wanted[message.key]) is message for message in catalog.active
    )


def apart(active: Collection[Key], obsolete: Iterable[Message]) -> Iterator[Message]:
    """Obsolete messages, each under a msgctxt of its own where an active one has its msgid.

    gettext refuses two messages with one msgctxt and msgid, whatever their state.
    """
    rest = tuple(obsolete)
    taken = {message.key for message in rest} | {*active}
    for message in rest:
        number, key = 1, message.key
        if key in active:
            while key in taken:
                name = "earlier" if number == 1 else f"earlier {number}"
                number, key = number + 1, (name, message.msgid)
            taken.add(key)
        yield message if key == message.key else _under(message, key[0])


def _under(message: Message, msgctxt: str | None) -> Message:
    """The message under another msgctxt, with what stands beside its msgstr still beside it."""
    comments = message.comments_without(
        lambda line: line.verb is Verb.CONFLICT and line.get("hash") == message.hash
    )
    moved = message.evolve(msgctxt=msgctxt, translator_comments=comments)
    return moved.contested(*message.others)


def in_step(catalog: Catalog, template: Catalog) -> bool:
    """Whether a catalog has the template's messages, and no others.

    Their order, and comments that an editor left where it took a fuzzy flag away, are no sign that
    the source changed: `same` minds them, so that the next update tidies up.
    """
    active = catalog.by_key
    if active.keys() != template.by_key.keys():
        return False
    return not any(
        m.msgstr and not active[m.key].msgstr for m in catalog.obsolete if m.key in active
    )


def loss(before: Catalog, after: Catalog, left: Sequence[Message] = ()) -> float:
    """The share of msgstrs that are neither in the catalog any more nor in another, from 0 to 1.

    How a relative link is written makes no other msgstr of it.
    """
    had = {_unlinked(message.msgstr) for message in before.messages if message.msgstr}
    has = {_unlinked(message.msgstr) for message in (*after.messages, *left)}
    return len(had - has) / len(had) if had else 0.0


def _unlinked(msgstr: str) -> str:
    return relative.rewritten(msgstr, lambda *_: "")


class _Merging:
    """One merge under way. Used once."""

    def __init__(
        self,
        catalog: Catalog,
        template: Catalog,
        elsewhere: Elsewhere,
        vanished: Sequence[Message],
        cosmetic: Collection[Key],
        past: Mapping[Key, Message],
        leads: Leads,
    ) -> None:
        self._cosmetic, self._past = cosmetic, past
        self._catalog = catalog
        self._wanted = template.by_key
        self._elsewhere = elsewhere
        self._leads = leads
        empty = {message.key: message for message in catalog.obsolete if not message.msgstr}
        full = {message.key: message for message in reversed(catalog.obsolete) if message.msgstr}
        self._spare = empty | full
        self._left = [
            message
            for message in catalog.messages
            if message.msgstr and message.key not in self._wanted
        ]
        self._origins = {following.origin(message): message for message in reversed(self._left)}
        self._by_msgid = {message.msgid: message for message in reversed(self._left)}
        self._candidates = Candidates(self._left)
        self._near = 0
        self._left_others = [message for message in vanished if message.msgstr]
        self._candidates_elsewhere = Candidates(self._left_others)
        self._used: set[int] = set()
        self._found: dict[str, list[Message]] = {one.name: [] for one in fields(Changes)}

    def result(self) -> Merge:
        """Merge: the template's messages in its order, below them the obsolete ones."""
        active = tuple([self._message(message) for message in self._wanted.values()])
        rest = tuple(apart(self._wanted, self._rest()))
        changes = Changes(**{name: tuple(messages) for name, messages in self._found.items()})
        return Merge(replace(self._catalog, messages=active + rest), changes)

    def _message(self, wanted: Message) -> Message:
        """The message for an entry of the template."""
        kind, found = self._choose(wanted)
        self._near = self._left_before.get(id(found), self._near)
        message = following.follow(found, wanted)
        if kind != "kept":
            message = message.evolve(references=wanted.references)
        self._found[kind].append(message)
        return message

    def _choose(self, wanted: Message) -> tuple[str, Message]:
        here, moved = self._catalog.by_key.get(wanted.key), self._elsewhere.moved.get(wanted.key)
        spare = self._spare.get(wanted.key)
        if here and here.msgstr:
            return "kept", here
        if moved:
            if spare and spare.msgstr in ("", moved.msgstr):
                self._used.add(id(spare))
            return "moved", following.alive(moved, here, spare)
        if former := self._former(wanted, here, spare):
            return former
        if here:
            return "kept", here
        found = self._touched(wanted) or self._like(wanted)
        if not found:
            return "added", wanted
        self._used.add(id(found))
        inherited = self._inherit(found, wanted)
        self._near = self._left_before.get(id(found), self._near - 1) + 1
        return inherited

    def _former(
        self, wanted: Message, here: Message | None, spare: Message | None
    ) -> tuple[str, Message] | None:
        """What was done for this very msgid in earlier days, here or in another text.

        Where it lives in another text, and was done otherwise there, that one counts: as a draft.
        """
        earlier = self._elsewhere.earlier.get(wanted.key)
        old = spare if spare and spare.msgstr else earlier
        domain, living = self._elsewhere.living.get(wanted.key, ("", None))
        if old and living and living.msgstr != old.msgstr:
            copy = (here or wanted).drafted(living.msgstr, engine=Origin.MEMORY, route=domain)
            return "added", copy
        found = old or (None if here else spare)
        if found:
            if spare:
                self._used.add(id(spare))
            return "restored" if found is spare else "moved", following.alive(found, here, spare)
        if not here and wanted.key in self._past:
            return "restored", self._past[wanted.key].evolve(obsolete=False)
        return None

    def _inherit(self, found: Message, wanted: Message) -> tuple[str, Message]:
        """The message for a msgid that is new, given the one to take the msgstr from."""
        if following.origin(found) == wanted.key:
            return "restored", following.adopted(found, wanted)
        if found.msgctxt == wanted.msgctxt and self._says_the_same(found, wanted):
            return "touched", following.relinked(found, wanted)
        if self._declared(found, wanted):
            return "cosmetic", following.relinked(found, wanted, declared=True)
        return "changed", following.adopted(found, wanted)

    def _touched(self, wanted: Message) -> Message | None:
        """The message that says the same but for typography, unless one was made for this msgid.

        A relative link says where it leads, from where the message stood or stands: one with links
        may come from another text as well.
        """
        if wanted.key in self._origins:
            return None
        letters = (wanted.msgctxt, typography.skeleton(self._leads(wanted)))
        alike = self._by_letters.get(letters, [])
        if any(relative.links(wanted.msgid)):
            alike = [*alike, *self._by_letters_elsewhere.get(letters, ())]
        return next((m for m in alike if self._says_the_same(m, wanted)), None)

    def _says_the_same(self, message: Message, wanted: Message) -> bool:
        """Whether two msgids differ in typography alone, and in the way to what they link to."""
        if not typography.same(self._leads(message), self._leads(wanted)):
            return False
        return relative.changes(message.msgid, wanted.msgid) is not None

    def _declared(self, found: Message, wanted: Message) -> bool:
        """Whether one became the other by an edit that is declared to leave the meaning alone.

        Each is the closest to the other, so that a paragraph that is new beside an edited one, or
        half of one that was split, takes nobody's msgstr as its translation.
        """
        return (
            found.key in self._cosmetic
            and not found.obsolete
            and found.msgctxt == wanted.msgctxt
            and self._candidates.closest(wanted.msgid, FLOOR, self._near) is found
            and self._new.closest(found.msgid, FLOOR, self._place_among_new[wanted.key]) is wanted
            and self._has_the_same_facts(found, wanted)
        )

    def _has_the_same_facts(self, found: Message, wanted: Message) -> bool:
        """Whether no number and no address differs; a relative link is where it leads."""
        if _facts(found.msgid) == _facts(wanted.msgid):
            return True
        return _facts(self._leads(found)) == _facts(self._leads(wanted))

    @cached_property
    def _by_letters(self) -> dict[Key, list[Message]]:
        """What left the text, by its letters and digits."""
        return self._lettered(self._left)

    @cached_property
    def _by_letters_elsewhere(self) -> dict[Key, list[Message]]:
        """What left other texts just now, with relative links: it tells where it stood."""
        left = (message for message in self._left_others if message.references)
        return self._lettered(m for m in left if any(relative.links(m.msgid)))

    def _lettered(self, messages: Iterable[Message]) -> dict[Key, list[Message]]:
        found: dict[Key, list[Message]] = {}
        for message in messages:
            key = (message.msgctxt, typography.skeleton(self._leads(message)))
            found.setdefault(key, []).append(message)
        return found

    @cached_property
    def _new(self) -> Candidates:
        """What the template has and the catalog has not."""
        return Candidates([self._wanted[key] for key in self._place_among_new])

    @cached_property
    def _place_among_new(self) -> Mapping[Key, int]:
        new = (key for key in self._wanted if key not in self._catalog.by_key)
        return {key: place for place, key in enumerate(new)}

    @cached_property
    def _left_before(self) -> Mapping[int, int]:
        """How many of what left the text stand before each active message, by its id."""
        left = {id(message) for message in self._left}
        active = self._catalog.active
        counts = accumulate((id(message) in left for message in active), initial=0)
        return dict(zip(map(id, active), counts, strict=False))

    def _like(self, wanted: Message) -> Message | None:
        """The message to take the msgstr from: made for this very msgid, or for one like it."""
        return (
            self._origins.get(wanted.key)
            or self._by_msgid.get(wanted.msgid)
            or self._candidates.closest(wanted.msgid, FLOOR, self._near)
            or self._candidates.containing(wanted.msgid, self._near)
            or self._candidates_elsewhere.closest(wanted.msgid, FLOOR_ELSEWHERE)
        )

    def _rest(self) -> Iterator[Message]:
        """Obsolete messages, old and new, in the order of the file."""
        elsewhere = self._elsewhere
        for message in self._catalog.messages:
            if id(message) in self._used or (not message.obsolete and message.key in self._wanted):
                continue
            if message.key in (elsewhere.taken if message.obsolete else elsewhere.settled):
                self._found["left"].append(message)
            elif message.obsolete or message.key in elsewhere.unsettled:
                yield message
            elif message.msgstr or not all(map(Provenance.parse, message.translator_comments)):
                gone = message.evolve(obsolete=True, extracted_comments=(), references=())
                self._found["obsolete"].append(gone)
                yield gone


def _facts(msgid: str) -> tuple[list[str], list[str]]:
    """What no edit changes without changing the meaning: addresses and numbers."""
    found = sorted(address.key for address in facts.addresses(msgid))
    return found, sorted(number.value for number in facts.numbers(msgid))
