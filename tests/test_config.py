"""The configuration: every mistake has its file, its line and what was meant."""

import datetime
import re
from pathlib import Path

import pytest

from tamizdat import errors
from tamizdat.errors import ConfigError
from tamizdat.project import config
from tamizdat.project.config import TextSettings
from tamizdat.project.project import Project
from tamizdat.texts.formats import SUFFIXES, by_suffix

DAY = datetime.date(2026, 3, 6)


@pytest.fixture
def load(tmp_path):
    """Load a configuration that consists of these bytes or characters."""

    def from_text(text, name="tamizdat.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return config.load(path)

    return from_text


def complaints(function, *arguments):
    """What is said about each problem: `line: message | remedy`."""
    with pytest.raises(ConfigError) as raised:
        function(*arguments)
    return [f"{p.line}: {p.message} | {p.remedy}" for p in raised.value.problems]


def front_matter(text):
    """The text's own settings, read as a project reads them."""
    document = by_suffix(".md").split(text, ("title",))
    return config.text_settings(document.metadata["translation"], Path("strike.md"), text)


# What an error says


@pytest.mark.parametrize(
    ("place", "said"),
    [((None, None), "wrong"), ((Path("a"), None), "a: wrong"), ((Path("a"), 3), "a:3: wrong")],
)
def test_an_error_says_where_and_what(place, said):
    error = errors.ConfigError.at(*place, "wrong", "mend it")

    assert isinstance(error, errors.ConfigError)
    assert (str(error), error.problems[0].remedy) == (said, "mend it")


def test_the_world_and_the_question_have_exit_codes_of_their_own():
    ours = (errors.ConfigError, errors.SourceError, errors.CatalogError, errors.LossError)
    worlds = (errors.EngineError, errors.StorageError)

    assert {kind.exit_code for kind in ours} == {2}
    assert {kind.exit_code for kind in worlds} == {3}


# Which file counts


@pytest.mark.parametrize(
    ("files", "start", "found"),
    [
        ({"tamizdat.toml": "", "a/b/x": ""}, "a/b", "tamizdat.toml"),
        ({"tamizdat.toml": "", "a/tamizdat.toml": "", "a/b/x": ""}, "a/b", "a/tamizdat.toml"),
        ({"tamizdat.toml": "", "pyproject.toml": "[tool.tamizdat]\n"}, ".", "tamizdat.toml"),
        ({"tamizdat.toml": "", "a/pyproject.toml": "[tool.tamizdat]\n"}, "a", "a/pyproject.toml"),
        (
            {"tamizdat.toml": "", "a/pyproject.toml": "[tool.tamizdat.draft]"},
            "a",
            "a/pyproject.toml",
        ),
        ({"tamizdat.toml": "", "a/pyproject.toml": "[tool.ruff]\n"}, "a", "tamizdat.toml"),
        ({"tamizdat.toml": "", "a/pyproject.toml": "# [tool.tamizdat]\n"}, "a", "tamizdat.toml"),
        ({"tamizdat.toml": "", "a/pyproject.toml": "[tool.tamizdat-x]\n"}, "a", "tamizdat.toml"),
    ],
)
def test_the_nearest_file_upwards_counts(write, files, start, found):
    folder = write(files)

    assert config.find(folder / start) == folder / found


def test_without_a_file_the_error_says_what_to_write(tmp_path):
    assert complaints(config.find, tmp_path) == [
        (
            "None: no tamizdat.toml here or in any folder above"
            " | write one, where the texts are, with: tamizdat init --from en --to es,ru"
        )
    ]


def test_both_files_mean_the_same(load):
    own = load('locales = ["ru"]\n[texts."calls/*"]\nrequired = ["ru"]\n')
    shared = load(
        '[tool.tamizdat]\nlocales = ["ru"]\n[tool.tamizdat.texts."calls/*"]\nrequired = ["ru"]\n',
        "pyproject.toml",
    )

    assert (own.locales, own.texts) == (shared.locales, shared.texts)
    assert own.texts == {"calls/*": TextSettings(required=("ru",))}


def test_a_byte_order_mark_is_no_mistake(load):
    assert load(b'\xef\xbb\xbflocales = ["ru"]\n').locales == ("ru",)


# Mistakes

TOML = "correct it: strings stand in quotes, lists in [ ], and every key only once"
MISTAKES = {
    # keys
    'local = ["ru"]': ["1: unknown key “local” | did you mean “locales”?"],
    '\n[draft]\nengin = "x"': ["3: unknown key “draft.engin” | did you mean “engine”?"],
    '[texts."calls/*"]\nlocals = ["ru"]': [
        '2: unknown key “texts."calls/*".locals” | did you mean “locales”?'
    ],
    "[publish]\ntemplate = 3": ["2: unknown key “publish.template” | did you mean “templates”?"],
    'root = "x"': [
        (
            "1: unknown key “root” | known keys: source_locale, locales, required, translate_keys,"
            " sources, catalog, template, output, minimum_version, project, draft, publish,"
            " privacy, texts"
        )
    ],
    # types
    'locales = "es"': ['1: “locales” must be a list of strings, not “es” | write ["es"]'],
    "required = [1]": [
        '1: “required” must be a list of strings, not “[1]” | write each like this: "no"'
    ],
    "sources = 3": ["1: “sources” must be a string, not “3” | "],
    '[draft]\nremote = "yes"': ["2: “draft.remote” must be true or false, not “yes” | "],
    '[publish]\npolicy = "all"': [
        "2: “publish.policy” must be one of complete, partial, draft, not “all” | "
    ],
    'draft = "x"': ["1: “draft” must be a table, not “x” | "],
    "texts = 3": ['1: “texts” must be a table | write it like [texts."calls/*"]'],
    '[texts]\n"a*" = "x"': ['2: “texts."a*"” must be a table, not “x” | '],
    '[texts.a]\nengines = "locl"': [
        "2: “texts.a.engines” must be one of none, local, self-hosted, any, not “locl” | "
    ],
    '[texts.a]\ndeadline = "soon"': [
        "2: “texts.a.deadline” must be a date (YYYY-MM-DD), not “soon” | "
    ],
    "[texts.a]\nexpires = 2026-03-06T10:00:00": [
        "2: “texts.a.expires” must be a date (YYYY-MM-DD), not “2026-03-06 10:00:00” | "
    ],
    # locales
    'source_locale = "gr"': ["1: “source_locale” is wrong: “gr” is not a locale; use “el” | "],
    'locales = [\n  "ru",\n  "cz",\n  "jp"]': [
        "1: “locales”: “cz” is not a locale; use “cs” | ",
        "1: “locales”: “jp” is not a locale; use “ja” | ",
    ],
    '[texts.a]\nrequired = ["ru"]\n[texts.b]\nrequired = ["ua"]': [
        "4: “texts.b.required”: “ua” is not a locale; use “uk” | "
    ],
    '[texts]\na = { locales = ["PT-br"] }\n[texts.b]\nlocales = ["ru"]': [
        "2: “texts.a.locales”: “PT-br” is not a locale; use “pt_BR” | "
    ],
    # paths
    'sources = "../x"': ["1: “sources” leaves the project: ../x | use a path inside it"],
    'publish.templates = "../x"': [
        "1: “publish.templates” leaves the project: ../x | use a path inside it"
    ],
    **{
        f'[publish]\nhosts = ["a.example.org", "{host}"]': [
            (
                f"2: “publish.hosts”: “{host}” is not the name of a host"
                ' | write it like "media.example.org"'
            )
        ]
        for host in (
            *("*.example.org", "*", "https://example.org", "example.org:443", "example.org/"),
            *("Example.org", "example", "127.0.0.1", "[::1]", "a@example.org", "exämple.org", ""),
            *("example.org; script-src *", "example.org 'unsafe-inline'", "-a.example.org"),
            *("example..org", "data:", f"{64 * 'a'}.org", f"{90 * 'abc.'}org"),
        )
    },
    'sources = "out/text/en"\noutput = "out"': [
        (
            "2: “sources” lies in “output”: what is published could replace a source text"
            " | use a folder beside it"
        )
    ],
    'output = "/srv/x"': ["1: “output” leaves the project: /srv/x | use a path inside it"],
    'output = "source_texts/out"': [
        (
            "1: “output” lies in “sources”: what is published would be a source text"
            " | use a folder beside it"
        )
    ],
    'catalog = "{domain}.po"': ["1: “catalog” needs {locale} and {domain}, and no other braces | "],
    'catalog = "{locale}/{domain}.{format}"': [
        "1: “catalog” needs {locale} and {domain}, and no other braces | "
    ],
    'catalog = "{locale}/{domain}{.po"': [
        "1: “catalog” needs {locale} and {domain}, and no other braces | "
    ],
    'template = "{locale}/{domain}.pot"': ["1: “template” needs {domain}, and no other braces | "],
    # TOML itself
    'locales = ["ru"]\nrequired = ["es"': [f'2: not valid TOML: “required = ["es"” | {TOML}'],
    "a = 1\nb = = 2": [f"2: not valid TOML: “b = = 2” | {TOML}"],
    "a = " + "1" * 5000: [
        (
            "None: a number too long to be one, or lists nested too deeply"
            " | remove it: nobody wrote it by hand"
        )
    ],
    b"# one\n# tw\xf6\n": ["2: not UTF-8 | save the file as UTF-8"],
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items(), ids=map(repr, MISTAKES))
def test_a_mistake_has_its_line_and_what_was_meant(load, text, expected):
    assert complaints(load, text) == expected


def test_all_problems_of_a_file_are_reported_together(load):
    text = 'locales = ["gr"]\nsources = 3\nlocal = 1\noutput = "/x"\n[draft]\nremote = 1\n'

    assert [said.split(":")[0] for said in complaints(load, text)] == ["1", "2", "3", "6", "4"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool]\ntamizdat = 3\n", "2: “tool.tamizdat” must be a table | "),
        ("[[tool.tamizdat]]\na = 1\n", "1: “tool.tamizdat” must be a table | "),
        (
            '[tool.other]\nsources = ["a"]\n\n[tool.tamizdat]\nsources = 3\n',
            "5: “sources” must be a string, not “3” | ",
        ),
    ],
)
def test_in_a_shared_file_only_our_table_is_ours(load, text, expected):
    assert complaints(load, text, "pyproject.toml") == [expected]


