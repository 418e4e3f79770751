"""What is left in `published/` of texts and locales that are gone, and what may be removed."""

import hashlib
import json
import shutil

import pytest
from pictures import PNG
from project import run, translate

from tamizdat.errors import TamizdatError
from tamizdat.project import cache
from tamizdat.publish.manifest import FILE, Manifest


def texts(folder):
    """Paths below `published/` of all files but the list itself."""
    below = folder / "published"
    found = (p.relative_to(below).as_posix() for p in below.rglob("*") if p.is_file())
    return {path for path in found if not path.endswith(FILE)}


def of(domain, *locales):
    """Where the files of a Markdown text are published."""
    found = {f"source/{code}/{domain}.md" for code in locales if code != "en"}
    for code in locales:
        found |= {f"site/{code}/{domain}/index.html", f"text/{code}/{domain}.txt"}
    return found


@pytest.fixture
def folder(write):
    """Two texts, published in Russian and in their own language."""
    folder = write({"source_texts/old.md": "Old text\n", "source_texts/calls/new.md": "New text\n"})
    run(folder, "update")
    translate(folder, "old", Old="Старый текст")
    translate(folder, "calls/new", New="Новый текст")
    assert run(folder, "publish").exit_code == 0
    assert of("old", "en", "ru") | of("calls/new", "en", "ru") < texts(folder)
    return folder


def test_nothing_is_said_while_nothing_is_gone(folder):
    result = run(folder, "publish", "--prune")

    assert (result.exit_code, "gone" in result.output, "remove" in result.output) == (0, 0, 0)


def test_a_deleted_text_is_named_and_removed_when_asked(folder):
    before = texts(folder)
    (folder / "source_texts/calls/new.md").unlink()

    named = run(folder, "publish")
    tried = run(folder, "publish", "--prune", "-n")
    assert texts(folder) == before
    removed = run(folder, "publish", "--prune")

    assert named.exit_code == removed.exit_code == 0
    assert "gone: published/site/en/calls/new/index.html\n" in named.stdout
    assert "5 files of texts that are gone" in named.stderr
    assert "would remove: published/text/ru/calls/new.txt\n" in tried.stdout
    assert "removed: published/text/ru/calls/new.txt\n" in removed.stdout
    assert texts(folder) == before - of("calls/new", "en", "ru")
    assert not (folder / "published/source/ru/calls").exists()
    assert "gone" not in run(folder, "publish").output


def test_what_is_removed_is_forgotten_at_once(folder):
    (folder / "source_texts/calls/new.md").unlink()
    run(folder, "publish")
    run(folder, "publish", "--prune")
    known = (folder / "published" / FILE).read_bytes()

    run(folder, "publish")

    assert (folder / "published" / FILE).read_bytes() == known
    assert b"calls/new" not in known


def test_many_files_are_named_with_verbose(folder):
    shutil.rmtree(folder / "source_texts/calls")
    (folder / "source_texts/old.md").rename(folder / "source_texts/newer.md")

    assert "gone: 6 files more (-v names them)" in run(folder, "publish").stdout
    assert run(folder, "publish", "-v").stdout.count("gone: published/") == 11


def test_a_locale_that_was_taken_out_leaves_with_its_index(folder):
    (folder / "tamizdat.toml").write_text("locales = []\n")

    run(folder, "publish", "--prune")

    assert texts(folder) == {
        *of("old", "en"),
        *of("calls/new", "en"),
        *("site/index.html", "site/en/index.html", "site/style.css"),
    }


def test_a_text_that_is_held_back_keeps_its_page_and_its_picture(write):
    folder = write({"source_texts/a.md": "One ![map](map.png)\n", "source_texts/map.png": PNG})
    run(folder, "update")
    translate(folder, "a", One="Один ![карта](map.png)")
    run(folder, "publish")
    before = texts(folder)
    assert "site/files/map.png" in before
    (folder / "source_texts/a.md").write_text("One and two\n")
    (folder / "source_texts/map.png").unlink()
    run(folder, "update")

    result = run(folder, "publish", "--prune")

    assert "blocked: a ru" in result.stdout
    assert texts(folder) == before


