"""A real browser looks at the pages."""

import datetime
from pathlib import Path

import pytest
from browser import Browser

from tamizdat.language import commonmark
from tamizdat.pages.environment import stylesheet
from tamizdat.pages.wording import wording_in as wording
from tamizdat.publish import site
from tamizdat.publish.site import Entry, IndexView, Notice, PageView, RootView, Words

VERSIONS = ("en", "ru", "fa", "es", "de", "pt_BR", "ar", "zh_Hans", "ja", "uk", "el", "pl", "it")
LONG = "https://example.org/" + "a-very-long-address-without-an-end" * 3
BODY = f"""\
Ein Absatz mit `{"code" * 30}`, <{LONG}> und Donaudampfschifffahrtsgesellschaftskapitänsmützen.[^1]

[Words](https://example.org/words)

## {"Überschriftenzusammenfassung" * 2}

| {" | ".join(f"column {n}" for n in range(9))} |
|{"---|" * 9}
| {" | ".join(f"cell-{n}" * 3 for n in range(9))} |

```
{"pre " * 60}
```

- [ ] task
  1. nested
     > quote

![{"alt " * 30}](missing.png)

<figure><img src="wide.svg" alt="wide" width="2000" height="100"><figcaption>c</figcaption></figure>

[^1]: Note.
"""
HOSTILE = """\
<script>pwned=1</script><img src=x onerror=pwned=1><svg onload=pwned=1></svg>
<iframe srcdoc="<script>parent.pwned=1</script>"></iframe><details open ontoggle=pwned=1>x</details>
<style>*{display:none}</style><base href="https://evil.example/"><input autofocus onfocus=pwned=1>
<math><mtext><table><mglyph><style><img src=x onerror=pwned=1></style></mglyph></table>
<meta http-equiv=refresh content="0;url=https://evil.example/"><a href="javascript:pwned=1">x</a>"""


