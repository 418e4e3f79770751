"""What other tools do to our catalogs when they save them: a table, so that a surprise fails.

The README shows the same table. Every cell is measured on three locales (left to right, right to
left, Chinese characters) with both kinds of line ends.
"""

import importlib
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import poedit
import polib
import pytest
from project import run

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
UNTRANSLATED = "untranslated messages"
UPDATE = "update"
LOCALES = ("ru", "fa", "ja")
NOTE = "a slogan of 1912, and a song ever since; where your language has that song, take its words"
"""Longer than the lines of those who wrap comments."""
FIRST = f"""\
# Strike on 8 March

<!-- tamizdat: note: {NOTE} -->

Bread and roses, and [the whole call](https://example.org/strike).

We meet at noon at the old bridge, whatever the weather may be on that day.

We come from the mills,\\
we come from the docks.

We recieve you with open arms.

We carry it on together.

Nobody is free until all are free.

The police were there, as ever.

Leaflets are at the stand.

Those who can't come may write to the prisoners, or send something to the fund, or tell a neighbour.

The choir sings in the square at eight in the evening.

Bring a friend, a candle and something warm to drink for the long night ahead.
"""
CHANGES = (
    {"meet at noon": "all meet at noon", "Bring a friend,": "Bring a friend, a chair,"},
    {"recieve": "receive"},  # with --cosmetic
    {"The choir sings in the square at eight in the evening.\n\n": "", "Bring": None},
)
"""What the author edits, one update after the other."""
WORDS = {
    "ru": "Хлеб и розы, “сегодня” и завтра",
    "fa": "نان و گل\u200cسرخ\u200f، امروز",
    "ja": "パンと薔薇、今日も明日も。みんなで歩きましょう",
}


def catalogs(folder):
    return [folder / f"locales/{locale}/LC_MESSAGES/strike.po" for locale in LOCALES]


def asked(message):
    """With a comment of a person's."""
    comments = (*message.translator_comments, "Ask the printers: is it “roses”?")
    return message.evolve(translator_comments=comments)


SAID = {
    "Strike on": lambda m: m.accepted("Ada"),
    "Bread and": asked,
    "We carry": lambda m: m.drafted(m.msgstr, engine="pseudo"),
    "Nobody is": lambda m: m.dismissed("punctuation", "a song"),
    "The police": lambda m: m.doubted(),
    "Leaflets are": lambda m: m.evolve(msgstr=""),
    "Those who": lambda m: m.evolve(flags=("no-wrap", "max-length:200")),
    "The choir": asked,
}
"""What becomes of a translated message, by its first words."""


def fill(message, words):
    """Translate a message, and say of it what people and tools say."""
    first = " ".join(re.findall(r"\w+", message.msgid)[:2])
    translated = message.evolve(msgstr=words + message.msgid.count("\n") * f"\n{words}")
    return SAID.get(first, lambda m: m)(translated)


def edit(source, changes):
    text = source.read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new) if new is not None else text.partition(old)[0]
    source.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project whose catalogs hold everything that ours ever hold, up to date."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "source_texts").mkdir()
    (folder / "tamizdat.toml").write_text(f"locales = {list(LOCALES)}")
    source = folder / "source_texts/strike.md"
    source.write_text(FIRST, encoding="utf-8")
    assert run(folder, "update").exit_code == 0
    for path in catalogs(folder):
        read = po.loads(path.read_bytes())
        filled = tuple(fill(message, WORDS[read.language]) for message in read.messages)
        path.write_bytes(po.dumps(Catalog(read.header, filled)))
    for changes in CHANGES:
        edit(source, changes)
        cosmetic = ("--cosmetic",) * ("recieve" in changes)
        assert run(folder, "update", *cosmetic).exit_code == 0
    assert run(folder, "update", "--check").exit_code == 0
    return folder


