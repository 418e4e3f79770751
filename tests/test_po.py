from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog, Message
from tamizdat.errors import CatalogError, Problem

CASES = sorted((Path(__file__).parent / "cases" / "po").glob("*.po"))
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'

text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\a\b\t\n\v\f\r\x85")
)
line = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
name = st.text(
    st.characters(categories=["L", "Nd"], include_characters=" ./-"), min_size=1, max_size=9
).filter(lambda reference: reference == reference.strip() and "  " not in reference)


@st.composite
def messages(draw):
    previous = draw(st.none() | text)
    return Message(
        msgid=draw(text),
        msgstr=draw(text),
        msgctxt=draw(st.none() | text),
        flags=draw(st.sampled_from([(), ("fuzzy",), ("fuzzy", "no-wrap"), ("range: 0..5",)])),
        translator_comments=tuple(draw(st.lists(line, max_size=3))),
        extracted_comments=tuple(draw(st.lists(line, max_size=3))),
        references=tuple(draw(st.lists(name, max_size=3, unique=True))),
        previous_msgid=previous,
        previous_msgctxt=None if previous is None else draw(st.none() | text),
        obsolete=draw(st.booleans()),
    )


@st.composite
def catalogs(draw):
    found = draw(st.lists(messages(), max_size=5, unique_by=lambda message: message.key))
    found = tuple(message for message in found if message.key != (None, ""))
    eol = draw(st.sampled_from(["\n", "\r\n"]))
    return replace(po.new_catalog("fr", "call", messages=found), eol=eol, bom=draw(st.booleans()))


def expectations(case: Path) -> list[str]:
    """The `expect:` lines at the top of a case, or in the `.expect` file beside it.

    A line `gettext: refuses` or `gettext: differs: how` says where GNU gettext disagrees.
    """
    sidecar = case.with_suffix(".expect")
    lines = (sidecar if sidecar.exists() else case).read_text(errors="replace").split("\n")
    found = [row.removeprefix("# ").strip() for row in lines]
    return [row.removeprefix("expect: ") for row in found if row.startswith("expect: ")]


def attempt(data: bytes) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """The catalog, or why it was refused."""
    try:
        return po.loads(data), ()
    except CatalogError as refused:
        return None, refused.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_is_kept_to_the_byte_or_refused_as_it_says(case):
    data, expected = case.read_bytes(), expectations(case)
    assert expected, "a case begins with `# expect: kept` or `# expect: line N: message`"
    if expected == ["kept"]:
        assert po.dumps(po.loads(data, case)) == data
        return
    with pytest.raises(CatalogError) as refused:
        po.loads(data, case)
    found = [f"line {p.line}: {p.message}" for p in refused.value.problems]
    assert len(found) == len(expected), found
    for problem, start in zip(found, expected, strict=True):
        assert problem.startswith(start)
    assert all(p.path == case and p.remedy for p in refused.value.problems)


@given(catalogs())
def test_what_is_written_is_read_as_the_same(catalog):
    data = po.dumps(catalog)
    found = po.loads(data)
    assert (found.header, found.messages, found.bom) == (
        catalog.header,
        catalog.messages,
        catalog.bom,
    )
    assert found.eol == catalog.eol
    assert po.dumps(found) == data


FRAGMENTS = [
    *('msgid "a"', 'msgstr "b"', 'msgid ""', 'msgstr ""', 'msgctxt "c"', '"d"', '"e\\n"', "msgid"),
    *("#~ ", "#| ", "#~| ", "# note", "#, fuzzy", "#: a.md", "#. note", "#= fuzzy", " ", "\t", '"'),
    *(
        "\n",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\\",
        "\\x",
        "é",
        "\u2028",
        "\0",
        "domain",
        "msgstr[0]",
    ),
    *(
        "Content-Type: text/plain; charset=UTF-8\\n",
        "<<<<<<< ",
        ">>>>>>> x",
        "\ufeff",
        "Language: ",
    ),
]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(FRAGMENTS)).map("".join), st.binary(max_size=3))
def test_any_file_is_kept_to_the_byte_or_refused_with_its_lines(start, end):
    data = start.encode() + end
    catalog, problems = attempt(data)
    assert catalog is None or po.dumps(catalog) == data
    assert all(problem.line and problem.remedy for problem in problems)


