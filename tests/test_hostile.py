"""A project from a stranger does nothing but what was asked, whatever lies in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import hostile
import pytest
from project import catalog, run, translate

from tamizdat.catalogs.catalog import State

BEFORE = "# Strike\n\nWe meet at noon.\n"
WORDED = "# Strike\n\nWe meet at noon now.\n\nCome.\n"
NAME = "source_texts/a.md"
PATH = "locales/ru/LC_MESSAGES/a.po"
CONFIG = """\
locales = ["ru", "oc"]
[draft]
engine = "libre"
remote = true
download = true
url = "http://127.0.0.1:9/x"
[texts."*"]
engines = "any"
"""
OLD = 'msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "Come."\nmsgstr "Приходите."\n'
COMMANDS = [
    ("update", "-n"),
    ("update", "--check"),
    ("update",),
    ("draft", "--engine", "pseudo"),
    ("draft",),
    ("draft", "--engine", "google"),
    ("draft", "--engine", "fxtranslate"),
    ("draft", "--list"),
    ("status",),
    ("check",),
    ("check", "--format", "github"),
    ("review",),
    ("review", "a", "-l", "ru", "--accept", "--as", "N"),
    ("publish",),
    ("publish", "--policy", "draft"),
    ("privacy",),
    ("privacy", "--json"),
    ("publish", "--prune"),
    ("trust",),
    ("help", "drafts"),
    ("init", "--adopt", "old.po"),
]


@pytest.fixture
def stranger(tmp_path, judge):
    """Build a project whose text was edited, with repositories full of commands at a level."""
    for program in ("git", "strace"):
        judge(program)
    trap = tmp_path / "trap"

    def build(level):
        top = tmp_path / "above" if level == "above" else tmp_path / "p"
        folder = tmp_path / "above/p" if level == "above" else top
        (folder / "source_texts").mkdir(parents=True)
        (folder / "tamizdat.toml").write_text(CONFIG)
        (folder / NAME).write_text(BEFORE)
        (folder / "old.po").write_text(OLD)
        run(folder, "update")
        translate(folder, "a", Strike="Забастовка", We="Встречаемся в полдень.")
        (folder / NAME).write_text(WORDED)
        below = {"a.md": BEFORE}, {"a.md": WORDED}
        for place in (folder / "source_texts", folder / "locales", folder / "locales/ru"):
            made = hostile.committed(tmp_path / "made" / place.name, *below)
            shutil.copytree(made, place / ".git")
            hostile.plant(place / ".git", place, trap)
            hostile.embed(made, place)
            hostile.plant(place, place, trap, bare=True)
            (place / ".gitattributes").write_text("* filter=x diff=x merge=x\n")
        if level != "below":
            name = (folder / NAME).relative_to(top).as_posix()
            catalog_name = (folder / PATH).relative_to(top).as_posix()
            words = (folder / PATH).read_text(encoding="utf-8")
            lost = words.replace("Забастовка", "")
            content = {name: BEFORE, catalog_name: lost}, {name: WORDED, catalog_name: words}
            made = hostile.committed(tmp_path / "made/top", *content)
            made.rename(top / ".git")
            hostile.plant(top / ".git", top, trap)
        (folder / ".gitattributes").write_text("* filter=x diff=x merge=x\n")
        return folder

    yield build
    assert not trap.exists(), trap.read_text()


@pytest.mark.parametrize("level", ["root", "above", "below"])
def test_no_command_of_a_stranger_runs(stranger, tmp_path, level):
    folder = stranger(level)

    for arguments in COMMANDS:
        program = (sys.executable, "-m", "tamizdat", *arguments)
        ended, started, connected = hostile.watched(folder, program, tmp_path / "log")

        assert started <= {Path(sys.executable).name, "git"}, arguments
        assert not connected, arguments
        assert ended.returncode in (0, 1, 3), ended.stderr
        assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize(("level", "state"), [("root", State.TRANSLATED), ("below", State.CHANGED)])
def test_what_was_committed_at_the_root_or_above_is_known_all_the_same(stranger, level, state):
    folder = stranger(level)

    run(folder, "update")

    assert catalog(folder, "a").active[1].state is state


@pytest.mark.parametrize(("level", "found"), [("root", 1), ("above", 1), ("below", 0)])
def test_what_is_gone_is_told_without_a_stranger_s_commands(stranger, tmp_path, level, found):
    folder = stranger(level)
    words = (folder / PATH).read_text(encoding="utf-8")
    (folder / PATH).write_text(words.replace("Забастовка", ""), encoding="utf-8")
    program = (sys.executable, "-m", "tamizdat", "check", "--format", "json")

    ended, started, connected = hostile.watched(folder, program, tmp_path / "log")

    assert started <= {Path(sys.executable).name, "git"}
    assert not connected
    assert ended.stdout.count(b"catalog-lost") == found
    assert run(folder, "draft", "--engine", "none").exit_code == 0
    assert (catalog(folder, "a").active[0].msgstr == "Забастовка") == bool(found)


def test_the_traps_are_sprung_by_git_itself(stranger, tmp_path):
    """Without this the test above could not fail."""
    folder = stranger("root")
    (folder / NAME).write_text("Edited.\n")

    subprocess.run(["git", "diff"], cwd=folder, check=False, capture_output=True)
    subprocess.run(["git", "diff"], cwd=folder / "source_texts", check=False, capture_output=True)

    trap = tmp_path / "trap"
    assert {os.fspath(folder / ".git")} <= set(trap.read_text().split("\n"))
    trap.unlink()
