"""The HTML of a plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from tamizdat.language.facts import Fact, addresses
from tamizdat.texts.formats.plain.blocks import Kind, Part

_NUMBER = re.compile(r"\(?(?:(?P<number>\d+)|[A-Za-z])[.)]")


@dataclass
class _Block:
    """An element, and the lines of each paragraph or item in it."""

    tag: str
    paragraphs: list[list[str]] = field(default_factory=list)
    start: str = "1"
    """Number of a list's first item."""


def page(
    parts: Sequence[Part], headings: Container[int], untranslated: Container[int], opening: str
) -> str:
    """Write h1 (a heading that opens the text), h2, p, ul, ol, blockquote and hr.

    `headings` and `untranslated` are where those texts start.
    """
    blocks: list[_Block] = []
    continues = False  # no blank line and no rule since the last text
    for place, part in enumerate(parts):
        if part.kind in (Kind.BLANK, Kind.RULE):
            continues = False
            if part.kind is Kind.RULE and not _belongs_to_heading(parts, place, headings):
                blocks.append(_Block("hr"))
            continue
        text = _linked(part.text)
        if part.start in untranslated:
            text = f"{opening}{text}</span>"
        tag = _tag(part)
        if part.start in headings:
            tag = "h2" if blocks else "h1"
        block = _Block(tag, [[text]], _first_number(part))
        last = blocks[-1] if blocks else _Block("")
        if continues and part.kind is not Kind.ITEM and _takes(last, block):
            last.paragraphs[-1].append(text)
        elif last.tag == block.tag and block.tag in ("ul", "ol", "blockquote"):
            last.paragraphs += block.paragraphs
        else:
            blocks.append(block)
        continues = True
    return "".join(f"{line}\n" for block in blocks for line in _written(block))


def _tag(part: Part) -> str:
    if part.kind is Kind.ITEM:
        return "ol" if _NUMBER.match(part.lines[0].bullet) else "ul"
    if part.kind is Kind.QUOTATION:
        return "blockquote"
    return "p"


def _first_number(part: Part) -> str:
    match = _NUMBER.match(part.lines[0].bullet)
    return (match["number"] or "1") if match else "1"


def _belongs_to_heading(parts: Sequence[Part], place: int, headings: Container[int]) -> bool:
    """Whether a rule is drawn right under or over a heading."""
    beside = [*parts[max(0, place - 1) : place], *parts[place + 1 : place + 2]]
    return any(part.underlined and part.start in headings for part in beside)


def _takes(last: _Block, block: _Block) -> bool:
    """Whether a line goes on where the last one ended."""
    return last.tag == block.tag or (last.tag in ("ul", "ol") and block.tag == "p")


def _written(block: _Block) -> Iterator[str]:
    texts = ["<br>\n".join(lines) for lines in block.paragraphs]
    if block.tag == "hr":
        yield "<hr>"
    elif block.tag in ("h1", "h2", "p"):
        yield from (f"<{block.tag}>{text}</{block.tag}>" for text in texts)
    else:
        inner = "p" if block.tag == "blockquote" else "li"
        start = "" if int(block.start) == 1 else f' start="{int(block.start)}"'
        yield f"<{block.tag}{start}>"
        yield from (f"<{inner}>{text}</{inner}>" for text in texts)
        yield f"</{block.tag}>"


def _linked(text: str) -> str:
    """Escape a text and link its web and e-mail addresses."""
    written = ""
    position = 0
    for address in addresses(text):
        scheme = {Fact.EMAIL: "mailto:", Fact.URL: ""}.get(address.kind)
        if scheme is None or (not scheme and not address.text.startswith(("https://", "http://"))):
            continue
        target = html.escape(scheme + address.text)
        written += html.escape(text[position : address.start], quote=False)
        written += f'<a href="{target}">{html.escape(address.text, quote=False)}</a>'
        position = address.end
    return written + html.escape(text[position:], quote=False)
