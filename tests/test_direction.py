"""What is seen of addresses, numbers and code in right-to-left texts, in the order of glyphs."""

import json
import re
from html import unescape
from itertools import pairwise
from unittest import mock

import pytest
from browser import Browser
from hypothesis import given
from hypothesis import strategies as st
from project import run, translate

from tamizdat.language import commonmark, isolation
from tamizdat.pages.environment import stylesheet
from tamizdat.pages.wording import wording_in
from tamizdat.publish import plaintext, site
from tamizdat.publish.site import Entry, IndexView, PageView, Words
from tamizdat.publish.site.direction import isolated
from tamizdat.texts.sanitizer import sanitize

WORD = {"fa": "متن", "ar": "نص", "he": "מילה"}
TOKENS = [
    "+49 30 69 22 222",
    "030 69 22 222",
    "(030) 69-22-222",
    "021-88888888",
    "+۴۹ ۳۰ ۶۹۲۲ ۲۲۲",
    "+٤٩ ٣٠ ٦٩٢٢ ٢٢٢",
    "۰۲۱-۸۸۸۸۱۲۳۴",
    "۰۹۱۲ ۳۴۵۶۷۸۹",
    "(۰۲۱) ۸۸۸۸۱۲۳۴",
    "٠٢١-٨٨٨٨١٢٣٤",
    "٠٩١٢ ٣٤٥٦٧٨٩",
    "@olddocks_bot",
    "@user@social.example.org",
    "name@example.org",
    "1st@example.org",
    "https://example.org/a_b/",
    "https://example.org/?a=1&b=#x",
    "example.org/a/",
    "2026-03-08",
    "2026-03-08T14:00",
    "#8M",
    "50 %",
    "50%",
    "-5 °C",
    "−5",
    "+3",
    "+۱۲٪",
    "−۵٪",
    "±۳٫۵ ٪",
    "~۱۲٪",
    "~12 %",
    "+5٪",
    "-۵ °C",
    "+۳٫۵",
    "$۱٬۰۰۰",
    "€50",
    "1 000 000",
    "C++",
    ".NET",
    "--help",
    "2026-report.pdf",
    "~/notes.txt",
    "DE89 3704 0044 0532 0130 00",
    "IBAN: DE89 3704 0044 0532 0130 00",
    "Signal +49 30 69 22 222",
    "Tel. 030 69 22 222",
]
"""Left to right everywhere."""
PREFIXED = [
    *("#8March", "#RiseUp", "+12%", "+12 %", "50 %", "−5", "$4.50", "€50", "C++"),
    *("030 69 22 222", "۰۲۱-۸۸۸۸۱۲۳۴", "1 000 000", "@olddocks_bot", "https://example.org/a_b/"),
]
JOINED = [*PREFIXED, ".NET", "~/notes.txt", "+49 30 69 22 222", "IBAN DE89 3704 0044 0532 0130 00"]
"""Right behind a prefix, and behind one that a joiner follows."""
RIGHTLY_SHOWN = {
    "14:00–18:00": "18:00–14:00",
    "2010–2015": "2015–2010",
    "50 €": "€ 50",
    "08/03/2026": "08/03/2026",
    "۱۴۰۴/۱۲/۱۷": "۱۴۰۴/۱۲/۱۷",
    "۵۰٪": "٪۵۰",
    "۳٫۵٪": "٪۳٫۵",
    "+١٢٪": "٪١٢+",
    "3.5": "3.5",
    "14:00": "14:00",
    "Signal Desktop 7": "Signal Desktop 7",
}
"""In a sentence, as UAX #9 and CLDR have them, and as they are seen."""
PLACES = [
    "{0} {1}",
    "{1} {0} {1}",
    "{1} {0}",
    "{1} {0}.",
    "{1} ({0})، {1}",
    "«{0}» {1}",
    "{1}: {0}؟",
]
SEEN = """
(name, nested) => [...document.querySelectorAll(name)].map(element => {
  const glyphs = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();)
    for (let place = 0; place < node.length; place++) {
      const range = document.createRange();
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      const boxes = [...range.getClientRects()].filter(box => box.width);
      if (boxes.length) glyphs.push([boxes[0].left, node.data[place]]);
    }
  return glyphs.sort((a, b) => a[0] - b[0]).map(glyph => glyph[1]).join('').trim();
})"""
"""From left to right, what each of some elements on one line shows."""
ONE_LINE = (
    "<style>:is(main, main *) { white-space: pre !important; max-width: none }</style></head>"
)


