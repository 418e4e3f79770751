"""`tamizdat merge-driver`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.cli.output import Output, plural, shown
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from tamizdat.merge_driver import Merged

_EXCERPT = 60
"""Characters of a msgid that tell which message it is."""
_SHOWN = 5
"""So many conflicts are shown; more are counted."""


@click.command("merge-driver")
@click.argument("paths", metavar="[BASE OURS THEIRS [NAME]]", nargs=-1)
@click.option("--install", is_flag=True, help="Let git use it in this repository.")
def command(paths: tuple[str, ...], install: bool) -> None:
    """Merge catalogs for git, message by message.

    git calls it where two branches have changed a catalog. What one side alone has changed is
    taken, headers never conflict, and of two msgstrs for one message one stands and the other
    beside it, to be chosen from: `tamizdat review` shows both. The file can always be read.

    `tamizdat init` installs it; in a clone somebody has to do it once. Where it is not installed,
    git merges lines, as it does without.

    \b
      tamizdat merge-driver --install
      tamizdat merge-driver %O %A %B %P   what git runs
    """
    from tamizdat import merge_driver

    output = Output()
    if install:
        if paths:
            raise click.UsageError("--install takes no files")
        raise SystemExit(_install(output))
    if len(paths) not in (3, 4):
        raise click.UsageError("git gives it three files: BASE OURS THEIRS; see --help")
    base, ours, theirs = map(Path, paths[:3])
    place = Path.cwd() / paths[3] if len(paths) > 3 else None  # git starts it at the top
    merged = merge_driver.run(base.absolute(), ours.absolute(), theirs.absolute(), place)
    _show(output, merged, paths[3] if place else shown(ours))
    raise SystemExit(0 if merged.clean else 1)


def _install(output: Output) -> int:
    from tamizdat.project import driver

    path = driver.install(Path.cwd())
    if path is None:
        output.say("error: this is no git repository, or git could not write its configuration")
        output.say("  next: git init, then run it again")
        return 2
    output.say(f"git merges catalogs message by message here now: {safe(shown(path))}")
    return 0


def _show(output: Output, merged: Merged, name: str) -> None:
    """What is left to decide, with its line in the merged file."""
    from tamizdat.merge_driver import Way

    if merged.error:
        output.error(merged.error)
    if merged.way is Way.LINES:
        output.say(f"{safe(name)}: git has merged its lines instead")
    elif merged.way is Way.APART:
        output.say(f"{safe(name)}: both stand in it whole, ours above =======, theirs below")
    if merged.unscrubbed:
        output.say(f"{safe(name)}: it may name people, whom this project keeps out")
        output.say("  next: when it can be read, tamizdat update, then git add")
    for outcome in merged.conflicts[:_SHOWN]:
        place = f"{safe(name)}:{outcome.after.line}"
        output.say(f"{place}: two translations of “{safe(outcome.after.msgid, _EXCERPT)}”:")
        for msgstr in (outcome.after.msgstr, *outcome.after.others):
            output.say(f"    {safe(msgstr)}")
    if merged.conflicts:
        more = len(merged.conflicts) - _SHOWN
        if more > 0:
            output.say(f"  and {plural(more, 'more message')}")
        output.say("  next: tamizdat review, then git add")
