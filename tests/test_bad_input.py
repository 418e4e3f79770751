"""Bad input: one clear error with place and remedy, the right exit code, nothing lost."""

import errno
import os
import re
import stat

import pytest
from project import plain, run

TEXT = "# Strike\n\nWe meet on May 1.\n"
CATALOG = (
    'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "Strike"\nmsgstr "Забастовка"\n'
)
PATH = "locales/ru/LC_MESSAGES/strike.po"


CASES = {
    "no configuration": (
        {"tamizdat.toml": b"", "sub/x": ""},
        None,
        ("update",),
        2,
        r"no tamizdat\.toml",
    ),
    "unknown key": (
        {"tamizdat.toml": 'local = ["ru"]\n'},
        TEXT,
        ("update",),
        2,
        r"tamizdat\.toml:1: unknown key “local”\n next: did you mean “locales”\?",
    ),
    "unknown locale in the configuration": (
        {"tamizdat.toml": 'locales = ["gr"]\n'},
        TEXT,
        ("update",),
        2,
        r"tamizdat\.toml:1: .*“gr” is not a locale; use “el”",
    ),
    "unknown locale on the command line": (
        {},
        TEXT,
        ("status", "-l", "cz"),
        2,
        r"“cz” is not a locale; use “cs”",
    ),
    "a locale that no text has": (
        {},
        TEXT,
        ("check", "-l", "cs"),
        2,
        r"no text is translated into “cs”\n next: there are: ",
    ),
    "a folder without a text": (
        {"source_texts/picture.png": b""},
        None,
        ("publish",),
        2,
        r"source_texts: no text in it\n next: put one there: .*\.md",
    ),
    "broken configuration": (
        {"tamizdat.toml": "locales = [\n"},
        TEXT,
        ("update",),
        2,
        r"tamizdat\.toml",
    ),
    "a configuration of brackets": (
        {"tamizdat.toml": f"locales = {'[' * 5000}\n"},
        TEXT,
        ("update",),
        2,
        r"tamizdat\.toml: a number too long to be one, or lists nested too deeply",
    ),
    "a stylesheet that is not UTF-8": (
        {"tamizdat.toml": 'publish.templates = "pages"\n', "pages/style.css": b"\xff"},
        TEXT,
        ("publish",),
        2,
        r"pages/style\.css: not UTF-8",
    ),
    "no source texts": ({}, None, ("update",), 2, r"source_texts: no such folder\n next: "),
    "a text that is not there": (
        {},
        TEXT,
        ("update", "strkie"),
        2,
        r"no source text “strkie”\n next: did you mean “strike”\?",
    ),
    "a domain that climbs": ({}, TEXT, ("update", "../strike"), 2, r"no source text “\.\./strike”"),
    "malformed YAML": (
        {"source_texts/bad.md": "---\ntitle: [\n---\n\nText\n"},
        TEXT,
        ("update",),
        2,
        r"source_texts/bad\.md:\d+: ",
    ),
    "unknown key in the front matter": (
        {"source_texts/bad.md": "---\ntranslation:\n  local: [ru]\n---\n\nText\n"},
        TEXT,
        ("status",),
        2,
        r"source_texts/bad\.md:3: unknown key “translation\.local”\n next: did you mean",
    ),
    "a text that is not UTF-8": (
        {"source_texts/bad.md": b"One\n\nTw\xf6\n"},
        TEXT,
        ("update",),
        2,
        r"source_texts/bad\.md:3: not UTF-8\n next: save the file as UTF-8",
    ),
    "a control character": (
        {"source_texts/bad.md": "One\n\nTw\x1co\n"},
        TEXT,
        ("status",),
        2,
        r"source_texts/bad\.md:3: control character U\+001C\n next: delete it from the text",
    ),
    "two texts with one domain": (
        {"source_texts/strike.html": "<p>Strike</p>\n"},
        TEXT,
        ("update",),
        2,
        r"has the same domain as strike\.html\n next: rename one",
    ),
    "a half-written catalog": (
        {PATH: CATALOG[:-3]},
        TEXT,
        ("update",),
        2,
        r"strike\.po:7: ",
    ),
    "a catalog with conflict markers": (
        {PATH: CATALOG + "<<<<<<< ours\n"},
        TEXT,
        ("update",),
        2,
        r"strike\.po:8: ",
    ),
    "an empty catalog file": ({PATH: b""}, TEXT, ("update",), 2, r"strike\.po"),
    "a day that is none": (
        {},
        TEXT,
        ("status",),
        2,
        r"TAMIZDAT_TODAY is no date: soon",
    ),
    "an engine that is not there": (
        {PATH: CATALOG},
        TEXT,
        ("draft", "--engine", "gogle"),
        2,
        r"unknown engine “gogle”\n next: did you mean “google”\?",
    ),
    "a provider that is broken": (
        {PATH: CATALOG},
        TEXT,
        ("draft", "--engine", "deepl"),
        2,
        r"engine “deepl” does not work",
    ),
    "a catalog that is not there yet": ({}, TEXT, ("draft",), 2, r"no catalog yet\n next: run"),
}


