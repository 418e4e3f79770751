"""Lines that some dialect of Markdown reads as lines stay lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import KEYS, itself

from tamizdat.texts.formats import markdown
from tamizdat.texts.formats.markdown import marks
from tamizdat.texts.formats.markdown.marks import Below
from tamizdat.texts.publication import publish

SAMPLES = [
    ": what it {} means",
    "~ what it {} means",
    "*[CO]: the {} collective",
    '!!! note "Mind {} the step"',
    '!!! danger inline end "Mind {} the step"',
    "!!! note",
    '??? tip "Open {} me"',
    '???+ tip "Open {} me"',
    '??? "Open {} me"',
    "??? tip",
    '=== "For {} phones"',
    '===+ "For {} phones"',
    "/// note | Mind {} the step",
    "/// caption",
    "///",
    '--8<-- "words.md"',
    "[!warning] Be {} quiet",
    "[!warning]- Be {} quiet",
    "[!custom]",
    ":class: tip dropdown",
    ":name: a-name",
    ":alt: a {} crowd",
    ":param door: which {} one",
    ":returns:",
    "{: .lead #first}",
    "{.lead}",
    "{ .annotate }",
    '{#first title="here"}',
    "{width=50%}{height=20px}",
    "(wash-hands)=",
    "% a remark for authors",
    "%% a remark for authors %%",
    "%",
    "+++",
    '+++ {"tags": ["a"]}',
    "+++ a cell",
    "| a {} line",
    "|",
    "(@) an {} example",
    "(@good) an {} example",
    "#. an {} item",
    "[apt]: {{ site.baseurl }}/apt",
    "[apt]: {% link apt.md %}",
    "[//]: # (a remark)",
    "[//]: # a remark",
    "[comment]: <> (a remark)",
    '[apt]: https://example.org/apt "the tool"',
    "[apt]: ../apt.md",
    "$$ e = mc^2 $$ (energy)",
    "$$",
    "\\begin{align}",
    "import Door from './door.js';",
]
"""One or more of each row of the table; `{}` is in what is offered."""
TEXTS = [s for s in SAMPLES if "{}" in s]
OPAQUE = [s for s in SAMPLES if "{}" not in s]
CONTAINERS = [
    "{}",
    "> {}",
    "- {}",
    "1. {}",
    "> - {}",
    "- > {}",
    "[^1]: {}",
]


def split(text):
    return markdown.split(text, KEYS)


def msgids(text):
    return [segment.msgid for segment in split(text).translatable]


def put(text, change):
    document = split(text)
    msgstrs = {key: change(msgid) for key, msgid in itself(document).items()}
    return publish(document, markdown.FORMAT, msgstrs, keys=KEYS)


def within(container, lines):
    """Lines in a container; those below the first are as far to the right."""
    below = re.sub(r"[^>{}]", " ", container).replace("1.", "  ")
    return "\n".join(
        (below if place else container).replace("{}", line) for place, line in enumerate(lines)
    )


def found(line):
    data = line.encode()
    return marks.find(data, 0, len(data))


def test_every_row_of_the_table_has_a_sample():
    rows = {id(f.mark) for sample in SAMPLES if (f := found(sample.replace("{}", "x")))}
    missing = [m.pattern.pattern for m in marks.TABLE if id(m) not in rows]
    begun = ("%%[^%]*",)
    assert [m for m in missing if m.decode() not in begun] == []
    assert all(mark.dialect for mark in marks.TABLE)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_line_with_a_mark_stays_a_line_of_its_own(sample):
    line = sample.replace("{}", "very")
    text = f"Some words\n{line}\nThen we stop.\n"
    goes_on = found(line).mark.below is Below.ALL

    page = put(text, lambda msgid: msgid.replace("very", "VERY").replace("stop", "STOP"))

    assert page.problems == ()
    expected = f"Some words\n{line}{' ' if goes_on else chr(10)}Then we stop.\n"
    assert page.text == expected.replace("very", "VERY").replace("stop", "STOP")


@pytest.mark.parametrize("sample", TEXTS)
def test_what_is_offered_is_the_text_without_its_mark(sample):
    (msgid,) = msgids(sample.replace("{}", "very") + "\n")
    assert "very" in msgid
    assert re.match(r"[A-Za-z ]+\Z", msgid), msgid


@pytest.mark.parametrize("sample", OPAQUE)
def test_what_is_for_programs_or_authors_is_not_offered(sample):
    assert msgids(f"{sample}\n") == []
    assert msgids(f"One\n{sample}\n") == ["One"]


@pytest.mark.parametrize("mark", ["$$", "%%", "\\begin{align*}"])
def test_what_is_open_stays_to_the_byte_up_to_its_end(mark):
    end = {"\\begin{align*}": "\\end{align*}"}.get(mark, mark)
    assert msgids(f"Before\n{mark}\nx = *y*\n: z\n{end}\nafter\n") == ["Before", "after"]


@pytest.mark.parametrize(
    "text",
    [
        "a `code\n: span` here\n",
        "an *emphasis\n% of* two\n",
        "a **strong\n| one** here\n",
        "[a link\n!!! note](https://example.org) here\n",
        "[a link](https://example.org\n'over\n(lines)=') here\n",
        "<b title='over\n: lines'>here</b>\n",
        "a ~~word\n{: .gone}~~ here\n",
    ],
)
def test_no_line_is_cut_off_inside_inline_markup(text):
    assert len(msgids(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It is 5:30\nand 6:00.\n",
        "A ratio of 3\n%of all.\n",
        "(see below)\n(or above).\n",
        "Where we are\n:) and happy.\n",
        "In {curly} brackets\n{name} is one.\n",
        "Hello\n!!! Please read this now !!!\n",
        "A price of\n$5 or $6.\n",
        "and so\n|x| is positive.\n",
        "we met\n~10 people.\n",
        "one\n[two] three.\n",
        "so\n[Ana]: yes, of course.\n",
        "we\nimport a lot from there.\n",
    ],
)
def test_a_sentence_that_only_looks_a_little_like_one_is_not_cut(text):
    assert len(msgids(text)) == 1


def test_lines_above_a_definition_are_terms():
    text = "One\ntwo\n: both\n  of them\n: or neither\nreally\n"
    assert msgids(text) == ["One", "two", "both of them", "or neither really"]


def test_a_field_takes_the_lines_that_are_indented_further():
    assert msgids(":alt: one\n  two\nthree\n") == ["one two", "three"]
    assert msgids("- :alt: one\n  two\n") == ["one", "two"]
    assert msgids("- :alt: one\n    two\n") == ["one two"]


def test_a_mark_at_the_start_of_a_translation_is_escaped():
    assert put("text\n", lambda _: ": uno").text == "\\: uno\n"
    assert put("text\n", lambda _: "% uno").text == "\\% uno\n"
    assert put("text\n", lambda _: "!!! uno").text == "\\!!! uno\n"
    assert put("text\n", lambda _: "*[CO]: uno").text == "\\*[CO]: uno\n"
    assert put("text\n", lambda _: "50 % uno").text == "50 % uno\n"
    assert put("# text\n", lambda _: ": uno").text == "# : uno\n"


@pytest.mark.parametrize("line", [": dos", "% dos", "(dos)=", "| dos", '!!! note "dos"'])
def test_a_mark_on_a_later_line_of_a_translation_is_refused(line):
    for text in ("text\n", "te\\\nxt\n"):
        (problem,) = put(text, lambda _: f"uno\n{line}").problems
        assert "line 2" in problem.message


def test_what_opens_a_block_behind_a_mark_may_do_so_in_the_translation_too():
    assert put(": - one\n", lambda _: "- uno").text == ": - uno\n"
    assert put(": one\n", lambda _: "- uno").text == ": \\- uno\n"


def test_a_newline_is_one_where_the_source_has_one():
    assert put("T\n: one\\\n  two\n", lambda m: m.upper()).text == "T\n: ONE\\\n  TWO\n"
    assert put("T\n: one\n", lambda m: f"{m}\n{m}").text == "T T\n: one one\n"
    assert put(": one\n", lambda m: f"{m}\\\n{m}").text == ": one\\\n  one\n"
    assert put('!!! note "one"\n', lambda m: f"{m}\n{m}").text == '!!! note "one one"\n'


SINGLE = ["Some {} words", "*Some {} words*"]
SINGLE += [s for s in SAMPLES if found(s).mark.until is None]


@given(
    st.sampled_from(CONTAINERS),
    st.lists(st.sampled_from(SINGLE), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "---\ntitle: A title\n---\n", "\ufeff"]),
)  # fmt: skip
def test_marks_stand_in_a_translation_as_in_its_source(container, samples, eol, front):
    lines = [line.replace("{}", "very") for line in samples]
    text = (front + within(container, lines) + "\n").replace("\n", eol)
    document = split(text)
    assert document.text == text
    assert publish(document, markdown.FORMAT, {}, keys=KEYS).text == text
    page = put(text, lambda msgid: msgid.replace("very", "مرحبا"))
    assert page.problems == ()
    assert page.text.split(eol) == text.replace("very", "مرحبا").split(eol) or joined(text)
    assert split(page.text).shape == document.shape
    assert markdown.skeleton(page.text) == markdown.skeleton(text)


def joined(text):
    """Whether a message of the text has been made of several lines, so that it has fewer now."""
    return any(re.search(r"[\r\n]", s.raw) for s in split(text).translatable)


@pytest.mark.parametrize(
    "line", ["\\begin{a}\n", "%% a\n", "$$ a\n", ": b\n", ": b\r c\r", "!!! a b\n", "- - -\n"]
)
@pytest.mark.timeout(20)
def test_many_marks_take_no_more_time_than_many_lines(line):
    text = "a\n" + line * 10_000
    assert split(text).text == text
    assert markdown.skeleton(text)
