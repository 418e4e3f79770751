"""Whether a draft kept what engines lose: markup, addresses, variables, numbers."""

from __future__ import annotations

from collections import Counter

from tamizdat.language import facts, inline
from tamizdat.language.inline import Kind, Side
from tamizdat.language.markup import Markup


def verify(msgid: str, msgstr: str, markup: Markup) -> str:
    """Why a draft can't be kept: markup, addresses, variables or numbers differ; empty if not."""
    if _marks(msgid, markup) != _marks(msgstr, markup):
        return "its markup was lost"
    source, draft = inline.visible(msgid, markup), inline.visible(msgstr, markup)
    return same_facts(source, draft)


def same_facts(source: str, draft: str) -> str:
    """Which facts of a visible text are missing in another, or new; empty if none."""
    before = Counter(address.key for address in facts.addresses(source))
    after = Counter(address.key for address in facts.addresses(draft))
    if before != after:
        return f"an address was changed: {next(iter((before - after) or (after - before)))}"
    if Counter(facts.directives(source)) != Counter(facts.directives(draft)):
        return "a variable was changed"
    return _numbers(source, draft)


def _numbers(source: str, draft: str) -> str:
    left = list(facts.numbers(draft))
    for number in facts.numbers(source):
        values = {number.value, *number.also}
        same = next((n for n in left if n.value in values or n.also & values), None)
        if same is None:
            return f"a number was lost: {number.text}"
        left.remove(same)
    return f"a number was added: {left[0].text}" if left else ""


def _marks(text: str, markup: Markup) -> Counter[tuple[str, ...]]:
    """Markup with what it stands in; words don't count, their absence does."""
    found: Counter[tuple[str, ...]] = Counter()
    path: list[str] = []
    tokens = inline.parse(text, markup)
    for place, token in enumerate(tokens):
        if token.kind is Kind.TEXT:
            continue
        if token.side is Side.CLOSE:
            if path:
                path.pop()
            continue
        exact = token.raw if token.side is Side.ALONE or token.kind is Kind.TAG else ""
        hollow = token.side is Side.OPEN and tokens[place + 1].side is Side.CLOSE
        found[(*path, token.kind, token.target, token.title, exact, str(hollow))] += 1
        if token.side is Side.OPEN:
            path.append(f"{token.kind} {token.target}")
    return found
