"""Marks at the start of a line that dialects of Markdown read by lines, where CommonMark wraps.

Such a line stays a line of its own in every text, whatever reads it. A new mark is a row in `TABLE`
and an example of it in `tests/test_marks.py`.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from tamizdat.texts.document import Role


class Below(Enum):
    """Which lines below a mark's own go on with its text."""

    NONE = "none"
    INDENTED = "those indented further than the mark"
    ALL = "all, up to the next mark"


class Mark(NamedTuple):
    """One row of the table."""

    dialect: str
    """Who reads it by lines."""
    pattern: re.Pattern[bytes]
    """All of the line without the blanks around it. Its group `text` is offered to translators; a
    line without one stays to the byte."""
    role: str = ""
    """Of the text; `{}` stands for the pattern's group `name`."""
    below: Below = Below.NONE
    terms: bool = False
    """Each line above it is one of its own."""
    until: re.Pattern[bytes] | None = None
    """What begins here stays to the byte up to a line that ends like this."""
    skipped: str = ""
    """Why it isn't translated, where its words look like prose."""

    @property
    def opaque(self) -> bool:
        """Whether nothing of its lines is offered."""
        return "text" not in self.pattern.groupindex


class Found(NamedTuple):
    """A mark at the start of a line. Offsets are bytes."""

    mark: Mark
    line: int
    """Where its line begins."""
    start: int
    """Where its text begins and ends; the same where it has none."""
    end: int
    role: str


def _row(dialect: str, pattern: bytes, role: str = "", **options: object) -> Mark:
    return Mark(dialect, re.compile(pattern, re.S), role, **options)  # type: ignore[arg-type]


_TITLE = rb'"(?P<text>[^\r\n]*)"'
_KIND = rb"[\w-]+(?:[ \t]+[\w-]+)*"
_BARE_KIND = rb"[\w-]+(?:[ \t]+(?:inline|end))*"
"""Without a title: more words than one are rather a sentence."""
_IDENTIFIERS = (
    rb"class|class-[\w-]+|name|width|height|scale|align|figwidth|figclass|target|lineno-start|linenos"
    rb"|lineno-match|emphasize-lines|lexer|encoding|maxdepth|glob|hidden|numbered|sync|link-type"
    rb"|img-top|img-bottom|gutter|columns|margin|padding|shadow|nonumber|nowrap|widths|header-rows"
    rb"|stub-columns|start-line|start-after|end-before|relative-docs|relative-images"
)
"""Options whose values are for programs; none is the name of an emoji."""
_VARIABLE = rb"(?:\{\{|\{%)"

