"""A catalog of an older segmentation follows: what was one message goes to its pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, run

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Message, Provenance, State, Verb, digest
from tamizdat.project import migration
from tamizdat.project.config import TextSettings
from tamizdat.project.text import Text
from tamizdat.texts.formats import markdown

PATH = "locales/ru/LC_MESSAGES/words.po"
HEADER = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"X-Tamizdat-Segments: 1\\n"\n'
TEXT = (
    "# Words\n\nBread\n: What is baked.\n: What is earned.\n\n"
    "*[CO]: collective\n*[WG]: working group\n\n"
    '!!! note "Mind"\n    The door is closed.\n\n> [!tip] Be early\n> Come at eight.\n\n'
    "(door)=\nNothing else changed.\n"
)
JOINED = {
    "Words": "Palabras",
    "Bread : What is baked. : What is earned.": "Pan : Lo horneado. : Lo ganado.",
    "*[CO]: collective *[WG]: working group": "*[CO]: colectivo *[WG]: grupo de trabajo",
    '!!! note "Mind" The door is closed.': '!!! note "Ojo" La puerta está cerrada.',
    "[!tip] Be early Come at eight.": "[!tip] Ven pronto Ven a las ocho.",
    "(door)= Nothing else changed.": "(door)= Nada más cambió.",
}
DONE = {
    "Words": "Palabras",
    "Bread": "Pan",
    "What is baked.": "Lo horneado.",
    "What is earned.": "Lo ganado.",
    "collective": "colectivo",
    "working group": "grupo de trabajo",
    "Mind": "Ojo",
    "The door is closed.": "La puerta está cerrada.",
    "Nothing else changed.": "Nada más cambió.",
}


def quoted(text):
    return '"' + text.replace('"', '\\"') + '"'


def made_by_the_first(messages):
    return HEADER + "".join(
        f"\nmsgid {quoted(msgid)}\nmsgstr {quoted(msgstr)}\n" for msgid, msgstr in messages.items()
    )


def test_a_msgstr_with_the_same_marks_goes_to_the_pieces_as_it_was(write):
    folder = write({"source_texts/words.md": TEXT, PATH: made_by_the_first(JOINED)})

    assert run(folder, "update").exit_code == 0

    after = catalog(folder, "words")
    states = {m.msgid: (m.msgstr, m.state) for m in after.active}
    for msgid, msgstr in DONE.items():
        assert states[msgid] == (msgstr, State.TRANSLATED), msgid
    for msgid in ("Be early", "Come at eight."):
        whole = "[!tip] Ven pronto Ven a las ocho."
        assert states[msgid] == (whole, State.CHANGED), "nothing tells where the title ends"
    previous = {m.previous_msgid for m in after.active if m.state is State.CHANGED}
    assert previous == {"[!tip] Be early Come at eight."}
    assert not after.obsolete
    assert run(folder, "update", "--check").exit_code == 0


@pytest.mark.parametrize(
    "msgstr",
    [
        "Pan : Lo horneado.",
        "Pan : Lo : horneado. : Lo ganado.",
        "Pan: lo horneado y lo ganado",
        " : Lo horneado. : Lo ganado.",
    ],
)
def test_a_msgstr_with_other_marks_waits_for_a_look(write, msgstr):
    text = "Bread\n: What is baked.\n: What is earned.\n"
    old = made_by_the_first({"Bread : What is baked. : What is earned.": msgstr})
    folder = write({"source_texts/words.md": text, PATH: old})

    assert run(folder, "update").exit_code == 0

    active = catalog(folder, "words").active
    assert [m.state for m in active] == [State.CHANGED] * 3
    assert {m.msgstr for m in active} == {msgstr}


def test_a_msgstr_on_lines_of_its_own_is_known_by_its_marks(write):
    text = "Bread\n: What is baked.\n"
    old = HEADER + '\nmsgid "Bread : What is baked."\nmsgstr "Pan\\n: Lo horneado."\n'
    folder = write({"source_texts/words.md": text, PATH: old})

    run(folder, "update")

    active = catalog(folder, "words").active
    assert [(m.msgstr, m.state.done) for m in active] == [("Pan", True), ("Lo horneado.", True)]


def text_of(source):
    document = markdown.split(source, ("title",))
    return Text("words", None, "words.md", markdown.FORMAT, document, TextSettings())


def old_catalog(*messages):
    return Catalog(Message("", "Language: ru\nX-Tamizdat-Segments: 1\n"), messages)


def test_what_was_said_of_a_message_is_said_of_its_pieces():
    joined, msgstr = "Bread : What is baked.", "Pan : Lo horneado."
    plain = Message(joined, msgstr)
    reviewed = str(Provenance(Verb.REVIEWED, (("by", "Ana"), ("hash", plain.hash))))
    drafted = str(Provenance(Verb.DRAFT, (("engine", "x"), ("hash", digest(msgstr)))))
    text = text_of("Bread\n: What is baked.\n")

    done = migration.migrate(
        old_catalog(plain.evolve(translator_comments=("Is it white?", reviewed))), text
    )
    draft = migration.migrate(
        old_catalog(plain.evolve(translator_comments=(drafted,), flags=("fuzzy",))), text
    )

    assert [m.state for m in done.active] == [State.REVIEWED] * 2
    assert ["Is it white?" in m.translator_comments for m in done.active] == [True, False]
    assert [m.state for m in draft.active] == [State.DRAFT] * 2


def test_what_did_not_change_stays_the_very_message():
    other, untouched = Message("Bread : What is baked.", "Pan : Lo horneado."), Message("A", "B")
    text = text_of("A\n\nBread\n: What is baked.\n")
    after = migration.migrate(old_catalog(untouched, other), text)
    assert after.active[0] is untouched
    assert po.segments(after) == po.SEGMENTS
    same = old_catalog(untouched)
    assert migration.migrate(same, text) is same


def test_a_piece_that_was_done_elsewhere_keeps_its_msgstr_and_the_whole_is_not_lost():
    text = text_of("Bread\n\nBread\n: What is baked.\n")
    old = old_catalog(
        Message("Bread", "Pan"), Message("Bread : What is baked.", "Pana : Horneada.")
    )
    after = migration.migrate(old, text)
    found = {m.msgid: m.msgstr for m in after.active}
    assert found["Bread"] == "Pan"
    assert found["What is baked."] == "Horneada."
    assert found["Bread : What is baked."] == "Pana : Horneada."


WORDS = st.text("abc é:*%|", max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=4), st.booleans())
def test_no_msgstr_is_lost(pairs, fuzzy):
    """Whatever was written: all of it is there, in one message or in its pieces."""
    source = "Bread\n: Baked.\n\n*[CO]: collective\n\n% note\nand on\n"
    msgids = ["Bread : Baked.", "*[CO]: collective", "% note and on", "elsewhere"]
    flags = ("fuzzy",) if fuzzy else ()
    messages = [
        Message(msgid, " : ".join(pair), flags=flags)
        for msgid, pair in zip(msgids, pairs, strict=False)
    ]
    text = text_of(source)
    after = migration.migrate(old_catalog(*messages), text)
    left = " ".join(m.msgstr for m in after.messages).split()
    for message in messages:
        assert all(word in left for word in message.msgstr.split() if word.isalnum())
    assert len({m.key for m in after.active}) == len(after.active)
