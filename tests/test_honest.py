"""What a page says of itself while it stays: what is true, whatever its text was refused for."""

import re

import pytest
from project import run, translate

NOON = "# Strike\n\nWe meet at 12:00 at the gate.\n"
LATER = NOON.replace("12:00", "15:30")
DAY = "---\ntranslation:\n  expires: 2026-05-01\n---\n\n"
CONFIG = 'locales = ["es", "fa"]\n'
NOTICE = re.compile(r'data-state="(\w+)"')


def put(folder, text, name="a"):
    (folder / f"source_texts/{name}.md").write_text(text)


def html(folder, locale="es", name="a"):
    return (folder / f"published/site/{locale}/{name}/index.html").read_text("utf-8")


def plain(folder, locale="es", name="a"):
    return (folder / f"published/text/{locale}/{name}.txt").read_text("utf-8")


def edit(folder, *pairs, locale="es", name="a"):
    path = folder / f"locales/{locale}/LC_MESSAGES/{name}.po"
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert re.search(old, text, re.M)
        text = re.sub(old, new, text, flags=re.M)
    path.write_text(text, "utf-8")


def hasten(folder):
    """Somebody takes the mark away without reading."""
    edit(folder, (r"^#, fuzzy\n", ""), (r"^#\|.*\n", ""))


@pytest.fixture(params=["source,site,text", "site,text"])
def published(request, write):
    """A text in Spanish, with the copy that its page can be made from, and without."""
    folder = write({"source_texts/a.md": NOON}, config=CONFIG)
    run(folder, "update")
    translate(folder, "a", "es", Strike="Huelga", We="Nos vemos a las 12:00 en la puerta.")
    run(folder, "publish", "--to", request.param)
    assert not NOTICE.search(html(folder))

    def publish(*arguments, **env):
        return run(folder, "publish", "--to", request.param, *arguments, **env)

    return folder, publish


@pytest.mark.parametrize("policy", ["complete", "partial"])
def test_a_page_that_a_check_refuses_is_marked_where_its_source_has_changed(published, policy):
    folder, publish = published
    put(folder, LATER)
    run(folder, "update")
    hasten(folder)

    for _ in range(2):
        result = publish("--policy", policy)

        assert re.search(r"blocked: a es: .*\[number\]", result.stdout)
        assert "stays, marked as outdated\n" in result.stdout
        assert NOTICE.findall(html(folder)) == ["outdated"]
        assert "12:00" in html(folder)
        assert plain(folder).startswith("[ El original ha cambiado")
        index = (folder / "published/site/es/index.html").read_text("utf-8")
        assert 'class="state"' in index


def test_a_page_that_a_check_refuses_is_not_marked_where_its_source_is_the_same(published):
    folder, publish = published
    before = html(folder), plain(folder)
    edit(folder, ("a las 12:00", "a las 13:00"))

    result = publish()

    assert "stays as it is: its source has not changed since\n" in result.stdout
    assert (html(folder), plain(folder)) == before


def test_what_only_its_source_shows_counts_as_well(write):
    """A line without letters is no message, but readers go by it."""
    folder = write({"source_texts/a.md": NOON + "\n12:00\n"}, config=CONFIG)
    run(folder, "update")
    translate(folder, "a", "es", Strike="Huelga", We="Nos vemos a las 12:00.")
    run(folder, "publish")
    put(folder, NOON + "\n15:30\n")
    run(folder, "update")
    edit(folder, ("a las 12:00", "a las 13:00"))

    run(folder, "publish")

    assert NOTICE.findall(html(folder)) == ["outdated"]


def test_what_readers_do_not_see_is_no_change(published):
    folder, publish = published
    put(
        folder, f"{DAY}<!-- tamizdat: note: noon -->\n{NOON.replace(' at the', chr(10) + 'at the')}"
    )
    run(folder, "update")
    edit(folder, ("a las 12:00", "a las 13:00"))

    publish(TAMIZDAT_TODAY="2026-05-01")

    assert not NOTICE.search(html(folder))


def test_the_mark_goes_when_the_source_is_as_it_was_though_the_text_is_still_refused(published):
    folder, publish = published
    before = html(folder), plain(folder)
    put(folder, LATER)
    run(folder, "update")
    publish()
    assert NOTICE.findall(html(folder)) == ["outdated"]
    put(folder, NOON)
    run(folder, "update")
    edit(folder, ("a las 12:00", "a las 13:00"))

    assert "stays as it is" in publish().stdout
    assert (html(folder), plain(folder)) == before


@pytest.mark.parametrize("refused", ["finding", "gap", "unreadable"])
def test_a_page_of_a_refused_text_says_that_its_day_has_passed(published, refused):
    folder, publish = published
    put(folder, DAY + NOON + ("\nBring bread.\n" if refused == "gap" else ""))
    run(folder, "update")
    if refused == "finding":
        edit(folder, ("a las 12:00", "a las 13:00"))
    elif refused == "unreadable":
        edit(folder, ('msgstr "Huelga"', "msgstr Huelga"))

    on_the_day = publish(TAMIZDAT_TODAY="2026-05-01")
    outdated = ["outdated"] if refused == "gap" else []
    assert NOTICE.findall(html(folder)) == outdated
    after = publish(TAMIZDAT_TODAY="2026-05-02")

    assert "blocked: a es: " in on_the_day.stdout
    assert "stays, marked as expired\n" in after.stdout
    assert NOTICE.findall(html(folder)) == ["expired"]
    assert plain(folder).startswith("[ La fecha de esta convocatoria")
    assert "12:00" in plain(folder)


