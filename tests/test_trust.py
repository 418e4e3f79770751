"""The project and the text propose; only the person at the machine lets a text go elsewhere."""

import itertools
import os
import pty
import re
import subprocess
import sys
from functools import partial
from urllib.parse import urlsplit

import libretranslate
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from project import run

from tamizdat.draft import engines
from tamizdat.draft.engine import Options, refusal
from tamizdat.draft.engines import deep, fxtranslate
from tamizdat.errors import ConfigError
from tamizdat.project import trust

TEXT = "---\ntranslation:\n  engines: {engines}\n---\n\n# Open doors\n\nWe meet at noon.\n"
KEY = "key-4711-hush"


@pytest.fixture(autouse=True)
def _own_list(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))


@pytest.fixture
def server():
    """It answers anything, and counts who asks."""
    languages = b'[{"code": "en", "targets": ["es"]}]'
    with libretranslate.Server(str.upper) as server:
        server.pages = {f"{path}languages": languages for path in ("/", "/x/")}
        yield server


@pytest.fixture
def elsewhere(monkeypatch):
    """Whatever listens on this machine counts as another one."""
    monkeypatch.setattr(deep, "_here", lambda host: host == "localhost")


def project(write, engines="local", remote=False, url="", more=""):
    lines = ['locales = ["es"]', "[draft]", 'engine = "libre"', f"remote = {str(remote).lower()}"]
    lines += [f'url = "{url}"'] if url else []
    folder = write({"source_texts/a.md": TEXT.format(engines=engines)}, "\n".join(lines) + more)
    run(folder, "update")
    return folder


# --- the list


@pytest.mark.parametrize(
    ("written", "host"),
    {
        "mt.example.org": "mt.example.org",
        "MT.Example.ORG.": "mt.example.org",
        "https://mt.example.org/api": "mt.example.org",
        "https://mt.example.org:443": "mt.example.org",
        "http://mt.example.org:80/": "mt.example.org",
        "https://mt.example.org:8443/": "mt.example.org:8443",
        "mt.example.org:443": "mt.example.org:443",
        "xn--bcher-kva.example.org": "xn--bcher-kva.example.org",
        "127.0.0.1:5000": "127.0.0.1:5000",
        "http://[::1]:5000/": "[::1]:5000",
        "[0:0:0:0:0:0:0:1]": "[::1]",
    }.items(),
)
def test_a_host_has_one_name(written, host):
    assert trust.host(written) == host


@pytest.mark.parametrize(
    "written",
    ["", "*", "*.example.org", "a b", "https://", "ftp://example.org", "user@example.org",
     "example.org:port", "[::1", "straße.example.org", "βόλος.example.org", "a\u200cb.example.org",
     "１27.0.0.1", "example..org", "-x.org", "exam\nple.org", "a@b/c"],
)  # fmt: skip
def test_what_is_no_host_is_refused(written):
    with pytest.raises(ConfigError, match="not a host"):
        trust.host(written)


def test_hosts_are_trusted_listed_and_trusted_no_more(tmp_path):
    assert "no host is trusted" in run(tmp_path, "trust").stderr
    assert run(tmp_path, "trust", "https://MT.example.org/", "10.0.0.5:5000").exit_code == 0
    assert "trusted before  mt.example.org" in run(tmp_path, "trust", "mt.example.org").stdout

    listed = run(tmp_path, "trust", TAMIZDAT_ALLOW="a.example.org, b.example.org").stdout

    assert [line.split()[0] for line in listed.splitlines()] == [
        "mt.example.org", "10.0.0.5:5000", "a.example.org", "b.example.org",
    ]  # fmt: skip
    assert run(tmp_path, "trust", "--remove", "mt.example.org").exit_code == 0
    assert run(tmp_path, "trust", "--remove", "mt.example.org").exit_code == 1
    assert trust.hosts() == ("10.0.0.5:5000",)


def test_a_broken_line_is_an_error_with_its_place(tmp_path):
    run(tmp_path, "trust", "mt.example.org")
    with trust.place().open("a") as file:
        file.write("not a host\n")

    result = run(tmp_path, "trust")

    assert result.exit_code == 2
    assert re.search(r"hosts:3: not a host: “not a host”", result.stderr)


@pytest.mark.usefixtures("elsewhere")
def test_a_list_that_the_project_ships_counts_for_nothing(write, monkeypatch, server):
    """Some machines have their home folder in the very checkout."""
    folder = project(write, "any", remote=True, url=server.url)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / ".config"))
    run(folder, "trust", server.url)

    result = run(folder, "draft")

    assert "your own leave: tamizdat trust" in result.stdout
    assert server.lines == []


