"""Locale identifiers and what CLDR knows of them. Only file that imports babel.

On disk and in `Language:` locales have gettext's form (`pt_BR`, `sr@latin`, `zh_Hans`), in pages
and feeds BCP 47's (`pt-BR`, `sr-Latn`, `zh-Hans`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import PurePosixPath

import babel
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list

_FORM = re.compile(
    r"(?P<language>[a-z]{2,3})(?:_(?P<script>[A-Z][a-z]{3}))?"
    r"(?:_(?P<territory>[A-Z]{2}|\d{3}))?(?:@(?P<modifier>[a-z]+))?"
)
_WRONG = {
    "cn": "zh_Hans",
    "cz": "cs",
    "dk": "da",
    "en_UK": "en_GB",
    "gr": "el",
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "jp": "ja",
    "rs": "sr",
    "ua": "uk",
    "zh_CN": "zh_Hans",
    "zh_TW": "zh_Hant",
}
"""Common mistakes (country codes, withdrawn codes) and the locale that was meant."""
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}
"""gettext's modifiers that name a script."""
WITHOUT_BLANKS = frozenset("bo dz km lo my th".split())
"""Languages that write neither blanks between words nor a mark at the end of a sentence."""
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})


def problem(code: str) -> str:
    """What is wrong with a locale identifier, with the right one named; empty if nothing is."""
    if code in _WRONG:
        return f"“{code}” is not a locale; use “{_WRONG[code]}”"
    if not _FORM.fullmatch(code) or len(code) > 35:
        guess = _guess(code)
        hint = f"; use “{guess}”" if guess else " (write it like pt_BR, sr@latin or zh_Hans)"
        return f"“{code[:35]}” is not a locale{hint}"
    english = babel.Locale("en")
    language, script, territory, _ = _split(code)
    # the names of all languages take a while to read, and most have data of their own
    if not babel.localedata.exists(language) and language not in english.languages:
        meant = get_global("language_aliases").get(language)  # three letters where two are usual
        close = (
            [meant] if meant else get_close_matches(code, babel.localedata.locale_identifiers(), 1)
        )
        hint = f"; did you mean “{close[0]}”?" if close else ""
        return f"“{code}” is not a known language{hint}"
    if script and script not in english.scripts:
        return f"“{code}”: there is no script “{script}”"
    if territory and territory not in english.territories:
        return f"“{code}”: there is no region “{territory}”"
    return ""


def meant(code: str) -> str:
    """The locale that an identifier stands for in whatever way it is written; empty if none."""
    return _guess(code) or _WRONG.get(code, "") if problem(code) else code


def in_path(path: PurePosixPath) -> Iterator[tuple[str, PurePosixPath]]:
    """Locales that a path may name, each with the path without it: `text.es.md`, `es/text.md`."""
    stem, *tokens = path.name.split(".")
    for place, token in enumerate(tokens[:-1]):
        if code := meant(token):
            yield code, path.with_name(".".join([stem, *tokens[:place], *tokens[place + 1 :]]))
    if code := meant(stem):
        yield code, path.parent
    for place in reversed(range(len(path.parts) - 1)):
        if code := meant(path.parts[place]):
            yield code, PurePosixPath(*path.parts[:place], *path.parts[place + 1 :])


def _guess(code: str) -> str:
    """The gettext form of an identifier written in another way (`pt-br`, `PT_br`)."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?", code)
    if not match:
        return ""
    language, script, territory = match.groups()
    parts = [language.lower(), *([script.title()] if script else [])]
    guess = "_".join([*parts, *([territory.upper()] if territory else [])])
    guess = _WRONG.get(guess, guess)
    return guess if guess != code and not problem(guess) else ""


def _split(code: str) -> tuple[str, str, str, str]:
    """Language, script, territory and other modifier of a valid identifier."""
    match = _FORM.fullmatch(code)
    if not match:
        raise ValueError(code)
    language, script, territory, modifier = (part or "" for part in match.groups())
    if modifier in _SCRIPTS:
        script, modifier = _SCRIPTS[modifier], ""
    return language, script, territory, modifier


def language(code: str) -> str:
    """The language alone: `pt` of `pt_BR`, `sr` of `sr@latin`."""
    return re.split("[_@]", code, maxsplit=1)[0]


def script(code: str) -> str:
    """The script that an identifier names (`Hans`, `Latn`); empty where it names none."""
    return _split(code)[1]


def bcp47(code: str) -> str:
    """The identifier for `lang` and `hreflang`."""
    return "-".join(part for part in _split(code) if part)


@cache
def _locale(code: str) -> babel.Locale | None:
    """CLDR's data; None for a language that CLDR only knows by name."""
    language, script, territory, _ = _split(code)
    try:
        return babel.Locale.parse("_".join(p for p in (language, script, territory) if p))
    except (babel.UnknownLocaleError, ValueError):
        try:
            return babel.Locale.parse(language)
        except (babel.UnknownLocaleError, ValueError):
            return None


def direction(code: str) -> str:
    """`ltr` or `rtl`."""
    language, script, territory, _ = _split(code)
    likely = get_global("likely_subtags")
    full = likely.get(f"{language}_{territory}") or likely.get(language) or ""
    return "rtl" if _RIGHT_TO_LEFT & {script or full.partition("_")[2][:4]} else "ltr"


def name(code: str) -> str:
    """The English name: Brazilian Portuguese is “Portuguese (Brazil)”."""
    return _display(code, "en")


def is_language(text: str) -> bool:
    """Whether a text is but a language's English name: “Russian”, “Portuguese (Brazil)”."""
    return {*re.findall(r"\w+", text.casefold())} <= _language_words()


@cache
def _language_words() -> frozenset[str]:
    english = babel.Locale("en")
    names = (*english.languages.values(), *english.territories.values(), "Brazilian", "language")
    return frozenset(word for name in names for word in re.findall(r"\w+", name.casefold()))


def endonym(code: str) -> str:
    """The language's own name, as its readers look for it."""
    found = _display(code, code)
    return found[:1].title() + found[1:]  # upper() would give Georgian a capital that it has not


def _display(code: str, reader: str) -> str:
    locale, inside = _locale(code), _locale(reader)
    found = locale.get_display_name(inside) if locale and inside else None
    language, _, _, variant = _split(code)
    found = found or babel.Locale("en").languages.get(language, code)
    if not variant:
        return found
    known = inside.variants.get(variant.upper(), variant) if inside else variant
    return f"{found} ({known})"


def plural_forms(code: str) -> str:
    """The value of a catalog's `Plural-Forms`: Babel's rule, two forms where it has none."""
    from babel.messages.plurals import get_plural  # noqa: PLC0415 - only new catalogs need it

    rule = get_plural(_locale(code) or babel.Locale("en"))
    return f"nplurals={rule.num_plurals}; plural={rule.plural_expr};"


def long_date(day: datetime.date, code: str) -> str:
    """A date as the locale's readers write it."""
    return format_date(day, "long", locale=_locale(code) or babel.Locale("en"))


def join(items: Iterable[str], code: str) -> str:
    """A list in the locale's words: “a, b and c”."""
    return format_list(list(items), locale=_locale(code) or babel.Locale("en"))


@cache
def month_names(code: str) -> dict[str, int]:
    """Lower-case names of the months, in every form CLDR has (nominative, genitive, short)."""
    locale = _locale(code)
    if not locale:
        return {}
    return {
        month.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, month in locale.months[context][width].items()
        if not month.isdigit()
    }
