"""Which message has a msgid like this one, and how two msgids differ.

rapidfuzz, which takes a while to import, is imported when there is something to compare.

Few candidates are compared one by one. Many are looked up first by the words and pairs of words
that they share with the msgid, the rarest of all, so that the time grows with the number of
msgids and not with its square.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from tamizdat.catalogs.catalog import Message
from tamizdat.language import scripts

AROUND = 8
"""Words on each side of a change that are shown where room is scarce: in editors, on terminals."""
_WORD = re.compile(rf"[{scripts.UNSPACED}]|\w+")
_ALONE = scripts.CHINESE_JAPANESE
_PIECE = re.compile(rf"\s+|[{_ALONE}]|[^\W{_ALONE}]+|[^\w\s]")
_CHANGE = re.compile(r"\[-.+?-\]|\{\+.+?\+\}", re.DOTALL)
_FEW = 200
"""So many candidates are compared one by one, which finds all; a choice."""
_TERMS = 16
"""So many of a msgid's terms are looked up, the rarest ones."""
_BEST = 32
"""So many candidates that share most of them are compared.

With these two, all 505 edited of 10,000 messages and 4,963 of 100,000 are found (make bench).
"""
_SPARED = 8
"""So many words are not worth a “…”."""
_SHARED = 19
"""Characters; pieces that are no longer are found in too many texts; a choice."""


class Candidates:
    """Messages that a msgstr may be taken from."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages

    def closest(self, msgid: str, floor: float) -> Message | None:
        """The message whose msgid resembles this one most, if by at least `floor` of 1."""
        places = self._promising(msgid)
        if not places:
            return None
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - no update without changes needs it

        found = process.extractOne(
            msgid,
            [self._messages[place].msgid for place in places],
            scorer=fuzz.ratio,
            score_cutoff=100 * floor,
        )
        return self._messages[places[found[2]]] if found else None

    def containing(self, msgid: str) -> Message | None:
        """The message that was split into this msgid and others, or went into it with others."""
        best: Message | None = None
        shared = _SHARED
        for place in self._promising(msgid):
            message = self._messages[place]
            short, long = sorted((msgid, message.msgid), key=len)
            if len(short) > shared and 3 * len(short) >= len(long) and short in long:
                best, shared = message, len(short)
        return best

    def _promising(self, msgid: str) -> Sequence[int]:
        """Places of the messages that are worth a comparison, in order."""
        if len(self._messages) <= _FEW:
            return range(len(self._messages))
        postings = [self._postings[term] for term in _terms(msgid) if term in self._postings]
        postings.sort(key=len)
        votes: Counter[int] = Counter()
        for places in postings[:_TERMS]:
            weight = 1 / len(places)
            for place in places:
                votes[place] += weight  # type: ignore[assignment] # a Counter holds any number
        return sorted(place for place, _ in votes.most_common(_BEST))

    @cached_property
    def _postings(self) -> dict[object, list[int]]:
        """Where each term occurs."""
        found: dict[object, list[int]] = {}
        for place, message in enumerate(self._messages):
            for term in _terms(message.msgid):
                found.setdefault(term, []).append(place)
        return found


def _terms(msgid: str) -> set[object]:
    """The words of a msgid, and each with the one after it."""
    words = _WORD.findall(msgid.lower())
    return {*words, *pairwise(words)}


def word_diff(old: str, new: str, around: int | None = None) -> str:
    """What has changed between two texts, word by word: `[-old-]{+new+}`, as wdiff writes it.

    With `around` only so many words stand on each side of a change, “…” for the others.
    """
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - as above

    before, after = _PIECE.findall(old), _PIECE.findall(new)
    steps = list(Indel.opcodes(before, after))
    written, removed, added = "", "", ""
    for place, step in enumerate(steps):
        gone = "".join(before[step.src_start : step.src_end])
        come = "".join(after[step.dest_start : step.dest_end])
        between = gone.isspace() and (removed or added) and step is not steps[-1]
        if step.tag != "equal" or between:  # changes with only a blank between them are one
            removed, added = removed + gone, added + come
        else:
            same = before[step.src_start : step.src_end]
            last = place == len(steps) - 1
            written += _marked(removed, added) + _near(same, around, first=not place, last=last)
            removed = added = ""
    return written + _marked(removed, added)


def is_diff(text: str) -> bool:
    """Whether a text looks like a `word_diff` that found a difference."""
    return _CHANGE.search(text) is not None


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
