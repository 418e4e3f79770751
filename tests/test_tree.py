"""The tree of a fragment: the quick way to it and the slow one lead to the same."""

from __future__ import annotations

from xml.etree.ElementTree import tostring

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import cases

from tamizdat.language.width import filled, wrap
from tamizdat.publish import tree
from tamizdat.texts.document import Piece
from tamizdat.texts.formats import html, markdown
from tamizdat.texts.sanitizer import sanitize

TAGS = st.sampled_from(
    ["<p>", "</p>", "<br>", "<b>", "</b>", "<div dir=rtl>", "</div>", "<ul><li>", "</ul>", "<pre>",
     "</pre>", "<img alt='a\n\tb' src=x>", '<a href="x\ty&amp;nbsp;&lt;&#13;">', "</a>", "<table>",
     "<td align=left>", "<input type=checkbox checked>", "<video src=a><source>", "&nbsp;", "&#13;",
     "&#1;", "&amp;amp;", "<P TITLE='>'>", "<!-- x -->", "<?x?>", "<!x>", "<hr/>", "\r\n", "\xa0",
     "&#x80;", "&#xfffe;", "<details open>", "<img alt='&#39;\"<b>'>", "<del>", "<footer>", "\x0c"]
)  # fmt: skip


@given(st.lists(TAGS | st.text(max_size=5), max_size=25).map("".join))
@example("<div>" * 98 + "<p>x<br>y" + "<img alt=z src=z>")
@example("<div>" * 99 + "<p>x<br>y" + "<img alt=z src=z>")
@example("<div>" * 300 + "<br>x")
def test_both_ways_lead_to_the_same_tree(text):
    body = sanitize(text)
    slowly = tree._by_html(body)
    assert tostring(tree.of(body)) == tostring(slowly)


@pytest.mark.parametrize("text_format", [markdown.FORMAT, html.FORMAT], ids=lambda f: f.name)
def test_texts_go_the_quick_way(text_format):
    quick = 0
    for path in (paths := cases(text_format)):
        segments = text_format.split(path.read_text("utf-8"), ()).segments
        pieces = tuple(Piece(segment, segment.raw, translated=True) for segment in segments)
        body = sanitize(text_format.render(pieces, ""))
        found = tree._by_xml(body)
        quick += found is not None
        assert tostring(tree.of(body)) == tostring(tree._by_html(body))
    assert quick > 0.8 * len(paths)


@given(
    st.lists(st.text("abcéжم־’\u2066\u202d한字\u0301\xad\x07", min_size=1, max_size=9), min_size=1),
    st.integers(1, 30),
)
def test_lines_are_filled_as_words_are_wrapped(words, width):
    assert filled(" ".join(words), width) == wrap(words, width)
