"""`tamizdat draft`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import INTERRUPTED, Output, plural
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from tamizdat.draft.workflow import Drafted, Left, Result
    from tamizdat.errors import TamizdatError


def _engines(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Names of the engines, for the shell."""
    from tamizdat.draft.engines import ENGINES

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
      tamizdat draft calls/strike --engine libre --url https://mt.example.org
      tamizdat draft --list
    """
    from tamizdat.draft import workflow as draft
    from tamizdat.project import files

    output = Output(quiet=quiet)
    if listing:
        _list(output)
        return
    project = options.project(only)
    results: list[Result] = []
    run = draft.run(
        project, patterns, only, engine=engine, url=url, download=download, dry_run=dry_run
    )
    count = 0
    interrupted = False
    try:
        with closing(run), files.lock(project.root), output.progress("drafting") as progress:
            for result in _announced(run):
                results.append(result)
                count += isinstance(result, draft.Drafted)
                progress(f"{result.domain} {result.locale}: {count} drafted")
    except KeyboardInterrupt:
        interrupted = True
    errors = [r.error for r in results if isinstance(r, draft.Saved) and r.error]
    _show(output, results, errors, verbose=verbose, dry_run=dry_run)
    if interrupted:
        output.say("interrupted: what was drafted is saved; run it again to go on")
        raise SystemExit(INTERRUPTED)
    raise SystemExit(output.errors(errors))


def _list(output: Output) -> None:
    from tamizdat.draft.engines import ENGINES

    for each in ENGINES:
        output.show(f"{each.name:12} {each.reach.value:12} {each.summary}")


def _announced(results: Iterator[Result]) -> Iterator[Result]:
    """The results; what leaves the machine is said before it does, even with `--quiet`."""
    from tamizdat.draft.machine import Notice

    for result in results:
        if isinstance(result, Notice):
            click.echo(f"{result.domain} {result.locale}: {safe(result.text)}", err=True)
        yield result


def _show(
    output: Output,
    results: list[Result],
    errors: list[TamizdatError],
    *,
    verbose: bool,
    dry_run: bool,
) -> None:
    """What was drafted, by engine; what was not, and why, if no error says so anyway."""
    from tamizdat.draft.workflow import Drafted, Left

    drafted = [result for result in results if isinstance(result, Drafted)]
    left = [result for result in results if isinstance(result, Left)]
    if drafted or left:
        _show_counts(output, drafted, left)
    reasons: dict[str, Counter[str]] = {}
    for each in left:
        reasons.setdefault(each.reason, Counter())[f"{each.domain} {each.locale}"] += 1
    for reason, places in reasons.items():
        if any(str(error) in reason for error in errors):
            continue
        where = next(iter(places)) if len(places) == 1 else f"{len(places)} catalogs"
        count = plural(places.total(), "message")
        output.show(f"left empty: {count} in {safe(where)}: {safe(reason)}")
    if verbose:
        for each in left:
            output.show(f"  {each.domain} {each.locale}: {safe(each.message.msgid, 70)}")
    verb = "would be drafted from memory" if dry_run else "drafted"
    output.say(f"{plural(len(drafted), 'message')} {verb}, {len(left):,} left empty")
    if drafted and not dry_run:
        output.say("next: tamizdat review, or any gettext editor; they are fuzzy until then")


def _show_counts(output: Output, drafted: list[Drafted], left: list[Left]) -> None:
    """A line per text and locale, drafted ones first."""
    from tamizdat.cli import tables

    both: list[Drafted | Left] = [*drafted, *left]
    engines = {(each.domain, each.locale): Counter[str]() for each in both}
    remaining = Counter((each.domain, each.locale) for each in left)
    for each in drafted:
        line = each.message.draft
        engines[each.domain, each.locale][line.get("engine") if line else ""] += 1
    rows = [
        (
            *(safe(domain), locale),
            *(tables.number(by.total()), tables.number(remaining[domain, locale])),
            ", ".join(f"{name} {count}" for name, count in by.items()),
        )
        for (domain, locale), by in engines.items()
    ]
    numbers = ("drafted", "left empty")
    output.show(tables.aligned(("text", "locale", *numbers, "by"), rows, numbers))
