"""Flags of other programs: where they stand, what they mean, and how long they hold."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, run

from tamizdat.catalogs import merge, po, three_way
from tamizdat.catalogs.catalog import Catalog, Message, State

HEADER = 'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
FLAGS = ["fuzzy", "reviewed", "approved", "pretranslated", "c-format", "no-wrap", "range: 0..5"]


def read(*lines, msgstr="Puerto"):
    """The message of a small catalog with some lines above it."""
    text = HEADER + "\n".join(lines) + f'\nmsgid "Harbour"\nmsgstr "{msgstr}"\n'
    (message,) = po.loads(text.encode()).messages
    return message


def written(message):
    """The lines of a message that has to be formatted anew."""
    found = message.evolve(msgstr=f"{message.msgstr}!")
    text = po.dumps(Catalog(Message(msgid="", msgstr="Language: es\n"), (found,)))
    return text.decode().split("\n\n")[1].split("\n")


@pytest.mark.parametrize("mark", ["#,", "#="])
def test_a_flag_counts_on_both_lines(mark):
    assert read(f"{mark} fuzzy, reviewed").state is State.NEEDS_WORK
    assert read(f"{mark} reviewed", "#= no-wrap").state is State.TRANSLATED


@given(st.lists(st.sampled_from(FLAGS), unique=True), st.lists(st.sampled_from(FLAGS), unique=True))
def test_flags_are_written_where_they_stood(usual, apart):
    apart = [flag for flag in apart if flag not in usual]
    above = [f"#, {', '.join(usual)}"] * bool(usual) + [f"#= {', '.join(apart)}"] * bool(apart)

    message = read(*above)
    lines = written(message)

    assert [line for line in lines if line[:2] in ("#,", "#=")] == above
    assert message.fuzzy is ("fuzzy" in (*usual, *apart))
    again = read(*above, *[line for line in lines if line[:2] == "# "])
    assert (again.flags, again.set_apart) == (message.flags, message.set_apart)


def test_a_confirmed_message_loses_its_fuzzy_flag_wherever_it_stood():
    for above in (["#, fuzzy", "#= no-wrap"], ["#, no-wrap", "#= fuzzy"], ["#, fuzzy", "#= fuzzy"]):
        message = read(*above).accepted()

        assert message.state is State.TRANSLATED
        assert "fuzzy" not in "".join(written(message))


def test_an_obsolete_message_keeps_its_lines(judge):
    message = read("#, reviewed", "#= no-wrap").evolve(obsolete=True)

    lines = written(message)

    assert lines[:2] == ["#, reviewed", "#= no-wrap"]
    assert lines[2].startswith("#~ msgid")
    data = po.dumps(Catalog(Message(msgid="", msgstr="Language: es\n"), (message,)))
    assert po.loads(data).messages[0].flags == ("reviewed", "no-wrap")
    done = subprocess.run([judge("msgcat"), "-"], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def template(*msgids):
    return po.new_catalog("", "call", messages=tuple(map(Message, msgids)))


LONG = "The harbour is closed to all ships until the dispute is settled."
EDITED = "The harbour is closed to all ships until the strike is settled."


@pytest.mark.parametrize("mark", ["#,", "#="])
def test_what_other_programs_say_of_a_message_does_not_outlive_its_msgid(mark):
    text = HEADER + f'{mark} reviewed, approved, no-wrap, c-format\nmsgid "{LONG}"\nmsgstr "x y"\n'
    old = po.loads(text.encode())

    (kept,) = merge.merge(old, template(LONG)).catalog.active
    changed = merge.merge(old, template(EDITED)).catalog
    (message,) = changed.active
    (back,) = merge.merge(changed, template(LONG)).catalog.active

    assert kept is old.messages[0]
    assert message.state is State.CHANGED
    assert message.flags == ("fuzzy", "no-wrap", "c-format")
    assert (back.state, back.flags) == (State.TRANSLATED, ("no-wrap", "c-format"))
    assert back.set_apart == old.messages[0].set_apart


def test_it_does_not_outlive_the_msgstr_either():
    message = read("#, approved", "#= no-wrap")

    assert message.drafted("Muelle", engine="x").flags == ("fuzzy", "no-wrap")
    assert message.doubted().flags == ("fuzzy", "no-wrap")
    assert message.accepted().flags == ("approved", "no-wrap")


def test_an_update_leaves_the_bytes_of_flags_alone(tmp_path, write):
    write({"source_texts/call.md": f"# Harbour\n\n{LONG}\n"}, 'locales = ["es"]')
    run(tmp_path, "update")
    path = tmp_path / "locales/es/LC_MESSAGES/call.po"
    text = path.read_text(encoding="utf-8")
    text = text.replace('msgid "Harbour"\nmsgstr ""', '#=reviewed,x\nmsgid "Harbour"\nmsgstr "P"')
    text = text.replace(f'msgid "{LONG}"\nmsgstr ""', f'#=approved\nmsgid "{LONG}"\nmsgstr "Q"')
    path.write_text(text, encoding="utf-8")
    write({"source_texts/call.md": f"# Harbour\n\n{EDITED}\n"}, 'locales = ["es"]')

    assert run(tmp_path, "update").exit_code == 0

    assert '\n#=reviewed,x\nmsgid "Harbour"\n' in path.read_text(encoding="utf-8")
    assert "approved" not in path.read_text(encoding="utf-8")
    assert catalog(tmp_path, "call", "es").by_key[None, EDITED].msgstr == "Q"


def test_two_branches_carry_no_approval_over_to_other_words():
    def branch(msgstr, *flags):
        message = Message("Harbour", msgstr, flags=flags)
        return Catalog(Message(msgid="", msgstr="Language: es\n"), (message,))

    base, ours = branch("Puerto"), branch("Muelle")

    (merged,) = three_way.merge(base, ours, branch("Puerto", "approved", "no-wrap")).catalog.active
    (same,) = three_way.merge(base, base, branch("Puerto", "approved")).catalog.active

    assert (merged.msgstr, merged.flags) == ("Muelle", ("no-wrap",))
    assert (same.msgstr, same.flags) == ("Puerto", ("approved",))
