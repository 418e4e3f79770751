"""What becomes of translations when a text, its catalog or the project changes: facts in words."""

from pathlib import Path

import pytest
from faults import ground
from project import catalog, plain, run, translate

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import State
from tamizdat.project import files

TEXT = """# Strike

We meet on May 1 at noon near the old kitchen.

Bring water and bread. In the afternoon the day gets long.

Nobody speaks to the police about anybody else.

The hall is open all night for those who live far away.

Send us your pictures after that, without faces.
"""
RU = {
    "Strike": "Забастовка",
    "We": "Встречаемся 1 мая в полдень.",
    "Bring": "Берите воду и хлеб.",
    "Nobody": "Никто не говорит с полицией.",
    "The": "Зал открыт всю ночь.",
    "Send": "Пришлите снимки без лиц.",
}
PATH = "locales/ru/LC_MESSAGES/strike.po"


@pytest.fixture
def folder(write):
    """A translated text; the message about the hall is reviewed."""
    folder = write({"source_texts/strike.md": TEXT})
    run(folder, "update")
    translate(folder, "strike", **RU)
    run(folder, "review", "strike", "-l", "ru", "--all", "-m", "5", "--accept", "--as", "Anna")
    return folder


def rewrite(folder, *changes, name="strike"):
    """Edit the text and update; returns the result."""
    path = folder / f"source_texts/{name}.md"
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    return run(folder, "update")


def state(folder, msgstr, domain="strike"):
    """States of the active messages that have a msgstr."""
    return [m.state for m in catalog(folder, domain).active if m.msgstr == msgstr]


def test_a_small_edit_makes_it_changed_and_shows_the_difference(folder):
    rewrite(folder, ("at noon", "at three"))

    (message,) = [m for m in catalog(folder, "strike").active if m.msgstr == RU["We"]]
    assert message.state is State.CHANGED
    assert "at noon" in message.previous_msgid
    assert any("[-noon-]{+three+}" in line for line in message.extracted_comments)


def test_a_rewritten_paragraph_leaves_its_translation_obsolete(folder):
    rewrite(folder, ("Nobody speaks to the police about anybody else.", "Stay calm, whoever asks."))

    assert not state(folder, RU["Nobody"])
    assert RU["Nobody"] in [m.msgstr for m in catalog(folder, "strike").obsolete]


def test_both_halves_of_a_split_paragraph_are_offered_its_translation(folder):
    rewrite(folder, ("and bread. In", "and bread.\n\nIn"))

    assert state(folder, RU["Bring"]) == [State.CHANGED, State.CHANGED]


def test_a_merged_paragraph_is_offered_a_translation_and_both_are_kept(folder):
    rewrite(folder, ("kitchen.\n\nBring", "kitchen. Bring"))

    messages = catalog(folder, "strike").messages
    assert {RU["We"], RU["Bring"]} <= {message.msgstr for message in messages}
    assert State.CHANGED in state(folder, RU["Bring"]) + state(folder, RU["We"])


def test_a_paragraph_that_was_deleted_comes_back_as_it_was(folder):
    before = catalog(folder, "strike").active
    paragraph = "The hall is open all night for those who live far away.\n\n"
    rewrite(folder, (paragraph, ""))
    assert not state(folder, RU["The"])

    rewrite(folder, ("Send us", paragraph + "Send us"))

    assert [m.state for m in catalog(folder, "strike").active] == [m.state for m in before]


@pytest.mark.parametrize(("old", "new"), [("water and", "water\nand"), ("water and", "water  and")])
def test_white_space_alone_touches_nothing(folder, old, new):
    rewrite(folder, (old, new))

    assert state(folder, RU["Bring"]) == [State.TRANSLATED]


def test_typography_alone_keep_it_translated_and_are_told(folder):
    path = folder / "source_texts/strike.md"
    path.write_text(TEXT.replace("the day", "'the day'"))
    run(folder, "update")
    translate(folder, "strike", Bring="Берите «воду» и хлеб.")
    before = [m.state for m in catalog(folder, "strike").active]

    result = rewrite(folder, ("'the day'", "‘the day’"))

    assert "1 message touched" in plain(result.stderr)
    assert [m.state for m in catalog(folder, "strike").active] == before