@pytest.fixture(scope="module")
def browser():
    with Browser() as started:
        yield started


@pytest.fixture(scope="module")
def show(browser, tmp_path_factory):
    """Open a page and read what elements show."""
    folder = tmp_path_factory.mktemp("seen")
    (folder / "style.css").write_text(stylesheet(), "utf-8")

    def seen(html, selector):
        html = re.sub(r"<meta http-equiv[^>]*>", "", html)  # for the style that we add
        html = re.sub(r'(?<=rel="stylesheet" href=")[./]*', "", html)
        path = folder / "page.html"
        path.write_text(html.replace("</head>", ONE_LINE), "utf-8")
        browser.open(path, width=4000)
        return browser.ask(f"({SEEN})({json.dumps(selector)})")

    return seen


def page(locale, body, **changes):
    given = {"title": Words("T", locale), "versions": ("en", locale)} | changes
    view = PageView(locale, "en", "a", body=commonmark.html(body), **given)
    return site.page(view, wording_in(locale))


def sentences(locale, tokens=TOKENS):
    return [(token, place.format(token, WORD[locale])) for token in tokens for place in PLACES]


def wrong(expected, shown):
    assert len(expected) == len(shown)
    pairs = zip(expected, shown, strict=True)
    return [(token, seen) for (token, _), seen in pairs if token not in seen]


def markdown(text):
    return re.sub(r"([+_*~<>\\-]|^#)", r"\\\1", text)


@pytest.mark.parametrize("locale", WORD)
def test_tokens_are_seen_as_they_are_read(show, locale):
    cases = sentences(locale)

    shown = show(page(locale, "\n\n".join(markdown(text) for _, text in cases)), ".text > p")

    assert wrong(cases, shown) == []


@pytest.mark.parametrize("direction", ["rtl", "auto"])
def test_tokens_behind_a_prefix_are_seen_so_too(show, direction):
    """As UAX #9 has it, a prefix stands at the right of its word."""
    cases = [
        (f"{token}{prefix[::-1]}", f"{word} {prefix}{token} {word}.")
        for tokens, prefixes in ((PREFIXED, ("ב", "و")), (JOINED, ("ב-", "ב־", "ل-")))
        for prefix in prefixes
        for token in tokens
        for word in [WORD["he" if prefix[0] == "ב" else "ar"]]
    ]
    body = "\n\n".join(markdown(text) for _, text in cases)
    lines = plain("ar", body, width=500).strip("\n").split("\n\n")
    html = "".join(f"<pre dir={direction}>{line}</pre>" for line in lines)

    assert wrong(cases, show(page("ar", body), ".text > p")) == []
    shown = show(f"<meta charset=utf-8><main>{html}</main>", "pre")
    assert wrong(cases, [re.sub("(?<=a_b/) ", "", seen) for seen in shown]) == []


@pytest.mark.parametrize(
    "note",
    ["[^1]", '<sup><a href="#n1">1</a></sup>', '<a id="r1" href="#n1"><sup>1</sup></a>'],
)
@pytest.mark.parametrize("before", ["2025", "2025.", "2025،", "۲۰۲۵.", "٢٠٢٥.", "50%", "PDF."])
@pytest.mark.parametrize("locale", WORD)
def test_the_mark_of_a_note_follows_what_it_stands_behind(show, locale, before, note):
    body = f"{WORD[locale]} {before}{note} {WORD[locale]}\n\n[^1]: x"
    html = re.sub("<link[^>]*stylesheet[^>]*>", "", page(locale, body))  # not by our style alone

    (seen,) = show(html, ".text > p")
    word = WORD[locale][::-1]
    assert re.fullmatch(rf"{word} 1[.،]?[%\w]+[%]? {word}", seen)


@pytest.mark.parametrize("locale", WORD)
def test_the_mark_of_a_note_in_plain_text_follows_what_it_stands_behind(show, locale):
    text = plain(locale, f"{WORD[locale]} 2025.[^1] {WORD[locale]}\n\n[^1]: x").split("\n")[0]

    (seen,) = show(f"<meta charset=utf-8><main><pre dir=rtl>{text}</pre></main>", "pre")

    word = WORD[locale][::-1]
    assert seen == f"{word} ]1[.2025 {word}"  # the glyphs of brackets are mirrored


