"""Texts that are renamed or moved take their catalogs along, and leave nothing behind."""

import os
import posixpath
import re
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from project import catalog, plain, run, translate

from tamizdat.catalogs.catalog import Message, State
from tamizdat.project import atomic, renames
from tamizdat.project.project import Project
from tamizdat.project.renames import Renames
from tamizdat.update.links import Links

STRIKE = "# Strike\n\nWe meet at noon at the gate.\n\nBring water and bread.\n"
RU = {"Strike": "Забастовка", "We": "В полдень.", "Bring": "Берите воду."}
FOLDER = "locales/ru/LC_MESSAGES"


@pytest.fixture
def folder(write):
    folder = write({"source_texts/a.md": STRIKE, "source_texts/z.md": "# Other notes\n"})
    run(folder, "update")
    translate(folder, "a", **RU)
    return folder


def move(folder, old, new, edit=None):
    """Rename a source text, as its author does, and perhaps edit it."""
    path, to = (folder / f"source_texts/{name}.md" for name in (old, new))
    to.parent.mkdir(exist_ok=True)
    path.rename(to)
    if edit:
        to.write_text(edit(to.read_text()))


def updated(folder, *arguments):
    """Run update; afterwards a second one writes nothing, and check is content with catalogs."""
    result = run(folder, "update", *arguments)
    assert result.exit_code == 0, result.output
    assert "0 written" in run(folder, "update").stderr
    assert run(folder, "update", "--check").exit_code == 0
    assert "catalog-" not in run(folder, "check").stdout
    return result


def files(folder):
    """All catalogs and templates, by their names."""
    return {path.relative_to(folder / "locales").as_posix(): path.read_bytes()
            for path in sorted((folder / "locales").rglob("*.po*"))}  # fmt: skip


def msgstrs(folder, domain):
    return [message.msgstr for message in catalog(folder, domain).active]


def record(folder):
    return Project.open(folder).renames.entries


def replace(folder, domain, old, new):
    path = folder / FOLDER / f"{domain}.po"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_renamed_text_takes_the_very_files_along_and_the_record_says_so(folder):
    before = files(folder)
    move(folder, "a", "calls/strike")

    result = updated(folder)

    expected = {name.replace("/a.po", "/calls/strike.po"): data for name, data in before.items()}
    assert files(folder) == expected
    assert record(folder) == (("a", "calls/strike"),)
    assert "calls/strike ru" in plain(result.stdout)
    assert "was a\n" in plain(result.stdout)


def test_a_dry_run_tells_of_it_and_moves_nothing(folder):
    move(folder, "a", "b")
    before = files(folder)
    said = run(folder, "update", "-n")
    assert "was a\n" in plain(said.stdout)
    assert run(folder, "update", "--check").exit_code == 1
    assert files(folder) == before
    assert record(folder) == ()
    assert "added" not in said.stdout


def test_every_locale_on_disk_moves_also_one_that_is_not_asked_for(folder):
    (folder / "locales/es/LC_MESSAGES").mkdir(parents=True)
    data = (folder / FOLDER / "a.po").read_bytes().replace(b"Language: ru", b"Language: es")
    (folder / "locales/es/LC_MESSAGES/a.po").write_bytes(data)
    move(folder, "a", "b")

    updated(folder)

    assert (folder / "locales/es/LC_MESSAGES/b.po").read_bytes() == data
    assert not (folder / "locales/es/LC_MESSAGES/a.po").exists()


def test_a_text_that_changed_at_the_same_time_is_followed_too(folder):
    move(folder, "a", "b", lambda text: text.replace("at noon", "at three"))

    updated(folder)

    states = [message.state for message in catalog(folder, "b").active]
    assert states == [State.TRANSLATED, State.CHANGED, State.TRANSLATED]
    data = (folder / FOLDER / "b.po").read_text()
    assert "Project-Id-Version: b\\n" in data
    assert data.count("#: source_texts/a.md") == 2  # what did not change is as it was
    assert data.count("#: source_texts/b.md") == 1
    assert not list(folder.glob("locales/**/a.po*"))


def test_of_a_short_text_one_edited_message_is_not_too_much(write):
    folder = write({"source_texts/a.md": "# Strike\n\nWe meet at noon at the gate.\n"})
    run(folder, "update")
    translate(folder, "a", _="Перевод")
    move(folder, "a", "b", lambda text: text.replace("at noon", "at three"))

    updated(folder)

    assert record(folder) == (("a", "b"),)
    assert [m.state for m in catalog(folder, "b").active] == [State.TRANSLATED, State.CHANGED]
    assert not (folder / FOLDER / "a.po").exists()


