"""The source texts of a project: which there are, and what none of them may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from tamizdat.catalogs import po
from tamizdat.errors import Problem, SourceError, TamizdatError, suggestion
from tamizdat.project import files
from tamizdat.texts import formats
from tamizdat.texts.document import Document

_TARGET = re.compile(rb"^[ \t>]*\((?P<name>[^()\s][^()\r\n]*)\)=[ \t\r]*$", re.M)


def find(folder: Path) -> dict[str, Path]:
    """Paths of the source texts in a folder by domain, sorted.

    Raises:
        SourceError: no folder, no text, two texts with one domain, an unusable name.
    """
    if not folder.is_dir():
        raise SourceError.at(
            folder, None, "no such folder", "create it and put the first text there"
        )
    found: dict[str, Path] = {}
    names: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if any(part.startswith(".") for part in below.parts) or not path.is_file():
            continue
        if not formats.knows(path.suffix):
            continue
        domain = files.composed(below.with_suffix("").as_posix())
        if not files.portable(domain):
            remedy = "rename it: letters, digits, “-” and “_” stand everywhere"
            problems.append(Problem("a name that not every system can hold", path, None, remedy))
            continue
        same = names.setdefault(files.folded(domain), path)
        if same is not path:
            where = "" if same.with_suffix("") == path.with_suffix("") else " on some systems"
            message = f"has the same domain as {same.name}{where}"
            problems.append(Problem(message, path, None, "rename one"))
        else:
            found[domain] = path
    if problems:
        raise SourceError(*problems)
    if not found:
        suffixes = " or ".join(sorted(formats.SUFFIXES))
        raise SourceError.at(folder, None, "no text in it", f"put one there: {suffixes}")
    return found


def select(found: Mapping[str, Path], folder: str, patterns: Sequence[str]) -> tuple[str, ...]:
    """The domains of source texts that match any of the globs; all without globs.

    Raises:
        SourceError: a glob matches nothing.
    """
    if not patterns:
        return tuple(found)
    chosen: list[str] = []
    by_path = {path: domain for domain, path in found.items()}
    for pattern in patterns:
        if named := by_path.get(Path(pattern).resolve()):
            chosen.append(named)
            continue
        wanted = files.composed(pattern.removeprefix(folder + "/"))
        suffix = Path(wanted).suffix
        if formats.knows(suffix):
            wanted = wanted.removesuffix(suffix)
        matching = [d for d in found if d == wanted or fnmatchcase(d, wanted)]
        if not matching:
            remedy = suggestion(wanted, found, "see: tamizdat status")
            raise SourceError(Problem(f"no source text “{pattern}”", remedy=remedy))
        chosen += matching
    return tuple(dict.fromkeys(chosen))


def targets(there: Mapping[str, Path], root: Path) -> dict[str, str]:
    """Names that MyST gives to places, and the domain of the one source text that has each."""
    found: dict[str, set[str]] = {}
    for domain, path in there.items():
        with suppress(TamizdatError):
            for match in _TARGET.finditer(files.read(path, root)):
                found.setdefault(match["name"].decode(errors="replace"), set()).add(domain)
    return {name: domain for name, (domain, *more) in found.items() if not more}


def refuse_unfit(document: Document, path: Path) -> None:
    """Refuse what no catalog can hold and no reader should see. Raises SourceError, all places."""
    problems = []
    for segment in document.translatable:
        words = f"{segment.msgid}{segment.msgctxt or ''}{segment.note}"
        if found := po.CONTROL.search(words):
            message = f"control character U+{ord(found[0]):04X}"
            problems.append(Problem(message, path, segment.line, "delete it from the text"))
        if found := po.CONFLICT.search(segment.raw):  # a text that quotes one does so in code
            line = segment.line + segment.raw.count("\n", 0, found.start())
            problems.append(po.conflict(path, line))
    if problems:
        raise SourceError(*problems)
