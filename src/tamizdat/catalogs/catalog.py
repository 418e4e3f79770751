"""Messages and catalogs: what translators wrote, and the state it is in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

Key = tuple[str | None, str]
"""msgctxt and msgid: what makes a message the same message."""


class Verb(StrEnum):
    """What a `# tamizdat:` line says was done."""

    DRAFT = "draft"
    """The msgstr came from an engine, or from people's work elsewhere (see `Origin`)."""
    TRANSLATED = "translated"
    """The msgstr was done, before its msgid changed."""
    REVIEWED = "reviewed"
    """Somebody found it right."""
    COSMETIC = "cosmetic"
    """The msgid changed, and its author declared that the meaning did not."""
    IGNORE = "ignore"
    """A warning is a false alarm."""
    ANSWERED = "answered"
    """What people ask above it, up to here, needs no answer any more."""
    CONFLICT = "conflict"
    """Somebody else has translated it in another way, which the line holds."""


class Origin(StrEnum):
    """What a draft line names as its engine where people wrote the msgstr, for another place."""

    MEMORY = "memory"
    """Translation memory: the project's own catalogs."""
    ADOPTED = "adopted"
    """What was translated before, by other tools or without any."""


class State(StrEnum):
    """Where a message stands; only translated and reviewed count as done."""

    UNTRANSLATED = "untranslated"
    DRAFT = "draft"
    CHANGED = "changed"
    NEEDS_WORK = "needs_work"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"

    @property
    def done(self) -> bool:
        """Whether readers may see the msgstr as a translation."""
        return self in (State.TRANSLATED, State.REVIEWED)

    @property
    def label(self) -> str:
        """For people: "needs work"."""
        return self.value.replace("_", " ")


_VERBS = "|".join(Verb)
_OURS = re.compile(rf"tamizdat:\s*(?P<verb>{_VERBS})\b\s*(?P<pairs>.*)")
_GLUED = re.compile(
    rf"tamizdat:\s*(?:{_VERBS})\b(?:(?!tamizdat:).)*?\bhash=[0-9a-f]{{12}}\b"
    r"(?:\s+msgstr=\"(?:[^\"\\]|\\.)*\"|\s+reason=(?:(?!tamizdat:).)*)?"
)
"""A line of ours among other words; none goes on into the next one."""
_MSGSTR = re.compile(r"\bmsgstr=(?P<json>\"(?:[^\"\\]|\\.)*\")\s*\Z")
_NAME = re.compile(r"[\w-]+")
_STICKY = re.compile(r"[\w+-]+-format|(?:no-)?wrap|range:.*")
"""Flags that a message has from its source for good, as GNU gettext's manual lists them."""


def digest(text: str) -> str:
    """The first 12 hexadecimal digits of SHA-256 over UTF-8 (every hash in a catalog is this)."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Provenance:
    """A `# tamizdat:` line among the translator's comments."""

    verb: Verb
    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The value of a pair; empty where it is missing."""
        return dict(self.pairs).get(name, "")

    def renewed(self, value: str) -> Provenance:
        """The same with another hash."""
        pairs = ((name, value if name == "hash" else old) for name, old in self.pairs)
        return Provenance(self.verb, tuple(pairs))

    def __str__(self) -> str:
        """The line; a msgstr stands in it as JSON writes it, so that it keeps its lines."""
        pairs = (
            (name, json.dumps(value, ensure_ascii=False) if name == "msgstr" else value)
            for name, value in self.pairs
        )
        return f"tamizdat: {self.verb} " + " ".join(f"{name}={value}" for name, value in pairs)

    @classmethod
    def parse(cls, comment: str) -> Provenance | None:
        """Read one comment line (without `# `); None if it is somebody's words."""
        match = _OURS.match(comment.strip())
        if not match:
            return None
        words: dict[str, list[str]] = {}
        written, other = match["pairs"], ""
        if match["verb"] == Verb.CONFLICT:
            quoted = _MSGSTR.search(written)
            other = _unquoted(quoted["json"]) if quoted else ""
            if not quoted or not other:
                return None
            written = written[: quoted.start()]
        name = ""
        for word in written.split():
            key, equals, value = word.partition("=")
            if equals and _NAME.fullmatch(key):
                name = key
                words[name] = [value]
            elif name:  # a name or a reason of several words
                words[name].append(word)
        pairs = {name: " ".join(value) for name, value in words.items()}
        if other:
            pairs["msgstr"] = other
        return cls(Verb(match["verb"]), tuple(pairs.items())) if "hash" in pairs else None


