"""How the cost of each command grows with the number of texts, all of them tiny."""

import math
from functools import partial
from pathlib import Path

from bench import corpus, cost, ground, rule

SIZES = (500, 1000, 2000, 4000)
TEXT = "# The page {0}\n\nThis is the text of [page {0}](https://example.org/{0}).\n"


def growth(folder: Path, sizes: tuple[int, ...] = SIZES) -> None:
    """CPU seconds by number of texts, exponents of each doubling, memory at the largest."""
    columns = [_costs(folder / str(number), number) for number in sizes]
    print()
    print("| tiny texts |", " | ".join(f"{n:,}" for n in sizes), "| exponents | MB |")
    print("| :-- |" + " --: |" * len(sizes) + " :-- | --: |")
    for what in columns[0]:
        row = [column[what] for column in columns]
        seconds = [each.seconds for each in row]
        exponents = (
            math.log(after / before) / math.log(larger / smaller)
            for before, after, smaller, larger in zip(
                seconds, seconds[1:], sizes, sizes[1:], strict=False
            )
        )
        cells = (what, *(f"{n:.2f}" for n in seconds), ", ".join(f"{e:.2f}" for e in exponents))
        print("|", " | ".join(cells), f"| {row[-1].memory:.0f} |", flush=True)


def _costs(folder: Path, number: int) -> dict[str, cost.Cost]:
    """What each command costs in a project of so many texts in one locale."""
    corpus.lay_out(folder, {f"t{i:05}.md": TEXT.format(i) for i in range(number)}, 1)
    run = partial(cost.tamizdat, folder)
    costs = {"first update": run("update", "-q")}
    for path in ground.catalogs(folder):
        rule.fill(path)
    one = ground.catalogs(folder)[0]
    for what, command in (
        ("update, all catalogs saved", ("update",)),
        ("update, nothing changed", ("update",)),
        ("first status", ("status",)),
        ("later status", ("status",)),
        ("check", ("check",)),
        ("check, nothing changed", ("check",)),
        ("publish", ("publish",)),
        ("publish, nothing changed", ("publish",)),
    ):
        costs[what] = run(*command, "-q")
    ground.save(one)
    locale = one.relative_to(folder).parts[1]
    costs["publish of one text"] = run("publish", "-q", "-l", locale, one.stem)
    return costs