def test_undoing_it_brings_the_same_files_back(folder):
    before = files(folder)
    move(folder, "a", "b")
    updated(folder)
    move(folder, "b", "a")

    updated(folder)

    assert files(folder) == before
    assert record(folder) == (("b", "a"),)


def test_a_name_that_another_text_takes_inherits_nothing(folder):
    move(folder, "a", "b")
    updated(folder)
    (folder / "source_texts/a.md").write_text("# Knitting circle\n\nBring wool.\n")

    updated(folder)

    assert record(folder) == ()
    assert msgstrs(folder, "b") == [*RU.values()]
    assert msgstrs(folder, "a") == ["", ""]


def test_a_text_that_takes_the_name_in_the_same_run_inherits_nothing(folder):
    move(folder, "a", "b")
    (folder / "source_texts/a.md").write_text("# Knitting circle\n\nBring wool.\n")

    updated(folder)

    assert msgstrs(folder, "b") == [*RU.values()]
    assert msgstrs(folder, "a") == ["", ""]
    assert not catalog(folder, "a").obsolete
    assert record(folder) == ()


def test_of_several_texts_each_finds_its_own(write):
    texts = {f"source_texts/t{n}.md": f"# Contact\n\nText {n} of many.\n\nMore {n}, too.\n"
             for n in range(30)}  # fmt: skip
    folder = write(texts)
    run(folder, "update")
    for n in range(30):
        translate(folder, f"t{n}", Contact=f"Связь {n}", Text=f"Текст {n}")
    for n in range(30):
        move(folder, f"t{n}", f"calls/t{n}")

    updated(folder)

    assert record(folder) == tuple(sorted((f"t{n}", f"calls/t{n}") for n in range(30)))
    for n in range(30):
        assert msgstrs(folder, f"calls/t{n}") == [f"Связь {n}", f"Текст {n}", ""]


def test_of_two_texts_that_say_the_same_one_takes_the_files(folder):
    move(folder, "a", "b")
    (folder / "source_texts/c.md").write_text(STRIKE)

    updated(folder)

    assert record(folder) == (("a", "b"),)
    assert msgstrs(folder, "b") == [*RU.values()]
    assert msgstrs(folder, "c") == ["", "", ""]  # copies of what lives wait for draft


def test_two_texts_that_become_one_both_lead_to_it_and_bring_their_catalogs(folder):
    (folder / "source_texts/wool.md").write_text("# Wool\n\nNeedles on Monday.\n\nBring yarn.\n")
    run(folder, "update")
    wool = {"Wool": "Шерсть", "Needles": "Спицы в понедельник.", "Bring": "Берите пряжу."}
    translate(folder, "wool", **wool)
    both = [folder / f"source_texts/{name}.md" for name in ("a", "wool")]
    (folder / "source_texts/all.md").write_text("\n".join(path.read_text() for path in both))
    for path in both:
        path.unlink()

    updated(folder)

    record = (folder / "locales/renames.csv").read_text()
    assert record == "from,to\na,all\nwool,all\n"
    assert msgstrs(folder, "all") == [*RU.values(), *wool.values()]


def test_what_stands_in_each_of_a_series_makes_none_of_them_another(write):
    series = "# News\n\nWe meet at noon.\n\nBring water.\n\n"
    texts = {name: f"{series}Only {name} says this.\n" for name in ("one", "two")}
    folder = write({f"source_texts/{name}.md": text for name, text in texts.items()})
    run(folder, "update")
    (folder / "source_texts/two.md").unlink()
    move(folder, "one", "first")

    run(folder, "update")

    assert (folder / "locales/renames.csv").read_text() == "from,to\none,first\n"


def test_a_text_that_shares_a_heading_is_no_successor(folder):
    (folder / "source_texts/a.md").unlink()
    (folder / "source_texts/b.md").write_text("# Strike\n\nAll is new.\n\nEvery word of it.\n")

    updated(folder)

    assert record(folder) == ()
    assert (folder / FOLDER / "a.po").exists()


def test_catalogs_that_were_renamed_by_hand_are_recorded(folder):
    move(folder, "a", "b")
    moved = [*folder.glob("locales/**/a.po*")]
    assert len(moved) > 1
    for path in moved:
        path.rename(path.with_stem("b"))
    before = files(folder)

    updated(folder)

    assert files(folder) == before
    assert record(folder) == (("a", "b"),)


