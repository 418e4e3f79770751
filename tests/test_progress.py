"""Progress: words as readers count them, and never a hundred per cent too early."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.catalogs.catalog import Catalog, Message, State, digest
from tamizdat.catalogs.progress import Progress, Report, Tally, tally
from tamizdat.language.words import words

DAY = datetime.date(2026, 3, 6)
TALLIES = st.dictionaries(
    st.sampled_from(State), st.builds(Tally, st.integers(0, 999), st.integers(0, 99))
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("— … “ ” 😀", 0),
        ("Don't stop the mother-in-law’s re‑election.", 5),
        ("rock 'n' roll", 3),
        ("two--dashes", 2),
        ("l'été, e\u0301cole", 2),
        ("3,000 people at 10:30 on 2026-03-06, 3.5 %", 7),
        ("1, 2, 3", 3),
        ("www.example.org", 1),
        ("and/or", 2),
        ("Ещё раз: по-русски, 2026 год.", 5),
        ("안녕하세요 세계", 2),
        ("हिन्दी में नमस्ते", 3),
        ("العَرَبِيَّة والسَّلام", 2),
        ("می‌خواهم بروم", 2),
        ("שָׁלוֹם עֲלֵיכֶם", 2),
        ("这是一本书。", 5),
        ("「これは本です」", 6),
        ("ｶﾀｶﾅ・カタカナ", 8),
        ("ไทยแลนด์", 7),
        ("中文abc中文", 5),
        ("COVID疫情", 3),
    ],
)
def test_words_are_counted_as_readers_do(text, number):
    assert words(text) == number


@given(st.lists(st.from_regex(r"[a-zа-яα-ω]{1,9}(['’-][a-z]{1,3})?", fullmatch=True)))
def test_words_between_blanks_count_one_each(given_words):
    assert words(" ".join(given_words)) == len(given_words)


def test_messages_are_counted_by_their_state():
    catalog = Catalog(
        Message(""),
        (
            Message("a", "а"),
            Message("b", "б", flags=("fuzzy",)),
            Message("c", "в").drafted("г", engine="pseudo"),
            Message("gone", "д", obsolete=True),
            Message("d", "е", obsolete=True),
        ),
    )
    sizes = {(None, name): size for name, size in zip("abcd", (1, 2, 4, 8), strict=True)}

    assert tally(sizes, catalog) == {
        State.TRANSLATED: Tally(1, 1),
        State.NEEDS_WORK: Tally(2, 1),
        State.DRAFT: Tally(4, 1),
        State.UNTRANSLATED: Tally(8, 1),
    }
    assert tally(sizes, None) == {State.UNTRANSLATED: Tally(15, 4)}


@given(TALLIES)
def test_percent_is_never_rounded_up(tallies):
    progress = Progress("strike", "ru", tallies)

    assert 0 <= progress.percent <= 100
    assert (progress.percent == 100) == progress.complete
    assert progress.percent * progress.total.words <= 100 * progress.done.words or progress.complete
    assert progress.complete == (progress.missing == "")


@pytest.mark.parametrize(
    ("done", "left", "percent"),
    [((0, 0), (0, 0), 100), ((999, 1), (1, 1), 99), ((10, 1), (0, 1), 99), ((2, 1), (1, 1), 66)],
)
def test_a_hundred_is_said_only_of_what_is_complete(done, left, percent):
    tallies = {State.TRANSLATED: Tally(*done), State.UNTRANSLATED: Tally(*left)}

    assert Progress("strike", "ru", tallies).percent == percent


def test_only_people_count_as_done():
    assert [state.value for state in State if state.done] == ["translated", "reviewed"]
    assert Progress(
        "a", "ru", {State.NEEDS_WORK: Tally(5, 2), State.DRAFT: Tally(5, 3)}
    ).missing == ("3 draft, 2 needs work")


def test_totals_leave_expired_texts_and_other_locales_out():
    one = {State.TRANSLATED: Tally(5, 1)}
    report = Report(
        DAY,
        (
            Progress("a", "ru", one),
            Progress("b", "ru", {State.UNTRANSLATED: Tally(5, 1)}),
            Progress("c", "ru", one, expired=True),
            Progress("a", "fa", one),
        ),
    )

    assert report.locales == ("ru", "fa")
    assert report.total("ru").total == Tally(10, 2)
    assert report.total("ru").percent == 50
    assert report.total("fa").complete


def test_the_hash_of_a_draft_is_as_documented():
    assert digest("abc") == "ba7816bf8f01"
