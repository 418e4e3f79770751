"""Locale identifiers and what CLDR knows of them. Only file that imports babel.

On disk locales are spelled as the project spells them; in `Language:` they have gettext's form
(`pt_BR`, `sr@latin`, `zh_Hans`), in pages and feeds BCP 47's (`pt-BR`, `sr-Latn`, `zh-Hans`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import PurePosixPath

import babel
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list

_FORM = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[_-](?P<script>[A-Za-z]{4}))?"
    r"(?:[_-](?P<territory>[A-Za-z]{2}|\d{3}))?(?:@(?P<modifier>[a-z]+))?"
)
_FOREIGN = re.compile(
    r"(?P<rest>[A-Za-z]{2,3}(?:[_-][A-Za-z]{4})?(?:[_-](?:[A-Za-z]{2}|\d{3}))?)"
    r"(?:\.[A-Za-z0-9-]+)?(?:[@_-](?P<modifier>[A-Za-z]{5,10}))?"
)
"""How other programs write one: `ES`, `es_ES.UTF-8`, `ca-valencia`."""
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
}
"""Common mistakes (country codes, withdrawn codes) and the locale that was meant."""
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}
"""gettext's modifiers that name a script."""
_STANDARD = {"no": "nb"}
"""A macrolanguage, and the language that is meant by it."""
_LONGEST = 35
"""Characters of an identifier (RFC 5646 has none longer)."""
_ALIKE = ({"bs", "cnr", "hr", "sh", "sr"}, {"da", "nb", "nn", "no"}, {"id", "ms"})
"""Languages that share whole sentences."""
WITHOUT_BLANKS = frozenset("bo dz km lo my th".split())
"""Languages that write neither blanks between words nor a mark at the end of a sentence."""
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})


@lru_cache(maxsize=1024)  # it is asked of the folder of every catalog
def problem(code: str) -> str:
    """What is wrong with a locale identifier, with the right one named; empty if nothing is.

    `pt_BR`, `pt-BR` and `zh-hans` are right alike: a project keeps its own spelling.
    """
    match = _FORM.fullmatch(code) if len(code) <= _LONGEST else None
    right = _WRONG.get(gettext(code) if match else code)
    if right:
        return f"“{code}” is not a locale; use “{right}”"
    if not match:
        guess = _guess(code)
        hint = f"; use “{guess}”" if guess else " (write it like pt_BR, sr@latin or zh_Hans)"
        return f"“{code[:_LONGEST]}” is not a locale{hint}"
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
    """The locale that an identifier stands for in whatever way it is written; empty if none.

    In gettext's form: `pt_BR` for `pt-br`, `el` for `gr`, `ca@valencia` for `ca-valencia`.
    """
    found = code if _FORM.fullmatch(code) and not problem(code) else _guess(code)
    return gettext(found) if found else _WRONG.get(code, "")


def named(words: str) -> str:
    """The locale that an English name stands for: `es` for “Spanish”; empty if none."""
    wanted = words.casefold()
    names = babel.Locale("en").languages.items()
    return next((code for code, name in names if name.casefold() == wanted), "")


def same(code: str, other: str) -> bool:
    """Whether two valid identifiers are but two spellings: `pt-BR` and `pt_BR`, `zh_CN`, `zh_Hans`.

    What names a region is another locale than what names none, so that a project can have both
    `pt` and `pt_BR`.
    """
    if _likely(code) != _likely(other):
        return False
    (_, script, territory, _), (_, other_script, other_territory, _) = _split(code), _split(other)
    return script != other_script or territory == other_territory


def fits(code: str, locale: str) -> bool:
    """Whether what a catalog's header says can mean a locale: `es_ES` for `es`, `pt` for `pt_PT`.

    CLDR's likely subtags say so: Spanish is that of Spain where nothing else is said, so `es_MX` is
    not `es`, and Chinese is written in simplified characters, so `zh_TW` is `zh_Hant`.
    """
    found = in_header(code)
    if not found:
        return False
    ours, theirs = _likely(locale), _likely(found)
    unsaid = not _split(found)[2]
    return ours == theirs or (unsaid and _without_region(ours) == _without_region(theirs))


def alike(code: str, other: str) -> bool:
    """Whether whole sentences may be the same in both: one language, or near relatives."""
    pair = {language(code), language(other)}
    return len(pair) == 1 or any(pair <= group for group in _ALIKE)


def is_region_of(code: str, locale: str) -> bool:
    """Whether an identifier names a region's form of a locale that names none: `es_MX` of `es`."""
    found = in_header(code)
    if not found or _split(locale)[2]:
        return False
    return _without_region(_likely(found)) == _without_region(_likely(locale))


