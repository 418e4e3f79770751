"""Relative links that lead nowhere are told once, at their line of the source."""

import json
import re

import pytest
from project import plain, run, translate


def dead(folder):
    """Place and message of every dead link that `check` finds."""
    found = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    return [
        (f["path"], f["line"], f["severity"], f["message"])
        for f in found
        if f["check"] == "dead-link"
    ]


TEXT = """\
---
title: "See [this](front.md)"
---

Text with [a good one](b.md), the same [further down](b.md#part) and
in the same paragraph [a dead one](gone.md#part "title"), `[code](code.md)`.

![A map](map.png) and [far](../up.md) and [a folder](folder/) and [pretty](pretty).

[ref]: ref.md
[unused]: unused.md

By [reference][ref], <a href="tag.html">tag</a>, [spaces](<my file.md>), [b](b.html),
[elsewhere](https://example.org/x.md), [mail](mailto:a@b.org), [root](/root.md), [here](#a.md).

    [indented](code.md)
"""


def test_a_dead_link_is_a_warning_with_its_place_in_the_source(write):
    folder = write(
        {"source_texts/calls/a.md": TEXT, "source_texts/calls/b.md": "Text\n"},
        config='locales = ["ru", "fa"]',
    )
    run(folder, "update")

    found = dead(folder)

    path = "source_texts/calls/a.md"
    assert {(*place, message.split("”")[0]) for *place, message in found} == {
        (path, 6, "warning", "the link to “gone.md#part"),
        (path, 8, "warning", "the link to “map.png"),
        (path, 8, "warning", "the link to “../up.md"),
        (path, 10, "warning", "the link to “ref.md"),
        (path, 13, "warning", "the link to “tag.html"),
        (path, 13, "warning", "the link to “my file.md"),
        (path, 13, "warning", "the link to “b.html"),
    }
    assert len(found) == 7
    assert any("did you mean “calls/b.md”?" in message for *_, message in found)


@pytest.mark.parametrize(
    ("suffix", "text", "line"),
    [
        ("html", "<p>One\n<p>Two <a\nhref='gone.html'>x</a> <img src=b.txt>\n", 3),
        ("markdown", "One\n\n> Two\n> [x](gone.html)\n", 4),
    ],
)
def test_every_format_with_links_is_looked_at(write, suffix, text, line):
    folder = write({f"source_texts/a.{suffix}": text, "source_texts/b.txt": "Text\n"})
    run(folder, "update")

    assert [place[:2] for place in dead(folder)] == [(f"source_texts/a.{suffix}", line)]


def test_a_warning_stops_nothing_and_publish_says_it_too(write):
    folder = write({"source_texts/a.md": "See [b](b.md).\n"}, config="locales = []")
    run(folder, "update")

    checked, published = run(folder, "check"), run(folder, "publish")

    line = "source_texts/a.md:1: warning: the link to “b.md” is dead: no such text or file"
    assert line in plain(checked.stdout)
    assert plain(published.stdout).count(line) == 1
    assert checked.exit_code == published.exit_code == 0


def test_a_renamed_text_is_found_by_those_that_link_to_it(write):
    folder = write({"source_texts/a.md": "See [b](b.md).\n", "source_texts/b.md": "Text\n"})
    run(folder, "update")
    assert dead(folder) == []

    (folder / "source_texts/b.md").rename(folder / "source_texts/c.md")

    assert len(dead(folder)) == 1


def test_what_was_meant_is_a_file_of_the_same_kind(write):
    folder = write(
        {
            "source_texts/a.md": "[x](safety.pdf) [y](leaflets.pdf) [z](safety.html)\n",
            "source_texts/safety.md": "Text\n",
            "source_texts/leaflet.PDF": "%PDF-1.4",
        }
    )

    messages = [message for *_, message in dead(folder)]

    assert len(messages) == 3
    assert "did you mean" not in messages[0]
    assert "did you mean “leaflet.PDF”?" in messages[1]
    assert "did you mean “safety.md”?" in messages[2]


