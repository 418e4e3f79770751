"""How a message under review is shown, and laid out for an editor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.text import Text

from tamizdat.catalogs.catalog import Message, State
from tamizdat.catalogs.similarity import AROUND
from tamizdat.cli.tables import STYLE
from tamizdat.language import scripts
from tamizdat.language.safe import safe
from tamizdat.language.width import breaks, columns
from tamizdat.review.decision import Item, RefusedError

_LONG = 20_000
_LINE = 76
_INDENT = 11
"""Columns that the labels take."""
_NARROWEST = 20
"""Columns that a text has at least beside its label."""
_CHANGE = re.compile(r"\[-.*?-\]|\{\+.*?\+\}", re.S)
_ALONE = scripts.CHINESE_JAPANESE
_PIECE = re.compile(rf" *(?:[{_ALONE}][、。，．！？：；」』）》]*|[^ {_ALONE}]+)")
"""What stays together at the end of a line: a word, or a character where no blanks are written."""
CUT = "# ------ 8< ------ nothing from this line on is read ------"


def shown(item: Item, width: int = 0) -> Text:
    """Everything that a reader needs on one screen.

    With a width, in columns, lines are wrapped between words under their label, and of a long
    diff only what is around the changes is shown.
    """
    message = item.message
    diff = item.diff(AROUND if width else None)
    fields = [
        ("note", _text("\n".join(item.notes)), "dim"),
        ("comment", _text("\n".join(item.comments)), "cyan"),
        ("before", _neighbour(item.before, width), "dim"),
        ("source", _text(message.msgid), "bold"),
        ("changed", _coloured(_text(diff)), "bold"),
        ("msgstr", _text(message.msgstr), "bold"),
        *(("other", _text(other), "magenta") for other in message.others),
        ("after", _neighbour(item.after, width), "dim"),
    ]
    for found in item.findings:
        text = Text.assemble(safe(found.message, _LONG), (f" [{found.check}]", "dim"))
        fields.append((found.severity.value, text, STYLE[found.severity]))
    lines = [*wrapped(_head(item), width, "  ")]
    for label, text, style in fields:
        if text:
            lines += _labelled(label, text, style, width)
    return Text("\n").join(lines)


def _head(item: Item) -> Text:
    """Which message it is, in what state, and where it lies."""
    state = _state(item.message)
    place = f"{safe(item.path)}:{item.message.line}"
    head = f"{safe(item.domain)} {item.locale} {item.number}/{item.total}"
    return Text.assemble(
        (head, "bold"), f"  {state}  {safe(item.role)}  {place}  {item.message.hash}"
    )


def _state(message: Message) -> str:
    """The state; of a draft also whose it is."""
    draft = message.draft if message.state is State.DRAFT else None
    engine = draft.get("engine") if draft else ""
    return message.state.label + (f" by {safe(engine)}" if engine else "")


def _text(words: str) -> Text:
    """Other people's words, safe to show, in the lines that they have."""
    return Text("\n".join(safe(line, _LONG) for line in words.split("\n")))


def _neighbour(message: Message | None, width: int) -> Text:
    """The beginnings of a msgid and its msgstr; on a terminal each in a line of its own."""
    if message is None:
        return Text()
    sides = [side for side in (message.msgid, message.msgstr) if side]
    if not width:
        return Text(" = ".join(safe(side, _LINE) for side in sides), style="dim")
    return Text("\n".join(_cut(safe(side, _LONG), _room(width)) for side in sides), style="dim")


def _cut(words: str, width: int) -> str:
    """The beginning of a text that fits into so many columns."""
    if columns(words) <= width:
        return words
    while columns(words) >= width:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _coloured(diff: Text) -> Text:
    """A diff in which what went is red and what came green, besides its marks."""
    for change in _CHANGE.finditer(diff.plain):
        diff.stylize("red" if change[0].startswith("[") else "green", *change.span())
    return diff


def _room(width: int) -> int:
    return max(width - _INDENT, _NARROWEST)


def _labelled(label: str, text: Text, style: str, width: int) -> Iterator[Text]:
    """A text beside its label, all its lines under the first."""
    room = _room(width) if width else 0
    lines = [part for line in text.split("\n") for part in wrapped(line, room)]
    for place, line in enumerate(lines):
        margin = f"  {'' if place else label:8} "
        yield Text.assemble((margin, style), line) if line else Text()


def wrapped(line: Text, width: int, indent: str = "") -> Iterator[Text]:
    """A line in lines of at most `width` columns, all but the first indented; 0 leaves it whole.

    A word that is wider, such as an address, is not broken, so that it can be copied.
    """
    pieces = [*_PIECE.finditer(line.plain)] if width else []
    texts = [piece[0] for piece in pieces]
    cuts = [
        pieces[place].end() - len(texts[place].lstrip(" "))
        for place in breaks(texts, width, rest=len(indent))
    ]
    for place, part in enumerate(line.divide(cuts)):
        if place < len(cuts):
            part.rstrip()
        yield Text.assemble(indent, part) if place else part


def sheet(item: Item, msgstr: str | None = None) -> str:
    """A msgstr for an editor, its own or another; below it, as comments, what it translates."""
    about = [f"# {line}" for line in shown(item, _LINE).plain.split("\n")]
    return "\n".join([item.message.msgstr if msgstr is None else msgstr, CUT, *about, ""])


def msgstr(written: str) -> str:
    """The msgstr from an edited sheet. Raises RefusedError if its end can't be told."""
    above, cut, _ = f"\n{written}".partition(f"\n{CUT}\n")
    if not cut:
        raise RefusedError("the line with 8< is gone, so the end of the msgstr can't be told")
    return above.removeprefix("\n")
