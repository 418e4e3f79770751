"""Attempt after attempt: what each asks of an engine, to the letter, and the draft that it gives.

The engine knows the answers to some questions alone, so that the attempts before one fail.
"""

import pytest

from tamizdat.draft import translation
from tamizdat.draft.attempts import Job
from tamizdat.draft.engine import Engine, Reach, RefusedError
from tamizdat.draft.masking import LostError
from tamizdat.language.markup import Markup


class Phrasebook:
    """An engine with a few answers; it refuses the rest, and keeps what it was asked."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def translate(self, texts):
        self.asked += [text for text in texts if text not in self.asked]
        if missing := [text for text in texts if text not in self.answers]:
            raise RefusedError(f"no answer for {missing[0]!r}")
        return [self.answers[text] for text in texts]


def translated(msgid, answers, *, plain=True, markup=Markup.MARKDOWN, target="pt", limit=2000):
    book = Phrasebook(answers)
    engine = Engine("book", Reach.LOCAL, None, "", plain=plain, max_characters=limit)
    job = Job(book.translate, engine, "en", target)
    return translation.translate(msgid, markup, job), book.asked


@pytest.mark.parametrize(
    ("msgid", "answers", "asked", "msgstr"),
    [
        pytest.param(
            "See **this list** now.",
            {"See this list now.": "Veja agora esta lista.", "this list": "Esta lista."},
            ["See this list now.", "this list"],
            "Veja agora **esta lista**.",
            id="the translated stretch is found in the translated sentence",
        ),
        pytest.param(
            "Ask **Anna** now.",
            {"Ask Anna now.": "Pergunte a Anna agora.", "Anna": "Ana"},
            ["Ask Anna now.", "Anna"],
            "Pergunte a **Anna** agora.",
            id="or the stretch as it was",
        ),
        pytest.param(
            "Write to a@example.org and b@example.org.",
            {"Write to Q7001 and Q7002.": "Escreva a Q7002 e Q7001."},
            ["Write to Q7001 and Q7002."],
            "Escreva a b@example.org e a@example.org.",
            id="a hidden piece is a word",
        ),
        pytest.param(
            "Write to a@example.org and b@example.org.",
            {
                "Write to Q7001 and Q7002.": "Escreva a Q7001 e Q70021.",
                "Write to XZQA and XZQB.": "Escreva a XZQA e XZQB.",
            },
            ["Write to Q7001 and Q7002.", "Write to XZQA and XZQB."],
            "Escreva a a@example.org e b@example.org.",
            id="another word where the first was damaged",
        ),
        pytest.param(
            "See **this** now.",
            {
                "See this now.": "Veja agora.",
                "this": "isto",
                'See "this" now.': 'Veja "isso" agora.',
            },
            ["See this now.", "this", 'See "this" now.'],
            "Veja **isso** agora.",
            id="the stretch in quotation marks",
        ),
        pytest.param(
            "See *one* and **that** now.",
            {
                "See one and that now.": "Veja um agora.",
                "one": "um",
                "that": "isso",
                'See "one" and that now.': 'Veja "um" agora.',
                'See one and "that" now.': 'Veja um e "aquilo" agora.',
            },
            [
                "See one and that now.",
                "one",
                "that",
                'See "one" and that now.',
                'See one and "that" now.',
            ],
            "Veja *um* e **aquilo** agora.",
            id="each stretch in turn",
        ),
        pytest.param(
            "Come at 14:30 and bring **20 cups** with you.",
            {
                "20 cups": "20 copos",
                "Come at Q7001 and bring Q7002 cups with you.": "Venha às Q7001 com Q7002 copos.",
                "Q7002 cups": "Q7002 copos",
            },
            [
                "Come at 14:30 and bring 20 cups with you.",
                "20 cups",
                'Come at 14:30 and bring "20 cups" with you.',
                "Come at Q7001 and bring Q7002 cups with you.",
                "Q7002 cups",
            ],
            "Venha às 14:30 com **20 copos**.",
            id="numbers hidden, the stretch moved with them",
        ),
        pytest.param(
            "Come with **all 20** of you.",
            {"Come with all Q7001 of you.": "Venham os Q7001 todos.", "all Q7001": "os Q7001"},
            [
                "Come with all 20 of you.",
                "all 20",
                'Come with "all 20" of you.',
                "Come with all Q7001 of you.",
                "all Q7001",
            ],
            "Venham **os 20** todos.",
            id="a number at the end of a stretch is in it",
        ),
        pytest.param(
            "Read **the *full* list** now.",
            {
                "Read the full list now.": "Leia agora a lista completa!",
                "the full list": "a lista completa",
                "full": "completa",
            },
            ["Read the full list now.", "the full list", "full"],
            "Leia agora **a lista *completa***!",
            id="a stretch in a stretch",
        ),
        pytest.param(
            "Read <b><i>all</i> lists</b> now.",
            {
                "Read all lists now.": "Leia todas as listas!",
                "all lists": "todas as listas",
                "all": "todas",
            },
            ["Read all lists now.", "all lists", "all"],
            "Leia <b><i>todas</i> as listas</b>!",
            id="two stretches that begin together",
        ),
        pytest.param(
            "See (*this*, all) now.",
            {"See ( Q7001 this Q7002 , all) now.": "Veja agora ( Q7001 isto Q7002 , tudo)."},
            [
                "See (this, all) now.",
                "this",
                'See ("this", all) now.',
                "See ( Q7001 this Q7002 , all) now.",
            ],
            "Veja agora (*isto*, tudo).",
            id="the marks as words",
        ),
        pytest.param(
            "See **this *one* here** now.",
            {
                "See Q7001 this Q7002 one Q7003 here Q7004 now.": (
                    "Agora veja Q7001 aqui Q7002 um Q7003 só Q7004 ."
                )
            },
            [
                "See this one here now.",
                "this one here",
                "one",
                'See "this one here" now.',
                "See Q7001 this Q7002 one Q7003 here Q7004 now.",
            ],
            "Agora veja **aqui *um* só**.",
            id="of nested marks too",
        ),
        pytest.param(
            "Now see **this**",
            {"Now see Q7001 this Q7002": "Agora veja Q7001 isto Q7002"},
            ["Now see this", "this", 'Now see "this"', "Now see Q7001 this Q7002"],
            "Agora veja **isto**",
            id="the marks as words, at the very end too",
        ),
        pytest.param(
            "See **this** in 2026.",
            {"See Q7001 this Q7002 in Q7003.": "Veja Q7001 isto Q7002 em Q7003."},
            [
                "See this in 2026.",
                "this",
                'See "this" in 2026.',
                "See this in Q7001.",
                "See Q7001 this Q7002 in 2026.",
                "See Q7001 this Q7002 in Q7003.",
            ],
            "Veja **isto** em 2026.",
            id="the marks as words, and the numbers hidden",
        ),
    ],
)
def test_each_attempt_asks_what_it_means_to(msgid, answers, asked, msgstr):
    found, questions = translated(msgid, answers)

    assert found == msgstr
    assert questions == asked


def test_a_bracket_babbled_behind_a_name_is_dropped_where_the_sentence_has_none():
    babble = {"Anna Example": "Anna Exemplo (em inglês).", "Anna (Example)": "Anna (Exemplo) (x)"}

    assert translated("Anna Example", babble)[0] == "Anna Exemplo"
    with pytest.raises(LostError, match="bracket"):
        translated("Anna (Example)", babble)
    with pytest.raises(LostError, match="bracket"):
        translated("Anna Example", babble, plain=False)


def test_what_an_engine_of_another_kind_gets_is_not_simplified():
    answer = {"“One”—two": "“Um”—dois"}

    assert translated("“One”—two", answer, plain=False)[0] == "“Um”—dois"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("  ", "nothing"),
        ("Ja ja, ja ja, wir kommen am 3. um acht.", "repeats itself"),
        ("Wir kommen am 3. um acht] zu euch und gehen.", "bracket"),
        ("We come on the 3rd at eight and go.", "untranslated"),
        ("Wir kommen am 3. " + "und gehen und kommen " * 6, "times as long"),
        ("Wir kommen um acht und gehen.", "number was lost: 3"),
        ("Wir kommen am 3. und am 4. um acht und gehen.", "number was added: 4"),
        ("Wir kommen am 3. zu a@example.org", "an address was changed"),
    ],
)
def test_the_first_attempt_says_why_there_is_no_draft(answer, reason):
    msgid = "We come on the 3rd at eight and go."

    with pytest.raises(LostError, match=reason):
        translated(msgid, {msgid: answer}, target="de")


def test_a_range_that_became_two_numbers_is_no_draft():
    with pytest.raises(LostError, match="the range 25–28 became two numbers"):
        translated(
            "Come on May 25-28", {"Come on May 25-28": "Kommt am 25 und 28 Mai"}, target="de"
        )


def test_what_the_source_says_many_times_the_draft_may_say_many_times():
    answer = {"They sing la la la la": "Cantam la la la la"}

    assert translated("They sing la la la la", answer)[0] == "Cantam la la la la"


def test_a_sentence_as_long_as_the_engine_takes_is_asked_and_a_longer_one_is_not():
    assert translated("Open the door", {"Open the door": "Abra a porta"}, limit=13)[1]
    with pytest.raises(LostError, match="too long"):
        translated("Open the door", {"Open the door": "Abra a porta"}, limit=12)


def test_a_word_that_masks_are_made_of_is_not_mistaken_for_one():
    msgid = "Q7001 writes to a@example.org"

    assert translated(msgid, {"Q7001 writes to XZQA": "Q7001 escreve a XZQA"})[0] == (
        "Q7001 escreve a a@example.org"
    )


def test_an_engine_with_fewer_answers_than_questions_gives_no_draft():
    engine = Engine("book", Reach.LOCAL, None, "")
    job = Job(lambda texts: [t.upper() for t in texts[1:]], engine, "en", "pt")

    with pytest.raises(ValueError, match="zip"):
        translation.translate("See *this* now", Markup.MARKDOWN, job)


@pytest.mark.parametrize("answer", ['Veja "isso agora.', 'Veja "isso" "agora".', 'Veja "" agora.'])
def test_quotation_marks_that_are_not_one_pair_around_something_show_no_place(answer):
    answers = {"See this now.": "Veja agora.", "this": "isto", 'See "this" now.': answer}

    with pytest.raises(LostError, match="could not be placed"):
        translated("See **this** now.", answers)


def test_stretches_that_overlap_have_no_place():
    answers = {
        "A new friend here": "Um novo amigo velho",
        "new": "novo amigo",
        "friend": "amigo velho",
    }

    with pytest.raises(LostError, match="could not be placed"):
        translated("A **new** *friend* here", answers)


def test_a_longer_number_is_not_the_word_of_a_hidden_piece():
    with pytest.raises(LostError, match="hidden piece"):
        translated("Write to a@example.org", {"Write to Q7001": "Escreva a Q70015"})
    assert translated("Run `make`", {"Run Q7001": "Rode Q7001s"})[0] == "Rode `make`s"


def test_a_stretch_that_stands_twice_in_the_answer_has_no_place():
    answers = {"See this now.": "Isto, veja isto.", "this": "isto"}

    with pytest.raises(LostError, match="could not be placed"):
        translated("See **this** now.", answers)


def test_a_stretch_is_found_as_a_word_but_in_scripts_without_blanks_anywhere():
    part = {"See one now.": "Veja algum um.", "one": "um"}
    assert translated("See **one** now.", part)[0] == "Veja algum **um**."

    japanese = {"See this now.": "今これを見て。", "this": "これ"}
    assert translated("See **this** now.", japanese, target="ja")[0] == "今**これ**を見て。"

    korean = {"See this now.": "지금 이것을 보세요.", "this": "이것"}
    assert translated("See **this** now.", korean, target="ko")[0] == "지금 **이것**을 보세요."
