"""`tamizdat help`: every topic is found, fits a terminal, and says only what is so."""

import os
import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import click
import pytest
from project import run

from tamizdat.cli import COMMANDS, main
from tamizdat.cli import help as topics
from tamizdat.project.config import Config
from tamizdat.project.config.settings import TextSettings
from tamizdat.texts import formats

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
PAGES = {"README": README, **{topic: topics.text(topic) for topic in topics.TOPICS}}
USE = re.compile(r"tamizdat (?P<verb>[a-z]+(?:-[a-z]+)*)(?P<rest>[^`\n#;]*)")
"""A command as a page names it, to the end of its line."""


def test_each_topic_is_a_file_and_each_file_a_topic():
    texts = {path.stem for path in Path(topics.__file__).parent.glob("*.txt")}

    assert texts == set(topics.TOPICS)


def test_help_lists_the_topics_with_what_they_are_about(tmp_path):
    listed = run(tmp_path, "help").stdout

    for topic in topics.TOPICS:
        about = topics.text(topic).splitlines()[0]
        assert re.search(rf"^  {topic} +{re.escape(about)}$", listed, re.M)


@pytest.mark.parametrize("topic", topics.TOPICS)
def test_a_topic_is_shown_as_it_is(topic, tmp_path):
    assert run(tmp_path, "help", topic).stdout == topics.text(topic)


@pytest.mark.parametrize("topic", topics.TOPICS)
def test_a_topic_fits_a_terminal(topic):
    lines = topics.text(topic).splitlines()

    assert len(lines) <= 60
    assert [line for line in lines if len(line) > 88] == []


def test_the_topic_of_formats_names_all_suffixes():
    named = set(re.findall(r"(?<= )\.\w+", topics.text("formats").partition("FRONT MATTER")[0]))

    assert named == set(formats.SUFFIXES)


@pytest.mark.parametrize("verb", COMMANDS)
def test_help_of_a_command_is_its_own(verb, tmp_path):
    shown = run(tmp_path, "help", verb).stdout

    assert shown.splitlines()[2:] == run(tmp_path, verb, "--help").stdout.splitlines()[2:]


def test_a_topic_that_is_not_there_is_a_wrong_question(tmp_path):
    result = run(tmp_path, "help", "translater")

    assert result.exit_code == 2
    assert "did you mean “translators”?" in result.stderr


def test_a_long_page_is_paged_on_a_terminal_only(monkeypatch, capsys):
    paged = []
    monkeypatch.setattr(click, "echo_via_pager", paged.append)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((80, 2)))
    topics._show("a\nb\nc\n")
    assert (paged, capsys.readouterr().out) == ([], "a\nb\nc\n")

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    topics._show("a\n")
    topics._show("a\nb\nc\n")
    assert paged == ["a\nb\nc\n"]


def words():
    """Every use of a command on every page, and in the commands' own help."""
    helps = {verb: main.get_command(None, verb).help for verb in COMMANDS}
    for name, page in {**PAGES, **{f"{verb} --help": text for verb, text in helps.items()}}.items():
        for use in USE.finditer(page):
            yield pytest.param(use["verb"], use["rest"], id=f"{name}: {use[0].strip()}")


@pytest.mark.parametrize(("verb", "rest"), list(words()))
def test_every_command_and_option_that_a_page_names_is_there(verb, rest):
    command = main.get_command(None, verb)
    if command is None:  # “tamizdat is …”: prose
        assert not re.search(r"(?<!\S)--?\w", rest)
        return
    known = {name for parameter in command.params for name in (*parameter.opts, "--help")}
    assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known


def test_the_configuration_topic_has_every_key_with_its_default():
    block = "\n".join(re.findall(r"^    (.*)$", topics.text("configuration"), re.M))
    told = tomllib.loads(block)
    texts = told.pop("texts")["calls/*"]
    defaults = Config(Path(), Path())

    def table(settings):
        return {
            field.name: list(value) if isinstance(value, tuple) else value
            for field in fields(settings)
            if not is_dataclass(value := getattr(settings, field.name)) and field.name != "texts"
        }

    expected = table(defaults)
    expected = {name: value for name, value in expected.items() if name not in ("root", "file")}
    for name in ("project", "draft", "publish", "privacy"):
        expected[name] = table(getattr(defaults, name))
    expected["publish"]["source"] = table(defaults.publish.source)
    assert told == expected
    assert set(texts) == {field.name for field in fields(TextSettings)}


def test_the_readme_names_every_topic():
    row = next(line for line in README.split("\n") if line.startswith("| `tamizdat help`"))

    assert all(topic in row for topic in topics.TOPICS)
