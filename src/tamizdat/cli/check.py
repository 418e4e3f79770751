"""`tamizdat check`."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from tamizdat import reports
from tamizdat.cli import options
from tamizdat.cli.output import Output, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tamizdat.check.findings import Finding
    from tamizdat.cli.output import Line


@click.command("check")
@options.texts
@options.locale
@options.formats("text", *reports.FINDINGS)
@click.option("--list", "listing", is_flag=True, help="List what is checked.")
@options.jobs
@options.quiet
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    style: str,
    listing: bool,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Check everything that CI needs to know.

    Catalogs are up to date and readable, translations keep links, addresses, numbers and the
    structure of the text, and what is required is complete. Drafts and other fuzzy messages are
    not published, so they are not checked. What was found is remembered, and looked for again where
    something has changed: all of it in CI, unless TAMIZDAT_CACHE is set.

    \b
      tamizdat check                   all texts and locales
      tamizdat check calls/strike -l ru
      tamizdat check --format github   annotations in a pull request
    """
    from tamizdat.check import gate
    from tamizdat.check import rules as checks
    from tamizdat.check.findings import Severity

    output = Output(quiet=quiet)
    if listing:
        for check in checks.CHECKS:
            output.show(f"{check.name:22} {check.severity.value:8} {check.summary}")
        for name, summary in gate.OWN_CHECKS.items():
            severity = gate.MILDER.get(name, Severity.ERROR)
            output.show(f"{name:22} {severity.value:8} {summary}")
        return
    from tamizdat.check import workflow
    from tamizdat.cli import tables
    from tamizdat.project import git

    project = options.project(only)
    found: list[Finding] = []
    places = 0
    with output.progress("checking") as progress:
        for checked in workflow.run(project, patterns, only, most_jobs=options.cores(jobs)):
            progress(f"{checked.domain} {checked.locale}")
            found += checked.findings
            places += bool(checked.locale)
    if style == "text":
        output.lines(_lines(found))
    else:
        output.raw(reports.FINDINGS[style](found, git.below(project.root)))
    summary = tables.findings_summary(found) or "nothing found"
    output.say(f"{plural(places, 'catalog')} checked: {summary}")
    if code := output.errors(f.bug for f in found if f.bug):
        raise SystemExit(code)
    if any(f.check in (gate.UNREADABLE, gate.SOURCE_UNREADABLE, gate.BASELINE) for f in found):
        raise SystemExit(2)
    raise SystemExit(1 if any(f.severity is Severity.ERROR for f in found) else 0)


def _lines(found: Sequence[Finding]) -> Iterator[Line]:
    """What people see: below the last finding of a message, that message."""
    from tamizdat.cli import tables

    for finding, following in zip_longest(found, found[1:]):
        yield tables.finding(finding)
        if finding.msgid and (not following or _place(following) != _place(finding)):
            yield tables.source(finding)


def _place(finding: Finding) -> tuple[str, str]:
    return finding.path, finding.msgid
