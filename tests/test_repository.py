"""This repository's own texts: what is shipped, and that the gate on them is real."""

import shutil
from pathlib import Path

import pytest
from project import catalog, plain, run

from tamizdat.catalogs.catalog import State

ROOT = Path(__file__).parent.parent
CALL = "calls/solidarity-week"


@pytest.fixture
def copy(tmp_path):
    """A working copy of the repository's own project."""
    for name in ("source_texts", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contents(folder):
    paths = (p for p in folder.rglob("*") if p.is_file())
    return {path: path.read_bytes() for path in paths}


@pytest.mark.parametrize("locale", ["es", "ru"])
def test_the_call_is_complete_where_it_is_required_and_nothing_is_called_reviewed(locale):
    states = {message.state for message in catalog(ROOT, CALL, locale).active}

    assert states == {State.TRANSLATED}


def test_every_catalog_says_that_no_native_speaker_has_reviewed_it():
    shipped = [*(ROOT / "locales").rglob("*.po")]
    assert len(shipped) > 1
    for path in shipped:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first.startswith("# Sample translation shipped with tamizdat, not yet reviewed")


def test_the_gate_passes_and_one_fuzzy_message_closes_it(copy):
    assert run(copy, "check").exit_code == 0
    path = copy / f"locales/ru/LC_MESSAGES/{CALL}.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "How the', '#, fuzzy\nmsgid "How the'), encoding="utf-8")

    result = run(copy, "check")

    assert result.exit_code == 1
    assert "left: 1 needs work [incomplete]" in plain(result.stdout)


def test_the_main_job_run_twice_changes_nothing_more(copy):
    run(copy, "update")
    run(copy, "draft", "-l", "pt_BR")
    run(copy, "publish")
    before = contents(copy)

    assert "0 messages drafted" in run(copy, "draft", "-l", "pt_BR").stderr
    assert "0 written" in run(copy, "update").stderr
    run(copy, "publish")

    assert contents(copy) == before


def test_the_real_engine_drafts_all_of_the_text_that_waits_for_it(copy):
    run(copy, "draft", "-l", "pt_BR")

    drafted = catalog(copy, "calls/translators-wanted", "pt_BR")

    assert {message.state for message in drafted.active} == {State.DRAFT}
    assert run(copy, "check").exit_code == 0
    assert "38 draft" in plain(run(copy, "publish", "-l", "pt_BR").stdout)