def everything(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("files", "text", "arguments", "code", "message"), CASES.values(), ids=CASES
)
def test_bad_input_has_one_clear_error(write, files, text, arguments, code, message):
    folder = write({"source_texts/strike.md": text, **files} if text else files)
    if files.get("tamizdat.toml") == b"":
        (folder / "tamizdat.toml").unlink()
    before = everything(folder)
    env = {"TAMIZDAT_TODAY": "soon"} if "TAMIZDAT_TODAY" in message else {}

    result = run(folder, *arguments, **env)

    assert result.exit_code == code, result.output
    assert re.search(message, plain(result.stderr)), result.stderr
    assert "Traceback" not in result.output
    after = everything(folder)
    assert {name: after.get(name) for name in before} == before


def test_the_rest_is_processed_beside_a_broken_catalog(write):
    folder = write(
        {"source_texts/strike.md": TEXT, "source_texts/b.md": "Text\n", PATH: CATALOG[:-3]}
    )

    result = run(folder, "update")

    assert result.exit_code == 2
    assert (folder / "locales/ru/LC_MESSAGES/b.po").is_file()
    assert (folder / PATH).read_text() == CATALOG[:-3]


def test_the_rest_is_processed_beside_a_text_that_no_catalog_can_hold(write):
    folder = write({"source_texts/a.md": "Ding \x1b[2J dong\n", "source_texts/b.md": "Text\n"})

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "a.md:1: control character U+001B" in plain(result.stderr)
    assert (folder / "locales/ru/LC_MESSAGES/b.po").is_file()


def test_page_templates_that_a_link_leads_to_out_of_the_project_are_refused(
    write, tmp_path_factory
):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "style.css").write_text("secret")
    folder = write(
        {"source_texts/strike.md": TEXT, "pages/page.html": "{% include 'in/style.css' %}"},
        config='locales = ["ru"]\npublish.templates = "pages"\n',
    )
    (folder / "pages/in").symlink_to(outside)

    result = run(folder, "publish")

    assert result.exit_code == 2
    assert "pages/in: the path leads out of the project" in plain(result.stderr)
    assert not (folder / "published").exists()


@pytest.mark.parametrize(
    ("template", "place"), [(b"{{ 1 / 0 }}", ":1"), (b"\n{{ day('x') }}", ":2"), (b"\xff", "")]
)
def test_a_page_template_that_fails_is_named(write, template, place):
    folder = write(
        {"source_texts/strike.md": TEXT, "pages/page.html": template},
        config='locales = ["ru"]\npublish.templates = "pages"\n',
    )

    result = run(folder, "publish")

    assert result.exit_code == 2
    assert f"pages/page.html{place}: template: " in plain(result.stderr)


