"""Support for tests of reports: what they are given, and how programs read them."""

import csv
import datetime
import io
import json
import re
from html import unescape
from pathlib import Path, PurePosixPath

import cmarkgfm

from tamizdat import reports
from tamizdat.catalogs.catalog import Message, State
from tamizdat.catalogs.progress import Progress, Report, Tally
from tamizdat.check.findings import Finding, Severity
from tamizdat.language.people import Kind
from tamizdat.language.safe import safe
from tamizdat.privacy.trace import Trace
from tamizdat.review.decision import Item
from tamizdat.tidy import dead

CASES = Path(__file__).parent / "cases" / "reports"
DAY = datetime.date(2026, 3, 6)
BELOW = PurePosixPath("texts/calls")
"""Where the sample project lies in its repository."""
ODD = (
    "Хлеб, 面包 – “ok”",
    "a|b`c\x1b[31m\n# d\u202e<b>e</b>\r\\|",
    "50 %, a:b\r\n::stop-commands::c",
    '=HYPERLINK("a,b")',
    "]]> <!-- & &amp; -->",
    "'quoted', \"twice\"",
    "",
)
"""Words that mean something to some format."""
ODDEST = ("\x00\x85\u2028", "\ud800\ufffe", "\t\x0b\x0c\x1c", "\u200b\ufeff\u2066")
"""What no listing can show."""


def finding(message="the link is gone", **changes):
    given = {
        "check": "link-changed",
        "severity": Severity.ERROR,
        "message": message,
        "path": "locales/ru/strike.po",
        "line": 7,
        "domain": "strike",
        "locale": "ru",
        "msgid": "Read [it](http://a.b)",
    }
    return Finding(**(given | changes))


def progress(domain="strike", locale="ru", **changes):
    tallies = {State.TRANSLATED: Tally(5, 2), State.DRAFT: Tally(3, 1)}
    return Progress(domain, locale, **({"tallies": tallies} | changes))


def item(msgid="Strike", **changes):
    message = Message(msgid, msgid, ("ctx"), ("fuzzy",), (msgid,), ("title", msgid))
    shown = message.evolve(line=9, previous_msgid=f"{msgid} then", **changes)
    found = (finding(msgid),)
    return Item("strike", "ru", "a.po", 2, 3, shown, message, (), shown, None, found)


def trace(text="Jane Doe", **changes):
    given = {"kind": Kind.PERSON, "place": "Last-Translator", "path": "locales/a.po", "line": 7}
    return Trace(text=text, **(given | changes))


def tidied(path="locales/ru/LC_MESSAGES/strike.po", **changes):
    found = tuple(dead.Dead(kind, number) for number, kind in enumerate(dead.Kind, 1))
    return dead.Tidied(path, **({"domain": "strike", "locale": "ru", "dead": found} | changes))


def with_words(words):
    """Something to report, in which all sorts of words stand where people's words can."""
    return {
        "findings": [
            finding(text, msgid=text, domain=text, path=f"locales/{text.replace('/', '_')}.po")
            for text in words
        ],
        "status": Report(
            DAY, tuple(progress(f"{text}{n}", unreadable=text) for n, text in enumerate(words))
        ),
        "traces": [trace(text, path=f"{text}.po", place=text) for text in words],
        "tidied": [tidied(f"{text}.po", domain=text, removed=True) for text in words],
        "messages": [item(text) for text in words if "\ud800" not in text],  # no msgid has it
    }


_ODD = with_words(ODD)
SAMPLES = {
    "findings": [
        *(finding(severity=severity) for severity in Severity),
        *_ODD["findings"],
        finding(path="a b:c,%d.po", line=1, domain="", locale="", msgid=""),
    ],
    "status": Report(
        DAY,
        (
            progress(required=True, deadline=DAY),
            progress(locale="fa", tallies={State.REVIEWED: Tally(8, 3)}, outdated=True),
            progress("news", expires=DAY, expired=True, tallies={State.UNTRANSLATED: Tally(7, 2)}),
            *_ODD["status"].rows,
        ),
    ),
    "messages": _ODD["messages"],
    "traces": [*_ODD["traces"], *(trace(kind=kind) for kind in Kind), trace(path="", count=3)],
    "tidied": [tidied(written=True), tidied(locale=""), tidied(dead=()), *_ODD["tidied"]],
}
NOTHING = {"findings": [], "status": Report(DAY), "messages": [], "traces": [], "tidied": []}
KINDS = {
    "findings": reports.FINDINGS,
    "status": reports.STATUS,
    "messages": reports.MESSAGES,
    "traces": reports.TRACES,
    "tidied": reports.TIDIED,
}
REGISTERED = [(kind, name) for kind, known in KINDS.items() for name in known]


