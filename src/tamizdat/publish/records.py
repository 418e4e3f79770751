"""What runs of publication remember of each text in each locale, in the user's cache.

A record says what was made of an edition, what other pages show of it, and what it hangs on besides
the content of files. It is of use as long as all that is the same: then nothing is made again.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tamizdat.catalogs.catalog import digest
from tamizdat.check.findings import Finding, Severity
from tamizdat.project import cache, files
from tamizdat.project.cache import Cache, Stamp
from tamizdat.project.config import Policy
from tamizdat.project.project import Project
from tamizdat.publish import manifest, site
from tamizdat.publish.published import Published
from tamizdat.publish.site import Entry, Notice, Words

_SHOWN = "1"
"""The form of what is kept of entries."""
_READ = 64
"""So many records are held as such; the others as they are kept."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Where the relative links of an edition led when it was made."""

    place: str = ""
    """The domain that they are seen from, where it is another one than its own."""
    ends: Mapping[str, str | None] = field(default_factory=dict)
    """By address, what the page has in its stead; None for one that stays."""
    neighbours: tuple[str, ...] = ()
    """Texts whose headings some of them lead to."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a run made of a text in a locale."""

    published: Published
    page: bool
    """It has a page."""
    entry: Entry | None
    """What the index shows of it."""
    fingerprint: str
    """Of the source's own edition."""
    expires: datetime.date | None
    expired: bool
    """The day had passed."""
    verdict: str | None
    """Digest of what the checks found; None where that is not known."""
    listed: str
    """Digest of what the list of published files says of it."""
    versions: tuple[str, ...]
    """The locales that its page leads to."""
    names: tuple[str, ...]
    """Of its text, the newest first."""
    there: tuple[str, ...]
    """What lies in its place, or did under one of those names."""
    linked: Linked


class Records:
    """The records of a project for one policy and some targets."""

    def __init__(self, project: Project, use: str, context: str) -> None:
        self._project = project
        self._cache = Cache(project.root, use, context)
        self._entries = Cache(project.root, f"{use}-shown", _SHOWN)  # true of pages of any version
        self.lasting = True
        """Whatever the run has made, the next one would not make again."""
        self._known: dict[str, Record | None] = {}
        self._fresh: dict[str, bool] = {}

    def stamps(self, *paths: Path) -> dict[str, Stamp]:
        """What tells later that files are as they are now."""
        return self._cache.of(paths)

    def source(self, domain: str) -> tuple[tuple[str, ...], frozenset[str]] | None:
        """The locales of a text and the prints of its messages, if its source is as it was."""
        if not self._is_fresh(_source(domain)):
            return None
        try:
            codes, prints = self._cache.found(_source(domain))
            return tuple(codes.split()), frozenset(prints.split())
        except (AttributeError, TypeError, ValueError):
            return None

    def take_source(
        self,
        domain: str,
        stamps: dict[str, Stamp],
        locales: Iterable[str],
        messages: Iterable[str],
    ) -> None:
        """Remember a source text."""
        found = " ".join(locales), " ".join(sorted(messages))
        self._cache.take(_source(domain), stamps, found)

    def of(self, locale: str, domain: str) -> Record | None:
        """What was made of a text in a locale, whatever has changed since."""
        owner = manifest.owner(locale, domain)
        if owner not in self._known:
            if len(self._known) > _READ:
                self._known.clear()
            self._known[owner] = self._loaded(locale, domain, self._cache.found(owner))
        return self._known[owner]

    def entry(self, locale: str, domain: str) -> Entry | None:
        """What an index shows of it, whatever has changed since; None where nobody knows."""
        try:
            return _shown(domain, *self._entries.found(manifest.owner(locale, domain)))
        except (TypeError, ValueError):
            return None

    def take_entry(self, locale: str, domain: str, entry: Entry | None) -> None:
        """Remember what an index shows of it."""
        self._entries.take(manifest.owner(locale, domain), {}, entry and _entry(entry))

    def standing(self, locale: str, domain: str) -> Record | None:
        """The same where its source, its catalog and its files are as that run left them."""
        owner = manifest.owner(locale, domain)
        if self._is_fresh(_source(domain)) and self._is_fresh(owner):
            return self.of(locale, domain)
        return None

    def fingerprint(self, domain: str) -> str:
        """Of a source's own edition, if it is as it was; otherwise empty."""
        record = self.of(self._project.config.source_locale, domain)
        return record.fingerprint if record and self._is_fresh(_source(domain)) else ""

    def take(
        self, locale: str, domain: str, stamps: dict[str, Stamp], record: Record | None
    ) -> None:
        """Remember what was made of a text in a locale; None where it must be made again."""
        owner = manifest.owner(locale, domain)
        self._known[owner] = record
        self.lasting &= record is not None
        found = json.dumps(_dumped(record, self._project.root)) if record else None
        self._cache.take(owner, stamps if record else {}, found)

    def days(self) -> set[datetime.date]:
        """The days on which texts expire."""
        own = self._project.config.source_locale
        found = (self.of(own, domain) for domain in self._project.sources)
        return {record.expires for record in found if record and record.expires}

    def index(self, name: str, shown: str) -> bool:
        """Whether a page of the site's own shows this already, and is as it was left."""
        group = _index(name)
        return self._cache.found(group) == shown and self._cache.is_fresh(group)

    def indexed(self, name: str) -> str:
        """What a page of the site's own showed when it was written; empty if nobody knows."""
        found = self._cache.found(_index(name))
        return found if isinstance(found, str) else ""

    def take_index(self, name: str, stamps: dict[str, Stamp], shown: str) -> None:
        """Remember what a page of the site's own shows."""
        self._cache.take(_index(name), stamps, shown)

    def save(self, alive: Iterable[tuple[str, str]]) -> None:
        """Write what was taken; texts and locales that are gone are forgotten."""
        texts = [*alive]
        groups = {manifest.owner(locale, domain) for domain, locale in texts}
        groups |= {_source(domain) for domain in self._project.sources}
        groups |= {_index(page) for page in (site.ROOT, site.STYLESHEET)}
        groups |= {_index(site.index_path(locale)) for _, locale in texts}
        for each in (self._cache, self._entries):
            each.only(groups)
            each.save()

    def _is_fresh(self, name: str) -> bool:
        """Whether files are as the last run left them, as they were when they were asked for."""
        if name not in self._fresh:
            self._fresh[name] = self._cache.is_fresh(name)
        return self._fresh[name]

    def _loaded(self, locale: str, domain: str, found: Any) -> Record | None:  # noqa: ANN401 - as the cache
        try:
            return _record(domain, locale, json.loads(found), self._project.root) if found else None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return None


