"""Which message has a msgid like this one, and how two msgids differ.

rapidfuzz, which takes a while to import, is imported when there is something to compare.

Few candidates are compared one by one. Many, or long ones, are looked up first by the words and
pairs of words that they share with the msgid, the rarest of all, and by where they stand; so the
time grows with their number and their length, and not with the square of either.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from tamizdat.catalogs.catalog import Message
from tamizdat.catalogs.runs import runs
from tamizdat.language import scripts

AROUND = 8
"""Words on each side of a change that are shown where room is scarce: in editors, on terminals."""
_WORD = re.compile(rf"[{scripts.UNSPACED}]|\w+")
_ALONE = scripts.CHINESE_JAPANESE
_PIECE = re.compile(rf"\s+|[{_ALONE}]|[^\W{_ALONE}]+|[^\w\s]")
_FEW = 200
"""So many candidates are compared one by one, which finds all; a choice."""
_LETTERS = 1 << 17
"""So many letters of candidates are compared with one msgid, those of one at least; a choice."""
_TERMS = 16
"""So many of a msgid's terms are looked up, the rarest ones."""
_VISITED = 1 << 8
"""So many of the places where they occur are looked at; a choice."""
_BEST = 32
"""So many candidates that share most of them are compared.

With these, all 505 edited of 10,000 messages and 4,963 of 100,000 are found (make bench).
"""
_NEIGHBOURS = 4
"""And so many on each side of where it is expected; a choice."""
_ENDS = 1 << 12
"""So many letters at each end of a long msgid are looked up; a choice."""
_PAIRS = 1 << 31
"""So many pairs of letters are compared at once, two msgids of 46,000 letters; a choice."""
_SPARED = 8
"""So many words are not worth a “…”."""
_SHARED = 19
"""Characters; pieces that are no longer are found in too many texts; a choice."""


class Candidates:
    """Messages that a msgstr may be taken from."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages

    def closest(self, msgid: str, floor: float, near: int = 0) -> Message | None:
        """The message whose msgid resembles this one most, if by at least `floor` of 1.

        Of several that do equally, the one nearest to the place `near` among the candidates.
        """
        places = self._promising(msgid, near)
        if not places:
            return None
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - no update without changes needs it

        scorer: Any = _ratio if len(msgid) * self._longest > _PAIRS else fuzz.ratio
        msgids = [self._messages[place].msgid for place in places]
        found = process.extractOne(msgid, msgids, scorer=scorer, score_cutoff=100 * floor)
        return self._messages[places[found[2]]] if found else None

    def containing(self, msgid: str, near: int = 0) -> Message | None:
        """The message that was split into this msgid and others, or went into it with others."""
        best: Message | None = None
        shared = _SHARED
        for place in self._promising(msgid, near):
            message = self._messages[place]
            short, long = sorted((msgid, message.msgid), key=len)
            if len(short) > shared and 3 * len(short) >= len(long) and short in long:
                best, shared = message, len(short)
        return best

    def _promising(self, msgid: str, near: int) -> Sequence[int]:
        """Places of the messages that are worth a comparison, the nearest first."""
        places: Sequence[int] = range(len(self._messages))
        if not self._are_few:
            votes = self._votes(msgid, near)
            ranked = sorted(votes, key=lambda place: (-votes[place], abs(place - near)))
            around = places[max(0, near - _NEIGHBOURS) : near + _NEIGHBOURS]
            places = self._within_letters(dict.fromkeys((*ranked[:_BEST], *around)))
        return sorted(places, key=lambda place: abs(place - near))

    def _votes(self, msgid: str, near: int) -> Mapping[int, float]:
        """The places where the rarest terms of a msgid occur; of common ones the nearest."""
        postings = [self._postings[term] for term in _terms(msgid) if term in self._postings]
        postings.sort(key=len)
        votes: dict[int, float] = {}
        room = _VISITED
        for places in postings[:_TERMS]:
            start = max(0, min(bisect_left(places, near) - room // 2, len(places) - room))
            for place in places[start : start + room]:
                votes[place] = votes.get(place, 0) + 1 / len(places)
            room -= min(room, len(places))
        return votes

    def _within_letters(self, places: Iterable[int]) -> Sequence[int]:
        """The first place, and those of the others that are not too long to compare."""
        chosen: list[int] = []
        room = _LETTERS
        for place in places:
            size = len(self._messages[place].msgid)
            if size <= room or not chosen:
                chosen.append(place)
                room -= size
        return chosen

    @cached_property
    def _are_few(self) -> bool:
        letters = sum(len(message.msgid) for message in self._messages)
        return len(self._messages) <= (_FEW if letters <= _LETTERS else 1)

    @cached_property
    def _longest(self) -> int:
        return max(len(message.msgid) for message in self._messages)

    @cached_property
    def _postings(self) -> dict[object, list[int]]:
        """Where each term occurs."""
        found: dict[object, list[int]] = {}
        for place, message in enumerate(self._messages):
            for term in _terms(message.msgid):
                found.setdefault(term, []).append(place)
        return found


def _terms(msgid: str) -> Iterable[object]:
    """The words of a msgid, or of the ends of a long one, and each with the one after it."""
    if len(msgid) > 2 * _ENDS:
        msgid = f"{msgid[:_ENDS]} {msgid[-_ENDS:]}"
    words = _WORD.findall(msgid.lower())
    return dict.fromkeys((*words, *pairwise(words)))


def _ratio(one: str, other: str, *, score_cutoff: float = 0) -> float:
    """`fuzz.ratio` in bounded time: long texts are compared word by word, then what differs."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as above
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415 - as above

    size = len(one) + len(other)
    if len(one) * len(other) <= _PAIRS:
        return fuzz.ratio(one, other, score_cutoff=score_cutoff)
    if 200 * min(len(one), len(other)) < score_cutoff * size:
        return 0
    before, after = _PIECE.findall(one), _PIECE.findall(other)
    shared = 0
    for same, *pieces in _steps(before, after):
        gone, come = map("".join, pieces)
        if same:
            shared += len(gone)
        elif len(gone) * len(come) <= _PAIRS:
            shared += LCSseq.similarity(gone, come)
    return 200 * shared / size


