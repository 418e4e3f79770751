"""Catalogs that came back with a wrong name, in a wrong place, or with a comment on our lines."""

import time

import pytest
from project import catalog, plain, run, translate

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Provenance, State, apart

STRIKE = "# Strike\n\nWe meet on May 1.\n\nBring water and bread.\n"
RU = {"Strike": "Забастовка", "We": "Встречаемся 1 мая.", "Bring": "Берите воду."}
FOLDER = "locales/ru/LC_MESSAGES"


@pytest.fixture
def folder(write):
    folder = write({"source_texts/strike.md": STRIKE, "source_texts/notes.md": "# Other notes\n"})
    run(folder, "update")
    return folder


def returned(folder, name):
    """A translated catalog as it comes back, under another name; the real one is as it was."""
    path = folder / FOLDER / "strike.po"
    before = path.read_bytes()
    translate(folder, "strike", **RU)
    (folder / FOLDER / f"{name}.po").write_bytes(path.read_bytes())
    path.write_bytes(before)


def test_translations_that_no_text_reads_are_an_error_until_update_brings_them_home(folder):
    returned(folder, "strike (1)")

    result = run(folder, "check")

    assert result.exit_code == 1
    place = f"{FOLDER}/strike (1).po:1: error: no text is called “strike (1)”"
    assert f"{place}, 3 translations count for nothing (did you mean “strike”?)" in result.stdout
    said = plain(run(folder, "update").stderr)
    assert f"{FOLDER}/strike (1).po: no text has this name; 3 messages went to the texts" in said
    assert [m.msgstr for m in catalog(folder, "strike").active] == [*RU.values()]
    assert not (folder / FOLDER / "strike (1).po").exists()
    assert run(folder, "check").exit_code == 0


def test_put_in_the_right_place_afterwards_nothing_is_lost(folder):
    returned(folder, "strike (1)")
    source = folder / "source_texts/strike.md"
    source.rename(folder / "away")
    run(folder, "update")
    (folder / "away").rename(source)

    (folder / FOLDER / "strike (1).po").replace(folder / FOLDER / "strike.po")
    run(folder, "update")

    assert [m.msgstr for m in catalog(folder, "strike").active] == [*RU.values()]


def test_the_catalog_of_another_text_is_left_alone(folder):
    returned(folder, "notes")
    before = (folder / FOLDER / "notes.po").read_bytes()

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "a catalog of another text: its header names “strike”" in result.stderr
    assert f"next: put it there: {FOLDER}/strike.po" in plain(result.stderr)
    assert (folder / FOLDER / "notes.po").read_bytes() == before
    assert "[catalog-text]" in run(folder, "check").stdout


def test_a_text_that_took_the_name_of_another_keeps_its_catalog(folder):
    translate(folder, "strike", **RU)
    (folder / "source_texts/strike.md").replace(folder / "source_texts/may.md")
    (folder / FOLDER / "strike.po").replace(folder / FOLDER / "may.po")
    (folder / "source_texts/strike.md").write_text("# Another strike\n")

    assert run(folder, "update").exit_code == 0
    assert [m.msgstr for m in catalog(folder, "may").active] == [*RU.values()]


def test_the_template_of_a_text_that_is_gone_goes_too(folder):
    (folder / "source_texts/notes.md").unlink()

    assert "its text is gone" in run(folder, "update", "-n").stdout
    assert (folder / "locales/templates/notes.pot").exists()
    assert run(folder, "update").exit_code == 0
    assert not (folder / "locales/templates/notes.pot").exists()
    assert "0 written" in run(folder, "update").stderr


def test_a_broken_template_is_made_anew_on_request(folder):
    path = folder / "locales/templates/notes.pot"
    path.write_text(path.read_text() + "<<<<<<< ours\n")
    (folder / "source_texts/notes.md").write_text("# Other\n")

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "next: it is made from the text: delete it, then: tamizdat update" in result.stderr
    path.unlink()
    assert run(folder, "update").exit_code == 0


