"""Hugo and Pelican, which render pages and do nothing else of what `publish` does."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench import cost, sites, table

PELICAN = ("pelican>=4.11,<5", "markdown>=3.7")


def rendered(folder: Path) -> int:
    """How many pages lie in a folder."""
    return sum(1 for _ in folder.rglob("*.html"))


def peers(project: Path) -> dict[str, table.Peer]:
    """Both generators, each rendering all that the project published, from nothing."""
    top = _sites(project)
    hugo_name = cost.version("hugo")
    command = ("hugo", "--quiet", "--destination", "out", "--cacheDir", top / "cache")
    found: dict[str, table.Peer] = {
        hugo_name or "hugo": partial(_render, top / "hugo", sites.hugo, project, command)
        if hugo_name
        else "not installed"
    }
    program = installed(top / "environment")
    name = cost.version(program)
    command = (program, "-q", "-s", "settings.py", "-o", "out")
    found[name or "pelican"] = (
        partial(_render, top / "pelican", sites.pelican, project, command)
        if name
        else f"{' '.join(PELICAN)} can't be installed"
    )
    return found


def installed(folder: Path) -> str:
    """Pelican's program: on the path, or installed into an environment of its own for this run."""
    program = cost.beside("pelican")
    if program:
        return program
    pip = (folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check")
    for command in ((sys.executable, "-m", "venv", folder), (*pip, *PELICAN)):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return ""
    return str(folder / "bin/pelican")


def counted(project: Path) -> str:
    """How many pages each generator rendered."""
    outs = sorted(_sites(project).glob("*/out"))
    return ", ".join(f"{out.parent.name} {rendered(out):,}" for out in outs)


def _sites(project: Path) -> Path:
    return project.parent / "sites"


def _render(
    site: Path,
    build: Callable[[Path, Path], None],
    project: Path,
    command: Sequence[str | Path],
) -> cost.Cost:
    """Make a site where there is none yet, forget what was rendered, and render it."""
    if not site.exists():
        build(site, project)
    shutil.rmtree(site / "out", ignore_errors=True)
    return cost.of(command, site)
