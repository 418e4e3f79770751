"""No page makes a reader's browser ask another host than the one that it came from."""

import json
import re
import threading
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product

import pytest
from browser import Browser
from project import plain, run, translate

from tamizdat.language import commonmark
from tamizdat.texts.sanitizer import foreign, sanitize

PICTURES = [
    "![x](https://{})",
    '![x](<http://{}/a b.gif> "title")',
    "![](//{}/p.gif)",
    "![x][r]\n\n[r]: https://{}/p.gif",
    "[![x](https://{}/p.gif)](https://example.org/)",
    "<img src=https://{}/p.gif>",
    "<IMG SRC=HTTPS://{}/p.gif ALT=x>",
    "<img src=//{}/p.gif srcset=//{}/q.gif>",
    r"<img src='\\{}\p.gif'>",
    r"<img src='/\{}/p.gif'>",
    r"<img src='\/{}/p.gif'>",
    "<img src='&#9;//{}/p.gif'>",
    "<img src='/&Tab;/{}/p.gif'>",
    "<img src='ht&#10;tps://{}/p.gif'>",
    "<img src='&#1;https://{}/p.gif'>",
    "<img src=https&colon;&sol;&sol;{}/p.gif>",
    "<img src=///{}/p.gif>",
    "<img src=https:{}/p.gif>",
    "<img src='https://user@{}/p.gif'>",
    "<img src=a.png srcset='https://{}/p.gif 1x'>",
    "<picture><source srcset=https://{}/p.gif><img src=//{}/q.gif></picture>",
    "<video src=//{}/v.mp4 autoplay preload=auto></video>",
    "<video poster=https://{}/p.gif src=own.mp4></video>",
    "<video autoplay><source src=//{}/v.mp4><track default src=//{}/t.vtt></video>",
    "<audio autoplay src=https://{}/a.mp3>x</audio>",
    "<audio preload=auto><source src=https://{}/a.mp3>x</audio>",
    "<a href=b><img src=//{}/p.gif></a>",
]
OTHERS = [
    "<link rel=stylesheet href=https://{}/s.css>",
    "<link rel=preload as=image href=https://{}/p.gif>",
    "<link rel='icon prefetch prerender modulepreload' href=https://{}/p.gif>",
    "<style>@import 'https://{}/s.css'; body {{ background: url(https://{}/p.gif) }}</style>",
    "<p style='background: url(https://{}/p.gif)'>x</p>",
    "<table background=https://{}/p.gif><tr><td background=//{}/q.gif>x</table>",
    "<td style=\"text-align: left; background: url('//{}/p.gif')\">x</td>",
    '<meta http-equiv=refresh content="0;url=https://{}/">',
    "<base href=https://{}/><img src=p.gif>",
    "<iframe src=https://{}/></iframe><iframe srcdoc='<img src=//{}/p.gif>'></iframe>",
    "<object data=https://{}/o></object><embed src=https://{}/e>",
    "<input type=image src=https://{}/p.gif><button formaction=//{}>x</button>",
    "<svg><image href=https://{}/p.gif /><use href='//{}/u#x' /></svg>",
    "<svg><style>* {{ fill: url(//{}/p.svg#x) }}</style><foreignObject><img src=//{}/q></svg>",
    "<math><mtext><table><mglyph><style><img src=https://{}/p.gif></style></mglyph></table>",
    "<noscript><p title='</noscript><img src=https://{}/p.gif>'></noscript>",
    "<a href=b ping=https://{}/ attributionsrc=//{}/>x</a>",
    "<frameset><frame src=//{}/></frameset><body background=//{}/p.gif>",
    "<img src=x onerror=\"new Image().src='//{}/p.gif'; pwned=1\"><script src=//{}/s.js></script>",
    "<script>pwned=1; fetch('https://{}/')</script>",
    "<p title='</div></main><img src=https://{}/p.gif>'>x</p>",
    "</div></article></main><img src=https://{}/p.gif>",
    "<!--><img src=https://{}/p.gif>-->",
    "<![CDATA[<img src=https://{}/p.gif>]]>",
    "<template><img src=https://{}/p.gif></template>",
    "<textarea><img src=https://{}/p.gif></textarea><img src=//{}/q.gif>",
    "<xmp><img src=https://{}/p.gif></xmp><plaintext><img src=//{}/q.gif>",
]
PAYLOADS = [*PICTURES, *OTHERS]
POSITIONS = [
    "{}",
    "before {} after",
    "# {}",
    "- item {}\n  - {}",
    "1. {}",
    "> {}",
    "| a | b |\n|:--|--:|\n| {} | x |",
    "**bold {}** and [link {}](https://example.org/)",
    "<figure>{}<figcaption>{}</figcaption></figure>",
    "<details><summary>{}</summary>{}</details>",
    "note[^1]\n\n[^1]: {}",
    "- [ ] {}",
    "    code {}\n\n`{}`",
    "![alt {}](own.png)",
]
TEXT = """\
---
title: "See ![x](https://a.example.org/title.png)"
---

A [link](https://b.example.org/p.png), ![a](own.png), `![x](https://a.example.org/code.png)`.
![b](https://b.example.org/q.png)

![c][ref] and <img src="//C.example.org/ü.png">

[ref]: <http://a.example.org/a b.png>

<video src="https://media.example.org/v.mp4" poster="https:p.png"></video>
"""
SHOWN = ("a.example.org", "b.example.org", "media.example.org")


