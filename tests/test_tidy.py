"""`tamizdat tidy`: what is dead goes, and no word with it."""

import subprocess
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project import catalog, plain, run, translate

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Message, Provenance, State
from tamizdat.catalogs.kept import Kept
from tamizdat.errors import Problem, StorageError
from tamizdat.project import baseline, files
from tamizdat.project.baseline import Dismissed
from tamizdat.project.project import Project
from tamizdat.tidy import workflow
from tamizdat.tidy.dead import Kind

TEXT = "# Strike\n\nWe meet at noon.\n\nBring bread.\n"
PATH = "locales/ru/LC_MESSAGES/strike.po"
OLD = "locales/ru/LC_MESSAGES/old.po"
MARK = "\ufeff".encode()


@pytest.fixture
def folder(write):
    """A project with a translated text."""
    folder = write({"source_texts/strike.md": TEXT})
    run(folder, "update")
    translate(folder, "strike", Strike="Забастовка", We="Днём.", Bring="Хлеб.")
    return folder


def put(folder, path, *messages, **changes):
    """A catalog with these messages."""
    name = path.rpartition("/")[2].removesuffix(".po")
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(po.dumps(replace(po.new_catalog("ru", name, "", messages), **changes)))
    return file


def buried(msgid, msgstr="", **changes):
    return Message(msgid, msgstr, obsolete=True, **changes)


def found(result):
    """Kinds and numbers, as a listing shows them."""
    lines = (plain(line).split() for line in result.stdout.splitlines()[1:])
    return {" ".join(line[:-3]): int(line[-3]) for line in lines if line[0] in ("goes", "stays")}


def bytes_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is a copy


@pytest.mark.parametrize(
    ("living", "obsolete", "is_copy"),
    [
        ({}, {}, True),
        ({"msgstr": "б"}, {}, False),
        ({"msgctxt": "menu"}, {}, False),
        ({"flags": ("fuzzy",)}, {}, False),
        ({}, {"flags": ("fuzzy",)}, True),
        ({}, {"flags": ("fuzzy",), "previous_msgid": "b"}, True),
        ({"flags": ("fuzzy",)}, {"flags": ("fuzzy",)}, True),
        ({"flags": ("fuzzy",)}, {"flags": ("fuzzy",), "previous_msgid": "b"}, False),
        ({}, {"translator_comments": ("who says so?",)}, False),
        ({"translator_comments": ("who says so?", "I")}, {"translator_comments": ("I",)}, True),
        ({}, {"msgstr": ""}, True),
        ({}, {"msgstr": "", "translator_comments": ("why?",)}, False),
        (
            {"translator_comments": ("why?",)},
            {"msgstr": "", "translator_comments": ("why?",)},
            True,
        ),
    ],
)
def test_a_copy_says_nothing_that_does_not_stay(living, obsolete, is_copy):
    kept = Kept([Message(**({"msgid": "a", "msgstr": "а"} | living))])

    assert kept.says(Message(**({"msgid": "a", "msgstr": "а"} | obsolete))) == is_copy


def test_who_reviewed_a_message_is_not_forgotten():
    message = Message("a", "а")

    assert not Kept([message]).says(message.accepted("Ada"))
    assert Kept([message.accepted("Ada")]).says(message)


# What goes


def test_a_catalog_of_a_text_that_is_gone_goes_when_all_of_it_is_elsewhere(folder):
    put(folder, OLD, buried("We meet at noon.", "Днём."))

    result = run(folder, "tidy")

    assert result.exit_code == 0
    assert not (folder / OLD).exists()
    assert found(result) == {
        "goes catalogs of texts that are gone": 1,
        "goes obsolete messages that are said elsewhere": 1,
    }


