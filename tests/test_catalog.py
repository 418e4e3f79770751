"""Messages: the state each is in, and what happens to people's words when one changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.catalogs.catalog import Catalog, Message, Provenance, State, digest

FUZZY = ("fuzzy",)
DRAFT = f"tamizdat: draft engine=pseudo route=en-ru hash={digest('Хлеб')}"
REVIEWED = f"tamizdat: reviewed by=night shift hash={Message('Bread', 'Хлеб').hash}"
STATES = {
    "nothing": (Message("Bread"), State.UNTRANSLATED),
    "fuzzy, but nothing": (Message("Bread", flags=FUZZY), State.UNTRANSLATED),
    "somebody's words": (Message("Bread", "Хлеб"), State.TRANSLATED),
    "other flags": (Message("Bread", "Хлеб", flags=("no-wrap",)), State.TRANSLATED),
    "fuzzy": (Message("Bread", "Хлеб", flags=FUZZY), State.NEEDS_WORK),
    "fuzzy since the source changed": (
        Message("Bread", "Хлеб", flags=FUZZY, previous_msgid="Bred"),
        State.CHANGED,
    ),
    "a draft": (Message("Bread", "Хлеб", flags=FUZZY, translator_comments=(DRAFT,)), State.DRAFT),
    "a draft beside a comment": (
        Message("Bread", "Хлеб", flags=FUZZY, translator_comments=("rye?", DRAFT)),
        State.DRAFT,
    ),
    "a draft that was edited": (
        Message("Bread", "Хлебушек", flags=FUZZY, translator_comments=(DRAFT,)),
        State.NEEDS_WORK,
    ),
    "a draft that was edited, of an older source": (
        Message("B", "Х", flags=FUZZY, translator_comments=(DRAFT,), previous_msgid="Bread"),
        State.CHANGED,
    ),
    "a draft that was confirmed": (
        Message("Bread", "Хлеб", translator_comments=(DRAFT,)),
        State.TRANSLATED,
    ),
    "reviewed": (Message("Bread", "Хлеб", translator_comments=(REVIEWED,)), State.REVIEWED),
    "reviewed, then edited": (
        Message("Bread", "Хлебушек", translator_comments=(REVIEWED,)),
        State.TRANSLATED,
    ),
    "reviewed for another msgid": (
        Message("Breads", "Хлеб", translator_comments=(REVIEWED,)),
        State.TRANSLATED,
    ),
    "reviewed for another msgctxt": (
        Message("Bread", "Хлеб", "shop", translator_comments=(REVIEWED,)),
        State.TRANSLATED,
    ),
    "reviewed, then fuzzy": (
        Message("Bread", "Хлеб", flags=FUZZY, translator_comments=(REVIEWED,)),
        State.NEEDS_WORK,
    ),
}


@pytest.mark.parametrize(("message", "state"), STATES.values(), ids=STATES)
def test_a_message_is_in_one_state(message, state):
    assert message.state is state


@pytest.mark.parametrize(
    ("comment", "verb", "pairs"),
    [
        (DRAFT, "draft", {"engine": "pseudo", "route": "en-ru", "hash": digest("Хлеб")}),
        ("  tamizdat:draft hash=1", "draft", {"hash": "1"}),
        (
            "tamizdat: reviewed by=night shift hash=1",
            "reviewed",
            {"by": "night shift", "hash": "1"},
        ),
        (
            "tamizdat: ignore check=number hash=1 reason=it is a name",
            "ignore",
            {"check": "number", "hash": "1", "reason": "it is a name"},
        ),
        ("tamizdat: translated hash=1", "translated", {"hash": "1"}),
    ],
)
def test_our_own_lines_hold_pairs(comment, verb, pairs):
    line = Provenance.parse(comment)

    assert (line.verb, dict(line.pairs)) == (verb, pairs)
    assert Provenance.parse(str(line)) == line


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "rye?",
        "see tamizdat: draft hash=1",
        "tamizdat: draft of mine, keep it",
        "tamizdat: draft",
        "tamizdat: ignored hash=1",
        "tamizdat: translated by three of us",
        "tamizdat is a word",
    ],
)
def test_what_somebody_wrote_is_no_line_of_ours(comment):
    assert Provenance.parse(comment) is None


def test_a_new_draft_replaces_the_line_of_the_old_one_and_nothing_else():
    words = ("rye?", "tamizdat: draft of mine, keep it", REVIEWED)
    old = Message("Bread", flags=("no-wrap",), translator_comments=(words[0], DRAFT, *words[1:]))

    new = old.drafted("Батон", engine="fxtranslate", route="en-ru")

    line = f"tamizdat: draft engine=fxtranslate route=en-ru hash={digest('Батон')}"
    assert new.translator_comments == (*words, line)
    assert (new.msgstr, new.flags, new.state) == ("Батон", ("fuzzy", "no-wrap"), State.DRAFT)


@given(st.text(min_size=1), st.lists(st.text()).map(tuple))
def test_a_draft_is_known_as_one_and_comments_stay(msgstr, comments):
    drafted = Message("Bread", translator_comments=comments).drafted(msgstr, engine="pseudo")

    assert drafted.state is State.DRAFT
    kept = [c for c in comments if not ((p := Provenance.parse(c)) and p.verb == "draft")]
    assert list(drafted.translator_comments[:-1]) == kept
    assert drafted.evolve(msgstr=msgstr + "!").state is State.NEEDS_WORK
    assert drafted.evolve(flags=()).state is State.TRANSLATED


def test_the_bytes_are_kept_as_long_as_nothing_changes():
    message = Message("Bread", "Хлеб", line=7, source=b"as it was read")

    assert message.evolve(msgstr="Хлеб", flags=()) is message
    changed = message.evolve(msgstr="Хлебушек")
    assert (changed.source, changed.line) == (None, 7)


def test_place_and_bytes_are_no_part_of_a_message():
    assert Message("a", "b", line=1, source=b"x") == Message("a", "b", line=2)


def test_any_edit_changes_the_hash():
    messages = [
        Message("a", "b"),
        Message("a", "c"),
        Message("b", "b"),
        Message("a", "b", "x"),
        Message("ab", ""),
        Message("", "ab"),
    ]

    assert len({message.hash for message in messages}) == len(messages)
    assert messages[0].hash == digest("\x04a\x00b")
    assert messages[3].hash == digest("x\x04a\x00b")


def test_a_second_dismissal_replaces_the_line_of_the_first_and_no_other():
    words = ("rye?", REVIEWED)
    other = Message("Bread", "Хлеб", translator_comments=words).dismissed("length", "short")
    first = other.dismissed("space", "house style")

    second = first.dismissed("space", "as in the source", by="Ada")

    kept, line = second.provenance[-2:]
    assert second.translator_comments == (*words, str(kept), str(line))
    assert (kept.get("check"), kept.get("reason")) == ("length", "short")
    assert (line.get("check"), line.get("reason"), line.get("by")) == (
        "space",
        "as in the source",
        "Ada",
    )
    assert line.get("hash") == second.hash


def test_an_active_and_an_obsolete_message_may_share_a_msgid():
    old, new = Message("a", "old", obsolete=True), Message("a", "new")
    catalog = Catalog(Message("", "Language: ru\nX-Other: a:b\n"), (old, new))

    assert catalog.active == (new,)
    assert catalog.obsolete == (old,)
    assert catalog.by_key == {(None, "a"): new}
    assert dict(catalog.fields()) == {"Language": "ru", "X-Other": "a:b"}
    assert catalog.language == "ru"
