"""Merge two descendants of a catalog, message by message: people's words win, none is lost.

After git's three-way merge, but of messages and not of lines: what one side alone has changed is
taken from it; where both have, what a person did comes before what a machine or nobody did, and of
two people's msgstrs one stands and the other beside it, in a line `# tamizdat: conflict …`.
"""

from __future__ import annotations

from dataclasses import replace

from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.three_way.ancestor import Ancestor, fingerprint
from tamizdat.catalogs.three_way.branches import Branches
from tamizdat.catalogs.three_way.messages import Messages, Obsolete
from tamizdat.catalogs.three_way.outcome import Kind, Outcome, ThreeWay

__all__ = ["Ancestor", "Kind", "Outcome", "ThreeWay", "fingerprint", "merge", "take"]


def merge(base: Catalog, ours: Catalog, theirs: Catalog) -> ThreeWay:
    """Merge two branches: also what each has added, removed, reordered, made obsolete.

    Args:
        base: what both began from; one without messages if nothing.
        ours: the side whose form (line ends, and the header where both have changed a field) stays.
        theirs: the other one.
    """
    return Branches(base, ours, theirs).result()


def take(ours: Catalog, theirs: Catalog, ancestor: Ancestor) -> ThreeWay:
    """Merge what came back into a catalog: which messages there are, and their order, is ours'.

    Args:
        ours: in step with its text.
        theirs: any catalog of that text, however old.
        ancestor: what was handed out, as far as it is known.

    An empty msgstr of theirs says nothing: a program that leaves out what is fuzzy, or not
    approved, means no harm by it. What is taken is written as we write it.
    """
    merging = Messages(ancestor, emptied=False)
    theirs = replace(
        theirs, messages=tuple(replace(m, source=None, line=0) for m in theirs.messages)
    )
    active: dict[Key, Message] = {}
    left: list[Message] = []
    incoming = dict(theirs.by_key)
    under: dict[Key, Message] = {}
    beside: dict[Key, list[str]] = {}
    for message in theirs.obsolete:  # of one msgid there may be several
        key = message.key
        there = incoming.setdefault(key, message)
        if there is message or not message.msgstr or ancestor.had(message):
            continue
        if not there.msgstr:
            incoming[key] = message.evolve(obsolete=there.obsolete)
        elif there.obsolete or key in under:
            beside.setdefault(key, []).append(message.msgstr)
        else:
            under[key] = message
    for key, msgstrs in beside.items():
        side = under if key in under else incoming
        side[key] = side[key].contested(*msgstrs)
    for message in ours.active:
        other = incoming.pop(message.key, None)
        active[message.key] = merging.settled(message, other) if other else message
    for message in incoming.values():
        if message.msgstr and not ancestor.had(message):
            left.append(message)
        else:
            merging.outcomes.append(Outcome(Kind.OLDER, message, None, message))
    active, rest = merging.placed(active, left)
    kept = Obsolete(merging, ours.obsolete)
    for message in (*rest, *under.values()):
        kept.add(message)
    catalog = replace(ours, messages=(*active.values(), *kept.messages(active)))
    return ThreeWay(catalog, tuple(merging.outcomes))
