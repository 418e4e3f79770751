"""One string in one language: references, relative addresses, widths, what is safe to show."""

import html
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.language import relative
from tamizdat.language.entities import unescape
from tamizdat.language.prose import wants_translation
from tamizdat.language.safe import quote, safe
from tamizdat.language.width import columns, filled, wrap


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a & b &amp; &lt;&copy;", "a & b & <©"),
        ("&#65;&#x41;&#X41;", "AAA"),
        ("&#00065; &#x00041; &#0;", "A A \ufffd"),
        ("&#1114112; &#9999999;", "\ufffd \ufffd"),
        ("&#99999999; &#xfffffff; &#xFFFFFFF", "\ufffd \ufffd \ufffd"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("&#" + "0" * 5000 + "65;", "A"),
        ("&nonsense; &# &#x", "&nonsense; &# &#x"),
    ],
)
def test_a_reference_is_the_character_that_it_stands_for(text, plain):
    assert unescape(text) == plain


@given(st.lists(st.sampled_from(["&", "#", "x", "4", "0", "f", ";", "amp", " ", "é"]), max_size=9))
def test_of_short_numbers_python_s_own_reading_is_ours(pieces):
    text = "".join(pieces)
    assert unescape(text) == html.unescape(text)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("b.md", "calls/b.md"),
        ("./b.md#x", "calls/b.md"),
        ("../b.md?x=1#y", "b.md"),
        ("../../b.md", "../b.md"),
        ("a/../b.md", "calls/b.md"),
        ("b%20c.md", "calls/b c.md"),
        ("%2e%2e/b.md", "b.md"),
        ("", "calls"),
        ("#x", "calls"),
        ("/b.md", ""),
        ("%2Fb.md", ""),
        ("..\\b.md", ""),
        ("..%5Cb.md", ""),
        ("b%00.md", ""),
    ],
)
def test_a_relative_address_leads_to_a_path(address, path):
    assert relative.leads_to(address, "calls/strike") == path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md) ![c](d.png 'T')", ["b.md", "d.png"]),
        ("[a](<b c.md>) [d](e_(f).md)", ["b c.md", "e_(f).md"]),
        ("<a href=\"b.md\"> <img src=c.png> <video poster = 'd.png'>", ["b.md", "c.png", "d.png"]),
        ('<object data="e.svg"> <A HREF="f.md">', ["e.svg", "f.md"]),
        ('<a href="a&amp;b.md">', ["a&b.md"]),
        ("[a](#b) [c](/d) [e](?f) [g]() [h](\\i)", []),
        ("[a](https://b.org) [c](mailto:d@e.org) <a href='//f.org'>", []),
        ("a = b.md, (c.md) and [d] (e.md)", []),
        ('<a title="y.md" id=z.md>', []),
    ],
)
def test_relative_links_are_found_wherever_they_are_written(text, found):
    assert [address for _, _, address in relative.links(text)] == found
    for start, end, address in relative.links(text):
        assert unescape(text[start:end]) == address


def test_links_are_rewritten_and_all_else_stays():
    text = "See [a](b.md), <img src='c.png'> and [d](https://e.org)."

    assert relative.rewritten(text, lambda old, _: f"../{old}") == (
        "See [a](../b.md), <img src='../c.png'> and [d](https://e.org)."
    )
    assert relative.rewritten(text, lambda _, written: written) == text


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("[a](b.md)", "[a](c.md)", {"b.md": "c.md"}),
        ("[a](b.md) [c](b.md)", "[a](d.md) [c](d.md)", {"b.md": "d.md"}),
        ("[a](b.md) [c](b.md)", "[a](d.md) [c](e.md)", None),
        ("[a](b.md)", "[a](c.md) [d](e.md)", None),
        ("[a](b%20c.md)", "[a](<d e.md>)", {"b c.md": "d e.md"}),
        ("a", "b", {}),
    ],
)
def test_which_address_stands_for_which(old, new, changed):
    assert relative.changes(old, new) == changed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\x1b[31m", "a<U+0009>b<U+000A>c<U+001B>[31m"),
        ("\u202eabc\u2066\u200b\ufeff\u00ad", "<U+202E>abc<U+2066><U+200B><U+FEFF><U+00AD>"),
        ("\u2028\u2029\ue000\ufffe\ud800", "<U+2028><U+2029><U+E000><U+FFFE><U+D800>"),
        ("می\u200cخواهم 👩\u200d🚒", "می\u200cخواهم 👩\u200d🚒"),
        ("go\u200cod \u200d", "go<U+200C>od <U+200D>"),
        ("a\u00a0b\u3000c d", "a\u00a0b\u3000c d"),
        ("x" * 401, "x" * 399 + "…"),
        ("x" * 400, "x" * 400),
    ],
)
def test_nothing_invisible_is_shown_as_nothing(text, shown):
    assert safe(text) == shown


def test_a_quotation_is_short_and_shows_its_blanks():
    assert quote("a\u00a0b\u3000c d") == "“a<U+00A0>b<U+3000>c d”"
    assert quote("x" * 80) == f"“{'x' * 80}”"
    assert quote("x" * 81) == f"“{'x' * 79}…”"


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("日本", 4), ("ｱ", 1), ("Ａ", 2),
     ("\u200b\u20dd", 0), ("\ta", 9), ("ab\tc", 9), ("हि", 2), ("שָ", 1), ("한", 2)],
)  # fmt: skip
def test_a_text_takes_so_many_columns(text, count):
    assert columns(text) == count


@given(
    st.lists(st.text("abé日\u0301", min_size=1, max_size=9), min_size=1, max_size=9),
    st.integers(1, 20),
)
def test_lines_are_filled_as_they_are_wrapped(words, width):
    lines = filled(" ".join(words), width)

    assert lines == wrap(words, width)
    assert " ".join(lines) == " ".join(words)
    assert all(columns(line) <= width or " " not in line for line in lines)
    pairs = pairwise(lines)
    assert all(columns(f"{one} {other.split(' ')[0]}") > width for one, other in pairs)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("write to them", True),
        ("International of Anarchists", False),
        ("Letters to them", True),
        ("a b", False),
        ("Anna (Boris) “Vera”", False),
        ("ver.2 x-y a/b", False),
        ("写信给囚犯们吧今", True),
        ("写信给囚犯们吧", False),
        ("ปล่อยตัวนักโทษ", True),
        ("", False),
    ],
)
def test_two_small_words_make_a_text_that_wants_translation(text, wanted):
    assert wants_translation(text) == wanted
