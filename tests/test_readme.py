"""The README is true: its two commands exist, every command is named, its links lead somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

from tamizdat.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["make", "make test"])
def test_the_two_commands_stand_alone_on_their_line(command):
    assert command in README.split("\n")


@pytest.mark.parametrize("command", list(main.commands))
def test_every_command_is_named(command):
    assert f"tamizdat {command}" in README


def test_links_inside_the_repository_lead_somewhere():
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_top_level_is_what_it_should_be(judge):
    allowed = {"pyproject.toml", "README.md", "src", "locales", "source_texts", "tests"}
    tracked = subprocess.run(
        [judge("git"), "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    top = {path.partition("/")[0] for path in tracked}
    assert {name for name in top if not name.startswith(".")} <= {*allowed, "Makefile"}
