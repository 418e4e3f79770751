"""A text that may have been cut off is left alone until somebody says that it is meant."""

import pytest
from project import catalog, plain, run, translate

from tamizdat.project.project import Project
from tamizdat.update import truncation

OTHER = "source_texts/other.md"


def text(done, to_do, start=0):
    """A text with so many messages that will be translated, and so many that won't."""
    found = [f"Done {n}" for n in range(start, start + done)]
    return "".join(f"{each}\n\n" for each in (*found, *(f"Open {n}" for n in range(to_do))))


def written(write, kept, gone, locales=("ru",)):
    """A text in full, after an update and a translation, of which a part is left by now."""
    whole = text(*kept) + text(gone[0], 0, start=kept[0]) + text(0, gone[1]).replace("Open", "Wait")
    config = f"locales = {[*locales]}"
    folder = write({"source_texts/a.md": whole, OTHER: "Words\n"}, config)
    assert run(folder, "update").exit_code == 0
    for locale in locales:
        translate(folder, "a", locale, Done="Готово")
    (folder / "source_texts/a.md").write_text(text(*kept))
    return folder


@pytest.mark.parametrize(
    ("kept", "gone", "is_suspect"),
    [
        ((4, 0), (6, 0), True),
        ((5, 0), (5, 0), False),  # half of it is left: it was rewritten
        ((4, 0), (5, 0), True),
        ((0, 1), (5, 0), True),
        ((0, 1), (4, 9), False),  # that little is soon done again
        ((0, 0), (5, 0), True),
        ((19, 0), (5, 35), True),
        ((20, 0), (5, 35), False),  # four fifths of what was translated is left
        ((0, 4), (0, 20), False),
    ],
)
def test_a_text_is_suspect_if_most_of_it_and_many_translations_would_go(
    write, kept, gone, is_suspect
):
    folder = written(write, kept, gone)
    project = Project.open(folder)

    found = truncation.suspicion(project, project.text("a"), [project.text("a")])

    assert bool(found) == is_suspect
    if found:
        total = sum(kept) + sum(gone)
        said = f"{sum(kept)} of {total} messages are left, {gone[0]} translations (ru) would become"
        assert said in str(found)
        assert "--force" in found.problems[0].remedy


def test_one_that_is_suspect_stays_as_it_was_and_the_others_are_updated(write):
    folder = written(write, (1, 0), (9, 0))
    (folder / OTHER).write_text("Words\n\nMore.\n")
    paths = [folder / "locales/templates/a.pot", folder / "locales/ru/LC_MESSAGES/a.po"]
    before = [path.read_bytes() for path in paths]

    result = run(folder, "update")

    assert result.exit_code == 2
    assert "source_texts/a.md: 1 of 10 messages are left" in plain(result.stderr)
    assert [path.read_bytes() for path in paths] == before
    assert [message.msgid for message in catalog(folder, "other").active] == ["Words", "More."]
    assert run(folder, "update", "--force").exit_code == 0
    assert len(catalog(folder, "a").obsolete) == 9


def test_what_moved_to_another_text_is_not_gone(write):
    folder = written(write, (1, 0), (9, 0))
    (folder / OTHER).write_text("Words\n\n" + text(9, 0, start=1))

    assert run(folder, "update").exit_code == 0
    assert sum(bool(message.msgstr) for message in catalog(folder, "other").active) == 9


def test_a_text_that_is_deleted_is_no_accident(write):
    folder = written(write, (1, 0), (9, 0))
    (folder / "source_texts/a.md").unlink()

    assert run(folder, "update").exit_code == 0
    assert len(catalog(folder, "a").obsolete) == 10


@pytest.mark.parametrize("name", ["locales/templates/a.pot", "locales/es/LC_MESSAGES/a.po"])
def test_a_broken_file_hides_no_loss_in_another(write, name):
    folder = written(write, (1, 0), (9, 0), ("es", "ru"))
    (folder / name).write_text('msgid "a\n')
    project = Project.open(folder)

    found = truncation.suspicion(project, project.text("a"), [project.text("a")])

    assert "1 of 10 messages are left, 9 translations" in str(found)
