"""Files beside a text: what is not published is a finding with its place, the rest is clean."""

import json
import re

import pytest
from pictures import PNG, SECRET, drawn, saved
from project import plain, run, translate

JPEG = saved(drawn(), "JPEG", comment=SECRET.encode())
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><!-- Kestrel --><script>go()</script></svg>'
TEXT = """\
A ![map](map.png) and ![photo](photo.jpg).

[A drawing](drawing.svg), ![again](drawing.svg "title"), <img src="fake.gif">, [film](a.mp4)

[tune](tune.ogg), ![gone](gone.png)
"""
FILES = {
    "source_texts/calls/a.md": TEXT,
    "source_texts/calls/map.png": PNG + SECRET.encode(),
    "source_texts/calls/photo.jpg": JPEG,
    "source_texts/calls/drawing.svg": SVG,
    "source_texts/calls/fake.gif": b"<script>go()</script>",
    "source_texts/calls/a.mp4": b"\0\0\0\x10ftypisom\0\0\0\1",
    "source_texts/calls/tune.ogg": b"OggS"
    + bytes(22)
    + b"\1\x21OpusTags\4\0\0\0Lavf\1\0\0\0\x09\0\0\0ARTIST=Me",
    "source_texts/calls/unused.png": b"never looked at",
}
PLACE = "source_texts/calls/a.md"
FOUND = {
    ("asset-changed", "warning", 3, "“drawing.svg” is published without <script>"),
    ("asset-refused", "error", 3, "“fake.gif” is not published: it is no GIF"),
    ("asset-refused", "error", 3, "“a.mp4” is not published: there is no film in it"),
    ("private-metadata", "warning", 5, "“tune.ogg” is published with comments: ARTIST (remove it"),
    ("dead-link", "warning", 5, "the link to “gone.png” is dead: no such text or file"),
}


@pytest.fixture
def folder(write):
    folder = write(FILES, config='locales = ["ru", "de"]')
    run(folder, "update")
    return folder


def test_check_and_publish_say_the_same_once_at_its_line(folder):
    checked = run(folder, "check", "--format", "json")
    found = json.loads(checked.stdout)["findings"]
    said = {(f["check"], f["severity"], f["line"], f["message"]) for f in found}
    published = plain(run(folder, "publish", "-n").stdout)
    for check, severity, line, words in FOUND:
        (message,) = [m for *key, m in said if key == [check, severity, line] and words in m]
        assert published.count(f"{PLACE}:{line}: {severity}: {message} [{check}]") == 1
    assert len(found) == len(FOUND)
    assert {f["path"] for f in found} == {PLACE}
    assert checked.exit_code == 1


def test_what_is_refused_is_not_there_and_its_text_is(folder):
    result = run(folder, "publish")

    published = folder / "published"
    assert result.exit_code == 1
    names = {path.name for path in (published / "site/files/calls").iterdir()}
    assert names == {"map.png", "photo.jpg", "drawing.svg", "tune.ogg"}
    everything = b"".join(path.read_bytes() for path in published.rglob("*.*"))
    assert SECRET.encode() not in everything
    assert b"go()" not in everything
    page = (published / "site/en/calls/a/index.html").read_text(encoding="utf-8")
    assert "files/calls/drawing.svg" in page
    assert "files/calls/fake.gif" not in page


def test_all_locales_get_clean_files_and_a_second_run_writes_nothing(folder):
    for locale in ("ru", "de"):
        path = folder / f"locales/{locale}/LC_MESSAGES/calls/a.po"
        text = path.read_text(encoding="utf-8")
        done = re.sub(r'^msgid "(.+)"\nmsgstr ""$', r'msgid "\1"\nmsgstr "Ё \1"', text, flags=re.M)
        path.write_text(done, encoding="utf-8")
    first = run(folder, "publish", "--policy", "partial")
    assert "blocked" not in first.stdout

    result = run(folder, "publish", "--policy", "partial")

    assert "wrote" not in result.stdout
    for below in ("source/ru", "source/de", "site/files"):
        names = {path.name for path in (folder / "published" / below / "calls").iterdir()}
        assert names - {"a.md"} == {"map.png", "photo.jpg", "drawing.svg", "tune.ogg"}
        assert (folder / "published" / below / "calls/map.png").read_bytes() == PNG


