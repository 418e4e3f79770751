"""Support for tests: Poedit on a screen of its own, driven by its keys."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager

PROGRAMS = ("poedit", "Xvfb", "xdotool")
_PATIENCE = 10
"""Seconds until a window has to be there, or a file saved."""
_STARTS = 3


def missing():
    """What is not installed."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


def save(paths, home):
    """Open catalogs in Poedit, mark a message and unmark it again, save."""
    with _screen(home) as environment, _opened(paths, environment) as windows:
        for window in windows:
            _save(window, environment)


@contextmanager
def _opened(paths, environment):
    """The windows of the catalogs; now and then it starts without one, and is started again."""
    command = ["poedit", *map(str, paths)]
    for _ in range(_STARTS):
        poedit = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            if windows := _until(lambda: _windows(environment, len(paths))):
                yield windows
                return
        finally:
            poedit.kill()
            poedit.wait()
    raise AssertionError("Poedit: no window")


@contextmanager
def _screen(home):
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1200x900x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as number:
            display = f":{number.readline().strip()}"
        yield {**os.environ, "HOME": str(home), "DISPLAY": display, "LC_ALL": "C.UTF-8"}
    finally:
        server.terminate()
        server.wait()


def _xdotool(environment, *arguments):
    command = ["xdotool", *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return result.stdout.split("\n")[:-1]


def _windows(environment, count):
    found = _xdotool(environment, "search", "--onlyvisible", "--name", r"\.po .*Poedit")
    return found if len(found) == count else []


def _save(window, environment):
    """A file that has not been changed is not saved: hence the mark, on and off."""

    def modified():
        return "(modified)" in " ".join(_xdotool(environment, "getwindowname", window))

    def press(*keys):
        _xdotool(environment, "windowfocus", "--sync", window, "key", "--delay", "200", *keys)

    time.sleep(0.5)  # a window that has just come up loses keys
    press("ctrl+u")  # once: a second time would take it back
    assert _until(modified), "Poedit: the key does nothing"
    press("ctrl+u", "ctrl+s")
    assert _until(lambda: not modified()), "Poedit: not saved"


def _until(wanted):
    """What is wanted, as soon as it is there; nothing if it never is."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if found := wanted():
            return found
        time.sleep(0.1)
    return None
