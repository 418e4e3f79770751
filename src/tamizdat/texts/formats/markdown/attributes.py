"""Ids of headings as the dialects of Markdown write them; pages have the id and not the words.

`## Words {#id}` (Hugo, Pandoc, kramdown), `{: #id}` at its end or below it (kramdown, MkDocs),
`{/* #id */}` or `{/*id*/}` (Docusaurus, React), `(id)=` above it or any other block (MyST).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from tamizdat.language.entities import unescape

_WORDS = r"\{(?P<words>[^{}<>\n]*|/<em>[^{}<>\n]*</em>/)\}"
"""`{/*id*/}` is emphasis, to who knows no MDX."""
_BEHIND = re.compile(rf"{_WORDS}(?P<end>(?:</span>)?</h(?P<level>[1-6])>)")
_BELOW = re.compile(rf"(?P<end></h(?P<level>[1-6])>\n)<p>{_WORDS}</p>\n?")
_TARGET = re.compile(r"\(([^()<>\s][^()<>\n]*)\)=")
_ABOVE = re.compile(
    rf"<p>(?P<first>{_TARGET.pattern})(?P<more>(?:\n{_TARGET.pattern})*)(?P<end></p>)?\n"
)
_LIST = re.compile(r":?[ \t]*[#.][^ ].*|:.*|/\*.*\*/")
_ID = re.compile(r"(?:^|[\s:*])#(?P<name>[^\s{}#*]+)|/\*\s*(?P<alone>[\w-]+)\s*\*/\Z")


def applied(html: str) -> str:
    """The HTML of a Markdown text with these ids in its tags."""
    if ")=" in html:
        html = _ABOVE.sub(_target, html)
    if "}" in html:
        html = "".join(_moved(html, _BEHIND))
        html = "".join(_moved(html, _BELOW))
    return html


def _target(match: re.Match[str]) -> str:
    names = _TARGET.findall(match["first"] + match["more"])
    places = "".join(f'<a id="{escape(unescape(name))}"></a>\n' for name in names)
    return places if match["end"] else f"{places}<p>"


def _moved(html: str, place: re.Pattern[str]) -> Iterator[str]:
    """The text with the attribute lists at a place gone, their ids in the headings' tags."""
    position = 0
    for match in place.finditer(html):
        level = match["level"]
        start = html.rfind(f"<h{level}>", position, match.start())
        words = re.sub("</?em>", "*", match["words"])
        if start < 0 or not _LIST.fullmatch(words):
            continue
        found = _ID.search(words)
        name = escape(unescape(found["name"] or found["alone"])) if found else ""
        yield html[position:start]
        yield f'<h{level} id="{name}">' if name else f"<h{level}>"
        yield html[start + len("<h1>") : match.start()].rstrip(" \t")
        yield match["end"]
        position = match.end()
    yield html[position:]