def test_where_the_template_was_left_behind_it_goes(folder):
    move(folder, "a", "b")
    (folder / FOLDER / "a.po").rename(folder / FOLDER / "b.po")

    updated(folder)

    assert record(folder) == (("a", "b"),)
    assert not list(folder.glob("locales/**/a.po*"))


def test_chains_of_renames_lead_to_the_end(folder):
    for old, new in ("ab", "bc", "cd"):
        move(folder, old, new)
        updated(folder)
    assert Project.open(folder).renames.now("a") == "d"
    assert msgstrs(folder, "d") == [*RU.values()]


def test_a_broken_catalog_moves_and_is_told_of_there(folder):
    path = folder / FOLDER / "a.po"
    path.write_text(path.read_text() + "<<<<<<< ours\n")
    data = path.read_bytes()
    move(folder, "a", "b")

    result = run(folder, "update")

    assert result.exit_code == 2
    assert f"{FOLDER}/b.po" in result.stderr
    assert (folder / FOLDER / "b.po").read_bytes() == data
    assert not path.exists()


def test_a_symlink_stays_and_is_told_of(folder):
    path = folder / FOLDER / "a.po"
    path.rename(folder / "elsewhere.po")
    path.symlink_to("../../../elsewhere.po")
    move(folder, "a", "b")

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "a symlink is not renamed" in result.stderr
    assert path.is_symlink()
    assert not (folder / FOLDER / "b.po").exists()
    assert msgstrs(folder, "a") == [*RU.values()]


def test_what_stands_in_the_place_already_is_merged_with_it(folder):
    data = (folder / FOLDER / "a.po").read_bytes()
    move(folder, "a", "b")
    updated(folder)
    replace(folder, "b", 'msgstr "Берите воду."', 'msgstr ""')
    replace(folder, "b", "В полдень.", "Ровно в полдень.")
    (folder / FOLDER / "a.po").write_bytes(data)  # somebody puts back what was handed out
    assert "[catalog-orphan]" in run(folder, "check").stdout

    run(folder, "update")

    assert "0 written" in run(folder, "update").stderr
    assert not (folder / FOLDER / "a.po").exists()
    messages = catalog(folder, "b").by_key
    assert messages[None, "Bring water and bread."].msgstr == "Берите воду."
    contested = messages[None, "We meet at noon at the gate."]
    assert {contested.msgstr, *contested.others} == {"В полдень.", "Ровно в полдень."}


def test_of_what_comes_back_not_even_a_copy_below_is_lost(folder):
    data = (folder / FOLDER / "a.po").read_bytes()
    move(folder, "a", "b")
    updated(folder)
    (folder / FOLDER / "a.po").write_bytes(data)
    older(folder)

    updated(folder)

    assert not (folder / FOLDER / "a.po").exists()
    assert [message.msgstr for message in catalog(folder, "b").obsolete] == ["Вчерашнее."]


def test_a_broken_record_is_an_error_at_its_line(folder):
    (folder / "locales/renames.csv").write_text("from,to\na;b\n")
    result = run(folder, "update")
    assert result.exit_code == 2
    assert "locales/renames.csv:2: not “from,to”" in result.stderr


def test_a_record_can_not_lead_out_of_the_project(folder):
    (folder / "locales/renames.csv").write_text("from,to\na,../../../x\n")
    assert "can't be a text's name" in run(folder, "update").stderr


# living translations come before obsolete copies


def test_a_rename_that_is_undone_keeps_what_was_corrected_meanwhile(folder):
    move(folder, "a", "b")
    updated(folder)
    replace(folder, "b", "В полдень.", "Ровно в полдень.")
    move(folder, "b", "a")
    updated(folder)
    assert msgstrs(folder, "a") == ["Забастовка", "Ровно в полдень.", "Берите воду."]


PARAGRAPH = "We meet at noon at the gate.\n\n"


def cut(folder, domain):
    path = folder / f"source_texts/{domain}.md"
    path.write_text(path.read_text().replace(PARAGRAPH, ""))


def paste(folder, domain):
    path = folder / f"source_texts/{domain}.md"
    text = path.read_text() if path.exists() else f"# New {domain}\n"
    path.write_text(f"{text}\n{PARAGRAPH.rstrip()}\n")