def test_the_only_copy_stays_always(folder):
    file = put(
        folder,
        OLD,
        buried("We meet at noon.", "В полдень."),
        buried("Sing.", "Пойте."),
        *[buried("We meet at noon.", "Днём.")],
    )

    result = run(folder, "tidy")

    assert [m.msgstr for m in po.loads(file.read_bytes()).messages] == ["В полдень.", "Пойте."]
    assert found(result) == {
        "goes obsolete messages that are said elsewhere": 1,
        "stays obsolete messages that are nowhere else": 1,
        "stays the same, translated in another way since": 1,
    }


def test_of_two_obsolete_copies_the_one_beside_its_text_stays(folder):
    put(folder, OLD, buried("Sing.", "Пойте."))
    before = catalog(folder, "strike")
    messages = (*before.messages, buried("Sing.", "Пойте."))
    (folder / PATH).write_bytes(po.dumps(replace(before, messages=messages)))

    run(folder, "tidy")

    assert not (folder / OLD).exists()
    assert [m.msgstr for m in catalog(folder, "strike").obsolete] == ["Пойте."]


def test_another_locale_is_no_reason_to_forget(folder):
    put(folder, OLD.replace("/ru/", "/es/"), buried("We meet at noon.", "Днём."))

    run(folder, "tidy")

    assert (folder / OLD.replace("/ru/", "/es/")).exists()


def test_a_catalog_that_nobody_updated_yet_stays(folder):
    """What is not obsolete was put there: `check` says so, and where it may belong."""
    file = put(folder, OLD, Message("We meet at noon.", "Днём."))

    result = run(folder, "tidy")

    assert file.exists()
    assert not found(result)


def test_catalogs_of_a_locale_that_is_gone_are_named(folder):
    translated = (folder / PATH).read_bytes()
    other = folder / PATH.replace("/ru/", "/tr/")
    other.parent.mkdir(parents=True)
    other.write_bytes(translated)

    result = run(folder, "tidy")

    assert other.read_bytes() == translated
    assert found(result) == {"stays translations into locales that are not configured": 3}


def test_void_lines_go_and_those_that_hold_stay(folder):
    before = catalog(folder, "strike")
    first, second, third = before.messages
    lines = {
        first: first.accepted("Ada"),
        second: second.accepted("Ada").evolve(msgstr="В час."),
        third: third.evolve(
            translator_comments=("tamizdat: draft engine=pseudo hash=0123456789ab", "hm?")
        ),
    }
    messages = tuple(lines[message] for message in before.messages)
    (folder / PATH).write_bytes(po.dumps(replace(before, messages=messages)))

    result = run(folder, "tidy")

    after = catalog(folder, "strike").messages
    assert found(result) == {"goes messages with lines that mean nothing any more": 1}
    assert [m.state for m in after] == [State.REVIEWED, State.TRANSLATED, State.TRANSLATED]
    assert after[1].translator_comments == ()
    assert after[2] == messages[2]


def test_what_was_done_for_a_former_msgid_is_not_void(folder):
    run(folder, "review", "--accept", "--as", "Ada", "--state", "translated")
    (folder / "source_texts/strike.md").write_text(TEXT.replace("noon", "one"))
    run(folder, "update")
    assert catalog(folder, "strike").by_key[None, "We meet at one."].state is State.CHANGED

    run(folder, "tidy")
    (folder / "source_texts/strike.md").write_text(TEXT)
    run(folder, "update")

    assert catalog(folder, "strike").by_key[None, "We meet at noon."].state is State.REVIEWED


def test_what_an_editor_left_goes(folder, judge):
    (folder / "source_texts/strike.md").write_text(TEXT.replace("noon", "one"))
    run(folder, "update")
    subprocess.run([judge("msgattrib"), "--clear-fuzzy", "-o", PATH, PATH], cwd=folder, check=True)
    (folder / PATH).write_bytes(MARK + (folder / PATH).read_bytes())

    result = run(folder, "tidy")

    message = catalog(folder, "strike").by_key[None, "We meet at one."]
    assert message == Message(
        "We meet at one.",
        "Днём.",
        extracted_comments=("paragraph",),
        references=("source_texts/strike.md",),
    )
    assert not (folder / PATH).read_bytes().startswith(MARK)
    assert "goes byte order marks" in found(result)
    assert run(folder, "update", "--check").exit_code == 0


