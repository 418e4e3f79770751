"""What git knows of a source text. It is asked only where there is one, and never by a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

TRAILER = "Translation"
"""In a commit's message, `Translation: cosmetic` declares that the meaning did not change."""
_WORKSPACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where GitHub and GitLab say that the repository is, git's folder or not."""
_SECONDS = 20
_QUIET = (
    *("--no-pager", "--no-optional-locks", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", "log.showSignature=false"),
)
"""No pager, no lock, no pattern in a path, no program of the configuration's choice."""


def before_cosmetic_commit(path: Path) -> bytes | None:
    """The file as it was before its newest commit, if that declares itself cosmetic.

    None if it does not, if the file was edited since, or if git does not know it.
    """
    git = shutil.which("git")
    if git is None or not any((folder / ".git").exists() for folder in path.parents):
        return None
    command = (git, "-C", str(path.parent), *_QUIET)
    trailer = f"--format=%H %(trailers:key={TRAILER},valueonly,separator=%x20)"
    newest = _ask(*command, "log", "-1", trailer, "--", path.name)
    commit, _, value = (newest or b"").decode(errors="replace").strip().partition(" ")
    if value.strip().lower() != "cosmetic":
        return None
    if _ask(*command, "diff", "--quiet", "--no-ext-diff", "HEAD", "--", path.name) is None:
        return None
    return _ask(*command, "cat-file", "blob", f"{commit}^:./{path.name}")


def below(root: Path) -> PurePosixPath:
    """Where a project lies in its repository, as services name files in pull requests."""
    given = (os.environ.get(name) for name in _WORKSPACES)
    tops = [Path(top).resolve() for top in given if top]
    tops += [folder for folder in (root, *root.parents) if (folder / ".git").exists()][:1]
    found = (root.relative_to(top) for top in tops if root.is_relative_to(top))
    return PurePosixPath(next(found, Path()).as_posix())


def tracks(folder: Path, names: Sequence[str]) -> bool:
    """Whether git knows all of the files, given relative to their folder."""
    git = shutil.which("git")
    if git is None or not any((f / ".git").exists() for f in (folder, *folder.parents)):
        return False
    command = (git, "-C", str(folder), *_QUIET)
    return _ask(*command, "ls-files", "--error-unmatch", "--", *names) is not None


def _ask(*command: str) -> bytes | None:
    """What a command prints; None if it fails."""
    try:
        return subprocess.run(  # noqa: S603 - an argument vector, and paths stand behind `--`
            command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=_SECONDS
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