def test_a_file_that_is_gone_is_an_error(tmp_path):
    assert complaints(config.load, tmp_path / "x.toml") == [
        "None: can't be read: No such file or directory | "
    ]


# A text's own settings


@pytest.mark.parametrize("written", ["2026-03-06", '"2026-03-06"', "'2026-03-06'"])
def test_a_date_is_a_date_quoted_or_not(load, written):
    yaml = f"---\ntranslation:\n  deadline: {written}\n---\n"
    toml = f"+++\n[translation]\ndeadline = {written}\n+++\n"

    assert load(f"[texts.a]\ndeadline = {written}\n").texts["a"].deadline == DAY
    assert front_matter(yaml).deadline == DAY
    assert front_matter(toml).deadline == DAY


FRONT_MATTER = {
    "translation: es": [
        (
            "2: “translation” must be a mapping | below it, indented, write what is meant:"
            " locales, required, deadline, expires, engines"
        )
    ],
    "locales: none\ntranslation:\n  locales: es": [
        '4: “translation.locales” must be a list of strings, not “es” | write ["es"]'
    ],
    "translation:\n  locales: [no]": [
        (
            "3: “translation.locales” must be a list of strings, not “[False]”"
            ' | write each like this: "no"'
        )
    ],
    "translation: {local: [ru]}": ["2: unknown key “translation.local” | did you mean “locales”?"],
    "translation:\n  locales: [gr]\n  engines: remote\n  deadline: Monday\n  expires:": [
        "3: “translation.locales”: “gr” is not a locale; use “el” | ",
        "4: “translation.engines” must be one of none, local, self-hosted, any, not “remote” | ",
        "5: “translation.deadline” must be a date (YYYY-MM-DD), not “Monday” | ",
        "6: “translation.expires” is empty | give it a value, or remove the line",
    ],
}