def test_what_tells_of_a_former_msgid_that_an_editor_dropped_goes(folder, judge):
    (folder / "source_texts/strike.md").write_text(TEXT.replace("noon", "one"))
    run(folder, "update")
    command = [judge("msgattrib"), "--clear-previous", "-o", PATH, PATH]
    subprocess.run(command, cwd=folder, check=True)
    assert run(folder, "update", "--check").exit_code == 0

    run(folder, "tidy")

    message = catalog(folder, "strike").by_key[None, "We meet at one."]
    assert message.fuzzy
    assert (message.translator_comments, message.extracted_comments) == ((), ("paragraph",))
    assert run(folder, "update", "--check").exit_code == 0


def test_a_reference_to_where_a_text_was_goes(folder):
    source = folder / "source_texts/strike.md"
    source.rename(source.with_name("call.md"))
    run(folder, "update")
    assert "source_texts/strike.md" in (folder / PATH.replace("strike", "call")).read_text()

    run(folder, "tidy")

    assert {m.references for m in catalog(folder, "call").active} == {("source_texts/call.md",)}
    assert run(folder, "update", "--check").exit_code == 0


def test_line_breaks_of_other_programs_go(folder, judge):
    long = "We come together on the square before the old town hall, at noon, and bring bread."
    (folder / "source_texts/strike.md").write_text(f"{TEXT}\n{long}\n")
    run(folder, "update")
    ours = (folder / PATH).read_bytes()
    subprocess.run([judge("msgcat"), "-o", PATH, PATH], cwd=folder, check=True)
    assert (folder / PATH).read_bytes() != ours

    result = run(folder, "tidy")

    assert (folder / PATH).read_bytes() == ours
    assert found(result).keys() == {"goes messages in the form of another program"}


def test_templates_of_texts_that_are_gone_go(folder):
    template = folder / "locales/templates/strike.pot"
    old, written, foreign = (template.with_name(f"{n}.pot") for n in ("old", "written", "foreign"))
    old.write_bytes(template.read_bytes())
    written.write_bytes(template.read_bytes().replace(b'msgstr ""\n\n', b'msgstr "a"\n\n'))
    foreign.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')

    result = run(folder, "tidy")

    assert [old.exists(), written.exists(), foreign.exists()] == [False, True, True]
    assert found(result) == {
        "goes templates of texts that are gone": 1,
        "stays templates of texts that are gone, with somebody's words": 1,
    }


@pytest.fixture
def dismissed(write):
    """A project with two errors that are let pass."""
    folder = write({"source_texts/strike.md": "Call 112.\n\nCall 113.\n"})
    run(folder, "update")
    translate(folder, "strike", Call="Звоните.")
    for number in ("1", "2"):
        dismiss = ("--dismiss", "number", "--reason", "known", "-m", number)
        assert run(folder, "review", "strike", "-l", "ru", *dismiss).exit_code == 0
    return folder


def test_void_dismissals_go(dismissed):
    path = dismissed / PATH
    path.write_text(path.read_text().replace("Звоните.", "Звоните 112.", 1))
    assert "baseline-unused" in run(dismissed, "check").stdout

    assert found(run(dismissed, "tidy", "-n")) == {"goes dismissals of what is found no more": 1}
    run(dismissed, "tidy")
    assert "baseline-unused" not in run(dismissed, "check").stdout
    assert run(dismissed, "check").exit_code == 0

    path.write_text(path.read_text().replace("Звоните.", "Звоните 113."))
    run(dismissed, "tidy")
    assert not (dismissed / "locales/baseline.json").exists()


