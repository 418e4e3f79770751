"""Three-way merges of catalogs: nothing lost, valid, and only what both sides touched in conflict.

Those of random histories are in `faults.merges`.
"""

from __future__ import annotations

import time

import pytest

from tamizdat.catalogs import merge, po, three_way
from tamizdat.catalogs.catalog import Catalog, Message, State
from tamizdat.catalogs.similarity import word_diff_lines
from tamizdat.catalogs.three_way import Ancestor, Kind


def catalog(*messages: Message) -> Catalog:
    return po.new_catalog("fr", "call", messages=messages)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kind", "after", "state"),
    [
        ("", "", "A", Kind.NEW, "A", State.TRANSLATED),
        ("", "O", "", Kind.OLDER, "O", State.TRANSLATED),
        ("", "O", "A", Kind.CONFLICT, "O", State.TRANSLATED),
        ("", "A", "A", Kind.SAME, "A", State.TRANSLATED),
        ("B", "B", "A", Kind.CORRECTED, "A", State.TRANSLATED),
        ("B", "O", "B", Kind.OLDER, "O", State.TRANSLATED),
        ("B", "O", "A", Kind.CONFLICT, "O", State.TRANSLATED),
        ("B", "B", "~B", Kind.DOUBTED, "B", State.NEEDS_WORK),
        ("~B", "~B", "B", Kind.CONFIRMED, "B", State.TRANSLATED),
        ("~B", "B", "~B", Kind.OLDER, "B", State.TRANSLATED),
        ("~B", "O", "~A", Kind.CONFLICT, "O", State.TRANSLATED),
        ("~B", "~O", "A", Kind.CONFLICT, "A", State.TRANSLATED),
        ("@B", "@B", "A", Kind.NEW, "A", State.TRANSLATED),
        ("@B", "A", "@B", Kind.OLDER, "A", State.TRANSLATED),
        ("@B", "@B", "B", Kind.CONFIRMED, "B", State.TRANSLATED),
        ("B", "", "B", Kind.OLDER, "B", State.NEEDS_WORK),
        ("B", "B", "", Kind.OLDER, "B", State.NEEDS_WORK),
        ("", "@O", "A", Kind.NEW, "A", State.TRANSLATED),
        ("", "O", "@A", Kind.OLDER, "O", State.TRANSLATED),
        ("", "~O", "A", Kind.CONFLICT, "A", State.TRANSLATED),
        ("", "O", "~A", Kind.CONFLICT, "O", State.TRANSLATED),
        ("", "A", "~A", Kind.SAME, "A", State.TRANSLATED),
        ("", "~A", "A", Kind.CONFIRMED, "A", State.TRANSLATED),
        ("", "!O", "A", Kind.CONFLICT, "O", State.REVIEWED),
        ("", "O", "!A", Kind.CONFLICT, "A", State.REVIEWED),
        ("", "@O", "~A", Kind.NEW, "A", State.NEEDS_WORK),
        ("B", "B", "@A", Kind.OLDER, "B", State.TRANSLATED),
        ("B", "B", "!B", Kind.SAME, "B", State.REVIEWED),
        ("~B", "~B", "~A", Kind.CORRECTED, "A", State.NEEDS_WORK),
        ("@B", "@B", "@A", Kind.NEW, "A", State.DRAFT),
        ("@B", "@B", "~B", Kind.SAME, "B", State.DRAFT),
        ("@B", "@B", "", Kind.OLDER, "", State.UNTRANSLATED),
        ("@B", "", "@B", Kind.OLDER, "", State.UNTRANSLATED),
        ("-", "^O", "A", Kind.NEW, "A", State.TRANSLATED),
        ("-", "A", "^O", Kind.OLDER, "A", State.TRANSLATED),
        ("-", "^O", "~A", Kind.CONFLICT, "A", State.NEEDS_WORK),
        ("-", "^O", "^A", Kind.CONFLICT, "O", State.CHANGED),
        ("-", "^O", "@A", Kind.OLDER, "O", State.CHANGED),
        ("", "^O", "A", Kind.CONFLICT, "A", State.TRANSLATED),
        ("B", "B", "^A", Kind.CONFLICT, "B", State.TRANSLATED),
        ("~B", "~B", "^A", Kind.CORRECTED, "A", State.CHANGED),
    ],
)
def test_whose_words_stand(base, ours, theirs, kind, after, state):
    """`~` is fuzzy, `@` a draft, `^` made for another msgid, `!` reviewed; `-`: no ancestor."""
    sides = (
        catalog(*(_message(side) for side in [written] if side != "-"))
        for written in (base, ours, theirs)
    )
    merged = three_way.merge(*sides)
    (message,), (outcome,) = merged.catalog.active, merged.outcomes
    assert (outcome.kind, message.msgstr, message.state) == (kind, after, state)
    if kind is Kind.CONFLICT:
        both = {ours.strip(MARKS), theirs.strip(MARKS)}
        assert {message.msgstr, *message.others} == both


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kind", "after", "state"),
    [
        ("B", "B", "", Kind.OLDER, "B", State.TRANSLATED),
        ("@B", "@B", "", Kind.OLDER, "B", State.DRAFT),
        ("B", "", "B", Kind.OLDER, "B", State.NEEDS_WORK),
        ("B", "O", "", Kind.OLDER, "O", State.TRANSLATED),
        ("B", "B", "A", Kind.CORRECTED, "A", State.TRANSLATED),
    ],
)
def test_whose_words_stand_when_a_file_comes_back(base, ours, theirs, kind, after, state):
    """An empty msgstr says nothing: a program may leave out what is fuzzy."""
    began = Ancestor(Ancestor.of(catalog(_message(base))).prints)
    merged = three_way.take(catalog(_message(ours)), catalog(_message(theirs)), began)
    (message,), (outcome,) = merged.catalog.active, merged.outcomes
    assert (outcome.kind, message.msgstr, message.state) == (kind, after, state)


