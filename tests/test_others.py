"""What a message leaves behind when it moves: nothing that is not all in its new place."""

import pytest

from tamizdat.catalogs.catalog import Message
from tamizdat.update.others import _best_first, _covers

PLAIN = Message("a", "A")
FUZZY = Message("a", "A", flags=("fuzzy",))
ASKED = Message("a", "A", translator_comments=("who?",))
OURS = "tamizdat: draft engine=pseudo hash=0123456789ab"


@pytest.mark.parametrize(
    ("there", "message", "covers"),
    [
        (PLAIN, PLAIN, True),
        (PLAIN, FUZZY, True),
        (FUZZY, PLAIN, False),
        (FUZZY, FUZZY, True),
        (Message("a", "B"), PLAIN, False),
        (Message("a"), PLAIN, False),
        (PLAIN, ASKED, False),
        (ASKED, PLAIN, True),
        (ASKED, ASKED, True),
        (ASKED.evolve(translator_comments=("who?", "where?")), ASKED, True),
        (PLAIN, PLAIN.evolve(translator_comments=(OURS,)), True),
        (ASKED, ASKED.evolve(translator_comments=("when?", "who?")), False),
    ],
)
def test_a_message_may_go_where_another_one_has_all_that_people_said(there, message, covers):
    assert _covers(there, message) == covers


def test_of_several_the_reviewed_one_is_taken_then_one_that_is_done_then_the_first():
    draft = Message("a").drafted("A", engine="pseudo")
    reviewed = PLAIN.accepted("Ada")
    found = [("1", FUZZY), ("2", draft), ("3", PLAIN), ("4", reviewed), ("5", Message("a", "B"))]

    (best,) = _best_first({(None, "a"): found}).values()

    assert [name for name, _ in best] == ["4", "3", "5", "1", "2"]
