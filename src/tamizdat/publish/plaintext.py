"""Turn a page's body into plain text, for mail and messengers.

Nothing that a reader acts on is lost with the markup: addresses of links, the numbers of lists,
struck-out words, what a picture shows. What is read in another direction than the text around it
stands between isolates (UAX #9), so that it is seen as it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from tamizdat.language import isolation, locales
from tamizdat.language.width import columns, filled
from tamizdat.publish import isolates, tree

_BLOCKS = frozenset(
    """address article aside blockquote caption dd details div dl dt figcaption figure footer h1 h2
    h3 h4 h5 h6 header hr li nav ol p pre section summary table tbody td tfoot th thead tr
    ul""".split()
)
_UNSPACED = locales.WITHOUT_BLANKS | {"ja", "yue", "zh"}
"""Languages that put no spaces between words: lines are not wrapped."""
_WHITE = re.compile(r"[ \t\r\n\f]+")
_MARKS = {"del": "~~", "s": "~~", "q": '"'}
"""What plain text keeps of markup: without it the words would say something else."""
_UNDERLINES = {"h1": "=", "h2": "-"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BLANKS = re.compile("  +")
_SCHEME = re.compile("^(https?://|mailto:|tel:)")
_WEB = re.compile(r"https?://[!#-Z\\^-~]+")
"""The usual address, in which nothing is to be decoded."""
_NARROWEST = 20
Lines = list[str]


def text(
    html: str, *, title: str = "", notice: str = "", locale: str = "en", width: int = 72
) -> str:
    """The plain text of a sanitised fragment, its notice and title above.

    `width` is in columns; lines break at spaces only, so an address is never broken. The address
    of a link follows its words; relative addresses are left out, they lead nowhere from a mail.
    """
    if locales.language(locale) in _UNSPACED:
        width = 0
    body = tree.of(html)
    direction = locales.direction(locale)
    if direction != "ltr" or " dir=" in html or "<bdi" in html:
        isolates.write(body, direction)
    if direction == "rtl":
        title, notice = isolates.around(title), isolates.around(notice)
    head = [_wrap(f"[ {notice} ]", width)] if notice else []
    if title and next(body.iter("h1"), None) is None:
        head.append(_heading(title, "=", width))
    lines = _join([*head, *_blocks(body, width)])
    text = "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"
    return text.replace(isolates.KEPT, " ")


def _blocks(element: Element, width: int) -> list[Lines]:
    """The blocks of a container; inline content between them makes paragraphs of its own."""
    blocks: list[Lines] = []
    run = _spaced(element.text)
    for child in element:
        if child.tag in _BLOCKS:
            blocks += [_wrap(run, width), *_block(child, width)]
            run = ""
        else:
            run += _inline(child)
        run += _spaced(child.tail)
    blocks.append(_wrap(run, width))
    return [block for block in blocks if block]


def _block(element: Element, width: int) -> list[Lines]:  # noqa: PLR0911 - one for each kind
    """The blocks of a block element."""
    match element.tag:
        case "h1" | "h2":
            return [_heading(_content(element), _UNDERLINES[element.tag], width)]
        case "pre":
            return ["".join(element.itertext()).strip("\n").split("\n")]
        case "hr":
            return [["* * *"]]
        case "blockquote":
            return [_prefix(_join(_blocks(element, _room(width, 2))), "> ", "> ")]
        case "ul" | "ol":
            return [_list(element, width)]
        case "dd":
            return [_prefix(_join(_blocks(element, _room(width, 4))), "    ", "    ")]
        case "table":
            return _table(element, width)
        case "div" if element.get("class") == "footnote-definition":
            return [_footnote(element, width)]
        case _:
            return _blocks(element, width)


def _list(element: Element, width: int) -> Lines:
    """A list; items stand apart only where one of them has several paragraphs."""
    items = [child for child in element if child.tag == "li"]
    marks = list(_marks(element, items))
    wide = max((len(mark) for mark in marks), default=0)
    room = _room(width, wide)
    loose = any(item.find("p") is not None and len(item) > 1 for item in items)
    lines = _wrap(_spaced(element.text), width)
    waiting = iter(marks)
    for child in element:  # old pages have more in a list than items
        if lines and loose:
            lines.append("")
        mark = next(waiting) if child.tag == "li" else ""
        blocks = [b for b in (*_block(child, room), _wrap(_spaced(child.tail), room)) if b]
        content = _join(blocks) if loose else [line for block in blocks for line in block]
        lines += _prefix(content or [""] * bool(mark), mark.ljust(wide), " " * wide)
    return lines


def _marks(element: Element, items: list[Element]) -> Iterator[str]:
    """The marks of a list's items, as a browser counts them."""
    if element.tag == "ul":
        yield from ("- " for _ in items)
        return
    step = -1 if "reversed" in element.attrib else 1
    number = _number(element.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _number(item.get("value"), number)
        yield f"{_counter(number, element.get('type', '1'))}. "
        number += step


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"-?[0-9]{1,9}", value) else otherwise


