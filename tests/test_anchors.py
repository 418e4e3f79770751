"""Fragments lead to the same heading in every language, on pages and between them."""

import json
import re
import time
from unittest import mock

import pytest
from browser import Browser
from hypothesis import given
from hypothesis import strategies as st
from project import plain, run, translate
from texts import cases

from tamizdat.language.slug import Numbered, joined, slug
from tamizdat.texts import anchors, formats, sanitizer
from tamizdat.texts.document import Piece
from tamizdat.texts.formats import markdown
from tamizdat.texts.formats.html.tags import tokens


def body(text, suffix=".md"):
    """A source text as HTML, with ids, as a page has it."""
    text_format = formats.by_suffix(suffix)
    segments = text_format.split(text, ()).segments
    pieces = tuple(Piece(segment, segment.raw, translated=True) for segment in segments)
    return sanitizer.sanitize(anchors.pinned(text_format.render(pieces, "")))


def ids(text, suffix=".md"):
    return re.findall(r'<h[1-6] id="([^"]*)"', body(text, suffix))


def found(folder, *checks):
    """Line, severity and message of what `check` finds."""
    findings = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    return [
        (f["line"], f["severity"], f["message"]) for f in findings if f["check"] in (checks or f)
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [  # as github-slugger 2.0 answers
        ("What we want", "what-we-want"),
        ("Who's in? All — of us!", "whos-in-all--of-us"),
        ("a_b - c", "a_b---c"),
        ("Чего мы хотим?", "чего-мы-хотим"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("می‌خواهیم", "میخواهیم"),
        ("ΟΔΟΣ", "οδος"),
        ("🎉 Party", "-party"),
        ("№ 1 ½ Ⅷ ⓐ", "-1--ⅷ-ⓐ"),
        ("東京、大阪", "東京大阪"),
        ("!!!", ""),
    ],
)
def test_a_heading_has_the_slug_that_github_gives_it(words, expected):
    assert slug(words) == expected


def test_slugs_are_numbered_and_each_is_there_once():
    numbered = Numbered()

    taken = [numbered.take(name) for name in ("a", "a-1", "a", "a", "a-1", "b")]

    assert taken == ["a", "a-1", "a-2", "a-3", "a-1-1", "b"]


def test_mkdocs_joins_hyphens():
    assert (slug("Sign-up & login –"), joined("Sign-up & login –")) == (
        "sign-up--login-",
        "sign-up-login",
    )


@given(st.lists(st.text(max_size=8), max_size=30))
def test_no_slug_is_taken_twice(names):
    numbered = Numbered()
    taken = [numbered.take(slug(name)) for name in names]

    assert len(set(taken)) == len(taken)


PIECES = st.sampled_from(
    ["<h2>", "</h2>", "<H1 id='a'>", "</H1 >", '<h3 class="x#"', ">", "<p>", '<p id="b">', "</ h2>",
     "<a name=c>", "<a href='#b'>", '<a href="#', '">', "<a title='>' href=#b>", "<b", "</b>", "#",
     "< id=x>", "<!-- <h2> id= -->", "<script>", "</script>", "<title/>", "<?x?>", "<h2/id=d>",
     "<h22>", "&lt;", "&am", "p;", '<sup class="footnote-reference">', '<a href="#1">', "Words ",
     "</a></sup>", "<br id = e />", '<div class="footnote-definition" id="1">', '<p a=="id=">',
     "<p 'a=\"' id=f>"]
)  # fmt: skip


@given(st.lists(PIECES | st.text("<>='\"# /ah2", max_size=4), max_size=25).map("".join))
def test_what_has_no_ids_is_passed_over(html):
    """The quick way through a fragment leads to the ids that all of its tokens lead to."""
    quick = anchors.pinned(html, anchors.find("<h1>a</h1><h2>b</h2>"))
    found = anchors.find(html)
    with mock.patch.object(anchors, "_relevant", tokens):
        assert anchors.pinned(html, anchors.find("<h1>a</h1><h2>b</h2>")) == quick
        assert anchors.find(html) == found


def test_most_texts_are_gone_through_the_quick_way():
    quick = [anchors._PLAIN.fullmatch(html) for html in rendered()]
    assert sum(map(bool, quick)) > 0.6 * len(quick) > 3


def rendered():
    """The HTML of the cases."""
    for path in cases(markdown.FORMAT):
        segments = markdown.split(path.read_text("utf-8"), ()).segments
        pieces = tuple(Piece(segment, segment.raw, translated=True) for segment in segments)
        yield markdown.render(pieces, "<span>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Words {#own}\n", "own"),
        ("## Words {: #own .class }\n", "own"),
        ("## Words {: .class }\n", "words"),
        ("## Words\n{: #own}\n\nText\n", "own"),
        ("## Words {/* #own */}\n", "own"),
        ("## Words {/*own*/}\n", "own"),
        ("Words {#own}\n===\n", "own"),
        ("> ## Words {#own}\n", "own"),
        ("- ## Words {#own} ##\n", "own"),
        ("## *Some* `code` and [a link](x.md)\n", "some-code-and-a-link"),
        ("## Words[^1]\n\n[^1]: A note.\n", "words1"),
        ("## Use `{#own}`\n", "use-own"),
        ("<h2 id=own>Words</h2>\n", "own"),
        ("<h2>Words\n</h2>\n", "words"),
    ],
)
def test_the_authors_id_wins_and_is_not_printed(text, expected):
    assert ids(text) == [expected]
    assert "{" not in body(text) or "<code>" in body(text)


