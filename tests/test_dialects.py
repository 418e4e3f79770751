"""Parsers of dialects see the same structure in a translation as in its source."""

from __future__ import annotations

import re

import pytest
from dialects import JUDGES, myst, python_markdown
from hypothesis import given, settings
from hypothesis import strategies as st
from project import catalog, run
from test_marks import SAMPLES, put

from tamizdat.catalogs import po

LINES = [*SAMPLES, "Some {} words", "*Some {} words*", "    indented {} words", ""]
ENDS = {"$$": "$$", "\\begin{align}": "\\end{align}", "///": "///"}


def text_of(samples):
    """Lines, what is opened closed again, so that parsers agree on where it ends."""
    lines = []
    for sample in samples:
        lines.append(sample.replace("{}", "very"))
        if sample in ENDS:
            lines += ["e = mc", ENDS[sample]]
    return "Words.\n\n" + "\n".join(lines) + "\n"  # or it would begin with front matter


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=5))
@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
def test_a_changed_letter_changes_no_structure(judge, samples):
    text = text_of(samples)
    page = put(text, lambda msgid: msgid.replace("very", "veñy"))
    assert page.problems == ()
    assert judge(page.text) == judge(text)


def published(write, text, msgstrs):
    """What a project publishes of a text, and what check says of it."""
    folder = write({"source_texts/a.md": text})
    assert run(folder, "update").exit_code == 0
    empty = catalog(folder, "a")
    assert {m.msgid for m in empty.active} == {*msgstrs}
    full = {m.key: m.evolve(msgstr=msgstrs[m.msgid]) for m in empty.active}
    path = folder / "locales/ru/LC_MESSAGES/a.po"
    path.write_bytes(po.dumps(empty.replaced(full)))
    check = run(folder, "check")
    run(folder, "publish", "--to", "source")
    path = folder / "published/source/ru/a.md"
    return check, path.read_text(encoding="utf-8") if path.exists() else ""


def test_a_definition_list_stays_one(write):
    text = "Picket\n: People at a gate.\n: What it is fenced with.\n"
    msgstrs = {
        "Picket": "Пикет",
        "People at a gate.": "Люди у ворот.",
        "What it is fenced with.": "Чем их огородили.",
    }
    check, page = published(write, text, msgstrs)
    assert check.exit_code == 0
    assert page == "Пикет\n: Люди у ворот.\n: Чем их огородили.\n"
    assert myst(page) == myst(text)
    assert "definition_list_item" in myst(page)
    assert python_markdown(page) == python_markdown(text)


def test_each_abbreviation_stays_one(write):
    text = "*[GA]: general assembly\n*[SC]: strike committee\n\nThe GA elects the SC.\n"
    msgstrs = {
        "general assembly": "общее собрание",
        "strike committee": "стачечный комитет",
        "The GA elects the SC.": "GA избирает SC.",
    }
    check, page = published(write, text, msgstrs)
    assert check.exit_code == 0
    assert page.startswith("*[GA]: общее собрание\n*[SC]: стачечный комитет\n")
    assert python_markdown(page) == python_markdown(text)
    assert python_markdown(page).count("abbr") == 2


def test_the_title_of_a_callout_stays_a_line_and_its_type_can_not_be_translated(write):
    text = "> [!danger] No lights\n> Walk in\n> pairs.\n"
    msgstrs = {"No lights": "Без света", "Walk in pairs.": "Идите парами."}
    check, page = published(write, text, msgstrs)
    assert check.exit_code == 0
    assert page == "> [!danger] Без света\n> Идите парами.\n"


def test_definitions_with_variables_and_remarks_stay_to_the_byte(write):
    text = (
        "Read [the rules] or [more][2].\n\n[the rules]: {{ site.url }}/rules\n"
        "[2]: {% link more.md %}\n\n[//]: # this is for us alone\n"
    )
    msgid = "Read [the rules] or [more][2]."
    check, page = published(write, text, {msgid: "Читайте [the rules] или [ещё][2]."})
    assert page == text.replace(msgid, "Читайте [the rules] или [ещё][2].")
    assert check.exit_code == 0


def test_a_target_is_not_offered(write):
    text = "(first-aid)=\n## First aid\n\nSee {ref}`first-aid`.\n"
    msgstrs = {
        "First aid": "Первая помощь",
        "See {ref}`first-aid`.": "См. {ref}`first-aid`.",
    }
    check, page = published(write, text, msgstrs)
    assert check.exit_code == 0
    assert page == "(first-aid)=\n## Первая помощь\n\nСм. {ref}`first-aid`.\n"
    assert myst(page) == myst(text)


@pytest.mark.parametrize(
    "text",
    [
        "- Picket\n  : People at\n    a gate.\n",
        "> Picket\n> : People at a gate.\n",
        '1. !!! note "Mind"\n       The gate.\n',
        '!!! note "Mind"\n    The gate\n    is open.\n\n    Go *in*.\n',
        "??? tip\n\tBehind a tab.\n",
        ":::{note}\n:class: tip\nThe gate\nis open.\n:::\n",
        "::::{grid} 2\n:gutter: 3\n:::{card} One\nA card.\n:::\n::::\n",
        "% for us\nSome words\n% for us again\nand more.\n",
        "Some words\n{.lead}\n\n{#here .x}\nAnd more\nwords.\n",
        'Some words\n+++\nand more\n+++ {"a": 1}\nend\n',
        "Words $$a+b$$ here\n$$\na = b\n$$ (eq)\nand more.\n",
        "مرحبا\n: تعريف {} أول\n: تعريف ثان\n",
        "A picture:\n![a {} gate](a.png)\n{: .wide }\n",
        "One\n\n:   Two\n    words.\n\n    More.\n",
        ":door: which one\n    to take\n:gate: the other\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
def test_a_translation_in_another_script_keeps_it_too(judge, eol, text):
    text = text.replace("{}", "very").replace("\n", eol)
    page = put(text, lambda msgid: re.sub(r"(?<![`$\w])[a-z]{3,}(?![`$\w(.])", "слово", msgid))
    assert page.problems == ()
    assert judge(page.text.replace("\r", "")) == judge(text.replace("\r", ""))
