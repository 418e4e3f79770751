"""Where a command prints: results, progress, errors. rich is imported when something is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.errors import BugError, Problem, TamizdatError
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console, RenderableType

Line = tuple[tuple[str, str], ...]
"""What stands in a line, piece by piece, each with its style."""
_AT_ONCE = 1000
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells know it."""


class Output:
    """Results on stdout, all else on stderr; colour and motion on a terminal only."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self._confessed: set[str] = set()

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        width = None if sys.stdout.isatty() else 1000  # a file or a log has room enough
        return Console(highlight=False, markup=False, emoji=False, soft_wrap=True, width=width)

    @property
    def width(self) -> int:
        """Columns that a table may take."""
        return self._console.width

    def show(self, item: RenderableType) -> None:
        """Print a result: a line, a table; never cut off."""
        self._console.print(item)

    def lines(self, lines: Iterable[Line]) -> None:
        """Print results of a line each; rich takes its time where there are thousands of them."""
        if self._console.is_terminal:
            from rich.text import Text

            for line in lines:
                self._console.print(Text.assemble(*line))
        else:
            plain = ("".join(text for text, _ in line) for line in lines)
            while some := [*islice(plain, _AT_ONCE)]:
                self._console.file.write("\n".join((*some, "")))

    def raw(self, text: str) -> None:
        """Print a result that another program reads, as it is: UTF-8, whatever a terminal knows."""
        click.echo(text.encode(), nl=False)

    def say(self, text: str) -> None:
        """Print a remark, on stderr; not with `--quiet`."""
        if not self.quiet:
            click.echo(text, err=True)

    def error(self, error: TamizdatError) -> None:
        """Print what is wrong, where, and what to do next."""
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        head = "error" if plain else click.style("error", fg="red")
        report = isinstance(error, BugError) and self._confess(error.__cause__)
        for problem in error.problems:
            click.echo(f"{head}: {_sentence(problem)}", err=True)
            if problem.remedy:
                click.echo(f"  next: {safe(problem.remedy)}", err=True)
        if report:
            from tamizdat.project import version

            remedy = f"please report it{_tracker()} with the lines above"
            click.echo(f"  next: {remedy} (tamizdat {version.shown()})", err=True)

    def _confess(self, bug: BaseException | None) -> bool:
        """Show the traceback of a bug; once, if it hits several files."""
        import traceback

        place = str(traceback.extract_tb(bug.__traceback__)[-1:]) if bug else ""
        if place in self._confessed:
            return False
        self._confessed.add(place)
        for line in "".join(traceback.format_exception(bug)).splitlines():
            click.echo(safe(line), err=True)
        return True

    def errors(self, errors: Iterable[TamizdatError]) -> int:
        """Print what is wrong, the same only once; returns the highest of the exit codes, or 0."""
        once = tuple({error.problems: error for error in errors}.values())
        for error in once:
            self.error(error)
        return max((error.exit_code for error in once), default=0)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[str], None]]:
        """A line that says what is being worked on; only on a terminal."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda _: None
            return
        from rich.console import Console

        with Console(stderr=True, markup=False).status(what) as line:
            yield lambda detail: line.update(f"{what} {detail}")


def _tracker() -> str:
    """Where bugs are reported, as the package's metadata has it; empty where it says nothing."""
    from importlib import metadata

    try:
        urls = metadata.metadata("tamizdat").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    best = min(urls, key=lambda entry: "issue" not in entry.lower(), default="")
    return f" at {best.partition(', ')[2]}" if best else ""


def _sentence(problem: Problem) -> str:
    if problem.path is None:
        return safe(problem.message)
    path = shown(problem.path)
    place = f"{path}:{problem.line}" if problem.line else path
    return f"{safe(place)}: {safe(problem.message)}"


def shown(path: Path) -> str:
    """A path as people see it: relative to where they are, if it is below."""
    try:
        return os.fspath(path.relative_to(Path.cwd()))
    except ValueError:
        return os.fspath(path)


def plural(count: int, noun: str) -> str:
    """A count and what is counted: “1 catalog”, “2 catalogs”."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
