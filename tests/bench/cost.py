"""What a program costs: CPU seconds of the whole process with its children, and peak memory."""

import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

TAMIZDAT = (sys.executable, "-m", "tamizdat")
ROUNDS = 3


class Cost(NamedTuple):
    seconds: float
    """User and system time of the process and all its children."""
    memory: float
    """MB, of the largest single process: each worker of a pool has its own."""


def of(command: Sequence[str | Path], folder: Path, allowed: Sequence[int] = (0,)) -> Cost:
    """Run a command; fails loudly where it does, 1 of a check among what is allowed."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in allowed:
            said.seek(0)
            words = said.read().decode(errors="replace")
            raise SystemExit(f"{command}: exit {process.returncode}\n{words}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def python(code: str, folder: Path) -> Cost:
    return of([sys.executable, "-c", code], folder)


def tamizdat(folder: Path, *arguments: str) -> Cost:
    """Run tamizdat; an honest “no” is an answer, too."""
    return of([*TAMIZDAT, *arguments], folder, (0, 1))


def median(costs: Sequence[Cost]) -> Cost:
    seconds, memory = zip(*costs, strict=True)
    return Cost(statistics.median(seconds), statistics.median(memory))


def apart(function: Callable[..., Any], *arguments: object) -> Any:
    """Call it in a process of its own: what this one holds counts for its children, too."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def beside(program: str) -> str:
    """Where a program is: beside this Python, or on the path; nothing if it isn't there."""
    return shutil.which(program, path=Path(sys.executable).parent) or shutil.which(program) or ""


def version(program: str | Path) -> str:
    """Name and version of a program, as it says itself; nothing if it isn't there."""
    path = shutil.which(program) if program else None
    if path is None:
        return ""
    argument = "version" if Path(program).name == "hugo" else "--version"
    said = subprocess.run([path, argument], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+(\.\d+)+", said)
    return f"{Path(program).name} {number[0] if number else ''}".strip()