def _unquoted(written: str) -> str:
    """The string that JSON spells so; empty where it is none that a catalog can hold."""
    with suppress(ValueError):
        found = str(json.loads(written))
        found.encode()  # JSON can spell halves of characters
        return found
    return ""


def apart(comment: str) -> tuple[str, ...]:
    """A translator's comment as lines, none of them partly ours.

    Editors show our lines among people's, and who types a comment there types it before or behind
    what we wrote.
    """
    if "tamizdat:" not in comment:
        return (comment,)
    parts, end = [], 0
    for match in _GLUED.finditer(comment):
        parts += [comment[end : match.start()], match[0]]
        end = match.end()
    found = tuple(filter(None, map(str.strip, (*parts, comment[end:]))))
    return found if len(found) > 1 else (comment,)


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a catalog. Immutable; `evolve` makes the changed one."""

    msgid: str
    msgstr: str = ""
    msgctxt: str | None = None
    flags: tuple[str, ...] = ()
    """Of the `#,` line and the `#=` line together."""
    translator_comments: tuple[str, ...] = ()
    """`#` lines without their marker: people's, kept for ever, and our `tamizdat:` lines."""
    extracted_comments: tuple[str, ...] = ()
    """`#.` lines: role, author's note, word diff; rewritten on every update."""
    references: tuple[str, ...] = ()
    """`#:` entries; ours are the path of the source text."""
    previous_msgid: str | None = None
    previous_msgctxt: str | None = None
    obsolete: bool = False
    set_apart: tuple[str, ...] = ()
    """Flags that stand on a `#=` line, where they are written again."""
    line: int = field(default=0, compare=False)
    """Line of the msgstr in the file that it was read from; 0 for a new message."""
    source: bytes | None = field(default=None, compare=False, repr=False)
    """The bytes of the entry as read; written back as long as the message stays what it was."""

    @property
    def key(self) -> Key:
        """What makes it the same message."""
        return self.msgctxt, self.msgid

    @property
    def fuzzy(self) -> bool:
        """Whether it carries the fuzzy flag."""
        return "fuzzy" in self.flags

    @property
    def sticky_flags(self) -> tuple[str, ...]:
        """Flags that tell how to write it; the others tell how far the work on it is.

        What other programs say of the work (`reviewed`, `approved`) they say of these very strings,
        so it doesn't hold when one of them changes.
        """
        return tuple(filter(_STICKY.fullmatch, self.flags))

    @property
    def hash(self) -> str:
        """Over msgctxt, msgid and msgstr: any edit voids what was said with this hash."""
        return digest(f"{self.msgctxt or ''}\x04{self.msgid}\x00{self.msgstr}")

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Our own lines among the translator's comments."""
        found = (Provenance.parse(comment) for comment in self.translator_comments)
        return tuple(line for line in found if line)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The comments of people that came after the last answer to them."""
        if not self.translator_comments:
            return ()
        words = self.comments_without(lambda _: True)
        answered = {p.get("hash") for p in self.provenance if p.verb is Verb.ANSWERED}
        start, read = 0, hashlib.sha256()
        for end, word in enumerate(words, 1) if answered else ():
            read.update((word if end == 1 else f"\n{word}").encode())
            if read.hexdigest()[:12] in answered:
                start = end
        return words[start:]

    @property
    def draft(self) -> Provenance | None:
        """The draft line that still fits the msgstr; None for people's work."""
        for line in self.provenance:
            if line.verb is Verb.DRAFT and line.get("hash") == digest(self.msgstr):
                return line
        return None

    @property
    def others(self) -> tuple[str, ...]:
        """What others have written for it, each of them beside this msgstr to be chosen from."""
        lines = (p for p in self.provenance if p.verb is Verb.CONFLICT)
        return tuple(p.get("msgstr") for p in lines if p.get("hash") == self.hash)

    @property
    def of_people(self) -> bool:
        """Whether people wrote its msgstr: a draft is theirs where it was translated elsewhere."""
        if self.state is State.DRAFT:
            return self.draft is not None and self.draft.get("engine") == Origin.ADOPTED
        return bool(self.msgstr)

    @property
    def state(self) -> State:
        """Where it stands."""
        if not self.msgstr:
            return State.UNTRANSLATED
        if self.fuzzy:
            if self.draft and not self.confirmed:
                return State.DRAFT
            return State.NEEDS_WORK if self.previous_msgid is None else State.CHANGED
        if any(p.verb is Verb.REVIEWED and p.get("hash") == self.hash for p in self.provenance):
            return State.REVIEWED
        return State.TRANSLATED

    @property
    def is_persons(self) -> bool:
        """Whether a person has worked on it: it is neither empty nor a draft."""
        return self.state not in (State.UNTRANSLATED, State.DRAFT)

    @property
    def confirmed(self) -> bool:
        """Whether somebody had found the msgstr right for the msgid that it was made for."""
        lines = (line for line in self.provenance if line.verb is Verb.TRANSLATED)
        return any(line.get("hash") == self._made_for for line in lines)

    @property
    def _made_for(self) -> str:
        """The hash that it had with its previous msgid."""
        return digest(f"{self.previous_msgctxt or ''}\x04{self.previous_msgid}\x00{self.msgstr}")

    def evolve(self, **changes: Any) -> Message:  # noqa: ANN401 - the fields' own types
        """A copy with other fields; the same object if nothing changes, so its bytes are kept."""
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        return replace(self, source=None, **changes)

    def drafted(self, msgstr: str, **provenance: str) -> Message:
        """A fuzzy copy with a machine's msgstr and the line that says where it came from."""
        line = Provenance(Verb.DRAFT, (*provenance.items(), ("hash", digest(msgstr))))
        comments = self.comments_without(lambda ours: ours.verb is Verb.DRAFT)
        return self.evolve(
            msgstr=msgstr,
            flags=("fuzzy", *self.sticky_flags),
            translator_comments=(*comments, str(line)),
        )

    def accepted(self, by: str = "") -> Message:
        """A copy that somebody found right: translated, or reviewed where it is said by whom.

        Lines of ours that hold no more go; what others have said stays, and so does the line of a
        draft, whose hash tells what was confirmed as it was from what was edited.
        """

        def superseded(ours: Provenance) -> bool:
            if ours.verb in (Verb.DRAFT, Verb.ANSWERED):
                return False
            if ours.verb in (Verb.TRANSLATED, Verb.CONFLICT) or ours.get("hash") != self.hash:
                return True
            return ours.verb is Verb.REVIEWED and ours.get("by") == by

        comments = self.comments_without(superseded)
        if by:
            comments += (str(Provenance(Verb.REVIEWED, (("by", by), ("hash", self.hash)))),)
        return self.evolve(
            flags=tuple(flag for flag in self.flags if flag != "fuzzy"),
            translator_comments=comments,
            previous_msgid=None,
            previous_msgctxt=None,
        )

    def doubted(self) -> Message:
        """A copy that needs work: fuzzy, and reviewed by nobody."""
        return self.evolve(
            flags=self.flags if self.fuzzy else ("fuzzy", *self.sticky_flags),
            translator_comments=self.comments_without(lambda ours: ours.verb is Verb.REVIEWED),
            previous_msgid=self.previous_msgid if self.fuzzy else None,
            previous_msgctxt=self.previous_msgctxt if self.fuzzy else None,
        )

    def contested(self, *msgstrs: str) -> Message:
        """A copy with what others have written for it beside, each once."""
        known = {"", self.msgstr, *self.others}
        lines = (
            str(Provenance(Verb.CONFLICT, (("hash", self.hash), ("msgstr", msgstr))))
            for msgstr in dict.fromkeys(msgstrs)
            if msgstr not in known
        )
        return self.evolve(translator_comments=(*self.translator_comments, *lines))

    def answered(self) -> Message:
        """A copy with the line that says that nothing is asked any more."""
        comments = self.comments_without(lambda ours: ours.verb is Verb.ANSWERED)
        words = self.comments_without(lambda _: True)
        line = Provenance(Verb.ANSWERED, (("hash", digest("\n".join(words))),))
        return self.evolve(translator_comments=(*comments, str(line)))

    def dismissed(self, check: str, reason: str, by: str = "") -> Message:
        """A copy with the line that silences a warning until msgid or msgstr change."""
        who = (("by", by),) if by else ()
        pairs = (("check", check), *who, ("hash", self.hash), ("reason", reason))
        line = Provenance(Verb.IGNORE, pairs)
        comments = self.comments_without(
            lambda ours: ours.verb is Verb.IGNORE and ours.get("check") == check
        )
        return self.evolve(translator_comments=(*comments, str(line)))

    def carried(
        self, wanted: Message, *, declared: bool = False, msgstr: str | None = None
    ) -> Message:
        """Its msgstr for another msgid that means the same, in the state that it is in.

        What was said of it holds for the new msgid; where that it means the same is `declared` by
        the author and can't be seen, a line keeps it on record. With `msgstr` it is that one, which
        means the same too.
        """
        message = wanted.evolve(
            msgstr=self.msgstr if msgstr is None else msgstr,
            flags=self.flags,
            set_apart=self.set_apart,
            previous_msgctxt=self.previous_msgctxt,
            previous_msgid=self.previous_msgid,
        )
        holding = (Verb.REVIEWED, Verb.COSMETIC, Verb.CONFLICT)
        renewed = {(verb, self.hash): message.hash for verb in holding}
        renewed[Verb.DRAFT, digest(self.msgstr)] = digest(message.msgstr)
        renewed[Verb.TRANSLATED, self._made_for] = message._made_for  # noqa: SLF001 - its own kind
        comments = [
            str(ours.renewed(renewed[ours.verb, ours.get("hash")]))
            if (ours := Provenance.parse(comment)) and (ours.verb, ours.get("hash")) in renewed
            else comment
            for comment in self.translator_comments
        ]
        if declared:  # of earlier ones the last says it all
            comments = [c for c in comments if not _is_cosmetic(Provenance.parse(c))]
            pairs = (("from", digest(self.msgid)), ("hash", message.hash))
            comments.append(str(Provenance(Verb.COSMETIC, pairs)))
        return message.evolve(translator_comments=tuple(comments))

    def comments_without(self, gone: Callable[[Provenance], bool]) -> tuple[str, ...]:
        """The translator's comments, without some of our own lines."""
        return tuple(
            comment
            for comment in self.translator_comments
            if not ((ours := Provenance.parse(comment)) and gone(ours))
        )


