"""What commits hold of a project: edits, contents, trees, declarations; only its own files."""

import hostile
import pytest

from tamizdat.project import past
from tamizdat.project.past import Edit, Past, versions

BELOW = "texts"


@pytest.fixture(params=["", "docs/ürün"], ids=["top", "below"])
def project(request, tmp_path, judge):
    """A project at the top of its repository, or in a folder of it, with three commits."""
    judge("git")
    hostile.git(tmp_path, "init", "-q", "-b", "main")
    root = tmp_path / request.param
    folder = root / BELOW
    folder.mkdir(parents=True)
    (tmp_path / BELOW).mkdir(exist_ok=True)
    (tmp_path / BELOW / "a.md").write_text("of another project")
    steps = ({"a.md": "one"}, {"a.md": "two", "b c.md": "b"}, {"a.md": "one", "b c.md": None})
    trailers = ("", "\n\nTranslation: Cosmetic", "\n\nTranslation: removed\nSigned-off-by: x")
    for step, trailer in zip(steps, trailers, strict=True):
        for name, text in step.items():
            if text is None:
                (folder / name).unlink()
            else:
                (folder / name).write_text(text)
        hostile.git(tmp_path, "add", "-A")
        hostile.git(tmp_path, "commit", "-qm", f"Step{trailer}")
    return root


def named(found):
    return [(edit.path, bool(edit.before), bool(edit.after)) for edit in found]


def test_edits_are_those_of_the_files_that_are_asked_for_the_newest_first(project):
    known = Past.of(project)
    a, b = f"{BELOW}/a.md", f"{BELOW}/b c.md"

    found = known.edits(known.head, [a, b], BELOW)

    assert sorted(named(found[:2])) == [(a, True, True), (b, True, False)]
    assert sorted(named(found[2:4])) == [(a, True, True), (b, False, True)]
    assert named(found[4:]) == [(a, False, True)]
    assert named(known.edits(known.head, [b], BELOW)) == [(b, True, False), (b, False, True)]
    assert [edit.declared for edit in known.edits(known.head, [a], BELOW)] == [
        {"removed"},
        {"cosmetic"},
        frozenset(),
    ]
    assert known.edits(found[-1].commit, [a, b], BELOW) == found[-1:]


def test_of_many_files_those_that_are_asked_for_are_found(project):
    known = Past.of(project)
    a = f"{BELOW}/a.md"
    many = [a, *(f"{BELOW}/{number}.md" for number in range(past._NAMED))]

    assert known.edits(known.head, many, BELOW) == known.edits(known.head, [a], BELOW)


def test_contents_are_those_of_the_project_s_own_files(project):
    known = Past.of(project)
    edits = known.edits(known.head, [f"{BELOW}/a.md"], BELOW)

    assert [known.contents([edit.after])[edit.after] for edit in edits] == [b"one", b"two", b"one"]
    assert known.contents(["", "0" * 40, "HEAD", known.head, "--batch"]) == {}
    assert known.contents([]) == {}
    assert known.committed(project / BELOW / "a.md") == b"one"
    assert known.committed(project / BELOW / "b c.md") is None


def test_a_large_file_is_not_read(project, monkeypatch):
    known = Past.of(project)
    (edit, *_) = known.edits(known.head, [f"{BELOW}/a.md"], BELOW)
    monkeypatch.setattr(past, "_LARGEST_FILE", 20)

    assert known.contents([edit.after]) == {}


def test_a_tree_has_ordinary_files_below_the_project_alone(project):
    (project / BELOW / "link.md").symlink_to("a.md")
    (project / BELOW / "sub").mkdir()
    (project / BELOW / "sub/ü\n.md").write_text("u")
    hostile.git(project, "add", "-A")
    hostile.git(project, "commit", "-qm", "More")
    known = Past.of(project)

    assert [*known.tree(known.head, BELOW)] == [f"{BELOW}/a.md", f"{BELOW}/sub/ü\n.md"]
    assert {*known.tree(known.head, "")} >= {f"{BELOW}/a.md", f"{BELOW}/sub/ü\n.md"}
    assert not [name for name in known.tree(known.head, "") if name.startswith(("/", ".."))]
    assert known.tree("0" * 40, BELOW) is None
    link = known.edits(known.head, [f"{BELOW}/link.md"], BELOW)
    assert named(link) == [(f"{BELOW}/link.md", False, False)]


