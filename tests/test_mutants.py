"""The mutator tells faults that tests notice from faults that they don't (`make mutants`)."""

import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest
from mutants import changes, judged, lines, order, pool, sample, trial

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "src/tamizdat"


def edits(text):
    """What each line of a small module may turn into: kind -> lines after."""
    data = textwrap.dedent(text).encode()
    found = {}
    for change in changes.changes(data):
        if changes.differs(data, change):
            found.setdefault(change.kind, []).append(change.after)
    return found


CASES = [
    ("a = b < c", "comparison turned", ["a = b <= c", "a = b >= c"]),
    ("a = b not in (c)", "comparison turned", ["a = b in (c)"]),
    ("a = b is not c", "comparison turned", ["a = b is c"]),
    ("a = (b or c) and d", "and, or swapped", ["a = (b and c) and d", "a = (b or c) or d"]),
    ("a = b and (c) and d", "operand dropped", ["a = (c) and d", "a = b and d", "a = b and (c)"]),
    ("a = not b", "not dropped", ["a = b"]),
    ("if a(b):\n    c = d", "condition turned", ["if not (a(b)):"]),
    ("a = b if c else d", "one branch only", ["a = (b)", "a = (d)"]),
    ("a = [b for b in c if d(b)]", "filter dropped", ["a = [b for b in c if True]"]),
    ("a(b, c)", "arguments swapped", ["a(c, b)"]),
    ("a(b, c=d, e=f)", "keyword dropped", ["a(b, e=f)", "a(b, c=d, )"]),
    ("def f():\n    a.b(c)", "statement dropped", ["def f(): pass"]),
    ("def f():\n    a.b += c", "statement dropped", ["def f(): pass"]),
    ("for a in b:\n    continue", "break, continue swapped", ["for a in b: break"]),
    ("def f() -> list[int]:\n    return g(a)", "empty answer", ["def f() -> list[int]: return []"]),
    ("def f() -> A | None:\n    return g(a)", "empty answer", ["def f() -> A | None: return None"]),
    ("@a.check\ndef f(): pass", "decorator dropped", ["def f(): pass"]),
    ("a = 0xF", "constant changed", ["a = 0xE", "a = 0x10"]),
    ("a = True", "constant changed", ["a = False"]),
    ('a = "<b>"', "string changed", ['a = ""', 'a = "<b>X"']),
    ("a = (1, 2, 3)", "element dropped", ["a = (2, 3)", "a = (1, 3)", "a = (1, 2, )"]),
    ("a = {1: b, 2: c}", "element dropped", ["a = {2: c}", "a = {1: b, }"]),
    ('a = "b c".split()', "element dropped", ['a = " c".split()', 'a = "b ".split()']),
    ("a = min(b)", "function swapped", ["a = max(b)"]),
    ("a = b.c.lstrip()", "function swapped", ["a = b.c.rstrip()"]),
    ("a = b.strip()", "call dropped", ["a = (b)"]),
    ("a = b + c", "term dropped", ["a = (b)", "a = (c)"]),
    ("a = b - c", "operator changed", ["a = b + c"]),
    (r'a = re.compile(r"\bx+(?!y)")', "pattern loosened", [
        r'a = re.compile(r"x+(?!y)")',
        r'a = re.compile(r"\bx*(?!y)")',
        r'a = re.compile(r"\bx+(?=y)")',
    ]),
    ("try:\n  a()\nexcept b.C:\n  d()", "exception not caught", ["a() except ZeroDivisionError:"]),
    ("try:\n  a()\nexcept (B, C):\n  d()", "exception not caught", [
        "a() except (C):",
        "a() except (B, ):",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "expected"), CASES)
def test_each_kind_of_change(text, kind, expected):
    assert sorted(edits(text)[kind]) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring."""',
        "import a.b as c",
        "def f(a: int) -> str: ...",
        'a = f"{b}"',
        'a = "words for people"',
        "assert a == 1",
        "@dataclass(frozen=True)\nclass A: ...",
        "@lru_cache(maxsize=3)\ndef f(): ...",
    ],
)
def test_what_is_left_alone(text):
    assert edits(text) == {}


TOY = {
    "pyproject.toml": "[tool.pytest.ini_options]\ntimeout = 60\n",
    "src/tamizdat/__init__.py": "",
    "src/tamizdat/toy.py": """        SPOKEN = {"one": 1, "two": 2}

        def larger(a, b):
            return a if a > b else b

        def told(word):
            return SPOKEN.get(word, 0)

        def counted(number):
            steps = 0
            while number > 0:
                steps += 1
                number -= 1
            return steps

        def afar(number):
            return number + 1

        def unused(number):
            return number + 2
    """,
    "tests/test_toy.py": """        import subprocess, sys
        import pytest
        from PACKAGE import toy

        @pytest.fixture(scope="module")
        def three():
            return toy.counted(3)

        def test_larger():
            assert (toy.larger(1, 2), toy.larger(2, 1)) == (2, 2)

        def test_told():
            assert toy.told("one") == 1

        def test_quick(three):
            assert three

        def test_counted(three):
            assert three == 3

        def test_afar():
            program = [sys.executable, "-c", "from PACKAGE import toy; print(toy.afar(1))"]
            assert subprocess.run(program, capture_output=True, text=True).stdout == "2\\n"
    """,
}
NOTICED = {
    "return a if a <= b else b": "test_larger",
    "return a if a >= b else b": "",
    'SPOKEN = {"one": 2, "two": 2}': "test_told",
    'SPOKEN = {"one": 1, }': "",
    "def counted(number): steps = 1": "test_counted",
    "steps += 1 number -= 2": "test_counted",
    "steps += 1 pass": "time",
    "def afar(number): return number + 0": "test_afar",
    "def unused(number): return number + 3": "",
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """A project with a module that some tests know well, some hardly and some not at all."""
    root = tmp_path_factory.mktemp("toy")
    for name, text in TOY.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).replace("PACKAGE", PACKAGE.name))
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(TESTS / "mutants", root / "tests/mutants", ignore=ignored)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "KEPT", root / "kept")
        patch.setenv("CI", "true")
        with pool.copies(root, 1) as [_, copy]:
            lines.Recording(copy).record("test_toy.py")
            with pool.workers([copy]) as [worker]:
                yield root, lines.Lines(root), worker


def test_a_fault_is_noticed_by_the_tests_that_run_it(toy):
    root, known, worker = toy
    path = root / "src/tamizdat/toy.py"
    before = path.read_bytes()
    found = {}
    for change in changes.changes(before):
        if change.after in NOTICED:
            plan = order.plan(known, sample.Drawn("toy", change), 30)
            text = change.applied(before).decode()
            job = trial.Job("src/tamizdat/toy.py", text, plan.stages, 2)
            outcome = worker.try_(job)
            found[change.after] = outcome.killed.rpartition("::")[2]

    assert found == NOTICED
    assert path.read_bytes() == before


def test_every_module_is_in_one_group():
    grouped = [module for modules in sample.groups(PACKAGE).values() for module in modules]

    there = [path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py")]
    assert sorted(grouped) == sorted(path.as_posix() for path in there)


def test_a_sample_stays_when_other_code_changes(tmp_path):
    text = (PACKAGE / "language/facts.py").read_text(encoding="utf-8")
    (tmp_path / "facts.py").write_text(text, encoding="utf-8")
    drawn = sample.draw(tmp_path, ["facts"], 20, seed=1)
    (tmp_path / "facts.py").write_text(
        f"import a\n\n\ndef f():\n    b(c)\n{text}", encoding="utf-8"
    )
    again = sample.draw(tmp_path, ["facts"], 20, seed=1)

    kept = {judged.key(each) for each in drawn} & {judged.key(each) for each in again}
    assert len(drawn) == 20
    assert len(kept) > 17
    assert {judged.key(each) for each in sample.draw(tmp_path, ["facts"], 20, seed=2)} != kept


def test_no_group_or_module_of_this_name():
    with pytest.raises(ValueError, match="checks"):
        sample.chosen(PACKAGE, ["language", "checks"])
    assert list(sample.chosen(PACKAGE, ["language", "check/rules/date"])) == [
        "language",
        "check/rules/date",
    ]


def test_what_is_written_to_judge_can_be_read_back(tmp_path):
    drawn = sample.draw(PACKAGE, ["language/facts"], 30, seed=3)
    text = judged.written(drawn)
    path = tmp_path / "judged.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="no reason"):
        judged.read(path)
    judgement = 'verdict = "no difference"\nreason = "it is a test"'
    path.write_text(text.replace('verdict = ""\nreason = ""', judgement), encoding="utf-8")

    assert judged.read(path) == {judged.key(each): judged.NONE for each in drawn}


def test_a_judgement_whose_code_is_gone_is_named(tmp_path):
    (tmp_path / "a.py").write_text("def f():\n    b = (c +\n    1)\n")
    there = ("a", "f", "b = (c + 1)", "b = (c + 2)")
    gone = [("a", "g", *there[2:]), ("a", "f", "b = d", "b = e"), ("c", *there[1:])]

    assert judged.stale([there, *gone], tmp_path) == gone


def test_what_ends_early_waits_for_no_process(toy):
    """As Ctrl-C does: a worker that is in the middle of something is ended, and its child."""
    root, known, _ = toy
    data = (root / "src/tamizdat/toy.py").read_bytes()
    (endless,) = [each for each in changes.changes(data) if each.after == "steps += 1 pass"]
    plan = order.plan(known, sample.Drawn("toy", endless), 30)
    job = trial.Job("src/tamizdat/toy.py", endless.applied(data).decode(), plan.stages, 600)

    def work(worker, job):
        if job is None:
            raise KeyboardInterrupt
        worker.try_(job)

    with pool.copies(root, 2) as [_, *copies], pool.workers(copies) as workers:
        with pytest.raises(KeyboardInterrupt):
            list(pool.spread(work, workers, [job, None]))
        assert all(worker.process.poll() is not None for worker in workers)
        assert (copies[0] / job.path).read_bytes() == data
