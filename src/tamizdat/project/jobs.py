"""Work on many items in several processes, with the results and the failures of a single one.

Processes are forked, so that they know what is read already, and only where forking is safe; on
macOS and Windows all is done in this one.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

from tamizdat.errors import ExternalError, Problem

Item = TypeVar("Item")
Result = TypeVar("Result")
_MOST = 8
"""More processes than these are not begun unless somebody asks for them: each takes its memory."""
_AHEAD = 4
"""So many results for each process may wait until those before them are there."""

_function: Callable[[Any], Any]
"""In a process that works: what it does."""


def default() -> int:
    """As many as there are cores for this process, within reason."""
    if not _forks():
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


def mapped(
    function: Callable[[Item], Result], items: Sequence[Item], jobs: int
) -> Generator[Result, None, None]:
    """What a function makes of items, in their order, in so many processes.

    An item that it fails at in another process is done again in this one, where the error is told
    as it is; so what it changes here by itself must not count.

    Raises:
        ExternalError: somebody, or a lack of memory, has ended one of the processes.

    """
    jobs = min(jobs, len(items))
    if jobs < 2 or not _forks():
        yield from map(function, items)
        return
    import multiprocessing  # noqa: PLC0415 - most runs need none of it
    from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    others = {child.pid for child in multiprocessing.active_children()}
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context("fork"), initializer=_begin, initargs=(function,)
    )
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    left = iter(items)
    try:
        while True:
            while len(waiting) < jobs * _AHEAD and (item := next(left, None)) is not None:
                waiting.append((item, pool.submit(_call, item)))
            if not waiting:
                return
            item, future = waiting[0]
            try:
                result = future.result()
            except BrokenProcessPool:
                raise
            except Exception:  # noqa: BLE001 - it is raised again below, with where it comes from
                result = function(item)
            waiting.popleft()
            yield result
    except BrokenProcessPool as error:
        what = "a process that helped was ended from outside"
        raise ExternalError(
            Problem(what, remedy="is there memory enough? try: --jobs 1")
        ) from error
    finally:
        if waiting or next(left, None) is not None:  # nobody wants the rest
            for child in multiprocessing.active_children():
                if child.pid not in others:
                    child.kill()  # one that has just begun may still hear this one's signals
        pool.shutdown(cancel_futures=True)


def _forks() -> bool:
    return sys.platform == "linux"


def _begin(function: Callable[[Any], Any]) -> None:
    """Get ready in a new process: it ends with the one that began it, and hears no Ctrl-C."""
    global _function  # noqa: PLW0603 - a process has one work
    _function = function
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process  # noqa: PLC0415 - as above

    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)


def _call(item: Any) -> Any:  # noqa: ANN401 - whatever it works on
    return _function(item)
