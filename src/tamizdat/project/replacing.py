"""A file that is replaced: written beside it, onto the disk, then it gets the name."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tamizdat.errors import Problem, StorageError
from tamizdat.project import atomic, disk

_FEW, _AT_ONCE = 8, 8
"""Of fewer files each waits for itself; of more, so many wait at the same time."""
BESIDE = ".tamizdat-tmp"
"""How the names of files end that are being written."""


@dataclass(frozen=True, slots=True)
class Started:
    """A file that lies beside the one that it is to replace."""

    path: Path
    """As the caller names it."""
    real: Path
    beside: Path
    descriptor: int
    data: bytes
    expected: bytes | None
    durable: bool

    @classmethod
    def write(
        cls,
        path: Path,
        real: Path,
        status: os.stat_result | None,
        data: bytes,
        expected: bytes | None,
        *,
        durable: bool,
    ) -> Started:
        """Write beside a file, which keeps its mode and owner. Raises OSError."""
        name = beside(real)
        started = cls(path, real, name, _new(name), data, expected, durable)
        try:
            if status:
                _keep_owner_and_mode(started.descriptor, status)
            _write_all(started.descriptor, data)
        except BaseException:
            started.drop()
            raise
        return started

    def keep(self) -> None:
        """Bring it onto the disk. Raises StorageError."""
        if self.durable:
            with disk.failing_at(self.path):
                os.fsync(self.descriptor)

    def finish(self) -> None:
        """Give it the name; nothing is left beside, whatever happens.

        Raises:
            StorageError: that is not the file any more that is expected, or the disk failed.
        """
        with disk.failing_at(self.path):
            try:
                os.close(self.descriptor)
                if self.expected is None:
                    os.replace(self.beside, self.real)  # noqa: PTH105 - the tests let it fail here, as beside
            except BaseException:
                self.beside.unlink(missing_ok=True)
                raise
            replaced = self.expected is None or atomic.replace(
                self.beside, self.real, self.data, self.expected
            )
            if self.durable:
                disk.keep_name(self.real.parent)
        if not replaced:
            raise changed(self.path)

    def drop(self) -> None:
        """Leave nothing of it."""
        with contextlib.suppress(OSError):
            os.close(self.descriptor)
        self.beside.unlink(missing_ok=True)


def keep_all(started: Sequence[Started]) -> list[StorageError | None]:
    """Bring files onto the disk at the same time; for each what went wrong with that."""
    if len(started) < _FEW:
        return [_failure(one) for one in started]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - few commands write so many

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(_failure, started))


def _failure(started: Started) -> StorageError | None:
    try:
        started.keep()
    except StorageError as error:
        return error
    return None


def changed(path: Path) -> StorageError:
    """What is said of a file that is not what it was."""
    remedy = "an editor has saved it, or is about to: run it again"
    return StorageError(Problem("the file has changed meanwhile", path, None, remedy))


def _new(beside: Path) -> int:
    """Open a file that is not there yet.

    What a killed run left there goes first: the project is locked, so nobody else is writing it.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.open(beside, flags, 0o666)
    except FileNotFoundError:
        make_folder(beside.parent)
    except FileExistsError:
        beside.unlink(missing_ok=True)
    return os.open(beside, flags, 0o666)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, whose names are to reach the disk as well."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        disk.keep_name(folder.parent)


def beside(path: Path) -> Path:
    """The file that takes part in a change of another one."""
    token = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]
    return path.parent / f".{token}{BESIDE}"


def _keep_owner_and_mode(descriptor: int, status: os.stat_result) -> None:
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        with contextlib.suppress(PermissionError):  # only the superuser may give files away
            os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
