from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from tamizdat.errors import StorageError, TamizdatError
from tamizdat.project import atomic, cache, disk, files, replacing


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_is_read(root):
    path = root / "locales" / "fr" / "call.po"
    assert files.write(path, b"pain\r\n\0", root)
    assert files.read(path, root) == b"pain\r\n\0"
    assert names(path.parent) == ["call.po"]


def test_equal_bytes_are_not_written_again(root):
    path = root / "call.po"
    files.write(path, b"pain", root)
    written = path.stat().st_mtime_ns
    os.utime(path, ns=(written + 10**9, written))  # else reading alone may set the time of access
    before = path.stat()
    assert not files.write(path, b"pain", root)
    assert path.stat() == before


def test_a_new_file_follows_the_umask(root):
    before = os.umask(0o027)
    try:
        files.write(root / "call.po", b"pain", root)
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / "call.po").stat().st_mode) == 0o640


def test_a_file_keeps_its_mode_and_owner(root):
    path = root / "call.po"
    path.write_bytes(b"old")
    path.chmod(0o604)
    if os.geteuid() == 0:
        os.chown(path, 1234, 1234)
    before = path.stat()
    files.write(path, b"new", root)
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )


@pytest.mark.parametrize("relative", [True, False])
def test_a_symlink_stays_one_and_its_target_is_written(root, relative):
    (root / "real.po").write_bytes(b"old")
    link = root / "sub" / "call.po"
    link.parent.mkdir()
    link.symlink_to("../real.po" if relative else root / "real.po")
    files.write(link, b"new", root)
    assert link.is_symlink()
    assert (root / "real.po").read_bytes() == b"new" == files.read(link, root)


def test_a_dangling_symlink_inside_makes_its_target(root):
    (root / "call.po").symlink_to("real.po")
    files.write(root / "call.po", b"new", root)
    assert (root / "real.po").read_bytes() == b"new"


@pytest.mark.parametrize("way", ["link", "folder", "dots", "absolute", "sibling"])
def test_nothing_outside_the_project_is_read_or_written(root, tmp_path, way):
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = outside / "secret"
    secret.write_bytes(b"secret")
    (root / "link").symlink_to(secret)
    (root / "folder").symlink_to(outside)
    (tmp_path / "project-b").mkdir()
    (tmp_path / "project-b" / "secret").write_bytes(b"secret")
    path = {
        "link": root / "link",
        "folder": root / "folder" / "secret",
        "dots": root / ".." / "outside" / "secret",
        "absolute": secret,
        "sibling": tmp_path / "project-b" / "secret",
    }[way]
    deeds = (
        lambda: files.read(path, root),
        lambda: files.write(path, b"new", root),
        lambda: files.append(path, b"new", root),
        lambda: files.remove(path, root),
        lambda: files.remove(path, root, expected=b"secret"),
        lambda: files.rename(root / "own", path, root),
        lambda: files.rename(path, root / "other", root),
    )
    (root / "own").write_bytes(b"own")
    for deed in deeds:
        with pytest.raises(TamizdatError) as refused:
            deed()
        assert refused.value.exit_code == 2
        assert refused.value.problems[0].path == path
    assert path.read_bytes() == b"secret"
    assert names(outside) == ["secret"]
    assert names(root) == ["folder", "link", "own"]


@pytest.mark.parametrize("name", [".git/config", "sub/.git/hooks/pre-commit", ".GIT/config"])
def test_git_s_own_files_are_left_alone(root, name):
    with pytest.raises(TamizdatError):
        files.write(root / name, b"[core]", root)
    assert names(root) == []


def test_only_regular_files_are_read_and_written(root):
    os.mkfifo(root / "pipe")
    (root / "folder").mkdir()
    (root / "loop").symlink_to("loop")
    for name in ("pipe", "folder", "loop"):
        for deed in (files.read, lambda path, top: files.write(path, b"new", top)):
            with pytest.raises(TamizdatError):
                deed(root / name, root)
    assert names(root) == ["folder", "loop", "pipe"]


def test_a_missing_file_is_said_to_be_missing(root):
    with pytest.raises(StorageError, match=r"call\.po: No such file") as refused:
        files.read(root / "call.po", root)
    assert refused.value.exit_code == 3
    assert refused.value.problems[0].remedy


