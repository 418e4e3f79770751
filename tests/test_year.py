"""A few weeks of a small year; `make year` lives a quarter, or all of it (see `year/`)."""

from types import SimpleNamespace

import project
import pytest
from year import __main__ as years
from year import village


@pytest.mark.timeout(120)
def test_three_weeks_of_a_collective_break_nothing(tmp_path, monkeypatch, judge):
    def here(folder, env, *arguments):
        result = project.run(folder, *arguments, **env)
        return SimpleNamespace(
            returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr
        )

    for program in ("git", "msgcat", "msgfmt"):
        judge(program)
    monkeypatch.setattr(village, "program", here)

    year = years.live(
        tmp_path / "year", weeks=3, texts=4, locales=2, seed=1, plain_git=False, say=str
    )

    assert not year.oracle.broken, years.summary(year)
    assert year.tally["clean"] >= 2
    assert len(year.ledger.words) > 50
