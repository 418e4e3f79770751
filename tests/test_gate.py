"""`tamizdat check` and `tamizdat publish` on small projects: what readers get, and when."""

import json

import pytest
from pictures import PNG
from project import catalog, plain, run, translate

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import digest

TEXT = """\
---
title: Strike
lang: en
translation:
  required: [ru]
---

We meet on **May 1** at <strike@example.org>.

Bring water and bread.
"""
GOOD = {
    "Strike": "Забастовка",
    "We": "Встречаемся **1 мая**: <strike@example.org>.",
    "Bring": "Берите воду и хлеб.",
}
CONFIG = 'locales = ["ru", "fa"]\n[publish]\nurl = "https://example.org"\n'


@pytest.fixture
def folder(write):
    folder = write({"source_texts/strike.md": TEXT}, config=CONFIG)
    assert run(folder, "update").exit_code == 0
    translate(folder, "strike", **GOOD)
    return folder


def edit(folder, old, new, locale="ru"):
    path = folder / f"locales/{locale}/LC_MESSAGES/strike.po"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def make_fuzzy(folder):
    edit(folder, 'msgid "Bring', '#, fuzzy\nmsgid "Bring')


def test_a_complete_required_locale_passes(folder):
    result = run(folder, "check")

    assert result.exit_code == 0, result.output
    assert result.stdout == ""


def test_one_fuzzy_message_blocks_with_place_and_states(folder):
    make_fuzzy(folder)

    result = run(folder, "check")

    path = "locales/ru/LC_MESSAGES/strike.po"
    lines = (folder / path).read_text(encoding="utf-8").split("\n")
    line = lines.index('msgstr "Берите воду и хлеб."') + 1
    assert result.exit_code == 1
    assert f"{path}:{line}: error: " in plain(result.stdout)
    assert "left: 1 needs work [incomplete]" in plain(result.stdout)


@pytest.mark.parametrize(
    ("good", "bad", "check"),
    [
        ("мая**: <strike@example.org>", "мая**: <strike@examp1e.org>", "address"),
        ("**1 мая**", "**2 мая**", "number"),
        ("**1 мая**", "1 мая", "markup"),
        ("Берите воду и хлеб.", "Берите воду\\n\\nи хлеб.", "structure"),
        ("Берите воду и хлеб.", "Берите \u202eводу и хлеб.", "character"),
    ],
)
def test_an_error_blocks_with_file_and_line(folder, good, bad, check):
    edit(folder, good, bad)

    result = run(folder, "check")
    published = run(folder, "publish", "-l", "ru")

    assert result.exit_code == 1
    assert f"[{check}]" in result.stdout
    assert "locales/ru/LC_MESSAGES/strike.po:" in result.stdout
    assert published.exit_code == 1
    assert f"[{check}]" in plain(published.stdout)
    assert not (folder / "published/source/ru").exists()


def test_a_warning_can_be_dismissed_until_the_message_changes(folder):
    edit(folder, "Берите воду и хлеб.", "Берите воду и хлеб. ")
    assert "[space]" in run(folder, "check").stdout
    message = catalog(folder, "strike").by_key[None, "Bring water and bread."]
    ours = f"# tamizdat: ignore check=space hash={message.hash} reason=house style"
    edit(
        folder,
        '#. paragraph\n#: source_texts/strike.md\nmsgid "Bring',
        f'{ours}\n#. paragraph\n#: source_texts/strike.md\nmsgid "Bring',
    )

    assert "[space]" not in run(folder, "check").stdout

    edit(folder, "Берите воду", "Возьмите воду")
    assert "[space]" in run(folder, "check").stdout


def test_an_expired_text_leaves_the_gate(write):
    text = TEXT.replace("  required:", "  expires: 2026-03-08\n  required:")
    folder = write({"source_texts/strike.md": text}, config=CONFIG)
    run(folder, "update")

    assert run(folder, "check", TAMIZDAT_TODAY="2026-03-08").exit_code == 1
    assert run(folder, "check", TAMIZDAT_TODAY="2026-03-09").exit_code == 0
    assert "expired 2026-03-08" in run(folder, "status", TAMIZDAT_TODAY="2026-03-09").stdout


