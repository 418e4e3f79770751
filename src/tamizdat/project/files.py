"""Project files: read and written inside the project's folder only, and never by halves."""

from __future__ import annotations

import contextlib
import datetime
import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from tamizdat.errors import Problem, SourceError, StorageError, TamizdatError
from tamizdat.project import atomic, cache

_ILLEGAL = re.compile(
    r"[\x00-\x1f\x7f:*?\"<>|\\{}\ud800-\udfff]|^-|^\.|\.$|^$"
    r"|^(?:aux|con|nul|prn|com[0-9]|lpt[0-9])(?:\.|$)",
    re.IGNORECASE,
)
"""What Windows can't hold or keeps for itself, what looks like an option, what is no UTF-8."""
_BESIDE = ".tamizdat-tmp"
"""How the names of files end that are being written."""
_REMEDIES = {
    errno.ENOSPC: "free some space on the disk and run it again; the file is as it was",
    errno.EDQUOT: "free some of your quota and run it again; the file is as it was",
    errno.EACCES: "see who owns it and who may read and write it",
    errno.EPERM: "see who owns it and who may read and write it",
    errno.EROFS: "the file system is mounted read-only",
    errno.ENOENT: "see whether the name is right",
}


def read(path: Path, root: Path) -> bytes:
    """The bytes of a file of the project.

    Raises:
        TamizdatError: it lies outside the project, or a symlink leads there; it is no regular file.
        StorageError: it can't be read.
    """
    real = inside(path, root)
    with _failing_at(path):
        _regular(real, path)
        return real.read_bytes()


def decode(data: bytes, path: Path) -> str:
    """The text of a file; line ends and a byte order mark stay as they are.

    Raises:
        SourceError: it is not UTF-8, or no text.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError.at(path, line, "not UTF-8", "save the file as UTF-8") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise SourceError.at(path, line, "holds a NUL character", "remove it: is this a text?")
    return text


def write(path: Path, data: bytes, root: Path, *, expected: bytes | None = None) -> bool:
    """Put bytes into a file of the project, all of them or none; say whether anything was written.

    The bytes go to a new file in the same folder, onto the disk, and from there to the name. The
    file keeps its mode and, where that is allowed, its owner; a symlink stays one, its target is
    written. Equal bytes are not written again.

    Args:
        path: the folders above it are made.
        data: the whole new content.
        root: the project's folder.
        expected: what was read before, nothing where there was no file; if it is no longer that,
            it is left alone, even if it is saved in the very last moment.

    Raises:
        TamizdatError: it lies outside the project, or a symlink leads there; it is no regular file.
        StorageError: it is read-only, somebody else has saved it, or the disk failed.
    """
    real = inside(path, root)
    with _failing_at(path):
        real.parent.mkdir(parents=True, exist_ok=True)
        before = _current(real, path)
        if before == data:
            return False
        status = _writable(real, path)
        known = expected is None or (before or b"") == expected
        if not known or not _replace(real, data, status, expected):
            remedy = "an editor has saved it, or is about to: run it again"
            raise StorageError(Problem("the file has changed meanwhile", path, None, remedy))
    return True


def rename(path: Path, to: Path, root: Path) -> None:
    """Give a file of the project another name, with its bytes as they are, over nothing.

    The folders that it leaves empty go.

    Raises:
        TamizdatError: it lies outside the project, is a symlink, or would be put outside.
        StorageError: something has the name already, or the disk failed.
    """
    _regular(inside(path, root), path)
    if path.is_symlink():
        raise TamizdatError(Problem("a symlink is not renamed", path, None, "do it by hand"))
    real = inside(to, root)
    with _failing_at(to):
        real.parent.mkdir(parents=True, exist_ok=True)
        if not atomic.rename(path, real):
            remedy = "see which of the two is right, and move the other one away"
            raise StorageError(Problem("something lies there already", to, None, remedy))
        _sync_folder(real.parent)
        _without_empty(path, root)


def append(path: Path, data: bytes, root: Path) -> None:
    """Add bytes to the end of a file of the project, for what a killed run must leave behind.

    Raises:
        TamizdatError: it lies outside the project, or a symlink leads there; it is no regular file.
        StorageError: it can't be written.
    """
    real = inside(path, root)
    with _failing_at(path):
        real.parent.mkdir(parents=True, exist_ok=True)
        if real.exists():
            _regular(real, path)
        with real.open("ab") as file:
            file.write(data)


def remove(path: Path, root: Path, *, expected: bytes | None = None) -> None:
    """Delete a file of the project, and the folders above it that it leaves empty.

    Args:
        path: the file; of a symlink, the link.
        root: the project's folder.
        expected: what was read before; if it is no longer that, it is left alone.

    Raises:
        TamizdatError: it lies outside the project, or a symlink leads there.
        StorageError: it can't be deleted, or somebody else has saved it.
    """
    inside(path, root)
    with _failing_at(path):
        if expected is None:
            path.unlink()
        elif not atomic.remove(_beside(path), path, expected):
            remedy = "an editor has saved it, or is about to: run it again"
            raise StorageError(Problem("the file has changed meanwhile", path, None, remedy))
        _without_empty(path, root)


def _without_empty(path: Path, root: Path) -> None:
    """Remove the folders that a file has left empty."""
    for folder in path.parents:
        if folder == root or any(folder.iterdir()):
            break
        folder.rmdir()


def portable(name: str) -> bool:
    """Whether every system can hold a name of folders and a file, and none reads more into it."""
    return not any(_ILLEGAL.search(part) for part in name.split("/"))


def composed(name: str) -> str:
    """A name in the spelling that most systems have (NFC), whatever an archive made of it."""
    return unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """A name as systems see it that know no case, or write é in another way."""
    return composed(composed(name).casefold())


def named(path: Path, root: Path) -> Path:
    """A path of the project as it is spelt on disk, where a letter such as é has two spellings.

    Archives that were made on a Mac have the one (NFD), all others mostly the other (NFC).
    """
    if os.fspath(path).isascii() or os.path.lexists(path):
        return path
    found = root
    for part in path.relative_to(root).parts:
        there = found / part
        if not part.isascii() and not os.path.lexists(there):
            wanted = composed(part)
            with contextlib.suppress(OSError):
                names = (name for name in os.listdir(found) if composed(name) == wanted)  # noqa: PTH208 - names are asked for
                there = found / next(names, part)
        found = there
    return found


def inside(path: Path, root: Path) -> Path:
    """Where a path leads in the end.

    Raises:
        TamizdatError: not to a place in the project, or into git's own folder.
    """
    try:
        real, top = path.resolve(), root.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a symlink loop, a NUL in the name
        remedy = "mend or remove the symlink, or the name"
        raise TamizdatError(Problem("the path leads nowhere", path, None, remedy)) from error
    if not real.is_relative_to(top):
        remedy = "remove the symlink, or move what it leads to into the project"
        raise TamizdatError(Problem("the path leads out of the project", path, None, remedy))
    if ".git" in map(str.lower, real.relative_to(top).parts):
        raise TamizdatError(Problem("the path leads into git's own folder", path))
    return real


@contextlib.contextmanager
def lock(root: Path, *, timeout: float = 10) -> Iterator[None]:
    """Be the only one of this user who writes to the project; freed when the process dies.

    What a run that did not end well left behind goes when the next one begins. Somebody else's work
    is safe without it: nothing is written over but what was read.

    Raises:
        StorageError: somebody else holds the lock after `timeout` seconds; says who.
    """
    state = cache.home(root)
    held = FileLock(state / "lock")
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        held.acquire(timeout=timeout)
    except Timeout as error:
        message = f"the project is locked by {_holder(root)}"
        remedy = "wait until it has ended, then run it again"
        raise StorageError(Problem(message, root, None, remedy)) from error
    except OSError as error:
        message = f"nothing can be kept there: {error.strerror or 'no folder'}"
        remedy = "name a folder that can be written in TAMIZDAT_CACHE"
        raise StorageError(Problem(message, state, None, remedy)) from error
    try:
        if (state / "holder").exists():
            for path in unfinished(root):
                path.unlink(missing_ok=True)
        since = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        with _failing_at(state):
            cache.keep(root, "holder", f"process {os.getpid()} since {since}\n".encode())
        yield
        (state / "holder").unlink(missing_ok=True)
    finally:
        held.release()


def unfinished(root: Path) -> Iterator[Path]:
    """Files that were never finished, or were just being replaced, when a run was killed."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = Path(folder, name)
            if name.startswith(".") and name.endswith(_BESIDE) and not path.is_symlink():
                yield path


