"""What is left on disk of a text that is gone: no template, and nothing on a list."""

import re

import pytest
from project import catalog, plain, run, translate

CONFIG = 'locales = ["ru", "de"]\n'
TEMPLATE = "locales/templates/b.pot"


@pytest.fixture
def folder(write):
    folder = write({"source_texts/a.md": "Strike\n", "source_texts/b.md": "Bread\n"}, CONFIG)
    run(folder, "update")
    (folder / "source_texts/b.md").unlink()
    return folder


def test_a_template_that_goes_is_named_and_asks_for_an_update(folder):
    checked = run(folder, "update", "--check")
    assert checked.exit_code == 1
    assert re.search("b (ru, de|de, ru) its text is gone", plain(checked.stdout))
    assert (folder / TEMPLATE).exists()

    assert "its text is gone" in run(folder, "update").stdout
    assert not (folder / TEMPLATE).exists()
    assert run(folder, "update", "--check").exit_code == 0


def test_a_template_alone_that_goes_asks_for_an_update_too(write):
    texts = {"source_texts/a.md": "Strike\n", "source_texts/b.md": "Bread\n"}
    folder = write(texts, "locales = []\n")
    run(folder, "update")
    (folder / "source_texts/b.md").unlink()

    checked = run(folder, "update", "--check")
    assert (checked.exit_code, "its text is gone" in checked.stdout) == (1, True)
    assert run(folder, "update").exit_code == 0
    assert not (folder / TEMPLATE).exists()


def test_an_update_of_one_locale_removes_no_template(folder):
    run(folder, "update", "-l", "de")
    assert (folder / TEMPLATE).exists()

    run(folder, "update", "a")
    assert (folder / TEMPLATE).exists()


def test_what_was_pruned_is_on_the_list_no_more(write):
    texts = {f"source_texts/{name}.md": f"{name} here\n" for name in ("roses", "bread")}
    folder = write(texts)
    run(folder, "update")
    for name in ("roses", "bread"):
        translate(folder, name, _="Тут")
    assert run(folder, "publish").exit_code == 0
    (folder / "source_texts/bread.md").unlink()

    run(folder, "publish", "--prune")

    lists = [path.read_text() for path in (folder / "published").rglob(".*") if path.is_file()]
    assert any("roses" in text for text in lists)
    assert not any("bread" in text for text in lists)
    assert not [path for path in (folder / "published").rglob("*bread*") if path.is_file()]
    assert catalog(folder, "roses").active