def test_what_is_dismissed_follows_a_text_that_is_renamed(dismissed):
    source = dismissed / "source_texts/strike.md"
    source.rename(source.with_name("call.md"))
    run(dismissed, "update")

    assert run(dismissed, "check").exit_code == 0
    assert "baseline-unused" not in run(dismissed, "check").stdout
    assert not found(run(dismissed, "tidy")).keys() & {"goes dismissals of what is found no more"}
    assert run(dismissed, "check").exit_code == 0


def test_what_is_dismissed_of_a_message_that_is_obsolete_stays(dismissed):
    (dismissed / "source_texts/strike.md").write_text("Call 113.\n")
    run(dismissed, "update")

    run(dismissed, "tidy")
    (dismissed / "source_texts/strike.md").write_text("Call 112.\n\nCall 113.\n")
    run(dismissed, "update")

    assert run(dismissed, "check").exit_code == 0


def test_what_is_dismissed_waits_for_a_text_whose_catalogs_wait(dismissed):
    source = dismissed / "source_texts/strike.md"
    text = source.read_text()
    source.write_text("Nothing of it.\n")
    source.rename(source.with_name("other.md"))
    run(dismissed, "update")

    assert "baseline-unused" not in run(dismissed, "check").stdout
    run(dismissed, "tidy")
    source.write_text(text)
    run(dismissed, "update")

    assert run(dismissed, "check").exit_code == 0


def test_what_a_killed_run_left_goes(folder):
    left = folder / "locales/.0123456789ab.tamizdat-tmp"
    left.write_text("half")

    assert found(run(folder, "tidy", "-n")) == {"goes files that a killed run left": 1}
    run(folder, "tidy")
    assert not left.exists()


# How


def test_check_writes_nothing_and_says_no(folder):
    assert run(folder, "tidy", "--check").exit_code == 0
    put(folder, OLD)
    before = bytes_of(folder)

    result = run(folder, "tidy", "--check")

    assert result.exit_code == 1
    assert "1 would be removed" in result.stderr
    assert bytes_of(folder) == before


def test_some_locales_are_tidied_alone(folder):
    spanish = OLD.replace("/ru/", "/es/")
    template = folder / "locales/templates/old.pot"
    template.write_bytes((folder / "locales/templates/strike.pot").read_bytes())
    (folder / "tamizdat.toml").write_text('locales = ["es", "ru"]')
    for path in (OLD, spanish):
        put(folder, path)

    run(folder, "tidy", "-l", "es")

    assert [(folder / path).exists() for path in (OLD, spanish)] == [True, False]
    assert template.exists()


def test_some_texts_are_tidied_alone(folder):
    put(folder, OLD)
    put(folder, OLD.replace("old", "older"))

    run(folder, "tidy", "older")

    assert (folder / OLD).exists()
    assert not (folder / OLD.replace("old", "older")).exists()
    assert run(folder, "tidy", "oldest").exit_code == 2


def test_a_broken_catalog_is_named_and_others_are_tidied(folder):
    broken = folder / OLD.replace("old", "odd")
    put(folder, OLD.replace("old", "odd"))
    broken.write_bytes(broken.read_bytes() + b'msgid "a\n')
    put(folder, OLD)

    result = run(folder, "tidy")

    assert result.exit_code == 2
    assert "odd.po" in result.stderr
    assert broken.exists()
    assert not (folder / OLD).exists()


def test_what_somebody_saves_at_the_last_moment_is_not_removed(folder, monkeypatch):
    file = put(folder, OLD)
    theirs = b"somebody was here"
    remove = files.remove

    def late(path, root, *, expected=None):
        path.write_bytes(theirs)
        return remove(path, root, expected=expected)

    monkeypatch.setattr(files, "remove", late)
    result = run(folder, "tidy")

    assert result.exit_code == 3
    assert "changed meanwhile" in plain(result.stderr)
    assert file.read_bytes() == theirs


