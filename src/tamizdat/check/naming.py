"""Whether a catalog's header names the locale of the folder that it lies in."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.catalogs.catalog import Catalog
from tamizdat.check.findings import Severity
from tamizdat.language import locales
from tamizdat.project.project import Project
from tamizdat.project.text import Text


def told(
    project: Project, text: Text, locale: str, catalog: Catalog
) -> Iterator[tuple[Severity, str]]:
    """What is wrong with the header's `Language`, and the next step; one that is empty is not.

    Programs spell one locale in several ways: what can mean the folder's is taken for it, unless it
    is that of another of the text's locales.
    """
    said = catalog.language
    if said in ("", locale, locales.gettext(locale)):
        return
    other = locales.among(said, text.locales)
    if other == locale or (not other and locales.fits(said, locale)):
        return
    if other and locales.fits(said, locale) and not locales.same(locales.in_header(said), other):
        return
    ours, name = locales.gettext(locale), locales.name(locale)
    header = f"write “Language: {ours}” into its header"
    if said.casefold() in (name.casefold(), locales.endonym(locale).casefold()):
        yield Severity.ERROR, f"the header's Language is a name, “{said}”: {header}"
        return
    code = other or locales.in_header(said) or locales.named(said)
    if not other and locales.is_region_of(said, locale):
        sentence = (
            f"the header says “{said}”, {locales.name(code)}, the folder “{locale}”: if it is"
            f" meant for all readers of {name}, {header}; else add “{code}” to “locales” and put"
            f" it into {_place(project, text, code)}"
        )
        yield Severity.WARNING, sentence
        return
    step = "if it is"
    if code:
        known = other or locales.among(code, text.locales)
        first = "" if known else f"add “{code}” to “locales” and "
        step = f"{first}put it into {_place(project, text, known or code)}, or if it is"
    sentence = f"the header says “{said}”, the folder “{locale}”: {step} {name} after all, {header}"
    yield Severity.ERROR, sentence


def _place(project: Project, text: Text, locale: str) -> str:
    return project.relative(project.catalog_path(text.domain, locale))
