import datetime
import gc
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat import pages
from tamizdat.catalogs import po
from tamizdat.errors import ConfigError
from tamizdat.language import commonmark, locales
from tamizdat.language.inline import VOID
from tamizdat.pages.environment import stylesheet
from tamizdat.pages.wording import Wording, strings
from tamizdat.pages.wording import wording_in as wording
from tamizdat.publish import site
from tamizdat.publish.site import Entry, IndexView, Notice, PageView, RootView, Words
from tamizdat.texts.sanitizer import references, sanitize

STRINGS = sorted(Path(pages.__file__).parent.glob("strings/*.po"))
MSGIDS = [entry.msgid for entry in polib.pofile(str(STRINGS[0]))]
CODES = ("en", "ru", "es", "pt_BR", "de", "fa", "ar", "zh_Hans", "sr@latin", "es_419", "ja")


class Reader(HTMLParser):
    """Reads a page with another parser than the one that made it; unbalanced tags fail."""

    def __init__(self, html):
        super().__init__()
        self.open = []
        self.tags = []
        self.words = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {tag} {attrs}"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert tag not in VOID
        assert self.open, f"closed but not open: {tag}"
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def find(self, tag, **wanted):
        return [a for name, a in self.tags if name == tag and wanted.items() <= a.items()]

    @property
    def alternates(self):
        return {
            link["hreflang"]: link["href"]
            for link in self.find("link", rel="alternate")
            if "hreflang" in link
        }

    @property
    def text(self):
        return " ".join("".join(self.words).split())


def view(locale="ru", **changes):
    given = {
        "source_locale": "en",
        "domain": "calls/strike",
        "title": Words("Забастовка", locale),
        "body": "<p>Текст.</p>",
        "versions": ("en", "ru", "fa"),
    }
    return PageView(locale, **(given | changes))


def read(locale="ru", **changes):
    return Reader(site.page(view(locale, **changes), wording(locale)))


# The head of a page


@pytest.mark.parametrize(
    ("locale", "lang", "direction"),
    [
        ("ru", "ru", "ltr"),
        ("fa", "fa", "rtl"),
        ("pt_BR", "pt-BR", "ltr"),
        ("zh_Hans", "zh-Hans", "ltr"),
        ("sr@latin", "sr-Latn", "ltr"),
    ],
)
def test_a_page_says_its_language_and_direction(locale, lang, direction):
    page = read(locale, versions=("en", locale))

    assert page.find("html") == [{"lang": lang, "dir": direction}]


def test_a_date_is_written_as_its_readers_write_it():
    page = read(date=datetime.date(2026, 2, 22))

    assert page.find("time", datetime="2026-02-22")
    assert "22 февраля 2026" in page.text


SITES = st.sampled_from(["", "https://example.org", "https://example.org/texts/"])
DOMAINS = st.from_regex(r"[a-zа-яñ0-9 -]{1,8}(/[a-z0-9]{1,4}){0,3}", fullmatch=True).filter(
    lambda domain: domain.strip() == domain
)


@given(st.lists(st.sampled_from(CODES), min_size=1, unique=True), SITES, DOMAINS)
def test_every_page_lists_all_versions_and_itself(codes, address, domain):
    pages = {
        site.page_path(code, domain): (
            code,
            read(code, versions=tuple(codes), site=address, domain=domain),
        )
        for code in codes
    }

    def target(path, href):
        base = f"{address.rstrip('/')}/" if address else "https://nowhere.example/"
        found = unquote(urljoin(base + path, href))
        assert found.startswith(base)
        return found.removeprefix(base) + ("index.html" if found.endswith("/") else "")

    everything = {locales.bcp47(code): site.page_path(code, domain) for code in codes}
    if "en" in codes:
        everything["x-default"] = site.page_path("en", domain)
    for path, (code, page) in pages.items():
        found = {lang: target(path, href) for lang, href in page.alternates.items()}
        (canonical,) = page.find("link", rel="canonical")

        assert found == everything
        assert canonical["href"] == page.alternates[locales.bcp47(code)]
        assert target(path, canonical["href"]) == path
        assert not address or canonical["href"].startswith("https://example.org/")


