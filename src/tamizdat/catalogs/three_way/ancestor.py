"""What two descendants of a catalog began from: prints of its messages, or less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tamizdat.catalogs import following
from tamizdat.catalogs.catalog import Catalog, Key, Message, digest

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
        msgctxt, msgid = following.origin(message)
        flags = () if message.confirmed else ("fuzzy",)
        return self.had(replace(message, msgctxt=msgctxt, msgid=msgid, flags=flags, source=None))