def test_a_paragraph_that_moves_there_and_back_keeps_what_was_corrected(folder):
    cut(folder, "a")
    paste(folder, "z")
    updated(folder)
    assert not catalog(folder, "a").obsolete
    replace(folder, "z", "В полдень.", "Ровно в полдень.")
    cut(folder, "a")
    path = folder / "source_texts/z.md"
    path.write_text("# Other notes\n")
    (folder / "source_texts/a.md").write_text(STRIKE)

    updated(folder)

    assert msgstrs(folder, "a") == ["Забастовка", "Ровно в полдень.", "Берите воду."]
    assert not catalog(folder, "z").obsolete


def older(folder, domain="a"):
    """What earlier versions left behind: an obsolete copy of a message that lives elsewhere."""
    with (folder / FOLDER / f"{domain}.po").open("a") as file:
        file.write('\n#~ msgid "We meet at noon at the gate."\n#~ msgstr "Вчерашнее."\n')


def test_a_copy_of_a_living_message_is_a_draft_after_it_and_no_older_one(folder):
    cut(folder, "a")
    paste(folder, "z")
    updated(folder)
    older(folder)
    paste(folder, "c")

    updated(folder)

    copied = catalog(folder, "c").by_key[None, "We meet at noon at the gate."]
    assert (copied.msgstr, copied.state) == ("В полдень.", State.DRAFT)
    assert copied.draft.get("engine") == "memory"
    assert copied.draft.get("route") == "z"


def test_an_own_obsolete_copy_gives_way_to_the_living_message_too(folder):
    cut(folder, "a")
    paste(folder, "z")
    updated(folder)
    older(folder)
    (folder / "source_texts/a.md").write_text(STRIKE)

    updated(folder)

    back = catalog(folder, "a").by_key[None, "We meet at noon at the gate."]
    assert (back.msgstr, back.state) == ("В полдень.", State.DRAFT)
    assert [message.msgstr for message in catalog(folder, "a").obsolete] == ["Вчерашнее."]


def test_an_older_copy_that_says_the_same_is_what_it_was(folder):
    cut(folder, "a")
    paste(folder, "z")
    updated(folder)
    older(folder)
    replace(folder, "a", "Вчерашнее.", "В полдень.")
    (folder / "source_texts/a.md").write_text(STRIKE)

    updated(folder)

    assert catalog(folder, "a").by_key[None, PARAGRAPH.strip()].state is State.TRANSLATED


def test_two_texts_that_give_each_other_a_paragraph_leave_nothing_behind(folder):
    (folder / "source_texts/z.md").write_text("# Other notes\n\nNobody is alone.\n\nWe stay.\n")
    updated(folder)
    translate(folder, "z", Nobody="Никто не один.")
    (folder / "source_texts/a.md").write_text(STRIKE.replace(PARAGRAPH, "Nobody is alone.\n\n"))
    (folder / "source_texts/z.md").write_text(f"# Other notes\n\n{PARAGRAPH}We stay.\n")

    updated(folder)

    assert msgstrs(folder, "a") == ["Забастовка", "Никто не один.", "Берите воду."]
    assert msgstrs(folder, "z") == ["", "В полдень.", ""]
    assert not catalog(folder, "a").obsolete + catalog(folder, "z").obsolete


def test_a_comment_that_nobody_else_has_keeps_its_message(folder):
    paste(folder, "z")
    updated(folder)
    translate(folder, "z", We="В полдень.")
    replace(folder, "a", '#: source_texts/a.md\nmsgid "We', '# which gate?\nmsgid "We')
    cut(folder, "a")

    updated(folder)

    (kept,) = catalog(folder, "a").obsolete
    assert kept.translator_comments == ("which gate?",)


# work that was stranded


def test_work_on_a_paragraph_that_moved_meanwhile_is_found_where_nothing_else_changed(folder):
    replace(folder, "a", 'msgstr "В полдень."', 'msgstr ""')
    theirs = (folder / FOLDER / "a.po").read_text()
    cut(folder, "a")
    paste(folder, "z")
    updated(folder)
    done = theirs.replace('gate."\nmsgstr ""', 'gate."\nmsgstr "В полдень."')
    (folder / FOLDER / "a.po").write_text(done)  # a branch comes in

    updated(folder)

    assert catalog(folder, "z").by_key[None, PARAGRAPH.strip()].msgstr == "В полдень."
    assert not catalog(folder, "a").obsolete


def test_work_that_a_merge_made_obsolete_leaves_nothing_behind_either(folder):
    replace(folder, "a", 'msgstr "В полдень."', 'msgstr ""')
    cut(folder, "a")
    paste(folder, "z")
    updated(folder)
    older(folder)  # the merge driver knows that main has moved the paragraph

    updated(folder)

    assert catalog(folder, "z").by_key[None, PARAGRAPH.strip()].msgstr == "Вчерашнее."
    assert not catalog(folder, "a").obsolete


