"""`tamizdat init`: a project in one command, and what was translated before taken along."""

import os
import pty
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from project import catalog, plain, run

from tamizdat import config
from tamizdat.catalog import State

CASES = Path(__file__).parent / "cases/adoption"
ROOT = Path(__file__).parent.parent


def put(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Strike\n\nWe meet on May 1.\n")
    return folder


def small(folder):
    """The small project of the cases, without a configuration."""
    shutil.copytree(CASES / "docs", folder / "docs")
    return folder


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_one_command_makes_a_project_that_works(tmp_path):
    put(tmp_path, "docs/strike.md")

    result = run(tmp_path, "init", "--from", "en", "--to", "es,ru")

    assert result.exit_code == 0
    settings = config.load(tmp_path / "tamizdat.toml")
    assert (settings.source_locale, settings.locales) == ("en", ("es", "ru"))
    assert settings.sources == "docs"
    assert "next: tamizdat update" in result.stderr
    assert run(tmp_path, "update").exit_code == 0
    assert len(catalog(tmp_path, "strike", "es").active) == 2
    assert run(tmp_path, "check").exit_code == 0


def test_a_second_run_is_refused_and_changes_nothing(tmp_path):
    put(tmp_path, "docs/strike.md")
    run(tmp_path, "init", "--to", "es")
    before = contents(tmp_path)

    result = run(tmp_path, "init", "--to", "ru")

    assert result.exit_code == 2
    assert "tamizdat.toml: the project is set up already" in result.stderr
    assert "next: edit it" in result.stderr
    assert contents(tmp_path) == before


def test_a_folder_inside_a_project_is_not_set_up(tmp_path):
    put(tmp_path, "docs/strike.md")
    run(tmp_path, "init", "--to", "es")

    result = run(tmp_path / "docs", "init", "--to", "es")

    assert result.exit_code == 2
    assert not (tmp_path / "docs/tamizdat.toml").exists()


def test_wrong_locales_are_named_with_the_right_ones_and_nothing_is_written(tmp_path):
    put(tmp_path, "docs/strike.md")

    result = run(tmp_path, "init", "--from", "en", "--to", "gr,cz", "--to", "pt-br")

    assert result.exit_code == 2
    for wrong, right in (("gr", "el"), ("cz", "cs"), ("pt-br", "pt_BR")):
        assert f"“{wrong}” is not a locale; use “{right}”" in result.stderr
    assert contents(tmp_path) == {tmp_path / "docs/strike.md": b"# Strike\n\nWe meet on May 1.\n"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--no-input",), "no locale to translate into"),
        (("--to", "en"), "“en” is the locale of the source texts"),
        (("--to", "es", "--sources", "."), "a folder of their own"),
        (("--to", "es", "--sources", ".."), "a folder of their own"),
        (("--to", "es", "--sources", "/"), "a folder of their own"),
        (("--to", "es", "--sources", "published"), "a folder of their own"),
        (("--to", "es", "--adopt", "nothing.po"), "no such file"),
    ],
)
def test_what_would_not_work_is_refused(tmp_path, arguments, message):
    put(tmp_path, "docs/strike.md")

    result = run(tmp_path, "init", *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "tamizdat.toml").exists()


def test_a_dry_run_writes_nothing(tmp_path):
    small(tmp_path)
    shutil.copytree(CASES / "po", tmp_path / "po")
    before = contents(tmp_path)

    result = run(tmp_path, "init", "--to", "es,ru", "--ci", "github", "-n")

    assert "would write tamizdat.toml" in result.stdout
    assert "would write .github/workflows/translations.yml" in result.stdout
    assert contents(tmp_path) == before


def test_an_empty_folder_gets_one_for_texts_and_no_invented_text(tmp_path):
    result = run(tmp_path, "init", "--to", "es")

    assert result.exit_code == 0
    assert list((tmp_path / "source_texts").iterdir()) == []
    assert "next: put a text (.md, .html, .txt) into source_texts/" in result.stderr


@pytest.mark.parametrize(
    ("files", "sources"),
    [
        (["content/a.md", "docs/b.md"], "content"),
        (["essays/a.md", "essays/b.html", "notes/c.md"], "essays"),
        (["readings/a.txt"], "readings"),
        (["lists/a.txt", "lists/b.txt", "essays/a.md"], "essays"),
        (["content/en/a.md", "content/es/a.md"], "content/en"),
        (["README.md"], "source_texts"),
        (["node_modules/x/a.md", ".github/a.md", "public/a.html"], "source_texts"),
        (["source_texts/a.md", "docs/b.md", "docs/c.md"], "source_texts"),
    ],
)
def test_the_sources_are_found_where_people_keep_them(tmp_path, files, sources):
    put(tmp_path, *files)

    run(tmp_path, "init", "--to", "es", "--no-adopt")

    assert config.load(tmp_path / "tamizdat.toml").sources == sources


