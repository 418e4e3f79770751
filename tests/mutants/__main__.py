"""Would the tests notice? Small changes of the code, one at a time, and what they say of each.

python -m mutants --help lists the options.
"""

import argparse
import os
import signal
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from mutants import judged, lines, order, pool, sample, table, trial

ROOT = Path(__file__).parent.parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Sample, try, show; 1 if too much goes unnoticed."""
    options = _options(arguments)
    os.environ["CI"] = "true"  # the same random examples in every run
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # as tidily as Ctrl-C
    try:
        groups = sample.chosen(ROOT / lines.PACKAGE, options.modules)
        verdicts = judged.read()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    with pool.copies(ROOT, options.jobs) as [root, *copies]:
        wanted = options.tests or ([] if options.known else lines.missing(root))
        recordings = [lines.Recording(copy) for copy in copies]
        noted = pool.spread(lines.Recording.record, recordings, wanted)
        for number, (name, _) in enumerate(noted, 1):
            _say(f"noting which lines {name} runs: {number} of {len(wanted)}")
        rows = [] if options.tests else _rows(options, groups, verdicts, root, copies)
    rows.sort(
        key=lambda row: (list(groups).index(row.group), row.drawn.module, row.drawn.change.start)
    )
    _show(rows)
    for module, function, before, _ in judged.stale(verdicts, ROOT / lines.PACKAGE):
        print(f"judged, but there no more: {module} {function}: {before}")
    short = table.falls_short(rows)
    print(*short, sep="\n", end="\n" if short else "")
    return 1 if short else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--modules", nargs="+", default=[], metavar="NAME", help="folders or modules: check/rules")
    add("--sample", type=int, default=25, metavar="N", help="changes of each (25)")
    add("--seed", type=int, default=1, metavar="N", help="of the draw (1)")
    add("--budget", type=float, default=60, metavar="S", help="seconds of tests for each (60)")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (one a core)")
    add("--tests", nargs="+", metavar="FILE", help="note anew what these files of tests run")
    add("--known", action="store_true", help="make do with what was noted, note nothing anew")
    add("--verbose", action="store_true", help="show what was noticed, too, and by which test")
    return parser.parse_args(arguments)


def _rows(
    options: argparse.Namespace,
    groups: dict[str, list[str]],
    verdicts: dict[judged.Key, str],
    root: Path,
    copies: list[Path],
) -> list[table.Row]:
    """Try every change of the sample of a project, in copies of it."""
    package, known = root / lines.PACKAGE, lines.Lines(root)
    every = [
        (name, drawn, order.plan(known, drawn, options.budget / _less(drawn, verdicts)))
        for name, modules in groups.items()
        for drawn in sample.draw(package, modules, options.sample, options.seed)
    ]

    def one(worker: trial.Worker, item: tuple[str, sample.Drawn, order.Plan]) -> table.Row:
        group, drawn, plan = item
        outcome = trial.Outcome("", 0)
        if plan.stages:
            path = f"{lines.PACKAGE}/{drawn.module}.py"
            text = drawn.change.applied((root / path).read_bytes()).decode()
            outcome = worker.try_(trial.Job(path, text, plan.stages, plan.limit))
        return table.Row(group, drawn, outcome, plan, verdicts.get(judged.key(drawn), ""))

    with pool.workers(copies) as workers:
        rows = []
        for number, (_, row) in enumerate(pool.spread(one, workers, every), 1):
            _say(f"{number} of {len(every)} changes tried")
            rows.append(row)
            if row.survived or options.verbose:
                _tell(row)
        wrong = _failing_anyway(root, workers, {row.outcome.killed for row in rows})
    rows = [replace(row, wrong=row.outcome.killed in wrong) for row in rows]
    for row in rows:
        if row.wrong:
            _tell(row)
    return rows


def _less(drawn: sample.Drawn, verdicts: dict[judged.Key, str]) -> int:
    """What is judged to survive is tried with fewer tests: should one notice it, well and good."""
    return 10 if judged.key(drawn) in verdicts else 1


def _failing_anyway(root: Path, workers: list[trial.Worker], killers: set[str]) -> set[str]:
    """The tests among those that have noticed something which fail on the unchanged code, too."""
    files: dict[str, list[str]] = defaultdict(list)
    for name in sorted(killers):
        if "::" in name:
            files[name.partition("::")[0]].append(name)

    def failing(worker: trial.Worker, names: list[str]) -> set[str]:
        path, found = f"{lines.PACKAGE}/__init__.py", set[str]()
        while left := [name for name in names if name not in found]:
            job = trial.Job(path, (root / path).read_text(encoding="utf-8"), [left], 600)
            outcome = worker.try_(job)
            if outcome.survived:
                break
            found |= {outcome.killed} if outcome.killed in left else set(left)
        return found

    return set().union(*(wrong for _, wrong in pool.spread(failing, workers, files.values())))


def _tell(row: table.Row) -> None:
    """A change, and what became of it."""
    change, plan = row.drawn.change, row.plan
    tests = sum(map(len, plan.stages))
    print(
        f"{row.drawn.module}.py:{change.lines.start} {change.function}: {change.kind}",
        f"  - {change.before}",
        f"  + {change.after}",
        f"  {row.said}; {tests} tests run it, {plan.left_out} more not tried",
        sep="\n",
        flush=True,
    )


def _show(rows: list[table.Row]) -> None:
    """What is to be judged, and the table."""
    if gaps := [row.drawn for row in rows if row.gap]:
        print(f"\nTo judge, or to mend:\n\n{judged.written(gaps)}")
    if rows:
        print(table.shown(rows))
        seconds = sum(row.outcome.seconds for row in rows)
        print(f"{seconds:.0f} s of processors, {seconds / len(rows):.1f} s a change")


def _say(text: str) -> None:
    print(text, file=sys.stderr, end="\r" if sys.stderr.isatty() else "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
