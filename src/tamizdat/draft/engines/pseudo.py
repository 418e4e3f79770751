"""Pseudo-translation: readable, accented, 40 % longer. For layouts, never for readers.

Shows what is not translatable (it stays plain), what is cut off, and which font lacks letters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tamizdat.draft.engine import Engine, Options, Reach

LONGER = 0.4
"""By how much a text grows; German and Russian need about that."""

_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçďéƒğĥíĵķĺɱñóþɋŕšţúṽŵẋýžÁƁÇĎÉƑĞĤÍĴĶĹṀÑÓÞɊŔŠŢÚṼŴẊÝŽ",
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Pseudo:
    route: str

    def translate(self, texts: Sequence[str]) -> list[str]:
        return [_WORD.sub(_stretched, text) for text in texts]


def _stretched(word: re.Match[str]) -> str:
    """The word with accents, its beginning said again at its end."""
    accented = word.group().translate(_ACCENTED)
    return accented + accented[: math.ceil(len(accented) * LONGER)]


@contextmanager
def _open(source: str, _target: str, _options: Options) -> Iterator[_Pseudo]:
    yield _Pseudo(f"{source}-pseudo")


ENGINE = Engine(
    name="pseudo",
    reach=Reach.LOCAL,
    open=_open,
    summary="accented letters, 40 % longer, to try layouts",
    forms=(lambda n: chr(0xE000 + n),),
)
