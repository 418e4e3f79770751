"""Finding the message that a new msgid was made from, among few candidates and among many."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from tamizdat.catalogs import similarity
from tamizdat.catalogs.catalog import Message
from tamizdat.catalogs.similarity import Candidates

WORDS = [a + b for a in "ba de ki lo mu na re so".split() for b in "lan mir nos tek vu".split()]


def texts(number, seed=1):
    chance = random.Random(seed)
    return list({" ".join(chance.choices(WORDS, k=chance.randint(4, 20))) for _ in range(number)})


def edited(text, chance):
    words = text.split()
    words[chance.randrange(len(words))] = "changed"
    words.insert(chance.randrange(len(words)), "added")
    return " ".join(words)


@pytest.mark.parametrize("number", [50, 3000])
def test_an_edited_msgid_finds_the_one_it_came_from(number):
    chance = random.Random(2)
    msgids = [text for text in texts(number) if text.count(" ") > 6]
    candidates = Candidates([Message(msgid) for msgid in msgids])

    found = [candidates.closest(edited(msgid, chance), 0.7) for msgid in msgids]

    right = sum(m is not None and m.msgid == msgid for m, msgid in zip(found, msgids, strict=True))
    assert right >= 0.99 * len(msgids)


@pytest.mark.parametrize("number", [50, 3000])
def test_half_of_a_split_paragraph_finds_it(number):
    msgids = [text for text in texts(number) if text.count(" ") > 12]
    candidates = Candidates([Message(msgid) for msgid in msgids])

    for msgid in msgids:
        words = msgid.split()
        for half in (words[: len(words) // 2], words[len(words) // 2 :]):
            assert candidates.containing(" ".join(half)).msgid == msgid


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=30))
def test_what_is_found_resembles_it_enough(msgids, msgid):
    found = Candidates([Message(m) for m in msgids]).closest(msgid, 1.0)

    assert found is None or found.msgid == msgid
    assert (found is not None) == (msgid in msgids)


def test_a_script_without_blanks_is_found_by_its_characters():
    chance = random.Random(3)
    characters = [chr(0x4E00 + n) for n in range(400)]
    msgids = ["".join(chance.choices(characters, k=30)) for _ in range(500)]
    candidates = Candidates([Message(msgid) for msgid in msgids])

    for msgid in msgids[:50]:
        assert candidates.closest(msgid[:10] + "新" + msgid[11:], 0.75).msgid == msgid


def test_nothing_is_like_nothing():
    assert Candidates([]).closest("Text", 0.0) is None
    assert Candidates([]).containing("A text that is long enough") is None


@pytest.mark.parametrize("number", [150, 1000])
def test_of_many_that_are_equally_alike_it_is_the_nearest(number):
    msgids = [f"Our meeting number {n:05} is here." for n in range(number)]
    candidates = Candidates([Message(msgid) for msgid in msgids])

    for place in range(0, number, 7):
        near = candidates.closest("Our meeting number xxxxx is here.", 0.7, near=place)
        assert near.msgid == msgids[place]


@pytest.mark.parametrize("number", [1000, 4000])
def test_words_that_all_have_are_not_looked_up_everywhere(number):
    msgids = [f"Word number {n} stands here as all the others do" for n in range(number)]
    candidates = Candidates([Message(msgid) for msgid in msgids])

    for place in range(0, number, 101):
        msgid = msgids[place].replace("stands", "stood")
        assert len(candidates._votes(msgid, 0)) <= 256
        assert len(candidates._promising(msgid, 0)) <= 40
        assert candidates.closest(msgid, 0.75).msgid == msgids[place]


def test_of_long_ones_few_are_compared():
    chance = random.Random(4)
    msgids = [" ".join(chance.choices(WORDS, k=4000)) for _ in range(20)]
    candidates = Candidates([Message(msgid) for msgid in msgids])

    for msgid in msgids:
        promising = candidates._promising(edited(msgid, chance), 0)
        assert sum(len(msgids[place]) for place in promising) <= 1 << 17
        assert candidates.closest(edited(msgid, chance), 0.9).msgid == msgid


ENDLESS = " ".join(random.Random(5).choices([*WORDS, ",", "."], k=20_000))


@pytest.mark.parametrize("others", [0, 3, 300])
def test_one_that_is_too_long_to_compare_letter_by_letter_is_found(others):
    msgids = [*(f"Another text, number {n}." for n in range(others)), ENDLESS]
    candidates = Candidates([Message(msgid) for msgid in msgids])

    assert candidates.closest(edited(ENDLESS, random.Random(6)), 0.99).msgid == ENDLESS
    assert candidates.closest(ENDLESS.replace("a", "á"), 0.8).msgid == ENDLESS
    assert candidates.closest(ENDLESS[::-1], 0.75) is None
    assert candidates.closest("x " * 70_000, 0.75) is None
    assert candidates.containing(ENDLESS[:50_000]).msgid == ENDLESS


@given(st.text("ab ,é", min_size=1, max_size=40), st.text("ab ,é", min_size=1, max_size=40))
def test_the_likeness_of_long_ones_is_no_more_than_it_is(one, other):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "_PAIRS", 0)
        likeness = similarity._ratio(one, other)

    assert likeness <= fuzz.ratio(one, other) + 1e-9
    assert similarity._ratio(one, one) == 100
    assert likeness == 0 or {*one} & {*other}
