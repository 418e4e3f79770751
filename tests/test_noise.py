"""What an editor leaves behind is no reason to write a catalog, least of all its other messages."""

import difflib
import os
import random
import re
import subprocess
from dataclasses import replace

import polib
import pytest
from project import catalog, run, translate

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Provenance, State, Verb

WORDS = "we meet at noon by the old bridge and bring water bread roses friends drums songs".split()
NOTE = "a slogan of 1912, and a song ever since; where your language has that song, take its words"
MARK = "\ufeff".encode()


def paragraph(chance):
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 40))).capitalize() + "."


def write_text(folder, paragraphs):
    note = f"<!-- tamizdat: note: {NOTE} -->\n\n"
    source = folder / "source_texts/call.md"
    source.write_text(f"# Call\n\n{note}" + "\n\n".join(paragraphs) + "\n", encoding="utf-8")


def edit(paragraphs, chance):
    """One word of some paragraphs, one that is new, one that goes."""
    edited = list(paragraphs)
    for place in chance.sample(range(len(edited)), 4):
        words = edited[place].split()
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        edited[place] = " ".join(words)
    del edited[chance.randrange(len(edited))]
    edited.insert(chance.randrange(len(edited)), paragraph(chance))
    return edited


def with_editor(path, chance, _):
    """As Poedit: the fuzzy flag and the previous msgid go, all else stays as it is."""
    read = po.loads(path.read_bytes())

    def confirmed(message):
        if message.obsolete or (message.fuzzy and chance.random() < 0.3):
            return message
        msgstr = message.msgstr or message.msgid.upper()
        return message.evolve(msgstr=msgstr, flags=(), previous_msgid=None, previous_msgctxt=None)

    path.write_bytes(po.dumps(replace(read, messages=tuple(map(confirmed, read.messages)))))


def with_polib(path, chance, _):
    """The previous msgid stays, and comments are wrapped, too."""
    read = polib.pofile(str(path))
    for entry in read:
        if entry.fuzzy and chance.random() < 0.7:
            entry.flags.remove("fuzzy")
        entry.msgstr = entry.msgstr or entry.msgid.upper()
    read.save()


def with_gettext(path, _, judge):
    """All is wrapped at 79, the previous msgid stays."""
    judge("msgattrib")
    command = ["msgattrib", "--clear-fuzzy", "-o", path, path]
    subprocess.run(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=True)


def with_a_mark(path, chance, judge):
    """As Notepad: a byte order mark in front, CRLF."""
    with_editor(path, chance, judge)
    text = path.read_bytes().removeprefix(MARK).replace(b"\r\n", b"\n")
    path.write_bytes(MARK + text.replace(b"\n", b"\r\n"))


EDITORS = [with_editor, with_polib, with_gettext, with_a_mark]


def content(message):
    """What of a message is more than its form."""
    words = [c for c in message.translator_comments if not Provenance.parse(c)]
    return message.msgstr, message.fuzzy, message.previous_msgid, " ".join(words).split()


def lines(old, new):
    """How many lines differ."""
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return sum(bool(re.match(r"[-+](?![-+])", line)) for line in found)


def noise(before, after):
    """Changed lines of messages whose content is the same."""
    old = {(message.key, message.obsolete): message for message in before.messages}
    total = 0
    for message in after.messages:
        was = old.get((message.key, message.obsolete))
        if was and content(was) == content(message):
            total += lines(was.source.decode().strip(), message.source.decode().strip())
    return total


@pytest.mark.parametrize("editors", [*([editor] for editor in EDITORS), EDITORS])
def test_update_writes_no_line_of_a_message_that_stays_what_it_was(tmp_path, judge, editors):
    chance = random.Random(len(editors))
    (tmp_path / "source_texts").mkdir()
    (tmp_path / "tamizdat.toml").write_text('locales = ["fr"]')
    path = tmp_path / "locales/fr/LC_MESSAGES/call.po"
    paragraphs = [paragraph(chance) for _ in range(20)]
    changed = 0
    for number in range(8):
        write_text(tmp_path, paragraphs)
        before = path.read_bytes() if path.exists() else b""
        assert run(tmp_path, "update").exit_code == 0
        if before:
            updated = path.read_bytes()
            changed += lines(before.decode(), updated.decode())
            assert noise(po.loads(before), po.loads(updated)) == 0
            assert not updated.startswith(MARK)
        editors[number % len(editors)](path, chance, judge)
        saved = path.read_bytes()

        assert run(tmp_path, "update", "--check").exit_code == 0
        assert run(tmp_path, "update").exit_code == 0
        assert path.read_bytes() == saved
        paragraphs = edit(paragraphs, chance)
    assert changed > 100