@given(catalogs())
def test_fields_of_any_layout_are_read_alike(catalog):
    """An indented line is legal and takes the slow way."""
    plain = po.dumps(replace(catalog, eol="\n", bom=False))
    lines = [b" " + row if row.startswith((b"msg", b'"')) else row for row in plain.split(b"\n")]
    assert po.loads(b"\n".join(lines)).messages == po.loads(plain).messages


@given(catalogs(), st.data())
def test_a_change_leaves_every_other_message_as_it_was(catalog, data):
    found = po.loads(po.dumps(catalog))
    if not found.messages:
        return
    place = data.draw(st.integers(0, len(found.messages) - 1))
    changed = list(found.messages)
    changed[place] = changed[place].evolve(msgstr=changed[place].msgstr + "!")
    written = po.dumps(replace(found, messages=tuple(changed)))
    assert po.loads(written).messages == tuple(changed)
    for n, message in enumerate(found.messages):
        assert n == place or message.source in written


@given(catalogs(), st.randoms())
def test_messages_in_another_order_are_read_in_that_order(catalog, random):
    found = po.loads(po.dumps(catalog).rstrip())
    shuffled = [*found.messages, Message("new and only here")]
    random.shuffle(shuffled)
    written = po.dumps(replace(found, messages=tuple(shuffled)))
    assert po.loads(written).messages == tuple(shuffled)
    assert written.startswith("\ufeff".encode()) == catalog.bom


BREAKS = frozenset("\a\v\f\r\x85\u2028\u2029")


@given(catalogs())
def test_polib_reads_the_same(catalog):
    """Where polib is right: no empty msgid, no character that it breaks lines at."""
    found = tuple(
        Message(message.msgid, message.msgstr, message.msgctxt, message.flags)
        for message in catalog.messages
        if message.msgid
        and BREAKS.isdisjoint(message.msgid + message.msgstr + (message.msgctxt or ""))
    )
    entries = polib.pofile(po.dumps(po.new_catalog("fr", "call", messages=found)).decode())
    assert [(e.msgctxt, e.msgid, e.msgstr, tuple(e.flags)) for e in entries] == [
        (m.msgctxt, m.msgid, m.msgstr, m.flags) for m in found
    ]


def test_the_separating_blank_line_follows_a_moved_message():
    found = po.loads(b'msgid "a"\nmsgstr "1"\n# about b\nmsgid "b"\nmsgstr "2"')
    turned = replace(found, messages=found.messages[::-1])
    assert po.dumps(turned) == b'# about b\nmsgid "b"\nmsgstr "2"\n\nmsgid "a"\nmsgstr "1"\n'


def test_a_new_message_takes_the_line_ends_of_the_file():
    found = po.loads(HEADER.replace("\n", "\r\n").encode())
    written = po.dumps(replace(found, messages=(Message("a", "b"),)))
    assert written.count(b"\r\n") == written.count(b"\n")
    assert written.endswith(b'\r\n\r\nmsgid "a"\r\nmsgstr "b"\r\n')


def test_a_new_message_stands_above_the_comments_at_the_end():
    data = HEADER.encode() + b"\n# to be continued\n"
    found = po.loads(data)
    written = po.dumps(replace(found, messages=(Message("a", "b"),)))
    assert written.endswith(b'\n\nmsgid "a"\nmsgstr "b"\n\n# to be continued\n')


