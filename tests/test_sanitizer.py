"""The allow-list of what a page carries, written out: all of it comes through, nothing else."""

import re

import pytest

from tamizdat.texts.sanitizer import CLASSES, sanitize

EVERYWHERE = {
    "aria-label": ["a b"],
    "class": ["bare", "center", "end", "start", "untranslated", "start end"],
    "dir": ["auto", "ltr", "rtl"],
    "id": ["a", "é", "a-1"],
    "lang": ["fa", "pt-BR", "zh-Hans", "sr-Latn-RS", "yue"],
    "title": ["A title"],
}
ALLOWED = {
    "a": {"href": ["#x", "https://example.org/", "tel:+15550102030"], "hreflang": ["es"]},
    "audio": {"controls": [""], "src": ["a.ogg"]},
    "col": {"span": ["2"]},
    "colgroup": {"span": ["2"]},
    "del": {"datetime": ["2026-05-01"]},
    "details": {"open": [""]},
    "img": {"alt": ["A map"], "height": ["3"], "src": ["a.png"], "width": ["4"]},
    "ins": {"datetime": ["2026-05-01"]},
    "li": {"value": ["3"]},
    "ol": {"reversed": [""], "start": ["3"], "type": ["a"]},
    "source": {"src": ["a.ogg"], "type": ["audio/ogg"]},
    "td": {"colspan": ["2"], "headers": ["x"], "rowspan": ["2"]},
    "th": {"colspan": ["2"], "headers": ["x"], "rowspan": ["2"], "scope": ["row"]},
    "time": {"datetime": ["2026-05-01"]},
    "video": {
        "controls": [""],
        "height": ["3"],
        "poster": ["a.png"],
        "src": ["a.webm"],
        "width": ["4"],
    },
}
NEVER = {
    "class": ["notice", "Bare", "bare-x"],
    "dir": ["up", "RTL x", "ltrx", ""],
    "id": ["a b", "a<b", ""],
    "lang": ["x", "en us", "en_US", "en-", ""],
    "style": ["color:red", "position:fixed"],
    "onclick": ["x()"],
    "data-x": ["1"],
    "role": ["alert"],
    "tabindex": ["1"],
    "accesskey": ["s"],
    "hidden": [""],
    "srcset": ["b.png 2x"],
    "name": ["x"],
    "target": ["_blank"],
    "autoplay": [""],
    "background": ["a.png"],
    "formaction": ["x"],
    "ping": ["x"],
}
PLAIN = """
abbr address article aside b bdi bdo blockquote caption cite code dd del details dfn div dl dt
em figcaption figure footer h1 h2 h3 h4 h5 h6 header i ins kbd li mark nav ol p pre q rp rt
ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u
ul var
""".split()
VOID = ("br", "hr", "wbr", "img", "source", "col")
GONE = (
    "iframe math noembed noframes noscript script select style svg template textarea title xmp"
).split()
UNWRAPPED = (
    "button center dialog font form frame label legend main map marquee menu object slot x-y"
).split()
AROUND = {
    "caption": "<table>{}</table>",
    "col": "<table><colgroup>{}</colgroup></table>",
    "colgroup": "<table>{}</table>",
    "source": "<audio>{}</audio>",
    "tbody": "<table>{}</table>",
    "td": "<table><tbody><tr>{}</tr></tbody></table>",
    "tfoot": "<table>{}</table>",
    "th": "<table><tbody><tr>{}</tr></tbody></table>",
    "thead": "<table>{}</table>",
    "tr": "<table><tbody>{}</tbody></table>",
}


def element(tag, attributes=""):
    written = f"<{tag}{attributes}>" + ("" if tag in VOID else f"</{tag}>")
    return AROUND.get(tag, "{}").format(written)


def rows():
    for tag in (*PLAIN, *VOID, "a", "audio", "video", "colgroup"):
        for name, values in {**EVERYWHERE, **ALLOWED.get(tag, {})}.items():
            yield from ((tag, name, value) for value in values)


def test_every_tag_and_attribute_of_the_list_comes_through():
    for tag, name, value in rows():
        html = element(tag, f' {name}="{value}"')
        if (tag, name) in (("img", "alt"), ("img", "title"), ("source", "type")):
            continue  # what shows nothing is not kept for its words; see below
        assert f' {name}="{value}"' in sanitize(html), html


def test_a_picture_and_a_source_keep_all_of_theirs():
    picture = '<img src="a.png" alt="A" title="T" width="3" height="4">'
    assert sanitize(picture) == picture
    player = '<audio controls=""><source src="a.ogg" type="audio/ogg"></audio>'
    assert sanitize(player) == player


@pytest.mark.parametrize("tag", [*PLAIN, *VOID, "a", "audio", "video", "colgroup"])
def test_nothing_else_does(tag):
    everything = {name for values in ALLOWED.values() for name in values}
    own = {*EVERYWHERE, *ALLOWED.get(tag, {})}
    strange = {name: ["1"] for name in everything - own}
    for name, values in {**strange, **NEVER}.items():
        for value in values:
            clean = sanitize(element(tag, f' {name}="{value}"'))
            assert f" {name}=" not in clean, (tag, name, value)
            assert f"<{tag}" in clean or tag in ("img", "source")


@pytest.mark.parametrize("tag", GONE)
def test_an_element_goes_with_all_that_it_holds(tag):
    assert "inside" not in re.sub(r'title="[^"]*"', "", sanitize(f"a<{tag}>inside</{tag}>b"))


@pytest.mark.parametrize("tag", UNWRAPPED)
def test_an_element_that_is_not_on_the_list_leaves_its_words(tag):
    clean = sanitize(f'a<{tag} id="x">inside</{tag}>b')

    assert f"<{tag}" not in clean
    assert re.sub(r"\s|<[^>]*>", "", clean) == "ainsideb"


@pytest.mark.parametrize(
    ("style", "name"),
    [
        ("text-align:left", "start"),
        ("text-align: right", "end"),
        ("text-align:center", "center"),
        ("text-align:start", "start"),
        ("text-align:justify", ""),
        ("color:red", ""),
        ("color:red; text-align:center", "center"),
    ],
)
@pytest.mark.parametrize("tag", ["td", "th"])
def test_the_side_of_a_cell_is_a_class(tag, style, name):
    kept = f' class="{name}"' if name else ""

    assert sanitize(element(tag, f' style="{style}"')) == element(tag, kept)


@pytest.mark.parametrize("scheme", ["http", "https", "mailto", "tel"])
def test_a_link_leads_where_links_may(scheme):
    link = f'<a href="{scheme}:x">y</a>'
    assert sanitize(link) == link


@pytest.mark.parametrize(
    "address",
    ["javascript:x", "JavaScript:x", "java\tscript:x", " javascript:x", "data:text/html,x", "file:///x",
     "vbscript:x", "blob:x", "ftp://x", "xmpp:x", "intent:x", "ms-word:x"],
)  # fmt: skip
def test_a_link_leads_nowhere_else(address):
    assert "href" not in sanitize(f'<a href="{address}">y</a>')


def test_the_classes_of_the_stylesheet_are_all():
    assert {*EVERYWHERE["class"]} - CLASSES == {"start end"}
    assert not CLASSES & {"notice", "gap"}


def test_a_player_in_a_player_hides_no_source_behind_it():
    away = '<source src="https://example.org/a.webm">'
    inner = '<audio controls=""><source src="c.ogg"></audio>'

    clean = sanitize(f'<video controls="">{away}{inner}<source src="b.webm"></video>')

    assert clean == f'<video controls="">{inner}<source src="b.webm"></video>'
