from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.catalogs import merge, po, runs, similarity
from tamizdat.catalogs.catalog import Catalog, Message, State
from tamizdat.catalogs.merge import Elsewhere
from tamizdat.language import typography

SENTENCES = (
    "Why we strike",
    "We meet at noon at the old bridge, and we bring water, bread and roses.",
    "Nobody is free until everybody is free.",
    "Write to us before Friday, so that we know how many beds we need.",
    "Bring a friend.\nBring two.",
)
"""What the author's texts are made of."""
CALL = "source_texts/call.md"


def template(*msgids: str, note: str = "paragraph") -> Catalog:
    messages = (Message(msgid, extracted_comments=(note,), references=(CALL,)) for msgid in msgids)
    return po.new_catalog("", "call", messages=tuple(messages))


def catalog(*messages: Message) -> Catalog:
    return po.new_catalog("fr", "call", messages=messages)


def translated(*msgids: str) -> Catalog:
    """A catalog in step with its template, with French in capitals for every msgid."""
    merged = merge.merge(catalog(), template(*msgids)).catalog
    return replace(
        merged, messages=tuple(m.evolve(msgstr=m.msgid.upper()) for m in merged.messages)
    )


def only(merged: merge.Merge) -> Message:
    (message,) = merged.catalog.active
    return message


def test_a_new_catalog_has_the_template_s_messages_in_order():
    merged = merge.merge(catalog(), template(*SENTENCES))
    assert [m.msgid for m in merged.catalog.messages] == list(SENTENCES)
    assert len(merged.changes.added) == len(SENTENCES)
    assert merge.merge(None, template(*SENTENCES)).catalog.active == merged.catalog.active


def test_a_catalog_in_step_is_given_back_as_it_is():
    before = translated(*SENTENCES)
    merged = merge.merge(before, template(*SENTENCES))
    assert merged.catalog is before
    assert merged.changes == merge.Changes(kept=before.active)


def test_the_template_decides_on_order_and_its_own_comments():
    before = translated("a", "b")
    after = merge.merge(before, template("b", "a", note="heading 1")).catalog
    assert [(m.msgid, m.msgstr) for m in after.messages] == [("b", "B"), ("a", "A")]
    assert {m.extracted_comments for m in after.messages} == {("heading 1",)}


def test_people_s_comments_and_flags_stay():
    before = catalog(
        Message("a", "A", flags=("fuzzy", "no-wrap"), translator_comments=("or rather B?",))
    )
    message = only(merge.merge(before, template("a")))
    assert message.flags == ("fuzzy", "no-wrap")
    assert message.translator_comments == ("or rather B?",)


def test_a_word_changed_keeps_the_msgstr_fuzzy_with_the_previous_msgid_and_the_difference():
    before = translated(SENTENCES[1])
    merged = merge.merge(before, template(SENTENCES[1].replace("noon", "one")))
    message = only(merged)
    assert (message.msgstr, message.fuzzy, message.previous_msgid) == (
        SENTENCES[1].upper(),
        True,
        SENTENCES[1],
    )
    assert message.state is State.CHANGED
    assert message.extracted_comments == (
        "paragraph",
        "We meet at [-noon-]{+one+} at the old bridge, and we bring water, bread and roses.",
    )
    assert merged.changes.changed == (message,)
    assert merged.catalog.obsolete == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SENTENCES[1], SENTENCES[1] + " We have time."),
        (SENTENCES[3], SENTENCES[3].replace("Friday", "Saturday evening")),
    ],
    ids=["sentence", "words"],
)
def test_small_changes_find_their_msgstr(old, new):
    assert only(merge.merge(translated(old), template(new))).previous_msgid == old


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Go!"', "“Go!”"),
        ("– Yes –", "—Yes—"),
        ("'A'", "‘A’"),
        ("No...", "No…"),
        ("A - B", "A – B"),
        ('"Go!"', "«\u00a0Go!\u00a0»"),
    ],
)
@pytest.mark.parametrize("fuzzy", [False, True])
def test_a_short_text_in_other_quotes_and_dashes_keeps_its_msgstr_and_state(old, new, fuzzy):
    before = translated(old)
    if fuzzy:
        before = catalog(before.messages[0].evolve(flags=("fuzzy",)))

    merged = merge.merge(before, template(new))

    assert only(merged).msgstr == old.upper()
    assert only(merged).state is before.messages[0].state
    assert [len(merged.changes.touched), len(merged.catalog.messages)] == [1, 1]