# --- who must agree


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("fxtranslate", "local self-hosted any"),
        ("pseudo", "local self-hosted any"),
        ("libre", "self-hosted any"),
        ("google", "any"),
        ("mymemory", "any"),
    ],
)
@pytest.mark.parametrize("setting", ["none", "local", "self-hosted", "any"])
@pytest.mark.parametrize(("remote", "trusted"), [*itertools.product([False, True], repeat=2)])
def test_project_text_and_person_must_agree(name, settings, setting, remote, trusted):
    engine = engines.by_name(name)
    to = engine.destination(Options(proposal="https://mt.example.org"))

    refused = refusal(engine, to, remote=remote, engines=setting, trusts=lambda _: trusted)

    local = name in ("fxtranslate", "pseudo")
    allowed = setting in settings.split() and (local or (remote and trusted))
    assert bool(refused) is not allowed


def test_a_refusal_names_all_that_is_missing():
    engine = engines.by_name("libre")
    to = engine.destination(Options(proposal="https://mt.example.org"))

    refused = refusal(engine, to, remote=False, engines="local", trusts=lambda _: False)

    assert "“remote = true” under [draft]" in refused
    assert "“engines: self-hosted” or “engines: any”" in refused
    assert "tamizdat trust mt.example.org" in refused


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("name", ["libre", "google", "mymemory"])
@pytest.mark.parametrize(
    ("setting", "remote", "trusted"),
    [("any", True, False), ("any", False, True), ("local", True, True), ("none", True, True)],
)
def test_where_one_is_missing_nothing_is_connected_to(
    write, server, monkeypatch, name, setting, remote, trusted
):
    hosts = f"{server.url} translate.google.com api.mymemory.translated.net" if trusted else ""
    monkeypatch.setenv(trust.ALLOW, hosts)
    monkeypatch.setenv(deep.KEY, KEY)
    folder = project(write, setting, remote, server.url)

    result = run(folder, "draft", "--engine", name)

    assert result.exit_code == 0
    assert len(re.findall("^left empty: .*", result.stdout, re.M)) == 1
    assert KEY not in result.output
    assert server.lines == []


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("by", ["trust", "environment"])
def test_with_all_three_it_goes_and_says_so_first(write, server, monkeypatch, by):
    folder = project(write, "self-hosted", remote=True, url=server.url)
    if by == "trust":
        run(folder, "trust", server.url)
    else:
        monkeypatch.setenv(trust.ALLOW, server.url)

    result = run(folder, "draft")

    assert f"2 messages (26 characters) go to {server.url[7:]}\n" in result.stderr
    assert [question["q"] for question in server.questions] == ["Open doors", "We meet at noon."]
    assert "libre 2" in result.stdout


def test_neither_a_terminal_nor_a_pipe_is_asked(write):
    """`make` in a terminal is a terminal too: whoever runs a stranger's rules has said nothing."""
    folder = project(write, "any", remote=True, url="https://mt.example.org")
    ours, theirs = pty.openpty()
    os.write(ours, b"y\n" * 9)

    program = (sys.executable, "-m", "tamizdat", "draft")
    ended = subprocess.run(
        program, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, check=False, timeout=60
    )

    assert ended.returncode == 0
    assert b"tamizdat trust mt.example.org" in os.read(ours, 1 << 16)


# --- this machine


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_the_usual_place_on_this_machine_needs_the_text_s_consent_alone(host):
    engine = engines.by_name("libre")
    to = engine.destination(Options(proposal=f"http://{host}:5000"))
    ask = partial(refusal, engine, to, remote=False, trusts=lambda _: False)

    assert ask(engines="local") == ""
    assert "engines: none" in ask(engines="none")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9200", "http://127.0.0.1:5000/admin", "http://localhost", "http://[::1]:80",
     "https://127.0.0.1:631/jobs", "http://127.1.2.3:5000", "http://localhost:5001"],
)  # fmt: skip
def test_any_other_place_on_it_is_not_the_project_s_to_name(address):
    engine = engines.by_name("libre")

    def refused(options, trusted=False):
        to = engine.destination(options)
        return refusal(engine, to, remote=True, engines="any", trusts=lambda _: trusted)

    assert "is not where libre usually is" in refused(Options(proposal=address))
    assert refused(Options(proposal=address), trusted=True) == ""
    assert refused(Options(url=address)) == ""


