"""How a message under review is shown, and laid out for an editor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.text import Text

from tamizdat.catalog import Message, State
from tamizdat.decision import Item, RefusedError
from tamizdat.findings import Severity
from tamizdat.reports.display import safe

_LONG = 20_000
_LINE = 76
_CHANGE = re.compile(r"\[-(?P<gone>.*?)-\]|\{\+(?P<come>.*?)\+\}", re.S)
_STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
CUT = "# ------ 8< ------ nothing from this line on is read ------"


def shown(item: Item, *, colour: bool) -> Text:
    """Everything that a reader needs on one screen; with colour, a diff goes without its marks."""
    notes = item.template.extracted_comments
    state, role = _state(item.message), notes[0] if notes else ""
    place = f"{safe(item.path)}:{item.message.line}"
    head = f"{safe(item.domain)} {item.locale} {item.number}/{item.total}"
    about = f"  {state}  {safe(role)}  {place}  {item.message.hash}"
    lines = [Text.assemble((head, "bold"), about)]
    lines += [_labelled("note", Text(safe(note, _LONG))) for note in notes[1:]]
    lines += _neighbour("before", item.before)
    lines += [_labelled("source", line) for line in _lines(item.message.msgid)]
    lines += [_labelled("changed", line) for line in _lines(item.diff, colour=colour)]
    lines += [_labelled("msgstr", line) for line in _lines(item.message.msgstr)]
    lines += _neighbour("after", item.after)
    for found in item.findings:
        text = Text.assemble(safe(found.message, _LONG), (f" [{found.check}]", "dim"))
        lines.append(_labelled(found.severity.value, text, _STYLE[found.severity]))
    return Text("\n").join(lines)


def _state(message: Message) -> str:
    """The state; of a draft also whose it is."""
    draft = message.draft if message.state is State.DRAFT else None
    engine = draft.get("engine") if draft else ""
    return message.state.label + (f" by {safe(engine)}" if engine else "")


def _labelled(label: str, text: Text, style: str = "dim") -> Text:
    return Text.assemble((f"  {label:8} ", style), text)


def _neighbour(label: str, message: Message | None) -> list[Text]:
    if message is None:
        return []
    words = safe(message.msgid, _LINE)
    if message.msgstr:
        words += f" = {safe(message.msgstr, _LINE)}"
    return [_labelled(label, Text(words, style="dim"))]


def _lines(text: str, *, colour: bool = False) -> Iterator[Text]:
    """A text line by line; what went is red and what came green where there is colour."""
    whole, position = Text(), 0
    for change in _CHANGE.finditer(text) if colour else ():
        whole.append(text[position : change.start()])
        gone = change["gone"]
        whole.append(gone or change["come"] or "", "red strike" if gone else "green underline")
        position = change.end()
    whole.append(text[position:])
    for line in whole.split("\n") if text else ():
        yield line if line.plain == safe(line.plain, _LONG) else Text(safe(line.plain, _LONG))


def sheet(item: Item) -> str:
    """The msgstr for an editor; below it, as comments, what it is a translation of."""
    about = [*shown(item, colour=False).plain.split("\n")]
    return "\n".join([item.message.msgstr, CUT, *(f"# {line}" for line in about), ""])


def msgstr(written: str) -> str:
    """The msgstr from an edited sheet. Raises RefusedError if its end can't be told."""
    above, cut, _ = f"\n{written}".partition(f"\n{CUT}\n")
    if not cut:
        raise RefusedError("the line with 8< is gone, so the end of the msgstr can't be told")
    return above.removeprefix("\n")
