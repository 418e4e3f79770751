"""What somebody saves while a run is about to remove or replace it stays, and the run says so."""

import pytest
from project import plain, run, translate

from tamizdat.project import atomic, files

CATALOGS = "locales/ru/LC_MESSAGES/{}.po"
THEIRS = b"somebody was here"


@pytest.fixture
def folder(write):
    texts = {"a": "One\n\nTwo\n", "b": "Three\n"}
    folder = write({f"source_texts/{name}.md": text for name, text in texts.items()})
    run(folder, "update")
    translate(folder, "a", One="Раз", Two="Два")
    return folder


@pytest.fixture
def saved_late(folder, monkeypatch):
    """Let somebody save a file just before it is removed or replaced."""

    def plant(name):
        path = folder / name

        def late(original, real_at):
            def act(*arguments):
                if arguments[real_at] == path.resolve():
                    path.write_bytes(THEIRS)
                return original(*arguments)

            return act

        for deed in ("remove", "replace"):
            monkeypatch.setattr(atomic, deed, late(getattr(atomic, deed), 1))
        return path

    return plant


def check(result, path):
    assert result.exit_code == 3
    assert f"{path.name}: the file has changed meanwhile" in plain(result.stderr)
    assert path.read_bytes() == THEIRS


def test_a_catalog_that_has_given_all_away(folder, saved_late):
    (folder / "source_texts/a.md").unlink()
    (folder / "source_texts/b.md").write_text("Three\n\nOne\n\nTwo\n")
    path = saved_late(CATALOGS.format("a"))

    check(run(folder, "update"), path)


def test_a_template_whose_text_is_gone(folder, saved_late):
    (folder / "source_texts/a.md").unlink()
    path = saved_late("locales/templates/a.pot")

    check(run(folder, "update"), path)


def test_a_catalog_that_came_back_under_a_former_name(folder, saved_late):
    back = (folder / CATALOGS.format("a")).read_bytes()
    (folder / "source_texts/a.md").rename(folder / "source_texts/c.md")
    run(folder, "update")
    (folder / CATALOGS.format("a")).write_bytes(back)
    path = saved_late(CATALOGS.format("a"))

    check(run(folder, "update"), path)


def test_a_file_that_was_handed_out(folder, saved_late):
    run(folder, "export", "a")
    translate(folder, "b", Three="Три")
    path = folder / CATALOGS.format("a")
    path.write_text(path.read_text("utf-8").replace("Раз", "Один"), "utf-8")
    path = saved_late("handout/a.ru.po")

    check(run(folder, "export", "a"), path)


def test_what_is_only_being_written_is_a_reason_too(folder):
    (folder / "source_texts/a.md").unlink()
    path = folder / "locales/templates/a.pot"
    with path.open("r+b") as editor:
        result = run(folder, "update")
        editor.write(b"# who")

    assert result.exit_code == 3
    assert path.read_bytes().startswith(b"# who")
    assert not list(files.unfinished(folder))