def test_what_a_husk_has_goes_to_the_text_that_lacks_it(folder):
    move(folder, "a", "b")
    updated(folder)
    husk = 'msgid ""\nmsgstr "Language: ru\\nX-Tamizdat-Segments: 1\\n"\n\n'
    husk += '#~ msgid "Other notes"\n#~ msgstr "Другое"\n'
    (folder / FOLDER / "dead.po").write_text(husk)

    updated(folder)

    assert msgstrs(folder, "z") == ["Другое"]
    assert not (folder / FOLDER / "dead.po").exists()


# relative links


LINKED = """\
# Call

Read [the list](b.md) and [more](notes/c.md#why "b.md"), ![the map](map.png).

See <a href="b.md">the list</a>, `b.md`, or https://example.org/b.md.

Nothing here.
"""


@pytest.fixture
def linked(write):
    folder = write(
        {
            "source_texts/a.md": LINKED,
            "source_texts/b.md": "# List\n\nBack to [the call](a.md), or [up](a.md?x=1#top).\n",
            "source_texts/notes/c.md": "# Why\n\nFrom [the call](../a.md).\n",
            "source_texts/map.png": "",
        }
    )
    run(folder, "update")
    for domain in ("a", "b", "notes/c"):
        path = folder / FOLDER / f"{domain}.po"
        path.write_text(
            re.sub(r'^(msgid "(.+)"\nmsgstr )""$', r'\1"Ru: \2"', path.read_text(), flags=re.M)
        )
    assert "[address]" not in run(folder, "check").stdout
    return folder


def mend(folder, domain, *pairs):
    path = folder / f"source_texts/{domain}.md"
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


MOVED = (("](b.md", "](../b.md"), ("notes/c.md", "../notes/c.md"), ("map.png", "../map.png"))
MOVED += (('href="b.md', 'href="../b.md'),)


def test_links_that_change_since_their_text_moved_cost_no_review(linked):
    states = {d: [m.state for m in catalog(linked, d).active] for d in ("a", "b", "notes/c")}
    move(linked, "a", "calls/a")
    mend(linked, "calls/a", *MOVED)
    mend(linked, "b", ("](a.md", "](calls/a.md"))
    mend(linked, "notes/c", ("../a.md", "../calls/a.md"))

    result = updated(linked)

    assert "touched" in result.stdout
    assert [m.state for m in catalog(linked, "calls/a").active] == states["a"]
    assert [m.state for m in catalog(linked, "b").active] == states["b"]
    assert [m.state for m in catalog(linked, "notes/c").active] == states["notes/c"]
    for domain in ("calls/a", "b", "notes/c"):
        for message in catalog(linked, domain).active:
            assert message.msgstr.removeprefix("Ru: ") == message.msgid
        assert not catalog(linked, domain).obsolete
    said = run(linked, "check").stdout
    assert "[address]" not in said
    assert "[dead-link]" not in said


def test_they_may_be_mended_later_and_the_move_undone(linked):
    before = {d: (linked / FOLDER / f"{d}.po").read_bytes() for d in ("a", "b", "notes/c")}
    move(linked, "a", "calls/a")
    updated(linked)
    mend(linked, "calls/a", *MOVED)
    updated(linked)
    assert all(m.state.done for m in catalog(linked, "calls/a").active)
    mend(linked, "calls/a", *((new, old) for old, new in MOVED))
    move(linked, "calls/a", "a")

    updated(linked)

    assert msgstrs(linked, "a") == [f"Ru: {m.msgid}" for m in catalog(linked, "a").active]
    assert all(m.state.done for m in catalog(linked, "a").active)
    assert before["b"] == (linked / FOLDER / "b.po").read_bytes()


@pytest.mark.parametrize("address", ["../notes/c.md", "../b.md#other", "https://b.md", "b.md"])
def test_a_link_to_something_else_is_a_change(linked, address):
    move(linked, "a", "calls/a")
    mend(linked, "calls/a", ("](b.md", f"]({address}"), *MOVED[1:])

    updated(linked)

    changed = catalog(linked, "calls/a").active[1]
    assert changed.state is State.CHANGED
    assert "](b.md" in changed.msgstr


