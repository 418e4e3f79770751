"""Dismissed findings: let pass as long as msgid and msgstr are what somebody looked at."""

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

import hostile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, plain, run, translate

from tamizdat.errors import ConfigError
from tamizdat.project import baseline
from tamizdat.project.baseline import Baseline, Dismissed

TEXT = "# Strike\n\nWe meet since 1886.\n\nBring 30 friends.\n"
PATH = "locales/baseline.json"
CATALOG = "locales/ru/LC_MESSAGES/strike.po"
PLACE = ("strike", "-l", "ru")
FALSE_ALARM = ("--dismiss", "number", "--reason", "in words")
WORDS = "С тысяча восемьсот восемьдесят шестого."


@pytest.fixture
def folder(write):
    """A text whose second message says “1886” in a way that no check can follow."""
    config = 'locales = ["ru"]\nrequired = ["ru"]\n'
    folder = write({"source_texts/strike.md": TEXT}, config=config)
    run(folder, "update")
    translate(folder, "strike", Strike="Стачка", We=WORDS, Bring="Зовите 30 друзей.")
    return folder


def edit(folder, old, new):
    path = folder / CATALOG
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def checks(folder):
    found = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    return [(finding["check"], finding["severity"]) for finding in found]


def test_an_error_is_dismissed_in_the_baseline_and_the_gate_opens(folder):
    assert ("number", "error") in checks(folder)
    assert run(folder, "publish").exit_code == 1
    assert run(folder, "review", *PLACE, "--all", "--accept").exit_code == 1
    before = (folder / CATALOG).read_bytes()

    result = run(folder, "review", *PLACE, *FALSE_ALARM)

    assert result.exit_code == 0
    assert "let a maintainer review it" in result.stdout
    assert json.loads((folder / PATH).read_text(encoding="utf-8")) == {
        "version": 2,
        "dismissed": [
            {
                "domain": "strike",
                "locale": "ru",
                "check": "number",
                "hash": catalog(folder, "strike").active[1].hash,
                "reason": "in words",
            },
            None,
        ],
    }
    assert (folder / CATALOG).read_bytes() == before
    assert run(folder, "check").exit_code == 0
    assert run(folder, "publish").exit_code == 0
    assert run(folder, "review", *PLACE, "--all", "--accept", "--as", "Ada").exit_code == 0


def test_a_second_dismissal_keeps_the_first(folder):
    edit(folder, "30 друзей", "тридцать друзей")
    for number, reason in (("3", "in words too"), ("2", "in words")):
        place = (*PLACE, "--dismiss", "number", "--reason", reason, "-m", number)
        assert run(folder, "review", *place).exit_code == 0

    hashes = [message.hash for message in catalog(folder, "strike").active]
    assert {entry.hash: entry.reason for entry in read(folder)} == {
        hashes[1]: "in words",
        hashes[2]: "in words too",
    }
    assert len(read(folder)) == 2
    assert run(folder, "check").exit_code == 0


@pytest.mark.parametrize(("old", "new"), [("шестого.", "шестого!"), ("шестого", "седьмого")])
def test_a_dismissed_error_is_back_after_any_edit(folder, old, new):
    run(folder, "review", *PLACE, *FALSE_ALARM)
    assert run(folder, "check").exit_code == 0

    edit(folder, old, new)

    result = run(folder, "check")
    assert result.exit_code == 1
    assert "[number]" in result.stdout
    assert f"{PATH}:1: info: " in plain(result.stdout)
    assert "[baseline-unused]" in result.stdout


def test_a_dismissed_error_is_back_after_an_edit_of_the_source(folder):
    run(folder, "review", *PLACE, *FALSE_ALARM)
    (folder / "source_texts/strike.md").write_text(TEXT.replace("meet", "gather"))
    run(folder, "update", "--cosmetic")

    assert ("number", "error") in checks(folder)


def test_a_message_that_is_fuzzy_for_a_while_keeps_its_entry(folder):
    run(folder, "review", *PLACE, *FALSE_ALARM)
    run(folder, "review", *PLACE, "--needs-work", "-m", "2")

    assert "baseline-unused" not in [name for name, _ in checks(folder)]
    assert run(folder, "review", *PLACE, "--accept").exit_code == 0


