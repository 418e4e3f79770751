"""Merge a template into a catalog: what people wrote follows its source text.

After `msgmerge --previous`, with four differences: a message that went to another text stays
translated, and so does one whose source was edited in typography alone or, as its author declares,
in nothing that matters; a fuzzy message remembers the msgid that its msgstr was made for, not the
last one; and it becomes what it was when that msgid comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType

from tamizdat.catalogs import similarity
from tamizdat.catalogs.catalog import Catalog, Key, Message, Provenance, Verb
from tamizdat.catalogs.similarity import Candidates
from tamizdat.language import facts, typography

FLOOR = 0.75
"""How much a new msgid must resemble one that vanished, of 1, to take its msgstr.

In three updates of Python's documentation 89 %, 95 % and 5 of 8 of what is above were of use to
people; at the 0.6 of msgmerge 51 %, 82 % and 9 of 16 (tests/corpora/README.md).
"""
FLOOR_ELSEWHERE = 0.85
"""The same for messages that vanished from other texts: more, as little else speaks for them.

A choice; nobody has measured another one.
"""

_NONE: Mapping[Key, Message] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Changes:
    """What a merge did."""

    added: tuple[Message, ...] = ()
    """New and untranslated."""
    changed: tuple[Message, ...] = ()
    """New, with the msgstr of a message like it: fuzzy, with the previous msgid."""
    moved: tuple[Message, ...] = ()
    """New here, with everything that it had in another text."""
    restored: tuple[Message, ...] = ()
    """What they were before they became obsolete or before their msgid changed."""
    obsolete: tuple[Message, ...] = ()
    """Vanished; kept because somebody wrote a msgstr or a comment."""
    touched: tuple[Message, ...] = ()
    """New only in white space, quotes or dashes: in the state that they were in before."""
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
    moved: Mapping[Key, Message] = _NONE,
    vanished: Sequence[Message] = (),
    cosmetic: Collection[Key] = (),
    past: Mapping[Key, Message] = _NONE,
) -> Merge:
    """Put a catalog in step with its template.

    Args:
        catalog: None where there is none yet; it then gets the template's header.
        template: the messages of the text, in order.
        moved: messages that left other texts of the locale in this very run.
        vanished: messages that may be matched besides the catalog's own, with a higher floor.
        cosmetic: messages whose edits are declared to leave the meaning alone; where a number or
            an address differs, they are changed all the same.
        past: messages that left the catalog in earlier days, and are what they were before.
    """
    if catalog is None:
        catalog = replace(template, messages=())
    if same(catalog, template):
        return Merge(catalog, Changes(kept=catalog.active))
    if not (catalog.messages or moved or vanished or past):
        new = template.messages
        return Merge(replace(catalog, messages=new), Changes(added=new))
    return _Merging(catalog, template, moved, vanished, cosmetic, past).result()


def same(catalog: Catalog, template: Catalog) -> bool:
    """Whether a catalog is in step with its template: message by message, headers aside."""
    wanted = template.by_key
    if [message.key for message in catalog.active] != [*wanted]:
        return False
    spare = {message.key for message in catalog.obsolete if message.msgstr}
    return all(
        follow(message, wanted[message.key]) is message
        and (message.msgstr or message.key not in spare)
        for message in catalog.active
    )


def in_step(catalog: Catalog, template: Catalog) -> bool:
    """Whether a catalog has the template's messages, and no others.

    Their order, and comments that an editor left where it took a fuzzy flag away, are no sign that
    the source changed: `same` minds them, so that the next update tidies up.
    """
    active = {message.key: message for message in catalog.active}
    if active.keys() != template.by_key.keys():
        return False
    return not any(
        m.msgstr and not active[m.key].msgstr for m in catalog.obsolete if m.key in active
    )


def loss(before: Catalog, after: Catalog) -> float:
    """The share of msgstrs that are nowhere in the catalog any more, from 0 to 1."""
    had = {message.msgstr for message in before.messages if message.msgstr}
    has = {message.msgstr for message in after.messages}
    return len(had - has) / len(had) if had else 0.0


class _Merging:
    """One merge under way. Used once."""

    def __init__(
        self,
        catalog: Catalog,
        template: Catalog,
        moved: Mapping[Key, Message],
        vanished: Sequence[Message],
        cosmetic: Collection[Key],
        past: Mapping[Key, Message],
    ) -> None:
        self._cosmetic, self._past = cosmetic, past
        self._catalog = catalog
        self._wanted = template.by_key
        self._moved = moved
        empty = {message.key: message for message in catalog.obsolete if not message.msgstr}
        full = {message.key: message for message in reversed(catalog.obsolete) if message.msgstr}
        self._spare = empty | full
        self._left = [
            message
            for message in catalog.messages
            if message.msgstr and message.key not in self._wanted
        ]
        self._origins = {origin(message): message for message in reversed(self._left)}
        self._by_msgid = {message.msgid: message for message in reversed(self._left)}
        self._candidates = Candidates(self._left)
        self._elsewhere = Candidates([message for message in vanished if message.msgstr])
        self._used: set[int] = set()
        self._found: dict[str, list[Message]] = {field.name: [] for field in fields(Changes)}

    def result(self) -> Merge:
        """Merge: the template's messages in its order, below them the obsolete ones."""
        active = tuple([self._message(message) for message in self._wanted.values()])
        rest = tuple(self._rest())
        changes = Changes(**{name: tuple(messages) for name, messages in self._found.items()})
        return Merge(replace(self._catalog, messages=active + rest), changes)

    def _message(self, wanted: Message) -> Message:
        """The message for an entry of the template."""
        kind, found = self._choose(wanted)
        message = follow(found, wanted)
        self._found[kind].append(message)
        return message

    def _choose(self, wanted: Message) -> tuple[str, Message]:
        here, spare = self._catalog.by_key.get(wanted.key), self._spare.get(wanted.key)
        if here and (here.msgstr or not (spare and spare.msgstr)):
            return "kept", here
        if spare:
            self._used.add(id(spare))
            comments = here.translator_comments if here else ()
            own = spare.translator_comments
            comments = (*own, *(comment for comment in comments if comment not in own))
            return "restored", spare.evolve(obsolete=False, translator_comments=comments)
        if wanted.key in self._moved:
            return "moved", self._moved[wanted.key].evolve(obsolete=False)
        if wanted.key in self._past:
            return "restored", self._past[wanted.key].evolve(obsolete=False)
        found = self._touched(wanted) or self._like(wanted)
        if not found:
            return "added", wanted
        self._used.add(id(found))
        return self._inherit(found, wanted)

    def _inherit(self, found: Message, wanted: Message) -> tuple[str, Message]:
        """The message for a msgid that is new, given the one to take the msgstr from."""
        if origin(found) == wanted.key:
            return "restored", adopted(found, wanted)
        if found.msgctxt == wanted.msgctxt and typography.same(found.msgid, wanted.msgid):
            return "touched", found.carried(wanted)
        if self._declared(found, wanted):
            return "cosmetic", found.carried(wanted, declared=True)
        return "changed", adopted(found, wanted)

    def _touched(self, wanted: Message) -> Message | None:
        """The message that differs in typography alone, unless one was made for this very msgid."""
        if wanted.key in self._origins:
            return None
        alike = self._by_letters.get((wanted.msgctxt, typography.skeleton(wanted.msgid)), ())
        return next((m for m in alike if typography.same(m.msgid, wanted.msgid)), None)

    def _declared(self, found: Message, wanted: Message) -> bool:
        """Whether one became the other by an edit that is declared to leave the meaning alone.

        Each is the closest to the other, so that a paragraph that is new beside an edited one, or
        half of one that was split, takes nobody's msgstr as its translation.
        """
        return (
            found.key in self._cosmetic
            and not found.obsolete
            and found.msgctxt == wanted.msgctxt
            and self._candidates.closest(wanted.msgid, FLOOR) is found
            and self._new.closest(found.msgid, FLOOR) is wanted
            and _facts(found.msgid) == _facts(wanted.msgid)
        )

    @cached_property
    def _by_letters(self) -> dict[Key, list[Message]]:
        """What left the text, by its letters and digits."""
        found: dict[Key, list[Message]] = {}
        for message in self._left:
            key = (message.msgctxt, typography.skeleton(message.msgid))
            found.setdefault(key, []).append(message)
        return found

    @cached_property
    def _new(self) -> Candidates:
        """What the template has and the catalog has not."""
        had = self._catalog.by_key
        return Candidates([m for key, m in self._wanted.items() if key not in had])

    def _like(self, wanted: Message) -> Message | None:
        """The message to take the msgstr from: made for this very msgid, or for one like it."""
        return (
            self._origins.get(wanted.key)
            or self._by_msgid.get(wanted.msgid)
            or self._candidates.closest(wanted.msgid, FLOOR)
            or self._candidates.containing(wanted.msgid)
            or self._elsewhere.closest(wanted.msgid, FLOOR_ELSEWHERE)
        )

    def _rest(self) -> Iterator[Message]:
        """Obsolete messages, old and new, in the order of the file."""
        for message in self._catalog.messages:
            if id(message) in self._used or (not message.obsolete and message.key in self._wanted):
                continue
            if message.obsolete:
                yield message
            elif message.msgstr or not all(map(Provenance.parse, message.translator_comments)):
                gone = message.evolve(obsolete=True, extracted_comments=(), references=())
                self._found["obsolete"].append(gone)
                yield gone


