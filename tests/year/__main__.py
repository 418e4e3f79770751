"""Live the year: `python -m year [--weeks N] …`, from the folder of the tests."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from year.life import LOCALES, Year
from year.oracle import INVARIANTS

QUARTER = 13
_COLUMNS = (
    "wk", "texts", "cat", "dead", "act", "done", "obs", "kB", "lines", "noise", "dep", "left",
    "blk", "wrong", "merge", "CPU s: update, check, publish, tidy", "s",
)  # fmt: skip


def live(folder, *, weeks, texts, locales, seed, plain_git, say=print):
    """Live so many weeks; returns the year."""
    year = Year(folder, texts, locales, seed, plain_git)
    say(f"| {' | '.join(_COLUMNS)} |\n{'| --: ' * len(_COLUMNS)}|")
    start = time.monotonic()
    for number in range(1, weeks + 1):
        row = year.week(number)
        say(_row(number, row, row["at"] - start))
    if weeks >= QUARTER:
        _judge_noise(year)
    return year


def _row(number, row, seconds):
    spent = " ".join(
        f"{row['seconds'].get(name, 0):.1f}" for name in ("update", "check", "publish", "tidy")
    )
    merges = f"{row['clean']}/{row['conflicts']}"
    if row["files"]:
        merges += f" {row['files']}f {row['hunks']}h"
    out = f"{row['deployed']}/{row['there']}" if "deployed" in row else "·"
    cells = (
        number, row["texts"], row["catalogs"], row["dead"], row["active"], row["done"],
        row["obsolete"], row["kB"], row["lines"], f"{row['entries']} ({row['noise']})", out,
        row.get("left", "·"), row.get("blocked", "·"), row["wrong"], merges, spent, round(seconds),
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def _judge_noise(year):
    """In a few weeks one translator who wraps lines is most of what there is."""
    lines, noise = year.tally["lines"], year.tally["noise"]
    if noise > 0.05 * lines:
        year.oracle.breaks("noise", f"{noise} of {lines} lines")


def summary(year):
    """What was done, and each invariant with its first cases."""
    told = year.tally | {
        "words": len(year.ledger.words), "confirmed unread": year.ledger.hasty,
        "planted": year.ledger.planted, "saved": year.letters.translator.saved,
    }  # fmt: skip
    lines = ["", ", ".join(f"{name} {value}" for name, value in told.items()), ""]
    for step, examples in sorted(year.oracle.noise.items()):
        lines.append(f"noise of {step}: {len(examples)}, such as {examples[0]} … {examples[-1]}")
    lines.append("")
    for name, meaning in INVARIANTS.items():
        lines.append(f"{year.oracle.broken[name]:6}  {meaning} [{name}]")
        lines += [f"            {note}" for note in year.oracle.notes.get(name, ())]
    return "\n".join(lines)


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m year", description=__doc__)
    parser.add_argument("--weeks", type=int, default=QUARTER)
    parser.add_argument("--texts", type=int, default=8)
    parser.add_argument("--locales", type=int, default=4, choices=range(1, len(LOCALES) + 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain-git", action="store_true", help="without the merge driver")
    parser.add_argument("--keep", type=Path, help="live there, and leave everything")
    options = vars(parser.parse_args(arguments))
    keep = options.pop("keep")
    with tempfile.TemporaryDirectory() as folder:
        year = live(keep or Path(folder), **options, say=_say)
        _say(summary(year))
    return int(bool(year.oracle.broken))


def _say(line):
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
