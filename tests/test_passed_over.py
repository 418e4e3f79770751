"""No word of prose is left out in silence: what no catalog has is counted, and told."""

import csv
import io
import json

import pytest
from project import plain, run, translate

from tamizdat.texts import formats, passed_over


def pieces(text, suffix=".md", keys=("title", "description")):
    return tuple(passed_over.find(formats.by_suffix(suffix).split(text, keys)))


def counts(text, suffix=".md"):
    """Line, reason and words of what holds prose."""
    return [(p.line, p.reason, p.words) for p in pieces(text, suffix) if p.words]


TABS = """\
# Leave safely

=== "By train"

    Buy the ticket with cash.

=== "On foot"

    Go in **pairs**.

    !!! warning "At night"

        Stay on the road.

Meet us there.
"""
BOXES = """\
# Water

```admonish warning title="Look out"
Boil it for ten minutes.
```

```{admonition} When in doubt
:class: tip

Ask somebody who [knows](b.md).
```

```{figure} well.png
:alt: A well with a lid
:width: 40

How to cover a well.
```

```python
print("Boil it for ten minutes.")
```

```
ls -l and other words of a shell
```

    indented code is code
"""
TOML = '''\
+++
title = "Eviction"
lead_in = """
They came at
dawn."""
author = "Somebody of the Tenants Union"
banner = "Come to the square with pots and pans"
[cover]
alt = "Two people"
image = "pictures/of/two/people/on/a/roof.jpg"
+++

Text.
'''


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABS, [(5, "code block", 5), (9, "code block", 9)]),
        (BOXES, [(3, "code block", 7), (7, "code block", 7), (13, "code block", 10)]),
        (
            TOML,
            [(3, "front matter", 4), (7, "front matter", 8), (9, "front matter", 2)],
        ),
        ("Term\n:   One.\n\n    Two words more.\n", [(4, "code block", 3)]),
        ("!!! note\n    Direct.\n\n    Second paragraph.\n", [(4, "code block", 2)]),
        ("- item\n\n  ??? tip\n\n      Three words here.\n", [(5, "code block", 3)]),
        ("> !!! tip\n>\n>     Three words here.\n", [(3, "code block", 3)]),
        ("Text.\n\n    no box above\n", []),
        ("!!! tip\n\nText.\n\n    no box above\n", []),
        (":::tip My own title\n\nText.\n\n:::\n", [(1, "title of a container", 3)]),
        ("Text.\n\n:::tip[My title]{#x}\n\nText.\n:::\n", [(3, "title of a container", 2)]),
        ("::: {.class}\nText.\n:::\n", []),
        (":::warning\nText.\n:::\n", []),
        ('{{< figure src="a b.jpg" alt="On a roof" caption="At dawn" >}}\n', [(1, "template", 5)]),
        ('[a]: b.md "The title"\n\n[a] text\n', [(1, "link definition", 2)]),
        ("[//]: # (not for readers)\n\nText.\n", []),
        ("```{mermaid}\ngraph LR; some words here\n```\n", []),
        ("```{image} a.png\n:alt: Two words\n```\n", [(1, "code block", 2)]),
        ("````{note}\n```python\nno prose\n```\nProse.\n````\n", [(1, "code block", 1)]),
        ("See `code` and <https://example.org/some-words>.\n\n`only code`\n", []),
        ("$$\nx = words\n$$\n", []),
    ],
)
def test_words_of_prose_are_counted_and_code_has_none(text, expected):
    assert counts(text) == expected


def test_html_and_plain_text_are_looked_at_too():
    html = "<pre>code words</pre><svg><text>Two words</text></svg><p>Text</p>"

    assert counts(html, ".html") == [(1, "drawing", 2)]
    assert [p.words for p in pieces("https://example.org/some-words\n", ".txt")] in ([0], [])