MARKS = "~@^!"


def _message(written: str) -> Message:
    fuzzy, changed = written.startswith(("~", "^")), written.startswith("^")
    flags, previous = ("fuzzy",) * fuzzy, "z" if changed else None
    message = Message("a", written.lstrip(MARKS), flags=flags, previous_msgid=previous)
    if written.startswith("@"):
        return message.drafted(message.msgstr, engine="x")
    return message.accepted("Ada") if written.startswith("!") else message


def test_without_an_ancestor_gaps_are_filled_and_what_differs_is_a_conflict():
    ours = catalog(Message("a", "A"), Message("b"), Message("c", "C"))
    theirs = catalog(Message("a", "other"), Message("b", "B"), Message("c"))
    merged = three_way.take(ours, theirs, Ancestor())
    assert [m.msgstr for m in merged.catalog.active] == ["A", "B", "C"]
    assert merged.catalog.active[0].others == ("other",)
    assert [o.kind for o in merged.outcomes] == [Kind.CONFLICT, Kind.NEW, Kind.OLDER]


def test_what_was_handed_out_tells_old_from_new():
    handed = catalog(Message("a", "A"), Message("b"))
    ours = catalog(Message("a", "better"), Message("b"))
    theirs = catalog(Message("a", "A"), Message("b", "B"))
    merged = three_way.take(ours, theirs, Ancestor.of(handed))
    assert [m.msgstr for m in merged.catalog.active] == ["better", "B"]
    assert not merged.conflicts


def test_work_on_a_msgid_that_has_changed_meanwhile_finds_what_it_became():
    old = "We meet at noon at the old bridge, and we bring bread."
    new = old.replace("noon", "one")
    base = catalog(Message(old, "ALT"))
    template = po.new_catalog("", "call", messages=(Message(new),))
    ours = merge.merge(base, template).catalog
    merged = three_way.merge(base, ours, catalog(Message(old, "NEU")))
    (message,) = merged.catalog.active
    assert (message.msgid, message.msgstr, message.previous_msgid) == (new, "NEU", old)
    assert message.state is State.CHANGED
    assert merged.catalog.obsolete == ()
    untranslated = catalog(Message(new))
    merged = three_way.merge(catalog(Message(old)), untranslated, catalog(Message(old, "NEU")))
    assert merged.catalog.active[0].msgstr == "NEU"
    assert merged.catalog.active[0].state is State.CHANGED


OLD = "We meet at noon at the old bridge, and we bring bread."
NEW = OLD.replace("noon", "one")


def test_what_is_said_of_a_message_stays_below_work_on_the_msgid_that_it_was():
    said = ("paragraph", "Who are “we”?")
    wanted = Message(NEW, extracted_comments=said, references=("source_texts/call.md",))
    base = catalog(Message(OLD, "ALT", extracted_comments=said))
    ours = merge.merge(base, po.new_catalog("", "call", messages=(wanted,))).catalog
    assert ours.active[0].state is State.CHANGED

    merged = three_way.take(ours, catalog(Message(OLD, "NEU")), Ancestor.of(base))

    (message,), (outcome,) = merged.catalog.active, merged.outcomes
    assert (message.msgstr, message.state, outcome.kind) == ("NEU", State.CHANGED, Kind.CORRECTED)
    assert message.extracted_comments == (*said, *word_diff_lines(OLD, NEW))
    assert message.references == wanted.references


