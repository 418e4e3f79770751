"""The catalogs of a locale: read, merged with their templates and with each other, written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tamizdat.catalogs import merge, po, three_way
from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.three_way import Ancestor
from tamizdat.errors import LossError, Problem, TamizdatError, guard
from tamizdat.language import locales
from tamizdat.project import cache, disk, files, migration
from tamizdat.project.catalogs import CatalogFile, save_all
from tamizdat.project.project import Project
from tamizdat.project.recalled import Recalled
from tamizdat.project.text import Text
from tamizdat.update.cosmetic import CosmeticEdits
from tamizdat.update.links import Links
from tamizdat.update.others import Loaded, Others
from tamizdat.update.updated import Updated

LARGEST_LOSS = 0.2
"""A run that would lose a larger share of a catalog's translations is refused unless forced.

The merge keeps all of them, so any loss is a fault of ours; the fifth is a choice.
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A catalog that takes part."""

    domain: str
    text: Text | None
    """None if it is gone."""
    at: str = ""
    """The domain under whose name it still lies: a dry run moves nothing."""
    came_back: tuple[str, ...] = ()
    """Former names under which there are catalogs too: by a merge, or by mail."""
    strayed: tuple[CatalogFile, ...] = ()
    """Catalogs of it that lie in the place of the template."""


_AT_ONCE = 64
"""So many catalogs are brought onto the disk together; a choice."""


@dataclass(frozen=True, slots=True)
class _Merged:
    """A catalog that was merged, and is to be written."""

    item: Loaded
    result: Updated
    """As it is, or would be, when it is written."""
    file: CatalogFile
    there: CatalogFile
    """What it is written over."""
    catalog: Catalog | None = None
    """What was merged, before its header was brought up to date; None if it failed."""
    whole: bool = True
    """Nothing in it waits for another one to be written."""
    husk: bool = False
    """Nothing is left in it: it goes."""

    def failing(self, error: TamizdatError) -> _Merged:
        """The same if it is not written."""
        return replace(
            self, result=replace(self.result, written=False, error=error), file=self.there
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What a run does, to whichever locale."""

    project: Project
    links: Links
    declared: CosmeticEdits
    dry_run: bool
    force: bool

    def update(
        self,
        locale: str,
        members: Sequence[Member],
        domains: Iterable[str],
        recalled: Recalled,
    ) -> Iterator[Updated]:
        """Merge the catalogs of a locale; `domains` are all that may have one.

        What they had in the past is `recalled`. Those that give messages to others are written
        after them. Where two give each other something, one is written twice: what leaves it stays
        until the other is on the disk.
        """
        loaded: list[Loaded] = []
        for member in members:
            result = self._load(locale, member)
            if isinstance(result, Updated):
                yield result
            else:
                loaded.append(result)
        others = Others(self.project, locale, loaded, domains)
        claimants = self.project.read(others.claimants())[0]
        members = [Member(text.domain, text) for text in claimants]
        joining = [self._load(locale, member) for member in members]
        if joining:
            others = others.with_(item for item in joining if isinstance(item, Loaded))
        givers: list[Loaded] = []
        takers: list[Loaded] = []
        for item in others.loaded:
            (givers if others.gives(item) else takers).append(item)
        for first in range(0, len(takers), _AT_ONCE):
            some = takers[first : first + _AT_ONCE]
            merged = [self._merge(item, others, recalled, item.file, last=False) for item in some]
            yield from (after.result for after in self._write(merged, others))
        waiting: list[_Merged] = []
        for item in givers:
            merging = self._merge(item, others, recalled, item.file, last=False)
            (after,) = self._write([merging], others)
            if after.whole or after.result.error:
                yield after.result
            else:
                waiting.append(after)
        for before in waiting:
            merging = self._merge(before.item, others, recalled, before.file, last=True)
            yield from (after.result for after in self._write([merging], others))

    def _load(self, locale: str, member: Member) -> Loaded | Updated:
        """A catalog that takes part; if it can't, the result that says why."""
        project, domain, text = self.project, member.domain, member.text
        template = text.template if text else po.new_catalog("", domain)
        path = project.catalog_path(domain, locale)
        folded = []
        try:
            with guard(path):
                file = project.catalog_file(member.at or domain, locale, text)
                file = replace(file, path=path)
                catalog = file.catalog and migration.migrate(file.catalog, text)
                back = (project.catalog_file(former, locale) for former in member.came_back)
                for other in (*back, *member.strayed):
                    if other.catalog and (catalog or other in member.strayed):
                        returned = migration.migrate(other.catalog, text)
                        ours = catalog or merge.merge(_empty(domain, locale), template).catalog
                        catalog = _folded(ours, returned, self._ancestor(other))
                        folded.append(other)
        except TamizdatError as error:
            return Updated(domain, locale, path, error=error)
        return Loaded(domain, locale, template, file, catalog, tuple(folded))

    def _ancestor(self, file: CatalogFile) -> Ancestor:
        """What a catalog was when its text got another name, if git knows."""
        past = self.project.past
        name = file.path.relative_to(self.project.root).as_posix()
        edits = past.edits(past.head, [name], name) if past else ()
        gone = next((edit.before for edit in edits if not edit.after), "")
        data = past.contents([gone]).get(gone) if past else None
        try:
            return Ancestor.of(po.loads(data, file.path)) if data else Ancestor()
        except TamizdatError:
            return Ancestor()

    def _merge(
        self, item: Loaded, others: Others, recalled: Recalled, there: CatalogFile, *, last: bool
    ) -> _Merged:
        """Merge one with its template, and with what others give it."""
        try:
            with guard(item.file.path):
                elsewhere = others.elsewhere(item, last=last)
                if elsewhere.settled or elsewhere.taken:
                    disk.settle()
                declared = self.declared.keys(item.domain, item.catalog) if item.vanished else ()
                into = partial(
                    merge.merge,
                    item.catalog or _new(item),
                    item.template,
                    elsewhere=elsewhere,
                    vanished=others.vanished(item),
                    cosmetic=declared,
                    leads=self.links.of(item.domain),
                )
                merged = into()
                if not (self.force and item.catalog is None):
                    past = _past(item, merged.changes, recalled)
                    merged = into(past=past) if past else merged
                after = self._worth(item, merged, there)
        except TamizdatError as error:
            failed = Updated(item.domain, item.locale, item.file.path, error=error)
            return _Merged(item, failed, there, there)
        return replace(after, whole=not elsewhere.unsettled)

    def _worth(self, item: Loaded, merged: merge.Merge, there: CatalogFile) -> _Merged:
        """A merged catalog, to be written if it is not what is there and loses nothing."""
        catalog = merged.catalog
        if catalog is not item.file.catalog:
            former = self.links.renames.before(item.domain)
            catalog = po.named(po.of_today(catalog), item.domain, former)
        if item.domain in self.project.sources:
            catalog = po.in_locale(catalog, locales.gettext(item.locale))
        file = item.file.rewritten(catalog)
        gone = item.domain not in self.project.sources
        result = Updated(
            item.domain,
            item.locale,
            file.path,
            merged.changes,
            scrubbed=item.file.scrub and item.file.clean(catalog) is not catalog,
            text_is_gone=gone,
            digest=cache.digest(file.data),
        )
        said = catalog.messages or catalog.header.translator_comments
        husk = gone and bool(merged.changes.left) and not said
        after = _Merged(item, result, file, there, merged.catalog, husk=husk)
        if file.data == item.file.data == there.data and not item.folded and not husk:
            return after
        before = item.catalog or _new(item)
        lost = merge.loss(before, merged.catalog, merged.changes.left)
        if lost > LARGEST_LOSS and not self.force:
            problem = Problem(
                f"{lost:.0%} of its translations would be lost", file.path, None, "--force does it"
            )
            return after.failing(LossError(problem))
        return replace(after, result=replace(result, written=True))

    def _write(self, merged: Sequence[_Merged], others: Others) -> Iterator[_Merged]:
        """Bring catalogs onto the disk, then take away what they hold by now."""
        wanted = [] if self.dry_run else [after for after in merged if after.result.written]
        saved = [after for after in wanted if not after.husk]
        errors = save_all([(after.file, after.there) for after in saved])
        failed = {id(after): error for after, error in zip(saved, errors, strict=True) if error}
        for after in merged:
            error = failed.get(id(after))
            if after.result.written and not self.dry_run and not error:
                error = self._take_away(after)
            done = after.failing(error) if error else after
            if done.catalog and not done.result.error:
                others.done(done.item, done.catalog)
            yield done

    def _take_away(self, after: _Merged) -> TamizdatError | None:
        """Take away what another catalog holds, or nobody needs; what goes wrong with that."""
        root = self.project.root
        try:
            with guard(after.file.path):
                if after.husk:
                    files.remove(after.file.path, root, expected=after.there.data)
                for other in () if after.husk else after.item.folded:
                    if files.read(other.path, root) == other.data:
                        files.remove(other.path, root, expected=other.data)
        except TamizdatError as error:
            return error
        return None