def word_diff(old: str, new: str, around: int | None = None) -> str:
    """What has changed between two texts, word by word: `[-old-]{+new+}`, as wdiff writes it.

    With `around` only so many words stand on each side of a change, “…” for the others.
    """
    steps = list(_steps(_PIECE.findall(old), _PIECE.findall(new)))
    written: list[str] = []
    removed, added = "", ""
    for number, (same, before, after) in enumerate(steps):
        first, last = not number, number == len(steps) - 1
        gone, come = "".join(before), "".join(after)
        between = gone.isspace() and (removed or added) and not last
        if not same or between:  # changes with only a blank between them are one
            removed, added = removed + gone, added + come
        else:
            written += _marked(removed, added), _near(before, around, first=first, last=last)
            removed = added = ""
    return "".join(written) + _marked(removed, added)


def _steps(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """What of the old pieces became what of the new ones, and whether it is the same."""
    place, other = 0, 0
    for start, begin, length in (*runs(old, new), (len(old), len(new), 0)):
        if place < start or other < begin:
            yield False, old[place:start], new[other:begin]
        place, other = start + length, begin + length
        if length:
            yield True, old[start:place], new[begin:other]


def is_diff(text: str) -> bool:
    """Whether a text looks like a `word_diff` that found a difference."""
    return any(
        text.find(closing, text.find(opening) + len(opening) + 1) >= 0
        for opening, closing in (("[-", "-]"), ("{+", "+}"))
        if opening in text
    )


def word_diff_lines(previous: str | None, msgid: str) -> tuple[str, ...]:
    """How a msgid differs from the previous one, as `#.` lines; none where it does not."""
    if previous is None or previous == msgid:
        return ()
    return tuple(word_diff(previous, msgid, AROUND).split("\n"))


def _near(pieces: Sequence[str], around: int | None, *, first: bool, last: bool) -> str:
    """What is the same, or its ends where it is long and a change stands there."""
    whole = "".join(pieces)
    words = [place for place, piece in enumerate(pieces) if not piece.isspace()]
    if around is None or len(words) <= (1 if first or last else 2) * around + _SPARED:
        return whole
    head = "" if first else "".join(pieces[: words[around]]).rstrip() + " "
    tail = "" if last else " " + "".join(pieces[words[-around] :])
    return f"{head}…{tail}"


def _marked(removed: str, added: str) -> str:
    return (f"[-{removed}-]" if removed else "") + (f"{{+{added}+}}" if added else "")
