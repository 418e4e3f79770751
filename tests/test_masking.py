"""Masking: what an engine must not change is hidden, and comes back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.draft import masking, verification
from tamizdat.language import inline
from tamizdat.language.markup import Markup

MARKDOWN = (
    "plain words",
    "See **the *full* list** of [names](https://example.org/a_(b)?c=1&d=2 “t”).",
    'A [link](https://example.org "with a title") and `code with *stars*`.',
    "Mail <letters@example.org> or letters@example.org, @example_bot, example.org/path.",
    "An ![image of *two* people](images/a.svg 'title') here.[^note]",
    "{{ page.title }} and %(name)s and ${variable} and :smile: and #solidarity",
    "One&nbsp;two &amp; three \\* four 5 \\_ 6",
    "first line\\\nsecond line",
    "first **line\nsecond** line",
    '<kbd>Ctrl</kbd> and <b translate="no">Name</b> and <br> <!-- comment --> end',
    "[](https://example.org)",
    "Called **Русский** by its speakers 🙂",
    "10 * 3 = 30 and a_b_c",
)
HTML = (
    "plain &amp; simple",
    '<a href="https://example.org?a=1&amp;b=2">two <em>words</em></a>, <code>x &lt; y</code>',
    "one<br>two<br/>three <img src=a.png alt='a picture'> &lt;not a tag&gt;",
    '<span translate="no">Name</span> at letters@example.org',
)
TEXTS = [(text, Markup.MARKDOWN) for text in MARKDOWN] + [(text, Markup.HTML) for text in HTML]


def restored(masked):
    """The msgid again, as long as nothing was translated."""

    def raw(atom):
        return atom.raw + (restored(atom.inner) + atom.closing if atom.inner else "")

    atoms = tuple(
        masking.Atom(raw(atom), atom.visible, atom.silent, atom.breaks) for atom in masked.atoms
    )
    plain = masking.Masked(masked.text, atoms, masked.spans, masked.markup)
    return masking.write(plain, plain.text, plain.spans)


@pytest.mark.parametrize(("msgid", "markup"), TEXTS)
@pytest.mark.parametrize("foreign_to", ["", "en"])
def test_what_is_put_back_reads_as_before(msgid, markup, foreign_to):
    masked = masking.mask(msgid, markup, foreign_to=foreign_to)

    assert verification.verify(msgid, restored(masked), markup) == ""


@given(
    st.lists(st.sampled_from([*"ab *_`[]()<>!\\&#@.~|\n", "**", "](x)", "<b>", "</b>", "&lt;"])),
    st.sampled_from(Markup),
)
def test_anything_is_put_back_or_refused(pieces, markup):
    msgid = "".join(pieces)
    try:
        masked = masking.mask(msgid, markup)
    except masking.LostError:
        return
    if not verification.verify(msgid, restored(masked), markup):
        return
    # Loose marks can become markup beside each other; such a draft is refused like any other.
    assert markup is Markup.MARKDOWN


@pytest.mark.parametrize(
    ("hidden", "markup"),
    [
        ("https://example.org/call?week=1", Markup.TEXT),
        ("letters@example.org", Markup.TEXT),
        ("@example_bot", Markup.TEXT),
        ("example.org", Markup.TEXT),
        ("+49 30 1234567", Markup.TEXT),
        ("#solidarity", Markup.TEXT),
        (":smile:", Markup.MARKDOWN),
        ("{{ page.title }}", Markup.MARKDOWN),
        ("`update --check`", Markup.MARKDOWN),
        ("[^note]", Markup.MARKDOWN),
        ("<letters@example.org>", Markup.MARKDOWN),
        ('<img src="a.png">', Markup.HTML),
        ("<code>update</code>", Markup.HTML),
        ("Русский", Markup.TEXT),
        ("日本語", Markup.TEXT),
        ("🙂", Markup.TEXT),
        (":+1:", Markup.TEXT),
        (":e-mail:", Markup.TEXT),
        (":-1:", Markup.TEXT),
        ("#8m", Markup.TEXT),
        ("#мир", Markup.TEXT),
        ("%(name)s", Markup.TEXT),
        ("0x1234 5678 9ABC DEF0", Markup.TEXT),
        ("https://example.org/#solidarity", Markup.TEXT),
        ("{{ a@example.org }}", Markup.TEXT),
        ("Русский 日本語", Markup.TEXT),
        ("письма@почта.рф", Markup.TEXT),
        ("🙂 🙃", Markup.TEXT),
        ("<kbd>Ctrl</kbd>", Markup.MARKDOWN),
        ('<b translate="no">Anna</b>', Markup.HTML),
        ("<svg><text>x</text></svg>", Markup.HTML),
        ("<b></b>", Markup.HTML),
        ("[](https://example.org)", Markup.MARKDOWN),
        ("![](a.png)", Markup.MARKDOWN),
    ],
)
def test_engines_never_see(hidden, markup):
    masked = masking.mask(f"Look at {hidden} now", markup, foreign_to="en")

    assert [atom.raw for atom in masked.atoms] == [hidden]
    assert masked.text == f"Look at {chr(masking.FIRST)} now"


@pytest.mark.parametrize(
    "text",
    [
        "See # 5 and #5 of it",
        "at 10:30:45 now",
        "re:mind:er and a :Smile: or : a :",
        "C&#x41; a&#tag",
        "naïve café, ﬁne, 5 µm, 1ª, 1º, hawaiʻi, Ａ",
        "5 € – 3 % … “so” + 2 = 5",
    ],
)
def test_engines_see_what_only_looks_like_it(text):
    assert masking.mask(text, Markup.TEXT, foreign_to="en").text == text


def test_only_for_small_engines_another_script_is_hidden():
    assert masking.mask("The Русский 🙂 way", Markup.TEXT).text == "The Русский 🙂 way"


@pytest.mark.parametrize(
    ("tag", "silent", "breaks"),
    [
        ("<br>", False, True),
        ("<wbr>", True, False),
        ("<!-- so -->", True, False),
        ("[^note]", True, False),
        ("<img src=a.png>", True, False),
        ("<code>x</code>", False, False),
    ],
)
def test_what_takes_part_in_a_sentence(tag, silent, breaks):
    (atom,) = masking.mask(f"Look {tag} here", Markup.MARKDOWN).atoms

    assert (atom.raw, atom.silent, atom.breaks) == (tag, silent, breaks)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("10 * 3 [a] = 30 \\ 2", "10 * 3 [a] = 30 \\ 2"),
        ("a_b_c and ~ and ` and &", "a_b_c and ~ and ` and &"),
        ("1 < 2 > 1, AT&T, 5 > 3!", "1 < 2 > 1, AT&T, 5 > 3!"),
        ("so *not* so", r"so \*not\* so"),
        ("so _not_ so, a_b", r"so \_not\_ so, a_b"),
        ("a `b` c", r"a \`b\` c"),
        ("a [b](c) d", r"a \[b\](c) d"),
        ("a <b> c", r"a \<b> c"),
        ("a &amp; c", r"a \&amp; c"),
        ("a &#65; c", r"a \&#65; c"),
        ("a ~~b~~ c", r"a \~\~b\~\~ c"),
    ],
)
def test_a_backslash_stands_where_it_is_needed_alone(text, written):
    assert masking.literal(text, Markup.MARKDOWN) == written
    assert masking.literal(text, Markup.TEXT) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("AT&T, a & b > c", "AT&T, a & b > c"),
        ("a < b", "a &lt; b"),
        ("a &amp; b", "a &amp;amp; b"),
        ("“a” *b*", "“a” *b*"),
        ('a < "b"', 'a &lt; "b"'),
    ],
)
def test_in_html_what_could_be_a_tag_or_a_reference_is_one(text, written):
    assert masking.literal(text, Markup.HTML) == written


def test_the_source_s_own_script_is_not_foreign():
    masked = masking.mask("Письмо для Anna из Москвы", Markup.TEXT, foreign_to="ru")

    assert [atom.raw for atom in masked.atoms] == ["Anna"]
    japanese = masking.mask("これは日本語のカタカナ Anna です", Markup.TEXT, foreign_to="ja")
    assert [atom.raw for atom in japanese.atoms] == ["Anna"]


def test_letters_that_only_code_has_are_nothing_to_translate():
    assert not masking.letters(masking.mask("`update` – <https://example.org>", Markup.MARKDOWN))
    assert masking.letters(masking.mask("![A street](a.png)", Markup.MARKDOWN))


@pytest.mark.parametrize(
    ("msgid", "msgstr", "reason"),
    [
        ("Write to a@example.org", "Escreva para a@example.com", "address"),
        ("See example.org", "Veja", "address"),
        ("Write", "Escreva a b@example.org", "address"),
        ("In 18 years", "Em anos", "number was lost: 18"),
        ("Some years", "Há 5 anos", "number was added: 5"),
        ("Hello {{ name }}", "Olá", "variable"),
        ("See **this**", "Veja isto", "markup"),
        ("See **this**", "**Veja** **isto**", "markup"),
        ("See [a](x) and [b](y)", "Veja [a](x) e [b](x)", "markup"),
        ("*See [a](x)*", "*Veja* [a](x)", "markup"),
        ("See `a b`", "Veja `a  c`", "markup"),
        ("No star", "*Uma* estrela", "markup"),
    ],
)
def test_a_draft_that_changes_facts_or_markup_is_refused(msgid, msgstr, reason):
    assert reason in verification.verify(msgid, msgstr, Markup.MARKDOWN)


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("The first 1,200 copies", "As primeiras 1.200 cópias"),
        ("3.50 euros at 8 pm", "3,50 euros às 20"),
        ("See **this** and [that](x)", "Veja [aquilo](x) e **isto**"),
    ],
)
def test_a_draft_in_the_locale_s_own_form_is_kept(msgid, msgstr):
    assert verification.verify(msgid, msgstr, Markup.MARKDOWN) == ""


@given(st.text() | st.text(st.sampled_from("ab *_`[]()<>!&#@.~|:;/l1^")), st.sampled_from(Markup))
def test_literal_text_is_never_markup(text, markup):
    written = masking.literal(text, markup)

    assert inline.visible(written, markup) == text
    assert all(token.kind is inline.Kind.TEXT for token in inline.parse(written, markup))
