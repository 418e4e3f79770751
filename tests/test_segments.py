"""What holds for every format: the invariants that extraction and publication rest on."""

from __future__ import annotations

import re

import pytest
import texts
from hypothesis import given
from hypothesis import strategies as st
from texts import itself, listing, read, variants

from tamizdat.errors import SourceError
from tamizdat.texts.document import Role
from tamizdat.texts.publication import publish

KEYS = ("title", "summary")
WORDS = st.sampled_from(
    "one two żółć свобода 自由 声を آزادی 🕊 don't 14 a|b 1986. # - > * _x_ **bold** `code` [a] "
    "[b](c) <b>bold</b> &amp; \\ \\# <br> https://example.org ![i](p.png) [^1] $1 {x} === --- "
    "``` ~~~".split()
)
LINES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
BLOCKS = {
    "markdown": st.sampled_from(
        [
            "# {}",
            "{}\n---",
            "{}",
            "{}\n{}",
            "{}\\\n{}",
            "{}  \n{}",
            "> {}\n> {}",
            "> {}\n{}",
            "- {}\n  {}\n- {}",
            "1. {}\n\n   {}\n2. - {}",
            "- [ ] {}",
            "| {} | {} |\n|---|:-:|\n| {} | x |",
            "a | {}\n---|---\n{} | b",
            "```\n{}\n```",
            "    {}",
            "<div>\n<p>{}</p>\n</div>",
            "<details>\n<summary>{}</summary>\n\n{}\n\n</details>",
            "[^1]: {}\n    {}",
            "[a]: /{} 'title'",
            '![{}](p.png "{}")',
            "*{}*",
            "<!-- tamizdat: note: n -->\n{}",
            "<!-- tamizdat: skip -->\n{}",
            "<span>\n{}\n</span>",
            "<div markdown>\n- {}\n- {}\n</div>",
            "{}\n: {}\n: {}\n  {}",
            '!!! note "{}"\n    {}\n    {}',
            "> [!tip] {}\n> {}",
            "*[{}]: {}\n*[A]: {}",
            "- :a: {}\n  {}",
            "{}\n{.lead}",
            "| {}\n| {}",
            "{}\n% {}\n{}",
            "{}\n$$\n{}\n$$\n{}",
            "(a)=\n{}",
            "***",
        ]
    ),
    "html": st.sampled_from(
        [
            "<p>{}</p>",
            "<h1>{}</h1>",
            "<ul><li>{}<li>{}</ul>",
            "<p>{}<br>\n{}",
            "<table><tr><td>{}</td><td>{}</td></tr></table>",
            '<img alt="{}" src=x>',
            "<p title='{}'>{}</p>",
            "<pre>{}</pre>",
            "<script>{}</script>",
            "<!-- {} -->",
            "<div>{} <em>{}</em> {}</div>",
            "{}",
            "<html lang=en dir=ltr>",
        ]
    ),
    "plain": st.sampled_from(
        ["{}", "{}\n{}", "- {}\n- {}", "> {}", "1. {}\n   {}", "{}\n====", "    {}", "{}:"]
    ),
}
FRONT = st.sampled_from(["", "", "", "---\ntitle: A title\nlang: en\n---\n", "\ufeff", "\n"])
cases = pytest.mark.parametrize(
    ("text_format", "path"),
    [
        pytest.param(text_format, path, id=f"{text_format.name}-{path.stem}")
        for text_format in texts.FORMATS
        for path in texts.cases(text_format)
    ],
)
formats = pytest.mark.parametrize(
    "text_format", texts.FORMATS, ids=lambda text_format: text_format.name
)


@st.composite
def documents(draw, name):
    """A text of blocks that are filled with words, some of them syntax."""
    assert name in BLOCKS, f"say in BLOCKS of {__file__} what a text in “{name}” is made of"
    blocks = draw(st.lists(BLOCKS[name], max_size=5))
    between = draw(st.sampled_from(["\n\n", "\n"]))
    filled = [re.sub(r"\{\}", lambda _: draw(LINES), block) for block in blocks]
    text = between.join(filled) + draw(st.sampled_from(["", "\n"]))
    if name == "markdown":
        text = draw(FRONT) + text
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])))


def pseudo(msgid):
    """Words get longer; markup, addresses and references stay."""
    return re.sub(
        r"(https?:\S+|`[^`]*`|<[^>]*>|\]\([^)]*\)|\[[^\]]*\]|&#?\w+;|\\.|\S*[^\s\w]\S*)|(\w+)",
        lambda m: m[1] or f"{m[2]}öÖ",
        msgid,
    )


@formats
def test_every_format_has_texts_and_blocks_to_be_tried_with(text_format):
    """Blocks make something to translate; texts are in a folder named like the format."""
    name = text_format.name
    translatable = [path for path in texts.cases(text_format) if translates(text_format, path)]
    assert translatable, f"put a text with words into tests/cases/{name}, then: make listings"


def translates(text_format, path):
    return bool(text_format.split(read(path), texts.KEYS).translatable)


@cases
def test_segments_are_as_listed(text_format, path):
    listed = path.with_suffix(".segments")
    assert listed.exists(), "write its listing with: make listings"
    expected = listed.read_text(encoding="utf-8")
    assert listing(text_format.split(read(path), texts.KEYS)) == expected


