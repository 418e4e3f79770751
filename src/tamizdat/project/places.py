"""Paths with `{locale}` and `{domain}` in them, and the files that they mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path


def like(root: Path, template: str) -> Iterator[re.Match[str]]:
    """The files that a path with `{locale}` and `{domain}` may mean, sorted."""
    wanted = pattern(template)
    below = len(os.fspath(root)) + 1
    for at, folders, names in os.walk(root / folder(template)):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(at, name)[below:].replace(os.sep, "/")  # noqa: PTH118 - there are thousands
            if match := wanted.fullmatch(path):
                yield match


def folder(template: str) -> str:
    """The folder that all files lie in whose path is a template."""
    return template.split("{", 1)[0].rpartition("/")[0]


def pattern(template: str) -> re.Pattern[str]:
    """What a path with `{locale}` and `{domain}` looks like."""
    written = re.escape(template)
    written = written.replace(r"\{locale\}", r"(?P<locale>[^/]+)", 1)
    written = written.replace(r"\{domain\}", r"(?P<domain>.+)", 1)
    return re.compile(re.sub(r"\\\{(locale|domain)\\\}", r"(?P=\1)", written))