@pytest.mark.parametrize(
    ("comment", "lines"),
    [
        ("what is a leaflettamizdat: draft engine=x route=en-ru hash=0123456789ab", 2),
        ("tamizdat: draft engine=x hash=0123456789ab is that right?", 2),
        ("see tamizdat: reviewed by=A B hash=0123456789ab and this", 3),
        ("tamizdat: ignore check=length hash=0123456789ab reason=a saying", 1),
        ("tamizdat: cosmetic from=0123456789ab hash=0123456789ab", 1),
        ("tamizdat: draft engine=x hash=0123456789ab A=B is wrong, ask me", 2),
        ("tamizdat: draft hash=0123456789ab tamizdat: reviewed by=A hash=0123456789ab", 2),
        ("ask tamizdat: what is a draft?", 1),
        ("", 1),
    ],
)
def test_what_people_type_into_our_lines_stands_on_its_own(comment, lines):
    found = apart(comment)
    assert len(found) == lines
    assert "".join("".join(found).split()) == "".join(comment.split())


@pytest.mark.parametrize(
    "line",
    [
        "x tamizdat: draft hash=0123456789ab ",
        "tamizdat: draft ",
        "tamizdat: ignore hash=a reason=x ",
    ],
)
def test_a_line_that_holds_ours_without_end_is_read_at_once(line):
    text = line * 20_000
    start = time.process_time()
    found = [Provenance.parse(part) for part in apart(text)]
    assert time.process_time() - start < 2
    assert len(found) == (40_000 if "x tamizdat" in line else 1)


@pytest.mark.parametrize("typed", ["Is that right? {}", "Is that right?{}", "{} Is that right?"])
def test_a_comment_glued_to_a_draft_leaves_it_a_draft_and_is_kept(folder, typed):
    run(folder, "draft", "strike", "--engine", "pseudo")
    path = folder / FOLDER / "strike.po"
    text = path.read_text()
    line = next(line for line in text.split("\n") if line.startswith("# tamizdat: draft"))
    path.write_text(text.replace(line, "# " + typed.format(line.removeprefix("# "))))
    before = path.read_bytes()

    message = next(m for m in catalog(folder, "strike").active if len(m.translator_comments) > 1)

    assert message.state is State.DRAFT
    assert "Is that right?" in message.translator_comments
    run(folder, "update")
    assert path.read_bytes() == before
    accepted = message.accepted(by="Anna")
    assert (
        "# Is that right?\n"
        in po.dumps(catalog(folder, "strike").replaced({message.key: accepted})).decode()
    )


def test_a_template_that_is_not_ours_is_never_removed(folder):
    path = folder / "locales/templates/all.pot"
    path.write_text('# Ana wrote this.\nmsgid ""\nmsgstr ""\n\nmsgid "x"\nmsgstr ""\n')
    data = '#: source_texts/strike.md:1\nmsgid "x"\nmsgstr "y"\n'
    (folder / FOLDER / "all.po").write_text('msgid ""\nmsgstr "Language: ru\\n"\n\n' + data)
    before = path.read_bytes()

    run(folder, "update")

    assert path.read_bytes() == before


def test_a_renamed_text_may_be_rewritten_while_another_has_its_old_name(folder):
    translate(folder, "strike", **RU)
    (folder / "source_texts/strike.md").replace(folder / "source_texts/may.md")
    (folder / FOLDER / "strike.po").replace(folder / FOLDER / "may.po")
    (folder / "source_texts/strike.md").write_text("# A strike of another kind\n")
    run(folder, "update")
    (folder / "source_texts/may.md").write_text(
        "# Strike\n\nAll is new.\n\nWholly so, every word.\n"
    )

    assert run(folder, "update", "--force").exit_code == 0


def test_a_new_text_under_an_old_name_is_not_shown_as_the_old_one(folder):
    translate(folder, "notes", Other="Другие заметки")
    run(folder, "publish")
    (folder / "source_texts/notes.md").replace(folder / "source_texts/old.md")
    (folder / "source_texts/notes.md").write_text("# About something else\n")
    run(folder, "update")

    result = run(folder, "publish")

    assert "marked as outdated" not in result.stdout


def test_status_says_twice_that_there_is_no_catalog(folder):
    (folder / "source_texts/new.md").write_text("Text\n")

    assert "no catalog yet" in run(folder, "status").stdout
    assert "no catalog yet" in run(folder, "status").stdout


def test_another_text_that_cannot_be_read_stops_neither_check_nor_update(folder):
    returned(folder, "notes")
    (folder / "source_texts/strike.md").write_bytes(b"\xff")

    assert "source_texts/strike.md:1: error: not UTF-8" in run(folder, "check").stdout
    assert run(folder, "update").exit_code == 2
    assert {m.msgstr for m in catalog(folder, "notes").messages} >= {*RU.values()}
