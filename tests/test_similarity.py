"""Finding the message that a new msgid was made from, among few candidates and among many."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
