"""One bad message, text or catalog stops nothing else, whatever is wrong with it."""

import html
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from project import catalog, run, translate

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import State
from tamizdat.check import rules
from tamizdat.language.entities import unescape
from tamizdat.project.project import Project
from tamizdat.texts import publication

WORSE = "Bad bread.\n\nWe meet.\n"
GOOD = "# Strike\n\nWe meet.\n"
CATALOG = "locales/ru/LC_MESSAGES/{}.po"


class Panic(BaseException):
    """What a native library raises when it gives up: no Exception."""


@pytest.fixture(params=[RecursionError("deep"), Panic("index 7")], ids=["recursion", "panic"])
def fail_at(request, monkeypatch):
    """Let a function of ours fail for everything that looks like one thing."""

    def plant(owner, name, looks):
        function = getattr(owner, name)

        def failing(*arguments, **more):
            if looks(*arguments, **more):
                raise request.param
            return function(*arguments, **more)

        monkeypatch.setattr(owner, name, failing)

    return plant


@pytest.fixture
def folder(write):
    """Two texts, translated into Russian but for one message each."""
    folder = write({"source_texts/bad.md": WORSE, "source_texts/good.md": GOOD})
    run(folder, "update")
    for domain in ("bad", "good"):
        translate(folder, domain, Strike="Хлеб", _="Хлеб.")
    return folder


def is_bad(path):
    return "bad" in Path(path).name


# --- in every command


def test_a_message_that_can_not_be_checked_is_a_finding_in_its_line(folder, fail_at):
    fail_at(rules, "run", lambda pair: "Bad" in pair.msgid)

    result = run(folder, "check", "--format", "json", buggy=True)

    found = json.loads(result.stdout)["findings"]
    line = catalog(folder, "bad").active[0].line
    assert [(f["check"], f["severity"], f["path"], f["line"], f["msgid"]) for f in found] == [
        ("bug", "error", CATALOG.format("bad"), line, "Bad bread."),
    ]
    assert result.exit_code == 70
    assert result.stderr.count("Traceback") == 1
    assert f"{CATALOG.format('bad')}:{line}: tamizdat fails here, which is a bug" in result.stderr


def test_a_text_that_fails_is_published_nowhere_and_the_others_are(folder, fail_at):
    fail_at(rules, "run", lambda pair: "Bad" in pair.msgid)

    result = run(folder, "publish", buggy=True)

    assert result.exit_code == 70
    assert "blocked: bad ru" in result.stdout
    there = {path.parent.name for path in (folder / "published/site/ru").glob("*/index.html")}
    assert there == {"good"}


def test_a_page_that_can_not_be_made_is_an_error_of_its_own(folder, fail_at):
    fail_at(publication, "publish", lambda document, *_, **__: "Bad" in document.segments[0].raw)

    result = run(folder, "publish", buggy=True)

    assert result.exit_code == 70
    assert (folder / "published/site/ru/good/index.html").is_file()
    assert not (folder / "published/site/ru/bad").exists()
    assert "source_texts/bad.md: tamizdat fails here" in result.stderr


@pytest.mark.parametrize("command", ["update", "status", "check", "review", "draft", "publish"])
def test_a_text_that_can_not_be_split_stops_no_other(folder, fail_at, command):
    (folder / "source_texts/good.md").write_text(GOOD + "\nMore.\n")
    (folder / "source_texts/bad.md").write_text(WORSE + "\nMore.\n")
    fail_at(Project, "_text", lambda _, domain, *__: domain == "bad")

    result = run(folder, command, buggy=True)

    assert result.exit_code == 70
    assert "source_texts/bad.md: tamizdat fails here, which is a bug" in result.output
    assert "Traceback" in result.stderr
    if command == "update":
        assert [m.msgid for m in catalog(folder, "good").active] == ["Strike", "We meet.", "More."]


@pytest.mark.parametrize("command", ["update", "status", "check", "review", "draft", "publish"])
def test_a_catalog_that_can_not_be_read_stops_no_other(folder, fail_at, command):
    (folder / "source_texts/good.md").write_text(GOOD + "\nMore.\n")
    before = (folder / CATALOG.format("bad")).read_bytes()
    fail_at(po, "loads", lambda _, path: is_bad(path) and path.suffix == ".po")

    result = run(folder, command, buggy=True)

    assert result.exit_code == 70
    assert f"{CATALOG.format('bad')}" in result.output
    assert "tamizdat fails here, which is a bug" in result.output
    assert (folder / CATALOG.format("bad")).read_bytes() == before
    if command == "update":
        assert len(catalog(folder, "good").active) == 3


