"""How wide a text is, where its lines end, and how many words it has."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tamizdat.language import width, words


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0), ("abc", 3), ("\tx", 9), ("abc\tx", 9), ("abcdefgh\tx", 17), ("слово", 5),
        ("слово\tx", 9), ("日本", 4), ("ａ", 2), ("e\u0301", 1), ("a\u200bb", 2), ("a\u2060b", 2),
    ],
)  # fmt: skip
def test_columns_are_counted_as_a_terminal_shows_them(text, columns):
    assert width.columns(text) == columns


@given(st.text(" abcж日", max_size=40), st.integers(1, 15))
@example(" abcdef", 3)
@example("abcdef ghi", 3)
@example("ab cd ef", 5)
def test_lines_are_filled_as_word_by_word(text, columns):
    lines = width.filled(text, columns)

    assert lines == width.wrap(text.split(" "), columns)
    assert " ".join(lines) == text
    assert all(" " not in line.strip(" ") for line in lines if width.columns(line) > columns)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one two", 2), ("l'été", 1), ("well-known", 1), ("1,000.5 kg", 2), ("a\u200bb", 2),
        ("a\u200db", 1), ("a\u00adb", 1), ("क्षेत्र", 1), ("e\u0301te\u0301", 1), ("日本", 2),
        ("_ - …", 0),
    ],
)  # fmt: skip
def test_words_are_counted_as_a_reader_sees_them(text, count):
    assert words.words(text) == count
