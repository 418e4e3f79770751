"""`tamizdat init`."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output, plural, shown
from tamizdat.errors import ConfigError, Problem, SourceError
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from tamizdat.init.discover import Found
    from tamizdat.init.workflow import Step
    from tamizdat.project.config import Config
    from tamizdat.project.project import Project

_MOVED = 40
"""So many texts are named in a command that moves them."""


@click.command("init")
@click.option("--from", "source", metavar="LOCALE", help="Locale of the source texts.")
@click.option("--to", "wanted", metavar="LOCALES", multiple=True, help="Into which: es,ru,pt_BR.")
@click.option("--sources", metavar="DIR", help="Folder of the source texts.")
@click.option(
    "--adopt",
    "adopted",
    metavar="FILE",
    multiple=True,
    help="Take over a catalog of another tool (.po) or a translated text; may be a glob.",
)
@click.option("--adopt-locale", metavar="LOCALE", help="Locale of what is adopted.")
@click.option("--adopt-text", metavar="TEXT", help="Which text the adopted ones translate.")
@click.option("--no-adopt", is_flag=True, help="Leave catalogs and translations that are found.")
@click.option("--ci", type=click.Choice(["github"]), help="Write a workflow that checks.")
@click.option("--no-input", is_flag=True, help="Ask nothing.")
@options.dry_run
@options.quiet
def command(
    source: str | None,
    wanted: tuple[str, ...],
    sources: str | None,
    adopted: tuple[str, ...],
    adopt_locale: str | None,
    adopt_text: str | None,
    no_adopt: bool,
    ci: str | None,
    no_input: bool,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Set up a project here, and take over what was translated before.

    Asks on a terminal what the options do not say. Overwrites nothing. Catalogs of po4a, mdpo and
    mdbook-i18n-helpers keep their translations; a translated text is put beside its source,
    paragraph by paragraph, as drafts to be reviewed. It finds catalogs at the top and in folders
    such as po/ and locale/, and texts that are named like another one and a locale: strike.es.md,
    es/strike.md, old/es/strike.md. In a project that is set up, --adopt and --ci do the same.

    \b
      tamizdat init                            ask
      tamizdat init --from en --to es,ru       ask nothing more
      tamizdat init --adopt 'po/*.po'          catalogs of other tools
      tamizdat init --adopt strike.es.md       a text that was translated by hand
      tamizdat init --adopt old.md --adopt-locale es --adopt-text strike
    """
    from tamizdat.cli.init import adopting
    from tamizdat.init import discover
    from tamizdat.init import workflow as init
    from tamizdat.project.project import Project, today

    output = Output(quiet=quiet)
    root = Path.cwd()
    paths = adopting.expanded(adopted)
    locale, text = adopt_locale or "", adopt_text or ""
    todo: list[str] = []
    present = init.existing(root)
    if present:
        if source or wanted or sources or not (paths or ci):
            remedy = "edit it, then: tamizdat update (here, init only does --adopt and --ci)"
            raise ConfigError(Problem("the project is set up already", present, None, remedy))
        project = Project.open(root)
    else:
        found = discover.look(root)
        asks = sys.stdin.isatty() and not no_input
        settings = _settings(output, found, source, wanted, sources, asks=asks)
        project = Project(settings, today())
        _say_found(output, found, settings)
        if not paths and not no_adopt:
            paths = _offered(found, settings, asks=asks and not (source and wanted))
        if not found.texts(settings.sources, settings.source_locale):  # nothing to put it beside
            later = adopting.command_for(paths, locale, text) if paths else ""
            todo, paths = [*_todo(found, settings, later, dry_run=dry_run)], []
    code = 0
    if paths:  # first: if it is refused, nothing is written
        lenient = not adopted
        code = adopting.adopt(
            output, project, paths, locale, text, lenient=lenient, dry_run=dry_run
        )
    steps = [] if present else list(init.run(project.config, dry_run=dry_run))
    _write(output, project, steps, ci, dry_run=dry_run)
    _say_next(output, project, todo, dry_run=dry_run)
    raise SystemExit(code)


def _write(
    output: Output, project: Project, steps: Sequence[Step], ci: str | None, *, dry_run: bool
) -> None:
    """Write the workflow too, if one is wanted, and say what was written."""
    from tamizdat.init import workflow as init

    installed = init.installed() if ci else ""
    if ci:
        steps = [*steps, init.add_ci(project.root, ci, installed, dry_run=dry_run)]
    for step in steps:
        output.show(f"{_verb(step.written, dry_run)} {safe(shown(step.path))}")
    if ci and steps[-1].written and not installed:
        what = "it installs tamizdat by its name, which somebody else may hold on the package index"
        output.say(f"warning: {what}:\n  read the comment in it before you push")


