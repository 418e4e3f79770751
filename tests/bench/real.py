"""Real texts: a blog that others wrote, with front matter, code, tables, lists and raw HTML."""

import os
import shutil
import subprocess
from pathlib import Path

from bench import corpus

REPOSITORY = "https://github.com/nodejs/nodejs.org"
COMMIT = "6f94c8a6ab643beeee7038eba3fb521207d4b345"
BLOG = "apps/site/pages/en/blog"
PATIENCE = 600
"""Seconds for bringing it, on a slow line."""
LARGEST = 200_000
"""Bytes; the one that is larger, 4,571 messages, would be most of what is measured."""


def bring(folder: Path) -> str:
    """Put the blog into a folder; why not, if it can't be had.

    BENCH_TEXTS names another place of the repository: a clone on this machine, or a mirror.
    """
    place = os.environ.get("BENCH_TEXTS") or REPOSITORY
    folder.mkdir(parents=True)
    environ = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    steps = (
        ["git", "init", "-q", "--bare", "repository"],
        ["git", "-C", "repository", "fetch", "-q", "--depth", "1", place, COMMIT],
        ["git", "-C", "repository", "archive", "-o", "../blog.tar", COMMIT, BLOG],
    )
    try:
        for step in steps:
            subprocess.run(
                step, cwd=folder, env=environ, capture_output=True, check=True, timeout=PATIENCE
            )
    except FileNotFoundError:
        return "git is not installed"
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = (error.stderr or b"").decode(errors="replace").strip() or str(error)
        return f"{place} can't be fetched ({said.splitlines()[0]})"
    shutil.unpack_archive(folder / "blog.tar", folder, filter="data")
    return ""


def chosen(folder: Path, number: int) -> list[Path]:
    """That many of the texts, the same ones each time: articles first, then releases evenly."""
    texts = sorted(path for path in (folder / BLOG).rglob("*.md") if path.stat().st_size < LARGEST)
    articles = [path for path in texts if "release" not in path.parts]
    releases = [path for path in texts if "release" in path.parts]
    if number <= len(articles):
        return [articles[i * len(articles) // number] for i in range(number)]
    rest = min(number - len(articles), len(releases))
    return sorted(articles + [releases[i * len(releases) // rest] for i in range(rest)])


def project(folder: Path, brought: Path, texts: int, locales: int) -> int:
    """A project of real texts for tamizdat and, with the same, one for po4a; how many there are."""
    paths = chosen(brought, texts)
    top = brought / BLOG
    names = {path.relative_to(top).as_posix(): path for path in paths}
    bodies = {name: path.read_text(encoding="utf-8") for name, path in names.items()}
    corpus.lay_out(folder, bodies, locales)
    return len(bodies)
