"""Options and arguments that several commands share, and their completion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from tamizdat.errors import TamizdatError

if TYPE_CHECKING:
    from tamizdat.project.project import Project

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _texts(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Domains of the project, for the shell."""
    from tamizdat.project.project import Project

    try:
        sources = Project.open(Path.cwd()).sources
    except TamizdatError:
        return []
    return [CompletionItem(domain) for domain in sources if domain.startswith(incomplete)]


def _locales(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Locales of the project, for the shell."""
    from tamizdat.language import locales
    from tamizdat.project.project import Project

    try:
        codes = Project.open(Path.cwd()).config.locales
    except TamizdatError:
        return []
    return [
        CompletionItem(code, help=locales.name(code))
        for code in codes
        if code.startswith(incomplete)
    ]


texts = click.argument("patterns", metavar="[TEXT]...", nargs=-1, shell_complete=_texts)
locale = click.option(
    "-l",
    "--locale",
    "only",
    multiple=True,
    metavar="LOCALE",
    shell_complete=_locales,
    help="Only this locale; may be given several times.",
)
dry_run = click.option(
    "-n", "--dry-run", is_flag=True, help="Say what would be done, write nothing."
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Only results and errors.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Say more.")
jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="So many processes at once; default: as many as there are cores.",
)


def cores(jobs: int | None) -> int:
    """The number of processes that was asked for, or that helps here."""
    from tamizdat.project import jobs as processes

    return jobs or processes.default()


def project(only: Sequence[str] = ()) -> Project:
    """The project that is worked in. Raises ConfigError, also for locales that it has not."""
    from tamizdat.project.project import Project

    found = Project.open(Path.cwd())
    found.check_locales(only)
    return found


def formats(*names: str) -> Decorator:
    """`--format` with the given names, the first one the default, and `--json` for short."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option(
            "--json", "style", flag_value="json", help="The same as --format json."
        )(function)
        return click.option(
            "--format",
            "style",
            type=click.Choice(names),
            default=names[0],
            show_default=True,
            help="How to show the result.",
        )(function)

    return add