def _counter(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= len(_LETTERS):
        letter = _LETTERS[number - 1]
        return letter.upper() if kind == "A" else letter
    return str(number)


def _table(table: Element, width: int) -> list[Lines]:
    """A table in columns where it fits; otherwise each row as “heading: cell” lines."""
    caption = [_wrap(_content(found), width) for found in table.findall("caption")]
    parts = (part.findall("tr") if part.tag != "tr" else [part] for part in table)
    rows = [[_content(cell).replace("\n", " ") for cell in row] for part in parts for row in part]
    count = max(map(len, rows), default=0)
    if not count:
        return caption
    rows = [row + [""] * (count - len(row)) for row in rows]
    widths = [max(columns(row[place]) for row in rows) for place in range(count)]
    if sum(widths) + 2 * (count - 1) <= (width or 72):
        lines = [
            "  ".join(
                cell + " " * (wide - columns(cell)) for cell, wide in zip(row, widths, strict=True)
            )
            for row in rows
        ]
        headed = table.find("thead") is not None
        rule = ["  ".join("-" * wide for wide in widths)]
        return [*caption, lines[:1] + rule + lines[1:] if headed else lines]
    headed = any(map(any, rows[1:])) and table.find("thead/tr") is not None
    headings = rows.pop(0) if headed else [""] * count
    return caption + [list(_record(headings, row, width)) for row in rows]


def _record(headings: list[str], row: list[str], width: int) -> Iterator[str]:
    for heading, cell in zip(headings, row, strict=True):
        if cell:
            yield from _wrap(f"{heading}: {cell}" if heading else cell, width)


def _footnote(element: Element, width: int) -> Lines:
    """A note behind its label; pulldown-cmark puts the label first."""
    label = next(iter(element), None)
    if label is None or label.get("class") != "footnote-definition-label":
        return _join(_blocks(element, width))
    mark = f"[{_content(label)}] "
    rest = Element("div")
    rest.text = label.tail
    rest.extend(element[1:])
    lines = _join(_blocks(rest, _room(width, len(mark))))
    return _prefix(lines or [""], mark, " " * len(mark))


def _heading(words: str, line: str, width: int) -> Lines:
    lines = _wrap(words, width)
    return [*lines, line * max(map(columns, lines))] if lines else []


def _inline(element: Element) -> str:
    """An inline element as text; a newline is a line break that the author wanted."""
    match element.tag:
        case "br":
            return "\n"
        case "img":
            alt = _spaced(element.get("alt")).strip()
            return f"[{alt}]" if alt else ""
        case "input":
            return "[x] " if "checked" in element.attrib else "[ ] "
        case "a":
            return _link(_content(element), element)
        case "sup":
            return _superscript(element)
        case _:
            mark = _MARKS.get(element.tag, "")
            return f"{mark}{_raw(element)}{mark}"


def _raw(element: Element) -> str:
    """The inline content of an element, blanks at its ends kept."""
    return _spaced(element.text) + "".join(
        (f" {_content(child)} " if child.tag in _BLOCKS else _inline(child)) + _spaced(child.tail)
        for child in element
    )


def _content(element: Element) -> str:
    return _raw(element).strip()


def _superscript(element: Element) -> str:
    content = _content(element)
    if element.get("class") == "footnote-reference":
        return f"[{content}]"
    return f"^{content}" if content[:1].isdigit() else content


def _link(words: str, element: Element) -> str:
    """The words of a link and its address, which stands there once."""
    address = element.get("href", "")
    if not _WEB.fullmatch(address):
        try:
            parts = urlsplit(address)
        except ValueError:  # half an IPv6 address
            return words
        if parts.scheme in ("mailto", "tel"):
            address = _decoded(parts.path)
        elif not parts.netloc and parts.scheme not in ("http", "https"):  # `https:x` leads to x
            return words
    if words and _bare(words) == _bare(address):
        return words
    address = isolates.around(address) if isolates.ADDRESS in element.attrib else address
    return f"{words} ({address})" if words else address


def _decoded(path: str) -> str:
    """The path of an address as people write it; as it is where that would hide or break something.

    Nothing that is no visible character comes out of an address: no line, no change of direction.
    """
    plain = unquote(path)
    return plain if plain.isprintable() and " " not in plain else path


def _bare(address: str) -> str:
    bare = isolates.without(address).replace(isolates.KEPT, " ")
    return _SCHEME.sub("", bare).rstrip("/")


def _spaced(content: str | None) -> str:
    """Text with its white space as a browser shows it."""
    if not content:
        return ""
    spaced = content.isprintable() and "  " not in content
    return content if spaced else _WHITE.sub(" ", content)


def _wrap(run: str, width: int) -> Lines:
    """Lines of at most `width` columns, broken at spaces only; as they are where it is 0."""
    lines: Lines = []
    run = run.strip(" \n")
    if not run:
        return lines
    for line in run.split("\n"):
        words = _BLANKS.sub(" ", line).strip(" ")
        lines += filled(words, width) if width else [words]
    return lines if run.isascii() else isolation.balanced(lines)


def _room(width: int, taken: int) -> int:
    """The width that is left beside a prefix; deep nesting doesn't squeeze it to nothing."""
    return width and max(width - taken, _NARROWEST)


def _prefix(lines: Lines, first: str, rest: str) -> Lines:
    return [(rest if number else first) + line for number, line in enumerate(lines)]


def _join(blocks: list[Lines]) -> Lines:
    """Blocks, a blank line between them."""
    lines: Lines = []
    for block in blocks:
        if block:
            lines += ["", *block] if lines else block
    return lines