def test_a_page_with_gaps_says_that_its_day_has_passed(published):
    folder, publish = published
    put(folder, DAY + NOON)
    run(folder, "update")
    translate(folder, "a", "fa", Strike="اعتصاب")
    publish("--policy", "partial", "-l", "fa", TAMIZDAT_TODAY="2026-05-01")
    before = html(folder, "fa")
    assert NOTICE.findall(before) == ["partial"]
    assert publish(TAMIZDAT_TODAY="2026-05-01").exit_code == 1
    assert html(folder, "fa") == before

    result = publish(TAMIZDAT_TODAY="2026-05-02")

    assert result.stdout.count("marked as expired") == 1
    assert NOTICE.findall(html(folder, "fa")) == ["expired"]
    assert html(folder, "fa").count('class="untranslated"') == before.count('class="untranslated"')
    assert NOTICE.findall(html(folder, "es")) == ["expired"]


def test_what_was_published_before_anybody_noted_from_what_is_marked_as_well(published):
    """Lists of earlier versions name files alone."""
    folder, publish = published
    listed = folder / "published/.published.jsonl"
    lines = listed.read_text().splitlines(keepends=True)
    listed.write_text("".join(line for line in lines if "/" in line.partition(",")[0]))
    assert len(listed.read_text()) < len("".join(lines))
    put(folder, LATER)
    run(folder, "update")
    if (folder / "published/source").exists():
        hasten(folder)

    publish()

    assert NOTICE.findall(html(folder)) == ["outdated"]


MAY = "# May programme\n\nOn 1 May we march to the harbour.\n"
WOOL = "# Knitting circle\n\nBring wool, needles and patience every Thursday evening.\n"


@pytest.fixture
def programme(write):
    folder = write({"source_texts/a.md": MAY, "source_texts/b.md": "See [this](a.md).\n"}, CONFIG)
    run(folder, "update")
    translate(folder, "a", "es", May="Programa de mayo", On="El 1 de mayo vamos al puerto.")
    translate(folder, "b", "es", See="Mira [esto](a.md).")
    run(folder, "publish")
    assert 'hreflang="es"' in html(folder, "en")
    assert 'href="../a/index.html"' in html(folder, name="b")
    return folder


def at_once(folder):
    put(folder, WOOL)


def after_a_while(folder):
    (folder / "source_texts/a.md").unlink()
    run(folder, "update")
    assert "gone: published/site/es/a/index.html" in run(folder, "publish").stdout
    put(folder, WOOL)


def after_a_deletion(folder):
    (folder / "source_texts/a.md").unlink()
    run(folder, "update")
    put(folder, WOOL)


def beside_a_rename(folder):
    (folder / "source_texts/a.md").rename(folder / "source_texts/c.md")
    put(folder, WOOL)


@pytest.mark.parametrize("reuse", [at_once, after_a_while, after_a_deletion, beside_a_rename])
def test_a_name_that_is_used_again_inherits_no_pages(programme, reuse):
    reuse(programme)
    run(programme, "update")

    for _ in range(2):
        result = run(programme, "publish")

        said = "what is there is of another text that had this name, and no version of this one"
        assert re.search(rf"blocked: a es: .*\n +{said}\n", result.stdout)
        page = html(programme, "en")
        assert "Knitting" in page
        assert "/es/a/" not in page
        assert 'hreflang="es"' not in page
        assert 'href="a/' not in (programme / "published/site/es/index.html").read_text("utf-8")
        assert 'href="../../en/a/index.html"' in html(programme, name="b")
        assert "gone: published/site/es/a/index.html" in result.stdout
        assert "Programa de mayo" in html(programme)
    pruned = run(programme, "publish", "--prune")
    assert "removed: published/site/es/a/index.html" in pruned.stdout
    assert not (programme / "published/text/es/a.txt").exists()
    assert "another text" not in run(programme, "publish").stdout

    translate(programme, "a", "es", Knitting="Tejer", Bring="Trae lana cada jueves.")
    assert run(programme, "publish", "-l", "es").exit_code == 0
    assert 'hreflang="es"' in html(programme, "en")
    assert "gone" not in run(programme, "publish").stdout


def test_its_own_page_takes_the_place_of_the_other_ones(programme):
    at_once(programme)
    run(programme, "update")
    run(programme, "publish")
    translate(programme, "a", "es", Knitting="Tejer", Bring="Trae lana cada jueves.")

    result = run(programme, "publish", "--prune")

    assert "removed" not in result.stdout
    assert "Tejer" in html(programme)
    assert 'hreflang="es"' in html(programme, "en")


def test_a_text_that_comes_back_has_its_pages_again(programme):
    (programme / "source_texts/a.md").unlink()
    run(programme, "update")
    run(programme, "publish")
    put(programme, MAY + "\nAnd sing.\n")
    run(programme, "update")

    result = run(programme, "publish")

    assert "stays, marked as outdated" in result.stdout
    assert 'hreflang="es"' in html(programme, "en")


def test_a_text_that_is_written_anew_bit_by_bit_stays_the_same_text(programme):
    put(programme, MAY.partition("\n\n")[0] + "\n\nWe shall meet in the old mill.\n")
    run(programme, "update")
    run(programme, "publish")
    put(programme, "# June\n\nWe shall meet in the old mill.\n")
    run(programme, "update")

    assert "stays, marked as outdated" in run(programme, "publish").stdout
    assert 'hreflang="es"' in html(programme, "en")
