"""`tamizdat publish`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output, plural, shown
from tamizdat.language.safe import safe
from tamizdat.project.config import POLICIES, TARGETS, Policy

if TYPE_CHECKING:
    from tamizdat.publish.published import Published
    from tamizdat.publish.workflow import Gone


def _targets(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in value.split(","))
    for part in chosen:
        if part not in TARGETS:
            raise click.BadParameter(f"“{part}” is not one of {', '.join(TARGETS)}")
    return chosen


@click.command("publish")
@options.texts
@options.locale
@click.option(
    "--to",
    default=",".join(TARGETS),
    show_default=True,
    callback=_targets,
    metavar="TARGETS",
    help="source: the source's own format; site: pages; text: plain text for mail.",
)
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    help="Overrides the configuration. partial: gaps in the source language, marked; "
    "draft: for proof-reading, with machine drafts and whatever else is not reviewed.",
)
@click.option(
    "--prune",
    is_flag=True,
    help="Remove what was published of texts and locales that are gone; never anything else.",
)
@options.jobs
@options.dry_run
@options.quiet
@options.verbose
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    to: tuple[str, ...],
    policy: Policy | None,
    prune: bool,
    jobs: int | None,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write the localized texts.

    All or nothing per text and locale: what is incomplete under the policy, or has a finding at
    error, is refused, and what was published of it earlier stays, marked as outdated where its
    source has changed since, as expired where its day has passed. What was published of a text that
    was renamed comes along, and its old address leads there. What is left of a text that was
    deleted, of another one that had its name, or of a locale that was taken out, is named, and
    removed with --prune.

    \b
      tamizdat publish                        everything that is ready
      tamizdat publish calls/strike -l ru
      tamizdat publish --policy partial --to site
      tamizdat publish --policy draft -n      what proof-readers would get
    """
    from contextlib import closing, nullcontext

    from tamizdat.check import assets
    from tamizdat.project import files
    from tamizdat.publish import workflow as publish

    if prune and (patterns or only):
        raise click.UsageError("--prune looks at all texts and locales: name none of them.")
    output = Output(quiet=quiet)
    project = options.project(only)
    results: list[Published] = []
    gone = publish.Gone(())
    run = publish.run(
        project,
        patterns,
        only,
        targets=to,
        policy=policy,
        dry_run=dry_run,
        prune=prune,
        most_jobs=options.cores(jobs),
    )
    with (
        nullcontext() if dry_run else files.lock(project.root),
        closing(run),
        output.progress("publishing") as progress,
    ):
        for result in run:
            if isinstance(result, publish.Gone):
                gone = result
                continue
            progress(f"{result.domain} {result.locale}")
            results.append(result)
    folder = publish.output(project, policy or project.config.publish.policy)
    _show(output, folder, results, verbose=verbose, dry_run=dry_run)
    _show_gone(output, gone, prune=prune, verbose=verbose, dry_run=dry_run)
    code = output.errors(result.error for result in results if result.error)
    left_out = any(f.check == assets.REFUSED for result in results for f in result.findings)
    raise SystemExit(code or (1 if left_out or any(result.refused for result in results) else 0))


def _show(
    output: Output,
    folder: Path,
    results: Sequence[Published],
    *,
    verbose: bool,
    dry_run: bool,
) -> None:
    """What is published where, then what is blocked and why."""
    from tamizdat.cli import tables

    published = [result for result in results if result.paths]
    listed = [result for result in published if result.written or verbose]
    if listed:
        verb = "would write" if dry_run else "wrote"
        rows = []
        for result in listed:
            count = len(result.written)
            change = f"{verb} {plural(count, 'file')}" if count else "unchanged"
            rows.append((safe(result.domain) or "(index)", result.locale, change))
        output.show(tables.aligned(("text", "locale", "published"), rows))
    if verbose:
        for result in results:
            for path in result.written:
                output.show(shown(path))
    refused = [result for result in results if result.refused]
    for result in refused:
        for place, reason in enumerate(result.refused):
            head = f"blocked: {safe(result.domain)} {result.locale}: " if not place else "         "
            output.show(head + safe(reason))
        if result.earlier:
            output.show(f"         {safe(result.earlier)}")
    for result in published:
        for finding in result.findings:
            output.lines([tables.finding(finding)])
    texts = sum(bool(result.domain) for result in published)
    verb = "would be published" if dry_run else "published"
    same = sum(bool(result.domain and not result.written) for result in published)
    kept = "" if verbose or not same else f"; {same} as they were (-v lists them)"
    output.say(f"{texts} {verb} in {shown(folder)}/, {len(refused)} blocked{kept}")
    if refused:
        output.say("next: tamizdat status and tamizdat check say what is left to do")


def _show_gone(output: Output, gone: Gone, *, prune: bool, verbose: bool, dry_run: bool) -> None:
    """What is left of texts and locales that are gone, a few files of many."""
    verb = "gone" if not prune else "would remove" if dry_run else "removed"
    few = len(gone.paths) if verbose else 5
    for path in gone.paths[:few]:
        output.show(f"{verb}: {safe(shown(path))}")
    if more := gone.paths[few:]:
        output.show(f"{verb}: {plural(len(more), 'file')} more (-v names them)")
    for path, domain in gone.waiting if prune or verbose else ():
        why = f"its text is called “{domain}” now, and not out under that name yet"
        output.show(f"stays: {safe(shown(path))}: {safe(why)}")
    for path in gone.edited:
        output.show(f"stays: {safe(shown(path))}: changed since; delete it by hand")
    if gone.paths and not prune:
        files = plural(len(gone.paths), "file")
        output.say(f"{files} of texts that are gone; to remove them: tamizdat publish --prune")