@pytest.mark.parametrize("at_once", [True, False])
def test_a_text_may_move_and_be_mended_by_a_declared_edit_before_one_update(linked, judge, at_once):
    judge("git")
    git(linked, "init", "-q")
    git(linked, "add", ".")
    git(linked, "commit", "-qm", "Write")
    move(linked, "a", "calls/a")
    mend(linked, "calls/a", *MOVED)
    if not at_once:
        git(linked, "add", ".")
        git(linked, "commit", "-qm", "Move")
    mend(linked, "calls/a", ("Read", "Reed"))
    git(linked, "add", ".")
    git(linked, "commit", "-qm", "Mend\n\nTranslation: cosmetic")

    updated(linked)

    message = catalog(linked, "calls/a").active[1]
    assert all(m.state.done for m in catalog(linked, "calls/a").active)
    assert message.provenance[0].verb == "cosmetic"
    assert message.msgstr == "Ru: " + message.msgid.replace("Reed", "Read")


def test_a_link_to_something_else_is_not_declared_away(linked):
    move(linked, "a", "calls/a")
    mend(linked, "calls/a", ("](b.md", "](../b2.md"), *MOVED[1:])

    updated(linked, "--cosmetic")

    assert catalog(linked, "calls/a").active[1].state is State.CHANGED


@pytest.mark.parametrize(("address", "state"), [("../b.md", "TRANSLATED"), ("../c.md", "CHANGED")])
def test_a_paragraph_moves_alone_with_links_that_lead_to_the_same(linked, address, state):
    text = "See the [list of things to bring to the square](b.md) tomorrow."
    mend(linked, "a", ("Nothing here.", text))
    run(linked, "update")
    path = linked / FOLDER / "a.po"
    path.write_text(
        re.sub(r'^(msgid "(.+)"\nmsgstr )""$', r'\1"Ru: \2"', path.read_text(), flags=re.M)
    )
    mend(linked, "a", (text, "Nothing here."))
    mend(linked, "notes/c", ("# Why\n", "# Why\n\n" + text.replace("b.md", address) + "\n"))

    updated(linked)

    message = catalog(linked, "notes/c").active[1]
    assert message.state is State[state]
    assert (message.msgstr == f"Ru: {message.msgid}") is (state == "TRANSLATED")


def test_what_a_reviewer_signed_and_a_draft_stay_what_they_are(linked):
    run(linked, "review", "a", "-l", "ru", "--all", "--accept", "--as", "Ada")
    path = linked / FOLDER / "b.po"
    path.write_text(re.sub(r'msgstr "Ru: .*"', 'msgstr ""', path.read_text()))
    run(linked, "draft", "b", "--engine", "pseudo")
    move(linked, "a", "calls/a")
    mend(linked, "calls/a", *MOVED)
    mend(linked, "b", ("](a.md", "](calls/a.md"))

    updated(linked)

    assert {m.state for m in catalog(linked, "calls/a").active} == {State.REVIEWED}
    assert {m.state for m in catalog(linked, "b").active} == {State.DRAFT}
    assert "calls/a.md" in catalog(linked, "b").active[1].msgstr


NAMES = st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, max_size=3).map("/".join)


@given(NAMES, NAMES, NAMES, st.booleans())
def test_a_link_is_the_same_where_it_leads_to_the_same(old, new, target, other):
    """The property itself: resolve(link, old place) == resolve(link, new place)."""
    assume(target != old)  # then the name is another text's
    living = frozenset({new, target})
    links = Links("source_texts", Renames(((old, new),) if old != new else (), living))
    first, second = (
        posixpath.relpath(f"{name}.md", posixpath.dirname(place) or ".")
        for name, place in ((target, old), ("other" if other else target, new))
    )
    message = Message(f"[a]({first})", references=(f"source_texts/{old}.md",))
    wanted = Message(f"[a]({second})", references=(f"source_texts/{new}.md",))
    leads = links.of(new)
    assert (leads(message) == leads(wanted)) is (not other)


# kills and failing disks


class Killed(BaseException):
    """Nothing more reaches the disk."""


def dying(monkeypatch, number):
    """From the n-th call on that changes something on the disk, the process is no more."""
    calls = []
    for module, name in ((os, "replace"), (os, "unlink"), (os, "rmdir"), (atomic, "_rename")):
        monkeypatch.setattr(module, name, _mortal(getattr(module, name), calls, number))
    for name in ("rename", "unlink", "rmdir", "mkdir", "replace"):
        monkeypatch.setattr(Path, name, _mortal(getattr(Path, name), calls, number))
    return calls


