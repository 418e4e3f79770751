"""`tamizdat review`."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import click

from tamizdat import reports
from tamizdat.catalogs.catalog import State
from tamizdat.cli import options
from tamizdat.cli.output import Output, plural
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamizdat.errors import TamizdatError
    from tamizdat.project.project import Project
    from tamizdat.review.decision import Decision
    from tamizdat.review.workflow import Choice, Decided

_STATES = [state.value for state in State if state is not State.UNTRANSLATED]


def _checks(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Names of the checks of messages, for the shell."""
    from tamizdat.check import rules as checks

    return [check.name for check in checks.CHECKS if check.name.startswith(incomplete)]


@click.command("review")
@options.texts
@options.locale
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only these.")
@click.option(
    "--all", "everything", is_flag=True, help="Also what is translated and not yet reviewed."
)
@click.option(
    "-m",
    "--message",
    "named",
    multiple=True,
    metavar="N",
    help="Only this one, as it is listed: 3, 3-7, or a hash.",
)
@click.option("-i", "--interactive", is_flag=True, help="One after the other, a key for each.")
@click.option("--accept", is_flag=True, help="The translations are right.")
@click.option("--other", is_flag=True, help="Take the other one of two translations.")
@click.option(
    "--needs-work", is_flag=True, help="The translations are not right yet: mark them fuzzy."
)
@click.option(
    "--dismiss",
    metavar="CHECK",
    shell_complete=_checks,
    help="What a check finds is a false alarm.",
)
@click.option("--reason", metavar="TEXT", help="Why it is one.")
@click.option("--questions", is_flag=True, help="What people ask in comments, not answered yet.")
@click.option("--answer", metavar="TEXT", help="Answer it, as a note for all languages.")
@click.option("--seen", is_flag=True, help="It needs no answer.")
@click.option("--as", "by", metavar="NAME", help="Who decides; a pseudonym will do.")
@options.dry_run
@options.formats("text", *reports.MESSAGES)
@options.quiet
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    states: tuple[str, ...],
    everything: bool,
    named: tuple[str, ...],
    interactive: bool,
    accept: bool,
    other: bool,
    needs_work: bool,
    dismiss: str | None,
    reason: str | None,
    questions: bool,
    answer: str | None,
    seen: bool,
    by: str | None,
    dry_run: bool,
    style: str,
    quiet: bool,
) -> None:
    """List what waits for a person, and decide on it.

    That is drafts, messages whose source changed, what somebody found in need of work, and what two
    people have translated in two ways: --other lets the two change places.

    What you accept is translated, and with --as reviewed, until its source or translation changes.
    To take the fuzzy flag away in a gettext editor is as good. What a check calls wrong can't be
    accepted; a false alarm is dismissed: a warning in the catalog, an error in
    locales/baseline.json, where maintainers see it.

    What people ask in comments, on any message, is answered once: the answer goes to
    locales/notes.csv and, with the next update, beside the message in all languages.

    \b
      tamizdat review -l ru                            what waits
      tamizdat review calls/strike -l ru -i --as NAME  one after the other
      tamizdat review calls/strike -l ru --accept -m 3-7 --as NAME
      tamizdat review calls/strike -l ru --dismiss length -m 3 --reason 'a saying'
      tamizdat review --questions
      tamizdat review calls/strike -m 3 --answer 'They are women.'
    """
    from tamizdat.review.workflow import WAITING, Choice

    output = Output(quiet=quiet)
    replies = answer is not None or seen
    decisions = sum((accept, other, needs_work, dismiss is not None, answer is not None, seen))
    if answer is not None and (len(named) != 1 or "-" in named[0]):
        raise click.UsageError("an answer is to one message: name it with --message")
    _refuse_contradictions(
        decisions,
        signs=accept or interactive or dismiss is not None,
        interactive=interactive,
        dry_run=dry_run,
        excused=(dismiss is None) == (reason is None),
        by=by,
    )
    decide = _reply(answer) if replies else None
    decide = decide or _decision(
        accept=accept, other=other, needs_work=needs_work, dismiss=dismiss, reason=reason, by=by
    )
    chosen = tuple(map(State, states)) or ((*WAITING, State.TRANSLATED) if everything else WAITING)
    choice = Choice(
        () if other else chosen,
        named,
        dismiss or "",
        contested=other or not states,
        questions=questions or replies,
    )
    project = options.project(only)
    _refuse_vague(project, patterns, only, named, decides=decide is not None, replies=replies)
    if interactive:
        raise SystemExit(_interact(output, project, patterns, only, choice, by or ""))
    results, errors = _run(project, patterns, only, choice, decide, dry_run=dry_run)
    if style != "text" and not decide:
        output.raw(reports.MESSAGES[style]([result.item for result in results]))
    elif decide and results:
        _report(output, results, dry_run=dry_run)
        if answer is not None and not dry_run:
            output.say("next: tamizdat update, which puts the answer beside it in all languages")
    elif results:
        _list(output, results, questions=questions)
    elif not errors:
        _say_why_nothing(output, project, patterns, only, choice)
    code = output.errors(errors)
    refused = any(result.refused for result in results) or (replies and not results)
    raise SystemExit(code or (1 if refused else 0))


