"""Align a text with its translation: which passages stand for which.

After Gale and Church (lengths) with roles and with what a translation leaves as it is: numbers,
addresses, code, names. Every way through both texts counts (forward-backward), so the confidence of
a pair is how much of all likely ways goes through it, not only how good the best one is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tamizdat.catalogs.catalog import Catalog, Key, Message, Origin
from tamizdat.language import facts, inline
from tamizdat.language.inline import Kind
from tamizdat.texts.document import Document, Segment, UnfitError

FLOOR = 0.5
"""Confidence of a pair that is worth showing; of two that exclude each other one alone has it."""

_MOVES = {(1, 1): 0.87, (1, 0): 0.04, (0, 1): 0.04, (2, 1): 0.025, (1, 2): 0.025}
"""How many passages of the source stand for how many of the translation, and how often.

After Gale and Church (1993), with more left out and added: a choice, paragraphs are not sentences.
"""
_SPREAD = 6.8
"""Variance of a translation's length per character (Gale and Church 1993)."""
_SAME_ROLE = 0.95
"""How often a passage and its translation are the same kind of block; a choice."""
_BAND = 60
"""How far, in passages, a pair may lie from where it would if none were missing: bounds time."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_Scores = dict[tuple[int, int], dict[tuple[int, int], float]]
"""By the place after a move, then by the move: the logarithm of its likelihood."""


@dataclass(frozen=True)
class Passage:
    """What of a segment can be compared across languages."""

    role: str
    text: str
    """As a reader sees it."""
    anchors: frozenset[str]
    """Numbers, addresses, code: what should stand in the translation too."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Words that may be names, which many languages leave as they are."""
        return frozenset(_WORD.findall(self.text.casefold()))

    def __add__(self, other: Passage) -> Passage:
        """Both, as one."""
        text = f"{self.text} {other.text}"
        return Passage(self.role, text, self.anchors | other.anchors)


@dataclass(frozen=True, slots=True)
class Pair:
    """Passages that stand for each other, by their index."""

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    confidence: float
    """From 0 to 1."""


def passages(document: Document) -> tuple[Passage, ...]:
    """The translatable segments of a text as they are compared."""
    return tuple(map(_passage, document.translatable))


def _passage(segment: Segment) -> Passage:
    tokens = inline.parse(segment.msgid or "", segment.markup)
    text = "".join(token.visible for token in tokens)
    anchors = {token.target for token in tokens if token.kind is not Kind.TAG and token.target}
    anchors |= {token.visible for token in tokens if token.kind is Kind.CODE}
    anchors |= {address.key for address in facts.addresses(text)}
    anchors |= {number.value for number in facts.numbers(text)}
    return Passage(segment.role, text, frozenset(anchors))


def align(source: Sequence[Passage], target: Sequence[Passage]) -> tuple[Pair, ...]:
    """Pair the passages of a text with those of its translation, in order.

    A passage takes part in at most one pair; one that is in none has no counterpart that is more
    likely than not.
    """
    if not source or not target:
        return ()
    model = _Model.of(source, target)
    scores = {place: dict(model.moves(*place)) for place in model.places()}
    return tuple(_likely(model, scores))


