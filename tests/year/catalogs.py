"""Catalogs as an outsider reads and writes them: nothing of the program's own code."""

import functools
import re
import subprocess
from dataclasses import dataclass, field, replace

import polib
from translate.storage.pypo import pofile

_FIELD = re.compile(r'(msgctxt|msgid|msgstr)\s+"(.*)"\s*$')
_MORE = re.compile(r'"(.*)"\s*$')
_ESCAPE = re.compile(r"\\(.)")
_NAMED = {"n": "\n", "t": "\t", "r": "\r"}
_SAYING = {"reviewed", "ignore", "conflict"}
"""Notes of the program that say something of people."""


@dataclass(frozen=True)
class Entry:
    """One message; `lines` as they stand in the file."""

    lines: tuple = field(compare=False)
    obsolete: bool = False
    flags: frozenset = frozenset()
    comments: tuple = ()
    """Of people."""
    msgctxt: str = ""
    msgid: str = ""
    msgstr: str = ""
    previous: str = ""

    @property
    def key(self):
        return self.msgctxt, self.msgid

    @property
    def fuzzy(self):
        return "fuzzy" in self.flags

    @property
    def done(self):
        return bool(self.msgstr) and not self.fuzzy and not self.obsolete

    @property
    def content(self):
        """What somebody means by it."""
        said = tuple(ln for ln in self.comments if not ln.startswith("tamizdat:"))
        states = tuple(ln for ln in self.notes if ln.split()[1] in _SAYING)
        return self.key, self.obsolete, self.fuzzy, self.msgstr, said, states

    @property
    def notes(self):
        """The program's own lines."""
        return [line for line in self.comments if line.startswith("tamizdat:")]


@functools.lru_cache(maxsize=20000)
def read(data):
    """The entries of a file, its header first; ValueError where it is none."""
    entries, lines, strings, last = [], [], {}, ""
    for line in data.decode("utf-8-sig").splitlines():
        bare = re.sub(r"^#~\s?", "", line)
        starts = bare.startswith(("msgctxt", "msgid", "#")) or line.startswith("#")
        if "msgstr" in strings and starts and not _MORE.match(bare):
            entries.append(_entry(lines, strings))
            lines, strings = [], {}
        if not line.strip():
            continue
        lines.append(line)
        if found := _FIELD.match(bare):
            last = found[1]
            strings[last] = found[2]
        elif found := _MORE.match(bare):
            strings[last] += found[1]
        elif bare.startswith("|"):
            strings["previous"] = strings.get("previous", "") + _quoted(bare)
        elif line.startswith("#|"):
            strings["previous"] = strings.get("previous", "") + _quoted(line)
        elif not line.startswith("#"):
            raise ValueError(line)
    if "msgstr" in strings:
        entries.append(_entry(lines, strings))
    return tuple(entries)


def _quoted(line):
    found = re.search(r'"(.*)"', line)
    return found[1] if found and "msgctxt" not in line else ""


def _entry(lines, strings):
    flags = {
        flag.strip() for line in lines if re.match("#[,=]", line) for flag in line[2:].split(",")
    }
    comments = tuple(line[2:] for line in lines if re.match("# |#$", line))
    obsolete = any(line.startswith("#~") for line in lines)
    values = {name: _ESCAPE.sub(_unescaped, text) for name, text in strings.items()}
    return Entry(tuple(lines), obsolete, frozenset(flags - {""}), comments, **values)


def _unescaped(found):
    return _NAMED.get(found[1], found[1])


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def edited(entry, msgstr):
    """The entry as a text editor leaves it: done, its other lines as they were."""
    lines = [line for line in entry.lines if not line.startswith("#|")]
    kept = [re.sub(r",\s*fuzzy|fuzzy\s*,?", "", ln) if ln.startswith("#,") else ln for ln in lines]
    kept = [line for line in kept if line.strip(" ,") != "#"]
    start = next(n for n, line in enumerate(kept) if line.startswith("msgstr"))
    kept[start:] = [f'msgstr "{_escaped(msgstr)}"']
    return replace(entry, lines=tuple(kept), flags=entry.flags - {"fuzzy"}, msgstr=msgstr)


def buried(entry):
    """What nobody asks for now, kept."""
    lines = (line if line.startswith("#") else f"#~ {line}" for line in entry.lines)
    return replace(entry, lines=tuple(lines), obsolete=True)


def written(entries):
    return ("\n\n".join("\n".join(entry.lines) for entry in entries) + "\n").encode()


def language(entries):
    """As the header names it."""
    found = re.search(r"^Language: (\S+)", entries[0].msgstr, re.M) if entries else None
    return found[1] if found else ""


def signed(data, name, day):
    """The header as an editor leaves it that knows its person."""
    for key, value in (
        ("PO-Revision-Date", f"{day} 12:00+0000"),
        ("Last-Translator", name),
        ("X-Generator", "Poedit 3.2.2"),
    ):
        data = re.sub(
            rf'^"{key}: .*$', f'"{key}: {value}\\\\n"', data.decode(), flags=re.M
        ).encode()
    return data


def by_msgcat(path):
    """Wrap as msgcat does; where it refuses the file, say so."""
    result = subprocess.run(["msgcat", "-o", path, path], capture_output=True, check=False)
    return result.returncode == 0


def by_polib(path):
    polib.pofile(str(path), encoding="utf-8-sig").save(str(path))


def by_toolkit(path):
    pofile.parsefile(str(path)).savefile(str(path))


def by_notepad(path):
    """A byte order mark and CRLF."""
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())


def joined(base, ours, theirs, drop):
    """Three versions of a file as a careful person makes one of them, message by message.

    `drop` is called with each msgstr that this person decides against.
    """
    was, their = {e.key: e for e in base}, {e.key: e for e in theirs}
    made = [_chosen(was.get(e.key), e, their.pop(e.key, None), drop) for e in ours]
    ends = [entry for key, entry in their.items() if not _same(was.get(key), entry)]
    return [e for e in made if e] + [buried(e) for e in ends if e.msgstr]


def _same(one, other):
    return one is not None and other is not None and one.content == other.content


def _chosen(base, ours, theirs, drop):
    if theirs is None or _same(base, theirs):
        return ours
    if _same(base, ours) or (theirs.done and not ours.done):
        return theirs
    if theirs.done and theirs.msgstr != ours.msgstr:
        drop(theirs.msgstr)
    return ours
