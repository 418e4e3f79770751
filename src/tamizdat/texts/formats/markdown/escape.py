"""How a msgstr is written into Markdown, so that it can't change the structure of the text.

The rules are CommonMark's and GitHub's: what opens a block at the start of a line is escaped on the
first line and refused on a later one, where it is more likely a slip than meant literally.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamizdat.language import scripts
from tamizdat.texts.document import UnfitError
from tamizdat.texts.formats.markdown import marks

HTML_BLOCKS = frozenset(
    """address article aside base basefont blockquote body caption center col colgroup dd details
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6
    head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option p
    param search section summary table tbody td tfoot th thead title tr track ul
    script pre style textarea""".split()
)
"""Elements that open an HTML block wherever a line starts with them (CommonMark 4.6, 1 and 6)."""
BLANKS = " \t\v\f"
_ANYWHERE = rf"""
    \#{{1,6}}(?=[ \t]|\Z)
  | >
  | (?:(?:\*[ \t]*+){{3,}}+|(?:-[ \t]*+){{3,}}+|(?:_[ \t]*+){{3,}}+)\Z
  | (?:=+|-+)[ \t]*\Z
  | `{{3,}}[^`]*\Z | ~~~
  | <(?:!--|\?|![A-Za-z]|!\[CDATA\[)
  | </?(?:{"|".join(sorted(HTML_BLOCKS))})(?=[\s>]|/>|\Z)
  | \[\^[^\]\s]+\]:
  | \|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+\Z
"""
_AT_START = re.compile(
    rf"""{_ANYWHERE}
  | (?P<number>\d{{1,9}})[.)](?=[ \t]|\Z)
  | [-+*](?=[ \t]|\Z)
  | \+\+\+[ \t]*\Z
  | </?[A-Za-z][A-Za-z0-9-]*(?:[\s/](?:"[^"]*"|'[^']*'|[^"'<>])*)?>[ \t]*\Z
  | \[(?:[^\[\]\\]|\\.)+\]:
  | \[[ xX]\](?=[ \t]|\Z)
  | \[!\w+\][ \t]*\Z
  | :::
""",
    re.X | re.I,
)
"""What opens a block, a task, an alert or front matter at the start of a block's text."""
_LATER = re.compile(rf"{_ANYWHERE} | (?:1[.)]|[-+*])[ \t]+\S", re.X | re.I)
"""What ends a paragraph: a list only with a text, and if numbered, from 1."""
_PIPE = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_PIPE_REFERENCE = "&#124;"
_CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))(#+)\Z")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TYPED_BREAK = re.compile(r"(?<!\\)[ ]{2,}(?=[\r\n])")
"""A hard break that a translator typed as two blanks."""
_WIDE = re.compile(f"[{scripts.WIDE}]")
_BRACKET = re.compile(r"\\.|`+[^`]*`+|[\[\]]", re.S)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a msgstr goes: what has to be escaped there, and how its lines are continued."""

    eol: str = "\n"
    prefix: str = ""
    """Before every later line: the containers' marks."""
    hard_break: str = "\\"
    """In the source's own style."""
    breaks: bool = False
    """The msgid has line ends: those of a msgstr are hard breaks, too; else they only wrap it."""
    one_line: bool = False
    """A heading, a cell or an image text: lines are joined."""
    starts_block: bool = True
    """What opens a block at the start is escaped."""
    cell: bool = False
    """Of a table: every `|` is escaped."""
    setext: bool = False
    """An underlined heading, which an outer `|` would turn into a table."""
    atx: bool = False
    """A heading whose closing `#` wouldn't be text."""
    image: bool = False
    """The text of an image: unbalanced brackets are escaped."""
    label: str = ""
    """Of an image's definition, written after a text that was its own label."""

    def encode(self, msgstr: str) -> str:
        """The msgstr as it is written here. Raises UnfitError for more blocks than one."""
        lines = lines_of(_TYPED_BREAK.sub(r"\\", msgstr.strip()))
        for number, line in enumerate(lines[1:], 2):
            if _LATER.match(line) or (not self.one_line and marks.begins(line)):
                raise UnfitError(
                    f"line {number} of the translation ({line[:20]!r}) would begin a new block: "
                    "write it on the line before, or put a backslash before it"
                )
        if self.one_line:
            lines = [" ".join(lines)]
        elif not self.breaks:
            lines = _unwrapped(lines)
        lines = [self._escape(line) for line in lines[:-1]] + [self._escape(lines[-1], last=True)]
        if self.starts_block:
            lines[0] = _escape_start(lines[0])
        text = f"{self.hard_break}{self.eol}{self.prefix}".join(lines)
        return f"{text}][{self.label}" if self.label else text

    def _escape(self, line: str, *, last: bool = False) -> str:
        if self.cell:
            line = _PIPE.sub(r"\1\|", line)
        elif self.setext:
            line = _escape_outer_pipes(line)
        elif self.atx:
            line = _CLOSING_HASHES.sub(r"\\\1", line)
        elif self.image:
            line = _balance(line)
        if not _ends_in_backslash(line):
            return line
        if not last:
            return line[:-1].rstrip(BLANKS)  # the translator wrote the hard break's own backslash
        return line + (" " if self.cell else "\\")


def title(quote: str, msgstr: str) -> str:
    """A msgstr as the title of a link or an image, with its quotes; `quote` is the opening one."""
    text = " ".join(lines_of(msgstr)).replace("\\", "\\\\")
    text = _ENTITY.sub("&amp;", text)
    closing = ")" if quote == "(" else quote
    for mark in {quote, closing}:
        text = text.replace(mark, "\\" + mark)
    return f"{quote}{text}{closing}"


def lines_of(msgstr: str) -> list[str]:
    """The lines of a msgstr, trimmed. Raises UnfitError where one is blank."""
    text = msgstr.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS + "\n")
    lines = [line.strip(BLANKS) for line in text.split("\n")]
    if not text:
        raise UnfitError("the translation is blank")
    if "" in lines:
        number = lines.index("") + 1
        raise UnfitError(
            f"line {number} of the translation is blank, which would begin a new paragraph: "
            "remove it"
        )
    return lines


