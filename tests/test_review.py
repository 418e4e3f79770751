"""`tamizdat review`: what a person decides is what the catalog says, and nothing else changes."""

import contextlib
import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from dataclasses import replace

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, plain, run, translate

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Message, Provenance, State
from tamizdat.cli.review import item as pages
from tamizdat.errors import StorageError
from tamizdat.project import files
from tamizdat.project.project import Project
from tamizdat.review import decision
from tamizdat.review import workflow as review
from tamizdat.review.session import Session

TEXT = """\
# Strike

We meet on **May 1** at <https://example.org>.

Bring water and bread.

It is ours, all of it.
"""
CATALOG = "locales/ru/LC_MESSAGES/strike.po"
DONE = {
    "Strike": "Забастовка",
    "We": "Встречаемся **1 мая**: <https://example.org>.",
    "Bring": "Берите воду и хлеб.",
}


@pytest.fixture
def folder(write):
    """A heading translated, two paragraphs of a changed source, and a draft."""
    folder = write({"source_texts/strike.md": TEXT})
    run(folder, "update")
    translate(folder, "strike", **DONE)
    source = folder / "source_texts/strike.md"
    source.write_text(TEXT.replace("We meet", "We all meet").replace("bread", "roses"))
    run(folder, "update")
    put(folder, lambda m: m if m.msgstr else m.drafted("Это наше, всё это.", engine="pseudo"))
    return folder


def put(folder, change):
    """Change messages of the catalog as an editor would."""
    path = folder / CATALOG
    read = catalog(folder, "strike")
    path.write_bytes(po.dumps(replace(read, messages=tuple(map(change, read.messages)))))


def states(folder):
    return [message.state for message in catalog(folder, "strike").active]


def rows(folder, *arguments):
    result = run(folder, "review", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["messages"]


def test_what_waits_is_listed_with_all_that_its_reader_needs(folder):
    listed = plain(run(folder, "review", "-l", "ru").stdout)

    assert "strike ru 2/4 changed paragraph" in listed
    assert re.search(r"changed We ?\{\+ ?all ?\+\} ?meet on \*\*May 1\*\*", listed)
    assert "before Strike = Забастовка" in listed
    assert "after It is ours, all of it. = Это наше, всё это." in listed
    assert "strike ru 4/4 draft by pseudo paragraph" in listed
    assert "strike ru 1/4" not in listed
    line = re.search(rf"{CATALOG}:(\d+)", listed)
    text = (folder / CATALOG).read_text(encoding="utf-8").split("\n")[int(line[1]) - 1]
    assert text.startswith("msgstr ")


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ((), [2, 3, 4]),
        (("--all",), [1, 2, 3, 4]),
        (("--state", "draft"), [4]),
        (("--state", "draft", "--state", "translated"), [1, 4]),
        (("-l", "ru", "strike", "-m", "1", "-m", "3"), [1, 3]),
    ],
)
def test_one_chooses_what_is_listed(folder, arguments, numbers):
    assert [row["number"] for row in rows(folder, *arguments)] == numbers


def test_programs_read_the_same(folder):
    row = rows(folder)[0]

    assert row["state"] == "changed"
    assert row["previous_msgid"] == "We meet on **May 1** at <https://example.org>."
    assert row["before"] == {"msgid": "Strike", "msgstr": "Забастовка"}
    assert row["hash"] == catalog(folder, "strike").active[1].hash
    assert row["findings"] == []
    assert rows(folder, "-m", row["hash"])[0] == row


