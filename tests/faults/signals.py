"""Ctrl-C and SIGTERM at random instants of `draft`: what was drafted is saved."""

import random
import re
import signal
import subprocess
import time

from faults import ground

from tamizdat.catalogs import po

TITLE = "Ctrl-C and SIGTERM (every second one) at a random instant of `draft`"
FULL = {"count": 400, "texts": 6, "locales": 10}
_DRAFT = ("draft", "--engine", "pseudo")


def attack(folder, count, texts, locales, seed=1):
    """Stop it, compare what it says it drafted with what is there, run it again."""
    dice, tally = random.Random(seed), ground.Tally()
    tally["in order"] = 0
    ground.build(folder, texts, locales)
    stage = ground.Stage(folder, _DRAFT)
    stage.reset()
    whole = ground.seconds(folder, *_DRAFT)
    for number in range(count):
        stage.reset()
        process = subprocess.Popen(
            [*ground.TAMIZDAT, *_DRAFT],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(dice.uniform(whole / 4, whole))
        kind = signal.SIGTERM if number % 2 else signal.SIGINT
        process.send_signal(kind)
        said = process.communicate()[1]
        tally["tried"] += 1
        code = process.returncode
        # a signal before the first line of ours runs, or while Python makes a dataclass, kills
        if code not in (0, 128 + kind, -kind, -signal.SIGINT):
            tally["damaged"] += 1
            tally.notes.append(f"exit {code}: {said[-300:]}")
        if code == 128 + kind:
            tally["in order"] += 1
            counted = re.search(r"([\d,]+) messages? drafted", said)
            drafted = int(counted[1].replace(",", "")) if counted else 0
            if _drafts(ground.tree(folder)) - _drafts(stage.before) < drafted:
                tally["silent"] += 1
                saved = _drafts(ground.tree(folder)) - _drafts(stage.before)
                tally.notes.append(f"says {drafted}, saved {saved}: {said}")
        stage.check(tally)
    return tally


def _drafts(files):
    catalogs = (po.loads(data) for name, data in files.items() if name.endswith(".po"))
    return sum(message.draft is not None for catalog in catalogs for message in catalog.messages)
