"""`tamizdat privacy` finds every leak that was written down, and calls nothing else one."""

import json
import os
import re
import shutil
import struct
import subprocess

import leaks
import pytest
from project import plain, run

from tamizdat.catalogs import po
from tamizdat.privacy import media, texts
from tamizdat.project import history

HISTORY = ("commit", "gone", "branch", "tag", "tagger")


@pytest.fixture(scope="module")
def telling(tmp_path_factory):
    """A project with all leaks, and what is said of it; made once."""
    folder = tmp_path_factory.mktemp("telling")
    if shutil.which("exiftool") is None or shutil.which("git") is None:
        return folder, None
    cases = [*leaks.LEAKS, *leaks.INNOCENT]
    leaks.build(folder, cases, shutil.which("exiftool"))
    leaks.remember(folder, cases)
    return folder, json.loads(run(folder, "privacy", "--json").stdout)["traces"]


@pytest.fixture
def told(telling, judge):
    judge("exiftool")
    judge("git")
    return telling[1]


@pytest.mark.parametrize("leak", leaks.LEAKS, ids=lambda leak: leak["id"])
def test_a_leak_is_found(told, leak):
    found = [t for t in told if t["kind"] == leak["kind"] and leak["finds"] in t["text"]]

    assert found
    in_git = leak["at"].split()[0] in HISTORY
    assert any((not t["path"] or "@" in t["path"]) == in_git for t in found)


@pytest.mark.parametrize("case", leaks.INNOCENT, ids=lambda case: case["id"])
def test_what_is_nobody_s_secret_is_not_called_one(case, tmp_path, judge):
    leaks.build(
        tmp_path, [case, *(c for c in leaks.INNOCENT if c["at"] == "body")], judge("exiftool")
    )
    judge("git")
    leaks.remember(tmp_path, [case])

    result = run(tmp_path, "privacy")

    asked = case.get("told", False)
    assert (bool(result.stdout), result.exit_code) == (asked, int(asked))


@pytest.fixture
def small(write):
    """A project that tells nothing."""
    folder = write({"source_texts/a.md": "# Strike\n", "source_texts/b.md": "# Bread\n"})
    run(folder, "update")
    return folder


def ask(folder, *arguments):
    result = run(folder, "privacy", "--json", *arguments)
    return [(t["kind"], t["text"], t["path"]) for t in json.loads(result.stdout)["traces"]]


def sign(folder, domain, name):
    path = folder / f"locales/ru/LC_MESSAGES/{domain}.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Last-Translator: ", f"Last-Translator: {name}"), encoding="utf-8")
    return f"locales/ru/LC_MESSAGES/{domain}.po"


def test_where_there_is_nothing_to_learn_the_answer_is_0(small):
    result = run(small, "privacy")

    assert (result.stdout, result.exit_code) == ("", 0)
    assert "nothing told of people" in result.stderr


def test_what_is_told_stands_with_its_place_and_what_to_do(small):
    path = sign(small, "a", "Jane Doe <jane@example.org>")

    result = run(small, "privacy")

    assert result.exit_code == 1
    assert f"person Jane Doe 1 {path}:6 Last-Translator" in plain(result.stdout)
    assert f"address jane@example.org 1 {path}:6 Last-Translator" in plain(result.stdout)
    assert "next: privacy.scrub = true" in result.stderr
    (small / "tamizdat.toml").write_text('locales = ["ru"]\nprivacy.scrub = true\n')
    assert "next: tamizdat update" in run(small, "privacy").stderr
    run(small, "update")
    assert run(small, "privacy").exit_code == 0


def test_texts_and_locales_can_be_chosen(small):
    first, second = sign(small, "a", "Jane Doe"), sign(small, "b", "John Roe")

    assert ask(small, "a") == [("person", "Jane Doe", first)]
    assert ask(small, "b", "-l", "ru") == [("person", "John Roe", second)]
    assert len(ask(small)) == len(ask(small, "-l", "ru")) == 2


def test_some_places_are_shown_and_with_v_all(small):
    for number in range(5):
        text = f"---\ntitle: A\nauthor: Jane Doe\n---\n\nText {number}\n"
        (small / f"source_texts/c{number}.md").write_text(text)

    assert "and 2 places more: -v" in plain(run(small, "privacy").stdout)
    assert run(small, "privacy", "-v").stdout.count("author") == 5


