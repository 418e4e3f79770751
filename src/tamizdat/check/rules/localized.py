"""Notice a link that leads to the same site in the reader's language.

Notice: `https://en.wikipedia.org/wiki/Anarchism` -> `https://fr.wikipedia.org/wiki/Anarchisme`
Notice: `https://example.org/en/about` -> `https://example.org/fr/about`
No notice, as it is an error: `https://en.wikipedia.org/wiki/A` -> `https://fr.wikipedia.com/wiki/A`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from tamizdat.check.findings import Check, Pair, Severity
from tamizdat.check.rules.reading import lost_and_added, read, read_source
from tamizdat.language import locales
from tamizdat.language.safe import quote

K = TypeVar("K", bound=str)
_WIKI = re.compile(
    r"https://(?P<language>[a-z-]{2,12})\.(?P<site>(?:m\.)?wiki(?:pedia|source|quote|books|news|"
    r"voyage|versity)\.org|wiktionary\.org)/wiki/[^?#]*(?:#.*)?\Z"
)
_MARKS = re.compile(r"(//?|[.?#&=])")


def run(pair: Pair) -> Iterator[str]:
    """Pair what is lost with what is added."""
    source, target = read_source(pair.msgid, pair.markup), read(pair.msgstr, pair.markup)
    if source.targets == target.targets and source.visible == target.visible:
        return
    links = lost_and_added([*source.targets.elements()], [*target.targets.elements()])
    visible = lost_and_added(
        [(a.kind, a.key) for a in source.addresses], [(a.kind, a.key) for a in target.addresses]
    )
    changed = [(old, new) for (_, old), (_, new) in _matches(pair, *links)]
    changed += [(old, new) for (_, old), (_, new) in _matches(pair, *visible)]
    for old, new in dict.fromkeys(changed):
        yield f"{quote(old)} became {quote(new)}"


def without(
    pair: Pair, lost: list[tuple[K, str]], added: list[tuple[K, str]]
) -> tuple[list[tuple[K, str]], list[tuple[K, str]]]:
    """What is lost and added beyond links that lead to the reader's language."""
    for old, new in _matches(pair, lost, added):
        lost, added = _less(lost, old), _less(added, new)
    return lost, added


def _less(items: list[tuple[K, str]], item: tuple[K, str]) -> list[tuple[K, str]]:
    index = items.index(item)
    return items[:index] + items[index + 1 :]


def _matches(
    pair: Pair, lost: list[tuple[K, str]], added: list[tuple[K, str]]
) -> list[tuple[tuple[K, str], tuple[K, str]]]:
    rest, found = list(added), []
    for old in lost:
        for new in rest:
            if old[0] == new[0] and _localized(old[1], new[1], pair):
                found.append((old, new))
                rest.remove(new)
                break
    return found


def _localized(old: str, new: str, pair: Pair) -> bool:
    """Whether a URL differs in its locale alone, or is another language's Wikipedia."""
    theirs, ours = _code(pair.source_locale), _code(pair.locale)
    was, now = _WIKI.match(old), _WIKI.match(new)
    if was and now and ours.fullmatch(now["language"]):
        return was["site"].removeprefix("m.") == now["site"].removeprefix("m.")
    before, after = _MARKS.split(old), _MARKS.split(new)
    if not old.startswith(("https://", "/")) or before[1::2] != after[1::2]:
        return False
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    return all(theirs.fullmatch(a) and ours.fullmatch(b) for a, b in changed)


def _code(locale: str) -> re.Pattern[str]:
    """How a site may call a locale's language: `pt`, `pt-br`, `pt_BR`."""
    language = locales.language(locale)
    return re.compile(rf"{language}(?:[-_][a-z]{{2,4}})?", re.I)


CHECK = Check("localized-link", Severity.INFO, run, "links that lead to the reader's language")