def test_what_was_published_as_it_was_is_named_as_gone(folder):
    run(folder, "publish")
    path = folder / "source_texts/calls/map.png"
    path.write_bytes(b"<html>")

    result = run(folder, "publish")

    assert "gone: published/site/files/calls/map.png" in result.stdout
    run(folder, "publish", "--prune")
    assert not (folder / "published/site/files/calls/map.png").exists()


def test_check_lists_what_it_looks_at_in_files():
    listed = plain(run(".", "check", "--list").stdout)

    for line in ("asset-refused error", "asset-changed warning", "private-metadata warning"):
        assert line in listed


def test_what_lies_elsewhere_is_not_published(write):
    folder = write({"source_texts/a.md": "![x](../x.png)\n", "x.png": b"no"}, config="")
    run(folder, "update")

    assert "“../x.png” is not published: it is not in source_texts" in run(folder, "check").stdout
    assert run(folder, "publish").exit_code == 1
    assert not list((folder / "published").rglob("x.png"))


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("html", "<p>One\n<p><img\nsrc='x.png'>\n"),
        ("md", "One\n\n<a href='x%2Epng'>two</a>\n"),
        ("md", "One\n\n[two]\n\n[two]: <x&#46;png>\n"),
    ],
)
def test_a_reference_is_found_however_it_is_written(write, suffix, text):
    folder = write({f"source_texts/a.{suffix}": text, "source_texts/x.png": b"no"}, config="")
    run(folder, "update")

    result = run(folder, "check")

    assert result.exit_code == 1
    assert "is not published: it is no PNG (see what it is, and save it anew)" in result.stdout
    run(folder, "publish")
    assert not list((folder / "published").rglob("x.png"))


OTHERS = """\
![A photo](photo.heic), [a form](form.docx "title"), [all](all.zip#a), [b](b.md), [c](c.TXT)

[settings](../tamizdat.toml), [a way](way/), [away](way), [route](v1.2/), [gone](gone.html)

<video src="film.mov" poster="a.bmp">A film</video> ![](photo.heic) ![wrong](wrong.png)

![linked](pretty.tif) and [shown](pretty.tif), [hidden](.b.md), ![good](good.png)
"""


@pytest.fixture
def others(write):
    names = "photo.heic form.docx all.zip film.mov a.bmp wrong.png pretty.tif .b.md v1.2/x"
    files = {f"source_texts/{name}": "never read" for name in names.split()}
    texts = {"source_texts/a.md": OTHERS, "source_texts/b.md": "B\n", "source_texts/c.TXT": "C\n"}
    folder = write({**files, **texts, "source_texts/good.png": PNG})
    run(folder, "update")
    return folder


def test_what_is_never_published_is_found_at_its_line(others):
    checked = run(others, "check", "--format", "json")
    found = json.loads(checked.stdout)["findings"]
    cant = "tamizdat can't tell what is in a"

    assert {
        (f["line"], f["severity"], f["message"].replace(" is not published:", ""))
        for f in found
        if f["check"] == "asset-refused" and "wrong.png" not in f["message"]
    } == {
        (1, "error", f"“photo.heic” {cant} .heic (save it as PNG or JPEG, or {WEB})"),
        (1, "warning", f"“form.docx” {cant} .docx (save it as PDF, or {WEB})"),
        (1, "warning", f"“all.zip#a” {cant} .zip (put it elsewhere and {WEB})"),
        (3, "warning", f"“../tamizdat.toml” it is not in source_texts {COPY}"),
        (5, "error", f"“film.mov” {cant} .mov (save it as MP4, or {WEB})"),
        (5, "error", f"“a.bmp” {cant} .bmp (save it as PNG or JPEG, or {WEB})"),
        (7, "error", f"“pretty.tif” {cant} .tif (save it as PNG or JPEG, or {WEB})"),
        (7, "warning", "“.b.md” names with a dot at their start are no texts (rename it)"),
    }
    assert [f["line"] for f in found if f["check"] == "dead-link"] == [3]


