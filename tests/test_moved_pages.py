"""What was published of a text that was renamed or moved: it comes along, its addresses lead on."""

import re

import pytest
from browser import Browser
from project import run, translate

from tamizdat.project.project import Project

TEXT = "# Strike\n\nWe meet at noon.\n\nBring [bread](b.md) and ![a map](map.png).\n"
CONFIG = 'locales = ["es", "fa"]\n[publish]\nurl = "https://example.org"\n'
NOTICE = re.compile(r'data-state="(\w+)"')


def rename(folder, old, new, *, changed=False):
    """Rename a text; its author may mend it at once."""
    source = folder / f"source_texts/{old}.md"
    text = source.read_text("utf-8")
    source.unlink()
    target = folder / f"source_texts/{new}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace("noon", "one") if changed else text, "utf-8")
    run(folder, "update")
    assert Project.open(folder).renames.now(old) == new


def html(folder, name, locale="es"):
    return (folder / f"published/site/{locale}/{name}/index.html").read_text("utf-8")


def there(folder):
    below = folder / "published"
    found = {path.relative_to(below).as_posix() for path in below.rglob("*.*") if path.is_file()}
    return {path for path in found if "/a" in path or "/c" in path}


@pytest.fixture
def folder(write):
    folder = write(
        {"source_texts/a.md": TEXT, "source_texts/b.md": "Bread, see [strike](a.md)\n"}, CONFIG
    )
    (folder / "source_texts/map.png").write_bytes(b"no picture")
    run(folder, "update")
    translate(folder, "b", "es", Bread="Pan, [huelga](a.md)")
    for locale, strike in (("es", "Huelga"), ("fa", "اعتصاب")):
        bring = f"{strike} [pan](b.md) ![mapa](map.png)."
        translate(folder, "a", locale, Strike=strike, We=f"{strike} 2.", Bring=bring)
    run(folder, "publish")
    return folder


def leads(folder, old, new, locale="es"):
    """Whether an old address leads to the new one."""
    page = html(folder, old, locale)
    return f'http-equiv="refresh" content="0; url={new}"' in page


@pytest.mark.parametrize("changed", [True, False])
@pytest.mark.parametrize("new", ["c", "calls/c"])
def test_what_was_published_comes_along_and_the_old_address_leads_there(folder, changed, new):
    before = html(folder, "a")
    rename(folder, "a", new, changed=changed)

    first = run(folder, "publish")
    second = run(folder, "publish", "--prune")

    assert ("published as “a” comes along, marked as outdated" in first.stdout) == changed
    assert (f"blocked: {new} es" in second.stdout) == changed
    assert "wrote" not in second.stdout
    page = html(folder, new)
    assert NOTICE.findall(page) == (["outdated"] if changed else [])
    assert "Huelga 2." in page
    up = "../" * (new.count("/") + 1)
    assert f'href="{up}b/index.html"' in page
    assert f"https://example.org/es/{new}/" in page
    for code in ("en", "es", "fa"):
        assert f'hreflang="{code}"' in html(folder, new, "en")
        assert leads(folder, "a", f"../{new}/index.html", code)
    redirect = html(folder, "a")
    assert '<html lang="es" dir="ltr">' in redirect
    assert f'<link rel="canonical" href="https://example.org/es/{new}/">' in redirect
    assert '<meta name="robots" content="noindex">' in redirect
    assert "Este texto tiene una nueva dirección: " in redirect
    assert f'<a href="../{new}/index.html" lang="es" dir="ltr">Huelga</a>' in redirect
    assert "script-src" not in redirect
    assert "hreflang" not in redirect
    assert 'dir="rtl"' in html(folder, "a", "fa")
    assert f'href="{new}/index.html"' in (folder / "published/site/es/index.html").read_text()
    assert 'href="a/index.html"' not in (folder / "published/site/es/index.html").read_text()
    assert before != redirect


def test_of_what_lies_under_the_old_name_only_what_is_needed_stays(folder):
    rename(folder, "a", "c", changed=True)
    run(folder, "publish", "--prune")

    addresses = {f"site/{code}/{name}/index.html" for code in ("en", "es", "fa") for name in "ac"}
    plain = {f"text/{code}/c.txt" for code in ("en", "es", "fa")}
    copies = {"source/es/a.md", "source/fa/a.md"}
    assert there(folder) == addresses | plain | copies

    run(folder, "review", "c", "-l", "es", "--accept")
    result = run(folder, "publish", "--prune")

    assert "removed: published/source/es/a.md" in result.stdout
    assert "stays: published/source/fa/a.md: its text is called “c” now" in result.stdout
    assert there(folder) == addresses | plain | {"source/es/c.md", "source/fa/a.md"}
    assert NOTICE.findall(html(folder, "c")) == []
    assert leads(folder, "a", "../c/index.html")


