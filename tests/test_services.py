"""Services: which languages they are asked for, what they may answer, how long we wait for them."""

import datetime
import json
from dataclasses import replace
from email.utils import format_datetime

import libretranslate
import pytest

from tamizdat.draft import engines
from tamizdat.draft.engine import Options, RefusedError
from tamizdat.draft.engines import deep, guard
from tamizdat.draft.engines.guard import Answer
from tamizdat.errors import EngineError

FAST = Options(timeout=2, retries=3, pause=1)
ADDRESS = "http://127.0.0.1:5000/"


class Listing:
    """A server of which only the list of languages is wanted."""

    def __init__(self, body, status=200):
        self.answer = Answer(status, body if isinstance(body, str) else json.dumps(body))

    def get(self, url):
        assert url == f"{ADDRESS}languages"
        return self.answer


def pair(source, target, offered):
    """The codes for two locales where a server offers some, and those that each leads to."""
    listing = [{"code": code, "targets": targets} for code, targets in offered.items()]
    return deep._offered(Listing(listing), ADDRESS, source, target)


@pytest.mark.parametrize(
    ("locale", "offered", "code"),
    [
        ("zh_Hant", ["zt"], "zt"),
        ("zh_Hant", ["zh-Hant"], "zh-Hant"),
        ("zh_Hant", ["zt", "zh-Hant", "zh"], "zh-Hant"),
        ("zh_Hant", ["zh"], None),
        ("zh_TW", ["zt"], "zt"),
        ("zh_Hans", ["zh", "zt"], "zh"),
        ("sr@latin", ["sr-Latn"], "sr-Latn"),
        ("sr@latin", ["sr"], None),
        ("sr", ["sr", "sr-Latn"], "sr"),
        ("nb", ["no"], "no"),
        ("nb", ["no", "nb"], "nb"),
        ("pt_BR", ["pt", "pb"], "pb"),
        ("pt_BR", ["pt"], "pt"),
        ("pt", ["pt", "pb"], "pt"),
        ("de_AT", ["de"], "de"),
        ("de", ["de-AT", "en"], None),
    ],
)
def test_a_locale_goes_by_the_best_name_that_a_server_has_for_it(locale, offered, code):
    to = {"en": offered, **{each: ["en"] for each in offered if each != "en"}}
    if code:
        assert pair("en", locale, to) == ("en", code)
        assert pair(locale, "en", to) == (code, "en")
    else:
        for places in (("en", locale), (locale, "en")):
            with pytest.raises(EngineError, match="does not translate from"):
                pair(*places, to)


@pytest.mark.parametrize("targets", [None, []])
def test_a_server_that_names_no_targets_translates_between_all_that_it_has(targets):
    assert pair("en", "de", {"en": targets, "de": targets}) == ("en", "de")
    assert pair("de", "en", {"en": ["de"], "de": targets}) == ("de", "en")


def test_a_name_of_the_source_counts_only_where_it_leads_to_the_target():
    assert pair("pt_BR", "de", {"pb": ["en"], "pt": ["de"], "de": []}) == ("pt", "de")
    with pytest.raises(EngineError, match="from pt_BR to de") as error:
        pair("pt_BR", "de", {"pb": ["en"], "en": ["de"], "de": ["en"]})
    assert error.value.problems[0].remedy == "it has: de, en, pb"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (206, [{"code": "en"}, {"code": "de"}]),
        (200, []),
        (200, "<html>Log in first</html>"),
        (200, {"error": "Slowdown"}),
        (200, [{"name": "English"}]),
        (200, [3]),
        (200, "3"),
    ],
)
def test_what_is_no_list_of_languages_is_an_error_with_its_status(status, body):
    with pytest.raises(EngineError, match=rf"no list of languages .* \(status {status}\)") as error:
        deep._offered(Listing(body, status), ADDRESS, "en", "de")
    assert "LibreTranslate" in error.value.problems[0].remedy