@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254", "http://10.0.0.1:5000", "http://0.0.0.0:5000", "http://192.168.1.1"],
)
def test_a_network_s_own_addresses_are_other_hosts(address):
    engine = engines.by_name("libre")
    to = engine.destination(Options(proposal=address))

    assert "your own leave" in refusal(
        engine, to, remote=True, engines="any", trusts=lambda _: False
    )


@pytest.mark.parametrize(
    "address",
    ["http://localhost.example.org:5000", "http://127.0.0.1.example.org", "http://2130706433"],
)
def test_a_name_that_looks_like_this_machine_is_not(address):
    with pytest.raises(ConfigError, match="http would show texts"):
        engines.by_name("libre").destination(Options(proposal=address))


def test_an_address_of_this_machine_in_the_project_is_never_spoken_to(write, server):
    folder = project(write, "any", remote=True, url=f"{server.url}/x")

    result = run(folder, "draft")

    assert "is not where libre usually is on this machine" in result.stdout
    assert server.lines == []
    run(folder, "draft", **{deep.URL: f"{server.url}/x"})
    assert server.lines[:2] == ["GET /x/languages", "POST /x/translate"]


@pytest.mark.parametrize(
    "written", ["", "http://127.0.0.1:5000/", "http://localhost:5000/translate"]
)
def test_a_server_at_the_usual_place_is_found_by_itself(written):
    to = engines.by_name("libre").destination(Options(proposal=written))

    assert to.named
    assert to.here


@pytest.mark.parametrize("name", ["straße", "βόλος", "bücher", "a\u200cb", "ｍt"])
def test_no_name_is_trusted_in_one_spelling_and_asked_in_another(name):
    """What becomes of ß depends on whom one asks: `ss` in IDNA 2003, itself in IDNA 2008."""
    with pytest.raises(ConfigError, match="no address of a server") as error:
        engines.by_name("libre").destination(Options(proposal=f"https://{name}.example.org"))
    assert "xn--" in error.value.problems[0].remedy


@given(st.from_regex(r"https?://[ -~]{1,30}", fullmatch=True))
def test_who_is_asked_is_who_is_looked_at(address):
    """By urllib3's reading, which is that of the one who asks."""
    try:
        to = engines.by_name("libre").destination(Options(proposal=address))
        used = deep._sound(address)
    except ConfigError:
        return
    asked = requests.Request("GET", used + "languages").prepare().url
    assert trust.host(urlsplit(asked).scheme + "://" + urlsplit(asked).netloc) == to.host


def test_an_address_that_is_none_is_said_once_and_before_anything(write):
    folder = project(write, url="localhost:5000")
    (folder / "source_texts/b.md").write_text("Another.\n")
    run(folder, "update")

    result = run(folder, "draft")

    assert result.exit_code == 2
    assert result.stderr.count("no address of a server: “localhost:5000”") == 1
    assert "http://localhost:5000" in result.stderr


# --- the key


def test_a_key_goes_to_the_server_that_the_environment_names(write, server, monkeypatch):
    monkeypatch.setenv(deep.URL, server.url)
    monkeypatch.setenv(deep.KEY, KEY)
    folder = project(write)

    run(folder, "draft")

    assert {question["api_key"] for question in server.questions} == {KEY}


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("named", ["", "https://mt.example.org", "http://127.0.0.1:1", "{url}/x"])
def test_a_key_goes_nowhere_else(write, server, monkeypatch, named):
    """A pull request that names another server gets no key, not even where that is trusted."""
    monkeypatch.setenv(deep.KEY, KEY)
    monkeypatch.setenv(deep.URL, named.format(url=server.url))
    monkeypatch.setenv(trust.ALLOW, server.url)
    folder = project(write, "any", remote=True, url=server.url)

    result = run(folder, "draft", "--url", server.url)

    assert "without the key: TAMIZDAT_LIBRE_KEY is for the server" in result.stderr
    assert len(server.questions) == 2
    assert KEY not in str(server.questions)


# --- models


@pytest.mark.parametrize(("allow", "asked"), [("", False), (fxtranslate.ENGINE.models, True)])
def test_a_project_has_models_fetched_only_where_their_host_is_trusted(
    write, server, monkeypatch, tmp_path, allow, asked
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", f"{server.url}/records")
    monkeypatch.setenv(trust.ALLOW, allow)
    folder = write({"source_texts/a.md": "# A\n"}, 'locales = ["oc"]\n[draft]\ndownload = true\n')
    run(folder, "update")

    result = run(folder, "draft")

    assert result.exit_code == 3
    assert bool(server.lines) is asked
    assert ("tamizdat draft --download" in result.stderr) is not asked