def test_after_a_clean_merge_there_is_nothing_to_update(write, judge):
    """Somebody confirmed on a branch what had changed; the author edited something else."""
    git = [judge("git"), "-c", "user.name=N", "-c", "user.email=n@example.org"]

    def commit(*arguments):
        subprocess.run([*git, *arguments], cwd=folder, check=True, capture_output=True)

    chance = random.Random(3)
    paragraphs = [paragraph(chance) for _ in range(8)]
    folder = write({"source_texts/call.md": ""})
    path = folder / "locales/ru/LC_MESSAGES/call.po"
    write_text(folder, paragraphs)
    run(folder, "update")
    with_editor(path, chance, judge)
    for place in (1, 2):
        paragraphs[place] = f"Today {paragraphs[place]}"
    write_text(folder, paragraphs)
    run(folder, "update")
    commit("init", "-q", "-b", "main")
    commit("add", "-A")
    commit("commit", "-qm", "1")
    commit("checkout", "-qb", "branch")
    path.write_text(re.sub("^#, fuzzy\n", "", path.read_text(), flags=re.M))
    commit("commit", "-qam", "confirmed")
    commit("checkout", "-q", "main")
    paragraphs[-1] = f"Today {paragraphs[-1]}"
    write_text(folder, [*paragraphs, paragraph(chance)])
    run(folder, "update")
    commit("commit", "-qam", "edited")

    commit("merge", "-q", "branch")

    assert sum(message.fuzzy for message in catalog(folder, "call").active) == 1
    assert run(folder, "update", "--check").exit_code == 0


def test_what_an_editor_left_goes_when_its_message_is_written(write, judge):
    folder = write({"source_texts/call.md": "We meet at noon.\n"})
    source, path = folder / "source_texts/call.md", folder / "locales/ru/LC_MESSAGES/call.po"
    run(folder, "update")
    translate(folder, "call", We="Днём.")
    source.write_text("We meet at one.\n")
    run(folder, "update")
    with_gettext(path, None, judge)
    (left,) = catalog(folder, "call").active
    assert left.extracted_comments == ("paragraph", "We meet at [-noon-]{+one+}.")
    assert left.previous_msgid
    assert left.provenance

    source.write_text("We meet at two.\n")
    run(folder, "update")

    (message,) = catalog(folder, "call").active
    assert message.extracted_comments == ("paragraph", "We meet at [-one-]{+two+}.")
    assert message.previous_msgid == "We meet at one."
    assert len(message.provenance) == 1


def test_a_note_that_the_author_took_back_goes(write):
    note = "<!-- tamizdat: note: by the river -->\n\n"
    folder = write({"source_texts/call.md": f"{note}We meet at noon.\n"})
    run(folder, "update")
    translate(folder, "call", We="Днём.")
    (folder / "source_texts/call.md").write_text("We meet at noon.\n")

    run(folder, "update")

    assert catalog(folder, "call").active[0].extracted_comments == ("paragraph",)


def test_who_doubts_a_message_doubts_it_for_the_msgid_that_it_has(write):
    """Not for the one before, though an editor has left that there."""
    folder = write({"source_texts/call.md": "We meet at noon.\n"})
    path = folder / "locales/ru/LC_MESSAGES/call.po"
    run(folder, "update")
    translate(folder, "call", We="Днём.")
    left = '#| msgid "We meet at one."\nmsgid "We meet at noon."'
    path.write_text(path.read_text().replace('msgid "We meet at noon."', left))

    run(folder, "review", "--needs-work", "-m", "1")

    assert catalog(folder, "call").active[0].state is State.NEEDS_WORK


def test_of_several_cosmetic_edits_the_last_is_on_record(write):
    texts = [f"We meet at the {word} bridge.\n" for word in ("old", "olde", "auld", "ould")]
    folder = write({"source_texts/call.md": texts[0]})
    run(folder, "update")
    translate(folder, "call", We="У моста.")
    path = folder / "locales/ru/LC_MESSAGES/call.po"
    path.write_text(path.read_text().replace('msgid "We', '#, fuzzy\nmsgid "We'))

    for text in texts[1:]:
        (folder / "source_texts/call.md").write_text(text)
        run(folder, "update", "--cosmetic")

    (message,) = catalog(folder, "call").active
    assert [(line.verb, line.get("hash")) for line in message.provenance] == [
        (Verb.COSMETIC, message.hash)
    ]


def test_a_byte_order_mark_is_a_remark(write):
    folder = write({"source_texts/call.md": "We meet at noon.\n"})
    run(folder, "update")
    path = folder / "locales/ru/LC_MESSAGES/call.po"
    path.write_bytes(MARK + path.read_bytes())

    result = run(folder, "check")

    assert result.exit_code == 0
    assert re.search(r": info: begins with a byte order mark.*\[catalog-mark\]\n", result.stdout)