def test_the_reviewer_sees_what_the_translator_asks_and_the_author_notes(write):
    noted = "<!-- tamizdat: note: the harbour strike -->\n\nOn strike.\n"
    folder = write({"source_texts/strike.md": noted})
    run(folder, "update")
    asked = ("What is meant:", "", "“strike” or “walk-out”?")
    draft = catalog(folder, "strike").active[0].drafted("Бастуем.", engine="pseudo")
    put(folder, lambda _: draft.evolve(translator_comments=(*asked, *draft.translator_comments)))

    listed = run(folder, "review").stdout

    assert "  note     the harbour strike\n" in listed
    assert "  comment  What is meant:\n           “strike” or “walk-out”?\n" in listed
    assert "tamizdat: draft" not in listed
    (row,) = rows(folder)
    assert row["notes"] == ["the harbour strike"]
    assert row["comments"] == ["What is meant:", "“strike” or “walk-out”?"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to review; 4 untranslated\nnext: translate in an editor, or: tamizdat draft"),
        (("--state", "draft"), "nothing is draft; 4 untranslated\n"),
        (("--accept",), "nothing to review; 4 untranslated\n"),
        (("--dismiss", "space", "--reason", "x"), "nothing is found by “space”; 4 untranslated\n"),
    ],
    ids=" ".join,
)
def test_where_nothing_waits_it_is_said_what_there_is(write, arguments, said):
    folder = write({"source_texts/strike.md": TEXT})
    run(folder, "update")

    result = run(folder, "review", *arguments)

    assert result.exit_code == 0
    assert result.stderr.startswith(said)


def test_where_all_is_done_nothing_is_next(folder):
    run(folder, "review", "--accept", "--as", "Ada")

    assert run(folder, "review").stderr == "nothing to review; 1 translated, 3 reviewed\n"


def test_what_is_in_no_queue_is_said_to_be_in_none(write):
    past = "---\ntranslation:\n  expires: 2001-01-01\n---\n"
    write({"source_texts/strike.md": past + TEXT, "source_texts/bread.md": "Bread.\n"})
    settings = 'locales = ["ru", "es"]\n[texts]\nbread = { locales = ["ru"] }\n'
    folder = write({"source_texts/bread.md": past + "Bread.\n"}, settings)
    run(folder, "update")

    assert run(folder, "review").stderr.startswith("nothing to review: their day has passed")
    assert run(folder, "review", "strike").stderr.startswith("nothing to review; 8 untranslated")
    said = run(folder, "review", "bread", "-l", "es").stderr
    assert said == "nothing to review: not translated into that locale\n"


def test_accepted_with_a_name_is_reviewed_until_anything_changes(folder):
    result = run(folder, "review", "strike", "-l", "ru", "--accept", "--as", "night shift")

    assert result.exit_code == 0

    message = catalog(folder, "strike").active[1]
    assert message.state is State.REVIEWED
    assert message.provenance == (
        Provenance("reviewed", (("by", "night shift"), ("hash", message.hash))),
    )
    assert message.previous_msgid is None
    assert message.extracted_comments == ("paragraph",)
    put(folder, lambda m: m.evolve(msgstr=m.msgstr + "!"))
    assert set(states(folder)) == {State.TRANSLATED}


def test_accepted_by_nobody_in_particular_is_translated(folder):
    run(folder, "review", "strike", "-l", "ru", "--accept")

    assert states(folder) == [State.TRANSLATED] * 4
    verbs = [[line.verb for line in m.provenance] for m in catalog(folder, "strike").active]
    assert verbs == [[], [], [], ["draft"]]  # which tells later that it was confirmed as it was
    assert rows(folder) == []
    before = (folder / CATALOG).read_bytes()
    run(folder, "update")
    assert (folder / CATALOG).read_bytes() == before


def test_what_a_check_calls_wrong_is_not_accepted_and_the_rest_is(folder):
    put(folder, lambda m: m.evolve(msgstr=m.msgstr.replace("1 мая", "2 мая")))

    result = run(folder, "review", "strike", "-l", "ru", "--accept")

    assert result.exit_code == 1
    assert re.search(rf"{CATALOG}:\d+: refused \(2/4\): .*\[number\]", plain(result.stdout))
    assert states(folder) == [State.TRANSLATED, State.CHANGED, State.TRANSLATED, State.TRANSLATED]


def test_what_would_break_the_text_is_not_accepted(folder):
    put(folder, lambda m: m.evolve(msgstr=m.msgstr.replace("воду и", "воду\n\nи")))

    result = run(folder, "review", "strike", "-l", "ru", "--accept", "-m", "3")

    assert result.exit_code == 1
    assert "[structure]" in result.stdout


def test_needs_work_makes_it_fuzzy_and_reviewed_by_nobody(folder):
    run(folder, "review", "strike", "-l", "ru", "--accept", "--as", "Ada", "--all")
    assert set(states(folder)) == {State.REVIEWED}

    run(folder, "review", "strike", "-l", "ru", "--needs-work", "-m", "1")

    assert states(folder)[0] is State.NEEDS_WORK
    put(folder, lambda m: m.evolve(flags=()))
    assert states(folder)[0] is State.TRANSLATED