@dataclass(frozen=True)
class _Model:
    """How likely passages are to be translations of each other, in these two texts."""

    source: Sequence[Passage]
    target: Sequence[Passage]
    ours: Sequence[Sequence[Passage]]
    """By place in the source: the passage before it, and that with the one before as one."""
    theirs: Sequence[Sequence[Passage]]
    """The same of the translation."""
    ratio: float
    """Characters of the translation for one of the source."""
    roles: Mapping[str, float]
    """Share of the translation's passages that have a role."""

    @classmethod
    def of(cls, source: Sequence[Passage], target: Sequence[Passage]) -> _Model:
        lengths = [sum(len(p.text) for p in passages) or 1 for passages in (source, target)]
        ratio = min(4.0, max(0.25, lengths[1] / lengths[0]))
        counts = Counter(passage.role for passage in target)
        roles = {role: count / len(target) for role, count in counts.items()}
        return cls(source, target, _endings(source), _endings(target), ratio, roles)

    def places(self) -> Iterator[tuple[int, int]]:
        """Pairs of positions near the diagonal, in an order that moves can follow."""
        n, m = len(self.source), len(self.target)
        band = _BAND + min(abs(n - m), 4 * _BAND)
        for i in range(n + 1):
            middle = i * m // n
            for j in range(max(0, middle - band), min(m, middle + band) + 1):
                yield i, j

    def moves(self, i: int, j: int) -> Iterator[tuple[tuple[int, int], float]]:
        """The moves that end at a place."""
        for (many, few), share in _MOVES.items():
            if i >= many and j >= few:
                score = math.log(share)
                if many and few:
                    score += self._likeness(*self.pair(i, j, (many, few)))
                yield (many, few), score

    def pair(self, i: int, j: int, move: tuple[int, int]) -> tuple[Passage, Passage]:
        """What a move that ends at a place would pair."""
        return self.ours[i][move[0] - 1], self.theirs[j][move[1] - 1]

    def _likeness(self, ours: Passage, theirs: Passage) -> float:
        """Logarithm of how much likelier they are as a pair than by chance."""
        same = ours.role == theirs.role
        role = math.log(_SAME_ROLE / self.roles[theirs.role] if same else 1 - _SAME_ROLE)
        shared = len(ours.anchors & theirs.anchors)
        anchors = 2.0 * min(shared, 4) - len(ours.anchors ^ theirs.anchors)
        names = 0.7 * min(len(ours.words & theirs.words), 3)
        return 1 - self._distance(ours, theirs) ** 2 / 2 + role + max(-4.0, anchors) + names

    def _distance(self, ours: Passage, theirs: Passage) -> float:
        """By how many standard deviations the length is not what it should be."""
        mean = (len(ours.text) + len(theirs.text) / self.ratio) / 2
        return (len(theirs.text) / self.ratio - len(ours.text)) / math.sqrt(_SPREAD * mean + 16)

    def quality(self, ours: Passage, theirs: Passage) -> float:
        """How good a pair is by itself, from 0 to 1, whatever else there is to choose from."""
        everything = len(ours.anchors | theirs.anchors)
        anchors = (len(ours.anchors & theirs.anchors) + 2) / (everything + 2)
        return anchors * math.exp(-(self._distance(ours, theirs) ** 2) / 16)


def _endings(passages: Sequence[Passage]) -> list[list[Passage]]:
    """For every place in a text: the passage before it, and that with the one before as one."""
    found: list[list[Passage]] = [[]]
    for place, passage in enumerate(passages):
        found.append([passage, *([passages[place - 1] + passage] if place else [])])
    return found


def _likely(model: _Model, scores: _Scores) -> Iterator[Pair]:
    """The pairs that most of the likely ways through both texts go through."""
    end = (len(model.source), len(model.target))
    forward = {(0, 0): 0.0}
    for (i, j), moves in scores.items():
        steps = [
            forward[i - di, j - dj] + score
            for (di, dj), score in moves.items()
            if (i - di, j - dj) in forward
        ]
        if steps:
            forward[i, j] = _sum(steps)
    backward: dict[tuple[int, int], list[float]] = {end: [0.0]}
    found: list[Pair] = []
    for i, j in reversed(scores):
        if (i, j) not in backward or (i, j) not in forward:
            continue
        rest = _sum(backward[i, j])
        for (di, dj), score in scores[i, j].items():
            before = i - di, j - dj
            if before not in forward:
                continue
            backward.setdefault(before, []).append(score + rest)
            share = math.exp(min(0.0, forward[before] + score + rest - forward[end]))
            if di and dj and share > FLOOR:
                confidence = share * model.quality(*model.pair(i, j, (di, dj)))
                found.append(Pair(tuple(range(i - di, i)), tuple(range(j - dj, j)), confidence))
    yield from reversed(found)


