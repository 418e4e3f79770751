"""Every system call that changes something fails once: EIO, ENOSPC, EDQUOT, EINTR.

The calls come from strace's log of an undisturbed run; each is then failed by its number in a run
of its own (`strace --inject`). A command that says that it succeeded must have done so.
"""

import re
import shutil
import subprocess

from faults import ground

TITLE = "every mutating system call fails once: update, draft, publish, tidy on 3 catalogs"
FULL = {"errors": ("EIO", "ENOSPC", "EDQUOT", "EINTR")}
CHANGING = """write pwrite64 rename renameat renameat2 unlink unlinkat mkdir mkdirat link linkat
symlink ftruncate truncate fsync fdatasync fchmod fchown flock""".split()
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"}


def attack(folder, errors):
    if not shutil.which("strace"):
        raise SystemExit("strace is not installed")
    tally = ground.Tally()
    tally["calls"] = 0
    for stage in ground.stages(folder, texts=3, locales=1):
        calls = list(_calls(stage))
        tally["calls"] += len(calls)
        for name, number, shown in calls:
            for error in errors:
                _fail(stage, tally, name, number, error, shown)
    return tally


def _calls(stage):
    """Name and number of every call that changes something, and opening and closing for it."""
    stage.reset()
    log = stage.folder.with_suffix(".log")
    _traced(stage, log, "-y", f"--trace={','.join((*CHANGING, 'openat', 'close'))}")
    counts = {}
    for line in log.read_text().splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        name, rest = match[2], match[3]
        counts[name] = counts.get(name, 0) + 1
        if name == "openat":
            if not ("O_CREAT" in rest or "O_WRONLY" in rest or "O_RDWR" in rest):
                continue
        elif name == "close" and "tamizdat-tmp" not in rest:
            continue
        yield name, counts[name], rest[:80]


def _traced(stage, log, *options):
    command = ["strace", "-f", "-qq", "-o", log, *options, *ground.TAMIZDAT, *stage.arguments]
    return subprocess.run(
        command, cwd=stage.folder, capture_output=True, text=True, check=False, env=_ENVIRONMENT
    )


def _fail(stage, tally, name, number, error, shown):
    stage.reset()
    inject = f"--inject={name}:error={error}:when={number}"
    result = _traced(stage, "/dev/null", f"--trace={name}", inject)
    tally["tried"] += 1
    same = ground.tree(stage.folder) == stage.after
    if result.returncode == stage.code and not same:
        tally["silent"] += 1
        tally.notes.append(f"silent: {stage.arguments} {name}:{number} {error} {shown}")
    if "Traceback" in result.stderr:
        tally["damaged"] += 1
        tally.notes.append(f"traceback: {name}:{number} {error} {shown} {result.stderr[-400:]}")
    stage.check(tally, f"{name}:{number} {error} {shown}")
