"""Publication: what is put in place, what is left out, and that the structure stays."""

from __future__ import annotations

import pytest

from tamizdat.texts.document import Document, Format, Segment
from tamizdat.texts.formats import by_suffix, html, markdown
from tamizdat.texts.publication import publish

KEYS = ("title",)
TEXT = "---\ntitle: T\nlang: en\n---\n# One\n\nTwo *b*.\n\n- three\n- three\n\n1234\n"


def put(text, msgstrs, **options):
    document = markdown.split(text, KEYS)
    keyed = {(None, msgid): msgstr for msgid, msgstr in msgstrs.items()}
    return publish(document, markdown.FORMAT, keyed, keys=KEYS, **options)


def test_an_empty_catalog_gives_the_source():
    found = put(TEXT, {}, lang="ru")
    assert found.text == TEXT
    assert found.problems == ()
    assert not any(piece.translated for piece in found.pieces)


def test_equal_msgids_share_a_msgstr():
    assert put(TEXT, {"three": "tres"}).text.count("- tres\n") == 2


def test_an_empty_or_blank_msgstr_leaves_the_source():
    assert put(TEXT, {"One": "", "three": " \n"}, lang="ru").text == TEXT


def test_the_context_is_part_of_the_key():
    text = "<!-- tamizdat: context: verb -->\nGive\n\nGive\n"
    document = markdown.split(text, KEYS)
    msgstrs = {("verb", "Give"): "Dar", (None, "Give"): "Donación"}
    found = publish(document, markdown.FORMAT, msgstrs, keys=KEYS)
    assert found.text == "<!-- tamizdat: context: verb -->\nDar\n\nDonación\n"


def test_the_language_is_switched_where_a_msgstr_is_used():
    assert "\nlang: ru\n" in put(TEXT, {"One": "Раз"}, lang="ru").text
    assert "\nlang: ru\n" in put(TEXT, {"One": "One"}, lang="ru").text
    assert "\nlang: en\n" in put(TEXT, {"One": "Раз"}).text
    assert "\nlang: en\n" in put(TEXT, {"One": "a\n\nb"}, lang="ru").text


def test_the_direction_of_html_is_switched_too():
    text = '<html lang="en" dir="ltr"><body><p>One</p></body></html>'
    found = publish(
        html.FORMAT.split(text, ()),
        html.FORMAT,
        {(None, "One"): "واحد"},
        keys=(),
        lang="fa",
        direction="rtl",
    )
    assert found.text == '<html lang="fa" dir="rtl"><body><p>واحد</p></body></html>'


def test_a_msgstr_equal_to_its_msgid_copies_the_source():
    text = "Wrapped\nhere\n"
    found = put(text, {"Wrapped here": "Wrapped here"})
    assert found.text == text
    assert found.pieces[0].translated
    again = put(text, {"Wrapped here": "Wrapped here"}, verbatim=False)
    assert again.text == "Wrapped here\n"


def test_an_unfit_msgstr_is_left_out_and_told():
    found = put(TEXT, {"One": "Uno", "Two *b*.": "dos\n\ntres"})
    (problem,) = found.problems
    assert problem.segment.msgid == "Two *b*."
    assert problem.segment.line == 7
    assert "blank" in problem.message
    assert "# Uno\n\nTwo *b*.\n" in found.text


def test_only_the_culprits_of_a_changed_structure_are_left_out():
    text = "".join(f"Paragraph {name}.\n\n" for name in "abcdefgh")
    document = markdown.split(text, KEYS)
    msgstrs = {s.msgid: s.msgid.upper() for s in document.translatable}
    msgstrs["Paragraph c."] = "![A picture](c.png)"
    msgstrs["Paragraph g."] = "`CODE`"
    found = put(text, msgstrs)
    assert [p.segment.msgid for p in found.problems] == ["Paragraph c.", "Paragraph g."]
    assert all("structure" in p.message for p in found.problems)
    assert found.text.count("PARAGRAPH") == 6
    assert markdown.skeleton(found.text) == markdown.skeleton(text)


@pytest.mark.parametrize(
    ("msgstr", "fits"),
    [
        ("Gib [dem Fonds][fund] jetzt", True),
        ("Jetzt gib [fund]", True),
        ("Gib jetzt", False),
        ("Gib dem [Fonds] jetzt", False),
        ("Gib [fund] jetzt [fund]", False),
    ],
)
def test_a_link_by_label_is_neither_lost_nor_added(msgstr, fits):
    text = "Give [fund] now\n\nBread\n\n[fund]: https://example.org/\n"
    assert (put(text, {"Give [fund][fund] now": msgstr}).problems == ()) == fits
    assert put(text, {"Bread": "Brot [fund]"}).text == text
    assert put(text, {"Bread": "Brot [sic]"}).problems == ()


def test_a_translation_without_letters_is_accepted():
    assert put("# One\n", {"One": "1"}).text == "# 1\n"


@pytest.mark.parametrize("msgstr", ["1", "<b>1</b>", "&#1044;", "&#1044;&#1072;"])
def test_in_html_a_letter_is_what_readers_see_as_one(msgstr):
    document = html.split("<p>One</p>")
    found = publish(document, html.FORMAT, {(None, "One"): msgstr}, keys=())
    assert found.text == f"<p>{msgstr}</p>"


def test_two_msgstrs_that_fit_only_alone_are_never_published_together():
    """A format whose structure changes with the second exclamation mark."""

    def split(text, _keys):
        lines = text.splitlines(keepends=True)
        return Document(tuple(Segment(line, line.strip()) for line in lines))

    one_mark = Format("marks", split, lambda text: ("two",) if text.count("!") > 1 else (), None)
    document = split("a\nb\nc\n", ())
    msgstrs = {(None, "a"): "A!\n", (None, "b"): "B\n", (None, "c"): "C!\n"}
    found = publish(document, one_mark, msgstrs, keys=())
    assert found.text == "A!\nB\nc\n"
    assert [p.segment.msgid for p in found.problems] == ["c"]


@pytest.mark.parametrize(
    ("suffix", "name"), [(".md", "markdown"), (".HTML", "html"), (".txt", "plain"), (".rst", None)]
)
def test_a_suffix_has_one_format(suffix, name):
    found = by_suffix(suffix)
    assert (found and found.name) == name


def test_a_language_without_a_value_stays_without_one():
    text = "---\nlang:\n---\nOne\n"
    assert put(text, {"One": "Раз"}, lang="ru").text == "---\nlang:\n---\nРаз\n"
