"""What stays online of a translation that is not complete any more, and what it says of itself."""

import json
import re
import shutil

import pytest
from pictures import PNG
from project import catalog, run, translate

from tamizdat.publish.manifest import FILE
from tamizdat.texts.sanitizer import sanitize

CONFIG = 'locales = ["ru", "fa"]\n[publish]\nurl = "https://example.org"\n'
SOURCE = {
    "md": """\
---
title: Strike
description: On May 1
date: 2026-05-01
lang: en
---

We meet at noon: <https://example.org/8m>.

![Map](map.png) and [another text](other.md).

* Bread

> Roses

```
code
```
""",
    "html": """\
<!doctype html>
<html lang="en" dir="ltr"><head><title>Strike</title></head><body>
<h1>Strike</h1>
<p>We meet at noon: <a href="https://example.org/8m">https://example.org/8m</a>.
<p><img src="map.png" alt="Map"> and <a href="other.md">another text</a>.
<ul><li>Bread</ul>
<blockquote>Roses</blockquote>
</body></html>
""",
    "txt": """\
STRIKE

We meet at noon:
https://example.org/8m.

* Bread
* Roses
""",
}
MARK = re.compile(r'<p class="notice".*?</p>\n', re.S)
HEAD = re.compile(r"\A\[ .*? \]\n\n", re.S)
FORMATS = pytest.mark.parametrize("suffix", SOURCE)


def translated(folder, locale):
    """Have every message say the same as its source, in letters of its own."""
    path = folder / f"locales/{locale}/LC_MESSAGES/strike.po"
    text = path.read_text(encoding="utf-8")
    done = re.sub(
        r'^msgid "(.+)"\nmsgstr ""$',
        lambda m: f'msgid "{m[1]}"\nmsgstr "{"«Ё" + m[1]}"' if m[1] else m[0],
        text,
        flags=re.M,
    )
    path.write_text(done, encoding="utf-8")


def unmarked(folder, locale="ru"):
    """Page and plain text without the notice that both must have."""
    html, plain = page(folder, locale), text(folder, locale)
    assert len(MARK.findall(html)) == 1
    assert HEAD.match(plain)
    return MARK.sub("", html), HEAD.sub("", plain)


def start(write, suffix="md"):
    """A text and another that it links to, published in Russian and Persian."""
    folder = write(
        {
            f"source_texts/strike.{suffix}": SOURCE[suffix],
            "source_texts/other.md": "Other\n",
            "source_texts/map.png": PNG,
        },
        config=CONFIG,
    )
    run(folder, "update")
    for locale in ("ru", "fa"):
        translate(folder, "other", locale, Other="Ё")
        translated(folder, locale)
    assert run(folder, "publish").exit_code == 0
    return folder


def change(folder, old="noon", new="one", suffix="md"):
    """Have the author change the source."""
    path = folder / f"source_texts/strike.{suffix}"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    run(folder, "update")


def files(folder):
    below = folder / "published"
    return {p.relative_to(below).as_posix(): p.read_bytes() for p in below.rglob("*.*")}


def page(folder, locale="ru"):
    return (folder / f"published/site/{locale}/strike/index.html").read_text(encoding="utf-8")


def text(folder, locale="ru"):
    return (folder / f"published/text/{locale}/strike.txt").read_text(encoding="utf-8")


@pytest.fixture
def folder(write):
    return start(write)


@FORMATS
def test_a_page_that_lags_behind_its_source_says_so_and_is_the_same_otherwise(write, suffix):
    folder = start(write, suffix)
    before, plain = page(folder), text(folder)
    change(folder, suffix=suffix)

    result = run(folder, "publish")

    assert result.exit_code == 1
    assert result.stdout.count("what was published earlier stays, marked as outdated\n") == 2
    assert "at one" in page(folder, "en")
    marked = page(folder)
    (notice,) = MARK.findall(marked)
    assert MARK.sub("", marked) == before
    assert 'data-state="outdated"' in notice
    assert '<a href="../../en/strike/index.html" lang="en" hreflang="en" dir="ltr">' in notice
    words = "[ После перевода оригинал изменился. Актуальный текст: English\n"
    assert text(folder) == f"{words}(https://example.org/en/strike/). ]\n\n{plain}"


@pytest.mark.parametrize(
    ("locale", "words"), [("ru", "Устаревший перевод"), ("fa", "ترجمهٔ به\u200cروزنشده")]
)
def test_an_index_says_which_of_its_texts_are_outdated(folder, locale, words):
    change(folder)
    run(folder, "publish")

    index = (folder / f"published/site/{locale}/index.html").read_text(encoding="utf-8")

    assert index.count('class="state"') == 1
    assert words in index
    assert "«ЁStrike</bdi>" in index
    assert "untranslated" not in page(folder, locale)


