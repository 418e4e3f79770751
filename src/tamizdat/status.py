"""Count words and messages by state, per text and locale."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from tamizdat.catalogs.catalog import State
from tamizdat.catalogs.progress import Progress, Tally
from tamizdat.errors import TamizdatError, guard
from tamizdat.project import files
from tamizdat.project.cache import Cache
from tamizdat.project.project import Project

_OBSOLETE = re.compile(rb"^#~[ \t]*msgid[ \t]", re.MULTILINE)


def run(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Progress | TamizdatError]:
    """Progress of every selected text and locale, against the sources as they are now.

    What was counted in files that are as they were is not counted again.
    """
    cache = Cache(project.root, "progress", project.context)
    for domain in project.select(patterns):
        rows = _remembered(project, domain, cache.found(domain)) if cache.fresh(domain) else None
        if rows is not None:
            yield from (row for row in rows if not only or row.locale in only)
        else:
            yield from _counted(project, domain, only, cache)
    if cache.changed:
        # whoever may not write counts again the next time, and so does who comes at a bad moment
        with suppress(TamizdatError), files.lock(project.root, timeout=0):
            cache.save()


def buried(project: Project) -> tuple[int, int]:
    """How many catalogs are of texts that are gone, and how many obsolete messages they hold."""
    catalogs = messages = 0
    for locale, domain in project.gone():
        with suppress(TamizdatError):  # it is looked at where something depends on it
            data = files.read(project.catalog_path(domain, locale), project.root)
            catalogs += 1
            messages += len(_OBSOLETE.findall(data))
    return catalogs, messages


def _counted(
    project: Project, domain: str, only: Sequence[str], cache: Cache
) -> Iterator[Progress | TamizdatError]:
    group = cache.of([project.sources[domain]])
    try:
        text = project.text(domain)
    except TamizdatError as error:
        yield error
        return
    wanted = project.locales_of(text, only)
    group |= cache.of(project.catalog_path(domain, locale) for locale in wanted)
    rows: list[Progress] = []
    for locale in wanted:
        try:
            with guard(project.catalog_path(domain, locale)):
                catalog = project.catalog(domain, locale, text)
                rows.append(project.progress(text, locale, catalog))
        except TamizdatError as error:
            from tamizdat.check import gate  # noqa: PLC0415 - with all checks, and counting needs none

            found = next(gate.unreadable(project, error, gate.UNREADABLE))
            rows.append(project.progress(text, locale, None, str(found)))
            if found.bug:
                yield found.bug
        yield rows[-1]
    if not only and not any(row.unreadable for row in rows):
        cache.take(domain, group, [_kept(row) for row in rows])


def _kept(row: Progress) -> dict[str, Any]:
    """A row as JSON holds it, without what the day makes of it."""
    return {
        "locale": row.locale,
        "required": row.required,
        "outdated": row.outdated,
        "new": row.new,
        "copied": row.copied,
        "questions": row.questions,
        "passed_over": row.passed_over,
        "obsolete": row.obsolete,
        "deadline": row.deadline and row.deadline.isoformat(),
        "expires": row.expires and row.expires.isoformat(),
        "tallies": {state.value: (t.words, t.messages) for state, t in row.tallies.items()},
    }


def _remembered(project: Project, domain: str, kept: Any) -> list[Progress] | None:  # noqa: ANN401 - whatever JSON can hold
    """The rows of such JSON; None if it is odd in any way."""
    try:
        return [_row(project, domain, row) for row in kept]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _row(project: Project, domain: str, kept: Mapping[str, Any]) -> Progress:
    """The row of such JSON. Raises what odd data makes it raise."""
    expires = kept["expires"] and datetime.date.fromisoformat(kept["expires"])
    return Progress(
        domain=domain,
        locale=str(kept["locale"]),
        tallies={State(name): Tally(*map(int, counts)) for name, counts in kept["tallies"].items()},
        required=bool(kept["required"]),
        deadline=kept["deadline"] and datetime.date.fromisoformat(kept["deadline"]),
        expires=expires,
        expired=project.expired(expires),
        outdated=bool(kept["outdated"]),
        new=bool(kept["new"]),
        copied=int(kept["copied"]),
        questions=int(kept["questions"]),
        passed_over=int(kept["passed_over"]),
        obsolete=int(kept["obsolete"]),
    )
