"""The disk: what is on it for sure, and what it says when it fails."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.errors import Problem, StorageError

_REMEDIES = {
    errno.ENOSPC: "free some space on the disk and run it again; the file is as it was",
    errno.EDQUOT: "free some of your quota and run it again; the file is as it was",
    errno.EACCES: "see who owns it and who may read and write it",
    errno.EPERM: "see who owns it and who may read and write it",
    errno.EROFS: "the file system is mounted read-only",
    errno.ENOENT: "see whether the name is right",
}


@dataclass(frozen=True)
class _Waiting:
    """Folders whose new names are not known to be on the disk."""

    process: int
    """One that was forked off settles nothing for this one, and so waits for nothing."""
    folders: dict[Path, None] = field(default_factory=dict)


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


def settle() -> None:
    """Bring the names of all files that were written onto the disk.

    A file's bytes are there before it gets its name, which would outlive them else. The names of
    many files in a folder get there at once: before the project is unlocked, and before anything
    goes since one of them holds it by now.

    Raises:
        StorageError: the disk failed.
    """
    waiting = _waiting.get()
    failed: StorageError | None = None
    while waiting and waiting.folders:
        folder, _ = waiting.folders.popitem()
        try:
            with failing_at(folder), contextlib.suppress(FileNotFoundError):  # it was left empty
                _sync(folder)
        except StorageError as error:
            failed = failed or error
    if failed:
        raise failed


@contextlib.contextmanager
def settling() -> Iterator[None]:
    """Let names wait till the end, or till `settle`. Raises StorageError as that does."""
    token = _waiting.set(_Waiting(os.getpid()))
    try:
        yield
    finally:
        try:
            settle()
        finally:
            _waiting.reset(token)


def keep_name(folder: Path) -> None:
    """Bring what has got a name in a folder onto the disk by it: now, or when that is settled.

    Raises:
        OSError: the disk failed.
    """
    waiting = _waiting.get()
    if waiting and waiting.process == os.getpid():
        waiting.folders[folder] = None
    else:
        _sync(folder)


@contextlib.contextmanager
def failing_at(path: Path) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "see whether the disk is well, then run it again")
        message = error.strerror or str(error)
        raise StorageError(Problem(message, path, None, remedy)) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
