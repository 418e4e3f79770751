"""`tamizdat status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tamizdat import reports
from tamizdat.cli import options
from tamizdat.cli.output import Output, plural
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from tamizdat.catalogs.progress import Report


_MOST = 100
"""So many lines are still read; of more, the totals are shown."""


@click.command("status")
@options.texts
@options.locale
@options.formats("text", *reports.STATUS)
@click.option(
    "--fail-under",
    type=click.IntRange(0, 100),
    metavar="N",
    help="Exit 1 if a text is less than N % done in any selected locale.",
)
@options.quiet
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    style: str,
    fail_under: int | None,
    quiet: bool,
) -> None:
    """Show how far every translation is.

    In words of the source and in messages; only translated and reviewed ones count as done, drafts
    and changed ones do not.

    \b
      tamizdat status                      all texts and locales
      tamizdat status -l ru --fail-under 100
      tamizdat status --format markdown    for a wiki or a job summary
    """
    from tamizdat import status
    from tamizdat.catalogs.progress import Report
    from tamizdat.errors import TamizdatError

    output = Output(quiet=quiet)
    project = options.project(only)
    rows = []
    errors = []
    with output.progress("counting") as progress:
        for result in status.run(project, patterns, only):
            if isinstance(result, TamizdatError):
                errors.append(result)
            else:
                progress(f"{result.domain} {result.locale}")
                rows.append(result)
    code = output.errors(errors)
    report = Report(project.today, tuple(rows))
    if style == "text":
        if report.rows or not code:
            whole = not (patterns or only)
            dead = (
                _dead(*status.buried(project), sum(row.obsolete for row in rows)) if whole else ""
            )
            _show(output, report, dead, brief=whole and len(rows) > _MOST)
    else:
        output.raw(reports.STATUS[style](report))
    if any(row.unreadable for row in rows):
        code = code or 2
    low = [r for r in rows if fail_under and not r.expired and r.percent < fail_under]
    for row in low:
        output.say(f"{row.domain} {row.locale}: {row.percent} % is under {fail_under} %")
    raise SystemExit(code or (1 if low else 0))


def _dead(catalogs: int, buried: int, obsolete: int) -> str:
    """What `tidy` may take away; which of it is nowhere else, only that command finds out."""
    gone = f"{plural(catalogs, 'catalog')} of texts that are gone" if catalogs else ""
    left = plural(buried + obsolete, "obsolete message") if buried + obsolete else ""
    said = ", ".join(filter(None, (gone, left)))
    return f"{said}; what of it may go: tamizdat tidy -n" if said else ""


def _show(output: Output, report: Report, dead: str, *, brief: bool) -> None:
    """The table, what the numbers mean, and the next useful command."""
    from tamizdat.catalogs.catalog import State
    from tamizdat.cli import tables

    if not report.rows:
        output.say("nothing is translated into any locale")
        output.say('next: name some in the configuration: locales = ["es", "ru"]')
        return
    output.show(tables.status(report, output.width, brief=brief))
    if brief:
        count = plural(len({row.domain for row in report.rows}), "text")
        output.say(f"{count}: name some (“calls/*”) or a locale to see each; --format has them all")
    for row in report.rows:
        if row.unreadable:
            output.show(f"unreadable: {safe(row.unreadable)}")
    if passed_over := tables.passed_over(report):
        output.show(passed_over)
    totals = [report.total(locale) for locale in report.locales]
    left = {state: sum(total.tally(state).words for total in totals) for state in State}
    output.say("numbers are words of the source; done = translated + reviewed")
    if asked := sum(total.questions for total in totals):
        verb = "is" if asked == 1 else "are"
        output.say(f"{plural(asked, 'question')} {verb} open: tamizdat review --questions")
    if dead:
        output.say(dead)
    if any(row.unreadable for row in report.rows):
        output.say("next: tamizdat check, which says how to mend what is unreadable")
    elif any(row.outdated for row in report.rows):
        output.say("next: tamizdat update")
    elif left[State.UNTRANSLATED]:
        output.say("next: tamizdat draft, or translate in any gettext editor")
    elif left[State.DRAFT] or left[State.CHANGED] or left[State.NEEDS_WORK]:
        output.say("next: tamizdat review, or any gettext editor; then tamizdat check")
    else:
        output.say("next: tamizdat check, then tamizdat publish")