def test_publishing_again_writes_nothing(folder):
    change(folder)
    run(folder, "publish")
    before = {path: path.stat().st_mtime_ns for path in (folder / "published").rglob("*")}

    result = run(folder, "publish")

    assert "marked as outdated" in result.stdout
    assert "wrote" not in result.stdout
    assert {path: path.stat().st_mtime_ns for path in (folder / "published").rglob("*")} == before


def test_the_notice_goes_when_the_source_is_as_it_was_or_translated_again(folder):
    before = files(folder)
    change(folder)
    run(folder, "publish")
    assert files(folder) != before
    change(folder, "one", "noon")

    assert run(folder, "publish").exit_code == 0
    assert files(folder) == before

    change(folder, "noon", "one")
    run(folder, "publish")
    run(folder, "review", "strike", "-l", "ru", "--accept")

    assert run(folder, "publish", "-l", "ru").exit_code == 0
    assert "outdated" not in page(folder)
    assert "[ " not in text(folder)


def test_only_what_is_chosen_is_marked(folder):
    before = files(folder)
    change(folder)

    assert run(folder, "publish", "-l", "fa", "--dry-run").exit_code == 1
    assert files(folder) == before

    result = run(folder, "publish", "-l", "fa", "-v")

    assert "outdated" in page(folder, "fa")
    assert page(folder) == before["site/ru/strike/index.html"].decode()
    assert "published/site/fa/strike/index.html\n" in result.stdout


def test_nothing_of_it_is_gone_and_the_list_knows_it_as_before(folder):
    def listed():
        lines = (folder / "published" / FILE).read_text().splitlines()
        return {owner: set(paths) for owner, paths in map(json.loads, lines)}

    before, names = listed(), set(files(folder))
    change(folder)

    result = run(folder, "publish", "--prune")

    assert "gone" not in result.output
    assert "removed" not in result.output
    assert (listed(), set(files(folder))) == (before, names)
    shutil.rmtree(folder / "source_texts")
    (folder / "source_texts").mkdir()
    (folder / "source_texts/last.md").write_text("Last\n")
    result = run(folder, "publish", "--prune")
    assert "stays" not in result.output
    assert not list((folder / "published").rglob("strike*"))


def test_its_picture_and_its_links_stay_when_the_source_has_them_no_more(folder):
    before = page(folder)
    change(folder, "![Map](map.png) and [another", "[Another")
    (folder / "source_texts/map.png").unlink()
    run(folder, "publish", "--prune")

    assert MARK.sub("", page(folder)) == before
    assert (folder / "published/site/files/map.png").read_bytes() == PNG
    assert "outdated" in page(folder)


def test_no_file_is_made_that_was_not_there(folder):
    (folder / "published/text/ru/strike.txt").unlink()
    names = set(files(folder))
    change(folder)
    run(folder, "publish", "-l", "ru")

    assert "outdated" in page(folder)
    assert set(files(folder)) == names
    assert "strike.txt" not in page(folder)


def test_it_names_the_versions_that_there_are_now(folder):
    shutil.rmtree(folder / "published/site/fa")
    shutil.rmtree(folder / "published/text/fa")
    change(folder)
    run(folder, "publish")

    assert 'hreflang="en" href="https://example.org/en/strike/"' in page(folder)
    assert 'hreflang="fa"' not in page(folder)
    assert not (folder / "published/site/fa/strike").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("noon", "noon sharp"),
        ("* Bread", "* Bread\n* Salt"),
        ("description: On May 1", "description: On May 2"),
    ],
)
def test_what_is_new_or_changed_makes_a_translation_outdated(folder, old, new):
    change(folder, old, new)
    run(folder, "publish")

    assert "outdated" in page(folder)


def test_it_is_outdated_before_an_update_and_with_drafts_as_well(folder):
    path = folder / "source_texts/strike.md"
    path.write_text(SOURCE["md"].replace("* Bread", "* Bread\n* Salt"))
    run(folder, "publish", "-l", "ru")
    run(folder, "update")
    run(folder, "draft", "--engine", "pseudo")
    run(folder, "publish", "-l", "fa")

    assert "outdated" in page(folder)
    assert "outdated" in page(folder, "fa")


def edited(folder, old, new):
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('msgstr "«ЁWe', 'msgstr "«Ё We'),
        ('msgstr "«ЁWe meet at noon: <https://example.org/8', 'msgstr "«Ё: <https://example.org/9'),
        ('msgid "Bread"\n', '#, fuzzy\nmsgid "Bread"\n'),
        ('msgstr "«ЁBread', "msgstr «ЁBread"),
    ],
    ids=["nothing", "a check's finding", "somebody's doubt", "a broken catalog"],
)
def test_what_is_held_back_for_another_reason_is_not_called_outdated(folder, old, new):
    before = page(folder), text(folder)
    edited(folder, old, new)

    run(folder, "publish", "-l", "fa")
    result = run(folder, "publish", "-l", "ru")

    assert "outdated" not in result.stdout
    if result.exit_code:
        assert (page(folder), text(folder)) == before
        assert "earlier stays as it is: its source has not changed since\n" in result.stdout