def write(kind, name, sample):
    """What a report makes of a sample."""
    more = (BELOW,) if kind == "findings" else ()
    return KINDS[kind][name](sample, *more)


def said(kind, sample):
    """What a reader has to find, whatever the report says besides; words as `shown` has them."""
    if kind == "findings":
        return sorted((f.severity.value, shown(f.path), f.line, shown(f.message)) for f in sample)
    if kind == "status":
        return sorted((shown(p.domain), p.locale, p.percent) for p in sample.rows)
    if kind == "traces":
        return sorted((t.kind.value, shown(t.text), shown(t.path), t.line) for t in sample)
    if kind == "tidied":
        return sorted((shown(t.path), shown(t.domain), t.removed) for t in sample if t.dead)
    return sorted((shown(i.message.msgid), i.message.line) for i in sample)


def read(kind, name, text):
    """What a program finds in a report."""
    assert (kind, name) in READERS, f"say in READERS of {__file__} how a program reads it"
    return sorted(READERS[kind, name](text))


def shown(words):
    """Words as they are safe to show; Markdown has no backtick in code, CSV no half character."""
    return safe(words).replace("`", "'").replace("<U+D800>", "?")


# How each report is read by the program that it is for


def _findings_json(text):
    for f in json.loads(text)["findings"]:
        yield f["severity"], shown(f["path"]), f["line"], shown(f["message"])


def _findings_github(text):
    known = {"error": "error", "warning": "warning", "notice": "info"}

    def decoded(value):
        return re.sub("%(3A|2C|0D|0A|25)", lambda m: chr(int(m[1], 16)), value)

    for command, where, message in re.findall(r"^::(\w+) (.*?)::(.*)$", text, re.M):
        about = dict(pair.split("=", 1) for pair in where.split(","))
        path = PurePosixPath(decoded(about["file"])).relative_to(BELOW)
        yield known[command], shown(str(path)), int(about["line"]), shown(decoded(message))


def _status_json(text):
    for row in json.loads(text)["rows"]:
        yield shown(row["domain"]), row["locale"], row["percent"]


def _status_csv(text):
    for row in csv.DictReader(io.StringIO(text, newline="")):
        domain = re.sub("^'(?=[=+@|%\t\r\n＝＋－＠-])", "", row["domain"])
        yield shown(domain), row["locale"], int(row["percent"])


def _status_markdown(text):
    page = cmarkgfm.github_flavored_markdown_to_html(text)
    head, *rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)
    locales = re.findall("<th.*?>(.*?)</th>", head)[2:]
    for row in rows[:-1]:
        domain, _, *cells = re.findall("<td.*?>(.*?)</td>", row, re.S)
        for locale, cell in zip(locales, cells, strict=True):
            if "%" in cell:
                yield (
                    shown(unescape(re.sub("</?code>", "", domain))),
                    locale,
                    int(re.search(r"(\d+) %", cell)[1]),
                )


def _messages_json(text):
    for message in json.loads(text)["messages"]:
        yield shown(message["msgid"]), message["line"]


def _traces_json(text):
    for trace in json.loads(text)["traces"]:
        yield trace["kind"], shown(trace["text"]), shown(trace["path"]), trace["line"]


def _tidied_json(text):
    for f in json.loads(text)["files"]:
        yield shown(f["path"]), shown(f["domain"]), f["removed"]


READERS = {
    ("findings", "json"): _findings_json,
    ("findings", "github"): _findings_github,
    ("status", "json"): _status_json,
    ("status", "csv"): _status_csv,
    ("status", "markdown"): _status_markdown,
    ("messages", "json"): _messages_json,
    ("traces", "json"): _traces_json,
    ("tidied", "json"): _tidied_json,
}
