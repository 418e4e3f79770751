"""Every verb opens and saves catalogs in the same way: strictly, scrubbed, over what was read."""

from dataclasses import replace

import pytest
from project import plain, run, translate

from tamizdat.catalogs import po
from tamizdat.errors import CatalogError
from tamizdat.project import files
from tamizdat.project.catalogs import CatalogFile
from tamizdat.project.project import Project

STRIKE = "# Strike\n\nWe meet on May 1.\n\nBring water and bread.\n"
RU = {"Strike": "Забастовка", "We": "Встречаемся 1 мая.", "Bring": "Берите воду."}
PATH = "locales/ru/LC_MESSAGES/strike.po"
PERSON = "Jane Doe"
ADDRESS = "jane@example.org"

READERS = {
    "status": (("status",), 2),
    "check": (("check",), 2),
    "publish": (("publish",), 1),
    "publish for proof-reading": (("publish", "--policy", "draft"), 1),
    "review": (("review",), 2),
}
WRITERS = {
    "update": (("update",), 2),
    "draft": (("draft", "--engine", "pseudo"), 2),
    "review --accept": (("review", "strike", "-l", "ru", "--accept", "--as", "N"), 2),
    "init --adopt": (("init", "--adopt", "old.po"), 2),
    "tidy": (("tidy",), 2),
}


@pytest.fixture
def folder(write):
    """A project whose text has changed, with a draft, a gap, and something to adopt."""
    folder = write({"source_texts/strike.md": STRIKE, "source_texts/notes.md": "# Other notes\n"})
    run(folder, "update")
    translate(folder, "strike", Strike="Забастовка")
    run(folder, "draft", "strike", "--engine", "pseudo")
    head = f'# {PERSON} <{ADDRESS}>, 2019.\nmsgid ""\nmsgstr "Language: ru\\n"\n\n'
    (folder / "old.po").write_text(f'{head}msgid "Bring seeds."\nmsgstr "Берите семена."\n')
    (folder / "source_texts/strike.md").write_text(f"{STRIKE}\nBring seeds.\n\nSing a song.\n")
    return folder


def change(folder, old, new):
    path = folder / PATH
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path.read_bytes()


def verbs(table):
    return pytest.mark.parametrize(("arguments", "code"), table.values(), ids=table)


@pytest.fixture
def ready(folder):
    """The same, in step with its source, so that each verb has something to do."""

    def prepare(arguments):
        if arguments[0] not in ("update", "init"):
            run(folder, "update")
        if arguments[0] == "tidy":
            (folder / PATH).write_bytes("\ufeff".encode() + (folder / PATH).read_bytes())
        return folder

    return prepare


@verbs(READERS | WRITERS)
def test_a_catalog_of_a_newer_segmentation_is_refused(ready, arguments, code):
    folder = ready(arguments)
    before = change(folder, f"X-Tamizdat-Segments: {po.SEGMENTS}", "X-Tamizdat-Segments: 9")

    result = run(folder, *arguments)

    assert "made by a newer tamizdat (segments 9" in plain(result.output)
    assert result.exit_code == code, result.output
    assert (folder / PATH).read_bytes() == before


@verbs(READERS | WRITERS)
def test_a_catalog_of_another_text_is_refused(ready, arguments, code):
    folder = ready(arguments)
    other = folder / PATH.replace("strike", "notes")
    other.write_bytes((folder / PATH).read_bytes())
    before = other.read_bytes()
    arguments = tuple(word.replace("strike", "notes") for word in arguments)

    result = run(folder, *arguments)

    assert "a catalog of another text: its header names “strike”" in plain(result.output)
    assert result.exit_code == (1 if arguments == ("check",) else code), result.output
    assert other.read_bytes() == before


@verbs(WRITERS)
def test_a_project_that_scrubs_scrubs_whatever_it_writes(ready, arguments, code):
    del code
    folder = ready(arguments)
    config = folder / "tamizdat.toml"
    config.write_text(config.read_text() + "\nprivacy.scrub = true\n")
    change(folder, "Last-Translator: ", f"Last-Translator: {PERSON} <{ADDRESS}>")
    before = (folder / PATH).read_bytes()

    run(folder, *arguments)

    written = (folder / PATH).read_bytes()
    assert written != before
    assert PERSON not in written.decode()
    assert ADDRESS not in written.decode()


@verbs(WRITERS)
def test_what_somebody_saves_meanwhile_is_never_written_over(ready, monkeypatch, arguments, code):
    del code
    folder = ready(arguments)
    theirs = (folder / PATH).read_bytes() + b"\n# somebody was here\n"
    start = files._start

    def late(path, *given, **more):
        if path.name == "strike.po":
            path.write_bytes(theirs)
        return start(path, *given, **more)

    monkeypatch.setattr(files, "_start", late)
    result = run(folder, *arguments)

    assert "the file has changed meanwhile" in plain(result.output)
    assert result.exit_code == 3
    assert (folder / PATH).read_bytes() == theirs


@pytest.mark.parametrize("tail", [b"# cut off\r", b'\nmsgid "a"\nmsgstr "b"\n'])
def test_what_would_not_be_read_again_is_never_written(folder, monkeypatch, tail):
    file = Project.open(folder).catalog_file("strike", "ru")
    monkeypatch.setattr(CatalogFile, "clean", lambda _, catalog: replace(catalog, tail=tail))

    with pytest.raises(CatalogError):
        file.rewritten(file.existing)