def test_a_catalog_that_lags_behind_its_source_is_an_error(folder):
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore of it.\n")

    result = run(folder, "check")

    assert result.exit_code == 1
    assert "locales/templates/strike.pot:1: error: " in plain(result.stdout)
    assert "[catalog-outdated]" in result.stdout


def test_a_changed_message_that_an_editor_accepted_is_up_to_date(folder):
    (folder / "source_texts/strike.md").write_text(TEXT.replace("water and", "water, salt and"))
    run(folder, "update")
    edit(folder, "#, fuzzy\n", "")
    edit(folder, "воду и", "воду, соль и")

    result = run(folder, "check", "-l", "ru")

    assert (result.stdout, result.exit_code) == ("", 0)
    assert "source changed" not in run(folder, "status").stdout
    assert run(folder, "update").exit_code == 0
    assert "[-" not in (folder / "locales/ru/LC_MESSAGES/strike.po").read_text(encoding="utf-8")


def test_findings_of_a_message_are_followed_by_its_msgid(folder):
    edit(folder, "**1 мая**: <strike@example.org>", "2 мая: <strike@example.com>")

    lines = run(folder, "check", "-l", "ru").stdout.splitlines()

    shown = [line for line in lines if line.startswith(" ")]
    assert shown == ["    We meet on **May 1** at <strike@example.org>."]
    assert len(lines) > 2
    assert lines[-1] == shown[0]


def notice(folder):
    """The words about the state of the Russian page that proof-readers get, and of its index."""
    run(folder, "publish", "--policy", "draft")
    site = folder / "published/draft/site/ru"
    page = (site / "strike/index.html").read_text(encoding="utf-8")
    index = (site / "index.html").read_text(encoding="utf-8")
    words = ("Машинный перевод", "Незаконченный перевод")
    found = [word for word in words if word in page]
    assert [word for word in words if word in index] == found
    assert ('content="noindex"' in page) == bool(found)
    return found


def test_gaps_beside_peoples_work_are_no_machine_translation(folder):
    edit(folder, 'msgstr "Берите воду и хлеб."', 'msgstr ""')

    assert notice(folder) == []


def test_what_a_person_has_in_doubt_is_called_unfinished(folder):
    make_fuzzy(folder)

    assert notice(folder) == ["Незаконченный перевод"]


@pytest.mark.parametrize(
    ("engine", "words"),
    [("pseudo", "Машинный"), ("memory", "Незаконченный"), ("adopted", "Незаконченный")],
)
def test_a_machines_draft_is_called_one_until_somebody_edits_it(folder, engine, words):
    text = "Берите воду и хлеб."
    line = f"# tamizdat: draft engine={engine} route=en-ru hash={digest(text)}"
    edit(folder, 'msgid "Bring', f'{line}\n#, fuzzy\nmsgid "Bring')
    assert notice(folder) == [f"{words} перевод"]

    edit(folder, text, "Возьмите воду и хлеб.")

    assert notice(folder) == ["Незаконченный перевод"]


def test_a_machines_draft_beside_a_persons_is_the_graver(folder):
    make_fuzzy(folder)
    line = f"# tamizdat: draft engine=pseudo route=en-ru hash={digest('Забастовка')}"
    edit(folder, 'msgid "Strike"', f'{line}\n#, fuzzy\nmsgid "Strike"')

    assert notice(folder)[0] == "Машинный перевод"


def test_what_is_unreadable_is_named_by_its_path_in_the_project(folder):
    edit(folder, 'msgstr "Берите', "msgstr Берите")
    path = "locales/ru/LC_MESSAGES/strike.po"

    shown = run(folder, "status"), run(folder, "status", "--json"), run(folder, "publish")

    assert all(path in result.stdout and str(folder) not in result.stdout for result in shown)
    assert "next: tamizdat check" in shown[0].stderr


