"""A catalog is saved by an editor while `update` runs over it again and again.

Half of the saves give a new file the name, the others write in place, some of them slowly and in
two pieces that are cut between two messages. Before each save the one before must still be there;
who looks in the very instant in which an update finds out that it came too late, looks again.
"""

import random
import subprocess
import sys
import time
from dataclasses import replace

from faults import ground

from tamizdat.catalogs import po
from tamizdat.errors import TamizdatError

TITLE = "a catalog is saved while `update` runs over it"
FULL = {"count": 6000}
_UPDATING = """
import itertools, sys
from dataclasses import replace
from pathlib import Path
from tamizdat.project import files
from tamizdat.project.project import Project
from tamizdat.update import workflow as update
project = Project.open(Path(sys.argv[1]))
text = project.root / "source_texts/t00.md"
lines = text.read_text().split("\\n\\n")
for number in itertools.count():
    lines[-1] = f"Edition number {number} of this paragraph."
    text.write_text("\\n\\n".join(lines) + "\\n")
    with files.lock(project.root):  # what it leaves if it is killed goes with the next run
        refused = [result.error for result in update.run(project) if result.error]
    print(number, len(refused), flush=True)
"""


def attack(folder, count, seed=1):
    """Save as an editor does, while another process updates without a pause."""
    ground.build(folder, texts=1, locales=1)
    path = folder / "locales/af/LC_MESSAGES/t00.po"
    dice, tally = random.Random(seed), ground.Tally()
    tally["looked again"] = 0
    with (folder / "log").open("w+b") as log:
        process = subprocess.Popen([sys.executable, "-c", _UPDATING, folder], stdout=log)
        try:
            _save_and_look(path, count, dice, tally)
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        lines = log.read().split(b"\n")[:-1]
    tally["updates"] = len(lines)
    tally["refused"] = sum(not line.endswith(b" 0") for line in lines)
    ground.done(folder, "update")
    tally["litter"] = len(ground.litter(folder))
    return tally


def _save_and_look(path, count, dice, tally):
    mark = ""
    for number in range(count):
        time.sleep(dice.uniform(0, 0.02))
        try:
            catalog = _look(path, mark, tally)
        except TamizdatError:
            tally["damaged"] += 1
            continue
        if not _holds(catalog, mark):
            tally["lost"] += 1
            tally.notes.append(f"lost: {mark}")
        mark = f"save {number}"
        messages = list(catalog.messages)
        messages[1] = messages[1].evolve(msgstr=mark, flags=())
        data = po.dumps(replace(catalog, messages=tuple(messages)))
        dice.choice((_replace, _in_place, _in_pieces))(path, data, dice)
        tally["tried"] += 1


def _look(path, mark, tally):
    """The catalog as it is; what is not there must be there a moment later."""
    catalog = po.loads(path.read_bytes())
    if not _holds(catalog, mark):
        tally["looked again"] += 1
        time.sleep(0.1)
        catalog = po.loads(path.read_bytes())
    return catalog


def _holds(catalog, mark):
    return mark in {message.msgstr for message in catalog.messages}


def _replace(path, data, _):
    beside = path.with_suffix(".editor")
    beside.write_bytes(data)
    beside.replace(path)


def _in_place(path, data, _):
    path.write_bytes(data)


def _in_pieces(path, data, dice):
    cut = data.index(b"\n\n", dice.randrange(len(data) // 2)) + 1
    with path.open("wb", buffering=0) as file:
        file.write(data[:cut])
        time.sleep(dice.uniform(0, 0.02))
        file.write(data[cut:])
