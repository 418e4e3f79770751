"""Locales: gettext's identifiers, BCP 47's, and what CLDR says of them."""

import datetime
import subprocess
from pathlib import PurePosixPath

import babel
import pytest

from tamizdat.catalogs import po
from tamizdat.language import locales

COMMON = """am ar az be bg bn bs ca cs ckb da de el en eo es es_419 et eu fa fi fr he hi hr hu hy id
    it ja ka kk ko ku ky lt lv mk nb nl pl pt pt_BR ro ru sk sl sq sr sr@latin sv sw ta th tl tr uk
    ur uz vi yi zh_Hans zh_Hant ca@valencia be@tarask""".split()
BY_NAME_ONLY = [
    code
    for code in sorted(babel.Locale("en").languages)
    if "_" not in code and not locales.problem(code) and not babel.localedata.exists(code)
]
DAY = datetime.date(2026, 3, 6)


@pytest.mark.parametrize("code", COMMON)
def test_a_common_locale_is_known(code):
    assert locales.problem(code) == ""


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("gr", "“gr” is not a locale; use “el”"),
        ("cz", "“cz” is not a locale; use “cs”"),
        ("jp", "“jp” is not a locale; use “ja”"),
        ("ua", "“ua” is not a locale; use “uk”"),
        ("iw", "“iw” is not a locale; use “he”"),
        ("ZH-tw", "“ZH-tw” is not a locale; use “zh_TW”"),
        ("PT_br", "“PT_br” is not a locale; use “pt_BR”"),
        ("en-uk", "“en-uk” is not a locale; use “en_GB”"),
        ("ca-valencia", "“ca-valencia” is not a locale; use “ca@valencia”"),
        ("es_ES.UTF-8", "“es_ES.UTF-8” is not a locale; use “es_ES”"),
        ("RU", "“RU” is not a locale; use “ru”"),
        ("en_UK", "“en_UK” is not a locale; use “en_GB”"),
        ("rus", "“rus” is not a known language; did you mean “ru”?"),
        ("qq", "“qq” is not a known language"),
        ("en_XX", "“en_XX”: there is no region “XX”"),
        ("ru_Abcd", "“ru_Abcd”: there is no script “Abcd”"),
    ],
)
def test_a_wrong_code_is_named_with_the_right_one(code, sentence):
    assert locales.problem(code) == sentence


SPELLINGS = {
    "pt-BR": ("pt_BR", "pt-BR", "ltr", "Português (Brasil)", "pt_BR"),
    "pt_br": ("pt_BR", "pt-BR", "ltr", "Português (Brasil)", "pt_BR"),
    "zh_CN": ("zh_CN", "zh-CN", "ltr", "中文 (简体, 中国)", "zh_Hans"),
    "zh-cn": ("zh_CN", "zh-CN", "ltr", "中文 (简体, 中国)", "zh_Hans"),
    "zh": ("zh", "zh", "ltr", "中文", "zh_Hans"),
    "zh_TW": ("zh_TW", "zh-TW", "ltr", "中文 (繁體, 台灣)", "zh_Hant"),
    "zh-hk": ("zh_HK", "zh-HK", "ltr", "中文 (繁體字, 中國香港特別行政區)", "zh_Hant"),
    "zh-Hans": ("zh_Hans", "zh-Hans", "ltr", "中文 (简体)", "zh_Hans"),
    "sr-Latn": ("sr_Latn", "sr-Latn", "ltr", "Srpski (latinica)", "sr@latin"),
    "sr_ME": ("sr_ME", "sr-ME", "ltr", None, "sr@latin"),
    "es-419": ("es_419", "es-419", "ltr", "Español (Latinoamérica)", "es_419"),
    "pa-pk": ("pa_PK", "pa-PK", "rtl", None, "pa@arabic"),
}


@pytest.mark.parametrize(("code", "facts"), SPELLINGS.items())
def test_a_project_may_spell_its_locales_in_any_usual_way(code, facts):
    header, tag, direction, name, variety = facts

    assert locales.problem(code) == ""
    assert (locales.gettext(code), locales.bcp47(code)) == (header, tag)
    assert locales.direction(code) == direction
    assert name is None or locales.endonym(code) == name
    assert locales.variety(code) == variety
    assert locales.plural_forms(code) == locales.plural_forms(header)
    assert locales.long_date(DAY, code) == locales.long_date(DAY, header)