@pytest.mark.parametrize(("old", "new"), [('"Go!"', "“No!”"), ("Go!", "Go?"), ("A", "a")])
def test_a_short_text_in_other_letters_is_another_one(old, new):
    merged = merge.merge(translated(old), template(new))

    assert merged.changes.touched == ()
    assert not only(merged).state.done


def test_another_text_does_not_take_the_msgstr():
    merged = merge.merge(translated(SENTENCES[1]), template(SENTENCES[3]))
    assert only(merged).msgstr == ""
    assert [m.msgstr for m in merged.catalog.obsolete] == [SENTENCES[1].upper()]


def test_an_obsolete_message_keeps_what_people_wrote_and_nothing_of_ours():
    wrote = {"msgstr": "A", "flags": ("fuzzy",), "translator_comments": ("said Ada",)}
    merged = merge.merge(catalog(Message("a", **wrote, references=(CALL,))), template())
    assert merged.catalog.messages == (Message("a", **wrote, obsolete=True),)
    assert merged.changes.obsolete == merged.catalog.messages


def test_both_halves_of_a_split_message_get_its_msgstr():
    whole = f"{SENTENCES[2]} {SENTENCES[3]}"
    merged = merge.merge(translated(whole), template(SENTENCES[2], SENTENCES[3]))
    assert [m.msgstr for m in merged.catalog.active] == [whole.upper()] * 2
    assert all(m.previous_msgid == whole and m.fuzzy for m in merged.catalog.active)


def test_a_message_that_comes_back_is_what_it_was():
    before = translated("a", SENTENCES[1])
    reviewed = before.messages[1]
    comment = f"tamizdat: reviewed by=Ada hash={reviewed.hash}"
    before = replace(
        before, messages=(before.messages[0], reviewed.evolve(translator_comments=(comment,)))
    )
    gone = merge.merge(before, template("a")).catalog
    assert [m.msgid for m in gone.obsolete] == [SENTENCES[1]]
    merged = merge.merge(gone, template("a", SENTENCES[1]))
    assert merged.catalog == before
    assert merged.catalog.messages[1].state is State.REVIEWED
    assert len(merged.changes.restored) == 1


def test_a_msgid_changed_twice_keeps_the_one_that_the_msgstr_was_made_for():
    first, second = SENTENCES[1].replace("noon", "one"), SENTENCES[1].replace("noon", "two")
    once = merge.merge(translated(SENTENCES[1]), template(first)).catalog
    twice = merge.merge(once, template(second))
    assert only(twice).previous_msgid == SENTENCES[1]
    back = merge.merge(twice.catalog, template(SENTENCES[1]))
    assert back.catalog == translated(SENTENCES[1])


@pytest.mark.parametrize("flags", [("fuzzy",), ()], ids=["fuzzy", "translated"])
def test_a_msgid_that_comes_back_settles_only_what_was_settled(flags):
    """Neither doubtful work nor a draft becomes a translation by going to and fro."""
    before = merge.merge(catalog(), template(SENTENCES[1])).catalog
    before = replace(before, messages=(before.messages[0].evolve(msgstr="A", flags=flags),))
    changed = merge.merge(before, template(SENTENCES[1] + "!")).catalog
    assert merge.merge(changed, template(SENTENCES[1])).catalog == before


def test_a_msgstr_edited_meanwhile_stays_fuzzy_when_the_msgid_comes_back():
    changed = merge.merge(translated(SENTENCES[1]), template(SENTENCES[1] + "!")).catalog
    edited = replace(changed, messages=(changed.messages[0].evolve(msgstr="half done"),))
    message = only(merge.merge(edited, template(SENTENCES[1])))
    assert (message.msgstr, message.state) == ("half done", State.NEEDS_WORK)


def test_a_draft_keeps_its_line_through_a_change():
    drafted = catalog(Message(SENTENCES[1]).drafted("brouillon", engine="local"))
    changed = merge.merge(drafted, template(SENTENCES[1] + "!"))
    assert only(changed).state is State.DRAFT
    assert only(merge.merge(changed.catalog, template(SENTENCES[1]))).state is State.DRAFT


def test_after_review_our_line_and_the_previous_msgid_go():
    changed = merge.merge(translated(SENTENCES[1]), template(SENTENCES[1] + "!")).catalog
    assert any("translated hash=" in c for c in changed.messages[0].translator_comments)
    accepted = replace(changed, messages=(changed.messages[0].evolve(msgstr="OUI", flags=()),))
    message = only(merge.merge(accepted, template(SENTENCES[1] + "!")))
    assert (message.translator_comments, message.previous_msgid) == ((), None)
    assert message.extracted_comments == ("paragraph",)


