"""What is said twice in the catalogs of a locale: obsolete copies of what stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tamizdat.catalogs.catalog import Key, Message, Provenance, Verb

_OF_MSGSTR = frozenset({Verb.DRAFT, Verb.TRANSLATED, Verb.COSMETIC})
"""What only says where a msgstr came from: no news beside one that is done."""


class Kept:
    """Messages that stay, and with them what people wrote there."""

    def __init__(self, living: Iterable[Message]) -> None:
        self._states: set[tuple[Key, str, Key | None]] = set()
        """Key and msgstr, and what a fuzzy one was made for."""
        self._comments: dict[tuple[Key, str], set[str]] = {}
        self._words: dict[Key, set[str]] = {}
        self._done: set[Key] = set()
        for message in living:
            self.keep(message)
            if message.state.done:
                self._done.add(message.key)

    def keep(self, message: Message) -> None:
        """Let another one stay."""
        key, msgstr = message.key, message.msgstr
        self._states.add((key, msgstr, _made_for(message)))
        self._comments.setdefault((key, msgstr), set()).update(message.translator_comments)
        self._words.setdefault(key, set()).update(_words(message))

    def says(self, message: Message) -> bool:
        """Whether nothing is lost with a message: its msgstr, how sure it is, what was said of it.

        One that stays and is done is as good as a fuzzy one, whatever that was made for.
        """
        key, msgstr = message.key, message.msgstr
        if not msgstr:
            return self._words.get(key, set()).issuperset(_words(message))
        if (key, msgstr, None) in self._states:
            said = message.comments_without(lambda line: line.verb in _OF_MSGSTR)
        elif message.fuzzy and (key, msgstr, _made_for(message)) in self._states:
            said = message.comments_without(lambda line: line.verb is Verb.COSMETIC)
        else:
            return False
        return self._comments[key, msgstr].issuperset(said)

    def answers(self, message: Message) -> bool:
        """Whether a living one is done with another msgstr."""
        return message.key in self._done


def _made_for(message: Message) -> Key | None:
    """What a fuzzy msgstr was made for, as far as it says; None for one that is not fuzzy."""
    if not message.fuzzy:
        return None
    return message.previous_msgctxt, message.previous_msgid or ""


def _words(message: Message) -> Iterator[str]:
    """What people said of a message in their own words."""
    return (c for c in message.translator_comments if not Provenance.parse(c))
