"""Front matter: values in place, in their own style, read back as what was written."""

from __future__ import annotations

import datetime

import pytest
import texts
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.errors import SourceError
from tamizdat.texts.document import UnfitError
from tamizdat.texts.formats import markdown
from tamizdat.texts.formats.markdown import front_matter

KEYS = ("title", "summary")
STYLES = {
    "plain": "title: Source text",
    "single": "title: 'Source text'",
    "double": 'title: "Source text"',
    "literal": "title: |\n  Source text",
    "literal, stripped, indented by four": "title: |-\n    Source text",
    "folded": "title: >\n  Source text",
    "folded, kept": "title: >+\n  Source\n  text\n",
    "plain on two lines": "title: Source\n  text",
    "on the next line": "title:\n  Source text",
    "in a list": "title: [Source text, other]",
    "in a flow mapping": "picture: {title: Source text, file: a.jpg}",
    "in a block list": "pictures:\n- file: a.jpg\n  title: Source text\n- file: b.jpg",
    "with a comment": "title: Source text # why",
}
VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
    | st.sampled_from("'\":#-[]{},&*!|>%@`?\\ \t~=<\x7f\x85\u2028\ufeff"),
    min_size=1,
)


def spans(text, keys=KEYS):
    return [span for span in front_matter.read(text, keys).spans if span.msgid is not None]


def put(text, msgstr):
    """Publish with one msgstr for the first value."""
    return texts.put(markdown.FORMAT, text, msgstr).text


def refused(text):
    with pytest.raises(SourceError) as caught:
        front_matter.read(text, KEYS)
    return caught.value.problems[0]


@pytest.mark.parametrize("block", STYLES.values(), ids=STYLES)
@given(value=VALUES)
def test_every_value_reads_back_in_every_style_or_is_unfit(block, value):
    text = f"---\n{block}\nother: stays\n---\nbody\n"
    span = spans(text)[0]
    try:
        written = span.encode(value)
    except UnfitError:
        assert not value.strip() or "\n" in value.strip()
        return
    result = f"{text[: span.start]}{written}{text[span.end :]}"
    found = front_matter.read(result, KEYS)
    assert result[found.end :] == "body\n"
    assert found.metadata["other"] == "stays"
    assert found.outline == front_matter.read(text, KEYS).outline
    assert value.strip(" \t\v\f\n") in strings(found.metadata)


def strings(data):
    """All strings below a mapping, without the line end of a block."""
    if isinstance(data, dict | list):
        children = data.values() if isinstance(data, dict) else data
        return [text for child in children for text in strings(child)]
    return [data.rstrip("\n")] if isinstance(data, str) else []


@pytest.mark.parametrize("block", STYLES.values(), ids=STYLES)
def test_the_source_is_written_anew_as_the_same_value(block):
    text = f"---\n{block}\n---\n"
    span = spans(text)[0]
    assert span.msgid == "Source text"
    result = text[: span.start] + span.encode("Source text") + text[span.end :]
    assert front_matter.read(result, KEYS).metadata == front_matter.read(text, KEYS).metadata


def test_a_value_keeps_its_style_as_long_as_it_can():
    assert put("---\ntitle: A b\n---\n", "C d") == "---\ntitle: C d\n---\n"
    assert put("---\ntitle: A b\n---\n", "C: d") == '---\ntitle: "C: d"\n---\n'
    assert put("---\ntitle: A b\n---\n", "no") == '---\ntitle: "no"\n---\n'
    assert put("---\ntitle: 'A b'\n---\n", "l'été") == "---\ntitle: 'l''été'\n---\n"
    assert put('---\ntitle: "A b"\n---\n', 'x "y"') == '---\ntitle: "x \\"y\\""\n---\n'
    assert put("---\r\ntitle: |\r\n  A\r\n  b\r\n---\r\n", "C\nd") == (
        "---\r\ntitle: |\r\n  C\r\n  d\r\n---\r\n"
    )
    assert put("---\ntitle: >-\n  A\n\n  b\n---\n", "C\nd") == "---\ntitle: >-\n  C\n\n  d\n---\n"


