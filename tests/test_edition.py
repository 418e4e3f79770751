"""Editions: what is known of one need not be found again, and changes nothing of it."""

from __future__ import annotations

import itertools

import pytest
from project import run, translate

from tamizdat.check import gate
from tamizdat.project.project import Project
from tamizdat.publish import edition

TEXT = "---\nlang: en\n---\n# Strike\n\nWe *strike*.\n\n- Tomorrow\n- Today\n"
WHOLE = {"Strike": "Забастовка", "We": "Мы *бастуем*.", "Tomorrow": "Завтра", "Today": "Сегодня"}
BROKEN = {"heading": "Завтра\\n# Сегодня", "blank": "Завтра\\n\\nСегодня"}
MSGSTRS = {
    "whole": WHOLE,
    **{name: WHOLE | {"Tomorrow": msgstr} for name, msgstr in BROKEN.items()},
    "gap": {"Strike": "Забастовка"},
    "copied": {"Strike": "Strike", "We": "We *strike*."},
}


@pytest.fixture
def project(tmp_path, request):
    (tmp_path / "tamizdat.toml").write_text('locales = ["ru"]\n')
    (tmp_path / "source_texts").mkdir()
    (tmp_path / "source_texts" / "a.md").write_text(TEXT)
    run(tmp_path, "update")
    translate(tmp_path, "a", **request.param)
    return Project.open(tmp_path)


@pytest.mark.parametrize("policy", ["complete", "partial", "draft"])
@pytest.mark.parametrize("project", MSGSTRS.values(), ids=MSGSTRS, indirect=True)
def test_known_findings_make_the_same_edition(project, policy):
    text = project.text("a")
    found = [*gate.findings(project, text, "ru", project.catalog("a", "ru"))]
    known = edition.make(project, text, "ru", policy, found)
    assert known == edition.make(project, text, "ru", policy)


@pytest.mark.parametrize("project", [WHOLE], indirect=True)
def test_findings_are_looked_for_only_where_they_are_not_known(project):
    text, asked = project.text("a"), []

    def judge(text, locale, catalog, publication):
        asked.append(publication)
        return gate.findings(project, text, locale, catalog, publication=publication)

    for policy, known in itertools.product(["complete", "partial", "draft"], [(), None]):
        edition.make(project, text, "ru", policy, known, judge)
    whole = edition.make(project, text, "ru", "complete").publication
    assert asked == [whole, whole]  # no checks stand before drafts
