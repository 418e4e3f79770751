"""Words of an author for colleagues: never in pages, and with a key not in the source either."""

import re
from collections import Counter

import pytest
import texts
from hypothesis import given
from hypothesis import strategies as st
from project import run

from tamizdat.errors import SourceError
from tamizdat.texts import redaction, sanitizer
from tamizdat.texts.document import Piece
from tamizdat.texts.formats import by_suffix

MARKDOWN, HTML, PLAIN = map(by_suffix, (".md", ".html", ".txt"))
CASES = [path for text_format in texts.FORMATS for path in texts.cases(text_format)]


def bare(text, text_format=MARKDOWN, **options):
    return redaction.redact(text, text_format, **options)


def page(text, text_format):
    pieces = (Piece(s, s.raw, translated=True) for s in text_format.split(text, ()).segments)
    return sanitizer.sanitize(text_format.render(tuple(pieces), "")).split()


def msgids(text, text_format):
    """How often each msgid is there, without comments in it."""
    found = (s.msgid for s in text_format.split(text, texts.KEYS).translatable)
    plain = (" ".join(re.sub(r"<!--.*?-->", " ", msgid, flags=re.S).split()) for msgid in found)
    return Counter(re.sub(r" (?=[.,])", "", msgid) for msgid in plain)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_everything_else_stays(path):
    text_format = by_suffix(path.suffix)
    for text in texts.variants(texts.read(path)):
        found = bare(text, text_format)
        assert page(found, text_format) == page(text, text_format)
        if not re.search(r"tamizdat:\s*(?:skip|off)", text):  # which keep them from being texts
            assert not msgids(text, text_format) - msgids(found, text_format)
        assert bare(found, text_format) == found
        if "<!--" not in text and "translation:" not in text and "#" not in text:
            assert found == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One\n\n<!-- ask Boris -->\n\nTwo\n", "One\n\n\nTwo\n"),
        ("One\n<!-- ask Boris -->\nTwo\n", "One\n\nTwo\n"),
        ("One <!-- ask\nBoris --> two\n", "One  two\n"),
        ("<!-- tamizdat: note: ask -->\n# One\n", "# One\n"),
        ("<!-- ask -->\r\nOne\r\n", "One\r\n"),
        ("- a\n\n  <!-- ask -->\n\n- b\n", "- a\n\n\n- b\n"),
        ("> One\n>\n> <!-- ask\n> Boris -->\n>\n> Two\n", "> One\n>\n>\n> Two\n"),
        ("- a\n- <!-- ask -->\n- b\n", "- a\n- <!---->\n- b\n"),
        ("- a\n  <!-- ask -->\n- b\n", "- a\n  <!---->\n- b\n"),
        ("<!-- ask -->\n- a\n- b\n<!-- ask -->\n- c\n", "<!---->\n- a\n- b\n<!---->\n- c\n"),
        ("a  <!-- ask -->\nb\n", "a  <!---->\nb\n"),
        ("<!-- ask --> *one*\n", "<!----> *one*\n"),
        ("`<!-- code -->` and\n\n    <!-- code -->\n\n```\n<!-- code -->\n```\n", None),
        ("\\<!-- words -->\n", None),
        ("<div>\n<!-- ask -->\n<p>One</p>\n</div>\n", "<div>\n\n<p>One</p>\n</div>\n"),
        ("<script>\n// <!-- code -->\n</script>\n", None),
        ("One <! ask > two <!-- unclosed\n", None),
        ("One\n\n[//]: # (ask)\n[comment]: <> (ask\nBoris)\n", "One\n\n[//]: #\n[comment]: <>\n"),
        ("One [//] x\n\n[//]: # (ask)\n", None),
        ("```\n[//]: # (code)\n```\n", None),
        ("é <!-- ask --> ü\n\n<!-- ask -->\n\né\n", "é  ü\n\n\né\n"),
    ],
)
def test_comments_go_and_code_stays(text, found):
    assert bare(text) == (text if found is None else found)
    assert bare(text, comments=True) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>One<!-- ask --> two\n<!-- ask -->\n\n<p>Three\n", "<p>One two\n\n<p>Three\n"),
        ("<!DOCTYPE html>\n<!--[if IE]>x<![endif]-->\n<p>One", "<!DOCTYPE html>\n\n<p>One"),
        ("<script>/* <!-- code --> */</script><textarea><!-- x --></textarea>", None),
        ("<p title='<!-- x -->'>One</p>", None),
    ],
)
def test_comments_of_html_go(text, found):
    assert bare(text, HTML) == (text if found is None else found)


def test_plain_text_has_no_comments():
    text = "One\n\n<!-- words -->\n"
    assert bare(text, PLAIN, drop=("One",)) == text


FRONT = {
    "yaml": """\
---
# ask Boris
title: One # ask # Boris
author: Jane
translation:
  locales: [es]

  deadline: 2026-03-06 # ask

tags:
- a # ask
- '#b'
summary: | # ask
  # no
  x
editor_note: "ask
  # Boris"
url: a#b
list: [a,
# ask
b]
---
Text # no
""",
    "toml": """\
+++
# ask
title = "One # no" # ask
author = ["Jane", # ask
  "Boris"]
text = '''
# no
''' # ask
editor_note = 'ask'
[translation]
locales = ["es"]
[params]
author = "no # no" # ask
+++
Text # no
""",
}
LEFT = {
    "yaml": """\
---
title: One

tags:
- a
- '#b'
summary: |
  # no
  x
url: a#b
list: [a,
b]
---
Text # no
""",
    "toml": """\
+++
title = "One # no"
text = '''
# no
'''
[params]
author = "no # no"
+++
Text # no
""",
}
DROP = ("author", "editor_note")


