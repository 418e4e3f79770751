"""`tamizdat update` on small projects: what becomes of people's words."""

import functools
import subprocess

import pytest
from project import catalog, plain, run, translate

from tamizdat.catalogs import merge
from tamizdat.catalogs.catalog import State
from tamizdat.errors import Problem, StorageError
from tamizdat.project import baseline, files
from tamizdat.project.baseline import Baseline, Dismissed
from tamizdat.project.project import Project
from tamizdat.update import workflow

TEXT = "# Strike\n\nWe meet on May 1.\n\nBring water and bread.\n"


def project(write, text=TEXT, **more):
    folder = write({"source_texts/strike.md": text, **more})
    assert run(folder, "update").exit_code == 0
    return folder


def snapshot(folder):
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.po*")}


def test_a_second_run_writes_nothing(write):
    folder = project(write)
    translate(folder, "strike", Strike="Забастовка")
    before = snapshot(folder)

    result = run(folder, "update")

    assert result.exit_code == 0
    assert snapshot(folder) == before


def test_gettext_accepts_every_file(write, judge):
    msgfmt = judge("msgfmt")
    folder = project(write, '---\ntitle: "A: b"\n---\n\n- *One*\n- two\\\n  three\n')

    written = [*folder.rglob("*.po*")]
    assert {path.suffix for path in written} == {".po", ".pot"}
    for path in written:
        subprocess.run([msgfmt, "-c", "-o", "/dev/null", path], check=True, capture_output=True)


def test_an_edited_source_makes_its_message_changed(write):
    folder = project(write)
    translate(folder, "strike", We="Встречаемся 1 мая.")
    (folder / "source_texts/strike.md").write_text(TEXT.replace("We meet", "We all meet"))

    result = run(folder, "update")

    message = catalog(folder, "strike").by_key[None, "We all meet on May 1."]
    assert message.state is State.CHANGED
    assert message.msgstr == "Встречаемся 1 мая."
    assert message.previous_msgid == "We meet on May 1."
    assert any("{+all+}" in comment.replace(" ", "") for comment in message.extracted_comments)
    assert "text locale changed\nstrike ru 1\n" in plain(result.stdout)


def test_a_deleted_paragraph_comes_back_with_its_translation(write):
    folder = project(write)
    translate(folder, "strike", Bring="Берите воду и хлеб.")
    source = folder / "source_texts/strike.md"
    source.write_text("# Strike\n\nWe meet on May 1.\n")
    run(folder, "update")
    assert [m.msgstr for m in catalog(folder, "strike").obsolete] == ["Берите воду и хлеб."]
    source.write_text(TEXT)

    run(folder, "update")

    restored = catalog(folder, "strike").by_key[None, "Bring water and bread."]
    assert restored.state is State.TRANSLATED


def test_a_paragraph_that_moves_to_another_text_stays_translated(write):
    folder = project(write, **{"source_texts/list.md": "# List\n"})
    translate(folder, "strike", Bring="Берите воду и хлеб.")
    (folder / "source_texts/strike.md").write_text("# Strike\n\nWe meet on May 1.\n")
    (folder / "source_texts/list.md").write_text("# List\n\nBring water and bread.\n")

    result = run(folder, "update")

    moved = catalog(folder, "list").by_key[None, "Bring water and bread."]
    assert moved.state is State.TRANSLATED
    assert "text locale moved left\n" in plain(result.stdout)
    assert "\nlist ru 1 ·\n" in plain(result.stdout)
    assert not catalog(folder, "strike").obsolete


def test_a_paragraph_that_is_copied_waits_for_review(write):
    folder = project(write, **{"source_texts/list.md": "# List\n"})
    translate(folder, "strike", Bring="Берите воду и хлеб.")
    (folder / "source_texts/list.md").write_text("# List\n\nBring water and bread.\n")
    run(folder, "update")
    assert run(folder, "draft", "--engine", "none").exit_code == 0

    copied = catalog(folder, "list").by_key[None, "Bring water and bread."]

    assert copied.state is State.DRAFT
    assert copied.draft.get("engine") == "memory"
    assert copied.draft.get("route") == "strike"


def test_a_draft_that_was_accepted_is_changed_when_its_source_changes_and_not_a_draft_again(write):
    folder = project(write)
    run(folder, "draft", "--engine", "pseudo")
    run(folder, "review", "strike", "-l", "ru", "--accept")
    assert {m.state for m in catalog(folder, "strike").active} == {State.TRANSLATED}
    assert all(m.draft for m in catalog(folder, "strike").active)
    (folder / "source_texts/strike.md").write_text(TEXT.replace("We meet", "We all meet"))

    run(folder, "update")

    changed = catalog(folder, "strike").by_key[None, "We all meet on May 1."]
    assert changed.state is State.CHANGED