def test_a_target_above_a_heading_is_a_place_of_its_own():
    html = body("(wash-wounds)=\n## Wash wounds\n\nSee [it](#wash-wounds), [here](#here).\n")

    assert '<a id="wash-wounds"></a>\n<h2>Wash wounds</h2>' in html
    assert ")=" not in html


@pytest.mark.parametrize(
    "below", ["- item", "Text.", "\nText.", "```\ncode\n```", "(b)=\n(c)=\n# H"]
)
def test_so_is_one_above_any_other_block(below):
    html = body(f"(spot)=\n{below}\n")

    assert html.startswith('<a id="spot"></a>\n<')
    assert ")=" not in html


def test_html_and_plain_text_have_ids_too():
    assert ids("<h1>Strike &amp; pay</h1><h2 id='x'>Why</h2>", ".html") == ["strike--pay", "x"]
    assert ids("STRIKE NOW\n\nText that ends a sentence.\n", ".txt") == ["strike-now"]


def test_what_has_a_name_of_old_keeps_it():
    assert '<a id="old">' in body('<a name="old"></a>\n\n# Old\n\n[x](#old)\n')


def test_a_footnote_and_a_heading_may_have_the_same_name():
    html = body("# Fire\n\nText[^fire], [x](#fire).\n\n[^fire]: A note.\n")

    assert html.count('id="fire"') == 1
    assert '<h1 id="fire">' in html
    assert 'id="fn:fire"' in html
    assert '<a href="#fn:fire">1</a>' in html
    assert '<a href="#fire">x</a>' in html


@pytest.mark.parametrize("name", ['a"b', "a b", "a<b", "a&b", "\u202eab", "a\u200bb", "a" * 2000])
def test_an_id_that_no_page_may_have_gives_way_to_the_slug(name):
    html = body(f'<h2 id="{name.replace("&", "&amp;").replace(chr(34), "&quot;")}">Words</h2>\n')

    assert html.strip() == '<h2 id="words">Words</h2>'


def test_no_id_stands_twice_on_a_page():
    twice = '<h2 id="c">C</h2>\n\n<h2 id="c">D</h2>\n'
    html = body(f'# A\n\n# A\n\n<a id="a-1"></a> <b id="b">x</b> <i id="b">x</i>\n\n# B\n\n{twice}')

    given_ids = re.findall(r'id="([^"]*)"', html)
    assert sorted(given_ids) == sorted(set(given_ids))
    assert {"a", "a-1", "b", "c", "d"} <= {*given_ids}


def test_our_own_template_has_no_id(write):
    folder = write({"source_texts/a.md": "Text.\n"}, config='locales = ["ru"]')
    run(folder, "update")
    run(folder, "publish")

    pages = [path.read_text() for path in folder.glob("published/site/**/*.html")]
    assert len(pages) > 2
    assert not [page for page in pages if re.search(r"\sid=", page)]


def test_a_text_of_very_many_headings_takes_linear_time():
    def seconds(count):
        html = "".join(f'<h2>Same</h2><a href="#same-{n}">x</a>' for n in range(count))
        start = time.process_time()
        pinned = anchors.pinned(html)
        assert f'id="same-{count - 1}"' in pinned
        return time.process_time() - start

    assert seconds(40_000) < 20 * seconds(4_000) + 1


