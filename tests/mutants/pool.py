"""Copies of the project and the processes that work in them, one a core; gone at the end."""

import contextlib
import queue
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Protocol, TypeVar

from mutants import trial

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Stopped(Protocol):
    """What works in a process of its own."""

    def stop(self) -> None:
        """End the process, if it runs."""


Tool = TypeVar("Tool", bound=Stopped)


@contextlib.contextmanager
def copies(root: Path, count: int) -> Iterator[list[Path]]:
    """One copy of the project that stays as it is, whatever people edit, and as many to work in.

    Each is alone in a folder.
    """
    with tempfile.TemporaryDirectory(prefix="tamizdat-mutants-") as scratch:
        made = [Path(scratch) / str(number) / "project" for number in range(count + 1)]
        trial.copy(root, made[0])
        for other in made[1:]:
            shutil.copytree(made[0], other, symlinks=True)
        yield made


@contextlib.contextmanager
def workers(made: list[Path]) -> Iterator[list[trial.Worker]]:
    """A process in each copy; none is left, whatever ends the block."""
    started = []
    try:
        started += map(trial.Worker, made)
        yield started
    finally:
        for worker in started:
            worker.stop()


def spread(
    work: Callable[[Tool, Item], Answer], tools: list[Tool], items: Iterable[Item]
) -> Iterator[tuple[Item, Answer]]:
    """Do the work on each item with a tool that is free; answers come as they are ready.

    What ends it early stops the tools, too: none of them is waited for.
    """
    idle: queue.SimpleQueue[Tool] = queue.SimpleQueue()
    for tool in tools:
        idle.put(tool)

    def one(item: Item) -> Answer:
        tool = idle.get()
        try:
            return work(tool, item)
        finally:
            idle.put(tool)

    with ThreadPoolExecutor(len(tools)) as pool:
        doing: dict[Future[Answer], Item] = {pool.submit(one, item): item for item in items}
        try:
            while doing:
                for future in wait(doing, return_when=FIRST_COMPLETED).done:
                    yield doing.pop(future), future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for tool in tools:
                tool.stop()
            raise