def test_a_file_without_header_gets_one_when_something_else_changes():
    found = po.loads(b'msgid "a"\nmsgstr "b"\n')
    assert po.dumps(found) == b'msgid "a"\nmsgstr "b"\n'
    written = po.dumps(replace(found, messages=(*found.messages, Message("c", "é"))))
    assert b"charset=UTF-8" in written
    assert [m.msgid for m in po.loads(written).messages] == ["a", "c"]


def test_a_template_may_have_the_charset_that_xgettext_writes():
    data = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=CHARSET\\n"\n'
    assert po.dumps(po.loads(data, Path("call.pot"))) == data


def test_another_charset_is_refused_with_the_command_that_mends_it():
    data = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n# \xe9\n'
    with pytest.raises(CatalogError) as refused:
        po.loads(data, Path("my fr.po"))
    (problem,) = refused.value.problems
    assert problem.remedy == "msgconv --no-wrap -t UTF-8 -o 'my fr.po' 'my fr.po'"


def test_a_message_knows_the_line_of_its_msgstr():
    found = po.loads(
        HEADER.encode()
        + b'\n# note\nmsgid ""\n"a"\nmsgstr ""\n"b"\n\n#~ msgid "c"\n#~ msgstr "d"\n'
    )
    assert [message.line for message in found.messages] == [7, 11]


@pytest.mark.parametrize("bad", ["\0", "\x1b", "\ud800", "\x7f"])
def test_a_character_that_no_catalog_can_hold_is_not_written(bad):
    with pytest.raises(CatalogError, match="control character"):
        po.dumps(Catalog(po.new_catalog("fr", "call").header, (Message("a", f"b{bad}"),)))


@pytest.mark.parametrize(
    "body",
    [
        "# note\n" * 300_000,
        "\n" * 1_000_000,
        "# note\n" * 300_000 + 'msgid "a"\nmsgstr "b"\n',
        'msgid "a"\nmsgstr ""\n' + '"b"\n' * 300_000,
        'msgid "a"\nmsgstr "' + "b\\n" * 2_000_000 + '"\n',
        'msgid "a"\nmsgstr "' + "b" * 5_000_000,
        '#~ msgid "a"\n' * 100_000,
        "".join(f'msgid "a"\nmsgstr "{n}"\n\n' for n in range(50_000)),
        "<<<<<<< a\n" * 100_000,
        "#: " + "a.md " * 500_000 + '\nmsgid "a"\nmsgstr "b"\n',
        'msgid "a"\n\n\nmsgstr "b"\n\n\n"c"' * 50_000,
    ],
    ids=str.__len__,
)
@pytest.mark.timeout(60)  # what is not linear would take hours
def test_a_huge_catalog_is_read_or_refused(body):
    attempt((HEADER + "\n" + body).encode())


FIELD = st.sampled_from(["Language", "X-Mine", "x-mine", "X-Other", "X-Mine-Too"])
VALUE = st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]), max_size=5)


@given(
    st.lists(st.tuples(FIELD, VALUE.map(str.strip)), max_size=5),
    st.sampled_from(["", "new"]),
    st.sampled_from(["", "\n"]),
)
def test_a_field_is_put_where_it_stands_and_all_others_stay(fields, value, end):
    msgstr = "\n".join(f"{name}: {content}" for name, content in fields) + end
    catalog = Catalog(Message("", msgstr))

    changed = po.with_field(catalog, "X-Mine", value)

    def others(of):
        return [(name, content) for name, content in of.fields() if name.lower() != "x-mine"]

    own = [content for name, content in changed.fields() if name.lower() == "x-mine"]
    assert own == [value] * bool(value)
    assert others(changed) == others(catalog)
    assert po.with_field(changed, "X-Mine", value) is changed
    places = [place for place, (name, _) in enumerate(fields) if name.lower() == "x-mine"]
    if value:
        wanted = places[0] if places else len(fields)
        assert [name.lower() for name, _ in changed.fields()].index("x-mine") == wanted
