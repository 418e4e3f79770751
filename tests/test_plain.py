"""Plain text: what is a segment, how it is wrapped, and what a msgstr can't do."""

import re
from pathlib import Path

import pytest
import texts
from hypothesis import given
from hypothesis import strategies as st
from texts import published, read, variants

from tamizdat.language.width import columns
from tamizdat.texts.document import Piece, UnfitError
from tamizdat.texts.formats import plain
from tamizdat.texts.publication import publish

CASES = texts.cases(plain.FORMAT)
WORDS = st.sampled_from(
    (
        "bread salt and the ovens stay cold on May-day until we have been heard again, – — - * 1. "
        "12) (a) b. I > >> * ... *** --- === # + · ‘quoted’ https://example.org/a/long/address "
        "bread@example.org @bakers 1914. хлеб 面包 ขนมปัง نان end. End! WHAT? \u00a0 \u2028 Note:"
    ).split(" ")
)
LINE = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "", "", "  ", "    ", "> ", ">", "> > ", "- ", "1. ", "\t", "— "]),
        st.lists(WORDS, max_size=14).map(" ".join),
        st.sampled_from(["", "", "", " ", "  "]),
    ),
)
LINES = st.lists(LINE | st.just(""), max_size=14)
TEXT = st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\r"])).map(
    lambda pair: pair[1].join(pair[0])
)
PROSE = st.lists(
    st.sampled_from("we come back to the bakery on May-day, all of us together tomorrow ".split())
    | st.sampled_from(["-", "—", "1.", "(a)", ">", "...", "***", "b."]),
    min_size=1,
    max_size=90,
).map(" ".join)


