"""What would do harm later, on another system or to somebody else's work, is refused at once."""

import os
import unicodedata

import pytest
from project import catalog, plain, run, translate

TEXT = "# Strike\n\nWe meet at noon.\n"
CONFLICT = "# Strike\n\n<<<<<<< HEAD\nWe meet at noon.\n=======\nWe meet at one.\n>>>>>>> other\n"


@pytest.mark.parametrize(
    "command", ["update", "check", "publish", "status", "draft --engine pseudo", "review"]
)
@pytest.mark.parametrize("suffix", ["md", "txt", "html"])
def test_a_text_with_an_unsettled_conflict_is_refused_with_its_line(write, command, suffix):
    folder = write({f"source_texts/a.{suffix}": CONFLICT, "source_texts/b.md": "Bread\n"})
    run(folder, "update")

    result = run(folder, *command.split())

    assert f"source_texts/a.{suffix}:3: " in result.output
    assert "an unsettled merge conflict" in result.output
    assert result.exit_code == 2
    assert catalog(folder, "b").active  # the others go on
    assert not (folder / "published/site/en/a").exists()


def test_a_conflict_that_a_text_quotes_is_code(write):
    folder = write({"source_texts/a.md": f"How to settle:\n\n```\n{CONFLICT}```\n"})

    assert run(folder, "update").exit_code == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [("Call.md", "call.md"), ("\u00e9.md", "e\u0301.md"), ("a.md", "a.txt"), ("a/B.md", "A/b.md")],
)
def test_two_texts_that_share_a_catalog_on_some_system_are_refused(write, first, second):
    folder = write({f"source_texts/{first}": TEXT, f"source_texts/{second}": TEXT})

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "has the same domain as" in result.stderr


@pytest.mark.parametrize("name", ["aux.md", "nul.x.md", "COM1.md", "con/a.md", b"a\xff.md"])
def test_a_name_that_some_system_cannot_hold_is_refused_with_its_path(write, name):
    folder = write({"source_texts/b.md": TEXT})
    path = os.path.join(os.fsencode(folder), b"source_texts", os.fsencode(name))  # noqa: PTH118
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(TEXT.encode())

    for command in ("update", "status", "check", "publish"):
        result = run(folder, command)
        assert result.exit_code == 2
        assert "a name that not every system can hold" in result.output
        assert "source_texts/" in result.output


@pytest.mark.parametrize(
    "paths",
    [
        'template = "locales/es/LC_MESSAGES/{domain}.po"',
        'catalog = "locales/{domain}/{locale}.po"\ntemplate = "locales/{domain}/es.po"',
    ],
)
def test_a_template_in_the_place_of_a_catalog_is_refused(write, paths):
    folder = write({"source_texts/a.md": TEXT}, config=f'locales = ["es"]\n{paths}\n')

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "“template” is the path of the catalogs in “es”" in plain(result.stderr)
    assert not (folder / "locales").exists()


def test_a_template_is_never_written_over_translations(write):
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")
    translate(folder, "a", Strike="Забастовка")
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    before = path.read_bytes()
    template = folder / "locales/templates/a.pot"
    before = before.replace(b"Language: ru", b"Language: de")
    template.write_bytes(before)
    (folder / "source_texts/a.md").write_text(TEXT + "\nCome.\n")

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "locales/templates/a.pot: holds translations, and is no template" in result.stderr
    assert template.read_bytes() == before


def test_nothing_is_published_out_of_the_project(write, tmp_path_factory):
    folder = write({"source_texts/a.md": TEXT})
    outside = tmp_path_factory.mktemp("outside")
    (folder / "published").symlink_to(outside)
    run(folder, "update")

    for _ in range(2):
        result = run(folder, "publish")
        assert result.exit_code == 2
        assert "the path leads out of the project" in result.stderr
    assert not [*outside.iterdir()]


@pytest.mark.parametrize("renamed", ["catalogs", "text", "folder"])
def test_a_name_that_an_archive_spells_in_another_way_is_the_same(write, renamed):
    """A letter such as é has two spellings; archives from a Mac have the longer one."""
    composed = "caf\u00e9/\u00e9t\u00e9"
    folder = write({f"source_texts/{composed}.md": TEXT})
    run(folder, "update")
    translate(folder, composed, Strike="Забастовка", We="Встречаемся в полдень.")
    assert run(folder, "publish").exit_code == 0
    wanted = {"catalogs": ".po", "text": ".md", "folder": "caf\u00e9"}[renamed]
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.name.endswith(wanted) and "published" not in path.parts:
            path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))

    for command in ("update", "check", "publish"):
        result = run(folder, command)
        assert result.exit_code == 0, result.output
        assert "gone" not in result.stdout
    assert len([*folder.rglob("*.po")]) == len([*folder.rglob("*.pot")]) == 1
    assert '"Забастовка"' in next(folder.rglob("*.po")).read_text()


def test_two_catalogs_of_one_text_are_not_both_taken_for_it(write):
    folder = write({"source_texts/\u00e9t\u00e9.md": TEXT})
    run(folder, "update")
    translate(folder, "\u00e9t\u00e9", _="Забастовка.")
    path = next(folder.rglob("*.po"))
    path.with_name(unicodedata.normalize("NFD", path.name)).write_bytes(path.read_bytes())

    result = run(folder, "check")

    assert "no text is called" in result.stdout
    assert "[catalog-orphan]" in result.stdout


PLACES = [
    "source_texts/b.md", "source_texts/a.md", "source_texts/picture.png",
    "locales/ru/LC_MESSAGES/a.po", "locales/ru/LC_MESSAGES/b.po", "locales/ru/LC_MESSAGES/c.po",
    "locales/templates/a.pot", "locales/templates/c.pot", "locales/baseline.json",
    "published/.published.jsonl", "published/site/ru/a/index.html", "published/source/ru/a.md",
    "templates/page.html", "templates/style.css", ".git", ".git/HEAD", ".git/index",
    ".gitignore", ".gitattributes", "po/ru.po", "README.md",
]  # fmt: skip


@pytest.mark.timeout(30)
@pytest.mark.parametrize("place", PLACES)
def test_a_pipe_is_never_waited_for(write, place):
    """Whoever opens one that nobody writes to waits for ever."""
    picture = "# Strike\n\n![A picture](picture.png)\n"
    config = 'locales = ["ru"]\n[publish]\ntemplates = "templates"\n'
    folder = write({"source_texts/a.md": picture, "templates/note.txt": ""}, config)
    run(folder, "update")
    path = folder / place
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)

    for command in (
        ("update",), ("update", "--check"), ("status",), ("check",), ("review",), ("publish",),
        ("draft", "--engine", "pseudo"), ("publish", "--prune"), ("trust",),
        ("init", "--adopt", "po/ru.po"), ("init",),
    ):  # fmt: skip
        assert run(folder, *command).exit_code in (0, 1, 2, 3)
    assert path.is_fifo()
