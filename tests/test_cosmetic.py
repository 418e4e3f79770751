"""Edits that leave the meaning alone leave translations alone; headers tell of nobody."""

import subprocess
from dataclasses import replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from project import catalog, plain, run, translate

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import Message, Provenance, State, digest
from tamizdat.language import facts, typography

TEXT = """\
# Strike

We meet at noon at the old brigde, and we bring water, bread and roses.

It's ours - all of it, "now".

Write to <help@example.org> before 8 March, so that we know how many beds we need.
"""
DONE = {
    "Strike": "Забастовка",
    "We": "Встречаемся в полдень у старого моста, берём воду, хлеб и розы.",
    "Its": "Это наше — всё это, «сейчас».",
    "Write": "Напишите <help@example.org> до 8 марта, чтобы мы знали, сколько нужно коек.",
}
CATALOG = "locales/ru/LC_MESSAGES/strike.po"


@pytest.fixture
def folder(write):
    folder = write({"source_texts/strike.md": TEXT})
    run(folder, "update")
    translate(folder, "strike", **DONE)
    assert set(states(folder)) == {State.TRANSLATED}
    return folder


def write_source(folder, *changes):
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "source_texts/strike.md").write_text(text, encoding="utf-8")


def put(folder, change):
    read = catalog(folder, "strike")
    data = po.dumps(replace(read, messages=tuple(map(change, read.messages))))
    (folder / CATALOG).write_bytes(data)


def states(folder):
    return [message.state for message in catalog(folder, "strike").active]


