"""What two sequences of words have in common, also where they are too long to compare at once."""

import random

import pytest
import rapidfuzz.distance
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.catalogs import runs, similarity

WORDS = st.lists(st.sampled_from("a b c d e f g h i j k l".split()), max_size=40)


@pytest.fixture(params=[2, 8, 64])
def narrow(request, monkeypatch):
    """Nothing is small, and a window soon ends."""
    monkeypatch.setattr(runs, "CELLS", 0)
    monkeypatch.setattr(runs, "_WINDOW", request.param)


def common(old, new):
    return rapidfuzz.distance.LCSseq.similarity(old, new)


def check(old, new):
    """What is found is in both, in order, and as long as it goes; how much that is."""
    found = runs.runs(old, new)
    place = other = -1
    for x, y, length in found:
        assert length > 0
        assert old[x : x + length] == new[y : y + length]
        assert x >= place >= -1
        assert y >= other >= -1
        assert (x, y) != (place, other)
        place, other = x + length, y + length
    return sum(length for _, _, length in found)


@given(WORDS, WORDS)
def test_short_ones_have_the_longest_that_there_is(old, new):
    assert check(old, new) == common(old, new)


@pytest.mark.usefixtures("narrow")
def test_long_ones_have_what_is_in_both():
    @given(WORDS, WORDS)
    def holds(old, new):
        assert check(old, new) <= common(old, new)
        assert check(old, old) == len(old)

    holds()


def edited(words, chance, share=0.1):
    """Words that were replaced, dropped and put in, one by one and in paragraphs."""
    new = []
    for word in words:
        lot = chance.random()
        if lot < share:
            new += chance.choice([[], ["new"], [word, "more"], ["quite", "another"]])
        else:
            new.append(word)
    place = chance.randrange(len(new))
    del new[place : place + len(words) // 10]
    place = chance.randrange(len(new))
    new[place:place] = [f"added{n}" for n in range(len(words) // 10)]
    return new


@pytest.mark.parametrize("words", [50, 2000], ids=["few words", "many words"])
def test_an_edited_text_keeps_nearly_all_that_it_could(words, monkeypatch):
    monkeypatch.setattr(runs, "CELLS", 1 << 16)
    monkeypatch.setattr(runs, "_WINDOW", 1 << 11)
    chance = random.Random(words)
    old = [f"w{int(chance.paretovariate(0.5)) % words}" for _ in range(5000)]
    for _ in range(5):
        new = edited(old, chance)

        assert check(old, new) >= 0.95 * common(old, new)


@pytest.fixture
def compared(monkeypatch):
    """The sizes of what is compared at once."""
    sizes = []
    opcodes = rapidfuzz.distance.Indel.opcodes

    def counted(old, new):
        sizes.append((len(old), len(new)))
        return opcodes(old, new)

    monkeypatch.setattr(rapidfuzz.distance.Indel, "opcodes", counted)
    return sizes


@pytest.mark.parametrize("number", [20_000, 80_000])
@pytest.mark.parametrize(
    "words", [1, 977, 1 << 30], ids=["one word", "some words", "all different"]
)
@pytest.mark.parametrize("every", [3, 1 << 30], ids=["every third", "the ends"])
def test_what_is_compared_grows_with_the_text_and_not_with_its_square(
    compared, number, words, every
):
    old = [f"w{place % words}" for place in range(number)]
    new = [f"{word}!" if place % every == 0 else word for place, word in enumerate(old)]
    new[-1] = "end"

    found = check(old, new)

    assert found >= 0.99 * (number - sum(a != b for a, b in zip(old, new, strict=True)))
    assert max(a * b for a, b in compared) <= runs.CELLS
    assert sum(a * b for a, b in compared) <= 8192 * 2 * number


def test_two_paragraphs_that_have_nothing_in_common(compared):
    assert check(["a"] * 50_000, ["b"] * 50_000) == 0
    assert sum(a * b for a, b in compared) <= 8192 * 100_000


def test_a_long_paragraph_says_what_was_edited_in_it():
    words = [f"word{n % 977}" for n in range(60_000)]
    old = " ".join(words)
    words[0], words[30_000], words[-1] = "first", "middle", "last"

    difference = similarity.word_diff(old, " ".join(words), around=1)

    assert difference == (
        "[-word0-]{+first+} word1 … word689 [-word690-]{+middle+} word691 … word401 "
        "[-word402-]{+last+}"
    )