def _sum(logarithms: Sequence[float]) -> float:
    """The logarithm of a sum."""
    largest = max(logarithms)
    return largest + math.log(sum(math.exp(value - largest) for value in logarithms))


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A passage of either text that the other gave nothing for, or that nothing was made of."""

    line: int
    """Of its own text."""
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """A catalog with drafts from a translated text."""

    catalog: Catalog
    drafted: int
    unpaired: tuple[Unpaired, ...]
    """Messages that stay empty although there is a translated text."""
    surplus: tuple[Unpaired, ...]
    """Passages of the translation that are in no draft."""


def draft(catalog: Catalog, source: Document, translation: Document, route: str) -> Aligned:
    """Draft a catalog, in step with its text, from a translation of the whole text.

    Every draft says how sure its place is. A message with a msgstr is left alone.

    Args:
        catalog: with the messages of `source`.
        source: the text.
        translation: the same in the catalog's locale, split with the same format.
        route: where the translation came from, without blanks.
    """
    ours, theirs = source.translatable, translation.translatable
    pairs = align(passages(source), passages(translation))
    by_source = {place: pair for pair in pairs for place in pair.sources}
    drafts: dict[Key, Message] = {}
    unpaired: dict[Key, Unpaired] = {}
    for place, segment in enumerate(ours):
        key = segment.msgctxt, segment.msgid or ""
        message = catalog.by_key[key]
        if message.msgstr or key in drafts:
            continue
        pair = by_source.get(place)
        msgstr = " ".join(theirs[n].msgid or "" for n in pair.targets) if pair else ""
        reason = _doubt(segment, msgstr, pair)
        if reason or not pair:
            unpaired[key] = Unpaired(segment.line, key[1], reason)
        else:
            confidence = f"{pair.confidence:.2f}"
            drafts[key] = message.drafted(
                msgstr, engine=Origin.ADOPTED, route=route, confidence=confidence
            )
    left = tuple(item for key, item in unpaired.items() if key not in drafts)
    surplus = tuple(_surplus(ours, theirs, pairs, catalog.replaced(drafts)))
    return Aligned(catalog.replaced(drafts), len(drafts), left, surplus)


def _surplus(
    ours: Sequence[Segment], theirs: Sequence[Segment], pairs: Sequence[Pair], catalog: Catalog
) -> Iterator[Unpaired]:
    """Passages of the translation that no message of the drafted catalog has an answer to.

    A message that had a msgstr of its own has; one that says the same as its source needs none.
    """
    by_target = {place: pair for pair in pairs for place in pair.targets}
    for place, segment in enumerate(theirs):
        text = segment.msgid or ""
        pair = by_target.get(place)
        if pair is None:
            yield Unpaired(segment.line, text, "no counterpart in the source text")
            continue
        messages = [catalog.by_key[ours[n].key] for n in pair.sources]
        if any(not m.msgstr and m.msgid != text for m in messages):
            reason = f"what it translates is left empty, line {ours[pair.sources[0]].line}"
            yield Unpaired(segment.line, text, reason)
        elif any(m.draft and text not in m.msgstr for m in messages):
            yield Unpaired(segment.line, text, "the same message has another draft")


def _doubt(segment: Segment, msgstr: str, pair: Pair | None) -> str:
    """Why a passage of the translation is no draft for a segment; empty if it is."""
    if pair is None:
        return "no counterpart in the translation"
    if len(pair.sources) > 1:
        return "stands in one passage with its neighbour"
    if pair.confidence < FLOOR:
        return f"too unlike its counterpart ({pair.confidence:.0%})"
    if msgstr == segment.msgid:
        return "the same in both texts"
    try:
        segment.encode(msgstr)
    except UnfitError as error:
        return str(error)
    return ""