def test_status_says_how_much_there_is(folder):
    assert "tidy" not in run(folder, "status").stderr
    put(folder, OLD, buried("Sing.", "Пойте."))
    (folder / "source_texts/strike.md").write_text("# Strike\n\nWe meet at noon.\n")
    run(folder, "update")

    for _ in range(2):  # counted, then remembered
        said = run(folder, "status").stderr
        assert "1 catalog of texts that are gone, 2 obsolete messages; what of it" in said
    assert "tidy" not in run(folder, "status", "-l", "ru").stderr


# Whatever lies there

MSGIDS = ("Strike", "We meet at noon.", "Bring bread.", "Sing.")
COMMENTS = (
    "who says so?",
    "tamizdat: draft engine=pseudo hash=0123456789ab",
    "tamizdat: translated hash=0123456789ab",
    "tamizdat: reviewed by=Ada hash=0123456789ab",
)


@st.composite
def messages(draw, *, obsolete=None):
    message = Message(
        msgid=draw(st.sampled_from(MSGIDS)),
        msgstr=draw(st.sampled_from(("", "а", "б", "в\nг", "д" * 90 + " е"))),
        flags=draw(st.sampled_from(((), (), ("fuzzy",)))),
        translator_comments=tuple(draw(st.lists(st.sampled_from(COMMENTS), max_size=1))),
        obsolete=draw(st.booleans()) if obsolete is None else obsolete,
    )
    if message.fuzzy and draw(st.booleans()):
        message = message.evolve(previous_msgid=draw(st.sampled_from(MSGIDS)))
    reviewed = message.msgstr and not message.fuzzy and draw(st.booleans())
    return message.accepted("Ada") if reviewed else message


def unique(found):
    """Active messages once each."""
    keys = set()
    for message in found:
        if message.obsolete or message.key not in keys:
            yield message
        if not message.obsolete:
            keys.add(message.key)


some = st.lists(messages(), max_size=6).map(unique).map(tuple)
dead_only = st.lists(messages(obsolete=True), max_size=6).map(tuple)


def words(folder):
    """What people wrote, in each locale."""
    for path in folder.glob("locales/*/LC_MESSAGES/*.po"):
        for message in po.loads(path.read_bytes()).messages:
            if message.msgstr:
                yield path.parts[-3], message.key, message.msgstr
            for comment in message.translator_comments:
                if not Provenance.parse(comment):
                    yield path.parts[-3], message.key, comment


def states(folder):
    for name in ("strike", "list"):
        for message in catalog(folder, name).active:
            yield name, message.key, message.msgstr, message.state, message.previous_msgid


def refused(folder, judge):
    """What gettext refuses: files in which one msgid stands twice, once of them obsolete."""
    command = [judge("msgfmt"), "-c", "-o", "/dev/null", "-"]
    for path in folder.rglob("*.po"):
        data = path.read_bytes().removeprefix(MARK)
        if subprocess.run(command, input=data, capture_output=True, check=False).returncode:
            yield path


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    strike=some, other=some, old=dead_only, older=some, wrapped=st.booleans(), mark=st.booleans()
)
def test_nothing_is_lost_and_nothing_comes_back(
    tmp_path_factory, judge, strike, other, old, older, wrapped, mark
):
    folder = tmp_path_factory.mktemp("p")
    (folder / "source_texts").mkdir()
    (folder / "tamizdat.toml").write_text('locales = ["ru"]\n')
    (folder / "source_texts/strike.md").write_text(TEXT)
    (folder / "source_texts/list.md").write_text("# List\n\nBring bread.\n")
    names = {"strike": strike, "list": other, "old": old, "older": older}
    for name, found in names.items():
        put(folder, OLD.replace("old", name), *found, bom=mark)
    run(folder, "update")
    if wrapped:
        for path in folder.glob("locales/ru/LC_MESSAGES/*.po"):
            text = path.read_bytes().removeprefix(MARK)
            command = [judge("msgcat"), "--force-po", "-"]
            result = subprocess.run(command, input=text, check=False, capture_output=True)
            path.write_bytes(result.stdout or text)
    run(folder, "publish", "--policy", "partial")
    published = bytes_of(folder / "published")
    before, said, stood = bytes_of(folder), set(words(folder)), list(states(folder))
    unfit = set(refused(folder, judge))
    project = Project.open(folder)
    planned = list(workflow.run(project, dry_run=True))
    assert bytes_of(folder) == before

    done = list(workflow.run(project))

    assert done == planned
    assert set(words(folder)) == said
    assert list(states(folder)) == stood
    assert set(refused(folder, judge)) <= unfit
    assert not any(path.read_bytes().startswith(MARK) for path in folder.rglob("*.po"))
    after = bytes_of(folder)
    again = list(workflow.run(project))
    assert not [r for r in again if r.written or r.removed]
    assert all(d.kind.stays for r in again for d in r.dead)
    assert sum(d.count for r in again for d in r.dead if d.kind is Kind.ONLY) <= len(said)
    assert run(folder, "update", "--check").exit_code == 0
    run(folder, "update")
    assert bytes_of(folder) == after
    run(folder, "publish", "--policy", "partial")
    assert bytes_of(folder / "published") == published