@given(st.lists(st.sampled_from(CODES), min_size=2, unique=True), DOMAINS)
def test_links_between_pages_are_relative_and_lead_to_pages(codes, domain):
    existing = {site.page_path(code, domain) for code in codes}
    existing |= {f"{code}/index.html" for code in codes} | {site.STYLESHEET}
    for code in codes:
        here = site.page_path(code, domain)
        page = read(code, versions=tuple(codes), domain=domain, site="https://example.org")
        links = page.find("a") + page.find("link", rel="stylesheet")

        assert len(links) >= 2 * len(codes)
        for link in links:
            path = posixpath.normpath(
                posixpath.join(posixpath.dirname(here), unquote(link["href"]))
            )
            assert path in existing


def test_the_switcher_names_languages_in_their_own_words():
    page = read()

    assert {a["lang"]: a["dir"] for a in page.find("a") if "lang" in a} == {
        "en": "ltr",
        "ru": "ltr",
        "fa": "rtl",
    }
    (own,) = [a for a in page.find("a") if "aria-current" in a]
    assert own["lang"] == "ru"
    assert "English и فارسی" in page.text


def test_open_graph_speaks_the_pages_language():
    page = read(
        "es",
        versions=("en", "es_419", "es"),
        summary=Words("Resumen", "es"),
        title=Words("T", "es"),
    )

    assert page.find("meta", property="og:locale", content="es")
    assert {m["content"] for m in page.find("meta", property="og:locale:alternate")} == {
        "en",
        "es_419",
    }
    assert page.find("meta", name="description", content="Resumen")


def test_a_summary_in_another_language_is_no_description():
    page = read("es", versions=("en", "es"), summary=Words("Summary", "en"))

    assert not page.find("meta", name="description")
    assert not page.find("meta", property="og:description")


# Its state


@pytest.mark.parametrize(
    ("notices", "words", "noindex"),
    [
        ({Notice.DRAFT, Notice.EXPIRED, Notice.PARTIAL}, "Машинный перевод", True),
        ({Notice.UNFINISHED, Notice.EXPIRED}, "Незаконченный перевод", True),
        ({Notice.EXPIRED, Notice.OUTDATED}, "прошла", False),
        ({Notice.OUTDATED, Notice.PARTIAL}, "оригинал изменился", False),
        ({Notice.PARTIAL}, "на языке оригинала (English)", False),
        ((), "", False),
    ],
)
def test_one_notice_is_shown_the_gravest(notices, words, noindex):
    changes = {"notices": frozenset(notices), "share": 0.629}
    page = read(**changes)

    assert len(page.find("p", **{"class": "notice"})) == bool(notices)
    assert words in page.text
    assert bool(page.find("meta", name="robots", content="noindex")) == noindex
    assert words in site.notice(view(**changes), wording("ru"))


def test_an_outdated_page_leads_to_the_one_that_is_not():
    changes = {"notices": frozenset({Notice.OUTDATED}), "site": "https://example.org/"}
    page = read(**changes)

    assert len(page.find("a", href="../../../en/calls/strike/index.html", lang="en")) == 3
    assert page.text.count("English") == 3
    address = "(https://example.org/en/calls/strike/)."
    assert site.notice(view(**changes), wording("ru")).endswith(f"English {address}")
    assert "English." in read(notices=frozenset({Notice.OUTDATED}), versions=("ru",)).text


def test_a_partial_page_never_claims_to_be_whole():
    page = read(notices=frozenset({Notice.PARTIAL}), share=0.999)

    assert "99\xa0%" in "".join(page.words)


@pytest.mark.parametrize("address", ["", "https://example.org/help"])
def test_a_notice_ends_with_a_link_to_help_where_there_is_one(address):
    page = read(notices=frozenset({Notice.DRAFT}), help=address)

    assert bool(page.find("a", href="https://example.org/help")) == bool(address)


def test_an_untranslated_title_is_marked():
    page = read(title=Words("The <strike>", "en"))

    (mark,) = page.find("span", **{"class": "untranslated"})
    assert (mark["lang"], mark["dir"], mark["title"]) == ("en", "ltr", "Ещё не переведено")
    assert "The <strike>" in page.text