@pytest.mark.parametrize(("block", "expected"), FRONT_MATTER.items())
def test_a_mistake_in_a_front_matter_has_its_line_there(block, expected):
    text = f"---\n{block}\n---\n\nlocales: this is the text\n"

    assert complaints(front_matter, text) == expected


def test_front_matter_wins_over_globs_and_globs_over_the_project(load):
    project = load("""
locales = ["ru", "es"]
required = ["ru"]
[texts."calls/*"]
locales = ["de"]
deadline = 2026-03-06
engines = "none"
[texts."calls/s*"]
engines = "any"
""")

    def settings(domain, **own):
        found = project.settings(domain, TextSettings(**own))
        return found.locales, found.required, found.deadline, found.engines

    assert settings("news/strike") == (("ru", "es"), ("ru",), None, "local")
    assert settings("calls/march") == (("de",), ("ru",), DAY, "none")
    assert settings("calls/strike") == (("de",), ("ru",), DAY, "any")
    assert settings("calls/strike", locales=("fa",), required=()) == (("fa",), (), DAY, "any")


OURS = "translation:\n  engines: none\n"
UNREAD = {
    ".txt": [f"---\n{OURS}---\n\nText\n", f"\n---\ntitle: x\n{OURS}", "+++\n[translation]\n+++\n"],
    ".html": [
        f"---\nlayout: page\n{OURS}---\n<p>Text</p>\n",
        '<meta charset="utf-8">\n<meta name="translation:engines" content="none">\n<p>Text\n',
        "<META NAME='tamizdat' content='engines: none'><p>Text\n",
        '<meta content="none" property=tamizdat.engines><p>Text\n',
    ],
    ".md": [f"\n---\n{OURS}---\n\nText\n"],
}
UNREAD |= {
    suffix: UNREAD[".html" if suffix.lower().startswith(".htm") else ".md"]
    for suffix in (".markdown", ".htm", ".HTM", ".Html")
}


