"""Markdown: what is a segment, what is skipped, and what a msgstr can't do."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

import cmarkgfm
import pytest
import texts
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt
from texts import KEYS, itself, listing, read, variants

from tamizdat.errors import SourceError
from tamizdat.language.markup import Markup
from tamizdat.texts.document import UnfitError
from tamizdat.texts.formats import markdown
from tamizdat.texts.formats.markdown import front_matter
from tamizdat.texts.publication import Publication, publish

CASES = texts.cases(markdown.FORMAT)
JOINED = {"east_asian"}
"""Rendered otherwise on purpose: Chinese and Japanese lines are joined without a space."""
NO_FOOTNOTES = {"nested"}
"""markdown-it-py has no footnotes of its own and reads a quotation in one as its text."""

HOSTILE_STARTS = [
    "1. ", "# ", "- ", "> ", "+ ", "* ", "1) ", "###### ", "--- ", "---", "***", "===", "```",
    "~~~ ", "<div> ", "<!-- ", "[x]: ", "[^9]: ", "[ ] ", "[x] ", ": ", "| ", "|---|", "    ",
    "\t", "10. ", "=", "-", "+++", "<style> ", "[!NOTE]", "a | b", "{#id}", "\\", "&", "<?php ",
    "## ", "- - -", "_ _ _", "#", "1986. ", "•", "<span>", "</b>", "![", "\\# ", "\ufeff", "<b>",
    "$$", "{{< ", ":::",
]  # fmt: skip
HOSTILE_ENDS = ["", " #", " ##", "  ", "\\", " {#x}", " |", "|", "`", "*", "[", "](", "<", "\\\\"]


def put(text: str, msgstr: str, msgid: str | None = None) -> Publication:
    return texts.put(markdown.FORMAT, text, msgstr, msgid)


def msgids(text: str) -> list[str | None]:
    return [segment.msgid for segment in markdown.split(text, KEYS).translatable]


def roles(text: str) -> list[str]:
    return [segment.role for segment in markdown.split(text, KEYS).translatable]


def body(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text[front_matter.end(text) :]


def by_cmark(text: str) -> str:
    return cmarkgfm.markdown_to_html_with_extensions(
        body(text),
        options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES,
        extensions=["table", "strikethrough", "tasklist"],
    )


def by_markdown_it(text: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body(text))


def normal(page: str) -> str:
    """White space collapsed, references decoded (`&` may be written `&amp;`)."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html.unescape(page)))


def block_tags(page: str) -> list[str]:
    return re.findall(r"</?(?:h\d|p|ul|ol|li|blockquote|table|t[rdh]|hr|pre)\b", page)


def pseudo(msgid: str) -> str:
    """Accented and 40 % longer, with markup, addresses and code as they were."""
    accented = re.sub(
        r"(`[^`]*`|<[^>]*>|\]\([^)]*\)|\[[^\]]*\]|&#?\w+;|\\.)|([a-z]{3,})",
        lambda m: m[1] or f"{m[2]}{m[2][: len(m[2]) // 2].replace('e', 'ë')}ö",
        msgid,
    )
    return f"{accented} żółć"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_untranslated_text_is_published_byte_for_byte(path):
    for text in variants(read(path)):
        document = markdown.split(text, KEYS)
        assert publish(document, markdown.FORMAT, {}, keys=KEYS).text == text
        assert publish(document, markdown.FORMAT, itself(document), keys=KEYS).text == text


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_msgids_written_anew_render_the_same(path):
    for text in variants(read(path)):
        document = markdown.split(text, KEYS)
        again = publish(document, markdown.FORMAT, itself(document), keys=KEYS, verbatim=False)
        assert not again.problems
        assert listing(markdown.split(again.text, KEYS)).count("\n") == listing(document).count(
            "\n"
        )
        if path.stem not in JOINED:
            assert normal(by_cmark(again.text)) == normal(by_cmark(text))
        if path.stem not in JOINED | NO_FOOTNOTES:
            assert normal(by_markdown_it(again.text)) == normal(by_markdown_it(text))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_longer_translation_keeps_every_block(path):
    text = read(path)
    document = markdown.split(text, KEYS)
    msgstrs = {key: pseudo(msgid) for key, msgid in itself(document).items()}
    found = publish(document, markdown.FORMAT, msgstrs, keys=KEYS)
    assert not found.problems
    assert markdown.skeleton(found.text) == markdown.skeleton(text)
    assert block_tags(by_cmark(found.text)) == block_tags(by_cmark(text))
    assert block_tags(by_markdown_it(found.text)) == block_tags(by_markdown_it(text))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_hostile_translations_keep_every_block(path):
    """Each start and each end once; HTML may refuse what is no HTML, Markdown escapes silently."""
    text = read(path)
    document = markdown.split(text, KEYS)
    cmark, markdown_it = (block_tags(judge(text)) for judge in (by_cmark, by_markdown_it))
    for number, start in enumerate(HOSTILE_STARTS):
        end = HOSTILE_ENDS[number % len(HOSTILE_ENDS)]
        msgstrs = {key: f"{start}{msgid}{end}" for key, msgid in itself(document).items()}
        found = publish(document, markdown.FORMAT, msgstrs, keys=KEYS)
        assert markdown.split(found.text, KEYS).shape == document.shape
        assert block_tags(by_cmark(found.text)) == cmark, (start, end)
        if path.stem not in NO_FOOTNOTES:
            assert block_tags(by_markdown_it(found.text)) == markdown_it
        left_out = [p for p in found.problems if p.segment.markup is not Markup.HTML]
        assert not left_out or set(start + end) & set("\\`[<!&"), (start, end, left_out)