def pages(codes):
    for locale in codes:
        words = wording(locale)
        opening = site.opening("en", words)
        body = commonmark.html(BODY) + f"<p>{opening}Not yet translated words</span></p>"
        view = PageView(
            locale,
            "en",
            "calls/strike",
            Words("Strike", "en"),
            body if locale == "en" else body + HOSTILE,
            codes,
            date=datetime.date(2026, 3, 8),
            notices=frozenset({Notice.PARTIAL}),
            help="https://example.org/help",
        )
        entries = (Entry("calls/strike", view.title, Words("Summary " * 9, "en"), view.date),)
        # Without the policy, so that only the sanitiser stands between a body and its reader.
        html = site.page(view, words)
        policy = next(line for line in html.split("\n") if "Content-Security-Policy" in line)
        yield site.page_path(locale, "calls/strike"), html.replace(policy, "")
        index = IndexView(locale, "Texts of the collective", entries, codes)
        yield site.index_path(locale), site.index(index, words)
    yield site.ROOT, site.root(RootView("en", "Texts", codes), wording("en"))
    yield site.STYLESHEET, stylesheet()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site with every kind of page in many locales."""
    root = tmp_path_factory.mktemp("site")
    for path, text in pages(VERSIONS):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def browser():
    with Browser() as started:
        yield started


@pytest.mark.parametrize("width", [320, 360, 1200])
@pytest.mark.parametrize(
    "path",
    [
        "en/calls/strike/index.html",
        "ru/calls/strike/index.html",
        "fa/calls/strike/index.html",
        "ja/calls/strike/index.html",
        "fa/index.html",
        "ru/index.html",
        "index.html",
    ],
)
def test_no_page_is_wider_than_the_screen(browser, folder, path, width):
    browser.open(folder / path, width=width)
    browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true })")

    assert browser.ask("innerWidth") == width
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert float(browser.ask("getComputedStyle(document.body).fontSize")[:-2]) >= 16


def test_a_page_in_persian_is_mirrored_and_its_english_passage_is_not(browser, folder):
    browser.open(folder / "fa/calls/strike/index.html", width=360)
    style = "getComputedStyle(document.querySelector('{}')).{}"

    assert browser.ask("document.dir") == "rtl"
    assert browser.ask(style.format("main", "direction")) == "rtl"
    assert browser.ask(style.format(".notice", "borderRightWidth")) == "4px"
    assert browser.ask(style.format(".text .untranslated", "direction")) == "ltr"
    assert browser.ask(style.format(".text .untranslated", "borderLeftStyle")) == "dotted"


def test_lines_are_no_longer_than_is_read_easily(browser, folder):
    browser.open(folder / "en/calls/strike/index.html", width=1600)
    browser.ask(
        "document.querySelector('.text').insertAdjacentHTML('afterbegin',"
        " '<span id=rule style=\"white-space:pre\">' + '0'.repeat(70) + '</span>')"
    )

    line, rule = (
        browser.ask(f"document.querySelector('{name}').getBoundingClientRect().width")
        for name in ("main", "#rule")
    )
    assert line <= rule


@pytest.mark.parametrize("path", ["fa/calls/strike/index.html", "ru/index.html", "index.html"])
def test_every_link_within_the_site_leads_to_a_file(browser, folder, path):
    browser.open(folder / path)
    links = browser.ask(
        "[...document.querySelectorAll('a, link')].map(a => a.href)"
        ".filter(href => href.startsWith('file:')).map(href => decodeURI(href.split('#')[0]))"
    )

    assert len(links) > len(VERSIONS)
    missing = [link for link in links if not Path(link.removeprefix("file://")).is_file()]
    assert missing == []


def test_the_switcher_switches(browser, folder):
    browser.open(folder / "ru/calls/strike/index.html")
    address = browser.ask("document.querySelector('.languages a[lang=fa]').href")

    assert address == (folder / "fa/calls/strike/index.html").as_uri()
    assert browser.ask("document.querySelector('.languages [aria-current=page]').lang") == "ru"


def test_nothing_in_a_body_runs_or_leaves_the_page(browser, folder):
    browser.open(folder / "ru/calls/strike/index.html")

    assert browser.ask("typeof pwned") == "undefined"
    assert browser.ask("document.scripts.length") == 0
    assert browser.ask("location.protocol") == "file:"
    assert browser.ask("getComputedStyle(document.querySelector('main')).display") == "block"
    assert [url for url in browser.requests if not url.startswith(folder.as_uri())] == []


def test_the_judge_would_notice_a_script(browser, tmp_path):
    (tmp_path / "page.html").write_text(HOSTILE.partition("<meta")[0])
    browser.open(tmp_path / "page.html")

    assert browser.ask("pwned") == 1


def test_a_dark_screen_gets_a_dark_page(browser, folder):
    path = folder / "ru/calls/strike/index.html"
    ground = "getComputedStyle(document.body).backgroundColor"

    light = browser.open(path, scheme="light").ask(ground)
    dark = browser.open(path, scheme="dark").ask(ground)

    assert min(map(int, light[4:-1].split(", "))) > 200
    assert max(map(int, dark[4:-1].split(", "))) < 60


def test_print_hides_the_switcher_and_shows_addresses(browser, folder):
    browser.open(folder / "ru/calls/strike/index.html", scheme="dark")
    document = browser.printed()
    browser.send("Emulation.setEmulatedMedia", media="print")
    style = "getComputedStyle(document.querySelector('{}'){}).{}"

    assert document.startswith(b"%PDF-")
    assert len(document) > 10_000
    assert browser.ask(style.format("header.site", "", "display")) == "none"
    assert browser.ask(style.format("body", "", "color")) == "rgb(0, 0, 0)"
    after = [
        browser.ask(style.format(f'.text a[href="{href}"]', ", '::after'", "content"))
        for href in ("https://example.org/words", LONG)
    ]
    assert after == ['" (https://example.org/words)"', "none"]