def test_another_context_takes_the_msgstr_fuzzy():
    wanted = replace(template(), messages=(Message("a", msgctxt="verb"),))
    message = only(merge.merge(catalog(Message("a", "A", msgctxt="noun")), wanted))
    assert message.fuzzy
    assert (message.previous_msgctxt, message.previous_msgid) == ("noun", "a")


def test_a_moved_message_stays_what_it_was():
    moved = Message("a", "A", translator_comments=("said Ada",), references=("source_texts/b.md",))
    merged = merge.merge(catalog(), template("a"), elsewhere=Elsewhere({moved.key: moved}))
    message = only(merged)
    assert (message.state, message.msgstr) == (State.TRANSLATED, "A")
    assert message.translator_comments == ("said Ada",)
    assert message.references == (CALL,)
    assert merged.changes.moved == (message,)


def test_what_vanished_elsewhere_must_be_more_like():
    old = Message(SENTENCES[1], "A")
    near = template(SENTENCES[1].replace("noon", "one"))
    far = template(SENTENCES[1].replace("bread and roses", "something warm to wear"))
    assert only(merge.merge(catalog(), near, vanished=[old])).msgstr == "A"
    assert only(merge.merge(catalog(), far, vanished=[old])).msgstr == ""
    assert only(merge.merge(catalog(old), far)).msgstr == "A"


def test_untranslated_messages_vanish_unless_somebody_commented():
    before = catalog(Message("a"), Message("b", translator_comments=("what is b?",)))
    assert [m.msgid for m in merge.merge(before, template()).catalog.messages] == ["b"]


def test_an_obsolete_msgstr_fills_its_own_untranslated_message():
    before = catalog(Message("a"), Message("a", "A", obsolete=True))
    merged = merge.merge(before, template("a"))
    assert [(m.msgstr, m.obsolete) for m in merged.catalog.messages] == [("A", False)]


def test_the_order_of_obsolete_messages_is_no_difference():
    before = translated("a")
    mixed = replace(before, messages=(Message("x", "X", obsolete=True), *before.messages))
    assert merge.same(mixed, template("a"))
    assert not merge.same(mixed, template("b"))


def test_loss_is_the_share_of_msgstrs_that_are_nowhere():
    before = translated(*SENTENCES)
    after = merge.merge(before, template()).catalog
    assert merge.loss(before, after) == 0
    assert merge.loss(before, catalog(*after.messages[1:])) == pytest.approx(0.2)
    assert merge.loss(before, catalog()) == 1
    assert merge.loss(catalog(), catalog()) == 0


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("the same", "the same", "the same"),
        ("at noon", "at one", "at [-noon-]{+one+}"),
        ("a b c d", "a x y d", "a [-b c-]{+x y+} d"),
        ("all", "all of it", "all{+ of it+}"),
        ("all of it.", "all.", "all[- of it-]."),
        ("a  b", "a b", "a[-  -]{+ +}b"),
        ("面包与玫瑰", "面包和玫瑰", "面包[-与-]{+和+}玫瑰"),
        ("", "new", "{+new+}"),
    ],
)
def test_a_word_diff_shows_what_went_and_what_came(old, new, difference):
    assert similarity.word_diff(old, new) == difference


@pytest.mark.parametrize("cells", [runs.CELLS, 0], ids=["short texts", "long texts"])
@given(old=st.text(alphabet="ab ,.\n"), new=st.text(alphabet="ab ,.\n"))
def test_a_word_diff_holds_both_texts(cells, old, new):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "CELLS", cells)
        difference = similarity.word_diff(old, new)
    for text, (kept, dropped) in {old: ("-", "+"), new: ("+", "-")}.items():
        opening, closing = {"-": ("[-", "-]"), "+": ("{+", "+}")}[dropped]
        rest = difference
        while opening in rest:
            start = rest.index(opening)
            rest = rest[:start] + rest[rest.index(closing, start) + 2 :]
        opening, closing = {"-": ("[-", "-]"), "+": ("{+", "+}")}[kept]
        assert rest.replace(opening, "").replace(closing, "") == text


LETTERS = str.maketrans("0123456789", "abcdefghij")
EDITS = {
    "a word that all have": lambda msgid: msgid.replace("Word", "Term"),
    "a word more": lambda msgid: f"{msgid} Indeed.",
    "all that tells it apart": lambda msgid: msgid.translate(LETTERS),
}


