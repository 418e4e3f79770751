"""`tamizdat update`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output, shown
from tamizdat.reports.display import safe

if TYPE_CHECKING:
    from tamizdat.project import Project
    from tamizdat.workflow.update import Updated


@click.command("update")
@options.texts
@options.locale
@options.dry_run
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--force", is_flag=True, help="Write even if many translations would be lost.")
@options.quiet
@options.verbose
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    dry_run: bool,
    check: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Bring templates and catalogs up to date with the source texts.

    No translation is lost: what changed becomes fuzzy with its previous source and a word diff,
    what vanished becomes obsolete and comes back with its text. Run twice, it changes nothing more.

    \b
      tamizdat update                  everything
      tamizdat update 'calls/*' -l ru  some texts, one locale
      tamizdat update --check          for CI: is everything up to date?
      tamizdat update -nv              what would change, and what is not translated at all
    """
    from contextlib import nullcontext

    from tamizdat import files
    from tamizdat.project import Project
    from tamizdat.workflow import update

    output = Output(quiet=quiet)
    project = Project.open(Path.cwd())
    project.check_locales(only)
    writes = not (dry_run or check)
    results = []
    with (
        files.lock(project.root) if writes else nullcontext(),
        output.progress("updating") as progress,
    ):
        for result in update.run(project, patterns, only, dry_run=not writes, force=force):
            progress(f"{result.domain} {result.locale}")
            results.append(result)
    written = [result for result in results if result.written]
    _show(output, written)
    if verbose:
        _show_passed_over(output, project, patterns)
    verb = "written" if writes else "would change"
    output.say(f"{len(results)} files looked at, {len(written)} {verb}")
    errors = [result.error for result in results if result.error]
    for error in errors:
        output.error(error)
    if written:
        following = "draft, or open the catalogs in a gettext editor" if writes else "update"
        output.say(f"next: tamizdat {following}")
    code = max((error.exit_code for error in errors), default=0)
    raise SystemExit(code or (1 if check and written else 0))


def _show(output: Output, written: Sequence[Updated]) -> None:
    """What changed in each file; templates follow their text and have no counts."""
    from tamizdat.cli import tables

    if not written:
        return
    columns = ("added", "changed", "moved", "restored", "obsolete")
    table = tables.plain_table("text", "locale", *columns, right=columns)
    for result in written:
        counts = (len(getattr(result.changes, column)) for column in columns)
        numbers = [f"{count or '·'}" if result.locale else "" for count in counts]
        table.add_row(safe(result.domain), result.locale or "template", *numbers)
    output.show(table)


def _show_passed_over(output: Output, project: Project, patterns: Sequence[str]) -> None:
    """What no translator will see, so that nothing is left out in silence."""
    from tamizdat.workflow import update

    for article in project.articles(patterns)[0]:
        for piece in update.passed_over(article):
            place = f"{shown(piece.path)}:{piece.line}"
            output.show(f"{place}: not translated ({piece.reason}): {safe(piece.text)}")
    for path in project.others():
        output.show(f"{shown(path)}: not a text in a known format")