def test_an_edit_that_is_taken_back_after_another_leaves_it_translated(folder):
    rewrite(folder, ("at noon", "at three"))
    rewrite(folder, ("old kitchen", "new kitchen"))
    assert state(folder, RU["We"]) == [State.CHANGED]

    rewrite(folder, ("at three", "at noon"), ("new kitchen", "old kitchen"))

    assert state(folder, RU["We"]) == [State.TRANSLATED]


def test_a_context_that_is_added_keeps_the_translation_for_review(folder):
    rewrite(folder, ("Nobody speaks", "<!-- tamizdat: context: police -->\nNobody speaks"))

    assert state(folder, RU["Nobody"]) == [State.CHANGED]


def test_a_text_that_is_renamed_keeps_every_state(folder):
    before = [(m.msgid, m.msgstr, m.state) for m in catalog(folder, "strike").active]
    (folder / "source_texts/calls").mkdir()
    (folder / "source_texts/strike.md").rename(folder / "source_texts/calls/may.md")

    assert run(folder, "update").exit_code == 0

    after = catalog(folder, "calls/may").active
    assert [(m.msgid, m.msgstr, m.state) for m in after] == before


def test_a_paragraph_moves_even_if_the_run_was_cut_short(folder):
    (folder / "source_texts/list.md").write_text("# List\n")
    run(folder, "update")
    paragraph = "The hall is open all night for those who live far away.\n"
    path = folder / "source_texts/strike.md"
    path.write_text(TEXT.replace(paragraph, ""))
    run(folder, "update", "strike")  # it left one text, and nobody knows yet where to
    (folder / "source_texts/list.md").write_text(f"# List\n\n{paragraph}")

    result = run(folder, "update")

    assert "moved" in result.stdout
    assert state(folder, RU["The"], "list") == [State.REVIEWED]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", "0 of 6"),
        ("# Strike\n\nWe meet on", "2 of 6"),
        (TEXT.replace("Strike\n", "Strike\n\n<!-- a note that never ends"), "1 of 6"),
        (TEXT.replace("Strike\n", "Strike\n\n```"), "1 of 6"),
    ],
    ids=["emptied", "half saved", "comment", "fence"],
)
def test_a_text_that_was_cut_off_changes_nothing_unless_forced(folder, text, left):
    before = ground.tree(folder / "locales")
    (folder / "source_texts/strike.md").write_text(text)

    result = run(folder, "update")

    assert result.exit_code == 2
    assert f"{left} messages are left" in plain(result.stderr)
    assert "--force" in result.stderr
    assert ground.tree(folder / "locales") == before
    assert run(folder, "update", "--force").exit_code == 0
    messages = catalog(folder, "strike").messages
    assert {*RU.values()} <= {message.msgstr for message in messages}


def test_a_text_that_is_cut_in_two_texts_is_no_accident(folder):
    head, tail = TEXT.split("Nobody")
    (folder / "source_texts/strike.md").write_text(head[: head.index("Bring")])
    (folder / "source_texts/more.md").write_text(head[head.index("Bring") :] + "Nobody" + tail)

    assert run(folder, "update").exit_code == 0
    assert state(folder, RU["Bring"], "more") == [State.TRANSLATED]


def test_a_text_that_is_rewritten_is_no_accident(folder):
    lines = [f"Wholly other words about matter {n * 7}." for n in range(5)]
    (folder / "source_texts/strike.md").write_text("\n\n".join(lines))

    assert run(folder, "update").exit_code == 0


def test_a_text_that_is_deleted_leaves_its_words_in_its_catalog(folder):
    (folder / "source_texts/other.md").write_text("Other.\n")
    (folder / "source_texts/strike.md").unlink()

    assert run(folder, "update").exit_code == 0

    assert {*RU.values()} <= {m.msgstr for m in catalog(folder, "strike").obsolete}


