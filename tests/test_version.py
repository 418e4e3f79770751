"""Versions count: two states of the code differ, and a project can say which one it needs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, run

import tamizdat
from tamizdat.catalogs.catalog import State
from tamizdat.errors import ConfigError
from tamizdat.project import cache, config, version

SOURCE = Path(tamizdat.__file__).parent
TEXT = "# Strike\n\nWe meet at noon.\n"


def shown(folder):
    """What a copy of the code says of itself."""
    program = [sys.executable, "-m", "tamizdat", "--version"]
    env = {**os.environ, "PYTHONPATH": str(folder)}
    ended = subprocess.run(program, cwd=folder, env=env, check=True, capture_output=True)
    return ended.stdout.decode()


def test_two_states_of_the_code_differ(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    copies = [tmp_path / name / "tamizdat" for name in ("one", "two", "three")]
    for copy in copies:
        shutil.copytree(SOURCE, copy, ignore=ignored)
    with (copies[2] / "errors.py").open("a") as file:
        file.write("# edited\n")

    one, two, three = (shown(copy.parent) for copy in copies)

    assert one == two == f"tamizdat {version.shown()}\n"
    assert one.startswith(f"tamizdat {tamizdat.__version__} (code ")
    assert three != one


@pytest.mark.parametrize("wanted", ["0", "0.1", "0.2", "0.2.0", "0.2.0.0"])
def test_what_is_new_enough_works(write, monkeypatch, wanted):
    monkeypatch.setattr(tamizdat, "__version__", "0.2.0")
    folder = write({"source_texts/a.md": TEXT}, f'minimum_version = "{wanted}"\nlocales = ["ru"]')

    assert run(folder, "update").exit_code == 0


@pytest.mark.parametrize("wanted", ["0.2.1", "0.10", "1", "12.0"])
def test_what_is_too_old_refuses_and_says_nothing_else(write, monkeypatch, wanted):
    monkeypatch.setattr(tamizdat, "__version__", "0.2.0")
    settings = f'locales = ["ru"]\nkey_of_the_future = 1\nminimum_version = "{wanted}"'
    folder = write({"source_texts/a.md": TEXT}, settings)

    result = run(folder, "update")

    assert result.exit_code == 2
    said = f"tamizdat.toml:3: the project needs tamizdat {wanted} or newer, this is 0.2.0"
    assert said in result.stderr
    assert "next: upgrade tamizdat" in result.stderr
    assert "key_of_the_future" not in result.stderr


@pytest.mark.parametrize("wrong", ['"new"', '">=0.2"', '"0.2."', '"0..2"', "2", '"١.٢"'])
def test_what_is_no_version_is_refused(tmp_path, wrong):
    path = tmp_path / "tamizdat.toml"
    path.write_text(f"minimum_version = {wrong}\n")

    with pytest.raises(ConfigError) as raised:
        config.load(path)
    assert [problem.line for problem in raised.value.problems] == [1]


parts = st.lists(st.integers(0, 99), min_size=1, max_size=5)


@given(parts, parts)
def test_versions_are_compared_by_their_numbers(one, other):
    first, second = (version.numbers(".".join(map(str, each))) for each in (one, other))
    length = max(len(one), len(other))
    padded = [each + [0] * (length - len(each)) for each in (one, other)]

    assert (first < second) == (padded[0] < padded[1])


FORMS = ["stamps.json", "progress.json"]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "change",
    [
        {"version": 1},
        {"version": 99, "groups": {"a": {"a": [1, 2, 3, 4, 5, 6, "x", {}]}}, "more": [1]},
        {"version": "3"},
        {"version": None},
        {"context": "0.1.0"},
        {"found": {"a": [{"locale": "ru", "percent": 100}]}},
        {"groups": {"a": {"source_texts/a.md": [9] * 5 + ["x", "y"]}}},
    ],
)
def test_state_of_a_newer_or_older_tamizdat_is_no_state(write, name, change):
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")
    expected = run(folder, "status").output
    path = cache.home(folder) / name
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))

    assert run(folder, "status").output == expected
    (folder / "source_texts/a.md").write_text(f"{TEXT}\nCome.\n")
    assert run(folder, "update").exit_code == 0
    assert len(catalog(folder, "a").active) == 3


def test_state_of_other_code_is_no_state(write, monkeypatch):
    """The same version may be another state of the code: it may cut texts in another way."""
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    before = cache.load(folder, "stamps.json")

    monkeypatch.setattr(version, "state", lambda: "another")
    assert run(folder, "update").exit_code == 0

    assert json.loads(before)["context"] != json.loads(cache.load(folder, "stamps.json"))["context"]
    assert path.exists()
    assert catalog(folder, "a").active[0].state is State.UNTRANSLATED
