"""Look through a project's files and its history for what they tell of people."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from tamizdat.catalogs import po
from tamizdat.errors import TamizdatError, guard
from tamizdat.language import people
from tamizdat.privacy import history, leftovers, media, texts
from tamizdat.privacy.trace import Trace
from tamizdat.project import files
from tamizdat.project import history as past_of
from tamizdat.project.project import Project
from tamizdat.texts import formats

_BESIDE = (
    ".github", ".gitlab-ci.yml", ".gitlab", ".forgejo", ".gitea", ".woodpecker", ".woodpecker.yml",
    ".circleci", ".travis.yml", "Jenkinsfile", ".mailmap", ".gitattributes", ".gitmodules",
    "CODEOWNERS", "AUTHORS*", "CONTRIBUTORS*", "CREDITS*", "MAINTAINERS*", "THANKS*",
    "TRANSLATORS*",
)  # fmt: skip
"""What lies at the project's root and is looked at, too; the rest of a repository is not ours."""
_NAMES = re.compile(
    r"\.mailmap|CODEOWNERS|(?:AUTHORS|CONTRIBUTORS|CREDITS|MAINTAINERS|THANKS|TRANSLATORS)(?:\..+)?"
)
_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__"})
_MEDIA = frozenset(
    ".jpg .jpeg .jpe .png .webp .tif .tiff .pdf .docx .xlsx .pptx .odt .ods .odp .odg .epub".split()
)
_LINES = frozenset(
    ".cfg .conf .csv .htm .html .ini .json .jsonl .markdown .md .rst .svg .toml .tsv .txt .xliff "
    ".xlf .xml .yaml .yml .tmx .tbx".split()
)
_LARGEST = 1 << 24
"""Bytes of a file that are looked at."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one file, or git's history, tells."""

    path: str
    """Empty for the history."""
    traces: tuple[Trace, ...]
    whole: bool = True
    """It was looked at to the end."""
    error: TamizdatError | None = None
    """Why it was not."""


def run(
    project: Project,
    patterns: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    past: bool = True,
) -> Iterator[Looked]:
    """Look at every file of the project that may tell something, then at git's history.

    Args:
        project: whose; its sources need not be readable.
        patterns: only the sources, templates and catalogs of these texts; no history.
        only: only the catalogs of these locales; no history.
        past: look at the history, too.
    """
    known = _public(project)
    paths = _chosen(project, patterns, only) if patterns or only else _everything(project)
    now: set[Trace] = set()
    for path in paths:
        looked = _looked(project, path, known)
        now.update(replace(trace, line=0) for trace in looked.traces)
        yield looked
    if past and not patterns and not only:
        found = past_of.read(project.root, history.ENDS)
        if found is not None:
            yield Looked("", tuple(history.told(found, known, now)), found.whole)


def _public(project: Project) -> frozenset[str]:
    """Addresses in the bodies of the texts: what they ask everybody to write to."""
    found: set[str] = set()
    for path in _below(project.root / project.config.sources):
        if formats.knows(path.suffix) and not path.is_symlink():
            with suppress(TamizdatError), guard(path):  # it is said where it is looked at
                data = files.read(path, project.root)[:_LARGEST]
                found |= people.public([texts.body(data.decode(errors="replace"))])
    return frozenset(found)


def _chosen(project: Project, patterns: Sequence[str], only: Sequence[str]) -> Iterator[Path]:
    domains = project.select(patterns)
    if not only:
        yield from (project.sources[domain] for domain in domains)
        yield from (project.template_path(domain) for domain in domains)
    for locale in only or project.locales:
        yield from (project.catalog_path(domain, locale) for domain in domains)


def _everything(project: Project) -> Iterator[Path]:
    """Every file once, in the order of the work: configuration, sources, catalogs, output."""
    config, root = project.config, project.root
    tops = [config.sources, *(p.split("{")[0].rpartition("/")[0] for p in _patterns(project))]
    paths = [config.file, *(_beside(root)), *(root / top for top in (*tops, config.output))]
    seen: set[Path] = set()
    for start in paths:
        for path in _below(start):
            if path not in seen:
                seen.add(path)
                yield path


def _patterns(project: Project) -> tuple[str, str]:
    return project.config.template, project.config.catalog


def _beside(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if any(fnmatchcase(path.name, name) for name in _BESIDE):
            yield path


def _below(start: Path) -> Iterator[Path]:
    """The file, or all files in the folder; no link is followed."""
    if start.is_symlink() or start.is_file():
        yield start
        return
    for folder, folders, names in os.walk(start):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED and not Path(folder, name, "pyvenv.cfg").exists()
        )
        yield from (Path(folder, name) for name in sorted(names))


def _looked(project: Project, path: Path, known: Collection[str]) -> Looked:
    name = project.relative(path)
    try:
        with guard(path):
            if path.is_symlink():
                return Looked(name, tuple(leftovers.of_link(os.fspath(path.readlink()), name)))
            data = files.read(path, project.root) if path.exists() else b""
            told = _told(project, path, name, data[:_LARGEST], known)
            return Looked(name, tuple(dict.fromkeys(told)), whole=len(data) <= _LARGEST)
    except TamizdatError as error:
        return Looked(name, (), error=error)


def _told(
    project: Project, path: Path, name: str, data: bytes, known: Collection[str]
) -> Iterable[Trace]:
    yield from leftovers.of_file(path.name, name, data)
    stem = leftovers.stem(path.name) if leftovers.is_backup(path.name) else path.name
    suffix = Path(stem).suffix.lower()
    text = "" if suffix in _MEDIA else data.decode(errors="replace")
    if suffix in _MEDIA:
        for kind, said, field in media.told(data):
            yield Trace(kind, said, field, name)
    elif suffix in (".po", ".pot"):
        for found in po.told(text, known, project.sources):
            yield Trace(found.kind, found.text, found.place, name, found.line)
    elif suffix == ".mo":
        for place, kind, said in po.compiled(text):
            yield Trace(kind, said, place, name)
    elif formats.knows(suffix) and _is_read(project, path):
        if suffix != ".txt":
            yield from texts.of_text(text, name, known, project.config.translate_keys)
    elif (
        suffix in _LINES or stem in _BESIDE or _NAMES.fullmatch(stem) or path == project.config.file
    ):
        names = _NAMES.fullmatch(stem) is not None
        if path == project.notes_path:
            text = text.replace("\\n", "  ")  # an escaped line end is no part of a name
        yield from texts.of_lines(text, name, known, names=names)


def _is_read(project: Project, path: Path) -> bool:
    """Whether a file is a text, or what became of one: what people are meant to read."""
    tops = (project.config.sources, project.config.output)
    return any(path.is_relative_to(project.root / top) for top in tops)
