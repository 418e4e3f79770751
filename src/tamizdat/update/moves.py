"""Texts that were renamed or moved: told by what they say, followed by their files.

The record (`renames.csv`) is written first. Whatever stops a run after that, the next one knows
from it where the files belong that still lie under the former name.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tamizdat.catalogs.catalog import Key, Message
from tamizdat.catalogs.merge import FLOOR
from tamizdat.catalogs.similarity import Candidates
from tamizdat.errors import TamizdatError, guard
from tamizdat.project import files, renames
from tamizdat.project.project import Project
from tamizdat.project.renames import Entry, Renames
from tamizdat.project.text import Text
from tamizdat.update.links import Links
from tamizdat.update.updated import Updated

SHARE = 0.6
"""So many of a text's messages, of 1, are in the one that it became; a choice."""
_SHARE_OF_NEW = 0.25
"""And so many of that one's: what stands in every text makes none of them of it; a choice."""
_FEW = 6
"""So few messages make a text short."""
_COMMON = 20
"""A message that more new texts have does not say which of them a text became."""
_NAMED = re.compile(rb'"Project-Id-Version: ?([^"\\\n]*)\\n"')
_HEAD = 1 << 14
"""Bytes; the header stands in them."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What lies under names that no text has."""

    catalogs: tuple[tuple[str, str], ...]
    """Locale and domain."""
    templates: tuple[str, ...]

    @property
    def domains(self) -> tuple[str, ...]:
        """All of those names."""
        return tuple(dict.fromkeys((*self.templates, *(domain for _, domain in self.catalogs))))

    def without(self, domains: Iterable[str]) -> Gone:
        """What else there is."""
        there = frozenset(domains)
        return Gone(
            tuple(one for one in self.catalogs if one[1] not in there),
            tuple(domain for domain in self.templates if domain not in there),
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A file that gets the name of its text."""

    old: str
    """The domain that it lies under."""
    new: str
    locale: str
    """Empty for the template."""
    path: Path
    to: Path


def recorded(project: Project, record: Renames, gone: Gone) -> Iterator[Move]:
    """The files that, as the record says, belong to a text of another name."""
    for locale, old in (*(("", domain) for domain in gone.templates), *gone.catalogs):
        new = record.now(old)
        if new != old and new in project.sources:
            path, to = (
                project.catalog_path(domain, locale) if locale else project.template_path(domain)
                for domain in (old, new)
            )
            yield Move(old, new, locale, path, to)


def recognised(
    project: Project, record: Renames, texts: Sequence[Text], gone: Gone
) -> Iterator[Entry]:
    """Renames that the record does not know yet: a text is gone, and another one says the same.

    Args:
        project: where it all lies.
        record: the renames that are known.
        texts: those that are new or were edited.
        gone: what lies under names without a text.
    """
    links = Links(project.config.sources, record)
    where: dict[str, list[str]] = {domain: [] for domain in gone.domains}
    for locale, domain in gone.catalogs:
        where[domain].append(locale)
    missing = [domain for domain in where if record.now(domain) not in project.sources]
    locales = {locale for locale, _ in gone.catalogs}
    new = [text for text in texts if missing and not _has_any(project, text, locales)]
    there = {text.domain: _said(links, text.domain, text.template.by_key) for text in new}
    had = {d: _said(links, d, _keys(project, d, where[d])) for d in missing if new}
    yield from _paired({domain: said for domain, said in had.items() if said}, there)
    left = {domain for _, domain in gone.catalogs}
    for text in texts:
        former = _moved_by_hand(project, links, text)
        if former and former not in left:
            yield former, text.domain


def _has_any(project: Project, text: Text, locales: Iterable[str]) -> bool:
    """Whether a text has a catalog already."""
    places = (project.catalog_path(text.domain, code) for code in {*locales, *text.locales})
    return any(map(os.path.lexists, places))


def _keys(project: Project, domain: str, locales: Iterable[str]) -> Iterable[Key]:
    """The messages of a text that is gone, as its template or a catalog has them."""
    with suppress(TamizdatError):
        template = project.template(domain)
        if template and template.active:
            return template.by_key
    for locale in locales:
        with suppress(TamizdatError):
            catalog = project.catalog(domain, locale)
            if catalog and catalog.messages:
                return catalog.by_key or {message.key: message for message in catalog.obsolete}
    return ()


_Said = Mapping[Key, Key]
"""What a text says: its messages, and each with where its relative links lead."""


def _said(links: Links, domain: str, keys: Iterable[Key]) -> _Said:
    return {(context, msgid): (context, links.anchored(msgid, domain)) for context, msgid in keys}


def _paired(had: Mapping[str, _Said], there: Mapping[str, _Said]) -> Iterator[Entry]:
    """The best pairs of a text that is gone and a new one.

    Several may have become one, but not by the same messages: what stands in all of a series of
    texts makes none of them another.
    """
    holding: dict[Key, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for new, said in there.items():
        by_name.setdefault(posixpath.basename(new), []).append(new)
        for key in {*said, *said.values()}:
            holding.setdefault(key, []).append(new)
    pairs = []
    for old, said in had.items():
        rare = (holding.get(key, ()) for key in {*said, *said.values()})
        promising = {new for texts in rare if len(texts) <= _COMMON for new in texts}
        for new in promising | {*by_name.get(posixpath.basename(old), ())[:_COMMON]}:
            shared = _shared(said, there[new])
            if _is_enough(shared, said, there[new]):
                likeness = 2 * shared / (len(said) + len(there[new]))
                renamed = posixpath.basename(old) != posixpath.basename(new)
                pairs.append((-likeness, renamed, old, new))
    left = {new: dict(said) for new, said in there.items()}
    paired: set[str] = set()
    for _, _, old, new in sorted(pairs):
        said = had[old]
        if old not in paired and _is_enough(_shared(said, left[new]), said, there[new]):
            paired.add(old)
            forms = {*said, *said.values()}
            left[new] = {key: f for key, f in left[new].items() if forms.isdisjoint((key, f))}
            yield old, new


def _is_enough(shared: float, old: _Said, new: _Said) -> bool:
    """Whether so many shared messages make one text of another."""
    return shared >= SHARE * len(old) and shared >= _SHARE_OF_NEW * len(new)


def _shared(old: _Said, new: _Said) -> float:
    """How many messages of one text are in another; in a short one, half of one that is like it.

    Where there are but two or three, one that was edited is too large a share.
    """
    leading = frozenset(new.values())
    same = [key for key, form in old.items() if key in new or form in leading]
    if not same or len(old) > _FEW or len(new) > 2 * _FEW:
        return len(same)
    candidates = Candidates([Message(key[1]) for key in new if key not in old])
    edited = (key for key in old if key not in same)
    return len(same) + sum(bool(candidates.closest(key[1], FLOOR)) for key in edited) / 2


def _moved_by_hand(project: Project, links: Links, text: Text) -> str:
    """The former domain of a text whose catalogs were renamed with it; empty where there is none.

    Their header and a reference name it; where there is a template, that does.
    """
    places = [project.template_path(text.domain)]
    places += [project.catalog_path(text.domain, locale) for locale in text.locales]
    path = next(filter(os.path.lexists, places), None)
    with suppress(TamizdatError):
        data = files.read(path, project.root) if path else b""
        named = _NAMED.search(data, 0, _HEAD)
        former = named[1].decode(errors="replace") if named else text.domain
        known = former in project.sources or links.renames.now(former) in project.sources
        reference = f"#: {project.config.sources}/{former}.".encode()
        if not known and files.portable(former) and reference in data:
            return former
    return ""


class Following:
    """The files of texts that have another name by now, and what becomes of them in a run."""

    def __init__(self, project: Project, record: Renames, gone: Gone) -> None:
        self._project = project
        self.renames = record
        self._moves = tuple(recorded(project, record, gone))
        self._waiting: set[tuple[str, str]] = set()
        self.lying: dict[tuple[str, str], str] = {}
        """By locale and domain: the former name under which a file lies in a dry run."""
        self.came_back: dict[tuple[str, str], tuple[str, ...]] = {}
        """By locale and domain: former names under which there is a catalog beside its own."""
        self.templates: list[str] = []
        """Former names under which there is a template beside the text's own."""

    @property
    def at_home(self) -> frozenset[str]:
        """Former names whose files have a text."""
        return frozenset(move.old for move in self._moves)

    def waits(self, locale: str, domain: str) -> bool:
        """Whether a file could not be given its name: nothing new may take its place."""
        return (locale, domain) in self._waiting

    def write(self, before: Renames, *, dry_run: bool) -> Iterator[Updated]:
        """Put the record onto the disk, where it differs from what was there."""
        path, root = self._project.renames_path, self._project.root
        if self.renames.entries == before.entries:
            return
        try:
            with guard(path):
                there = files.read(path, root) if os.path.lexists(path) else b""
                if not dry_run:
                    files.write(path, renames.dumps(self.renames), root, expected=there)
        except TamizdatError as error:
            self._waiting |= {(move.locale, move.new) for move in self._moves}
            yield Updated("", "", path, error=error)
        else:
            yield Updated("", "", path, written=True)

    def move(self, chosen: Collection[str], *, dry_run: bool) -> Iterator[Updated]:
        """Give the files of the chosen texts their names: the same bytes, over nothing."""
        for move in self._moves:
            place = (move.locale, move.new)
            if move.new not in chosen or place in self._waiting:
                continue
            if os.path.lexists(move.to) or place in self.lying:
                if move.locale:
                    self.came_back[place] = (*self.came_back.get(place, ()), move.old)
                else:
                    self.templates.append(move.old)
                continue
            try:
                with guard(move.path):
                    if dry_run:
                        self.lying[place] = move.old
                    else:
                        files.rename(move.path, move.to, self._project.root)
            except TamizdatError as error:
                self._waiting.add(place)
                yield Updated(move.new, move.locale, move.to, error=error)
            else:
                yield Updated(move.new, move.locale, move.to, written=True, was=move.old)