def test_toml_strings_keep_their_quotes():
    assert put('+++\ntitle = "A"\n+++\n', 'b "c"') == '+++\ntitle = "b \\"c\\""\n+++\n'
    assert put("+++\ntitle = 'A' # x\n+++\n", "b") == "+++\ntitle = 'b' # x\n+++\n"
    assert put("+++\ntitle = 'A'\n+++\n", "l'été") == '+++\ntitle = "l\'été"\n+++\n'


LONG = {
    "basic": '"""\nFirst line\nsecond."""',
    "basic, closed below": '"""\nFirst line\nsecond.\n"""',
    "basic, without a line end above": '"""First line\nsecond."""',
    "basic, quoted at the end": '"""\nFirst line\n"second.""""',
    "basic, on one line": '"""First line second."""',
    "basic, continued": '"""First \\\n   line second."""',
    "literal": "'''\nFirst line\nsecond.'''",
    "literal, quoted at the end": "'''First line\n'second.''''",
}


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("raw", LONG.values(), ids=LONG)
@given(value=st.lists(VALUES | st.just("+++"), min_size=1, max_size=3).map("\n".join))
def test_every_value_reads_back_in_a_long_toml_string_or_is_unfit(raw, eol, value):
    text = f'+++\n# """ it\'s\ntitle = {raw}\nother = "stays"\n+++\nbody\n'.replace("\n", eol)
    (span,) = spans(text)
    before = front_matter.read(text, KEYS)
    for msgstr in (span.msgid, value):
        try:
            written = span.encode(msgstr)
        except UnfitError:
            assert not msgstr.strip() or "\n" in msgstr.strip()
            continue
        result = f"{text[: span.start]}{written}{text[span.end :]}"
        found = front_matter.read(result, KEYS)
        assert result[found.end :] == f"body{eol}"
        assert (found.outline, found.metadata["other"]) == (before.outline, "stays")
        if msgstr == span.msgid:
            assert found.metadata["title"].split() == before.metadata["title"].split()


def test_long_toml_strings_stay_long():
    assert put('+++\ntitle = """\nA\nb.\n"""\n+++\n', 'C "d"\ne') == (
        '+++\ntitle = """\nC \\"d\\"\ne\n"""\n+++\n'
    )
    assert put("+++\r\ntitle = '''A\r\nb'''\r\n+++\r\n", "C\nd") == (
        "+++\r\ntitle = '''C\r\nd'''\r\n+++\r\n"
    )


def test_a_long_toml_string_cannot_close_the_front_matter():
    text = put('+++\ntitle = """\nA\nb"""\n+++\nbody\n', "x\n+++\n# owned")
    assert front_matter.read(text, KEYS).metadata["title"] == "x\n+++\n# owned"


def test_a_value_cannot_close_the_front_matter():
    text = put("---\ntitle: |\n  A\n  b\n---\nbody\n", "x\n---\n# owned")
    assert front_matter.read(text, KEYS).metadata["title"].startswith("x\n---\n")
    assert text.endswith("\n---\nbody\n")
    assert "\n# owned" not in text


def test_only_listed_keys_are_translated_at_any_depth():
    text = "---\nslug: my-text\npicture: {title: Deep}\ntags:\n- summary: In a list\n---\n"
    assert [(span.role, span.msgid) for span in spans(text)] == [
        ("title", "Deep"),
        ("summary", "In a list"),
    ]
    passed = [s.skipped for s in front_matter.read(text, KEYS).spans if s.msgid is None]
    assert passed == ["front matter"]