def _holder(root: Path) -> str:
    held = cache.load(root, "holder").decode(errors="replace").strip()
    return held or "another process"


def _regular(real: Path, path: Path) -> os.stat_result:
    status = real.stat()
    if not stat.S_ISREG(status.st_mode):
        raise TamizdatError(Problem("not a regular file", path, None, "move it away"))
    return status


def _current(real: Path, path: Path) -> bytes | None:
    """What is in the file; None where there is none."""
    try:
        _regular(real, path)
        return real.read_bytes()
    except FileNotFoundError:
        return None


def _writable(real: Path, path: Path) -> os.stat_result | None:
    """The state of a file that may be replaced; None where there is none."""
    try:
        status = real.stat()
    except FileNotFoundError:
        return None
    # a rename asks nobody, and os.access lets the superuser do anything
    if not status.st_mode & 0o222 or not os.access(real, os.W_OK):
        raise StorageError(Problem("the file is read-only", path, None, f"chmod u+w {path}"))
    return status


def _replace(
    real: Path, data: bytes, status: os.stat_result | None, expected: bytes | None
) -> bool:
    """Write beside the file, then give it the name; say whether it was still what is expected.

    What a killed run left there goes first: the project is locked, so nobody else is writing it.
    """
    beside = _beside(real)
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        try:
            if status:
                _keep_owner_and_mode(descriptor, status)
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if expected is None:
            os.replace(beside, real)  # noqa: PTH105 - the tests let it fail here, as beside
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    replaced = expected is None or atomic.replace(beside, real, data, expected)
    _sync_folder(real.parent)
    return replaced


def _beside(path: Path) -> Path:
    """The file that takes part in a change of another one."""
    token = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]
    return path.parent / f".{token}{_BESIDE}"


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


def _sync_folder(folder: Path) -> None:
    """Bring the new name itself onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _failing_at(path: Path) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "see whether the disk is well, then run it again")
        message = error.strerror or str(error)
        raise StorageError(Problem(message, path, None, remedy)) from error