def test_an_entry_of_a_text_that_is_gone_is_a_remark(folder):
    entry = Dismissed("gone", "ru", "number", "0" * 12, "x")
    (folder / PATH).write_bytes(baseline.dumps(Baseline((entry,))))

    assert ("baseline-unused", "info") in checks(folder)


def test_a_warning_is_dismissed_in_the_catalog(folder):
    edit(folder, "Стачка", "Стачка ")

    run(folder, "review", *PLACE, "--dismiss", "space", "--reason", "house style")

    message = catalog(folder, "strike").active[0]
    line = f"tamizdat: ignore check=space hash={message.hash} reason=house style"
    assert message.translator_comments == (line,)
    assert "space" not in [name for name, _ in checks(folder)]
    assert not (folder / PATH).exists()
    edit(folder, "Стачка ", "Забастовка ")
    assert "space" in [name for name, _ in checks(folder)]


def test_an_error_can_t_be_dismissed_by_a_line_in_the_catalog(folder):
    message = catalog(folder, "strike").active[1]
    ours = f"# tamizdat: ignore check=number hash={message.hash} reason=trust me"
    edit(folder, '#. paragraph\n#: source_texts/strike.md\nmsgid "We', f'{ours}\nmsgid "We')

    assert message.hash == catalog(folder, "strike").active[1].hash
    assert ("number", "error") in checks(folder)


def test_what_would_break_the_text_can_t_be_dismissed(folder):
    edit(folder, "Зовите", "Зовите\\n\\n")

    result = run(folder, "review", *PLACE, "--dismiss", "structure", "--reason", "x")

    assert result.exit_code == 1
    assert "mend the msgstr" in result.stdout
    assert not (folder / PATH).exists()


def test_errors_are_not_dismissed_in_bulk(folder):
    edit(folder, "30 друзей", "33 друга")

    result = run(folder, "review", *PLACE, *FALSE_ALARM)

    assert result.exit_code == 2
    assert "--message" in result.stderr
    assert not (folder / PATH).exists()


def test_a_finding_that_is_not_there_can_t_be_dismissed(folder):
    result = run(folder, "review", *PLACE, *FALSE_ALARM, "-m", "1")

    assert result.exit_code == 1
    assert "nothing is found by “number”" in result.stdout


entries = st.builds(
    Dismissed,
    *(st.sampled_from("ab"), st.sampled_from(["ru", "fa"]), st.sampled_from("xy")),
    *(st.sampled_from(["1", "2"]), st.text(st.characters(codec="utf-8"))),
)


@given(st.lists(entries), st.lists(entries))
def test_a_baseline_is_read_as_it_was_written_sorted_each_finding_once(first, second):
    made = Baseline().with_(first).with_(second)

    assert baseline.loads(baseline.dumps(made), Path(PATH)) == made
    assert list(made.entries) == sorted(made.entries)
    reasons = {entry.finding: entry.reason for entry in (*first, *second)}
    assert {entry.finding: entry.reason for entry in made.entries} == reasons
    assert made.without(made.entries) == Baseline()
    assert [*made.of("a", "ru")] == [e for e in made.entries if (e.domain, e.locale) == ("a", "ru")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("\xff", "not JSON"),
        ("[]", "version 2"),
        ('{"version": 3, "dismissed": []}', "version 2"),
        ('{"version": 1}', "must be a list"),
        ('{"version": 1, "dismissed": [{"check": "x"}]}', "entry 1"),
        ('{"version": 1, "dismissed": [7]}', "entry 1"),
    ],
)
def test_what_is_no_baseline_is_refused_with_its_file(folder, content, said):
    data = content.encode("latin-1")
    with pytest.raises(ConfigError, match=said):
        baseline.loads(data, Path(PATH))

    (folder / PATH).write_bytes(data)
    result = run(folder, "check")
    assert result.exit_code == 2
    assert "[baseline-unreadable]" in result.stdout
    assert "[number]" in result.stdout, "the rest is checked all the same"
    assert run(folder, "update").exit_code == 0
    published = run(folder, "publish")
    assert published.exit_code == 2
    assert "baseline.json" in published.stderr
    refused = run(folder, "review", *PLACE, *FALSE_ALARM)
    assert refused.exit_code == 2
    assert "baseline.json" in refused.stderr
    assert (folder / PATH).read_bytes() == data