def test_an_untranslated_passage_stays_marked():
    opening = site.opening("en", wording("fa"))
    page = read("fa", body=f"<p>{opening}Not yet</span></p>")

    (mark,) = page.find("span")
    assert mark["lang"] == "en"
    assert mark["dir"] == "ltr"
    assert mark["class"] == "untranslated"


def test_a_body_with_its_own_heading_gets_no_second_one():
    assert len(read(body="<h1>Own</h1><p>x</p>").find("h1")) == 1
    assert len(read(body="<h2>Part</h2><p>x</p>").find("h1")) == 1


def test_the_plain_text_is_offered():
    page = read(text="index.txt")

    assert page.find("link", rel="alternate", type="text/plain", href="index.txt")
    assert page.find("a", href="index.txt")


# The index and the list of locales


def test_an_index_links_its_texts_and_tells_their_state():
    entries = (
        Entry("calls/strike", Words("اعتصاب", "fa"), date=datetime.date(2026, 3, 8)),
        Entry(
            "calls/week", Words("A week", "en"), Words("Soon", "en"), None,
            frozenset({Notice.PARTIAL}), 0.5,
        ),
    )  # fmt: skip
    shown = IndexView("fa", "Texts", entries, ("en", "fa"), "https://example.org")
    page = Reader(site.index(shown, wording("fa")))

    assert [a["href"] for a in page.find("a") if "calls" in a["href"]] == [
        "calls/strike/index.html",
        "calls/week/index.html",
    ]
    assert page.find("bdi", lang="en", dir="ltr")
    assert "50٪" in page.text
    assert page.alternates == {
        "en": "https://example.org/en/",
        "fa": "https://example.org/fa/",
        "x-default": "https://example.org/",
    }


def test_the_first_page_leads_to_every_locale():
    page = Reader(site.root(RootView("en", "Texts", ("en", "fa", "pt_BR")), wording("en")))

    assert [a["href"] for a in page.find("a")] == [
        "en/index.html",
        "fa/index.html",
        "pt_BR/index.html",
    ]
    assert set(page.alternates) == {"en", "fa", "pt-BR", "x-default"}


# Words of the pages


def test_templates_and_catalogs_have_the_same_words():
    rooms = [Path(room.__file__).parent for room in (site, pages)]
    code = "".join(file.read_text() for room in rooms for file in room.rglob("*.py"))
    used = set(re.findall(r'(?:say|plain)\("([^"]+)"', code))
    used |= set(re.findall(r'Notice\.[A-Z]+: "([^"]+)"', code))
    for file in (file for room in rooms for file in room.glob("templates/*.html")):
        used |= set(re.findall(r'(?:say|plain)\("([^"]+)"', file.read_text()))

    for file in Path(pages.__file__).parents[1].glob("export/*.py"):
        used |= set(re.findall(r'\.plain\(\s*"([^"]+)"', file.read_text()))

    assert used == set(MSGIDS)


@pytest.mark.parametrize("file", STRINGS, ids=lambda file: file.stem)
def test_a_shipped_catalog_is_whole_and_keeps_the_placeholders(file):
    catalog = po.loads(file.read_bytes())

    assert catalog.language == file.stem
    assert not locales.problem(file.stem)
    assert [message.msgid for message in catalog.active] == MSGIDS
    for message in catalog.active:
        assert message.state.done
        assert re.findall(r"{\w+}", message.msgstr) == re.findall(r"{\w+}", message.msgid)


@pytest.mark.parametrize("file", STRINGS, ids=lambda file: file.stem)
def test_gettext_accepts_a_shipped_catalog(file, judge, tmp_path):
    import subprocess

    subprocess.run([judge("msgfmt"), "-c", "-o", tmp_path / "x.mo", file], check=True)


@pytest.mark.parametrize(
    ("locale", "shipped"),
    [("es_419", "es"), ("fa", "fa"), ("sr@latin", None), ("zh_Hant", None), ("sw", None)],
)
def test_a_language_stands_in_for_its_countries_but_not_for_another_script(locale, shipped):
    data = strings(locale)

    assert data == (strings(shipped) if shipped else None)