def test_a_catalog_that_is_broken_tells_all_the_same(small):
    path = sign(small, "a", "Jane Doe")
    broken = (small / path).read_bytes().replace(b'msgid ""\n', b"<<<<<<< HEAD\nmsgid \xff\n", 1)
    (small / path).write_bytes(broken)

    assert ("person", "Jane Doe", path) in ask(small)


def test_no_text_steers_the_terminal(small, judge):
    judge("git")
    evil = ("\x1b[31mJane\u202e Doe\x07", "a\x1b]0;x@example.org")
    sign(small, "a", "J\u202eane \x9b1m")
    (small / "source_texts/x.md").write_text("<!-- \x1b[2J@evil_handle1 -->\n\nText\n")
    leaks.git(small, "init", "-q", "-b", "main")
    leaks.commit(small, "Work\n\nSigned-off-by: \x1b[31mRed <red@example.org>", author=evil)

    result = run(small, "privacy", "-v")

    assert "Jane<U+202E> Doe" in result.stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.output)


@pytest.mark.parametrize("made", ["pipe", "loop", "outside", "unreadable name"])
def test_what_can_t_be_read_holds_nothing_up(small, made):
    path = sign(small, "b", "John Roe")
    odd = small / "locales/ru/LC_MESSAGES/a.po"
    odd.unlink()
    if made == "pipe":
        os.mkfifo(odd)
    elif made == "loop":
        odd.symlink_to("a.po")
    elif made == "outside":
        odd.symlink_to("/etc/passwd")
    else:
        (small / os.fsdecode(b"locales/\xff.po")).write_text("# jane@example.org\n")

    result = run(small, "privacy", "-v")

    assert path in result.stdout
    assert result.exit_code == (2 if made == "pipe" else 1)
    assert ("a.po: not a regular file" in result.stderr) is (made == "pipe")


# git


@pytest.fixture
def committed(small, judge):
    judge("git")
    leaks.git(small, "init", "-q", "-b", "main")
    leaks.commit(small, author=("Gita Goe", "gita@example.org"))
    return small


GITA = {("person", "Gita Goe", ""), ("address", "gita@example.org", "")}


@pytest.mark.parametrize(
    "options", [(), ("--depth", "1"), ("--bare",), ("--separate-git-dir=away",), ("--shared",)]
)
def test_history_is_read_in_every_form_of_a_repository(committed, options, tmp_path_factory):
    where = tmp_path_factory.mktemp("clone") / "c"
    leaks.git(committed.parent, "clone", "-q", *options, f"file://{committed}", where)
    if "--bare" in options:
        where.rename(where.parent / ".git")
        where = where.parent
        (where / "source_texts").mkdir()
        (where / "tamizdat.toml").write_text('locales = ["ru"]\n')

    assert set(ask(where)) >= GITA
    assert ask(where, "--no-history") == []


NOTE = 'domain,msgctxt,msgid,note\na,,Work,"Ask Nora Noe\\n<nora@example.org>"\n'
FORMER = {
    "locales/notes.csv": (NOTE, {"Nora Noe", "nora@example.org"}),
    "locales/renames.csv": ("from,to\nby/rena@example.org,b\n", {"rena@example.org"}),
    "locales/baseline.json": ('{"reason": "says basil@example.org"}', {"basil@example.org"}),
    "locales/thesaurus.csv": ("other@example.org\n", set()),  # not a file of ours
}


@pytest.mark.parametrize("name", FORMER)
def test_what_stood_beside_catalogs_is_found_after_it_is_gone(committed, name):
    content, wanted = FORMER[name]
    (committed / "locales").mkdir(exist_ok=True)
    (committed / name).write_text(content)
    leaks.commit(committed, author=("Gita Goe", "gita@example.org"))
    (committed / name).unlink()
    leaks.commit(committed, author=("Gita Goe", "gita@example.org"))

    found = json.loads(run(committed, "privacy", "--json").stdout)["traces"]

    told = {t["text"]: t for t in found if t["path"]}
    assert {*told} == wanted
    for trace in told.values():
        assert trace["path"].startswith(f"{name}@")
        assert trace["line"] == content[: content.index(trace["text"])].count("\n") + 1


def test_what_stands_beside_catalogs_as_it_always_did_is_said_once(committed):
    (committed / "locales").mkdir(exist_ok=True)
    (committed / "locales/notes.csv").write_text(NOTE)
    leaks.commit(committed, author=("Gita Goe", "gita@example.org"))

    found = json.loads(run(committed, "privacy", "--json").stdout)["traces"]

    assert [t["path"] for t in found if t["text"] == "nora@example.org"] == ["locales/notes.csv"]


