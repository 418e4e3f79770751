"""A pytest plugin that notes which test runs which line of the package, and how long it takes.

Run as `pytest -p mutants.recorder FILE`, with the folder for its answer in MUTANTS_RECORD. Programs
that a test starts are watched too: `child/sitecustomize.py` is on their path.
"""

import json
import os
import sys
from pathlib import Path

import pytest
from mutants.watch import CONTEXT, RECORD, watch

FIXTURE = "fixture "
"""What a fixture of a module runs belongs to all tests that ask for the fixture."""


def pytest_configure(config):
    """Begin before any module of the package is imported."""
    config.pluginmanager.register(Recorder(Path(os.environ[RECORD])))


class Recorder:
    """Watches one run of pytest."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.tests: dict[str, dict[str, object]] = {}
        self.failed: set[str] = set()
        self.coverage = watch(folder, "import")
        self._switch("import")

    def _switch(self, context: str) -> None:
        self.context = os.environ[CONTEXT] = context
        self.coverage.switch_context(context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        """One test."""
        _forget()
        started = sum(os.times()[:4])
        self._switch(item.nodeid)
        answer = yield
        seconds = sum(os.times()[:4]) - started
        self.tests[item.nodeid] = {"seconds": round(seconds, 3), "fixtures": item.fixturenames}
        self._switch("between")
        return answer

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        """A fixture that more than one test may share."""
        if fixturedef.scope == "function":
            return (yield)
        test = self.context
        self._switch(FIXTURE + fixturedef.argname)
        try:
            return (yield)
        finally:
            self._switch(test)

    def pytest_runtest_logreport(self, report):
        """Only tests that pass can tell a change from none."""
        if report.outcome != "passed":
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self):
        """Leave what was seen."""
        self.coverage.stop()
        self.coverage.save()
        self.coverage.combine([str(self.folder)], keep=True)
        self.coverage.save()
        tests = {name: told for name, told in self.tests.items() if name not in self.failed}
        (self.folder / "tests.json").write_text(json.dumps(tests))


def _forget() -> None:
    """Empty the package's caches, so that each test runs all that it needs."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tamizdat"):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()