def test_check_lists_it_as_a_warning():
    assert "dead-link warning" in plain(run(".", "check", "--list").stdout)


@pytest.mark.parametrize("suffix", ["md", "png"])
def test_a_name_that_no_file_can_have_is_dead(write, suffix):
    folder = write({"source_texts/a.md": f"See [b]({'b' * 300}.{suffix}).\n"}, config="")
    run(folder, "update")

    assert len(dead(folder)) == 1
    assert run(folder, "publish").exit_code == 0


def renamed(folder, *pairs):
    lines = "".join(f"{old},{new}\n" for old, new in pairs)
    (folder / "locales").mkdir(exist_ok=True)
    (folder / "locales/renames.csv").write_text(f"from,to\n{lines}")


def href(folder, name, locale="ru"):
    page = (folder / f"published/site/{locale}/{name}/index.html").read_text("utf-8")
    body = page.partition('<div class="text">')[2].partition("</article>")[0]
    return re.findall(r'href="([^"]*)"', body)


@pytest.fixture
def moved(write):
    """A text that links to two others, one of which was moved; the links are as they were."""
    folder = write(
        {
            "source_texts/a.md": "See [b](b.md#part), [c](calls/c.md) and [d](d.md).\n",
            "source_texts/calls/b.md": "Back to [a](a.md) and [c](c.md).\n\n# Part\n",
            "source_texts/calls/c.md": "Text\n",
        }
    )
    renamed(folder, ("b", "calls/b"))
    run(folder, "update")
    translate(folder, "a", _="Это [Б](b.md#part), [В](calls/c.md) и [Г](d.md).")
    translate(folder, "calls/b", Back="Назад к [А](a.md) и [В](c.md).", Part="Часть")
    translate(folder, "calls/c", Text="Текст")
    return folder


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_a_link_to_a_renamed_text_leads_to_its_page(moved, locale):
    run(moved, "publish")

    links = ["../calls/b/index.html#part", "../calls/c/index.html", "d.md"]
    assert href(moved, "a", locale) == links
    assert href(moved, "calls/b", locale) == ["../../a/index.html", "../c/index.html"]


def test_a_dead_link_says_what_its_text_is_called_now(moved):
    messages = [(path, message) for path, _, severity, message in dead(moved)]

    assert messages == [
        (
            "source_texts/a.md",
            "the link to “b.md#part” is dead: it is “calls/b.md” now, where pages lead",
        ),
        (
            "source_texts/a.md",
            "the link to “d.md” is dead: no such text or file (did you mean “a.md”?)",
        ),
        (
            "source_texts/calls/b.md",
            "the link to “a.md” is dead: it is “../a.md” now, where pages lead",
        ),
    ]


def test_a_name_that_is_used_again_is_the_new_text(moved):
    (moved / "source_texts/b.md").write_text("# Part\n\nAnother text\n")
    run(moved, "update")

    run(moved, "publish")

    assert href(moved, "a", "en")[0] == "../b/index.html#part"


def test_a_file_that_is_there_is_no_text_of_former_days(moved):
    (moved / "source_texts/b.md").mkdir()
    (moved / "source_texts/b.md/x.png").write_bytes(b"x")

    run(moved, "publish")

    assert href(moved, "a", "en")[0].endswith("b.md#part")


def test_a_file_of_the_same_name_elsewhere_was_meant(write):
    folder = write(
        {
            "source_texts/a.md": "See [this](text16.md)\n",
            "source_texts/text21.md": "Text\n",
            "source_texts/news/text16.md": "Text\n",
        }
    )

    ((*_, message),) = dead(folder)

    assert message.endswith("no such text or file (did you mean “news/text16.md”?)")


def test_a_broken_record_of_renames_is_told_with_its_line(moved):
    (moved / "locales/renames.csv").write_text("from,to\n<<<<<<< ours\n")

    for command in ("check", "publish"):
        result = run(moved, command)

        assert result.exit_code == 2
        assert "locales/renames.csv:2: " in result.output
        assert result.output.count("renames.csv:2") == 1