def test_a_text_that_can_not_be_read_just_now_is_not_gone(folder):
    before = texts(folder)
    (folder / "source_texts/old.md").write_bytes(b"\xff")

    result = run(folder, "publish", "--prune")

    assert result.exit_code == 2
    assert texts(folder) == before


def test_what_a_text_no_longer_shows_is_gone(write):
    folder = write({"source_texts/a.md": "One ![map](map.png)\n", "source_texts/map.png": PNG})
    run(folder, "update")
    run(folder, "publish")
    (folder / "source_texts/a.md").write_text("One\n")

    assert "removed: published/site/files/map.png" in run(folder, "publish", "--prune").stdout


def test_a_picture_that_another_text_shows_stays(write):
    picture = {f"source_texts/{name}.md": f"{name} ![map](map.png)\n" for name in "ab"}
    folder = write({**picture, "source_texts/map.png": PNG})
    run(folder, "update")
    run(folder, "publish")
    (folder / "source_texts/a.md").unlink()

    run(folder, "publish", "--prune")

    assert (folder / "published/site/files/map.png").is_file()
    assert not (folder / "published/site/en/a").exists()


def test_another_suffix_leaves_no_old_file(folder):
    (folder / "source_texts/old.md").rename(folder / "source_texts/old.markdown")

    run(folder, "publish", "--prune")

    assert not (folder / "published/source/ru/old.md").exists()
    assert (folder / "published/source/ru/old.markdown").is_file()


def test_what_somebody_put_there_or_edited_is_never_removed(folder):
    published = folder / "published"
    foreign = published / "site/ru/calls/new/notes.html"
    foreign.write_text("mine")
    edited = published / "text/ru/calls/new.txt"
    edited.write_text("mended by hand")
    linked = published / "text/en/calls/new.txt"
    same = folder / "same.txt"
    linked.rename(same)
    linked.symlink_to(same)
    (folder / "source_texts/calls/new.md").unlink()

    for arguments in (["--prune", "-n"], ["--prune"], ["--prune"]):
        result = run(folder, "publish", *arguments)
        assert "stays: published/text/ru/calls/new.txt: changed since" in result.stdout

    assert result.exit_code == 0
    assert foreign.read_text() == "mine"
    assert edited.read_text() == "mended by hand"
    assert linked.is_symlink()
    assert same.is_file()


def test_an_equal_file_that_was_there_before_is_not_ours(write):
    folder = write(
        {
            "source_texts/a.md": "One ![map](map.png)\n",
            "source_texts/map.png": PNG,
            "published/site/files/map.png": PNG,
        }
    )
    run(folder, "update")
    run(folder, "publish")
    (folder / "source_texts/a.md").rename(folder / "source_texts/b.md")
    (folder / "source_texts/b.md").write_text("One\n")

    run(folder, "publish", "--prune")

    assert (folder / "published/site/files/map.png").is_file()
    assert not (folder / "published/site/en/a").exists()


def test_deleting_the_derived_state_forgets_nothing(folder):
    shutil.rmtree(cache.home(folder))
    (folder / "source_texts/calls/new.md").unlink()

    run(folder, "publish", "--prune")

    assert not of("calls/new", "en", "ru") & texts(folder)


@pytest.mark.parametrize("content", [b"", b"{\n[]\n3\n", b'["a",{"b":1}]\n["a",3]', b"\xff"])
def test_without_a_list_that_can_be_read_nothing_is_removed(folder, content):
    (folder / "published" / FILE).write_bytes(content)
    before = texts(folder)
    (folder / "source_texts/calls/new.md").unlink()

    result = run(folder, "publish", "--prune")

    assert result.exit_code == 0
    assert texts(folder) == before


@pytest.mark.parametrize("place", ["../source_texts/old.md", "{folder}/source_texts/old.md"])
def test_a_forged_list_removes_nothing_outside(folder, place):
    digest = hashlib.sha256((folder / "source_texts/old.md").read_bytes()).hexdigest()
    line = json.dumps(["ru/gone", {place.format(folder=folder): digest}])
    with (folder / "published" / FILE).open("a") as file:
        file.write(f"{line}\n")

    assert run(folder, "publish", "--prune").exit_code == 0
    assert (folder / "source_texts/old.md").is_file()


