"""Let what a project brings along have so much time and memory and no more.

POSIX systems know such bounds (setrlimit, setitimer); elsewhere, and beside the main thread, there
are none.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AGAIN = 0.1
"""Seconds until it is stopped once more: what runs while Python tidies up swallows exceptions."""
_PAGES = Path("/proc/self/statm")


class OverrunError(Exception):
    """It has used up its time."""


@contextmanager
def bounded(seconds: float, memory: int) -> Iterator[None]:
    """Bound what happens within: seconds of CPU time, bytes of memory more than now.

    Raises:
        OverrunError: the time is over.
        MemoryError: the memory is.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise OverrunError

    with _less_memory(memory):
        before = signal.signal(signal.SIGVTALRM, stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _less_memory(more: int) -> Iterator[None]:
    """Bound the process's memory, where the system says how much it has now."""
    if sys.platform == "win32" or not _PAGES.exists():
        yield
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    now = int(_PAGES.read_text("ascii").split()[0]) * resource.getpagesize()
    limit = now + more
    for known in (soft, hard):
        limit = limit if known == resource.RLIM_INFINITY else min(limit, known)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
