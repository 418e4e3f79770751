"""Catalogs of other tools become ours: nothing is lost, nothing is called done that was not."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.catalogs import po, similarity
from tamizdat.catalogs.catalog import Message, State
from tamizdat.init import matching
from tamizdat.language.markup import Markup
from tamizdat.texts import formats

CASES = Path(__file__).parent / "cases/adoption"
MARKDOWN = formats.by_suffix(".md")


def text(reference, source, *messages):
    """A Markdown text with its catalog, as far as it is translated (msgid, msgstr)."""
    segments = MARKDOWN.split(source, ("title",)).translatable
    template = tuple(
        {s.key: Message(s.msgid, "", s.msgctxt, references=(reference,)) for s in segments}.values()
    )
    return matching.Recipient(
        reference,
        MARKDOWN,
        po.new_catalog("es", reference, messages=tuple(Message(*m) for m in messages)),
        po.new_catalog("", reference, messages=template),
        {segment.key: segment.markup for segment in segments},
    )


def adopt(tool):
    """The catalogs of the small project after adopting one of the cases, by file name."""
    names = ("docs/strike.md", "docs/bread.md")
    texts = [text(name, (CASES / name).read_text(encoding="utf-8")) for name in names]
    found = matching.adopt(texts, foreign(tool))
    return dict(zip(("strike", "bread"), found, strict=True))


def foreign(tool):
    path = CASES / f"po/{tool}.es.po"
    return po.loads(path.read_bytes(), path).messages


def message(adopted, beginning):
    """The only active message whose msgid begins like this."""
    (found,) = [m for m in adopted.catalog.active if m.msgid.startswith(beginning)]
    return found


def words(msgstr):
    return re.findall(r"\w+", msgstr)


TOOLS = ["po4a", "mdpo", "mdbook"]


@pytest.mark.parametrize("tool", TOOLS)
def test_what_differs_in_wrapping_and_marks_alone_stays_translated(tool):
    found = adopt(tool)

    for name in found:
        meeting = message(found[name], "We meet on May 1")
        assert meeting.state is State.TRANSLATED
        assert "\n" not in meeting.msgstr
        assert meeting.msgstr.startswith("Nos vemos el 1 de mayo en la puerta")
    assert message(found["strike"], "Strike on *").state is State.TRANSLATED


@pytest.mark.parametrize("tool", TOOLS)
def test_every_word_that_somebody_wrote_is_somewhere(tool):
    found = adopt(tool)

    kept = [words(m.msgstr) for a in found.values() for m in a.catalog.messages]
    syntax = re.compile(r"!\[|\]\(gate\.png\)|mailto:")  # stands in the source, or goes
    for theirs in foreign(tool):
        for part in re.split(r"^\* ", theirs.msgstr, flags=re.M):  # items are messages of ours
            wanted = words(syntax.sub(" ", part))
            assert any(set(wanted) <= set(there) for there in kept), part


@pytest.mark.parametrize("tool", TOOLS)
def test_gettext_accepts_what_was_adopted(tool, judge, tmp_path):
    for name, adopted in adopt(tool).items():
        path = tmp_path / f"{name}.po"
        path.write_bytes(po.dumps(adopted.catalog))
        subprocess.run([judge("msgfmt"), "-c", "-o", "/dev/null", path], check=True)


@pytest.mark.parametrize("tool", TOOLS)
def test_adopting_twice_changes_nothing_more(tool):
    texts = [
        text(f"docs/{name}.md", (CASES / f"docs/{name}.md").read_text(encoding="utf-8"))
        for name in ("strike", "bread")
    ]
    once = matching.adopt(texts, foreign(tool))
    again = [
        matching.Recipient(t.reference, t.format, a.catalog, t.template, t.markups)
        for t, a in zip(texts, once, strict=True)
    ]

    twice = matching.adopt(again, foreign(tool))

    assert [po.dumps(a.catalog) for a in twice] == [po.dumps(a.catalog) for a in once]
    assert [(a.translated, a.fuzzy, a.similar, a.obsolete) for a in twice] == [(0, 0, 0, 0)] * 2


def test_a_msgid_that_differs_in_words_makes_its_message_changed():
    bring = message(adopt("po4a")["strike"], "Bring water")

    assert bring.state is State.CHANGED
    assert bring.previous_msgid == "Bring water and bread, because the day is very long."


def test_a_fuzzy_message_stays_fuzzy_with_its_previous_msgid():
    call = message(adopt("po4a")["strike"], "Write to")

    assert call.state is State.CHANGED
    assert call.previous_msgid == "Write to <info@example.org>."
    assert call.flags == ("fuzzy",)


def test_a_translators_comment_stays_and_the_tools_own_go():
    meeting = message(adopt("po4a")["bread"], "We meet")

    assert meeting.translator_comments == ("the gate is the one by the river",)
    assert meeting.extracted_comments == ()


def test_a_quotation_loses_the_marks_that_our_msgids_have_not():
    assert message(adopt("po4a")["strike"], "Whoever").msgstr == "Quien canta no está solo."


def test_an_obsolete_message_comes_back_where_its_text_is():
    flour = message(adopt("po4a")["bread"], "Flour")

    assert flour.state is State.TRANSLATED


def test_what_belongs_nowhere_is_obsolete_in_the_text_that_it_names():
    obsolete = {m.msgid for m in adopt("po4a")["strike"].catalog.obsolete}

    assert "echo hello  # say it" in obsolete


def test_what_names_no_text_is_obsolete_in_the_first_one():
    found = adopt("po4a")

    assert "A paragraph that left long ago." in {m.msgid for m in found["strike"].catalog.obsolete}
    assert found["bread"].obsolete == 0


def test_what_names_no_text_fills_a_gap_like_it_in_any_text():
    texts = [text(f"{n}.md", f"We meet at the gate at {n} in the morning.\n") for n in (5, 6, 7)]
    edited = Message("We meet at the gate at 7 in the mornings.", "Nos vemos a las 7.")

    found = matching.adopt(texts, [edited, Message("A song.", "Un canto.")])

    assert [a.catalog.active[0].msgstr for a in found] == ["Nos vemos a las 7."] * 3
    assert {a.catalog.active[0].state for a in found} == {State.CHANGED}


@pytest.mark.parametrize("references", [(), ("index.md:3",)])
def test_what_may_be_any_texts_is_indexed_once_for_all_of_them(monkeypatch, references):
    indexed = []
    terms = similarity._terms
    monkeypatch.setattr(similarity, "_terms", lambda msgid: indexed.append(msgid) or terms(msgid))
    texts = [text(f"{n}/index.md", f"Text {n} sings of another river.\n") for n in range(30)]
    left = [
        Message(f"A paragraph that left long ago, {n}.", f"Ido {n}.", references=references)
        for n in range(300)
    ]

    matching.adopt(texts, left)

    # and once for the first text, which has an index of its own
    assert {indexed.count(message.msgid) for message in left} == {2}


def test_a_link_that_mdpo_made_of_an_address_is_an_address_again():
    write = message(adopt("mdpo")["strike"], "Write to")

    assert write.msgstr == "Escribe a <info@example.org> o llama al +49 30 1234567."
    assert write.state is State.TRANSLATED


def test_a_list_in_one_message_is_taken_item_by_item():
    strike = adopt("mdbook")["strike"]

    assert message(strike, "Bring").msgstr == "Trae agua y pan, porque el día es largo."
    assert message(strike, "Write").msgstr.startswith("Escribe a <info@example.org>")


def test_a_hard_break_stays_one():
    assert message(adopt("mdbook")["strike"], "First").msgstr.startswith("Primera línea\nsegunda")


def test_a_translated_comment_in_a_block_of_code_is_not_lost():
    block = Message("Do this:\n\n```\nrun  # now\n```", "Haz esto:\n\n```\nrun  # ya\n```")

    (found,) = matching.adopt([text("a.md", "Do this:\n\n```\nrun  # now\n```\n")], [block])

    assert any("# ya" in m.msgstr for m in found.catalog.messages)


def test_another_msgstr_for_what_is_translated_is_kept_beside_it(judge, tmp_path):
    ours = text("a.md", "Bread.\n", ("Bread.", "Pan."))

    (found,) = matching.adopt([ours], [Message("Bread.", "El pan."), Message("Bread.", "Panes.")])

    assert [m.msgstr for m in found.catalog.active] == ["Pan."]
    assert {m.msgstr for m in found.catalog.obsolete} == {"El pan.", "Panes."}
    path = tmp_path / "a.po"
    path.write_bytes(po.dumps(found.catalog))
    subprocess.run([judge("msgfmt"), "-c", "-o", "/dev/null", path], check=True)


def test_a_done_message_is_taken_before_a_fuzzy_and_this_texts_before_anothers():
    fuzzy = Message("Bread.", "Brot.", flags=("fuzzy",), references=("b.md:1",))
    done = Message("Bread.", "Pan.", references=("a.md:1",))
    other = Message("Bread.", "Panes.", references=("b.md:2",))
    texts = [text("docs/a.md", "Bread.\n"), text("docs/b.md", "Bread.\n")]

    first, second = matching.adopt(texts, [fuzzy, done, other])

    assert first.catalog.active[0].msgstr == "Pan."
    assert second.catalog.active[0].msgstr == "Panes."
    kept = {m.msgstr for a in (first, second) for m in a.catalog.messages}
    assert kept == {"Pan.", "Panes.", "Brot."}


def test_a_context_that_fits_is_taken_before_one_that_does_not():
    source = "<!-- tamizdat: context: verb -->\nMarch\n"
    messages = [Message("March", "marzo", "month"), Message("March", "marchad", "verb")]

    (found,) = matching.adopt([text("a.md", source)], messages)

    assert found.catalog.active[0].msgstr == "marchad"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a _b_ c", "a *b* c"),
        ("__a__", "**a**"),
        ("a  b", "a b"),
        ("1 \\* 2", "1 * 2"),
        ("a &amp; b", "a & b"),
        ("<info@example.org>", "[info@example.org](mailto:info@example.org)"),
        ("see [the map][the map]", "see [the map]"),
        ("<https://example.org>", "[https://example.org](https://example.org)"),
    ],
)
def test_what_is_but_a_way_to_write_it_is_equal(one, other):
    assert matching.normal(one, Markup.MARKDOWN) == matching.normal(other, Markup.MARKDOWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a *b*", "a **b**"),
        ("a *b*", "a b"),
        ("a `b`", "a b"),
        ("[a](https://example.org)", "[a](https://example.com)"),
        ("a b", "a c"),
        ("one\ntwo", "one two"),
        ("a.", "a"),
    ],
)
def test_what_means_something_else_is_not_equal(one, other):
    assert matching.normal(one, Markup.MARKDOWN) != matching.normal(other, Markup.MARKDOWN)


SENTENCES = st.lists(
    st.sampled_from("Bread water strike gate song river mill May 10 *cup* _cup_ `run`".split()),
    min_size=1,
    max_size=6,
).map(" ".join)
MESSAGES = st.builds(
    lambda msgid, msgstr, wrap, fuzzy, obsolete, file, context: Message(
        msgid.replace(" ", "\n", 1) if wrap else msgid,
        msgstr,
        context,
        ("fuzzy",) if fuzzy else (),
        references=(file,) if file else (),
        obsolete=obsolete,
    ),
    SENTENCES,
    SENTENCES.map(str.upper),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "a.md:1", "docs/b.md:block", "gone.md:7"]),
    st.sampled_from([None, None, "month"]),
)


@given(
    st.lists(SENTENCES, min_size=1, max_size=5),
    st.lists(SENTENCES, min_size=1, max_size=5),
    st.lists(SENTENCES.map(str.title), max_size=5),
    st.lists(MESSAGES, max_size=8),
)
def test_no_msgstr_is_ever_lost_or_overwritten(first, second, msgstrs, messages):
    there = [(msgid, msgstr) for msgid, msgstr in zip(dict.fromkeys(first), msgstrs, strict=False)]
    texts = [text("docs/a.md", "\n\n".join(first), *there), text("docs/b.md", "\n\n".join(second))]

    found = matching.adopt(texts, messages)

    kept = [m for a in found for m in a.catalog.messages]
    assert {m.msgstr for m in messages} <= {m.msgstr for m in kept}
    for msgid, msgstr in there:
        assert msgstr in {m.msgstr for m in kept}
        if (None, msgid) in texts[0].template.by_key:
            assert found[0].catalog.by_key[None, msgid].msgstr == msgstr
    for adopted in found:
        keys = [m.key for m in adopted.catalog.messages]
        assert len(keys) == len(set(keys))
        assert po.loads(po.dumps(adopted.catalog)).messages == adopted.catalog.messages


@given(st.lists(MESSAGES, max_size=8))
def test_nothing_is_done_that_was_not(messages):
    source = "\n\n".join(m.msgid.replace("\n", " ") for m in messages) or "Bread."

    (found,) = matching.adopt([text("docs/a.md", source)], messages)

    done = {m.msgstr for m in found.catalog.active if m.state.done}
    assert done <= {m.msgstr for m in messages if not m.fuzzy}