def test_two_targets_know_nothing_ill_of_each_other(folder):
    for target in ("site", "text", "source"):
        assert "gone" not in run(folder, "publish", "--to", target).output
    (folder / "source_texts/calls/new.md").unlink()

    run(folder, "publish", "--to", "text", "--prune")

    assert not of("calls/new", "en", "ru") & texts(folder)


def test_drafts_for_proof_reading_have_a_list_of_their_own(folder):
    run(folder, "publish", "--policy", "draft")
    (folder / "source_texts/calls/new.md").unlink()

    run(folder, "publish", "--policy", "draft", "--prune")

    found = texts(folder)
    assert not {f"draft/{path}" for path in of("calls/new", "en", "ru")} & found
    assert of("calls/new", "en", "ru") < found


def test_a_run_for_some_texts_neither_names_nor_removes(folder):
    (folder / "source_texts/calls/new.md").unlink()

    assert "gone" not in run(folder, "publish", "old").output
    assert run(folder, "publish", "old", "--prune").exit_code == 2
    assert run(folder, "publish", "-l", "ru", "--prune").exit_code == 2
    assert "gone: " in run(folder, "publish").stdout


@pytest.mark.parametrize("rest", ["", '["ru/old",{"text/'])
def test_a_run_that_was_killed_is_known_to_the_next(folder, monkeypatch, rest):
    before = (folder / "published" / FILE).read_bytes()
    shutil.rmtree(folder / "published")

    def kill(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("tamizdat.publish.indexes.Indexes.write", kill)
    assert run(folder, "publish").exit_code == 130
    monkeypatch.undo()
    with (folder / "published" / FILE).open("a") as file:
        file.write(rest)

    run(folder, "publish")

    assert (folder / "published" / FILE).read_bytes() == before
    (folder / "source_texts/calls/new.md").unlink()
    run(folder, "publish", "--prune")
    assert not of("calls/new", "en", "ru") & texts(folder)


def test_of_two_runs_that_were_killed_all_files_are_known(folder, monkeypatch):
    def kill(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("tamizdat.publish.indexes.Indexes.write", kill)
    for name in ("third", "fourth"):
        with (folder / "published" / FILE).open("a") as file:
            file.write('["ru/old",{"text/')
        (folder / f"source_texts/{name}.md").write_text(f"Text {name}\n")
        assert run(folder, "publish").exit_code == 130
    monkeypatch.undo()
    assert of("third", "en") | of("fourth", "en") < texts(folder)
    for name in ("third", "fourth"):
        (folder / f"source_texts/{name}.md").unlink()

    run(folder, "publish", "--prune")

    assert texts(folder) >= of("old", "en", "ru")
    assert not texts(folder) & (of("third", "en") | of("fourth", "en"))


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/x", "a/../../x", "a/..", "a\0b", f"a/{'x' * 256}", f"a/{'é' * 128}"],
)
def test_a_list_names_nothing_but_files_below_its_folder(tmp_path, name):
    lines = [["ru/a", {name: "0", "text/a.txt": "1"}], [f"ru/{name}", {"text/b..txt": "2"}]]
    (tmp_path / FILE).write_text("\n".join(map(json.dumps, lines)))

    assert Manifest.read(tmp_path).known == {"text/a.txt", "text/b..txt"}


def test_a_file_behind_a_symlink_is_not_removed(tmp_path):
    folder, outside = tmp_path / "published", tmp_path / "outside"
    for path in (folder / "text", outside):
        path.mkdir(parents=True)
    (outside / "x").write_bytes(b"theirs")
    (folder / "text" / "ru").symlink_to(outside)
    name = "text/ru/x"
    digest = hashlib.sha256(b"theirs").hexdigest()
    (folder / FILE).write_text(json.dumps(["ru/gone", {name: digest}]))
    manifest = Manifest.read(folder)

    assert manifest.gone(()) == ((), (folder / name,))
    with pytest.raises(TamizdatError):
        manifest.remove([folder / name])
    assert (outside / "x").read_bytes() == b"theirs"
