"""What a project can set, and what one text can."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, get_args

Engines = Literal["none", "local", "self-hosted", "any"]
Policy = Literal["complete", "partial", "draft"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
OUTPUT = "published"
"""Default folder of what is published."""
HANDOUT = "handout"
"""Default folder of the files that go to translators."""
TARGETS = ("source", "site", "text")
"""What is published of a text: its localized source, a page, plain text for mail."""


@dataclass(frozen=True, slots=True)
class TextSettings:
    """What is wanted of one text: `translation:` in its front matter, `[texts."<glob>"]` here."""

    locales: tuple[str, ...] | None = None
    """Locales it is translated into; default: the project's."""
    required: tuple[str, ...] | None = None
    """Locales that CI demands to be complete; default: the project's."""
    deadline: datetime.date | None = None
    """Wanted by this day."""
    expires: datetime.date | None = None
    """Worthless after this day: leaves queues and gates by itself."""
    engines: Engines | None = None
    """Which engines may see the text (default local; translation memory is always allowed)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`[draft]`: where machine drafts come from."""

    engine: str = "fxtranslate"
    """Name of the engine; "none" leaves gaps empty."""
    remote: bool = False
    """Engines outside this machine need this and the text's own `engines`."""
    download: bool = False
    """Whether models may be downloaded."""
    url: str = ""
    """Address of a self-hosted engine."""


@dataclass(frozen=True, slots=True)
class Source:
    """`[publish.source]`: what localized texts in the source's own format keep of it."""

    comments: bool = True
    """Whether comments, directives and `translation:` stay: words for colleagues."""
    drop: tuple[str, ...] = ()
    """Keys of the front matter that are left out, such as "author"."""


@dataclass(frozen=True, slots=True)
class Publish:
    """`[publish]`: what readers get."""

    policy: Policy = "complete"
    """complete: whole translations only; partial: gaps in the source language, marked; draft:
    everything, for proof-reading, never for readers."""
    url: str = ""
    """Address under which the site is published, for canonical links."""
    title: str = ""
    """The site's name; default: the name of the project's folder."""
    hosts: tuple[str, ...] = ()
    """Other hosts whose pictures and media pages show; they learn of every reader."""
    templates: str = ""
    """Folder with page templates that replace the built-in ones."""
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True)
class Privacy:
    """`[privacy]`: what catalogs tell about the people who work on them."""

    scrub: bool = False
    """Blank names, addresses, dates and editors in the headers of catalogs that are written."""


@dataclass(frozen=True, slots=True)
class About:
    """`[project]`: who is behind the texts, as far as translators must know."""

    contact: str = ""
    """Where translators send files and questions: an address, a link, a handle."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a project can set."""

    root: Path
    """Folder of the configuration file; all paths are relative to it."""
    file: Path
    """The configuration file."""
    source_locale: str = "en"
    """Locale of the source texts."""
    locales: tuple[str, ...] = ()
    """Locales that texts are translated into."""
    required: tuple[str, ...] = ()
    """Locales that every text must be complete in, or CI says no."""
    translate_keys: tuple[str, ...] = (
        "title",
        "subtitle",
        "summary",
        "description",
        "image_description",
    )
    """Front-matter keys whose values are translated."""
    sources: str = "source_texts"
    """Folder of the source texts."""
    catalog: str = "locales/{locale}/LC_MESSAGES/{domain}.po"
    """Path of a catalog."""
    template: str = "locales/templates/{domain}.pot"
    """Path of a template."""
    output: str = OUTPUT
    """Folder of the localized texts."""
    minimum_version: str = ""
    """The oldest tamizdat that may work here, such as "0.2"; an older one refuses to."""
    project: About = field(default_factory=About)
    draft: Draft = field(default_factory=Draft)
    publish: Publish = field(default_factory=Publish)
    privacy: Privacy = field(default_factory=Privacy)
    texts: Mapping[str, TextSettings] = field(default_factory=dict)
    """Settings by glob over domains; a text's front matter wins."""

    def settings(self, domain: str, own: TextSettings) -> TextSettings:
        """A text's settings: its own, else those of the matching globs, else the project's."""
        found = TextSettings()
        for pattern, settings in self.texts.items():
            if fnmatchcase(domain, pattern):
                found = _over(settings, found)
        project = TextSettings(self.locales, self.required, engines="local")
        return _over(_over(own, found), project)


def _over(upper: TextSettings, lower: TextSettings) -> TextSettings:
    """`upper`, with its gaps filled from `lower`."""
    given = {f.name: value for f in fields(upper) if (value := getattr(upper, f.name)) is not None}
    return replace(lower, **given)