SAME = [
    ("It's ours - all of it.", "It’s ours — all of it."),
    ("It's ours -- all of it.", "It’s ours—all of it."),
    ('They say "no".', "They say “no”."),
    ("Dis « oui ».", "Dis “oui”."),
    ("Water  and\nbread", "Water and bread"),
    ("Quoi ?", "Quoi\u202f?"),
    ("Quoi !", "Quoi!"),
    ("Wait...", "Wait…"),
    ("pages 5-6", "pages 5–6"),
    ("See [it](a.md \"'x'\"), it's `a 'b'`", "See [it](a.md \"'x'\"), it’s `a 'b'`"),
]
OTHER = [
    ("well-known", "well—known"),
    ("a man-eating shark", "a man — eating shark"),
    ("nowhere", "no where"),
    ("1 000", "1000"),
    ("5'", '5"'),
    ("-5 degrees", "–5 degrees"),
    ("2026-03-08", "2026–03–08"),
    ("https://example.org/a-b", "https://example.org/a–b"),
    ("help@a-b.org", "help@a–b.org"),
    ("use `it's`", "use `it’s`"),
    ("use --force", "use —force"),
    ("[it](a-b.md)", "[it](a–b.md)"),
    ("<b title='x'>y</b>", "<b title=’x’>y</b>"),
    ("the “free” press", "the free press"),
    ("Yes.", "Yes!"),
    ("us", "US"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_white_space_and_typographic_marks_are_the_same_text(old, new):
    assert typography.same(old, new)
    assert typography.same(new, old)


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_what_may_mean_something_else_is_another_text(old, new):
    assert not typography.same(old, new)


ALIKE = [
    *('"“”„«»', "'’‘", (" - ", " — ", "—"), ("...", "…"), (" ", "\u00a0", "\n"), ("1-2", "1–2")),
    *(("b.org/a'b", "b.org/a’b"), ("@a-b", "@a‐b"), ("a", "b", "-", ""), "12"),  # these are not
]
OTHERS = [*"ab1-<>`()[]!?:@/\\&", "word", "`x'`", "a@b.org", "](x-y)", "b.org/a'b"]
pieces = st.sampled_from(OTHERS).map(lambda piece: (piece, piece)) | st.sampled_from(ALIKE).flatmap(
    lambda spellings: st.tuples(*[st.sampled_from(spellings)] * 2)
)


@given(st.lists(pieces, max_size=12))
def test_the_same_text_has_the_same_letters_digits_and_addresses(pairs):
    """Most pairs of texts, made of pieces with two spellings, are; not all of them are one text."""
    old, new = ("".join(side) for side in (zip(*pairs, strict=True) if pairs else ("", "")))
    same = typography.same(old, new)
    event(f"same: {same}, spelled alike: {old == new}")
    if same:
        assert typography.skeleton(old) == typography.skeleton(new)
        assert [a.text for a in facts.addresses(old)] == [a.text for a in facts.addresses(new)]


def test_typography_alone_leaves_every_state_as_it_is_and_says_so(folder):
    reviewer = ("strike", "-l", "ru", "--accept", "--as", "night shift", "-m", "3")
    assert run(folder, "review", *reviewer).exit_code == 0
    write_source(folder, ('It\'s ours - all of it, "now".', "It’s ours — all of it, “now”."))

    result = run(folder, "update")

    assert "1 message touched: new are white space, quotes or dashes" in plain(result.stderr)
    assert "touched" in result.stdout
    assert states(folder) == [State.TRANSLATED, State.TRANSLATED, State.REVIEWED, State.TRANSLATED]
    message = catalog(folder, "strike").active[2]
    assert message.msgstr == DONE["Its"]
    assert [line.get("by") for line in message.provenance] == ["night shift"]
    assert not catalog(folder, "strike").obsolete
    assert "0 written" in run(folder, "update").stderr


@pytest.mark.parametrize("state", [State.DRAFT, State.NEEDS_WORK, State.CHANGED])
def test_typography_settles_nothing_that_was_not(folder, state):
    key = (None, 'It\'s ours - all of it, "now".')

    def unsettle(message):
        if message.key != key:
            return message
        if state is State.DRAFT:
            return message.drafted(message.msgstr, engine="pseudo")
        was = "It was ours." if state is State.CHANGED else None
        return message.evolve(flags=("fuzzy",), previous_msgid=was)

    put(folder, unsettle)
    write_source(folder, ("It's", "It’s"))

    run(folder, "update")

    message = catalog(folder, "strike").active[2]
    assert (message.state, message.msgstr) == (state, DONE["Its"])


def test_a_declared_edit_leaves_translations_alone_and_on_record(folder):
    write_source(folder, ("brigde", "bridge"))

    result = run(folder, "update", "--cosmetic", "strike")

    assert "1 message declared to mean the same" in plain(result.stderr)
    message = catalog(folder, "strike").active[1]
    assert (message.state, message.previous_msgid) == (State.TRANSLATED, None)
    was = digest(TEXT.split("\n")[2])
    line = Provenance("cosmetic", (("from", was), ("hash", message.hash)))
    assert message.provenance == (line,)
    assert "0 written" in run(folder, "update").stderr


def test_without_a_declaration_the_same_edit_waits_for_review(folder):
    write_source(folder, ("brigde", "bridge"))

    run(folder, "update")

    assert states(folder)[1] is State.CHANGED


def test_a_review_goes_on_holding_after_a_declared_edit(folder):
    run(folder, "review", "strike", "-l", "ru", "--accept", "--as", "night shift", "--all")
    write_source(folder, ("brigde", "bridge"))

    run(folder, "update", "--cosmetic")

    assert set(states(folder)) == {State.REVIEWED}
    put(folder, lambda m: m.evolve(msgstr=m.msgstr + "!"))
    assert set(states(folder)) == {State.TRANSLATED}


@pytest.mark.parametrize(
    ("old", "new"),
    [("8 March", "9 March"), ("help@example.org", "he1p@example.org")],
    ids=["number", "address"],
)
def test_no_declaration_covers_a_number_or_an_address(folder, old, new):
    write_source(folder, (old, new))

    run(folder, "update", "--cosmetic")

    assert states(folder)[3] is State.CHANGED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("and we bring", "and\n\nwe bring"),
        ("roses.\n", "roses.\n\nWe meet at noon at the old brigde, and we bring water and salt.\n"),
    ],
    ids=["split", "a new one like it"],
)
def test_a_declaration_makes_no_translation_of_what_is_new(folder, old, new):
    write_source(folder, (old, new))
    before = {m.msgstr for m in catalog(folder, "strike").active}

    run(folder, "update", "--cosmetic")

    now = catalog(folder, "strike")
    done = [m.msgid for m in now.active if m.state.done and m.msgid not in TEXT]
    assert done == []
    assert before <= {m.msgstr for m in now.messages}


def git(folder, *arguments):
    identity = ("-c", "user.name=night shift", "-c", "user.email=night@example.org")
    command = ("git", *identity, "-c", "commit.gpgsign=false", *arguments)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(folder, judge):
    judge("git")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Call for a strike")
    return folder


def commit(folder, trailer="Translation: cosmetic"):
    git(folder, "commit", "-qam", f"Mend a slip\n\n{trailer}\n")


def test_a_commit_may_declare_its_edit(repository):
    write_source(repository, ("brigde", "bridge"))
    commit(repository)

    run(repository, "update")

    assert states(repository)[1] is State.TRANSLATED
    assert catalog(repository, "strike").active[1].provenance[0].verb == "cosmetic"


