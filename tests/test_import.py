"""What comes back: `export` hands files out, translators and time go by, `import` takes them in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import polib
import pytest
from project import catalog, plain, run

from tamizdat.catalogs import handout, po
from tamizdat.catalogs.catalog import Catalog, State

CALL = """\
# Strike

We meet at noon at the gate.

Bring bread and blankets.

Nobody is left alone here.
"""
PATH = "locales/fr/LC_MESSAGES/strike.po"
NOON, BREAD, ALONE = (
    "We meet at noon at the gate.",
    "Bring bread and blankets.",
    "Nobody is left alone here.",
)


@pytest.fixture
def project(write):
    """A call in English, to be translated into French and Spanish."""
    folder = write({"source_texts/strike.md": CALL}, config='locales = ["fr", "es"]')
    assert run(folder, "update").exit_code == 0
    return folder


def typed(path, /, **msgstrs):
    """Translate in a file, by the first word of the msgid; `~` leaves it fuzzy."""
    file = polib.pofile(str(path), wrapwidth=0)
    for entry in file:
        msgstr = msgstrs.get(entry.msgid.split()[0])
        if msgstr is not None:
            entry.msgstr = msgstr.removeprefix("~")
            entry.flags = ["fuzzy"] if msgstr.startswith("~") else []
    file.save(str(path))


def handed_out(folder, name="strike.fr.po"):
    """The file that `export` makes for French."""
    result = run(folder, "export", "-l", "fr", "-o", "out", "strike")
    assert result.exit_code == 0, result.stderr
    return folder / "out" / name


def french(folder) -> dict[str, str]:
    return {message.msgid: message.msgstr for message in catalog(folder, "strike", "fr").active}


def test_an_older_copy_takes_nothing_away(project):
    """A coordinator puts a file back that left before three messages were translated."""
    copy = handed_out(project)
    typed(project / PATH, We="On se retrouve à midi.", Bring="Apportez du pain.")
    typed(copy, Nobody="Personne ne reste seul.")
    result = run(project, "import", "out/strike.fr.po")
    assert result.exit_code == 0
    assert french(project) == {
        "Strike": "",
        NOON: "On se retrouve à midi.",
        BREAD: "Apportez du pain.",
        ALONE: "Personne ne reste seul.",
    }
    assert "out/strike.fr.po → strike fr: 1 new, 2 older, 1 as they were" in result.stdout
    compared = "compared with what was handed out"
    assert compared in run(project, "import", "-nv", "out/strike.fr.po").stderr
    assert compared not in result.stderr
    assert plain(result.stdout).splitlines()[1].startswith(f" new {PATH}:")


def test_a_correction_comes_in_and_takes_its_question_along(project):
    typed(project / PATH, We="On se retrouve à midi.", Bring="Apportez du pain.")
    copy = handed_out(project)
    text = copy.read_text(encoding="utf-8")
    text = text.replace("Apportez du pain.", "Apportez pain et couvertures.")
    text = text.replace(f'msgid "{NOON}"', f'#, fuzzy\nmsgid "{NOON}"')
    text = text.replace(f'#, fuzzy\nmsgid "{NOON}"', f'# Noon or midday?\n#, fuzzy\nmsgid "{NOON}"')
    copy.write_text(text, encoding="utf-8")
    result = run(project, "import", "out/strike.fr.po")
    assert result.exit_code == 0
    noon, bread = (catalog(project, "strike", "fr").by_key[None, msgid] for msgid in (NOON, BREAD))
    assert (noon.state, noon.translator_comments) == (State.NEEDS_WORK, ("Noon or midday?",))
    assert (bread.msgstr, bread.state) == ("Apportez pain et couvertures.", State.TRANSLATED)
    assert "1 corrected, 1 doubted" in result.stdout


def test_of_two_translations_one_stands_and_the_other_beside_it(project):
    copy = handed_out(project)
    typed(project / PATH, Bring="Apportez du pain.")
    typed(copy, Bring="Venez avec du pain !")
    result = run(project, "import", "out/strike.fr.po")
    assert result.exit_code == 1
    message = catalog(project, "strike", "fr").by_key[None, BREAD]
    assert (message.msgstr, message.others) == ("Apportez du pain.", ("Venez avec du pain !",))
    assert message.state is State.TRANSLATED
    for shown in (result.stdout, run(project, "review", "-l", "fr").stdout):
        assert "Apportez du pain." in shown
        assert "Venez avec du pain !" in shown
    found = run(project, "check").stdout
    assert "Venez avec du pain !" in found
    assert "[catalog-conflict]" in found
    assert run(project, "import", "out/strike.fr.po").exit_code == 0  # it brings nothing more
    assert catalog(project, "strike", "fr").by_key[None, BREAD] == message

    assert run(project, "review", "strike", "-l", "fr", "--other").exit_code == 0
    message = catalog(project, "strike", "fr").by_key[None, BREAD]
    assert (message.msgstr, message.others) == ("Venez avec du pain !", ("Apportez du pain.",))
    run(project, "review", "strike", "-l", "fr", "--accept", "-m", "3")
    message = catalog(project, "strike", "fr").by_key[None, BREAD]
    assert (message.msgstr, message.others) == ("Venez avec du pain !", ())
    assert "catalog-conflict" not in run(project, "check").stdout


def test_a_file_that_is_imported_twice_changes_nothing(project):
    typed(handed_out(project), We="On se retrouve à midi.")
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    before = (project / PATH).read_bytes()
    result = run(project, "import", "out/strike.fr.po")
    assert (project / PATH).read_bytes() == before
    assert "new" not in result.stdout
    assert run(project, "update", "--check").exit_code == 0


def test_what_would_only_be_written_anew_is_left_to_the_next_update(project):
    copy = handed_out(project)
    text = (project / PATH).read_text(encoding="utf-8")
    older = re.sub(r'"X-Tamizdat-Segments: .*\n', "", text)
    (project / PATH).write_text(older, encoding="utf-8")
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    assert (project / PATH).read_text(encoding="utf-8") == older
    typed(copy, We="On se retrouve à midi.")
    run(project, "import", "out/strike.fr.po")
    assert "X-Tamizdat-Segments" in (project / PATH).read_text(encoding="utf-8")


def test_who_sends_a_file_a_second_time_corrects_the_first(project):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.", Bring="Apportez du pain.", Nobody="Personne.")
    run(project, "import", "out/strike.fr.po")
    typed(copy, Nobody="Personne ne reste seul.")
    result = run(project, "import", "out/strike.fr.po")
    assert result.exit_code == 0
    assert french(project)[ALONE] == "Personne ne reste seul."
    assert "1 corrected" in result.stdout


def test_what_was_taken_out_again_can_be_taken_again(project):
    copy = handed_out(project)
    before = (project / PATH).read_bytes()
    typed(copy, We="On se retrouve à midi.", Bring="Apportez du pain.")
    run(project, "import", "out/strike.fr.po")
    (project / PATH).write_bytes(before)  # as `git checkout` does
    run(project, "import", "out/strike.fr.po")
    assert french(project)[NOON] == "On se retrouve à midi."
    assert catalog(project, "strike", "fr").by_key[None, BREAD].state is State.TRANSLATED


def test_what_was_corrected_after_it_came_does_not_come_back(project):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.", Bring="Apportez du pain.", Nobody="Personne.")
    run(project, "import", "out/strike.fr.po")
    typed(project / PATH, We="On se retrouve à midi pile.")
    typed(copy, Strike="Grève")
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    assert french(project)[NOON] == "On se retrouve à midi pile."
    assert french(project)["Strike"] == "Grève"


def test_two_who_worked_on_the_same_file_do_not_overwrite_each_other(project):
    copy = handed_out(project)
    ana, ben = (shutil.copy(copy, project / f"{name}.po") for name in ("ana", "ben"))
    typed(ana, We="A midi.", Bring="A pain.", Nobody="A personne.")
    typed(ben, We="B midi.", Bring="B pain.", Nobody="B personne.")
    assert run(project, "import", "ana.po").exit_code == 0
    assert run(project, "import", "ben.po").exit_code == 1
    for message in catalog(project, "strike", "fr").active[1:]:
        assert message.msgstr.startswith("A ")
        assert [other[:2] for other in message.others] == ["B "]


def test_the_text_changed_meanwhile(project):
    copy = handed_out(project)
    source = project / "source_texts/strike.md"
    source.write_text(CALL.replace("bread and", "bread, water and"), encoding="utf-8")
    run(project, "update")
    typed(copy, Bring="Apportez du pain et des couvertures.", We="On se retrouve à midi.")
    result = run(project, "import", "out/strike.fr.po")
    assert result.exit_code == 0
    message = catalog(project, "strike", "fr").by_key[None, "Bring bread, water and blankets."]
    assert message.msgstr == "Apportez du pain et des couvertures."
    assert (message.state, message.previous_msgid) == (State.CHANGED, BREAD)
    assert french(project)[NOON] == "On se retrouve à midi."
    assert run(project, "update", "--check").exit_code == 0


def test_the_text_was_renamed_meanwhile(project):
    copy = handed_out(project)
    (project / "source_texts/calls").mkdir()
    (project / "source_texts/strike.md").rename(project / "source_texts/calls/spring.md")
    run(project, "update")
    typed(copy, We="On se retrouve à midi.")
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    message = catalog(project, "calls/spring", "fr").by_key[None, NOON]
    assert message.msgstr == "On se retrouve à midi."


def test_a_paragraph_that_is_gone_keeps_its_translation_as_obsolete(project):
    copy = handed_out(project)
    source = project / "source_texts/strike.md"
    source.write_text(CALL.replace(f"{BREAD}\n\n", ""), encoding="utf-8")
    run(project, "update")
    typed(copy, Bring="Apportez du pain.")
    result = run(project, "import", "out/strike.fr.po")
    assert "1 kept as obsolete" in result.stdout
    (gone,) = catalog(project, "strike", "fr").obsolete
    assert (gone.msgid, gone.msgstr) == (BREAD, "Apportez du pain.")


@pytest.mark.parametrize(
    "name", ["strike.fr.po", "IMG_2233.po", "Ana (1).po", "strike.po", "x.txt", "es.po"]
)
def test_any_name_will_do(project, name):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.")
    copy.rename(project / name)
    assert run(project, "import", name).exit_code == 0
    assert french(project)[NOON] == "On se retrouve à midi."


@pytest.mark.parametrize("language", ["fr_FR", "fr-FR", "FR"])
def test_the_header_may_spell_the_language_in_another_way(project, language):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.")
    copy.write_text(copy.read_text().replace("Language: fr\\n", f"Language: {language}\\n"))
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    assert french(project)[NOON] == "On se retrouve à midi."


def test_without_a_language_in_the_header_the_name_tells_or_an_option(project):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.")
    copy.write_text(copy.read_text().replace("Language: fr\\n", "Language: \\n"))
    shutil.copy(copy, project / "back.po")
    result = run(project, "import", "back.po")
    assert result.exit_code == 2
    assert "-l LOCALE" in result.stderr
    assert run(project, "import", "back.po", "-n", "-l", "fr").exit_code == 0
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    assert french(project)[NOON] == "On se retrouve à midi."


def test_without_a_mark_git_tells_what_was_handed_out(project):
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "A call")
    copy = shutil.copy(project / PATH, project / "copy.po")
    typed(project / PATH, We="On se retrouve à midi.")
    git(project, "commit", "-qam", "French")
    typed(project / PATH, We="On se retrouve à midi devant la porte.")
    git(project, "commit", "-qam", "Better French")
    typed(copy, Bring="Apportez du pain.")
    result = run(project, "import", "-v", "copy.po")
    assert result.exit_code == 0
    assert "compared with what was committed before" in result.stderr
    assert french(project)[NOON] == "On se retrouve à midi devant la porte."
    assert french(project)[BREAD] == "Apportez du pain."


def test_without_mark_and_git_gaps_are_filled_and_what_differs_is_kept_twice(project):
    copy = shutil.copy(project / PATH, project / "copy.po")
    typed(project / PATH, We="On se retrouve à midi.", Bring="Apportez du pain.")
    typed(copy, We="On se voit à midi.", Nobody="Personne.")
    result = run(project, "import", "copy.po")
    assert result.exit_code == 1
    assert "nobody knows what was handed out" in result.stderr
    assert french(project)[NOON] == "On se retrouve à midi."
    assert french(project)[BREAD] == "Apportez du pain."
    assert french(project)[ALONE] == "Personne."


def saved_by_poedit(path):
    text = path.read_text(encoding="utf-8")
    text = text.replace("X-Generator: tamizdat", "X-Generator: Poedit 3.2.2")
    path.write_text(text, encoding="utf-8")


def saved_by_msgcat(path):
    subprocess.run(["msgcat", "-o", path, path], check=True)


def saved_sorted(path):
    subprocess.run(["msgcat", "-s", "-o", path, path], check=True)


def saved_by_translate_toolkit(path):
    from translate.storage import pypo

    store = pypo.pofile.parsefile(str(path))
    store.savefile(str(path))


def saved_with_a_bom_and_crlf(path):
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "save",
    [
        saved_by_poedit,
        saved_by_msgcat,
        saved_sorted,
        saved_by_translate_toolkit,
        saved_with_a_bom_and_crlf,
    ],
)
def test_any_editor_will_do(project, judge, save):
    judge("msgcat")
    typed(project / PATH, We="On se retrouve à midi.", Bring="Apportez du pain.")
    copy = handed_out(project)
    typed(project / PATH, We="On se retrouve à midi pile.")
    typed(copy, Nobody="Personne ne reste seul.\\nJamais.")
    save(copy)
    result = run(project, "import", "out/strike.fr.po")
    assert result.exit_code == 0, result.stdout
    assert french(project)[NOON] == "On se retrouve à midi pile."
    assert french(project)[ALONE].startswith("Personne ne reste seul.")
    assert b"\r" not in (project / PATH).read_bytes()


def test_a_draft_comes_back_as_a_draft_and_no_review_comes_by_mail(project):
    copy = handed_out(project)
    text = copy.read_text(encoding="utf-8")
    read = po.loads(text.encode())
    noon = read.by_key[None, NOON].drafted("machine midi", engine="x")
    bread = read.by_key[None, BREAD].evolve(msgstr="Apportez du pain.").accepted("Mallory")
    bread = bread.dismissed("length", "trust me")
    copy.write_bytes(po.dumps(read.replaced({noon.key: noon, bread.key: bread})))
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    found = catalog(project, "strike", "fr").by_key
    assert found[None, NOON].state is State.DRAFT
    assert (found[None, BREAD].state, found[None, BREAD].provenance) == (State.TRANSLATED, ())


def test_what_a_platform_leaves_out_is_not_taken_away(project):
    typed(project / PATH, We="~peut-être à midi", Bring="Apportez du pain.")
    copy = handed_out(project)
    typed(copy, We="", Bring="", Nobody="Personne.")
    assert run(project, "import", "out/strike.fr.po").exit_code == 0
    assert french(project)[NOON] == "peut-être à midi"
    assert french(project)[BREAD] == "Apportez du pain."


def test_a_folder_stands_for_the_files_in_it(project):
    typed(handed_out(project), We="On se retrouve à midi.")
    assert run(project, "import", "out").exit_code == 0
    assert french(project)[NOON] == "On se retrouve à midi."


def test_a_dry_run_says_the_same_and_writes_nothing(project):
    typed(handed_out(project), We="On se retrouve à midi.")
    before = (project / PATH).read_bytes()
    result = run(project, "import", "-n", "out/strike.fr.po")
    assert "1 new" in result.stdout
    assert (project / PATH).read_bytes() == before
    assert "the same without -n" in result.stderr


def test_a_broken_file_is_refused_with_its_line_and_stops_no_other(project):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.")
    (project / "broken.po").write_text('msgid "a"\nmsgstr "b\n', encoding="utf-8")
    (project / "other.po").write_text(
        'msgid ""\nmsgstr "Language: fr\\n"\n\nmsgid "who"\nmsgstr "qui"\n', encoding="utf-8"
    )
    files = ("broken.po", "other.po", "missing.po", "out/strike.fr.po")
    result = run(project, "import", *files)
    assert result.exit_code == 3
    assert "broken.po:2:" in result.stderr
    assert "other.po: no text has any of its messages" in result.stderr
    assert "missing.po" in result.stderr
    assert french(project)[NOON] == "On se retrouve à midi."


def test_a_symlink_that_leads_in_a_circle_is_no_bug(project):
    (project / "loop.po").symlink_to("loop.po")
    result = run(project, "import", "loop.po")
    assert result.exit_code == 2
    assert "leads nowhere" in result.stderr


def test_half_a_character_beside_a_msgstr_is_no_bug(project):
    copy = handed_out(project)
    typed(project / PATH, We="A")
    said = f'tamizdat: conflict hash={message(project).hash} msgstr="\\ud800"'
    text = (project / PATH).read_text(encoding="utf-8")
    (project / PATH).write_text(
        text.replace("#. paragraph\n", f"# {said}\n#. paragraph\n", 1), encoding="utf-8"
    )
    assert run(project, "import", str(copy)).exit_code == 0
    assert said in message(project).translator_comments
    assert message(project).others == ()


def message(folder):
    return next(m for m in catalog(folder, "strike", "fr").active if m.msgid.startswith("We"))


def test_a_catalog_of_a_newer_tamizdat_is_refused(project):
    copy = handed_out(project)
    text = copy.read_text().replace(
        f"X-Tamizdat-Segments: {po.SEGMENTS}", "X-Tamizdat-Segments: 99"
    )
    copy.write_text(text)
    assert "newer tamizdat" in run(project, "import", "out/strike.fr.po").stderr


def test_a_hand_out_says_what_it_is_in_the_translators_language(write, judge):
    config = 'locales = ["fr", "sw"]\n[project]\ncontact = "texts@example.org"'
    front = "---\ntitle: Spring\ntranslation:\n  deadline: 2026-03-06\n---\n"
    folder = write(
        {"source_texts/calls/strike.md": front + CALL, "source_texts/old/strike.md": "# Old\n"},
        config=config,
    )
    run(folder, "update")
    result = run(folder, "export", "calls/*")
    assert result.exit_code == 0
    path = folder / "handout/calls/strike.fr.po"  # there are two of that name
    head = path.read_text(encoding="utf-8").partition("msgid")[0]
    assert "# calls/strike → Français (French)" in head
    assert "Renvoyez ce fichier à texts@example.org" in head
    assert "6 mars 2026 (2026-03-06)" in head
    swahili = (folder / "handout/calls/strike.sw.po").read_text(encoding="utf-8")
    assert "Send this file back to texts@example.org" in swahili
    subprocess.run([judge("msgfmt"), "-c", "-o", os.devnull, path], check=True)
    assert handout.prints(po.loads(path.read_bytes()))


def test_only_what_has_gaps_is_handed_out_unless_it_is_named(project):
    typed(project / PATH, Strike="Grève", We="a", Bring="b", Nobody="c")
    result = run(project, "export", "-l", "fr")
    assert "nothing is left to translate" in result.stderr
    assert not (project / "handout").exists()
    assert run(project, "export", "-l", "fr", "strike").exit_code == 0
    assert (project / "handout/strike.fr.po").is_file()


def test_a_file_that_somebody_has_worked_on_is_not_written_over(project):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.")
    worked = copy.read_bytes()
    result = run(project, "export", "-l", "fr", "-o", "out")
    assert result.exit_code == 2
    assert "tamizdat import" in result.stderr
    assert copy.read_bytes() == worked
    run(project, "import", "out/strike.fr.po")
    assert run(project, "export", "-l", "fr", "-o", "out").exit_code == 0


@pytest.mark.parametrize("work", ["confirmed", "asked"])
def test_a_file_whose_drafts_were_read_or_asked_about_is_not_written_over(project, work):
    run(project, "draft", "strike", "-l", "fr", "--engine", "pseudo")
    copy = handed_out(project)
    file = polib.pofile(str(copy), wrapwidth=0)
    if work == "confirmed":
        file[1].flags = []
    else:
        file[1].tcomment += "\nWhich gate?"
    file.save(str(copy))
    worked = copy.read_bytes()
    assert run(project, "export", "-l", "fr", "-o", "out").exit_code == 2
    assert copy.read_bytes() == worked
    run(project, "import", "out/strike.fr.po")
    assert run(project, "export", "-l", "fr", "-o", "out").exit_code == 0


def test_what_was_taken_back_into_a_conflict_can_be_handed_out_anew(project):
    copy = handed_out(project)
    typed(copy, We="On se retrouve à midi.")
    typed(project / PATH, We="Rendez-vous à midi.")
    assert run(project, "import", "out/strike.fr.po").exit_code == 1
    assert run(project, "export", "-l", "fr", "-o", "out").exit_code == 0


def test_a_folder_of_hand_outs_that_leads_out_of_the_project_is_refused(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / "handout").symlink_to(elsewhere)
    result = run(project, "export")
    assert result.exit_code == 2
    assert "leads out of the project" in result.stderr
    assert not any(elsewhere.iterdir())


def test_a_file_whose_work_was_decided_against_may_be_written_over(project):
    copy = handed_out(project)
    typed(project / PATH, Bring="Apportez du pain.")
    typed(copy, Bring="Venez avec du pain !")
    run(project, "import", "out/strike.fr.po")
    assert run(project, "review", "strike", "-l", "fr", "--accept", "-m", "3").exit_code == 0
    assert run(project, "export", "-l", "fr", "-o", "out").exit_code == 0
    assert b"Apportez" in copy.read_bytes()


def test_a_mark_that_was_tampered_with_counts_for_none():
    header = "Language: fr\nX-Tamizdat-Handed-Out: ***\n"
    read = po.new_catalog("fr", "a")
    broken = Catalog(read.header.evolve(msgstr=header))
    assert handout.prints(broken) == frozenset()


def git(folder, *arguments):
    """Run git as somebody."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
