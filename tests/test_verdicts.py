"""What is remembered of checks is what they would find: whatever was edited, in whatever run."""

import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import hostile
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pictures import PNG
from project import run, translate

from tamizdat.catalogs import po
from tamizdat.check import workflow
from tamizdat.check.findings import Finding, Severity
from tamizdat.check.verdicts import Verdicts
from tamizdat.errors import TamizdatError
from tamizdat.project import baseline, cache
from tamizdat.project.baseline import Dismissed
from tamizdat.project.project import Project
from tamizdat.update import workflow as update

CONFIGS = (
    'locales = ["ru", "pt_BR"]\n',
    'locales = ["ru", "pt_BR"]\nrequired = ["ru"]\n',
    'locales = ["ru"]\n[privacy]\nscrub = true\n',
    'locales = ["ru", "pt_BR"]\n[publish]\nhosts = ["pics.example"]\n',
)
SOURCES = (
    "# Strike\n\nWe meet on May 1 at 12 Main street.\n\nSee [the list](b.md#bread).\n",
    "# Strike\n\nWe meet on May 2 at 12 Main street.\n\nSee [the list](b.md#bread).\n",
    "# Bread\n\nBring 3 loaves.\n\n## Water\n\nGo [back](a.md#strike), [on](sub/c.md).\n",
    "# Water\n\nBring 3 loaves.\n\n![Map](map.png) and ![photo](sub/Photo.png)\n",
    "(place)=\n# List\n\nRead [this](#place), [that](#other), [gone](nowhere.md).\n",
    "See [a place](#place) and [another](#other), [old](old.md#top), [file](x.zip).\n",
    "---\ntranslation:\n  required: [ru]\n  expires: 2026-05-02\n---\n# News\n\nCome at 5 pm.\n",
    "---\ntranslation:\n  locales: [pt_BR, de]\n---\n# News\n\nCome.\n",
    '(other)=\n# Far\n\n<img src="https://pics.example/a.png">\n\n[x](a.md#strike).\n',
    "# Cut\n\nwe\x00\n",
)
NAMES = ("a.md", "b.md", "sub/c.md", "old.md", "nowhere.md", "b.markdown")
SHOWN = ("map.png", "sub/Photo.png", "sub/photo.png", "x.zip", "map.bmp")
MSGSTRS = (
    ("Стачка", "Xleb"),
    ("Встреча 1 мая, Main 12.", "См. [список](b.md#хлеб)."),
    ("Встреча 2 июня, Main 21.", "См. [список](b.md#xleb)."),
    ("1. Встреча", "[назад](a.md#стачка), [далее](sub/c.md)."),
    ("# Стачка\n\nи", "Читайте [это](#place), [то](#other), [там](nowhere.md)."),
)
HEADERS = (
    ("Language: ru", "Language: uk"),
    ("Project-Id-Version: a", "Project-Id-Version: b"),
    ("Project-Id-Version: b", "Project-Id-Version: a"),
    ('msgid ""', '# write to ada@example.org\nmsgid ""'),
    ('msgid ""', '\ufeffmsgid ""'),
    ('msgid "', "msgid "),
)
OLD = 1_600_000_000_000_000_000