def test_a_dry_run_writes_nothing(folder):
    before = (folder / CATALOG).read_bytes()

    result = run(folder, "review", "strike", "-l", "ru", "--accept", "-n")

    assert "3 messages would be decided on" in result.stderr
    assert (folder / CATALOG).read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--accept", "--needs-work"),
        ("--accept", "-i"),
        ("-i", "-n"),
        ("--dismiss", "length"),
        ("--dismiss", "", "--reason", ""),
        ("--dismiss", "lenght", "--reason", "x"),
        ("--as", "Ada"),
        ("--needs-work", "--as", "Ada"),
        ("--accept", "--as", ""),
        ("--accept", "--as", "  "),
        ("-i",),
    ],
    ids=" ".join,
)
def test_a_decision_must_be_meant(folder, arguments):
    before = (folder / CATALOG).read_bytes()

    assert run(folder, "review", "strike", "-l", "ru", *arguments).exit_code == 2
    assert (folder / CATALOG).read_bytes() == before


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("99",), "error: no message 99 in this text\n  next: there are 1 to 4\n"),
        (("0",), "error: no message 0 in this text\n  next: there are 1 to 4\n"),
        (("2", "3-5"), "error: no message 3-5 in this text\n  next: there are 1 to 4\n"),
        (("3-2",), "error: no message 3-2 in this text\n  next: there are 1 to 4\n"),
        (("2", "4"), "error: message 4 is untranslated: nothing to review\n"),
        (("2", "abcdef"), "error: no message “abcdef” here\n"),
        (("2", ""), "error: no message “” here\n"),
    ],
)
def test_a_wrong_name_is_a_wrong_question_and_nothing_is_decided(folder, names, said):
    put(folder, lambda m: m.evolve(msgstr="", flags=()) if m.draft else m)
    before = (folder / CATALOG).read_bytes()
    named = [part for name in names for part in ("-m", name)]

    for decision_ in ((), ("--accept",)):
        result = run(folder, "review", *named, *decision_, NO_COLOR="1")

        assert result.exit_code == 2
        assert result.stderr.startswith(said)
    assert (folder / CATALOG).read_bytes() == before


def test_a_range_is_decided_on_at_once(folder):
    assert run(folder, "review", "--accept", "-m", "2-3", "--as", "Ada").exit_code == 0

    assert states(folder) == [State.TRANSLATED, State.REVIEWED, State.REVIEWED, State.DRAFT]


def test_a_decision_names_its_text_and_its_locale_where_there_are_several(folder, write):
    assert run(folder, "review", "--accept", "-n").exit_code == 0

    write({"source_texts/bread.md": "Bread.\n"}, 'locales = ["ru", "es"]')
    run(folder, "update")
    before = (folder / CATALOG).read_bytes()

    for vague in ((), ("-l", "ru"), ("strike",)):
        result = run(folder, "review", *vague, "--accept")
        assert result.exit_code == 2
        assert "a decision needs a text and a locale" in plain(result.stderr)
    for vague in (("-l", "ru"), ("strike",), ("*", "-l", "ru")):
        assert run(folder, "review", *vague, "-m", "2").exit_code == 2
    assert (folder / CATALOG).read_bytes() == before
    assert run(folder, "review", "*", "-l", "ru", "--accept").exit_code == 0


def test_needs_work_on_what_is_fuzzy_is_no_decision(folder):
    result = run(folder, "review", "--needs-work", "-m", "1-4")

    assert result.stderr == "1 message decided on, 0 refused, 3 as before\n"


@pytest.mark.parametrize("name", ["Ada hash=1", "Ada a=b"])
def test_a_name_that_could_not_be_read_back_is_refused(folder, name):
    result = run(folder, "review", "strike", "-l", "ru", "--accept", "--as", name)

    assert result.exit_code == 1
    assert State.REVIEWED not in states(folder)


def test_a_catalog_behind_its_source_is_not_reviewed(folder):
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore.\n")

    result = run(folder, "review", "-l", "ru")

    assert result.exit_code == 2
    assert "next: run: tamizdat update" in plain(result.stderr)
    assert "nothing" not in result.stderr
    assert "no message" not in run(folder, "review", "-m", "99").stderr