def test_what_was_written_with_former_versions_is_read():
    entry = Dismissed("strike", "ru", "number", "0" * 12, "in words")
    values = {name: value for name, value in asdict(entry).items() if name != "by"}
    data = json.dumps({"version": 1, "dismissed": [values]}, indent=2).encode()

    assert baseline.loads(data, Path(PATH)) == Baseline((entry,))


def test_who_dismisses_may_be_named(folder):
    assert run(folder, "review", *PLACE, *FALSE_ALARM, "--as", "Ada L.").exit_code == 0
    (entry,) = baseline.loads((folder / PATH).read_bytes(), Path(PATH)).entries
    assert entry.by == "Ada L."

    edit(folder, "Стачка", "Стачка ")
    place = (*PLACE, "--dismiss", "space", "--reason", "house style", "--as", "night shift")
    assert run(folder, "review", *place).exit_code == 0
    (line,) = catalog(folder, "strike").active[0].provenance
    assert (line.get("by"), line.get("reason")) == ("night shift", "house style")
    assert "space" not in [name for name, _ in checks(folder)]


def dismiss(folder, branch, *numbers):
    """On a branch of the first commit, dismiss what is found in some messages."""
    hostile.git(folder, "checkout", "-q", "-b", branch, "first")
    for number in numbers:
        run(folder, "review", *PLACE, *FALSE_ALARM, "-m", str(number), "--as", branch)
    hostile.git(folder, "add", "-A")
    hostile.git(folder, "commit", "-qm", branch)


@pytest.fixture
def branched(folder, judge):
    """Two branches, each of which dismisses one finding."""
    judge("git")
    edit(folder, "30 друзей", "тридцать друзей")
    run(folder, "init", "--from", "en", "--to", "ru", "--no-input")
    hostile.git(folder, "init", "-q")

    def branch(*, attributes):
        if attributes:
            (folder / ".gitattributes").write_text(f"{PATH} text eol=lf merge=union\n")
        hostile.git(folder, "add", "-A")
        hostile.git(folder, "commit", "-qm", "first")
        hostile.git(folder, "tag", "first")
        dismiss(folder, "one", 2)
        dismiss(folder, "two", 3)
        return folder

    return branch


def test_dismissals_of_two_branches_merge(branched):
    folder = branched(attributes=True)

    hostile.git(folder, "merge", "-q", "one", "-m", "Merge")

    entries = baseline.loads((folder / PATH).read_bytes(), Path(PATH)).entries
    assert sorted(entry.by for entry in entries) == ["one", "two"]
    assert run(folder, "check").exit_code == 0


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_where_git_can_t_merge_them_both_sides_count_until_update_writes_them(branched, style):
    folder = branched(attributes=False)
    with pytest.raises(subprocess.CalledProcessError):
        hostile.git(folder, "-c", f"merge.conflictStyle={style}", "merge", "-q", "one")
    assert b"<<<<<<<" in (folder / PATH).read_bytes()

    result = run(folder, "check")
    assert result.exit_code == 2
    assert [name for name, _ in checks(folder)] == ["baseline-unreadable"]
    assert "run: tamizdat update" in result.stdout
    assert run(folder, "publish").exit_code == 0

    assert "both sides of a merge" in run(folder, "update").stderr
    assert [entry.by for entry in read(folder)] == ["one", "two"]
    assert run(folder, "check").exit_code == 0


def test_former_versions_in_conflict_are_put_together_too(branched):
    folder = branched(attributes=False)
    sides = []
    for branch in ("one", "two"):
        hostile.git(folder, "checkout", "-q", branch)
        values = [{k: v for k, v in asdict(e).items() if k != "by"} for e in read(folder)]
        content = json.dumps({"version": 1, "dismissed": values}, indent=2) + "\n"
        (folder / PATH).write_text(content)
        hostile.git(folder, "commit", "-qam", "As it was")
        sides += read(folder)
    with pytest.raises(subprocess.CalledProcessError):
        hostile.git(folder, "merge", "-q", "one")

    run(folder, "update")

    assert {entry.hash for entry in read(folder)} == {entry.hash for entry in sides}


def read(folder):
    return baseline.loads((folder / PATH).read_bytes(), Path(PATH)).entries


def test_init_asks_git_to_merge_them(tmp_path):
    run(tmp_path, "init", "--from", "en", "--to", "ru", "--no-input")

    assert f"{PATH} text eol=lf merge=union\n" in (tmp_path / ".gitattributes").read_text()
