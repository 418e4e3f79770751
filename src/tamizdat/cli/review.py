"""`tamizdat review`."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.catalog import State
from tamizdat.cli import options
from tamizdat.cli.output import Output, plural
from tamizdat.reports.display import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamizdat.decision import Decision
    from tamizdat.errors import TamizdatError
    from tamizdat.project import Project
    from tamizdat.workflow.review import Choice, Decided

_STATES = [state.value for state in State if state is not State.UNTRANSLATED]


@click.command("review")
@options.texts
@options.locale
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only these.")
@click.option("--all", "everything", is_flag=True, help="Also what is translated, not reviewed.")
@click.option("-m", "--message", "named", multiple=True, metavar="N", help="By number or hash.")
@click.option("-i", "--interactive", is_flag=True, help="One after the other, a key for each.")
@click.option("--accept", is_flag=True, help="They are right.")
@click.option("--needs-work", is_flag=True, help="They are not right yet: mark them fuzzy.")
@click.option("--dismiss", metavar="CHECK", default="", help="The finding is a false alarm.")
@click.option("--reason", metavar="TEXT", default="", help="Why it is one.")
@click.option("--as", "by", metavar="NAME", default="", help="Who accepts; a pseudonym will do.")
@options.dry_run
@options.formats("text", "json")
@options.quiet
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    states: tuple[str, ...],
    everything: bool,
    named: tuple[str, ...],
    interactive: bool,
    accept: bool,
    needs_work: bool,
    dismiss: str,
    reason: str,
    by: str,
    dry_run: bool,
    style: str,
    quiet: bool,
) -> None:
    """List what waits for a person, and decide on it.

    That is drafts, messages whose source changed, and what somebody found in need of work. To
    review in a gettext editor is as good: what is no longer fuzzy counts. Accepted with --as it
    counts as reviewed, until msgid or msgstr change. A message that a check calls wrong can't be
    accepted; a false alarm is dismissed, a warning in the catalog, an error in
    locales/baseline.json, where maintainers see it.

    \b
      tamizdat review -l ru                                what waits
      tamizdat review calls/strike -l ru -i --as NAME     one after the other
      tamizdat review calls/strike -l ru --accept -m 12 --as NAME
      tamizdat review calls/strike -l ru --dismiss length -m 3 --reason 'a saying'
    """
    from tamizdat.project import Project
    from tamizdat.workflow.review import WAITING, Choice

    output = Output(quiet=quiet)
    chosen = tuple(map(State, states)) or ((*WAITING, State.TRANSLATED) if everything else WAITING)
    choice = Choice(chosen, named, dismiss)
    decide = _decision(accept=accept, needs_work=needs_work, dismiss=dismiss, reason=reason, by=by)
    if decide and interactive:
        raise click.UsageError("--interactive asks for each; leave the other decisions out")
    if decide and not (patterns and only):
        raise click.UsageError("a decision needs a text and a locale: say which you mean")
    project = Project.open(Path.cwd())
    project.check_locales(only)
    if any(name.isdecimal() for name in named) and not _is_one(project, patterns, only):
        raise click.UsageError("a number needs one text and one locale; or name it by its hash")
    if interactive:
        raise SystemExit(_interact(output, project, patterns, only, choice, by))
    results, errors = _run(project, patterns, only, choice, decide, dry_run=dry_run)
    if decide:
        _report(output, results, dry_run=dry_run)
    elif style == "json":
        from tamizdat import reports

        output.raw(reports.json.messages([result.item.row() for result in results]))
    else:
        _list(output, results)
    for error in errors:
        output.error(error)
    code = max((error.exit_code for error in errors), default=0)
    raise SystemExit(code or (1 if any(result.refused for result in results) else 0))


def _decision(
    *, accept: bool, needs_work: bool, dismiss: str, reason: str, by: str
) -> Decision | None:
    """What is to be done with every message; None to list them."""
    from tamizdat import checks, decision
    from tamizdat.errors import ConfigError, Problem, suggestion

    if sum(map(bool, (accept, needs_work, dismiss))) > 1:
        raise click.UsageError("--accept, --needs-work, --dismiss: one at a time")
    if bool(dismiss) != bool(reason):
        raise click.UsageError("--dismiss and --reason go together")
    if accept:
        return partial(decision.accept, by=by)
    if needs_work:
        return decision.need_work
    if not dismiss:
        return None
    known = [check.name for check in checks.CHECKS]
    if dismiss not in known:
        remedy = suggestion(dismiss, known, "see: tamizdat check --list")
        raise ConfigError(Problem(f"no check “{dismiss}” of messages", remedy=remedy))
    return partial(decision.dismiss, check=dismiss, reason=reason)


def _is_one(project: Project, patterns: Sequence[str], only: Sequence[str]) -> bool:
    return len(only) == 1 and len(project.select(patterns)) == 1


def _run(
    project: Project,
    patterns: Sequence[str],
    only: Sequence[str],
    choice: Choice,
    decide: Decision | None,
    *,
    dry_run: bool,
) -> tuple[list[Decided], list[TamizdatError]]:
    """Results and errors; errors are dismissed in bulk by nobody."""
    from tamizdat.errors import TamizdatError
    from tamizdat.workflow import review

    if choice.check and not choice.named:
        trial = review.run(project, patterns, only, choice, decide, dry_run=True)
        steps = [result.step for result in trial if isinstance(result, review.Decided)]
        if sum(bool(step and step.add) for step in steps) > 1:
            raise click.UsageError("several errors: look at each, and name it with --message")
    results: list[Decided] = []
    errors: list[TamizdatError] = []
    for result in review.run(project, patterns, only, choice, decide, dry_run=dry_run):
        if isinstance(result, TamizdatError):
            errors.append(result)
        else:
            results.append(result)
    return results, errors


def _list(output: Output, results: Sequence[Decided]) -> None:
    from tamizdat.cli import item as pages

    for result in results:
        output.show(pages.shown(result.item, colour=_colour()))
        output.show("")
    output.say(f"{plural(len(results), 'message')} to look at" if results else "nothing waits")
    if results:
        first = results[0].item
        output.say(f"next: tamizdat review {safe(first.domain)} -l {first.locale} --interactive")


def _report(output: Output, results: Sequence[Decided], *, dry_run: bool) -> None:
    """What was decided, and what was not to be."""
    for result in results:
        item, step = result.item, result.step
        place = f"{safe(item.path)}:{item.message.line}"
        if step is None:
            output.show(f"{place}: refused ({item.number}/{item.total}): {safe(result.refused)}")
        elif step.add:
            output.show(f"{place}: dismissed in the baseline; let a maintainer review it")
        elif step.before == step.after:
            output.show(f"{place}: stays {item.message.state.label}")
        else:
            output.show(f"{place}: {item.message.state.label} → {step.after.state.label}")
    done = sum(result.step is not None for result in results)
    verb = "would be decided on" if dry_run else "decided on"
    output.say(f"{plural(done, 'message')} {verb}, {len(results) - done} refused")


def _interact(
    output: Output,
    project: Project,
    patterns: Sequence[str],
    only: Sequence[str],
    choice: Choice,
    by: str,
) -> int:
    """Go through what waits, at a terminal."""
    from tamizdat.cli.reviewing import Loop
    from tamizdat.errors import TamizdatError
    from tamizdat.workflow import review

    if not _is_terminal():
        raise click.UsageError("--interactive needs a terminal")
    found: list[review.Desk] = []
    code = 0
    for desk in review.desks(project, patterns, only):
        if isinstance(desk, TamizdatError):
            output.error(desk)
            code = max(code, desk.exit_code)
        else:
            found.append(desk)
    round_ = review.Round(found, choice)
    return Loop(output, round_, by=by, colour=_colour()).run() or code


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _colour() -> bool:
    """Whether colours are seen: then a diff needs no marks."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
