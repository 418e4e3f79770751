"""Which tests are tried first, and how many."""

from dataclasses import dataclass

from mutants.lines import Lines, Test
from mutants.sample import Drawn

FIRST = 40
"""Tests of the first stage, in which most changes end."""

ASIDE = 0.02
"""How much a file of tests counts that has next to nothing to do with a module."""


@dataclass(frozen=True)
class Plan:
    """The stages in which a change is tried; `left_out` tests run it too, but would take long."""

    stages: list[list[str]]
    seconds: float
    left_out: int

    @property
    def limit(self) -> int:
        """Seconds of a processor after which a change counts as noticed: it never ends."""
        return int(10 + 5 * self.seconds)


def plan(lines: Lines, drawn: Drawn, budget: float) -> Plan:
    """The tests that run what a change touches, as many as the budget of seconds allows.

    Those that are quick and of a file that is about the module come first: a test's seconds count
    the more, the less of what its file runs lies in the module.
    """
    tests = [lines.tests[name] for name in lines.running(drawn)]
    shares = {file: lines.share(file, drawn.module) for file in {test.file for test in tests}}
    tests.sort(key=lambda test: (test.seconds / (shares[test.file] + ASIDE), test.name))
    taken, spent = [], 0.0
    for test in tests:
        if spent + test.seconds <= budget:
            spent += test.seconds
            taken.append(test)

    def by_file(test: Test) -> tuple[float, str]:
        return -shares[test.file], test.file

    stages = [sorted(taken[:FIRST], key=by_file), sorted(taken[FIRST:], key=by_file)]
    named = [[test.name for test in stage] for stage in stages if stage]
    return Plan(named, spent, len(tests) - len(taken))
