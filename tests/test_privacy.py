"""`tamizdat privacy` finds every leak that was written down, and calls nothing else one."""

import json

import leaks
import pytest
from project import run

HISTORY = ("commit", "gone", "branch", "tag", "tagger")


@pytest.fixture(scope="module")
def telling(tmp_path_factory):
    """A project with all leaks, and what is said of it; made once."""
    import shutil

    folder = tmp_path_factory.mktemp("telling")
    if shutil.which("exiftool") is None or shutil.which("git") is None:
        return folder, None
    cases = [*leaks.LEAKS, *leaks.INNOCENT]
    leaks.build(folder, cases, shutil.which("exiftool"))
    leaks.remember(folder, cases)
    return folder, json.loads(run(folder, "privacy", "--json").stdout)["traces"]


@pytest.fixture
def told(telling, judge):
    judge("exiftool")
    judge("git")
    return telling[1]


@pytest.mark.parametrize("leak", leaks.LEAKS, ids=lambda leak: leak["id"])
def test_a_leak_is_found(told, leak):
    found = [t for t in told if t["kind"] == leak["kind"] and leak["finds"] in t["text"]]

    assert found
    in_git = leak["at"].split()[0] in HISTORY
    assert any((not t["path"] or "@" in t["path"]) == in_git for t in found)


@pytest.mark.parametrize("case", leaks.INNOCENT, ids=lambda case: case["id"])
def test_what_is_nobody_s_secret_is_not_called_one(case, tmp_path, judge):
    leaks.build(
        tmp_path, [case, *(c for c in leaks.INNOCENT if c["at"] == "body")], judge("exiftool")
    )
    judge("git")
    leaks.remember(tmp_path, [case])

    result = run(tmp_path, "privacy")

    assert (result.stdout, result.exit_code) == ("", 0)
