"""HTML: what is a segment, what is skipped, and what a msgstr can't do."""

import json
import re
import unicodedata
from html import unescape

import pytest
from browser import Browser
from hypothesis import given
from hypothesis import strategies as st
from texts import cases, published, read, variants

from tamizdat.errors import SourceError
from tamizdat.texts.document import Piece, UnfitError
from tamizdat.texts.formats import html
from tamizdat.texts.publication import publish

CASES = cases(html.FORMAT)
PIECES = (
    "<p>|</p>|<div>|</div>|<ul>|<li>|</ul>|<td>|<b>|</b>|<i class=x>|</i>|<a href='/x'>|</a>|<br>|"
    "<br/>|<img src=x alt='A picture'>|<img src=x alt=Bread>|<input type=submit value=Go>|<code>|"
    "</code>|<pre>|</pre>|<script>|</script>|<svg>|</svg>|<title>|</title>|<span translate=no>|"
    "</span>|<!-- note -->|<!--|-->|<|>|&|&amp;|&nbsp;|\"|'|=|words|bread and salt|"
    "хлеб|12| |\n|\r\n|\u00a0|\ufeff|<!-- tamizdat: skip -->|<!-- tamizdat: off -->|"
    "<!-- tamizdat: on -->|<p translate='no'>|<p translate=yes>|<html lang=en>|<!DOCTYPE html>|"
    "<a|</|<p title=\"|{{ x }}|<textarea>|</textarea>|<option label='One'>|"
    "\x0c|<x-y>|<BR>|<P>|<![CDATA[|]]>|<?php ?>"
).split("|")
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.fixture(scope="module")
def browser():
    with Browser() as running:
        yield running


def pseudo(msgid):
    """Accented and longer, with markup and references as they were."""
    accented = re.sub(
        r"(<[^>]*>?|&#?\w+;?)|([a-z]{3,})",
        lambda m: m[1] or f"{m[2]}{m[2][: len(m[2]) // 2].replace('e', 'ë')}ö",
        msgid,
    )
    return f"{accented} żółć"


def words(text):
    return set(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text)))


def write(source, msgstr):
    """What stands in the text after the only msgid has been translated."""
    (segment,) = html.split(source).translatable
    return segment.encode(msgstr)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_longer_translation_keeps_every_tag_and_segment(path):
    for text in variants(read(path)):
        result = published(html.FORMAT, text, pseudo)
        assert html.split(result).shape == html.split(text).shape
        assert html.skeleton(result) == html.skeleton(text)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_words_that_a_browser_shows_are_translatable_or_passed_over(path, browser):
    shown = browser.open(path).ask(
        "[document.title, document.body.innerText,"
        " ...[...document.querySelectorAll('[alt]')].map(e => e.alt),"
        " ...[...document.querySelectorAll('[placeholder]')].map(e => e.placeholder)].join('\\n')"
    )
    found = " ".join(
        segment.raw
        for segment in html.split(read(path)).segments
        if segment.msgid is not None or segment.skipped
    )
    assert words(shown) <= words(unescape(found))


@given(SOUP)
def test_any_soup_is_the_sum_of_its_segments(text):
    document = html.split(text)
    assert document.text == text
    assert published(html.FORMAT, text, str) == text
    for segment in document.segments:
        assert segment.raw
        assert segment.msgid is None or re.search(r"[^\W\d_]", segment.msgid)


@given(SOUP)
def test_any_soup_keeps_its_shape_when_translated(text):
    result = published(html.FORMAT, text, lambda msgid: f"{msgid} żółć")
    assert html.split(result).shape == html.split(text).shape
    assert html.skeleton(result) == html.skeleton(text)


@given(SOUP)
def test_any_soup_written_anew_has_the_same_msgids(text):
    def decoded(source):
        return [re.sub("&amp;|&", "&", s.msgid) for s in html.split(source).translatable]

    again = published(html.FORMAT, text, str, verbatim=False)
    assert [m.replace("&lt;", "<") for m in decoded(again)] == [
        m.replace("&lt;", "<") for m in decoded(text)
    ]


PLACES = (
    "<p>One<ul><li title='Two'>Three <b>four</b></ul><table><td>Five</table><option label='Six'>"
)