def test_work_on_a_former_msgid_comes_before_a_draft_and_after_a_person():
    drafted = Message(NEW).drafted("maschinell", engine="x")
    for ours, msgstr, left in (
        (drafted, "NEU", []),
        (Message(NEW, "eigenes"), "eigenes", ["NEU"]),
    ):
        merged = three_way.take(catalog(ours), catalog(Message(OLD, "NEU")), Ancestor())
        assert [m.msgstr for m in merged.catalog.active] == [msgstr]
        assert [m.msgstr for m in merged.catalog.obsolete] == left
    assert merged.catalog.active[0].state is State.TRANSLATED
    merged = three_way.take(catalog(drafted), catalog(Message(OLD, "NEU")), Ancestor())
    (message,) = merged.catalog.active
    assert (message.state, message.previous_msgid, message.draft) == (State.CHANGED, OLD, None)


@pytest.mark.parametrize(
    ("ours", "theirs", "commented"),
    [((), ("x",), True), (("x",), ("x",), False), (("x",), (), False), ((), ("gone",), False)],
)
def test_a_comment_that_came_is_told_of(ours, theirs, commented):
    base = catalog(Message("a", "A", translator_comments=("gone",)))
    sides = (catalog(Message("a", "A", translator_comments=each)) for each in (ours, theirs))
    (outcome,) = three_way.merge(base, *sides).outcomes
    assert outcome.commented == commented
    assert "gone" not in outcome.after.translator_comments


def test_comments_of_both_sides_come_along_and_what_one_took_out_stays_out():
    def of(*comments: str) -> Catalog:
        return catalog(Message("a", "A", translator_comments=comments))

    merged = three_way.merge(of("x", "y"), of("x", "y", "ours?"), of("x", "theirs?"))
    assert merged.catalog.active[0].translator_comments == ("x", "ours?", "theirs?")


def test_a_review_of_the_same_words_counts_on_both_sides():
    plain = Message("a", "A")
    merged = three_way.merge(
        catalog(plain), catalog(plain.accepted("Ada")), catalog(plain.accepted("Ben"))
    )
    (message,) = merged.catalog.active
    assert [line.get("by") for line in message.provenance] == ["Ada", "Ben"]
    assert message.state is State.REVIEWED


def test_a_header_never_conflicts():
    def of(**fields: str) -> Catalog:
        header = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
        return Catalog(Message("", header))

    base = of(Project_Id_Version="a", PO_Revision_Date="", Last_Translator="", X="1")
    ours = of(Project_Id_Version="a", PO_Revision_Date="2026-02-01", Last_Translator="A", X="1")
    theirs = of(Project_Id_Version="a", PO_Revision_Date="2026-03-01", Last_Translator="B", Y="2")
    merged = dict(three_way.merge(base, ours, theirs).catalog.fields())
    assert merged == {
        "Project-Id-Version": "a",
        "PO-Revision-Date": "2026-03-01",
        "Last-Translator": "A",
        "Y": "2",
    }


def test_what_each_side_added_stands_where_it_stood():
    base = catalog(Message("a"), Message("b"), Message("c"))
    ours = catalog(Message("a"), Message("x"), Message("b"), Message("c"))
    theirs = catalog(Message("a"), Message("b"), Message("y"), Message("c"), Message("z"))
    merged = three_way.merge(base, ours, theirs)
    assert [m.msgid for m in merged.catalog.active] == ["a", "x", "b", "y", "c", "z"]


@pytest.mark.parametrize(
    ("ours", "theirs", "order"),
    [("abc", "cba", "cba"), ("cba", "abc", "cba"), ("bac", "cba", "bac"), ("cba", "bac", "cba")],
)
def test_the_order_is_that_of_the_side_that_has_changed_it_or_ours(ours, theirs, order):
    merged = three_way.merge(*(catalog(*map(Message, side)) for side in ("abc", ours, theirs)))
    assert "".join(m.msgid for m in merged.catalog.active) == order


@pytest.mark.parametrize("ours_corrects", [True, False])
def test_what_one_side_corrects_and_the_other_takes_out_stays_as_obsolete(ours_corrects):
    base, corrected = catalog(Message("a", "A"), Message("b")), Message("a", "better")
    sides = [catalog(corrected, Message("b")), catalog(Message("b"))]
    merged = three_way.merge(base, *(sides if ours_corrects else reversed(sides)))
    assert [m.msgid for m in merged.catalog.active] == ["b"]
    assert [(m.msgid, m.msgstr) for m in merged.catalog.obsolete] == [("a", "better")]
    taken = three_way.merge(base, *(2 * [catalog(Message("b"))])).catalog
    assert [m.msgid for m in taken.messages] == ["b"]