def test_an_incomplete_text_that_lags_behind_its_source_is_to_be_updated_first(folder):
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore of it.\n")

    assert "left: 1 untranslated (first run: tamizdat update)" in run(folder, "publish").stdout


def test_an_unreadable_catalog_is_a_finding_and_exit_code_2(folder):
    edit(folder, 'msgstr "Берите', "msgstr Берите")

    result = run(folder, "check", "--format", "json")

    found = json.loads(result.stdout)["findings"]
    assert result.exit_code == 2
    assert [f["check"] for f in found if f["locale"] == "ru"] == ["catalog-unreadable"]
    assert found[0]["line"] > 1


def test_github_gets_annotations(folder):
    make_fuzzy(folder)

    result = run(folder, "check", "--format", "github")

    assert result.stdout.startswith("::error file=locales/ru/LC_MESSAGES/strike.po,line=")


def test_status_counts_words_by_state(folder):
    make_fuzzy(folder)

    rows = json.loads(run(folder, "status", "--json").stdout)["rows"]
    ru = next(row for row in rows if row["locale"] == "ru")

    assert ru["words"] == {
        "total": 13,
        "untranslated": 0,
        "draft": 0,
        "changed": 0,
        "needs_work": 4,
        "translated": 9,
        "reviewed": 0,
    }
    assert ru["messages"]["total"] == 3
    assert (ru["percent"], ru["complete"], ru["required"]) == (69, False, True)
    assert run(folder, "status", "-l", "ru", "--fail-under", "69").exit_code == 0
    assert run(folder, "status", "-l", "ru", "--fail-under", "70").exit_code == 1


def test_publish_writes_what_is_complete_and_says_what_is_blocked(folder):
    result = run(folder, "publish")

    published = folder / "published"
    assert result.exit_code == 1  # fa is not translated
    assert "blocked: strike fa: 0 % done; left: 3 untranslated" in plain(result.stdout)
    assert "2 published in published/, 1 blocked" in result.stderr  # texts, not the index
    assert (published / "source/ru/strike.md").read_text(encoding="utf-8") == TEXT.replace(
        "title: Strike\nlang: en", "title: Забастовка\nlang: ru"
    ).replace("We meet on **May 1** at", "Встречаемся **1 мая**:").replace(
        "Bring water and bread.", "Берите воду и хлеб."
    )
    page = (published / "site/ru/strike/index.html").read_text(encoding="utf-8")
    assert '<html lang="ru" dir="ltr"' in page
    assert 'href="https://example.org/ru/strike/"' in page
    assert "/fa/" not in page
    assert "Берите воду и хлеб." in (published / "text/ru/strike.txt").read_text(encoding="utf-8")
    assert not (published / "source/fa").exists()


def test_publish_twice_changes_nothing(folder):
    run(folder, "publish")
    before = {path: path.stat().st_mtime_ns for path in (folder / "published").rglob("*")}

    result = run(folder, "publish")

    assert {path: path.stat().st_mtime_ns for path in (folder / "published").rglob("*")} == before
    assert "wrote" not in result.stdout


def test_a_refused_text_keeps_what_was_published_earlier(folder):
    run(folder, "publish")
    page = folder / "published/site/ru/strike/index.html"
    before = page.read_bytes()
    edit(folder, "мая**: <strike@example.org>", "мая**: <strike@evil.org>")

    result = run(folder, "publish")

    assert result.exit_code == 1
    assert "what was published earlier stays" in result.stdout
    assert page.read_bytes() == before