def test_a_number_s_name_joins_nothing_that_stands_before_it(show):
    numbers = ["IBAN DE89 3704 0044 0532 0130 00", "Signal +49 30 69 22 222", "Tel.: 030 69 22 222"]
    body = "\n\n".join(f"اتاق A-12، {number} متن" for number in numbers)

    shown = show(page("fa", body), ".text > p")

    assert shown == [f"نتم {number} ،A-12 قاتا" for number in numbers]


@pytest.mark.parametrize("mark", "،؛؟۔׃״。")
@pytest.mark.parametrize(
    "token",
    [*("https://example.org/app", "example.org/app/"), *("name@example.org", "@olddocks_bot")],
)
def test_the_punctuation_of_a_sentence_stays_out_of_an_address(token, mark):
    text = f"متن {token}{mark} متن"

    assert [text[span.start : span.end] for span in isolation.spans(text)] == [token]


@pytest.mark.parametrize("locale", WORD)
def test_what_was_shown_rightly_stays(show, locale):
    cases = [
        (seen, f"{WORD[locale]} {text} {WORD[locale]}.")
        for text, seen in RIGHTLY_SHOWN.items()
        if locale != "he" or not re.search("[۰-۹]", text)
    ]

    shown = show(page(locale, "\n\n".join(text for _, text in cases)), ".text > p")

    assert wrong(cases, shown) == []


def test_the_judge_sees_what_is_wrong_without_isolates(show):
    """Without this the tests above could not fail."""
    cases = sentences("fa")
    html = page("fa", "\n\n".join(markdown(text) for _, text in cases))

    shown = show(re.sub(r"</?bd[io][^>]*>", "", html), ".text > p")

    failed = {token for token, _ in wrong(cases, shown)}
    assert failed > set(TOKENS[:7]) | {"https://example.org/a_b/", "2026-03-08", "#8M", "50 %"}
    assert len(failed) > 0.8 * len(TOKENS)
    assert any("222 22 69 30 49+" in seen for seen in shown)
    assert any("olddocks_bot@" in seen for seen in shown)


@pytest.mark.parametrize("locale", WORD)
@pytest.mark.parametrize(
    ("block", "selector"),
    [
        ("- {}", ".text li"),
        ("1. {}", ".text li"),
        ("> {}", "blockquote"),
        ("## {}", "h2"),
        ("| a | {} |\n|:--|--:|\n| b | {} |", "th:last-child, td:last-child"),
        ("**{}**", "strong"),
        ("[{}](https://example.org/words)", ".text a"),
        ("x[^1]\n\n[^1]: {}", ".footnote-definition p"),
        ("<details><summary>{}</summary></details>", ".text summary"),
        ("<figure><figcaption>{}</figcaption></figure>", "figcaption"),
    ],
)
def test_tokens_are_seen_so_in_every_block(show, locale, block, selector):
    count = block.count("{}")
    cases = sentences(locale, ["+49 30 69 22 222", "@olddocks_bot", "#8M"])
    written = [t if block.startswith("<") else markdown(t) for _, t in cases]
    body = "\n\n<hr>\n\n".join(
        block.replace("{}", text).replace("^1", f"^{place}") for place, text in enumerate(written)
    )

    shown = show(page(locale, body), selector)

    assert wrong([case for case in cases for _ in range(count)], shown) == []


@pytest.mark.parametrize("locale", WORD)
def test_code_is_seen_as_it_is_typed(show, locale):
    word = WORD[locale]
    body = f"{word} `code -x` {word}\n\n`--all`.\n\n{word} <kbd>Ctrl +</kbd> {word}\n"

    html = re.sub("<link[^>]*stylesheet[^>]*>", "", page(locale, body))  # not by our style alone
    shown = show(html, ".text > p")

    pairs = zip(("code -x", "--all", "Ctrl +"), shown, strict=True)
    assert [token for token, seen in pairs if token not in seen] == []


