"""See what a folder holds before it is a project: texts, translations, other tools' catalogs."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath

from tamizdat.catalogs import po
from tamizdat.errors import TamizdatError
from tamizdat.language import locales
from tamizdat.project import files, git
from tamizdat.texts import formats

SOURCES = "source_texts"
"""Folder of the source texts where there is none yet."""
_USUAL = (SOURCES, "content", "docs", "doc", "articles", "posts", "texts", "pages", "src")
_CATALOGS = frozenset("po locale locales i18n l10n translations".split())
"""Folders in which other tools keep catalogs."""
_SKIPPED = frozenset("node_modules venv vendor target build dist public published _site".split())
"""Folders full of texts that nobody here wrote."""
_PAPERS = frozenset(
    "authors changelog changes code_of_conduct constraints contributing contributors copying"
    " license licence readme requirements robots security".split()
)
"""Files about a repository; a text only where there is no other."""
_OURS = re.compile(r"locales/[^/]+/LC_MESSAGES(?:/.*)?")
"""Where catalogs lie unless the configuration says otherwise."""
_EVERYWHERE = frozenset({"index", "readme"})
"""Names that many folders have a file of."""


@dataclass(frozen=True)
class Found:
    """What a folder holds; paths are relative to it."""

    root: Path
    files: tuple[PurePosixPath, ...]
    """Texts and catalogs outside hidden and foreign folders."""

    def translations(self, source_locale: str) -> dict[PurePosixPath, tuple[str, PurePosixPath]]:
        """The locale of each translation of a text, and the text.

        `text.es.md`, `es/text.md`, `old/es/text.md`: they lie beside it, or its path is the only
        one that ends like theirs without the locale.
        """
        if source_locale not in self._known:
            self._known[source_locale] = self._translations(source_locale)
        return self._known[source_locale]

    @cached_property
    def catalogs(self) -> dict[PurePosixPath, frozenset[str]]:
        """Catalogs of other tools, and the names of the texts that they speak of.

        At the top, and in folders where tools keep them; those of programs are none.
        """
        found: dict[PurePosixPath, frozenset[str]] = {}
        for path in self.files:
            kept = len(path.parts) == 1 or not _CATALOGS.isdisjoint(path.parts)
            if path.suffix == ".po" and kept and (names := self._about(path)):
                found[path] = names
        return found

    def texts(self, folder: str, source_locale: str) -> tuple[PurePosixPath, ...]:
        """Source texts below a folder."""
        others = self.translations(source_locale)
        return tuple(p for p in self._texts if p.is_relative_to(folder) and p not in others)

    def elsewhere(self, folder: str, source_locale: str) -> tuple[PurePosixPath, ...]:
        """Texts outside the folder of the source texts that may be meant for it.

        A README is, if nothing else is.
        """
        others = self.translations(source_locale)
        outside = [
            path
            for path in self._texts
            if path not in others and not path.is_relative_to(folder) and not _among_catalogs(path)
        ]
        texts = [path for path in outside if not _is_paper(path)]
        if not texts and not self.texts(folder, source_locale):
            texts = [path for path in outside if path.stem.lower() == "readme"]
        return tuple(texts)

    def sources(self, source_locale: str) -> str:
        """The folder that the source texts are most likely in; existing or not."""
        texts = self.texts("", source_locale)
        texts = tuple(path for path in texts if not _is_paper(path)) or texts
        below = [path for path in texts if len(path.parts) > 1 and not _among_catalogs(path)]
        rich = [path for path in below if path.suffix != ".txt"]  # which may be anything
        counts = Counter(path.parts[0] for path in rich or below)
        usual = [name for name in _USUAL if counts[name]]
        if (self.root / SOURCES).is_dir():
            usual.insert(0, SOURCES)
        folder = next(iter([*usual, *(name for name, _ in counts.most_common(1))]), SOURCES)
        own = f"{folder}/{source_locale}"  # content/en beside content/es
        return own if self.texts(own, source_locale) else folder

    def locales(self, source_locale: str) -> tuple[str, ...]:
        """Locales that somebody has translated into already, spelled as ours will be found."""
        named = {code for code, _ in self.translations(source_locale).values()}
        named |= {code for p in self.catalogs for code, _ in islice(locales.in_path(p), 1)}
        folders = [p.parts[1] for p in self.catalogs if _OURS.fullmatch(p.parent.as_posix())]
        spelled = {locales.meant(name): name for name in folders if not locales.problem(name)}
        return tuple(sorted(spelled.get(code, code) for code in named - {source_locale}))

    def tracked(self, paths: Iterable[PurePosixPath]) -> bool:
        """Whether git knows all of the files, so that `git mv` can move them."""
        return git.tracks(self.root, [str(path) for path in paths])

    @cached_property
    def _known(self) -> dict[str, dict[PurePosixPath, tuple[str, PurePosixPath]]]:
        """The translations that were looked for, by the locale of the sources."""
        return {}

    @cached_property
    def _texts(self) -> tuple[PurePosixPath, ...]:
        return tuple(path for path in self.files if formats.knows(path.suffix))

    @cached_property
    def _named(self) -> dict[PurePosixPath, tuple[tuple[str, PurePosixPath], ...]]:
        """The locales that each text's path may name, and the path without them."""
        return {path: tuple(locales.in_path(path)) for path in self._texts}

    def _translations(self, source_locale: str) -> dict[PurePosixPath, tuple[str, PurePosixPath]]:
        there = {path: path for path in self._texts}
        for path, named in self._named.items():
            there |= {rest: path for code, rest in named if code == source_locale}
        found = {
            path: (code, there[rest])
            for path, named in self._named.items()
            for code, rest in reversed(named)
            if code != source_locale and rest in there
        }
        sources: dict[str, list[PurePosixPath]] = {}
        for path, named in self._named.items():
            if all(code == source_locale for code, _ in named):
                sources.setdefault(path.name, []).append(path)
        for path in self._named.keys() - found.keys():
            for code, rest in reversed(self._named[path]):
                if code != source_locale and (near := _closest(rest, sources.get(rest.name, ()))):
                    found[path] = code, near
        return {path: found[path] for path in self._texts if path in found}

    def _about(self, path: PurePosixPath) -> frozenset[str]:
        """The names of the texts that a catalog has messages of; none if it can't be read."""
        try:
            catalog = po.loads(files.read(self.root / path, self.root))
        except TamizdatError:
            return frozenset()
        named = {name.partition(":")[0] for m in catalog.messages for name in m.references}
        paths = map(PurePosixPath, named)
        return frozenset(path.name for path in paths if formats.knows(path.suffix))


