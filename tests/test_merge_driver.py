"""git merges catalogs with the driver: real repositories, real merge, rebase and cherry-pick."""

from __future__ import annotations

import re
import subprocess
import sys

import polib
import pytest
from project import catalog, run

from tamizdat.catalogs.catalog import State
from tamizdat.project import driver

TEXT = """\
# Strike

We meet at noon at the gate.

Bring bread and blankets.

Nobody is left alone here.
"""
PATH = "locales/fr/LC_MESSAGES/strike.po"
NOON, BREAD, ALONE = TEXT.strip().split("\n\n")[1:]


def git(folder, *arguments, fails=False):
    """Run git as somebody; what it prints."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    ended = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=False, capture_output=True, text=True
    )
    assert (ended.returncode != 0) == fails, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@pytest.fixture
def repository(tmp_path, judge):
    """A project in git, as `init` sets it up, with one untranslated text."""
    judge("git")
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "source_texts").mkdir()
    (tmp_path / "source_texts/strike.md").write_text(TEXT, encoding="utf-8")
    assert run(tmp_path, "init", "--from", "en", "--to", "fr", "--no-input").exit_code == 0
    run(tmp_path, "update")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "A call")
    return tmp_path


def typed(folder, /, by="", **msgstrs):
    """Translate as an editor does that signs and dates what it saves, and commit."""
    file = polib.pofile(str(folder / PATH), wrapwidth=0)
    for entry in file:
        if (msgstr := msgstrs.get(entry.msgid.split()[0])) is not None:
            entry.msgstr, entry.flags = msgstr, []
    if by:
        file.metadata["Last-Translator"] = by
        file.metadata["PO-Revision-Date"] = f"2026-0{len(by)}-01 10:00+0000"
    file.save(str(folder / PATH))
    git(folder, "commit", "-qam", "French")


def branches(folder, ours, theirs):
    """Two branches from here: `main`, on which we are, and `other`."""
    git(folder, "checkout", "-qb", "other")
    theirs()
    git(folder, "checkout", "-q", "main")
    ours()


def french(folder):
    return {message.msgid: message for message in catalog(folder, "strike", "fr").active}


def test_neighbours_and_signed_headers_merge_by_themselves(repository):
    branches(
        repository,
        lambda: typed(repository, by="Ana", Strike="Grève", Bring="Apportez du pain."),
        lambda: typed(repository, by="Zoë Z", We="On se retrouve à midi.", Nobody="Personne."),
    )
    git(repository, "merge", "other")
    assert all(message.state is State.TRANSLATED for message in french(repository).values())
    assert run(repository, "update", "--check").exit_code == 0
    header = dict(catalog(repository, "strike", "fr").fields())
    assert (header["Last-Translator"], header["PO-Revision-Date"]) == (
        "Ana",
        "2026-05-01 10:00+0000",
    )


@pytest.mark.parametrize(
    "way", [("merge", "other"), ("rebase", "other"), ("cherry-pick", "other")], ids=lambda w: w[0]
)
def test_two_translations_of_a_message_are_a_conflict_in_a_file_that_can_be_read(repository, way):
    branches(
        repository,
        lambda: typed(repository, Bring="Apportez du pain.", We="On se retrouve à midi."),
        lambda: typed(repository, Bring="Venez avec du pain.", Nobody="Personne."),
    )
    said = git(repository, *way, fails=True)
    assert "CONFLICT" in said
    assert re.search(rf"{PATH}:\d+: two translations", said)
    found = french(repository)
    assert {found[BREAD].msgstr, *found[BREAD].others} == {
        "Apportez du pain.",
        "Venez avec du pain.",
    }
    assert found[NOON].state.done
    assert found[ALONE].state.done
    assert run(repository, "review", "strike", "-l", "fr", "--accept").exit_code == 0
    git(repository, "add", ".")
    git(repository, "-c", "core.editor=true", way[0], "--continue")
    assert not french(repository)[BREAD].others
    assert run(repository, "update", "--check").exit_code == 0


def test_a_translation_meets_an_edited_source(repository):
    source = repository / "source_texts/strike.md"

    def edited():
        source.write_text(TEXT.replace("noon", "one").replace(ALONE + "\n", ""), encoding="utf-8")
        run(repository, "update")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "At one")

    branches(
        repository,
        edited,
        lambda: typed(repository, We="On se retrouve à midi.", Nobody="Personne."),
    )
    git(repository, "merge", "other")
    message = french(repository)[NOON.replace("noon", "one")]
    assert (message.msgstr, message.state) == ("On se retrouve à midi.", State.CHANGED)
    assert message.previous_msgid == NOON
    (gone,) = catalog(repository, "strike", "fr").obsolete
    assert (gone.msgid, gone.msgstr) == (ALONE, "Personne.")
    assert run(repository, "update", "--check").exit_code == 0


def test_both_branches_edit_the_source_and_update(repository):
    source = repository / "source_texts/strike.md"

    def edit(old, new):
        source.write_text(source.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        run(repository, "update")
        git(repository, "commit", "-qam", f"{new}")

    branches(
        repository,
        lambda: edit("# Strike\n", "# Strike\n\nA new beginning.\n"),
        lambda: edit("alone here.\n", "alone here.\n\nA new end.\n"),
    )
    git(repository, "merge", "other")
    assert [*french(repository)] == ["Strike", "A new beginning.", NOON, BREAD, ALONE, "A new end."]
    assert run(repository, "update", "--check").exit_code == 0


def test_a_catalog_that_can_not_be_read_is_merged_line_by_line(repository):
    def broken():
        path = repository / PATH
        path.write_text(path.read_text(encoding="utf-8") + '\nmsgid "cut off', encoding="utf-8")
        git(repository, "commit", "-qam", "Broken")

    branches(repository, broken, lambda: typed(repository, Nobody="Personne."))
    git(repository, "merge", "other", fails=True)
    text = (repository / PATH).read_text(encoding="utf-8")
    assert "<<<<<<<" in text
    assert "Personne." in text
    assert "cut off" in text


def test_where_the_program_is_gone_git_merges_lines(repository, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/bin/100% python")
    driver.install(repository)
    branches(
        repository,
        lambda: typed(repository, Bring="Apportez du pain."),
        lambda: typed(repository, Bring="Venez avec du pain."),
    )
    git(repository, "merge", "other", fails=True)
    assert "<<<<<<<" in (repository / PATH).read_text(encoding="utf-8")


def test_nothing_of_the_repository_is_run(repository):
    for name in ("tamizdat.py", "click.py", "polib.py"):
        (repository / name).write_text("open('/'.join((__file__, '..', 'run')), 'w')\n1 / 0\n")
    branches(
        repository,
        lambda: typed(repository, Bring="Apportez du pain."),
        lambda: typed(repository, We="On se retrouve à midi."),
    )
    git(repository, "merge", "other")
    assert not (repository / "run").exists()
    assert french(repository)[NOON].state.done


def test_a_clone_that_has_not_installed_it_works_as_ever(repository, tmp_path_factory):
    typed(repository, We="On se retrouve à midi.")
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", str(repository), ".")
    branches(
        clone,
        lambda: typed(clone, Strike="Grève"),
        lambda: typed(clone, Nobody="Personne."),
    )
    git(clone, "merge", "other")
    assert french(clone)["Strike"].state.done
    assert french(clone)[ALONE].state.done
    assert "message by message" in run(clone, "merge-driver", "--install").stderr
    assert "merge-driver" in git(clone, "config", "merge.tamizdat.driver")


def test_outside_of_a_repository_nothing_can_be_installed(tmp_path):
    result = run(tmp_path, "merge-driver", "--install")
    assert result.exit_code == 2
    assert "git init" in result.stderr


def test_files_that_both_sides_added_have_no_base(tmp_path):
    header = 'msgid ""\nmsgstr "Language: fr\\n"\n\n'
    (tmp_path / "base").write_bytes(b"")
    (tmp_path / "ours").write_text(header + 'msgid "a"\nmsgstr "A"\n', encoding="utf-8")
    (tmp_path / "theirs").write_text(header + 'msgid "b"\nmsgstr "B"\n', encoding="utf-8")
    assert run(tmp_path, "merge-driver", "base", "ours", "theirs").exit_code == 0
    merged = polib.pofile(str(tmp_path / "ours"))
    assert {entry.msgid: entry.msgstr for entry in merged} == {"a": "A", "b": "B"}


def test_a_catalog_that_git_put_in_the_place_of_a_template_is_taken_to_its_place(repository):
    """Where a text moves, git may pair its catalog with the template that is new and like it."""
    typed(repository, We="On se retrouve à midi.", Nobody="Personne.")
    template = repository / "locales/templates/strike.pot"
    catalog_path = repository / PATH
    catalog_path.rename(template)
    run(repository, "update")
    assert french(repository)[NOON].msgstr == "On se retrouve à midi."
    assert not any(entry.msgstr for entry in polib.pofile(str(template)))
    assert run(repository, "update", "--check").exit_code == 0

    typed(repository, Bring="Apportez du pain.")
    template.write_bytes(catalog_path.read_bytes().replace(b"Apportez du pain.", b"Du pain !"))
    run(repository, "update")
    assert french(repository)[BREAD].msgstr == "Apportez du pain."
    assert french(repository)[BREAD].others == ("Du pain !",)
    assert run(repository, "update", "--check").exit_code == 0


def test_catalogs_of_two_languages_are_never_merged_as_one(repository):
    other = repository / "theirs.po"
    other.write_bytes((repository / PATH).read_bytes().replace(b"Language: fr", b"Language: es"))
    base = repository / "base.po"
    base.write_bytes((repository / PATH).read_bytes())
    result = run(repository, "merge-driver", "base.po", PATH, "theirs.po")
    assert result.exit_code == 1
    said = result.stderr
    assert "git took two languages’ catalogs for one: “fr” ours, “es” theirs" in said
    assert "next: keep ours, import theirs: tamizdat help handouts says how" in said
    assert f"{PATH}: both stand in it whole, ours above =======, theirs below" in said
    assert "lines" not in said
    text = (repository / PATH).read_text(encoding="utf-8")
    assert text.index("Language: fr") < text.index("\n=======\n") < text.index("Language: es")


@pytest.fixture
def scrubbing(repository):
    """The same in a project that keeps its catalogs free of people."""
    settings = repository / "tamizdat.toml"
    settings.write_text(f"{settings.read_text()}\n[privacy]\nscrub = true\n")
    git(repository, "commit", "-qam", "Scrub")
    return repository


def signed(folder, path=PATH):
    """Translate as somebody does whose editor and who herself leave their names."""
    typed(folder, by="Ana Boe <ana@example.org>", Bring="Apportez du pain.")
    text = (folder / path).read_text(encoding="utf-8")
    comment = "# Ana Boe <ana@example.org>, 2026.\n#. paragraph\n"
    (folder / path).write_text(text.replace("#. paragraph\n", comment, 1), encoding="utf-8")
    git(folder, "commit", "-qam", "By Ana")


@pytest.mark.parametrize("way", ["merge", "rebase"])
def test_nobody_comes_into_a_catalog_that_is_scrubbed_by_a_merge(scrubbing, way):
    branches(scrubbing, lambda: typed(scrubbing, We="À midi."), lambda: signed(scrubbing))
    git(scrubbing, way, "other")
    text = (scrubbing / PATH).read_text(encoding="utf-8")
    assert "Ana" not in text
    assert "ana@" not in text
    assert "2026" not in text
    assert french(scrubbing)[BREAD].msgstr == "Apportez du pain."
    assert french(scrubbing)[NOON].msgstr == "À midi."
    assert "Project-Id-Version: strike" in text
    assert run(scrubbing, "update", "--check").exit_code == 0


def test_without_scrubbing_a_merge_takes_everybody_along(repository):
    branches(repository, lambda: typed(repository, We="À midi."), lambda: signed(repository))
    git(repository, "merge", "other")
    text = (repository / PATH).read_text(encoding="utf-8")
    assert text.count("Ana Boe <ana@example.org>") == 2


def test_a_project_below_the_top_of_its_repository_is_found(scrubbing):
    (scrubbing / "site").mkdir()
    for name in ("tamizdat.toml", "source_texts", "locales"):
        git(scrubbing, "mv", name, f"site/{name}")
    git(scrubbing, "commit", "-qm", "Below")
    path = scrubbing / "site" / PATH

    def by(name, word):
        text = path.read_text(encoding="utf-8").replace(
            "Last-Translator: ", f"Last-Translator: {name}"
        )
        text = re.sub(rf'(msgid "{word}.*\nmsgstr ")"', rf'\1{word}"', text)
        path.write_text(text, encoding="utf-8")
        git(scrubbing, "commit", "-qam", word)

    branches(scrubbing, lambda: by("", "We"), lambda: by("Ana Boe <ana@example.org>", "Bring"))
    git(scrubbing / "site", "merge", "other")
    text = path.read_text(encoding="utf-8")
    assert 'msgstr "We"' in text
    assert 'msgstr "Bring"' in text
    assert "Ana" not in text


def test_what_another_program_keeps_beside_it_is_not_scrubbed(scrubbing):
    path = scrubbing / "program/fr.po"
    path.parent.mkdir()

    def by(**fields):
        header = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
        messages = "".join(f'\nmsgid "{n}"\nmsgstr "{v}"\n' for n, v in fields.items())
        path.write_text(f'msgid ""\nmsgstr ""\n"Language: fr\\n"\n{header}{messages}')
        git(scrubbing, "add", ".")
        git(scrubbing, "commit", "-qm", "Program")

    by()
    branches(
        scrubbing,
        lambda: by(Comment="mine"),
        lambda: by(**{"Last-Translator": "Ana Boe <ana@example.org>"}),
    )
    git(scrubbing, "merge", "other")
    assert "Last-Translator: Ana Boe <ana@example.org>" in path.read_text()


def test_where_nobody_knows_whether_to_scrub_people_decide(scrubbing):
    """The configuration can't be read; the catalogs are merged all the same."""
    branches(scrubbing, lambda: typed(scrubbing, We="À midi."), lambda: signed(scrubbing))
    settings = scrubbing / "tamizdat.toml"
    settings.write_text(settings.read_text() + "<<<<<<< ours\n")
    git(scrubbing, "commit", "-qam", "Broken")
    said = git(scrubbing, "merge", "other", fails=True)
    assert "tamizdat.toml" in said
    assert f"{PATH}: it may name people, whom this project keeps out" in said
    assert french(scrubbing)[NOON].msgstr == "À midi."
    assert french(scrubbing)[BREAD].msgstr == "Apportez du pain."

    git(scrubbing, "checkout", "-q", "HEAD~1", "tamizdat.toml")
    run(scrubbing, "update")
    assert "Ana" not in (scrubbing / PATH).read_text(encoding="utf-8")


def test_people_decide_on_what_git_had_to_merge_where_catalogs_are_scrubbed(scrubbing):
    def broken():
        path = scrubbing / PATH
        path.write_text(path.read_text(encoding="utf-8") + '\nmsgid "cut off', encoding="utf-8")
        git(scrubbing, "commit", "-qam", "Broken")

    branches(scrubbing, broken, lambda: typed(scrubbing, "Ana Boe <ana@example.org>"))
    said = git(scrubbing, "merge", "other", fails=True)
    assert "git has merged its lines instead" in said
    assert "it may name people" in said