def test_gettext_accepts_what_review_writes_and_keeps_its_lines(folder, judge):
    run(folder, "review", "strike", "-l", "ru", "--accept", "-m", "2", "--as", "Ada")
    put(folder, lambda m: m.evolve(msgstr=m.msgstr.replace("всё это.", "всё это. ")))
    run(folder, "review", "strike", "-l", "ru", "--dismiss", "space", "--reason", "house style")
    path = folder / CATALOG
    before = [message.provenance for message in catalog(folder, "strike").active]
    assert {line.verb for lines in before for line in lines} >= {"reviewed", "ignore"}

    msgfmt = [judge("msgfmt"), "-c", "-o", "/dev/null", path]
    subprocess.run(msgfmt, check=True, capture_output=True)
    subprocess.run([judge("msgcat"), "-o", path, path], check=True)

    assert [message.provenance for message in catalog(folder, "strike").active] == before


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))


@given(
    words.filter(str.strip),
    words.filter(str.strip),
    st.lists(words, max_size=3),
    st.sampled_from(["", "Ada", "night shift"]),
)
def test_accepting_changes_no_word_of_anybody(msgid, msgstr, comments, by):
    flags = ("fuzzy", "no-wrap")
    message = Message(msgid, msgstr, None, flags, tuple(comments), previous_msgid="was")

    accepted = message.accepted(by)

    assert (accepted.key, accepted.msgstr, accepted.flags) == (message.key, msgstr, ("no-wrap",))
    people = [comment for comment in comments if not Provenance.parse(comment)]
    assert [c for c in accepted.translator_comments if not Provenance.parse(c)] == people
    assert accepted.state is (State.REVIEWED if by else State.TRANSLATED)
    assert accepted.accepted(by) == accepted
    for edited in (accepted.evolve(msgstr=msgstr + "."), accepted.evolve(msgid=msgid + ".")):
        assert edited.state is State.TRANSLATED


def test_what_several_people_said_stays():
    first = Message("a", "b").accepted("Ada").accepted("Bo")

    assert [line.get("by") for line in first.provenance] == ["Ada", "Bo"]
    assert [line.get("by") for line in first.accepted("Ada").provenance] == ["Bo", "Ada"]


@pytest.fixture
def session(folder):
    project = Project.open(folder)
    return Session(project, project.text("strike"), "ru")


def test_every_decision_is_on_disk_at_once_and_undone_to_the_byte(folder, session):
    before = (folder / CATALOG).read_bytes()
    way = review.ReviewQueue([session], review.Choice())

    way.take(decision.accept(way.item(), "Ada"))
    assert states(folder)[1] is State.REVIEWED
    way.skip()
    way.take(decision.rewrite(way.item(), "Всё наше."), stay=True)
    assert catalog(folder, "strike").active[3].msgstr == "Всё наше."
    assert way.item().message.state is State.NEEDS_WORK
    assert (way.left, way.decisions) == (1, 2)

    assert [way.undo() for _ in range(4)] == [True, True, True, False]
    assert (folder / CATALOG).read_bytes() == before
    assert way.item().number == 2


def test_an_editor_s_save_in_between_is_kept(folder, session):
    way = review.ReviewQueue([session], review.Choice())
    put(folder, lambda m: m.evolve(msgstr="Стачка") if m.msgid == "Strike" else m)

    assert way.take(decision.accept(way.item())) is True
    assert way.take(decision.accept(way.item())) is False

    now = catalog(folder, "strike")
    assert now.active[0].msgstr == "Стачка"
    assert [m.state for m in now.active[1:3]] == [State.TRANSLATED] * 2


def test_a_message_that_somebody_else_changed_is_looked_at_again(folder, session):
    way = review.ReviewQueue([session], review.Choice())
    step = decision.accept(way.item())
    put(folder, lambda m: m.evolve(msgstr="Сами **1 мая**") if m.previous_msgid else m)

    with pytest.raises(StorageError, match="somebody else has changed"):
        way.take(step)

    assert way.item().message.msgstr == "Сами **1 мая**"
    assert way.decisions == 0


