"""The notes of a project: whose they are, how they are written, what of them is broken."""

from pathlib import Path

import pytest

from tamizdat.errors import ConfigError
from tamizdat.project import notes
from tamizdat.project.notes import Note, Notes

PATH = Path("locales/notes.csv")
LONG = "We meet at noon at the old bridge, and we bring bread."
EDITED = LONG.replace("noon", "one")


@pytest.mark.parametrize(
    ("note", "keys", "found"),
    [
        (("", "May"), [(None, "May"), ("menu", "May")], (None, "May")),
        (("menu", "May"), [(None, "May"), ("menu", "May")], ("menu", "May")),
        (("", "May"), [("", "May")], ("", "May")),
        (("", "May"), [("menu", "May")], None),
        (("menu", "May"), [(None, "May")], None),
        (("", LONG), [(None, "Words"), (None, EDITED)], (None, EDITED)),
        (("", LONG), [(None, EDITED), (None, LONG)], (None, LONG)),
        (("menu", LONG), [(None, EDITED)], None),
        (("", LONG), [(None, "Wholly other words about it")], None),
        (("", LONG), [], None),
    ],
)
def test_a_note_is_that_of_its_message_or_of_what_that_became(note, keys, found):
    entry = Note("a", *note, "said")

    assert Notes((entry,)).of("a", keys) == ({found: ("said",)} if found else {})
    assert Notes((entry,)).of("b", keys) == {}


def test_several_notes_stand_in_their_order():
    entries = tuple(Note("a", "", "May", said) for said in ("one", "two"))

    assert Notes(entries).of("a", [(None, "May")]) == {(None, "May"): ("one", "two")}


def test_notes_are_written_a_line_each():
    entry = Note("a", "", 'Say "no",\nor\\n \r', "x")

    data = notes.dumps(Notes((entry,)))

    assert data == b'domain,msgctxt,msgid,note\na,,"Say ""no"",\\nor\\\\n \\r",x\n'
    assert notes.loads(data, PATH).entries == (entry,)


def test_what_a_merge_or_an_editor_leaves_is_read_like_any_other():
    lines = "b,,May,two\r\n\r\ndomain,msgctxt,msgid,note\na,,May,one\r\n  \nb,,May,two"

    found = notes.loads(f"\ufeffdomain,msgctxt,msgid,note\r\n{lines}".encode(), PATH)

    assert found.entries == (Note("a", "", "May", "one"), Note("b", "", "May", "two"))


@pytest.mark.parametrize("line", ["a,,May", "a,,May,one,two", ",,May,one", "a,,,one", "a,,May, "])
def test_each_line_that_is_no_note_is_named(line):
    data = f"domain,msgctxt,msgid,note\n{line}\na,,May,one\n{line}\n".encode()

    with pytest.raises(ConfigError) as refused:
        notes.loads(data, PATH)

    assert [problem.line for problem in refused.value.problems] == [2, 4]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("x" * notes.LONGEST, ""),
        ("x" * (notes.LONGEST + 1), "more than 2,000 characters"),
        ("a\nb", ""),
        ("a\x1bb", "control character U+001B"),
    ],
)
def test_a_note_is_what_a_catalog_can_hold(words, said):
    assert notes.unsayable(words) == said


def test_notes_follow_their_text_and_are_taken_back():
    one, two = Note("a", "", "May", "one"), Note("b", "", "May", "one")
    both = Notes().with_([two, one, two])

    assert both.entries == (one, two)
    assert both.without([two]).entries == (one,)
    assert both.today(lambda domain: "c" if domain == "a" else domain).entries == (
        two,
        Note("c", "", "May", "one"),
    )
    assert both.today(lambda _: "b").entries == (two,)
