"""What people ask in comments is seen, and answered once for all languages."""

import contextlib
import csv
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, plain, run, translate

from tamizdat.catalogs import po, three_way
from tamizdat.catalogs.catalog import Catalog, Message, Verb
from tamizdat.catalogs.questions import questions
from tamizdat.cli import main
from tamizdat.errors import ConfigError
from tamizdat.project import notes
from tamizdat.project.notes import LONGEST, Note, Notes

TEXTS = {
    "call.md": "# Why now\n\nThe arrestees are free.\n\nBring a cup and a friend.\n",
    "call.txt": "Why now\n\nThe arrestees are free.\n\nBring a cup and a friend.\n",
    "call.html": "<h1>Why now</h1>\n<p>The arrestees are free.</p>\n<p>Bring a cup.</p>\n",
}


@pytest.fixture(params=TEXTS)
def project(request, tmp_path, write):
    """A text of each format in two locales; of its messages the first two are done in Spanish."""
    write({f"source_texts/{request.param}": TEXTS[request.param]}, 'locales = ["es", "fr"]')
    run(tmp_path, "update")
    translate(tmp_path, "call", "es", Why="Por qué ahora", The="Les presxs están libres.")
    return tmp_path


def ask(folder, msgid, *lines, locale="es"):
    """Type a comment above a message, as an editor puts it."""
    path = folder / f"locales/{locale}/LC_MESSAGES/call.po"
    written = path.read_text(encoding="utf-8")
    start = written.rindex("\n\n", 0, written.index(f'msgid "{msgid}"')) + 2
    asked = "".join(f"# {line}\n" for line in lines)
    path.write_text(written[:start] + asked + written[start:], encoding="utf-8")


def asked(folder, *options):
    """The open questions."""
    shown = run(folder, "review", "--questions", "--format", "json", *options)
    return [
        (item["locale"], item["msgid"], item["question"])
        for item in json.loads(shown.stdout)["messages"]
    ]


def test_a_question_on_any_message_is_seen(project):
    ask(project, "Why now", "A title, or a sentence?")  # translated
    ask(project, "The arrestees are free.", "Women or men?", locale="fr")  # untranslated

    assert asked(project) == [
        ("es", "Why now", ["A title, or a sentence?"]),
        ("fr", "The arrestees are free.", ["Women or men?"]),
    ]
    assert asked(project, "-l", "fr") == [("fr", "The arrestees are free.", ["Women or men?"])]
    shown = plain(run(project, "review", "--questions").stdout)
    written = (project / "locales/fr/LC_MESSAGES/call.po").read_text(encoding="utf-8")
    line = written.split("\n").index('msgid "The arrestees are free."') + 2
    assert f"locales/fr/LC_MESSAGES/call.po:{line}" in shown
    assert "Women or men?" in shown
    assert "Por qué ahora" in shown


def test_the_status_counts_questions(project):
    assert "questions" not in run(project, "status").stdout
    ask(project, "Why now", "A title?")

    status = run(project, "status")
    rows = json.loads(run(project, "status", "--format", "json").stdout)
    table = list(csv.DictReader(run(project, "status", "--format", "csv").stdout.split("\n")))

    assert "questions" in status.stdout
    assert "1 question is open: tamizdat review --questions" in status.stderr + status.stdout
    assert [row["questions"] for row in rows["rows"]] == [1, 0]
    assert [row["questions"] for row in rows["totals"]] == [1, 0]
    assert [row["questions"] for row in table] == ["1", "0"]
    markdown = run(project, "status", "--format", "markdown").stdout
    assert "Open questions: 1 (`tamizdat review --questions`)." in markdown


def test_an_answer_reaches_all_languages_and_closes_the_question(project):
    ask(project, "The arrestees are free.", "Women or men?", locale="es")
    ask(project, "The arrestees are free.", "Combien ?", locale="fr")
    source = next((project / "source_texts").iterdir())
    before = source.read_bytes()

    done = run(project, "review", "call", "-m", "2", "--answer", "Women, and\nthere are five.")

    assert done.exit_code == 0, done.stderr
    assert "next: tamizdat update" in done.stderr
    assert asked(project) == []
    assert run(project, "update").exit_code == 0
    for locale, words in (("es", "Women or men?"), ("fr", "Combien ?")):
        message = catalog(project, "call", locale).by_key[None, "The arrestees are free."]
        assert message.extracted_comments[1:] == ("Women, and", "there are five.")
        assert words in message.translator_comments  # people's words stay
        assert [line.verb for line in message.provenance] == [Verb.ANSWERED]
    assert source.read_bytes() == before
    assert run(project, "check").exit_code == 0
    assert run(project, "update", "--check").exit_code == 0


