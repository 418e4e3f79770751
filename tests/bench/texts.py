"""Starting up, and splitting texts, beside what can't cost less."""

import sys
from functools import partial
from pathlib import Path

from bench import corpus, cost, table

SPLIT = """
import pathlib
from tamizdat.texts.formats import markdown
for p in sorted(pathlib.Path('source_texts').glob('*.md')): markdown.split(p.read_text(), ())
"""
PARSE = """
import pathlib, markdown_it
parser = markdown_it.MarkdownIt().enable('table')
for p in sorted(pathlib.Path('source_texts').glob('*.md')): parser.parse(p.read_text())
"""


def start(folder: Path) -> None:
    """Starting up against a bare Python."""
    bare = partial(cost.of, [sys.executable, "-c", "pass"], folder)
    ours = partial(cost.tamizdat, folder, "--version")
    table.compare("tamizdat --version", ours, {"python -c pass": bare}, 9)


def split(folder: Path, number: int = 300) -> None:
    """Splitting Markdown against only parsing it with markdown-it-py."""
    corpus.project(folder, number, 1)
    size = sum(path.stat().st_size for path in folder.rglob("*.md")) / 1e6
    table.compare(
        f"splitting {number} texts",
        partial(cost.python, SPLIT, folder),
        {"markdown-it-py": partial(cost.python, PARSE, folder)},
        note=f"{size:.1f} MB, start-up included",
    )
