"""`tamizdat update`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tamizdat.cli import options
from tamizdat.cli.output import Output, plural, shown
from tamizdat.language.safe import safe

if TYPE_CHECKING:
    from tamizdat.project.project import Project
    from tamizdat.update.workflow import Updated

_NAMED = 4
"""So many locales are named in a line; more are counted."""
_EXCERPT = 60
"""Characters that are shown of what is not translated."""


@click.command("update")
@options.texts
@options.locale
@options.dry_run
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--force", is_flag=True, help="Write even if many translations would be lost.")
@click.option(
    "--cosmetic", is_flag=True, help="What was edited means the same: keep it translated."
)
@options.quiet
@options.verbose
def command(
    patterns: tuple[str, ...],
    only: tuple[str, ...],
    dry_run: bool,
    check: bool,
    force: bool,
    cosmetic: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Bring templates and catalogs up to date with the source texts.

    No translation is lost: what changed becomes fuzzy, which is to be looked through, with its
    previous source and a word diff; what vanished becomes obsolete, which is kept below, and comes
    back with its text. Run twice, it changes nothing more.

    A text that was renamed or moved takes its catalogs along, and locales/renames.csv says so:
    commit it all together. Branches that were begun under the old name merge all the same.

    What was edited in white space, quotes or dashes alone, or links to the same file by another
    relative address, stays translated. So does what you declare to mean the same: with --cosmetic,
    or in the commit's message, with “Translation: cosmetic” on a line at its end. The catalog
    records it. Where a number or an address differs, the message becomes fuzzy all the same.

    \b
      tamizdat update                  everything
      tamizdat update 'calls/*' -l ru  some texts, one locale
      tamizdat update --cosmetic calls/strike  after a slip of the pen was mended
      tamizdat update --check          for CI: is everything up to date?
      tamizdat update -nv              what would change, what is never translated
    """
    from contextlib import nullcontext

    from tamizdat.project import files
    from tamizdat.update import workflow as update

    output = Output(quiet=quiet)
    project = options.project(only)
    writes = not (dry_run or check)
    results = []
    with (
        files.lock(project.root) if writes else nullcontext(),
        output.progress("updating") as progress,
    ):
        run = update.run(
            project, patterns, only, dry_run=not writes, force=force, cosmetic=cosmetic
        )
        for result in run:
            progress(f"{result.domain} {result.locale}")
            results.append(result)
    written = [result for result in results if result.written]
    _show(output, written)
    if verbose:
        _show_skipped(output, project, patterns)
    verb = "written" if writes else "would change"
    looked = len({result.path for result in results})
    files_written = len({result.path for result in written})
    output.say(f"{plural(looked, 'file')} looked at, {files_written} {verb}")
    _explain(output, written, writes=writes)
    code = output.errors(result.error for result in results if result.error)
    if written:
        same = ("update", *patterns, *(f"-l{code}" for code in only))
        same += ("--cosmetic",) * cosmetic + ("--force",) * force
        following = _next(written) if writes else shlex.join(same)
        output.say(f"next: tamizdat {following}")
    raise SystemExit(code or (1 if check and written else 0))


def _next(written: Sequence[Updated]) -> str:
    """The command for what is left to do."""
    if any(result.changes.added for result in written if result.locale):
        return "draft, or open the catalogs in a gettext editor"
    if any(result.changes.changed for result in written):
        return "review, or any gettext editor; what changed is fuzzy"
    return "status"


def _show(output: Output, written: Sequence[Updated]) -> None:
    """What changed in each text: a line for all locales in which the same did."""
    if not written:
        return
    from tamizdat.cli import tables

    columns = ("added", "changed", "moved", "restored", "left", "obsolete", "touched", "cosmetic")
    was = {result.domain: result.was for result in written if result.was}
    last = {(result.domain, result.locale): result for result in written if result.domain}
    gone = {result.domain for result in written if result.text_is_gone}
    texts: dict[str, dict[tuple[int, ...], list[str]]] = {}
    for result in last.values():  # after it was moved, it may have been merged
        counts = tuple(len(getattr(result.changes, column)) for column in columns)
        groups = texts.setdefault(result.domain, {})
        if result.locale:
            groups.setdefault(counts, []).append(result.locale)
    rows = []
    for domain, groups in texts.items():
        for counts, locales in (groups or {(0,) * len(columns): ["template"]}).items():
            names = ", ".join(locales) if len(locales) <= _NAMED else plural(len(locales), "locale")
            remark = "" if any(counts) else "no translation touched"
            remark = f"was {safe(was[domain])}" if domain in was else remark
            remark = "its text is gone" if domain in gone else remark
            rows.append((safe(domain), names, *map(tables.number, counts), remark))
    output.show(tables.aligned(("text", "locale", *columns, ""), rows, columns))


def _explain(output: Output, written: Sequence[Updated], *, writes: bool) -> None:
    """What is done to people's work without their doing."""
    from tamizdat.project import baseline

    touched = sum(len(result.changes.touched) for result in written)
    cosmetic = sum(len(result.changes.cosmetic) for result in written)
    scrubbed = sum(result.scrubbed for result in written)
    if touched:
        messages = plural(touched, "message")
        new = "white space, quotes or dashes, or the way to what a link leads to"
        output.say(f"{messages} touched: new are {new}; nothing to review")
    if cosmetic:
        output.say(f"{plural(cosmetic, 'message')} declared to mean the same: nothing to review")
    for result in written:
        if result.path.name == baseline.NAME:
            verb = "put" if writes else "would be put"
            output.say(f"{safe(shown(result.path))}: both sides of a merge {verb} together")
        if not result.text_is_gone:
            continue
        place = f"{safe(shown(result.path))}: no text has this name"
        if lost := len(result.changes.obsolete):
            output.say(f"{place}; {plural(lost, 'message')} became obsolete")
        if left := len(result.changes.left):
            output.say(f"{place}; {plural(left, 'message')} went to the texts that have them")
    if scrubbed:
        would = "" if writes else "would be "
        what = "header fields, and of addresses and signatures in comments"
        output.say(f"{plural(scrubbed, 'catalog')} {would}scrubbed of {what}")


def _show_skipped(output: Output, project: Project, patterns: Sequence[str]) -> None:
    """What no translator will see, so that nothing is left out in silence."""
    for text in project.texts(patterns)[0]:
        for piece in text.passed_over:
            said = "kept by its author" if piece.wanted else "not translated"
            count = f", {plural(piece.words, 'word')}" if piece.words else ""
            excerpt = " ".join(piece.text.split())[:_EXCERPT]
            place = f"{shown(text.path)}:{piece.line}"
            output.show(f"{place}: {said} ({piece.reason}{count}): {safe(excerpt)}")
    for locale, domain in () if patterns else project.gone():
        output.show(f"{shown(project.catalog_path(domain, locale))}: its source text is gone")
    for path in project.others():
        output.show(f"{shown(path)}: not a text in a known format")
