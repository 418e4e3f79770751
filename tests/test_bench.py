"""The bench at the smallest size: its parts run, say what is missing, and reckon right."""

import re
import shutil
import subprocess
import time
from functools import partial

import project
import pytest
from bench import __main__ as bench
from bench import catalogs, corpus, cost, generators, growth, real, rule, sites, table, texts, work

pytestmark = pytest.mark.timeout(120)
TAMIZDAT = cost.tamizdat
TEXT = """\
---
date: '2015-02-0{0}'
title: Week {0} of the project
layout: blog-post
---

Every Friday we post what is new in [version {0}](https://example.org/{0}), with `npm i` and thanks.
"""


@pytest.fixture(autouse=True)
def blog(tmp_path, monkeypatch):
    """A repository of real texts on this machine; one round, no waiting, no network."""
    place = tmp_path / "repository"
    for number in (1, 2, 3):
        path = place / real.BLOG / ("release" if number == 3 else "") / f"week.{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.format(number))
    git = ["git", "-C", place, "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", place], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "texts"], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    monkeypatch.setattr(real, "COMMIT", head.stdout.strip())
    monkeypatch.setenv("BENCH_TEXTS", str(place))
    monkeypatch.setenv("BENCH_PROJECT", "2x2")
    monkeypatch.setenv("TAMIZDAT_CACHE", "")  # whatever a run sets is undone
    monkeypatch.setattr(cost, "ROUNDS", 1)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(cost, "tamizdat", here)
    monkeypatch.setattr(generators, "installed", lambda _: shutil.which("pelican") or "")
    return place


def here(folder, *arguments):
    """Run tamizdat in this process, which takes much less; as long as it has source texts."""
    assert project.run(folder, *arguments).exit_code in (0, 1)
    return cost.Cost(len(list(folder.glob("source_texts/**/*.md"))), 50)


def rows(text):
    """Cells of the rows of a table."""
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()[2:]]


@pytest.mark.parametrize(
    ("part", "peers"),
    [
        ("update", {"po4a": 3}),
        ("check", {"msgfmt": 4, "pofilter": 4}),
        ("publish", {"hugo": 5, "pelican": 5}),
    ],
)
def test_the_main_job_is_measured_beside_its_peers(capsys, judge, part, peers):
    for peer in peers:
        if peer != "pofilter":
            judge(peer)

    bench.main([part])

    table = rows(capsys.readouterr().out)
    for peer, number in peers.items():
        measured = [row for row in table if row[3].startswith(peer)]
        assert len(measured) == number
        assert all("2 × 2" in row[0] and "generated" not in row[0] for row in measured)
        assert all(re.fullmatch(r"(1/)?\d+\.\d+", row[4]) for row in measured), measured
        assert all(float(row[2]) > 0 and float(row[6]) > 5 for row in measured)
    if part == "publish":
        # 2 texts in 3 languages each; an index for each language (Pelican: one), a front page.
        assert table[2][0] == "10 pages; hugo 10, pelican 7"


def test_without_the_repository_generated_texts_take_its_place_and_rows_say_so(
    blog, capsys, monkeypatch
):
    monkeypatch.setenv("BENCH_TEXTS", str(blog / "nothing"))

    bench.main(["update"])

    said, *measured = rows(capsys.readouterr().out)
    assert "can't be fetched" in said[0]
    assert len(measured) == 3
    assert all("2 × 2 generated" in row[0] for row in measured)


def test_a_missing_peer_has_its_row_and_the_reason(capsys, monkeypatch):
    monkeypatch.setattr(cost, "version", lambda _: "")
    monkeypatch.setattr(cost, "beside", lambda _: "")

    bench.main(["check"])

    measured = rows(capsys.readouterr().out)
    assert [row[3] for row in measured] == ["msgfmt -c", "pofilter"] * 4
    assert all(row[2] == row[4] == row[6] == "–" for row in measured)
    assert all("no peer: not installed" in row[7] for row in measured)
    assert all(float(row[1]) > 0 for row in measured)


def test_catalogs_and_texts_are_measured(tmp_path, capsys, judge):
    judge("msgfmt"), judge("msgmerge")
    folders = [tmp_path / name for name in ("start", "split", "read", "status", "merge")]
    for folder in folders:
        folder.mkdir()
    start, split, read, status, merge = folders

    table.head()
    texts.start(start)
    texts.split(split, 2)
    catalogs.read(read, 2)
    catalogs.status(status, 1, 2)
    catalogs.merge(merge, ((200, ("--previous",)),))

    *measured, ours, theirs = rows(capsys.readouterr().out)
    peers = ["python -c pass", "markdown-it-py", "polib"]
    peers += ["msgfmt --statistics", "reading them ourselves"] * 2 + ["msgmerge --previous"]
    assert [row[3] for row in measured] == peers
    right, edited = re.match(r"ours: (\d+)/(\d+) right, 0 guesses", ours[0]).groups()
    assert right == edited != "0"
    assert theirs[0].startswith("theirs: ")


def test_growth_has_a_row_for_each_command(capsys, monkeypatch):
    monkeypatch.setitem(bench.ON_REQUEST, "growth", partial(growth.growth, sizes=(2, 4)))

    bench.main(["growth"])

    _, head, _, *measured = capsys.readouterr().out.splitlines()
    assert head == "| tiny texts | 2 | 4 | exponents | MB |"
    assert {"update", "status", "check", "publish"} <= {
        word for row in measured for word in re.findall(r"\w+", row)
    }
    assert all(row.endswith("| 2.00 | 4.00 | 1.00 | 50 |") for row in measured)


