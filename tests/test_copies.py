"""A catalog that is but a copy of its source, as platforms export it, is no translation."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import catalog, run, translate

from tamizdat.catalogs.catalog import State
from tamizdat.language import locales, prose

TEXT = """\
# Water for all

We meet at noon in the square.

Bring a cup and a friend.

Creative Commons
"""
SPANISH = {
    "Water": "Agua para todos",
    "We": "Nos vemos a mediodía en la plaza.",
    "Bring": "Trae una taza y a una amiga.",
}


@pytest.fixture
def copied(tmp_path, write):
    """Make a project whose catalog copies its source, but for some messages."""

    def make(config='locales = ["es"]', locale="es", text=TEXT, **msgstrs):
        write({"source_texts/call.md": text}, config)
        assert run(tmp_path, "update").exit_code == 0
        translate(tmp_path, "call", locale, **msgstrs)
        path = tmp_path / f"locales/{locale}/LC_MESSAGES/call.po"
        lines = path.read_text(encoding="utf-8").split("\n")
        for place, line in enumerate(lines):
            if line == 'msgstr ""' and lines[place - 1] != 'msgid ""':
                lines[place] = lines[place - 1].replace("msgid", "msgstr", 1)
        path.write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    return make


def row(folder):
    """What `status` counts."""
    return json.loads(run(folder, "status", "--format", "json").stdout)["rows"][0]


def test_a_copy_of_the_source_does_not_count_as_done(copied):
    folder = copied()

    counted = row(folder)

    assert counted["complete"] is False
    assert counted["copied"] == counted["messages"]["untranslated"] == 3
    assert counted["messages"]["translated"] == 1  # a name is what it is
    assert row(folder) == counted  # from the cache
    assert "copies of the source" in run(folder, "status").stdout
    assert run(folder, "status", "--fail-under", "50").exit_code == 1


def test_the_gate_is_shut_where_it_is_required_and_says_why(copied):
    folder = copied('locales = ["es"]\nrequired = ["es"]')

    checked = run(folder, "check")

    assert checked.exit_code == 1
    assert ": error: nearly all of it is the source" in checked.stdout
    assert "3 messages count as untranslated" in checked.stdout
    assert "[incomplete]" in checked.stdout
    assert "[unchanged]" not in checked.stdout  # said once


def test_elsewhere_it_is_a_warning(copied):
    checked = run(copied(), "check")

    assert checked.exit_code == 0
    assert ": warning: nearly all of it is the source" in checked.stdout


def test_the_source_is_not_published_as_a_translation(copied):
    folder = copied()

    published = run(folder, "publish")

    assert published.exit_code == 1
    assert "3 untranslated (3 but copies of the source)" in published.stdout + published.stderr
    assert not (folder / "published/site/es/call").exists()


def test_in_a_partial_edition_copies_are_gaps(copied):
    folder = copied(Water="Agua para todos")

    assert run(folder, "publish", "--policy", "partial").exit_code == 0

    page = (folder / "published/site/es/call/index.html").read_text(encoding="utf-8")
    assert "Agua para todos" in page
    assert '<p lang="en" dir="ltr">We meet at noon' in page or 'lang="en"' in page


@pytest.mark.parametrize("names", [["Water", "We"], ["We", "Bring"], ["Water", "We", "Bring"]])
def test_a_catalog_that_is_translated_may_hold_copies(copied, names):
    folder = copied(**{name: SPANISH[name] for name in names})

    assert row(folder)["copied"] == 0
    assert row(folder)["complete"] is True


def test_nearly_all_is_enough(copied):
    assert row(copied(Water=SPANISH["Water"]))["copied"] == 2


def test_a_short_text_may_be_the_same_in_both_languages(copied):
    assert row(copied(text="# Come to us\n\nAll of us win.\n"))["copied"] == 0


def test_names_alone_are_no_copies(copied):
    text = "# Radio Free Harbour\n\n" + "\n\n".join(f"Anna Maria Schmidt {n}" for n in range(20))
    assert row(copied(text=text))["copied"] == 0


@pytest.mark.parametrize(
    ("source", "locale"), [("en", "en_GB"), ("sr", "sr@latin"), ("hr", "bs"), ("da", "nb")]
)
def test_variants_and_near_relatives_are_let_be(copied, source, locale):
    folder = copied(f'source_locale = "{source}"\nlocales = ["{locale}"]', locale=locale)

    assert row(folder)["copied"] == 0
    assert row(folder)["complete"] is True


def test_what_somebody_puts_a_name_to_counts(copied):
    folder = copied()

    accepted = run(folder, "review", "call", "-l", "es", "--all", "--accept", "--as", "Ada")

    assert accepted.exit_code == 0, accepted.stderr
    assert catalog(folder, "call", "es").active[0].state is State.REVIEWED
    assert row(folder)["copied"] == 0
    assert run(folder, "publish").exit_code == 0


def test_copies_are_drafted_anew(copied):
    folder = copied()

    assert run(folder, "draft", "--engine", "pseudo").exit_code == 0

    states = [message.state for message in catalog(folder, "call", "es").active]
    assert states == [State.DRAFT] * 3 + [State.TRANSLATED]
    assert row(folder)["copied"] == 0


def test_a_chinese_source_is_seen_to_be_copied(copied):
    text = "# 水属于所有人\n\n我们中午在广场见面，欢迎大家。\n"
    folder = copied('source_locale = "zh_Hans"\nlocales = ["es"]', text=text)

    assert row(folder)["copied"] == 1


@given(st.sampled_from(sorted(locales._ALIKE[0])), st.sampled_from(sorted(locales._ALIKE[0])))
def test_relation_goes_both_ways(code, other):
    assert locales.alike(code, other)
    assert locales.alike(other, code)


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Write to the prisoners.", True),
        ("Creative Commons", False),
        ("International of Anarchists", False),
        ("\ufffc and \ufffc", False),
        ("中华人民共和国", False),
        ("我们中午在广场见面", True),
        ("พบกันที่จัตุรัส", True),
    ],
)
def test_words_that_want_translation_are_told_from_names(plain, expected):
    assert prose.wants_translation(plain) is expected
