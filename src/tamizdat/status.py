"""Count words and messages by state, per text and locale."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from tamizdat.catalogs.catalog import State
from tamizdat.catalogs.progress import Progress, Tally
from tamizdat.errors import TamizdatError, guard
from tamizdat.project import files
from tamizdat.project.cache import Cache, Stamp
from tamizdat.project.project import Project

_OBSOLETE = re.compile(rb"^#~[ \t]*msgid[ \t]", re.MULTILINE)


def run(
    project: Project, patterns: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Progress | TamizdatError]:
    """Progress of every selected text and locale, against the sources as they are now.

    What was counted in a text and a catalog that are as they were is not counted again.
    """
    cache = Cache(project.root, "progress", project.context)
    for domain in project.select(patterns):
        same = cache.same(domain)
        kept = _kept(project, domain, cache, same)
        rows = _remembered(project, domain, kept, only)
        if rows is not None:
            yield from rows
        else:
            yield from _counted(project, domain, only, cache, kept, same)
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
    project: Project,
    domain: str,
    only: Sequence[str],
    cache: Cache,
    kept: dict[str, Any],
    same: Mapping[str, Stamp],
) -> Iterator[Progress | TamizdatError]:
    source = project.sources[domain]
    name = os.fspath(source.relative_to(project.root))
    group = {name: same[name]} if name in same else cache.of([source])
    try:
        text = project.text(domain)
    except TamizdatError as error:
        yield error
        return
    rows = dict(kept["rows"])
    group |= {row["catalog"]: same[row["catalog"]] for row in rows.values()}
    for locale in project.locales_of(text, only):
        if locale in rows:
            yield _row(project, domain, locale, rows[locale])
            continue
        path = project.catalog_path(domain, locale)
        stamps = cache.of([path])
        try:
            with guard(path):
                catalog = project.catalog(domain, locale, text)
                row = project.progress(text, locale, catalog)
        except TamizdatError as error:
            from tamizdat.check import gate  # noqa: PLC0415 - with all checks, and counting needs none

            found = next(gate.unreadable(project, error, gate.UNREADABLE))
            row = project.progress(text, locale, None, str(found))
            if found.bug:
                yield found.bug
        else:
            rows[locale] = {"catalog": next(iter(stamps)), **_lasting(row)}
            group |= stamps
        yield row
    cache.take(domain, group, {"locales": text.locales, "rows": rows})


def _lasting(row: Progress) -> dict[str, Any]:
    """A row as JSON holds it, without what the day makes of it."""
    return {
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


def _kept(project: Project, domain: str, cache: Cache, same: Mapping[str, Stamp]) -> dict[str, Any]:
    """What is kept of a text: its locales, and the rows whose catalogs are as they were.

    Nothing where the text is not as it was, or if anything is odd in any way.
    """
    try:
        if os.fspath(project.sources[domain].relative_to(project.root)) in same:
            found = cache.found(domain)
            rows = {str(c): row for c, row in found["rows"].items() if row["catalog"] in same}
            return {"locales": [str(code) for code in found["locales"]], "rows": rows}
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return {"locales": None, "rows": {}}


def _remembered(
    project: Project, domain: str, kept: dict[str, Any], only: Sequence[str]
) -> list[Progress] | None:
    """The rows of such JSON; None if one is missing, or odd in any way: then none is kept."""
    if kept["locales"] is None:
        return None
    wanted = [code for code in kept["locales"] if not only or code in only]
    try:
        rows = {c: _row(project, domain, c, row) for c, row in kept["rows"].items() if c in wanted}
    except (ValueError, KeyError, TypeError, AttributeError):
        kept["rows"] = {}
        return None
    return [rows[code] for code in wanted] if rows.keys() >= {*wanted} else None


def _row(project: Project, domain: str, locale: str, kept: Mapping[str, Any]) -> Progress:
    """The row of such JSON. Raises what odd data makes it raise."""
    expires = kept["expires"] and datetime.date.fromisoformat(kept["expires"])
    return Progress(
        domain=domain,
        locale=locale,
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