def among(code: str, known: Iterable[str]) -> str:
    """The one of some locales that an identifier names; empty if none of them is."""
    known = tuple(known)
    found = in_header(code)
    if code in known or not found:
        return code if code in known else ""
    likely = (each for each in known if _likely(each) == _likely(found))
    return next((each for each in known if same(found, each)), "") or next(likely, "")


def in_header(code: str) -> str:
    """What a header means, which may have three letters for a language that has two."""
    return meant(code) or meant(get_global("language_aliases").get(code, ""))


def intended(said: str, known: Iterable[str]) -> str:
    """The one of some locales that a file in it is meant for, given what its header says.

    `es` for `es_ES`, for `es_MX` where no other Spanish is known, and for “Spanish”; empty if none.
    """
    known = tuple(known)
    for code in filter(None, (said, named(said))):
        if found := among(code, known):
            return found
        for is_meant in (fits, is_region_of):
            if found := next((each for each in known if is_meant(code, each)), ""):
                return found
    return ""


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
    """The gettext form of an identifier as other programs write it (`PT_br`, `es_ES.UTF-8`)."""
    match = _FOREIGN.fullmatch(code)
    if not match:
        return ""
    language, *rest = re.split("[_-]", match["rest"])
    modifier = (match["modifier"] or "").lower()
    guess = "_".join([language.lower(), *rest]) + (f"@{modifier}" if modifier else "")
    guess = _WRONG.get(gettext(guess), gettext(guess))
    return guess if guess != code and not problem(guess) else ""


def _split(code: str) -> tuple[str, str, str, str]:
    """Language, script, territory and other modifier of a valid identifier."""
    match = _FORM.fullmatch(code)
    if not match:
        raise ValueError(code)
    language, script, territory, modifier = (part or "" for part in match.groups())
    if modifier in _SCRIPTS:
        script, modifier = _SCRIPTS[modifier], ""
    return language, script.title(), territory.upper(), modifier


@cache
def _likely(code: str) -> tuple[str, str, str, str]:
    """The same with the script and the territory that CLDR takes for granted.

    https://unicode.org/reports/tr35/#Likely_Subtags
    """
    language, script, territory, modifier = _split(code)
    language = _STANDARD.get(language, language)
    likely = get_global("likely_subtags")
    keys = ((language, territory), (language, script), (language,))
    found = next((likely[key] for key in map("_".join, keys) if key in likely), "")
    _, own_script, own_territory = (*found.split("_"), "", "", "")[:3]
    return language, script or own_script, territory or own_territory, modifier


def _without_region(parts: tuple[str, str, str, str]) -> tuple[str, str, str]:
    language, script, _, modifier = parts
    return language, script, modifier


def gettext(code: str) -> str:
    """The identifier for a catalog's `Language`: `pt_BR` for `pt-br`; `sr@latin` stays."""
    match = _FORM.fullmatch(code)
    if not match:
        return code
    language, script, territory, modifier = (part or "" for part in match.groups())
    parts = (language, script.title(), territory.upper())
    return "_".join(filter(None, parts)) + (f"@{modifier}" if modifier else "")


def variety(code: str) -> str:
    """The locale by what it is written in: `zh_Hans` for `zh_CN`, `zh_Hant` for `zh-TW`.

    For tables that know scripts rather than regions; otherwise gettext's form.
    """
    language, script, _, modifier = _likely(code)
    if modifier or (language != "zh" and script == _likely(language)[1]):
        return gettext(code)
    return next((f"{language}@{m}" for m, s in _SCRIPTS.items() if s == script), "") or (
        f"{language}_{script}"
    )


def language(code: str) -> str:
    """The language alone: `pt` of `pt_BR`, `sr` of `sr@latin`."""
    return re.split("[_@-]", code, maxsplit=1)[0]


def script(code: str) -> str:
    """The script that an identifier names, or implies by its region (`Hans`, `Hant` of `zh_TW`).

    Empty where it is the one that the language is written in anyway.
    """
    named = _split(code)[1]
    implied = _likely(code)[1]
    return named or ("" if implied == _likely(language(code))[1] else implied)


@lru_cache(maxsize=1024)
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


@lru_cache(maxsize=1024)
def direction(code: str) -> str:
    """`ltr` or `rtl`."""
    return "rtl" if _likely(code)[1] in _RIGHT_TO_LEFT else "ltr"


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


@lru_cache(maxsize=1024)
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
