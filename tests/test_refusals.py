"""What an engine, or somebody in a hurry, makes of a message and no reader may get."""

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest
from project import catalog, run, translate

from tamizdat.catalogs import po
from tamizdat.check.findings import Pair, Severity
from tamizdat.check.rules import run as held
from tamizdat.draft import engines
from tamizdat.draft import workflow as draft
from tamizdat.draft.engine import Engine, Reach
from tamizdat.draft.workflow import Drafted, Left, Saved
from tamizdat.language.markup import Markup
from tamizdat.project.project import Project
from tamizdat.review import decision
from tamizdat.review.session import Session

MSGID = "On May 5 we meet at *noon*, see https://example.org/a for more."


class Opened:
    """An engine that does one thing to every sentence that it is given."""

    route = "en-de"

    def __init__(self, change):
        self.change = change

    def translate(self, texts):
        return [self.change(text) for text in texts]


@pytest.fixture
def drafted(write, monkeypatch):
    """What becomes of the texts when an engine changes sentences in some way."""

    def make(change, text=MSGID):
        @contextmanager
        def opening(*_):
            yield Opened(change)

        engine = Engine("changing", Reach.LOCAL, opening, "")
        monkeypatch.setattr(engines, "by_name", lambda _: engine)
        folder = write({"source_texts/a.md": text}, 'locales = ["de"]')
        run(folder, "update")
        results = list(draft.run(Project.open(folder), engine="changing"))
        shown = [message.msgstr for message in catalog(folder, "a", "de").active]
        return results, shown

    return make


def german(text):
    known = {"On May 5": "Am 5. Mai", "we meet at": "sehen wir uns um", "noon": "zwölf"}
    known |= {"see": "siehe", "for more": "für mehr"}
    for word, other in known.items():
        text = text.replace(word, other)
    return text


def test_a_sound_draft_is_kept(drafted):
    results, shown = drafted(german)

    assert [type(result) for result in results] == [Drafted, Saved]
    assert shown == ["Am 5. Mai sehen wir uns um *zwölf*, siehe https://example.org/a für mehr."]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: f"{german(text)} 9", "a number was added: 9"),
        (lambda text: f"{german(text)} (ja)", "the engine opened or closed a bracket of its own"),
        (lambda text: f"{german(text)} good.org", "an address was changed: good.org"),
        (lambda text: german(text).replace("Q7001", "").replace("XZQA", ""), "a hidden piece "),
        (lambda text: f"{german(text)} {{{{ x }}}}", "the engine opened or closed a bracket"),
        (lambda text: f"{german(text)} ${{x}}", "the engine opened or closed a bracket"),
        (lambda _: " ", "the engine answered with nothing"),
    ],
)
def test_a_draft_that_changes_a_fact_is_left_with_its_reason(drafted, change, reason):
    results, shown = drafted(change, MSGID.replace("*", ""))

    (left, _saved) = results
    assert isinstance(left, Left)
    assert left.reason.startswith(reason)
    assert shown == [""]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda text: german(text).replace("Mai", "Juni"), "date"),
        (lambda text: german(text).replace("wir", "w\u202eir"), "character"),
        (lambda text: german(text).replace("wir", "w\u00adir"), "character"),
        (lambda text: german(text).replace("wir", "w\x1bir"), "character"),
    ],
)
def test_a_draft_that_a_check_calls_wrong_is_left_in_the_words_of_the_check(drafted, change, check):
    results, shown = drafted(change)

    (left, _saved) = results
    pair = Pair(MSGID, change(MSGID), Markup.MARKDOWN, "en", "de")
    said = [(rule.name, words) for rule, words in held(pair) if rule.severity is Severity.ERROR]
    assert said == [(check, left.reason)]
    assert shown == [""]


def test_what_is_only_a_warning_keeps_no_draft_away(drafted):
    """Review shows it beside the draft."""
    _, shown = drafted(lambda text: german(text).replace("mehr.", "mehr!"))

    assert shown == ["Am 5. Mai sehen wir uns um *zwölf*, siehe https://example.org/a für mehr!"]


def test_one_bad_answer_leaves_one_gap(drafted):
    def change(text):
        return "" if "two" in text else text.upper()

    results, shown = drafted(change, "Door one\n\nDoor two\n\nDoor three\n")

    assert shown == ["DOOR ONE", "", "DOOR THREE"]
    assert [type(result) for result in results] == [Drafted, Left, Drafted, Saved]
    assert results[-1].error is None


# --- review

TEXT = "# Strike\n\nBring water and bread.\n\nSee you there.\n"
PLACE = ("strike", "-l", "ru")


@pytest.fixture
def folder(write):
    folder = write({"source_texts/strike.md": TEXT})
    run(folder, "update")
    translate(folder, "strike", Strike="Стачка", Bring="`Воду и хлеб.`", See="До встречи.")
    return folder


