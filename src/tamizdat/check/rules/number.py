"""Find numbers that were lost or changed.

Bad: `at 2 pm, 12 Main street` -> `à 14 h, 21 rue Principale`; `18 years` -> `16 Jahre`
Good: `1,000 people at 2 pm` -> `1.000 Personen um 14 Uhr`; `the 20th century` -> `siglo XX`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import read, read_source
from tamizdat.language import locales
from tamizdat.language.facts import Number

_NUMERALS_FOR_WORDS = frozenset({"ja", "ko", "zh", "yue"})
_MANY = 100  # beyond it only equal numbers are paired, so that nobody can stall a check
_ROMAN = re.compile(r"(?<![^\W_])[IVXLCDM]+(?![^\W_])")


def run(pair: Pair) -> Iterator[str]:
    """Compare the numbers of both sides; their order is the translator's."""
    lost, added = differences(pair)
    if lost and not _words(lost, added):
        instead = f", {_list(added)} not in the source" if added else ""
        yield f"{_list(lost)} missing{instead}"


def run_words(pair: Pair) -> Iterator[str]:
    """Small numbers are often written as words, which nobody can compare for all languages."""
    lost, added = differences(pair)
    if lost and _words(lost, added):
        yield f"{_list(lost)} missing, or written as a word"


def run_added(pair: Pair) -> Iterator[str]:
    """Name what the msgstr has more; where something is lost too, `number` says both."""
    lost, added = differences(pair)
    if locales.language(pair.locale) in _NUMERALS_FOR_WORDS:
        added = [number for number in added if not _small(number)]
    if added and not lost:
        yield f"{_list(added)} not in the source"


def _words(lost: list[Number], added: list[Number]) -> bool:
    """Whether all that is lost may be words: 0 to 12, no time of day, nothing in their place."""
    return not added and all(_small(number) and not number.also for number in lost)


def _small(number: Number) -> bool:
    return number.value.isdigit() and len(number.value) < 3 and int(number.value) <= 12


@lru_cache(maxsize=1)
def differences(pair: Pair) -> tuple[list[Number], list[Number]]:
    """The numbers that are on one side only; all three checks ask for it."""
    source = read_source(pair.msgid, pair.markup).numbers
    target = read(pair.msgstr, pair.markup).numbers
    if [number.value for number in source] == [number.value for number in target]:
        return [], []
    lost, added = _unequal(source, target), _unequal(target, source)
    if len(lost) <= _MANY:
        lost = [number for number in lost if not _take(number, added)]
    if lost and _digits(lost) == _digits(added):  # 10 000, 18.30
        return [], []
    return [number for number in lost if not _otherwise(number.value, pair.msgstr)], added


def _unequal(numbers: Iterable[Number], others: Iterable[Number]) -> list[Number]:
    """The numbers without an equal one among the others."""
    values = Counter(other.value for other in others)
    left = []
    for number in numbers:
        values[number.value] -= 1
        if values[number.value] < 0:
            left.append(number)
    return left


def _otherwise(value: str, text: str) -> bool:
    """Whether a text has the number in Roman or, up to ten, in Chinese numerals."""
    if not value.isdigit() or len(value) > 4 or not 0 < int(value) < 4000:
        return False
    if int(value) <= 10 and "一二三四五六七八九十"[int(value) - 1] in text:
        return True
    return _roman(int(value)) in _ROMAN.findall(text)


def _take(number: Number, numbers: list[Number]) -> bool:
    """Remove the first that means the same; whether there was any."""
    mine = {number.value} | number.also
    for other in numbers:
        if mine & ({other.value} | other.also):
            numbers.remove(other)
            return True
    return False


def _digits(numbers: list[Number]) -> str:
    return re.sub(r"\D", "", "".join(number.text for number in numbers))


def _roman(number: int) -> str:
    result = ""
    for worth, letters in _NUMERALS:
        count, number = divmod(number, worth)
        result += letters * count
    return result


_NUMERALS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _list(numbers: list[Number]) -> str:
    return ", ".join(dict.fromkeys(number.text for number in numbers))


CHECK = Check("number", Severity.ERROR, run, "every number of the source is there")
WORDS = Check("number-word", Severity.WARNING, run_words, "small numbers are there as numerals")
ADDED = Check("number-added", Severity.WARNING, run_added, "no number that the source lacks")
