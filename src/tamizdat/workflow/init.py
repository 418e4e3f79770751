"""Set up a project in a folder: see what is there, write what is missing, overwrite nothing."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath

from tamizdat import __version__, config, files, formats, locales, po
from tamizdat.config import Config
from tamizdat.errors import ConfigError, Problem, TamizdatError

SOURCES = "source_texts"
"""Folder of the source texts where there is none yet."""
_USUAL = (SOURCES, "content", "docs", "doc", "articles", "posts", "texts", "pages", "src")
_CATALOGS = ("po", "locale", "locales", "i18n", "l10n", "translations")
"""Folders in which other tools keep catalogs."""
_SKIPPED = frozenset("node_modules venv vendor target build dist public published _site".split())
"""Folders full of texts that nobody here wrote."""

_CONFIGURATION = """\
# What tamizdat does here. Further keys: tamizdat help configuration
source_locale = {source}
locales = {locales}  # every text is translated into these; its front matter may say otherwise
required = []  # every text must be complete in these, or `tamizdat check` says no
sources = {sources}  # the folder of the source texts
"""
_IGNORED = (".tamizdat/", "published/", "*.mo")
"""What is made from the rest; Poedit compiles a .mo beside each catalog that it saves."""
_ATTRIBUTES = ("*.po text eol=lf", "*.pot text eol=lf linguist-generated")
_WORKFLOW = f"""\
# Incomplete or broken required locales block a pull request, with the reason, file and line.
name: translations
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-python@0b93645e9fea7318ecaed2b359559ac225c90a2b # v5.3.0
        with:
          python-version: "3.11"
      - run: pip install "tamizdat=={__version__}"
      - run: tamizdat check --format github
      - if: always()
        run: tamizdat status --format markdown >> "$GITHUB_STEP_SUMMARY"
