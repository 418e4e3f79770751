"""Relative links that lead nowhere are told once, at their line of the source."""

import json

import pytest
from project import plain, run


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