@contextmanager
def environment(**values):
    """Another environment for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def checked(folder, kept, day, patterns=(), only=()):
    """All that a check finds, given what a folder holds of earlier runs."""
    with environment(TAMIZDAT_CACHE=str(kept), TAMIZDAT_TODAY=day):
        try:
            return [*workflow.run(Project.open(folder), patterns, only)]
        except TamizdatError as error:
            return str(error)


class Walk(RuleBasedStateMachine):
    """A project that all kinds of people, and git, work in."""

    @initialize()
    def begin(self):
        self.top = Path(mkdtemp())
        self.folder, self.kept, self.day = self.top / "p", self.top / "kept", "2026-05-01"
        self.put("tamizdat.toml", CONFIGS[0])
        for name, text in zip(NAMES[:3], (SOURCES[0], SOURCES[2], SOURCES[4]), strict=True):
            self.put(f"source_texts/{name}", text)
        hostile.git(self.folder, "init", "-q", "-b", "main")
        self.update()

    def teardown(self):
        if hasattr(self, "top"):
            shutil.rmtree(self.top)

    def put(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or path.is_dir():
            return
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def catalogs(self):
        return sorted(self.folder.glob("locales/*/LC_MESSAGES/**/*.po"))

    @rule()
    def update(self):
        with environment(TAMIZDAT_CACHE=str(self.top / "other")):
            try:
                for _ in update.run(Project.open(self.folder)):
                    pass
            except TamizdatError:
                pass

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(SOURCES))
    def write(self, name, text):
        self.put(f"source_texts/{name}", text)

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from(NAMES), told=st.booleans())
    def move(self, name, to, told):
        path, target = self.folder / "source_texts" / name, self.folder / "source_texts" / to
        if path.exists() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
            if told:
                old, new = (each.rpartition(".")[0] for each in (name, to))
                self.put("locales/renames.csv", f"from,to\n{old},{new}\n")

    @rule(name=st.sampled_from((*NAMES, *SHOWN)))
    def delete(self, name):
        (self.folder / "source_texts" / name).unlink(missing_ok=True)

    @rule(name=st.sampled_from(SHOWN), data=st.sampled_from((PNG, PNG[:-5], b"BM")))
    def draw(self, name, data):
        self.put(f"source_texts/{name}", data)

    @rule(text=st.sampled_from(CONFIGS))
    def configure(self, text):
        self.put("tamizdat.toml", text)

    @rule(name=st.sampled_from(("renames.csv", "notes.csv", "baseline.json")))
    def break_or_drop(self, name):
        path = self.folder / "locales" / name
        if path.exists():
            path.unlink()
        else:
            self.put(f"locales/{name}", "?\n")

    @rule()
    def note(self):
        lines = "domain,msgctxt,msgid,note\nb,,Bread,For the table\n"
        self.put("locales/notes.csv", lines)

    @rule(data=st.data(), every=st.booleans())
    def translate(self, data, every):
        for path in self.catalogs():
            if every or data.draw(st.booleans()):
                text = path.read_text(encoding="utf-8", errors="replace")
                for _ in range(data.draw(st.integers(1, 4))):
                    one = data.draw(st.sampled_from([s for pair in MSGSTRS for s in pair]))
                    written = one.replace("\n", "\\n")
                    head, found, rest = text.rpartition('\nmsgstr ""\n\n')
                    if found and "msgid" in head:
                        text = f'{head}\nmsgstr "{written}"\n\n{rest}'
                path.write_text(text, encoding="utf-8")

    @rule(data=st.data(), old_new=st.sampled_from((*HEADERS, ("12", "21"), ("мая", "июл"))))
    def edit(self, data, old_new):
        if found := self.catalogs():
            path = data.draw(st.sampled_from(found))
            text = path.read_text(encoding="utf-8", errors="replace")
            status = path.stat()
            path.write_text(text.replace(*old_new, 1), encoding="utf-8")
            if data.draw(st.booleans()):
                os.utime(path, ns=(OLD, status.st_mtime_ns))

    @rule(data=st.data(), how=st.sampled_from(("unlink", "symlink", "twin", "empty")))
    def lose(self, data, how):
        if found := self.catalogs():
            path = data.draw(st.sampled_from(found))
            other = path.parents[1].with_name("pt-BR") / "LC_MESSAGES" / path.name
            if how == "twin":
                other.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, other)
            elif how == "empty":
                path.write_bytes(b"")
            else:
                aside = self.folder / path.name
                path.replace(aside)
                if how == "symlink":
                    path.symlink_to(aside)

    @rule()
    def forget_twins(self):
        shutil.rmtree(self.folder / "locales/pt-BR", ignore_errors=True)

    @rule(data=st.data())
    def dismiss(self, data):
        found = checked(self.folder, self.top / "none", self.day)
        self.forget()
        if isinstance(found, str):
            return
        told = [f for each in found for f in each.findings if f.msgid and f.locale]
        if told:
            finding = data.draw(st.sampled_from(told))
            path = self.folder / Project.open(self.folder).relative(self.folder / finding.path)
            hashes = [
                m.hash for m in po.loads(path.read_bytes()).active if m.msgid == finding.msgid
            ]
            entry = Dismissed(finding.domain, finding.locale, finding.check, hashes[0], "so")
            project = Project.open(self.folder)
            self.put("locales/baseline.json", baseline.dumps(project.baseline().with_([entry])))

    @rule(day=st.sampled_from(("2026-05-01", "2026-05-03")))
    def live(self, day):
        self.day = day

    @rule(message=st.sampled_from(("Write", "Write\n\nTranslation: removed")))
    def commit(self, message):
        hostile.git(self.folder, "add", "-A")
        hostile.git(self.folder, "commit", "-q", "--allow-empty", "-m", message)

    @rule()
    def age(self):
        """Let all times prove something."""
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                os.utime(path, ns=(OLD, OLD))
        checked(self.folder, self.kept, self.day)

    @rule(
        patterns=st.sampled_from(((), ("a",), ("b", "sub/*"))), only=st.sampled_from(((), ("ru",)))
    )
    def check_a_part(self, patterns, only):
        self.compare(patterns, only)

    @invariant()
    def the_same_is_found(self):
        if hasattr(self, "folder"):
            self.compare()

    def compare(self, patterns=(), only=()):
        remembered = checked(self.folder, self.kept, self.day, patterns, only)
        anew = checked(self.folder, self.top / "none", self.day, patterns, only)
        assert remembered == anew
        self.forget()

    def forget(self):
        shutil.rmtree(self.top / "none", ignore_errors=True)


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a shorter walk takes minutes to find
    suppress_health_check=[HealthCheck.too_slow],
)


TEXT = "# Strike\n\nWe meet on May 1.\n\nBring 3 loaves.\n"
DONE = {"Strike": "Стачка", "We": "Встреча 2 мая.", "Bring": "Нужен хлеб."}


@pytest.fixture
def folder(write):
    config = 'locales = ["ru", "es"]'
    folder = write({"source_texts/a.md": TEXT, "source_texts/b.md": "[a](a.md#b)\n"}, config)
    run(folder, "update")
    translate(folder, "a", **DONE)
    translate(folder, "a", "es", **DONE)
    return folder


@pytest.fixture
def read(monkeypatch):
    """Names of the catalogs that are read."""
    seen = []
    loads = po.loads
    monkeypatch.setattr(po, "loads", lambda data, path: seen.append(str(path)) or loads(data, path))
    return seen


def names(read, folder):
    return {Path(path).relative_to(folder / "locales").as_posix() for path in read}


def test_where_nothing_changed_no_text_and_no_catalog_is_read(folder, read, monkeypatch):
    first = run(folder, "check").output
    read.clear()
    monkeypatch.setattr(Project, "text", None)

    assert run(folder, "check").output == first
    assert "number" in first
    assert read == []


def test_only_what_changed_is_judged_again(folder, read):
    run(folder, "check")
    read.clear()
    translate(folder, "b", "es", _="[A](a.md#b)")

    run(folder, "check")

    assert names(read, folder) == {"es/LC_MESSAGES/b.po"}


def test_runs_for_a_part_remember_and_forget_nothing_of_the_rest(folder, read):
    run(folder, "check", "-l", "es")
    run(folder, "check", "b", "-l", "ru")
    read.clear()

    run(folder, "check", "b")
    assert read == []
    run(folder, "check")
    assert names(read, folder) == {"ru/LC_MESSAGES/a.po"}


def test_what_a_text_looks_at_of_another_is_looked_at_again(folder):
    (folder / "source_texts/a.md").write_text(f"{TEXT}\n## B\n")
    run(folder, "update")
    assert "dead-fragment" not in run(folder, "check", "b").stdout

    (folder / "source_texts/a.md").write_text(TEXT)

    assert "dead-fragment" in run(folder, "check", "b").stdout


def test_texts_that_are_gone_are_forgotten(folder):
    run(folder, "check")
    for path in folder.rglob("b.*"):
        path.unlink()

    run(folder, "check")

    kept = b"".join(path.read_bytes() for path in cache.home(folder).glob("check-*"))
    assert b":a" in kept
    assert b":b" not in kept


@pytest.mark.parametrize("name", ["0", "false", "true", "1"])
@pytest.mark.parametrize("said", [True, False])
def test_in_ci_nothing_is_remembered_unless_somebody_says_where(
    folder, read, monkeypatch, tmp_path_factory, name, said
):
    monkeypatch.setenv("CI", name)
    if not said:
        monkeypatch.delenv("TAMIZDAT_CACHE")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    run(folder, "check")
    read.clear()

    run(folder, "check")

    assert (read == []) == (said or name in ("0", "false"))
    assert [*cache.home(folder).glob("check-*")] or not (said or name in ("0", "false"))


def damaged(folder, change):
    """Change every line of what is kept, from its JSON to another text."""
    for path in cache.home(folder).glob("check-*"):
        head, *lines = path.read_text().split("\n")
        pairs = (line.split("\t") for line in lines)
        changed = (f"{key}\t{change(json.loads(value))}" for key, value in pairs)
        path.write_text("\n".join((head, *changed)))


def with_(**values):
    return lambda kept: json.dumps({**kept, **values})


ODD = {
    "nothing": lambda _: "",
    "half": lambda kept: json.dumps(kept)[:-2],
    "nested": lambda _: "[" * 100_000,
    "a list": lambda kept: json.dumps([kept]),
    "no answers": with_(answers=[]),
    "answers of another form": with_(answers=[1]),
    "odd answers": with_(answers=[[["text"], "x"]]),
    "unknown questions": lambda kept: json.dumps(
        {**kept, "answers": [*kept.get("answers", ()), ["who", "x"]]}
    ),
    "findings of another form": with_(found=[1]),
    "a number for a word": with_(found=[[1, "error", "x", 1]]),
    "an unknown severity": with_(found=[["number", "fatal", "x", 1]]),
    "a word for a line": with_(found=[["number", "error", "x", "1"]]),
    "a finding with too much": with_(found=[["number", "error", "x", 1, "", "", "", "", ""]]),
    "no locales": lambda kept: json.dumps({**kept, "locales": None} if "locales" in kept else kept),
    "stamps of another form": lambda kept: json.dumps(kept if "found" in kept else {"x": [1]}),
    "stamps that are none": lambda kept: json.dumps(kept if "found" in kept else []),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_what_is_odd_in_any_way_is_nothing(folder, change):
    expected = run(folder, "check").output
    damaged(folder, change)

    assert run(folder, "check").output == expected


@pytest.mark.parametrize("content", [b"", b"\n", b"[]\nx\ty", b"\xff\t", b'"\t\n\t\n'])
def test_files_of_another_form_are_nothing(folder, content):
    expected = run(folder, "check").output
    remembered = [*cache.home(folder).glob("check-*")]
    assert remembered
    for path in remembered:
        head = path.read_bytes().split(b"\n")[0]
        path.write_bytes(head + b"\n" + content)

    assert run(folder, "check").output == expected
    assert run(folder, "check").output == expected


def test_who_may_not_write_there_checks_all_the_same(folder, monkeypatch, tmp_path):
    expected = run(folder, "check").output
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TAMIZDAT_CACHE", str(tmp_path / "file"))

    assert run(folder, "check").output == expected


def test_a_cache_that_a_repository_could_bring_along_is_not_used(folder, read, monkeypatch):
    monkeypatch.delenv("TAMIZDAT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / ".cache"))
    expected = run(folder, "check").output
    read.clear()

    assert run(folder, "check").output == expected
    assert read
    assert not [*folder.rglob("check-*")]


def test_a_check_that_fails_is_asked_again(folder, monkeypatch):
    def fail(*_):
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr("tamizdat.check.rules.run", fail)
        assert run(folder, "check", buggy=True).exit_code == 70
    result = run(folder, "check")

    assert result.exit_code == 1
    assert "number" in result.stdout


words = st.text(max_size=12)
found = st.builds(
    Finding,
    check=words,
    severity=st.sampled_from(Severity),
    message=words,
    path=st.one_of(words, st.just("source_texts/a.md")),
    line=st.integers(0, 10**9),
    domain=st.one_of(words, st.just("a")),
    locale=st.sampled_from(("", "ru", "es")),
    msgid=words,
)


@given(st.lists(found, max_size=5), st.sampled_from(("", "ru")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_findings_come_back_as_they_were(tmp_path, findings, locale):
    (tmp_path / "tamizdat.toml").write_text('locales = ["ru"]\n')
    (tmp_path / "source_texts").mkdir(exist_ok=True)
    (tmp_path / "source_texts/a.md").write_text(TEXT)
    project = Project.open(tmp_path)
    kept = Verdicts.open(project)
    verdict = kept.judge(kept.text("a"), locale)
    kept.take(replace(verdict, findings=tuple(findings)))
    kept.save()

    assert Verdicts.open(project).known("a", locale) == tuple(findings)
