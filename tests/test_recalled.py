"""What git remembers helps: what was translated once is never translated twice."""

from pathlib import Path

import hostile
import pytest
from project import catalog, plain, run, translate

from tamizdat.catalogs.catalog import State

TEXT = "# Strike\n\nWe meet at noon at the gate.\n\nBring bread.\n"
PATH = "locales/ru/LC_MESSAGES/a.po"


def commit(folder, message="Write"):
    hostile.git(folder, "add", "-A")
    hostile.git(folder, "commit", "-q", "--allow-empty", "-m", message)


def write_source(folder, text, name="a"):
    (folder / f"source_texts/{name}.md").write_text(text)


def edit(folder, old, new, path=PATH):
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(write, judge):
    judge("git")
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")
    translate(folder, "a", Strike="Стачка", We="В полдень у ворот.", Bring="Берите хлеб.")
    run(folder, "review", "a", "-l", "ru", "--all", "--accept", "--as", "night shift")
    hostile.git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def later(folder):
    """The source is edited, translated anew and committed."""
    write_source(folder, TEXT.replace("noon", "midnight"))
    run(folder, "update")
    edit(folder, "В полдень у ворот.", "В полночь у ворот.")
    run(folder, "review", "a", "-l", "ru", "--accept")
    assert catalog(folder, "a").active[1].state is State.TRANSLATED
    commit(folder)


def test_an_undone_edit_is_not_paid_twice(folder):
    before = catalog(folder, "a").active
    later(folder)
    write_source(folder, TEXT)

    result = run(folder, "update")

    assert plain(result.stdout).split("\n")[:2] == ["text locale restored obsolete", "a ru 1 1"]
    now = catalog(folder, "a")
    assert now.active == before
    assert now.active[1].state is State.REVIEWED
    assert [message.msgstr for message in now.obsolete] == ["В полночь у ворот."]
    assert run(folder, "update", "--check").exit_code == 0
    assert run(folder, "check").exit_code == 0


def test_a_text_that_was_deleted_with_its_catalogs_comes_back_translated(folder):
    before = catalog(folder, "a").active
    write_source(folder, "Other.\n", "b")
    (folder / "source_texts/a.md").unlink()
    run(folder, "update")
    (folder / PATH).unlink(missing_ok=True)
    commit(folder)
    write_source(folder, TEXT)

    run(folder, "update")

    assert catalog(folder, "a").active == before


def test_a_draft_that_nobody_confirmed_does_not_come_back(folder):
    write_source(folder, f"{TEXT}\nSing.\n\nDance.\n")
    run(folder, "update")
    run(folder, "draft", "--engine", "pseudo")
    run(folder, "review", "a", "-l", "ru", "--accept", "-m", "5")
    assert [m.state.value for m in catalog(folder, "a").active[3:]] == ["draft", "translated"]
    commit(folder)
    write_source(folder, "Other.\n", "b")
    (folder / "source_texts/a.md").unlink()
    run(folder, "update")
    (folder / PATH).unlink()
    commit(folder)
    write_source(folder, f"{TEXT}\nSing.\n\nDance.\n")

    run(folder, "update")

    states = [message.state.value for message in catalog(folder, "a").active]
    assert states == [*["reviewed"] * 3, "untranslated", "translated"]


def test_what_was_corrected_before_it_left_comes_back_corrected(folder):
    edit(folder, "В полдень у ворот.", "Ровно в полдень у ворот.")
    commit(folder)
    later_text = TEXT.replace("noon", "midnight")
    write_source(folder, later_text)
    run(folder, "update")
    edit(folder, "Ровно в полдень у ворот.", "В полночь.")
    run(folder, "review", "a", "-l", "ru", "--accept")
    commit(folder)
    write_source(folder, TEXT)

    run(folder, "update")

    assert catalog(folder, "a").active[1].msgstr == "Ровно в полдень у ворот."


def test_what_was_taken_out_before_it_left_does_not_come_back(folder):
    edit(folder, '"В полдень у ворот."', '""')
    commit(folder)
    write_source(folder, TEXT.replace("We meet at noon at the gate.\n\n", ""))
    run(folder, "update")
    commit(folder)
    write_source(folder, TEXT)

    run(folder, "update")

    assert catalog(folder, "a").active[1].state is State.UNTRANSLATED


