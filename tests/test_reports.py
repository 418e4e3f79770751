"""Reports: machines read them, and nobody's text steers the program that shows them."""

import csv
import datetime
import io
import json
from pathlib import PurePosixPath

import cmarkgfm
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text
from samples import DAY, finding

from tamizdat import reports
from tamizdat.catalogs.catalog import State
from tamizdat.catalogs.progress import Progress, Report, Tally
from tamizdat.check.findings import Severity
from tamizdat.cli import tables
from tamizdat.language.safe import safe

EVIL = samples.ODD[1]
REPORT = Report(
    DAY,
    (
        Progress(
            "calls/strike",
            "ru",
            {State.TRANSLATED: Tally(1999, 9), State.DRAFT: Tally(1, 1)},
            required=True,
            deadline=DAY,
        ),
        Progress("calls/strike", "fa", {State.REVIEWED: Tally(2000, 10)}, outdated=True),
        Progress("news", "ru", {State.UNTRANSLATED: Tally(7, 2)}, expires=DAY, expired=True),
    ),
)
FINDING = finding()


def findings(name, found):
    return reports.FINDINGS[name](found, PurePosixPath())


def report(**changes):
    given = {"domain": "a", "locale": "ru", "tallies": {State.UNTRANSLATED: Tally(3, 1)}}
    return Report(DAY, (Progress(**(given | changes)),))


def terminal(item):
    """What a terminal of usual width gets."""
    console = Console(file=io.StringIO(), width=160, markup=False, highlight=False)
    console.print(item)
    return console.file.getvalue()


# Every report of the registry

every_report = pytest.mark.parametrize(("kind", "name"), samples.REGISTERED)


@every_report
def test_a_report_is_what_its_listing_shows(kind, name):
    """Where this fails on purpose: `make listings`, and read the difference."""
    listed = samples.CASES / f"{kind}.{name}"

    assert listed.exists(), "write it with: make listings"
    assert samples.write(kind, name, samples.SAMPLES[kind]) == listed.read_bytes().decode()


@every_report
def test_a_program_reads_in_a_report_what_was_found(kind, name):
    text = samples.write(kind, name, samples.SAMPLES[kind])

    assert samples.read(kind, name, text) == samples.said(kind, samples.SAMPLES[kind])


@every_report
def test_with_nothing_to_report_a_report_is_a_report(kind, name):
    text = samples.write(kind, name, samples.NOTHING[kind])

    assert samples.read(kind, name, text) == []
    assert text == "" or text.endswith("\n")


@every_report
@given(st.lists(st.text() | st.sampled_from([*samples.ODD, *samples.ODDEST]), max_size=3))
def test_whatever_people_write_a_report_says_it_and_nothing_else(kind, name, words):
    sample = samples.with_words(words)[kind]
    text = samples.write(kind, name, sample)

    assert samples.read(kind, name, text) == samples.said(kind, sample)
    text.encode()  # what is printed can be printed


def test_no_listing_and_no_reader_is_left_over():
    listed = {path.name for path in samples.CASES.iterdir()} - {"README.md"}

    registered = {f"{kind}.{name}" for kind, name in samples.REGISTERED}
    assert listed == registered, f"the registry is {reports.__file__}"
    assert {*samples.READERS} == {*samples.REGISTERED}


# JSON

STATES = ["untranslated", "draft", "changed", "needs_work", "translated", "reviewed"]


def test_status_as_json_has_the_schema_of_version_1():
    found = json.loads(reports.STATUS["json"](REPORT))

    assert list(found) == ["version", "today", "rows", "totals"]
    assert (found["version"], found["today"]) == (1, "2026-03-06")
    row = found["rows"][0]
    assert {**row, "words": 0, "messages": 0} == {
        "domain": "calls/strike",
        "locale": "ru",
        "percent": 99,
        "complete": False,
        "required": True,
        "deadline": "2026-03-06",
        "expires": None,
        "expired": False,
        "outdated": False,
        "copied": 0,
        "questions": 0,
        "unreadable": None,
        "passed_over": 0,
        "words": 0,
        "messages": 0,
    }
    assert list(row["words"]) == list(row["messages"]) == ["total", *STATES]
    assert (row["words"]["total"], row["words"]["draft"]) == (2000, 1)
    assert [(t["locale"], t["words"]["total"]) for t in found["totals"]] == [
        ("ru", 2000),
        ("fa", 2000),
    ]