def _mortal(original, calls, number):
    def call(*arguments, **named):
        calls.append(original)
        if len(calls) >= number:
            raise Killed
        return original(*arguments, **named)

    return call


def tree(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def restore(folder, before):
    for name in tree(folder).keys() - before.keys():
        (folder / name).unlink()
    for name, data in before.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def test_what_moved_is_on_the_disk_before_it_leaves_the_catalog_that_had_it(write, monkeypatch):
    folder = write({"source_texts/a.md": STRIKE, "source_texts/z.md": "# Other notes\n"})
    run(folder, "update")
    translate(folder, "a", **RU)
    with_it = STRIKE.partition("Bring")[2]
    (folder / "source_texts/a.md").write_text(STRIKE.replace("Bring" + with_it, ""))
    (folder / "source_texts/z.md").write_text("# Other notes\n\nBring" + with_it)
    events, rename, fsync = [], atomic._rename, os.fsync

    def renaming(old, new, flags):
        events.append(new.name)
        return rename(old, new, flags)

    def syncing(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            events.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(atomic, "_rename", renaming)
    monkeypatch.setattr(os, "fsync", syncing)
    assert run(folder, "update").exit_code == 0

    assert "Берите воду." in msgstrs(folder, "z")
    taken, left = events.index("z.po"), events.index("a.po")
    assert (folder / FOLDER).stat().st_ino in events[taken:left]


def test_a_run_that_is_killed_anywhere_loses_nothing_and_the_next_one_ends_alike(write):
    """A folder is renamed, a text in it edited, a paragraph moves, another text is deleted."""
    texts = {f"source_texts/x/t{n}.md": f"# Text {n}\n\nWhat {n} says.\n\nAnd {n} more.\n"
             for n in range(3)}  # fmt: skip
    texts["source_texts/dead.md"] = "# Dead\n\nWhat is left of it.\n"
    folder = write(texts)
    run(folder, "update")
    for name in ("x/t0", "x/t1", "x/t2", "dead"):
        translate(folder, name, _=f"ru {name}")
    (folder / "source_texts/x").rename(folder / "source_texts/y")
    mend(folder, "y/t0", ("What 0 says", "What 0 never says"))
    mend(folder, "y/t1", ("And 1 more.", "And 2 more."))
    mend(folder, "y/t2", ("And 2 more.", "And 1 more."))
    (folder / "source_texts/dead.md").unlink()
    before = tree(folder)
    run(folder, "update")
    after = tree(folder)
    assert record(folder) == tuple((f"x/t{n}", f"y/t{n}") for n in range(3))
    words = {
        re.sub(rb'"', b"", w)
        for data in after.values()
        for w in re.findall(rb'"[a-z]+ [x/td0-9ea]+"', data)
    }

    for number in range(1, 500):
        restore(folder, before)
        with pytest.MonkeyPatch.context() as patch:
            calls = dying(patch, number)
            run(folder, "update", buggy=True)
        there = b"".join(data for name, data in tree(folder).items() if name.endswith(".po"))
        assert all(word in there for word in words), number
        run(folder, "update")
        now = tree(folder)
        assert now == after, (number, {n for n in now.keys() | after if now.get(n) != after.get(n)})
        if len(calls) < number:
            break
    assert number > 20


# git


def git(folder, *arguments):
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "merge.renames=true")
    return subprocess.run(
        ["git", *author, *arguments],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )


LOCALES = ("ru", "es", "de", "fr", "tr", "pl", "uk", "it")


@pytest.fixture
def repository(write, judge):
    """Eight locales, 24 paragraphs, half of them translated."""
    judge("git")
    text = "# Strike\n\n" + "\n\n".join(f"Paragraph {n} of the call." for n in range(24)) + "\n"
    codes = ", ".join(f'"{code}"' for code in LOCALES)
    folder = write({"source_texts/a.md": text}, config=f"locales = [{codes}]\n")
    run(folder, "update")
    for code in LOCALES:
        fill(folder, "a", code, range(12))
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    assert git(folder, "commit", "-qm", "1").returncode == 0
    return folder


def fill(folder, domain, code, numbers):
    path = folder / f"locales/{code}/LC_MESSAGES/{domain}.po"
    text = path.read_text()
    for n in numbers:
        empty = f'msgid "Paragraph {n} of the call."\nmsgstr ""'
        assert empty in text
        text = text.replace(empty, f'{empty[:-1]}{code} {n}"')
    path.write_text(text)


def done(folder, domain, code):
    return sum(message.state.done for message in catalog(folder, domain, code).active)


def test_a_branch_begun_before_a_rename_merges_without_a_conflict(repository):
    folder = repository
    git(folder, "checkout", "-qb", "ana")
    for code in LOCALES:
        fill(folder, "a", code, range(12, 19))
    git(folder, "commit", "-qam", "ana")
    git(folder, "checkout", "-q", "main")
    git(folder, "mv", "source_texts/a.md", "source_texts/calls.md")
    updated(folder)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "rename")
    shown = git(folder, "show", "-M", "--numstat", "--format=").stdout
    changed = sum(int(n) for line in shown.splitlines() for n in line.split("\t")[:2])

    merged = git(folder, "merge", "-q", "ana")

    assert merged.returncode == 0, merged.stdout
    assert changed <= 2  # the record
    updated(folder)
    assert [done(folder, "calls", code) for code in LOCALES] == [19] * len(LOCALES)
    assert not any(catalog(folder, "calls", code).obsolete for code in LOCALES)
    assert git(folder, "status", "--porcelain").stdout == ""


