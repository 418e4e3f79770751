"""What tamizdat costs beside the tools that people use now, in CPU seconds of the same run.

    make bench                     all of it (about 25 minutes; po4a and pofilter take most)
    make bench BENCH="read status" some of it
    make bench BENCH=growth        tiny texts, 500 to 4,000: how each command grows

Every line is the median of runs in turns (ours, theirs, ours, theirs) where it doesn't say that it
is of one run. CPU is user and system time of the whole process and its children. A peer that is
not installed is named as missing. No peer's memory shows as less than the bench's own 20 MB.
Real texts come from a public repository (`real.py`); BENCH_TEXTS names another place of it,
BENCH_PROJECT=30x5 is fewer of them, in fewer locales.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

from bench import catalogs, corpus, growth, table, texts, work

PARTS = {
    "start": texts.start,
    "split": texts.split,
    "read": catalogs.read,
    "status": catalogs.status,
    "merge": catalogs.merge,
    "update": work.update,
    "check": work.check,
    "publish": work.publish,
}
ON_REQUEST = {"growth": growth.growth}
REAL = ("update", "check", "publish")


def main(names: list[str]) -> None:
    """Print the rows of the parts that are named, or of all but those on request."""
    known = PARTS | ON_REQUEST
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"no part {', '.join(unknown)}; there are {', '.join(known)}")
    size = _size(os.environ.get("BENCH_PROJECT") or "300x10")
    if not names or set(names) - set(ON_REQUEST):
        table.head()
    with tempfile.TemporaryDirectory() as top:
        os.environ["TAMIZDAT_CACHE"] = f"{top}/cache"
        for name in names or PARTS:
            folder = Path(top, name)
            folder.mkdir()
            known[name](folder, *(size if name in REAL else ()))


def _size(given: str) -> tuple[int, int]:
    """Texts and locales, as BENCH_PROJECT has them."""
    found = re.fullmatch(r"([1-9]\d{0,3})x([1-9]\d?)", given, re.ASCII)
    if not found or int(found[2]) > len(corpus.LOCALES):
        sys.exit(f"BENCH_PROJECT={given}: texts x locales (at most {len(corpus.LOCALES)}): 30x5")
    return int(found[1]), int(found[2])


if __name__ == "__main__":
    main(sys.argv[1:])
