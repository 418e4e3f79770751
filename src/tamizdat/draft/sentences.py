"""Sentences of a visible text; sentencex finds them, a layer on top joins what it cuts too often.

An engine that is given half a sentence invents the rest, one that is given two translates both: in
doubt, pieces stay together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex  # type: ignore[import-untyped]  # compiled, without stubs

from tamizdat.language import locales
from tamizdat.language.words import words

LIMIT = 60
"""Words above which engines lose their way; longer sentences are cut at clause punctuation."""

_ABBREVIATIONS = {
    "de": "abb abs art bd bspw bzw ca dr evtl fr ggf hr inkl jh nr prof s st vgl z",
    "en": "approx art capt cf ch col dept dr e.g ed eds est fig gen gov i.e jr lt mr mrs ms no "
    "nos p pp prof rev sec sen sgt sr st vol vs",
    "es": "art cap dña dr dra ed fig gral núm p pág págs prof sr sra srta ud uds vol",
    "fr": "art av cf ch dr éd env fig m mgr mm no p pp prof st ste vol",
    "it": "art avv cap cfr dott ecc ed fig ing n p pag pp prof sig sigg sig.ra vol",
    "pt": "art av cap dr dra ed fig n p pág págs prof sr sra vol",
    "ru": "акад в вв г гг гл гр д др им кв корп м млн млрд обл оз пл п пр проф р рис род руб с св "
    "см сокр ст стр т табл тыс ул чел",
    "uk": "акад б в вв вул гл гр д див ім кв млн млрд м обл п пл пр проф р рис рр с св ст стор т "
    "табл тис",
}
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«“„\"'-])(?P<word>[^\W\d_](?:[^\W\d_]|\.(?=[^\W\d_]))*)\.\s*$"
)
_OPENING = re.compile(r"^[\s\"'“”„«‘’(\[¿¡—–-]*(?P<first>\w)")
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")
_CLAUSES = (r"[;:]\s+", r"\s+[—–]\s+|\s-\s", r"[,،、，]\s*(?=\D)")


def split(text: str, locale: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The sentences of a text without markup, each with the white space after it.

    Joined, they are the text. Sentences of more than `limit` words are cut at clauses.
    """
    language = locales.language(locale)
    known = frozenset(_ABBREVIATIONS.get(language, "").split())
    joined: list[str] = []
    for piece in _pieces(language, text):
        if joined and not _begins(joined[-1], piece, known):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(part for sentence in joined for part in _clauses(sentence, limit))


def _pieces(language: str, text: str) -> Iterator[str]:
    r"""What sentencex takes for sentences.

    It panics where white space of several bytes follows a lone letter (1.0.32: `A\xa0.`), so it is
    given plain blanks.
    """
    end = 0
    for piece in sentencex.segment(language, _WIDE_SPACE.sub(" ", text)):
        start, end = end, end + len(piece)
        yield text[start:end]


def _begins(before: str, piece: str, known: frozenset[str]) -> bool:
    """Whether a piece is a sentence of its own."""
    first = _OPENING.match(piece)
    if not first or first["first"].islower() or not words(before):
        return False
    abbreviation = _ABBREVIATION.search(before)
    if not abbreviation:
        return True
    word = abbreviation["word"]
    lone_initial = len(word) == 1 and word.isupper()
    return not lone_initial and word.lower() not in known


def _clauses(sentence: str, limit: int) -> Iterator[str]:
    """Cut a long sentence where a clause ends, as near to its middle as possible."""
    if words(sentence) <= limit:
        yield sentence
        return
    middle = len(sentence) / 2
    for pattern in _CLAUSES:
        cuts = [match.end() for match in re.finditer(pattern, sentence.rstrip())]
        cuts = [cut for cut in cuts if words(sentence[:cut]) > 3 and words(sentence[cut:]) > 3]
        if cuts:
            cut = min(cuts, key=lambda place: abs(place - middle))
            for start, end in pairwise((0, cut, len(sentence))):
                yield from _clauses(sentence[start:end], limit)
            return
    yield sentence
