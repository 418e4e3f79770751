"""The project that the main job is measured on: real texts, translated by rule."""

import functools
import re
import shutil
from pathlib import Path

from bench import corpus, cost, real, rule, table

from tamizdat.project import cache


@functools.cache
def _blog(folder: Path) -> str:
    """Bring the texts once in a run; why they can't be had."""
    why = real.bring(folder)
    if why:
        table.remark(f"no real texts, {why}: generated ones take their place")
    return why


def lay(folder: Path, texts: int, locales: int) -> str:
    """Lay out the project; what to call its size in a row."""
    blog = folder.parent / "blog"
    if _blog(blog):
        corpus.project(folder, texts, locales)
        return f"{texts} × {locales} generated"
    return f"{real.project(folder, blog, texts, locales)} × {locales}"


def translated(folder: Path, texts: int, locales: int) -> str:
    """Lay it out with everything translated; what to call its size."""
    size = lay(folder, texts, locales)
    cost.tamizdat(folder, "update", "-q")
    for path in catalogs(folder):
        rule.fill(path)
    return size


def catalogs(folder: Path) -> list[Path]:
    return sorted(folder.glob("locales/*/LC_MESSAGES/**/*.po"))


def forget(folder: Path) -> None:
    """Forget all that is remembered between runs."""
    shutil.rmtree(cache.home(folder), ignore_errors=True)


def edit(folder: Path) -> None:
    """An author adds two words to the last long line of the first text."""
    path = min((folder / "source_texts").rglob("*.md"))
    body = path.read_text(encoding="utf-8")
    *_, last = re.finditer(r"^\w.{39,}$", body, re.M)
    path.write_text(f"{body[: last.end()]} And more.{body[last.end() :]}", encoding="utf-8")


def save(path: Path) -> None:
    """A translator adds a word to the first msgstr that has two, no code or tag before them."""
    body = path.read_text(encoding="utf-8")
    more = re.sub(r'^(msgstr "[^`<\[]*?\w) (\w)', r"\1 plu \2", body, count=1, flags=re.M)
    assert more != body, f"{path}: nothing to save"
    path.write_text(more, encoding="utf-8")
