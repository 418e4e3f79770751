"""Run the attacks at full size: `python -m faults [NAME]...`, from the folder of the tests."""

import importlib
import os
import sys
import tempfile
import time
from pathlib import Path

from faults import ground

ATTACKS = (
    *("kill", "syscalls", "races", "together", "signals", "edits", "merges", "returned"),
    *("pathological", "growth"),
)


def main(names):
    """Print a row of the table for each attack; 1 if any found a fault."""
    columns = tuple(ground.Tally())
    head = ("attack", "what", *columns, "besides", "minutes")
    print("|", " | ".join(head), "|\n" + "|---" * len(head) + "|", flush=True)
    found = False
    for name in names or ATTACKS:
        attack = importlib.import_module(f"faults.{name}")
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            os.environ["TAMIZDAT_CACHE"] = f"{folder}/cache"
            tally = attack.attack(Path(folder, "project"), **attack.FULL)
        besides = ", ".join(f"{key} {n}" for key, n in tally.items() if key not in columns)
        minutes = f"{(time.monotonic() - start) / 60:.0f}"
        counts = (str(tally[key]) for key in columns)
        print("|", " | ".join((name, attack.TITLE, *counts, besides, minutes)), "|", flush=True)
        print(*tally.notes, sep="\n", file=sys.stderr, flush=True)
        found |= bool(tally.faults)
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
