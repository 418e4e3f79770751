"""Isolates in a plain text (UAX #9, section 2.4), so that it is seen as it is read."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from tamizdat.language import isolation
from tamizdat.language.facts import Fact
from tamizdat.texts.formats.html.tags import INLINE

KEPT = "\0"
"""A blank at which no line breaks: no text has this character."""
ADDRESS = "address"
"""Attribute, in a tree, of links whose address stands in a right-to-left passage."""
_INITIATORS = {
    "ltr": isolation.LEFT_TO_RIGHT,
    "rtl": isolation.RIGHT_TO_LEFT,
    "auto": isolation.FIRST_STRONG,
}
_LINKED = (Fact.URL, Fact.DOMAIN, Fact.EMAIL)
"""What programs find in a text and make a link of."""
_WHITE = re.compile(r"\s")
_OURS = re.compile(f"[ {KEPT}]?{isolation.END}|[{isolation.MARKS}]")
"""Isolates, with the blank that one may bring along."""


def write(element: Element, direction: str) -> None:
    """Write isolates into a tree that stands in surroundings of a direction.

    A block of code has none: people copy its lines as they are.
    """
    own = element.get("dir", "auto" if element.tag == "bdi" else direction)
    if element.tag in isolation.CODE and direction != "ltr":
        own = "ltr"
    if element.tag == "pre":
        return
    if own != "ltr":
        element.text = around(element.text or "")
        if element.tag == "img":
            element.set("alt", around(element.get("alt", "")))
        elif element.tag == "a":
            element.set(ADDRESS, own)
    for child in element:
        write(child, own)
        if own != "ltr":
            child.tail = around(child.tail or "")
    if own in _INITIATORS and own != direction and element.tag in INLINE:
        element.text = _INITIATORS[own] + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + isolation.END
        else:
            element.text += isolation.END


def around(text: str) -> str:
    """A text whose tokens would be shown wrongly otherwise stand in isolates, each on one line.

    Where mail and messengers make a link of an address, they may take the end of an isolate for
    its last character: a blank stands before it, which is seen on the other side.
    """
    if not text or text.isspace():
        return text
    shown, position = "", 0
    for span in isolation.spans(text):
        token = text[span.start : span.end]
        if span.kind in _LINKED and isolation.is_stable(token):
            continue
        inside = _WHITE.sub(KEPT, token) + (KEPT if span.kind in _LINKED else "")
        shown += text[position : span.start] + isolation.enclosed(inside)
        position = span.end
    return shown + text[position:]


def without(text: str) -> str:
    """A text without its isolates."""
    return text if text.isascii() else _OURS.sub("", text)
