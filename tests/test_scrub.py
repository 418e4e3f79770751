"""Scrubbing takes people out of a catalog, and nothing that somebody wrote for others to read."""

import re
import subprocess
from dataclasses import replace

import leaks
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, plain, run, translate

from tamizdat.catalogs import po
from tamizdat.language import people

OWN = [case for case in leaks.LEAKS if "scrub" in case]
IN_CATALOGS = ("header", "header comment", "comment", "reference", "obsolete comment", "end")
KEPT = [case for case in leaks.INNOCENT if case["at"] in IN_CATALOGS]
SCRUB = 'locales = ["ru"]\nprivacy.scrub = true\n'
MADE = [case for case in [*leaks.LEAKS, *leaks.INNOCENT] if case["at"].split()[0] in {
    "header", "comment", "note", "reference", "obsolete", "end", "template", "body"}]  # fmt: skip


@pytest.fixture(scope="module")
def scrubbed(tmp_path_factory):
    """A project with every leak of a catalog, after an update."""
    folder = tmp_path_factory.mktemp("scrubbed")
    leaks.build(folder, MADE, "exiftool")
    (folder / "tamizdat.toml").write_text(SCRUB)
    result = run(folder, "update", "strike")
    assert result.exit_code == 0, result.output
    return folder


def text_of(folder, case):
    path = leaks.TEMPLATE if case["at"].startswith("template") else leaks.CATALOG
    return (folder / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("leak", OWN, ids=lambda leak: leak["id"])
def test_what_tells_of_people_goes(scrubbed, leak):
    assert (leak["finds"] in text_of(scrubbed, leak)) is (leak["scrub"] == "stays")


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case["id"])
def test_what_tells_of_nobody_stays_to_the_character(case):
    made = leaks.catalog([case, *(c for c in KEPT if c["at"] == "header"), *MADE[-3:]])
    read = po.loads(made.encode())

    assert po.scrubbed(read) is read


def test_once_is_enough_and_check_is_content(scrubbed):
    before = (scrubbed / leaks.CATALOG).read_bytes()

    assert "0 written" in run(scrubbed, "update", "strike").stderr
    assert (scrubbed / leaks.CATALOG).read_bytes() == before
    said = plain(run(scrubbed, "check", "strike").stdout)
    assert "tells of people" not in said
    assert re.search(r"warning: may tell of people: \d+ comments \(see: tamizdat privacy\)", said)


def test_gettext_finds_every_string_as_it_was(tmp_path, judge):
    made = leaks.catalog(MADE)
    after = po.dumps(po.scrubbed(po.loads(made.encode())))
    said = []
    for name, data in (("before.po", made.encode()), ("after.po", after)):
        (tmp_path / name).write_bytes(data)
        command = (judge("msgcat"), "--no-wrap", "--force-po", name)
        shown = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        body = shown.stdout.partition("\n\n")[2]  # without the header
        said.append([s for s in body.split("\n") if not s.startswith(("# ", "#:")) and s])
    command = (judge("msgfmt"), "-c", "-o", "/dev/null", tmp_path / "after.po")
    subprocess.run(command, check=True, capture_output=True)

    assert said[0] == said[1]
    assert "#~ msgid" in "\n".join(said[0])


def test_line_ends_and_questions_stay():
    made = leaks.catalog(MADE).replace("\n", "\r\n").encode()

    after = po.dumps(po.scrubbed(po.loads(made)))

    assert after.count(b"\n") == after.count(b"\r\n")
    assert "# Is this the market? Write to … <…>, please.\r\n".encode() in after
    assert b"# TODO(klara): look this up\r\n" in after
    assert b"# See terms.odt for this term.\r\n" in after


PIECES = st.sampled_from([case["put"] for case in MADE if case["at"] != "body"]) | st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30
)
COMMENTS = st.lists(st.lists(PIECES, min_size=1, max_size=3).map(" ".join), max_size=3)