def _settings(
    output: Output,
    found: Found,
    source: str | None,
    wanted: Sequence[str],
    sources: str | None,
    *,
    asks: bool,
) -> Config:
    """The new configuration, from options and answers."""
    from tamizdat.init import workflow as init
    from tamizdat.language import locales

    everything = asks and not (source and wanted)
    if asks:
        source = _answer(
            output,
            "Locale of the source texts",
            (source or "", "en"),
            lambda answer: init.wrong_locales([answer]),
            locales.meant,
        )
    origin = source or "en"
    folder = sources or found.sources(origin)
    if everything:
        folder = _answer(
            output,
            "Folder of the source texts",
            (sources or "", folder),
            lambda answer: init.wrong_folder(found.root, answer),
            lambda _: "",
        )
    codes = _codes(wanted) or found.locales(origin)
    if asks:
        answer = _answer(
            output,
            "Into which locales (es,ru)",
            (",".join(_codes(wanted)), ",".join(codes)),
            lambda answer: init.wrong_locales(_codes([answer]), origin),
            lambda answer: ",".join(filter(None, map(locales.meant, _codes([answer])))),
        )
        codes = _codes([answer])
    title = found.root.resolve().name
    title = click.prompt("Name of the site", title or None, err=True) if everything else ""
    return init.plan(found.root, origin, codes, folder, title)


def _answer(
    output: Output,
    question: str,
    known: tuple[str, str],
    wrong: Callable[[str], Sequence[Problem]],
    right: Callable[[str], str],
) -> str:
    """The first answer that is not wrong; what an option says counts as one.

    Args:
        output: for what is wrong.
        question: to ask.
        known: what an option says, and the default.
        wrong: what is wrong with an answer.
        right: what was meant by a wrong answer: the next default.
    """
    answer, default = known
    while not answer or wrong(answer):
        if answer:
            output.error(ConfigError(*wrong(answer)))
            default = right(answer) or default
        answer = click.prompt(question, default or None, err=True)
    return answer


def _codes(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for item in given for code in re.split(r"[\s,;]+", item) if code)


def _say_found(output: Output, found: Found, settings: Config) -> None:
    """What is there, and what stands in the way."""
    from tamizdat.cli.init.adopting import some

    folder, source = safe(settings.sources), settings.source_locale
    texts = found.texts(settings.sources, source)
    output.say(f"{plural(len(texts), 'text')} in {folder}/")
    if others := found.elsewhere(settings.sources, source):
        output.say(f"{plural(len(others), 'text')} elsewhere: {some(others)}")
        if texts:
            output.say(f"  only what lies in {folder}/ is translated")
    for path in found.translations(source):
        if path.is_relative_to(settings.sources):
            place = safe(str(path))
            output.say(f"{place} is a translation among the source texts: move it away, or it is")
            output.say("  taken for a text of its own")


def _offered(found: Found, settings: Config, *, asks: bool) -> list[Path]:
    """Catalogs and translations that were found, if they are wanted."""
    folder, source = settings.sources, settings.source_locale
    texts = {*found.texts(folder, source), *found.elsewhere(folder, source)}
    names = {text.name for text in texts}
    catalogs = [path for path, about in found.catalogs.items() if about & names]
    translations = [p for p, (_, text) in found.translations(source).items() if text in texts]
    paths = [found.root / path for path in (*catalogs, *translations)]
    if paths and asks:
        counts = (
            f"{plural(len(catalogs), 'catalog')}, {plural(len(translations), 'translated text')}"
        )
        if not click.confirm(f"Take over {counts} (they stay as they are)", True, err=True):
            return []
    return paths


def _todo(found: Found, settings: Config, adoption: str, *, dry_run: bool) -> Iterator[str]:
    """How texts come into the empty folder of the source texts, or that becomes theirs."""
    folder = settings.sources
    texts = found.elsewhere(folder, settings.source_locale)
    common = os.path.commonpath([path.parent for path in texts]) if texts else ""
    names = len({path.name for path in texts})
    if not texts:
        yield f"put a text ({_suffixes()}) into {safe(folder)}/"
    elif common and dry_run:
        yield f"leave the texts where they are, with {shlex.join(['--sources', common])}"
    elif common:
        yield f"in tamizdat.toml, sources = {json.dumps(common, ensure_ascii=False)}"
    elif names < len(texts) or names > _MOVED:
        yield f"move what is to be translated into {safe(folder)}/"
    else:
        move = ["git", "mv"] if found.tracked(texts) else ["mv"]
        move += ["--"] if any(path.name.startswith("-") for path in texts) else []
        yield safe(shlex.join([*move, *map(str, texts), f"{folder}/"]))
    if adoption:
        yield adoption
    yield "tamizdat update"


def _verb(written: bool, dry_run: bool) -> str:
    if not written:
        return "as it was "
    return "would write" if dry_run else "written   "


def _say_next(output: Output, project: Project, todo: Sequence[str], *, dry_run: bool) -> None:
    """The next useful command, or several."""
    if dry_run:
        todo = ["the same without -n", *todo]
    elif not todo:
        todo = ["tamizdat update"]
        folder = project.root / project.config.sources
        try:
            assert project.sources
        except SourceError as error:
            if error.problems[0].path == folder:
                todo = [f"put a text ({_suffixes()}) into {safe(shown(folder))}/", *todo]
            else:
                output.error(error)
    for number, line in enumerate(todo):
        output.say(f"{'then' if number else 'next'}: {line}")


def _suffixes() -> str:
    from tamizdat.texts import formats

    return ", ".join(formats.USUAL)
