import textwrap
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.language import commonmark
from tamizdat.language.width import columns
from tamizdat.publish import plaintext


def text(markdown, **options):
    return plaintext.text(commonmark.html(textwrap.dedent(markdown)), **options)


def test_headings_paragraphs_and_breaks():
    assert text("# One\n\nsoft\nwrap  \nhard\n\n## Two\n\nx\n\n### Three\n\n***\n") == (
        "One\n===\n\nsoft wrap\nhard\n\nTwo\n---\n\nx\n\nThree\n\n* * *\n"
    )


def test_lists_keep_their_numbers_and_nesting():
    markdown = """\
        7. seven
        8. eight
           - [ ] open
           - [x] done
             1. deep

        loose:

        - one

          two
        - three
        """

    assert text(markdown) == textwrap.dedent("""\
        7. seven
        8. eight
           - [ ] open
           - [x] done
             1. deep

        loose:

        - one

          two

        - three
        """)


@pytest.mark.parametrize(
    ("html", "marks"),
    [
        ('<ol type="a"><li>x</li><li>y</li></ol>', "a. x\nb. y\n"),
        ('<ol reversed=""><li>x</li><li>y</li></ol>', "2. x\n1. y\n"),
        ('<ol><li value="9">x</li><li>y</li></ol>', "9.  x\n10. y\n"),
        ('<ol start="x"><li>x</li></ol>', "1. x\n"),
        ('<ol type="A" start="25"><li>x</li><li>y</li><li>z</li></ol>', "Y.  x\nZ.  y\n27. z\n"),
        ('<ol type="a" start="0"><li>x</li><li>y</li></ol>', "0. x\na. y\n"),
        ('<ol type="i"><li>x</li></ol>', "1. x\n"),
        ('<ol start="-1"><li>x</li><li>y</li></ol>', "-1. x\n0.  y\n"),
        ('<ol reversed="" start="5"><li>x</li><li>y</li></ol>', "5. x\n4. y\n"),
        ('<ol><li value="1234567890">x</li></ol>', "1. x\n"),
        ('<ul type="a"><li value="3">x</li></ul>', "- x\n"),
        ("<ul>a<li>x</li>b</ul>", "a\n- x\n  b\n"),
    ],
)
def test_lists_count_as_a_browser_does(html, marks):
    assert plaintext.text(html) == marks


def test_quotations_are_prefixed_to_the_last_line():
    assert text("> one two three four five six\n> - seven eight nine ten eleven\n", width=24) == (
        "> one two three four\n> five six\n>\n> - seven eight nine ten\n>   eleven\n"
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[fund](https://example.org/a)", "fund (https://example.org/a)"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("[example.org](https://example.org/)", "example.org"),
        ("<help@example.org>", "help@example.org"),
        ("[us](mailto:help@example.org?subject=x)", "us (help@example.org)"),
        ("[call](tel:+49123)", "call (+49123)"),
        ("[part](#part) and [page](other.md)", "part and page"),
        ("![a picture](x.png)", "[a picture]"),
        ("![](x.png) x", "x"),
        ("[![logo](x.png)](https://example.org/a)", "[logo] (https://example.org/a)"),
        ("~~never~~ at 10<sup>6</sup> m, 1<sup>er</sup>", "~~never~~ at 10^6 m, 1er"),
        ("<q>so</q> &amp; `a  b`", '"so" & a b'),
        ("<del>no</del> <s>no</s> <ins>yes</ins> <u>so</u>", "~~no~~ ~~no~~ yes so"),
        ("x<sup>2</sup> H<sub>2</sub>O", "x^2 H2O"),
        ("[http://example.org/](http://example.org)", "http://example.org/"),
        ("[example.org/a](https://example.org/b)", "example.org/a (https://example.org/b)"),
        ("[us](mailto:a%20b@example.org)", "us (a%20b@example.org)"),
        ("[us](mailto:%D0%B6@example.org)", "us (ж@example.org)"),
        ("[us](mailto:%E2%80%AEx@example.org)", "us (%E2%80%AEx@example.org)"),
        ("[x](https:example.org)", "x (https:example.org)"),
        ("[x](//example.org/a)", "x (//example.org/a)"),
        ("[x](?a=b) [y](/c) [z](data:x)", "x y z"),
        ("[](https://example.org/a)", "https://example.org/a"),
        ("- [ ] open\n- [x] done", "- [ ] open\n- [x] done"),
        ("a  \nb<br>c", "a\nb\nc"),
    ],
)
def test_nothing_that_a_reader_acts_on_is_lost(markdown, expected):
    assert text(markdown) == expected + "\n"


def test_notes_carry_their_labels():
    assert text("Text.[^1]\n\n[^1]: A note of several words.\n", width=24) == (
        "Text.[1]\n\n[1] A note of several\n    words.\n"
    )


def test_a_table_stands_in_columns_where_it_fits():
    table = "| Name | Years |\n|---|---|\n| 佐藤 | 18 |\n| Ivan | 6 |\n"

    assert text(table) == "Name  Years\n----  -----\n佐藤  18\nIvan  6\n"
    assert text(table, width=10) == "Name: 佐藤\nYears: 18\n\nName: Ivan\nYears: 6\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<table><caption>Who</caption><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            "Who\n\na  b\nc\n",
        ),
        ("<table><thead><tr><th>A</th></tr></thead></table>", "A\n-\n"),
        ("<table><tr><td>a</td></tr></table>", "a\n"),
        ("<table><caption>Who</caption></table>", "Who\n"),
        ("<table></table>", "\n"),
        (
            "<dl><dt>a</dt><dd>b<p>c</p></dd></dl><details><summary>s</summary>t</details>",
            "a\n\n    b\n\n    c\n\ns\n\nt\n",
        ),
        ("<div>a</div>b<p>c</p>d", "a\n\nb\n\nc\n\nd\n"),
        ("<figure><img alt='A  map'><figcaption>c</figcaption></figure>", "[A map]\n\nc\n"),
        ("<h1></h1><p> </p>x", "x\n"),
        ('<a href="https://[::1">x</a>', "x\n"),
        ("<h2>a<br>bcd</h2>", "a\nbcd\n---\n"),
    ],
)
def test_what_stands_alone_is_a_block(html, expected):
    assert plaintext.text(html) == expected