def test_what_somebody_else_changed_since_is_not_taken_back_but_looked_at(folder, session):
    way = review.ReviewQueue([session], review.Choice())
    way.take(decision.accept(way.item()))
    way.take(decision.accept(way.item()))
    put(folder, lambda m: m.evolve(msgstr="Хлеб и розы.") if m.msgid.startswith("Bring") else m)

    with pytest.raises(StorageError, match="somebody else has changed"):
        way.undo()

    assert way.item().message.msgstr == "Хлеб и розы."
    assert way.undo() is True
    assert way.item().number == 2
    assert states(folder)[1:3] == [State.CHANGED, State.TRANSLATED]


def test_a_failing_disk_takes_no_undo_away(session, monkeypatch):
    way = review.ReviewQueue([session], review.Choice())
    way.take(decision.accept(way.item()))

    def fail(*_, **__):
        raise StorageError.at(None, None, "no space left")

    with monkeypatch.context() as broken:
        broken.setattr(files, "write", fail)
        with pytest.raises(StorageError, match="no space left"):
            way.undo()

    assert way.decisions == 1
    assert way.undo() is True


@pytest.mark.parametrize("msgstr", ["", "  \n", "a\n\nb", "a\x1bb"])
def test_what_can_t_stand_at_its_place_is_not_taken_from_an_editor(session, msgstr):
    with pytest.raises(decision.RefusedError):
        decision.rewrite(session.item((None, "Bring water and roses.")), msgstr)


@pytest.fixture
def type_in(folder, monkeypatch):
    """Type keys and answers into the loop, as at a terminal."""
    monkeypatch.setattr("tamizdat.cli.review._is_terminal", lambda: True)

    def press(keys, *arguments):
        with contextlib.chdir(folder):
            runner = click.testing.CliRunner()
            from tamizdat.cli import main

            return runner.invoke(main, ("review", "-l", "ru", "-i", *arguments), input=keys)

    return press


def test_keys_decide_one_message_after_the_other(folder, type_in):
    result = type_in("asn", "--as", "Ada")

    assert result.exit_code == 0, result.output
    assert states(folder) == [State.TRANSLATED, State.REVIEWED, State.CHANGED, State.DRAFT]
    assert "nothing changes: it stays draft" in result.output
    assert "1 decision saved, 0 messages left" in result.output


def test_a_blank_line_stands_before_every_message(type_in):
    output = type_in("ssq").output

    assert output.count("\n\nstrike ru ") + output.startswith("\nstrike ru ") == 3


def test_the_last_decision_too_can_be_taken_back(folder, type_in):
    before = (folder / CATALOG).read_bytes()

    result = type_in("ssaxuq")

    assert result.output.count("that was the last one: [u]ndo [q]uit: ") == 2
    assert "taken back" in result.output
    assert "0 decisions saved, 1 message left" in result.output
    assert (folder / CATALOG).read_bytes() == before


def test_a_key_says_what_the_keys_do(type_in):
    shown = type_in("?xq").output

    for key, name in re.findall(r"\[(\w)\](\w+)", shown.partition("[?]")[0]):
        assert re.search(rf"^  {key}  {key}{name}", shown, re.M)
    assert "no such key; ? says" in shown


@pytest.mark.parametrize("editor", ["no-such-editor", "false", "'", "a\\"])
def test_an_editor_that_fails_is_named_and_the_loop_goes_on(folder, type_in, monkeypatch, editor):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)

    result = type_in("eaq")

    assert result.exit_code == 0, result.output
    assert f"nothing has changed: the editor ({editor}) could not be run" in result.output
    assert states(folder)[1] is State.TRANSLATED


def test_what_was_changed_on_disk_is_shown_again_with_the_reason(folder, type_in, monkeypatch):
    keys = iter("aaq")

    def getchar():
        put(
            folder,
            lambda m: (
                m.evolve(msgstr="Сами **1 мая** <https://example.org>") if m.previous_msgid else m
            ),
        )
        return next(keys)

    monkeypatch.setattr(click, "getchar", getchar)
    output = plain(type_in("").output)

    reason = output.index("somebody else has changed the message")
    assert "msgstr Встречаемся" in output[:reason]
    assert "msgstr Сами" in output[reason:]
    assert states(folder)[1] is State.TRANSLATED


