"""`tamizdat init`."""

from __future__ import annotations

import glob
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output, plural, shown
from tamizdat.errors import ConfigError, Problem, SourceError, TamizdatError
from tamizdat.reports.display import safe

if TYPE_CHECKING:
    from tamizdat.config import Config
    from tamizdat.project import Project
    from tamizdat.workflow.adopt import Adopted
    from tamizdat.workflow.init import Found

_COUNTS = ("translated", "fuzzy", "similar", "obsolete", "drafted")
_LINES = 20
"""Longer tables show a line per locale only."""


@click.command("init")
@click.option("--from", "source", metavar="LOCALE", help="Locale of the source texts.")
@click.option("--to", "wanted", metavar="LOCALES", multiple=True, help="Into which: es,ru,pt_BR.")
@click.option("--sources", metavar="DIR", help="Folder of the source texts.")
@click.option(
    "--adopt",
    "adopted",
    metavar="FILE",
    multiple=True,
    help="Take over a catalog of another tool (.po) or a translated text; may be a glob.",
)
@click.option("--adopt-locale", metavar="LOCALE", help="Locale of what is adopted.")
@click.option("--no-adopt", is_flag=True, help="Leave catalogs and translations that are found.")
@click.option("--ci", type=click.Choice(["github"]), help="Write a workflow that checks.")
@click.option("--no-input", is_flag=True, help="Ask nothing.")
@options.dry_run
@options.quiet
def command(
    source: str | None,
    wanted: tuple[str, ...],
    sources: str | None,
    adopted: tuple[str, ...],
    adopt_locale: str | None,
    no_adopt: bool,
    ci: str | None,
    no_input: bool,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Set up a project here, and take over what was translated before.

    Asks on a terminal what the options do not say. Overwrites nothing. Catalogs of po4a, mdpo and
    mdbook-i18n-helpers keep their translations; a translated text is put beside its source,
    paragraph by paragraph, as drafts to be reviewed. In a project that is set up, --adopt and --ci
    do the same.

    \b
      tamizdat init                            ask
      tamizdat init --from en --to es,ru       ask nothing more
      tamizdat init --adopt 'po/*.po'          catalogs of other tools
      tamizdat init --adopt strike.es.md       a text that was translated by hand
    """
    from tamizdat.project import Project, today
    from tamizdat.workflow import init

    output = Output(quiet=quiet)
    root = Path.cwd()
    paths = _expanded(adopted)
    present = init.existing(root)
    if present:
        if source or wanted or sources or not (paths or ci):
            remedy = "edit it, then: tamizdat update (here, init only does --adopt and --ci)"
            raise ConfigError(Problem("the project is set up already", present, None, remedy))
        project = Project.open(root)
    else:
        found = init.look(root)
        asks = sys.stdin.isatty() and not no_input
        settings = _settings(found, source, wanted, sources, asks=asks)
        project = Project(settings, today())
        _say_found(output, found, settings)
        if not paths and not no_adopt:
            paths = _offered(found, settings, asks=asks)
    if paths:  # first: if it is refused, nothing is written
        lenient = not adopted
        _adopt(output, project, paths, adopt_locale or "", lenient=lenient, dry_run=dry_run)
    steps = [] if present else list(init.run(project.config, dry_run=dry_run))
    steps += [init.add_ci(project.root, ci, dry_run=dry_run)] if ci else []
    for step in steps:
        output.show(f"{_verb(step.written, dry_run)} {safe(shown(step.path))}")
    output.say(f"next: {_next(project, dry_run=dry_run)}")


def _expanded(patterns: Sequence[str]) -> list[Path]:
    """The files that globs stand for, also where the shell has not expanded them."""
    paths: list[Path] = []
    for pattern in patterns:
        names = [pattern] if Path(pattern).exists() else sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - absolute globs too
        if not names:
            raise TamizdatError(Problem("no such file", Path(pattern), None, "see --adopt"))
        paths += map(Path, names)
    return list(dict.fromkeys(paths))


def _settings(
    found: Found,
    source: str | None,
    wanted: Sequence[str],
    sources: str | None,
    *,
    asks: bool,
) -> Config:
    """The new configuration, from options and answers."""
    from tamizdat.workflow import init

    if source is None:
        source = click.prompt("Locale of the source texts", "en", err=True) if asks else "en"
    if sources is None:
        sources = found.sources(source)
        if asks:
            sources = click.prompt("Folder of the source texts", sources, err=True)
    codes = _codes(wanted) or found.locales(source)
    if asks and not wanted:
        known = ",".join(codes) or None
        codes = _codes([click.prompt("Into which locales (es,ru)", known, err=True)])
    return init.plan(found.root, source, codes, sources)


def _codes(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for item in given for code in re.split(r"[\s,;]+", item) if code)


def _say_found(output: Output, found: Found, settings: Config) -> None:
    """What is there, and what stands in the way."""
    texts = found.texts(settings.sources, settings.source_locale)
    output.say(f"{plural(len(texts), 'text')} in {safe(settings.sources)}/")
    for path in found.translations(settings.source_locale):
        if path.is_relative_to(settings.sources):
            place = safe(str(path))
            output.say(f"{place} is a translation among the source texts: move it away, or it is")
            output.say("  taken for a text of its own")


def _offered(found: Found, settings: Config, *, asks: bool) -> list[Path]:
    """Catalogs and translations that were found, if they are wanted."""
    translations = found.translations(settings.source_locale)
    paths = [found.root / path for path in (*found.catalogs, *translations)]
    if paths and asks:
        counts = f"{plural(len(found.catalogs), 'catalog')}, {len(translations)} translated texts"
        if not click.confirm(f"Take over {counts} (they stay as they are)", True, err=True):
            return []
    return paths


def _verb(written: bool, dry_run: bool) -> str:
    if not written:
        return "as it was "
    return "would write" if dry_run else "written   "


def _adopt(
    output: Output,
    project: Project,
    paths: Sequence[Path],
    locale: str,
    *,
    lenient: bool,
    dry_run: bool,
) -> None:
    """Take over, and say what became of it."""
    from contextlib import nullcontext

    from tamizdat import files
    from tamizdat.cli import tables
    from tamizdat.workflow import adopt

    if locale:
        project.check_locales([locale])
    with (
        nullcontext() if dry_run else files.lock(project.root),
        output.progress("adopting"),
    ):
        results = list(adopt.run(project, paths, locale, lenient=lenient, dry_run=dry_run))
    for result in results:
        if result.error:
            output.say(f"left out: {safe(str(result.error))}")
    rows = _rows([result for result in results if not result.error])
    if rows:
        output.show(tables.aligned(("text", "locale", *_COUNTS), rows, _COUNTS))
    for result in results:
        path = shown(project.sources[result.domain]) if result.domain else ""
        for item in result.unpaired:
            place = f"{safe(path)}:{item.line}"
            output.show(
                f"{place}: {result.locale} left empty, {item.reason}: {safe(item.msgid, 60)}"
            )
    total = sum(result.messages for result in results)
    output.say(f"{plural(total, 'message')} taken over from {plural(len(paths), 'file')}")


def _rows(results: Sequence[Adopted]) -> list[tuple[str, ...]]:
    """What the table shows: each catalog, or each locale if they are many."""
    from tamizdat.cli import tables

    groups: dict[tuple[str, str], list[Adopted]] = {}
    for result in results:
        name = safe(result.domain) if len(results) <= _LINES else "all texts"
        groups.setdefault((name, result.locale), []).append(result)
    return [
        (*key, *(tables.number(sum(getattr(r, count) for r in group)) for count in _COUNTS))
        for key, group in groups.items()
        if any(result.messages for result in group)
    ]


def _next(project: Project, *, dry_run: bool) -> str:
    """The next useful command."""
    if dry_run:
        return "the same without -n"
    try:
        return "tamizdat update" if project.sources else ""
    except SourceError:
        folder = safe(shown(project.root / project.config.sources))
        return f"put a text (.md, .html, .txt) into {folder}/, then: tamizdat update"