def test_a_commit_declares_nothing_of_what_was_edited_before_it_or_since(repository):
    write_source(repository, ("water, bread", "wine, bread"))
    commit(repository, "Reviewed-by: Bo")
    write_source(repository, ("water, bread", "wine, bread"), ("brigde", "bridge"))
    commit(repository)
    run(repository, "update")
    assert states(repository)[1] is State.CHANGED

    changes = [("water, bread", "wine, bread"), ("brigde", "bridge"), ("beds", "rooms")]
    write_source(repository, *changes)
    run(repository, "update")
    assert states(repository)[3] is State.CHANGED


def test_a_commit_that_says_something_else_declares_nothing(repository):
    write_source(repository, ("brigde", "bridge"))
    commit(repository, "Translation: whole")

    run(repository, "update")

    assert states(repository)[1] is State.CHANGED


def test_every_commit_since_the_last_update_may_declare_its_edit(repository):
    write_source(repository, ("brigde", "bridge"))
    commit(repository)
    write_source(repository, ("brigde", "bridge"), ("# Strike\n", "# Strike\n\nNew.\n"))
    commit(repository, "Why: more to say")
    changes = (
        ("brigde", "bridge"),
        ("# Strike\n", "# Strike\n\nNew.\n"),
        ("bring water", "carry water"),
    )
    write_source(repository, *changes)
    commit(repository)

    run(repository, "update")

    done = {State.TRANSLATED}
    assert set(states(repository)) - done == {State.UNTRANSLATED}
    assert "we carry water" in catalog(repository, "strike").active[2].msgid


@pytest.mark.parametrize("first", [True, False])
def test_an_edit_that_is_declared_in_part_is_an_edit(repository, first):
    trailers = ["Translation: cosmetic", "Why: a mistake"]
    write_source(repository, ("brigde", "bridge"))
    commit(repository, trailers[not first])
    write_source(repository, ("brigde", "bridge"), ("bring water", "bring no water"))
    commit(repository, trailers[first])

    run(repository, "update")

    assert states(repository)[1] is State.CHANGED


def test_what_a_branch_declares_counts_when_it_is_merged(repository):
    git(repository, "checkout", "-qb", "side")
    write_source(repository, ("brigde", "bridge"))
    commit(repository)
    git(repository, "checkout", "-q", "-")
    write_source(repository, ("how many beds", "how many spare beds"))
    commit(repository, "Why: they asked")
    git(repository, "merge", "-q", "side")

    run(repository, "update")

    assert states(repository)[1] is State.TRANSLATED
    assert states(repository)[3] is State.CHANGED


def test_an_edit_that_was_taken_back_declares_nothing_for_the_next_one(repository):
    write_source(repository, ("brigde", "bridge"))
    commit(repository)
    write_source(repository)
    commit(repository)
    write_source(repository, ("brigde", "gate"))
    commit(repository, "Why: the bridge is closed")

    run(repository, "update")

    assert states(repository)[1] is State.CHANGED


def test_without_git_an_edit_is_an_edit(folder, monkeypatch):
    monkeypatch.setenv("PATH", "")
    write_source(folder, ("brigde", "bridge"))

    assert run(folder, "update").exit_code == 0
    assert states(folder)[1] is State.CHANGED


@given(st.lists(st.sampled_from([old for old, _ in SAME] + [new for _, new in SAME]), unique=True))
def test_no_word_is_lost_whatever_is_declared(msgids):
    first = [old for old, _ in SAME]
    before = po.new_catalog("ru", "a", messages=tuple(Message(i, i.upper()) for i in first))
    template = po.new_catalog("", "a", messages=tuple(map(Message, msgids)))

    merged = merge.merge(before, template, cosmetic=before.by_key)

    assert {m.msgstr for m in before.messages} <= {m.msgstr for m in merged.catalog.messages}
    assert merge.merge(merged.catalog, template).catalog is merged.catalog


def test_gettext_accepts_what_is_carried_over_and_keeps_its_lines(folder, judge):
    run(folder, "review", "strike", "-l", "ru", "--accept", "--as", "night shift", "--all")
    write_source(folder, ("brigde", "bridge"), ("It's", "It’s"))
    run(folder, "update", "--cosmetic")
    path = folder / CATALOG
    before = [message.provenance for message in catalog(folder, "strike").active]

    msgfmt = [judge("msgfmt"), "-c", "-o", "/dev/null", path]
    subprocess.run(msgfmt, check=True, capture_output=True)
    subprocess.run([judge("msgcat"), "-o", path, path], check=True)

    assert [message.provenance for message in catalog(folder, "strike").active] == before


