"""What goes to translators: which files, called what, and what stands in them."""

import datetime

import pytest
from project import catalog, plain, run, translate

from tamizdat.catalogs import handout, po, three_way
from tamizdat.catalogs.catalog import Message
from tamizdat.export import letter, workflow
from tamizdat.project.project import Project

PATH = "locales/fr/LC_MESSAGES/a.po"
HANDOUT = "handout/a.fr.po"


@pytest.fixture
def project(write):
    """Two texts, to be translated into two languages."""
    texts = {"source_texts/a.md": "One\n\nTwo\n", "source_texts/b.md": "Three\n"}
    folder = write(texts, 'locales = ["fr", "es"]')
    assert run(folder, "update").exit_code == 0
    return folder


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def files(folder):
    return {p.relative_to(folder / "handout").as_posix() for p in folder.glob("handout/**/*.po")}


ALL = {"a.fr.po", "a.es.po", "b.fr.po", "b.es.po"}


def break_catalog(folder):
    with (folder / PATH).open("a") as file:
        file.write('msgid "a\n')


def change_source(folder):
    (folder / "source_texts/a.md").write_text("One\n\nTwo and a half\n")


def remove_catalog(folder):
    (folder / PATH).unlink()


def put_rubbish(folder):
    (folder / HANDOUT).parent.mkdir()
    (folder / HANDOUT).write_text("what is this?")


def break_text(folder):
    (folder / "source_texts/a.md").write_bytes(b"\xff")


@pytest.mark.parametrize(
    ("deed", "missing", "said"),
    [
        (break_catalog, {"a.fr.po"}, f"{PATH}:"),
        (change_source, {"a.fr.po", "a.es.po"}, "run: tamizdat update"),
        (remove_catalog, {"a.fr.po"}, "run: tamizdat update"),
        (put_rubbish, set(), f"{HANDOUT}: there is a file that can't be read"),
        (break_text, {"a.fr.po", "a.es.po"}, "source_texts/a.md:1: not UTF-8"),
    ],
)
def test_what_can_not_be_handed_out_is_named_and_the_rest_is(project, deed, missing, said):
    deed(project)

    result = run(project, "export")

    assert result.exit_code == 2
    assert said in plain(result.stderr)
    assert files(project) == ALL - missing
    if deed is put_rubbish:
        assert (project / HANDOUT).read_text() == "what is this?"


def test_a_text_that_meets_a_bug_is_named_and_the_rest_is_handed_out(project, monkeypatch):
    lines = letter.lines

    def fail(text, locale, contact):
        if (text.domain, locale) == ("a", "fr"):
            raise IndexError("nothing there")
        return lines(text, locale, contact)

    monkeypatch.setattr(letter, "lines", fail)

    result = run(project, "export", buggy=True)

    assert result.exit_code == 70
    assert f"{PATH}: tamizdat fails here, which is a bug" in plain(result.stderr)
    assert files(project) == ALL - {"a.fr.po"}


def test_what_is_there_already_is_not_written_again(project):
    run(project, "export")
    first = [(project / HANDOUT).stat().st_mtime_ns, (project / HANDOUT).read_bytes()]
    translate(project, "b", "fr", Three="Trois")

    results = [*workflow.run(Project.open(project), ["a", "b"], ["fr"])]

    assert [result.written for result in results] == [False, True]
    assert [(project / HANDOUT).stat().st_mtime_ns, (project / HANDOUT).read_bytes()] == first


def test_a_dry_run_says_the_same_and_writes_nothing(project):
    planned = [*workflow.run(Project.open(project), dry_run=True)]
    assert not (project / "handout").exists()

    assert [*workflow.run(Project.open(project))] == planned
    assert files(project) == ALL
    assert {result.left.messages for result in planned} == {1, 2}


def test_a_text_whose_day_has_passed_is_handed_out_if_it_is_named(project):
    text = "---\ntranslation:\n  expires: 2025-12-31\n---\n\nOne\n"
    (project / "source_texts/a.md").write_text(text)
    run(project, "update")

    assert run(project, "export", TAMIZDAT_TODAY="2026-01-01").exit_code == 0
    assert files(project) == {"b.fr.po", "b.es.po"}
    run(project, "export", "a", TAMIZDAT_TODAY="2026-01-01")
    assert files(project) == ALL


def test_files_of_one_name_in_any_case_are_called_by_all_of_it(write):
    texts = ("calls/May", "old/may", "old/é", "calls/E\u0301", "deep/down/june")
    folder = write({f"source_texts/{name}.md": f"Text {name}\n" for name in texts})
    run(folder, "update")

    run(folder, "export")

    names = {"calls/May", "old/may", "old/é", "calls/É", "june"}
    assert files(folder) == {f"{name}.ru.po" for name in names}


