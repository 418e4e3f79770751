"""What the tests are worth, group by group."""

from collections.abc import Iterable
from dataclasses import dataclass

from mutants import judged
from mutants.order import Plan
from mutants.sample import Drawn
from mutants.trial import Outcome

OVERALL, EACH = 92, 80
"""Percent of the changes that make a difference which the tests must notice: of all, of a group."""

HEAD = ("group", "changes", "killed", "survived", "no difference", "looks", "gaps", "noticed")


@dataclass(frozen=True)
class Row:
    """A change and what became of it; `verdict` is "" where nobody has judged a survivor.

    `wrong`: the test that noticed it fails without it, too, and so has noticed nothing.
    """

    group: str
    drawn: Drawn
    outcome: Outcome
    plan: Plan
    verdict: str
    wrong: bool = False

    @property
    def survived(self) -> bool:
        """No test has noticed it."""
        return self.outcome.survived or self.wrong

    @property
    def said(self) -> str:
        """What became of it."""
        if self.wrong:
            return f"not noticed: {self.outcome.killed} fails without it, too"
        return self.verdict or "gap" if self.survived else f"noticed by {self.outcome.killed}"

    @property
    def gap(self) -> bool:
        """It survived, and makes a difference as far as anybody knows."""
        return self.survived and not self.verdict


@dataclass(frozen=True)
class Figures:
    """The counts of some changes."""

    changes: int
    killed: int
    none: int
    looks: int

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Figures":
        """Count."""
        rows = list(rows)
        survived = [row.verdict for row in rows if row.survived]
        killed = len(rows) - len(survived)
        return cls(len(rows), killed, survived.count(judged.NONE), survived.count(judged.LOOKS))

    @property
    def gaps(self) -> int:
        """Survivors that make a difference."""
        return self.changes - self.killed - self.none - self.looks

    @property
    def noticed(self) -> float:
        """Percent of the changes that make a difference; 100 where none does."""
        telling = self.killed + self.gaps
        return 100 * self.killed / telling if telling else 100.0

    def cells(self, name: str) -> list[str]:
        """A row of the table."""
        survived = self.changes - self.killed
        counts = (self.changes, self.killed, survived, self.none, self.looks, self.gaps)
        return [name, *map(str, counts), f"{self.noticed:.0f} %"]


def shown(rows: list[Row]) -> str:
    """The table, one line a group."""
    groups = dict.fromkeys(row.group for row in rows)
    cells = [HEAD]
    cells += [Figures.of(row for row in rows if row.group == name).cells(name) for name in groups]
    cells.append(Figures.of(rows).cells("all"))
    wide = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    return "\n".join(
        line[0].ljust(wide[0])
        + "".join("  " + cell.rjust(w) for cell, w in zip(line[1:], wide[1:], strict=True))
        for line in cells
    )


def falls_short(rows: list[Row]) -> list[str]:
    """What is below the goals, in words."""
    found = []
    if (noticed := Figures.of(rows).noticed) < OVERALL:
        found.append(f"all: {noticed:.0f} % is less than {OVERALL} %")
    for name in dict.fromkeys(row.group for row in rows):
        noticed = Figures.of(row for row in rows if row.group == name).noticed
        if noticed < EACH:
            found.append(f"{name}: {noticed:.0f} % is less than {EACH} %")
    return found
