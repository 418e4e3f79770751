"""kill -9 at random instants of `update`, `draft`, `publish` and `tidy`."""

import random
import signal
import subprocess
import time

from faults import ground

TITLE = "kill -9 at a random instant of update, draft, publish and tidy, 20 texts × 50 locales"
FULL = {"count": 500, "texts": 20, "locales": 50}


def attack(folder, count, texts, locales, seed=1):
    """Kill, look, run again; a quarter of the kills for each command."""
    dice, tally = random.Random(seed), ground.Tally()
    tally["landed"] = 0
    for number, stage in enumerate(ground.stages(folder, texts, locales)):
        stage.reset()
        whole = ground.seconds(folder, *stage.arguments)
        for _ in range((count + number) // 4):
            stage.reset()
            process = subprocess.Popen(
                [*ground.TAMIZDAT, *stage.arguments],
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(dice.uniform(0.1, whole))
            process.kill()
            tally["tried"] += 1
            tally["landed"] += process.wait() == -signal.SIGKILL
            stage.check(tally)
    return tally