def _refuse_contradictions(
    decisions: int, *, signs: bool, interactive: bool, dry_run: bool, excused: bool, by: str | None
) -> None:
    """Refuse options that can't be meant together."""
    wrongs = (
        (
            decisions > 1,
            "--accept, --other, --needs-work, --dismiss, --answer, --seen: one of them",
        ),
        (not excused, "--dismiss and --reason go together"),
        (decisions and interactive, "--interactive asks for each; leave other decisions out"),
        (dry_run and interactive, "--interactive saves every decision; leave out --dry-run"),
        (
            by is not None and not signs,
            "--as says who decides: give --accept, --dismiss or --interactive too",
        ),
        (by is not None and not by.strip(), "--as needs a name; a pseudonym will do"),
    )
    for wrong, message in wrongs:
        if wrong:
            raise click.UsageError(message)


def _refuse_vague(
    project: Project,
    patterns: Sequence[str],
    only: Sequence[str],
    named: Sequence[str],
    *,
    decides: bool,
    replies: bool,
) -> None:
    """Refuse what may mean more than was thought of: say which text, which locale."""
    from tamizdat.review.workflow import NUMBERS

    numbers = any(map(NUMBERS.fullmatch, named))
    if not (numbers or decides):
        return
    domains = project.select(patterns)
    texts, _ = project.read(domains)
    locales = {code for text in texts for code in project.locales_of(text, only)}
    one_text = len(domains) == 1
    one_locale = replies or len(locales) <= 1  # what is asked of a text is asked in any of them
    if replies and not (patterns or one_text):
        raise click.UsageError("an answer needs a text: say which you mean")
    if decides and not ((patterns or one_text) and (only or one_locale)):
        raise click.UsageError("a decision needs a text and a locale: say which you mean")
    if numbers and not (one_text and one_locale):
        raise click.UsageError("a number needs one text and one locale; or name it by its hash")


def _decision(
    *,
    accept: bool,
    other: bool,
    needs_work: bool,
    dismiss: str | None,
    reason: str | None,
    by: str | None,
) -> Decision | None:
    """What is to be done with every message; None to list them."""
    from tamizdat.check import rules as checks
    from tamizdat.errors import ConfigError, Problem, suggestion
    from tamizdat.review import decision

    if accept:
        return partial(decision.accept, by=by or "")
    if other:
        return decision.take_other
    if needs_work:
        return decision.need_work
    if dismiss is None:
        return None
    known = [check.name for check in checks.CHECKS]
    if dismiss not in known:
        remedy = suggestion(dismiss, known, "see: tamizdat check --list")
        raise ConfigError(Problem(f"no check “{dismiss}” of messages", remedy=remedy))
    return partial(decision.dismiss, check=dismiss, reason=reason or "", by=by or "")