def gettext(*command):
    """A program of GNU gettext that writes each catalog anew."""

    def save(folder, paths, judge):
        judge(command[0])
        template = folder / "locales/templates/strike.pot"
        merges = (template,) * (command[0] == "msgmerge")
        for path in paths:
            subprocess.run(
                [*command, "-o", path, path, *merges],
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                capture_output=True,
                check=True,
            )

    return save


def save_with_polib(_, paths, __):
    for path in paths:
        polib.pofile(str(path)).save()


def save_with_toolkit(_, paths, __):
    try:
        pypo = importlib.import_module("translate.storage.pypo")
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("translate-toolkit is not installed")
    for path in paths:
        pypo.pofile.parsefile(str(path)).save()


def save_with_poedit(folder, paths, _):
    """It needs a screen: not demanded of CI, where `msgcat --force-po`, which it runs, is judge."""
    if missing := poedit.missing():
        pytest.skip(f"not installed: {', '.join(missing)}")
    poedit.save(paths, folder)


TOOLS = {
    "Poedit": [save_with_poedit],
    "`msgcat`": [gettext("msgcat"), gettext("msgcat", "--force-po")],
    "`msgcat --no-wrap`": [gettext("msgcat", "--no-wrap")],
    "`msgattrib --clear-fuzzy`": [gettext("msgattrib", "--clear-fuzzy")],
    "`msgattrib --set-fuzzy`": [gettext("msgattrib", "--set-fuzzy")],
    "`msgattrib --translated`": [gettext("msgattrib", "--translated")],
    "`msgmerge --previous`": [gettext("msgmerge", "--quiet", "--previous")],
    "`msgmerge`, `msgmerge -N`": [
        gettext("msgmerge", "--quiet", "--no-fuzzy-matching"),
        gettext("msgmerge", "--quiet"),
    ],
    "polib": [save_with_polib],
    "Translate Toolkit": [save_with_toolkit],
}
"""Columns of the table; all ways to save in one column do the same."""


def told(messages, what):
    """What is said of each message, where something is."""
    return {message.key: said for message in messages if (said := what(message))}


def layout(message):
    """How many lines msgid and msgstr take."""
    return len(re.findall(rb'^(?:#~ )?(?:msg\w+ )?"', message.source, re.M))


KINDS = {
    "msgstr": lambda c: told(c.active, lambda m: m.msgstr),
    "comments": lambda c: told(c.messages, lambda m: m.translator_comments),
    "references": lambda c: told(c.active, lambda m: m.references),
    "obsolete messages": lambda c: told(c.obsolete, lambda m: m.msgstr),
    UNTRANSLATED: lambda c: told(c.active, lambda m: not m.msgstr),
    "previous msgids": lambda c: told(c.active, lambda m: m.previous_msgid),
    "previous msgids of obsolete messages": lambda c: told(c.obsolete, lambda m: m.previous_msgid),
    "notes": lambda c: told(c.active, lambda m: m.extracted_comments),
    "fuzzy": lambda c: told(c.active, lambda m: m.fuzzy),
    "states": lambda c: told(c.active, lambda m: m.state),
    "`no-wrap`": lambda c: told(c.active, lambda m: "no-wrap" in m.flags),
    "`max-length`": lambda c: told(c.active, lambda m: "max-length:200" in m.flags),
    "`X-Generator`": lambda c: dict(c.fields())["X-Generator"],
    "header": lambda c: dict(c.fields()) | {"X-Generator": ""},
    "line breaks": lambda c: told(c.messages, layout),
    "CRLF": lambda c: c.eol,
}
"""What of a catalog is compared before and after."""
WRAPPED = {"line breaks": "changed", "CRLF": "changed"}
GETTEXT = {"`max-length`": "dropped", "CRLF": "changed"}
EXPECTED = {
    "Poedit": {"`max-length`": "dropped", "`X-Generator`": "changed"},
    "`msgcat --no-wrap`": GETTEXT,
    "`msgcat`": GETTEXT | WRAPPED,
    "`msgattrib --clear-fuzzy`": GETTEXT | WRAPPED | {"fuzzy": "dropped", "states": "changed"},
    "`msgattrib --set-fuzzy`": GETTEXT | WRAPPED | {"fuzzy": "changed", "states": "changed"},
    "`msgattrib --translated`": GETTEXT | WRAPPED | {UNTRANSLATED: "dropped", UPDATE: UNTRANSLATED},
    "`msgmerge --previous`": GETTEXT
    | WRAPPED
    | {"notes": "changed", "`no-wrap`": "dropped", UPDATE: "notes"},
    "`msgmerge`, `msgmerge -N`": GETTEXT
    | WRAPPED
    | {
        "previous msgids": "dropped",
        "notes": "changed",
        "states": "changed",
        "`no-wrap`": "dropped",
    },
    "polib": WRAPPED | {"previous msgids of obsolete messages": "dropped", "notes": "changed"},
    "Translate Toolkit": {},
}
"""What a tool drops or changes, and what `update` then mends; all else is kept."""


