"""The table: a row for each piece of work and each peer that does it, too."""

from collections.abc import Callable, Mapping

from bench import cost
from bench.cost import Cost

_COLUMNS = (
    *("what", "tamizdat, CPU s", "peer, CPU s", "peer", "ratio", "tamizdat, MB", "peer, MB"),
    "",
)

Peer = Callable[[], Cost] | Cost | str
"""How a peer does the work, what that cost before, or why it can't."""


def head() -> None:
    print("|", " | ".join(_COLUMNS), "|")
    print("| :-- | --: | --: | :-- | --: | --: | --: | :-- |", flush=True)


def compare(
    what: str,
    ours: Callable[[], Cost],
    peers: Mapping[str, Peer],
    rounds: int | None = None,
    note: str = "",
) -> dict[str, Peer]:
    """Do it in turns (ours, each peer, ours, …), print the rows, and give what the peers' cost."""
    rounds = rounds or cost.ROUNDS
    mine: list[Cost] = []
    theirs: dict[str, list[Cost]] = {name: [] for name in peers}
    for _ in range(rounds):
        mine.append(ours())
        for name, peer in peers.items():
            if callable(peer):
                theirs[name].append(peer())
    done = dict(peers) | {name: cost.median(costs) for name, costs in theirs.items() if costs}
    for name, peer in done.items():
        said = [note, "one run" if rounds == 1 else ""]
        if isinstance(peer, str):
            said.append(f"no peer: {peer}")
        elif not theirs[name]:
            said.append("peer as above")
        row(what, cost.median(mine), peer, name, "; ".join(filter(None, said)))
    return done


def row(what: str, ours: Cost, theirs: Peer, peer: str, note: str = "") -> None:
    """One row: how many times ours is cheaper (1/n) or dearer (n)."""
    other = ratio = memory = "–"
    if isinstance(theirs, Cost):
        less, more = sorted((ours.seconds, theirs.seconds))
        times = more / max(less, 0.001)
        ratio = f"1/{times:.1f}" if theirs.seconds >= ours.seconds else f"{times:.2f}"
        other, memory = seconds(theirs), f"{theirs.memory:.0f}"
    cells = (what, seconds(ours), other, peer, ratio, f"{ours.memory:.0f}", memory, note)
    print("|", " | ".join(cells), "|", flush=True)


def seconds(costs: Cost) -> str:
    return f"{costs.seconds:.2f}" if costs.seconds >= 0.1 else f"{costs.seconds:.3f}"


def remark(said: str) -> None:
    """What belongs to the rows around it and is no figure of theirs."""
    print(f"| {said} |" + " |" * (len(_COLUMNS) - 1), flush=True)