def test_missing_words_are_english_and_say_so():
    page = read("sw", versions=("en", "sw"), notices=frozenset({Notice.DRAFT}))

    assert page.find("html", lang="sw")
    assert len(page.find("span", lang="en", dir="ltr")) == 4
    assert "not yet checked by a person" in page.text
    assert not read("en", versions=("en", "sw")).find("span", lang="en")


def test_a_fuzzy_string_is_not_shown():
    data = strings("ru").replace(b'msgid "All texts"', b'#, fuzzy\nmsgid "All texts"')

    assert Wording("ru", po.loads(data)).plain("All texts") == "All texts"
    assert wording("ru").plain("All texts") == "Все тексты"


# Templates of a project


def test_a_project_replaces_single_templates(tmp_path):
    (tmp_path / "page.html").write_text(
        '{% extends "base.html" %}{% block main %}OWN{% endblock %}'
    )
    (tmp_path / "style.css").write_text("/* own */")

    html = site.page(view(), wording("ru"), tmp_path)
    assert "OWN" in html
    assert '<html lang="ru"' in html
    assert stylesheet(tmp_path) == "/* own */"
    assert ":root" in stylesheet()


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("{{ view.title", 1, "not valid Jinja: “{{ view.title”"),
        ("\n{% block %}", 2, "not valid Jinja: “{% block %}”"),
        ("\n{{ nothing }}", 2, "uses a name that is not known there"),
        ('{% include "missing.html" %}', 1, "there is no “missing.html”"),
        ("{{ view.__class__.__mro__ }}", 1, "reaches for what templates are kept from"),
        ("{{ view['__class__'] }}", 1, "reaches for what templates are kept from"),
        ("{{ say.__self__ }}", 1, "reaches for what templates are kept from"),
        ("{{ view.nothing }}", 1, "uses a name that is not known there"),
        ("{{ view['nothing'] }}", 1, "uses a name that is not known there"),
        ("{{ 1 / 0 }}", 1, "can't be filled in (ZeroDivisionError)"),
    ],
)
def test_a_wrong_template_is_refused_with_its_place(tmp_path, template, line, said):
    (tmp_path / "page.html").write_text(template)

    with pytest.raises(ConfigError) as caught:
        site.page(view(), wording("ru"), tmp_path)
    (problem,) = caught.value.problems
    assert problem.path == tmp_path / "page.html"
    assert problem.line == line
    assert problem.message == f"template: {said}"
    assert problem.remedy


ENDLESS = {
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "text": "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "itself": "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
    "a product": '{{ "x" * 10000000000 }}',
    "a product of a name": "{{ view.domain * 10000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a width": '{{ "%9999999999d" % 1 }}',
    "a format": '{{ "{:9999999999}".format(1) }}',
    "a filter": '{{ "x" | center(9999999999) }}',
    "doubling": "{% set n = namespace(x='x') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}"
    "{% endfor %}",
    "a list": "{{ (range(99999) | list) * 99999 }}",
}


