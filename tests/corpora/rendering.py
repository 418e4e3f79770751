"""What readers get of a text, as programs see it that share no code with tamizdat."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

import cmarkgfm
import yaml
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

BLOCKS = frozenset(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div "
    "dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header "
    "hgroup hr html iframe legend li link main menu meta nav noscript object ol optgroup option p "
    "pre script section select style summary table tbody td template textarea tfoot th thead title "
    "tr ul xmp".split()
)
"""Elements that make a block, or that swallow what follows."""
_FRONT = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?\r?\n)?\1[ \t]*(?:\r?\n|\Z)", re.S)
_EAST_ASIAN = "[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_JOINED = re.compile(rf"(?<={_EAST_ASIAN}) (?={_EAST_ASIAN})")


def front_matter(text: str) -> tuple[object, str]:
    """The data above a Markdown text, and its body."""
    match = _FRONT.match(text)
    if not match:
        return None, text.removeprefix("\ufeff")
    block = match[2] or ""
    data = yaml.safe_load(block) if match[1] == "---" else tomllib.loads(block)
    return data, text[match.end() :]


def by_cmark(body: str) -> str:
    """The HTML of a Markdown text without front matter, by GitHub's cmark."""
    return cmarkgfm.markdown_to_html_with_extensions(
        body,
        options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES,
        extensions=["table", "strikethrough", "tasklist"],
    )


def by_markdown_it(body: str) -> str:
    """The same by markdown-it-py."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)


def seen(page: str) -> list[str]:
    """The tags and texts of a page.

    White space is collapsed, dropped beside blocks, and dropped between two Chinese or Japanese
    characters, where a line break of the source means none.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    found = reader.found
    for place, item in enumerate(found):
        if item.startswith("<"):
            continue
        text = item[1:]
        if place == 0 or _ends_line(found[place - 1]):
            text = text.lstrip()
        if place + 1 == len(found) or _ends_line(found[place + 1]):
            text = text.rstrip()
        found[place] = text and "=" + _JOINED.sub("", text)
    return [item for item in found if item]


def structure(page: str) -> list[str]:
    """The tags of a page that make blocks."""
    return [re.match(r"</?[^\s>]*", item)[0] for item in seen(page) if _is_block(item)]


def difference(one: Sequence[str], other: Sequence[str]) -> str:
    """Where two sequences differ first; empty where they don't."""
    for before, after in zip(one, other, strict=False):
        if before != after:
            return f"{_short(before, after)} -> {_short(after, before)}"
    return f"{len(one)} -> {len(other)} parts" if len(one) != len(other) else ""


def _short(text: str, other: str) -> str:
    """A text from a little before the place where the other differs."""
    same = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    return repr(text[max(0, same - 25) : same + 25])


def _is_block(item: str) -> bool:
    name = re.match(r"</?([^\s>]*)", item)
    return bool(name) and name[1] in BLOCKS


def _ends_line(item: str) -> bool:
    return _is_block(item) or item.startswith(("<br", "</br"))


class _Reader(HTMLParser):
    """Tags as `<name attribute='value'>`, texts behind `=`, comments left out."""

    CDATA_CONTENT_ELEMENTS = ("script", "style", "textarea", "title")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        values = "".join(f" {name}={' '.join((v or '').split())!r}" for name, v in attributes)
        self.found.append(f"<{tag}{values}>")

    def handle_endtag(self, tag):
        self.found.append(f"</{tag}>")

    def handle_data(self, data):
        if self.cdata_elem in ("textarea", "title"):
            data = unescape(data)
        if self.found and self.found[-1].startswith("="):
            data = self.found.pop()[1:] + data
        self.found.append("=" + re.sub(r"[ \t\r\n\f]+", " ", data))
