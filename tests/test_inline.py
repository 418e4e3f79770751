"""Inline markup: tokens partition the text, pairs pair up, a reader's view is left."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.language import inline
from tamizdat.language.inline import Kind, Side
from tamizdat.language.markup import Markup

MARKDOWN, HTML, TEXT = Markup.MARKDOWN, Markup.HTML, Markup.TEXT
PIECES = """
    * ** *** _ __ ~ ~~ ` `` [ ] ]( ( ) ![ [a][b] [a][] [^1] [x] [!NOTE] [a]:
    < > </ <b> </b> <i> </i> <br> <br/> <a~href="x"> </a> <div> <script> <!-- --> <? <![CDATA[ ]]>
    <http://a.b> <c@d.e> http://a.b &amp; & &#65; &nope; \\ | # - + 1. ``` ~~~ --- === " ' = $ { } :
    a é 中 😀 й""".split()
BLANKS = [
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "  \n",
    "\r",
    "\r\n",
    "\xa0",
    "\0",
    "\u2028",
    "\ufeff",
]
SOUP = st.lists(st.sampled_from([p.replace("~h", " h") for p in PIECES] + BLANKS), max_size=25)
MARKUPS = st.sampled_from(list(Markup))


def shown(text, markup=MARKDOWN):
    """The tokens in short: text as it is, markup in brackets with its number and side."""
    side = {Side.OPEN: "(", Side.CLOSE: ")", Side.ALONE: ""}
    return " ".join(
        t.raw.strip() if t.kind is Kind.TEXT else f"{side[t.side]}{t.kind}{t.pair or ''}"
        for t in inline.parse(text, markup)
        if t.raw.strip()
    )


@given(SOUP.map("".join) | st.text(), MARKUPS)
def test_the_tokens_joined_are_the_text(text, markup):
    assert "".join(token.raw for token in inline.parse(text, markup)) == text


@given(SOUP.map("".join) | st.text(), MARKUPS)
def test_the_visible_text_is_that_of_the_tokens(text, markup):
    tokens = inline.parse(text, markup)
    assert inline.visible(text, markup) == "".join(token.visible for token in tokens)


@given(SOUP.map("".join), MARKUPS)
def test_every_pair_has_a_number_of_its_own_and_two_halves(text, markup):
    tokens = inline.parse(text, markup)
    opened = [t.pair for t in tokens if t.side is Side.OPEN]
    closed = [t.pair for t in tokens if t.side is Side.CLOSE]

    assert opened == list(range(1, len(opened) + 1))
    assert Counter(closed) == Counter(opened)
    assert all(not t.pair for t in tokens if t.side is Side.ALONE)
    for number in opened:
        first, second = (t for t in tokens if t.pair == number)
        assert first.side is Side.OPEN
        assert second.side is Side.CLOSE
        assert first.kind is second.kind


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (
            "*a* **b** ~~c~~",
            "(emphasis1 a )emphasis1 (strong2 b )strong2 (strikethrough3 c )strikethrough3",
        ),
        ("***a***", "(emphasis1 (strong2 a )strong2 )emphasis1"),
        ("[*a*](b)", "(link1 (emphasis2 a )emphasis2 )link1"),
        ("![a](b) [c][d]", "(image1 a )image1 (link2 c )link2"),
        ("<http://a.b> `c` d[^1]", "autolink code d footnote"),
        ("<b>a <i>b</b> c</i>", "(tag1 a tag b )tag1 c tag"),
        ("*<b>a</b>*<br>", "(emphasis1 (tag2 a )tag2 )emphasis1 tag"),
        ("\\*a* b_c_d [x] [y][]", "\\*a* b_c_d [x] [y][]"),
        ("a [b *c](d) e*", "a (link1 b *c )link1 e*"),
    ],
)
def test_markdown_is_read_as_markdown(text, tokens):
    assert shown(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("<b>a</b> &amp; <br>", "(tag1 a )tag1 &amp; tag"),
        ("<a href='x>y'>a</a>", "(tag1 a )tag1"),
        ("<!-- <b> -->*a*", "tag *a*"),
        ("1 < 2 <3", "1 < 2 <3"),
        ('a <b c="d <i>e</i>', 'a <b c="d <i>e</i>'),
    ],
)
def test_html_is_read_as_a_browser_reads_it(text, tokens):
    assert shown(text, HTML) == tokens


@pytest.mark.parametrize(
    ("markup", "text", "visible"),
    [
        (MARKDOWN, 'We *meet* [here](http://a.b "c"), &amp; `now`.', "We meet here, & now."),
        (MARKDOWN, "![A *crowd*](a.png) <c@d.e> \\*", "A crowd c@d.e *"),
        (MARKDOWN, "`` a`b `` &nope; a_b <!-- c -->", "a`b &nope; a_b "),
        (MARKDOWN, "one<br>two", "one two"),
        (HTML, "We <em>meet</em><br>here &amp; <a href=x>now</a> &lt;b>", "We meet here & now <b>"),
        (TEXT, "*We* <b> &amp;", "*We* <b> &amp;"),
        (MARKDOWN, "", ""),
    ],
)
def test_the_visible_text_is_what_a_reader_sees(markup, text, visible):
    assert inline.visible(text, markup) == visible


BLOCKS = """# a|- a|+ a|1. a|> a|```|~~~ a|    a|---|===|[a]: b|- [x] a|[!NOTE]|: a|a##|\ta"""