@pytest.fixture
def _no_collector():
    """Those who listen to the garbage collector would be stopped themselves."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("template", ENDLESS.values(), ids=ENDLESS)
def test_a_template_without_end_is_refused(tmp_path, monkeypatch, template):
    monkeypatch.setattr("tamizdat.pages.environment._SECONDS", 0.5)
    (tmp_path / "page.html").write_text(template)

    for _ in range(100):  # what was stopped once is not tried for every page
        with pytest.raises(ConfigError, match="template: ") as caught:
            site.page(view(), wording("ru"), tmp_path)
    assert caught.value.problems[0].path == tmp_path / "page.html"
    assert site.page(view(), wording("ru"))  # ours go on


# What passes into a page


HOSTILE = [
    "<script>pwned=1</script>",
    "<SCRIPT SRC=data:,pwned=1></SCRIPT>",
    "<img src=x onerror=pwned=1>",
    "<img src=x:x onerror=pwned=1//",
    "<svg onload=pwned=1></svg>",
    "<svg><script>pwned=1</script></svg>",
    "<svg><animate onbegin=pwned=1 attributeName=x dur=1s></svg>",
    '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    "<object data='data:text/html,<script>pwned=1</script>'></object>",
    "<embed src='javascript:pwned=1'>",
    "<body onload=pwned=1>",
    "<details open ontoggle=pwned=1>x</details>",
    "<input autofocus onfocus=pwned=1>",
    "<video><source onerror=pwned=1 src=x></video>",
    "<audio src=x onerror=pwned=1></audio>",
    "<style>body{background:url(https://evil.example/)}</style>",
    "<p style='background:url(https://evil.example/)'>x</p>",
    "<td style='text-align:left;background:url(https://evil.example/)'>x</td>",
    "<link rel=stylesheet href=https://evil.example/>",
    "<base href=https://evil.example/>",
    '<meta http-equiv=refresh content="0;url=https://evil.example/">',
    "<form action=https://evil.example/><button>x</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=pwned=1>",
    "<noscript><p title='</noscript><img src=x onerror=pwned=1>'></noscript>",
    "<template><img src=x onerror=pwned=1></template>",
    "<a href='javascript:pwned=1'>x</a>",
    "<a href=' \x01javascript:pwned=1'>x</a>",
    "<a href='java\tscript:pwned=1'>x</a>",
    "<a href='&#106;ava&Tab;script&colon;pwned=1'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>pwned=1</script>'>x</a>",
    "<a href='blob:https://evil.example/x'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='intent://x'>x</a>",
    "<a href='feed:javascript:pwned=1'>x</a>",
    "<img src='data:image/svg+xml,<svg onload=pwned=1>'>",
    "<p title='</div><script>pwned=1</script>'>x</p>",
    "<p id='x\" onclick=pwned=1'>x</p>",
    "<p class='notice site untranslated'>x</p>",
    "</div></article></main><script>pwned=1</script>",
    "<!--><script>pwned=1</script>-->",
    "<![CDATA[<script>pwned=1</script>]]>",
    "<plaintext>",
    "<textarea></textarea><img src=x onerror=pwned=1>",
    '<a href="https://a.example/" class="x">https://a.example/</a onclick=pwned=1>',
]
FORBIDDEN = {
    "script", "style", "iframe", "object", "embed", "base", "form", "button", "svg", "math",
    "template", "link", "meta", "body", "html", "noscript", "plaintext", "textarea",
}  # fmt: skip


def executable(html):
    """What of a fragment could run, load a style or leave the page by itself."""
    reader = Reader(html)
    for tag, attributes in reader.tags:
        if tag in FORBIDDEN:
            yield tag
        for name, value in attributes.items():
            if name.startswith("on") or name in ("srcdoc", "action", "srcset", "background"):
                yield f"{tag} {name}"
            if name == "style":
                yield value
            if name in ("href", "src", "poster"):
                bare = re.sub(r"[\x00-\x20]", "", value or "").lower()
                scheme = re.match(r"[a-z][a-z0-9+.-]*:", bare)
                if scheme and scheme[0] not in ("https:", "http:", "mailto:", "tel:"):
                    yield value


@pytest.mark.parametrize("body", HOSTILE)
def test_nothing_executable_passes(body):
    assert not list(executable(sanitize(f"<p>before</p>{body}")))
    page = site.page(view(body=body), wording("ru"))
    assert page.count("<script") == 0
    Reader(page)


@given(st.lists(st.sampled_from([*HOSTILE, "<", ">", "'", '"', "=", "<p", "</p>", "<!--", "x"])))
def test_hostile_pieces_are_no_better_together(pieces):
    once = sanitize("".join(pieces))

    assert not list(executable(once))
    assert sanitize(once) == once


TEXT = """\
# Heading