@pytest.mark.parametrize("locale", WORD)
def test_titles_and_the_index_are_seen_so_too(show, locale):
    cases = sentences(locale)
    words = [Words(text, locale) for _, text in cases]
    entries = tuple(Entry(f"{place}", text, text) for place, text in enumerate(words))
    versions = ("en", locale)

    html = site.index(IndexView(locale, "T", entries, versions), wording_in(locale))
    assert wrong(cases, show(html, ".texts h2")) == []
    assert wrong(cases, show(html, ".texts p")) == []
    token, text = cases[0]
    html = page(locale, "x", title=Words(text, locale), subtitle=Words(text, locale))
    assert token in show(html, "h1")[0]
    assert token in show(html, ".subtitle")[0]
    names = show(html, ".languages li")
    assert names[0] == "English"
    assert f"<title>{isolation.isolated(text)}</title>" in html
    assert show(
        f"<main dir=rtl>{html.split('<title>')[1].split('</title>')[0]}</main>", "main"
    ) == [show(html, "h1")[0]]


def test_a_passage_in_the_other_direction_follows_its_own(show):
    token = "+49 30 69 22 222"
    body = f'<p dir="rtl">متن {token} متن</p><p dir="rtl"><span dir="ltr">x {token}</span></p>'
    english = page("en", f"{body}\n\nx {token} y")

    assert all(token in seen for seen in show(english, ".text p"))
    assert english.count("<bdi") == 1


# Plain text


def plain(locale, body, **options):
    return plaintext.text(sanitize(commonmark.html(body)), locale=locale, **options)


@pytest.mark.parametrize("direction", ["rtl", "auto"])
@pytest.mark.parametrize("locale", WORD)
def test_tokens_in_plain_text_are_seen_as_they_are_read(show, locale, direction):
    cases = sentences(locale)
    text = plain(locale, "\n\n".join(markdown(text) for _, text in cases), width=500)
    lines = text.strip("\n").split("\n\n")

    html = "".join(f"<pre dir={direction}>{line.replace('<', '&lt;')}</pre>" for line in lines)
    shown = show(f"<meta charset=utf-8><main>{html}</main>", "pre")

    assert wrong(cases, shown) == []


@pytest.mark.parametrize("locale", WORD)
@pytest.mark.parametrize(
    ("body", "token"),
    [
        ("{0} `code -x` {0}", "code -x"),
        ("[{0}](https://example.org/a_b/) {0}", "https://example.org/a_b/"),
        ("[{0}](tel:+493069222222), {0}", "+493069222222"),
        ("![{0} @bot](a.png)", "@bot"),
        ("- @bot {0}", "@bot"),
        ("| +49 30 69 22 222 | 1 |\n|--|--|\n| @bot | {0} |", "+49 30 69 22 222"),
        ('{0} <span dir="ltr">{0}: x!</span> {0}', "x!"),
    ],
)
def test_what_plain_text_adds_is_seen_so_too(show, locale, body, token):
    text = plain(locale, body.format(WORD[locale]), title="@bot", notice="@bot")

    html = "".join(f"<pre dir=rtl>{line}</pre>" for line in text.split("\n"))
    shown = show(f"<meta charset=utf-8><main>{html}</main>", "pre")

    assert sum(token in seen for seen in shown) == text.count(token)
    assert "@bot" in shown[0]
    assert "@bot" in shown[2]


@pytest.mark.parametrize("locale", WORD)
def test_no_line_of_plain_text_leaves_an_isolate_open_and_no_number_is_broken(locale):
    word = WORD[locale]
    body = f'{f"{word} +49 30 69 22 222 " * 9} <span dir="ltr">{"x " * 90}</span> {word}'
    lines = plain(locale, body).split("\n")

    assert len(lines) > 4
    assert all(line.count("\u2066") == line.count("\u2069") for line in lines)
    assert sum(line.count("\u2066+49 30 69 22 222\u2069") for line in lines) == 9
    assert all(len(re.sub("[\u2066\u2069]", "", line)) <= 72 for line in lines)


def test_what_people_copy_of_a_plain_text_is_what_was_written():
    text = plain(
        "fa", "متن `-x` @bot https://example.org/a/ https://example.org/b\n\n    code -x\n"
    )

    assert "\n\ncode -x\n" in text  # a block of code, to be typed as it is
    assert "https://example.org/a/ \u2069" in text  # no mark becomes a part of the link
    assert " https://example.org/b\n" in text
    assert "\u2066@bot\u2069" in text
    assert not re.search("[\u2066-\u2069]", plain("ru", "слово `-x` @bot https://example.org/a/"))