@given(COMMENTS, COMMENTS, st.lists(PIECES, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_whatever_people_write_nothing_tells_afterwards_and_no_string_changes(
    above, around, fields, eol
):
    made = po.new_catalog("ru", "strike")
    header = made.header.evolve(
        translator_comments=tuple(above),
        msgstr=made.header.msgstr + "".join(f"{f}\n" for f in fields),
    )
    message = po.loads(b'#, fuzzy\n#| msgid "was"\nmsgid "is"\nmsgstr "jane@example.org"\n').active[
        0
    ]
    message = message.evolve(
        translator_comments=tuple(around),
        references=tuple(
            f for f in fields if f and not f.isspace() and " " not in f and f.isascii()
        ),
    )
    given = po.loads(po.dumps(replace(made, header=header, messages=(message,), eol=eol)))
    once = po.scrubbed(given)
    read = po.loads(po.dumps(once))

    assert po.scrubbed(once) is once
    assert [t for t in po.told(po.dumps(once).decode()) if not t.ours and t.sure] == []
    for name in ("msgid", "msgstr", "msgctxt", "flags", "previous_msgid", "obsolete"):
        assert getattr(read.active[0], name) == getattr(message, name)
    assert po.scrubbed(read) is read


TAIL = st.lists(st.sampled_from(["# jane@home.org", "# Why?", "#", "", "#: a.md", "# z@x.org?"]))


@given(TAIL, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_stands_at_the_end_is_read_again_however_it_ends(tail, eol, ended):
    made = po.dumps(po.new_catalog("ru", "strike")).decode() + '\nmsgid "a"\nmsgstr "b"\n'
    lines = [*made.split("\n"), *tail]
    data = (eol.join(lines) + eol * ended).encode()
    read = po.loads(data)

    after = po.dumps(po.scrubbed(read))

    assert b"jane@" not in after
    assert b"\r" not in after.replace(b"\r\n", b"")
    assert po.loads(after).messages == read.messages


def test_a_file_without_a_last_line_end_is_scrubbed_into_one_that_is_read(write):
    folder = write({"source_texts/a.md": "# Strike\n"}, SCRUB)
    run(folder, "update")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n# jane@home.org")

    assert run(folder, "update").exit_code == 0
    assert run(folder, "update", "--check").exit_code == 0
    assert b"jane" not in path.read_bytes()


@pytest.mark.parametrize("name", ["sr@latin", "ask jane@example.org", "docks@desk-7"])
def test_a_text_s_own_name_is_no_secret(write, name):
    folder = write({f"source_texts/{name}.txt": "Strike\n"}, SCRUB)

    assert run(folder, "update").exit_code == 0
    assert run(folder, "update", "--check").exit_code == 0
    written = [*folder.glob("locales/**/*.po*")]
    assert len(written) > 1
    for path in written:
        assert f"Project-Id-Version: {name}\\n" in path.read_text(encoding="utf-8")
    assert "tells of people" not in run(folder, "check").stdout
    assert "Project-Id" not in run(folder, "privacy").stdout


@pytest.mark.parametrize("config", [SCRUB, 'locales = ["ru"]\n'])
def test_no_path_of_a_machine_stays_at_the_end(write, config):
    folder = write({"source_texts/a.md": "# Strike\n"}, config)
    run(folder, "update")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    ours = "tamizdat: draft engine=adopted route=D:\\jane\\b.md hash=000000000000"
    added = (
        f"\n#: /home/jane/a.md:7 \u2068/home/jane/b c.md\u2069:3 d.md\n# {ours}\n# Why?\n#  So\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")

    run(folder, "update")

    text = path.read_text(encoding="utf-8")
    assert "jane" not in text
    assert text.endswith("route=b.md hash=000000000000\n# Why?\n#  So\n")
    assert run(folder, "update", "--check").exit_code == 0
    assert "catalog-personal" not in run(folder, "check").stdout


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Ask Zoe Zed <z@example.org>: him or her?", "Ask … <…>: him or her?"),
        ("Frag Zoe <z@example.org>", "Frag … <…>"),
        ("So says Zoe Zed, <z@example.org>.", "So says …, <…>."),
        ("z@example.org", ""),
        ("Zoe Zed <z@example.org>", ""),
        (
            "see /home/zoe/a/terms.md, /home/zoe/ and C:\\Users\\zoe",
            "see terms.md, /home/zoe/ and …",
        ),
        ("Say “du” (zoe_99 on jabber: zoe_99)", "Say “du” (zoe_99 on jabber: …)"),
        ("by zoe@ZOES-PC, never on a laptop", "by …, never on a laptop"),
        ("zoe@debian and zoe@desk-7 say amig@s", "… and … say amig@s"),
        ("— Zoe Zed, 2026-02-01", ""),
        ("seen at ip 10.8.0.7", "seen at ip …"),
    ],
)
def test_words_stay_where_names_go(line, left):
    assert people.without(line) == left


@given(st.lists(PIECES, max_size=4).map(" ".join), st.booleans())
def test_a_line_without_its_traces_has_none(line, heading):
    left = people.without(line, heading=heading)

    assert not any(trace.sure for trace in people.traces(left, heading=heading))
    assert people.without(left, heading=heading) == left


@given(st.lists(st.text("aZ9.-@/: +~\\", max_size=9), max_size=2).map("".join) | PIECES)
def test_no_line_is_passed_over_that_tells_something(line):
    if not people._MAY_TELL.search(line):
        assert people._all(line, False) == ()


@pytest.mark.parametrize(
    "line",
    ["a" * 9999, "a-" * 5000, "A b. " * 2000, "x@y.org " * 999, "by " * 3000, "<a@b" * 999,
     "edited by " * 999, "A" + " " * 9999 + "x", "1.2.3." * 2000, "~a/" * 2000, "a@b " * 250_000,
     "Jane <a@b> " * 99_999, "-PC" * 200_000, "a@b-1 " * 99_999, "a@b-" * 99_999, "٣" * 60_000],
)  # fmt: skip
@pytest.mark.timeout(10)
def test_no_line_takes_for_ever(line):
    people.without(line, heading=True)


# Folders of a machine


def adopted(folder, path):
    (folder / "source_texts").mkdir(exist_ok=True)
    (folder / "source_texts/a.md").write_text("# Strike\n\nWe meet at noon, at the docks.\n")
    (folder / "tamizdat.toml").write_text('locales = ["ru"]\n')
    arguments = ("--adopt-text", "a", "--adopt-locale", "ru")
    result = run(folder, "init", "--adopt", str(path), *arguments)
    assert result.exit_code == 0, result.output
    return catalog(folder, "a").active[0].draft.get("route")


@pytest.fixture
def translated(tmp_path):
    """A translated text beside the project, and the project."""
    folder = tmp_path / "project"
    for place in (tmp_path / "Down loads", folder / "old"):
        place.mkdir(parents=True)
        (place / "a.ru.md").write_text("# Забастовка\n\nВстречаемся в полдень у доков.\n")
    return folder


@pytest.mark.parametrize(
    ("path", "route"),
    [("../Down loads/a.ru.md", "a.ru.md"), ("old/a.ru.md", "old/a.ru.md")],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_no_path_of_a_machine_is_written(translated, path, route, absolute):
    given = (translated / path).resolve() if absolute else path

    assert adopted(translated, given) == route
    for file in translated.rglob("*"):
        if file.is_file():
            assert str(translated.parent) not in file.read_text(encoding="utf-8")


def test_a_path_of_earlier_days_goes_with_the_next_update(translated):
    adopted(translated, "old/a.ru.md")
    run(translated, "update")
    path = translated / "locales/ru/LC_MESSAGES/a.po"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("route=old/", "route=/home/jane/old/"), encoding="utf-8")
    line = before.split("\n").index(next(s for s in before.split("\n") if "route=" in s)) + 1

    checked = run(translated, "check")
    run(translated, "update")

    warning = "warning: route: “/home/jane/old/a.ru.md” looks like a machine of somebody's"
    assert f"a.po:{line}: {warning}" in plain(checked.stdout)
    assert checked.exit_code == 0
    assert "route=a.ru.md confidence" in path.read_text(encoding="utf-8")


# What comes back


def test_an_address_in_a_comment_is_said_where_nothing_is_scrubbed(write):
    folder = write({"source_texts/a.md": "# Strike\n\nWrite to docks@example.org.\n"})
    run(folder, "update")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    text = path.read_text(encoding="utf-8")
    comment = "# docks@example.org stays\n# ask jane@example.org\n"
    path.write_text(text.replace("#. heading", f"{comment}#. heading"), encoding="utf-8")

    result = run(folder, "check")

    line = text.split("\n").index("#. heading 1") + 2
    said = "warning: comment: “jane@example.org” looks like somebody's address (take it out"
    assert result.stdout.count("catalog-personal") == 1
    assert f"a.po:{line}: {said}" in plain(result.stdout)
    assert result.exit_code == 0


@pytest.mark.parametrize(("config", "severity"), [(SCRUB, "warning"), ('locales = ["ru"]\n', "")])
def test_a_template_is_looked_at_too(write, config, severity):
    folder = write({"source_texts/a.md": "# Strike\n"}, config)
    run(folder, "update")
    path = folder / "locales/templates/a.pot"
    made = path.read_bytes()
    path.write_bytes(
        made.replace(b"POT-Creation-Date: ", b"POT-Creation-Date: 2026-01-03 11:11-0500")
    )

    said = f"a.pot:4: {severity}: tells of people: POT-Creation-Date (run: tamizdat update)"
    assert (said in plain(run(folder, "check").stdout)) is bool(severity)
    run(folder, "update")
    assert (path.read_bytes() == made) is bool(severity)


@pytest.mark.parametrize(
    "arguments", [("check", "--json"), ("status", "--json"), ("status", "--format", "markdown")]
)
def test_what_is_said_of_a_broken_catalog_names_no_folder_of_this_machine(write, arguments):
    folder = write({"source_texts/a.md": "# Strike\n"})
    run(folder, "update")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    path.write_bytes(path.read_bytes().replace(b"UTF-8", b"latin1"))

    said = run(folder, *arguments).output

    assert "msgconv --no-wrap -t UTF-8 -o locales/ru/" in said
    assert str(folder) not in said


def test_a_decision_in_a_project_that_scrubs_can_be_taken_back(write):
    from tamizdat.project.project import Project
    from tamizdat.review.decision import accept
    from tamizdat.review.session import Session
    from tamizdat.review.workflow import Choice, ReviewQueue

    folder = write({"source_texts/a.md": "# Strike\n"}, SCRUB)
    run(folder, "update")
    run(folder, "draft", "--engine", "pseudo")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# tamizdat", "# right? jane@example.org\n# tamizdat"))
    project = Project.open(folder)
    queue = ReviewQueue([Session(project, project.text("a"), "ru")], Choice())

    queue.take(accept(queue.item(), "night shift"))
    assert queue.undo()

    assert catalog(folder, "a").active[0].fuzzy
    assert "# right? …\n" in path.read_text(encoding="utf-8")


COMMENTS = {
    "Translator: Ana Ruiz": "Translator: …",
    "Traducido por: Ana Ruiz": "Traducido por: …",
    "Übersetzt von Klaus Müller": "Übersetzt von …",
    "Перевёл: Иван Петров": "Перевёл: …",
    "[Maria López 2026-02-01] is it male?": "[… 2026-02-01] is it male?",
    "— Juan, 2026": "",
}
WORDS = [
    "Übersetzung fehlt noch", "Traducción de la palabra", "Is it male? — Really", "Editor: vim",
    "Author: Marx", "Translated by hand", "see [link 2026-02-01] here", "ask Boris, he knows",
]  # fmt: skip


@pytest.mark.parametrize(("comment", "left"), COMMENTS.items())
def test_who_signs_a_comment_goes_and_its_words_stay(comment, left):
    assert people.without(comment) == left


@pytest.mark.parametrize("comment", WORDS)
def test_no_other_word_goes(comment):
    assert people.without(comment) == comment


def test_what_only_a_program_notes_is_no_error_and_blocks_nothing(write):
    folder = write({"source_texts/a.md": "# Strike\n"}, SCRUB)
    run(folder, "update")
    translate(folder, "a", _="Забастовка")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    dated = 'PO-Revision-Date: 2026-02-01 10:00+0300\\n"\n"X-Generator: Weblate 5.1'
    path.write_text(path.read_text().replace("PO-Revision-Date: ", dated))

    checked = run(folder, "check")

    assert "warning: tells of people: PO-Revision-Date, X-Generator (run: " in checked.stdout
    assert checked.exit_code == 0
    path.write_text(path.read_text().replace("Weblate", "jane@example.org"))
    assert run(folder, "publish").exit_code == 0


def test_a_backslash_before_an_n_ends_no_field():
    made = po.new_catalog("ru", "strike")
    msgstr = made.header.msgstr.replace(": strike", r": \new\nTranslator: jane")
    read = po.loads(po.dumps(replace(made, header=made.header.evolve(msgstr=msgstr))))

    assert [*po.told(po.dumps(po.scrubbed(read)).decode())] == []


def test_a_flag_that_is_a_backslash_swallows_no_line(judge):
    read = po.loads(b'# jane@example.org\n#, fuzzy, \\ \nmsgid "a"\nmsgstr "b"\n')

    after = po.dumps(po.scrubbed(read))

    subprocess.run((judge("msgfmt"), "-o", "/dev/null", "-"), input=after, check=True)
    assert po.loads(after).messages[0].flags == read.messages[0].flags
    assert b"jane" not in after
