"""Relative links in a msgid or msgstr: where they are written, how one leads from another place."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from tamizdat.language.entities import unescape

WRITTEN = re.compile(
    r"""\](?:\(|:)\s*(?:<([^<>\n]*)>|([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*))  # Markdown
    |\b(?:href|src|poster|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))    # HTML
    """,
    re.I | re.X,
)
"""What may be an address; whether it is one, the page says."""
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\#?]|\Z", re.I)
"""How an address begins that is not relative to its text."""


def leads_to(address: str, domain: str) -> str:
    """The path below the source texts that a relative address in a text means.

    Empty where it means none: a slash may be written so that no browser takes it for one.
    """
    place = unquote(re.split(r"[?#]", address, maxsplit=1)[0])
    if place.startswith("/") or "\\" in place or "\0" in place:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(domain), place))


def links(text: str) -> Iterator[tuple[int, int, str]]:
    """Relative addresses in one msgid or msgstr: where they start and end, and what they say."""
    if "](" not in text and "=" not in text:
        return
    for match in WRITTEN.finditer(text):
        number = match.lastindex
        address = unescape(match[number]) if number else ""
        if number and not ELSEWHERE.match(address):
            yield match.start(number), match.end(number), address


def rewritten(text: str, address: Callable[[str, str], str]) -> str:
    """A text with other relative addresses.

    Args:
        text: a msgid or msgstr.
        address: what stands in the place of one, given it decoded and as it is written.
    """
    parts: list[str] = []
    position = 0
    for start, end, old in links(text):
        parts += text[position:start], address(old, text[start:end])
        position = end
    return "".join((*parts, text[position:]))


def changes(old: str, new: str) -> Mapping[str, str] | None:
    """What stands in the place of each relative address, decoded, where only addresses differ.

    None if that can't be told: their number differs, or one became two.
    """
    before = [address for _, _, address in links(old)]
    after = [new[start:end] for start, end, _ in links(new)]
    found: dict[str, str] = {}
    if len(before) != len(after):
        return None
    for address, written in zip(before, after, strict=True):
        if found.setdefault(unquote(address), written) != written:
            return None
    return found
