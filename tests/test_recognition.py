"""Which text and locale a file that came back is of, and which version of it it began from."""

import polib
import pytest
from project import catalog, run

from tamizdat.catalogs import po, three_way
from tamizdat.catalogs.catalog import Message
from tamizdat.import_.ancestor import closest
from tamizdat.project import cache
from tamizdat.project.returned import Returned

SHARED, OWN = ("One", "Two", "Three"), ("Four", "Five", "Six", "Seven")
TEXTS = {"a": (*SHARED, *OWN), "calls/b": (*SHARED, "Eight", "Nine"), "c": ("Ten",)}


@pytest.fixture
def project(write):
    """Three texts, two of which have something in common."""
    sources = {f"source_texts/{name}.md": "\n\n".join(TEXTS[name]) + "\n" for name in TEXTS}
    folder = write(sources, 'locales = ["fr", "pt_BR"]')
    assert run(folder, "update").exit_code == 0
    return folder


def put(folder, name, *msgids, **header):
    """A file with these msgids, all of them translated."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.metadata |= {field.replace("_", "-"): value for field, value in header.items()}
    file.extend(polib.POEntry(msgid=msgid, msgstr=f"fr {msgid}") for msgid in msgids)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    file.save(str(folder / name))
    return name


def done(folder, domain, locale="fr"):
    return {message.msgid for message in catalog(folder, domain, locale).active if message.msgstr}


@pytest.mark.parametrize(
    ("named", "msgids", "domain"),
    [
        ("a", ("One", "Two"), "a"),
        ("calls/b", ("One", "Two"), "calls/b"),
        ("calls/b", (*OWN, "One", "Two", "Three"), "a"),
        ("calls/b", (*OWN, *SHARED, "Eight"), "calls/b"),  # it has half of them
        ("", OWN, "a"),
        ("", ("Eight", "One"), "calls/b"),
        ("a", ("Eight", "Nine", "Old"), "calls/b"),
        ("c", ("Old", "Older", "Oldest"), "c"),  # all of it may have been written anew
        ("gone", (*SHARED, "Nine"), "calls/b"),
    ],
)
def test_a_file_is_of_the_text_that_it_names_or_shares_most_with(project, named, msgids, domain):
    name = put(project, "back.po", *msgids, Language="fr", Project_Id_Version=named)

    result = run(project, "import", name)

    assert f"back.po → {domain} fr" in result.stdout, result.output
    assert done(project, domain) == {*msgids} & {*TEXTS[domain]}
    assert not any(done(project, other) for other in TEXTS if other != domain)


@pytest.mark.parametrize(
    ("msgids", "said"),
    [
        (SHARED, "“a” and “calls/b” have as many of its messages"),
        (("Old",), "no text has any of its messages"),
        ((), "no text has any of its messages"),
    ],
)
def test_a_file_that_may_be_of_any_text_is_of_the_one_that_is_said(project, msgids, said):
    name = put(project, "back.po", *msgids, Language="fr")

    result = run(project, "import", name)

    assert result.exit_code == 2
    assert said in result.stderr
    assert "--text TEXT" in result.stderr
    assert run(project, "import", name, "--text", "calls/b").exit_code == 0
    assert done(project, "calls/b") == {*msgids} & {*SHARED}
    assert not done(project, "a")


def test_a_text_that_can_not_be_read_is_none_that_a_file_is_of(project):
    (project / "source_texts/calls/b.md").write_bytes(b"\xff")
    name = put(project, "back.po", *SHARED, Language="fr")

    assert run(project, "import", name).exit_code == 0
    assert done(project, "a") == {*SHARED}


@pytest.mark.parametrize(
    ("name", "language", "locale"),
    [
        ("back.po", "fr", "fr"),
        ("pt_BR.po", "fr", "fr"),
        ("back.po", "pt-BR", "pt_BR"),
        ("pt/back.po", "", "pt_BR"),
        ("a.pt-br.po", "", "pt_BR"),
        ("fr/a.po", "", "fr"),
        ("fr.po", "de", None),
        ("back.po", "", None),
        ("de.po", "", None),
    ],
)
def test_a_file_is_in_the_locale_that_it_names_before_that_of_its_place(
    project, name, language, locale
):
    header = {"Language": language} if language else {}
    put(project, name, *OWN, **header)

    result = run(project, "import", name)

    assert result.exit_code == (0 if locale else 2)
    assert done(project, "a", "fr") == ({*OWN} if locale == "fr" else set())
    assert done(project, "a", "pt_BR") == ({*OWN} if locale == "pt_BR" else set())
    if not locale:
        says = f"its header says “{language}”" if language else "its header names no language"
        assert f"{says}, and a is translated into fr, pt_BR" in result.stderr


def test_a_catalog_that_may_not_be_written_stops_no_other_file(project):
    files = [
        put(project, f"{n}.po", *msgids, Language=locale)
        for n, msgids, locale in [("1", OWN, "fr"), ("2", OWN, "pt_BR"), ("3", ("Ten",), "fr")]
    ]
    (project / "locales/fr/LC_MESSAGES/a.po").chmod(0o444)

    result = run(project, "import", *files)

    assert result.exit_code == 3
    assert "read-only" in result.stderr
    assert [len(done(project, *place)) for place in [("a", "fr"), ("a", "pt_BR"), ("c", "fr")]] == [
        0,
        len(OWN),
        1,
    ]


def prints(*written):
    """Prints of messages, each written as msgid and msgstr."""
    return frozenset(three_way.fingerprint(Message(each[0], each[1:])) for each in written)


@pytest.mark.parametrize(
    ("versions", "returned", "known"),
    [
        (["a0 b0 c0", "a1 b1 c1"], "a0 b0 c0", "a0 b0 c0"),
        (["a0 b0 c0", "a1 b1 c1"], "a1 b1 c1", "a0 b0 c0 a1 b1 c1"),
        (["a0 b0 c0", "a1 b1 c1"], "a1 b1", "a0 b0 c0 a1 b1 c1"),
        (["a0 b0 c0", "a1 b1 c1"], "a1 b1 c2", "a0 b0 c0 a1 b1 c1"),
        (["a0 b0 c0", "a1 b1 c1"], "a1 b1 c0", "a0 b0 c0"),  # that was done away with
        (["a0 b0 c0", "a1 b1 c0"], "a1 b2 c0", "a0 b0 c0"),  # no more than half
        (["a0", "a1", "a2"], "a2", "a0 a2"),
        (["a0", "a1", "a2"], "a1", "a0 a1"),
        (["a0", "a1", "a0"], "a0", "a0"),
        (["", "a1"], "a1", "a1"),
        (["a0", "a0 b1"], "a0 b1", "a0 b1"),
        (["a0"], "a9", "a0"),
    ],
)
def test_a_file_began_from_the_version_of_which_it_has_most(versions, returned, known):
    """A letter is a msgid, the digit behind it the msgstr."""
    messages = tuple(Message(each[0], each[1:]) for each in returned.split())
    first, *later = (prints(*version.split()) for version in versions)

    began = closest(first, later, po.new_catalog("fr", "a", messages=messages))

    assert began.prints == prints(*known.split())


def holding(*written):
    messages = tuple(Message(each[0], each[1:]) for each in written)
    return po.new_catalog("fr", "a", messages=messages)


def test_what_was_taken_back_is_remembered_by_text_and_locale_the_oldest_first(tmp_path):
    returned = Returned(tmp_path)
    for place in (("old", "fr"), ("a", "fr"), ("a", "es")):
        for msgstr in "123":
            returned.take(*place, holding(f"{place[0][0]}{msgstr}", "x"))
    returned.take("a", "fr", holding("a1", "x"))  # once more
    assert not [*Returned(tmp_path).of(["a"], "fr")]
    returned.save()

    found = Returned(tmp_path)

    assert [*found.of(["a"], "fr")] == [prints(f"a{n}", "x") for n in "231"]
    assert [*found.of(["a", "old"], "fr")][3:] == [prints(f"o{n}", "x") for n in "123"]
    assert len([*found.of(["a"], "es")]) == 3
    assert not [*found.of(["b"], "fr"), *found.of(["a"], "de")]


def test_of_many_files_of_a_text_the_newest_are_remembered(tmp_path):
    returned = Returned(tmp_path)
    for number in range(30):
        returned.take("a", "fr", holding(f"a{number}"))
    returned.take("b", "fr", holding("b"))

    assert [*returned.of(["a"], "fr")] == [prints(f"a{number}") for number in range(10, 30)]
    assert len([*returned.of(["b"], "fr")]) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"3",
        b"[" * 100_000,
        b'{"version": 1}',
        b'{"version": 1, "returned": []}',
        b'{"version": 1, "returned": {"fr a": 3}}',
        b'{"version": 1, "returned": {"fr a": [3]}}',
        b'{"version": 2, "returned": {"fr a": [["0123456789"]]}}',
    ],
)
def test_what_is_odd_in_what_is_remembered_is_nothing(tmp_path, data):
    cache.keep(tmp_path, "returned.json", data)

    assert not [*Returned(tmp_path).of(["a"], "fr")]
