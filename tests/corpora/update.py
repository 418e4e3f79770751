"""A real update: one release's catalogs meet the texts of the next, beside msgmerge.

    cd tests && python -m corpora.update OLD NEW...

OLD and NEW hold the catalogs of two releases of a project under the same names; more pairs may
follow. The templates are NEW's catalogs without what translators put there. What people made of a
message in NEW judges the suggestions for it: the one that is more like their msgstr is better.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpora.harness import bullets, sample, show, table
from rapidfuzz import fuzz

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import Catalog, Message
from tamizdat.errors import CatalogError

SECONDS = 300
"""Limit for msgmerge on one file."""
USEFUL = 75
"""How much of 100 a suggestion must be like the msgstr that people made, to have saved work."""
COLUMNS = """
    project files messages new_msgids same better worse undecided more missing missing_useful
    ours_useful msgmerge's_useful seconds msgmerge's_seconds
""".split()


def update(old: Path, new: Path, folder: Path) -> tuple[Counter[str], list[str]]:
    """The figures of one file, and what is worse or missing in it."""
    later = po.loads(new.read_bytes(), new)
    template, merged = folder / "template.pot", folder / "merged.po"
    template.write_bytes(po.dumps(template_of(later)))
    started = time.process_time()
    before = po.loads(old.read_bytes(), old)
    ours = merge.merge(before, po.loads(template.read_bytes(), template)).catalog
    po.dumps(ours)
    counts = Counter({"seconds": time.process_time() - started})
    counts["msgmerge's_seconds"] = msgmerge(old, template, merged)
    theirs = po.loads(merged.read_bytes(), merged)
    told = []
    for what, message in compare(before, ours, theirs, later):
        counts[what] += 1
        if what in ("worse", "missing_useful", "kept_otherwise"):
            told.append(f"{what}: {message.msgid[:70]!r}")
    return counts + Counter(files=1, messages=len(later.active)), told


def template_of(catalog: Catalog) -> Catalog:
    """A catalog without what translators have put there."""
    messages = (Message(m.msgid, "", m.msgctxt, references=m.references) for m in catalog.active)
    return po.new_catalog("", "template", messages=tuple(messages))


def msgmerge(old: Path, template: Path, merged: Path) -> float:
    """Run msgmerge; seconds of the processor, start of the program included."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = ["--previous", "--no-wrap", "--quiet", f"--output-file={merged}"]
    subprocess.run(["msgmerge", *options, old, template], check=True, timeout=SECONDS)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime


def compare(
    before: Catalog, ours: Catalog, theirs: Catalog, later: Catalog
) -> Iterator[tuple[str, Message]]:
    """Sort the messages by what both programs made of them."""
    known = before.by_key.keys() | {m.key for m in before.obsolete if m.msgstr}
    for key, message in ours.by_key.items():
        other, wanted = theirs.by_key[key], later.by_key[key]
        if key in known:
            alike = (message.msgstr, message.fuzzy) == (other.msgstr, other.fuzzy)
            yield "kept" if alike else "kept_otherwise", message
            continue
        yield "new_msgids", message
        by_people = "" if wanted.fuzzy else wanted.msgstr
        found = verdict(message.msgstr, other.msgstr, by_people)
        yield found, message
        if found == "missing" and by_people:
            yield "missing_judged", message
            if is_useful(other.msgstr, by_people):
                yield "missing_useful", message
        for who, msgstr in (("ours", message.msgstr), ("msgmerge's", other.msgstr)):
            if msgstr and by_people:
                yield f"{who}_judged", message
                if is_useful(msgstr, by_people):
                    yield f"{who}_useful", message


def is_useful(msgstr: str, by_people: str) -> bool:
    return fuzz.ratio(msgstr, by_people) >= USEFUL


def verdict(ours: str, theirs: str, by_people: str) -> str:
    """How our suggestion compares to the other."""
    if ours == theirs:
        return "same" if ours else "none"
    if not theirs:
        return "more"
    if not ours:
        return "missing"
    ahead = fuzz.ratio(ours, by_people) - fuzz.ratio(theirs, by_people) if by_people else 0
    return "better" if ahead > 0 else "worse" if ahead < 0 else "undecided"


def project(old: Path, new: Path) -> tuple[Counter[str], list[str]]:
    counts, told = Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        for path in sample(new.rglob("*.po"), 1):
            name = path.relative_to(new)
            if not (old / name).is_file():
                continue
            try:
                found, differing = update(old / name, path, Path(folder))
            except (CatalogError, subprocess.SubprocessError) as error:
                told.append(f"{new.name}/{name}: {error}")
                continue
            counts += found
            told += [f"{new.name}/{name}: {difference}" for difference in differing]
    return counts, told


def row(name: str, counts: Counter[str]) -> list[object]:
    cells: list[object] = [name]
    for column in COLUMNS[1:]:
        cell = f"{counts[column]:.1f}" if column.endswith("seconds") else str(counts[column])
        if column.endswith("useful"):
            cell += f" of {counts[column.replace('useful', 'judged')]}"
        cells.append(cell)
    return cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="OLD NEW")
    folders = parser.parse_args().folders
    rows, told = [], []
    for old, new in zip(folders[::2], folders[1::2], strict=True):
        counts, differing = project(old, new)
        rows.append(row(f"{old.name} to {new.name}", counts))
        told += differing
    columns = [column.replace("_", " ") for column in COLUMNS]
    show(table(columns, rows), bullets("Worse, missing, unread", told))


if __name__ == "__main__":
    main()
