"""What `tamizdat init` takes over, and what it says of it."""

from __future__ import annotations

import glob
import shlex
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from tamizdat.cli import tables
from tamizdat.cli.output import Output, plural, shown
from tamizdat.errors import BugError, ExternalError, Problem, TamizdatError
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from tamizdat.init.adopt import Adopted
    from tamizdat.project.project import Project

_COUNTS = ("translated", "fuzzy", "similar", "obsolete", "drafted")
_LINES = 20
"""Longer tables show a line per locale only."""
_NAMED = 5
"""So many of a kind are named, the others counted."""


def adopt(
    output: Output,
    project: Project,
    paths: Sequence[Path],
    locale: str = "",
    text: str = "",
    *,
    lenient: bool,
    dry_run: bool,
) -> int:
    """Take over, and say what became of it; returns the exit code of a bug that was met, or 0.

    Args:
        output: where to.
        project: into its catalogs.
        paths: what.
        locale: of all of them; empty: they say so themselves.
        text: what the translated texts translate; empty: their names say so.
        lenient: the files were but found: what can't be taken over is left out, with the reason.
        dry_run: write nothing.
    """
    from tamizdat.init import adopt
    from tamizdat.project import files

    if locale:
        project.check_locales([locale])
    domain = _domain(project, paths, text) if text else ""
    try:
        with (
            nullcontext() if dry_run else files.lock(project.root),
            output.progress("adopting"),
        ):
            results = list(
                adopt.run(project, paths, locale, domain, lenient=lenient, dry_run=dry_run)
            )
    except ExternalError:
        raise
    except TamizdatError as error:
        if not lenient:
            raise
        results = [adopt.Adopted("", "", path, error=error) for path in paths]
    _say_left_out(output, [result for result in results if result.error])
    _show(output, project, [result for result in results if not result.error])
    total = sum(result.messages for result in results)
    output.say(f"{plural(total, 'message')} taken over from {plural(len(paths), 'file')}")
    return output.errors(r.error for r in results if isinstance(r.error, BugError))


def expanded(patterns: Sequence[str]) -> list[Path]:
    """The files that globs stand for, also where the shell has not expanded them.

    Raises:
        TamizdatError: there is none.
    """
    paths: list[Path] = []
    for pattern in patterns:
        names = [pattern] if Path(pattern).exists() else sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - absolute globs too
        if not names:
            raise TamizdatError(Problem("no such file", Path(pattern), None, "see --adopt"))
        paths += map(Path, names)
    return list(dict.fromkeys(paths))


def command_for(paths: Sequence[Path], locale: str = "", text: str = "") -> str:
    """The command that takes the files over, with a glob where it stands for just those of them."""
    there = {shown(path) for path in paths}
    globs: dict[str, str] = {}
    for name in sorted(there):
        path = PurePath(name)
        pattern = str(path.with_name("*" + "".join(path.suffixes)))
        alike = set(glob.glob(pattern))  # noqa: PTH207 - as the command itself does
        globs[name] = pattern if len(alike) > 1 and alike <= there else name
    words = ["tamizdat", "init"]
    for name in dict.fromkeys(globs.values()):
        words += ["--adopt", name]
    words += ["--adopt-locale", locale] if locale else []
    words += ["--adopt-text", text] if text else []
    return safe(shlex.join(words))


def some(paths: Sequence[PurePath]) -> str:
    """A few names, and how many more there are."""
    more = len(paths) - _NAMED
    names = ", ".join(safe(str(path)) for path in paths[:_NAMED])
    return f"{names} and {more:,} more" if more > 0 else names


def _domain(project: Project, paths: Sequence[Path], text: str) -> str:
    """The one text that is named. Raises TamizdatError."""
    domains = project.select([text])
    if len(domains) > 1:
        remedy = f"choose: {some([PurePath(domain) for domain in domains])}"
        raise TamizdatError(Problem(f"“{text}” are several texts", remedy=remedy))
    for path in paths:
        if path.suffix == ".po":
            remedy = "leave --adopt-text out: the messages of a catalog find their texts"
            raise TamizdatError.at(path, None, "is a catalog, not a translated text", remedy)
    return domains[0]


def _say_left_out(output: Output, results: Sequence[Adopted]) -> None:
    """Why files were left out, what to do, and how to take them over then."""
    groups: dict[TamizdatError | str, list[Path]] = {}
    for result in results:
        groups.setdefault(result.error or "", []).append(result.path)
    problems = [p for error in groups if isinstance(error, TamizdatError) for p in error.problems]
    for problem in problems[:_NAMED]:
        path = Path(shown(problem.path)) if problem.path else None
        output.say(f"left out: {safe(str(replace(problem, path=path)))}")
        if problem.remedy:
            output.say(f"  next: {safe(problem.remedy)}")
    if len(problems) > _NAMED:
        output.say(f"left out, too: {len(problems) - _NAMED:,} more")
    if results:
        output.say(f"  then: {command_for([result.path for result in results])}")


def _show(output: Output, project: Project, results: Sequence[Adopted]) -> None:
    """The counts, and what has no counterpart."""
    if rows := _rows(results):
        output.show(tables.aligned(("text", "locale", *_COUNTS), rows, _COUNTS))
    for result in results:
        for item in result.unpaired:
            place = f"{safe(shown(project.sources[result.domain]))}:{item.line}"
            text = safe(item.text, 60)
            output.show(f"{place}: {result.locale} left empty, {item.reason}: {text}")
        for path, item in result.surplus:
            place = f"{safe(shown(path.absolute()))}:{item.line}"
            output.show(f"{place}: not taken over, {item.reason}: {safe(item.text, 60)}")


def _rows(results: Sequence[Adopted]) -> list[tuple[str, ...]]:
    """What the table shows: each catalog, or each locale if they are many."""
    groups: dict[tuple[str, str], list[Adopted]] = {}
    for result in results:
        name = safe(result.domain) if len(results) <= _LINES else "all texts"
        groups.setdefault((name, result.locale), []).append(result)
    return [
        (*key, *(tables.number(sum(getattr(r, count) for r in group)) for count in _COUNTS))
        for key, group in groups.items()
        if any(result.messages for result in group)
    ]
