"""The README is true: its commands exist, its sessions run, its links lead somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tamizdat.cli import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```console\n(.*?)^```$", README, re.M | re.S)
"""What was typed at a terminal, and what it said; all in one folder, empty at first."""


def replay(session, folder):
    """A session as it runs now."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }
    said = []
    for command in re.findall(r"^\$ (.*)$", session, re.M):
        result = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        said.append(f"$ {command}\n{result.stdout}")
    return "".join(said)


@pytest.mark.parametrize("command", ["make", "make test"])
def test_the_two_commands_stand_alone_on_their_line(command):
    assert command in README.split("\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named(command):
    assert f"tamizdat {command}" in README


def test_the_sessions_say_what_a_terminal_says(judge, tmp_path):
    judge("bash")
    assert len(SESSIONS) == 4
    assert [replay(session, tmp_path) for session in SESSIONS] == SESSIONS


def test_each_guide_fits_on_a_screen():
    guides = README.partition("## Guides")[2].partition("\n## ")[0].split("\n### ")[1:]

    assert len(guides) == 3
    assert all(len(guide.split("\n")) <= 55 for guide in guides)


def test_links_inside_the_repository_lead_somewhere():
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", re.sub(r"`[^`\n]*`", "", README))

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_top_level_is_what_it_should_be(judge):
    allowed = {"pyproject.toml", "README.md", "src", "locales", "source_texts", "tests"}
    tracked = subprocess.run(
        [judge("git"), "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    top = {path.partition("/")[0] for path in tracked}
    assert {name for name in top if not name.startswith(".")} <= {*allowed, "Makefile"}