def _folded(catalog: Catalog, returned: Catalog, ancestor: Ancestor) -> Catalog:
    """A catalog with all that another one has, which will be no more."""
    hidden = {id(message) for message in returned.obsolete if message.key in returned.by_key}
    shown = tuple(message for message in returned.messages if id(message) not in hidden)
    merged = three_way.take(catalog, replace(returned, messages=shown), ancestor).catalog
    there = {m.msgstr for m in merged.messages} | {o for m in merged.messages for o in m.others}
    messages = list(merged.messages)
    places = {m.key: place for place, m in enumerate(messages) if m.obsolete}
    for message in returned.obsolete:  # an active one of the same msgid hides it
        if id(message) in hidden and message.msgstr not in there:
            if message.key in places:
                known = messages[places[message.key]]
                messages[places[message.key]] = known.contested(message.msgstr)
            else:
                messages.append(message)
    return replace(merged, messages=tuple(messages))


def _new(item: Loaded) -> Catalog:
    """The catalog of a text that has none in a locale."""
    return _empty(item.domain, item.locale)


def _empty(domain: str, locale: str) -> Catalog:
    return po.new_catalog(locale, domain, plural_forms=locales.plural_forms(locale))


def _past(item: Loaded, changes: merge.Changes, recalled: Recalled) -> Mapping[Key, Message]:
    """What the catalog had in the past of what it lacks now.

    Raises LossError for a catalog that is gone though the last commit has it.
    """
    added = [message for message in changes.added if not message.msgstr]
    if not (added or changes.changed):
        return {}
    recalled.refuse_gone(item.file, added)
    wanted = {**{m.key: False for m in changes.changed}, **{m.key: True for m in added}}
    return recalled.messages((item.domain, item.locale), wanted, item.template.by_key)
