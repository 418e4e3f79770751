"""`tamizdat privacy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tamizdat import reports
from tamizdat.cli import options
from tamizdat.cli.output import Output, plural
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamizdat.errors import TamizdatError
    from tamizdat.privacy.trace import Trace
    from tamizdat.project.project import Project

_PLACES = 3
"""So many places of a name are shown, the others counted."""


@click.command("privacy")
@options.texts
@options.locale
@options.formats("text", *reports.TRACES)
@click.option("--no-history", is_flag=True, help="Files only, not what git has recorded.")
@options.quiet
@click.option("-v", "--verbose", is_flag=True, help="Every place of a name, not only some.")
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    style: str,
    no_history: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show what a stranger could learn of the people behind this project.

    Who, when, on which machine, with which program: from catalogs and templates, comments and front
    matter of the texts, pictures and documents beside them, the output, the configuration and CI,
    what editors leave behind, and what git gives to everybody who clones. An address that stands in
    the body of a text is nobody's secret. Exit code 1 says that there is something.

    What it can't see: names in running words, somebody's style, faces and places in pictures, what
    is compressed in a PDF, former versions of anything but catalogs, the rest of the repository,
    platforms and mail.

    \b
      tamizdat privacy                  everything
      tamizdat privacy -l ru            the catalogs of a locale
      tamizdat privacy --no-history -v  every place in the files
    """
    from tamizdat.privacy import workflow

    output = Output(quiet=quiet)
    project = options.project(only)
    found: list[Trace] = []
    errors: list[TamizdatError] = []
    unread: list[str] = []
    looked = 0
    with output.progress("looking") as progress:
        for result in workflow.run(project, patterns, only, past=not no_history):
            progress(safe(result.path) or "into git's history")
            found += result.traces
            looked += bool(result.path)
            if result.error:
                errors.append(result.error)
            if not result.whole:
                unread.append(result.path)
    code = output.errors(errors)
    if style == "text":
        if found:
            _show(output, found, everything=verbose)
    else:
        output.raw(reports.TRACES[style](found))
    for path in unread:
        what = safe(path) if path else "git's history"
        output.say(f"{what} is too long: not all of it was looked at")
    told = plural(len({(trace.kind, trace.text) for trace in found}), "thing")
    output.say(f"{plural(looked, 'file')} looked at: {told if found else 'nothing'} told of people")
    if found:
        _advise(output, project, found)
    raise SystemExit(code or (1 if found else 0))


def _show(output: Output, found: Sequence[Trace], *, everything: bool) -> None:
    """A line for each thing that is told, with its places; people first."""
    from tamizdat.cli import tables
    from tamizdat.language.people import Kind

    groups: dict[tuple[Kind, str], list[Trace]] = {}
    for kind in Kind:
        for trace in found:
            if trace.kind is kind:
                groups.setdefault((kind, trace.text), []).append(trace)
    rows: list[tables.Row] = []
    for (kind, text), traces in groups.items():
        count = sum(trace.count for trace in traces)
        shown = traces if everything else traces[:_PLACES]
        places = [_place(trace) for trace in shown]
        if len(traces) > len(shown):
            places.append(f"and {plural(len(traces) - len(shown), 'place')} more: -v")
        rows.append([kind.value, safe(text, 72), tables.number(count), places[0]])
        rows += (["", "", "", place] for place in places[1:])
    output.show(tables.aligned(("", "what", "times", "where"), rows, ("times",)))


def _place(trace: Trace) -> str:
    path = safe(trace.path) or "git"
    where = f"{path}:{trace.line}" if trace.line else path
    return f"{where} {safe(trace.place, 72)}"


def _advise(output: Output, project: Project, found: Sequence[Trace]) -> None:
    """What can be done about it, and what can't."""
    from pathlib import PurePosixPath

    def catalog(trace: Trace) -> bool:
        return PurePosixPath(trace.path).suffix in (".po", ".pot")

    past = any(not trace.path or "@" in PurePosixPath(trace.path).suffix for trace in found)
    if past:
        output.say("git: what was pushed once can't be called back; to stop: a pseudonym and a")
        output.say("  neutral address in user.name and user.email, TZ=UTC, before the next commit")
    if any(map(catalog, found)) and not project.config.privacy.scrub:
        output.say("next: privacy.scrub = true in the configuration, then tamizdat update")
    elif any(map(catalog, found)):
        output.say("next: tamizdat update, which takes out of catalogs what may go; what stays")
        output.say("  may be somebody's word as well as a name: that is yours to judge")
    else:
        output.say("next: take out what should not be known, then look again: tamizdat privacy")