def test_who_asks_again_is_heard_again(project):
    ask(project, "Why now", "A title?")
    run(project, "review", "call", "-m", "1", "--answer", "A title.")
    path = project / "locales/es/LC_MESSAGES/call.po"
    written = path.read_text(encoding="utf-8")
    path.write_text(
        written.replace("# tamizdat: answered", "# Sure?\n# tamizdat: answered"), encoding="utf-8"
    )

    assert asked(project) == [("es", "Why now", ["Sure?"])]

    assert run(project, "review", "call", "-m", "1", "--answer", "Sure.").exit_code == 0
    assert asked(project) == []
    run(project, "update")
    message = catalog(project, "call", "fr").by_key[None, "Why now"]
    assert message.extracted_comments[1:] == ("A title.", "Sure.")


def test_a_remark_needs_no_answer(project):
    ask(project, "Why now", "Checked with the others.")

    assert run(project, "review", "call", "-m", "1", "--seen").exit_code == 0

    assert asked(project) == []
    assert not (project / "locales/notes.csv").exists()


def test_what_is_glued_to_our_line_is_a_question(project):
    run(project, "draft", "--engine", "pseudo")
    path = project / "locales/fr/LC_MESSAGES/call.po"
    written = path.read_text(encoding="utf-8")
    path.write_text(
        written.replace("# tamizdat: draft", "# Men or women?tamizdat: draft", 1), encoding="utf-8"
    )

    assert [(locale, question) for locale, _, question in asked(project)] == [
        ("fr", ["Men or women?"])
    ]


def test_our_lines_are_no_questions(project):
    run(project, "draft", "--engine", "pseudo")
    run(project, "review", "call", "-l", "es", "--all", "--accept", "--as", "Ada")

    assert asked(project) == []


def test_a_decision_leaves_an_answer_standing(project):
    ask(project, "Why now", "A title?")
    run(project, "review", "call", "-m", "1", "--answer", "Yes.")

    for decision in (["--needs-work"], ["--accept", "--as", "Ada"]):
        assert run(project, "review", "call", "-l", "es", "-m", "1", *decision).exit_code == 0
        assert asked(project) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["call", "--answer", "x"], "an answer is to one message: name it with --message"),
        (["call", "-m", "1-3", "--answer", "x"], "name it with --message"),
        (["call", "-m", "1", "--answer", "x", "--seen"], "one of them"),
        (["call", "-m", "1", "--answer", " "], "say something"),
        (["call", "-m", "1", "--answer", "a\x01b"], "control character U+0001"),
        (["call", "-m", "1", "--answer", "x" * (LONGEST + 1)], "more than 2,000 characters"),
    ],
)
def test_an_answer_that_can_not_be_meant_is_refused(project, options, said):
    ask(project, "Why now", "A title?")

    done = run(project, "review", *options)

    assert done.exit_code in (1, 2)
    assert said in done.stdout + done.stderr
    assert not (project / "locales/notes.csv").exists()
    assert len(asked(project)) == 1


def test_nothing_is_answered_that_nobody_asks(project):
    done = run(project, "review", "call", "-m", "1", "--answer", "x")

    assert not (project / "locales/notes.csv").exists()
    assert done.exit_code == 1
    assert "nobody asks anything" in done.stdout + done.stderr


def test_an_answer_outlives_an_edit_and_a_rename(project):
    ask(project, "The arrestees are free.", "Women or men?")
    run(project, "review", "call", "-m", "2", "--answer", "Women.")
    source = next((project / "source_texts").iterdir())
    written = source.read_text(encoding="utf-8").replace("are free", "are now free")
    source.write_text(written, encoding="utf-8")
    run(project, "update")

    message = catalog(project, "call", "fr").by_key[None, "The arrestees are now free."]
    assert "Women." in message.extracted_comments

    source.rename(source.with_stem("freed"))
    (project / "locales/renames.csv").write_text("from,to\ncall,freed\n", encoding="utf-8")
    assert run(project, "update").exit_code == 0
    message = catalog(project, "freed", "fr").by_key[None, "The arrestees are now free."]
    assert "Women." in message.extracted_comments


def test_a_reader_at_a_terminal_answers_with_a_key(project, monkeypatch):
    monkeypatch.setattr("tamizdat.cli.review._is_terminal", lambda: True)
    ask(project, "Why now", "A title?")
    ask(project, "The arrestees are free.", "Women?", locale="fr")
    before = (project / "locales/es/LC_MESSAGES/call.po").read_bytes()

    def press(keys, *options):
        with contextlib.chdir(project):
            return CliRunner().invoke(main, ("review", "-i", "--questions", *options), input=keys)

    taken_back = press("rYes.\nuq", "-l", "es")
    assert "[r]eply [a]ccept" in taken_back.output
    assert "taken back" in taken_back.output
    assert (project / "locales/es/LC_MESSAGES/call.po").read_bytes() == before
    assert (project / "locales/notes.csv").read_text() == "domain,msgctxt,msgid,note\n"

    answered = press("rA title.\nsr\nq")
    assert "2 decisions saved" in answered.output
    assert asked(project) == []
    assert (project / "locales/notes.csv").read_text().count("\n") == 2


