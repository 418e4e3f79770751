"""Texts renamed while something is in the way: nothing is lost, and the next run mends it."""

import errno

import pytest
from project import catalog, plain, run, translate

from tamizdat.project import atomic, renames
from tamizdat.project.project import Project
from tamizdat.project.renames import Renames

STRIKE = "# Strike\n\nWe meet at noon at the gate.\n\nBring water and bread.\n"
OTHER = "# Other notes\n\nNothing of it.\n"
FOLDER = "locales/{}/LC_MESSAGES/{}.po"
MORE = "\nMore of it.\n"


@pytest.fixture
def folder(write):
    """Two texts that are about to be renamed, and one that is edited."""
    sources = {"a": STRIKE, "b": OTHER, "z": "Words.\n"}
    folder = write(
        {f"source_texts/{name}.md": text for name, text in sources.items()},
        'locales = ["es", "ru"]',
    )
    (folder / "locales").mkdir()
    (folder / "locales/renames.csv").write_bytes(renames.dumps(Renames((("old", "older"),))))
    run(folder, "update")
    for locale in ("es", "ru"):
        translate(folder, "a", locale, _=f"{locale}.")
        translate(folder, "b", locale, _=f"{locale}!")
    for old, new in (("a", "calls/a"), ("b", "calls/b")):
        (folder / "source_texts/calls").mkdir(exist_ok=True)
        (folder / f"source_texts/{old}.md").rename(folder / f"source_texts/{new}.md")
    (folder / "source_texts/z.md").write_text("Words.\n" + MORE)
    return folder


def msgstrs(folder, domain, locale):
    path = folder / FOLDER.format(locale, domain)
    return {m.msgstr for m in catalog(folder, domain, locale).active} if path.exists() else None


def has_more(folder):
    return all("More of it." in str(catalog(folder, "z", code).active) for code in ("es", "ru"))


def test_where_the_record_can_not_be_written_nothing_is_renamed(folder):
    record = folder / "locales/renames.csv"
    record.chmod(0o444)
    before = record.read_bytes()

    result = run(folder, "update")

    assert result.exit_code == 3
    assert "locales/renames.csv: the file is read-only" in plain(result.stderr)
    assert record.read_bytes() == before
    for name, end in (("a", "."), ("b", "!")):
        for locale in ("es", "ru"):
            assert msgstrs(folder, name, locale) == {locale + end}
            assert msgstrs(folder, f"calls/{name}", locale) is None
        assert (folder / f"locales/templates/{name}.pot").exists()
        assert not (folder / f"locales/templates/calls/{name}.pot").exists()
    assert has_more(folder)

    record.chmod(0o644)
    assert run(folder, "update").exit_code == 0
    all_moved(folder)


def all_moved(folder):
    for name, end in (("a", "."), ("b", "!")):
        for locale in ("es", "ru"):
            assert msgstrs(folder, name, locale) is None
            assert msgstrs(folder, f"calls/{name}", locale) == {locale + end}
        assert not (folder / f"locales/templates/{name}.pot").exists()
        assert (folder / f"locales/templates/calls/{name}.pot").exists()
    entries = Project.open(folder).renames.entries
    assert entries == (("a", "calls/a"), ("b", "calls/b"), ("old", "older"))
    assert run(folder, "update", "--check").exit_code == 0


@pytest.mark.parametrize("refused", [FOLDER.format("es", "a"), "locales/templates/a.pot"])
def test_a_file_that_can_not_be_renamed_waits_alone(folder, monkeypatch, refused):
    before, rename = (folder / refused).read_bytes(), atomic.rename

    def refuse(path, to):
        if path == folder / refused:
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(path, to)

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "rename", refuse)
        result = run(folder, "update")

    assert result.exit_code == 3
    assert (folder / refused).read_bytes() == before
    assert not (folder / refused.replace("/a.po", "/calls/a.po")).exists()
    assert msgstrs(folder, "calls/a", "ru") == {"ru."}
    assert [msgstrs(folder, "calls/b", code) for code in ("es", "ru")] == [{"es!"}, {"ru!"}]
    assert has_more(folder)

    assert run(folder, "update").exit_code == 0
    all_moved(folder)


def entries(folder):
    found = Project.open(folder).renames.entries
    return [entry for entry in found if entry != ("old", "older")]


def test_one_text_alone_follows_where_it_is_asked_for(folder):
    record = Renames((("a", "calls/a"), ("b", "calls/b"), ("old", "older")))
    (folder / "locales/renames.csv").write_bytes(renames.dumps(record))

    assert run(folder, "update", "calls/b").exit_code == 0

    assert [msgstrs(folder, "calls/b", code) for code in ("es", "ru")] == [{"es!"}, {"ru!"}]
    assert [msgstrs(folder, "a", code) for code in ("es", "ru")] == [{"es."}, {"ru."}]
    assert [msgstrs(folder, "b", code) for code in ("es", "ru")] == [None, None]
    assert run(folder, "update").exit_code == 0
    all_moved(folder)


@pytest.mark.parametrize("broken", [False, True])
def test_without_a_template_a_catalog_tells_what_a_text_said(folder, broken):
    path = folder / "locales/templates/a.pot"
    path.unlink()
    if broken:
        path.write_text('msgid "a\n')
        (folder / FOLDER.format("es", "a")).write_text('msgid "a\n')

    run(folder, "update")

    assert ("a", "calls/a") in entries(folder)
    assert msgstrs(folder, "calls/a", "ru") == {"ru."}


def test_a_text_that_comes_back_under_another_name_finds_what_is_obsolete(folder):
    source = folder / "source_texts/calls/a.md"
    text = source.read_text()
    source.unlink()
    run(folder, "update")
    assert not catalog(folder, "a").active
    (folder / "source_texts/later.md").write_text(text)

    assert run(folder, "update").exit_code == 0

    assert ("a", "later") in entries(folder)
    assert msgstrs(folder, "later", "es") == {"es."}


def test_a_text_that_has_catalogs_of_its_own_is_no_other_one(folder):
    run(folder, "update")
    before = entries(folder)
    (folder / "source_texts/calls/a.md").unlink()
    (folder / "source_texts/z.md").write_text(STRIKE)

    assert run(folder, "update").exit_code == 0

    assert entries(folder) == before
    assert msgstrs(folder, "z", "ru") == {"ru."}


def test_of_texts_that_say_nothing_none_became_another(write):
    code = "```\ncode here\n```\n"
    folder = write({"source_texts/a.md": code, "source_texts/z.md": "Words.\n"})
    run(folder, "update")
    (folder / "source_texts/calls").mkdir()
    (folder / "source_texts/a.md").rename(folder / "source_texts/calls/a.md")

    assert run(folder, "update").exit_code == 0

    assert entries(folder) == []