def test_a_draft_that_nobody_accepted_stays_one_when_its_source_changes(write):
    folder = project(write)
    run(folder, "draft", "--engine", "pseudo")
    (folder / "source_texts/strike.md").write_text(TEXT.replace("We meet", "We all meet"))

    run(folder, "update")

    assert {m.state for m in catalog(folder, "strike").active} == {State.DRAFT}


def test_a_renamed_text_takes_its_translations_along(write):
    folder = project(write)
    translate(folder, "strike", Strike="Забастовка", We="Встречаемся 1 мая.")
    (folder / "source_texts/strike.md").rename(folder / "source_texts/may.md")

    run(folder, "update")

    done = [m.msgstr for m in catalog(folder, "may").active if m.state.done]
    assert done == ["Забастовка", "Встречаемся 1 мая."]


def test_the_catalog_of_a_text_that_is_gone_stays_obsolete_and_uncounted(write):
    folder = project(write, **{"source_texts/other.md": "Other text\n"})
    translate(folder, "strike", Strike="Забастовка")
    (folder / "source_texts/strike.md").unlink()

    assert run(folder, "update").exit_code == 0

    assert [m.msgstr for m in catalog(folder, "strike").obsolete] == ["Забастовка"]
    assert not catalog(folder, "strike").active
    assert "strike" not in run(folder, "status").stdout
    assert run(folder, "check").exit_code == 0


def test_check_writes_nothing_and_says_no(write):
    folder = project(write)
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore.\n")
    before = snapshot(folder)

    for option in ("--check", "--dry-run"):
        result = run(folder, "update", option)
        assert result.exit_code == (1 if option == "--check" else 0)
        assert snapshot(folder) == before
    assert run(folder, "update").exit_code == 0
    assert run(folder, "update", "--check").exit_code == 0


def test_comments_and_line_ends_of_people_survive(write):
    folder = project(write)
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    text = path.read_text(encoding="utf-8")
    text = text.replace("#. heading 1", "# ask the author\n#. heading 1")
    text = text.replace("PO-Revision-Date: ", "PO-Revision-Date: 2026-01-01 12:00+0000")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore.\n")

    run(folder, "update")

    data = path.read_bytes()
    assert b"# ask the author\r\n" in data
    assert b"PO-Revision-Date: 2026-01-01 12:00+0000" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_run_that_would_lose_much_is_refused(write, monkeypatch):
    folder = project(write)
    translate(folder, "strike", _="Перевод")
    before = (folder / "locales/ru/LC_MESSAGES/strike.po").read_bytes()
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore.\n")

    def forgetful(_, template, **__):
        return merge.Merge(template, merge.Changes())

    monkeypatch.setattr(merge, "merge", forgetful)
    result = run(folder, "update")

    assert result.exit_code == 2
    assert "100% of its translations would be lost\n next: --force" in plain(result.stderr)
    assert (folder / "locales/ru/LC_MESSAGES/strike.po").read_bytes() == before


def test_what_is_not_translated_is_listed(write):
    folder = write({"source_texts/a.md": "Text\n\n```\ncode here\n```\n", "source_texts/b.png": ""})

    result = run(folder, "update", "-nv")

    assert "a.md:3: not translated (code block): ``` code here" in plain(result.stdout)
    assert "b.png: not a text in a known format" in plain(result.stdout)


def test_a_second_update_does_not_write_beside_the_first(write, monkeypatch):
    folder = project(write)

    with files.lock(folder):
        monkeypatch.setattr(files, "lock", functools.partial(files.lock, timeout=0.1))
        result = run(folder, "update")

    assert result.exit_code == 3
    assert "locked by process" in result.stderr


@pytest.mark.parametrize("plural", ["", 'msgid_plural "%d days"\nmsgstr[0] "день"\n'])
def test_catalogs_of_a_program_in_the_same_folders_are_left_alone(write, plural):
    path = "locales/ru/LC_MESSAGES/django.po"
    data = 'msgid ""\nmsgstr "Language: ru\\n"\n\n#: app.py:1\nmsgid "day"\n'
    data += plural or 'msgstr "день"\n'
    folder = write({"source_texts/a.md": "day\n", path: data})

    assert run(folder, "update").exit_code == 0
    assert (folder / path).read_text() == data
    assert not any(message.msgstr for message in catalog(folder, "a").active)


def test_a_name_with_brackets_is_a_name_too(write):
    folder = write({"source_texts/a[1].md": "Text\n"})
    assert run(folder, "update", "a[1]").exit_code == 0


