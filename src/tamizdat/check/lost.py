"""Translations that were committed and are gone, though the source gives no reason.

What is edited is held against the last commit; where nothing is, this commit is held against the
ones before it. A msgstr that gave way to another one is a correction, unless git knows that other
one from earlier days: then an old copy of the file was put over newer work.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Key, Message, Verb
from tamizdat.check.findings import Finding, Severity
from tamizdat.errors import TamizdatError
from tamizdat.project import files, past
from tamizdat.project.past import Past
from tamizdat.project.project import Project
from tamizdat.project.text import Text

LOST = "catalog-lost"
_SHOWN = 3
"""So many messages are named; more are counted."""
_LETTERS = 40
"""Of each msgid."""
_VERSIONS = 20
"""So many former versions of a catalog are looked at, and `_MOST` in all; a choice."""
_MOST = 500
_AT_ONCE = 200
"""Catalogs that are asked for together."""
_SHALLOW = (
    "git has no commit before this one here, so nobody knows what is gone since then"
    " (fetch two: fetch-depth: 2 on GitHub, GIT_DEPTH: 2 on GitLab)"
)

Place = tuple[str, str]
"""Domain and locale."""


@dataclass(frozen=True)
class _Before:
    """A commit that something may be gone since."""

    commit: str
    name: str
    """As git is told it: HEAD, HEAD^2."""
    files: Mapping[str, str]
    """Catalogs that are different now: paths in the project, and their ids then."""


@dataclass
class _Found:
    """What is different in one catalog."""

    domain: str
    locale: str
    path: str
    gone: list[Message] = field(default_factory=list)
    replaced: list[tuple[Message, Message]] = field(default_factory=list)
    """Done then, and what stands there now."""
    older: list[Message] = field(default_factory=list)
    """Those of them that an older msgstr came back for."""


def findings(
    project: Project, domains: Collection[str], read: Callable[[str], Text], *, whole: bool
) -> Iterator[Finding]:
    """What is gone; one finding for each catalog and kind.

    Args:
        project: the project.
        domains: the texts that are looked at.
        read: reads one of them.
        whole: they are all that can be read, and what has no text any more is looked at, too.

    """
    if project.past:
        yield from _Comparison(project, project.past, domains, read, whole=whole).findings()


class _Comparison:
    """The catalogs of today held against commits. Used once."""

    def __init__(
        self,
        project: Project,
        history: Past,
        domains: Collection[str],
        read: Callable[[str], Text],
        *,
        whole: bool,
    ) -> None:
        self._project, self._past, self._whole = project, history, whole
        self._ordered, self._domains, self._read = domains, frozenset(domains), read
        self._top = project.catalogs_folder
        self._shallow = False
        self._now: dict[Place, Catalog | None] = {}

    def findings(self) -> Iterator[Finding]:
        said: set[tuple[Place, Key]] = set()
        befores = list(self._befores())
        for before in befores:
            if not before.files:
                continue
            found = list(self._different(before))
            self._find_older(before, befores, [each for each in found if each.replaced])
            if not any(each.gone or each.older for each in found) or self._meant(before):
                continue
            for each in found:
                place = each.domain, each.locale
                for kind in ("gone", "older"):
                    fresh = [m for m in getattr(each, kind) if (place, m.key) not in said]
                    said.update((place, m.key) for m in fresh)
                    if fresh:
                        yield self._finding(before, each, kind, fresh)
        if self._shallow:
            yield Finding(LOST, Severity.INFO, _SHALLOW, self._top or ".", 1)

    def _befores(self) -> Iterator[_Before]:
        """What to compare with."""
        history = self._past
        committed = history.tree(history.head, self._top) or {}
        ours = {p: blob for p, blob in committed.items() if self._place(p)}
        edited = {p: blob for p, blob in ours.items() if not history.is_as(blob, self._data(p))}
        if edited:
            yield _Before(history.head, "HEAD", edited)
            return
        commit = history.commit(history.head)
        for number, parent in enumerate(commit.parents if commit else (), 1):
            then = history.tree(parent, self._top)
            if then is None:
                self._shallow = True
                continue
            other = {p: b for p, b in then.items() if ours.get(p) != b and self._place(p)}
            yield _Before(parent, "HEAD^" if number == 1 else f"HEAD^{number}", other)

    def _place(self, path: str) -> Place | None:
        """Whose catalog a path is, if it is one that is looked at."""
        place = self._project.place_of(path)
        if place is None:
            return None
        wanted = place[0] in self._domains if self._known(place[0]) else self._whole
        return place if wanted else None

    def _known(self, domain: str) -> bool:
        return domain in self._project.sources

    def _data(self, path: str) -> bytes:
        """A file as it lies on disk; nothing where there is none that can be read."""
        with suppress(TamizdatError):
            return files.read(self._project.root / path, self._project.root)
        return b""

    def _different(self, before: _Before) -> Iterator[_Found]:
        """What is gone or replaced in each catalog."""
        for path, data in self._contents(before.files):
            old, place = _read(data), self._place(path)
            if old is None or place is None:
                continue
            domain, locale = place
            if not self._known(domain) and not po.segments(old):
                continue  # a program's
            with suppress(TamizdatError):  # what can't be read is another finding
                found = _Found(domain, locale, path)
                self._compare(found, old, self._catalog(domain, locale))
                yield found

    def _contents(self, blobs: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """Files as they were, not all of them in memory at once."""
        paths = [*blobs]
        for start in range(0, len(paths), _AT_ONCE):
            some = paths[start : start + _AT_ONCE]
            contents = self._past.contents([blobs[path] for path in some])
            yield from ((path, contents.get(blobs[path], b"")) for path in some)

    def _compare(self, found: _Found, old: Catalog, new: Catalog | None) -> None:
        """Raises TamizdatError where another catalog can't be read."""
        has = new.by_key if new else {}
        spare = {m.key for m in new.obsolete if m.msgstr} if new else set()
        for message in old.active:
            now = has.get(message.key)
            if not message.of_people:
                continue
            if now and now.of_people:
                if now.msgstr != message.msgstr and message.state.done:
                    found.replaced.append((message, now))
            elif message.key not in spare and self._is_missed(found, message.key):
                found.gone.append(message)

    def _is_missed(self, found: _Found, key: Key) -> bool:
        """Whether a text has a message still, and nobody's msgstr for it is left."""
        wanted = self._wanted.get((found.locale, key), [])
        if found.domain in wanted:
            return True
        others = (self._catalog(domain, found.locale) for domain in wanted)
        there = (other.by_key.get(key) for other in others if other)
        return bool(wanted) and not any(message and message.of_people for message in there)

    @cached_property
    def _wanted(self) -> Mapping[tuple[str, Key], Sequence[str]]:
        """The domains of the texts that a message is wanted in, by locale and key."""
        texts = map(self._read, self._ordered) if self._whole else self._project.texts()[0]
        found: dict[tuple[str, Key], list[str]] = {}
        for text in texts:
            for locale in text.locales:
                for key in text.segments:
                    found.setdefault((locale, key), []).append(text.domain)
        return found

    def _catalog(self, domain: str, locale: str) -> Catalog | None:
        """A catalog of today. Raises TamizdatError."""
        place = domain, locale
        if place not in self._now:
            self._now[place] = self._project.catalog(domain, locale)
        return self._now[place]

    def _find_older(
        self, before: _Before, befores: Sequence[_Before], found: Sequence[_Found]
    ) -> None:
        """Tell corrections from old copies: what a catalog's history knows is older than it was."""
        if not found:
            return
        paths = [each.path for each in found]
        was = self._history(before.commit, paths)
        others = [other for other in befores if other is not before]
        for each in found:
            for message, now in each.replaced:
                then = was.get((each.path, message.key), {}).get(now.msgstr)
                if then and not _signed(now) > _signed(then):
                    each.older.append(message)
        doubtful = [each for each in found if each.older]
        for other in others if doubtful else ():  # a merge: may be decided on the other side
            knew = self._history(other.commit, [each.path for each in doubtful])
            for each in doubtful:
                each.older = [
                    m
                    for m in each.older
                    if m.msgstr not in list(knew.get((each.path, m.key), ()))[1:]
                ]

    def _history(
        self, commit: str, paths: Sequence[str]
    ) -> Mapping[tuple[str, Key], Mapping[str, Message]]:
        """What messages were in the files up to a commit, by their msgstrs, the newest first."""
        edits = self._past.edits(commit, paths, self._top)
        ids = {p: [b for _, b in had[:_VERSIONS]] for p, had in past.versions(edits).items()}
        contents = self._past.contents([blob for blobs in ids.values() for blob in blobs][:_MOST])
        found: dict[tuple[str, Key], dict[str, Message]] = {}
        for path, blobs in ids.items():
            for blob in blobs:
                version = _read(contents.get(blob, b""))
                for message in version.active if version else ():
                    if message.msgstr:
                        found.setdefault((path, message.key), {}).setdefault(
                            message.msgstr, message
                        )
        return found

    def _meant(self, before: _Before) -> bool:
        """Whether a commit since says that it was taken out on purpose."""
        if before.commit == self._past.head:
            return False
        return past.REMOVED in self._past.declared(before.commit)

    def _finding(
        self, before: _Before, found: _Found, kind: str, messages: Sequence[Message]
    ) -> Finding:
        count, since = len(messages), before.name
        if kind == "gone":
            said = f"{count:,} translations are gone" if count > 1 else "a translation is gone"
        else:
            said = f"an older translation came back over {count:,} newer one{'s' * (count > 1)}"
        named = ", ".join(map(_shown, messages[:_SHOWN]))
        more = f" and {count - _SHOWN:,} more" if count > _SHOWN else ""
        back = f"to have it back: {self._command(before, found.path)}"
        meant = "if it is meant, commit it with “Translation: removed” as the message's last line"
        line = 1
        with suppress(TamizdatError):
            new = self._catalog(found.domain, found.locale)
            now = [new.by_key.get(message.key) if new else None for message in messages]
            line = next((message.line for message in now if message), 1)
            if kind == "older":
                names = "".join(f" -m {message.hash[:8]}" for message in now[:_SHOWN] if message)
                place = f"{shlex.quote(found.domain)} -l {found.locale}"
                meant = f"if it is meant: tamizdat review {place} --accept --as NAME{names}"
        return Finding(
            LOST,
            Severity.ERROR,
            f"{said} that {since} has: {named}{more} ({back}; {meant})",
            found.path,
            line,
            found.domain,
            found.locale,
        )

    def _command(self, before: _Before, path: str) -> str:
        """What brings back all that was there, and keeps what is new."""
        quoted = shlex.quote(path)
        back = f"git checkout {before.name} -- {quoted}"
        if not (self._project.root / path).is_file():
            return back
        return f"cp {quoted} returned.po && {back} && tamizdat import returned.po"


def _signed(message: Message) -> frozenset[str]:
    """What says that somebody found its msgstr right: who signs an older one has decided on it."""
    lines = (line for line in message.provenance if line.verb is Verb.REVIEWED)
    return frozenset(str(line) for line in lines if line.get("hash") == message.hash)


def _read(data: bytes) -> Catalog | None:
    """A catalog as a commit has it; None if it can't be read."""
    with suppress(TamizdatError):
        return po.loads(data) if data else None
    return None


def _shown(message: Message) -> str:
    words = " ".join(message.msgid.split())
    words = words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1]}…"
    return f"line {message.line} “{words}”"