def test_git_files_get_lines_once_and_keep_what_they_have(tmp_path):
    put(tmp_path, "docs/strike.md")
    (tmp_path / ".gitignore").write_bytes(b"*.log\r\npublished/")
    (tmp_path / ".gitattributes").write_text("*.po text eol=lf\n*.pot text eol=lf x\n")

    run(tmp_path, "init", "--to", "es")

    ignored = (tmp_path / ".gitignore").read_bytes()
    assert ignored == b"*.log\r\npublished/\r\n.tamizdat/\r\n*.mo\r\n"
    lines = (tmp_path / ".gitattributes").read_text().splitlines()
    assert lines == [
        "*.po text eol=lf",
        "*.pot text eol=lf x",
        "*.pot text eol=lf linguist-generated",
    ]


def test_the_workflow_runs_what_this_repository_runs_and_is_never_overwritten(tmp_path):
    put(tmp_path, "docs/strike.md")
    run(tmp_path, "init", "--to", "es", "--ci", "github")
    path = tmp_path / ".github/workflows/translations.yml"
    ours = (ROOT / ".github/workflows/translations.yml").read_text()

    different = set(path.read_text().splitlines()) ^ set(ours.splitlines())
    assert {line.split("pip install")[0] for line in different} == {"      - run: "}
    path.write_text("mine")
    result = run(tmp_path, "init", "--ci", "github")

    assert result.exit_code == 0
    assert path.read_text() == "mine"


def test_names_with_quotes_give_a_configuration_that_can_be_read(tmp_path):
    put(tmp_path, 'what "we" \\ write/strike.md')

    run(tmp_path, "init", "--to", "sr@latin,zh_Hans")

    table = tomllib.loads((tmp_path / "tamizdat.toml").read_text(encoding="utf-8"))
    assert table["sources"] == 'what "we" \\ write'
    assert table["locales"] == ["sr@latin", "zh_Hans"]


def test_a_terminal_is_asked_for_what_the_options_do_not_say(tmp_path):
    put(tmp_path, "docs/strike.md", "texts/b.md")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tamizdat", "init"],
        cwd=tmp_path,
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.write(leader, b"de\ntexts\nes, ru\n")
    _, questions = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)

    assert process.returncode == 0, questions
    settings = config.load(tmp_path / "tamizdat.toml")
    assert settings.source_locale == "de"
    assert settings.sources == "texts"
    assert settings.locales == ("es", "ru")
    assert b"Folder of the source texts [docs]" in questions


@pytest.mark.parametrize("tool", ["po4a", "mdpo", "mdbook"])
def test_catalogs_of_other_tools_are_found_and_taken_over(tmp_path, judge, tool):
    small(tmp_path)
    (tmp_path / "po").mkdir()
    shutil.copy(CASES / f"po/{tool}.es.po", tmp_path / "po/es.po")
    before = (tmp_path / "po/es.po").read_bytes()

    result = run(tmp_path, "init")

    assert result.exit_code == 0
    assert config.load(tmp_path / "tamizdat.toml").locales == ("es",)
    meeting = catalog(tmp_path, "bread", "es").active[2]
    assert meeting.state is State.TRANSLATED
    assert (tmp_path / "po/es.po").read_bytes() == before
    for name in ("strike", "bread"):
        path = tmp_path / f"locales/es/LC_MESSAGES/{name}.po"
        subprocess.run([judge("msgfmt"), "-c", "-o", "/dev/null", path], check=True)


def test_update_has_nothing_to_add_to_what_was_adopted(tmp_path):
    small(tmp_path)
    run(tmp_path, "init", "--to", "es", "--adopt", str(CASES / "po/po4a.es.po"))
    before = contents(tmp_path / "locales/es")

    run(tmp_path, "update")

    assert contents(tmp_path / "locales/es") == before


def test_the_counts_say_what_became_of_every_message(tmp_path):
    small(tmp_path)

    result = run(tmp_path, "init", "--to", "es", "--adopt", str(CASES / "po/po4a.es.po"))

    assert "text locale translated fuzzy similar obsolete" in plain(result.stdout)
    assert "strike es 6 1 2 2" in plain(result.stdout)
    assert "bread es 3 · · 1" in plain(result.stdout)


def test_who_translated_is_still_named_and_the_templates_phrases_are_not(tmp_path):
    small(tmp_path)
    run(tmp_path, "init", "--to", "es", "--adopt", str(CASES / "po/po4a.es.po"))

    header = catalog(tmp_path, "bread", "es").header

    assert header.translator_comments == ("Translation of the strike call", "The bread group, 2025")


def test_a_catalog_of_a_program_is_left_alone(tmp_path):
    small(tmp_path)
    (tmp_path / "po").mkdir()
    (tmp_path / "po/es.po").write_text('#: main.c:12\nmsgid "Open"\nmsgstr "Abrir"\n')

    result = run(tmp_path, "init", "--to", "es")

    assert result.exit_code == 0
    assert not (tmp_path / "locales").exists()


