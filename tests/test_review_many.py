"""Several texts and locales under review: one that fails stops no other."""

from functools import partial

import pytest
from project import catalog, run, translate

from tamizdat.catalogs.catalog import State
from tamizdat.errors import ConfigError, TamizdatError
from tamizdat.project.project import Project
from tamizdat.review import decision
from tamizdat.review import workflow as review
from tamizdat.review.workflow import Choice, Decided

PATH = "locales/{}/LC_MESSAGES/{}.po"
DONE = Choice(states=(State.TRANSLATED,))
PLACES = [("a", "es"), ("a", "ru"), ("b", "es"), ("b", "ru")]


@pytest.fixture
def folder(write):
    """Two texts of two messages, the first of which is translated into two languages."""
    texts = {"source_texts/a.md": "One\n\nTwo\n", "source_texts/b.md": "Three\n\nFour\n"}
    folder = write(texts, 'locales = ["es", "ru"]')
    run(folder, "update")
    for domain, locale in PLACES:
        translate(folder, domain, locale, One="Uno", Three="Tres")
    return folder


def make_read_only(folder):
    (folder / PATH.format("es", "a")).chmod(0o444)


def break_catalog(folder):
    (folder / PATH.format("es", "a")).write_text('msgid "a\n')


def remove_catalog(folder):
    (folder / PATH.format("es", "a")).unlink()


def change_source(folder):
    (folder / "source_texts/a.md").write_text("One\n\nTwo and a half\n")


def break_source(folder):
    (folder / "source_texts/a.md").write_bytes(b"\xff")


def decided(folder, choice=DONE, patterns=(), only=(), **more):
    """What becomes of what waits: places, and errors."""
    accept = partial(decision.accept, by="Ada")
    found = list(review.run(Project.open(folder), patterns, only, choice, accept, **more))
    places = [(r.item.domain, r.item.locale) for r in found if isinstance(r, Decided)]
    return places, [str(error) for error in found if isinstance(error, TamizdatError)]


@pytest.mark.parametrize(
    ("deed", "left", "said"),
    [
        (make_read_only, PLACES[1:], "read-only"),
        (break_catalog, PLACES[1:], "a.po:1"),
        (remove_catalog, PLACES[1:], "no catalog"),
        (change_source, PLACES[2:], "the source changed"),
        (break_source, PLACES[2:], "not UTF-8"),
    ],
)
def test_what_fails_is_told_and_the_rest_is_decided_on(folder, deed, left, said):
    deed(folder)

    places, errors = decided(folder)

    assert places == left
    assert all(said in error for error in errors)
    assert len(errors) == (2 if deed is change_source else 1)
    for place in PLACES[1:]:
        reviewed = catalog(folder, *place).active[0].state is State.REVIEWED
        assert reviewed == (place in left)


def test_a_dry_run_says_the_same_and_decides_nothing(folder):
    before = [(folder / PATH.format(*place[::-1])).read_bytes() for place in PLACES]

    assert decided(folder, dry_run=True) == (PLACES, [])
    assert [(folder / PATH.format(*place[::-1])).read_bytes() for place in PLACES] == before


def test_nobody_is_asked_of_a_text_whose_day_has_passed_unless_it_is_named(folder, monkeypatch):
    monkeypatch.setenv("TAMIZDAT_TODAY", "2026-01-01")
    text = "---\ntranslation:\n  expires: 2025-12-31\n---\n\nOne\n\nTwo\n"
    (folder / "source_texts/a.md").write_text(text)
    run(folder, "update")

    assert decided(folder) == (PLACES[2:], [])
    assert decided(folder, patterns=["a"], only=["ru"]) == ([("a", "ru")], [])


def test_a_name_that_fits_somewhere_is_enough(folder):
    digest = catalog(folder, "b", "es").active[0].hash

    found = decided(folder, Choice(named=(digest[:6],)))
    assert found == ([("b", "es"), ("b", "ru")], [])
    assert decided(folder, Choice(named=("1",))) == (PLACES, [])
    assert decided(folder, Choice(named=("1-2",)), ["a"], ["ru"]) == ([("a", "ru")], [])
    with pytest.raises(ConfigError, match="message 2 is untranslated"):
        decided(folder, Choice(named=("2",)))
    with pytest.raises(ConfigError, match="no message 3 in this text") as error:
        decided(folder, Choice(named=("1", "3")))
    assert error.value.problems[0].remedy == "there are 1 to 2"
    with pytest.raises(ConfigError, match="no message “abcdef” here"):
        decided(folder, Choice(named=("abcdef", digest)))


def test_a_name_is_not_called_wrong_while_a_catalog_can_not_be_read(folder):
    break_catalog(folder)

    places, errors = decided(folder, Choice(named=("9",)))

    assert places == []
    assert [error for error in errors if "a.po:1" in error] == errors != []


@pytest.mark.parametrize(
    ("name", "number", "fits"),
    [
        ("3", 3, True),
        ("3", 4, False),
        ("3-5", 3, True),
        ("3-5", 5, True),
        ("3-5", 6, False),
        ("5-3", 4, False),
        ("0", 0, True),
        ("{hash:.6}", 9, True),
        ("{hash:.5}", 9, False),
        ("{hash}", 9, True),
        ("{hash}0", 9, False),
    ],
)
def test_a_message_is_named_by_its_number_or_the_beginning_of_its_hash(folder, name, number, fits):
    (message, _) = catalog(folder, "a").active

    assert review.names(name.format(hash=message.hash), number, message) == fits
