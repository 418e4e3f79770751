"""Files that editors and systems leave beside those that people work on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamizdat.language import people
from tamizdat.language.people import Kind
from tamizdat.privacy.trace import Trace

_NAMES = (
    (re.compile(r"\.DS_Store|\._.+|\.Spotlight-V100|\.localized"), "macOS was here"),
    (re.compile(r"Thumbs\.db|ehthumbs\.db|desktop\.ini", re.I), "Windows was here"),
    (re.compile(r"\.directory"), "KDE was here"),
    (re.compile(r".+(?:~|\.bak|\.orig|\.rej|\.old|\.tmp|\.save)|#.+#"), "an editor's backup"),
)
_VIM = re.compile(r"\..+\.sw[a-p]")
_OFFICE = re.compile(r"\.~lock\..+#")
_WORD = re.compile(r"~\$.+")


def is_backup(name: str) -> bool:
    """Whether a file holds what another one held before."""
    return _NAMES[-1][0].fullmatch(name) is not None


def stem(name: str) -> str:
    """The name of the file that one is a backup of."""
    return re.sub(r"~$|\.(?:bak|orig|rej|old|tmp|save)$", "", name.strip("#"))


def of_file(name: str, path: str, data: bytes) -> Iterator[Trace]:
    """What a file tells by being there, and by what its program wrote into it."""
    program = next((said for form, said in _NAMES if form.fullmatch(name)), "")
    if program:
        yield Trace(Kind.PROGRAM, program, "file", path)
    if _VIM.fullmatch(name) and data.startswith(b"b0"):
        # struct block0 of Vim's memline.c
        for kind, place, start, end in (
            (Kind.PERSON, "user", 28, 68),
            (Kind.MACHINE, "host", 68, 108),
            (Kind.MACHINE, "path", 108, 1008),
        ):
            text = data[start:end].partition(b"\0")[0].decode(errors="replace").strip()
            if text:
                yield Trace(kind, text, f"Vim's {place}", path)
    elif _OFFICE.fullmatch(name):
        for number, text in enumerate(data.decode(errors="replace").split(",")):
            kind = (Kind.PERSON, Kind.PERSON, Kind.MACHINE, Kind.TIME, Kind.MACHINE)[min(number, 4)]
            if text.strip(" ;\r\n"):
                yield Trace(kind, text.strip(" ;\r\n"), "LibreOffice's lock", path, 1)
    elif _WORD.fullmatch(name) and data:
        text = data[1 : 1 + data[0]].decode(errors="replace").strip("\0 ")
        yield Trace(Kind.PERSON, text or "somebody", "Office's lock", path)


def of_link(target: str, path: str) -> Iterator[Trace]:
    """What a symlink tells by where it leads; Emacs locks with user and host."""
    for found in people.traces(target):
        yield Trace(found.kind, found.text, "symlink", path)