def test_a_read_only_file_is_not_replaced(root):
    path = root / "call.po"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(StorageError, match="read-only"):
        files.write(path, b"new", root)
    assert path.read_bytes() == b"old"
    assert names(root) == ["call.po"]


def test_a_file_that_was_saved_meanwhile_is_not_overwritten(root):
    path = root / "call.po"
    path.write_bytes(b"read")
    assert files.write(path, b"first", root, expected=b"read")
    path.write_bytes(b"saved by an editor")
    with pytest.raises(StorageError) as refused:
        files.write(path, b"new", root, expected=b"first")
    assert "run it again" in refused.value.problems[0].remedy
    path.unlink()
    with pytest.raises(StorageError):
        files.write(path, b"new", root, expected=b"first")
    assert names(root) == []


def failing(code, after=0):
    """A system call that fails at its n-th time."""
    calls = []

    def call(*arguments, **named):
        calls.append(arguments)
        if len(calls) > after:
            raise OSError(code, os.strerror(code))
        return original(*arguments, **named)

    original = None

    def install(monkeypatch, name):
        nonlocal original
        original = getattr(os, name)
        monkeypatch.setattr(os, name, call)

    return install


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EACCES])
@pytest.mark.parametrize("name", ["open", "write", "fsync", "replace", "fchmod", "close"])
def test_a_failing_disk_leaves_the_old_bytes_and_nothing_beside_them(root, monkeypatch, name, code):
    path = root / "call.po"
    path.write_bytes(b"old")
    with monkeypatch.context() as patched:
        failing(code)(patched, name)
        with pytest.raises(StorageError) as refused:
            files.write(path, b"new", root)
    (problem,) = refused.value.problems
    assert (problem.path, problem.message) == (path, os.strerror(code))
    assert problem.remedy
    assert path.read_bytes() == b"old"
    assert names(root) == ["call.po"]


def test_a_folder_that_does_not_reach_the_disk_is_an_error_with_the_new_bytes_in_place(
    root, monkeypatch
):
    path = root / "call.po"
    path.write_bytes(b"old")
    with monkeypatch.context() as patched:
        failing(errno.EIO, after=1)(patched, "fsync")
        with pytest.raises(StorageError):
            files.write(path, b"new", root)
    assert path.read_bytes() == b"new"
    assert names(root) == ["call.po"]


