"""`tamizdat draft`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output
from tamizdat.reports.display import safe

if TYPE_CHECKING:
    from tamizdat.workflow.draft import Result

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells know it."""


def _engines(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Names of the engines, for the shell."""
    from tamizdat.engines import ENGINES

    return [engine.name for engine in ENGINES if engine.name.startswith(incomplete)]


@click.command("draft")
@options.texts
@options.locale
@click.option(
    "--engine",
    metavar="NAME",
    default="",
    shell_complete=_engines,
    help="Instead of the configured one; --list names them.",
)
@click.option("--url", metavar="URL", default="", help="Address of a self-hosted engine.")
@click.option("--download", is_flag=True, help="A missing model may be downloaded.")
@click.option("--list", "listing", is_flag=True, help="List the engines and who sees the text.")
@options.dry_run
@options.quiet
@options.verbose
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    engine: str,
    url: str,
    download: bool,
    listing: bool,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Pre-fill what is untranslated, for human review.

    First exact matches from the project's own catalogs, then an engine; the default one runs on
    this machine and sends nothing anywhere. Every draft is fuzzy and says where it came from.
    Interrupted, what was done is kept; run again, it goes on.

    \b
      tamizdat draft -l pt_BR
      tamizdat draft calls/strike --engine libre --url https://translate.example.org
      tamizdat draft --list
    """
    from tamizdat import files
    from tamizdat.project import Project
    from tamizdat.workflow import draft

    output = Output(quiet=quiet)
    if listing:
        _list(output)
        return
    project = Project.open(Path.cwd())
    project.check_locales(only)
    results: list[Result] = []
    run = draft.run(
        project, patterns, only, engine=engine, url=url, download=download, dry_run=dry_run
    )
    interrupted = False
    try:
        with closing(run), files.lock(project.root), output.progress("drafting") as progress:
            for result in _announced(run):
                results.append(result)
                progress(f"{result.domain} {result.locale}: {_count(results)} drafted")
    except KeyboardInterrupt:
        interrupted = True
    _show(output, results, verbose=verbose, dry_run=dry_run)
    if interrupted:
        output.say("interrupted: what was drafted is saved; run it again to go on")
        raise SystemExit(INTERRUPTED)
    errors = [r.error for r in results if isinstance(r, draft.Saved) and r.error]
    for error in dict.fromkeys(errors):
        output.error(error)
    raise SystemExit(max((error.exit_code for error in errors), default=0))


def _list(output: Output) -> None:
    from tamizdat.engines import ENGINES

    for each in ENGINES:
        output.show(f"{each.name:12} {each.reach.value:12} {each.summary}")


def _announced(results: Iterator[Result]) -> Iterator[Result]:
    """The results; what leaves the machine is said before it does, even with `--quiet`."""
    from tamizdat.workflow.draft import Notice

    for result in results:
        if isinstance(result, Notice):
            click.echo(f"{result.domain} {result.locale}: {safe(result.text)}", err=True)
        yield result


def _count(results: list[Result]) -> int:
    from tamizdat.workflow.draft import Drafted

    return sum(isinstance(result, Drafted) for result in results)


def _show(output: Output, results: list[Result], *, verbose: bool, dry_run: bool) -> None:
    """What was drafted, by engine; what was not, and why."""
    from tamizdat.cli import tables
    from tamizdat.workflow.draft import Drafted, Left

    drafted = [result for result in results if isinstance(result, Drafted)]
    left = [result for result in results if isinstance(result, Left)]
    places = dict.fromkeys((r.domain, r.locale) for r in results if isinstance(r, Drafted | Left))
    if places:
        table = tables.plain_table("text", "locale", "drafted", "left", "by", right=("drafted",))
        for place in places:
            here = [r.message.draft for r in drafted if (r.domain, r.locale) == place]
            engines = Counter(line.get("engine") for line in here if line)
            by = ", ".join(f"{name} {count}" for name, count in engines.items())
            remaining = sum((r.domain, r.locale) == place for r in left)
            table.add_row(safe(place[0]), place[1], str(len(here)), str(remaining or "·"), by)
        output.show(table)
    reasons = Counter((r.domain, r.locale, r.reason) for r in left)
    for (domain, locale, reason), count in reasons.items():
        output.show(f"left empty: {safe(domain)} {locale}: {count} × {safe(reason)}")
    if verbose:
        for each in left:
            output.show(f"  {each.domain} {each.locale}: {safe(each.message.msgid, 70)}")
    verb = "would be drafted from memory" if dry_run else "drafted"
    output.say(f"{len(drafted)} messages {verb}, {len(left)} left empty")
    if drafted and not dry_run:
        output.say("next: review them, in any gettext editor; they are fuzzy until somebody does")