def look(root: Path) -> Found:
    """See which texts and catalogs a folder holds."""
    return Found(root, tuple(_files(root)))


def _files(root: Path) -> Iterator[PurePosixPath]:
    for folder, below, names in os.walk(root):
        below[:] = sorted(n for n in below if not n.startswith(".") and n not in _SKIPPED)
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        for name in sorted(names):
            suffix = PurePosixPath(name).suffix
            if suffix == ".po" or (not name.startswith(".") and formats.knows(suffix)):
                yield here / name


def alike(path: PurePosixPath, others: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """Those of other paths that end like this one: same name, and as many folders as possible."""
    ends: dict[int, list[PurePosixPath]] = {}
    for other in others:
        pairs = enumerate(zip(reversed(other.parts), reversed(path.parts), strict=False))
        most = min(len(other.parts), len(path.parts))
        shared = next((place for place, (ours, theirs) in pairs if ours != theirs), most)
        ends.setdefault(shared, []).append(other)
    best = max(ends, default=0)
    return ends[best] if best else []


def _closest(path: PurePosixPath, texts: Iterable[PurePosixPath]) -> PurePosixPath | None:
    """The only text whose path ends like this one; names that are everywhere say nothing alone."""
    found = alike(path, texts)
    if len(found) != 1:
        return None
    known_by_name = path.stem.lower() not in _EVERYWHERE or found[0].parts[-2:] == path.parts[-2:]
    return found[0] if known_by_name else None


def _is_paper(path: PurePosixPath) -> bool:
    return path.name.partition(".")[0].lower().replace("-", "_") in _PAPERS


def _among_catalogs(path: PurePosixPath) -> bool:
    return len(path.parts) > 1 and path.parts[0] in _CATALOGS