# One fails, the rest goes on


def test_a_catalog_that_may_not_be_written_stops_no_other(folder):
    path = folder / PATH
    path.write_bytes(MARK + path.read_bytes())
    path.chmod(0o444)
    before = path.read_bytes()
    put(folder, OLD)

    result = run(folder, "tidy")

    assert result.exit_code == 3
    assert f"{PATH}: the file is read-only" in plain(result.stderr)
    assert path.read_bytes() == before
    assert not (folder / OLD).exists()
    assert found(result) == {"goes catalogs of texts that are gone": 1}


def test_what_is_broken_or_stays_put_stops_nothing_else(folder, monkeypatch):
    template = folder / "locales/templates/strike.pot"
    odd, old = (template.with_name(f"{name}.pot") for name in ("odd", "old"))
    odd.write_bytes(template.read_bytes() + b'msgid "a\n')
    old.write_bytes(template.read_bytes())
    dismissals = folder / "locales/baseline.json"
    dismissals.write_text("{")
    first, second = (folder / f"locales/.{n * 12}.tamizdat-tmp" for n in "01")
    for path in (first, second):
        path.write_text("half")
    remove = files.remove

    def refuse(path, root, **more):
        if path == first:
            raise StorageError(Problem("no", path))
        remove(path, root, **more)

    monkeypatch.setattr(files, "remove", refuse)

    result = run(folder, "tidy")

    assert result.exit_code == 3
    for path in (odd, dismissals, first):
        assert path.relative_to(folder).as_posix() in plain(result.stderr)
        assert path.exists()
    assert not old.exists()
    assert not second.exists()


def test_what_is_dismissed_in_a_catalog_that_is_broken_stays(dismissed):
    file = dismissed / "locales/baseline.json"
    before = file.read_bytes()
    gone = Dismissed("gone", "ru", "number", "0" * 12, "known")
    file.write_bytes(baseline.dumps(baseline.loads(before, file).with_([gone])))
    path = dismissed / PATH
    path.write_bytes(path.read_bytes().replace("Звоните.".encode(), b"112.") + b'msgid "a\n')

    result = run(dismissed, "tidy")

    assert result.exit_code == 2
    assert found(result) == {"goes dismissals of what is found no more": 1}
    assert file.read_bytes() == before


def test_what_is_dismissed_stays_while_a_text_can_not_be_read(dismissed):
    before = (dismissed / "locales/baseline.json").read_bytes()
    (dismissed / PATH).unlink()
    (dismissed / "source_texts/odd.md").write_bytes(b"\xff")

    assert run(dismissed, "tidy").exit_code == 2

    assert (dismissed / "locales/baseline.json").read_bytes() == before