def test_nothing_is_accepted_that_is_not_there(project):
    ask(project, "Why now", "A title?", locale="fr")

    for decision in ("--accept", "--needs-work"):
        done = run(project, "review", "call", "-l", "fr", "-m", "1", decision)
        assert done.exit_code == 1
        assert "nothing is there yet: translate it first" in done.stdout


def messages(*commented):
    return Catalog(
        Message(""),
        tuple(
            Message(f"m{n}", "x", translator_comments=lines) for n, lines in enumerate(commented)
        ),
    )


def test_what_a_tool_writes_is_no_question():
    tool = ("Imported from Pootle",)
    everywhere = messages(tool, tool, (*tool, "Who?"), tool)

    assert questions(everywhere) == {(None, "m2"): ("Who?",)}
    odd = messages(("= approved",), ("-----",), ("",), ("(pofilter) unchanged: x",), ())
    assert questions(odd) == {}
    assert questions(messages(("tamizdat: novelty hash=0123456789ab",))) == {}
    assert len(questions(messages(("What?",), ("What?",)))) == 2


def test_thousands_of_comment_lines_take_no_time():
    lines = tuple(f"line {n}" for n in range(90_000))
    message = Message("m", "x", translator_comments=lines).answered()

    assert message.unanswered == ()
    assert message.evolve(translator_comments=(*message.translator_comments, "?")).unanswered == (
        "?",
    )


CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), min_size=1)
NOTES = st.builds(Note, CELLS, st.just("") | CELLS, CELLS, CELLS.filter(str.strip))


@given(st.lists(NOTES), st.lists(NOTES), st.randoms())
def test_notes_are_read_as_they_were_written_and_merge_by_union(
    tmp_path_factory, ours, theirs, rng
):
    path = tmp_path_factory.getbasetemp() / "notes.csv"
    one, other = Notes().with_(ours), Notes().with_(theirs)
    lines = [*notes.dumps(one).splitlines(), *notes.dumps(other).splitlines()]
    rng.shuffle(lines)

    assert notes.loads(notes.dumps(one), path) == one
    assert notes.loads(b"\n".join(lines), path) == one.with_(theirs)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"domain,msgctxt,msgid,note\n<<<<<<< HEAD\na,,b,c\n", ":2: not “domain,"),
        (b"a,,b\n", ":1: not “domain,"),
        (b"a,,b,\n", ":1: not “domain,"),
        (b'a,,"b,c\n', ":1: not “domain,"),
        (b"a,,b,x\x01y\n", ":1: a note with control character U+0001"),
        (b"a,,b," + b"x" * (LONGEST + 1) + b"\n", "a note with more than 2,000 characters"),
    ],
)
def test_broken_notes_are_told_with_their_line_once(tmp_path, write, data, said):
    texts = {f"source_texts/{n}.md": "# Why now\n" for n in range(3)}
    write({**texts, "locales/notes.csv": data})

    for command in ("update", "check", "status", "publish"):
        done = run(tmp_path, command)

        assert done.exit_code == 2
        assert (done.stdout + done.stderr).count(said) == 1
    with pytest.raises(ConfigError):
        notes.loads(data, tmp_path)


def test_a_header_is_no_message():
    text = b'# Copyright: who?\nmsgid ""\nmsgstr "Language: es\\n"\n\nmsgid "a"\nmsgstr "b"\n'
    assert questions(po.loads(text)) == {}


def test_two_branches_keep_an_answer_and_a_new_question():
    def branch(message):
        return Catalog(Message("", "Language: es\n"), (message,))

    asked = Message("m", "x", translator_comments=("Who?",))
    more = asked.evolve(translator_comments=("Who?", "And when?"))

    for ours, theirs in ((asked.answered(), more), (more, asked.answered())):
        merged = three_way.merge(branch(asked), branch(ours), branch(theirs)).catalog
        assert questions(merged) == {(None, "m"): ("And when?",)}


def test_notes_are_read_in_the_project_alone(write):
    folder = write({"source_texts/call.md": "# Why now\n", "outside/notes.csv": "a,,Why now,b\n"})
    (folder / "locales").mkdir()
    inner = write({"inner/source_texts/call.md": "# Why now\n"}) / "inner"
    (inner / "tamizdat.toml").write_text('locales = ["ru"]')
    (inner / "locales").mkdir()
    (inner / "locales/notes.csv").symlink_to(folder / "outside/notes.csv")

    done = run(inner, "update")

    assert done.exit_code != 0
    assert "notes.csv" in done.stderr
    assert not (inner / "locales/templates").exists()
