"""git is asked without its configuration, whatever form a repository has."""

import os

import hostile
import pytest
from project import run

from tamizdat.project import git
from tamizdat.project.past import COSMETIC, Past

NAME = "texts/a.md"
BEFORE, AFTER = "We meet at one.\n", "We meet at two.\n"


@pytest.fixture
def origin(tmp_path, judge):
    judge("git")
    return hostile.committed(tmp_path / "origin", {NAME: BEFORE}, {NAME: AFTER}).parent


def as_it_is(origin, _):
    return origin


def packed(origin, _):
    hostile.git(origin, "gc", "-q")
    return origin


def shallow(origin, folder):
    hostile.git(folder, "clone", "-q", "--depth", "2", f"file://{origin}", "shallow")
    return folder / "shallow"


def linked(origin, folder):
    hostile.git(origin, "worktree", "add", "-q", folder / "linked", "-b", "other")
    return folder / "linked"


def moved_away(origin, folder):
    hostile.git(folder, "clone", "-q", "--separate-git-dir", folder / "away", origin, "moved")
    return folder / "moved"


def borrowing(origin, folder):
    hostile.git(folder, "clone", "-q", "--shared", origin, "borrowing")
    return folder / "borrowing"


def without_branch(origin, _):
    hostile.git(origin, "checkout", "-q", "--detach")
    return origin


def with_carriage_returns(origin, _):
    (origin / NAME).write_bytes(AFTER.encode().replace(b"\n", b"\r\n"))
    return origin


def with_long_hashes(_, folder):
    content = {NAME: BEFORE}, {NAME: AFTER}
    return hostile.committed(folder / "long", *content, "--object-format=sha256").parent


FORMS = (
    as_it_is, packed, shallow, linked, moved_away, borrowing, without_branch,
    with_carriage_returns, with_long_hashes,
)  # fmt: skip


def newest(root, name):
    """What the newest commit of a file did, with contents, and what it declares."""
    past = Past.of(root)
    edit = past.edits(past.head, [name], name)[0]
    found = past.contents([edit.before, edit.after])
    assert past.is_as(edit.after, (root / name).read_bytes())
    assert past.committed(root / name) == found[edit.after]
    return found[edit.before], found[edit.after], edit.declared


@pytest.mark.parametrize("form", FORMS)
def test_a_cosmetic_commit_is_known_in_every_form_of_a_repository(origin, tmp_path, form):
    root = form(origin, tmp_path)

    wanted = BEFORE.encode(), AFTER.encode(), {COSMETIC}
    assert newest(root, NAME) == newest(root / "texts", "a.md") == wanted
    assert git.tracks(root, [NAME])
    assert git.tracks(root / "texts", ["a.md"])
    assert not git.tracks(root, [NAME, "b.md"])


def test_a_repository_below_the_root_is_none(origin):
    project = origin.parent

    assert Past.of(project) is None
    assert not git.tracks(project, [f"origin/{NAME}"])


@pytest.mark.parametrize("link", ["file", "symlink"])
def test_nothing_at_the_root_leads_git_below_it(origin, link):
    project = origin.parent
    if link == "file":
        (project / ".git").write_text("gitdir: origin/.git\n")
    else:
        (project / ".git").symlink_to("origin/.git")

    assert not git.tracks(project, [NAME])


@pytest.mark.parametrize(
    "head", ["", "x", "ref: ../../x\n", "ref: refs/heads/../../x\n", "ref: refs/heads/none\n"]
)
def test_a_head_that_names_no_commit_is_none(origin, head):
    (origin / ".git/HEAD").write_text(head)

    assert Past.of(origin) is None


@pytest.mark.parametrize("name", ["HEAD", "packed-refs", "commondir"])
def test_what_never_ends_is_not_read(origin, name):
    path = origin / ".git" / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)

    if past := Past.of(origin):
        past.edits(past.head, [NAME], NAME)


def circle(folder):
    (folder / ".git").symlink_to(".git")


def no_name(folder):
    (folder / ".git").write_bytes(b"gitdir: a\0b\n")


def no_name_in_common(folder):
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (folder / ".git/commondir").write_bytes(b"a\0b\n")


def circle_in_common(folder):
    (folder / ".git").mkdir()
    (folder / ".git/common").symlink_to("common")
    (folder / ".git/commondir").write_text("common\n")
    (folder / ".git/HEAD").symlink_to("HEAD")


def too_long(folder):
    (folder / ".git").write_text(f"gitdir: {'a' * 9999}\n")


@pytest.mark.parametrize("make", [circle, no_name, no_name_in_common, circle_in_common, too_long])
@pytest.mark.parametrize("arguments", [("privacy",), ("update",), ("check",), ("status",)])
def test_what_is_no_repository_stops_nothing(write, make, arguments):
    folder = write({"source_texts/a.md": "# Strike\n"})
    run(folder, "update")
    make(folder)

    result = run(folder, *arguments)

    assert result.exit_code < 2, result.output
    assert not git.tracks(folder, ["source_texts/a.md"])
