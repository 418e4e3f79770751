"""The command `tamizdat`: options, output, exit codes. The only place that imports click.

Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 the honest answer is "no",
2 wrong question, 3 the outside world failed, 70 a bug (`EX_SOFTWARE` of sysexits.h). What a command
needs is imported when it runs.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import keyword
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tamizdat.cli.output import INTERRUPTED, Output
from tamizdat.errors import BugError, TamizdatError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": "Set up a project, take over what was translated.",
    "update": "Bring catalogs up to date with the source texts.",
    "draft": "Pre-fill what is untranslated, for human review.",
    "status": "Show how far every translation is.",
    "check": "Check everything that CI needs to know.",
    "review": "List what waits for a person, and decide on it.",
    "publish": "Write the localized texts.",
    "export": "Write the files for translators who have no repository.",
    "import": "Take back translated files, under any name, from any editor.",
    "merge-driver": "Merge catalogs for git, message by message.",
    "tidy": "Name what is dead in the project's files, and take it away.",
    "privacy": "Show what a stranger could learn of your people.",
    "trust": "Say which hosts your texts may go to.",
    "help": "Explain a topic, or a command.",
}
"""Each is a module here with a `command`; what it does is listed without importing it."""


def _module(name: str) -> str:
    """Where a command lies: a name with a hyphen, or one that Python keeps, is none of a module."""
    name = name.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


@contextlib.contextmanager
def _stopping_in_order() -> Iterator[None]:
    """Let the signals that end a program end a command as Ctrl-C does: what was done is saved.

    The exit code is the one that shells know, 128 and the signal's number.
    """
    received = 0

    def stop(number: int, _: object) -> None:
        nonlocal received
        received = number
        raise KeyboardInterrupt

    known = (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP"))
    taken = [each for each in known if each and signal.getsignal(each) is signal.SIG_DFL]
    try:
        for each in taken:
            signal.signal(each, stop)
        yield
    except (SystemExit, click.exceptions.Exit) as end:
        code = end.code if isinstance(end, SystemExit) else end.exit_code
        if received and code == INTERRUPTED:
            raise SystemExit(128 + received) from None
        raise
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


class _Commands(click.Group):
    """The group that maps errors to exit codes, in this one place."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal may not know every character
                stream.reconfigure(errors="backslashreplace")
        with _stopping_in_order():
            return self._invoke(ctx)

    def _invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as above
        try:
            return super().invoke(ctx)
        except TamizdatError as error:
            Output().error(error)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            sys.stderr.close()  # the reader went away: say nothing more
            ctx.exit(3)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except OSError as error:
            click.echo(f"error: {error.strerror or error}", err=True)
            ctx.exit(3)
        except MemoryError:
            click.echo("error: not enough memory", err=True)
            ctx.exit(3)
        except (SystemExit, click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BaseException as error:  # a panic in a native library is no Exception
            if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11's __set_name__
                click.echo("interrupted", err=True)
                ctx.exit(INTERRUPTED)
            bug = BugError.at(
                None, None, f"tamizdat fails, which is a bug ({type(error).__name__})"
            )
            bug.__cause__ = error
            Output().error(bug)
            raise SystemExit(bug.exit_code) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work, not of the alphabet."""
        del ctx
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List what each does."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, and options."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=does)
            for name, does in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; only the one that runs is imported."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"{__name__}.{_module(cmd_name)}").command
        return found


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print which tamizdat this is."""
    if not wanted or ctx.resilient_parsing:
        return
    from tamizdat.project import version

    click.echo(f"tamizdat {version.shown()}")
    ctx.exit()


def _completion(ctx: click.Context, _: click.Parameter, shell: str | None) -> None:
    """Print the script that makes a shell complete commands, texts and locales."""
    if not shell:
        return
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None  # the option's choices are click's own shells
    click.echo(found(main, {}, "tamizdat", "_TAMIZDAT_COMPLETE").source())
    ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 no, 2 wrong question, 3 the outside world failed, 70 a bug.",
)
@click.option(
    "--version",
    is_flag=True,
    callback=_version,
    expose_value=False,
    is_eager=True,
    help="Show the version, and which code it is.",
)
@click.option(
    "--completion",
    type=click.Choice(["bash", "zsh", "fish"]),
    callback=_completion,
    expose_value=False,
    is_eager=True,
    help='Print tab completion for a shell, e.g. eval "$(tamizdat --completion bash)".',
)
def main() -> None:
    """Carry calls and articles into many languages, and show how far each one is.

    The usual round: write a text in source_texts/, then

    \b
      tamizdat update     split it, bring the catalogs up to date
      tamizdat draft      pre-fill gaps for human review
      tamizdat status     what is left, in words
      tamizdat check      what CI checks
      tamizdat review     what waits for a person
      tamizdat publish    write the localized texts
      tamizdat export     hand files out to translators; import takes them back
      tamizdat tidy       what is dead, and may go
      tamizdat privacy    what all this tells of the people behind it

    `tamizdat help` has guides for translators, coordinators and CI.
    """