def test_what_can_not_come_along_stays_where_it_is_and_says_so(folder):
    """Without its copy nobody can make the page anew at another place."""
    for path in (folder / "published/source").rglob("*.md"):
        path.unlink()
    rename(folder, "a", "c", changed=True)

    for arguments in ((), ("--prune",)):
        result = run(folder, "publish", "--to", "site,text", *arguments)
        assert "published as “a” stays there, marked as outdated" in result.stdout
        assert NOTICE.findall(html(folder, "a")) == ["outdated"]
        assert "Huelga 2." in html(folder, "a")
        assert 'hreflang="es"' not in html(folder, "c", "en")
        assert leads(folder, "a", "../c/index.html", "en")
    said = "its text is called “c” now, and not out under that name yet"
    assert f"stays: published/site/es/a/index.html: {said}\n" in result.stdout
    assert f"stays: published/text/es/a.txt: {said}\n" in result.stdout
    run(folder, "review", "c", "-l", "es", "--accept")

    result = run(folder, "publish", "--prune")

    assert leads(folder, "a", "../c/index.html")
    assert "removed: published/text/es/a.txt" in result.stdout


def test_an_address_leads_on_over_several_names_and_as_long_as_the_record_has_it(folder):
    rename(folder, "a", "c")
    run(folder, "publish")
    rename(folder, "c", "calls/c", changed=True)
    run(folder, "publish", "--prune")

    for code in ("en", "es"):
        assert leads(folder, "a", "../calls/c/index.html", code)
        assert leads(folder, "c", "../calls/c/index.html", code)
        assert NOTICE.findall(html(folder, "calls/c", code)) == ["outdated"] * (code == "es")
    Project.open(folder).renames_path.unlink()
    run(folder, "publish", "--prune")
    assert not (folder / "published/site/es/a").exists()
    assert (folder / "published/site/es/calls/c/index.html").exists()


def test_an_empty_folder_gets_the_addresses_as_well(folder):
    rename(folder, "a", "c")
    for path in (folder / "published").rglob("*.*"):
        if path.is_file():
            path.unlink()

    run(folder, "publish")

    assert leads(folder, "a", "../c/index.html", "en")


def test_a_name_that_is_taken_back_is_the_page_again(folder):
    before = html(folder, "a")
    rename(folder, "a", "c")
    run(folder, "publish")
    rename(folder, "c", "a")
    run(folder, "publish", "--prune")

    assert html(folder, "a") == before
    assert leads(folder, "c", "../a/index.html")


def test_a_new_text_under_the_old_name_has_the_address(folder):
    rename(folder, "a", "c", changed=True)
    run(folder, "publish")
    (folder / "source_texts/a.md").write_text("# Wool\n\nNeedles and patience every Thursday.\n")
    run(folder, "update")
    run(folder, "publish", "--prune")

    assert "Wool" in html(folder, "a", "en")
    assert "/es/a/" not in html(folder, "a", "en")
    assert not (folder / "published/site/es/a").exists()
    assert "Huelga" in html(folder, "c")


def test_only_what_is_chosen_moves(folder):
    before = html(folder, "a")
    rename(folder, "a", "c", changed=True)

    run(folder, "publish", "-l", "fa")

    assert html(folder, "a") == before
    assert leads(folder, "a", "../c/index.html", "fa")
    assert 'hreflang="es"' not in html(folder, "c", "fa")
    files = there(folder)
    run(folder, "publish", "--prune", "-n")
    assert there(folder) == files


def test_two_texts_that_swap_their_names_keep_their_pages(write):
    texts = {"a": "# Strike\n\nWe meet at noon.\n", "c": "# Wool\n\nNeedles on Thursday.\n"}
    folder = write({f"source_texts/{name}.md": text for name, text in texts.items()}, CONFIG)
    run(folder, "update")
    translate(folder, "a", "es", Strike="Huelga", We="A las doce.")
    translate(folder, "c", "es", Wool="Lana", Needles="Agujas el jueves.")
    run(folder, "publish")
    for name, other in ("ac", "ca"):
        (folder / f"source_texts/{name}.md").write_text(texts[other] + "\nMore of it.\n")
    run(folder, "update")

    result = run(folder, "publish", "--prune")

    assert result.stdout.count("marked as outdated") == 2
    for name, word in (("a", "Lana"), ("c", "Huelga")):
        assert f"<h1>{word}" in re.sub(r"<h1[^>]*>", "<h1>", html(folder, name))
        assert NOTICE.findall(html(folder, name)) == ["outdated"]
        assert 'hreflang="es"' in html(folder, name, "en")


def test_a_record_that_a_stranger_wrote_harms_nothing(folder):
    names = ["index", "b", "B", "b/index", "x" * 200, "style.css", "index.html", "b/index.html"]
    lines = "".join(f"{name},a\n" for name in names)
    Project.open(folder).renames_path.write_text(f"from,to\n{lines}")

    run(folder, "publish")

    assert "Huelga" in html(folder, "a")
    assert "Pan" in html(folder, "b")
    assert leads(folder, "style.css", "../a/index.html")
    assert not leads(folder, "b", "../a/index.html")
    assert not (folder / "published/site/es/B").exists()
    assert not (folder / "published/site/es/index.html").is_dir()


@pytest.mark.timeout(60)
def test_a_browser_follows(folder):
    rename(folder, "a", "calls/c", changed=True)
    run(folder, "publish", "--prune")

    with Browser() as tab:
        tab.open(folder / "published/site/es/a/index.html").arrive("/es/calls/c/index.html")

        assert tab.ask("location.pathname").endswith("/es/calls/c/index.html")
        assert tab.ask("document.querySelector('.notice').dataset.state") == "outdated"
        assert tab.ask("document.querySelector('h1').textContent") == "Huelga"
