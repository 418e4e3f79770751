"""`tamizdat help`: what does not fit into the help of one command; a text per topic beside this."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING

import click

from tamizdat.errors import ConfigError, Problem, suggestion

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

TOPICS = (
    "translators", "coordinators", "handouts", "ci", "states", "drafts", "formats",
    "configuration", "safety",
)  # fmt: skip
"""Each is a file `<topic>.txt` here whose first line says what it is about."""


def text(topic: str) -> str:
    """The text of a topic."""
    return resources.files(__name__).joinpath(f"{topic}.txt").read_text(encoding="utf-8")


def _complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    names = (*TOPICS, *_commands(ctx).list_commands(ctx))
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _commands(ctx: click.Context) -> click.Group:
    """All commands, which have a help of their own."""
    group = ctx.find_root().command
    assert isinstance(group, click.Group)
    return group


@click.command("help")
@click.argument("topic", required=False, shell_complete=_complete)
@click.pass_context
def command(ctx: click.Context, topic: str | None) -> None:
    """Explain a topic, or a command.

    \b
      tamizdat help              the topics
      tamizdat help translators
      tamizdat help update       the same as: tamizdat update --help
    """
    commands = _commands(ctx)
    if topic is None:
        _show(_overview(commands.list_commands(ctx)))
    elif topic in TOPICS:
        _show(text(topic))
    elif named := commands.get_command(ctx, topic):
        with named.make_context(topic, [], parent=ctx.parent, resilient_parsing=True) as of_named:
            _show(named.get_help(of_named) + "\n")
    else:
        remedy = suggestion(topic, (*TOPICS, *commands.list_commands(ctx)), "see: tamizdat help")
        raise ConfigError(Problem(f"no topic “{topic}”", remedy=remedy))


def _overview(commands: Sequence[str]) -> str:
    lines = [f"  {topic:14} {text(topic).partition(chr(10))[0]}" for topic in TOPICS]
    return "\n".join(
        [
            "tamizdat help TOPIC explains",
            "",
            *lines,
            "",
            f"tamizdat COMMAND --help explains {', '.join(commands)}.",
            "",
        ]
    )


def _show(page: str) -> None:
    """Print a page; what is longer than the terminal is paged."""
    if sys.stdout.isatty() and page.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(page)
    else:
        click.echo(page, nl=False)