def test_a_catalog_where_ours_should_be_is_taken_over_in_its_place(tmp_path):
    small(tmp_path)
    path = tmp_path / "locales/es/LC_MESSAGES/strike.po"
    path.parent.mkdir(parents=True)
    shutil.copy(CASES / "po/mdbook.es.po", path)

    run(tmp_path, "init", "--to", "es")

    found = catalog(tmp_path, "strike", "es")
    assert found.by_key[None, "Strike on *Friday*"].state is State.TRANSLATED
    assert "Project-Id-Version: The strike" in found.header.msgstr


@pytest.mark.parametrize("name", ["strike.es.md", "old/es/strike.md", "es/docs/strike.md"])
def test_a_translated_text_becomes_drafts_with_their_confidence(tmp_path, name):
    small(tmp_path)
    run(tmp_path, "init", "--to", "es,ru")
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(CASES / "strike.es.md", path)

    result = run(tmp_path, "init", "--adopt", name)

    assert result.exit_code == 0
    found = catalog(tmp_path, "strike", "es")
    assert {m.state for m in found.active} == {State.DRAFT}
    whoever = found.by_key[None, "Whoever sings is not alone."]
    assert whoever.msgstr == "Quien canta no está solo."
    assert whoever.draft.get("engine") == "adopted"
    assert whoever.draft.get("route") == name
    assert 0.5 <= float(whoever.draft.get("confidence")) <= 1
    assert "0 %" in run(tmp_path, "status", "-l", "es").stdout


def test_a_translated_text_with_any_name_is_taken_with_its_locale(tmp_path):
    small(tmp_path)
    run(tmp_path, "init", "--to", "es")
    (tmp_path / "old").mkdir()
    shutil.copy(CASES / "strike.es.md", tmp_path / "old/strike.md")

    result = run(tmp_path, "init", "--adopt", "old/strike.md", "--adopt-locale", "es")

    assert result.exit_code == 0
    assert len([m for m in catalog(tmp_path, "strike", "es").active if m.draft]) == 14


def test_what_a_translated_text_lacks_is_listed_and_left_empty(tmp_path):
    small(tmp_path)
    text = (CASES / "strike.es.md").read_text(encoding="utf-8")
    shorter = text.replace("> Quien canta no está solo.\n\n", "")
    (tmp_path / "strike.es.md").write_text(shorter, encoding="utf-8")

    result = run(tmp_path, "init", "--to", "es", "--adopt", "strike.es.md")

    where = "docs/strike.md:23: es left empty, no counterpart in the translation: Whoever"
    assert where in plain(result.stdout)
    found = catalog(tmp_path, "strike", "es")
    assert [m.msgid for m in found.active if not m.msgstr] == ["Whoever sings is not alone."]


def test_a_translation_overwrites_nothing(tmp_path):
    small(tmp_path)
    run(tmp_path, "init", "--to", "es", "--adopt", str(CASES / "po/po4a.es.po"))
    before = catalog(tmp_path, "strike", "es").by_key

    run(tmp_path, "init", "--adopt", str(CASES / "strike.es.md"))

    after = catalog(tmp_path, "strike", "es").by_key
    assert {k: m for k, m in before.items() if m.msgstr}.items() <= after.items()
    assert after[None, "Another *step*"].state is State.DRAFT
    again = contents(tmp_path / "locales")
    run(tmp_path, "init", "--adopt", str(CASES / "strike.es.md"))
    assert contents(tmp_path / "locales") == again


def test_a_translation_among_the_sources_is_named(tmp_path):
    small(tmp_path)
    shutil.copy(CASES / "strike.es.md", tmp_path / "docs/strike.es.md")

    result = run(tmp_path, "init", "--to", "es")

    assert "docs/strike.es.md is a translation among the source texts" in result.stderr
    assert len([m for m in catalog(tmp_path, "strike", "es").active if m.draft]) == 14


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("other.es.md", (), "no source text is known"),
        ("strike.fr.md", (), "“fr” is none of the project's locales"),
        ("strike.pdf", (), "neither a catalog nor a text"),
        ("strike.es.md", ("--adopt-locale", "gr"), "use “el”"),
    ],
)
def test_what_cannot_be_adopted_is_refused_whole(tmp_path, name, arguments, message):
    small(tmp_path)
    run(tmp_path, "init", "--to", "es")
    shutil.copy(CASES / "strike.es.md", tmp_path / name)
    shutil.copy(CASES / "po/po4a.es.po", tmp_path / "good.po")

    result = run(tmp_path, "init", "--adopt", "good.po", "--adopt", name, *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "locales").exists()


def test_a_broken_catalog_is_refused_with_its_line_before_anything_is_written(tmp_path):
    small(tmp_path)
    (tmp_path / "es.po").write_text('msgid "a"\nmsgstr "b\n')

    result = run(tmp_path, "init", "--to", "es", "--adopt", "es.po")

    assert result.exit_code == 2
    assert "es.po:2" in result.stderr
    assert not (tmp_path / "tamizdat.toml").exists()


def test_a_glob_stands_for_its_files(tmp_path):
    small(tmp_path)

    run(tmp_path, "init", "--to", "es", "--adopt", str(CASES / "po/m*.po"))

    flour = catalog(tmp_path, "bread", "es").active[1]
    assert flour.msgstr.startswith("La harina")
