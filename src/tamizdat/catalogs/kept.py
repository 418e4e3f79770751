"""What is said twice in the catalogs of a locale: obsolete copies of what stays."""

from __future__ import annotations

from collections.abc import Iterable

from tamizdat.catalogs.catalog import Key, Message, Provenance, Verb


class Kept:
    """Messages that stay, and with them what people wrote there."""

    def __init__(self, living: Iterable[Message]) -> None:
        self._messages: dict[Key, list[Message]] = {}
        self._done: set[Key] = set()
        for message in living:
            self.keep(message)
            if message.state.done:
                self._done.add(message.key)

    def keep(self, message: Message) -> None:
        """Let another one stay."""
        self._messages.setdefault(message.key, []).append(message)

    def says(self, message: Message) -> bool:
        """Whether one of them says all that this one does, and is at least as sure of it."""
        others = self._messages.get(message.key, ())
        if message.msgstr:
            return any(_stands_for(other, message) for other in others)
        comments = _comments(message)
        return not comments or any(comments <= _comments(other) for other in others)

    def answers(self, message: Message) -> bool:
        """Whether a living one is done with another msgstr."""
        return message.key in self._done


def _stands_for(other: Message, message: Message) -> bool:
    """Whether nothing is lost with a message of the same key."""
    if other.msgstr != message.msgstr:
        return False
    if not other.fuzzy:  # then what was done for a former msgid is no news
        return _said(message) - _of(message, Verb.TRANSLATED) <= _said(other)
    return (
        message.fuzzy
        and _origin(message) == _origin(other)
        and _said(message) | _of(message, Verb.DRAFT) <= _said(other) | _of(other, Verb.DRAFT)
    )


def _origin(message: Message) -> tuple[str | None, str | None]:
    return message.previous_msgctxt, message.previous_msgid


def _said(message: Message) -> frozenset[str]:
    """What people said of a message: their comments, and what we wrote down for them."""
    ours = (Verb.DRAFT, Verb.COSMETIC)
    return frozenset(
        comment
        for comment in message.translator_comments
        if comment.strip() and not ((line := Provenance.parse(comment)) and line.verb in ours)
    )


def _comments(message: Message) -> frozenset[str]:
    """What people said of a message in their own words."""
    return frozenset(c for c in message.translator_comments if not Provenance.parse(c))


def _of(message: Message, verb: Verb) -> frozenset[str]:
    """Our lines of a verb."""
    return frozenset(
        comment
        for comment in message.translator_comments
        if (line := Provenance.parse(comment)) and line.verb is verb
    )