FITTING = """es_ES es | es-es es | ES es | es_ES.UTF-8 es | spa es | es es_ES | zh_CN zh_Hans
    | zh-cn zh_Hans | zh zh_Hans | zh_TW zh_Hant | nb_NO nb | no nb | no_NO nb | pt-BR pt_BR
    | pt_BR pt-br | pt_BR pt | pt pt_PT | en en_GB | sr_Latn sr@latin | sr-latn-rs sr@latin
    | sr_Cyrl sr | ca-valencia ca@valencia | iw he | gr el | ru_RU ru | zh_Hant_TW zh_TW"""
REGIONS = "es_MX es | es-ar es | en_GB en | pt_PT pt | de_AT de | zh_SG zh_Hans | zh_HK zh_Hant"
OTHERS = """fr es | Spanish es | pt_PT pt_BR | es_MX es_ES | es_AR es_MX | zh_TW zh_CN
    | zh_TW zh_Hans | zh_TW zh | zh zh_Hant | sr@latin sr | be be@tarask | ca@valencia ca
    | nn nb | docs es"""


def pairs(listed):
    return [tuple(pair.split()) for pair in listed.split("|")]


@pytest.mark.parametrize(("header", "locale"), pairs(FITTING))
def test_what_a_header_says_can_mean_the_locale(header, locale):
    assert locales.fits(header, locale)


@pytest.mark.parametrize(("header", "locale"), pairs(REGIONS))
def test_another_region_of_the_language_is_told_from_another_language(header, locale):
    assert not locales.fits(header, locale)
    assert locales.is_region_of(header, locale)


@pytest.mark.parametrize(("header", "locale"), pairs(OTHERS))
def test_what_a_header_says_can_mean_another_locale_alone(header, locale):
    assert not locales.fits(header, locale)
    assert not locales.is_region_of(header, locale)


@pytest.mark.parametrize(
    ("code", "other", "expected"),
    [
        ("pt-BR", "pt_BR", True),
        ("pt_br", "pt_BR", True),
        ("zh_CN", "zh_Hans", True),
        ("zh_Hans", "zh", True),
        ("sr@latin", "sr_Latn", True),
        ("no", "nb", True),
        ("pt", "pt_BR", False),
        ("es", "es_ES", False),
        ("zh_CN", "zh_SG", False),
        ("ca", "ca@valencia", False),
    ],
)
def test_two_spellings_of_a_locale_are_known(code, other, expected):
    assert locales.same(code, other) is locales.same(other, code) is expected


def test_a_locale_is_found_among_those_of_a_project():
    known = ("es", "pt-BR", "zh_Hans", "pt_PT")

    assert locales.among("pt_BR", known) == "pt-BR"
    assert locales.among("es_ES", known) == "es"
    assert locales.among("zh_CN", known) == "zh_Hans"
    assert [locales.among(code, known) for code in ("es_MX", "fr", "Spanish", "")] == [""] * 4


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("es_ES", "es"),
        ("es_MX", "es"),
        ("Spanish", "es"),
        ("pt", "pt_PT"),
        ("pt_AO", ""),
        ("zh_CN", "zh-Hans"),
        ("zh_TW", ""),
        ("French", ""),
        ("", ""),
    ],
)
def test_what_comes_back_is_meant_for_one_of_the_locales(said, locale):
    assert locales.intended(said, ("pt_PT", "es", "zh-Hans")) == locale


def test_a_language_is_known_by_its_name():
    assert locales.named("Spanish") == locales.named("spanish") == "es"
    assert locales.named("Brazilian Portuguese") == "pt_BR"
    assert locales.named("English, please") == ""


@pytest.mark.parametrize("code", ["", "../x", "ru\n", "ru/..", "r", "русский", "en@", "ru" * 50])
def test_what_is_no_code_at_all_is_refused_with_an_example(code):
    assert locales.problem(code).endswith("(write it like pt_BR, sr@latin or zh_Hans)")


@pytest.mark.parametrize("code", [*COMMON, *locales._WRONG])
def test_the_locale_that_is_named_instead_is_no_mistake(code):
    assert locales.problem(locales._WRONG.get(code, code)) == ""


FACTS = {
    "ru": ("ru", "ltr", "Русский"),
    "pt_BR": ("pt-BR", "ltr", "Português (Brasil)"),
    "sr@latin": ("sr-Latn", "ltr", "Srpski (latinica)"),
    "zh_Hans": ("zh-Hans", "ltr", "中文 (简体)"),
    "ca@valencia": ("ca-valencia", "ltr", "Català (valencià)"),
    "es_419": ("es-419", "ltr", "Español (Latinoamérica)"),
    "ka": ("ka", "ltr", "ქართული"),
    "fa": ("fa", "rtl", "فارسی"),
    "ar": ("ar", "rtl", "العربية"),
    "he": ("he", "rtl", "עברית"),
    "ckb": ("ckb", "rtl", "کوردیی ناوەندی"),
    "yi": ("yi", "rtl", "ייִדיש"),
    "uz": ("uz", "ltr", "O‘zbek"),
}