def test_tamizdat_is_measured_as_a_process_of_its_own(tmp_path):
    seconds, memory = TAMIZDAT(tmp_path, "--version")

    assert 0.01 < seconds < 60
    assert 5 < memory < 1000
    with pytest.raises(SystemExit, match=r"exit 2\nerror: no tamizdat.toml"):
        TAMIZDAT(tmp_path, "check")


def test_a_part_that_there_is_not_is_named():
    with pytest.raises(SystemExit, match="no part sprint; there are start, split"):
        bench.main(["start", "sprint"])


@pytest.mark.parametrize("size", ["300", "0x5", "3x0", "3x11", "-3x1", "٣x2", "x"])
def test_a_size_that_can_not_be_is_named(monkeypatch, size):
    monkeypatch.setenv("BENCH_PROJECT", size)

    with pytest.raises(SystemExit, match=f"BENCH_PROJECT={size}: texts x locales"):
        bench.main(["start"])


def test_rows_say_how_many_texts_there_are(capsys, monkeypatch):
    monkeypatch.setenv("BENCH_PROJECT", "9x1")

    bench.main(["update"])

    first, *_ = rows(capsys.readouterr().out)
    assert first[0] == "first update, 3 × 1"


def test_rows_are_medians_in_turns_and_reckon_how_many_times_cheaper(capsys):
    turns = []

    def of(name, *seconds):
        values = iter(seconds)
        return lambda: turns.append(name) or cost.Cost(next(values), 50)

    theirs = {"slow": of("slow", 6, 6, 90), "none": "no"}
    peers = table.compare("work", of("ours", 4, 2, 3), theirs, 3)
    table.compare("dear", of("ours", 12), peers, 1, "a note")

    assert turns == ["ours", "slow"] * 3 + ["ours"]
    assert capsys.readouterr().out.splitlines() == [
        "| work | 3.00 | 6.00 | slow | 1/2.0 | 50 | 50 |  |",
        "| work | 3.00 | – | none | – | 50 | – | no peer: no |",
        "| dear | 12.00 | 6.00 | slow | 2.00 | 50 | 50 | a note; one run; peer as above |",
        "| dear | 12.00 | – | none | – | 50 | – | a note; one run; no peer: no |",
    ]


def test_a_command_that_fails_stops_the_bench(tmp_path):
    with pytest.raises(SystemExit, match=r"exit 3\nwhy"):
        cost.of(["sh", "-c", "echo why; exit 3"], tmp_path)
    assert cost.of(["sh", "-c", "exit 1"], tmp_path, (0, 1)).seconds >= 0


def test_translations_by_rule_keep_what_is_no_prose():
    said = '"The page of `the code`, [was it][the is] at (https://a.example/the/is) 5.2?"'
    assert rule.translated(said) == (
        '"La page de `the code`, [was ĝi][the is] ĉe (https://a.example/the/is) 5.2?"'
    )
    assert rule.translated('"Bonan tagon"') == '"Bonano tagono"'
    assert rule.translated('"<b the=is>v0.1"') == '"<b the=is>v0.1"'


def test_a_catalog_is_filled_once(tmp_path):
    path = tmp_path / "a.po"
    header = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n\n'
    messages = (
        '#. title\nmsgid "the end"\nmsgstr "{}"\n\nmsgid "done"\nmsgstr "farita"\n\n'
        'msgid ""\n"is\\n"\n"now"\nmsgstr ""\n{}\n'
    )
    path.write_text(header + messages.format("", ""))

    for _ in range(2):
        rule.fill(path)
        assert path.read_text() == header + messages.format("la end", '"estas\\n"\n"nun"\n')


def test_texts_are_chosen_evenly_and_always_the_same(tmp_path):
    top = tmp_path / real.BLOG
    for name in [f"a{i}.md" for i in range(4)] + [f"release/v{i}.md" for i in range(10)]:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * (real.LARGEST if name == "a3.md" else 1))

    def chosen(number):
        return [path.stem for path in real.chosen(tmp_path, number)]

    assert chosen(2) == ["a0", "a1"]
    assert chosen(5) == ["a0", "a1", "a2", "v0", "v5"]
    assert len(chosen(100)) == 13


def test_a_front_matter_becomes_what_pelican_reads(tmp_path):
    (tmp_path / "source_texts").mkdir()
    (tmp_path / "published/source").mkdir(parents=True)
    (tmp_path / "source_texts/index.md").write_text(TEXT.format(1))

    sites.pelican(tmp_path / "site", tmp_path)

    page = (tmp_path / "site/content/en/start.md").read_text()
    head = "Title: Week 1 of the project\nDate: 2020-01-01\nLang: en\nSlug: start\n\n\nEvery"
    assert page.startswith(head)


def test_generated_projects_have_so_many_texts_and_locales(tmp_path):
    corpus.project(tmp_path, 3, 2)

    assert (tmp_path / "tamizdat.toml").read_text() == 'locales = ["es", "ru"]\n'
    assert len(list(tmp_path.glob("source_texts/*.md"))) == 3
    assert len(corpus.LOCALES) >= work.LOCALES