def test_what_only_the_whole_text_shows_to_be_wrong_is_accepted_by_nobody(folder):
    """Each pair alone is fine, but a paragraph of code has nothing to translate."""
    result = run(folder, "review", *PLACE, "--all", "--accept", "--as", "Ada")

    assert result.exit_code == 1
    assert "refused (2/3)" in result.stdout
    assert "[structure]" in result.stdout
    assert [m.state.value for m in catalog(folder, "strike").active] == [
        "reviewed",
        "translated",
        "reviewed",
    ]


def test_what_is_wrong_is_named_to_programs_with_all_that_there_is_to_know(folder):
    """The fields are for ever: people's scripts read them."""
    (row,) = json.loads(run(folder, "review", *PLACE, "-m", "2", "--json").stdout)["messages"]

    assert {name: type(value).__name__ for name, value in row.items()} == {
        "domain": "str",
        "locale": "str",
        "number": "int",
        "total": "int",
        "hash": "str",
        "state": "str",
        "role": "str",
        "notes": "list",
        "comments": "list",
        "question": "list",
        "msgctxt": "NoneType",
        "msgid": "str",
        "previous_msgid": "NoneType",
        "diff": "str",
        "msgstr": "str",
        "before": "dict",
        "after": "dict",
        "path": "str",
        "line": "int",
        "findings": "list",
    }
    assert (row["domain"], row["locale"], row["number"], row["total"]) == ("strike", "ru", 2, 3)
    assert row["before"] == {"msgid": "Strike", "msgstr": "Стачка"}
    assert row["after"] == {"msgid": "See you there.", "msgstr": "До встречи."}
    assert [finding["check"] for finding in row["findings"]] == [
        "markup-added",
        "end-punctuation",
        "structure",
    ]
    assert row["findings"][0].keys() == {"check", "severity", "message"}


def test_the_first_message_has_none_before_it_and_the_last_none_after(folder):
    rows = json.loads(run(folder, "review", *PLACE, "--all", "--json").stdout)["messages"]

    assert [row["before"] and row["before"]["msgid"] for row in rows] == [
        None,
        "Strike",
        "Bring water and bread.",
    ]
    assert [row["after"] and row["after"]["msgid"] for row in rows] == [
        "Bring water and bread.",
        "See you there.",
        None,
    ]


def test_a_message_with_an_obsolete_twin_is_in_step(folder):
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    read = catalog(folder, "strike")
    twin = read.active[0].evolve(msgstr="Забастовка", obsolete=True)
    path.write_bytes(po.dumps(replace(read, messages=(*read.messages, twin))))

    assert "catalog-outdated" not in run(folder, "check").stdout
    assert run(folder, "review", *PLACE, "--all").exit_code == 0


def test_a_gap_whose_translation_lies_obsolete_is_out_of_step(folder):
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    read = catalog(folder, "strike")
    first, *rest = read.messages
    messages = (first.evolve(msgstr=""), *rest, first.evolve(obsolete=True))
    path.write_bytes(po.dumps(replace(read, messages=messages)))

    assert "catalog-outdated" in run(folder, "check").stdout
    run(folder, "update")
    assert catalog(folder, "strike").active[0].msgstr == "Стачка"


@pytest.mark.parametrize("kind", ["dismiss", "accept", "answer"])
def test_a_decision_that_is_taken_back_twice_stands(folder, kind):
    path = folder / "locales/ru/LC_MESSAGES/strike.po"
    text = path.read_text(encoding="utf-8").replace("До встречи.", "До встречи 5.")
    path.write_text(text.replace('msgid "See', '# which one?\nmsgid "See'), encoding="utf-8")
    source = folder / "source_texts/strike.md"
    source.write_text(TEXT.replace("See you", "See 7 of you"), encoding="utf-8")
    run(folder, "update")
    project = Project.open(folder)
    session = Session(project, project.text("strike"), "ru")
    item = session.item((None, "See 7 of you there."))

    def kept():
        names = ("locales/baseline.json", "locales/notes.csv")
        return [p.read_bytes() for name in names if (p := folder / name).exists()]

    step = {
        "dismiss": lambda: decision.dismiss(item, "number", "in words", "Ada"),
        "accept": lambda: decision.accept(session.item((None, "Strike")), "Ada"),
        "answer": lambda: decision.answer(item, "The one at the port."),
    }[kind]()
    before = catalog(folder, "strike"), kept()
    session.save([step])
    after = catalog(folder, "strike"), kept()
    session.save([step.reversed()])
    assert (catalog(folder, "strike"), kept()) != after
    assert catalog(folder, "strike").active == before[0].active
    session.save([step.reversed().reversed()])

    assert step.reversed().reversed() == step
    assert (catalog(folder, "strike"), kept()) == after
