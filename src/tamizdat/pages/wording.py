"""The words of a page that are not its text: English msgids, and catalogs in `strings/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup, escape

from tamizdat.catalogs import po
from tamizdat.catalogs.catalog import Catalog
from tamizdat.language import locales

_ENGLISH = "en"


def strings(locale: str) -> bytes | None:
    """The shipped catalog for a locale, or for its language; None where there is none.

    A language stands in for its countries (`es` for `es_419`), not for another script.
    """
    own = locales.variety(locale)
    for code in (own,) if locales.script(own) else (own, locales.language(locale)):
        file = resources.files(__package__) / "strings" / f"{code}.po"
        if file.is_file():
            return file.read_bytes()
    return None


@cache
def wording_in(locale: str) -> Wording:
    """A page's own words in a locale."""
    data = strings(locale)
    return Wording(locale, po.loads(data) if data else None)


@dataclass(frozen=True, slots=True)
class Wording:
    """A page's words in its own locale; those that are missing are English and say so."""

    locale: str
    catalog: Catalog | None = None

    def plain(self, msgid: str, **values: str) -> str:
        """A phrase where no markup can stand; `{name}` is replaced by the value."""
        phrase = self._msgstr(msgid) or msgid
        for name, value in values.items():
            phrase = phrase.replace(f"{{{name}}}", value)
        return phrase

    def markup(self, msgid: str, **values: object) -> Markup:
        """A phrase in a page; values are escaped unless they are markup."""
        msgstr = self._msgstr(msgid)
        phrase = escape(msgstr or msgid)
        for name, value in values.items():
            phrase = phrase.replace(f"{{{name}}}", escape(value))
        if msgstr or self._english:
            return phrase
        return Markup('<span lang="{}" dir="ltr">{}</span>').format(_ENGLISH, phrase)

    def languages(self, items: list[Markup]) -> Markup:
        """A list of marked-up items in the locale's way: “a, b and c”."""
        # CLDR's patterns hold no markup, the items are escaped already.
        return Markup(locales.join([str(item) for item in items], self.locale))  # noqa: S704 - see above

    @property
    def _english(self) -> bool:
        return locales.language(self.locale) == _ENGLISH

    def _msgstr(self, msgid: str) -> str:
        message = self.catalog.by_key.get((None, msgid)) if self.catalog else None
        return message.msgstr if message and message.state.done else ""


def named(locale: str) -> Markup:
    """A language by its own name, marked as such."""
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
        locales.bcp47(locale), locales.direction(locale), locales.endonym(locale)
    )
