"""How a message under review looks, on a terminal and in an editor."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat import reports
from tamizdat.catalogs.catalog import Message
from tamizdat.cli.review import item as pages
from tamizdat.language.safe import safe
from tamizdat.language.width import columns
from tamizdat.review import decision

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))


def an_item(msgid, msgstr="", **about):
    message = Message(msgid, msgstr, **about)
    return decision.Item("a", "ru", "a.po", 1, 1, message, message, (), None, None, ())


@given(words.filter(lambda text: pages.CUT not in text))
def test_a_sheet_gives_back_what_was_written_above_the_cut(msgstr):
    assert pages.msgstr(pages.sheet(an_item("Strike", msgstr))) == msgstr
    assert pages.msgstr(pages.sheet(an_item("Strike", "другой"), msgstr)) == msgstr


@given(st.lists(words.filter(str.strip), min_size=1, max_size=20), st.integers(32, 90))
def test_on_a_terminal_lines_end_between_words_and_begin_under_their_label(some, width):
    text = " ".join(" ".join(some).split())

    head, *lines = pages.shown(an_item(text), width).plain.split("\n")
    while not lines[0].startswith("  source   "):
        head += lines.pop(0)

    assert all(line.startswith(" " * 11) for line in lines[1:])
    for line in lines:
        assert columns(line) <= width or " " not in line[11:].strip(" ")
    assert "".join(line[11:] for line in lines).replace(" ", "") == safe(text, 20_000).replace(
        " ", ""
    )


def test_lines_without_blanks_are_broken_between_wide_characters():
    lines = pages.shown(an_item("今日は、ストライキ。" * 6), 31).plain.split("\n")[2:]

    assert lines[:2] == ["  source   今日は、ストライキ。", "           今日は、ストライキ。"]


def test_of_a_long_diff_a_terminal_shows_what_is_around_the_changes():
    far = " ".join(f"w{n}" for n in range(60))
    item = an_item(f"{far} sun {far} end", previous_msgid=f"{far} moon {far} end")

    whole = pages.shown(item).plain
    short = " ".join(pages.shown(item, 80).plain.partition("  changed  ")[2].split())

    assert f"{far} [-moon-]{{+sun+}} {far} end" in whole
    assert (
        json.loads(reports.MESSAGES["json"]([item]))["messages"][0]["diff"]
        == f"{far} [-moon-]{{+sun+}} {far} end"
    )
    assert short == ("… w52 w53 w54 w55 w56 w57 w58 w59 [-moon-]{+sun+} w0 w1 w2 w3 w4 w5 w6 w7 …")
    brief = an_item("at one", previous_msgid="at noon")
    assert "  changed  at [-noon-]{+one+}" in pages.shown(brief, 80).plain


def test_a_diff_has_its_marks_and_its_colours():
    item = an_item("a new novel", previous_msgid="a novel idea")

    (line,) = [line for line in pages.shown(item, 80).split("\n") if "changed" in line.plain]

    marked = {line.plain[span.start : span.end]: span.style for span in line.spans}
    assert "".join(line.plain.split()) == "changeda{+new+}novel[-idea-]"
    assert {"green", "red"} <= {*marked.values()}
    assert all(
        mark[0] == ("[" if style == "red" else "{")
        for mark, style in marked.items()
        if style in ("red", "green")
    )


def test_a_sheet_without_its_cut_is_not_guessed_at():
    with pytest.raises(decision.RefusedError):
        pages.msgstr("Забастовка\n# source Strike\n")