@pytest.mark.parametrize("start", BLOCKS.split("|"))
@pytest.mark.parametrize("before", ["", "a\n", "a\n\n"])
def test_block_syntax_is_only_text(start, before):
    text = f"{before}{start} *b*"

    assert inline.visible(text, MARKDOWN) == f"{before}{start} b"


@pytest.mark.parametrize(
    ("text", "target", "title"),
    [
        ('[a](http://b.c "d")', "http://b.c", "d"),
        ("[a](<b c>)", "b c", ""),
        ("[a](b\\)c&amp;d)", "b)c&d", ""),
        ("[a][b]", "[b]", ""),
        ("![a](b.png)", "b.png", ""),
        ("<http://b.c>", "http://b.c", ""),
        ("<c@d.e>", "c@d.e", ""),
        ("<STRONG>a</STRONG>", "strong", ""),
    ],
)
def test_a_token_knows_where_it_leads(text, target, title):
    first = inline.parse(text, MARKDOWN)[0]

    assert (first.target, first.title) == (target, title)


def test_attributes_are_decoded():
    found = inline.attributes("<a HREF='x&amp;y' b c=d e=\"f>g\">")

    assert found == {"href": "x&y", "b": "", "c": "d", "e": "f>g"}
    assert inline.attributes("</a>") == {}


HOSTILE = {
    "brackets": "[" * 20_000,
    "pairs of brackets": "[]" * 20_000,
    "images": "![" * 20_000,
    "links without end": "[a](" * 10_000,
    "emphasis without end": "*a **b " * 5_000,
    "stars": "*" * 20_000,
    "backticks": " ".join("`" * (n % 150) for n in range(1_500)),
    "footnotes": "[^" * 20_000,
    "nested tags": "<a>" * 5_000 + "</a>" * 5_000,
    "crossed tags": "<b>" * 5_000 + "</i>" * 5_000,
    "tags without end": "<a " * 20_000,
    "quotes without end": '<a b="' * 20_000 + "c",
    "attributes without end": "<a b=" * 20_000,
    "comments without end": "<!--" * 20_000,
    "entities": "&" * 20_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("markup", [MARKDOWN, HTML])
def test_hostile_markup_is_read_in_no_time(text, markup):
    tokens = inline.parse(text, markup)

    assert "".join(token.raw for token in tokens) == text


@pytest.mark.parametrize("opened", ["<!--", "<![CDATA[", "<!x", "<?x"])
def test_what_is_opened_and_never_closed_goes_on_to_the_end(opened):
    tokens = inline.parse(f"a {opened} b & [c](d", HTML)

    assert [(t.kind, t.raw) for t in tokens] == [
        (Kind.TEXT, "a "),
        (Kind.TAG, f"{opened} b & [c](d"),
    ]
