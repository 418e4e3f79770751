"""The merge driver of git: what names it in a repository, and how git learns to start it.

See gitattributes(5), “Defining a custom merge driver”.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tamizdat.project import git

NAME = "tamizdat"
"""What `.gitattributes` calls the driver."""
ATTRIBUTES = (f"*.po merge={NAME}", f"*.pot merge={NAME}")
"""Lines of `.gitattributes`; where the driver is not installed git merges as without them."""


def install(root: Path) -> Path | None:
    """Make git use the driver in the repository that a folder lies in; None where there is none.

    The configuration of a repository is its user's own, and goes with no clone. Where this Python
    or tamizdat are gone one day, git merges lines as it always has.
    """
    python = f"{shlex.quote(sys.executable).replace('%', '%%')} -P"  # not from where git starts it
    command = (
        f"if {python} -c 'import tamizdat' 2>/dev/null; "
        f"then exec {python} -m tamizdat merge-driver -- %O %A %B %P; fi; "
        "git merge-file --marker-size=%L %A %O %B"
    )
    return git.configure(
        root,
        {
            f"merge.{NAME}.name": "catalogs, message by message",
            f"merge.{NAME}.driver": command,
        },
    )
