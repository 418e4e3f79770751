"""Real catalogs, read and written.

    cd tests && python -m corpora.catalogs FOLDER...

For every `.po` below each folder: whether it is read, and if not, why and in which line; whether
all of its messages, formatted anew, are what `msgcat --no-wrap` makes of the file, to the byte;
whether saving it without a change gives its bytes back.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path

from corpora.harness import bullets, each, sample, share, show, table
from test_gettext import canonical

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog
from tamizdat.errors import CatalogError

SECONDS = 60
"""Limit for one file, msgcat included."""


@dataclass
class Result:
    """What one catalog has shown."""

    size: int
    seconds: float = 0
    """Of the processor, for reading."""
    messages: int = 0
    read: bool = False
    accepted: bool = False
    """By msgcat."""
    equal: bool = False
    """To what msgcat makes of it."""
    unchanged: bool = False
    """After saving."""
    told: str = ""
    """The refusal, or what is not equal."""


def examine(path: Path) -> Result:
    data = path.read_bytes()
    result = Result(len(data))
    judged = msgcat(path)
    result.accepted = judged.returncode == 0
    started = time.process_time()
    try:
        catalog = po.loads(data, path)
    except CatalogError as error:
        first = error.problems[0]
        more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
        verdict = "accepts it" if result.accepted else f"says {complaint(judged.stderr)}"
        result.told = f"line {first.line}: {first.message}{more}; msgcat {verdict}"
        return result
    result.seconds = time.process_time() - started
    result.read = True
    result.messages = len(catalog.messages)
    result.unchanged = po.dumps(catalog) == data
    mine = po.dumps(canonical(formatted_anew(catalog)))
    theirs = unwrapped_references(judged.stdout)
    result.equal = mine == theirs
    if not result.accepted:
        result.told = f"read, but msgcat says {complaint(judged.stderr)}"
    elif not result.equal:
        result.told = f"not what msgcat makes of it: {first_difference(mine, theirs)}"
    return result


def msgcat(path: Path) -> subprocess.CompletedProcess[bytes]:
    command = ["msgcat", "--no-wrap", "--force-po", path]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, check=False, capture_output=True, env=environment)


def unwrapped_references(data: bytes) -> bytes:
    """What msgcat wrote with all references of a message in one line; it wraps them always."""
    return re.sub(rb"(?m)(?:^#:.*\n)+", lambda m: m[0].replace(b"\n#:", b""), data)


def complaint(stderr: bytes) -> str:
    """The first line of msgcat's that names a place, as `line: message`."""
    lines = stderr.decode(errors="replace").splitlines()
    places = (re.search(r":(\d+): *(?:warning: )?(.*)", line) for line in lines)
    return next((f"{m[1]}: {m[2]}" for m in places if m), "no")


def formatted_anew(catalog: Catalog) -> Catalog:
    """The catalog without the bytes it was read from."""
    messages = tuple(replace(message, source=None) for message in catalog.messages)
    return replace(
        catalog, header=replace(catalog.header, source=None), messages=messages, tail=b""
    )


def first_difference(mine: bytes, theirs: bytes) -> str:
    pairs = zip(mine.splitlines(), theirs.splitlines(), strict=False)
    for number, (one, other) in enumerate(pairs, 1):
        if one != other:
            return f"line {number}: {one.decode()[:100]!r} / {other.decode()[:100]!r}"
    return f"{len(mine)} / {len(theirs)} bytes"


def summary(name: str, results: list[Result]) -> tuple[object, ...]:
    read = [r for r in results if r.read]
    both = [r for r in read if r.accepted]
    seconds = sum(r.seconds for r in read) or 1
    return (
        name,
        len(results),
        f"{sum(r.size for r in results) / 1e6:.1f}",
        sum(r.messages for r in results),
        len(read),
        sum(r.accepted for r in results),
        share(sum(r.equal for r in both), len(both)),
        share(sum(r.unchanged for r in read), len(read)),
        f"{sum(r.size for r in read) / 1e6 / seconds:.1f}",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    given = parser.parse_args()
    lines, told, everything = [], [], []
    for folder in given.folders:
        results = []
        for path, outcome in each(examine, sample(folder.rglob("*.po"), given.every), SECONDS):
            size = path.stat().st_size
            results.append(outcome if isinstance(outcome, Result) else Result(size, told=outcome))
            if results[-1].told:
                told.append(f"{folder.name}/{path.relative_to(folder)}: {results[-1].told}")
        lines.append(summary(folder.name, results))
        everything += results
    lines.append(summary("all", everything))
    columns = "corpus|files|MB|messages|read|msgcat accepts|equal to msgcat's|saved unchanged|MB/s"
    show(table(columns.split("|"), lines), bullets("Exceptions", told))


if __name__ == "__main__":
    main()
