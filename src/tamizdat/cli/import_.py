"""`tamizdat import`."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.catalogs.three_way import Kind
from tamizdat.cli import options
from tamizdat.cli.output import Output, plural, shown
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamizdat.catalogs.three_way import Outcome
    from tamizdat.import_.workflow import Imported

_SAID = {
    Kind.CONFLICT: "in conflict",
    Kind.CORRECTED: "corrected",
    Kind.DOUBTED: "doubted",
    Kind.CONFIRMED: "confirmed",
    Kind.NEW: "new",
    Kind.APART: "kept as obsolete",
    Kind.OLDER: "older",
    Kind.SAME: "as they were",
}
"""Of each kind how a summary names it, what matters most first."""
_QUIET = (Kind.OLDER, Kind.SAME)
"""Nothing became of these: listed with -v alone."""
_LISTED = 20
"""So many messages of a kind are listed without -v; conflicts all are."""
_EXCERPT = 60
"""Characters of a msgid that tell which message it is."""
_KNOWN = {
    "mark": "compared with what was handed out",
    "git": "compared with what was committed before",
    "nothing": "nobody knows what was handed out: gaps are filled, what differs is kept twice",
}


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--text", metavar="TEXT", default="", help="Which text the file translates.")
@click.option("-l", "--locale", metavar="LOCALE", default="", help="Which locale the file is in.")
@options.dry_run
@options.quiet
@options.verbose
def command(
    files: tuple[str, ...], text: str, locale: str, dry_run: bool, quiet: bool, verbose: bool
) -> None:
    """Take back translated files, under any name, from any editor.

    Each is recognised by its header and its messages, and compared message by message with what was
    handed out (tamizdat export) and with what is there now. What is new or corrected is taken; what
    is older is not. Where both sides have changed a message, what is there stays, and the other
    translation stands beside it until somebody chooses: tamizdat review shows both. Comments and
    questions come along, and nothing that somebody wrote is lost. More: tamizdat help handouts

    \b
      tamizdat import ~/Downloads/strike.fr.po         one file
      tamizdat import -n returned/              a folder: what would be taken
      tamizdat import x.po --text calls/strike -l fr   if it can't be recognised
    """
    from tamizdat.import_ import workflow
    from tamizdat.project import files as project_files

    output = Output(quiet=quiet)
    project = options.project((locale,) if locale else ())
    domain = project.select((text,))[0] if text else ""
    lock = nullcontext() if dry_run else project_files.lock(project.root)
    results = []
    paths = [path for file in files for path in _files(Path(file))]
    with lock, output.progress("importing") as progress:
        for result in workflow.run(project, paths, domain, locale, dry_run=dry_run):
            progress(shown(result.file))
            results.append(result)
    for result in results:
        if not result.error:
            _show(output, result, verbose=verbose)
    code = output.errors(result.error for result in results if result.error)
    _say_next(output, results, dry_run=dry_run)
    conflicts = any(result.conflicts for result in results)
    raise SystemExit(code or (1 if conflicts else 0))


def _files(path: Path) -> list[Path]:
    """A file, or all catalogs in a folder."""
    return sorted(path.rglob("*.po")) if path.is_dir() else [path]


def _show(output: Output, result: Imported, *, verbose: bool) -> None:
    """What became of a file, and of each of its messages."""
    counts = Counter(outcome.kind for outcome in result.outcomes)
    comments = sum(outcome.commented for outcome in result.outcomes)
    said = [f"{counts[kind]} {words}" for kind, words in _SAID.items() if counts[kind]]
    said += [plural(comments, "comment")] if comments else []
    what = ", ".join(said) or "no message in it"
    output.show(f"{safe(shown(result.file))} → {safe(result.domain)} {result.locale}: {what}")
    if verbose or (result.known == "nothing" and counts.keys() - {Kind.SAME}):
        output.say(f"  {_KNOWN[result.known]}")
    for kind, words in _SAID.items():
        found = [outcome for outcome in result.outcomes if outcome.kind is kind]
        if kind in _QUIET and not verbose:
            found = [o for o in found if o.commented]
        limit = len(found) if verbose or kind is Kind.CONFLICT else _LISTED
        for outcome in found[:limit]:
            _show_message(output, result, outcome)
        if len(found) > limit:
            more = len(found) - limit
            output.say(f"  and {more} more {words} (-v lists them)")


def _show_message(output: Output, result: Imported, outcome: Outcome) -> None:
    kind = "commented" if outcome.kind in _QUIET and outcome.commented else _SAID[outcome.kind]
    line = outcome.after.line
    place = f"{safe(shown(result.path))}:{line}" if result.path and line else ""
    output.show(f"  {kind:<16} {place}  {safe(outcome.after.msgid, _EXCERPT)}")
    if outcome.kind is Kind.CONFLICT:
        output.show(f"    here:  {safe(outcome.after.msgstr)}")
        for other in outcome.after.others:
            output.show(f"    other: {safe(other)}")


def _say_next(output: Output, results: Sequence[Imported], *, dry_run: bool) -> None:
    """The next useful command."""
    conflicts = [result for result in results if result.conflicts]
    if dry_run:
        if any(result.written for result in results):
            output.say("next: the same without -n")
    elif conflicts:
        first = conflicts[0]
        output.say(f"next: tamizdat review {first.domain} -l {first.locale}: it shows both msgstrs")
    elif any(result.written for result in results):
        output.say("next: tamizdat check")