def _facts(msgid: str) -> tuple[list[str], list[str]]:
    """What no edit changes without changing the meaning: addresses and numbers."""
    found = sorted(address.key for address in facts.addresses(msgid))
    return found, sorted(number.value for number in facts.numbers(msgid))


def origin(message: Message) -> Key:
    """Context and msgid that the msgstr was made for."""
    if message.fuzzy and message.previous_msgid is not None:
        return message.previous_msgctxt, message.previous_msgid
    return message.key


def follow(message: Message, wanted: Message) -> Message:
    """The message with what the template says of it: `#.` and `#:`.

    The very message where that is written in it already, be it with other line breaks, or below a
    msgstr that somebody found right with what told of the change: an editor takes the fuzzy flag
    away and no more. Such remains go when something else about the message is written.
    """
    comments, previous = message.translator_comments, message.previous_msgid
    if not message.fuzzy:
        comments, previous = message.comments_without(_is_translated), None
    diff = similarity.word_diff_lines(previous, message.msgid)
    followed = message.evolve(
        translator_comments=comments,
        previous_msgid=previous,
        previous_msgctxt=message.previous_msgctxt if previous is not None else None,
        extracted_comments=(*wanted.extracted_comments, *diff),
        references=wanted.references,
    )
    return message if followed is message or _says(message, followed) else followed


