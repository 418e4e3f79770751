"""Sentences: nothing is lost, abbreviations and dates don't end one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.draft import sentences
from tamizdat.language.words import words

CASES = {
    "en": (
        "In St. Petersburg, two people await trial.|The hearings are planned for Feb. 25-28.",
        "“Stop!” he said, and left.|Nobody followed.",
        "Write to Dr. K. Smith, P.O. Box 3.|See vol. 2, p. 17.",
        "She waited… and waited.|Then it was morning.",
        "What now?|We go on!",
        "Read it at example.org.|Then pass it on.",
    ),
    "ru": (
        "Митинг в г. Москве, на ул. Ленина, д. 5.|Приходите.",
        "См. рис. 3, стр. 7.|Потом читайте дальше.",
        "А. С. Пушкин родился в 1799 г. в столице.|Он был поэтом.",
    ),
    "es": ("La Sra. Gómez vive en la pág. 3.|¿Quién lo sabe?|¡Nadie!",),
    "de": ("Das gilt z. B. für Dr. Meier.|Am 3. Mai geht es los.",),
    "ja": ("これは本です。|あれはペンです。",),
}


@pytest.mark.parametrize(
    ("locale", "marked"), [(locale, case) for locale, cases in CASES.items() for case in cases]
)
def test_sentences_end_where_people_end_them(locale, marked):
    glue = "" if locale == "ja" else " "
    text = marked.replace("|", glue)

    assert [s.strip() for s in sentences.split(text, locale)] == marked.split("|")


@given(st.text(), st.sampled_from(["en", "ru", "zh_Hans", "sr@latin", "pt_BR", "xx"]))
def test_joined_sentences_are_the_text(text, locale):
    assert "".join(sentences.split(text, locale)) == text


@given(st.text(st.sampled_from("A\x85\xa0\u2028\u3000. b")))
def test_white_space_of_any_width_is_read(text):
    assert "".join(sentences.split(text, "en")) == text


@given(st.text(st.sampled_from("aB.!? ;,:—\n“”1"), max_size=600), st.integers(4, 20))
def test_joined_clauses_are_the_text(text, limit):
    assert "".join(sentences.split(text, "en", limit)) == text


def test_an_endless_sentence_is_cut_at_its_clauses():
    text = "We came together, we read the letters aloud, " * 8 + "and we went home."

    pieces = sentences.split(text, "en", 20)

    assert len(pieces) >= 4
    assert all(words(piece) <= 20 and piece.strip()[-1] in ",." for piece in pieces)


def test_a_sentence_of_usual_length_is_not_cut():
    text = "If there is a consulate in your city, go there; if there is none, write a letter."

    assert sentences.split(text, "en") == (text,)
