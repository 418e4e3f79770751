"""Which characters belong to scripts that are written without blanks."""

import re

import pytest

from tamizdat.language import scripts


@pytest.mark.parametrize(
    "word",
    ["ไทย", "ລາວ", "བོད", "မြန်မာ", "ខ្មែរ", "漢字", "かな", "カナ", "ｶﾅ", "𠀀", "人々", "〆切"],
)
def test_these_have_no_blanks_between_words(word):
    assert re.fullmatch(f"[{scripts.UNSPACED}]+", word)


@pytest.mark.parametrize(
    "word", ["word", "слово", "كلمة", "한글", "ቃል", "。", "「」", "【】", "〈", "Ａ"]
)
def test_these_have_or_are_no_words(word):
    assert not re.search(f"[{scripts.UNSPACED}]", word)


def test_between_wide_characters_lines_are_joined_whether_letters_or_punctuation():
    assert re.fullmatch(f"[{scripts.WIDE}]+", "漢字、かな。「カナ」Ａ！")
    assert not re.search(f"[{scripts.WIDE}]", "한글 word ไทย")
