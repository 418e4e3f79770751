"""The record of what became of texts: read strictly, followed to its end, merged by git."""

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import run

from tamizdat.errors import ConfigError
from tamizdat.project import renames
from tamizdat.project.project import Project
from tamizdat.project.renames import Renames

PATH = Path("locales/renames.csv")
NAMES = st.sampled_from(["a", "b", "c", "d", "e/f", "x, y", "from", "to"])
RECORDS = st.builds(
    lambda entries, living: Renames(
        tuple(sorted((old, new) for old, new in entries.items() if old != new)), frozenset(living)
    ),
    st.dictionaries(NAMES, NAMES),
    st.sets(NAMES),
)


@pytest.mark.parametrize(
    ("entries", "living", "today"),
    [
        ("", "a", {"a": "a", "b": "b"}),
        ("ab", "b", {"a": "b", "b": "b"}),
        ("ab bc", "c", {"a": "c", "b": "c"}),
        ("ab bc", "", {"a": "c"}),  # its text was deleted
        ("ab bc", "bc", {"a": "c", "b": "b"}),  # b is another text now
        ("ab bc", "b", {"a": "b", "c": "c"}),  # the second rename was undone
        ("ab ba", "a", {"a": "a", "b": "a"}),
        ("ab ba", "", {"a": "b", "b": "a"}),  # a circle ends
        ("ab ac", "b", {"a": "b"}),  # two branches, and one of them won
    ],
)
def test_a_text_is_called_by_the_last_of_its_names_that_has_a_text(entries, living, today):
    record = Renames(tuple((old, new) for old, new in entries.split()), frozenset(living))
    assert {name: record.now(name) for name in today} == today


def test_former_names_are_told_newest_first_without_those_that_are_in_use_again():
    record = Renames((("a", "b"), ("b", "c"), ("x", "c")), frozenset("c"))
    assert record.before("c") == ("b", "x", "a")
    assert Renames(record.entries, frozenset("cx")).before("c") == ("b", "a")
    assert record.before("a") == ()


def test_a_name_that_is_in_use_again_leads_nowhere_and_what_led_over_it_leads_on():
    record = Renames((("a", "b"), ("b", "c")), frozenset("bc"))
    assert record.pruned().entries == (("a", "c"),)


def test_a_text_that_takes_a_name_in_use_before_is_not_what_that_became():
    record = Renames((("a", "b"),), frozenset("ab")).with_([("x", "a")])
    assert record.entries == (("x", "a"),)


def test_a_rename_that_is_undone_turns_around():
    record = Renames((), frozenset("b")).with_([("a", "b")])
    assert record.entries == (("a", "b"),)
    back = Renames(record.entries, frozenset("a")).with_([("b", "a")])
    assert back.entries == (("b", "a"),)
    assert back.now("b") == "a"


@given(RECORDS)
def test_pruning_changes_no_answer_and_is_done_once(record):
    pruned = record.pruned()
    assert {n: pruned.now(n) for n in "abcd"} == {n: record.now(n) for n in "abcd"}
    assert pruned.pruned() is pruned
    assert not {old for old, _ in pruned.entries} & set(record.living)


@given(RECORDS)
def test_before_is_the_reverse_of_now(record):
    names = {name for entry in record.entries for name in entry}
    for name in names & set(record.living):
        former = {old for old in names if old != name and record.now(old) == name}
        assert set(record.before(name)) <= former


@given(RECORDS)
def test_what_is_written_is_read_again_in_any_order_and_twice(record):
    first, *lines = renames.dumps(record).decode().splitlines(keepends=True)
    assert renames.loads(renames.dumps(record), PATH).entries == record.entries
    merged = "".join([first, *lines[::-1], *lines, first]).replace("\n", "\r\n")
    assert renames.loads(b"\xef\xbb\xbf" + merged.encode(), PATH).entries == record.entries


def test_what_a_merge_or_an_editor_leaves_is_read_like_any_other():
    data = b"\xef\xbb\xbffrom,to\r\nc,d\r\n\r\nfrom,to\na,b\nc,d"
    assert renames.loads(data, PATH).entries == (("a", "b"), ("c", "d"))
    named = Renames((("from", "to"),))
    assert renames.dumps(named) == b'from,to\n"from","to"\n'
    assert renames.loads(renames.dumps(named), PATH).entries == named.entries


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ("", 1, "the first line must be “from,to”"),
        ("a,b\n", 1, "the first line must be “from,to”"),
        ("from,to\na;b\n", 2, "not “from,to”"),
        ("from,to\na,b,c\n", 2, "not “from,to”"),
        ('from,to\na,b\n"a,b\n', 3, "not “from,to”"),
        ("from,to\n<<<<<<< ours\n", 2, "not “from,to”"),
        ("from,to\na,../../etc/passwd\n", 2, "“../../etc/passwd” can't be a text's name"),
        ("from,to\n/etc/passwd,a\n", 2, "“/etc/passwd” can't be a text's name"),
        ("from,to\n,a\n", 2, "“” can't be a text's name"),
        ("from,to\na,b//c\n", 2, "“b//c” can't be a text's name"),
        ("from,to\na,c:\\b\n", 2, "can't be a text's name"),
    ],
)
def test_a_broken_record_is_refused_at_its_line(lines, line, said):
    with pytest.raises(ConfigError) as caught:
        renames.loads(lines.encode(), PATH)
    (problem,) = caught.value.problems
    assert problem.line == line
    assert said in problem.message
    assert problem.remedy


def test_endless_chains_and_circles_are_followed_in_time():
    chain = tuple((f"t{n:06}", f"t{n + 1:06}") for n in range(50_000))
    circle = (*chain, ("t050000", "t000000"))
    for entries in (chain, circle):
        record = Renames(entries, frozenset(["t000000", "t050000"]))
        record.pruned()
        assert len(record.before("t050000")) <= 100


def test_a_project_reads_its_own(write):
    folder = write({"source_texts/b.md": "Text\n", str(PATH): "from,to\na,b\n"})
    project = Project.open(folder)
    assert project.renames_path == folder / PATH
    assert project.renames.now("a") == "b"
    assert project.renames.before("b") == ("a",)
    (folder / PATH).unlink()
    assert Project.open(folder).renames.entries == ()


def test_git_merges_the_lines_of_both_branches(tmp_path, judge):
    git = judge("git")

    def do(*arguments):
        author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run([git, *author, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def record(*entries):
        path = tmp_path / PATH
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(renames.dumps(Renames(entries)))
        do("add", "-A")
        do("commit", "-qm", "renamed")

    do("init", "-q", "-b", "main")
    (tmp_path / "source_texts").mkdir()
    run(tmp_path, "init", "--from", "en", "--to", "es", "--no-input")
    do("add", "-A")
    do("commit", "-qm", "new")
    do("checkout", "-qb", "other")
    record(("a", "b"), ("m", "n"))
    do("checkout", "-q", "main")
    record(("a", "b"), ("c", "d"))
    do("merge", "-q", "other")

    merged = renames.loads((tmp_path / PATH).read_bytes(), PATH)
    assert merged.entries == (("a", "b"), ("c", "d"), ("m", "n"))


def test_names_in_use_along_a_chain_are_followed_in_time():
    chain = tuple((f"{number:04}", f"{number + 1:04}") for number in range(600))
    record = Renames(chain, frozenset(f"{number:04}" for number in range(0, 600, 2)))
    start = time.process_time()
    assert sum(len(record.before(name)) for name in record.living) == 299
    assert time.process_time() - start < 3
