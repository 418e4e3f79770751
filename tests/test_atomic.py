"""A file is replaced or taken away only while it is what was read, whatever happens meanwhile."""

import ctypes
import errno
import sys

import pytest

from tamizdat.errors import StorageError
from tamizdat.project import atomic, files

RENAME = atomic._rename
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges names")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "beside").write_bytes(b"new")
    return tmp_path


def found(folder):
    """What the files of a folder hold."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def without_exchange(_old, _new, _flags):
    """The kernel, or the file system, knows no renameat2."""
    return False


def meanwhile(*deeds, rename=RENAME):
    """A rename before which somebody does something: the first before the first one, and so on."""
    to_come = iter(deeds)

    def act(old, new, flags):
        next(to_come, lambda: None)()
        return rename(old, new, flags)

    return act


WAYS = pytest.mark.parametrize(
    "rename", [pytest.param(RENAME, marks=linux), without_exchange], ids=["exchange", "compare"]
)


@WAYS
@pytest.mark.parametrize(
    ("there", "expected", "after"),
    [
        (b"read", b"read", b"new"),
        (b"saved", b"read", b"saved"),
        (b"saved", b"new", b"saved"),
        (b"came", b"", b"came"),
        (b"", b"read", b""),
        (b"", b"", b"new"),
        (None, b"", b"new"),
    ],
)
def test_a_file_is_replaced_if_it_is_what_was_read(
    folder, monkeypatch, rename, there, expected, after
):
    monkeypatch.setattr(atomic, "_rename", rename)
    real = folder / "real"
    if there is not None:
        real.write_bytes(there)

    replaced = atomic.replace(folder / "beside", real, b"new", expected)

    assert replaced == (after == b"new")
    assert found(folder) == {"real": after}


@linux
def test_a_file_that_an_editor_has_open_for_writing_keeps_its_name(folder):
    real = folder / "real"
    real.write_bytes(b"read")
    with real.open("r+b") as editor:
        assert not atomic.replace(folder / "beside", real, b"new", b"read")
        editor.write(b"READ")

    assert found(folder) == {"real": b"READ"}


@linux
def test_a_file_that_somebody_reads_is_replaced(folder):
    real = folder / "real"
    real.write_bytes(b"read")
    with real.open("rb"):
        assert atomic.replace(folder / "beside", real, b"new", b"read")

    assert found(folder) == {"real": b"new"}


@WAYS
def test_a_file_that_comes_or_goes_in_the_last_moment_stays_or_is_gone(folder, monkeypatch, rename):
    real, beside = folder / "real", folder / "beside"
    if rename is RENAME:
        deed = meanwhile(lambda: real.write_bytes(b"came"), rename=rename)
        monkeypatch.setattr(atomic, "_rename", deed)
        assert not atomic.replace(beside, real, b"new", b"")
        assert found(folder) == {"real": b"came"}
        beside.write_bytes(b"new")
    real.write_bytes(b"read")
    monkeypatch.setattr(atomic, "_rename", meanwhile(real.unlink, rename=rename))

    assert not atomic.replace(beside, real, b"new", b"read")
    assert found(folder) == {}


@linux
def test_who_saves_last_keeps_the_name(folder, monkeypatch):
    real = folder / "real"
    real.write_bytes(b"read")
    saves = [lambda n=n: real.write_bytes(b"save %d" % n) for n in range(4)]
    monkeypatch.setattr(atomic, "_rename", meanwhile(*saves))

    assert not atomic.replace(folder / "beside", real, b"new", b"read")
    assert found(folder) == {"real": b"save 3"}


@pytest.mark.parametrize("there", [b"read", None])
def test_what_fails_leaves_the_old_bytes_and_nothing_beside(folder, monkeypatch, there):
    def fail(*_):
        raise OSError(errno.EIO, "bad disk")

    monkeypatch.setattr(atomic, "_rename", fail)
    if there:
        (folder / "real").write_bytes(there)

    with pytest.raises(OSError, match="bad disk"):
        atomic.replace(folder / "beside", folder / "real", b"new", there or b"")

    assert found(folder) == ({"real": there} if there else {})


@linux
@pytest.mark.parametrize("saved", [b"read", b"saved"])
def test_one_bad_moment_forgets_nothing_that_lies_beside(folder, monkeypatch, saved):
    real, failed = folder / "real", []
    real.write_bytes(saved)

    def once(path, name):
        if path.name == "beside" and name not in failed:
            failed.append(name)
            raise OSError(errno.EIO, "a bad moment")

    for name in ("read_bytes", "unlink"):
        original = getattr(type(real), name)

        def act(path, *given, _name=name, _original=original, **named):
            once(path, _name)
            return _original(path, *given, **named)

        monkeypatch.setattr(type(real), name, act)
    replaced = atomic.replace(folder / "beside", real, b"new", b"read")
    monkeypatch.undo()

    assert failed == ["read_bytes", "unlink"]
    assert replaced == (saved == b"read")
    assert found(folder) == {"real": b"new" if replaced else saved}


@WAYS
@pytest.mark.parametrize("there", [b"read", b"saved"])
def test_a_file_is_taken_away_if_it_is_what_was_read(folder, monkeypatch, rename, there):
    monkeypatch.setattr(atomic, "_rename", rename)
    real = folder / "real"
    real.write_bytes(there)

    removed = atomic.remove(folder / "beside", real, b"read")

    assert removed == (there == b"read")
    assert found(folder) == ({} if removed else {"real": there})


@linux
def test_a_file_that_an_editor_has_open_for_writing_is_not_taken_away(folder):
    real = folder / "real"
    real.write_bytes(b"read")
    with real.open("r+b"):
        assert not atomic.remove(folder / "beside", real, b"read")

    assert found(folder) == {"real": b"read"}


@WAYS
def test_a_newer_file_keeps_the_name_of_one_that_was_not_taken_away(folder, monkeypatch, rename):
    real = folder / "real"
    real.write_bytes(b"saved")
    deed = meanwhile(lambda: None, lambda: real.write_bytes(b"newer"), rename=rename)
    monkeypatch.setattr(atomic, "_rename", deed)

    assert not atomic.remove(folder / "beside", real, b"read")
    assert found(folder) == {"real": b"newer"}


@WAYS
def test_a_name_that_is_taken_is_not_given_to_another_file(folder, monkeypatch, rename):
    monkeypatch.setattr(atomic, "_rename", rename)
    beside, real = folder / "beside", folder / "real"
    real.write_bytes(b"theirs")

    assert not atomic.rename(beside, real)
    assert found(folder) == {"beside": b"new", "real": b"theirs"}
    real.unlink()

    assert atomic.rename(beside, real)
    assert found(folder) == {"real": b"new"}


def test_two_names_of_one_file_are_no_two_files(folder):
    """As `Call.po` and `call.po` are, where letters have no case."""
    (folder / "real").hardlink_to(folder / "beside")

    assert atomic.rename(folder / "beside", folder / "real")


@linux
def test_a_name_that_is_taken_in_the_last_moment_stays_with_its_file(folder, monkeypatch):
    real = folder / "real"
    deed = meanwhile(lambda: real.write_bytes(b"theirs"))
    monkeypatch.setattr(atomic, "_rename", deed)

    assert not atomic.rename(folder / "beside", real)
    assert found(folder) == {"beside": b"new", "real": b"theirs"}


@pytest.fixture
def library(monkeypatch):
    """Put another C library in the place of the system's."""
    atomic._renameat2.cache_clear()
    yield lambda other: monkeypatch.setattr(ctypes, "CDLL", other)
    atomic._renameat2.cache_clear()