@pytest.mark.parametrize(("code", "facts"), FACTS.items())
def test_a_page_knows_tag_direction_and_own_name(code, facts):
    assert (locales.bcp47(code), locales.direction(code), locales.endonym(code)) == facts


def test_directions_are_as_in_cldr():
    known = {
        code: babel.Locale.parse(code).text_direction
        for code in babel.localedata.locale_identifiers()
        if not locales.problem(code)
    }

    assert len(known) > 500
    for code, direction in known.items():
        assert locales.direction(code) == ("rtl" if direction == "rtl" else "ltr"), code


@pytest.mark.parametrize("code", ["dv", "uz_AF", "az_IR", "ku_Arab", "pa@arabic", "ff_Adlm"])
def test_the_script_decides_the_direction(code):
    assert locales.direction(code) == "rtl"


@pytest.mark.parametrize("code", COMMON)
def test_gettext_accepts_the_header_of_a_new_catalog(judge, code, tmp_path):
    path = tmp_path / "strike.po"
    new = po.new_catalog(code, "strike", plural_forms=locales.plural_forms(code))
    path.write_bytes(po.dumps(new) + b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\n')

    done = subprocess.run(
        [judge("msgfmt"), "-c", "-o", "/dev/null", path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("code", "date", "two", "three"),
    [
        ("en", "March 6, 2026", "a and b", "a, b, and c"),
        ("ru", "6 марта 2026 г.", "a и b", "a, b и c"),
        ("es", "6 de marzo de 2026", "a y b", "a, b y c"),
        ("de", "6. März 2026", "a und b", "a, b und c"),
        ("zh_Hans", "2026年3月6日", "a和b", "a、b和c"),
        ("he", "6 במרץ 2026", "a וb", "a, b וc"),
    ],
)
def test_dates_and_lists_are_in_the_locales_words(code, date, two, three):
    assert " ".join(locales.long_date(DAY, code).split()) == date  # CLDR has narrow blanks
    assert [locales.join("abc"[:n], code) for n in range(4)] == ["", "a", two, three]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("ru", {"март": 3, "марта": 3, "мая": 5, "май": 5, "сент": 9, "декабря": 12}),
        ("uk", {"березень": 3, "березня": 3}),
        ("en", {"march": 3, "mar": 3, "may": 5, "sep": 9}),
        ("es", {"marzo": 3, "mar": 3}),
        ("fa", {"مارس": 3}),
        ("ja", {"3月": 3}),
    ],
)
def test_months_are_known_in_every_form(code, names):
    assert names.items() <= locales.month_names(code).items()


def test_a_language_that_cldr_only_knows_by_name_is_as_good_as_another():
    assert len(BY_NAME_ONLY) > 100
    for code in BY_NAME_ONLY:
        assert locales.endonym(code)[:1] == locales.name(code)[:1].title()
        assert locales.bcp47(code) == code
        assert locales.direction(code) in ("ltr", "rtl")
        assert locales.plural_forms(code).startswith("nplurals=")
        assert "2026" in locales.long_date(DAY, code)
        assert locales.join("ab", code)
        assert isinstance(locales.month_names(code), dict)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("es", "es"),
        ("pt-br", "pt_BR"),
        ("gr", "el"),
        ("ES", "es"),
        ("zh_CN", "zh_CN"),
        ("zh-hant-tw", "zh_Hant_TW"),
        ("es_ES.UTF-8", "es_ES"),
        ("ca-valencia", "ca@valencia"),
        ("Spanish", ""),
        ("docs", ""),
        ("", ""),
    ],
)
def test_a_locale_is_known_in_whatever_way_it_is_written(written, code):
    assert locales.meant(written) == code


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("text.es.md", [("es", "text.md")]),
        ("a/pt-BR/text.md", [("pt_BR", "a/text.md")]),
        ("locale/es/LC_MESSAGES/a.po", [("es", "locale/LC_MESSAGES/a.po")]),
        ("po/es.po", [("es", "po")]),
        ("notes/text.md", []),
        ("text", []),
    ],
)
def test_a_path_names_its_locale(path, found):
    assert [(c, str(rest)) for c, rest in locales.in_path(PurePosixPath(path))] == found


@pytest.mark.parametrize("code", ["sr_Latn@ijekavian", "zh_TW@x", "ca@valencia"])
def test_a_variety_that_is_no_script_stays_one(code):
    assert locales.variety(code) == code
