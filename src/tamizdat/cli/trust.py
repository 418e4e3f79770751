"""`tamizdat trust`."""

from __future__ import annotations

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output, shown
from tamizdat.language.safe import safe


def _known(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Hosts that are trusted, and those of the engines, for the shell."""
    from tamizdat.draft.engines import ENGINES
    from tamizdat.project import trust

    known = (*trust.hosts(), *(engine.models for engine in ENGINES if engine.models))
    return [name for name in known if name.startswith(incomplete)]


@click.command("trust")
@click.argument("names", metavar="[HOST]...", nargs=-1, shell_complete=_known)
@click.option("--remove", is_flag=True, help="Trust them no more.")
@options.quiet
def command(names: tuple[str, ...], remove: bool, quiet: bool) -> None:
    """Say which hosts your texts may go to.

    A project can only propose where its texts are translated, be it a server of the collective or
    somebody's service; whether they may leave this machine for there you say here, once and for all
    projects. Project and text must agree as well (see:
    tamizdat help drafts). An engine on this machine, at its usual address, needs nobody's leave.
    Where nobody sits, TAMIZDAT_ALLOW="HOST HOST" does the same.

    \b
      tamizdat trust                     which hosts are trusted
      tamizdat trust mt.example.org
      tamizdat trust 127.0.0.1:8080      an unusual address on this machine
      tamizdat trust --remove mt.example.org
    """
    from tamizdat.project import trust

    output = Output(quiet=quiet)
    there = trust.hosts()
    given = tuple(map(trust.host, names))
    if remove and not given:
        raise click.UsageError("name the host that is trusted no more")
    if not given:
        _list(output)
        return
    if remove:
        unknown = [name for name in given if name not in there]
        trust.save(name for name in there if name not in given)
        for name in given:
            output.show(
                f"{'not trusted before' if name in unknown else 'no longer trusted'}  {name}"
            )
        still = set(given) & set(trust.allowed())
        if still:
            output.say(f"{trust.ALLOW} still allows {', '.join(sorted(still))}")
        raise SystemExit(1 if unknown else 0)
    trust.save((*there, *given))
    for name in given:
        output.show(f"{'trusted before' if name in there else 'trusted'}  {safe(name)}")
    output.say(f"kept in {safe(shown(trust.place()))}, for all projects of yours")
    output.say("next: tamizdat draft")


def _list(output: Output) -> None:
    """Who is trusted, and where that is said."""
    from tamizdat.project import trust

    rows = [(name, shown(trust.place())) for name in trust.hosts()]
    rows += [(name, trust.ALLOW) for name in trust.allowed()]
    for name, where in rows:
        output.show(f"{safe(name)}  ({safe(where)})")
    if not rows:
        output.say("no host is trusted: texts stay on this machine")
