"""What cleaning a file yields, and how one is refused."""

from __future__ import annotations

from dataclasses import dataclass

from tamizdat.errors import AssetError, Problem

_ANEW = "save it anew with the program that made it"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file as it may be published."""

    data: bytes
    lost: tuple[str, ...] = ()
    """What went although a reader could have seen or followed it."""
    left: tuple[str, ...] = ()
    """What may tell of people and stays in it."""


def refused(message: str, remedy: str = _ANEW) -> AssetError:
    """The error for a file that can't be made clean; whoever has its path adds it."""
    return AssetError(Problem(message, remedy=remedy))


def truncated() -> AssetError:
    """The error for a file that ends too early."""
    return refused("it is cut off, or damaged")