def verdict(name, before, after):
    """What became of a kind; that untranslated messages are gone is told in their own row."""
    kind = KINDS[name]
    if name != UNTRANSLATED:
        left = tuple(m for m in before.messages if m.msgstr or m.key in after.by_key)
        before = replace(before, messages=left)
    if kind(before) == kind(after):
        return "kept"
    return "changed" if kind(after) else "dropped"


def column(project, folder, save, judge, eol):
    """What a tool does to each kind, and what `update` then does, in each locale."""
    shutil.copytree(project, folder)
    paths = catalogs(folder)
    for path in paths:
        path.write_bytes(path.read_bytes().replace(b"\n", eol))
    before = [po.loads(path.read_bytes()) for path in paths]
    save(folder, paths, judge)
    after = [po.loads(path.read_bytes()) for path in paths]
    assert run(folder, "update").exit_code == 0
    updated = [po.loads(path.read_bytes()) for path in paths]
    assert [msgstrs(catalog) for catalog in updated] == [msgstrs(catalog) for catalog in after]
    assert run(folder, "update", "--check").exit_code == 0
    return [
        {name: verdict(name, *pair[:2]) for name in KINDS} | {UPDATE: mended(*pair[1:])}
        for pair in zip(before, after, updated, strict=True)
    ]


def msgstrs(catalog):
    return told(catalog.messages, lambda message: message.msgstr)


def mended(after, updated):
    """What `update` writes once more."""
    changed = [name for name, kind in KINDS.items() if kind(after) != kind(updated)]
    if UNTRANSLATED in changed:
        return UNTRANSLATED
    return "notes" if changed else "nothing"


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_leaves_of_our_catalogs_what_the_table_says(tool, project, tmp_path, judge):
    expected = dict.fromkeys(KINDS, "kept") | {UPDATE: "nothing"} | EXPECTED[tool]
    for number, save in enumerate(TOOLS[tool]):
        found = column(project, tmp_path / f"{number}-crlf", save, judge, b"\r\n")
        assert found == [expected] * len(LOCALES)
        found = column(project, tmp_path / f"{number}-lf", save, judge, b"\n")
        assert found == [expected | {"CRLF": "kept"}] * len(LOCALES)


def test_no_tool_touches_what_people_wrote():
    ever = {name for column in EXPECTED.values() for name in column}

    assert not ever & {"msgstr", "comments", "references", "obsolete messages", "header"}


def test_the_readme_shows_the_table():
    def names(column, verdict):
        return ", ".join(name for name, found in column.items() if found == verdict) or "nothing"

    rows = [
        f"| {tool} | {names(column, 'dropped')} | {names(column, 'changed')} "
        f"| {column.get(UPDATE, 'nothing')} |"
        for tool, column in EXPECTED.items()
    ]

    assert "\n".join(rows) in README
