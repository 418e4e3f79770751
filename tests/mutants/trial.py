"""One process per core that tries changes: in a copy of the project, each in a child of its own.

The process has loaded pytest and the libraries, but nothing of the package; for each change it
writes the changed module into its copy, forks, and lets the child run the tests until one fails.
Programs that a test starts read the copy as well. The work tree is never touched.
"""

import compileall
import contextlib
import importlib
import json
import os
import py_compile
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

LIBRARIES = (
    "babel.messages click hypothesis.strategies jinja2 markdown nh3 platformdirs polib pyromark"
    " rapidfuzz.fuzz requests rich.console rich.table rich.markdown sentencex tinycss2 yaml"
).split()
MEMORY = 4 << 30
"""Bytes that a change may make a process take."""


@dataclass(frozen=True)
class Job:
    """A changed module, the tests to run in stages, and how many seconds each stage may take."""

    path: str
    text: str
    stages: list[list[str]]
    limit: int


@dataclass(frozen=True)
class Outcome:
    """What became of a change: `killed` by a test, by the `import` or by `time`; or `survived`."""

    killed: str
    seconds: float

    @property
    def survived(self) -> bool:
        """No test has failed."""
        return not self.killed


def copy(root: Path, target: Path) -> None:
    """What git knows of a project, and what is new in it, with its modules compiled.

    The compiled modules are checked against the text of their source, not against its time: a
    module that is changed and changed back within a second is read as it is.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        stdout=subprocess.PIPE,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name, follow_symlinks=False)
    by_text = py_compile.PycInvalidationMode.CHECKED_HASH
    for folder in ("src", "tests"):
        compileall.compile_dir(target / folder, quiet=2, invalidation_mode=by_text)


class Worker:
    """A process that tries one change after the other."""

    def __init__(self, folder: Path):
        paths = os.pathsep.join(map(str, (folder / "src", folder / "tests")))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mutants.trial"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def try_(self, job: Job) -> Outcome:
        """Run the tests of a change."""
        print(json.dumps(asdict(job)), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("a worker has ended early")
        return Outcome(**json.loads(answer))

    def stop(self) -> None:
        """End it, and its child."""
        with self.process:
            self.process.terminate()


class Chosen:
    """A pytest plugin: these tests, in this order, no others; the first failure is written down."""

    def __init__(self, names: list[str], answer: Path):
        self.order = {name: number for number, name in enumerate(names)}
        self.answer = answer

    def pytest_collection_modifyitems(self, items):
        """Choose."""
        items[:] = [item for item in items if item.nodeid in self.order]
        items.sort(key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report):
        """Note the failure."""
        if report.failed and not self.answer.read_text():
            self.answer.write_text(report.nodeid)


def main() -> None:
    """Read jobs, one a line, and answer each with a line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for library in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(library)
    for line in sys.stdin:
        job = Job(**json.loads(line))
        path = Path(job.path)
        before = path.read_bytes()
        try:
            path.write_bytes(job.text.encode())
            outcome = _tried(job)
        finally:
            path.write_bytes(before)
        print(json.dumps(asdict(outcome)), flush=True)


def _tried(job: Job) -> Outcome:
    seconds = 0.0
    for names in job.stages:
        killed, spent = _stage(names, job.limit)
        seconds += spent
        if killed:
            return Outcome(killed, seconds)
    return Outcome("", seconds)


def _stage(names: list[str], limit: int) -> tuple[str, float]:
    """What killed the change, if anything did, and the processor's seconds."""
    answer = Path("answer")
    answer.write_text("")
    child = os.fork()
    if not child:
        _child(names, limit, answer)
    until = time.monotonic() + 10 * limit  # a machine may be busy with other things
    try:
        while not (ended := os.wait4(child, os.WNOHANG))[0] and time.monotonic() < until:
            time.sleep(0.02)
        if not ended[0]:
            return "time", limit
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
    _, status, usage = ended
    spent = usage.ru_utime + usage.ru_stime
    if os.WIFSIGNALED(status):
        return "time" if os.WTERMSIG(status) == signal.SIGXCPU else "a signal", spent
    match os.waitstatus_to_exitcode(status):
        case pytest.ExitCode.OK | pytest.ExitCode.NO_TESTS_COLLECTED:
            return "", spent
        case pytest.ExitCode.TESTS_FAILED | pytest.ExitCode.INTERRUPTED:
            return answer.read_text() or "import", spent
        case code:
            raise RuntimeError(f"pytest ended with {code}")


def _child(names: list[str], limit: int, answer: Path) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    files = dict.fromkeys(name.partition("::")[0] for name in names)
    options = "-x -q --assert=plain --tb=no -p no:cacheprovider -p no:xdist -o timeout=60".split()
    options.append(f"--basetemp={Path.cwd().parent / 'tmp'}")
    code = pytest.main([*options, *files], plugins=[Chosen(names, answer.absolute())])
    os._exit(code)


if __name__ == "__main__":
    main()
