"""Set up a project in a folder: write what is missing, overwrite nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from tamizdat import __version__
from tamizdat.errors import ConfigError, Problem
from tamizdat.language import locales
from tamizdat.project import config, driver, files, notes, renames
from tamizdat.project.config import Config
from tamizdat.project.config.settings import Publish
from tamizdat.project.project import Project, today

_CONFIGURATION = """\
# What tamizdat does here. Further keys: tamizdat help configuration
source_locale = {source}
locales = {locales}  # every text is translated into these; its front matter may say otherwise
required = []  # every text must be complete in these, or `tamizdat check` says no
sources = {sources}  # the folder of the source texts
"""
_IGNORED = (f"{config.OUTPUT}/", f"/{config.HANDOUT}/", "*.mo")
"""What is made from the rest; Poedit compiles a .mo beside each catalog that it saves."""
_ATTRIBUTES = (
    "*.po text eol=lf",
    "*.pot text eol=lf linguist-generated",
    f"{renames.NAME} text eol=lf merge=union",
    f"{notes.NAME} text eol=lf merge=union",
    *driver.ATTRIBUTES,
)
_WORKFLOW = """\
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
          fetch-depth: 2 # translations that this commit loses are an error
      - uses: actions/setup-python@0b93645e9fea7318ecaed2b359559ac225c90a2b # v5.3.0
        with:
          python-version: "3.11"
{install}
      - run: tamizdat check --format github
      - if: always()
        run: tamizdat status --format markdown >> "$GITHUB_STEP_SUMMARY"
"""
CI = {"github": (Path(".github/workflows/translations.yml"), _WORKFLOW)}
"""Of each service: the file that makes it check the translations."""
_BY_NAME = """\
      # BEFORE YOU PUSH: is the “tamizdat” of the package index the one that you know? Whoever holds
      # that name runs programs in this job. Safer is the address of a clone, with a commit:
      #   pip install "tamizdat @ git+https://HOST/PATH@COMMIT"
"""
_ADDRESS = re.compile(r"https://[\w.-]+(?::\d+)?/[\w./~%+-]+", re.A)
"""Of a clone or an archive; without a password, a variable, or anything that YAML or sh reads."""
_WORD = re.compile(r"[\w./+-]+", re.A)


@dataclass(frozen=True, slots=True)
class Step:
    """A file or folder of the new project."""

    path: Path
    written: bool
    """It is new or has more lines; else all was there."""


def existing(root: Path) -> Path | None:
    """The configuration that is in force in a folder; None if there is none."""
    try:
        return config.find(root)
    except ConfigError:
        return None


def plan(
    root: Path, source_locale: str, wanted: Sequence[str], sources: str, title: str = ""
) -> Config:
    """The configuration of a new project.

    Raises:
        ConfigError: a locale is none, or the folder is not usable; with every problem.
    """
    problems = [
        *wrong_locales((source_locale,)),
        *wrong_locales(wanted, source_locale),
        *wrong_folder(root, sources),
    ]
    if problems:
        raise ConfigError(*problems)
    return Config(
        root,
        root / "tamizdat.toml",
        source_locale,
        tuple(dict.fromkeys(wanted)),
        sources=_inside(root, sources),
        publish=Publish(title=title),
    )


def wrong_locales(codes: Sequence[str], source_locale: str = "") -> list[Problem]:
    """What is wrong with locales; with that of the source, as those to translate into."""
    problems = [Problem(problem) for code in codes if (problem := locales.problem(code))]
    if not codes:
        problems.append(Problem("no locale to translate into", remedy="say --to es,ru"))
    known = dict.fromkeys((source_locale, *codes) if source_locale else codes)
    for place, code in enumerate(known):
        if other := config.spelled_otherwise(code, [*known][:place]):
            problems.append(Problem(f"“{code}” and “{other}” are one locale", remedy="name one"))
    if source_locale in codes:
        problems.append(Problem(f"“{source_locale}” is the locale of the source texts"))
    return problems


def wrong_folder(root: Path, sources: str) -> list[Problem]:
    """What is wrong with a folder for the source texts."""
    if _inside(root, sources) not in ("", ".", Config(root, root).output):
        return []
    remedy = "move the texts into a folder such as source_texts, and name that (--sources)"
    message = f"the source texts need a folder of their own inside the project, not “{sources}”"
    return [Problem(message, remedy=remedy)]


def _inside(root: Path, sources: str) -> str:
    """The folder's path in the project; empty if it is outside."""
    top, folder = root.resolve(), (root / sources).resolve()
    return folder.relative_to(top).as_posix() if folder.is_relative_to(top) else ""


