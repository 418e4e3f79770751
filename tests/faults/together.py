"""Eight updates at once, the first ones of a project and later ones, with drafts among them."""

import shutil
import subprocess

from faults import ground

from tamizdat.project import cache

TITLE = "eight updates (and drafts) of one project at once"
FULL = {"rounds": 20}
_AT_ONCE = 8


def attack(folder, rounds):
    """They wait for each other; what they leave is what one of them leaves."""
    tally = ground.Tally()
    for number in range(rounds):
        ground.build(folder, texts=3, locales=4)
        if number % 3 == 0:
            shutil.rmtree(cache.home(folder))
            shutil.rmtree(folder / "locales")
        else:
            ground.edit(folder, seed=number)
        drafting = number % 3 == 2
        before = ground.tree(folder)
        ground.done(folder, "update")
        if drafting:
            ground.done(folder, "draft", "--engine", "pseudo")
        after = ground.tree(folder)
        ground.restore(folder, before)
        commands = [("update",)] * _AT_ONCE
        if drafting:
            commands[1::2] = [("draft", "--engine", "pseudo")] * (_AT_ONCE // 2)
        codes = _at_once(folder, commands)
        tally["tried"] += _AT_ONCE
        if not drafting and any(codes):
            tally["not converged"] += 1
            tally.notes.append(f"exit codes {codes}")
        lost, damaged = ground.harm(before, ground.tree(folder), after)
        tally["lost"] += lost
        tally["damaged"] += damaged
        if drafting:
            ground.done(folder, "draft", "--engine", "pseudo")
        if ground.tree(folder) != after:
            tally["not converged"] += 1
            tally.notes.append(f"round {number}: another tree")
        tally["litter"] += len(ground.litter(folder))
    return tally


def _at_once(folder, commands):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = [
        subprocess.Popen([*ground.TAMIZDAT, *arguments], cwd=folder, **quiet)
        for arguments in commands
    ]
    return [process.wait() for process in running]