@pytest.mark.parametrize("damage", ["half saved", "conflict", "emptied"])
def test_a_broken_catalog_is_never_an_empty_one(folder, damage):
    path = folder / PATH
    data = path.read_bytes()
    broken = {
        "half saved": data[: data.index("Берите".encode())],
        "conflict": data.replace(b'msgid "Strike"', b'<<<<<<< ours\nmsgid "Strike"'),
        "emptied": b"",
    }[damage]
    path.write_bytes(broken)
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore.\n")

    result = run(folder, "update")

    assert result.exit_code == 2
    assert PATH in result.stderr
    assert path.read_bytes() == broken


def test_a_locale_that_is_renamed_leaves_the_catalogs_of_the_old_one_alone(folder):
    before = (folder / PATH).read_bytes()
    (folder / "tamizdat.toml").write_text('locales = ["ru_RU"]\n')

    assert run(folder, "update").exit_code == 0

    assert (folder / PATH).read_bytes() == before
    assert not any(m.msgstr for m in catalog(folder, "strike", "ru_RU").active)


def test_a_locale_is_renamed_with_its_folder(folder):
    (folder / "tamizdat.toml").write_text('locales = ["ru_RU"]\n')
    (folder / "locales/ru").rename(folder / "locales/ru_RU")

    assert run(folder, "update").exit_code == 0

    assert {*RU.values()} == {m.msgstr for m in catalog(folder, "strike", "ru_RU").active}


def test_a_catalog_of_a_newer_version_is_left_alone(folder):
    path = folder / PATH
    now, newer = po.SEGMENTS, po.SEGMENTS + 1
    data = path.read_bytes().replace(b"-Segments: %d" % now, b"-Segments: %d" % newer)
    path.write_bytes(data)
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore.\n")

    result = run(folder, "update")

    assert result.exit_code == 2
    assert f"made by a newer tamizdat (segments {newer}, this one knows {now})" in result.stderr
    assert "next: upgrade tamizdat" in plain(result.stderr)
    assert path.read_bytes() == data


OLDER = Path(__file__).parent / "cases/migration"


@pytest.mark.parametrize("header", ["X-Tamizdat-Segments: 0", "X-Generator: Poedit 3"])
def test_a_catalog_of_an_older_version_keeps_every_state(write, header):
    old = (OLDER / "ru.po").read_bytes().replace(b"X-Tamizdat-Segments: 0", header.encode())
    path = "locales/ru/LC_MESSAGES/text.po"
    folder = write({"source_texts/text.md": (OLDER / "text.md").read_bytes(), path: old})
    before = catalog(folder, "text")

    assert run(folder, "update").exit_code == 0

    after = catalog(folder, "text")
    assert [m.state for m in after.active] == [m.state for m in before.active]
    assert [m.msgstr for m in after.messages] == [m.msgstr for m in before.messages]
    assert State.REVIEWED in [m.state for m in after.active]
    assert after.active[1].msgid == "We meet on May 1, near the [square][square]."
    assert "We asked: it is the old square." in after.active[1].translator_comments
    assert f"X-Tamizdat-Segments: {po.SEGMENTS}" in after.header.msgstr
    assert run(folder, "update", "--check").exit_code == 0


def test_what_is_adopted_into_an_older_catalog_leaves_its_states_alone(write):
    path = "locales/ru/LC_MESSAGES/text.po"
    other = 'msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "Come too."\nmsgstr "Приходите."\n'
    text = (OLDER / "text.md").read_bytes() + b"\nCome too.\n"
    old = (OLDER / "ru.po").read_bytes()
    folder = write({"source_texts/text.md": text, path: old, "other.po": other})
    before = catalog(folder, "text")

    assert run(folder, "init", "--adopt", "other.po").exit_code == 0

    after = catalog(folder, "text")
    assert [m.state for m in after.active][:-1] == [m.state for m in before.active]
    assert after.active[-1].msgstr == "Приходите."
    assert f"X-Tamizdat-Segments: {po.SEGMENTS}" in after.header.msgstr


def test_what_a_run_left_that_was_cut_short_goes_with_the_next(folder):
    left = folder / "locales/ru/LC_MESSAGES/.0123456789ab.tamizdat-tmp"
    left.write_text("half")
    with pytest.raises(ZeroDivisionError), files.lock(folder):
        raise ZeroDivisionError

    run(folder, "update")

    assert not left.exists()
