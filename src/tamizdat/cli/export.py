"""`tamizdat export`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output, plural, shown
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamizdat.export.workflow import Exported


@click.command("export")
@options.texts
@options.locale
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to put the files.  [default: handout]",
)
@options.dry_run
@options.quiet
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    folder: Path | None,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Write the files for translators who have no repository.

    One for each text that has gaps, and for each text that you name, called like the text:
    strike.fr.po. Its first lines say, in the translator's language where we have it, what it is, by
    when it is wanted, where it goes back to ([project] contact) and what must stay. A mark in its
    header tells tamizdat import what was handed out, however old the file is when it comes back.

    \b
      tamizdat export -l fr                all that is left in French
      tamizdat export calls/strike         one text, all its locales
      tamizdat export -l fr -o ~/for-ana   into a folder
    """
    from tamizdat.export import workflow
    from tamizdat.project import files

    output = Output(quiet=quiet)
    project = options.project(only)
    target = folder.absolute() if folder else None
    with nullcontext() if dry_run else files.lock(project.root):
        results = [*workflow.run(project, patterns, only, target, dry_run=dry_run)]
    _show(output, [result for result in results if result.path], dry_run=dry_run)
    if not any(result.path or result.error for result in results):
        output.say("nothing is left to translate; name a text to hand it out all the same")
    code = output.errors(result.error for result in results if result.error)
    if any(result.path for result in results) and not project.config.project.contact:
        output.say("note: the files do not say where they go back to: set [project] contact")
    raise SystemExit(code)


def _show(output: Output, results: Sequence[Exported], *, dry_run: bool) -> None:
    from tamizdat.cli import tables

    if not results:
        return
    rows = [
        (
            safe(shown(result.path)) if result.path else "",
            safe(result.domain),
            result.locale,
            tables.number(result.left.messages),
            tables.number(result.left.words),
        )
        for result in results
    ]
    columns = ("messages", "words left")
    output.show(tables.aligned(("file", "text", "locale", *columns), rows, columns))
    verb = "would be written" if dry_run else "to hand out"
    output.say(f"{plural(len(results), 'file')} {verb}")
    if not dry_run:
        output.say("next, when they come back: tamizdat import FILE…")
