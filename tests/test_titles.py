"""What a text is called on its page, in the index, in plain text, and in which language."""

import json
import re

import pytest
from project import run, translate

PAGE = "published/site/ru/calls/strike/index.html"
INDEX = "published/site/ru/index.html"
PLAIN = "published/text/ru/calls/strike.txt"


def published(write, text, **msgstrs):
    folder = write({"source_texts/calls/strike.md": text})
    run(folder, "update")
    translate(folder, "calls/strike", **msgstrs)
    result = run(folder, "publish", "--policy", "partial")
    assert result.exit_code == 0, result.output
    return folder


def titles(folder, page=PAGE):
    html = (folder / page).read_text(encoding="utf-8")
    return re.search(r"<title>(.*?)</title>", html)[1], html


FRONT = "---\ntitle: On strike\n---\n\nWe meet at noon.\n"
HEADED = "# On strike\n\nWe meet at noon.\n"
SMALL = "###### On strike\n\nWe meet at noon.\n"
UNNAMED = "We meet at noon.\n"


@pytest.mark.parametrize("text", [FRONT, HEADED, SMALL], ids=["front matter", "heading", "small"])
def test_a_title_without_a_translation_is_the_source_s_in_its_language(write, text):
    folder = published(write, text, We="Встречаемся в полдень.")

    title, html = titles(folder)
    assert title.startswith("On strike")
    assert re.search(r'<h[1-6][^>]*>(?:<span lang="en"[^>]*>)?On strike', html)
    assert re.search(r'lang="en"[^>]*>On strike', html)
    _, index = titles(folder, INDEX)
    assert re.search(r'<a [^>]*hreflang="ru"[^>]*lang="en"|lang="en"[^>]*>On strike', index)
    assert "On strike" in (folder / PLAIN).read_text(encoding="utf-8").partition("Встречаемся")[0]


@pytest.mark.parametrize("text", [FRONT, HEADED, SMALL], ids=["front matter", "heading", "small"])
def test_a_translated_title_is_told_in_its_own_language_alone(write, text):
    folder = published(write, text, On="Забастовка", We="Встречаемся в полдень.")

    title, html = titles(folder)
    assert title.startswith("Забастовка")
    assert "On strike" not in html
    _, index = titles(folder, INDEX)
    assert "Забастовка" in index
    assert "On strike" not in index
    assert 'lang="en"' not in index.partition("Забастовка")[0].rpartition("<li")[2]


def test_a_text_without_any_is_called_by_its_name(write):
    folder = published(write, UNNAMED, We="Встречаемся в полдень.")

    assert titles(folder)[0].startswith("strike")
    assert "strike" in titles(folder, INDEX)[1]


def test_the_first_heading_names_a_text_whatever_its_level(write):
    text = "### Third\n\n# First\n"
    folder = published(write, text, Third="Третий", First="Первый")

    assert titles(folder)[0].startswith("Третий")


def test_the_source_is_whole_and_a_translation_as_whole_as_it_is(write):
    folder = published(write, HEADED, On="Забастовка")

    rows = {
        row["locale"]: row for row in json.loads(run(folder, "status", "--json").stdout)["rows"]
    }
    assert rows["ru"]["percent"] == 33
    source = (folder / "published/site/en/index.html").read_text(encoding="utf-8")
    russian = (folder / INDEX).read_text(encoding="utf-8")
    assert "%" not in re.sub(r"<style.*?</style>", "", source, flags=re.S)
    assert re.search(r"\b33\s?%", re.sub(r"<style.*?</style>", "", russian, flags=re.S))