@pytest.mark.parametrize("number", [150, 1000])
@pytest.mark.parametrize("how", EDITS.values(), ids=EDITS)
def test_of_many_alike_paragraphs_each_edited_one_has_its_own_msgstr(how, number):
    old = [f"Word number {n:05} stands here." for n in range(number)]
    new = [msgid if n % 3 else how(msgid) for n, msgid in enumerate(old)]

    merged = merge.merge(translated(*old), template(*new)).catalog

    assert [message.msgstr for message in merged.active] == [msgid.upper() for msgid in old]


def edit(msgids: list[tuple[str | None, str]], dice: random.Random) -> list:
    """What an author does to a text: change, drop, add, move, split, put in context."""
    changed = list(msgids)
    place = dice.randrange(len(changed) + 1)
    match dice.choice(["add", "drop", "word", "move", "split", "context"]):
        case "drop":
            del changed[place : place + 1]
        case "word" if place < len(changed):
            context, msgid = changed[place]
            words = msgid.split(" ")
            words[dice.randrange(len(words))] = dice.choice(["soon", "never", "noon", "we"])
            changed[place] = (context, " ".join(words))
        case "move":
            dice.shuffle(changed)
        case "split" if place < len(changed):
            context, msgid = changed[place]
            half = len(msgid) // 2
            changed[place : place + 1] = [(context, msgid[:half]), (context, msgid[half:])]
        case "context" if place < len(changed):
            changed[place] = (dice.choice([None, "", "verb"]), changed[place][1])
        case _:
            changed.insert(place, (None, dice.choice(SENTENCES)))
    return [key for key in dict.fromkeys(changed) if key[1]]


def letters(message: Message) -> tuple[str | None, str]:
    """What an edit of typography alone leaves as it was."""
    return message.msgctxt, typography.skeleton(message.msgid)


def work(catalog: Catalog, dice: random.Random, approved: set) -> Catalog:
    """What people and engines do to a catalog; `approved` notes what a person has accepted."""
    worked = []
    for message in catalog.messages:
        changed = message
        deed = dice.randrange(6)
        if not message.obsolete and deed == 0:
            changed = message.evolve(msgstr=f"by hand {dice.random()}", flags=())
        elif not message.obsolete and deed == 1 and not message.msgstr:
            changed = message.drafted(f"draft {dice.random()}", engine="local")
        elif not message.obsolete and deed == 2 and message.msgstr:
            changed = message.evolve(flags=("fuzzy",), translator_comments=("hm",))
        if changed.state.done:
            approved.add((letters(changed), changed.msgstr))
        worked.append(changed)
    return replace(catalog, messages=tuple(worked))


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 20))
def test_through_any_edits_no_msgstr_is_lost_and_none_becomes_a_translation_by_itself(dice, rounds):
    keys = [(None, sentence) for sentence in SENTENCES]
    current, approved = catalog(), set()
    for _ in range(rounds):
        keys = edit(keys, dice)
        wanted = po.new_catalog(
            "", "call", messages=tuple(Message(i, msgctxt=c, references=(CALL,)) for c, i in keys)
        )
        merged = merge.merge(current, wanted)
        after = merged.catalog
        assert [m.key for m in after.active] == keys
        assert merge.loss(current, after) == 0
        assert {m.msgstr for m in current.messages} <= {m.msgstr for m in after.messages} | {""}
        assert merge.same(after, wanted)
        assert merge.merge(after, wanted).catalog is after
        assert len({m.key for m in after.messages}) == len(after.messages)
        for message in merged.changes.changed:
            assert message.fuzzy
            assert message.previous_msgid is not None
            assert (message.previous_msgctxt, message.previous_msgid) != message.key
        for message in after.active:
            assert not message.state.done or (letters(message), message.msgstr) in approved
        data = po.dumps(after)
        current = po.loads(data)
        assert current.messages == after.messages
        assert merge.merge(current, wanted).catalog is current
        current = work(current, dice, approved)


def test_what_stands_beside_an_obsolete_msgstr_stays_beside_it_when_it_is_set_apart():
    active, plain = Message("a", "A"), Message("a", "B", obsolete=True)
    said = plain.evolve(translator_comments=("who?",)).contested("C", "D")

    found = list(merge.apart({active.key}, [said, plain, Message("b", "B", obsolete=True)]))

    assert [m.key for m in found] == [("earlier", "a"), ("earlier 2", "a"), (None, "b")]
    assert [m.others for m in found] == [("C", "D"), (), ()]
    assert found[0].translator_comments[0] == "who?"
    assert len(found[0].provenance) == 2
