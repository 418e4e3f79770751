"""Project files: read and written inside the project's folder only, and never by halves."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from tamizdat.errors import Problem, SourceError, StorageError, TamizdatError
from tamizdat.project import atomic, cache, disk, replacing
from tamizdat.project.replacing import Started

_ILLEGAL = re.compile(
    r"[\x00-\x1f\x7f:*?\"<>|\\{}\ud800-\udfff]|^-|^\.|\.$|^$"
    r"|^(?:aux|con|nul|prn|com[0-9]|lpt[0-9])(?:\.|$)",
    re.IGNORECASE,
)
"""What Windows can't hold or keeps for itself, what looks like an option, what is no UTF-8."""


def read(path: Path, root: Path) -> bytes:
    """The bytes of a file of the project.

    Raises:
        TamizdatError: it lies outside the project, or a symlink leads there; it is no regular file.
        StorageError: it can't be read.
    """
    with disk.failing_at(path):
        real, status = _found(path, root)
        _regular(status or real.stat(), path)
        return _content(real)


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


def write(
    path: Path, data: bytes, root: Path, *, expected: bytes | None = None, durable: bool = True
) -> bool:
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
        durable: it is on the disk when the command has ended; what can be made again need not be.

    Raises:
        TamizdatError: it lies outside the project, or a symlink leads there; it is no regular file.
        StorageError: it is read-only, somebody else has saved it, or the disk failed.
    """
    started = _start(path, data, root, expected, durable=durable)
    if not started:
        return False
    try:
        started.keep()
    except BaseException:
        started.drop()
        raise
    started.finish()
    return True


def write_all(
    wanted: Sequence[tuple[Path, bytes, bytes]], root: Path
) -> list[TamizdatError | None]:
    """Write files as `write` does, given their paths, data, and what is expected to be there.

    All of them are brought onto the disk at once: asked for one after the other, it keeps the
    journal of its file system anew for each.

    Returns:
        For each what `write` would raise, or None.
    """
    errors: list[TamizdatError | None] = [None] * len(wanted)
    started: dict[int, Started] = {}
    try:
        for place, (path, data, expected) in enumerate(wanted):
            try:
                if one := _start(path, data, root, expected):
                    started[place] = one
            except TamizdatError as error:
                errors[place] = error
        failed = dict(zip(started, replacing.keep_all([*started.values()]), strict=True))
        for place, failure in failed.items():
            one, errors[place] = started.pop(place), failure
            if failure:
                one.drop()
                continue
            try:
                one.finish()
            except TamizdatError as error:
                errors[place] = error
    finally:
        for one in started.values():  # an interrupt came
            one.drop()
    return errors


def rename(path: Path, to: Path, root: Path) -> None:
    """Give a file of the project another name, with its bytes as they are, over nothing.

    The folders that it leaves empty go.

    Raises:
        TamizdatError: it lies outside the project, is a symlink, or would be put outside.
        StorageError: something has the name already, or the disk failed.
    """
    with disk.failing_at(path):
        _regular(inside(path, root).stat(), path)
    if path.is_symlink():
        raise TamizdatError(Problem("a symlink is not renamed", path, None, "do it by hand"))
    real = inside(to, root)
    with disk.failing_at(to):
        disk.settle()
        replacing.make_folder(real.parent)
        if not atomic.rename(path, real):
            remedy = "see which of the two is right, and move the other one away"
            raise StorageError(Problem("something lies there already", to, None, remedy))
        disk.keep_name(real.parent)
        _without_empty(path, root)


def append(path: Path, data: bytes, root: Path) -> None:
    """Add bytes to the end of a file of the project, for what a killed run must leave behind.

    Raises:
        TamizdatError: it lies outside the project, or a symlink leads there; it is no regular file.
        StorageError: it can't be written.
    """
    real = inside(path, root)
    with disk.failing_at(path):
        real.parent.mkdir(parents=True, exist_ok=True)
        if real.exists():
            _regular(real.stat(), path)
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
    disk.settle()
    with disk.failing_at(path):
        if expected is None:
            path.unlink()
        elif not atomic.remove(replacing.beside(path), path, expected):
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
    is safe without it: nothing is written over but what was read. All that was written is on the
    disk when it ends.

    Raises:
        StorageError: somebody else holds the lock after `timeout` seconds; says who. The disk
            failed at the end.
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
        with disk.failing_at(state):
            cache.keep(root, "holder", f"process {os.getpid()} since {since}\n".encode())
        with disk.settling():
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
            if name.startswith(".") and name.endswith(replacing.BESIDE) and not path.is_symlink():
                yield path


def _holder(root: Path) -> str:
    held = cache.load(root, "holder").decode(errors="replace").strip()
    return held or "another process"


def _found(path: Path, root: Path) -> tuple[Path, os.stat_result | None]:
    """Where a path leads in the end, and what lies there; None where nothing does.

    Raises:
        TamizdatError: as `inside`.
        OSError: nobody may look there.
    """
    straight = _straight(os.fspath(path), os.fspath(root))
    if straight:
        return path, straight[0]
    real = inside(path, root)
    try:
        return real, real.stat()
    except FileNotFoundError:
        return real, None


def _straight(path: str, root: str) -> tuple[os.stat_result | None] | None:
    """What lies there, or nothing, if a path leads down from the root by no symlink, else None.

    Such a path is where it leads, so that `inside` need not ask for each folder above the root.
    """
    if os.name != "posix" or not path.startswith(root + "/"):
        return None
    below = path[len(root) + 1 :].split("/")
    if ".." in below or ".git" in map(str.lower, below):
        return None
    status, there = None, root
    try:
        for part in below:
            there += "/" + part
            status = os.lstat(there)
            if stat.S_ISLNK(status.st_mode):
                return None
    except FileNotFoundError:
        return (None,)
    except (OSError, ValueError):  # let `inside` say what it is
        return None
    return (status,)


def _regular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise TamizdatError(Problem("not a regular file", path, None, "move it away"))


def _content(real: Path) -> bytes:
    with real.open("rb", buffering=0) as file:
        return file.read()


def _before(real: Path, path: Path, status: os.stat_result) -> bytes | None:
    """What is in a file that was there just now; None where it is gone."""
    _regular(status, path)
    try:
        return _content(real)
    except FileNotFoundError:
        return None


def _start(
    path: Path, data: bytes, root: Path, expected: bytes | None, *, durable: bool = True
) -> Started | None:
    """Write beside a file; None where it holds that already. Raises as `write` does."""
    with disk.failing_at(path):
        real, status = _found(path, root)
        before = _before(real, path, status) if status else None
        if before == data:
            return None
        if status and before is not None:
            _refuse_read_only(real, path, status)
        if expected is not None and (before or b"") != expected:
            raise replacing.changed(path)
        return Started.write(path, real, status, data, expected, durable=durable)


def _refuse_read_only(real: Path, path: Path, status: os.stat_result) -> None:
    # a rename asks nobody, and os.access lets the superuser do anything
    if not status.st_mode & 0o222 or not os.access(real, os.W_OK):
        raise StorageError(Problem("the file is read-only", path, None, f"chmod u+w {path}"))
