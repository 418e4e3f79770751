"""Which new text a text that is gone became: how much must be there, which comes first."""

import pytest

from tamizdat.update.moves import _COMMON, _paired, _shared

LONG = "We meet at noon at the old bridge, and we bring bread."
EDITED = LONG.replace("noon", "one")


def said(text):
    """What a text says, where each letter is a message, `L` a long one and `E` that one edited."""
    msgids = ({"L": LONG, "E": EDITED}.get(letter, letter) for letter in text)
    return {(None, msgid): (None, msgid) for msgid in msgids}


def pairs(had, there):
    return [*_paired(*({name: said(text) for name, text in each.items()} for each in (had, there)))]


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("abcde", "abcde", True),
        ("abcde", "abc", True),  # three fifths
        ("abcde", "ab", False),
        ("abcde", "abcxyz", True),
        ("abc", "abcdefghijkl", True),  # a quarter of the new one
        ("abc", "abcdefghijklm", False),
        ("aL", "aE", True),  # of a short text one message may have been edited
        ("aL", "ax", False),
        ("aL", "xE", False),
        ("L", "E", False),
        ("a", "a", True),
        ("a", "b", False),
    ],
)
def test_a_text_became_the_one_that_has_most_of_it(old, new, is_same):
    assert pairs({"old": old}, {"new": new}) == ([("old", "new")] if is_same else [])


@pytest.mark.parametrize(
    ("old", "new", "shared"),
    [
        ("aL", "aE", 1.5),
        ("abcdeL", "abcdeE", 5.5),
        ("abcdefL", "abcdefE", 6),  # no short text
        ("aL", "aEbcdefghijk", 1.5),
        ("aL", "aEbcdefghijkl", 1),
        ("xL", "yE", 0),
    ],
)
def test_an_edited_message_of_a_short_text_counts_half(old, new, shared):
    assert _shared(said(old), said(new)) == shared


def test_the_likest_comes_first_then_the_one_of_the_same_name_and_no_text_twice():
    assert pairs({"old": "abc"}, {"x": "abcd", "y": "abc"}) == [("old", "y")]
    assert pairs({"calls/old": "abc"}, {"a": "abc", "z/old": "abc"}) == [("calls/old", "z/old")]
    assert pairs({"old": "abc"}, {"b": "abc", "a": "abc"}) == [("old", "a")]
    assert pairs({"o": "abc", "p": "abcd"}, {"x": "abcd"}) == [("p", "x")]
    assert sorted(pairs({"o": "abc", "p": "abcd"}, {"x": "abcd", "y": "abce"})) == [
        ("o", "y"),
        ("p", "x"),
    ]


@pytest.mark.parametrize("new", [{"k": "g"}, {"m": "f"}, {"k": "f"}])
def test_a_message_is_the_same_as_it_is_written_or_by_where_its_links_lead(new):
    def keyed(said):
        return {(None, key): (None, form) for key, form in said.items()}

    assert [*_paired({"old": keyed({"k": "f"})}, {"new": keyed(new)})] == [("old", "new")]
    assert not [*_paired({"old": keyed({"k": "f"})}, {"new": keyed({"m": "g"})})]


def test_what_stands_everywhere_makes_no_text_the_successor_of_another():
    many = {f"{number:02}": "a" for number in range(_COMMON + 1)}

    assert pairs({"old": "a"}, many) == []
    assert pairs({"calls/05": "a"}, many) == [("calls/05", "05")]
    assert pairs({"old": "a"}, dict([*many.items()][:-1])) == [("old", "00")]