@pytest.mark.parametrize("provider", [deep.GOOGLE, deep.MYMEMORY])
@pytest.mark.parametrize("pair", [("en", "tlh"), ("tlh", "en")])
def test_a_language_that_a_service_does_not_know_is_an_error_of_ours_alone(provider, pair):
    """What deep-translator raises holds what it was given."""
    expected = f"{provider.name} does not know .*tlh"
    with pytest.raises(EngineError, match=expected) as error, deep._open(provider, *pair, FAST):
        pass
    assert (error.value.__cause__, error.value.__context__) == (None, None)


def test_a_service_that_has_no_code_for_a_script_does_not_know_it():
    with (
        pytest.raises(EngineError, match=r"google does not know en-\?"),
        deep._open(deep.GOOGLE, "en", "sr@latin", FAST),
    ):
        pass


def ask(answer, text, options=FAST, *failures):
    """What becomes of an answer to a text, and how often it was asked for."""
    with libretranslate.Server(answer) as server:
        server.failures.extend(failures)
        options = replace(options, url=server.url)
        with engines.by_name("libre").open("en", "pt_BR", options) as service:
            return service.translate([text])


def test_a_long_answer_to_a_short_text_is_none_beyond_a_bound():
    assert ask(lambda _: "x" * 220, "No") == ["x" * 220]
    with pytest.raises(RefusedError, match="221 characters"):
        ask(lambda _: "x" * 221, "No")


def test_a_text_about_a_warning_may_be_translated():
    text = "It says MYMEMORY WARNING, whatever one asks"

    assert ask(str, text) == [text]


@pytest.fixture
def pauses(monkeypatch):
    found = []
    monkeypatch.setattr(guard.time, "sleep", found.append)
    return found


BUSY = libretranslate.TOO_MANY_AT_ONCE


def waits(seconds):
    return replace(BUSY, headers={"Retry-After": seconds})


def test_each_pause_is_twice_the_one_before(pauses):
    assert ask(str, "One", replace(FAST, pause=0.5), BUSY, BUSY, BUSY) == ["One"]
    assert pauses == [0.5, 1, 2]


def test_nothing_is_waited_for_after_the_last_attempt(pauses):
    with pytest.raises(EngineError, match="too many requests"):
        ask(str, "One", replace(FAST, retries=2), BUSY, BUSY, BUSY)
    assert pauses == [1, 2]


@pytest.mark.parametrize(
    ("header", "paused"), [("3", 3), (" 3 ", 3), ("1", 1), ("0", 1), ("soon", 1), ("60", 60)]
)
def test_a_server_may_ask_for_a_longer_pause_than_ours(pauses, header, paused):
    assert ask(str, "One", FAST, waits(header)) == ["One"]
    assert pauses == [paused]


def test_a_server_that_asks_for_a_minute_and_more_is_not_waited_for(pauses):
    with pytest.raises(EngineError, match="asks to wait 61 seconds") as error:
        ask(str, "One", FAST, waits("61"))
    assert error.value.problems[0].remedy.endswith("run again later")
    assert pauses == []


@pytest.mark.parametrize(("ahead", "paused"), [(30, 30), (-30, 1)])
def test_a_pause_may_be_given_by_its_end(pauses, ahead, paused):
    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead)

    ask(str, "One", FAST, waits(format_datetime(end, usegmt=True)))

    (pause,) = pauses
    assert paused - 5 < pause <= paused


NINES = "9" * 20
NO_TIME = (
    *("", "soon", "-3", "٣", "²", "1e3", "Wed, 21 Oct 2099"),
    *(f"Wed, 21 Oct 2099 07:28:{NINES} GMT", "Wed, 21 Oct 2099 07:28:00 -0000"),
)


@pytest.mark.parametrize("header", NO_TIME)
def test_what_is_no_number_and_no_date_asks_for_no_pause(header):
    assert guard._seconds(header) == 0
