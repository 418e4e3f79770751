"""What pages show: frozen values that say nothing about HTML."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Notice(StrEnum):
    """What a reader must know of a text's state, the gravest first."""

    DRAFT = "draft"
    """Some of it is a machine's, and nobody has looked at it yet."""
    UNFINISHED = "unfinished"
    """Some of it waits for a person: changed, in doubt, taken from another text."""
    EXPIRED = "expired"
    OUTDATED = "outdated"
    """It is as it was published once; its source has changed since."""
    PARTIAL = "partial"


def gravest(notices: Collection[Notice]) -> Notice | None:
    """The one that is shown where there is room for one."""
    return next((notice for notice in Notice if notice in notices), None)


@dataclass(frozen=True, slots=True)
class Words:
    """A title or a summary, in the language that it is really in."""

    text: str
    locale: str
    """The page's where a msgstr is shown, otherwise the source's."""


@dataclass(frozen=True, slots=True)
class PageView:
    """One text in one locale."""

    locale: str
    source_locale: str
    domain: str
    title: Words
    body: str
    """HTML as rendered from the text; sanitised by the page."""
    versions: tuple[str, ...]
    """Locales in which the text is published, this one included, in the order they are shown."""
    subtitle: Words | None = None
    summary: Words | None = None
    """For search engines and previews; shown in the index."""
    date: datetime.date | None = None
    updated: datetime.date | None = None
    notices: frozenset[Notice] = frozenset()
    """All that apply; the page shows the gravest."""
    share: float = 1.0
    """Translated part of the words, from 0 to 1."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Relative addresses in the body, and what to write instead (see `references`)."""
    hosts: tuple[str, ...] = ()
    """Other hosts whose pictures and media the page shows; those of all others become links."""
    site: str = ""
    """Address under which the site is published; without it every address is relative."""
    help: str = ""
    """Address where people can help with the translation."""
    text: str = ""
    """Address of the plain text, relative to the page."""

    @property
    def notice(self) -> Notice | None:
        """The gravest notice."""
        return gravest(self.notices)


@dataclass(frozen=True, slots=True)
class MovedView:
    """The address of a text, in a locale, from before it had the name that it has."""

    locale: str
    domain: str
    former: str
    """The domain that it had."""
    title: Words
    site: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A text in an index."""

    domain: str
    title: Words
    summary: Words | None = None
    date: datetime.date | None = None
    notices: frozenset[Notice] = frozenset()
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class IndexView:
    """The texts that are published in one locale."""

    locale: str
    title: str
    """The site's name."""
    entries: tuple[Entry, ...]
    """In the order they are shown."""
    versions: tuple[str, ...]
    """Locales that have an index, this one included."""
    site: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class RootView:
    """The first page: the locales."""

    source_locale: str
    title: str
    versions: tuple[str, ...]
    site: str = ""
