"""What two sequences of words have in common, in bounded time and memory.

The longest common subsequence as rapidfuzz finds it takes a bit for each pair of words, gigabytes
for two long paragraphs. Where it would be too much, both are cut first at the words that occur once
in each, as in Bram Cohen's patience diff; what has no such words is compared by windows that slide
along the two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

CELLS = 1 << 26
"""So many pairs are compared at once, a bit each: 8 MB, and 4,000 words with the blanks between
them against as many; a choice."""
_WINDOW = 1 << 12
"""Words of each side in a window; a choice."""
_CUTS = 8
"""So often what lies between two cuts is cut once more; a choice."""

Run = tuple[int, int, int]
"""Place in the old sequence, place in the new one, length: at least 1."""


def runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """What is the same in both, in order; no run begins where another one ends in both."""
    joined: list[Run] = []
    for run in _runs(old, new, _CUTS):
        place, other, length = joined[-1] if joined else (0, 0, 0)
        if joined and run[:2] == (place + length, other + length):
            joined[-1] = (place, other, length + run[2])
        else:
            joined.append(run)
    return joined


def _runs(old: Sequence[str], new: Sequence[str], cuts: int) -> Iterator[Run]:
    if _is_small(old, new):
        yield from _common(old, new)
        return
    head = _same(old, new)
    old, new = old[head:], new[head:]
    tail = _same(old[::-1], new[::-1])
    size, other = len(old) - tail, len(new) - tail
    if head:
        yield 0, 0, head
    yield from _moved(_between(old[:size], new[:other], cuts), head, head)
    if tail:
        yield head + size, head + other, tail


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    """With how many words of the other one each begins."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _between(old: Sequence[str], new: Sequence[str], cuts: int) -> Iterator[Run]:
    """The runs of two sequences whose ends differ."""
    if _is_small(old, new):
        yield from _common(old, new)
        return
    found = _unique(old, new) if cuts else []
    if not found:
        yield from _by_windows(old, new)
        return
    start, begin = 0, 0
    for place, other in (*found, (len(old), len(new))):
        gap = _runs(old[start:place], new[begin:other], cuts - 1)
        yield from _moved(gap, start, begin)
        if place < len(old):
            yield place, other, 1
        start, begin = place + 1, other + 1


def _unique(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand that occur once in each: the most of them that are in one order."""
    once = [
        {word for word, number in Counter(words).items() if number == 1} for words in (old, new)
    ]
    both = once[0] & once[1]
    where = {word: place for place, word in enumerate(new) if word in both}
    pairs = [(place, where[word]) for place, word in enumerate(old) if word in both]
    ends: list[int] = []  # the lowest end of a rising row of each length, as in patience sorting
    rows: list[int] = []  # the pair at that end
    before: list[int] = []  # the pair before each in its row, or -1
    for number, (_, other) in enumerate(pairs):
        length = bisect_left(ends, other)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [other]
        rows[length : length + 1] = [number]
    row: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _by_windows(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Runs of one window after the other: each begins where half of the one before ends."""
    place = other = 0
    half = _WINDOW // 2
    while place < len(old) and other < len(new):
        window, opposite = old[place : place + _WINDOW], new[other : other + _WINDOW]
        last = place + len(window) == len(old) and other + len(opposite) == len(new)
        step = (half, half)
        for x, y, length in _common(window, opposite):
            near = length if last else min(length, half - x, half - y)
            if near > 0:
                yield place + x, other + y, near
            if near < length:
                step = (x + max(near, 0), y + max(near, 0))
                break
        if last:
            return
        place, other = place + step[0], other + step[1]


def _common(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """The longest common subsequence."""
    if not old or not new:
        return
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - no update without changes needs it

    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield step.src_start, step.dest_start, step.src_end - step.src_start


def _is_small(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether few enough bits are needed; rapidfuzz takes 64 at least for each word."""
    return max(len(old), 64) * max(len(new), 64) <= CELLS


def _moved(found: Iterator[Run], place: int, other: int) -> Iterator[Run]:
    return ((x + place, y + other, length) for x, y, length in found)