def test_what_comes_back_under_the_old_name_strands_nothing(repository):
    """A conflict is resolved by taking hers: her catalogs are back under the name of before."""
    folder = repository
    git(folder, "checkout", "-qb", "ana")
    for code in LOCALES:
        fill(folder, "a", code, range(12, 19))
    git(folder, "commit", "-qam", "ana")
    git(folder, "checkout", "-q", "main")
    git(folder, "mv", "source_texts/a.md", "source_texts/calls.md")
    updated(folder)
    fill(folder, "calls", "ru", [20])
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "rename")
    git(folder, "merge", "-q", "-s", "ours", "ana")
    git(folder, "checkout", "ana", "--", "locales")
    assert (folder / FOLDER / "a.po").exists()

    updated(folder)

    assert not list(folder.glob("locales/**/a.po*"))
    assert [done(folder, "calls", code) for code in LOCALES] == [20, *[19] * 7]


def test_a_rename_here_and_an_edit_there_meet(repository):
    folder = repository
    git(folder, "checkout", "-qb", "author")
    path = folder / "source_texts/a.md"
    path.write_text(path.read_text().replace("Paragraph 3 of", "Paragraph 3 in"))
    updated(folder)
    git(folder, "commit", "-qam", "edit")
    git(folder, "checkout", "-q", "main")
    git(folder, "mv", "source_texts/a.md", "source_texts/calls.md")
    updated(folder)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "rename")

    assert git(folder, "merge", "-q", "author").returncode == 0

    updated(folder)
    assert [done(folder, "calls", code) for code in LOCALES] == [11] * len(LOCALES)
    assert git(folder, "status", "--porcelain").stdout == ""


def test_two_branches_that_rename_the_same_text_to_the_same_name_merge(repository):
    folder = repository
    for branch in ("one", "two"):
        git(folder, "checkout", "-qb", branch, "main")
        git(folder, "mv", "source_texts/a.md", "source_texts/calls.md")
        updated(folder)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", branch)
    assert git(folder, "merge", "-q", "one").returncode == 0
    updated(folder)
    assert git(folder, "status", "--porcelain").stdout == ""
    data = (folder / "locales/renames.csv").read_bytes()
    assert renames.loads(data, folder / "locales/renames.csv").entries == (("a", "calls"),)


def test_gettext_reads_what_a_message_moves_to_where_an_older_copy_of_it_lies(folder, judge):
    """It refuses two messages with one msgid, whatever their state."""
    sources = {name: folder / f"source_texts/{name}.md" for name in "az"}
    paragraph = "\nBring water and bread.\n"
    sources["a"].write_text(STRIKE.replace(paragraph, ""))
    updated(folder)
    sources["z"].write_text("# Other notes\n" + paragraph)
    updated(folder)
    translate(folder, "z", Bring="Берите хлеб.")
    path = folder / FOLDER / "z.po"
    path.write_text(re.sub(r'("Bring.*"\nmsgstr) ".*"', r'\1 "Берите хлеб."', path.read_text()))
    path.write_text(path.read_text().replace("#, fuzzy\n", ""))
    sources["z"].write_text("# Other notes\n")
    sources["a"].write_text(STRIKE)
    updated(folder)
    there = {(m.msgstr, m.obsolete) for m in catalog(folder, "a").messages if "Bring" in m.msgid}

    assert there == {("Берите хлеб.", False), ("Берите воду.", True)}
    command = [judge("msgfmt"), "-c", "-o", os.devnull, folder / FOLDER / "a.po"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