COPY = "(copy it there if readers should have it)"
WEB = "link to its place on the web"


def test_what_is_not_published_is_neither_linked_nor_shown(others):
    published = others / "published"
    run(others, "publish")

    page = (published / "site/en/a/index.html").read_text("utf-8")
    body = page.partition('<div class="text">')[2].partition("</article>")[0]
    assert set(re.findall(r'(?:href|src|poster)="([^"]*)"', body)) == {
        *("../b/index.html", "../c/index.html", "way/", "way", "v1.2/", "gone.html"),
        "../../files/good.png",
    }
    words = " ".join(re.sub("<[^>]*>", "", body).split())
    assert words.startswith("A photo, a form, all, b, c settings, a way, away, route, gone A film")
    assert "wrong linked and shown, hidden," in words
    text = (published / "text/en/a.txt").read_text("utf-8")
    assert not re.search("heic|docx|zip|toml|mov|bmp|tif|png", text)


@pytest.mark.parametrize(("locale", "words"), [("ru", "А"), ("fa", "ب")])
def test_a_page_of_earlier_is_known_whatever_is_shown_since(others, locale, words):
    """A picture that was refused is mended, and the text has more words."""
    (others / "tamizdat.toml").write_text('locales = ["ru", "fa"]')
    (others / "source_texts/a.md").write_text("One ![A #b-c](wrong.png)\n")
    run(others, "update")
    translate(others, "a", locale, _=f"Да ![{words} #b-c ت](wrong.png)")
    run(others, "publish")
    page = others / f"published/site/{locale}/a/index.html"
    assert "<img" not in page.read_text("utf-8")
    assert ("<bdi" in page.read_text("utf-8")) == (locale == "fa")
    assert f"![{words} #b-c ت](wrong.png)" in (
        others / f"published/source/{locale}/a.md"
    ).read_text("utf-8")

    (others / "source_texts/wrong.png").write_bytes(PNG)
    (others / "source_texts/a.md").write_text("One ![A #b-c](wrong.png)\n\nTwo\n")
    run(others, "update")

    assert "stays, marked as outdated" in plain(run(others, "publish").stdout)
    assert '<img src="../../files/wrong.png" alt="' in page.read_text("utf-8")

    (others / "source_texts/a.md").write_text("One ![A #b-c](wrong.png)\n\nThree\n")
    run(others, "update")

    assert "stays, marked as outdated" in plain(run(others, "publish").stdout)


@pytest.mark.parametrize("name", ["x.php.PNG", "x.html.opus", "x.Asp;.png", "x.svg.en.png"])
def test_a_name_that_a_server_may_take_for_a_page_is_refused(write, name):
    folder = write({"source_texts/a.md": f"![x]({name})\n", f"source_texts/{name}": PNG}, config="")
    run(folder, "update")

    found = plain(run(folder, "check").stdout)

    assert "is not published: some servers take it for ." in found
    assert run(folder, "publish").exit_code == 1
    assert not (folder / "published/site/files").exists()


@pytest.mark.parametrize(
    ("name", "other"),
    [("x.png", "X.png"), ("x.png", "x.PNG"), ("\u00e9.png", "e\u0301.png"), ("b/x.png", "B/x.png")],
)
def test_names_that_differ_by_case_or_form_alone_are_refused(write, name, other):
    text = f"![x]({name}) ![y](other.pl.png)\n"
    there = {f"source_texts/{each}": PNG for each in (name, other, "other.pl.png")}
    folder = write({"source_texts/a.md": text, **there}, config="")
    run(folder, "update")

    found = plain(run(folder, "check").stdout)

    assert f"“source_texts/{other}” has its name, too, but for case or accents" in found
    run(folder, "publish")
    assert [path.name for path in (folder / "published/site/files").iterdir()] == ["other.pl.png"]
