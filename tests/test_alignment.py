"""A text and its translation, aligned: whole, with gaps, and where they do not fit."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Message, State
from tamizdat.init import alignment
from tamizdat.init.alignment import Pair
from tamizdat.project.project import Project
from tamizdat.texts import formats, publication

ROOT = Path(__file__).parent.parent
PROJECT = Project.open(ROOT)
TEXTS = PROJECT.texts()[0]
KEYS = PROJECT.config.translate_keys
MARKDOWN = formats.by_suffix(".md")


def published(text, msgstr):
    """The text in another language, split anew; `msgstr` makes one of a msgid."""
    msgstrs = {key: msgstr(key[1]) for key in text.segments}
    result = publication.publish(text.document, text.format, msgstrs, keys=KEYS)
    return text.format.split(result.text, KEYS)


def pseudo_translation(text):
    """With other words, longer ones; what is joined to markup or an address stays."""
    word = re.compile(r"(?<!\S)([^\W\d_]+)(?=[.,;:!?]?(?!\S))")
    accented = str.maketrans("aeioucdlnrstz", "áéíóúčďľñřšťž")
    return published(
        text, lambda msgid: word.sub(lambda m: 2 * m[0].lower().translate(accented), msgid)
    )


def translations():
    """The repository's own texts with the translations that people have finished."""
    for text in TEXTS:
        for locale in text.locales:
            catalog = PROJECT.catalog(text.domain, locale)
            done = {m.key: m.msgstr for m in catalog.active if m.state.done}
            if len(done) == len(text.segments):
                yield pytest.param(text, done, id=f"{text.domain}-{locale}")


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.domain)
def test_a_pseudo_translation_is_aligned_without_a_mistake(text):
    translation = pseudo_translation(text)

    pairs = alignment.align(alignment.passages(text.document), alignment.passages(translation))

    count = len(text.document.translatable)
    assert [(p.sources, p.targets) for p in pairs] == [((n,), (n,)) for n in range(count)]
    assert min(pair.confidence for pair in pairs) >= alignment.FLOOR


@pytest.mark.parametrize(("text", "done"), list(translations()))
def test_a_real_translation_is_aligned_whichever_paragraph_is_missing(text, done):
    source = alignment.passages(text.document)
    target = alignment.passages(published(text, lambda msgid: done[None, msgid]))
    right = wrong = 0
    for missing in range(0, len(target), 3):
        for pair in alignment.align(source, target[:missing] + target[missing + 1 :]):
            place = pair.targets[0] + (pair.targets[0] >= missing)
            if pair.confidence >= alignment.FLOOR:
                right += pair.sources == (place,)
                wrong += pair.sources != (place,)

    possible = len(range(0, len(target), 3)) * (len(target) - 1)
    assert right / possible > 0.97
    assert wrong / possible < 0.01


@pytest.mark.parametrize(("text", "done"), list(translations()))
def test_a_real_translation_is_aligned_whichever_two_paragraphs_are_merged(text, done):
    source = alignment.passages(text.document)
    target = alignment.passages(published(text, lambda msgid: done[None, msgid]))
    merged = [n for n in range(len(target) - 1) if target[n].role == target[n + 1].role][::3]
    right = wrong = 0
    for n in merged:
        for pair in alignment.align(
            source, (*target[:n], target[n] + target[n + 1], *target[n + 2 :])
        ):
            place = pair.targets[0]
            if pair.confidence >= alignment.FLOOR and place != n:
                right += pair.sources == (place + (place > n),)
                wrong += pair.sources != (place + (place > n),)

    possible = len(merged) * (len(target) - 2)
    assert right / possible > 0.97
    assert wrong / possible < 0.01


def test_texts_of_one_shape_that_share_no_number_are_hardly_trusted():
    def passages(*numbers):
        text = "A paragraph of some length that says {}, and again {} and {}, nothing else."
        return tuple(alignment.Passage("paragraph", text.format(*n), frozenset(n)) for n in numbers)

    ours = passages(("10", "11", "12"), ("20", "21", "22"))
    pairs = alignment.align(ours, passages(("30", "31", "32"), ("40", "41", "42")))

    assert all(pair.confidence < alignment.FLOOR for pair in pairs)


@pytest.mark.parametrize(("ours", "theirs"), [((), ()), ((), "x"), ("x", ())])
def test_nothing_is_aligned_with_nothing(ours, theirs):
    def passages(texts):
        return tuple(alignment.Passage("paragraph", text, frozenset()) for text in texts)

    assert alignment.align(passages(ours), passages(theirs)) == ()


