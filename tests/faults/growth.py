"""Inputs of n, 2n and 4n: no command's time grows with the square, none takes more than 300 MB."""

import math
import os
import shutil
from dataclasses import dataclass

from faults import ground
from faults.inputs import INPUTS

TITLE = "inputs of n, 2n and 4n: CPU seconds with an exponent of at most 1.25, and 300 MB"
FULL = {"names": INPUTS}
EXPONENT, MEMORY = 1.25, 300
FLOOR = 0.5
"""CPU seconds, beyond those for next to nothing: what takes less has no exponent."""
ROUNDS = 3
"""So often what is too steep is measured; the least counts, as the machine has other work."""


@dataclass(frozen=True)
class Spent:
    """CPU seconds, most memory in MB, and exit codes of one command on all sizes of an input."""

    seconds: tuple[float, ...]
    memory: float
    codes: tuple[int, ...]

    def exponent(self, nothing):
        """Of the last doubling; without what the command takes for next to nothing."""
        if len(self.seconds) == 1:  # the others were refused
            return 0.0
        less, more = (max(each - nothing, 0.01) for each in self.seconds[-2:])
        return math.log2(more / less) if more >= FLOOR else 0.0

    def least(self, other):
        """The least of two measurements."""
        seconds = tuple(map(min, self.seconds, other.seconds))
        return Spent(seconds, min(self.memory, other.memory), self.codes)


def attack(folder, names, sizes=(1, 2, 4)):
    """Measure every command on the named inputs; the notes are a table."""
    tally = ground.Tally()
    tally |= {"steep": 0, "fat": 0}
    tally.notes.append("| input | command | n | 2n | 4n | exponent | MB | exit codes |")
    nothing = {k: s.seconds[0] for k, s in _spent(folder, "paragraphs", (0.001,)).items()}
    for name in names:
        found = _spent(folder, name, sizes)
        for _ in range(1, ROUNDS):
            if all(s.exponent(nothing.get(k, 0)) <= EXPONENT for k, s in found.items()):
                break
            again = _spent(folder, name, sizes)
            found = {k: s.least(again[k]) for k, s in found.items()}
        for command, spent in found.items():
            exponent = spent.exponent(nothing.get(command, 0))
            tally["tried"] += 1
            tally["steep"] += exponent > EXPONENT
            tally["fat"] += spent.memory > MEMORY
            tally["damaged"] += not {*spent.codes} <= {0, 1, 2}
            seconds = " | ".join(f"{each:.2f}" for each in spent.seconds)
            codes = " ".join(map(str, spent.codes))
            cells = f"{seconds} | {exponent:.2f} | {spent.memory:.0f} | {codes}"
            tally.notes.append(f"| {name} | {command} | {cells} |")
    return tally


def _spent(folder, name, sizes):
    """What each command takes, by its label."""
    size, steps = INPUTS[name]
    rows = {}
    for factor in sizes:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(os.environ["TAMIZDAT_CACHE"], ignore_errors=True)
        for label, arguments in steps(folder, max(1, int(size * factor))):
            rows.setdefault(label, []).append(ground.measured(folder, *arguments))
    return {label: _row(runs) for label, runs in rows.items()}


def _row(runs):
    codes, seconds, memory, _ = zip(*runs, strict=True)
    return Spent(seconds, max(memory), codes)
