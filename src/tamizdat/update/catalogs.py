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
from tamizdat.project.catalogs import CatalogFile
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
        waiting: list[tuple[Loaded, CatalogFile]] = []
        for item in sorted(others.loaded, key=others.gives):
            result, file, whole = self._merge(item, others, recalled, item.file, last=False)
            if whole or result.error:
                yield result
            else:
                waiting.append((item, file))
        for item, file in waiting:
            yield self._merge(item, others, recalled, file, last=True)[0]

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
    ) -> tuple[Updated, CatalogFile, bool]:
        """Merge and write one; what was written; and whether it is as it will be."""
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
                result, file = self._write(item, merged, there)
        except TamizdatError as error:
            return Updated(item.domain, item.locale, item.file.path, error=error), there, True
        if not result.error:
            others.done(item, merged.catalog)
        return result, file, not elsewhere.unsettled

    def _write(
        self, item: Loaded, merged: merge.Merge, there: CatalogFile
    ) -> tuple[Updated, CatalogFile]:
        """Write a merged catalog, if it is not what is there and loses nothing."""
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
        if file.data == item.file.data == there.data and not item.folded and not husk:
            return result, file
        before = item.catalog or _new(item)
        lost = merge.loss(before, merged.catalog, merged.changes.left)
        if lost > LARGEST_LOSS and not self.force:
            problem = Problem(
                f"{lost:.0%} of its translations would be lost", file.path, None, "--force does it"
            )
            return replace(result, error=LossError(problem)), there
        try:
            if not self.dry_run:
                self._save(file, there, item.folded, husk=husk)
        except TamizdatError as error:
            return replace(result, error=error), there
        return replace(result, written=True), file

    def _save(
        self, file: CatalogFile, there: CatalogFile, folded: Sequence[CatalogFile], *, husk: bool
    ) -> None:
        """Bring it onto the disk, then take away what it holds by now."""
        root = self.project.root
        if husk:
            files.remove(file.path, root, expected=there.data)
            return
        file.save(over=there)
        for other in folded:
            if files.read(other.path, root) == other.data:
                files.remove(other.path, root, expected=other.data)


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
