"""What the checks find, and what they leave alone; the cases are data that translators can edit."""

import json
import os
import tomllib
import unicodedata
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.check import rules
from tamizdat.check.findings import Pair, Severity
from tamizdat.check.rules import CHECKS, run
from tamizdat.language.markup import Markup

CASES = Path(__file__).parent / "cases" / "checks"
BY_NAME = {check.name: check for check in CHECKS}


def pair(case):
    return Pair(
        case["source"],
        case["translation"],
        Markup(case.get("markup", "markdown")),
        "en",
        case.get("locale", "fr"),
    )


def cases(kind):
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, []):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['translation']!a}"[:70])


@pytest.mark.parametrize(("name", "case"), list(cases("bad")))
def test_a_bad_translation_is_found(name, case):
    said = list(BY_NAME[name].run(pair(case)))
    assert said
    assert case.get("says", "") in "\n".join(said)


@pytest.mark.parametrize(
    ("name", "case"), [each for each in cases("bad") if each.values[1].get("alone")]
)
def test_one_fault_is_said_once_and_where_it_says_most(name, case):
    assert [check.name for check, _ in run(pair(case))] == [name]


@pytest.mark.parametrize(("name", "case"), list(cases("good")))
def test_a_good_translation_is_left_alone(name, case):
    checks = CHECKS if name == "clean" else [BY_NAME[name]]
    assert list(run(pair(case), checks)) == []


@pytest.mark.parametrize("name", list(BY_NAME))
def test_every_check_has_cases_for_both(name):
    path = CASES / f"{name}.toml"
    assert path.exists(), f"write its cases: {path}"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    assert found.get("bad"), "a pair that it must say something about is missing"
    assert found.get("good"), "a pair that it must leave alone is missing"


def test_cases_belong_to_a_check_and_say_nothing_that_is_not_read():
    known = {"source", "translation", "locale", "markup", "says", "alone"}
    for path in CASES.glob("*.toml"):
        assert path.stem in {*BY_NAME, "clean"}, f"{path.stem} is not in CHECKS of {rules.__file__}"
        for case in chain(*tomllib.loads(path.read_text(encoding="utf-8")).values()):
            assert case.keys() <= known, f"{path}: {case.keys() - known}"


def test_names_are_unique_and_what_follows_is_there():
    assert len(BY_NAME) == len(CHECKS)
    assert {*rules._FOLLOWS, *chain(*rules._FOLLOWS.values())} <= {*BY_NAME}


def test_the_gravest_checks_come_first():
    order = [[*Severity].index(check.severity) for check in CHECKS]
    assert order == sorted(order)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_sentence_shows_nothing_that_a_terminal_or_a_log_would_act_on(check):
    for path in CASES.glob("*.toml"):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get("bad", []):
            for sentence in check.run(pair(case)):
                assert all(unicodedata.category(c)[0] != "C" for c in sentence), sentence


texts = st.text(alphabet=st.sampled_from("ab1 _*`[]()<>&;:/.@{}%|#-+=\"'!\n0é中ب"), max_size=60)


@given(texts, st.sampled_from(Markup))
def test_a_text_kept_as_it_is_has_no_error(text, markup):
    found = run(Pair(text, text, markup, "en", "fr"))
    assert [check.name for check, _ in found if check.severity is Severity.ERROR] == []


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(Markup))
def test_no_text_makes_a_check_fail(msgid, msgstr, markup):
    for _, sentence in run(Pair(msgid, msgstr, markup, "en", "ar")):
        assert sentence.isprintable()


PIECES = [
    "a.",
    "a-",
    "@a",
    "a@",
    "((",
    "))",
    "1 ",
    "9",
    "1,",
    "{{",
    "{%",
    "{:",
    "  ",
    " \n",
    "бa",
    ":",
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", PIECES)
def test_no_text_stalls_a_check(piece):
    hostile = "https://good.org/ " + piece * (60_000 // len(piece)) + "x"
    list(run(Pair("Hello 1", hostile, Markup.TEXT, "en", "fr")))


def test_hostile_translations_are_found_and_harmless_ones_pass():
    """Payloads that are kept outside the repository."""
    shared = os.environ.get("TAMIZDAT_SHARED")
    if not shared:
        pytest.skip("TAMIZDAT_SHARED is not set")
    payloads = json.loads((Path(shared) / "cases/hostile/payloads.json").read_text("utf-8"))
    missed = []
    for payload in payloads:
        found = run(Pair(payload["source"], payload["target"], Markup.MARKDOWN, "en", "fr"))
        severities = {check.severity for check, _ in found}
        if payload["severity"] != "ok" and not severities & {Severity.ERROR, Severity.WARNING}:
            missed.append(payload)
    assert missed == []