"""
CI = {"github": (Path(".github/workflows/translations.yml"), _WORKFLOW)}
"""Of each service: the file that makes it check the translations."""


@dataclass(frozen=True)
class Found:
    """What a folder holds before it is a project; paths are relative to it."""

    root: Path
    files: tuple[PurePosixPath, ...]
    """Texts and catalogs outside hidden and foreign folders."""

    def translations(self, source_locale: str) -> tuple[PurePosixPath, ...]:
        """Translations of other texts: `text.es.md` beside `text.md`, `es/…` beside `en/…`."""
        there = set(self._texts)
        named = {path: tuple(locales.in_path(path)) for path in there}
        there |= {rest for found in named.values() for code, rest in found if code == source_locale}
        return tuple(
            path
            for path in self._texts
            if any(code != source_locale and rest in there for code, rest in named[path])
        )

    @cached_property
    def catalogs(self) -> tuple[PurePosixPath, ...]:
        """Catalogs of other tools, in the folders where they keep them."""
        return tuple(
            path
            for path in self.files
            if path.suffix == ".po" and path.parts[0] in _CATALOGS and self._is_ours(path)
        )

    def texts(self, folder: str, source_locale: str) -> tuple[PurePosixPath, ...]:
        """Source texts below a folder."""
        others = {*self.translations(source_locale)}
        return tuple(p for p in self._texts if p.is_relative_to(folder) and p not in others)

    def sources(self, source_locale: str) -> str:
        """The folder that the source texts are most likely in; existing or not."""
        below = [p for p in self._texts if len(p.parts) > 1 and p.parts[0] not in _CATALOGS]
        rich = [path for path in below if path.suffix != ".txt"]  # which may be anything
        counts = Counter(path.parts[0] for path in rich or below)
        usual = [name for name in _USUAL if counts[name]]
        if (self.root / SOURCES).is_dir():
            usual.insert(0, SOURCES)
        folder = next(iter([*usual, *(name for name, _ in counts.most_common(1))]), SOURCES)
        own = f"{folder}/{source_locale}"  # content/en beside content/es
        return own if self.texts(own, source_locale) else folder

    @cached_property
    def _texts(self) -> tuple[PurePosixPath, ...]:
        return tuple(path for path in self.files if formats.knows(path.suffix))

    def _is_ours(self, path: PurePosixPath) -> bool:
        """Whether a catalog can be read and speaks of texts, not of a program."""
        try:
            catalog = po.loads(files.read(self.root / path, self.root))
        except TamizdatError:
            return False
        names = {name.partition(":")[0] for m in catalog.messages for name in m.references}
        return any(formats.knows(PurePosixPath(name).suffix) for name in names)

    def locales(self, source_locale: str) -> tuple[str, ...]:
        """Locales that somebody has translated into already."""
        paths = (*self.catalogs, *self.translations(source_locale))
        named = {code for path in paths for code, _ in islice(locales.in_path(path), 1)}
        return tuple(sorted(named - {source_locale}))


@dataclass(frozen=True, slots=True)
class Step:
    """A file or folder of the new project."""

    path: Path
    written: bool
    """It is new or has more lines; else all was there."""


def look(root: Path) -> Found:
    """See which texts and catalogs a folder holds."""
    found: list[PurePosixPath] = []
    for folder, below, names in os.walk(root):
        below[:] = sorted(n for n in below if not n.startswith(".") and n not in _SKIPPED)
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        for name in sorted(names):
            suffix = PurePosixPath(name).suffix
            if suffix == ".po" or (not name.startswith(".") and formats.knows(suffix)):
                found.append(here / name)
    return Found(root, tuple(found))


def existing(root: Path) -> Path | None:
    """The configuration that is in force in a folder; None if there is none."""
    try:
        return config.find(root)
    except ConfigError:
        return None


def plan(root: Path, source_locale: str, wanted: Sequence[str], sources: str) -> Config:
    """The configuration of a new project.

    Raises:
        ConfigError: a locale is none, or the folder is not usable; with every problem.
    """
    problems = [Problem(p) for code in (source_locale, *wanted) if (p := locales.problem(code))]
    if not wanted:
        problems.append(Problem("no locale to translate into", remedy="say --to es,ru"))
    if source_locale in wanted:
        problems.append(Problem(f"“{source_locale}” is the locale of the source texts"))
    top, folder = root.resolve(), (root / sources).resolve()
    name = folder.relative_to(top).as_posix() if folder.is_relative_to(top) else ""
    unique = tuple(dict.fromkeys(wanted))
    settings = Config(root, root / "tamizdat.toml", source_locale, unique, sources=name)
    if name in ("", ".", settings.output):
        remedy = f"move the texts into a folder such as {SOURCES}, and say --sources {SOURCES}"
        message = f"the source texts need a folder of their own inside the project, not “{sources}”"
        problems.append(Problem(message, remedy=remedy))
    if problems:
        raise ConfigError(*problems)
    return settings


def run(settings: Config, *, dry_run: bool = False) -> Iterator[Step]:
    """Write the configuration, the folder of the sources and git's files."""
    root = settings.root
    text = _CONFIGURATION.format(
        source=json.dumps(settings.source_locale),
        locales=json.dumps(settings.locales),
        sources=json.dumps(settings.sources, ensure_ascii=False),
    )
    yield _write(settings.file, text.encode(), root, dry_run=dry_run)
    folder = root / settings.sources
    if not folder.is_dir():
        if not dry_run:
            folder.mkdir(parents=True)
        yield Step(folder, written=True)
    for name, lines in ((".gitignore", _IGNORED), (".gitattributes", _ATTRIBUTES)):
        path = root / name
        before = files.read(path, root) if os.path.lexists(path) else b""
        yield _write(path, _with_lines(before, lines), root, dry_run=dry_run)


def add_ci(root: Path, service: str, *, dry_run: bool = False) -> Step:
    """Write the workflow of a service; one that is there stays."""
    name, text = CI[service]
    if os.path.lexists(root / name):
        return Step(root / name, written=False)
    return _write(root / name, text.encode(), root, dry_run=dry_run)


def _write(path: Path, data: bytes, root: Path, *, dry_run: bool) -> Step:
    before = files.read(path, root) if os.path.lexists(path) else b""
    if not dry_run:
        files.write(path, data, root, expected=before)
    return Step(path, written=data != before)


def _with_lines(before: bytes, lines: Sequence[str]) -> bytes:
    """A file with the lines that it has not at its end; what is there stays to the byte."""
    eol = b"\r\n" if b"\r\n" in before else b"\n"
    there = {line.strip() for line in before.splitlines()}
    missing = [line.encode() for line in lines if line.encode() not in there]
    if not missing:
        return before
    start = before if before.endswith(b"\n") or not before else before + eol
    return start + b"".join(line + eol for line in missing)
