"""`tamizdat tidy`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tamizdat import reports
from tamizdat.cli import options
from tamizdat.cli.output import Output, plural
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from tamizdat.tidy.dead import Tidied

_NAMED = 5
"""So many files that stay are named; more are counted."""


@click.command("tidy")
@options.texts
@options.locale
@options.dry_run
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something is dead.")
@options.formats("text", *reports.TIDIED)
@options.quiet
@options.verbose
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    dry_run: bool,
    check: bool,
    style: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Name what is dead in the project's files, and take it away.

    That is: catalogs and templates of texts that are gone, obsolete messages that another one
    repeats, comments of tamizdat's own that hold no more, entries of locales/baseline.json that
    dismiss nothing, byte order marks, line breaks of other programs, what a killed run left behind.

    No translation is lost, and no comment of a person's: an obsolete message goes only where one
    that stays, in any text of the locale, says the same. What is nowhere else is named and stays,
    and so do catalogs of a locale that was taken out of the configuration.

    \b
      tamizdat tidy -n               what would go, what stays
      tamizdat tidy -nv              each file
      tamizdat tidy 'calls/*' -l ru  some texts, or former ones, one locale
      tamizdat tidy --check          for CI: is anything dead?
    """
    from contextlib import nullcontext

    from tamizdat.project import files
    from tamizdat.tidy import workflow as tidy

    output = Output(quiet=quiet)
    project = options.project(only)
    writes = not (dry_run or check)
    results: list[Tidied] = []
    with (
        files.lock(project.root) if writes else nullcontext(),
        output.progress("tidying") as progress,
    ):
        for result in tidy.run(project, patterns, only, dry_run=not writes):
            progress(f"{result.domain} {result.locale}")
            results.append(result)
    changed = [result for result in results if result.written or result.removed]
    if style == "text":
        _show(output, results, verbose=verbose)
    else:
        output.raw(reports.TIDIED[style](results))
    removed = sum(result.removed for result in changed)
    would = "" if writes else "would be "
    output.say(
        f"{plural(len(results), 'file')} looked at, {len(changed) - removed} {would}written, "
        f"{removed} {would}removed"
    )
    code = output.errors(result.error for result in results if result.error)
    if changed and writes:
        output.say("next: tamizdat check; then one commit of it, named in .git-blame-ignore-revs")
    elif changed:
        same = ("tidy", *patterns, *(f"-l{code}" for code in only))
        output.say(f"next: tamizdat {shlex.join(same)}")
    raise SystemExit(code or (1 if check and changed else 0))


def _show(output: Output, results: Sequence[Tidied], *, verbose: bool) -> None:
    """What is dead, in how many files; what stays, with its places."""
    from tamizdat.cli import tables
    from tamizdat.tidy.dead import Kind

    rows: list[tables.Row] = []
    for kind in Kind:
        found = [(dead.count, r.path) for r in results for dead in r.dead if dead.kind is kind]
        if not found:
            continue
        total = sum(count for count, _ in found)
        fate = "stays" if kind.stays else "goes"
        rows.append([fate, kind.label, tables.number(total), plural(len(found), "file")])
        named = found if verbose else found[:_NAMED] if kind.stays else ()
        rows += (["", "", tables.number(count), safe(path)] for count, path in named)
        if named and len(found) > len(named):
            rows.append(["", "", "", f"and {plural(len(found) - len(named), 'file')} more: -v"])
    if rows:
        output.show(tables.aligned(("", "what", "number", "where"), rows, ("number",)))
