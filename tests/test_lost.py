"""What was committed and is gone is found, with the way back; what has a reason is not."""

import json
import random
import re
import shlex
import subprocess

import hostile
import pytest
from project import catalog, run, translate

from tamizdat.catalogs import po
from tamizdat.check.lost import LOST

TEXT = "# Strike\n\nWe meet at noon at the gate.\n\nBring bread and blankets.\n\nNobody is alone.\n"
DONE = {"Strike": "Стачка", "We": "Встреча в полдень.", "Bring": "Берите хлеб.", "Nobody": "Никто."}
PATH = "locales/ru/LC_MESSAGES/a.po"


def commit(folder, message="Write"):
    hostile.git(folder, "add", "-A")
    hostile.git(folder, "commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture
def folder(write, judge):
    """A text that is translated and committed."""
    judge("git")
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")
    hostile.git(folder, "init", "-q", "-b", "main")
    commit(folder)
    translate(folder, "a", **DONE)
    commit(folder)
    return folder


def shown(folder, commit):
    command = ["git", "show", f"{commit}:{PATH}"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout


def found(folder, *arguments):
    report = json.loads(run(folder, "check", "--format", "json", *arguments).stdout)
    return [finding for finding in report["findings"] if finding["check"] == LOST]


def edit(folder, old, new, path=PATH):
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")


def follow(folder, finding):
    """Run the command that a finding names, up to `tamizdat`."""
    command = finding["message"].partition("to have it back: ")[2].partition(";")[0]
    for part in command.split(" && "):
        program, *arguments = shlex.split(part)
        if program == "tamizdat":
            run(folder, *arguments)
        else:
            subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True)


def msgstrs(folder):
    return [message.msgstr for message in catalog(folder, "a").active]


def test_an_older_copy_over_newer_work_is_found_and_taken_back(folder):
    (folder / PATH).write_bytes(shown(folder, "HEAD^"))

    (finding,) = found(folder)
    assert (finding["severity"], finding["path"], finding["locale"]) == ("error", PATH, "ru")
    assert finding["message"].startswith("4 translations are gone that HEAD has: line 19 “Strike”")
    assert run(folder, "check").exit_code == 1
    assert f"file={PATH},line=" in run(folder, "check", "--format", "github").stdout

    follow(folder, finding)
    assert found(folder) == []
    assert msgstrs(folder) == [*DONE.values()]


def older_correction(folder):
    edit(folder, "Берите хлеб.", "Берите хлеб и одеяла.")
    commit(folder)
    edit(folder, "Берите хлеб и одеяла.", "Берите хлеб.")


def test_an_older_translation_over_a_newer_one_is_found(folder):
    older_correction(folder)

    (finding,) = found(folder)
    assert "an older translation came back over 1 newer one that HEAD has" in finding["message"]
    assert "“Bring bread and blankets.”" in finding["message"]
    commit(folder)
    (finding,) = found(folder)
    assert "that HEAD^ has" in finding["message"]


def test_who_signs_an_older_translation_has_decided(folder):
    older_correction(folder)
    (finding,) = found(folder)
    command = finding["message"].partition("if it is meant: tamizdat ")[2].removesuffix(")")

    run(folder, *shlex.split(command.replace("NAME", "'night shift'")))

    assert found(folder) == []
    commit(folder)
    assert found(folder) == []


def test_a_correction_is_no_loss(folder):
    edit(folder, "Берите хлеб.", "Берите хлеб и одеяла.")
    assert found(folder) == []
    commit(folder)
    assert found(folder) == []


def emptied(folder):
    edit(folder, '"Никто."', '""')


def deleted(folder):
    (folder / PATH).unlink()


def message_taken_out(folder):
    text = (folder / PATH).read_text(encoding="utf-8")
    (folder / PATH).write_text(text[: text.index("#. paragraph")], encoding="utf-8")


def drafted_over(folder):
    edit(folder, '"Никто."', '""')
    run(folder, "draft", "--engine", "pseudo")


LOSSES = [emptied, deleted, message_taken_out, drafted_over, older_correction]


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("committed", [False, True])
def test_what_is_gone_is_named_and_comes_back(folder, lose, committed):
    lose(folder)
    if committed:
        commit(folder)

    (finding,) = found(folder)
    assert finding["severity"] == "error"
    assert found(folder, "a", "-l", "ru") == [finding]

    follow(folder, finding)
    if lose is not older_correction:
        assert DONE["Nobody"] in (folder / PATH).read_text(encoding="utf-8")


@pytest.mark.parametrize("lose", LOSSES)
def test_what_is_declared_was_taken_out_on_purpose(folder, lose):
    lose(folder)
    commit(folder, "Take out what nobody said\n\nTranslation: removed\n")

    assert found(folder) == []


def source_edited(folder):
    text = TEXT.replace("at noon", "at midnight").replace("Bring bread and blankets.\n\n", "")
    (folder / "source_texts/a.md").write_text(text)
    run(folder, "update")


def text_deleted(folder):
    (folder / "source_texts/b.md").write_text("Other.\n")
    (folder / "source_texts/a.md").unlink()
    (folder / PATH).unlink()


def text_renamed(folder):
    (folder / "source_texts/a.md").rename(folder / "source_texts/b.md")
    run(folder, "update")
    (folder / PATH).unlink(missing_ok=True)


def paragraph_moved(folder):
    cut = "Bring bread and blankets.\n\n"
    (folder / "source_texts/a.md").write_text(TEXT.replace(cut, ""))
    (folder / "source_texts/b.md").write_text(cut)
    run(folder, "update")
    text = (folder / PATH).read_text(encoding="utf-8")
    (folder / PATH).write_text(text.partition("#~")[0], encoding="utf-8")


def locale_taken_out(folder):
    (folder / "tamizdat.toml").write_text('locales = ["es"]\n')
    run(folder, "update")
    (folder / PATH).unlink()


def retranslated(folder):
    source_edited(folder)
    run(folder, "review", "a", "-l", "ru", "--accept")


REASONS = [
    source_edited, text_deleted, text_renamed, paragraph_moved, locale_taken_out, retranslated,
]  # fmt: skip


@pytest.mark.parametrize("change", REASONS)
def test_what_left_with_its_source_is_not_lost(folder, change):
    change(folder)
    assert found(folder) == []
    commit(folder)
    assert found(folder) == []


def test_a_machines_draft_is_nobodys_work(folder):
    (folder / "source_texts/a.md").write_text(f"{TEXT}\nCome, all of you.\n")
    run(folder, "update")
    run(folder, "draft", "--engine", "pseudo")
    commit(folder)
    drafted = catalog(folder, "a").active[-1]
    edit(folder, f'msgstr "{drafted.msgstr}"', 'msgstr ""')

    assert found(folder) == []


def branches(folder, ours, theirs):
    """Two branches of one commit, each with its edit."""
    hostile.git(folder, "checkout", "-qb", "side")
    theirs(folder)
    commit(folder)
    hostile.git(folder, "checkout", "-q", "main")
    ours(folder)
    commit(folder)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_what_a_merge_drops_is_found_on_either_side(folder, side):
    branches(
        folder,
        lambda f: edit(f, "Стачка", "Забастовка"),
        lambda f: edit(f, "Никто.", "Никто не один."),
    )
    hostile.git(folder, "merge", "-qs", "ours", "-X", side, "side", "-m", "Merge")
    (finding,) = found(folder)
    assert "HEAD^2" in finding["message"]
    assert "“Nobody is alone.”" in finding["message"]


def test_a_merge_that_keeps_both_sides_loses_nothing(folder):
    branches(
        folder,
        lambda f: edit(f, "Стачка", "Забастовка"),
        lambda f: edit(f, "Никто.", "Никто не один."),
    )
    hostile.git(folder, "merge", "-q", "side", "-m", "Merge")

    assert msgstrs(folder)[0] == "Забастовка"
    assert found(folder) == []


def test_a_decision_on_a_branch_holds_when_it_is_merged(folder):
    edit(folder, "Стачка", "Забастовка")
    commit(folder)
    branches(folder, lambda _: None, lambda f: edit(f, "Забастовка", "Стачка"))
    hostile.git(folder, "merge", "-q", "side", "-m", "Merge")

    assert msgstrs(folder)[0] == "Стачка"
    assert found(folder) == []


def test_a_clone_of_one_commit_says_that_it_could_not_compare(folder, tmp_path):
    emptied(folder)
    commit(folder)
    for depth, severities in (("1", ["info"]), ("2", ["error"])):
        place = tmp_path / depth
        hostile.git(tmp_path, "clone", "-q", "--depth", depth, f"file://{folder}", place)

        assert [finding["severity"] for finding in found(place)] == severities

    (finding,) = found(tmp_path / "1")
    assert "fetch-depth: 2" in finding["message"]
    assert run(tmp_path / "1", "check").exit_code == 0


def test_the_first_commit_has_nothing_to_compare_with(write, judge):
    judge("git")
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")
    hostile.git(folder, "init", "-q")
    assert found(folder) == []
    commit(folder)
    assert found(folder) == []


def test_a_project_below_the_top_of_its_repository_is_compared(folder, tmp_path):
    place = tmp_path / "whole/project"
    place.parent.mkdir()
    hostile.git(tmp_path, "clone", "-q", f"file://{folder}", place)
    (place / ".git").rename(tmp_path / "away")
    hostile.git(place.parent, "init", "-q")
    commit(place.parent)
    deleted(place)

    (finding,) = found(place)
    assert finding["path"] == PATH
    follow(place, finding)
    assert found(place) == []


def test_line_ends_are_no_difference(folder):
    data = (folder / PATH).read_bytes()
    (folder / PATH).write_bytes(data.replace(b"\n", b"\r\n"))

    assert found(folder) == []


def test_what_a_stranger_put_into_the_history_is_left_alone(folder, tmp_path):
    """A submodule, a symlink and a huge file in the places of catalogs."""
    (folder / "source_texts/b.md").write_text("Huge.\n")
    (folder / "source_texts/c.md").write_text("Linked.\n")
    (folder / "source_texts/d.md").write_text("Module.\n")
    run(folder, "update")
    place = folder / "locales/ru/LC_MESSAGES"
    (place / "b.po").write_bytes(b"#" * ((1 << 24) + 1))
    (place / "c.po").unlink()
    (place / "c.po").symlink_to(tmp_path / "elsewhere")
    (place / "d.po").unlink()
    hostile.committed(place / "d.po", {"x": "1"}, {"x": "2"})
    commit(folder)
    for path in (place / "b.po", place / "c.po"):
        path.unlink()
    (place / "d.po").rename(tmp_path / "module")
    run(folder, "update")

    assert found(folder) == []
    assert not (tmp_path / "elsewhere").exists()


def test_what_a_returned_older_file_brings_is_taken_and_what_it_lacks_is_kept(folder):
    """As it happens by mail: handed out before others worked, returned with a message done."""
    older = shown(folder, "HEAD^")
    (folder / "source_texts/a.md").write_text(f"{TEXT}\nCome, all of you.\n")
    run(folder, "update")
    commit(folder)
    (folder / PATH).write_bytes(older)
    translate(folder, "a", Bring="Хлеб и одеяла.")
    run(folder, "update")
    translate(folder, "a", Come="Приходите.")

    (finding,) = found(folder)
    assert "3 translations are gone" in finding["message"]
    follow(folder, finding)

    assert msgstrs(folder)[:2] == [DONE["Strike"], DONE["We"]]
    assert msgstrs(folder)[3:] == [DONE["Nobody"], "Приходите."]
    assert "Хлеб и одеяла." in (folder / PATH).read_text(encoding="utf-8")
    assert found(folder) == []


@pytest.mark.parametrize("seed", range(2))
def test_copies_of_any_age_are_told_by_what_they_erase(folder, seed):
    """Rounds of translating and correcting; each time some older copy comes back."""
    chance = random.Random(seed)
    path = folder / PATH
    for number in range(8):
        texts = "\n\n".join(f"{word.capitalize()} at noon." for word in "abcdef"[: 2 + number // 2])
        (folder / "source_texts/a.md").write_text(f"{TEXT}\n{texts}\n")
        run(folder, "update")
        before = catalog(folder, "a")
        typed = {
            m.key: m.evolve(msgstr=f"{m.msgid} {number}")
            for m in before.active
            if chance.random() < 0.5
        }
        path.write_bytes(po.dumps(before.replaced(typed)))
        commit(folder, f"Round {number}")
        mine = catalog(folder, "a").active
        versions = [po.loads(shown(folder, f"HEAD~{age}")) for age in range(number + 2)]
        path.write_bytes(po.dumps(chance.choice(versions)))

        copy = catalog(folder, "a").by_key
        theirs = [(m, copy[m.key].msgstr if m.key in copy else "") for m in mine if m.msgstr]
        gone = [m for m, msgstr in theirs if not msgstr]
        older = [m for m, msgstr in theirs if msgstr not in ("", m.msgstr)]
        said = " ".join(finding["message"] for finding in found(folder))
        for messages, words in ((gone, "gone that"), (older, "came back over")):
            assert bool(messages) == (words in said)
        counts = re.findall(r"(\d+|a) translations? (?:are|is) gone|over (\d+) newer", said)
        numbers = [int((one or other).replace("a", "1")) for one, other in counts]
        assert numbers == [len(messages) for messages in (gone, older) if messages]
        path.write_bytes(shown(folder, "HEAD"))
