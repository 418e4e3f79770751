"""Which modules belong together, and which of their changes are tried.

The draw depends on what a change is, not on where it stands or how many others there are: code that
is written elsewhere leaves it as it was, so that what has been judged stays in it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mutants.changes import Change, changes, differs

SHARE = 5
"""No kind of change is more than a fifth of a sample."""

A_STATEMENT = 2
"""Nor are more than two in a statement."""


@dataclass(frozen=True)
class Drawn:
    """A change and its module: the path below the package, without `.py`."""

    module: str
    change: Change


def groups(package: Path) -> dict[str, list[str]]:
    """The modules of a package by folder: every one belongs to exactly one group.

    Returns:
        Folder below the package ("." is the package itself) -> modules, as paths without `.py`.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        below = path.relative_to(package)
        found.setdefault(below.parent.as_posix(), []).append(below.with_suffix("").as_posix())
    return found


def chosen(package: Path, names: list[str]) -> dict[str, list[str]]:
    """The groups to sample: all, or one for each name of a folder or of one module.

    Raises:
        ValueError: A name is neither.
    """
    every = groups(package)
    if not names:
        return every
    single = {module: [module] for modules in every.values() for module in modules}
    if unknown := [name for name in names if name not in {**every, **single}]:
        raise ValueError(f"no folder or module of the package: {' '.join(unknown)}")
    return {name: {**every, **single}[name] for name in names}


def draw(package: Path, modules: list[str], count: int, seed: int) -> list[Drawn]:
    """A random sample of the changes of some modules, always the same for the same seed."""
    kinds: Counter[str] = Counter()
    statements: Counter[tuple[str, int]] = Counter()
    drawn: list[Drawn] = []
    for module, data, change in _ranked(package, modules, seed):
        statement = (module, change.lines.start)
        if kinds[change.kind] >= max(2, count // SHARE) or statements[statement] >= A_STATEMENT:
            continue
        if not differs(data, change):
            continue
        kinds[change.kind] += 1
        statements[statement] += 1
        drawn.append(Drawn(module, change))
        if len(drawn) == count:
            break
    return sorted(drawn, key=lambda each: (each.module, each.change.start))


def _ranked(package: Path, modules: list[str], seed: int) -> Iterator[tuple[str, bytes, Change]]:
    ranked = []
    for module in modules:
        data, seen = (package / f"{module}.py").read_bytes(), Counter[tuple[str, ...]]()
        for change in changes(data):
            what = (module, change.function, change.before, change.after)
            seen[what] += 1
            rank = hashlib.sha256(repr((seed, what, seen[what])).encode()).digest()
            ranked.append((rank, module, data, change))
    ranked.sort(key=lambda row: row[0])
    yield from (row[1:] for row in ranked)
