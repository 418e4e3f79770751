"""`tamizdat init`: a project in one command, and what was translated before taken along."""

import os
import pty
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from project import catalog, plain, run

from tamizdat import __version__
from tamizdat.catalogs.catalog import State
from tamizdat.init import workflow as init
from tamizdat.project import config
from tamizdat.texts import formats

CASES = Path(__file__).parent / "cases/adoption"
ROOT = Path(__file__).parent.parent
SUFFIXES = ", ".join(formats.USUAL)


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

    result = run(tmp_path, "init", "--from", "en", "--to", "gr,cz", "--to", "PT-br")

    assert result.exit_code == 2
    for wrong, right in (("gr", "el"), ("cz", "cs"), ("PT-br", "pt_BR")):
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
    assert f"next: put a text ({SUFFIXES}) into source_texts/\n" in result.stderr
    assert "then: tamizdat update" in result.stderr


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
        (["strike.md", "src/README.md"], "source_texts"),
        (["strike.md", "es/strike.md", "old/fr/strike.md"], "source_texts"),
        (["docs/README.md"], "docs"),
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
    assert ignored == b"*.log\r\npublished/\r\n/handout/\r\n*.mo\r\n"
    lines = (tmp_path / ".gitattributes").read_text().splitlines()
    assert lines == [
        "*.po text eol=lf",
        "*.pot text eol=lf x",
        "*.pot text eol=lf linguist-generated",
        "renames.csv text eol=lf merge=union",
        "notes.csv text eol=lf merge=union",
        "*.po merge=tamizdat",
        "*.pot merge=tamizdat",
        "locales/baseline.json text eol=lf merge=union",
    ]


def test_the_workflow_runs_what_this_repository_runs_and_is_never_overwritten(tmp_path):
    put(tmp_path, "docs/strike.md")
    run(tmp_path, "init", "--to", "es", "--ci", "github")
    path = tmp_path / ".github/workflows/translations.yml"
    ours = (ROOT / ".github/workflows/translations.yml").read_text()

    different = set(path.read_text().splitlines()) ^ set(ours.splitlines())
    written = [line for line in different if not line.lstrip().startswith("#")]
    assert {line.split("pip install")[0] for line in written} == {"      - run: "}
    path.write_text("mine")
    result = run(tmp_path, "init", "--ci", "github")

    assert result.exit_code == 0
    assert path.read_text() == "mine"


COMMIT = "0123456789abcdef0123456789abcdef01234567"
VERSION = {"vcs": "git", "commit_id": COMMIT}
SHA256 = {"hashes": {"sha256": "ab12"}}