def test_what_an_author_keeps_back_is_told_apart():
    found = pieces('<!-- tamizdat: skip -->\nThree words here.\n\nText.\n\n=== "A"\n\n    B c.\n')

    assert [(p.wanted, p.words) for p in found] == [(True, 3), (False, 2)]
    assert passed_over.total(found) == 2


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "".join("    " * i + "!!! note\n\n" for i in range(n)) + "    " * n + "x\n",
        lambda n: (
            "`" * (n + 3) + "{note}\n" + "".join("`" * (n - i + 2) + "{a}\n" for i in range(n))
        ),
    ],
)
def test_boxes_in_boxes_have_an_end(make):
    assert passed_over.total(pieces(make(300))) > 0


def project(write, text, **settings):
    more = "\n".join(f"{key} = {value}" for key, value in settings.items())
    folder = write({"source_texts/a.md": text}, config=f'locales = ["ru"]\n{more}\n')
    run(folder, "update")
    translate(folder, "a", _="Перевод")
    return folder


def warned(folder):
    found = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    return [
        (f["path"], f["line"], f["severity"], f["message"])
        for f in found
        if f["check"] == "passed-over"
    ]


def test_check_warns_at_the_first_place(write):
    folder = project(write, TABS)

    ((path, line, severity, message),) = warned(folder)

    assert (path, line, severity) == ("source_texts/a.md", 5, "warning")
    assert message.startswith("14 words of prose, 61 % of the text, are in no catalog (code block;")


def test_few_words_are_a_remark(write):
    folder = project(write, "Word " * 300 + "\n\n:::tip Title\n\nText.\n\n:::\n")

    ((_, line, severity, message),) = warned(folder)

    assert (line, severity) == (3, "info")
    assert message.startswith("1 word is in no catalog (title of a container;")


def test_nothing_is_said_of_code(write):
    assert warned(project(write, "Text.\n\n```sh\nls some words\n```\n")) == []


def test_status_says_no_bare_hundred(write):
    folder = project(write, TABS)

    shown = plain(run(folder, "status").stdout)
    again = plain(run(folder, "status").stdout)  # from what is remembered

    assert shown == again
    assert "100 % *" in shown
    assert "* 14 words of prose in no catalog: a; tamizdat update -v lists them" in shown


def test_status_says_no_more_of_few_words_than_their_number(write):
    folder = project(write, "Word " * 300 + "\n\n:::tip Title\n\nText.\n\n:::\n")

    shown = plain(run(folder, "status").stdout)

    assert "100 % *" not in shown
    assert "\n1 word of prose in no catalog: a; tamizdat update -v lists them" in shown


def test_programs_get_the_number(write):
    folder = project(write, TABS)

    data = json.loads(run(folder, "status", "--json").stdout)
    (row,) = csv.DictReader(io.StringIO(run(folder, "status", "--format", "csv").stdout))
    markdown = run(folder, "status", "--format", "markdown").stdout

    assert data["rows"][0]["passed_over"] == data["totals"][0]["passed_over"] == 14
    assert row["passed_over"] == "14"
    assert r"| ✔ 100 % \* |" in markdown
    assert r"\* Words of prose in no catalog: 14 in `a`." in markdown


def test_update_lists_them_with_lines_and_words(write):
    folder = project(write, TABS + "\n<!-- tamizdat: skip -->\nNot this.\n\n```sh\nls words\n```\n")

    lines = plain(run(folder, "update", "-v").stdout)

    where = "source_texts/a.md"
    assert f"{where}:5: not translated (code block, 5 words): Buy the ticket with cash." in lines
    assert f"{where}:18: kept by its author (directive, 2 words): Not this." in lines
    assert f"{where}:20: not translated (code block): ```sh ls words ```" in lines


def test_a_key_that_is_named_is_passed_over_no_more(write):
    text = "---\ntitle: T\nbanner: Come to the square with pots and pans\n---\n\nText.\n"

    assert warned(project(write, text)) != []
    assert warned(project(write, text, translate_keys='["title", "banner"]')) == []