def test_findings_as_json_have_the_schema_of_version_1():
    found = json.loads(findings("json", [FINDING, finding(severity=Severity.INFO)]))

    assert found["version"] == 1
    assert found["counts"] == {"error": 1, "warning": 0, "info": 1}
    assert found["findings"][0] == {
        "check": "link-changed",
        "severity": "error",
        "message": "the link is gone",
        "path": "locales/ru/strike.po",
        "line": 7,
        "domain": "strike",
        "locale": "ru",
        "msgid": "Read [it](http://a.b)",
    }


@given(st.text())
def test_any_text_comes_back_from_json(text):
    found = json.loads(findings("json", [finding(message=text, msgid=text)]))

    assert (found["findings"][0]["message"], found["findings"][0]["msgid"]) == (text, text)


# CSV


def test_status_as_csv_is_a_row_per_text_and_locale():
    rows = list(csv.DictReader(io.StringIO(reports.STATUS["csv"](REPORT))))

    assert [(r["domain"], r["locale"], r["percent"]) for r in rows] == [
        ("calls/strike", "ru", "99"),
        ("calls/strike", "fa", "100"),
        ("news", "ru", "0"),
    ]
    assert (rows[0]["words_total"], rows[0]["messages_draft"]) == ("2000", "1")
    assert (rows[0]["deadline"], rows[2]["expired"], rows[1]["outdated"]) == (
        "2026-03-06",
        "1",
        "1",
    )
    assert None not in rows[0]


@pytest.mark.parametrize("start", "= + - @ | % \t \r \n ＝ ＋ － ＠".split(" "))
def test_no_cell_is_a_formula(start):
    domain = f"{start}HYPERLINK(1)"
    rows = list(
        csv.DictReader(io.StringIO(reports.STATUS["csv"](report(domain=domain)), newline=""))
    )

    assert rows[0]["domain"] == "'" + domain


# Markdown


def html(given):
    return cmarkgfm.github_flavored_markdown_to_html(reports.STATUS["markdown"](given))


def test_status_as_markdown_is_a_matrix_and_what_needs_somebody():
    text = reports.STATUS["markdown"](REPORT)

    assert (
        text
        == """\
## Translations

| text | words | ru | fa |
| :-- | --: | --: | --: |
| `calls/strike` | 2,000 | 99 % | ✔ 100 % |
| `news` | 7 | † 0 % | – |
| **all** |  | **99 %** | **✔ 100 %** |

Counts alone; `tamizdat check` says whether they are right.

✔ complete · ↻ source changed, or new · ! unreadable · † expired · – not wanted

### Needs somebody

- `calls/strike` ru: 1 draft (required, wanted by 2026-03-06)

Words left: 1 draft.
"""
    )
    assert html(REPORT).count("<td") == 12


def test_no_text_breaks_out_of_the_markdown():
    page = html(report(domain=EVIL, unreadable=EVIL, required=True))
    shown = r"a|b'c<U+001B>[31m<U+000A># d<U+202E><b>e</b><U+000D>\|"
    shown = shown.replace("<", "&lt;").replace(">", "&gt;")

    assert page.count(f"<code>{shown}</code>") == 3
    assert page.count("<td") == 6
    assert page.count("<h") == 2 + page.count("<hr")
    assert "<b>" not in page


# GitHub


def test_a_finding_is_an_annotation():
    assert findings("github", [FINDING]) == (
        "::error file=locales/ru/strike.po,line=7,title=link-changed ru::the link is gone\n"
    )


def test_what_means_something_to_github_is_escaped():
    line = findings("github", [finding(path="a:b,c%d.po", message="50 %, a:b\r\n::c::")])

    assert "file=a%3Ab%2Cc%25d.po,line=7," in line
    assert line.endswith("::50 %25, a:b<U+000D><U+000A>::c::\n")


@given(
    st.text()
    | st.sampled_from(["\n::error::a", "\r::stop-commands::b", "\x85::c::", "\u2028::d::"])
)
def test_no_text_is_a_command_of_its_own(text):
    evil = finding(message=text, path=text, locale=text, msgid=text)
    found = findings("github", [evil, FINDING])

    assert len(found.splitlines()) == 2
    assert all(line.startswith("::error file=") for line in found.splitlines())


