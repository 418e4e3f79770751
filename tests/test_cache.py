"""Files that are as they were are not read again; whatever differs is noticed."""

import json
import os
import random
import shutil

import pytest
from project import catalog, run, translate

from tamizdat.catalogs import po
from tamizdat.errors import Problem, StorageError
from tamizdat.project import cache, files
from tamizdat.project.project import Project
from tamizdat.update import workflow as update

TEXT = "# Strike\n\nWe meet on May 1.\n"


@pytest.fixture
def folder(write):
    folder = write({"source_texts/strike.md": TEXT, "source_texts/list.md": "Bread\n"})
    run(folder, "update")
    run(folder, "update")
    return folder


def age(folder):
    """Make everything old enough for its times to prove something, and take stamps anew."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(1_600_000_000_000_000_000, 1_600_000_000_000_000_000))
    run(folder, "update")


@pytest.fixture
def read(monkeypatch):
    """Names of the catalogs that are read."""
    seen = []
    loads = po.loads
    monkeypatch.setattr(po, "loads", lambda data, path: seen.append(path.name) or loads(data, path))
    return seen


def test_nothing_is_read_when_nothing_changed(folder, read):
    assert "4 files looked at, 0 written" in run(folder, "update").stderr
    assert read == []


def test_only_what_changed_is_read(folder, read):
    (folder / "source_texts/list.md").write_text("Water\n")

    run(folder, "update")

    assert set(read) == {"list.pot", "list.po"}


@pytest.mark.parametrize("old", [False, True])
def test_a_change_of_the_same_length_is_noticed(folder, old):
    if old:
        age(folder)
    path = folder / "source_texts/strike.md"
    path.write_text(TEXT.replace("May 1", "May 2"))

    run(folder, "update")

    assert (None, "We meet on May 2.") in catalog(folder, "strike").by_key


def test_a_change_within_the_clock_s_grain_is_noticed(folder):
    path = folder / "source_texts/strike.md"
    status = path.stat()
    path.write_text(TEXT.replace("May 1", "May 2"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    run(folder, "update")

    assert (None, "We meet on May 2.") in catalog(folder, "strike").by_key


@pytest.mark.parametrize("old", [False, True])
def test_a_file_that_looks_the_same_is_read_while_it_is_young(folder, monkeypatch, read, old):
    """Size, times and inode tell nothing here of the change; an old file is known by them alone."""
    if old:
        age(folder)
    looks, known = cache.looks, {}
    monkeypatch.setattr(cache, "looks", lambda path: known.setdefault(str(path), looks(path)))
    run(folder, "update")
    read.clear()
    (folder / "source_texts/strike.md").write_text(TEXT.replace("May 1", "May 2"))

    run(folder, "update")

    assert ((None, "We meet on May 2.") in catalog(folder, "strike").by_key) == (not old)
    assert "list.po" not in read


def test_a_catalog_that_an_editor_changed_or_deleted_is_noticed(folder):
    translate(folder, "strike", Strike="Забастовка")
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    text = path.read_text(encoding="utf-8").replace("#. paragraph\n", "")
    path.write_text(text, encoding="utf-8")
    (folder / "locales/ru/LC_MESSAGES/list.po").unlink()

    run(folder, "update")

    assert "#. paragraph\n" in path.read_text(encoding="utf-8")
    assert (folder / "locales/ru/LC_MESSAGES/list.po").is_file()


def test_a_new_locale_in_the_configuration_is_noticed(folder):
    (folder / "tamizdat.toml").write_text('locales = ["ru", "es"]\n')

    run(folder, "update")

    assert (folder / "locales/es/LC_MESSAGES/strike.po").is_file()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"context": 1, "groups": 2}', None])
def test_the_stamps_may_be_damaged_or_gone(folder, damage):
    stamps = cache.home(folder) / "stamps.json"
    stamps.unlink()
    if damage is not None:
        stamps.write_bytes(damage)
    (folder / "source_texts/strike.md").write_text(TEXT + "\nMore.\n")

    assert run(folder, "update").exit_code == 0
    assert (None, "More.") in catalog(folder, "strike").by_key


def test_a_check_in_ci_trusts_no_stamps(folder, read):
    run(folder, "update", "--check")

    assert set(read) == {"list.pot", "list.po", "strike.pot", "strike.po"}


def test_a_broken_catalog_is_said_again_until_it_is_mended(folder):
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    path.write_text(path.read_text(encoding="utf-8") + 'msgid "cut', encoding="utf-8")

    for _ in range(3):
        assert run(folder, "update").exit_code == 2


def test_status_counts_again_only_what_changed(folder, read):
    age(folder)
    first = run(folder, "status").stdout
    read.clear()

    assert run(folder, "status").stdout == first
    assert read == []
    translate(folder, "strike", Strike="Забастовка")
    assert run(folder, "status").stdout != first
    assert read == ["strike.po"]


def test_status_of_some_texts_and_locales_counts_again_only_what_changed(folder, read):
    (folder / "tamizdat.toml").write_text('locales = ["ru", "es", "fa"]\n')
    run(folder, "update")
    age(folder)
    read.clear()
    run(folder, "status", "-l", "es")
    assert sorted(read) == ["list.po", "strike.po"]
    read.clear()
    run(folder, "status", "-l", "es")
    assert read == []
    run(folder, "status", "list", "-l", "es", "-l", "ru")
    assert read == ["list.po"]  # in Russian
    read.clear()
    first = run(folder, "status").stdout
    assert sorted(read) == ["list.po", *["strike.po"] * 2]
    read.clear()
    assert run(folder, "status").stdout == first
    assert read == []


def test_a_broken_catalog_keeps_no_other_from_being_remembered(folder, read):
    (folder / "tamizdat.toml").write_text('locales = ["ru", "es"]\n')
    run(folder, "update")
    age(folder)
    path = folder / "locales/es/LC_MESSAGES/strike.po"
    path.write_text(path.read_text()[:-10])
    first = run(folder, "status")
    read.clear()

    assert run(folder, "status").output == first.output
    assert read == ["strike.po"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_asked_in_whatever_order_is_what_it_is_without_memory(folder, seed):
    dice, codes = random.Random(seed), ("ru", "es", "fa")
    (folder / "tamizdat.toml").write_text('locales = ["ru", "es", "fa"]\n')
    run(folder, "update")
    for step in range(12):
        some = [f"-l{code}" for code in dice.sample(codes, dice.randint(0, 2))]
        names = dice.sample(BOTH, dice.randint(0, 1))
        path = folder / f"locales/{dice.choice(codes)}/LC_MESSAGES/{dice.choice(BOTH)}.po"
        match dice.randrange(6):
            case 0:
                path.unlink(missing_ok=True)
            case 1 if path.exists():
                translate(folder, path.stem, path.parts[-3], Strike=str(step), Bread=str(step))
            case 2:
                (folder / "source_texts/strike.md").write_text(f"{TEXT}\nLine {step % 3}.\n")
            case 3:
                run(folder, "update")
            case 4:
                age(folder)
        remembering = run(folder, "status", "--json", *names, *some).output
        kept = cache.home(folder).rename(folder.parent / "kept")
        assert remembering == run(folder, "status", "--json", *names, *some).output
        shutil.rmtree(cache.home(folder))
        kept.rename(cache.home(folder))


def test_status_of_a_project_that_may_not_be_written_to_is_the_same(folder, monkeypatch):
    shown = run(folder, "status").stdout

    def refuse(*_, **__):
        raise StorageError(Problem("read-only"))

    monkeypatch.setattr(files, "lock", refuse)
    translate(folder, "strike", Strike="Забастовка")
    assert run(folder, "status").exit_code == 0
    assert run(folder, "status").stdout != shown


def test_a_day_that_passes_shows_without_any_change(folder, monkeypatch):
    text = f"---\ntranslation:\n  expires: 2026-05-02\n---\n{TEXT}"
    (folder / "source_texts/strike.md").write_text(text)
    run(folder, "update")
    monkeypatch.setenv("TAMIZDAT_TODAY", "2026-05-01")
    assert "expired" not in run(folder, "status").stdout

    monkeypatch.setenv("TAMIZDAT_TODAY", "2026-05-03")
    assert "expired 2026-05-02" in run(folder, "status").stdout


@pytest.mark.parametrize("change", ["edit", "delete", "break", "locale", "deadline"])
def test_status_says_what_it_would_say_without_memory(folder, change):
    run(folder, "status")
    source, path = folder / "source_texts/strike.md", folder / "locales/ru/LC_MESSAGES/strike.po"
    match change:
        case "edit":
            source.write_text(TEXT.replace("May 1", "May 2"))
        case "delete":
            path.unlink()
        case "break":
            path.write_text(path.read_text()[:-10])
        case "locale":
            (folder / "tamizdat.toml").write_text('locales = ["es", "ru"]\n')
        case "deadline":
            source.write_text(f"---\ntranslation:\n  deadline: 2026-05-02\n---\n{TEXT}")

    remembering = run(folder, "status")
    shutil.rmtree(cache.home(folder))

    assert remembering.output == run(folder, "status").output


@pytest.mark.parametrize("name", ["source_texts/strike.md", "locales/ru/LC_MESSAGES/strike.po"])
def test_what_is_saved_while_update_runs_is_read_the_next_time(folder, name, read):
    (folder / "source_texts/strike.md").write_text(TEXT + "\nBring water.\n")
    for result in update.run(Project.open(folder)):
        if result.path.name == "strike.po":  # all of them are written by now
            path = folder / name
            path.write_text(path.read_text().replace("Strike", "Strikes"))
    read.clear()

    run(folder, "update")

    assert "strike.po" in read


@pytest.mark.parametrize("name", ["stamps", "progress"])
@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 1, "context": "", "groups": {}}'])
def test_a_state_of_another_form_is_no_state(folder, name, content):
    run(folder, "status")
    (cache.home(folder) / f"{name}.json").write_text(content)

    assert run(folder, "update").exit_code == 0
    assert run(folder, "status").exit_code == 0


def state(folder, **changes):
    """What `status` has kept, with something else in it."""
    run(folder, "status")
    path = cache.home(folder) / "progress.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))
    return path


def kept(found):
    """What is kept of a text, with something in the place of a row."""
    return {"locales": ["ru"], "rows": {"ru": found}}


def row(**tallies):
    return {"catalog": "locales/ru/LC_MESSAGES/strike.po", "tallies": tallies}


BOTH = ("strike", "list")
STAMP = [1, 2, 3, 4, 5, "x"]
ODD = {
    "nested": "[" * 100_000,
    "no groups": {"groups": None},
    "groups in a list": {"groups": []},
    "a group in a list": {"groups": {"strike": [1]}},
    "a short stamp": {"groups": {"strike": {"a": [1]}}},
    "a stamp of words": {"groups": {"strike": {"a": ["x"] * 6}}},
    "a stamp that is a word": {"groups": {"strike": {"a": "stamps"}}},
    "a name with a NUL": {"groups": {"strike": {"a\0": STAMP}}},
    "a name outside": {"groups": {"strike": {"../a": STAMP}}},
    "nothing found": {"found": None},
    "found nothing": {"found": {"strike": None, "list": None}},
    "found emptiness": {"found": {name: {} for name in BOTH}},
    "rows in a list": {"found": {name: {"locales": ["ru"], "rows": [{}]} for name in BOTH}},
    "a row that is a word": {"found": {name: kept("row") for name in BOTH}},
    "an empty row": {"found": {name: kept({}) for name in BOTH}},
    "another catalog": {"found": {name: kept({"catalog": "/etc/passwd"}) for name in BOTH}},
    "no locales": {"found": {name: {"locales": 7, "rows": {}} for name in BOTH}},
    "an unknown state": {"found": {name: kept(row(x=(1, 1))) for name in BOTH}},
    "tallies of words": {"found": {name: kept(row(draft="x")) for name in BOTH}},
    "a number": 7,
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_state_that_is_odd_in_any_way_is_no_state(folder, odd):
    expected = run(folder, "status").output
    path = state(folder, **odd) if isinstance(odd, dict) else state(folder)
    if not isinstance(odd, dict):
        path.write_text(odd if isinstance(odd, str) else json.dumps(odd))
    shutil.copy(path, cache.home(folder) / "stamps.json")

    assert run(folder, "status").output == expected
    assert run(folder, "update").exit_code == 0


def test_a_state_that_a_repository_brings_is_not_looked_at(folder):
    expected = run(folder, "status").output
    shutil.rmtree(cache.home(folder))
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    before = path.read_bytes()
    (folder / ".tamizdat").mkdir()
    for name in ("holder", "lock", "progress.json", "stamps.json"):
        (folder / ".tamizdat" / name).symlink_to(path)

    assert run(folder, "status").output == expected
    assert run(folder, "update").exit_code == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["holder", "progress.json", "stamps.json"])
@pytest.mark.parametrize("kind", ["symlink", "pipe"])
def test_nothing_but_a_plain_file_is_a_state(folder, name, kind):
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    place = cache.home(folder) / name
    place.unlink(missing_ok=True)
    if kind == "symlink":
        place.symlink_to(path)
    else:
        os.mkfifo(place)
    before = path.read_bytes()

    for command in ("status", "update"):
        assert run(folder, command).exit_code == 0
    assert path.read_bytes() == before


def test_nothing_of_it_lies_in_the_project(folder):
    for command in ("update", "status", "check", "publish"):
        run(folder, command)

    assert not [*folder.rglob(".tamizdat*")]


def test_who_cannot_write_to_the_cache_counts_all_the_same(folder, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    expected = run(folder, "status").output
    monkeypatch.setenv("TAMIZDAT_CACHE", str(tmp_path / "file"))

    assert run(folder, "status").output == expected
    result = run(folder, "update")
    assert result.exit_code == 3
    assert "TAMIZDAT_CACHE" in result.stderr


def test_a_cache_that_lies_in_the_project_is_taken_for_nothing(folder, monkeypatch):
    """Some machines have their home in the very checkout: then a repository can ship it."""
    monkeypatch.delenv("TAMIZDAT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / ".cache"))
    cache.keep(folder, "x", b"what anybody may have put there")

    assert cache.load(folder, "x") == b""
    assert run(folder, "update").exit_code == 0
