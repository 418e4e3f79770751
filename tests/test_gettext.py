"""GNU gettext judges every catalog that we write, and reads what we read."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_po import CASES, catalogs, expectations

from tamizdat.catalogs import merge, po
from tamizdat.catalogs.catalog import Message

SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def _gettext(judge):
    judge("msgfmt")


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = [program, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, env=environment)


def msgfmt(path):
    return run("msgfmt", "--check", "--output-file=/dev/null", path)


def msgcat(path):
    return run("msgcat", "--no-wrap", "--force-po", path)


def canonical(catalog):
    """As msgcat leaves it: obsolete messages last, and without flags where they mean nothing."""
    active, obsolete = [], []
    for message in catalog.messages:
        fuzzy = ("fuzzy",) if message.fuzzy else ()
        others = tuple(flag for flag in message.flags if flag != "fuzzy")
        if not message.obsolete:
            active.append(message if message.msgstr else message.evolve(flags=others))
        elif message.msgstr:
            obsolete.append(message.evolve(flags=fuzzy))
    return replace(catalog, bom=False, eol="\n", messages=(*active, *obsolete))


@SLOW
@given(catalog=catalogs())
def test_msgcat_would_not_write_a_byte_otherwise(catalog, tmp_path):
    path = tmp_path / "call.po"
    path.write_bytes(po.dumps(canonical(catalog)))
    result = msgcat(path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == path.read_bytes()


@SLOW
@given(catalog=catalogs())
def test_msgfmt_accepts_what_is_written(catalog, tmp_path):
    """Apart from line breaks at the ends of msgid and msgstr, which are the translator's."""
    fitting = tuple(
        message.evolve(msgstr=f"x{message.msgstr}x", msgid=f"x{message.msgid}x")
        for message in catalog.messages
    )
    path = tmp_path / "call.po"
    path.write_bytes(po.dumps(replace(catalog, messages=fitting, bom=False)))
    result = msgfmt(path)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("locale", ["fr", "pt_BR", "sr@latin"])
def test_msgfmt_has_nothing_to_say_about_a_new_catalog(locale, tmp_path):
    path = tmp_path / "call.po"
    catalog = po.new_catalog(
        locale, "calls/strike", "nplurals=2; plural=(n > 1);", (Message("a", "b"),)
    )
    path.write_bytes(po.dumps(catalog))
    result = msgfmt(path)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_means_to_us_what_it_means_to_gettext(case):
    """Or its `gettext:` line says what differs."""
    if expectations(case) != ["kept"]:
        return
    sidecar = case.with_suffix(".expect")
    lines = (sidecar if sidecar.exists() else case).read_text(encoding="utf-8").splitlines()
    said = [line.split("gettext:")[1] for line in lines if "gettext:" in line]
    result = msgcat(case)
    if said and said[0].strip() == "refuses":
        assert result.returncode != 0
        return
    assert result.returncode == 0, result.stderr
    ours = po.loads(case.read_bytes())
    theirs = po.loads(result.stdout)
    assert (theirs.messages == ours.messages) == (not said)
    assert [(m.key, m.msgstr) for m in theirs.messages] == [
        (m.key, m.msgstr) for m in canonical(ours).messages
    ]


def test_msgmerge_keeps_adopts_and_retires_the_same_messages(tmp_path):
    old = ("Why we strike", "We meet at noon at the old bridge.", "Bring bread and roses.")
    new = ("Bring bread and roses.", "We meet at one at the old bridge.", "Tell everybody.")
    before = po.new_catalog("fr", "call", messages=tuple(Message(m, m.upper()) for m in old))
    template = po.new_catalog("", "call", messages=tuple(map(Message, new)))
    (tmp_path / "fr.po").write_bytes(po.dumps(before))
    (tmp_path / "call.pot").write_bytes(po.dumps(template))
    result = run("msgmerge", "--previous", "--quiet", tmp_path / "fr.po", tmp_path / "call.pot")
    assert result.returncode == 0, result.stderr

    def told(catalog):
        return [
            (m.msgid, m.msgstr, m.flags, m.previous_msgid, m.obsolete) for m in catalog.messages
        ]

    merged = merge.merge(before, template).catalog
    assert told(merged) == told(po.loads(result.stdout))


@SLOW
@given(
    old=st.lists(st.sampled_from("abcdefgh"), unique=True),
    new=st.lists(st.sampled_from("abcdefgh"), unique=True),
)
def test_msgfmt_accepts_every_merge(old, new, tmp_path):
    sentences = {letter: f"We carry {letter * 5} and {letter * 9} to you" for letter in "abcdefgh"}
    before = po.new_catalog("fr", "call", messages=tuple(Message(sentences[m], m) for m in old))
    template = po.new_catalog(
        "", "call", messages=tuple(Message(sentences[m], references=("my call.md",)) for m in new)
    )
    path = tmp_path / "call.po"
    path.write_bytes(po.dumps(merge.merge(before, template).catalog))
    assert msgfmt(path).returncode == 0
    assert msgcat(path).stdout == path.read_bytes()