def test_an_edit_never_overwrites_what_its_writer_has_not_seen(folder, type_in, monkeypatch):
    theirs, mine = "Их **1 мая** <https://example.org>", "Моё **1 мая** <https://example.org>"
    sheets = []

    def edit(sheet):
        sheets.append(sheet)
        if len(sheets) == 1:
            put(folder, lambda m: m.evolve(msgstr=theirs) if m.previous_msgid else m)
        return mine + sheet[sheet.index(f"\n{pages.CUT}") :]

    monkeypatch.setattr(click, "edit", edit)
    output = plain(type_in("ey\nq").output)

    assert "somebody else has changed the message" in output
    assert f"msgstr {theirs}" in output.partition("somebody else")[2]
    assert sheets[1].startswith(mine)
    assert theirs in sheets[1]
    assert catalog(folder, "strike").active[1].msgstr == mine


def test_the_loop_says_as_well_why_there_is_nothing(folder, type_in):
    run(folder, "review", "--accept")

    assert type_in("").output == "nothing to review; 4 translated\n"


def test_a_key_takes_the_last_decision_back(folder, type_in):
    before = (folder / CATALOG).read_bytes()

    result = type_in("aauuuq")

    assert "there is nothing to take back" in result.output
    assert "0 decisions saved, 3 messages left" in result.output
    assert (folder / CATALOG).read_bytes() == before


def test_what_is_refused_is_said_and_asked_again(folder, type_in):
    put(folder, lambda m: m.evolve(msgstr=m.msgstr.replace("1 мая", "2 мая")))

    result = type_in("aq")

    assert "refused: " in result.output
    assert "[number]" in result.output
    assert states(folder)[1] is State.CHANGED


def test_a_key_opens_an_editor_until_it_fits(folder, type_in, monkeypatch):
    drafts = iter(["Берите\n\nводу.", "Берите воду и розы."])

    def edit(sheet):
        _, cut, tail = sheet.partition(f"\n{pages.CUT}")
        assert "# " in tail
        assert cut
        return f"{next(drafts)}{cut}{tail}"

    monkeypatch.setattr(click, "edit", edit)
    result = type_in("sey\nasq")

    assert result.output.count("refused: ") == 1
    message = catalog(folder, "strike").active[2]
    assert (message.msgstr, message.state) == ("Берите воду и розы.", State.TRANSLATED)


def test_a_false_alarm_is_dismissed_with_its_reason(folder, type_in):
    put(folder, lambda m: m.evolve(msgstr=m.msgstr.replace("всё это.", "всё это. ")))

    result = type_in("ssdhouse style\naq")

    assert result.exit_code == 0, result.output
    lines = catalog(folder, "strike").active[3].provenance
    assert [line.verb for line in lines] == ["draft", "ignore"]
    assert lines[-1].get("reason") == "house style"


def test_at_a_real_terminal_ctrl_c_loses_nothing(folder):
    """The program in a process and a terminal of its own."""
    screen, slave = pty.openpty()
    command = [sys.executable, "-m", "tamizdat", "review", "-l", "ru", "-i", "--as", "Ada"]
    program = subprocess.Popen(
        command, cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    seen = expect(screen, "[q]uit [?] (3 left): ")
    assert "\x1b[32m{+all+}" in seen.replace(" ", "")
    press(screen, b"a")
    expect(screen, "[q]uit [?] (2 left): ")
    press(screen, b"\x03")
    expect(screen, "1 decision saved, 2 messages left")

    assert program.wait(timeout=30) == 130
    os.close(screen)
    assert states(folder)[1:3] == [State.REVIEWED, State.CHANGED]


def press(screen, key):
    """Press a key once the program waits for one; what is typed before that is not heeded."""
    end = time.monotonic() + 30
    while termios.tcgetattr(screen)[3] & termios.ICANON:
        assert time.monotonic() < end
        time.sleep(0.01)
    os.write(screen, key)


def expect(screen, words):
    """Read a terminal until some words are on it."""
    seen, end = "", time.monotonic() + 60
    while words not in seen:
        ready, _, _ = select.select([screen], [], [], max(0, end - time.monotonic()))
        assert ready, f"never seen: {words!r} in {seen!r}"
        seen += os.read(screen, 4096).decode(errors="replace")
    return seen