@linux
@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EIO, errno.ENOSPC])
def test_a_kernel_that_does_not_know_how_is_no_failing_disk(folder, library, code):
    class Library:
        def __init__(self, *_, **__):
            pass

        @staticmethod
        def renameat2(*_):
            ctypes.set_errno(code)
            return -1

    library(Library)
    real = folder / "real"
    real.write_bytes(b"read")
    if code in (errno.EIO, errno.ENOSPC):
        with pytest.raises(OSError, match=r"real") as failed:
            atomic.replace(folder / "beside", real, b"new", b"read")
        assert failed.value.errno == code
    else:
        assert atomic.replace(folder / "beside", real, b"new", b"read")
        real.write_bytes(b"saved")
        assert not files.write(real, b"saved", folder, expected=b"saved")


@linux
def test_a_library_without_exchange_is_no_failure(folder, library):
    library(lambda *_, **__: object())
    (folder / "real").write_bytes(b"read")

    assert atomic.replace(folder / "beside", folder / "real", b"new", b"read")
    assert found(folder) == {"real": b"new"}


@linux
def test_what_the_kernel_says_is_what_is_raised(folder):
    ctypes.set_errno(0)
    with pytest.raises(FileNotFoundError):
        RENAME(folder / "none", folder / "beside", atomic._EXCHANGE)


@WAYS
def test_a_project_s_file_is_written_and_removed_only_over_what_was_read(
    tmp_path, monkeypatch, rename
):
    path = tmp_path / "call.po"
    path.write_bytes(b"read")
    monkeypatch.setattr(atomic, "_rename", rename)

    assert files.write(path, b"first", tmp_path, expected=b"read")
    assert found(tmp_path) == {"call.po": b"first"}
    deed = meanwhile(lambda: path.write_bytes(b"saved"), rename=rename)
    monkeypatch.setattr(atomic, "_rename", deed)
    with pytest.raises(StorageError, match="meanwhile"):
        files.write(path, b"second", tmp_path, expected=b"first")
    with pytest.raises(StorageError, match="meanwhile"):
        files.remove(path, tmp_path, expected=b"first")
    assert found(tmp_path) == {"call.po": b"saved"}

    files.remove(path, tmp_path, expected=b"saved")
    assert found(tmp_path) == {}
