r"""Notes on messages, in `locales/notes.csv`: translators' questions, answered once for all.

Every format of text has them, plain text too, and no source is edited for them. `update` puts them
among the `#.` comments of template and catalogs, below the author's own. One note a line, sorted,
as in `renames.csv`, so that git merges by union; a newline in a msgid or a note is `\n` there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cached_property
from pathlib import Path

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Key, Message
from tamizdat.catalogs.similarity import Candidates
from tamizdat.errors import ConfigError, Problem
from tamizdat.project import files

NAME = "notes.csv"
LONGEST = 2000
"""Characters of a note; who has more to say links to it."""
_ALIKE = 0.75
"""How much a msgid must resemble the one that a note was written for, of 1, to keep the note.

As much as to keep a msgstr (`catalogs.merge`): it was edited, and what was asked holds.
"""
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What translators of a message should know."""

    domain: str
    msgctxt: str
    """Empty where the message has none."""
    msgid: str
    """As it was when the note was written."""
    note: str


@dataclass(frozen=True)
class Notes:
    """All notes of a project."""

    entries: tuple[Note, ...] = ()
    """Sorted, each once."""

    def of(self, domain: str, keys: Iterable[Key]) -> dict[Key, tuple[str, ...]]:
        """The notes of a text's messages; one whose msgid was edited since still has its own."""
        entries = self._by_domain.get(domain)
        if not entries:
            return {}
        known = {(msgctxt or "", msgid): (msgctxt, msgid) for msgctxt, msgid in keys}
        candidates = Candidates([Message(msgid, msgctxt=msgctxt) for msgctxt, msgid in keys])
        found: dict[Key, tuple[str, ...]] = {}
        for entry in entries:
            key = known.get((entry.msgctxt, entry.msgid))
            if key is None:
                like = candidates.closest(entry.msgid, _ALIKE)
                key = like.key if like and (like.msgctxt or "") == entry.msgctxt else None
            if key:
                found[key] = (*found.get(key, ()), entry.note)
        return found

    def with_(self, added: Iterable[Note]) -> Notes:
        """The same and more; one that is there already is the same one."""
        return Notes(tuple(sorted({*self.entries, *added})))

    def without(self, gone: Iterable[Note]) -> Notes:
        """The same without some."""
        return Notes(tuple(sorted({*self.entries} - {*gone})))

    def today(self, now: Callable[[str], str]) -> Notes:
        """The same with the domains that the texts have today."""
        entries = (Note(now(e.domain), e.msgctxt, e.msgid, e.note) for e in self.entries)
        return Notes().with_(entries)

    @cached_property
    def _by_domain(self) -> Mapping[str, Sequence[Note]]:
        found: dict[str, list[Note]] = {}
        for entry in self.entries:
            found.setdefault(entry.domain, []).append(entry)
        return found


_NAMES = [field.name for field in fields(Note)]


def loads(data: bytes, path: Path) -> Notes:
    """Read notes, in any order, some of them twice, as a merge by union leaves them.

    Raises:
        ConfigError: it is not what `dumps` writes, or holds what no catalog can; with every place.
        SourceError: it is not UTF-8.
    """
    entries: list[Note] = []
    problems: list[Problem] = []
    text = files.decode(data, path).removeprefix("\ufeff").replace("\r\n", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        cells = [_ESCAPE.sub(_unescaped, cell) for cell in _cells(line)]
        if cells == _NAMES or not line.strip():
            continue
        if len(cells) != len(_NAMES) or not (cells[0] and cells[2] and cells[3].strip()):
            remedy = "one note a line; of a conflict keep both sides' lines, without the markers"
            problems.append(Problem(f"not “{','.join(_NAMES)}”", path, number, remedy))
        elif wrong := unsayable(cells[3]):
            problems.append(Problem(f"a note with {wrong}", path, number, "write it anew"))
        else:
            entries.append(Note(*cells))
    if problems:
        raise ConfigError(*problems)
    return Notes().with_(entries)


def unsayable(note: str) -> str:
    """What a note may not have: a character that no catalog can hold, or too many; else nothing."""
    if found := po.CONTROL.search(note):
        return f"control character U+{ord(found[0]):04X}"
    return f"more than {LONGEST:,} characters" if len(note) > LONGEST else ""


def dumps(notes: Notes) -> bytes:
    """Write notes, sorted, so that answers of two branches seldom meet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_NAMES)
    writer.writerows([_escaped(cell) for cell in astuple(entry)] for entry in notes.entries)
    return out.getvalue().encode()


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r"}.get(match[1], match[1])


def _cells(line: str) -> list[str]:
    """What stands in a line; nothing if it is no CSV."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []
