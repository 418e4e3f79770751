"""Watches the lines of a Python program that a recorded test starts."""

import atexit
import os
import sys
from pathlib import Path

if {"MUTANTS_CONTEXT", "MUTANTS_RECORD"} <= os.environ.keys():
    sys.path.insert(0, str(Path(__file__).parent.parent.parent))
    from mutants.watch import watch

    sys.path.pop(0)
    _watched = watch(Path(os.environ["MUTANTS_RECORD"]), os.environ["MUTANTS_CONTEXT"], child=True)
    atexit.register(_watched.save)
