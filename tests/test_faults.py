"""Small shares of the attacks in `faults/`, each of which takes its full size as arguments."""

import errno
import os

import project
import pytest
from faults import (
    edits,
    ground,
    inputs,
    kill,
    merges,
    pathological,
    races,
    returned,
    signals,
    together,
)

from tamizdat.project import atomic

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def ready(monkeypatch):
    """Whatever is not itself under attack runs in this process."""

    class Result:
        def __init__(self, result):
            self.returncode, self.stderr = result.exit_code, result.stderr

    monkeypatch.setattr(ground, "run", lambda *arguments: Result(project.run(*arguments)))


@pytest.mark.usefixtures("ready")
def test_what_a_kill_leaves_is_old_or_new_and_the_next_run_goes_on(tmp_path):
    tally = kill.attack(tmp_path / "p", count=15, texts=3, locales=3)

    assert not tally.faults, tally.notes
    assert tally["tried"] == 15


@pytest.mark.usefixtures("ready")
def test_a_stopped_draft_has_saved_what_it_drafted_and_goes_on(tmp_path):
    tally = signals.attack(tmp_path / "p", count=12, texts=3, locales=4)

    assert not tally.faults, tally.notes
    assert tally["in order"]


@pytest.mark.usefixtures("ready")
@pytest.mark.skipif(os.name == "nt", reason="files that are open can't be replaced there")
def test_no_save_of_an_editor_is_lost_while_update_runs(tmp_path):
    tally = races.attack(tmp_path / "p", count=100)

    assert not tally.faults, tally.notes
    assert tally["updates"] > 10


@pytest.mark.usefixtures("ready")
def test_eight_updates_at_once_leave_what_one_leaves(tmp_path):
    tally = together.attack(tmp_path / "p", rounds=1)

    assert not tally.faults, tally.notes


def test_no_word_is_lost_through_random_edits(tmp_path):
    tally = edits.attack(tmp_path / "p", scripts=10, rounds=10)

    assert not tally.faults, tally.notes
    assert not tally["better"] + tally["not idempotent"], tally.notes


def test_nothing_is_lost_in_random_merges(tmp_path, judge):
    judge("msgfmt")
    tally = merges.attack(tmp_path / "p", merges=200)

    assert not tally.faults, tally.notes
    assert tally["conflicts"]


def test_nothing_is_lost_when_files_come_back(tmp_path, judge):
    judge("msgcat")
    judge("git")
    tally = returned.attack(tmp_path / "p", files=20)

    assert not tally.faults, tally.notes
    assert tally["conflicts"]


CALLS = ("open", "write", "fsync", "close", "replace", "fchmod", "mkdir", "unlink")


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("arguments", [("update",), ("draft", "--engine", "pseudo"), ("tidy",)])
def test_any_call_may_fail_once(tmp_path, monkeypatch, ready, arguments, code):
    """The first, the second, and so on, until a run completes that has no more to fail."""
    del ready
    folder = tmp_path / "p"
    ground.build(folder, texts=2, locales=1)
    ground.edit(folder)
    if arguments[0] != "update":
        ground.done(folder, "update")
    if arguments[0] == "tidy":
        ground.bury(folder)
    stage, tally = ground.Stage(folder, arguments), ground.Tally()
    for number in range(1, 1000):
        stage.reset()
        with monkeypatch.context() as patched:
            calls = _failing(patched, number, code)
            result = project.run(folder, *arguments)
        same = ground.tree(folder) == stage.after
        assert same or result.exit_code == 3, (number, result.output)
        stage.check(tally)
        if len(calls) < number:
            assert same
            break
    assert number > 15
    assert not tally.faults, tally.notes


def _failing(monkeypatch, number, code):
    """Let the n-th call that changes something below the project fail."""
    calls = []

    def patch(module, name):
        original = getattr(module, name)

        def call(*arguments, **named):
            if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR):
                return original(*arguments, **named)
            calls.append(name)
            if len(calls) == number:
                raise OSError(code, os.strerror(code))
            return original(*arguments, **named)

        monkeypatch.setattr(module, name, call)

    for name in CALLS:
        patch(os, name)
    patch(atomic, "_rename")
    return calls


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "files", [pytest.param(files, id=name) for name, files in pathological.cases(megabytes=1)]
)
def test_no_input_takes_for_ever(tmp_path, files):
    (tmp_path / "tamizdat.toml").write_text('locales = ["af"]\n')
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data)

    assert project.run(tmp_path, "update").exit_code in (0, 2)


@pytest.mark.parametrize("name", inputs.INPUTS)
def test_what_grows_is_worked_on_or_refused(tmp_path, monkeypatch, ready, name):
    """In a hundredth of the size; how much work it is in the full one, `make faults` says."""
    del ready
    monkeypatch.setattr(inputs, "_apart", lambda function, *arguments: function(*arguments))
    monkeypatch.setattr(ground, "done", project.run)
    size, steps = inputs.INPUTS[name]

    codes = {
        label: project.run(tmp_path, *arguments).exit_code
        for label, arguments in steps(tmp_path, size // 100)
        if label.startswith(("update", "import"))
    }

    assert codes
    assert set(codes.values()) <= {0, 2}, codes