def test_the_language_at_the_top_is_a_place_without_msgid():
    for text in ("---\nlang: en\n---\n", "---\nlang: no\n---\n", '+++\nlang = "en"\n+++\n'):
        (span,) = front_matter.read(text, KEYS).spans
        assert (span.role, span.msgid) == ("lang", None)
        result = text[: span.start] + span.encode("no") + text[span.end :]
        assert front_matter.read(result, KEYS).metadata == {"lang": "no"}
    assert not front_matter.read("---\nx: {lang: [en]}\n---\n", ()).spans[0].role


def test_metadata_is_what_yaml_says():
    metadata = front_matter.read("---\nday: 2026-02-25\ndraft: no\n---\n", KEYS).metadata
    assert metadata == {"day": datetime.date(2026, 2, 25), "draft": False}


@pytest.mark.parametrize(
    ("block", "line", "word"),
    [
        ("title: a: b\n", 2, "not valid YAML: “title: a: b”; a value with a colon"),
        ("a: 1\ntitle: 'x\n", 3, "“title: 'x”; a quotation mark"),
        ("a: 1\nb: [x, y\n", 3, "“b: [x, y”; a bracket"),
        ("a: 1\nb:\n\tc: 1\n", 4, "a tab"),
        ("a: 1\nb: @x\n", 3, "a mark of YAML's"),
        ("title: a\nb: 1\ntitle: c\n", 2, "twice"),
        ("a: &x b\ntitle: *x\n", 3, "alias"),
        ("a: 1\nb:\n  - 2026-13-01\n", 4, "“2026-13-01” is not a valid timestamp"),
        ("a: 1\nb: " + "59:" * 3000 + "59\n", 3, "is not a valid int"),
        ("a: 1\nb: 'x\x07'\n", 3, "control character U+0007"),
        (
            "a: 1\nb: x [a][a][a][a][a][a][a][a][a][a][a][a][a][a][a][a][a][a][a][a]: y\n",
            3,
            "colon",
        ),
        ("a: !!python/name:os.system x\n", 2, "tag"),
        ("a: " + "[" * 30_000 + "\n", 2, "not valid YAML|nested deeper"),
        ("a: 1\nb: " + "{x: " * 30 + "}" * 30 + "\n", 3, "deep"),
    ],
)
def test_what_yaml_cannot_say_plainly_is_refused_with_its_line(block, line, word):
    problem = refused(f"---\n{block}---\nbody\n")
    assert any(words in problem.message for words in word.split("|"))
    assert problem.line == line
    assert problem.remedy


def test_a_mapping_may_be_merged_into_another():
    read = front_matter.read("---\ntitle: A\n<<: {author: B}\n---\n", KEYS)

    assert read.metadata == {"title": "A", "author": "B"}


@pytest.mark.parametrize("value", ['"' + "[" * 15 + "x" * 60_000, "'" + ":[" * 30_000 + "]"])
def test_a_long_line_is_refused_as_fast_as_a_short_one(value):
    assert "not valid YAML" in refused(f"---\na: 1\ntitle: {value}\n---\n").message


def test_broken_toml_is_refused_with_its_line():
    problem = refused("+++\n# a\u2028b \u0085 c\r\na = 1\rb = = 2\n+++\n")
    assert (problem.line, problem.message) == (4, "front matter: not valid TOML: “b = = 2”")
    problem = refused('+++\na = 1\nb = "\n+++\n')
    assert problem.line == 3
    assert problem.message == 'front matter: not valid TOML: “b = "”'


def test_more_than_64_kb_are_refused():
    assert "64 kB" in refused(f'---\na: "{"x" * 70_000}"\n---\n').message


def test_a_thematic_break_is_no_front_matter():
    for text in ("---\nA heading\n---\n", "---\n---\n", "---\n\n* * *\n---\n", "text\n---\na: b\n"):
        assert front_matter.read(text, KEYS).end == 0


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_offsets_fit_every_line_end_and_script(eol):
    text = eol.join(["---", "author: Олена 🕊", "title: 'Заголовок 🕊'", "---", "body"])
    (span,) = spans(text)
    assert text[span.start : span.end] == "'Заголовок 🕊'"
    assert text[front_matter.end(text) :] == "body"
