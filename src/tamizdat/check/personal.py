"""What a catalog tells of the people who work on it, as `check` says it."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog
from tamizdat.check.findings import Severity
from tamizdat.language.people import Kind

_HARMFUL = (Kind.PERSON, Kind.ADDRESS, Kind.MACHINE)
_COMMENTS = ("comment", "reason", "route", "reference")
_OURS = ("route", "reference")
"""What any update mends, scrubbing or not."""
_LOOKS = {
    Kind.ADDRESS: "somebody's address",
    Kind.MACHINE: "a machine of somebody's, or a folder there",
}


def told(catalog: Catalog, domain: str, *, scrub: bool) -> Iterator[tuple[int, Severity, str]]:
    """Line, severity and sentence of what is told.

    In a project that scrubs, that the next update has something to take out, or that people should
    look at something, without its words: what is said here stays in logs. Else what comments tell
    that may do their writers harm.
    """
    if not scrub and not _speaks(catalog):
        return
    text, domains = po.dumps(catalog).decode(), (domain,)
    all_told = [each for each in po.told(text, domains=domains) if not each.ours]
    found = [each for each in all_told if each.sure]
    doubtful = [each for each in all_told if not each.sure and each.kind in _HARMFUL]
    if not scrub:
        for each in all_told:
            if each.kind in _LOOKS and each.place in _COMMENTS:
                ours = each.place in _OURS
                remedy = "run: tamizdat update" if ours else "take it out, or set privacy.scrub"
                sentence = f"{each.place}: “{each.text}” looks like {_LOOKS[each.kind]} ({remedy})"
                yield each.line, Severity.WARNING, sentence
    elif found:
        harmful = any(each.kind in _HARMFUL for each in found)
        severity = Severity.ERROR if harmful else Severity.WARNING
        yield found[0].line, severity, f"tells of people: {_places(found)} (run: tamizdat update)"
    elif po.scrubbed(catalog, domains) is not catalog:
        sentence = "the header holds what gettext and tamizdat don't need (run: tamizdat update)"
        yield 1, Severity.WARNING, sentence
    elif doubtful:
        sentence = f"may tell of people: {_places(doubtful)} (see: tamizdat privacy)"
        yield doubtful[0].line, Severity.WARNING, sentence


def _speaks(catalog: Catalog) -> bool:
    """Whether anything stands in it that people, or a machine of theirs, may have left."""
    messages = (catalog.header, *catalog.messages)
    commented = any(message.translator_comments for message in messages) or b"#" in catalog.tail
    return commented or po.without_folders(catalog) is not catalog


def _places(found: list[po.Told]) -> str:
    """Where it stands: “Last-Translator, X-Generator, 2 comments”."""
    fields = [each.place for each in found if each.place not in _COMMENTS]
    lines = {each.line for each in found if each.place in _COMMENTS}
    comments = [f"{len(lines)} comment{'s' * (len(lines) > 1)}"] if lines else []
    return ", ".join(dict.fromkeys((*fields, *comments)))