def test_what_is_obsolete_stays_at_home_and_a_form_is_the_usual_one(project):
    data = (project / PATH).read_bytes()
    data = data.replace(b'msgid ""', b'# Ana wrote this\nmsgid ""', 1)
    data += b'\n#~ msgid "Gone"\n#~ msgstr "Parti"\n\n# the end\n'
    (project / PATH).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))

    run(project, "export", "a", "-l", "fr")

    data = (project / HANDOUT).read_bytes()
    found = po.loads(data)
    assert [message.msgid for message in found.messages] == ["One", "Two"]
    assert not [part for part in (b"\r", b"\xef\xbb\xbf", b"the end") if part in data]
    assert data == po.dumps(po.in_own_form(found))
    assert found.header.translator_comments[-2:] == ("", "Ana wrote this")
    assert handout.prints(found) == {three_way.fingerprint(m) for m in found.messages}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "Un"'),
        ('msgstr "Deux"', 'msgstr "deux"'),
        ("#, fuzzy\n", ""),
        ('msgid "One"', '# which?\nmsgid "One"'),
    ],
)
def test_a_file_with_any_work_in_it_is_not_written_over(project, old, new):
    translate(project, "a", "fr", Two="Deux")
    edit(project / PATH, 'msgid "Two"', '#, fuzzy\nmsgid "Two"')
    run(project, "export", "a", "-l", "fr")
    edit(project / HANDOUT, old, new)
    worked = (project / HANDOUT).read_bytes()

    result = run(project, "export", "a")

    assert result.exit_code == 2
    assert "somebody has worked on the file that is there" in plain(result.stderr)
    assert (project / HANDOUT).read_bytes() == worked
    assert "a.es.po" in files(project)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('msgstr "Deux"', 'msgstr ""'),
        ('"Language: fr', '"X-Generator: an editor\\\\n"\n"Language: fr'),
        ("#. paragraph\n", ""),
    ],
)
def test_a_file_in_which_nothing_is_new_is_written_over(project, old, new):
    translate(project, "a", "fr", Two="Deux")
    run(project, "export", "a", "-l", "fr")
    before = (project / HANDOUT).read_bytes()
    edit(project / HANDOUT, old, new)

    assert run(project, "export", "a", "-l", "fr").exit_code == 0
    assert (project / HANDOUT).read_bytes() == before


def test_what_was_handed_out_and_has_changed_at_home_since_is_no_work(project):
    translate(project, "a", "fr", Two="Deux")
    run(project, "export", "a", "-l", "fr")
    edit(project / PATH, "Deux", "Les deux")

    assert run(project, "export", "a", "-l", "fr").exit_code == 0
    assert "Les deux" in (project / HANDOUT).read_text(encoding="utf-8")


def test_what_was_taken_back_under_a_former_name_may_be_written_over(project):
    run(project, "export", "a", "-l", "fr")
    edit(project / HANDOUT, 'msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "Un"')
    run(project, "import", HANDOUT)
    edit(project / PATH, 'msgstr "Un"', 'msgstr "Une"')
    (project / "source_texts/a.md").rename(project / "source_texts/z.md")
    run(project, "update")
    (project / HANDOUT).rename(project / "handout/z.fr.po")

    assert run(project, "export", "z", "-l", "fr").exit_code == 0
    assert catalog(project, "z", "fr").active[0].msgstr == "Une"


RULES = (
    "  Links, addresses, handles, numbers and code stay as they are, and so do the marks around "
    "words, such as **bold**. What is marked as fuzzy (“needs work”) is a machine's draft, or its "
    "source has changed: read it against the source, mend it, then take the mark away. Questions "
    "are welcome: write them as comments beside the message. Your editor may write your name and "
    "address into this file: leave them empty in its preferences if that should not be public."
)


@pytest.mark.parametrize("contact", ["", "texts@example.org"])
@pytest.mark.parametrize("deadline", [None, datetime.date(2026, 3, 6)])
def test_the_head_says_by_when_and_where_to_if_that_is_known(write, contact, deadline):
    front = f"---\ntranslation:\n  deadline: {deadline}\n---\n" if deadline else ""
    folder = write({"source_texts/a.md": f"{front}One\n"})
    text = Project.open(folder).text("a")

    lines = letter.lines(text, "en", contact)

    head = " ".join(lines)
    assert lines[0] == "a → English (English)"
    assert ("Wanted by: March 6, 2026 (2026-03-06)" in head) == bool(deadline)
    assert ("Send this file back to texts@example.org, finished" in head) == bool(contact)
    assert ("Send this file back, finished or not" in head) == (not contact)
    assert max(map(len, lines)) == 88
    assert " ".join(lines).endswith(RULES)


def test_a_mark_is_the_last_field_once_and_holds_a_print_of_each_message():
    messages = (Message("a", "A"), Message("b"), Message("c", obsolete=True))
    catalog = po.new_catalog("fr", "a", messages=messages)

    marked = handout.marked(handout.marked(catalog))

    names = [name for name, _ in marked.fields()]
    assert names.count(names[-1]) == 1
    assert names[-1] == "X-Tamizdat-Handed-Out"
    assert handout.prints(marked) == {three_way.fingerprint(message) for message in messages}
    assert handout.without_mark(marked) == catalog
    assert handout.without_mark(catalog) is catalog
    assert handout.prints(catalog) == frozenset()