def examples() -> list[tuple[int, str]]:
    path = os.environ.get("TAMIZDAT_COMMONMARK")
    if not path:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("TAMIZDAT_COMMONMARK names no text of CommonMark's specification (see .ci/run)")
    spec = Path(path).read_text(encoding="utf-8").replace("→", "\t")
    found = re.findall(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", spec, re.S | re.M)
    return list(enumerate(found, 1))


def test_the_examples_of_commonmark_survive():
    """Example 491 is a broken link over two lines, which becomes one when they are joined."""
    differing = set()
    for number, example in examples():
        for text in variants(example):
            document = markdown.split(text, KEYS)
            assert document.text == text
            assert publish(document, markdown.FORMAT, {}, keys=KEYS).text == text
            assert publish(document, markdown.FORMAT, itself(document), keys=KEYS).text == text
            again = publish(document, markdown.FORMAT, itself(document), keys=KEYS, verbatim=False)
            assert not again.problems
            if normal(by_cmark(again.text)) != normal(by_cmark(text)):
                differing.add(number)
    assert differing <= {491}


def test_a_hard_break_is_written_as_the_source_writes_it():
    assert put("one\\\ntwo\n", "uno\ndos").text == "uno\\\ndos\n"
    assert put("one   \r\ntwo\r\n", "uno\ndos").text == "uno   \r\ndos\r\n"
    assert put("> - one  \n>   two\n", "uno\ndos").text == "> - uno  \n>   dos\n"


def test_a_hard_break_of_the_translator_stays_in_its_container():
    assert put("1. one\n", "uno\\\ndos").text == "1. uno\\\n   dos\n"
    assert put("1. one\n", "uno  \ndos").text == "1. uno\\\n   dos\n"
    assert put("[^1]: one\n\ntext[^1]", "uno\\\ndos", "one").text.startswith("[^1]: uno\\\n    dos")


def test_a_line_end_of_the_translator_is_no_hard_break():
    assert put("one\n", "uno\ndos").text == "uno dos\n"
    assert put("> - one\n", "uno \r\ndos\n").text == "> - uno dos\n"
    assert put("one\n", "自由\n世界").text == "自由世界\n"


def test_a_backslash_at_the_end_of_a_line_is_a_hard_break_already():
    assert put("one\n", "uno\\\ndos").text == "uno\\\ndos\n"


def test_block_syntax_at_the_start_is_escaped():
    assert put("text\n", "# uno").text == "\\# uno\n"
    assert put("text\n", "1986. Uno").text == "1986\\. Uno\n"
    assert put("text\n", "- uno").text == "\\- uno\n"
    assert put("text\n", "<div>uno").problems == ()
    assert put("# text\n", "# uno").text == "# # uno\n"
    assert put("# text\n", "uno #").text == "# uno \\#\n"


@pytest.mark.parametrize(
    "line", ["# dos", "- dos", "1. dos", "> dos", "```", "<div>", "===", "---"]
)
def test_block_syntax_on_a_later_line_is_refused(line):
    (problem,) = put("text\n", f"uno\n{line}").problems
    assert "line 2" in problem.message
    assert "new block" in problem.message


def test_what_cannot_open_a_block_on_a_later_line_is_accepted():
    assert put("text\n", "uno\\\n1986. dos").text == "uno\\\n1986. dos\n"


def test_a_blank_line_is_refused():
    (problem,) = put("text\n", "uno\n\ndos").problems
    assert "blank" in problem.message


def test_a_pipe_in_a_cell_is_escaped_once():
    table = "| text |\n|---|\n| 1 |\n"
    assert put(table, "a | b").text == "| a \\| b |\n|---|\n| 1 |\n"
    assert put(table, "a \\| b").text == "| a \\| b |\n|---|\n| 1 |\n"
    assert put(table, "uno\\").text == "| uno\\  |\n|---|\n| 1 |\n"


def test_a_translated_label_keeps_its_link():
    text = "See [Foo] and [bar][].\n\n[foo]: /foo\n[bar]: /bar\n"
    assert msgids(text) == ["See [Foo][Foo] and [bar][bar]."]
    page = put(text, "Voyez [Truc][Foo] et [barre][bar].").text
    assert '<a href="/foo">Truc</a> et <a href="/bar">barre</a>' in by_cmark(page)


def test_a_picture_gives_its_text_and_its_title():
    text = '![A crowd](crowd.jpg "In Moscow")\n'
    assert roles(text) == ["image text", "image title"]
    assert put(text, 'Une "foule"', "In Moscow").text == (
        '![A crowd](crowd.jpg "Une \\"foule\\"")\n'
    )
    assert put(text, "Une [foule", "A crowd").text == '![Une \\[foule](crowd.jpg "In Moscow")\n'


def test_a_picture_that_is_its_own_label_keeps_its_definition():
    for text in ("![Logo]\n\n[logo]: a.svg\n", "![Logo][]\n\n[logo]: a.svg\n"):
        assert put(text, "Emblema").text == "![Emblema][Logo]\n\n[logo]: a.svg\n"


def test_an_emphasised_paragraph_below_a_picture_is_its_caption():
    assert roles("![A](a.png)\n\n*Below it*\n\n*Later*\n") == ["image text", "caption", "paragraph"]
    assert put("![](a.png)\n\n*Below it*\n", "sin énfasis").problems == ()


def test_a_msgstr_cannot_redirect_a_reference_of_another_segment():
    text = "Give to [our fund][fund].\n\nSecond.\n\n[fund]: https://example.org/give\n"
    page = put(text, "[fund]: https://example.net/evil", "Second.").text
    assert "example.net" not in re.findall(r'href="([^"]*)"', by_cmark(page))[0]


def test_an_unknown_directive_is_refused_with_its_line():
    with pytest.raises(SourceError) as caught:
        markdown.split("text\n\n<!-- tamizdat: skipp -->\n\nmore\n", KEYS)
    (problem,) = caught.value.problems
    assert problem.line == 3
    assert "skipp" in problem.message
    assert "skip" in problem.remedy


def test_a_nul_is_refused_with_its_line():
    with pytest.raises(SourceError) as caught:
        markdown.split("one\r\ntwo\0", KEYS)
    assert caught.value.problems[0].line == 2


@pytest.mark.parametrize("blank", [" ", "\n", "\n  "])
def test_a_shortcode_is_passed_over_on_one_line_and_on_several(blank):
    text = f'{{{{% figure{blank}src="a.png"{blank}caption="A [chart](c.html)"{blank}%}}}}\n'
    (segment, _) = markdown.split(text, KEYS).segments
    assert segment.msgid is None
    assert segment.skipped == "template"


@pytest.mark.parametrize("source", ["# One\n", "| One |\n|---|\n", "A paragraph.\n"])
@pytest.mark.parametrize("tag", ["<style>", "</div>", "<script src=x>", "<form>", "<Textarea>"])
def test_tags_of_blocks_are_left_out_wherever_they_stand(source, tag):
    found = put(source, f"Uno {tag} dos")
    assert found.text == source
    assert len(found.problems) == 1


def test_a_tag_of_a_block_that_stands_in_the_source_may_stand_in_the_translation():
    assert put("Press <p> now.\n", "Pulsa <p> ya.").text == "Pulsa <p> ya.\n"


def test_an_encoded_blank_is_unfit():
    (segment,) = markdown.split("text\n", KEYS).translatable
    with pytest.raises(UnfitError, match="blank"):
        segment.encode(" \n ")


def test_a_page_marks_what_is_untranslated_and_hides_what_is_not_for_readers():
    text = (
        "---\ntitle: T\n---\n# One\n\n<!-- tamizdat: note: secret -->\n> two\n> *wrapped*\n\n"
        "| three |\n|---|\n| four |\n\n<p>five</p>\n\n![six](six.png)\n\n```\nseven\n```\n"
    )
    document = markdown.split(text, KEYS)
    found = publish(document, markdown.FORMAT, {(None, "four"): "cuatro"}, keys=KEYS)
    page = markdown.render(found.pieces, '<span lang="en" dir="ltr">')
    mark = '<span lang="en" dir="ltr">'
    assert f"<h1>{mark}One</span></h1>" in page
    assert f"<p>{mark}two\n<em>wrapped</em></span></p>" in page
    assert f"<th>{mark}three</span></th>" in page
    assert "<td>cuatro</td>" in page
    assert f"<p>{mark}five</span></p>" in page
    assert 'alt="six"' in page
    assert "title" not in page
    assert "secret" not in page
    assert "seven" in page


def test_a_misspelled_directive_below_others_is_told_by_its_line():
    text = (
        "---\ntitle: é\n---\n\n<!-- tamizdat: skip -->\r\nä\n\n"
        "<!-- tamizdat: off -->\n\n<!-- tamizdat: onn -->\n"
    )
    with pytest.raises(SourceError) as caught:
        markdown.split(text, KEYS)
    assert [problem.line for problem in caught.value.problems] == [10]