def run(settings: Config, *, dry_run: bool = False) -> Iterator[Step]:
    """Write the configuration, the folder of the sources and git's files."""
    root = settings.root
    text = _CONFIGURATION.format(
        source=json.dumps(settings.source_locale),
        locales=json.dumps(settings.locales),
        sources=json.dumps(settings.sources, ensure_ascii=False),
    )
    if settings.publish.title:
        title = json.dumps(settings.publish.title, ensure_ascii=False)
        text += f"\n[publish]\ntitle = {title}  # the site's name\n"
    yield _write(settings.file, text.encode(), root, dry_run=dry_run)
    folder = root / settings.sources
    if not folder.is_dir():
        if not dry_run:
            folder.mkdir(parents=True)
        yield Step(folder, written=True)
    dismissed = Project(settings, today()).baseline_path.relative_to(root).as_posix()
    attributes = (*_ATTRIBUTES, f"{dismissed} text eol=lf merge=union")
    for name, lines in ((".gitignore", _IGNORED), (".gitattributes", attributes)):
        path = root / name
        before = files.read(path, root) if os.path.lexists(path) else b""
        yield _write(path, _with_lines(before, lines), root, dry_run=dry_run)
    if not dry_run and (configured := driver.install(root)):
        yield Step(configured, written=True)


def add_ci(root: Path, service: str, installed: str, *, dry_run: bool = False) -> Step:
    """Write the workflow of a service; one that is there stays.

    It installs what is `installed`; where that is not known, tamizdat by its name, with a warning.
    """
    name, text = CI[service]
    if os.path.lexists(root / name):
        return Step(root / name, written=False)
    by_name = f'{_BY_NAME}      - run: pip install "tamizdat=={__version__}"'
    install = f'      - run: pip install "tamizdat @ {installed}"' if installed else by_name
    data = text.replace("{install}", install).encode()
    return _write(root / name, data, root, dry_run=dry_run)


def installed() -> str:
    """The address that this tamizdat was installed from, to the commit or with a hash (PEP 610).

    Empty where that is a folder of this machine, a package index, or not known.
    """
    try:
        text = metadata.distribution("tamizdat").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return ""
    return origin(json.loads(text)) if text else ""


def origin(direct_url: Mapping[str, Any]) -> str:
    """The address that a `direct_url.json` tells, as pip takes it; empty if it is of no use.

    An archive without a hash is: it may be another one tomorrow.
    """
    address = direct_url.get("url", "")
    version = direct_url.get("vcs_info", {})
    archive = direct_url.get("archive_info", {})
    pinned = (version.get("vcs"), version.get("commit_id"))
    digest = archive.get("hashes", {}).get("sha256") or archive.get("hash", "").partition("256=")[2]
    folder = direct_url.get("subdirectory")
    if not _ADDRESS.fullmatch(address) or not (all(pinned) or digest):
        return ""
    found = f"{pinned[0]}+{address}@{pinned[1]}" if all(pinned) else address
    places = [f"subdirectory={folder}"] if folder else []
    places += [f"sha256={digest}"] if digest else []
    words = [word for word in (*pinned, digest, folder) if word]
    return (
        f"{found}{'#' * bool(places)}{'&'.join(places)}" if all(map(_WORD.fullmatch, words)) else ""
    )


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