@pytest.mark.parametrize("ours_has_the_flag", [True, False])
def test_a_flag_of_one_side_stays_beside_the_other_s_correction(ours_has_the_flag):
    sides = [catalog(Message("a", "A", flags=("no-wrap",))), catalog(Message("a", "better"))]
    merged = three_way.merge(
        catalog(Message("a", "A")), *(sides if ours_has_the_flag else reversed(sides))
    )
    (message,) = merged.catalog.active
    assert (message.msgstr, message.flags) == ("better", ("no-wrap",))


def test_prints_are_those_that_files_out_there_hold():
    """Who has a file for weeks has today's."""
    messages = (Message("a", "A"), Message("a", "A", "x"), Message("a", "A", flags=("fuzzy",)))
    assert [three_way.fingerprint(message) for message in messages] == [
        "f84b7aa4bf",
        "2a39e63209",
        "30b9ee10bf",
    ]


def test_two_obsolete_msgstrs_of_a_msgid_are_one_message():
    base = catalog(Message("a"))
    gone = Message("a", "ours", obsolete=True)
    merged = three_way.merge(base, catalog(gone), catalog(gone.evolve(msgstr="theirs")))
    (message,) = merged.catalog.obsolete
    assert {message.msgstr, *message.others} == {"ours", "theirs"}


@pytest.mark.parametrize("ours_has_both", [True, False])
def test_what_stands_beside_a_msgstr_stays_when_the_other_side_corrects_that(ours_has_both):
    base, both = Message("a", "A"), Message("a", "A").contested("B")
    sides = [catalog(both), catalog(Message("a", "C"))]
    merged = three_way.merge(catalog(base), *(sides if ours_has_both else reversed(sides)))
    (message,) = merged.catalog.active
    assert (message.msgstr, message.others) == ("C", ("B",))
    assert merged.conflicts
    chosen = three_way.merge(catalog(both), catalog(both), catalog(Message("a", "C")))
    assert [(m.msgstr, m.others) for m in chosen.catalog.active] == [("C", ())]


def test_what_stands_beside_a_msgstr_stays_when_that_comes_back_corrected():
    base = catalog(Message("a", "A"))
    handed_out = Ancestor(Ancestor.of(base).prints)
    both = Message("a", "A").contested("B")
    merged = three_way.take(catalog(both), catalog(Message("a", "C")), handed_out)
    assert [(m.msgstr, m.others) for m in merged.catalog.active] == [("C", ("B",))]
    assert merged.conflicts


@pytest.mark.parametrize(
    "theirs",
    [
        [Message("a"), Message("a", "A", obsolete=True)],
        [Message("a", "A"), Message("a", "B", obsolete=True)],
        [Message("b", "A", obsolete=True), Message("b", "B", obsolete=True)],
    ],
)
def test_of_a_msgid_that_comes_back_several_times_no_msgstr_is_lost(theirs):
    merged = three_way.take(catalog(Message("a")), catalog(*theirs), Ancestor())
    there = {msgstr for m in merged.catalog.messages for msgstr in (m.msgstr, *m.others)}
    assert {message.msgstr for message in theirs} <= there | {""}


def test_what_stood_below_an_active_message_stays_below():
    theirs = (Message("a", "A"), *(Message("a", m, obsolete=True) for m in "BCD"))
    merged = three_way.take(catalog(Message("a")), catalog(*theirs), Ancestor())
    (active,), (obsolete,) = merged.catalog.active, merged.catalog.obsolete
    assert (active.msgstr, active.others) == ("A", ())
    assert (obsolete.msgstr, obsolete.others) == ("B", ("C", "D"))


def test_work_comes_back_on_a_msgid_that_was_set_otherwise_with_its_link_written_otherwise():
    theirs = Message("See [a](b.md), it's new", "Voir [a](b%2Emd)")
    merged = three_way.take(
        catalog(Message("See [a](b.md), it’s new")), catalog(theirs), Ancestor()
    )
    assert [m.msgstr for m in merged.catalog.messages] == ["Voir [a](b.md)"]


def test_a_header_that_names_no_version_is_merged_as_any_other():
    sides = (f"X-Tamizdat-Segments: {value}\n" for value in ("1", "2", "9" * 5000))
    merged = three_way.merge(*(Catalog(Message("", side)) for side in sides))
    assert po.segments(merged.catalog) == 0


def test_any_number_of_msgstrs_for_a_msgid_comes_back_in_time():
    many = [Message("a", str(number), obsolete=True) for number in range(2000)]
    start = time.process_time()
    merged = three_way.take(catalog(Message("a", "A")), catalog(*many), Ancestor())
    assert time.process_time() - start < 3
    assert sum(1 + len(message.others) for message in merged.catalog.messages) == 2001