def _reply(answer: str | None) -> Decision:
    """What becomes of a question: answered, or seen."""
    from tamizdat.review import decision

    return decision.see if answer is None else partial(decision.answer, words=answer)


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
    from tamizdat.review import workflow as review

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


def _list(output: Output, results: Sequence[Decided], *, questions: bool) -> None:
    from tamizdat.cli.review import item as pages

    width = output.width if sys.stdout.isatty() else 0
    for result in results:
        output.show(pages.shown(result.item, width))
        output.show("")
    first = results[0].item
    if questions:
        output.say(plural(len(results), "question"))
        place = f"{safe(first.domain)} -m {first.number}"
        output.say(f"next: tamizdat review {place} --answer TEXT, or --seen if it needs none")
        return
    output.say(f"{plural(len(results), 'message')} to look at")
    output.say(f"next: tamizdat review {safe(first.domain)} -l {first.locale} --interactive")


def _say_why_nothing(
    output: Output,
    project: Project,
    patterns: Sequence[str],
    only: Sequence[str],
    choice: Choice,
) -> None:
    """Say that nothing is to be looked at, and what there is instead."""
    from tamizdat import status
    from tamizdat.catalogs.progress import Progress
    from tamizdat.review import workflow as review

    rows = [row for row in status.run(project, patterns, only) if isinstance(row, Progress)]
    counted = [row for row in rows if patterns or not row.expired]
    if not counted:
        why = "their day has passed; name them" if rows else "not translated into that locale"
        output.say(f"nothing to review: {why}")
        return
    counts: Counter[State] = Counter()
    for row in counted:
        counts += Counter({state: tally.messages for state, tally in row.tallies.items()})
    what = "nothing to review"
    if choice.questions:
        what = "nobody asks anything"
    elif choice.check:
        what = f"nothing is found by “{choice.check}”"
    elif choice.states != review.WAITING:
        what = f"nothing is {' or '.join(state.label for state in choice.states)}"
    there = [f"{counts[state]:,} {state.label}" for state in State if counts[state]]
    output.say(f"{what}; {', '.join(there)}")
    if counts[State.UNTRANSLATED]:
        output.say("next: translate in an editor, or: tamizdat draft")


def _report(output: Output, results: Sequence[Decided], *, dry_run: bool) -> None:
    """What was decided, and what was not to be."""
    for result in results:
        item, step = result.item, result.step
        place = f"{safe(item.path)}:{item.message.line}"
        if step is None:
            output.show(f"{place}: refused ({item.number}/{item.total}): {safe(result.refused)}")
        elif step.note:
            output.show(f"{place}: answered in the notes")
        elif item.question and step.after.translator_comments != item.message.translator_comments:
            output.show(f"{place}: needs no answer")
        elif step.add:
            output.show(f"{place}: dismissed in the baseline; let a maintainer review it")
        elif not step.changes:
            output.show(f"{place}: stays {item.message.state.label}")
        else:
            output.show(f"{place}: {item.message.state.label} → {step.after.state.label}")
    steps = [result.step for result in results if result.step]
    done = sum(step.changes for step in steps)
    verb = "would be decided on" if dry_run else "decided on"
    stays = f", {len(steps) - done} as before" if done < len(steps) else ""
    output.say(f"{plural(done, 'message')} {verb}, {len(results) - len(steps)} refused{stays}")


def _interact(
    output: Output,
    project: Project,
    patterns: Sequence[str],
    only: Sequence[str],
    choice: Choice,
    by: str,
) -> int:
    """Go through what waits, at a terminal."""
    from tamizdat.cli.review.loop import Loop
    from tamizdat.errors import TamizdatError
    from tamizdat.review import workflow as review

    if not _is_terminal():
        raise click.UsageError("--interactive needs a terminal")
    found = [*review.chosen(project, patterns, only, choice)]
    code = output.errors(error for error in found if isinstance(error, TamizdatError))
    queue = review.ReviewQueue(
        [session for session in found if not isinstance(session, TamizdatError)], choice
    )
    if queue.left:
        return Loop(output, queue, by=by).run() or code
    if not code:
        _say_why_nothing(output, project, patterns, only, choice)
    return code


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