def longer(msgid):
    """Accented, and half as long again."""
    return re.sub(r"([^\W\d_]{3,})", lambda m: m[1] + m[1][: len(m[1]) // 2] + "ö", msgid)


def put(text, msgstr):
    """The text with its first segment translated, the way publication does it."""
    result = texts.put(plain.FORMAT, text, msgstr)
    assert result.problems == ()
    return result.text


def page(text, translated=()):
    pieces = (Piece(s, s.raw, s.msgid in translated) for s in plain.split(text).segments)
    return plain.render(tuple(pieces), '<span lang="en">')


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_longer_translation_keeps_the_shape(path):
    for text in variants(read(path)):
        result = published(plain.FORMAT, text, longer)
        assert plain.split(result).shape == plain.split(text).shape
        assert plain.skeleton(result) == plain.skeleton(text)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_text_written_anew_has_the_same_msgids(path):
    for text in variants(read(path)):
        again = plain.split(published(plain.FORMAT, text, str, verbatim=False))
        expected = [(s.role, s.msgid) for s in plain.split(text).translatable]
        assert [(s.role, s.msgid) for s in again.translatable] == expected


@given(TEXT)
def test_any_text_is_the_sum_of_its_segments(text):
    document = plain.split(text)
    assert document.text == text
    assert published(plain.FORMAT, text, str) == text
    for segment in document.translatable:
        assert re.search(r"[^\W\d_]", segment.msgid)
        assert "\n" not in segment.msgid
        assert "\r" not in segment.msgid


@given(TEXT, st.sampled_from([" bread", " and a good deal more than before", "."]))
def test_any_text_keeps_its_shape_when_every_msgid_grows(text, more):
    document = plain.split(text)
    result = "".join(
        s.raw if s.msgid is None else s.encode(s.msgid + more) for s in document.segments
    )
    assert plain.split(result).shape == document.shape
    assert plain.skeleton(result) == plain.skeleton(text)


@given(PROSE, st.sampled_from(["", "- ", "12) ", "> ", "    "]))
def test_wrapping_begins_no_list_quotation_or_rule(prose, prefix):
    margin = prefix if prefix == "> " else " " * len(prefix)
    source = f"{prefix}{'bread and salt ' * 4}and what\n{margin}we eat with them every day.\n"
    assert len(plain.split(source).translatable) == 1
    result = put(source, f"We say: {prose}")
    (segment,) = plain.split(result).translatable
    assert segment.msgid == f"We say: {prose}"


@pytest.mark.parametrize("prefix", ["", "- ", "> ", "    ", "12) "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_translation_is_wrapped_like_its_source(prefix, end):
    margin = prefix if prefix == "> " else " " * len(prefix)
    source = f"{prefix}On the first of May the ovens will stay cold, and{end}{margin}we too.{end}"
    result = put(source, "żółć i chleb " * 20)
    first, *others, nothing = result.split(end)
    assert first.startswith(prefix + "żółć")
    assert nothing == ""
    assert all(re.match(re.escape(margin) + r"\w", line) for line in others)
    assert 4 < len(others) < 9
    assert max(map(columns, result.split(end))) <= columns(source.partition(end)[0])


@pytest.mark.parametrize(
    "msgstr", ["五月一日パン屋のかまどは冷たい" * 9, "วันแรกของเดือนพฤษภาคม" * 9]
)
def test_scripts_without_blanks_are_not_wrapped(msgstr):
    source = (
        "On the first of May the ovens stay cold, and everybody who bakes\ncomes to the square.\n"
    )
    assert put(source, msgstr) == f"{msgstr}\n"


@pytest.mark.parametrize(
    ("source", "msgstr", "expected"),
    [
        ("May Day is near.\n", "1. Mai: bald.\n", "1.\u00a0Mai: bald.\n"),
        ("No!\n", "— Нет!", "—\u00a0Нет!\n"),
        ("Bread\n", "- Brot", "-\u00a0Brot\n"),
        ("- Bread\n", "- Brot", "- - Brot\n"),
        ("- Bread\n", "> Brot", "- > Brot\n"),
        ("> Bread\n", "1. Brot", "> 1.\u00a0Brot\n"),
        ("Bread and salt\nand water\n", "Brot und Salz\nheute", "Brot und Salz heute\nand water\n"),
        ("Bread, for everybody\nSalt\n", "Brot für alle", "Brot für alle\nSalt\n"),
        ("Bread, for everybody\nSalt\n", "Brot für alle Leute", "Brot für alle Leute\nSalt\n"),
        (
            "Bread for everybody here\nSalt\n",
            "Brot für alle hier und",
            "Brot für alle hier und  \nSalt\n",
        ),
        ("Bread\n=====\n", "Brot und Salz", "Brot und Salz\n=====\n"),
        ("Bread", "面包", "面包"),
        ("Bread\n", "12", "12\n"),
        ("\tBread  \n", " Brot ", "\tBrot  \n"),
    ],
)
def test_a_msgstr_is_written_in_its_place(source, msgstr, expected):
    assert put(source, msgstr) == expected


@pytest.mark.parametrize(
    ("source", "msgstr", "reason"),
    [
        ("Bread\n", "Brot\n\nSalz", "blank line"),
        ("Bread\n", "Brot\r\n \r\nSalz", "blank line"),
        ("Bread\n", "> Brot", "quotation instead of a paragraph"),
        ("> Bread\n", "> Brot", "deeper quotation"),
        ("Bread\n", "* * *", "rule instead of a paragraph"),
        ("Bread\n", "----", "rule instead of a paragraph"),
        ("Write to us\n", "bread@example.org", "nothing but an address"),
        ("Bread\n", "\u00a0", "blank instead of a paragraph"),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(source, msgstr, reason):
    (segment,) = plain.split(source).translatable
    with pytest.raises(UnfitError, match=re.escape(reason)):
        segment.encode(msgstr)


@pytest.mark.parametrize(
    "words", ["Wer liest das?", "kleingeschrieben", "ใครอ่าน", "谁会读？", "Ende."]
)
def test_a_heading_may_become_anything_that_is_one_line(words):
    result = put("WHO WILL READ IT\n\nCount on three readers.\n", words)
    assert result == f"{words}\n\nCount on three readers.\n"


def test_addresses_alone_are_passed_over():
    text = "https://example.org/a\n\nbread@example.org, @bakers\n\nexample.org: a site\n"
    document = plain.split(text)
    assert [s.raw for s in document.segments if s.skipped == "address"] == [
        "https://example.org/a",
        "bread@example.org, @bakers",
    ]
    assert [s.msgid for s in document.translatable] == ["example.org: a site"]


def test_a_page_shows_everything_and_marks_what_is_untranslated():
    text = read(Path(__file__).parent / "cases" / "plain" / "call.txt")
    assert page(text, {"Bring:", "friends", "Main square"}) == (
        Path(__file__).parent / "cases" / "plain" / "call.page"
    ).read_text(encoding="utf-8")


def test_on_a_page_a_translation_is_what_its_source_is():
    text = "Bread for all\n\nWe meet at noon.\n\nBread!\n"
    msgstrs = {(None, "Bread for all"): "Хлеб!", (None, "We meet at noon."): "Встреча в полдень"}
    pieces = publish(plain.split(text), plain.FORMAT, msgstrs, keys=()).pieces
    assert plain.render(pieces, "<span>") == (
        "<h1>Хлеб!</h1>\n<p>Встреча в полдень</p>\n<p><span>Bread!</span></p>\n"
    )


def test_a_page_escapes_what_is_no_markup():
    text = "<script>alert(1)</script> & \"more\" https://example.org/?a=1&b='2'.\n"
    assert page(text, {text.strip()}) == (
        '<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; "more" '
        '<a href="https://example.org/?a=1&amp;b=&#x27;2">'
        "https://example.org/?a=1&amp;b='2</a>'.</p>\n"
    )


@given(TEXT)
def test_a_page_shows_every_word(text):
    shown = re.sub(r"<[^>]*>|&\w+;", " ", page(text))
    assert set(re.findall(r"[^\W_]{2,}", text)) <= set(re.findall(r"[^\W_]{2,}", shown)) | {"12"}


@pytest.mark.parametrize(
    "text", ["> " * 50_000, " " * 100_000 + "x", "- " * 50_000, "a" * 200_000, "x\n" * 20_000]
)
@pytest.mark.timeout(20)
def test_long_nonsense_takes_no_long_time(text):
    assert plain.split(text).text == text