def _says(message: Message, followed: Message) -> bool:
    """Whether a message as it was read says what it should, but for what an editor left there."""
    if not (message.source and message.msgstr) or message.references != followed.references:
        return False
    said = " ".join(message.extracted_comments).split()
    wanted = " ".join(followed.extracted_comments).split()
    rest = said[len(wanted) :]
    if said[: len(wanted)] != wanted or (rest and message.fuzzy):
        return False
    return not rest or similarity.is_diff(" ".join(rest))


def adopted(found: Message, wanted: Message) -> Message:
    """The msgstr of a message for another msgid: fuzzy, unless it was made for just this one.

    A line `# tamizdat: translated hash=…` says that the msgstr was not fuzzy for its own msgid, so
    that it can be translated again when that comes back: neither a draft nor doubtful work may be.
    """
    comments = found.translator_comments
    if not found.fuzzy:
        line = Provenance(Verb.TRANSLATED, (("hash", found.hash),))
        comments = (*found.comments_without(_is_translated), str(line))
    made_for = origin(found)
    message = wanted.evolve(
        msgstr=found.msgstr,
        flags=("fuzzy", *found.sticky_flags),
        set_apart=found.set_apart,
        translator_comments=comments,
        previous_msgctxt=made_for[0],
        previous_msgid=made_for[1],
    )
    if made_for != message.key:
        return message
    settled = any(
        line.verb in (Verb.TRANSLATED, Verb.REVIEWED) and line.get("hash") == message.hash
        for line in message.provenance
    )
    flags = message.flags[1:] if settled else message.flags
    return message.evolve(flags=flags, previous_msgctxt=None, previous_msgid=None)


def _is_translated(line: Provenance) -> bool:
    return line.verb is Verb.TRANSLATED