def test_a_link_out_of_the_project_is_not_followed(write, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("Secret\n")
    folder = write({"source_texts/strike.md": TEXT})
    (folder / "source_texts/link.md").symlink_to(outside)

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "link.md" in plain(result.stderr)
    assert not (folder / "locales/templates/link.pot").exists()


def test_a_catalog_that_is_a_link_out_of_the_project_is_not_written(write, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "strike.po"
    outside.write_text(CATALOG)
    folder = write({"source_texts/strike.md": TEXT})
    (folder / PATH).parent.mkdir(parents=True)
    (folder / PATH).symlink_to(outside)

    result = run(folder, "update")

    assert result.exit_code == 2
    assert outside.read_text() == CATALOG


def test_a_read_only_catalog_stays_as_it_is(write):
    folder = write({"source_texts/strike.md": TEXT, PATH: CATALOG})
    (folder / PATH).chmod(stat.S_IRUSR)
    if os.access(folder / PATH, os.W_OK) and os.geteuid() != 0:
        pytest.fail("the file system knows no read-only files")

    result = run(folder, "update")

    assert result.exit_code == 3, result.output
    assert "strike.po" in plain(result.stderr)
    assert "next:" in result.stderr
    assert (folder / PATH).read_text() == CATALOG


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EDQUOT"])
def test_a_full_disk_leaves_the_catalog_and_no_litter(write, monkeypatch, error):
    folder = write({"source_texts/strike.md": TEXT, PATH: CATALOG})
    number = getattr(errno, error)

    def full(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    result = run(folder, "update")

    assert result.exit_code == 3, result.output
    assert os.strerror(number).lower() in plain(result.stderr).lower()
    assert (folder / PATH).read_text() == CATALOG
    assert not list(folder.rglob("*tamizdat-tmp*"))


def test_a_published_text_survives_a_full_disk(write, monkeypatch):
    folder = write({"source_texts/strike.md": TEXT}, config='locales = ["ru"]\n')
    run(folder, "update")
    catalog = folder / PATH
    text = catalog.read_text()
    text = text.replace('msgid "Strike"\nmsgstr ""', 'msgid "Strike"\nmsgstr "Забастовка"')
    text = text.replace('May 1."\nmsgstr ""', 'May 1."\nmsgstr "Встречаемся 1 мая."')
    catalog.write_text(text)
    assert run(folder, "publish").exit_code == 0
    page = folder / "published/source/ru/strike.md"
    before = page.read_bytes()
    catalog.write_text(text.replace("Встречаемся", "Собираемся"))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    result = run(folder, "publish")

    assert result.exit_code == 3, result.output
    assert page.read_bytes() == before


DEEP = {
    "quotes": "> " * 100_000,
    "lists": "- " * 100_000,
    "numbers": "1. " * 100_000,
    "divisions": "<div>" * 100_000,
    "lists of HTML": "<ul><li>" * 100_000,
    "details": "<details><summary>" * 100_000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("suffix", ["md", "html"])
@pytest.mark.parametrize("kind", DEEP)
def test_what_stands_too_deep_is_refused_with_its_line(write, kind, suffix):
    folder = write({f"source_texts/a.{suffix}": f"---\ntitle: A\n---\n\nHi\n\n{DEEP[kind]}x\n"})

    result = run(folder, "update")

    if suffix == "html" and "<" not in DEEP[kind]:
        assert result.exit_code == 0  # there it is but text
        return
    assert result.exit_code == 2
    assert f"source_texts/a.{suffix}:7: too many parts of the text stand in" in result.stderr


@pytest.mark.parametrize("part", ["<p>x\n", "<li>x\n", "- x\n", "<br>\n", "<b>x</b>\n", "<td>x"])
def test_what_ends_by_itself_is_not_deep(write, part):
    folder = write(
        {"source_texts/a.md": "Hi\n\n" + part * 2000, "source_texts/b.html": part * 2000}
    )

    assert run(folder, "update").exit_code == 0
