"""What a catalog tells of the people who work on it, as `check` says it.

The words themselves are not quoted: what is said here stays in logs.
"""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog
from tamizdat.check.findings import Severity
from tamizdat.language.people import Kind

_HARMFUL = (Kind.ADDRESS, Kind.MACHINE)
_COMMENTS = ("comment", "reason", "route", "reference")
_OURS = ("route", "reference")
"""What any update mends, scrubbing or not."""
_TELLS = {
    Kind.PERSON: "names a person",
    Kind.ADDRESS: "holds an address",
    Kind.TIME: "tells when somebody worked",
    Kind.MACHINE: "names a machine or its folders",
    Kind.PROGRAM: "tells which program",
}


def told(catalog: Catalog, *, scrub: bool) -> Iterator[tuple[int, Severity, str]]:
    """Line, severity and sentence of what is told.

    In a project that scrubs, everything that the next update takes out; else what comments tell
    that may do their writers harm: addresses, and folders of their machines.
    """
    severity = Severity.ERROR if scrub else Severity.WARNING
    left = scrub and po.scrubbed(catalog) is not catalog
    for found in po.told(po.dumps(catalog).decode()):
        if found.ours or not (scrub or (found.kind in _HARMFUL and found.place in _COMMENTS)):
            continue
        left = False
        updated = scrub or found.place in _OURS
        remedy = "run: tamizdat update" if updated else "take it out, or set privacy.scrub"
        yield found.line, severity, f"{found.place}: {_TELLS[found.kind]} ({remedy})"
    if left:
        sentence = "the header holds what gettext and tamizdat don't need (run: tamizdat update)"
        yield 1, severity, sentence
