"""An edition: one text in one locale, as its readers get it. Pure, but for reading catalogs."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from tamizdat.catalogs import merge
from tamizdat.catalogs.catalog import Catalog, Key, Message, Origin, State, digest
from tamizdat.catalogs.progress import Progress
from tamizdat.check import gate
from tamizdat.check.findings import Finding, Severity
from tamizdat.errors import BugError, TamizdatError
from tamizdat.language import inline
from tamizdat.pages.wording import Wording, wording_in
from tamizdat.project.config import Policy
from tamizdat.project.project import Project
from tamizdat.project.text import Text
from tamizdat.publish import isolates, plaintext, site
from tamizdat.publish.site import PageView, Words
from tamizdat.texts import anchors, publication, sanitizer
from tamizdat.texts.anchors import Anchors
from tamizdat.texts.document import Role, Segment
from tamizdat.texts.publication import Publication

_IGNORED = {gate.OUTDATED, gate.MISSING, gate.INCOMPLETE, gate.PERSONAL}
"""Findings that say nothing of what would be published; gaps are the policy's matter."""

_UNFIT = {gate.STRUCTURE, gate.BUG}
"""Findings without which a catalog's done msgstrs leave the structure of their text."""

Judge = Callable[[Text, str, Catalog | None, Publication | None], Iterable[Finding]]
"""What the checks find in a text and locale, given its publication if that is at hand."""

_NOTICE = re.compile(r"\A\[\s.*?\s\]\s", re.S)
"""What stands above a plain text."""