def use(policy: Policy, targets: Collection[str]) -> str:
    """The name under which runs of one kind remember."""
    return "-".join(("publish", policy, *sorted(targets)))


def context(project: Project, templates: Path | None) -> str:
    """What all records hang on besides the files of a project.

    Raises:
        TamizdatError: a template of the project can't be read.
    """
    own = [path for path in sorted(templates.rglob("*")) if path.is_file()] if templates else []
    read = [(path.name, cache.digest(files.read(path, project.root))) for path in own]
    return digest(f"{project.context} {read}")


def shown(entries: Iterable[Entry], locales: Sequence[str]) -> str:
    """A digest of what an index shows."""
    return digest(json.dumps([[(e.domain, _entry(e)) for e in entries], locales]))


def _source(domain: str) -> str:
    """The name of a source's group; no owner begins like it."""
    return f"/{domain}"


def _index(name: str) -> str:
    """The name of the group of a page of the site's own."""
    return f"//{name}"


def dumped(published: Published, root: Path) -> dict[str, Any]:
    """What became of a text in a locale, as JSON holds it."""
    return {
        "paths": [path.relative_to(root).as_posix() for path in published.paths],
        "refused": published.refused,
        "earlier": published.earlier,
        "findings": [_finding(found) for found in published.findings],
    }


def loaded(domain: str, locale: str, found: dict[str, Any], root: Path) -> Published:
    """The same as it was.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    top = os.fspath(root) + os.sep
    return Published(
        domain,
        locale,
        tuple(Path(top + name) for name in found["paths"]),
        refused=tuple(found["refused"]),
        earlier=found["earlier"],
        findings=tuple(_found(*each) for each in found["findings"]),
    )


def _dumped(record: Record, root: Path) -> dict[str, Any]:
    entry, linked = record.entry, record.linked
    return {
        **dumped(record.published, root),
        "page": record.page,
        "entry": entry and _entry(entry),
        "fingerprint": record.fingerprint,
        "expires": record.expires and record.expires.isoformat(),
        "expired": record.expired,
        "verdict": record.verdict,
        "listed": record.listed,
        "versions": " ".join(record.versions),
        "names": record.names,
        "there": record.there,
        "place": linked.place,
        "ends": linked.ends,
        "neighbours": linked.neighbours,
    }


def _finding(found: Finding) -> list[Any]:
    return [getattr(found, each.name) for each in fields(found) if each.name != "bug"]


def _entry(entry: Entry) -> list[Any]:
    summary = entry.summary and [entry.summary.text, entry.summary.locale]
    date = entry.date and entry.date.isoformat()
    title = [entry.title.text, entry.title.locale]
    return [title, summary, date, sorted(entry.notices), entry.share]


def _record(domain: str, locale: str, found: dict[str, Any], root: Path) -> Record:
    """A record as it was written. Raises one of several errors for anything else."""
    return Record(
        loaded(domain, locale, found, root),
        found["page"],
        _shown(domain, *found["entry"]) if found["entry"] else None,
        found["fingerprint"],
        datetime.date.fromisoformat(found["expires"]) if found["expires"] else None,
        found["expired"],
        found["verdict"],
        found["listed"],
        tuple(found["versions"].split()),
        tuple(found["names"]),
        tuple(found["there"]),
        Linked(found["place"], dict(found["ends"]), tuple(found["neighbours"])),
    )


def _found(check: str, severity: str, *rest: Any) -> Finding:  # noqa: ANN401 - as JSON holds it
    return Finding(check, Severity(severity), *rest)


def _shown(
    domain: str,
    title: list[str],
    summary: list[str] | None,
    date: str | None,
    notices: list[str],
    share: float,
) -> Entry:
    return Entry(
        domain,
        Words(*title),
        Words(*summary) if summary else None,
        datetime.date.fromisoformat(date) if date else None,
        frozenset(map(Notice, notices)),
        share,
    )