Text with [a link](https://example.org "title"), **strong**, *em*, ~~struck~~, `code`,[^a]
<https://example.org/x>, <help@example.org>, H<sub>2</sub>O and ![alt](images/a.png "title").

- [ ] open
- [x] done

3. three
   > quote

| left | right |
|:-----|------:|
| 1    | 2     |

```
pre
```

***

[^a]: A note.
"""
RICH = """\
<figure id="f-1"><img src="a.jpg" alt="A" width="3" height="4"><figcaption>Caption</figcaption>
</figure><details open=""><summary>More</summary><dl><dt>Term</dt><dd>Meaning</dd></dl></details>
<p lang="fr" dir="ltr"><abbr title="United Nations">UN</abbr> <q>quote</q> <mark>m</mark>
<kbd>k</kbd> <ruby>漢<rt>kan</rt></ruby> <time datetime="2026-03-08">8</time> <bdi>x</bdi>
<a href="tel:+49123">call</a> <a href="mailto:a@example.org?subject=x">mail</a>
<a href="../other.md#part" hreflang="de">other</a> <ins>i</ins> <small>s</small></p>
<table><caption>C</caption><thead><tr><th scope="col" colspan="2">H</th></tr></thead>
<tbody><tr><td>1</td><td rowspan="2">2</td></tr></tbody></table>
<ol start="3" type="a"><li value="5">x</li></ol>
<video src="v.mp4" controls="" poster="p.jpg"></video>"""


def test_nothing_that_articles_are_made_of_is_dropped():
    for html in (commonmark.html(TEXT), RICH):
        classed = re.sub(r'style="text-align: [a-z]+"', 'class=""', html)
        before, after = Reader(classed), Reader(sanitize(html))
        kept = [(tag, attributes.keys()) for tag, attributes in after.tags]

        assert kept == [(tag, attributes.keys()) for tag, attributes in before.tags]
        assert after.text == before.text


def test_no_field_of_a_form_is_left_but_the_box_of_a_task():
    others = "<input name=mail placeholder=x><input type=text name=x value=x><input type=image>"
    html = sanitize(f"{others}<input checked disabled type=CheckBox><input type=checkbox name=x>")

    assert Reader(html).tags == [
        ("input", {"checked": "", "disabled": "", "type": "checkbox"}),
        ("input", {"type": "checkbox"}),
    ]


def test_columns_are_aligned_by_classes_and_follow_the_direction_of_the_page():
    html = sanitize(commonmark.html("|a|b|c|d|\n|:-|-:|:-:|-|\n|e|f|g|h|\n"))

    cells = [attributes.get("class") for _, attributes in Reader(html).tags[-4:]]
    assert cells == ["start", "end", "center", None]
    assert "style" not in html


def test_relative_addresses_are_found_and_replaced():
    body = (
        '<p><img src="images/a.png"><a href="../b.md#x">b</a><a href="#note">n</a>'
        '<a href="https://example.org/">e</a><a href="//example.org">h</a>'
        '<a href="../b.md#x">again</a></p>'
    )

    assert references(body) == ("images/a.png", "../b.md#x")
    links = {"images/a.png": "../assets/a.png", "../b.md#x": "../../b/index.html#x"}
    page = read(body=body, links=links)
    assert page.find("img") == [{"src": "../assets/a.png"}]
    assert len(page.find("a", href="../../b/index.html#x")) == 2
    assert page.find("a", href="#note")


@given(st.text(), st.text(), st.text())
def test_no_words_break_out_of_a_page(title, summary, body):
    words = Words(title, "ru")
    html = site.page(
        view(title=words, subtitle=Words(summary, "en"), summary=Words(summary, "ru"), body=body),
        wording("ru"),
    )

    assert [
        tag for tag in ("html", "head", "body", "main", "h1") if html.count(f"<{tag}>") > 1
    ] == []
    Reader(html)


# The stylesheet


def colours(block):
    return dict(re.findall(r"--(\w+): (#\w+);", block))


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "shade"])
def test_contrast_is_wcag_aa(scheme, ground):
    blocks = re.findall(r":root \{(.*?)\}", stylesheet(), re.S)
    palette = colours(blocks[scheme])
    assert len(blocks) == 3
    assert len(palette) == 8

    for name, least in [
        *((name, 4.5) for name in ("ink", "faint", "link", "visited", "accent")),
        ("line", 3.0),
    ]:
        pair = sorted((luminance(palette[name]), luminance(palette[ground])), reverse=True)
        assert (pair[0] + 0.05) / (pair[1] + 0.05) >= least, name


def test_the_stylesheet_mirrors_and_loads_nothing():
    css = re.sub(r"/\*.*?\*/", "", stylesheet(), flags=re.S)

    assert not re.search(r"url\(|@import|@font-face", css)
    assert not re.search(r"(margin|padding|border)-(left|right)\b|\b(left|right):|float:", css)