@pytest.mark.parametrize("name", FRONT)
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_keys_and_comments_of_front_matter_go(name, eol):
    before, after = (cases[name].replace("\n", eol) for cases in (FRONT, LEFT))
    found = bare(before, drop=DROP)

    assert found == after
    assert bare("\ufeff" + before, drop=DROP) == "\ufeff" + after


def test_without_the_key_comments_stay_and_named_keys_go():
    before = FRONT["yaml"]
    kept = bare(before, comments=True, drop=("author",))
    assert kept == before.replace("author: Jane\n", "")
    assert bare(before, comments=True) == before


def test_front_matter_that_holds_nothing_else_goes_as_a_whole():
    assert bare("---\ntranslation:\n  locales: [es]\n---\n# One\n") == "# One\n"
    assert bare("+++\ntranslation = {engines = 'none'}\n+++\n# One\n") == "# One\n"


def test_a_key_that_cannot_be_taken_out_alone_is_refused():
    with pytest.raises(SourceError, match="can't be taken out alone: a, translation"):
        bare("+++\nb = 1\na.c = 1\n'a'.d = 2\n\"\\u0061\".e = 3\n+++\n", drop=("a",))


SNIPPETS = [
    *("<!-- ask -->", "<!-- ask\n-->", "[//]: # (ask)\n", "\n", "\n\n", "One ", "- ", "> ", "    "),
    *("```\n", "`", "*", "# ", "| a | b |\n|---|---|\n", "<div>", "</div>", "<p>", "é", "1. "),
]


def test_a_comment_that_swallows_the_page_is_refused():
    with pytest.raises(SourceError, match="runs on"):
        bare("<div>\n<!-- ask\n\nBoris -->\n</div>\n")


PIECES = st.lists(st.sampled_from(SNIPPETS), max_size=14).map("".join)


@given(PIECES)
def test_whatever_is_around_them_the_page_stays_the_same(text):
    try:
        found = bare(text)
    except SourceError:
        assert "<!-- ask\n" in text
        return
    assert page(found, MARKDOWN) == page(text, MARKDOWN)
    if "ask" in found:  # readers see it as well, or it is what opens a block of code
        assert "ask" in " ".join(page(text, MARKDOWN)) or "```" in text


@given(PIECES)
def test_whatever_is_around_them_the_page_of_html_stays_the_same(text):
    found = bare(text, HTML)
    assert page(found, HTML) == page(text, HTML)
    assert "<!-- ask" not in found


SECRETS = ("Boris", "Minsk", "deadline", "tamizdat:", "Jane")
TEXT = """\
---
title: One
author: Jane
translation: {deadline: 2036-01-01}  # ask Boris
---

<!-- ask Boris in Minsk -->

<!-- tamizdat: note: ask Jane -->

# One

Two <!-- Boris --> three.
"""


@pytest.fixture
def folder(write):
    folder = write({"source_texts/a.md": TEXT, "source_texts/b.html": "<!-- Minsk --><p>One</p>"})
    run(folder, "update")
    for name in "ab":
        path = folder / f"locales/ru/LC_MESSAGES/{name}.po"
        text = path.read_text(encoding="utf-8")
        done = re.sub(r'^msgid "(.+)"\nmsgstr ""$', r'msgid "\1"\nmsgstr "Ё \1"', text, flags=re.M)
        path.write_text(done, encoding="utf-8")
    return folder


def told(folder, below):
    """The secrets in a folder of what is published."""
    paths = (folder / "published" / below).rglob("*.*")
    words = "".join(path.read_text(encoding="utf-8") for path in paths)
    assert "Ё" in words
    return {secret for secret in SECRETS if secret in words}


def test_pages_and_plain_text_never_have_them_and_the_source_keeps_them(folder):
    assert run(folder, "publish").exit_code == 0

    assert told(folder, "site") == set()
    assert told(folder, "text") == set()
    assert told(folder, "source") == set(SECRETS)


def test_a_key_keeps_them_out_of_the_source_too(folder):
    config = 'locales = ["ru"]\n[publish.source]\ncomments = false\ndrop = ["author"]\n'
    (folder / "tamizdat.toml").write_text(config)

    assert run(folder, "publish").exit_code == 0

    assert told(folder, "source") == set()
    copy = (folder / "published/source/ru/a.md").read_text(encoding="utf-8")
    assert copy == "---\ntitle: Ё One\n---\n\n\n\n# Ё One\n\nЁ Two  three.\n"

    text = (folder / "source_texts/a.md").read_text(encoding="utf-8")
    (folder / "source_texts/a.md").write_text(text.replace("three", "four"), encoding="utf-8")
    run(folder, "update")
    assert "marked as outdated" in run(folder, "publish").stdout


def test_a_key_that_cannot_go_is_an_error_with_its_text(folder):
    config = 'locales = ["ru"]\n[publish.source]\ndrop = ["a"]\n'
    (folder / "tamizdat.toml").write_text(config)
    text = '+++\nb = 1\na.c = 1\n"\\u0061".e = 3\n+++\nOne\n'
    (folder / "source_texts/c.md").write_text(text)
    run(folder, "update")
    path = folder / "locales/ru/LC_MESSAGES/c.po"
    path.write_text(path.read_text().replace('"One"\nmsgstr ""', '"One"\nmsgstr "Ё"'))

    result = run(folder, "publish")

    assert result.exit_code == 2
    assert "source_texts/c.md:1: these keys can't be taken out alone: a" in result.stderr