MANUAL = """\
---
title: Manual
---

# Manual

See [it](#what-we-want), [the end](#end), [next](b.md#good-part), [old](#old).

## What we want

Bread.

## What we fear {#fear}

Hunger.

<a name="old"></a>

## The *end* & more {#end}

> ### What we want

(spot)=
## Spot
"""


def project(write, **more):
    files = {
        "source_texts/calls/a.md": MANUAL,
        "source_texts/calls/b.md": "# B\n\n## Good part\n\n[back](a.md#what-we-want-1)\n",
    }
    folder = write(files | more, config='locales = ["ru"]\n[publish]\npolicy = "partial"\n')
    run(folder, "update")
    return folder


def page(folder, domain="calls/a", locale="ru"):
    return (folder / f"published/site/{locale}/{domain}/index.html").read_text()


def test_every_language_has_the_ids_of_the_source(write):
    folder = project(write)
    translate(folder, "calls/a", What="Чего мы хотим", The="*Конец*", Manual="Учебник")
    run(folder, "publish")

    heads = [
        re.findall(r'<h[1-6] id="([^"]*)"', page(folder, locale=locale)) for locale in ("en", "ru")
    ]
    assert heads[0] == heads[1]
    assert heads[0] == ["manual", "what-we-want", "fear", "end", "what-we-want-1"]
    assert "{#" not in page(folder)
    assert '<a id="spot"></a>' in page(folder)
    assert 'href="../b/index.html#good-part"' in page(folder, locale="en")


TRANSLATED = "[это](#чего-мы-хотим), [конец](#end), [даль](b.md#хорошее), [давно](#old)."


def test_a_link_by_the_translated_headings_own_anchor_is_right_and_works(write):
    folder = project(write)
    translate(folder, "calls/a", See=TRANSLATED, What="Чего мы хотим")
    translate(folder, "calls/b", Good="Хорошее")

    assert found(folder, "address", "dead-fragment") == []

    run(folder, "publish")
    assert '<a href="#what-we-want">это</a>' in page(folder)
    assert '<a href="../b/index.html#good-part">даль</a>' in page(folder)


def test_in_html_as_well(write):
    html = "<h1>Bread</h1>\n<h2>Fear</h2>\n<p>See <a href='#bread'>it</a>.</p>\n"
    folder = write({"source_texts/a.html": html}, config='locales = ["ru"]')
    run(folder, "update")
    link = "См. <a href='#{}'>это</a>."
    translate(folder, "a", Bread="Хлеб", Fear="Страх", See=link.format("хлеб"))

    assert found(folder, "address") == []
    run(folder, "publish")
    assert '<h1 id="bread">Хлеб</h1>' in page(folder, "a")
    assert '<a href="#bread">это</a>' in page(folder, "a")
    copy = folder / "published/source/ru/a.html"
    assert "<h1>Хлеб</h1>" in copy.read_text()

    catalog = folder / "locales/ru/LC_MESSAGES/a.po"
    catalog.write_text(catalog.read_text().replace("#хлеб", "#страх"))
    assert len(found(folder, "address")) == 1


@pytest.mark.parametrize(
    "wrong", ["#fear", "#чего-мы-хотим-1", "#нигде", "b.md#чего-мы-хотим", "#end"]
)
def test_a_fragment_that_leads_to_another_heading_is_an_error(write, wrong):
    folder = project(write)
    translate(
        folder, "calls/a", See=TRANSLATED.replace("#чего-мы-хотим", wrong), What="Чего мы хотим"
    )
    translate(folder, "calls/b", Good="Хорошее")

    assert [severity for _, severity, _ in found(folder, "address")] == ["error"]


def test_a_heading_that_is_not_translated_has_no_anchor_of_its_own(write):
    folder = project(write)
    translate(folder, "calls/a", See=TRANSLATED)
    translate(folder, "calls/b", Good="Хорошее")

    assert len(found(folder, "address")) == 1


def test_an_address_of_the_finished_site_is_understood(write):
    text = "See [it](/guide/b/#good-part) and [again](B#good-part).\n"
    folder = project(write, **{"source_texts/c.md": text})
    translate(folder, "calls/b", Good="Хорошее")
    translate(folder, "c", See="См. [это](/guide/b/#хорошее) и [то](B#хорошее).")

    assert found(folder, "address") == []