@dataclass(frozen=True)
class Edition:
    """One text in one locale."""

    text: Text
    locale: str
    source_locale: str
    msgstrs: Mapping[Key, str]
    """What readers see of the catalog under the policy."""
    publication: Publication
    progress: Progress
    policy: Policy
    machine: bool = False
    """A message of it is a machine's, as it made it."""
    refused: tuple[str, ...] = ()
    """Why it may not be published; empty if it may."""
    doubted: frozenset[str] = frozenset()
    """Msgstrs that a check finds an error in."""
    catalog: Catalog | None = None
    """As it lies on disk."""
    earlier: bool = False
    """As it was published once."""
    targets: Collection[str] = ()
    """Of an earlier one, for which it is there: `site`, `text`."""
    place: str = ""
    """The domain that its relative links are seen from, where that is another one."""
    outdated: bool = False
    """Its source has changed since it was published."""
    bug: BugError | None = None
    """What made a check of it fail; it is refused then."""
    ids: Anchors | None = None
    """Of an earlier one, those that its page has; otherwise they are its text's."""

    @property
    def is_source(self) -> bool:
        """The text as its author wrote it."""
        return self.locale == self.source_locale

    @cached_property
    def settled(self) -> Catalog | None:
        """Its catalog as `update` leaves it."""
        if self.catalog is None:
            return None
        return merge.merge(self.catalog, self.text.template).catalog

    @cached_property
    def fingerprint(self) -> str:
        """Of what readers see of it: another one where that is not the same."""
        words = (self.title, self.words("subtitle"), self.summary)
        opening = site.opening(self.source_locale, wording_in(self.locale))
        body = site.substance(sanitizer.sanitize(self._rendered(opening)))
        return digest(f"{[each and each.text for each in words]} {self.date} {body}")

    def words(self, *roles: str) -> Words | None:
        """The first segment with one of the roles, as a reader sees it."""
        found = [self._firsts[role] for role in roles if role in self._firsts]
        return self._words(min(found)[1]) if found else None

    @cached_property
    def _firsts(self) -> dict[str, tuple[int, Segment]]:
        """The first segment of each role, and which one of its text it is."""
        found: dict[str, tuple[int, Segment]] = {}
        for place, segment in enumerate(self.text.document.segments):
            if segment.msgid is not None:
                found.setdefault(segment.role, (place, segment))
        return found

    def _words(self, segment: Segment) -> Words:
        msgstr = self.msgstrs.get(segment.key, "")
        locale = self.locale if msgstr else self.source_locale
        return Words(inline.visible(msgstr or segment.msgid or "", segment.markup), locale)

    @cached_property
    def title(self) -> Words:
        """The front matter's title, or the first heading, or the text's name."""
        name = self.text.domain.rpartition("/")[2]
        return (
            self.words(Role.TITLE)
            or self.words(*Role.headings())
            or Words(name, self.source_locale)
        )

    @property
    def summary(self) -> Words | None:
        """For search engines and indexes."""
        return self.words(Role.SUMMARY, "description")

    @property
    def date(self) -> datetime.date | None:
        """The front matter's date."""
        value = self.text.document.metadata.get("date")
        if isinstance(value, datetime.datetime):
            return value.date()
        return value if isinstance(value, datetime.date) else None

    @property
    def share(self) -> float:
        """Translated part of the words."""
        if self.is_source or not self.progress.total.words:
            return 1.0
        return self.progress.done.words / self.progress.total.words

    @property
    def notices(self) -> frozenset[site.Notice]:
        """What a reader must know of its state."""
        found = set()
        waiting = self.progress.tally(State.DRAFT, State.CHANGED, State.NEEDS_WORK)
        if self.policy == "draft" and waiting.messages:
            found.add(site.Notice.DRAFT if self.machine else site.Notice.UNFINISHED)
        if self.progress.expired:
            found.add(site.Notice.EXPIRED)
        if self.outdated:
            found.add(site.Notice.OUTDATED)
        elif not self.is_source and any(
            piece.segment.msgid and not piece.translated for piece in self.publication.pieces
        ):
            found.add(site.Notice.PARTIAL)
        return frozenset(found)

    @property
    def notice(self) -> site.Notice | None:
        """The gravest of them, the one that its page and its plain text show."""
        return site.gravest(self.notices)

    def body(self, wording: Wording) -> str:
        """The page's body as HTML, passages that are not translated marked."""
        rendered = self._rendered(site.opening(self.source_locale, wording))
        return site.bared(anchors.pinned(rendered, self.ids or self.text.anchors))

    @cached_property
    def anchors(self) -> Anchors:
        """The ids that its headings would have by themselves, which its author may have used."""
        return anchors.find(self._rendered("<span>"))

    def _rendered(self, opening: str) -> str:
        pieces = self.publication.pieces
        if self.is_source:
            pieces = tuple(replace(piece, translated=True) for piece in pieces)
        return self.text.format.render(pieces, opening)

    def view(
        self,
        wording: Wording,
        versions: tuple[str, ...],
        links: Mapping[str, str],
        address: str,
        hosts: tuple[str, ...],
    ) -> PageView:
        """What its page shows; `address` is the site's, `hosts` are those of shown pictures."""
        return PageView(
            locale=self.locale,
            source_locale=self.source_locale,
            domain=self.text.domain,
            title=self.title,
            body=self.body(wording),
            versions=versions,
            subtitle=self.words("subtitle"),
            summary=self.summary,
            date=self.date,
            notices=self.notices,
            share=self.share,
            links=links,
            hosts=hosts,
            site=address,
        )

    def plain(self, wording: Wording, view: PageView) -> str:
        """The plain text for mail and messengers."""
        return plaintext.text(
            sanitizer.sanitize(view.body, hosts=view.hosts),
            title=view.title.text,
            notice=site.notice(view, wording),
            locale=self.locale,
        )

    def is_in(
        self, published: str, wording: Wording, hosts: tuple[str, ...], *, page: bool
    ) -> bool:
        """Whether a page, or a plain text, has the words of this edition, whatever its notice."""
        rendered = self._rendered(site.opening(self.source_locale, wording))
        body = sanitizer.sanitize(rendered, hosts=hosts)
        if page:
            return site.shows(published, body)
        plain = plaintext.text(body, title=self.title.text, locale=self.locale)
        published = isolates.without(_NOTICE.sub("", published))
        return isolates.without(plain).split() == published.split()


