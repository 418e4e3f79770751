"""Prose that a text's translators never see, and how many words of it there are.

People read it on a finished site all the same: boxes and tabs that CommonMark takes for code,
captions in shortcodes, titles of containers. Code in a programming language, or in none that is
named, holds no prose; what an author keeps from translation is told apart.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tamizdat.errors import SourceError
from tamizdat.language import inline
from tamizdat.language.markup import LETTER, Markup
from tamizdat.language.words import words
from tamizdat.texts import formats
from tamizdat.texts.document import Document, Segment
from tamizdat.texts.formats.html.tags import UNTRANSLATED

TITLE = "title of a container"
"""Reason of a title that is no segment: what `:::note Title` shows above its box."""
_WILL = ("directive", UNTRANSLATED)
"""Reasons that are the author's own."""
_SEEN = ("drawing", "tag without its end")
"""Reasons of HTML with words for readers."""
_DEEPEST = 4
"""Boxes in boxes that are looked into; the words of what stands deeper are counted as they are."""
_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_BRACED = re.compile(r"\{(?P<name>[A-Za-z][\w:.-]*)\}[ \t]*(?P<argument>.*)")
_PLUGIN = re.compile(r"(?:admonish|ad-[\w-]+)\b[ \t]*(?P<argument>.*)")
"""mdbook-admonish; Obsidian's Admonition."""
_CODE = re.compile(
    r"""code|code-(?:block|cell)|sourcecode|highlight|literalinclude|include|parsed-literal|raw
    |eval-rst|math|mermaid|graphviz|digraph|graph|plantuml|uml|dot|tikz|toctree|tableofcontents
    |contents|index|bibliography|prompt|doctest|testcode|testoutput|testsetup|ipython|command-output
    |jupyter-(?:execute|kernel)|exec-code|py:[\w-]+|js:[\w-]+|c:[\w-]+|cpp:[\w-]+|auto[\w-]+|program
    |currentmodule|module|click|argparse|r|python|julia|ojs|observable|bash|sh|shell|sql|js|css|html
    |stan|rcpp|cat|asis|verbatim|embed|iframe|video|youtube|button-(?:link|ref)|image""",
    re.X,
)
"""Directives that hold no prose, or whose argument is none."""
_FILED = frozenset(
    "figure image csv-table include literalinclude grid grid-item iframe video".split()
)
"""Directives whose argument is a path or a number."""
_OPTION = re.compile(r"[ \t]*:(?P<key>[\w-]+):[ \t]*(?P<value>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_SPOKEN = frozenset("alt caption title subtitle header footer label summary description".split())
"""Options and attributes with words for readers."""
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(?P<key>[\w-]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')
    |(?P<alone>"[^"]*\s[^"]*")""",
    re.X,
)
_CONTAINER = re.compile(
    r"""^[ \t>]*:{3,}[ \t]*(?:\{(?P<directive>[A-Za-z][\w:-]*)\}|[\w-]+)
    (?:\[(?P<bracketed>[^\]\r\n]*)\]|[ \t]+(?P<words>[^\s{][^{\r\n]*))""",
    re.X | re.M,
)
_COMMENT = re.compile(r"\[[^\]]*\]:\s*(?:\#|<>)\s")
"""`[//]: # (words)`: a definition that is a comment."""
_DEFINED = re.compile(r"""(?:"(?P<double>.*)"|'(?P<single>.*)'|\((?P<round>.*)\))\s*\Z""", re.S)
_KEY = re.compile(r"""[{,\[\r\n-]?[ \t]*["']?(?P<key>[\w .:-]*?)["']?[ \t]*[:=][ \t\[]*\Z""")
_PROSE_KEY = re.compile(
    r"(?:.*[_-])?(?:alt|abstract|caption|description|excerpt|headline|heading|intro|lead|message"
    r"|subtitle|summary|tagline|teaser|text|title)",
    re.I,
)
_NO_PROSE_KEY = re.compile(
    r"keywords?|tags?|categor(?:y|ies)|authors?|aliases|script|style|css|_?comment|(?:.*:)?ignore",
    re.I,
)
_SENTENCE = 5
"""Words from which a value under a key that says nothing is taken for prose."""
_INDENT = re.compile(r"[ \t>]*")
_MARKS = re.compile(r"(?:\[!|!!!|\?\?\?|===|[:~][ \t]|/{3}|\(@)")
"""Of dialects whose boxes, tabs and definitions are indented below them."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A piece of a source text that holds letters and is not translated."""

    line: int
    reason: str
    text: str
    """As it is written."""
    words: int = 0
    """Of prose in it."""

    @property
    def wanted(self) -> bool:
        """Its author keeps it from translation."""
        return self.reason in _WILL


def find(document: Document, depth: int = 0) -> Iterator[Passed]:
    """Everything with letters that is not translated, in order; not what its author hides."""
    before = ""  # what stands before a segment on its line
    boxes = _boxes(document)
    for segment in document.segments:
        if segment.skipped:
            count = _count(segment, before, depth, boxed=segment.line in boxes)
            yield Passed(segment.line, segment.skipped, segment.raw, count)
        elif segment.msgid is None and ":::" in segment.raw and not segment.role:
            yield from _titles(segment)
        start = 1 + max(segment.raw.rfind("\n"), segment.raw.rfind("\r"))
        before = segment.raw[start:] if start else before + segment.raw


def _count(segment: Segment, before: str, depth: int, *, boxed: bool) -> int:
    """The words of prose in a skipped piece, given what stands before it on its line."""
    raw, reason = segment.raw, segment.skipped
    if reason in (*_WILL, *_SEEN):
        return words(inline.visible(raw, segment.markup))
    if segment.markup is Markup.HTML:
        return 0
    count = 0
    match reason:
        case "code block" if fence := _FENCE.match(raw):
            body = _body(raw[fence.end() :], fence["mark"])
            count = _fenced(fence["info"].strip(), body, depth)
        case "code block" if boxed:
            count = _prose(_body(before + raw), depth)
        case "front matter":
            count = _value(raw, before)
        case "template":
            count = _spoken(raw)
        case "link definition":
            count = _title(raw)
    return count


def _boxes(document: Document) -> frozenset[int]:
    """The lines that are indented below a box, a tab or a definition, and not of its own line.

    One pass over all lines: the nearest less indented line above is known from a stack.
    """
    if not any(s.skipped == "code block" for s in document.segments):
        return frozenset()
    if not _MARKS.search(document.text):
        return frozenset()
    found: set[int] = set()
    above: list[tuple[int, bool]] = []
    for number, line in enumerate(document.text.splitlines(), 1):
        margin = _INDENT.match(line)
        indent = margin.end() if margin else 0
        if indent == len(line):
            continue
        while above and above[-1][0] >= indent:
            above.pop()
        if above and above[-1][1]:
            found.add(number)
        above.append((indent, bool(_MARKS.match(line, indent))))
    return frozenset(found)


def _body(text: str, mark: str = "") -> str:
    """The lines of a block without the container's prefix and its closing fence."""
    lines = text.splitlines()
    if all(line.lstrip().startswith(">") for line in lines if line.strip()):
        lines = [line.lstrip()[1:] for line in lines]
    if mark and lines and not lines[-1].strip().strip(mark[0]):
        lines.pop()
    return textwrap.dedent("\n".join(lines))


def _fenced(info: str, body: str, depth: int) -> int:
    """The words of a fenced block: of a directive or a box; code has none."""
    if braced := _BRACED.match(info):
        name, argument = braced["name"].lower(), braced["argument"]
        if _CODE.fullmatch(name):
            return _options(body)[0]
        count, start = _options(body)
        title = 0 if name in _FILED else words(inline.visible(argument, Markup.MARKDOWN))
        return title + count + _prose(body[start:], depth)
    if plugin := _PLUGIN.match(info):
        count, start = _options(body)
        return _spoken(plugin["argument"]) + count + _prose(body[start:], depth)
    return 0


def _options(body: str) -> tuple[int, int]:
    """The words in the options of a directive that readers see, and where its text begins."""
    count = position = 0
    while option := _OPTION.match(body, position):
        if option["key"].lower() in _SPOKEN:
            count += words(option["value"])
        position = option.end()
    return count, position


def _spoken(raw: str) -> int:
    """The words for readers in the attributes of a shortcode."""
    count = 0
    for match in _ATTRIBUTE.finditer(raw):
        if match["alone"]:
            count += words(match["alone"])
        elif match["key"].lower() in _SPOKEN:
            count += words(match["double"] or match["single"] or "")
    return count


def _title(definition: str) -> int:
    """The words of a link definition's title, unless all of it is a comment."""
    found = None if _COMMENT.match(definition) else _DEFINED.search(definition)
    return words(next(filter(None, found.groups()), "")) if found else 0


def _value(raw: str, before: str) -> int:
    """The words of a value of front matter that reads like prose."""
    named = _KEY.search(before)
    key = named["key"] if named else ""
    count = words(raw)
    if _NO_PROSE_KEY.fullmatch(key):
        return 0
    prose = _PROSE_KEY.fullmatch(key) or raw.startswith(('"""', "'''", "|", ">"))
    spaced = len(raw.split()) >= _SENTENCE or (count >= 2 * _SENTENCE and not raw.isascii())
    return count if prose or (count >= _SENTENCE and spaced) else 0


def _titles(segment: Segment) -> Iterator[Passed]:
    """The titles of containers in a stretch that is only copied."""
    for match in _CONTAINER.finditer(segment.raw):
        text = match["bracketed"] or match["words"] or ""
        name = (match["directive"] or "").lower()
        if LETTER.search(text) and not _CODE.fullmatch(name) and name not in _FILED:
            line = segment.line + len(re.findall(r"\r\n?|\n", segment.raw[: match.end()]))
            yield Passed(line, TITLE, text, words(inline.visible(text, Markup.MARKDOWN)))


def _prose(text: str, depth: int) -> int:
    """The words of a box's Markdown: what would be offered, and in boxes inside of it."""
    markdown = formats.by_suffix(".md")
    if not markdown or depth >= _DEEPEST:
        return words(text)
    try:
        document = markdown.split(text, ())
    except SourceError:
        return words(text)
    offered = sum(words(inline.visible(s.msgid or "", s.markup)) for s in document.translatable)
    return offered + total(tuple(find(document, depth + 1)))


def total(pieces: Sequence[Passed]) -> int:
    """The words of prose that were passed over against nobody's will."""
    return sum(piece.words for piece in pieces if not piece.wanted)