def test_errors_come_first_and_what_github_hides_is_counted():
    many = [finding(severity=severity) for severity in Severity for _ in range(11)]

    lines = findings("github", many[::-1]).splitlines()

    assert [line.split()[0] for line in lines] == (
        ["::error"] * 11 + ["1"] + ["::warning"] * 11 + ["1"] + ["::notice"] * 11 + ["1"]
    )
    assert lines[-1] == "1 more notices are in this log, not among the annotations"


# Terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Хлеб, 面包 – “ok”", "Хлеб, 面包 – “ok”"),
        ("\x1b[31mred", r"<U+001B>[31mred"),
        ("a\u202eb\u2066c\u200fd", r"a<U+202E>b<U+2066>c<U+200F>d"),
        ("a\nb\tc\rd\0", r"a<U+000A>b<U+0009>c<U+000D>d<U+0000>"),
        ("a\u200bb\u00adc\ufeff\u2028", r"a<U+200B>b<U+00AD>c<U+FEFF><U+2028>"),
        ("\udc80\ue000", r"<U+DC80><U+E000>"),
        ("می\u200cخواهیم 👩\u200d🏭 a\u200cb", "می\u200cخواهیم 👩\u200d🏭 a<U+200C>b"),
        ("a" * 401, "a" * 399 + "…"),
    ],
)
def test_what_nobody_sees_is_shown(text, shown):
    assert safe(text) == shown


@given(st.text())
def test_shown_text_is_one_printable_line(text):
    shown = safe(text)

    assert len(shown) <= 400
    assert len(shown.splitlines()) <= 1
    assert all(c.isprintable() or c.isspace() or c in "\u200c\u200d" for c in shown)
    assert shown.encode().decode() == shown


def test_status_as_a_table_has_totals_and_remarks():
    lines = [" ".join(line.split()) for line in terminal(tables.status(REPORT)).splitlines()]

    assert [line for line in lines if line] == [
        "text locale done words untranslated draft translated reviewed messages",
        "calls/strike ru 99 % 2,000 · 1 1,999 · 9/10 required, by 2026-03-06",
        "fa 100 % 2,000 · · · 2,000 10/10 source changed",
        "news ru 0 % 7 7 · · · 0/2 expired 2026-03-06",
        "all texts ru 99 % 2,000 · 1 1,999 · 9/10",
        "fa 100 % 2,000 · · · 2,000 10/10",
    ]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_status_fits_a_narrow_terminal_and_cuts_off_nothing(width):
    row = Progress("calls/a-rather-long-name", "pt_BR", {s: Tally(1000, 9) for s in State})
    more = Progress("news", "ru", {State.UNTRANSLATED: Tally(7, 2)})

    lines = tables.status(Report(DAY, (row, more)), width).plain.splitlines()

    assert max(map(len, lines)) <= width
    assert "calls/a-rather-long-name" in lines
    assert "…" not in "".join(lines)
    assert lines == [line.rstrip() for line in lines]


@pytest.mark.parametrize("after", [0, 1])
def test_what_is_late_is_called_late_the_day_after(after):
    late = Report(DAY + datetime.timedelta(days=after), report(deadline=DAY).rows)

    assert ("late, by 2026-03-06" in tables.status(late).plain) is bool(after)
    assert ("late, wanted by 2026-03-06" in reports.STATUS["markdown"](late)) is bool(after)


def test_the_total_of_a_single_text_is_not_said_twice():
    assert "all texts" not in tables.status(report()).plain


def test_no_text_steers_the_terminal():
    evil = finding(message=EVIL, path=EVIL, msgid=EVIL)
    shown = terminal(Text.assemble(*tables.finding(evil))) + terminal(
        tables.status(report(domain=EVIL))
    )

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert r"<U+001B>[31m" in shown


def test_a_finding_has_the_form_that_editors_jump_to():
    assert terminal(Text.assemble(*tables.finding(FINDING))) == (
        "locales/ru/strike.po:7: error: the link is gone [link-changed]\n"
    )


@pytest.mark.parametrize(
    ("severities", "summary"),
    [("", ""), ("e", "1 error"), ("eew", "2 errors, 1 warning"), ("i", "1 info")],
)
def test_findings_are_summed_up(severities, summary):
    names = {severity.value[0]: severity for severity in Severity}

    assert tables.findings_summary([finding(severity=names[s]) for s in severities]) == summary
