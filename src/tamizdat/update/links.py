"""Where the relative links of messages lead: a text that moves says the same in another way."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from tamizdat.catalogs.catalog import Message
from tamizdat.catalogs.merge import Leads
from tamizdat.language import relative
from tamizdat.project.renames import Renames
from tamizdat.texts import formats

_REST = re.compile(r"[?#].*", re.DOTALL)
"""What an address says beside the path."""


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a project's texts."""

    sources: str
    """The folder of the source texts, as references name it."""
    renames: Renames

    def anchored(self, msgid: str, domain: str) -> str:
        """A msgid with the text or file that each relative link leads to, as it is called today."""

        def address(old: str, written: str) -> str:
            path = relative.leads_to(old, domain)
            stem, suffix = posixpath.splitext(path)
            rest = _REST.search(old)
            if formats.knows(suffix):
                path = self.renames.now(stem)
            return f"/{path}{rest[0] if rest else ''}" if path else written

        return relative.rewritten(msgid, address)

    def of(self, domain: str) -> Leads:
        """The msgids of a text's messages with where their links lead.

        From the place where the message was last written: its reference tells.
        """

        def said(message: Message) -> str:
            return self.anchored(message.msgid, self._place(message, domain))

        return said

    def _place(self, message: Message, domain: str) -> str:
        """The domain that a message was written for: the text's, a former or another one."""
        return next(filter(None, map(self.domain, message.references[:1])), domain)

    def domain(self, reference: str) -> str:
        """The domain of the text that a reference names; empty if it names none."""
        stem, suffix = posixpath.splitext(reference)
        below = stem.removeprefix(f"{self.sources}/")
        return below if below != stem and formats.knows(suffix) else ""
