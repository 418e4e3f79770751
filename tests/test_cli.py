"""The command line: help, versions, exit codes, tab completion, what goes where."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from project import plain, run, translate

from tamizdat.cli import COMMANDS, main
from tamizdat.cli.output import Output, _tracker
from tamizdat.errors import TamizdatError
from tamizdat.project import version


def tamizdat_in(folder, *arguments, **env):
    """Run the real program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tamizdat", *arguments],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_version_is_said():
    assert run(".", "--version").stdout == f"tamizdat {version.shown()}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command):
    result = run(".", command, "--help")

    assert result.exit_code == 0
    assert f"\n    tamizdat {command}" in result.stdout


@pytest.mark.parametrize(
    "arguments", [("--nonsense",), ("nonsense",), ("status", "--format", "pdf")]
)
def test_wrong_usage_is_exit_code_2(write, arguments):
    assert run(write({}), *arguments).exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed(shell):
    assert "_TAMIZDAT_COMPLETE" in run(".", "--completion", shell).stdout


def complete(folder, line):
    """What the shell would offer for the last word of a line."""
    words = line.split(" ")
    result = tamizdat_in(
        folder,
        _TAMIZDAT_COMPLETE="bash_complete",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )
    return [answer.partition(",")[2] for answer in result.stdout.split()]


def test_commands_texts_locales_engines_and_checks_complete(write):
    folder = write({"source_texts/calls/strike.md": "Text\n"}, config='locales = ["ru", "fa"]')

    assert complete(folder, "tamizdat up") == ["update"]
    assert complete(folder, "tamizdat status ca") == ["calls/strike"]
    assert complete(folder, "tamizdat status -l r") == ["ru"]
    assert complete(folder, "tamizdat draft --engine ps") == ["pseudo"]
    assert complete(folder, "tamizdat review --dismiss len") == ["length"]


def test_machine_output_is_alone_on_stdout(write):
    folder = write({"source_texts/a.md": "Text here\n", "source_texts/b.md": b"\xff"})
    run(folder, "update")

    result = tamizdat_in(folder, "status", "--json")

    assert result.returncode == 2
    assert [row["domain"] for row in json.loads(result.stdout)["rows"]] == ["a"]
    assert "b.md:1: not UTF-8" in result.stderr


def test_no_colour_and_no_motion_off_a_terminal(write):
    folder = write({"source_texts/zebra.md": "Text here\n"})

    for command, code in (("update", 0), ("status", 0), ("check", 0), ("publish", 1)):
        result = tamizdat_in(folder, command)
        assert result.returncode == code, result.stderr
        assert "zebra" in result.stdout or command == "check"
        assert not {"\x1b", "\r"}.intersection(result.stdout + result.stderr)


def test_a_reader_that_goes_away_is_no_traceback(write):
    folder = write({f"source_texts/{n}.md": "Text here\n" for n in range(40)})
    run(folder, "update", "-q")
    command = f"{sys.executable} -m tamizdat status | head -n 1"

    result = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )

    assert "Traceback" not in result.stderr


TALKS = {
    "init": ["init", "--from", "en", "--to", "ru"],
    "update": ["update"],
    "draft": ["draft", "--engine", "pseudo"],
    "review": ["review"],
    "review that decides": ["review", "zebra", "-l", "ru", "--accept"],
    "review of nothing": ["review", "--state", "reviewed"],
    "check": ["check"],
    "status": ["status", "--fail-under", "100"],
    "publish": ["publish"],
    "publish of gaps": ["publish", "zebra", "--policy", "partial"],
    "export": ["export", "-o", "out"],
    "import": ["import", "back.po"],
    "privacy": ["privacy"],
    "trust": ["trust"],
    "trust of a host": ["trust", "translate.example.org"],
}