def test_what_git_keeps_on_this_machine_alone_is_not_looked_at(committed):
    (committed / "source_texts/a.md").write_text("# Work\n")
    leaks.git(committed, "stash", author=("Stash Soe", "stash@example.org"))
    leaks.git(committed, "config", "user.name", "Config Coe")

    assert "Soe" not in str(ask(committed))
    assert "Coe" not in str(ask(committed))


def test_names_in_other_encodings_and_dates_of_no_calendar_are_read(committed):
    folder = committed / ".git"
    tree = subprocess.run(
        ["git", "write-tree"], cwd=committed, check=True, capture_output=True, text=True
    ).stdout.strip()
    for encoding, name, date in (
        ("encoding latin1\n", "Ren\xe9 Roe".encode("latin-1"), b"1700000000 +0200"),
        ("", b"Bro\xffken Boe", b"99999999999999999999 +9999"),
        ("", b"No Noe", b"never"),
        ("", b"", b"0 +0000"),
    ):
        head = f"tree {tree}\n".encode()
        by = name + b" <x@example.org> " + date + b"\n"
        data = head + b"author " + by + b"committer " + by + encoding.encode() + b"\nWork\n"
        made = subprocess.run(
            ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
            cwd=committed, input=data, check=True, capture_output=True,
        ).stdout.decode().strip()  # fmt: skip
        (folder / f"refs/heads/b{made[:8]}").write_text(f"{made}\n")

    said = str(ask(committed))

    assert all(name in said for name in ("René Roe", "Bro\ufffdken Boe", "No Noe", "Gita Goe"))


def test_a_branch_that_leads_nowhere_hides_nothing(committed):
    (committed / ".git/refs/heads/aaa").write_text("0" * 39 + "1\n")
    (committed / ".git/refs/tags").mkdir(exist_ok=True)
    (committed / ".git/refs/tags/aaa").write_text("0" * 39 + "2\n")

    assert set(ask(committed)) >= GITA


def test_a_folder_that_leads_elsewhere_is_not_walked(small, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "jane.po").write_text("# jane@example.org\n")
    (small / "published").symlink_to(elsewhere)
    (small / ".github").symlink_to(elsewhere)

    result = run(small, "privacy")

    assert "jane" not in result.output


def test_a_long_history_is_looked_at_in_part_and_that_is_said(committed, monkeypatch):
    monkeypatch.setattr(history, "_MOST", 1)

    result = run(committed, "privacy")

    assert "git's history is too long: not all of it was looked at" in result.stderr
    assert "Gita Goe" in result.stdout


def test_the_last_words_are_advice_that_fits(committed):
    said = run(committed, "privacy").stderr

    assert "what was pushed once can't be called back" in said
    assert "privacy.scrub" not in said
    assert "can't be called back" not in run(committed, "privacy", "--no-history").stderr


def test_a_history_that_was_read_to_its_end_is_not_called_long(committed):
    for _ in range(5):
        assert history.read(committed, [".po"]).whole


def exif(entries):
    """A block whose every entry, an artist, goes on to the end of the file."""
    entry = struct.pack("<HHII", 0x013B, 2, 1 << 31, 8)
    return struct.pack("<4sIH", b"II*\0", 8, entries) + entry * entries


@pytest.mark.parametrize(
    "text",
    ["<meta " * 99_999, "<meta \"'" * 99_999, "<meta name=by content=a>" * 60_000,
     "<!---->" * 150_000, "[//]: # a\n" * 99_999, f"---\n{' ' * 9999}x\n---\n",
     f"---\n{'a ' * 9999}\n---\n", f"---\n- {'- ' * 9999}x\n---\n"],
    ids=lambda text: text[:12],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_no_text_takes_for_ever(text):
    list(texts.of_text(text, "a.html", (), ()))


@pytest.mark.parametrize(
    "data",
    [b"%PDF" + b"<dc:creator " * 99_999, b"%PDF" + b"<dc:creator>" * 40_000,
     b"%PDF" + b"/Author (" * 99_999, exif(65_535)],
    ids=lambda data: repr(data[:16]),
)  # fmt: skip
@pytest.mark.timeout(20)
def test_no_picture_or_document_takes_for_ever(data):
    list(media.told(data))


@pytest.mark.parametrize("field", ["a" * 500_000, "a@" * 200_000, "<" * 500_000])
@pytest.mark.timeout(20)
def test_no_header_takes_for_ever(field):
    list(po.told(f'msgid ""\nmsgstr ""\n"Last-Translator: {field}\\n"\n'))