def aimed(payload, number):
    """A payload at a host of its own."""
    return payload.format(*[f"h{number}.example.net"] * payload.count("{}"))


def placed(position, payload):
    return position.replace("{}", payload if position == "{}" else " ".join(payload.split()))


def found(folder):
    """Line, severity and address of everything foreign that `check` finds."""
    findings = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    return [
        (f["line"], f["severity"], f["message"][1:].partition("”")[0])
        for f in findings
        if f["check"] == "foreign-request"
    ]


def page(folder, domain="a", locale="en", draft=""):
    return (folder / f"published/{draft}site/{locale}/{domain}/index.html").read_text("utf-8")


def policy(html):
    return re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)


# In a browser


@pytest.fixture(scope="module")
def browser():
    with Browser() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder and the address at which it is served."""
    folder = tmp_path_factory.mktemp("site")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def end_headers(self):
            self.send_header("Cache-Control", "no-store")
            super().end_headers()

    handler = partial(Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def hostile(site):
    """Hostile texts in every format as pages, hostile translations as proof-readers see them."""
    folder, _ = site
    (folder / "tamizdat.toml").write_text('locales = ["fa"]\n')
    sources = folder / "source_texts"
    sources.mkdir()
    for number, payload in enumerate(aimed(p, n) for n, p in enumerate(PAYLOADS)):
        quoted = json.dumps(" ".join(payload.split()))
        keys = "".join(f"{key}: {quoted}\n" for key in ("title", "subtitle", "summary", "image"))
        body = "\n\n".join(placed(position, payload) for position in POSITIONS)
        (sources / f"m{number}.md").write_text(f"---\n{keys}---\n\n{body}\n")
        if payload.startswith("!"):
            continue
        head = f"<head><title>{payload}</title><meta name=description content='{quoted}'></head>"
        (sources / f"h{number}.html").write_text(f"{head}<p>One</p>{payload}<p>Two {payload}</p>")
    words = "\n\n".join(f"W{number} word" for number, _ in enumerate(PAYLOADS))
    (sources / "words.md").write_text(f"{words}\n")
    run(folder, "update")
    said = {
        f"W{number}": json.dumps(" ".join(aimed(payload, number).split()))[1:-1]
        for number, payload in enumerate(PAYLOADS)
    }
    translate(folder, "words", "fa", **said)
    run(folder, "publish", "--to", "site")
    run(folder, "publish", "words", "--policy", "draft", "--to", "site")
    return sorted(folder.glob("published/**/index.html"))


def asked(browser, site, path, html=""):
    """What a page of a site asks other hosts for, or would if its policy let it."""
    folder, address = site
    if html:
        path.write_text(html, "utf-8")
    browser.open(address + path.relative_to(folder).as_posix())
    return [url for url in browser.requests if not url.startswith(address)]


def test_hostile_pages_run_nothing_and_ask_nobody(browser, site, hostile):
    """Without their policy too: then the sanitiser alone stands before the reader."""
    assert len(hostile) > 1.5 * len(PAYLOADS)
    assert any("draft/site/fa/words/" in path.as_posix() for path in hostile)
    for path in hostile:
        html = path.read_text("utf-8")
        bare = path.with_name("bare.html")

        assert asked(browser, site, bare, html.replace(policy(html)[0], "")) == [], path
        assert browser.ask("typeof pwned + document.scripts.length") == "undefined0", path
    for path in hostile[::10]:
        assert asked(browser, site, path) == [], path


def test_the_judge_sees_what_is_asked_for_and_the_policy_alone_stops_it(browser, site, hostile):
    """Without this the test above could not fail."""
    folder, _ = site
    page = folder / "raw.html"
    meta = policy(hostile[0].read_text("utf-8"))[0]
    asking = [p for p in PAYLOADS if asked(browser, site, page, commonmark.html(aimed(p, 0)))]
    assert set(PICTURES) <= set(asking)
    assert len(asking) >= 0.8 * len(PAYLOADS)

    for payload in PICTURES:
        tried = asked(browser, site, page, meta + commonmark.html(aimed(payload, 0)))
        reasons = [event["params"].get("blockedReason") for event in browser.events]
        assert reasons.count("csp") == len(tried), payload


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_page_shows_its_own_style_pictures_and_columns(browser, site, scheme):
    folder, address = site
    table = "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n"
    for name, text in {
        "own/tamizdat.toml": 'locales = ["fa"]\n',
        "own/source_texts/a.md": f"![a](a.svg)\n\n{table}",
        "own/source_texts/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    run(folder / "own", "update")
    translate(folder / "own", "a", "fa", _="الف")
    run(folder / "own", "publish")
    root = folder.as_uri() if scheme == "file" else address.rstrip("/")

    for locale, sides in (("en", ["start", "center", "end"]), ("fa", ["start", "center", "end"])):
        browser.open(f"{root}/own/published/site/{locale}/a/index.html")
        aligned = "[...document.querySelectorAll('td')].map(c => getComputedStyle(c).textAlign)"

        assert browser.ask("getComputedStyle(document.body).margin") == "0px"
        assert browser.ask("document.images[0].naturalWidth") == 9
        assert browser.ask(aligned) == sides
        assert browser.ask("getComputedStyle(document.querySelector('th')).direction") == (
            "rtl" if locale == "fa" else "ltr"
        )


# In a fragment


OWN = ["a.png", "../a.png?x=http://b", "/a.png", "./a:b.png", "#a", "a//b", "?//b", "%2F%2Fhost/a"]


@pytest.mark.parametrize("address", OWN)
@pytest.mark.parametrize("html", ['<img src="{}">', '<video src="a" poster="{}"></video>'])
def test_what_is_relative_stays(html, address):
    assert sanitize(html.format(address)) == html.format(address)
    assert foreign(html.format(address)) == ()


@pytest.mark.parametrize("payload", PICTURES)
def test_what_lies_elsewhere_is_named_and_gone(payload):
    html = commonmark.html(aimed(payload, 0))
    after = sanitize(html)

    assert foreign(after) == ()
    assert sanitize(after) == after
    if "srcset" not in payload:
        assert "h0.example.net" in "".join(foreign(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img alt="A < B" src="//h/x" title="t">', '<a href="//h/x">A &lt; B</a>'),
        ('<img alt=" " src="//h/x">', '<a href="//h/x">//h/x</a>'),
        ('<a href="b"><img src="//h/x" alt="A"></a>', '<a href="b">A</a>'),
        ('<a href="b"><em><img src="//h/x"></em></a>', '<a href="b"><em>//h/x</em></a>'),
        ('<video src="//h/x" title="T">old</video>', '<a href="//h/x">T</a> old'),
        (
            '<audio><source src="//h/x"><source src="//h/y">old</audio>',
            '<a href="//h/x">old</a>',
        ),
        (
            '<video poster="//h/p"><source src="//h/x"><source src="x"></video>',
            '<video><source src="x"></video>',
        ),
        ('a<img src="//h/x" alt="" title="t">b<img src="//h/y" alt>c', "abc"),
        ('<a href="b"><img src="//h/x" alt=""></a>', '<a href="b">//h/x</a>'),
        ('<video src="//h/x" poster="//h/p"></video>', '<a href="//h/x">//h/x</a> '),
        (
            '<video src="//h/x" poster="//h/p"><em>old</em></video>',
            '<a href="//h/x"><em>old</em></a>',
        ),
        ('<video src="//h/x"><p>old</p></video>', '<a href="//h/x">//h/x</a> <p>old</p>'),
        (
            '<video src="//h/x" title="T">See <a href="//h/x">old</a></video>',
            'See <a href="//h/x">old</a>',
        ),
        (
            '<video src="//h/x"><a href="y">old</a></video>',
            '<a href="//h/x">//h/x</a> <a href="y">old</a>',
        ),
        ('<a href="b"><video src="//h/x">old</video></a>', '<a href="b">old</a>'),
        (
            '<video src="//h/x"><video src="x"></video></video>',
            '<a href="//h/x">//h/x</a> <video src="x"></video>',
        ),
        ('<iframe src="//h/x" title=" A &lt; B ">old</iframe>!', '<a href="//h/x">A &lt; B</a>!'),
        ("<IFRAME SRC=//h/x></IFRAME>", '<a href="//h/x">//h/x</a>'),
        ('<object data="//h/x">old <b>B</b></object>', '<a href="//h/x">//h/x</a> old <b>B</b>'),
        ('<object><embed src="//h/x" title="T"></object>', ' <a href="//h/x">T</a>'),
        ('<a href="b"><embed src="//h/x" title="T"></a>', '<a href="b">T</a>'),
        ('<iframe src="map.html"></iframe>', '<a href="map.html">map.html</a>'),
        ("<iframe srcdoc='<img src=//h/x>'></iframe><object></object><embed>", " "),
        ('<iframe src="javascript:x" title="T"></iframe><embed src="data:,x">', ""),
        ("<script>'<iframe src=//h/x></iframe>'</script><!--<embed src=//h/x>-->", ""),
    ],
)
def test_nothing_of_it_is_lost_to_readers(html, expected):
    assert sanitize(html) == expected


def test_a_frame_of_the_text_s_own_leads_where_its_link_would():
    links = {"map.svg": "../assets/map.svg"}

    html = sanitize('<embed src="map.svg"><object data="map.svg" title="T"></object>', links)

    to = '<a href="../assets/map.svg">'
    assert html == f"{to}map.svg</a>{to}T</a> "


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="x" alt="A < B" title="t">', "A &lt; B"),
        ('<img src="x" title="t"><img src="x"><img src="x" alt="">', "t"),
        ('<a href="x" title="t">A <b>b</b></a> c', '<span title="t">A <b>b</b></span> c'),
        ('<a href="x"><img src="x" alt="A"></a>', "<span>A</span>"),
        ('<a href="b"><img src="x" alt="A"></a>', '<a href="b">A</a>'),
        ('<a href="x"><img src="//h/y" alt="A"></a>', '<span><a href="//h/y">A</a></span>'),
        ('<video src="x" poster="y">old</video>', "old"),
        ('<video src="x" title="T"></video>', "T"),
        ('<video src="y" poster="x">old</video>', '<video src="y">old</video>'),
        ('<audio><source src="x"><source src="y"></audio>', '<audio><source src="y"></audio>'),
        ('<audio><source src="x"><source src="//h/y"></audio>', '<a href="//h/y">//h/y</a> '),
    ],
)
def test_of_what_is_nowhere_words_alone_stay(html, expected):
    assert sanitize(html, {"x": ""}) == expected
    assert sanitize(expected) == expected


def test_a_browser_takes_no_address_elsewhere_that_we_take_for_our_own(browser, tmp_path):
    pieces = [
        "/",
        "\\",
        "\t",
        "\n",
        " ",
        "\x01",
        "https:",
        "HTTP:",
        "h.example",
        ".",
        "\xa0",
        "%2F",
    ]
    pieces += ["?", "@", "a:"]
    addresses = ["".join(parts) + "h.example/p" for parts in product(pieces, repeat=3)]
    kept = [a for a in addresses if "<img src" in sanitize(f'<img src="{escape(a)}">')]
    (tmp_path / "page.html").write_text("<meta charset=utf-8>")
    browser.open(tmp_path / "page.html")
    hosts = "{}.flatMap(a => ['http', 'https'].map(s => new URL(a, s + '://own.example/b/c').host))"

    assert len(addresses) > 2 * len(kept) > 1000
    assert set(browser.ask(hosts.format(json.dumps(kept)))) == {"own.example"}


@pytest.mark.parametrize(
    "address",
    [
        *("http://a.example.org/x", "//a.example.org/x", "https://a.example.org:8/x"),
        *("https://b@a.example.org/x", "https://a.example.org@b.org/x", "https:a.example.org/x"),
        *("https://a.example.org\\@b.org/x", "https://a.example.org.b.org/x"),
        *("https://b.a.example.org/x", "https://a.example.org?x", "https://a.example.org/x\ty"),
    ],
)
def test_an_allowed_host_allows_no_other(address):
    assert sanitize(f'<img src="{address}">', hosts=("a.example.org",)).startswith("<a ")
    own = '<img src="https://A.example.org/x?y#z">'
    assert sanitize(own, hosts=("a.example.org",)) == own


# In a project


def test_the_author_is_told_where_each_is(write):
    folder = write({"source_texts/a.md": TEXT})
    run(folder, "update")

    checked = run(folder, "check")

    assert found(folder) == [
        (6, "error", "https://b.example.org/q.png"),
        (10, "error", "http://a.example.org/a%20b.png"),
        (8, "error", "//C.example.org/ü.png"),
        (12, "error", "https://media.example.org/v.mp4"),
        (12, "error", "https:p.png"),
    ]
    assert checked.exit_code == 1
    assert "foreign-request error" in plain(run(folder, "check", "--list").stdout)


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("html", "<p>One\n<p>Two <img\nsrc='https://a.example.org/x.png'>\n"),
        ("markdown", "One\n\n> Two\n> <AUDIO SRC=HTTPS://a.example.org/x.ogg>\n"),
        ("md", "One\n\n\n| ![a](&#47;/a.example.org/x.png) |\n|--|\n"),
    ],
)
def test_every_format_is_looked_at(write, suffix, text):
    folder = write({f"source_texts/a.{suffix}": text, "source_texts/b.txt": "![b](//b.org/x)\n"})
    run(folder, "update")

    ((line, severity, address),) = found(folder)

    assert text.split("\n")[line - 1].count("x.")
    assert severity == "error"
    assert address.lower().endswith("//a.example.org/x." + address.rpartition(".")[2])


FRAMES = """\
Film:

<iframe width="560" src="https://a.example.org/embed/1?x=1&amp;y=2" title="Film"
  allowfullscreen></iframe>

<object data="https://a.example.org/o.pdf"></object> and
<embed src="//b.example.org/e.svg">
<iframe src="map.html"></iframe>
"""


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_frames_become_links_and_their_author_is_told(write, suffix):
    config = 'locales = ["ru"]\n[publish]\nhosts = ["a.example.org"]\n'
    folder = write({f"source_texts/a.{suffix}": FRAMES}, config)
    run(folder, "update")

    assert found(folder) == [
        (3, "error", "https://a.example.org/embed/1?x=1&y=2"),
        (6, "error", "https://a.example.org/o.pdf"),
        (7, "error", "//b.example.org/e.svg"),
    ]
    shown = plain(run(folder, "check").stdout)
    assert "pages show a link instead (link to it)" in shown
    assert "a.md:8: warning: the link to “map.html” is dead" in shown.replace(".html:8", ".md:8")

    run(folder, "publish")
    html = page(folder)
    assert '<a href="https://a.example.org/embed/1?x=1&amp;y=2">Film</a>' in html
    assert '<a href="//b.example.org/e.svg">//b.example.org/e.svg</a>' in html
    assert '<a href="map.html">map.html</a>' in html
    assert not re.search("<(?:iframe|object|embed)", html)
    text = (folder / "published/text/en/a.txt").read_text("utf-8")
    assert "Film (https://a.example.org/embed/1?x=1&y=2)" in text


@pytest.mark.parametrize("scheme", ["data", "DATA"])
def test_a_picture_in_its_own_address_is_not_shown_and_its_author_is_told(write, scheme):
    address = f"{scheme}:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="
    text = f"One ![A]({address})\n\nTwo <img alt='B' src='{address}AA'> `![x]({address}BB)`\n"
    folder = write({"source_texts/a.md": text})
    run(folder, "update")

    checked, published = run(folder, "check"), run(folder, "publish")

    for result in (checked, published):
        told = re.findall(r"a\.md:(\d): error: “(.*?)” is not shown \((.*)\)", plain(result.stdout))
        remedy = "put the picture beside the text as a file"
        assert told == [(line, f"{address[:30]}…", remedy) for line in "13"]
        assert result.exit_code == 1
    assert not re.search(r'src="data', page(folder), re.I)
    assert found(folder) == []


def test_what_nobody_fetches_is_no_fault(write):
    text = """\
        [![a](a.png)](https://a.example.org/) `![x](https://a.example.org/code.png)`
        <https://a.example.org/x.png> <a href="//a.example.org">a</a>

            <img src="https://a.example.org/x.png">
        """
    folder = write({"source_texts/a.md": text, "source_texts/a.png": b""})
    run(folder, "update")

    assert found(folder) == []


def test_it_is_published_as_a_link_and_said_so(write):
    folder = write({"source_texts/a.md": "Word ![A](https://a.example.org/x.png).\n"})
    run(folder, "update")
    translate(folder, "a", _="Слово ![Б](https://a.example.org/x.png).")

    result = run(folder, "publish")

    assert result.exit_code == 0
    assert plain(result.stdout).count("source_texts/a.md:1: error: “https://a.example.org") == 1
    assert '<a href="https://a.example.org/x.png">Б</a>' in page(folder, locale="ru")
    text = (folder / "published/text/ru/a.txt").read_text("utf-8")
    assert text.endswith("\n\nСлово Б (https://a.example.org/x.png).\n")
    source = (folder / "published/source/ru/a.md").read_text("utf-8")
    assert source == "Слово ![Б](https://a.example.org/x.png).\n"


def test_hosts_that_the_project_names_are_shown_but_never_to_proof_readers(write):
    config = 'locales = ["ru"]\n[publish]\nhosts = ["a.example.org"]\n'
    text = "Word ![A](https://a.example.org/x.png) ![B](https://b.example.org/x.png).\n"
    folder = write({"source_texts/a.md": text}, config)
    run(folder, "update")
    translate(folder, "a", _=text.strip().replace("Word", "Слово"))
    run(folder, "publish")
    run(folder, "publish", "--policy", "draft")

    assert [address for _, _, address in found(folder)] == ["https://b.example.org/x.png"]
    for locale in ("en", "ru"):
        shown, draft = page(folder, locale=locale), page(folder, locale=locale, draft="draft/")
        assert '<img src="https://a.example.org/x.png" alt="A">' in shown
        assert '<a href="https://b.example.org/x.png">B</a>' in shown
        assert policy(shown)[1].startswith(
            "default-src 'none'; img-src 'self' https://a.example.org; "
            "media-src 'self' https://a.example.org; style-src 'self';"
        )
        assert "<img" not in draft
        assert "https://" not in policy(draft)[1]


def test_a_picture_that_a_translation_brings_along_is_refused(write):
    config = 'locales = ["ru"]\n[publish]\nhosts = ["a.example.org"]\n'
    folder = write({"source_texts/a.md": "Word of ours.\n"}, config)
    run(folder, "update")
    translate(folder, "a", _="Слово ![Б](https://a.example.org/x.png).")

    assert run(folder, "check").exit_code == 1
    assert run(folder, "publish").exit_code == 1
    assert not (folder / "published/site/ru/a/index.html").exists()
    run(folder, "publish", "--policy", "draft")
    assert "<img" not in page(folder, locale="ru", draft="draft/")


def test_an_earlier_page_with_a_link_for_a_picture_is_still_known(write):
    folder = write({"source_texts/a.md": "Word ![A](https://a.example.org/x.png).\n"})
    run(folder, "update")
    translate(folder, "a", _="Слово ![Б](https://a.example.org/x.png).")
    run(folder, "publish")
    (folder / "source_texts/a.md").write_text("Word ![A](https://a.example.org/x.png), more.\n")
    run(folder, "update")

    result = run(folder, "publish")

    assert "stays, marked as outdated" in plain(result.stdout)