@pytest.mark.parametrize("arguments", TALKS.values(), ids=TALKS)
def test_quiet_leaves_results_and_errors(write, tmp_path, monkeypatch, arguments):
    """What is said on stderr without `-q` is a remark; the result, on stdout, is the same."""
    config = 'locales = ["ru", "fr"]\n'
    folder = write({"source_texts/zebra.md": "Text here\n\nMore of it\n"}, config) / "project"
    folder.mkdir()
    if arguments[0] == "init":
        (tmp_path / "tamizdat.toml").unlink()
    else:
        for name in ("tamizdat.toml", "source_texts"):
            (tmp_path / name).rename(folder / name)
        run(folder, "update")
        translate(folder, "zebra", Text="Текст тут")
        path = folder / "locales/ru/LC_MESSAGES/zebra.po"
        (folder / "back.po").write_bytes(path.read_bytes())
        translate(folder, "zebra", More="Ещё")
        path.write_text(path.read_text().replace('msgid "More', '#, fuzzy\nmsgid "More'))
        if arguments == ["update"]:
            (folder / "source_texts/zebra.md").write_text("Text there\n\nMore of it\n")
    talking = shutil.copytree(folder, tmp_path / "talking" / "project")

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "a"))
    loud = run(talking, *arguments)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "b"))
    quiet = run(folder, *arguments, "-q")

    assert loud.stderr
    assert (quiet.stderr, quiet.stdout, quiet.exit_code) == ("", loud.stdout, loud.exit_code)


def test_quiet_hides_no_error(write):
    folder = write({"source_texts/a.md": b"\xff"})

    for command in ("update", "check", "status", "publish", "review", "draft", "export"):
        result = run(folder, command, "-q")
        assert re.search("a.md:1: (error: )?not UTF-8", result.stdout + result.stderr), command
        assert result.exit_code == 2


def test_draft_lists_engines_and_who_sees_the_text():
    listed = plain(run(".", "draft", "--list").stdout)

    assert "fxtranslate local" in listed
    assert "google remote" in listed


def test_check_lists_every_check():
    listed = run(".", "check", "--list").stdout

    assert "address" in listed
    assert "catalog-unreadable" in listed


def test_globs_and_paths_select_texts(write):
    folder = write({f"source_texts/{name}.md": "Text\n" for name in ("a/x", "a/y", "b")})
    run(folder, "update")

    for pattern in ("a/*", "source_texts/a/*"):
        rows = json.loads(run(folder, "status", pattern, "--json").stdout)["rows"]
        assert [row["domain"] for row in rows] == ["a/x", "a/y"]
    rows = json.loads(run(folder, "status", "source_texts/b.md", "--json").stdout)["rows"]
    assert [row["domain"] for row in rows] == ["b"]


def test_a_path_selects_a_text_from_wherever_one_is(write):
    folder = write({f"source_texts/{name}.md": "Text\n" for name in ("a/x", "b")})
    run(folder, "update")

    for start, path in (("source_texts/a", "x.md"), (".", "./source_texts/a/x.md")):
        rows = json.loads(run(folder / start, "status", path, "--json").stdout)["rows"]
        assert {row["domain"] for row in rows} == {"a/x"}


def test_a_locale_that_only_a_text_asks_for_can_be_selected(write):
    text = "---\ntranslation:\n  locales: [cs]\n---\n\nText\n"
    folder = write({"source_texts/a.md": text})
    run(folder, "update")

    rows = json.loads(run(folder, "status", "-l", "cs", "--json").stdout)["rows"]

    assert [row["locale"] for row in rows] == ["cs"]


def test_help_fits_80_columns_and_cuts_off_nothing():
    for arguments in ((), *((command,) for command in COMMANDS)):
        lines = run(".", *arguments, "--help", COLUMNS="80").stdout.splitlines()[1:]
        assert max(map(len, lines)) <= 80
        assert not any(line.endswith("...") for line in lines)