def opens(text: str) -> bool:
    """Whether a text begins with what opens a block, or with a mark that is read by lines."""
    return _escape_start(text) != text


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines joined, but for the hard breaks that somebody typed as such."""
    found = lines[:1]
    for line in lines[1:]:
        if _ends_in_backslash(found[-1]):
            found.append(line)
        else:
            unspaced = _WIDE.match(found[-1][-1]) and _WIDE.match(line)
            found[-1] += line if unspaced else f" {line}"
    return found


def _escape_start(line: str) -> str:
    match = _AT_START.match(line)
    if not match:
        return "\\" + line if not line[:1].isalnum() and marks.begins(line) else line
    mark = match.end("number") if match["number"] else 0
    return f"{line[:mark]}\\{line[mark:]}"


def _escape_outer_pipes(line: str) -> str:
    """Over `---`, a first or last `|` begins a table, for some parsers an escaped one too."""
    if line.startswith("|"):
        line = _PIPE_REFERENCE + line[1:]
    if line.endswith("|") and not _ends_in_backslash(line[:-1]):
        line = line[:-1] + _PIPE_REFERENCE
    return line


def _ends_in_backslash(line: str) -> bool:
    """Whether the last backslash escapes what follows the line."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _balance(line: str) -> str:
    """Escape the brackets of an image's text unless they come in pairs."""
    depth = 0
    for match in _BRACKET.finditer(line):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if depth < 0:
            break
    if depth == 0:
        return line
    return _BRACKET.sub(lambda m: "\\" + m[0] if m[0] in "[]" else m[0], line)
