"""Work in several processes has the results, the order and the failures of a single one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project import run, translate

from tamizdat import reports
from tamizdat.check import workflow
from tamizdat.errors import ExternalError
from tamizdat.project import jobs

HERE = os.getpid()
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux only")


def children():
    """Processes that this one has begun and that live."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if int(parent) == HERE and state != "Z":
            found.append(path.parent.name)
    return set(found)


@settings(max_examples=15)
@given(st.lists(st.integers(), max_size=40), st.integers(1, 4))
def test_results_come_in_order(items, count):
    assert [*jobs.mapped(lambda n: (n, n * 2), items, count)] == [(n, n * 2) for n in items]


def test_other_processes_do_the_work():
    found = {*jobs.mapped(lambda _: os.getpid(), range(1, 20), 2)}

    assert HERE not in found


def test_little_and_alone_it_is_done_here():
    assert [*jobs.mapped(lambda _: os.getpid(), [1], 2)] == [HERE]
    assert {*jobs.mapped(lambda _: os.getpid(), [1, 2, 3], 1)} == {HERE}


def test_what_fails_elsewhere_fails_here_with_its_place():
    def fail(n):
        if n == 3:
            raise LookupError(os.getpid())
        return n

    found = jobs.mapped(fail, [1, 2, 3, 4], 2)

    assert [next(found), next(found)] == [1, 2]
    with pytest.raises(LookupError) as error:
        next(found)
    assert error.value.args == (HERE,)
    assert error.traceback[-1].name == "fail"
    assert children() == set()


def test_a_result_that_cannot_be_handed_over_is_made_here():
    assert [make() for make in jobs.mapped(lambda n: lambda: n, [1, 2, 3], 2)] == [1, 2, 3]


def test_no_more_is_done_than_somebody_asks_for(tmp_path):
    def leave(n):
        (tmp_path / str(n)).touch()
        return n

    found = jobs.mapped(leave, range(1, 100), 2)
    assert next(found) == 1
    time.sleep(0.3)
    found.close()

    assert len([*tmp_path.iterdir()]) <= 12
    assert children() == set()


def test_a_process_that_is_ended_from_outside_is_told_as_such():
    def end(n):
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return n

    with pytest.raises(ExternalError, match="ended from outside") as error:
        list(jobs.mapped(end, [1, 2, 3], 2))
    assert "--jobs 1" in error.value.problems[0].remedy
    assert children() == set()


TEXT = "# Strike {0}\n\nWe meet on May {0} at noon.\n\nBring {0} loaves.\n\nSee [{0}](n{0}.md#x).\n"


@pytest.fixture
def folder(write, monkeypatch):
    monkeypatch.setattr(workflow, "MUCH", 0)
    sources = {f"source_texts/n{n}.md": TEXT.format(n) for n in range(1, 9)}
    folder = write({**sources, "source_texts/cut.md": b"\xff"}, 'locales = ["ru", "es"]')
    run(folder, "update")
    for n in range(1, 9):
        translate(folder, f"n{n}", "ru", Strike=f"Стачка {n}", Bring="Хлеб.", See=f"[{n}](n.md#x)")
    (folder / "locales/es/LC_MESSAGES/n3.po").write_text("?")
    return folder


def forgetful(folder, tmp_path_factory, *arguments, **more):
    cache = str(tmp_path_factory.mktemp("cache"))
    return run(folder, "check", *arguments, TAMIZDAT_CACHE=cache, **more)


@pytest.mark.parametrize("style", ["text", *reports.FINDINGS])
@pytest.mark.parametrize("selected", [(), ("-l", "ru"), ("n1", "n2")])
def test_any_number_of_processes_says_the_same(folder, tmp_path_factory, style, selected):
    ways = [
        forgetful(folder, tmp_path_factory, "--format", style, "--jobs", n, *selected)
        for n in ("1", "2", "3")
    ]

    assert len({way.stdout for way in ways}) == 1
    assert len({way.stderr for way in ways}) == 1
    assert len({way.exit_code for way in ways}) == 1
    assert "n2" in ways[0].stdout


def test_what_other_processes_find_is_remembered(folder, monkeypatch):
    (folder / "source_texts/cut.md").unlink()
    (folder / "locales/es/LC_MESSAGES/n3.po").unlink()
    first = run(folder, "check", "--jobs", "2")
    monkeypatch.setattr(workflow.Verdicts, "judge", None)

    assert run(folder, "check").output == first.output


def test_a_bug_in_another_process_shows_where_it_is(folder, tmp_path_factory, monkeypatch):
    def break_(pair):
        raise ZeroDivisionError(pair.msgid)

    monkeypatch.setattr("tamizdat.check.rules.run", break_)
    ways = [forgetful(folder, tmp_path_factory, "--jobs", n, buggy=True) for n in ("1", "2")]

    assert ways[0].output == ways[1].output
    assert "in break_" in ways[1].stderr
    assert {way.exit_code for way in ways} == {70}


SLOW = """
import sys, time
from tamizdat.check import workflow, rules
from tamizdat.cli import main
workflow.MUCH = 0
rules_run = rules.run
def slow(pair):
    print("working", file=sys.stderr, flush=True)
    time.sleep(30)
    return rules_run(pair)
rules.run = slow
main(["check", "--jobs", "2"])
"""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_an_interrupted_check_leaves_no_process_behind(folder, number, code):
    command = [sys.executable, "-c", SLOW]
    with subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        process.stderr.readline()
        process.stderr.readline()
        process.send_signal(number)

        said = process.stderr.read().decode()  # ends when nobody has it open any more

    assert process.returncode == code
    assert "Traceback" not in said
