"""From bytes to a catalog: strict, with every problem of the file reported together."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat.catalogs.catalog import Catalog, Key, Message
from tamizdat.catalogs.po import comments, encoding, header
from tamizdat.catalogs.po.lines import FIELD, ORDINARY, SPACE, Kind, tokens
from tamizdat.catalogs.po.strings import MSGCAT_MARKS, decode
from tamizdat.errors import TAKE_BACK, CatalogError, Problem

_FOLLOWS = {
    "": ("|msgctxt", "|msgid", "msgctxt", "msgid"),
    "|msgctxt": ("|msgid",),
    "|msgid": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgstr",),
}
"""The fields that may follow a field; a leading bar stands for the previous one's (`#|`)."""

_COMMENTS = re.compile(r"(?:#(?![~|])[^\n]*\n)++")
_HEADER: Key = (None, "")
_MOST_LINES = 100_000
"""Lines of a text, or of comments above one; what has more is no catalog and fills the memory."""
_MOST_PROBLEMS = 100
"""So many problems of a file are reported, and how many more there are."""


def loads(data: bytes, path: Path | None = None) -> Catalog:
    """Read a catalog or a template; `path` is for messages and tells a `.pot` by its suffix.

    Raises:
        CatalogError: anything that GNU gettext refuses, and what it reads but we can't represent
            (other charsets, plurals, domains, control characters); with all problems of the file.
    """
    reader = _Reader(encoding.decode(data, path), path)
    reader.read()
    catalog = replace(
        reader.catalog(),
        eol="\r\n" if data.count(b"\r\n") * 2 > data.count(b"\n") else "\n",
        bom=data.startswith(codecs.BOM_UTF8),
    )
    problems = [*reader.problems, *header.problems(catalog, path)]
    if problems:
        problems.sort(key=lambda problem: problem.line or 0)
        more = len(problems) - _MOST_PROBLEMS
        if more > 0:
            problems[_MOST_PROBLEMS:] = [Problem(f"and {more:,} more problems", path)]
        raise CatalogError(*problems)
    return catalog