def source(project: Project, text: Text) -> Edition:
    """The text as its author wrote it."""
    locale = project.config.source_locale
    published = publication.publish(
        text.document, text.format, {}, keys=project.config.translate_keys
    )
    progress = replace(project.progress(text, locale, None), outdated=False)
    return Edition(text, locale, locale, {}, published, progress, "complete")


def make(
    project: Project,
    text: Text,
    locale: str,
    policy: Policy,
    known: Collection[Finding] | None = None,
    judge: Judge | None = None,
) -> Edition:
    """The text in a locale, with the reasons why it may not be published.

    Args:
        project: the project.
        text: the text.
        locale: the locale.
        policy: what readers may get.
        known: what the checks find, where it is known from an earlier run; then msgstrs of which
            they said nothing aren't tried again.
        judge: finds that otherwise, and may remember it.
    """
    catalog: Catalog | None = None
    reasons: list[str] = []
    bug: BugError | None = None
    try:
        catalog = project.catalog(text.domain, locale, text)
    except TamizdatError as error:
        bug = error if isinstance(error, BugError) else None
        reasons += [str(found) for found in gate.unreadable(project, error, gate.UNREADABLE)]
    progress = project.progress(text, locale, catalog, " ".join(reasons))
    msgstrs = done = gate.msgstrs(catalog)
    if policy == "draft":
        msgstrs = gate.msgstrs(catalog, drafts=True)
    elif progress.copied:
        copies = project.copies(text, locale, catalog)
        msgstrs = {key: msgstr for key, msgstr in done.items() if key not in copies}
    judged = msgstrs == done  # then what the checks publish is what readers get
    fit = judged and known is not None and not any(f.check in _UNFIT for f in known)
    published = gate.published(project, text, locale, msgstrs, fit=fit)
    errors: list[Finding] = []
    if not reasons and policy != "draft" and catalog is not None:
        judge = judge or partial(_judged, project)
        found = known
        if found is None:
            found = [*judge(text, locale, catalog, published if judged else None)]
        errors = [f for f in found if f.severity is Severity.ERROR and f.check not in _IGNORED]
    if not reasons:
        reasons += _gaps(text, progress, msgstrs, policy)
        reasons += map(str, errors)
        bug = next((finding.bug for finding in errors if finding.bug), None)
    source_locale = project.config.source_locale
    active = catalog.active if catalog and policy == "draft" else ()
    machine = any(_by_machine(message) for message in active if message.key in text.segments)
    return Edition(
        text,
        locale,
        source_locale,
        msgstrs,
        published,
        progress,
        policy,
        machine,
        tuple(reasons),
        _doubted(errors, msgstrs),
        catalog,
        bug=bug,
    )


def _by_machine(message: Message) -> bool:
    """Whether nobody has written a message, here or in another text."""
    draft = message.draft if message.state is State.DRAFT else None
    return draft is not None and draft.get("engine") not in [*Origin]


def _gaps(
    text: Text, progress: Progress, msgstrs: Mapping[Key, str], policy: Policy
) -> Iterator[str]:
    """What the policy misses in the text in this locale."""
    if policy == "complete" and not progress.complete:
        first = " (first run: tamizdat update)" if progress.outdated else ""
        yield f"{progress.percent} % done; left: {progress.missing}{first}"
    elif policy != "complete" and text.segments and not msgstrs:
        yield "nothing of it is translated yet"


def _judged(
    project: Project,
    text: Text,
    locale: str,
    catalog: Catalog | None,
    publication: Publication | None,
) -> Iterable[Finding]:
    return gate.findings(project, text, locale, catalog, publication=publication)


def _doubted(errors: Iterable[Finding], msgstrs: Mapping[Key, str]) -> frozenset[str]:
    msgids = {finding.msgid for finding in errors if finding.msgid}
    return frozenset(msgstr for (_, msgid), msgstr in msgstrs.items() if msgid in msgids)