PERSONAL = {
    "PO-Revision-Date: ": "PO-Revision-Date: 2026-03-01 23:41+0330",
    "Last-Translator: ": "Last-Translator: night shift <night@example.org>",
    "Language-Team: ": "Language-Team: Russian <ru@example.org> https://ru.example.org",
    "X-Generator: tamizdat": 'X-Generator: Poedit 3.4.2\\n"\n"X-Poedit-Basepath: /home/ada/po',
}
SCRUB = 'locales = ["ru"]\n[privacy]\nscrub = true\n'


def sign(folder):
    """What an editor writes into the header when somebody saves."""
    path = folder / CATALOG
    text = path.read_text(encoding="utf-8")
    for empty, full in PERSONAL.items():
        assert f'"{empty}\\n"' in text
        text = text.replace(f'"{empty}\\n"', f'"{full}\\n"')
    path.write_text(f"# night shift wrote this.\n{text}", encoding="utf-8")


def test_headers_are_left_alone_unless_the_project_says_otherwise(folder):
    sign(folder)
    before = (folder / CATALOG).read_bytes()

    run(folder, "update")

    assert (folder / CATALOG).read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [("update",), ("review", "strike", "-l", "ru", "--needs-work", "-m", "1")]
)
def test_scrubbed_a_header_names_nobody_and_keeps_the_rest(folder, judge, arguments):
    sign(folder)
    before = catalog(folder, "strike")
    (folder / "tamizdat.toml").write_text(SCRUB)

    result = run(folder, *arguments)

    now = catalog(folder, "strike")
    text = (folder / CATALOG).read_text(encoding="utf-8")
    assert "ada" not in text
    assert "2026" not in text
    assert "Poedit 3" not in text
    assert text.startswith("# night shift wrote this.\n")
    assert dict(now.fields())["Language-Team"] == ""
    kept = {name: value for name, value in before.fields() if "Poedit" not in name + value}
    kept = {n: v for n, v in kept.items() if not v.startswith(("2026", "night shift", "Russian"))}
    assert kept.items() <= dict(now.fields()).items()
    assert [m.msgstr for m in now.messages] == [m.msgstr for m in before.messages]
    if arguments == ("update",):
        assert "1 catalog scrubbed of header fields, and of addresses" in result.stderr
        assert "0 written" in run(folder, "update").stderr
    command = [judge("msgfmt"), "-c", "-o", "/dev/null", folder / CATALOG]
    subprocess.run(command, check=True, capture_output=True)


def test_our_own_headers_have_nothing_to_scrub():
    made = po.new_catalog("ru", "strike")

    assert po.scrubbed(made) is made


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("Doubts about terms: write to <luz@example.org>.", "Doubts about terms: write to <…>."),
        ("Copyright (C) 2026 Luz Oliveira <luz@example.org>", "Copyright (C) 2026 … <…>"),
    ],
)
def test_scrubbed_other_comments_keep_their_words(comment, left):
    made = po.new_catalog("pt_BR", "strike")
    header = made.header.evolve(translator_comments=(comment,))

    assert po.scrubbed(replace(made, header=header)).header.translator_comments == (left,)


@pytest.mark.parametrize(
    ("comment", "goes"),
    [
        ("Luz Oliveira <luz@example.org>, 2026.", True),
        ("FIRST AUTHOR <EMAIL@ADDRESS>, YEAR.", True),
        ("Luz Oliveira <luz@example.org>, 2024, 2025-2026.", True),
        ("Luz Oliveira <luz@example.org>", True),
        ("Say “compañeras”, agreed in the assembly of May 3, 2024", False),
        ("Portuguese of the strike, for the texts of March 2026 and later.", False),
        ("Say “você”, never “tu”.", False),
    ],
)
def test_scrubbed_are_comments_that_say_who_translated_when(comment, goes):
    made = po.new_catalog("pt_BR", "strike")
    header = made.header.evolve(translator_comments=("Glossary: see the wiki.", comment))

    left = po.scrubbed(replace(made, header=header)).header.translator_comments

    assert left == (("Glossary: see the wiki.",) if goes else header.translator_comments)


def test_ci_sees_a_header_that_should_be_scrubbed(folder):
    (folder / "tamizdat.toml").write_text(SCRUB)
    run(folder, "update")
    sign(folder)

    result = run(folder, "check")

    assert result.exit_code == 1
    assert (
        f"{CATALOG}:6: error: tells of people: PO-Revision-Date, Last-Translator, " in result.stdout
    )
    run(folder, "update")
    assert "catalog-personal" not in run(folder, "check").stdout