@FORMATS
def test_without_its_copy_a_page_stays_as_it_is_but_for_the_notice(write, suffix):
    folder = start(write, suffix)
    shutil.rmtree(folder / "published/source")
    before = page(folder), text(folder)
    change(folder, suffix=suffix)

    for _ in range(2):
        result = run(folder, "publish", "-l", "ru", "--to", "site,text")

        assert "blocked: strike ru" in result.stdout
        assert "stays, marked as outdated\n" in result.stdout
        assert unmarked(folder) == before
        assert '<a href="../../en/strike/index.html" lang="en"' in page(folder)
    change(folder, "one", "noon", suffix=suffix)
    edited(folder, 'msgstr "«Ё', "msgstr «Ё")
    assert "stays as it is" in run(folder, "publish", "-l", "ru", "--to", "site,text").stdout
    assert (page(folder), text(folder)) == before


def test_a_page_of_a_template_of_the_project_is_left_alone_where_it_has_no_place_for_it(write):
    folder = start(write)
    (folder / "templates").mkdir()
    (folder / "templates/page.html").write_text("<p>{{ body }}</p>\n")
    (folder / "tamizdat.toml").write_text(CONFIG + 'templates = "templates"\n')
    run(folder, "publish")
    before = page(folder)
    change(folder)

    result = run(folder, "publish", "-l", "ru")

    said = "not marked as outdated: it can't be made again from published/source/ru/strike.md"
    assert f"stays, {said}\n" in result.stdout
    assert page(folder) == before
    assert HEAD.match(text(folder))


@pytest.mark.parametrize(("target", "read"), [("site", page), ("text", text)])
def test_a_page_is_never_made_again_from_a_copy_that_is_older(folder, target, read):
    edited(folder, 'msgstr "«ЁWe', 'msgstr "«Ё, friends, We')
    run(folder, "publish", "-l", "ru", "--to", target)
    before = read(folder)
    assert "friends" in before
    change(folder)

    result = run(folder, "publish", "-l", "ru", "--to", target)

    assert read(folder) != before
    assert HEAD.sub("", MARK.sub("", read(folder))) == before
    assert "stays, marked as outdated" in result.stdout


@pytest.mark.parametrize("target", ["site", "text"])
def test_a_heading_that_only_its_source_tells_is_never_lost(write, target):
    """In plain text a heading is a guess from the words, here from those of the source."""
    folder = write({"source_texts/strike.txt": "Strike\n\nAt noon.\n"})
    run(folder, "update")
    translate(folder, "strike", Strike="забастовка.", At="В полдень.")
    run(folder, "publish")
    before = files(folder)
    assert '<h1 id="strike">забастовка.</h1>' in page(folder)
    change(folder, suffix="txt")

    result = run(folder, "publish", "--to", target)

    assert "stays, marked as outdated" in result.stdout
    assert MARK.sub("", page(folder)).encode() == before["site/ru/strike/index.html"]
    assert HEAD.sub("", text(folder)).encode() == before["text/ru/strike.txt"]


def test_an_address_alone_tells_an_older_copy():
    """Words alone would bring back a link that somebody has mended."""
    from tamizdat.publish import site

    html = sanitize('<p>See <a href="https://example.org/new">here</a>.')

    assert site.shows(
        f'<div class="text">{html}</div></article>',
        '<p>See <a href="https://example.org/new">here</a>.',
    )
    assert not site.shows(
        f'<div class="text">{html}</div></article>',
        '<p>See <a href="https://example.org/">here</a>.',
    )


@pytest.mark.parametrize("broken", [b"\xff", b"---\ntitle: [\n---\n"])
def test_a_copy_that_is_no_text_is_no_copy(folder, broken):
    (folder / "published/source/ru/strike.md").write_bytes(broken)
    before = page(folder), text(folder)
    change(folder)

    result = run(folder, "publish", "-l", "ru")

    assert unmarked(folder) == before
    assert "stays, marked as outdated" in result.stdout


def test_gaps_that_a_page_had_already_are_not_a_change_of_its_source(folder):
    edited(folder, 'msgstr "«ЁBread"', 'msgstr ""')
    run(folder, "publish", "-l", "ru", "--policy", "partial")
    before = page(folder)
    assert 'data-state="partial"' in before

    result = run(folder, "publish", "-l", "ru")

    assert page(folder) == before
    assert "earlier stays as it is: its source has not changed since\n" in result.stdout

    change(folder)
    result = run(folder, "publish", "-l", "ru")

    assert MARK.sub("", page(folder)) == MARK.sub("", before)
    assert 'data-state="outdated"' in page(folder)
    assert page(folder).count('class="untranslated"') == before.count('class="untranslated"') == 1