def test_a_write_in_pieces_writes_everything(root, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    files.write(root / "call.po", bytes(range(256)), root)
    assert (root / "call.po").read_bytes() == bytes(range(256))


def test_an_interrupt_leaves_the_old_bytes_and_nothing_beside_them(root, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    (root / "call.po").write_bytes(b"old")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            files.write(root / "call.po", b"new", root)
    assert (root / "call.po").read_bytes() == b"old"
    assert names(root) == ["call.po"]


def test_what_a_killed_run_left_beside_a_file_goes_with_the_next_write(root):
    path = root / "call.po"
    script = """
        import os, sys
        from pathlib import Path
        from tamizdat.project import files
        os.replace = lambda *_: os.kill(os.getpid(), 9)
        files.write(Path(sys.argv[1]), b"half", Path(sys.argv[1]).parent)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script), path], check=False)
    assert len(names(root)) == 1
    files.write(path, b"new", root)
    assert names(root) == ["call.po"]


def test_readers_see_old_or_new_and_nothing_between(root):
    path = root / "call.po"
    versions = {bytes([letter]) * 200_000 for letter in b"abc"}
    path.write_bytes(min(versions))
    seen, done = set(), threading.Event()

    def look():
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(1000):  # until the reader has come to read between two writes
        for data in versions:
            files.write(path, data, root)
        if len(seen) == len(versions):
            break
    done.set()
    reader.join()
    assert seen == versions


HOLD = """
    import sys
    from pathlib import Path
    from tamizdat.project import files
    with files.lock(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
"""


def test_a_lock_that_somebody_holds_says_who_and_is_free_when_they_are_killed(root):
    other = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLD), root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with other:
        assert other.stdout.readline() == b"held\n"
        with (
            pytest.raises(StorageError, match=f"process {other.pid} since"),
            files.lock(root, timeout=0.1),
        ):
            pass
        other.kill()
    with files.lock(root, timeout=0.1):
        assert f"process {os.getpid()} " in (cache.home(root) / "holder").read_text()


def test_what_a_killed_run_left_anywhere_goes_with_the_next_and_nothing_else(root, tmp_path):
    files.write(root / "sub" / "call.po", b"pain", root)
    left = root / "sub" / replacing.beside(root / "call.po").name
    theirs = [root / "notes.tamizdat-tmp", root / ".tamizdat-tmp.md", root / ".git" / left.name]
    for path in (left, *theirs, tmp_path / "real"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"notes")
    (root / left.name).symlink_to(tmp_path / "real")
    with files.lock(root):  # ended well: nothing can be left
        pass
    with files.lock(root):
        assert left.exists()
    cache.keep(root, "holder", b"a killed one")
    with files.lock(root):
        assert not left.exists()

    assert all(path.read_bytes() == b"notes" for path in theirs)
    assert (root / left.name).is_symlink()
    assert (tmp_path / "real").exists()
    assert names(root / "sub") == ["call.po"]


def test_a_lock_is_free_after_an_error_inside(root):
    with pytest.raises(ZeroDivisionError), files.lock(root):
        raise ZeroDivisionError
    with files.lock(root, timeout=0.1):
        pass


@pytest.fixture
def written(monkeypatch):
    """What reaches the disk by its name, in order: folders, and files that get a name."""
    events = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor):
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            events.append(status.st_ino)
        real_fsync(descriptor)

    def replace(old, new):
        events.append(new.name)
        real_replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    return events


def test_names_of_many_files_reach_the_disk_at_once_before_the_lock_is_free(root, written):
    ru, fa = root / "locales/ru", root / "locales/fa"
    with files.lock(root):
        written.clear()
        for folder in (ru, fa):
            for name in ("a.po", "b.po", "c.po"):
                files.write(folder / name, b"new", root)
        before = [*written]
    folders = [folder.stat().st_ino for folder in (root, root / "locales", ru, fa)]
    assert before == ["a.po", "b.po", "c.po"] * 2
    assert sorted(written[len(before) :]) == sorted(folders)  # those that were made, too


def test_without_a_lock_a_name_reaches_the_disk_at_once(root, written):
    files.write(root / "a.po", b"new", root)
    files.write(root / "b.po", b"new", root)
    assert written == ["a.po", root.stat().st_ino, "b.po", root.stat().st_ino]


def test_nothing_is_removed_or_renamed_before_names_are_on_the_disk(root, written):
    (root / "old.po").write_bytes(b"old")
    (root / "other.po").write_bytes(b"other")
    with files.lock(root):
        written.clear()
        files.write(root / "new.po", b"old", root)
        files.remove(root / "old.po", root)
        assert written == ["new.po", root.stat().st_ino]
        files.write(root / "newer.po", b"new", root)
        files.rename(root / "other.po", root / "another.po", root)
        assert written[2:] == ["newer.po", root.stat().st_ino]
    assert written[4:] == [root.stat().st_ino]


def test_a_disk_that_fails_at_the_end_is_an_error_and_the_lock_is_free(root, monkeypatch):
    real, tried = os.fsync, []

    def fsync(descriptor):
        tried.append(descriptor)
        if len(tried) == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    def work():
        with files.lock(root):
            files.write(root / "a/a.po", b"new", root)
            files.write(root / "b/b.po", b"new", root)
            disk.settle()
            files.write(root / "a/a.po", b"newer", root)
            files.write(root / "b/b.po", b"newer", root)
            monkeypatch.setattr(os, "fsync", fsync)

    with pytest.raises(StorageError) as refused:
        work()
    assert refused.value.exit_code == 3
    assert len(tried) == 2  # the other folder is brought there all the same
    with files.lock(root, timeout=0.1):
        assert files.write(root / "a/a.po", b"newest", root)


def test_what_an_interrupt_ends_is_on_the_disk_too(root, written):
    def work():
        with files.lock(root):
            written.clear()
            files.write(root / "a.po", b"new", root)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert written == ["a.po", root.stat().st_ino]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_process_that_was_forked_off_does_not_wait_for_its_parents_end(root, tmp_path):
    log = tmp_path / "log"
    with files.lock(root):
        child = os.fork()
        if not child:
            real = os.fsync

            def fsync(descriptor):
                if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                    log.touch()
                real(descriptor)

            os.fsync = fsync
            files.write(root / "a.po", b"new", root)
            os._exit(0)
        os.waitpid(child, 0)
        assert log.exists()


@pytest.mark.parametrize("more", [0, 20])
def test_many_files_are_written_as_each_would_be(root, more):
    (root / "equal.po").write_bytes(b"new")
    (root / "known.po").write_bytes(b"old")
    (root / "saved.po").write_bytes(b"saved by an editor")
    (root / "closed.po").write_bytes(b"old")
    (root / "closed.po").chmod(0o444)
    (root / "folder").mkdir()
    (root / "away").symlink_to(root.parent)
    wanted = {
        "ru/fresh.po": (b"", None, b"new"),
        "equal.po": (b"old", None, b"new"),
        "known.po": (b"old", None, b"new"),
        "saved.po": (b"old", "changed meanwhile", b"saved by an editor"),
        "gone.po": (b"old", "changed meanwhile", None),
        "closed.po": (b"old", "read-only", b"old"),
        "folder": (b"", "not a regular file", None),
        "away/call.po": (b"", "out of the project", None),
        **{f"fa/{number}.po": (b"", None, b"new") for number in range(more)},
    }
    errors = files.write_all([(root / name, b"new", wanted[name][0]) for name in wanted], root)

    for (name, (_, message, content)), error in zip(wanted.items(), errors, strict=True):
        assert (message is None) == (error is None), name
        assert (message or "") in str(error or ""), name
        assert (root / name).is_file() == (content is not None), name
        assert content is None or (root / name).read_bytes() == content
    assert not [path for path in root.rglob(".*") if path.is_file()]


@pytest.mark.skipif(sys.platform != "linux", reason="names of open files are asked of /proc")
@pytest.mark.parametrize("number", [3, 20])
def test_of_many_files_those_that_do_not_reach_the_disk_stay_as_they_were(
    root, monkeypatch, number
):
    """Whichever of them the disk refuses, in whatever order they reach it."""
    paths = [root / f"{n}.po" for n in range(number)]
    for path in paths:
        path.write_bytes(b"old")
    real, refused = os.fsync, []

    def fsync(descriptor):
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        if name.endswith(".tamizdat-tmp") and len(refused) < 2:
            refused.append(name)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        errors = files.write_all([(path, b"new", b"old") for path in paths], root)

    assert [path.read_bytes() for path in paths] == [b"old" if e else b"new" for e in errors]
    assert [e.exit_code for e in errors if e] == [3, 3]
    assert names(root) == sorted(path.name for path in paths)


def test_an_interrupt_among_many_files_leaves_old_or_new_and_nothing_beside_them(root, monkeypatch):
    paths = [root / f"{n}.po" for n in range(20)]
    real, renamed = atomic.replace, []

    def replace(*arguments):
        renamed.append(arguments)
        if len(renamed) == 5:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(atomic, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        files.write_all([(path, b"new", b"") for path in paths], root)
    left = [path for path in root.iterdir() if path.name.startswith(".")]
    assert len(left) <= 1  # what `replace` itself was about to do; the next run takes it away
    assert sum(path.exists() for path in paths) == 4


def test_a_symlink_that_is_put_in_the_way_is_seen_by_the_next_write(root, tmp_path):
    """What was found out for one file is no promise for the next."""
    outside = tmp_path / "outside"
    outside.mkdir()
    with files.lock(root):
        files.write(root / "locales/ru/a.po", b"new", root)
        (root / "locales").rename(root / "elsewhere")
        (root / "locales").symlink_to(outside)
        with pytest.raises(TamizdatError, match="out of the project"):
            files.write(root / "locales/ru/b.po", b"new", root)
        with pytest.raises(TamizdatError, match="out of the project"):
            files.read(root / "locales/ru/a.po", root)
    assert names(outside) == []
