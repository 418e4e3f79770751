"""Files beside a text: what is not published is a finding with its place, the rest is clean."""

import json
import re

import pytest
from pictures import PNG, SECRET, drawn, saved
from project import plain, run

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
    "source_texts/calls/tune.ogg": b"OggS OpusTags\4\0\0\0test\1\0\0\0\x09\0\0\0ARTIST=Me",
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


def test_what_lies_elsewhere_is_neither_published_nor_looked_at(write):
    folder = write({"source_texts/a.md": "![x](../x.png)\n", "x.png": b"no"}, config="")
    run(folder, "update")

    assert "x.png" not in run(folder, "check").stdout
    assert run(folder, "publish").exit_code == 0


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