@pytest.mark.parametrize("asked", ["--help", "complete"])
def test_the_commands_are_listed_without_importing_them(asked):
    code = "import sys; from tamizdat.cli import main; main.main(sys.argv[1:], 'tamizdat')"
    modules = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    environment = os.environ | {"COMP_WORDS": "tamizdat ", "COMP_CWORD": "1"}
    environment |= {"_TAMIZDAT_COMPLETE": "bash_complete"} if asked == "complete" else {}
    result = subprocess.run(
        [sys.executable, "-c", f"{modules}; {code}", "--help"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "merge-driver" in result.stdout
    ours = {name for name in result.stderr.split() if name.startswith("tamizdat.")}
    assert "tamizdat.cli" in ours
    assert not {f"tamizdat.cli.{command}" for command in COMMANDS} & ours
    assert "tamizdat.project" not in ours


def test_every_check_is_listed_once_and_by_its_own_name():
    names = [line.split()[0] for line in run(".", "check", "--list").stdout.splitlines()]

    assert sorted(set(names)) == sorted(names)


def test_without_locales_status_says_how_to_name_them(write):
    folder = write({"source_texts/a.md": "Text\n"}, config="")

    assert "next: name some in the configuration" in run(folder, "status").stderr


def interrupt(*_, **__):
    raise KeyboardInterrupt


def interrupt_an_import(*_, **__):
    """Python 3.11 wraps whatever is raised while a class takes shape."""
    raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()


@pytest.mark.parametrize("interrupted", [interrupt, interrupt_an_import])
def test_an_interrupted_command_says_so_and_is_no_answer(write, monkeypatch, interrupted):
    folder = write({"source_texts/a.md": "Text\n"})
    monkeypatch.setattr("tamizdat.update.workflow.run", interrupted)

    result = run(folder, "update")

    assert (result.stderr, result.exit_code) == ("interrupted\n", 130)


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_a_terminal_that_knows_few_characters_is_no_bug(write, style):
    folder = write({"source_texts/a.md": "See [хлеб](хлеб.md)\n"})
    command = [sys.executable, "-m", "tamizdat", "check", "--format", style]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}

    ended = subprocess.run(command, check=False, cwd=folder, env=env, capture_output=True)

    assert ended.returncode == 1, ended.stderr
    assert (r"\u0445" if style == "text" else "хлеб").encode() in ended.stdout


class Panic(BaseException):
    """What a native library raises when it gives up: no Exception."""


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError("deep"), Panic("index 7")])
def test_a_bug_is_no_answer_and_says_what_it_is(write, monkeypatch, error):
    folder = write({"source_texts/a.md": "Text\n"})

    def fail(*_, **__):
        raise error

    monkeypatch.setattr("tamizdat.update.workflow.run", fail)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("importlib.metadata.metadata", lambda _: Metadata())
    with contextlib.chdir(folder):
        result = CliRunner().invoke(main, ["update"])

    *traceback, first, remedy = result.stderr.splitlines()
    assert result.exit_code == 70
    assert traceback[0].startswith("Traceback")
    assert traceback[-1].endswith(f"{type(error).__name__}: {error}")
    assert first == f"error: tamizdat fails, which is a bug ({type(error).__name__})"
    assert remedy.endswith(f"with the lines above (tamizdat {version.shown()})")
    assert remedy.startswith("  next: please report it at https://example.org/issues")


class Metadata:
    """Of a package that says where it lives."""

    def get_all(self, _):
        return ["Source, https://example.org/code", "Issues, https://example.org/issues"]


def test_a_package_that_does_not_say_where_it_lives_names_no_place(monkeypatch):
    monkeypatch.setattr(Metadata, "get_all", lambda *_: None)
    monkeypatch.setattr("importlib.metadata.metadata", lambda _: Metadata())

    assert _tracker() == ""


def test_no_memory_is_the_world(write, monkeypatch):
    folder = write({"source_texts/a.md": "Text\n"})

    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("tamizdat.update.workflow.run", fail)

    assert run(folder, "update").exit_code == 3


def test_catalogs_whose_text_is_gone_are_named(write):
    folder = write({"source_texts/a.md": "Text\n", "source_texts/b.md": "Text\n"})
    run(folder, "update")
    (folder / "source_texts/b.md").unlink()

    shown = run(folder, "update", "-v").stdout

    assert "locales/ru/LC_MESSAGES/b.po: its source text is gone" in shown


def test_no_colour_where_it_is_not_wanted(monkeypatch, capsys):
    monkeypatch.setenv("NO_COLOR", "1")

    Output().error(TamizdatError.at(None, None, "nothing works"))

    assert capsys.readouterr().err == "error: nothing works\n"


def test_status_in_every_format_names_every_text(write):
    folder = write({f"source_texts/{name}.md": "Text here\n" for name in ("zebra", "quagga")})
    run(folder, "update")
    translate(folder, "zebra", Text="Текст тут")

    for style in ("text", "json", "markdown", "csv"):
        result = run(folder, "status", "--format", style)
        assert result.exit_code == 0
        assert min(map(result.stdout.count, ("zebra", "quagga"))) == 1, style
        assert re.search(r"\bru\b", result.stdout)