@pytest.mark.parametrize(
    ("direct_url", "address"),
    [
        (
            {"url": "https://example.org/t.git", "vcs_info": VERSION},
            f"git+https://example.org/t.git@{COMMIT}",
        ),
        (
            {"url": "https://example.org/t", "vcs_info": VERSION, "subdirectory": "a/b"},
            f"git+https://example.org/t@{COMMIT}#subdirectory=a/b",
        ),
        (
            {"url": "https://example.org/t.whl", "archive_info": SHA256},
            "https://example.org/t.whl#sha256=ab12",
        ),
        (
            {"url": "https://example.org/t.whl", "archive_info": {"hash": "sha256=ab12"}},
            "https://example.org/t.whl#sha256=ab12",
        ),
        ({"url": "https://example.org/t.whl", "archive_info": {}}, ""),
        ({"url": "file:///home/somebody/t", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/somebody/t", "vcs_info": VERSION}, ""),
        ({"url": "file:///home/somebody/t.whl", "archive_info": SHA256}, ""),
        ({"url": "https://me:secret@example.org/t", "vcs_info": VERSION}, ""),
        ({"url": "https://${TOKEN}@example.org/t", "vcs_info": VERSION}, ""),
        ({"url": 'https://example.org/"; rm -r ~ #', "vcs_info": VERSION}, ""),
        ({"url": "https://example.org/t", "vcs_info": {**VERSION, "commit_id": '"$(x)"'}}, ""),
        ({}, ""),
    ],
)
def test_the_workflow_installs_what_is_installed_here_where_others_can_have_it(
    tmp_path, direct_url, address
):
    put(tmp_path, "docs/strike.md")
    assert init.origin(direct_url) == address

    text = init.add_ci(tmp_path, "github", address).path.read_text(encoding="utf-8")

    (line,) = re.findall(r"^      - run: pip install (.*)$", text, re.M)
    by_name = f'"tamizdat=={__version__}"'
    assert line == (f'"tamizdat @ {address}"' if address else by_name)
    assert ("# BEFORE YOU PUSH" in text) == (not address)
    (step,) = [s for s in yaml.safe_load(text)["jobs"]["check"]["steps"] if "pip" in str(s)]
    assert step == {"run": f"pip install {line}"}


def test_a_workflow_that_installs_by_name_is_warned_of(tmp_path, monkeypatch):
    put(tmp_path, "docs/strike.md")
    monkeypatch.setattr(init, "installed", lambda: "")

    result = run(tmp_path, "init", "--to", "es", "--ci", "github")

    assert "warning: it installs tamizdat by its name" in result.stderr
    again = run(tmp_path, "init", "--ci", "github")
    assert "installs tamizdat by its name" not in again.stderr


def test_names_with_quotes_give_a_configuration_that_can_be_read(tmp_path):
    put(tmp_path, 'what "we" \\ write/strike.md')

    run(tmp_path, "init", "--to", "sr@latin,zh_Hans")

    table = tomllib.loads((tmp_path / "tamizdat.toml").read_text(encoding="utf-8"))
    assert table["sources"] == 'what "we" \\ write'
    assert table["locales"] == ["sr@latin", "zh_Hans"]


def answer(folder, answers, *arguments):
    """What init asks and says on a terminal where somebody types the answers."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tamizdat", "init", *arguments],
        cwd=folder,
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    )
    os.write(leader, answers.encode())
    _, questions = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)
    assert process.returncode == 0, questions
    return questions.decode()


def test_a_terminal_is_asked_for_what_the_options_do_not_say(tmp_path):
    put(tmp_path, "docs/strike.md", "texts/b.md")

    questions = answer(tmp_path, "de\ntexts\nes, ru\nNight “shift” \\ news\n")

    settings = config.load(tmp_path / "tamizdat.toml")
    assert settings.source_locale == "de"
    assert settings.sources == "texts"
    assert settings.locales == ("es", "ru")
    assert settings.publish.title == "Night “shift” \\ news"
    assert "Folder of the source texts [docs]" in questions


def test_a_wrong_answer_is_asked_again_with_the_reason_and_what_was_meant(tmp_path):
    put(tmp_path, "docs/strike.md")

    questions = answer(tmp_path, "english\nen\n.\n\nPT-BR, xx\n\n\n")

    assert "“english” is not a locale" in questions
    assert "a folder of their own inside the project, not “.”" in questions
    assert "error: “PT-BR” is not a locale; use “pt_BR”" in questions
    assert "Into which locales (es,ru) [pt_BR]" in questions
    settings = config.load(tmp_path / "tamizdat.toml")
    assert (settings.source_locale, settings.sources) == ("en", "docs")
    assert settings.locales == ("pt_BR",)
    assert settings.publish.title == tmp_path.name


def test_a_wrong_option_is_asked_for_and_nothing_else(tmp_path):
    put(tmp_path, "docs/strike.md")

    questions = answer(tmp_path, "\n", "--from", "en", "--to", "PT-BR")

    assert questions.count("[") == questions.count("[pt_BR]") == 1
    assert config.load(tmp_path / "tamizdat.toml").locales == ("pt_BR",)


@pytest.mark.parametrize(
    ("files", "command"),
    [
        (["strike.md"], "mv strike.md source_texts/"),
        (["strike.md", "a call.html", "README.md", "LICENSE.txt"], "mv 'a call.html' strike.md"),
        (["README.md", "CHANGELOG.md", "vendor/x.md"], "mv README.md source_texts/"),
        ([f"t{n:02}.md" for n in range(50)], "move what is to be translated into source_texts/"),
        (["-n.md"], "mv -- -n.md source_texts/"),
        (["LICENSE.txt", "requirements.txt"], f"put a text ({SUFFIXES}) into source_texts/"),
    ],
)
def test_texts_that_lie_at_the_top_are_named_with_what_moves_them(tmp_path, files, command):
    put(tmp_path, *files)

    result = run(tmp_path, "init", "--from", "en", "--to", "es,fr", "--no-input")

    assert result.exit_code == 0
    assert f"next: {command}" in result.stderr
    assert config.load(tmp_path / "tamizdat.toml").locales == ("es", "fr")


def test_a_few_texts_are_named_and_the_others_counted(tmp_path):
    put(tmp_path, *(f"{name}.md" for name in "abcdefgh"), "docs/x.md")

    stderr = run(tmp_path, "init", "--to", "es").stderr

    assert "8 texts elsewhere: a.md, b.md, c.md, d.md, e.md and 3 more\n" in stderr
    assert "only what lies in docs/ is translated" in stderr


def test_texts_in_another_folder_are_named_with_what_makes_it_theirs(tmp_path):
    put(tmp_path, "calls/2026/a.md", "calls/2026/b.md")

    options = ("init", "--to", "es", "--sources", "texts")
    assert "with --sources calls/2026\n" in run(tmp_path, *options, "-n").stderr
    assert 'next: in tamizdat.toml, sources = "calls/2026"\n' in run(tmp_path, *options).stderr


@pytest.mark.parametrize("tracked", [True, False])
def test_git_moves_what_it_knows_and_what_was_said_to_do_next_works(tmp_path, judge, tracked):
    git = judge("git")
    put(tmp_path, "strike.md")
    shutil.copy(CASES / "docs/strike.md", tmp_path)
    shutil.copy(CASES / "strike.es.md", tmp_path)
    subprocess.run([git, "init", "-q", tmp_path], check=True)
    if tracked:
        subprocess.run([git, "-C", tmp_path, "add", "strike.md"], check=True)

    first = run(tmp_path, "init", "--from", "en", "--to", "es,fr", "--no-input")

    assert first.exit_code == 0
    move, adopt, update = re.findall(r"^(?:next|then): (.*)$", first.stderr, re.M)
    assert move == ("git mv" if tracked else "mv") + " strike.md source_texts/"
    assert (adopt, update) == ("tamizdat init --adopt strike.es.md", "tamizdat update")
    subprocess.run(move, shell=True, cwd=tmp_path, check=True)
    assert run(tmp_path, *adopt.split()[1:]).exit_code == 0
    assert len([m for m in catalog(tmp_path, "strike", "es").active if m.draft]) == 14


def test_a_catalog_of_a_text_that_is_not_in_place_is_taken_over_later(tmp_path):
    put(tmp_path, "README.md")
    for locale in ("es", "fr"):
        path = tmp_path / f"po/{locale}.po"
        path.parent.mkdir(exist_ok=True)
        path.write_text('#: README.md:block 1\nmsgid "Strike"\nmsgstr "Huelga"\n')

    first = run(tmp_path, "init", "--from", "en", "--to", "es,fr", "--no-input")

    assert first.exit_code == 0
    assert re.findall(r"^(?:next|then): (.*)$", first.stderr, re.M) == [
        "mv README.md source_texts/",
        "tamizdat init --adopt 'po/*.po'",
        "tamizdat update",
    ]
    (tmp_path / "README.md").rename(tmp_path / "source_texts/README.md")
    assert run(tmp_path, "init", "--adopt", "po/*.po").exit_code == 0
    assert catalog(tmp_path, "README", "fr").active[0].msgstr == "Huelga"


def test_what_was_named_to_be_adopted_waits_too_for_its_text(tmp_path):
    shutil.copy(CASES / "strike.es.md", tmp_path / "old.md")
    options = ("--adopt", "old.md", "--adopt-locale", "es", "--adopt-text", "strike")

    result = run(tmp_path, "init", "--to", "es", *options)

    assert result.exit_code == 0
    assert f"then: tamizdat init {' '.join(options)}" in result.stderr


def test_a_text_that_is_broken_hinders_adopting_and_not_init(tmp_path):
    small(tmp_path)
    (tmp_path / "docs/bad.md").write_text("---\ntranslation: {locales: 3}\n---\n\nHi\n")
    shutil.copy(CASES / "strike.es.md", tmp_path)

    result = run(tmp_path, "init", "--to", "es")

    assert result.exit_code == 0
    assert (tmp_path / "tamizdat.toml").exists()
    assert "left out: docs/bad.md:2" in result.stderr
    assert "then: tamizdat init --adopt strike.es.md" in result.stderr


@pytest.mark.parametrize(
    "name",
    ["docs/strike.es.md", "strike.es.md", "es/strike.md", "old/es/strike.md", "docs/es/strike.md"],
)
def test_translated_texts_are_found_wherever_their_name_says_so(tmp_path, name):
    small(tmp_path)
    put(tmp_path, "fr/strike.md", "README.md", "README.es.md", "es/index.md", "docs/calls/index.md")
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(CASES / "strike.es.md", path)

    result = run(tmp_path, "init", "--to", "es,fr")

    assert result.exit_code == 0
    drafts = [m for m in catalog(tmp_path, "strike", "es").active if m.draft]
    assert len(drafts) == 14
    assert "left out" not in result.stderr
    assert [p.name for p in (tmp_path / "locales").rglob("*.po")].count("bread.po") == 0


def test_texts_of_one_name_in_folders_of_no_locale_are_no_translations(tmp_path):
    put(tmp_path, "docs/a/strike.md", "docs/b/strike.md", "es/strike.md", "docs/is/index.md")

    result = run(tmp_path, "init", "--to", "es")

    assert "3 texts in docs/" in result.stderr
    assert not (tmp_path / "locales").exists()


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


def test_a_text_that_is_alone_is_the_one_that_is_translated(tmp_path):
    put(tmp_path, "docs/page.html")
    shutil.copy(CASES / "docs/strike.md", tmp_path / "docs")
    shutil.copy(CASES / "strike.es.md", tmp_path / "other.md")
    run(tmp_path, "init", "--to", "es")

    result = run(tmp_path, "init", "--adopt", "other.md", "--adopt-locale", "es")

    assert result.exit_code == 0
    assert len([m for m in catalog(tmp_path, "strike", "es").active if m.draft]) == 14


def test_of_several_texts_the_one_that_is_translated_can_be_named(tmp_path):
    small(tmp_path)
    run(tmp_path, "init", "--to", "es")
    shutil.copy(CASES / "strike.es.md", tmp_path / "other.md")
    options = ("init", "--adopt", "other.md", "--adopt-locale", "es")

    unnamed = run(tmp_path, *options)
    named = run(tmp_path, *options, "--adopt-text", "strike")

    assert unnamed.exit_code == 2
    assert "next: say which one with --adopt-text (bread, strike)\n" in unnamed.stderr
    assert named.exit_code == 0
    assert len([m for m in catalog(tmp_path, "strike", "es").active if m.draft]) == 14


def test_what_a_translator_added_is_listed_with_its_line(tmp_path):
    small(tmp_path)
    text = (CASES / "strike.es.md").read_text(encoding="utf-8")
    number = len(text.splitlines()) + 2
    longer = text + "\nAlgo que el original no dice y que solo interesa a quien lee aquí.\n"
    (tmp_path / "strike.es.md").write_text(longer, encoding="utf-8")

    result = run(tmp_path, "init", "--to", "es", "--adopt", "strike.es.md")

    place = f"strike.es.md:{number}: not taken over, no counterpart in the source text: Algo que"
    assert place in plain(result.stdout)
    assert plain(result.stdout).count("not taken over") == 1


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
        ("strike.es.md", ("--adopt-text", "strik"), "did you mean “strike”?"),
        ("strike.es.md", ("--adopt-text", "*"), "choose: bread, strike"),
        ("strike.es.md", ("--adopt-text", "strike"), "good.po: is a catalog"),
        ("other.md", (), "and into which locale with --adopt-locale"),
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