def test_a_table_fits_to_the_column():
    table = "| Name | Years |\n|---|---|\n| Anna | 18 |\n"

    assert text(table, width=11) == "Name  Years\n----  -----\nAnna  18\n"
    assert text(table, width=10) == "Name: Anna\nYears: 18\n"
    headless = "<table><tr><td>a b c</td><td>d</td></tr><tr><td></td><td>e</td></tr></table>"
    assert plaintext.text(headless, width=8) == "a b c  d\n       e\n"
    assert plaintext.text(headless, width=7) == "a b c\nd\n\ne\n"


def test_code_is_left_alone():
    assert text("```\n  a   b\n\nc\n```\n", width=3) == "  a   b\n\nc\n"


def test_notice_and_title_stand_above():
    html = "<p>Text.</p>"

    assert plaintext.text(html, title="Title", notice="A draft.") == (
        "[ A draft. ]\n\nTitle\n=====\n\nText.\n"
    )
    assert plaintext.text("<h1>Own</h1>", title="Title") == "Own\n===\n"


@pytest.mark.parametrize("locale", ["ja", "zh_Hans", "th"])
def test_languages_without_spaces_are_not_wrapped(locale):
    words = "word " * 40

    assert plaintext.text(f"<p>{words}</p>", locale=locale).count("\n") == 1
    assert plaintext.text(f"<p>{words}</p>", locale="de").count("\n") > 1


def test_right_to_left_text_is_left_as_it_is():
    persian = "می‌خواهیم ۲۲ فوریه (help@example.org)"

    assert plaintext.text(f"<p>{persian}</p>", locale="fa") == persian + "\n"


def test_deep_nesting_is_read_to_its_end():
    html = "<blockquote>" * 3000 + "deep" + "</blockquote>" * 3000

    assert plaintext.text(html).endswith("deep\n")


WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"), exclude_characters="<>&")
    | st.just(" "),
    min_size=1,
)


@given(st.lists(WORDS, min_size=1), st.sampled_from(["p", "h1", "h2", "li", "blockquote", "td"]))
def test_every_word_is_there_in_order(words, tag):
    wrapper = {"li": "<ul>{}</ul>", "td": "<table><tr>{}</tr></table>"}.get(tag, "{}")
    html = wrapper.format("".join(f"<{tag}>{word}</{tag}>" for word in words))
    plain = plaintext.text(html)

    position = 0
    for word in " ".join(words).split(" "):
        position = plain.index(word, position) + len(word) if word else position
    assert plain.endswith("\n")
    assert not plain.endswith("\n\n")
    assert not any(line != line.rstrip() for line in plain[:-1].split("\n"))


@given(st.lists(st.text(st.sampled_from("abc"), min_size=1, max_size=9)), st.integers(30, 80))
def test_lines_keep_to_the_width(words, width):
    markdown = f"- {' '.join(words)}\n  > {' '.join(words)}\n"

    assert all(len(line) <= width for line in text(markdown, width=width).split("\n"))


@given(st.integers(1, 200))
def test_addresses_are_never_broken(length):
    address = "https://example.org/" + "a-" * length + "b"

    assert address in text(f"x <{address}> y")


def test_combining_marks_take_no_width():
    line = plaintext.text("<h1>" + unicodedata.normalize("NFD", "é") + "</h1>").split("\n")[1]

    assert line == "="


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a</li><ul><li>b</li></ul>c</ul>", "- a\n- b\nc\n"),
        ("<table><thead><tr><th>only</th></tr></thead></table>", "only\n----\n"),
        ("<p><a href='//[x'>half an address</a></p>", "half an address\n"),
    ],
)
def test_what_is_oddly_built_is_not_lost(html, expected):
    found = plaintext.text(html, width=8 if "table" in html else 72)
    assert "".join(found.split()) == "".join(expected.split())


def test_rows_of_a_table_in_a_table_come_once():
    inner = "<table><tr><td>in</td></tr></table>"
    found = plaintext.text(f"<table><tr><td>out</td><td>{inner}</td></tr></table>")
    assert found.count("in") == 1


def test_lines_of_wide_characters_keep_to_the_width():
    found = plaintext.text(f"<p>{'가나다라 ' * 60}</p>", width=72)
    assert {72 >= columns(line) > 60 for line in found.splitlines()[:-1]} == {True}


@pytest.mark.parametrize(("words", "width"), [("กี่ นี้ ที่", 5), ("می\u200cخواهیم", 8), ("न्द", 2)])
def test_marks_and_joiners_take_no_column(words, width):
    assert columns(words) == width


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("mailto:a%2Bb@x.org", "a+b@x.org"),
        ("mailto:%E2%80%AEmoc.live@x.org", "%E2%80%AEmoc.live@x.org"),
        ("tel:%1b[2J%1b]0;x%07", "%1b[2J%1b]0;x%07"),
        ("mailto:a@b.org%0A%0APayment", "a@b.org%0A%0APayment"),
        ("https:evil.org", "https:evil.org"),
    ],
)
def test_nothing_invisible_comes_out_of_an_address(address, shown):
    assert text(f'<p><a href="{address}">us</a></p>', locale="en") == f"us ({shown})\n"