def test_partial_marks_what_is_not_translated(folder):
    translate(folder, "strike", locale="fa", Strike="اعتصاب")

    assert run(folder, "publish", "--policy", "partial").exit_code == 0

    page = (folder / "published/site/fa/strike/index.html").read_text(encoding="utf-8")
    assert '<html lang="fa" dir="rtl"' in page
    assert '<span lang="en" dir="ltr" class="untranslated"' in page
    assert 'data-state="partial"' in page
    text = (folder / "published/source/fa/strike.md").read_text(encoding="utf-8")
    assert text == TEXT.replace("title: Strike\nlang: en", "title: اعتصاب\nlang: fa")


@pytest.mark.parametrize("policy", ["complete", "partial"])
def test_a_draft_is_never_published_as_a_translation(folder, policy):
    path = folder / "locales/fa/LC_MESSAGES/strike.po"
    messages = catalog(folder, "strike", "fa")
    drafted = tuple(m.drafted("ماشین", engine="pseudo", route="en-fa") for m in messages.messages)
    path.write_bytes(po.dumps(type(messages)(messages.header, drafted)))

    result = run(folder, "publish", "-l", "fa", "--policy", policy)

    assert result.exit_code == 1
    assert not (folder / "published/source/fa").exists()
    assert "ماشین" not in "".join(
        p.read_text(encoding="utf-8") for p in (folder / "published").rglob("*") if p.is_file()
    )


def test_the_draft_policy_shows_drafts_and_says_so(folder):
    run(folder, "draft", "-l", "fa", "--engine", "pseudo")

    assert run(folder, "publish", "-l", "fa", "--policy", "draft").exit_code == 0

    drafts = folder / "published/draft"
    page = (drafts / "site/fa/strike/index.html").read_text(encoding="utf-8")
    assert 'data-state="draft"' in page
    assert 'name="robots" content="noindex"' in page
    assert "ترجمهٔ ماشینی" in (drafts / "text/fa/strike.txt").read_text(encoding="utf-8")


def test_a_draft_for_proof_reading_never_lies_among_what_is_published(folder):
    run(folder, "draft", "-l", "fa", "--engine", "pseudo")
    run(folder, "publish", "--policy", "draft")

    run(folder, "publish")

    published = [p for p in (folder / "published").rglob("*") if "draft" not in p.parts]
    assert not [path for path in published if "fa" in path.parts]
    page = (folder / "published/site/ru/strike/index.html").read_text(encoding="utf-8")
    assert "/fa/" not in page


def test_a_link_in_the_output_folder_never_leads_back_to_a_source(folder):
    (folder / "published/source").mkdir(parents=True)
    (folder / "published/source/ru").symlink_to(folder / "source_texts")

    result = run(folder, "publish", "-l", "ru")

    assert result.exit_code == 2
    assert (folder / "source_texts/strike.md").read_text(encoding="utf-8") == TEXT


def test_pictures_beside_a_text_go_with_it(write):
    folder = write(
        {
            "source_texts/a/b.md": "![Map](images/map.png)\n\nSee [more](c.md).\n",
            "source_texts/a/c.md": "More\n",
            "source_texts/a/images/map.png": PNG,
            "secret.png": b"secret",
            "source_texts/d.md": "![x](../secret.png)\n",
        }
    )
    run(folder, "update")

    run(folder, "publish", "--to", "site")

    site = folder / "published/site"
    page = (site / "en/a/b/index.html").read_text(encoding="utf-8")
    assert (site / "files/a/images/map.png").read_bytes() == PNG
    assert 'src="../../../files/a/images/map.png"' in page
    assert 'href="../c/index.html"' in page
    assert not list(site.rglob("secret.png"))


def test_annotations_of_a_project_in_a_folder_name_files_of_the_repository(folder, monkeypatch):
    edit(folder, "Встречаемся **1 мая**: <strike@example.org>", "Встречаемся **1 мая**")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.parent))

    result = run(folder, "check", "--format", "github")

    assert f"file={folder.name}/locales/ru/LC_MESSAGES/strike.po,line=" in result.stdout
    assert run(folder, "check").stdout.startswith("locales/ru/")