def test_a_catalog_that_can_not_be_merged_stays_and_the_others_are(folder, fail_at):
    for name, text in (("bad", WORSE), ("good", GOOD)):
        (folder / f"source_texts/{name}.md").write_text(text + "\nMore.\n")
    before = (folder / CATALOG.format("bad")).read_bytes()
    fail_at(merge, "merge", lambda before, *_, **__: "Bad bread." in str(before.active))

    result = run(folder, "update", buggy=True)

    assert result.exit_code == 70
    assert (folder / CATALOG.format("bad")).read_bytes() == before
    assert len(catalog(folder, "good").active) == 3


def test_a_message_that_can_not_be_drafted_stays_empty_and_the_others_are(write, fail_at):
    folder = write({"source_texts/a.md": "Bad bread.\n\nWe meet.\n"})
    run(folder, "update")
    fail_at(rules, "run", lambda pair: "Bad" in pair.msgid)

    result = run(folder, "draft", "--engine", "pseudo", buggy=True)

    assert result.exit_code == 70
    states = [message.state for message in catalog(folder, "a").active]
    assert states == [State.UNTRANSLATED, State.DRAFT]


def test_a_catalog_that_can_not_be_adopted_is_a_bug_at_its_place_and_nothing_is_written(
    folder, fail_at
):
    for name in ("broken", "other"):
        (folder / f"{name}.po").write_bytes((folder / CATALOG.format("good")).read_bytes())
    before = (folder / CATALOG.format("good")).read_bytes()
    fail_at(po, "loads", lambda _, path: path.name == "broken.po")

    result = run(folder, "init", "--adopt", "other.po", "--adopt", "broken.po", buggy=True)

    assert result.exit_code == 70
    assert "broken.po: tamizdat fails here, which is a bug" in result.stderr
    assert (folder / CATALOG.format("good")).read_bytes() == before


def test_a_memory_that_runs_full_is_the_world_s_failure(folder, monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr(po, "loads", full)

    result = run(folder, "status")

    assert result.exit_code == 2  # unreadable
    assert "not enough memory" in result.output


# --- what people have sent


NINES = "9" * 4301
HOSTILE = {
    "a number of a character": f"&#{NINES};",
    "a number of zeros": f"&#{'0' * 5000}65;",
    "hexadecimal digits": f"&#x{'f' * 5000};",
    "a number": NINES,
    "a price": f"€{NINES}.{NINES}",
    "a time": f"{NINES}:{NINES}",
    "a date": f"{NINES}-{NINES}-{NINES}",
    "a list's number": f"{NINES}. x",
    "tags": "<b>" * 3000,
    "links": "[" * 5000,
    "emphasis": "*" * 20_000,
    "quotes": "> " * 5000,
    "backticks": "`" * 5000 + "x",
    "addresses": "https://" * 2000,
    "U+0085": "x\u0085.",
    "powers": "²³¹ ٣ ① ½ " + "²" * 20,
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("place", ["msgstr", "text", "title", "html", "plain"])
def test_no_word_of_a_stranger_is_a_bug(write, part, place):
    sources = {"source_texts/good.md": GOOD}
    if place == "msgstr":
        sources["source_texts/bad.md"] = "One two.\n"
    elif place == "title":
        sources["source_texts/bad.md"] = f"---\ntitle: {json.dumps(part)}\n---\n\nOne {part}\n"
    else:
        suffix = {"text": "md", "html": "html", "plain": "txt"}[place]
        sources[f"source_texts/bad.{suffix}"] = f"One two.\n\nOne {part} two\n"
    folder = write(sources)
    run(folder, "update")
    translate(folder, "good", _="Хлеб")
    translate(folder, "bad", _=f"Раз {part}".replace("\\", "\\\\").replace('"', '\\"'))

    for command in (("check",), ("draft", "--engine", "pseudo"), ("publish",), ("status",)):
        assert run(folder, *command).exit_code in (0, 1, 2)
    assert (folder / "published/site/ru/good/index.html").is_file()


@given(st.text("&#xX;0123456789abcfAlt ", max_size=30))
@example("&#0065;&#x41;&#x0041;&#1114112;&#x110000")
def test_references_are_read_as_python_reads_them(text):
    assert unescape(text) == html.unescape(text)


@pytest.mark.parametrize(
    "written", [*itertools.product(["&#", "&#x"], ["9" * 8, "9" * 5000], [";", ""])]
)
def test_a_number_beyond_all_characters_is_none(written):
    assert unescape("".join(written)) == "\ufffd"