def test_a_paragraph_that_was_split_in_two_gets_both_halves():
    first = alignment.Passage("paragraph", "a" * 200, frozenset({"7", "https://example.org"}))
    half = alignment.Passage("paragraph", "b" * 100, frozenset({"7"}))
    other = alignment.Passage("paragraph", "c" * 100, frozenset({"https://example.org"}))
    last = alignment.Passage("heading 1", "d" * 20, frozenset())

    pairs = alignment.align((first, last), (half, other, last))

    assert [(pair.sources, pair.targets) for pair in pairs] == [((0,), (0, 1)), ((1,), (2,))]


def drafts(text, translation, msgstrs=None):
    """A catalog of the text with drafts from a translation."""
    messages = tuple(
        replace(message, msgstr=(msgstrs or {}).get(message.msgid, ""))
        for message in text.template.messages
    )
    catalog = po.new_catalog("es", text.domain, messages=messages)
    return alignment.draft(catalog, text.document, translation, "strike.es.md")


def test_a_draft_says_where_it_came_from_and_how_sure_that_is():
    text = TEXTS[0]

    found = drafts(text, pseudo_translation(text))

    message = found.catalog.active[0]
    assert message.state is State.DRAFT
    assert message.draft.get("engine") == "adopted"
    assert message.draft.get("route") == "strike.es.md"
    assert 0.5 <= float(message.draft.get("confidence")) <= 1
    assert found.drafted == len(found.catalog.active)
    assert found.unpaired == ()


def test_what_somebody_wrote_is_never_overwritten():
    text = TEXTS[0]
    msgid = text.template.messages[3].msgid

    found = drafts(text, pseudo_translation(text), {msgid: "Mine."})

    assert found.catalog.by_key[None, msgid].msgstr == "Mine."
    assert found.catalog.by_key[None, msgid].draft is None
    assert found.drafted == len(found.catalog.active) - 1


@pytest.mark.parametrize("text", TEXTS[:1], ids=lambda text: text.domain)
def test_every_passage_of_a_translation_is_in_a_draft_or_listed(text):
    translation = pseudo_translation(text)
    words = "Něco, co v originálu nestojí, protože to zajímá jenom čtenáře překladu. " * 3
    content = (
        "".join(segment.raw for segment in translation.segments).rstrip() + f"\n\n{words.strip()}\n"
    )
    longer = text.format.split(content, KEYS)

    found = drafts(text, longer)

    (extra,) = found.surplus
    assert extra.text == words.strip()
    assert content.split("\n")[extra.line - 1] == words.strip()
    kept = " ".join(m.msgstr for m in found.catalog.active)
    assert all(s.msgid in kept for s in longer.translatable if s.msgid != extra.text)


def test_a_passage_whose_message_stays_empty_is_listed_with_the_line_of_that():
    one, other = "We meet at 10 at the gate.", "At 12 we eat bread from the mill."
    source = MARKDOWN.split(f"# Strike\n\n{one}\n\n{other}\n\n# Songs\n", ())
    template = po.new_catalog(
        "es", "a", messages=tuple(Message(s.msgid) for s in source.translatable)
    )
    both = "Nos vemos a las 10 en la puerta. A las 12 comemos pan del molino."
    theirs = MARKDOWN.split(f"# Huelga\n\n{both}\n\n# Cantos\n", ())

    found = alignment.draft(template, source, theirs, "old.md")

    assert [item.text for item in found.unpaired] == [one, other]
    (extra,) = found.surplus
    assert (extra.line, extra.text) == (3, both)
    assert extra.reason == "what it translates is left empty, line 3"


def test_what_another_draft_stands_in_the_way_of_is_listed():
    source = MARKDOWN.split("Bread and roses.\n", ())
    theirs = MARKDOWN.split("Pan y rosas.\n", ())
    machine = Message("Bread and roses.").drafted("El pan y las rosas.", engine="x")
    catalog = po.new_catalog("es", "a", messages=(machine,))

    found = alignment.draft(catalog, source, theirs, "old.md")

    assert found.catalog == catalog
    assert [item.reason for item in found.surplus] == ["the same message has another draft"]


def test_what_is_the_same_in_both_texts_is_no_translation():
    text = TEXTS[0]

    found = drafts(text, text.document)

    assert found.drafted == 0
    assert {item.reason for item in found.unpaired} == {"the same in both texts"}
    assert len(found.unpaired) == len(found.catalog.active)


def test_two_pairs_never_share_a_passage():
    passage = alignment.Passage("paragraph", "the same words every time", frozenset())

    pairs = alignment.align((passage,) * 7, (passage,) * 5)

    for side in ("sources", "targets"):
        used = [n for pair in pairs for n in getattr(pair, side)]
        assert len(used) == len(set(used))
    assert all(isinstance(pair, Pair) for pair in pairs)
