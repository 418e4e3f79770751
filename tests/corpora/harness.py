"""Every file in a process of its own, under a time limit; results as a Markdown table."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
_FORK = multiprocessing.get_context("fork")


def each(
    work: Callable[[Path], Result], paths: Iterable[Path], seconds: float
) -> Iterator[tuple[Path, Result | str]]:
    """What becomes of each path, in order; a string says why there is no result."""
    paths = list(paths)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(paths, pool.map(_alone, repeat(work), paths, repeat(seconds)), strict=True)


def _alone(work: Callable[[Path], Result], path: Path, seconds: float) -> Result | str:
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_send, args=(sender, work, path))
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(seconds) else f"not done in {seconds:g} s"
    except EOFError:
        process.join()
        return f"died with exit code {process.exitcode}"
    finally:
        process.kill()
        process.join()
        receiver.close()


def _send(sender, work, path):
    try:
        result = work(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding about this file
        result = f"{type(error).__name__}: {error}"
    sender.send(result)


def sample(paths: Iterable[Path], every: int) -> list[Path]:
    """Every n-th path, in the order of their names; links to other files are left out."""
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())[::every]


def show(*parts: str) -> None:
    """Print paragraphs."""
    sys.stdout.write("\n\n".join(part for part in parts if part) + "\n")


def bullets(title: str, items: Iterable[str]) -> str:
    """A list below its title; nothing where it is empty."""
    lines = [f"- {item}" for item in items]
    return "\n".join([f"{title}:", "", *lines]) if lines else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    rules = [":--", *["--:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (columns, rules, *rows))


def share(part: int, whole: int) -> str:
    """A share in per cent that says 100 only where nothing is missing."""
    if part == whole:
        return "100 %"
    return f"{min(100 * part / whole, 99.99):.2f} %"