TEMPLATE = "locales/templates/strike.pot"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('msgid "Strike"\nmsgstr ""', 'msgid "Strike"\nmsgstr "Забастовка"'),
        ("#. heading 1", "# ask the author\n#. heading 1"),
        ('msgid ""', '# kept by hand\nmsgid ""'),
        ('"Language: \\n"', '"Language: ru\\n"'),
        ('"X-Tamizdat-Segments: ', '"X-Somebody-Else: '),
    ],
)
def test_a_template_that_is_not_ours_alone_stays_to_the_byte_when_its_text_goes(write, old, new):
    folder = project(write, **{"source_texts/other.md": "Other text\n"})
    path = folder / TEMPLATE
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    written = path.read_bytes()
    (folder / "source_texts/strike.md").unlink()

    assert run(folder, "update").exit_code == 0

    assert path.read_bytes() == written


def edited(write, locales):
    """Three texts, one of them edited since the last update, two of them gone."""
    folder = write({f"source_texts/{n}.md": f"Text {n}\n" for n in "abcd"}, f"locales = {locales}")
    run(folder, "update")
    for name in "ab":
        (folder / f"source_texts/{name}.md").write_text(f"Text {name}\n\nMore.\n")
    for name in "cd":
        (folder / f"source_texts/{name}.md").unlink()
    return folder


def has_more(path):
    return b"More." in path.read_bytes()


def test_a_catalog_that_may_not_be_written_stops_no_other(write):
    folder = edited(write, ["de", "ru"])
    refused, *others = (
        folder / f"locales/{locale}/LC_MESSAGES/{name}.po"
        for locale, name in [("de", "a"), ("de", "b"), ("ru", "a"), ("ru", "b")]
    )
    refused.chmod(0o444)

    result = run(folder, "update")

    assert result.exit_code == 3
    assert "locales/de/LC_MESSAGES/a.po: the file is read-only" in plain(result.stderr)
    assert not has_more(refused)
    assert all(map(has_more, others))
    assert "\na ru 1\nb de, ru 1\n" in plain(result.stdout)


def test_a_template_that_may_not_be_written_stops_no_other(write):
    folder = edited(write, ["ru"])
    refused, other = (folder / f"locales/templates/{name}.pot" for name in "ab")
    refused.chmod(0o444)

    result = run(folder, "update")

    assert result.exit_code == 3
    assert "locales/templates/a.pot: the file is read-only" in plain(result.stderr)
    assert not has_more(refused)
    assert has_more(other)
    assert all(has_more(folder / f"locales/ru/LC_MESSAGES/{name}.po") for name in "ab")
    assert not (folder / "locales/templates/c.pot").exists()


def test_what_became_of_each_template_is_told(write):
    folder = edited(write, [])
    (folder / "locales/templates/a.pot").chmod(0o444)

    results = [r for r in workflow.run(Project.open(folder)) if not r.locale and r.domain]

    told = [(r.domain, r.path.name, r.written, r.text_is_gone, bool(r.error)) for r in results]
    assert sorted(told) == [
        ("a", "a.pot", False, False, True),
        ("b", "b.pot", True, False, False),
        ("c", "c.pot", True, True, False),
        ("d", "d.pot", True, True, False),
    ]


def test_dismissals_that_may_not_be_written_stop_nothing(write):
    folder = edited(write, ["ru"])
    path = folder / "locales/baseline.json"
    sides = [baseline.dumps(Baseline((Dismissed("a", "ru", "number", n * 12, n),))) for n in "01"]
    path.write_bytes(b"<<<<<<< ours\n%b=======\n%b>>>>>>> theirs\n" % tuple(sides))
    before = path.read_bytes()
    path.chmod(0o444)

    result = run(folder, "update")

    assert result.exit_code == 3
    assert "locales/baseline.json: the file is read-only" in plain(result.stderr)
    assert path.read_bytes() == before
    assert all(has_more(folder / f"locales/ru/LC_MESSAGES/{name}.po") for name in "ab")

    path.chmod(0o644)
    run(folder, "update", "-n")
    assert path.read_bytes() == before
    assert run(folder, "update").exit_code == 0
    assert [entry.reason for entry in baseline.loads(path.read_bytes(), path).entries] == ["0", "1"]


def test_a_template_that_can_not_be_removed_stops_nothing_else(write, monkeypatch):
    folder = edited(write, ["ru"])
    remove = files.remove

    def refuse(path, root, **more):
        if path.name == "c.pot":
            raise StorageError(Problem("no", path))
        remove(path, root, **more)

    monkeypatch.setattr(files, "remove", refuse)

    result = run(folder, "update")

    assert result.exit_code == 3
    assert "locales/templates/c.pot: no" in plain(result.stderr)
    assert (folder / "locales/templates/c.pot").exists()
    assert not (folder / "locales/templates/d.pot").exists()
    assert all(has_more(folder / f"locales/ru/LC_MESSAGES/{name}.po") for name in "ab")
    assert not catalog(folder, "c").active