TABLE = (
    _row(
        "definition lists: PHP Markdown Extra, Pandoc, kramdown, Hugo, MyST",
        rb"[:~][ \t]+(?P<text>\S.*)",
        Role.DEFINITION,
        below=Below.ALL,
        terms=True,
    ),
    _row("abbreviations: PHP Markdown Extra, Python-Markdown, kramdown",
         rb"\*\[[^\]\r\n]+\][ ]?:[ \t]*(?P<text>\S.*)", Role.ABBREVIATION),
    _row("admonitions: Python-Markdown, MkDocs",
         rb"!!![ \t]?" + _KIND + rb"[ \t]+" + _TITLE, Role.BOX_TITLE),
    _row("admonitions: Python-Markdown, MkDocs", rb"!!![ \t]?" + _BARE_KIND),
    _row("details: PyMdown Extensions",
         rb"\?{3}\+?[ \t]*(?:" + _KIND + rb"[ \t]+)?" + _TITLE, Role.BOX_TITLE),
    _row("details: PyMdown Extensions", rb"\?{3}\+?[ \t]*" + _BARE_KIND),
    _row("tabs: PyMdown Extensions",
         rb"={3}(?:\+!|!\+|[+!])?[ \t]+" + _TITLE, Role.BOX_TITLE),
    _row("blocks: PyMdown Extensions",
         rb"/{3,}(?:[ \t]*[\w-]+(?:[ \t]*\|[ \t]*(?P<text>\S.*))?)?", Role.BOX_TITLE),
    _row("snippets: PyMdown Extensions", rb"-{1,9}8<-{1,9}(?:[ \t].*)?"),
    _row("callouts: Obsidian, Docsy, GitHub",
         rb"\[!\w[\w-]*(?:\|[^\]\r\n]*)?\][+-]?(?:[ \t]+(?P<text>\S.*))?", Role.BOX_TITLE),
    _row("options of directives: MyST", rb":(?:" + _IDENTIFIERS + rb"):(?:[ \t].*)?",
         below=Below.INDENTED),
    _row("field lists: MyST, reStructuredText",
         rb":(?P<name>[A-Za-z][\w .*-]{0,60}):(?:[ \t]+(?P<text>\S.*))?", "field {}",
         below=Below.INDENTED),
    _row("attributes: kramdown, Python-Markdown, Pandoc, MyST",
         rb"(?:\{(?::[^{}\r\n]*|[ \t]*(?:[#.][\w-]|[\w-]+=)[^{}\r\n]*)\}[ \t]*)+"),
    _row("targets: MyST", rb"\([^()\s][^()\r\n]*\)="),
    _row("comments: Obsidian", rb"%%[^%]*", until=re.compile(rb"%%"), skipped="comment"),
    _row("comments: MyST, Obsidian", rb"%(?:[ \t%].*)?", skipped="comment"),
    _row("cells: MyST", rb"\+\+\+(?:[ \t]*\{.*)?"),
    _row("cells: MyST", rb"\+\+\+[ \t]+.*", skipped="comment"),
    _row("line blocks: Pandoc", rb"\|(?:[ \t]+(?P<text>\S.*))?", Role.LINE, below=Below.INDENTED),
    _row("numbered examples: Pandoc", rb"\(@[\w-]*\)[ \t]+(?P<text>\S.*)", Role.LIST_ITEM,
         below=Below.ALL),
    _row("numbered lists: Pandoc, reStructuredText", rb"#\.[ \t]+(?P<text>\S.*)", Role.LIST_ITEM,
         below=Below.ALL),
    _row("link definitions with variables: Jekyll, Hugo",
         rb"\[[^\]^][^\]]*\]:[ \t]*<?" + _VARIABLE + rb".*"),
    _row("comments: a custom of all dialects", rb"\[[^\]^][^\]]*\]:[ \t]*(?:#|<>)(?:[ \t].*)?",
         skipped="comment"),
    _row("link definitions below a line of text: Python-Markdown, kramdown",
         rb"\[[^\]^][^\]]*\]:[ \t]*<?(?:[a-z][a-z+.-]*:|[./#])\S*"
         rb"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?"),
    _row("formulas: MyST, Pandoc, kramdown, Obsidian", rb"\$\$[^$]+\$\$(?:[ \t]*\([\w:.-]+\))?",
         skipped="formula"),
    _row("formulas: MyST, Pandoc, kramdown, Obsidian", rb"\$\$[^$]*",
         until=re.compile(rb"\$\$(?:[ \t]*\([\w:.-]+\))?"), skipped="formula"),
    _row("formulas: MyST, Pandoc", rb"\\begin\{[a-z]+\*?\}.*",
         until=re.compile(rb"\\end\{[a-z]+\*?\}"), skipped="formula"),
    _row("imports: MDX", rb"import[ \t]+(?:[^\"']+[ \t]from[ \t]+)?(?:\"[^\"]+\"|'[^']+')[ \t]*;?"),
)  # fmt: skip
"""The first row that fits counts."""

STARTS = re.compile(
    rb":[ \tA-Za-z]|~[ \t]|\*\[|!!!|\?{3}|={3}|/{3}|-{1,9}8<|\[!|\[[^\]\r\n]*\]:|\{|\([^()\r\n]*\)"
    rb"|%|\+{3}|\||#\.|\$\$|\\begin|import[ \t]"
)
"""What any of them begins with: a quick look, as most lines begin with a letter."""
LINE_STARTS = re.compile(rb"(?:^|[\r\n])[ \t>*+\d.)-]{0,40}(?:" + STARTS.pattern + rb")")
"""The same, for a line anywhere in a text, containers before it."""


def find(data: bytes, start: int, end: int) -> Found | None:
    """The mark that a line, without the blanks around it, begins with."""
    if not STARTS.match(data, start, end):
        return None
    for mark in TABLE:
        if match := mark.pattern.fullmatch(data, start, end):
            groups = match.groupdict()
            text = match.span("text") if groups.get("text") else (end, end)
            name = (groups.get("name") or b"").decode().lower()
            return Found(mark, start, *text, mark.role.format(name))
    return None


def begins(line: str) -> bool:
    """Whether a line of text begins with a mark."""
    data = line.encode()
    return find(data, 0, len(data)) is not None