@cases
def test_line_ends_and_a_byte_order_mark_change_no_segment(text_format, path):
    expected = listing(text_format.split(read(path), texts.KEYS))
    for text in variants(read(path)):
        document = text_format.split(text, texts.KEYS)
        assert document.text == text
        assert listing(document) == expected


@formats
@given(data=st.data())
def test_the_segments_are_the_text(text_format, data):
    text = data.draw(documents(text_format.name) | st.text())
    try:
        document = text_format.split(text, KEYS)
    except SourceError:
        assert text_format.name == "markdown" or "tamizdat" in text or "\0" in text
        return
    assert document.text == text
    assert all(segment.raw for segment in document.segments)
    line_ends, position = [m.end() for m in re.finditer(r"\r\n?|\n", text)], 0
    for segment in document.segments:
        assert segment.line == 1 + sum(end <= position for end in line_ends)
        position += len(segment.raw)


@formats
@given(data=st.data())
def test_untranslated_and_equal_texts_are_published_byte_for_byte(text_format, data):
    text = data.draw(documents(text_format.name))
    document = text_format.split(text, KEYS)
    assert publish(document, text_format, {}, keys=KEYS, lang="ru").text == text
    assert publish(document, text_format, itself(document), keys=KEYS).text == text


@formats
@given(data=st.data())
def test_every_segment_can_be_found_by_people(text_format, data):
    """A msgid is trimmed, has a letter and a role, and never crosses a paragraph."""
    for segment in text_format.split(data.draw(documents(text_format.name)), KEYS).translatable:
        assert segment.msgid == segment.msgid.strip(" \t\n")
        assert re.search(r"[^\W\d_]", segment.msgid)
        assert segment.role
        assert "\n\n" not in segment.msgid
        assert "\r" not in segment.msgid


@formats
@given(data=st.data())
def test_msgids_written_anew_have_the_same_msgids(text_format, data):
    """Unless that changes a block, which is told and left as it was."""
    document = text_format.split(data.draw(documents(text_format.name)), KEYS)
    found = publish(document, text_format, itself(document), keys=KEYS, verbatim=False)
    again = text_format.split(found.text, KEYS)
    if not found.problems:
        unescaped = [re.sub(r"\\(?=\W)|&\w+;|&#\d+;|\W", "", s.msgid) for s in again.translatable]
        assert unescaped == [
            re.sub(r"\\(?=\W)|&\w+;|&#\d+;|\W", "", s.msgid) for s in document.translatable
        ]


@formats
@given(data=st.data())
def test_a_translation_keeps_the_structure(text_format, data):
    text = data.draw(documents(text_format.name))
    document = text_format.split(text, KEYS)
    msgstrs = {key: pseudo(msgid) for key, msgid in itself(document).items()}
    found = publish(document, text_format, msgstrs, keys=KEYS)
    again = text_format.split(found.text, KEYS)
    assert again.shape == document.shape
    assert text_format.skeleton(found.text) == text_format.skeleton(text)
    assert copied(again) == copied(document)


def copied(document):
    """What stands between the translatable segments, white space aside."""
    ours = (Role.LANG, Role.DIR)
    return "".join(
        "·" if s.msgid is not None else "" if s.role in ours else "".join(s.raw.split())
        for s in document.segments
    )


HOSTILE = st.text(max_size=12) | LINES | st.sampled_from(
    [
        "# x", "- x", "1. x", "> x", "```", "~~~", "---", "===", "| x |", "|---|", "<div>", "</p>",
        "<script>", "<!--", "-->", "[a]: /evil", "[^1]: x", "x\n\ny", "x\n# y", "x\n- y", "\\", "`",
        '"', "'", "<", "&", "![x](y)", "---\ntitle: x\n---", "\ufeffx", "x\r\ny", "\t x",
        "    x", "::: x",
        "<!-- tamizdat: off -->", "x <!-- tamizdat: bogus -->", "]]>", "<![CDATA[", "</textarea>",
    ]
)  # fmt: skip


@formats
@given(data=st.data())
def test_no_msgstr_changes_the_structure(text_format, data):
    """Whatever translators write: it stands there, or it is told and the source stands there."""
    text = data.draw(documents(text_format.name))
    document = text_format.split(text, KEYS)
    msgstrs = {key: data.draw(HOSTILE) for key in itself(document)}
    found = publish(document, text_format, msgstrs, keys=KEYS, lang="ru", direction="rtl")
    assert text_format.skeleton(found.text) == text_format.skeleton(text)
    told = {id(problem.segment) for problem in found.problems}
    for piece in found.pieces:
        msgstr = msgstrs.get((piece.segment.msgctxt, piece.segment.msgid), "")
        if id(piece.segment) in told:
            assert piece.text == piece.segment.raw
            assert not piece.translated
        elif piece.segment.msgid is not None:
            assert piece.translated == bool(msgstr.strip())
    if not found.problems:  # what is known to fit is put together without a look at the structure
        options = {"keys": KEYS, "lang": "ru", "direction": "rtl"}
        assert publish(document, text_format, msgstrs, **options, fit=True) == found


@formats
@given(data=st.data())
def test_rendering_never_fails(text_format, data):
    document = text_format.split(data.draw(documents(text_format.name)), KEYS)
    found = publish(document, text_format, {}, keys=KEYS)
    assert isinstance(text_format.render(found.pieces, '<span lang="en">'), str)