@dataclass(slots=True)
class _Entry:
    """The message that is being read."""

    start: int
    """Offset of its first line, blank lines before it included."""
    end: int = -1
    """Offset of the line after its last field."""
    last: str = ""
    """The field that was opened last."""
    mark: str = ""
    """The mark in front of that field."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    """What stands between the quotation marks."""
    lines: dict[str, int] = field(default_factory=dict)
    """Line numbers of the fields."""
    comments: list[str] = field(default_factory=list)

    @property
    def obsolete(self) -> bool:
        """Whether its fields are marked `#~`."""
        return self.mark.startswith("#~")

    @property
    def incomplete(self) -> bool:
        """Whether its last field has no string yet."""
        return bool(self.last) and not self.fields[self.last]

    @property
    def lacks(self) -> str:
        """What is missing after its last field, for a message."""
        name = self.last.removeprefix("|")
        missing = "string" if self.incomplete else _FOLLOWS[self.last][-1].removeprefix("|")
        return f"a {name} without its {missing}"


class _Reader:
    """Takes a text, keeps messages and problems. Used once."""

    def __init__(self, text: str, path: Path | None) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._path = path
        self._header: Message | None = None
        self._messages: list[Message] = []
        self._seen: dict[Key, int] = {}
        self._entry = _Entry(0)
        self._lost = False  # after a problem: skip until a message can begin
        self._line = 1  # number of the current line
        self._next = 0  # offset of the line after it

    def read(self) -> None:
        """Read the whole text: ordinary messages at once, the others line by line."""
        while self._next < len(self._text):
            if self._next == self._entry.start:
                while match := ORDINARY.match(self._text, self._next):
                    self._next = match.end()
                    self._ordinary(match)
                self._entry.start = self._next
            start = self._next
            end = self._text.find("\n", start)
            self._next = len(self._text) if end < 0 else end + 1
            self._one_line(self._text[start : self._next].removesuffix("\n"))
            self._line += 1
        self._finish()
        if self._header is None and not self._messages and not self.problems:
            self._line = 1
            otherwise = "if nobody has translated it yet, delete it and run: tamizdat update"
            remedy = f"{TAKE_BACK}, or from a backup; {otherwise}"
            self._problem("no message in the file: was it cut off?", remedy)

    def catalog(self) -> Catalog:
        """What was read."""
        # a file without a header stays without one until something else in it changes
        head = self._header or Message(msgid="", source=b"")
        return Catalog(head, tuple(self._messages), tail=self._text[self._entry.start :].encode())

    def _ordinary(self, match: re.Match[str]) -> None:
        """A whole message: the comments above it, and its strings with their quotation marks."""
        above, msgctxt, msgid, msgstr = match.groups()
        first = self._line + above.count("\n")
        if first - self._line > _MOST_LINES and above.lstrip("\n").count("\n") > _MOST_LINES:
            self._too_many_comments()
            self._lost, above = False, ""  # this was all of the message
        found = comments.above(above)
        line = first + msgctxt.count("\n") if msgctxt else first
        line_of_msgstr = line + msgid.count("\n")
        message = Message(
            msgid=self._unquoted("msgid", msgid, line),
            msgstr=self._unquoted("msgstr", msgstr, line_of_msgstr),
            msgctxt=self._unquoted("msgctxt", msgctxt, first) if msgctxt else None,
            flags=found.flags,
            set_apart=found.set_apart,
            translator_comments=found.translator,
            extracted_comments=found.extracted,
            references=found.references,
            line=line_of_msgstr,
            source=match[0].encode(),
        )
        self._line = line_of_msgstr + msgstr.count("\n")
        self._keep(message, line)

    def _one_line(self, line: str) -> None:
        if match := FIELD.fullmatch(line):
            mark, keyword, string = match.groups()
            if keyword:
                self._keyword(mark or "", keyword)
            self._string(mark or "", string[1:-1])
        elif line[:1] == "#" and line[1:2] not in ("~", "|"):
            self._comment(line)
        elif line.strip(SPACE):
            self._irregular(line)

    def _irregular(self, line: str) -> None:
        """A line with several fields, a comment at its end, or a fault."""
        try:
            for token in tokens(line):
                if token.kind is Kind.COMMENT:
                    self._comment(token.text)
                elif token.kind is Kind.KEYWORD:
                    self._keyword(token.mark, token.text)
                else:
                    self._string(token.mark, token.text)
        except CatalogError as error:
            for problem in () if self._lost else error.problems:
                self._problem(problem.message, problem.remedy)

    def _keyword(self, mark: str, keyword: str) -> None:
        entry = self._entry
        name = "|" + keyword if mark.endswith("|") else keyword
        if entry.last == "msgstr" or (self._lost and name in _FOLLOWS[""]):
            entry = self._begin()
        if self._lost:
            return
        if name not in _FOLLOWS[entry.last] or entry.incomplete:
            self._out_of_place(mark, keyword)
        elif entry.last and entry.obsolete != mark.startswith("#~"):
            self._inconsistent()
        else:
            entry.last, entry.mark, entry.end = name, mark, self._next
            entry.fields[name] = []
            entry.lines[name] = self._line

    def _string(self, mark: str, string: str) -> None:
        entry = self._entry
        if self._lost:
            return
        if not entry.last:
            remedy = "only a msgid or a msgstr may go on in the next line, and no comment between"
            self._problem("a string that belongs to nothing", remedy)
        elif mark != entry.mark:
            self._inconsistent()
        else:
            entry.fields[entry.last].append(string)
            entry.end = self._next

    def _comment(self, text: str) -> None:
        entry = self._entry
        if entry.last == "msgstr" and entry.end == self._next:
            entry.comments.append(text)  # at the end of its line: it is about this message
            return
        if self._lost or entry.last == "msgstr":
            entry = self._begin()
        if entry.last in ("msgctxt", "msgid"):
            remedy = "move the comment above the message"
            self._problem(f"a comment between {entry.last} and what follows it", remedy)
        elif len(entry.comments) == _MOST_LINES:
            self._too_many_comments()
            if rest := _COMMENTS.match(self._text, self._next):
                self._line += rest[0].count("\n")
                self._next = rest.end()
        else:
            entry.comments.append(text)

    def _too_many_comments(self) -> None:
        message = f"more than {_MOST_LINES:,} lines of comments"
        self._problem(message, f"delete them, or {TAKE_BACK}")

    def _out_of_place(self, mark: str, keyword: str) -> None:
        """A field that can't follow the last one; if it can begin a message, it does."""
        entry = self._entry
        if entry.last:
            remedy = f"complete the message, or {TAKE_BACK}"
            self._problem(entry.lacks, remedy, entry.lines[entry.last])
            if keyword != "msgstr":
                self._keyword(mark, keyword)
        else:
            self._problem(f"a {keyword} without its msgid", "put the msgid above it")

    def _inconsistent(self) -> None:
        remedy = "mark every line of an obsolete message with #~, and no line of another"
        self._problem("some lines of the message are marked #~ and others not", remedy)

    def _problem(self, message: str, remedy: str, line: int | None = None) -> None:
        """Note a problem of the current line, or of another, and skip the rest of the message."""
        self._note(line or self._line, message, remedy)
        self._lost = True

    def _note(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, self._path, line, remedy))

    def _begin(self) -> _Entry:
        """Finish the message before and make room for the next."""
        before = self._entry
        if not self._lost and before.end == self._next:
            remedy = "put each message on lines of its own: msgcat --no-wrap does it"
            self._problem("two messages on one line", remedy)
        self._finish()
        self._lost = False
        if self._entry is before:
            self._entry = _Entry(-1)  # the file is refused: no bytes to keep
        return self._entry

    def _finish(self) -> None:
        """Keep the message if it is whole; say so if it is not."""
        entry = self._entry
        if self._lost or not entry.last:
            return
        if entry.last != "msgstr" or entry.incomplete:
            remedy = f"the file is cut off: {TAKE_BACK}"
            self._problem(entry.lacks, remedy, entry.lines[entry.last])
            return
        self._entry = _Entry(entry.end)
        self._keep(self._message(entry), entry.lines["msgid"])

    def _message(self, entry: _Entry) -> Message:
        texts = {
            name: self._text_of(name, parts, entry.lines[name])
            for name, parts in entry.fields.items()
        }
        found = comments.sort(entry.comments)
        return Message(
            msgid=texts["msgid"],
            msgstr=texts["msgstr"],
            msgctxt=texts.get("msgctxt"),
            flags=found.flags,
            set_apart=found.set_apart,
            translator_comments=found.translator,
            extracted_comments=found.extracted,
            references=found.references,
            previous_msgid=texts.get("|msgid"),
            previous_msgctxt=texts.get("|msgctxt"),
            obsolete=entry.obsolete,
            line=entry.lines["msgstr"],
            source=self._text[entry.start : entry.end].encode(),
        )

    def _unquoted(self, name: str, lines: str, line: int) -> str:
        """The text of a field from its lines with their quotation marks."""
        if "\\" not in lines and lines.count("\n") == 1:
            return lines[1:-2]
        return self._text_of(name, lines[1:-2].split('"\n"'), line)

    def _text_of(self, name: str, parts: list[str], line: int) -> str:
        """The text of a field that begins in a line, from what stands in its quotation marks."""
        try:
            text = decode(parts)
        except ValueError as error:
            self._note(line, str(error), "write the character itself")
            return ""
        if len(text) > _MOST_LINES and text.count("\n") > _MOST_LINES:
            message = f"a {name.lstrip('|')} of more than {_MOST_LINES:,} lines"
            self._note(line, message, TAKE_BACK)
        return text

    def _keep(self, message: Message, line: int) -> None:
        """Put a message where it belongs, unless there is one already."""
        if "#-#" in message.msgstr and MSGCAT_MARKS.search(message.msgstr):
            remedy = "keep one of the msgstrs between the marks, delete the marks and the others"
            self._note(message.line, "marks of msgcat in the msgstr", remedy)
        if message.obsolete:
            self._messages.append(message)
            return
        key = message.key
        if key in self._seen:
            first = self._seen[key]
            remedy = "keep one of the two; what is worth keeping of the other can be a comment"
            what = "header" if key == _HEADER else "definition of the message"
            self._note(line, f"a second {what}; the first is in line {first}", remedy)
        else:
            self._seen[key] = line
            if key != _HEADER:
                self._messages.append(message)
            elif self._messages:
                remedy = 'move it (msgid "" and its msgstr) to the top'
                self._note(line, "the header is not the first message", remedy)
            else:
                self._header = message
