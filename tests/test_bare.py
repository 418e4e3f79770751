"""What holds nothing but facts is no message, wherever it stands; unless its author says more."""

from __future__ import annotations

import pytest
from project import catalog, run
from texts import KEYS, itself

from tamizdat.catalogs.catalog import State
from tamizdat.language.bare import is_bare
from tamizdat.language.markup import Markup
from tamizdat.texts.formats import html, markdown, plain
from tamizdat.texts.publication import publish

FACTS = [
    "info@example.org",
    "@everybody",
    "@somebody@example.social",
    "https://example.org/a?b=c",
    "example.org",
    "+49 30 1234567",
    "info@example.org, @everybody",
    "tel:+4930123456",
    "DE12 3456 7890 1234 5678 90",
    "ABCD EF01 2345 6789 ABCD EF01 2345 6789 ABCD EF01",
    "2026-03-06",
    "15:30",
    "€ 5.00",
]
WORDS = [
    "Write to info@example.org",
    "info@example.org or @everybody",
    "Contact: info@example.org",
    "a@b",
    "mañana",
    "自由",
    "5 km",
    "6 March",
    "@everybody!? yes",
    "e.g.",
]
PLACES = {
    markdown.FORMAT: [
        "{}\n",
        "**{}**\n",
        "# {}\n",
        "- {}\n",
        "> {}\n",
        "| {} |\n|---|\n",
        ": {}\n",
        "<p>{}</p>\n",
        "<b>{}</b>\n",
        "---\ntitle: '{}'\n---\n",
        "![{}](a.png)\n",
        "[{}](https://example.org)\n",
    ],
    html.FORMAT: ["<p>{}</p>", "<td><b>{}</b></td>", '<img alt="{}">', "<title>{}</title>"],
    plain.FORMAT: ["{}\n", "- {}\n", "> {}\n"],
}
PLACED = [
    pytest.param(text_format, place, id=f"{text_format.name} {place!r}")
    for text_format, places in PLACES.items()
    for place in places
]


@pytest.mark.parametrize("text", FACTS)
def test_facts_are_bare(text):
    assert is_bare(text)
    assert is_bare(f"**{text}**", Markup.MARKDOWN)
    assert is_bare(f"<b>{text}</b>", Markup.HTML)


@pytest.mark.parametrize("text", WORDS)
def test_words_are_not(text):
    assert not is_bare(text)
    assert not is_bare(f"**{text}**", Markup.MARKDOWN)
    assert not is_bare(f"<b>{text}</b>", Markup.HTML)


def test_what_is_only_heard_counts():
    assert not is_bare("<a href='#' title='Mail'>info@example.org</a>", Markup.HTML)
    assert not is_bare('[info@example.org](mailto:info@example.org "Mail")', Markup.MARKDOWN)
    assert not is_bare("![Us](us.png) info@example.org", Markup.MARKDOWN)
    assert not is_bare("&#65;", Markup.HTML)


@pytest.mark.parametrize("text", FACTS)
@pytest.mark.parametrize(("text_format", "place"), PLACED)
def test_facts_alone_are_no_message_and_stay_to_the_byte(text_format, place, text):
    source = place.replace("{}", text)
    document = text_format.split(source, KEYS)
    assert document.translatable == ()
    assert document.text == source


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize(("text_format", "place"), PLACED)
def test_words_among_facts_are(text_format, place, text):
    assert len(text_format.split(place.replace("{}", text), KEYS).translatable) == 1


@pytest.mark.parametrize(
    ("text_format", "place"),
    [
        (markdown.FORMAT, "{}\n"),
        (markdown.FORMAT, "- {}\n"),
        (markdown.FORMAT, "<p>{}</p>\n"),
        (html.FORMAT, "<p>{}</p>"),
    ],
)
@pytest.mark.parametrize("said", ["note: of our branch", "context: branch"])
def test_a_note_or_a_context_makes_a_message_of_them(text_format, place, said):
    between = "\n\n" if text_format is markdown.FORMAT else ""
    source = f"<!-- tamizdat: {said} -->{between}{place.replace('{}', 'info@example.org')}"
    document = text_format.split(source, KEYS)
    (segment,) = document.translatable
    assert segment.msgid == "info@example.org"
    msgstrs = dict.fromkeys(itself(document), "pt@example.org")
    page = publish(document, text_format, msgstrs, keys=KEYS)
    assert page.problems == ()
    assert page.text == source.replace("info@", "pt@")


def test_a_translation_may_be_nothing_but_an_address():
    document = markdown.split("Write to info@example.org\n", KEYS)
    page = publish(
        document, markdown.FORMAT, dict.fromkeys(itself(document), "info@example.org"), keys=KEYS
    )
    assert page.problems == ()
    assert page.text == "info@example.org\n"


def test_what_was_translated_is_kept_and_a_text_is_complete_without(write):
    path = "locales/ru/LC_MESSAGES/a.po"
    old = (
        'msgid ""\nmsgstr "Language: ru\\nX-Tamizdat-Segments: 1\\n"\n\nmsgid "Write."\n'
        'msgstr "Пишите."\n\nmsgid "info@example.org"\nmsgstr "ru@example.org"\n\n'
        'msgid "@us"\nmsgstr ""\n'
    )
    text = "Write.\n\n| info@example.org | @us |\n|---|---|\n"
    folder = write({"source_texts/a.md": text, path: old})

    assert run(folder, "update").exit_code == 0

    after = catalog(folder, "a")
    assert [(m.msgid, m.state) for m in after.active] == [("Write.", State.TRANSLATED)]
    assert [m.msgstr for m in after.obsolete] == ["ru@example.org"]
    assert run(folder, "status", "--fail-under", "100").exit_code == 0
