"""Replace a file unless somebody has saved it, however late that happens.

On Linux two files can change names at once: what was replaced is then found beside, and gets its
name back if it is not what was expected. Elsewhere it is compared just before it is replaced.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")

_HERE = -100
"""AT_FDCWD: paths are relative to the current folder."""
_ONLY_NEW, _EXCHANGE = 1, 2
"""Flags of renameat2(2): RENAME_NOREPLACE, RENAME_EXCHANGE."""
_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.EPERM)
"""What it says where the kernel, the file system or a sandbox does not know it."""


def replace(beside: Path, real: Path, new: bytes, expected: bytes) -> bool:
    """Give a new file a name; say whether the file that had it was what is expected.

    If it was not, the name stays with whoever saved last. Nothing is left beside, unless this is
    interrupted; what lies there then may be somebody's work, and nobody's if it was `expected`.

    Args:
        beside: the new file, in the same folder.
        real: the name.
        new: content of the new file.
        expected: content of the file that has the name; empty where there is none.
    """
    there = real.exists()
    try:
        exchanged = _rename(beside, real, _EXCHANGE if there else _ONLY_NEW)
        if not exchanged and (real.read_bytes() if there else b"") == expected:
            beside.replace(real)
            return True
    except (FileExistsError, FileNotFoundError):  # it came or went at the last moment
        exchanged = False
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if exchanged and not there:  # nobody had the name
        return True
    known = exchanged and not _being_written(beside) and _twice(beside.read_bytes) == expected
    if exchanged and not known:
        _give_back(beside, real, new)
    _twice(partial(beside.unlink, missing_ok=True))
    return known


def rename(path: Path, to: Path) -> bool:
    """Give a file another name; False, and nothing done, where something has it already."""
    try:
        if os.path.lexists(to) and not to.samefile(path):  # that is, in other letters
            return False
        if os.path.lexists(to) or not _rename(path, to, _ONLY_NEW):
            path.rename(to)
    except FileExistsError:
        return False
    return True


def remove(beside: Path, real: Path, expected: bytes) -> bool:
    """Take a file away; say whether it was what is expected.

    If it was not, it gets its name back, unless somebody has saved a newer one meanwhile.

    Args:
        beside: a name in the same folder, for the moment in which it is looked at.
        real: the file.
        expected: its content.
    """
    beside.unlink(missing_ok=True)
    if not _rename(real, beside, _ONLY_NEW):
        real.rename(beside)
    known = not _being_written(beside) and _twice(beside.read_bytes) == expected
    try:
        if not known and not _rename(beside, real, _ONLY_NEW) and not real.exists():
            beside.rename(real)
    except FileExistsError:
        pass
    _twice(partial(beside.unlink, missing_ok=True))
    return known


def _give_back(beside: Path, real: Path, mine: bytes) -> None:
    """Exchange again, and once more as long as somebody saves between two exchanges."""
    theirs = _twice(beside.read_bytes)
    while True:
        _rename(beside, real, _EXCHANGE)
        found = _twice(beside.read_bytes)
        if found == mine:
            return
        mine, theirs = theirs, found


def _twice(act: Callable[[], _T]) -> _T:
    """Do it; where a bad moment prevents it, once more: what lies beside must not be forgotten."""
    try:
        return act()
    except OSError:
        return act()


def _rename(old: Path, new: Path, flags: int) -> bool:
    """renameat2(2); False where there is none."""
    if sys.platform != "linux":
        return False
    call = _renameat2()
    if call is None:
        return False
    code = call(os.fsencode(old), os.fsencode(new), flags)
    if code == 0:
        return True
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code), os.fspath(new))


@cache
def _renameat2() -> Callable[[bytes, bytes, int], int] | None:
    """The call of the C library, which gives 0 or the error's number; None where there is none."""
    import ctypes  # noqa: PLC0415 - a command that writes nothing need not wait for it

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return None

    def renameat2(old: bytes, new: bytes, flags: int) -> int:
        return 0 if call(_HERE, old, _HERE, new, flags) == 0 else ctypes.get_errno()

    return renameat2


def _being_written(path: Path) -> bool:
    """Whether an editor that saves in place has the file open just now.

    Nobody is given a read lease on a file that is open for writing, see fcntl(2).
    """
    import fcntl  # noqa: PLC0415 - there is none on Windows, which never gets here

    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - closed, it gives the lease back
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # one that nobody minds
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False