@given(SOUP, st.lists(st.sampled_from(PIECES), max_size=4).map("".join))
def test_what_is_accepted_never_breaks_out_of_its_place(soup, msgstr):
    text = f"{PLACES}<p>{soup}"
    segments = html.split(text).segments
    for place, segment in enumerate(segments):
        if segment.msgid is None:
            continue
        try:
            written = segment.encode(f"bread {msgstr}")
        except UnfitError:
            continue
        pieces = [written if at == place else other.raw for at, other in enumerate(segments)]
        result = "".join(pieces)
        assert html.split(result).shape == html.split(text).shape
        assert html.skeleton(result) == html.skeleton(text)


@pytest.mark.parametrize(
    ("msgstr", "written"),
    [
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ("AT&T &amp; &copy; &#8217; &nonsense;", "AT&amp;T &amp; &copy; &#8217; &amp;nonsense;"),
        ("one\ntwo\r\n\r\n three", "one two three"),
        (" blanks around ", "blanks around"),
        ("I </3 bread", "I &lt;/3 bread"),
        ("open <b", "open &lt;b"),
        ('<em lang="el">ψωμί</em>', '<em lang="el">ψωμί</em>'),
        ("<EM>bread</EM>", "<EM>bread</EM>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_text_is_written_as_text(msgstr, written):
    assert write("<p>Bread &amp; salt</p>", msgstr) == written


@pytest.mark.parametrize(
    ("msgstr", "reason"),
    [
        ("Brot <script>alert(1)</script>", "<script> is not in the source"),
        ("Brot <img src=x onerror=alert(1)>", "<img> is not in the source"),
        ("Brot</p><p>Salz", "<p> is not in the source"),
        ("Brot <a href='https://example.org'>x</a> <x-y>", "<x-y> is not in the source"),
        ("Brot <b>Salz", "<b> has lost its other half"),
        ("Brot Salz</b>", "</b> has lost its other half"),
        ("<b><i>Brot</b></i>", "has lost its other half"),
        ("<b/>Brot", "<b> has lost its other half"),
        ("Brot <b onclick='alert(1)'>x</b>", "attribute onclick"),
        ("<a href='/' onmouseover='alert(1)'>Brot</a>", "attribute onmouseover"),
        ("<a style='position: fixed' href='/'>Brot</a>", "attribute style"),
        ('<b "><img src=x onerror=alert(1)>">Brot</b>', "is not a well-formed tag"),
        ("Brot <!-- hidden -->", "<!-- hidden --> is not in the source"),
        ("Brot <![CDATA[ x", "is not in the source"),
        ("Brot<br><br>Salz", "2 texts instead of one"),
    ],
)
def test_what_is_more_than_text_is_refused(msgstr, reason):
    with pytest.raises(UnfitError, match=re.escape(reason)):
        write('<p>Bread <a href="https://example.org/">and salt</a></p>', msgstr)


def test_a_translation_may_move_tags_and_change_what_readers_see_of_them():
    source = (
        '<p>See <a href="/en" title="Bread">the <b>bread</b></a> <img src="x" alt="x y">now</p>'
    )
    msgstr = 'Jetzt <img src="x" alt="Ä"> das <b>Brot</b> <a href="/de" title="Brot">ansehen</a>'
    assert write(source, msgstr) == msgstr


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('<img alt="Bread">', "&quot;Brot&quot; &amp; 'Salz' &lt;b>"),
        ("<img alt='Bread'>", '"Brot" &amp; &#39;Salz&#39; &lt;b>'),
        ("<img alt=Bread>", "\"&quot;Brot&quot; &amp; 'Salz' &lt;b>\""),
        ("<title>Bread</title>", "\"Brot\" &amp; 'Salz' &lt;b>"),
    ],
)
def test_a_msgstr_never_ends_the_attribute_or_title_it_stands_in(source, written):
    assert write(source, "\"Brot\" &\n'Salz' <b>") == written
    assert html.skeleton(source.replace("Bread", written)) == html.skeleton(source)


def test_a_title_cannot_be_closed_from_inside():
    assert write("<title>Bread</title>", "</title><script>") == "&lt;/title>&lt;script>"


HOSTILE = (
    '<svg onload=x>|"><svg onload=x>|\'><script>x</script>|<b "><script>x</script>">b</b>|'
    "</title><script>x</script>|<!--><script>x</script>-->|<b title='\"><script>x</script>'>b</b>|"
    "<a\x0chref=javascript:x>b</a>|<ScRiPt>x</sCrIpT>|&lt;script>x&lt;/script>|<b/onclick=x>b</b>|"
    "</p><iframe srcdoc='<script>x</script>'>|<style>*{}</style>|<math><mtext><style><img src=x>|"
    "<<b>script>x<</b>/script>|<b x=`><script>x</script>`>b</b>|<plaintext>|<textarea>|"
    "<base href=x>"
).split("|")


def test_a_browser_finds_only_the_elements_of_the_source(browser, tmp_path):
    texts = {
        "{}": "<p>Bread <b>and</b> salt</p>",
        "title": "<title>Bread</title>",
        "alt": "<p><img alt='Bread' src='data:,'></p>",
        "bare": "<p><img alt=Bread src='data:,'></p>",
    }
    count = (
        "JSON.stringify([...document.querySelectorAll('*')].filter(e => "
        "!['B', 'EM'].includes(e.tagName)).map(e => [e.tagName, ...e.getAttributeNames()]))"
    )
    accepted = 0
    for name, source in texts.items():
        page = tmp_path / "page.html"
        page.write_text(source, encoding="utf-8")
        expected = json.loads(browser.open(page).ask(count))
        for msgstr in HOSTILE:
            try:
                written = write(source, f"Brot {msgstr} Salz")
            except UnfitError:
                continue
            accepted += 1
            (segment,) = html.split(source).translatable
            page.write_text(source.replace(segment.raw, written), encoding="utf-8")
            assert json.loads(browser.open(page).ask(count)) == expected, (name, msgstr)
    assert accepted > len(HOSTILE) * 2


def test_a_directive_that_is_none_is_refused_with_its_line():
    with pytest.raises(SourceError) as caught:
        html.split("<p>Bread</p>\n<!-- tamizdat: skipp -->\n<p>Salt</p>")
    assert caught.value.problems[0].line == 2


def test_the_language_of_the_document_is_switched():
    text = "<html lang=en dir='ltr'><body><p lang=el>Ψωμί</p><p>Bread</p></body></html>"
    result = publish(
        html.split(text), html.FORMAT, {(None, "Bread"): "نان"}, keys=(), lang="fa", direction="rtl"
    )
    expected = "<html lang=fa dir='rtl'><body><p lang=el>Ψωμί</p><p>نان</p></body></html>"
    assert result.text == expected


def test_a_page_holds_the_body_and_marks_what_is_untranslated():
    text = (
        "\ufeff<!DOCTYPE html><html><head><title>T</title><style>p {}</style></head>\n"
        "<body class=x>"
        "<!-- c --><p>Bread</p><p>Salt <img src=x alt='In'></p><script>x</script>"
        "<img src=x alt='Picture'><svg><title>t</title></svg></body></html>\n"
    )
    pieces = tuple(
        Piece(s, "Brot" if s.msgid == "Bread" else s.raw, s.msgid == "Bread")
        for s in html.split(text).segments
    )
    assert html.render(pieces, '<span lang="en">').strip() == (
        "<p>Brot</p><p><span lang=\"en\">Salt <img src=x alt='In'></span></p>"
        "<img src=x alt='Picture'><svg></svg>"
    )


def test_a_fragment_is_a_page_as_a_whole():
    pieces = tuple(Piece(s, s.raw, True) for s in html.split("<h1>A</h1><p>B</p>").segments)
    assert html.render(pieces, "<span>") == "<h1>A</h1><p>B</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 50_000,
        '<a b="' * 50_000,
        "<a=" * 50_000,
        "<!--" * 50_000,
        "&" * 50_000 + "x",
        "<b>" * 20_000 + "x" + "</i>" * 20_000,
        "<div>" * 5000 + "x" * 20_000,
        "x" + " " * 100_000 + "y",
    ],
    ids=lambda text: text[:6],
)
@pytest.mark.timeout(20)
def test_long_nonsense_takes_no_long_time(text):
    assert html.split(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "<html><head><title>T</title><p>One</p><p>Two</p>",
        "<body><p>One</p></body><p>Two</p>",
        "<body><p>One</p><body><p>Two</p></body>",
    ],
)
def test_a_page_has_all_that_a_browser_shows(text):
    pieces = tuple(Piece(s, s.raw, s.msgid is None) for s in html.split(text).segments)

    found = html.render(pieces, "<span>")

    assert "One" in found
    assert "Two" in found