def test_a_passage_that_was_not_translated_is_never_shown_as_if_it_were(folder):
    edited(folder, 'msgstr "«ЁBread"', 'msgstr ""')
    run(folder, "publish", "-l", "ru", "--policy", "partial")
    before = page(folder)
    change(folder, "* Bread", "* Salt")

    result = run(folder, "publish", "-l", "ru")

    assert MARK.sub("", page(folder)) == MARK.sub("", before)
    assert 'data-state="outdated"' in page(folder)
    assert page(folder).count('class="untranslated"') == 1
    assert "stays, marked as outdated" in result.stdout


def test_a_finding_beside_old_gaps_is_no_change_of_the_source(folder):
    edited(folder, 'msgstr "«ЁBread"', 'msgstr ""')
    edited(
        folder,
        'msgstr "«ЁWe meet at noon: <https://example.org/8',
        'msgstr "«Ё: <https://example.org/9',
    )

    result = run(folder, "publish", "-l", "ru", "--policy", "partial")

    assert "[address]" in result.stdout
    assert "earlier stays as it is: its source has not changed since\n" in result.stdout


def test_nothing_done_any_more_is_outdated_under_partial_too(write):
    folder = write({"source_texts/a.md": "At noon\n"})
    run(folder, "update")
    translate(folder, "a", At="В полдень")
    run(folder, "publish")
    (folder / "source_texts/a.md").write_text("At one\n")
    run(folder, "update")

    result = run(folder, "publish", "--policy", "partial")

    assert "blocked: a ru: nothing of it is translated yet\n" in result.stdout
    assert "marked as outdated" in result.stdout
    html = (folder / "published/site/ru/a/index.html").read_text(encoding="utf-8")
    assert "полдень" in html
    assert 'href="../../en/a/index.html"' in html


def test_a_call_whose_day_has_passed_says_that(write):
    folder = start(write)
    change(folder, "lang: en", "lang: en\ntranslation:\n  expires: 2026-05-01")
    change(folder)

    before = run(folder, "publish", "-l", "ru", TAMIZDAT_TODAY="2026-05-01")
    assert "marked as outdated" in before.stdout
    after = run(folder, "publish", "-l", "ru", TAMIZDAT_TODAY="2026-05-02")

    assert "marked as expired" in after.stdout
    assert 'data-state="expired"' in page(folder)


@pytest.mark.parametrize("policy", ["complete", "partial", "draft"])
def test_a_text_without_anything_to_translate_is_published(write, policy):
    folder = write({"source_texts/numbers.md": "1 + 1 = 2\n"})
    run(folder, "update")

    result = run(folder, "publish", "--policy", policy)

    assert (result.exit_code, "0 blocked" in result.stderr) == (0, True)
    assert catalog(folder, "numbers").active == ()


def test_texts_that_link_to_each_other_are_written_once(write):
    folder = write({"source_texts/a.md": "[B](b.md)\n", "source_texts/b.md": "[A](a.md)\n"})
    run(folder, "update")
    translate(folder, "a", _="[Б](b.md)")
    translate(folder, "b", _="[А](a.md)")

    run(folder, "publish")

    html = (folder / "published/site/ru/a/index.html").read_text(encoding="utf-8")
    assert 'href="../b/index.html"' in html
    assert "wrote" not in run(folder, "publish").stdout


@pytest.mark.parametrize("lines", [0, 6, 9])
def test_a_copy_that_lacks_something_never_takes_the_place_of_a_page(write, lines):
    folder = start(write)
    copy = folder / "published/source/ru/strike.md"
    copy.write_text("".join(copy.read_text().splitlines(keepends=True)[:lines]))
    before = page(folder), text(folder)
    change(folder)

    result = run(folder, "publish")

    assert "stays, marked as outdated" in result.stdout
    assert unmarked(folder) == before


def test_a_page_is_not_set_back_to_a_copy_of_an_earlier_publication(write):
    folder = start(write)
    source = folder / "source_texts/strike.md"
    source.write_text(source.read_text() + "\nAnd the night.\n")
    run(folder, "update")
    translated(folder, "ru")
    assert "blocked: strike ru" not in run(folder, "publish", "--to", "site,text").stdout
    before = page(folder)
    assert "And the night" in before
    source.write_text(source.read_text() + "\nA new one.\n")
    run(folder, "update")

    run(folder, "publish", "--to", "site,text")

    assert "And the night" in page(folder)
    assert MARK.sub("", page(folder)) == before