def test_a_translation_that_lives_elsewhere_comes_before_one_of_the_past(folder):
    paragraph = "We meet at noon at the gate.\n\n"
    write_source(folder, TEXT.replace(paragraph, ""))
    write_source(folder, paragraph, "b")
    run(folder, "update")
    path = PATH.replace("a.po", "b.po")
    edit(folder, "В полдень у ворот.", "Исправлено.", path)
    text = (folder / PATH).read_text(encoding="utf-8")
    (folder / PATH).write_text(text.partition("#~")[0], encoding="utf-8")
    commit(folder)
    write_source(folder, TEXT)

    run(folder, "update")

    assert "В полдень" not in catalog(folder, "a").active[1].msgstr


def test_a_catalog_that_the_last_commit_has_is_not_made_anew(folder):
    (folder / PATH).unlink()

    result = run(folder, "update")
    assert result.exit_code == 2
    assert "the last commit has 3 translations in it" in result.stderr
    assert f"next: git checkout HEAD -- {PATH}" in result.stderr
    assert not (folder / PATH).exists()
    report = run(folder, "check").stdout
    assert f"the catalog is gone (run: git checkout HEAD -- {PATH})" in report

    assert run(folder, "update", "--force").exit_code == 0
    assert {m.state for m in catalog(folder, "a").active} == {State.UNTRANSLATED}


@pytest.mark.parametrize("left", ["", "В полдень у", 'В полдень у ворот."\n\nmsgid "Bring'])
def test_a_catalog_that_was_cut_off_is_taken_from_git(folder, left):
    whole = (folder / PATH).read_bytes()
    before = whole.partition("В полдень".encode())[0] if left else b""
    (folder / PATH).write_bytes(before + left.encode())

    result = run(folder, "check")
    assert result.exit_code == 2
    assert "git has it whole" in result.stdout
    command = result.stdout.partition("git has it whole: ")[2].partition(")")[0]
    assert command.endswith(f"git checkout HEAD -- {PATH}")
    assert bool(left) == command.startswith("mv ")
    assert "delete" not in result.stdout
    assert command in run(folder, "update").stderr

    hostile.git(folder, "checkout", "HEAD", "--", PATH)
    assert (folder / PATH).read_bytes() == whole


def test_without_git_nobody_is_told_to_delete_work(write):
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")
    (folder / PATH).write_bytes(b"")

    report = run(folder, "check").stdout
    assert "take the file from the last commit, or from a backup" in report
    assert "if nobody has translated it yet" in report


def test_a_new_text_with_an_old_name_is_no_catalog_that_is_gone(folder):
    (folder / "source_texts/a.md").rename(folder / "source_texts/b.md")
    write_source(folder, "Knitting circle, bring wool.\n")
    assert run(folder, "update").exit_code == 0
    (folder / PATH).unlink()

    assert run(folder, "update").exit_code == 0


def lose(folder):
    edit(folder, '"В полдень у ворот."', '""')
    commit(folder)
    commit(folder)


def test_what_was_lost_in_some_commit_is_offered_as_a_draft(folder):
    hash_of_first = Path(folder / ".git/refs/heads/main").read_text()[:8]
    lose(folder)
    run(folder, "update")
    assert catalog(folder, "a").active[1].state is State.UNTRANSLATED

    run(folder, "draft", "--engine", "none")

    message = catalog(folder, "a").active[1]
    assert (message.state, message.msgstr) == (State.DRAFT, "В полдень у ворот.")
    assert message.draft.get("engine") == "memory"
    assert message.draft.get("route") == f"a@{hash_of_first}"


def test_what_was_taken_out_on_purpose_is_not_offered_again(folder):
    edit(folder, '"В полдень у ворот."', '""')
    commit(folder, "Take it out\n\nTranslation: removed\n")
    edit(folder, "Берите хлеб.", "Берите хлеба.")
    commit(folder)

    run(folder, "draft", "--engine", "none")

    assert catalog(folder, "a").active[1].state is State.UNTRANSLATED


def test_what_a_check_calls_wrong_is_not_offered(folder):
    write_source(folder, TEXT + "\nCall 0911 123 456.\n")
    run(folder, "update")
    translate(folder, "a", Call="Звоните 0911 123 457.")
    commit(folder)
    edit(folder, '"Звоните 0911 123 457."', '""')
    commit(folder)

    run(folder, "draft", "--engine", "none")

    assert catalog(folder, "a").active[-1].state is State.UNTRANSLATED


def test_another_text_with_the_same_name_takes_no_translation_from_the_past(folder):
    (folder / "source_texts/a.md").unlink()
    write_source(folder, "Other.\n", "b")
    run(folder, "update")
    (folder / PATH).unlink(missing_ok=True)
    commit(folder)
    write_source(folder, "# Strike\n\nA game of nine pins.\n\nThrow twice.\n")

    run(folder, "update")

    assert {m.state for m in catalog(folder, "a").active} == {State.UNTRANSLATED}
