"""Which tests are tried first, and how many."""

from collections import defaultdict
from dataclasses import dataclass

from mutants.lines import Lines, Test
from mutants.sample import Drawn

FILES = 6
"""Files of tests in the first stage: those that run the module more than anything else."""

EACH = 8
"""Tests of each file in the first stage."""


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
    """The tests that run what a change touches, those of the module's own file first.

    Within a file the quick ones come first. The first stage is a few of a few files: most changes
    end there. What is left is run file by file, up to the budget in seconds.
    """
    of: dict[str, list[Test]] = defaultdict(list)
    for name in lines.running(drawn):
        of[lines.tests[name].file].append(lines.tests[name])
    files = sorted(of, key=lambda file: (-lines.share(file, drawn.module), file))
    for file in files:
        of[file].sort(key=lambda test: (test.seconds, test.name))
    first = [test for file in files[:FILES] for test in of[file][:EACH]]
    rest = [test for file in files for test in of[file] if test not in set(first)]
    rest.sort(key=lambda test: test.seconds)
    taken, spent = [], sum(test.seconds for test in first)
    for test in rest:
        if spent + test.seconds > budget:
            break
        spent += test.seconds
        taken.append(test)
    taken.sort(key=lambda test: files.index(test.file))
    stages = [[test.name for test in stage] for stage in (first, taken) if stage]
    return Plan(stages, spent, len(rest) - len(taken))