DEAD = """\
# Words

One [x](#nothing), [y](b.md#god-part), [good](b.md#good-part), [top](#top), [also](#),
[same](#words), [y](b.md#god-part) `[code](#code)`.

[z](#wrods) [template](#{{page.id}})
[elsewhere](https://example.org/#x) [file](a.pdf#page=2) [gone](gone.md#x)
<a href="b.html#x">site</a> [text](#words:~:text=One) [coded](%23words) [encoded](#%77ords)
"""


def test_a_dead_fragment_is_a_warning_with_its_place_in_the_source(write):
    folder = write(
        {"source_texts/a.md": DEAD, "source_texts/b.md": "# B\n\n## Good part\n"},
        config='locales = ["ru"]',
    )
    run(folder, "update")

    told = "the link to “{}” is dead: no heading or id has this name"
    assert found(folder, "dead-fragment") == [
        (3, "warning", told.format("#nothing")),
        (3, "warning", told.format("b.md#god-part") + " (did you mean “good-part”?)"),
        (6, "warning", told.format("#wrods") + " (did you mean “words”?)"),
    ]
    assert "dead-fragment warning" in plain(run(".", "check", "--list").stdout)


def test_a_name_of_myst_holds_in_all_of_the_project(write):
    files = {
        "source_texts/a.md": "[it](#spot) [no](#nowhere) [two](#twice)\n\n(twice)=\n# A\n",
        "source_texts/b.md": "(spot)=\n# Spot\n\n(twice)=\n# B\n\n(nowhere)= is a word\n",
    }
    folder = write(files, config="locales = []")
    run(folder, "update")
    run(folder, "publish")

    assert [message.split("”")[0] for *_, message in found(folder, "dead-fragment")] == [
        "the link to “#nowhere"
    ]
    assert 'href="../b/index.html#spot"' in page(folder, "a", "en")
    assert 'href="#twice"' in page(folder, "a", "en")


def test_a_page_that_lags_behind_keeps_its_ids(write):
    folder = write({"source_texts/a.md": "# Strike\n\n## Pay\n\nAt noon.\n"})
    run(folder, "update")
    translate(folder, "a", Strike="Забастовка", Pay="Деньги", At="В полдень.")
    run(folder, "publish")
    (folder / "source_texts/a.md").write_text("# Now\n\n## Strike\n\n## Pay\n\nAt noon.\n")
    run(folder, "update")
    run(folder, "publish")

    assert 'data-state="outdated"' in page(folder, "a")
    assert re.findall(r'<h[12] id="([^"]*)"', page(folder, "a")) == ["strike", "pay"]


def test_a_copy_in_the_sources_own_format_is_not_touched(write):
    folder = project(write)
    translate(folder, "calls/b", Good="Хорошее")
    run(folder, "publish")

    copy = (folder / "published/source/ru/calls/b.md").read_text()
    assert copy == "# B\n\n## Хорошее\n\n[back](a.md#what-we-want-1)\n"


def test_a_browser_scrolls_to_an_element_for_each_fragment(write):
    filler = "Text.\n\n" * 200
    folder = project(
        write,
        **{
            "source_texts/c.md": f"[a](#ziel) [ж](#цель) [x](#a-1) [n](b.md#ж)[^1]\n\n{filler}"
            "# A\n\n# Цель\n\n# A\n\n## Ziel 2 {#ziel}\n\n[^1]: A note.\n",
            "source_texts/b.md": f"{filler}# Ж\n",
        },
    )
    translate(folder, "calls/a", See=TRANSLATED, What="Чего мы хотим")
    translate(folder, "calls/b", Good="Хорошее", _="[назад](a.md#чего-мы-хотим-1)")
    translate(folder, "c", A="Буква", _="Цель иная")
    run(folder, "publish")

    looked = 0
    with Browser() as browser:
        for path in folder.glob("published/site/*/*/**/index.html"):
            browser.open(path)
            addresses = browser.ask(
                "[...document.querySelectorAll('.text a')].map(a => a.href)"
                ".filter(href => href.includes('#'))"
            )
            for address in addresses:
                browser.open("about:blank")
                browser.open(address)
                assert browser.ask("document.querySelector(':target') !== null"), address
                looked += 1
    assert looked > 12