def test_a_commit_has_parents_and_what_it_declares(project):
    known = Past.of(project)
    newest = known.commit(known.head)
    middle = known.commit(newest.parents[0])
    oldest = known.commit(middle.parents[0])

    assert [each.declared for each in (newest, middle, oldest)] == [
        {"removed"},
        {"cosmetic"},
        frozenset(),
    ]
    assert oldest.parents == ()
    assert known.commit("0" * 40) is None
    assert known.declared(oldest.name) == {"removed", "cosmetic"}
    assert known.declared(middle.name) == {"removed"}
    assert known.declared(newest.name) == frozenset()


@pytest.mark.parametrize(
    ("message", "declared"),
    [
        ("Edit\n\nTranslation: cosmetic", {"cosmetic"}),
        ("Edit\n\ntranslation:COSMETIC  ", {"cosmetic"}),
        ("Edit\n\nTranslation: cosmetic\nTranslation: removed", {"cosmetic", "removed"}),
        ("Translation: cosmetic", set()),
        ("Edit\n\nTranslation: cosmetic\n\nMore words.", set()),
        ("Edit\n\nOur Translation: cosmetic", set()),
    ],
)
def test_what_a_message_declares_stands_at_its_end(project, message, declared):
    """A commit alone is read by us, many of them by git: both say the same."""
    before = Past.of(project).head
    (project / BELOW / "a.md").write_text("edited")
    hostile.git(project, "commit", "-qam", message)
    known = Past.of(project)

    assert known.commit(known.head).declared == declared
    assert known.declared(before) == declared
    assert known.edits(known.head, [f"{BELOW}/a.md"], BELOW)[0].declared == declared


def test_a_message_in_another_charset_is_read_all_the_same(project, tmp_path):
    (tmp_path / "message").write_bytes(b"\xc9dition\n\nd\xe9j\xe0\nTranslation: cosmetic\n")
    hostile.git(project, "commit", "-q", "--allow-empty", "-F", tmp_path / "message")
    known = Past.of(project)

    commit = known.commit(known.head)

    assert (commit.declared, len(commit.parents)) == ({"cosmetic"}, 1)


@pytest.mark.parametrize(
    ("data", "same"),
    [
        (b"a\nb\n", True),
        (b"a\r\nb\r\n", True),
        (b"a\r\nb\n", True),
        (b"a\nc\n", False),
        (b"a\r\nc\r\n", False),
    ],
)
def test_what_git_wrote_with_other_line_ends_is_as_it_was(project, data, same):
    (project / BELOW / "a.md").write_bytes(b"a\nb\n")
    hostile.git(project, "commit", "-qam", "Lines")
    known = Past.of(project)

    assert known.is_as(known.tree(known.head, BELOW)[f"{BELOW}/a.md"], data) == same


def test_a_folder_without_a_commit_has_no_past(tmp_path, judge):
    judge("git")
    assert Past.of(tmp_path) is None
    hostile.git(tmp_path, "init", "-q")
    assert Past.of(tmp_path) is None


def edits(*written):
    """Edits of the file `a`, each written as commit, content and `!` where it was removed."""
    for each in written:
        declared = frozenset({"removed"} if each.endswith("!") else ())
        yield Edit(each[0], "a", "", each[1:].rstrip("!"), declared)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["3c", "2b", "1a"], [("3", "c"), ("2", "b"), ("1", "a")]),
        (["4a", "3b", "2a", "1c"], [("4", "a"), ("3", "b"), ("1", "c")]),
        (["3", "2b", "1a"], [("2", "b"), ("1", "a")]),
        (["3c", "2b!", "1a"], [("3", "c"), ("2", "b")]),
        (["3!", "2b"], []),
        ([], []),
    ],
)
def test_former_contents_are_found_once_each_down_to_what_was_taken_out(written, found):
    other = Edit("0", "b", "", "x")

    assert versions([*edits(*written), other]).get("a", []) == found
    assert versions([*edits(*written), other])["b"] == [("0", "x")]