def test_a_passage_in_the_other_direction_is_isolated_in_any_plain_text():
    assert plain("en", "See <bdi>نام!</bdi> 5.") == "See \u2068نام!\u2069 5.\n"
    assert plain("en", 'See <span dir="rtl">نام!</span> 5.') == "See \u2067نام!\u2069 5.\n"
    assert plain("en", 'See <span dir="ltr">it!</span> 5.') == "See it! 5.\n"


# Tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ב-14:00 וב-50% ו-PDF, \u200fSMS-ים", ["50%"]),
        ("متنC++متن PDF‌ها", []),
        ("Signal و U.S. و AT&T", []),
        ("2010 2015 2020, 1 2 3, 10, 20", []),
        ("#اعتصاب @کاربر", []),
        ("https://example.org/اعتصاب/ متن", ["https://example.org/اعتصاب/"]),
        ("08-03-2026, 2010-2015, 5-10, -٥, 192.168.0.1, 1/2, 3:1", []),
    ],
)
def test_only_what_would_be_seen_otherwise_is_isolated(text, tokens):
    assert [text[span.start : span.end] for span in isolation.spans(text)] == tokens


TEXT = st.text(st.sampled_from("aب5٥۵ +-.@#/:()%€,_\u200f\n'"), max_size=30)


@given(
    TEXT | st.text("ab1.:!?',;\"()-_\u00ab\u00bb\u200cی־٪۵ 0é+", max_size=12),
    st.integers(0, 5),
    st.integers(0, 20),
)
def test_words_alone_are_passed_over(text, start, end):
    quick = [*isolation._others(text, start, end)]
    with mock.patch.object(isolation, "_STEADY", re.compile("(?!)")):
        assert [*isolation._others(text, start, end)] == quick


@given(TEXT)
def test_isolates_add_nothing_else(text):
    spans = isolation.spans(text)

    assert re.sub(f"[{isolation.MARKS}]", "", isolation.isolated(text)) == text
    assert list(spans) == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(TEXT, st.sampled_from(["p", "td", "code", 'p dir="ltr"', 'p dir="auto"', "bdi"]))
def test_a_fragment_keeps_its_words_and_stays_as_it_is_where_it_is_left_to_right(text, tag):
    html = sanitize(f"<{tag}>{text}<img alt='{text.replace(chr(39), '')}'></{tag.split()[0]}>")
    shown = isolated(html, "rtl")

    assert unescape(sanitize(shown)) == unescape(shown)
    bare = re.sub(r'</?bd[io][^>]*>| dir="ltr"', "", shown)
    bare = re.sub(f"[{isolation.MARKS}]", "", unescape(bare))
    assert bare == re.sub(r'</?bd[io][^>]*>| dir="ltr"', "", unescape(html))
    assert isolated(html, "ltr") == html or "auto" in tag or tag == "bdi"


def test_what_was_published_without_isolates_is_still_known(write):
    text = "Call +49 30 69 22 222 or `code -x`, [see](https://example.org/a/).\n"
    folder = write({"source_texts/a.md": text}, 'locales = ["fa"]')
    run(folder, "update")
    translate(
        folder, "a", "fa", _="تماس +49 30 69 22 222 یا `code -x`، [ببین](https://example.org/a/)."
    )
    run(folder, "publish")
    page, plain = (folder / f"published/{p}" for p in ("site/fa/a/index.html", "text/fa/a.txt"))
    for path in (page, plain):
        shown = path.read_text("utf-8")
        assert re.search(f'<bdi dir="ltr">|[{isolation.MARKS}]', shown)
        shown = re.sub(r'(?<=<code) dir="ltr"|</?bdi[^>]*>', "", shown)
        path.write_text(re.sub(f" ?\u2069|[{isolation.MARKS}]", "", shown), "utf-8")
    (folder / "source_texts/a.md").write_text(text.replace("or", "or else"))
    run(folder, "update")

    result = run(folder, "publish")

    assert "stays, marked as outdated" in result.stdout
    assert 'data-state="outdated"' in page.read_text("utf-8")
    assert "\u2066+49 30 69 22 222\u2069" in plain.read_text("utf-8")
    source = (folder / "published/source/fa/a.md").read_text("utf-8")
    assert not re.search(f"<bdi|[{isolation.MARKS}]", source)