def _is_cosmetic(line: Provenance | None) -> bool:
    return line is not None and line.verb is Verb.COSMETIC


@dataclass(frozen=True)
class Catalog:
    """The messages of one text in one locale (a template has the locale "")."""

    header: Message
    """The entry with the empty msgid; its msgstr holds the header fields."""
    messages: tuple[Message, ...] = ()
    """In file order, obsolete ones included."""
    eol: str = "\n"
    """Line ends of the file that it was read from."""
    bom: bool = False
    tail: bytes = b""
    """Bytes after the last entry (trailing comments, blank lines)."""

    @cached_property
    def active(self) -> tuple[Message, ...]:
        """The messages that count."""
        return tuple(message for message in self.messages if not message.obsolete)

    @cached_property
    def obsolete(self) -> tuple[Message, ...]:
        """Messages whose msgid left the text; kept, never counted."""
        return tuple(message for message in self.messages if message.obsolete)

    @cached_property
    def by_key(self) -> dict[Key, Message]:
        """Active messages by msgctxt and msgid."""
        return {message.key: message for message in self.active}

    def replaced(self, messages: Mapping[Key, Message]) -> Catalog:
        """A copy with these in the place of its active messages of the same key."""
        return replace(
            self,
            messages=tuple(m if m.obsolete else messages.get(m.key, m) for m in self.messages),
        )

    def fields(self) -> Iterator[tuple[str, str]]:
        """The header's fields, in order."""
        for line in self.header.msgstr.split("\n"):
            name, colon, value = line.partition(":")
            if colon:
                yield name.strip(), value.strip()

    def field(self, name: str) -> str:
        """The value of a header field, in whatever case it is named; empty where there is none."""
        wanted = name.lower()
        return next((value for found, value in self.fields() if found.lower() == wanted), "")

    @property
    def language(self) -> str:
        """The header's `Language`; empty where there is none."""
        return self.field("Language")
