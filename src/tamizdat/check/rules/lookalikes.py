"""Fold characters that look alike, so that a message can say what an address pretends to be.

A small own table in the spirit of Unicode UTS #39: letters of Cyrillic, Greek and Armenian that
print like Latin ones, and the digits and pairs that pass for letters. Used only to explain and to
name; whether an address has changed is decided by equality.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_PAIRS = (
    "аa сc еe оo рp хx уy іi јj ѕs ԁd һh ӏl ԛq ԝw қk кk мm тt вb нh гr пn з3 "
    "αa ϲc εe ιi κk νv οo ρp τt υu χx ωw ηn γy σo βb "
    "օo սu հh ոn ցg զq աw ѵv ѡw ıi ɑa ɡg ɩi ʟl ᴏo ƖI ⅼl ßb"
).split()
_TABLE = str.maketrans({pair[0]: pair[1].lower() for pair in _PAIRS} | {"0": "o", "1": "l"})
_DROPPED = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f]"
)
_DOTS = re.compile(r"[。．｡․]")


def skeleton(text: str) -> str:
    """Fold a text so that two that look alike become equal (`g00d.org` and `good.org`)."""
    told = unicodedata.normalize("NFKC", text.translate(_TABLE))  # or ϲ would be a sigma, ß an ss
    plain = _DROPPED.sub("", _DOTS.sub(".", told)).casefold()
    decomposed = unicodedata.normalize("NFD", plain.translate(_TABLE))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_TABLE)
    return bare.replace("rn", "m").replace("vv", "w").replace("i", "l").replace("cl", "d")


def resembling(text: str, others: Iterable[str]) -> str:
    """The first of the others that a reader would take `text` for; empty if there is none."""
    folded = skeleton(text)
    return next((other for other in others if other != text and skeleton(other) == folded), "")