def test_every_kind_of_text_is_looked_at_for_settings():
    assert {suffix.lower() for suffix in UNREAD} == {*SUFFIXES}


@pytest.mark.parametrize(
    ("suffix", "text"), [(suffix, text) for suffix, texts in UNREAD.items() for text in texts]
)
@pytest.mark.parametrize(
    ("name", "table"),
    [("tamizdat.toml", '[texts."a/b"]'), ("pyproject.toml", '[tool.tamizdat.texts."a/b"]')],
)
def test_settings_where_none_are_read_are_refused_with_the_right_place(
    tmp_path, suffix, text, name, table
):
    (tmp_path / name).write_text("[tool.tamizdat]\n" if name == "pyproject.toml" else "")
    path = tmp_path / f"source_texts/a/b{suffix}"
    path.parent.mkdir(parents=True)
    path.write_text(text)

    with pytest.raises(ConfigError) as raised:
        Project.open(tmp_path).text("a/b")

    (problem,) = raised.value.problems
    assert problem.path == path
    assert re.search("translation|tamizdat", text.split("\n")[problem.line - 1])
    assert problem.remedy == f"write them in {name}, below {table}"


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".txt", "---\nA rule above\n---\ntranslation: an art\n"),
        (".html", '<meta name="translation-unit"><meta name="author" content="tamizdat"><p>Text'),
        (".md", "Text\n\n---\n\ntranslation: an art\n"),
        (".md", '```html\n<meta name="tamizdat">\n```\n'),
    ],
)
def test_texts_that_only_speak_of_translation_are_read(tmp_path, suffix, text):
    (tmp_path / "tamizdat.toml").write_text("")
    path = tmp_path / f"source_texts/a{suffix}"
    path.parent.mkdir()
    path.write_text(text)

    assert Project.open(tmp_path).text("a").settings.engines == "local"


def test_a_table_of_the_configuration_keeps_engines_from_html_and_plain_text(tmp_path):
    (tmp_path / "tamizdat.toml").write_text('[texts."a/*"]\nengines = "none"\n')
    for name in ("b.html", "c.txt"):
        path = tmp_path / "source_texts/a" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Text\n")
        text = Project.open(tmp_path).text(f"a/{path.stem}")
        assert text.settings.engines == "none"
