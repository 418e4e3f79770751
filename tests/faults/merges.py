"""Random three-way merges of one catalog: translators, reviewers, authors on either side."""

import random
import subprocess

import histories
from faults import ground

from tamizdat.catalogs import po, three_way

TITLE = "three-way merges of random histories"
FULL = {"merges": 10_000}


def branches(seed):
    """A history, and two that have come of it."""
    rng = random.Random(seed)
    base = histories.begin(rng)
    sides = base.branch("ours"), base.branch("theirs")
    for side in sides:
        for _ in range(rng.randint(0, 8)):
            side.step()
    return base, *sides


def lost(merged, base, side, other):
    """What one side's people have written and nobody has replaced, and is nowhere."""
    replaced = base.wrote - other.wrote
    return (side.wrote - replaced) - histories.msgstrs(merged)


def attack(folder, merges):
    """Nothing is lost, nothing doubted that nobody touched, and gettext reads the result."""
    folder.mkdir(parents=True, exist_ok=True)
    tally = ground.Tally()
    tally["conflicts"] = 0
    path = folder / "merged.po"
    for seed in range(merges):
        tally["tried"] += 1
        base, ours, theirs = branches(seed)
        merged = three_way.merge(base.catalog, ours.catalog, theirs.catalog)
        data = po.dumps(merged.catalog)
        found = po.loads(data)
        tally["conflicts"] += len(merged.conflicts)
        missing = lost(found, base, ours, theirs) | lost(found, base, theirs, ours)
        tally["lost"] += len(missing)
        if missing:
            tally.notes.append(f"seed {seed}: lost {missing}")
        for key, message in found.by_key.items():
            a, b = ours.catalog.by_key.get(key), theirs.catalog.by_key.get(key)
            if a and b and a.state.done and b.state.done and not message.state.done:
                tally["damaged"] += 1
                tally.notes.append(f"seed {seed}: doubted {key}")
        path.write_bytes(data)
        command = ["msgfmt", "-c", "-o", "/dev/null", path]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            tally["damaged"] += 1
            tally.notes.append(f"seed {seed}: msgfmt refuses it")
    return tally
