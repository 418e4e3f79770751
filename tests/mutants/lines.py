"""Which test runs which line: noted once for each file of tests, and kept between runs.

What is kept is found by the content of the file of tests, so that all clones share it. Where the
package has changed since, its lines are found again by their text; a line that is new is taken to
be run by the tests of its neighbours.
"""

import difflib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import coverage
import platformdirs
import pytest
from mutants.names import Names
from mutants.recorder import FIXTURE
from mutants.sample import Drawn
from mutants.watch import RECORD

KEPT = Path(platformdirs.user_cache_dir("tamizdat-mutants"))
PACKAGE = "src/tamizdat"
LIMIT = 3600
"""Seconds after which the recording of one file of tests is given up."""


def kept(tests: Path) -> Path:
    """The record of a file of tests."""
    content = tests.name.encode() + b"\0" + tests.read_bytes()
    return KEPT / f"{tests.stem}-{hashlib.sha256(content).hexdigest()[:16]}.sqlite"


def latest(tests: Path) -> Path | None:
    """The record of a file of tests; where there is none, the last one of what it was before."""
    if (exact := kept(tests)).exists():
        return exact
    earlier = KEPT.glob(f"{tests.stem}-{'?' * 16}.sqlite")
    return max(earlier, key=lambda path: path.stat().st_mtime, default=None)


def missing(root: Path) -> list[str]:
    """The files of tests that have no record yet, the largest first."""
    paths = sorted((root / "tests").glob("test_*.py"), key=lambda path: -path.stat().st_size)
    return [path.name for path in paths if not kept(path).exists()]


class Recording:
    """Runs files of tests in a copy of the project, one after the other; keeps what they tell."""

    def __init__(self, copy: Path):
        self.copy = copy
        self.process: subprocess.Popen[bytes] | None = None

    def record(self, tests: str) -> None:
        """Run one file of tests.

        Raises:
            RuntimeError: pytest could not run it.
        """
        path = (self.copy / "src", self.copy / "tests", self.copy / "tests/mutants/child")
        options = "-q -p mutants.recorder -p no:cacheprovider -p no:xdist -o timeout=600".split()
        options.append(f"--basetemp={self.copy.parent / 'tmp'}")
        with tempfile.TemporaryDirectory() as folder:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *options, f"tests/{tests}"],
                cwd=self.copy,
                env=os.environ
                | {RECORD: folder, "PYTHONPATH": os.pathsep.join(map(str, path))}
                | {"COVERAGE_CORE": "ctrace"},  # the one that tells tests apart
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            said, _ = self.process.communicate(timeout=LIMIT)
            if self.process.returncode not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
                raise RuntimeError(said.decode(errors="replace"))
            _keep(Path(folder), self.copy / PACKAGE, kept(self.copy / "tests" / tests))

    def stop(self) -> None:
        """End what runs."""
        if self.process:
            self.process.terminate()


def _keep(folder: Path, package: Path, target: Path) -> None:
    data = coverage.CoverageData(str(folder / "lines"))
    data.read()
    KEPT.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(beside)) as base, base:
        base.execute("create table tests (name primary key, seconds, fixtures)")
        base.execute("create table modules (module primary key, text, count, contexts)")
        for name, told in json.loads((folder / "tests.json").read_text()).items():
            row = (name, told["seconds"], json.dumps(told["fixtures"]))
            base.execute("insert into tests values (?, ?, ?)", row)
        for path in map(Path, data.measured_files()):
            if path.is_relative_to(package):
                contexts: dict[str, list[int]] = defaultdict(list)
                for line, where in data.contexts_by_lineno(str(path)).items():
                    for context in where:
                        contexts[context].append(line)
                module = path.relative_to(package).with_suffix("").as_posix()
                count = sum(map(len, contexts.values()))
                row = (module, path.read_text(encoding="utf-8"), count, json.dumps(contexts))
                base.execute("insert into modules values (?, ?, ?, ?)", row)
    beside.replace(target)


@dataclass(frozen=True)
class Test:
    """A test that passes: its name for pytest, and the seconds that it took under record."""

    name: str
    seconds: float

    @property
    def file(self) -> str:
        """Its file, as pytest names it."""
        return self.name.partition("::")[0]


class Lines:
    """What is kept of a project's tests, asked module by module."""

    def __init__(self, root: Path):
        self.package = root / PACKAGE
        self.names = Names(self.package)
        self.tests: dict[str, Test] = {}
        self.using: dict[str, dict[str, set[str]]] = {}
        self.records: dict[str, sqlite3.Connection] = {}
        self.whole: dict[str, int] = {}
        for path in sorted((root / "tests").glob("test_*.py")):
            if found := latest(path):
                self._open(f"tests/{path.name}", found)
        self.ran = cache(self._ran)

    def _open(self, file: str, path: Path) -> None:
        base = self.records[file] = sqlite3.connect(path, check_same_thread=False)
        using = self.using[file] = defaultdict(set)
        for name, seconds, fixtures in base.execute("select name, seconds, fixtures from tests"):
            self.tests[name] = Test(name, seconds)
            for context in (name, *(FIXTURE + fixture for fixture in json.loads(fixtures))):
                using[context].add(name)
        self.whole[file] = base.execute("select sum(count) from modules").fetchone()[0] or 1

    def share(self, file: str, module: str) -> float:
        """How much of all lines that a file of tests runs, test by test, lies in a module."""
        question = "select count from modules where module = ?"
        row = self.records[file].execute(question, [module]).fetchone()
        return row[0] / self.whole[file] if row else 0

    def _ran(self, module: str) -> dict[int, set[str]]:
        """Line of a module, as it reads now -> names of the tests that run it."""
        found: dict[int, set[str]] = defaultdict(set)
        path = self.package / f"{module}.py"
        now = path.read_text(encoding="utf-8").splitlines()
        moved = cache(lambda text: _moved(text.splitlines(), now))
        question = "select text, contexts from modules where module = ?"
        for file, base in self.records.items():
            for text, contexts in base.execute(question, [module]):
                for context, lines in json.loads(contexts).items():
                    if names := self.using[file].get(context):
                        for line in lines:
                            for there in moved(text)(line):
                                found[there] |= names
        return found

    def running(self, drawn: Drawn) -> set[str]:
        """The names of the tests that run what a change touches.

        What runs once, at the import, counts where it is used: in the lines of functions that name
        it. Where none does, in all lines of functions of its module.
        """
        change = drawn.change
        if not change.names:
            return self._in(drawn.module, change.lines)
        used = self.names.used(drawn.module, change.names)
        found = set().union(*(self._in(module, lines) for module, lines in used))
        return found or self._in(drawn.module, self.names.functions(drawn.module))

    def _in(self, module: str, lines: Iterable[int]) -> set[str]:
        ran = self.ran(module)
        return set().union(*(ran.get(line, ()) for line in lines))


def _moved(old: list[str], new: list[str]) -> Callable[[int], Iterable[int]]:
    """Where the lines of an old text are in a new one, counted from 1."""
    if old == new:
        return lambda line: (line,)
    places: dict[int, Iterable[int]] = {}
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        for line in range(first, last):
            same = last - first == end - start
            there = (start + line - first + 1,) if same else range(start + 1, end + 1)
            places[line + 1] = there
        if first == last and first:  # new lines are run by whoever runs the line before
            places[first] = (*places[first], *range(start + 1, end + 1))
    return lambda line: places.get(line, ())
