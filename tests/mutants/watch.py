"""Notes which lines of the package a process runs, test by test."""

from pathlib import Path

import coverage

RECORD = "MUTANTS_RECORD"
CONTEXT = "MUTANTS_CONTEXT"
"""In the environment: the folder for what is noted, and the test that runs now."""


def watch(folder: Path, context: str, *, child: bool = False) -> coverage.Coverage:
    """Begin to note the lines of the package that this process runs."""
    watched = coverage.Coverage(
        data_file=str(folder / "lines"),
        data_suffix=child or None,
        config_file=False,
        source_pkgs=["tamizdat"],
        context=context if child else None,
        messages=False,
    )
    watched.set_option("run:disable_warnings", ["no-data-collected", "module-not-imported"])
    watched.start()
    return watched
