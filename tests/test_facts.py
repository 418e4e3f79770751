"""Addresses, directives, numbers and dates as they stand in calls and articles."""

import datetime
import unicodedata

import pytest
from babel import Locale
from babel.dates import format_date
from babel.localedata import locale_identifiers
from hypothesis import event, given
from hypothesis import strategies as st

from tamizdat.check.rules.lookalikes import resembling, skeleton
from tamizdat.check.rules.reading import read
from tamizdat.language import locales
from tamizdat.language.facts import (
    Date,
    Fact,
    addresses,
    dates,
    directives,
    numbers,
    without_directives,
)
from tamizdat.language.markup import Markup

WALLET = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn"
ONION = "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion"


@pytest.mark.parametrize(
    ("text", "found", "kind"),
    [
        ("Email rupression@protonmail.com.", "rupression@protonmail.com", Fact.EMAIL),
        ("via @RUPRESSION_bot or mail", "@RUPRESSION_bot", Fact.HANDLE),
        ("on @us@kolektiva.social!", "@us@kolektiva.social", Fact.HANDLE),
        ("room @us:matrix.org", "@us:matrix.org", Fact.HANDLE),
        ("addresses: rupression.com", "rupression.com", Fact.DOMAIN),
        ("good.org/give?x=1, please", "good.org/give?x=1", Fact.DOMAIN),
        ("на президент.рф", "президент.рф", Fact.DOMAIN),
        (f"at {ONION}", ONION, Fact.DOMAIN),
        ("(https://en.wikipedia.org/wiki/A_(b))", "https://en.wikipedia.org/wiki/A_(b)", Fact.URL),
        ("“https://good.org/”", "https://good.org/", Fact.URL),
        ("请看https://good.org/give了解", "https://good.org/give", Fact.URL),
        ("mailto:help@good.org", "mailto:help@good.org", Fact.URL),
        ("Call +1 (555) 010-2030 now", "+1 (555) 010-2030", Fact.PHONE),
        ("و+49 30 69 22 222", "+49 30 69 22 222", Fact.PHONE),
        ("IBAN GB82 WEST 1234 5698 7654 32.", "GB82 WEST 1234 5698 7654 32", Fact.KEY),
        ("IBAN DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00", Fact.KEY),
        ("key AB12 CD34" + 4 * " AB12 CD34", "AB12 CD34" + 4 * " AB12 CD34", Fact.KEY),
        ("PGP 0x1234 5678 9ABC DEF0", "0x1234 5678 9ABC DEF0", Fact.KEY),
        (f"XMR {WALLET}, thanks", WALLET, Fact.KEY),
    ],
)
def test_an_address_is_found_without_the_sentence_around_it(text, found, kind):
    (address,) = addresses(text)
    assert (address.text, address.kind) == (found, kind)
    assert text[address.start : address.end] == found


@pytest.mark.parametrize("code", sorted(Locale("en").territories))
def test_a_domain_of_every_country_is_found(code):
    """CLDR's territories are those of ISO 3166; what has no domain of its own is left out."""
    without = {"BL", "BQ", "CP", "CQ", "DG", "EA", "EH", "EZ", "GB", "IC", "MF", "QO", "TA", "UM"}
    without |= {"BV", "SJ", "UN", "XA", "XB", "XK", "ZZ"}
    if len(code) == 2 and code not in without:
        (address,) = addresses(f"at example.{code.lower()}, too")
        assert (address.text, address.kind) == (f"example.{code.lower()}", Fact.DOMAIN)


@pytest.mark.parametrize("name", ["Com", "com", "COM", "org", "info", "social", "example", "zone"])
def test_other_domains_are_found(name):
    assert [a.text for a in addresses(f"at a.{name}.")] == ([] if name == "Com" else [f"a.{name}"])


@pytest.mark.parametrize(
    "text", ["a.xn--p1ai", "a.example:8080/b", "a.whatever/x", "sub.a.рф?x=1", "a.org#b"]
)
def test_a_bare_domain_is_found_with_port_and_path(text):
    assert [(a.text, a.kind) for a in addresses(f"({text})")] == [(text, Fact.DOMAIN)]


@pytest.mark.parametrize("mark", "،؛؟۔।։՞·׃״־፣።")
@pytest.mark.parametrize(
    "address",
    ["https://ngo.example.org/app", "www.example.org", "example.org/a", "a@example.org", "@handle"],
)
def test_no_script_s_punctuation_belongs_to_an_address(address, mark):
    for text in (f"{address}{mark} b", f"{address}{mark}"):
        assert [found.text for found in addresses(text)] == [address]


@pytest.mark.parametrize(
    "text",
    [
        "e.g. this, i.e. that, a.m. and z.B. u.a.",
        "т.е. и т.д.",
        "l@s compañer@s",
        "St. Petersburg",
        "Arbeiter:innen",
        "in 1936, 1937 and 1939",
        "the end.So it goes",
        "a.whatever, a.b.c",
        "@ home, 5@6",
        "+1 555",  # too short for a phone number
        "1234 5678 9012",
        "antidisestablishmentarianism",
    ],
)
def test_words_are_no_addresses(text):
    assert addresses(text) == ()


def test_the_same_phone_number_may_be_grouped_and_written_in_other_digits():
    (plain,), (other,) = addresses("+1 555 010 2030"), addresses("+۱ (۵۵۵) ۰۱۰-۲۰۳۰")
    assert plain.key == other.key


ADDRESSES = [
    "https://good.org/a_(b)",
    "mailto:a@b.org",
    "a@b.org",
    "@us",
    "@us@good.org",
    "good.org",
    "a.рф",
    "+1 555 010 2030",
    "GB82 WEST 1234 5698 7654 32",
    "duckduckgogg42xjoc72x3s",
]


@given(st.lists(st.sampled_from([*ADDRESSES, *" ,.;:!?()/@-+1é中،", "word", "в"]), max_size=12))
def test_addresses_are_parts_of_the_text_in_order(pieces):
    text = "".join(pieces)
    event(f"addresses: {min(len(addresses(text)), 3)}")
    end = 0
    for address in addresses(text):
        assert end <= address.start < address.end
        assert text[address.start : address.end] == address.text
        end = address.end


@pytest.mark.parametrize(
    "directive",
    [
        "{{ site.title }}",
        "{{#include /etc/passwd}}",
        "{{< figure >}}",
        "{% raw %}",
        "${jndi:ldap}",
        "#{7*7}",
        "%(name)s",
        "<%= x %>",
        "<?php x() ?>",
        "{: onclick=1}",
        "{.note}",
        "{#id}",
        "[[!inline x]]",
        "--8<--",
        "include::x[]",
        ".. include::",
        ":::danger",
        "::stop-commands::",
    ],
)
def test_a_directive_is_found(directive):
    assert directives(f"Hello {directive} world") == (directive,)
    assert without_directives(f"Hello {directive} world").split() == ["Hello", "\ufffc", "world"]


def test_addresses_and_directives_are_no_prose():
    msgstr = "1 <https://example.org/2> {{ 3 }} 4 me5@example.org, {{ 6 }} 7 https://example.org/8"
    reading = read(msgstr, Markup.MARKDOWN)
    assert reading.plain.split() == [
        "1",
        "\ufffc",
        "\ufffc",
        "4",
        "\ufffc,",
        "\ufffc",
        "7",
        "\ufffc",
    ]
    assert [number.value for number in reading.numbers] == ["1", "4", "7"]


def test_braces_and_colons_of_running_text_are_no_directives():
    assert directives("{word}, std::vec, Arbeiter:innen, {:?}, 100 % (a) 8<") == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,000 and 1.000 and 1’000 and 1\u202f000", ["1000"] * 4),
        ("1.5 or 1,50", ["1.5", "1.5"]),
        ("1.234.567,89", ["1234567.89"]),
        ("1,00,000", ["100000"]),
        ("22–29, 25-28", ["22", "29", "25", "28"]),
        ("14:00, 14h00, 18:30", ["14", "14", "18", "30"]),
        ("۲۲ ٢٬٠٠٠ २९ ９", ["22", "2000", "29", "9"]),
        ("version 3.11.2", ["3.11.2"]),
        ("0.125", ["0.125"]),
        ("007 and 0", ["7", "0"]),
        ("1.500,00 and 1,500.50", ["1500", "1500.5"]),
        ("1\u00a0000 and 1\u2009000 and 1'000", ["1000"] * 3),
        ("0.500 and 12,34", ["0.5", "12.34"]),
        ("1234.567", ["1234.567"]),
        ("1.000.5", ["1000.5"]),
        ("10:00 and 10:05 and x00", ["10", "10", "05".lstrip("0"), "0"]),
        ("١٫٥", ["1.5"]),
        ("the 21st, B52", ["21", "52"]),
    ],
)
def test_numbers_are_the_same_in_every_locale(text, values):
    assert [number.value for number in numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 pm", "14"),
        ("2:00 p.m.", "14"),
        ("午後2時", "14"),
        ("1936–39", "1939"),
        ("the 1990s", "90"),
        ("the 1990s were", "90"),
        ("5 million", "5000000"),
        ("500万", "5000000"),
        ("1.5 million", "1500000"),
        ("2\u00a0billion", "2000000000"),
        ("3-thousand", "3000"),
        ("3萬", "30000"),
        ("3만", "30000"),
        ("3億", "300000000"),
        ("3亿", "300000000"),
        ("3억", "300000000"),
        ("3천", "3000"),
        ("3千", "3000"),
        ("下午 2", "14"),
        ("오후 2", "14"),
        ("2PM", "14"),
        ("1936/39", "1939"),
        ("1936 — 39", "1939"),
    ],
)
def test_a_number_knows_what_else_may_stand_for_it(text, value):
    assert value in numbers(text)[-1].also


@pytest.mark.parametrize(
    "text",
    [
        "2 pmol",
        "2 am",
        "12 pm",
        "14 pm",
        "0.5 pm",
        "936–39",
        "1936–9",
        "1990",
        "199s",
        "5 mill",
        "5",
    ],
)
def test_a_number_that_stands_for_itself_alone(text):
    assert numbers(text)[-1].also == frozenset()


SYSTEMS = (
    "ARABIC-INDIC, EXTENDED ARABIC-INDIC, NKO, DEVANAGARI, BENGALI, GURMUKHI, GUJARATI, ORIYA, "
    "TAMIL, TELUGU, KANNADA, MALAYALAM, SINHALA LITH, THAI, LAO, TIBETAN, MYANMAR, KHMER, "
    "MONGOLIAN, OL CHIKI, MEETEI MAYEK, FULLWIDTH"
).split(", ")


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_digits_of_every_system_count_as_what_they_are(system):
    names = "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE ZERO".split()
    digits = [unicodedata.lookup(f"{system} DIGIT {name}") for name in names]
    (number,) = numbers(f"a {''.join(digits)} b")
    assert (number.text, number.value) == ("".join(digits), "1234567890")


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("en", "February 22-29, and on May 1", [(2, 22), (2, 29), (5, 1)]),
        ("en", "the 8th of March", [(3, 8)]),
        ("en", "You may march 30 miles", []),
        ("ru", "22–29 февраля, 1-го мая", [(2, 22), (2, 29), (5, 1)]),
        ("fr", "du 22 au 29 février, le 1er mai à 14 h", [(2, 22), (2, 29), (5, 1)]),
        ("es", "el 1 de mayo de 2020", [(5, 1)]),
        ("de", "am 1. Mai", [(5, 1)]),
        ("fi", "toukokuun 1. päivänä", [(5, 1)]),
        ("ja", "2026年2月22日〜29日", [(2, 22), (2, 29)]),
        ("ko", "12월 3일", [(12, 3)]),
        ("fa", "۲۲ فوریه", [(2, 22)]),
        ("ar", "١ مايو", [(5, 1)]),
        ("en", "in March", [(3, 0)]),
        ("tr", "1 KASIM, 23 NİSAN", [(11, 1), (4, 23)]),
        ("en", "May 31, May 32", [(5, 31)]),
        (
            "en",
            "1st of May, May the 2nd, 3rd May, May 4th, May 5, 2026",
            [(5, d) for d in range(1, 6)],
        ),
        ("en", "MAY 1, DECEMBERISH 2", [(5, 1)]),
        ("en", "Room 12: May", [(5, 0)]),
        ("en", "Version 1.12 May", [(5, 0)]),
        ("en", "May 10:30", [(5, 0)]),
        ("fr", "les 1er et 2 mai", [(5, 1), (5, 2)]),
        ("it", "il 1º maggio", [(5, 1)]),
        ("de", "vom 1. bis 3. Mai", [(5, 1), (5, 3)]),
        ("ru", "в маемаемае", []),
        ("he", "ב-7 בינואר ועד 8 במאי", [(1, 7), (5, 8)]),
    ],
)
def test_months_are_found_with_their_days(locale, text, found):
    months = locales.month_names(locale)
    assert list(dates(text, months, capitalised=locale == "en")) == [Date(*d) for d in found]


def test_months_are_found_in_every_language_as_cldr_writes_its_dates():
    for locale in locale_identifiers():
        if "_" in locale or locale in ("ckb", "yrl"):  # short names go on, or hold one another
            continue
        months = locales.month_names(locale)
        for month in range(1, 13):
            day = datetime.date(2026, month, 7)
            alone = format_date(day, "d MMMM", locale=locale)
            assert Date(month, 7) in dates(alone, months), (locale, alone)
            dated = format_date(day, "long", locale=locale)
            assert month in {date.month for date in dates(dated, months)}, (locale, dated)


@pytest.mark.parametrize(
    "fake",
    ["g00d.org", "goοd.org", "gооd.org", "GOOD.org", "good。org", "ｇood.org", "go\u200bod.org"],
)
def test_a_look_alike_is_told_from_the_address_it_imitates(fake):
    assert resembling(fake, ["other.org", "good.org"]) == "good.org"


@pytest.mark.parametrize("other", ["good.org", "god.org", "goods.org", "good.com"])
def test_the_address_itself_and_another_one_are_no_look_alikes(other):
    assert resembling(other, ["good.org"]) == ""


def test_pairs_of_letters_pass_for_one():
    assert skeleton("rnodern.org") == skeleton("modern.org")
    assert skeleton("vvork.org") == skeleton("work.org")
    assert skeleton("clay.org") == skeleton("day.org")
    assert skeleton("paypaI.com") == skeleton("paypal.com")


IMITATIONS = [
    ("CYRILLIC SMALL LETTER", "A a, ES c, IE e, O o, ER p, HA x, U y, JE j, DZE s, KOMI DE d"),
    (
        "CYRILLIC SMALL LETTER",
        "SHHA h, BYELORUSSIAN-UKRAINIAN I i, PALOCHKA l, QA q, WE w, KA k, EM m",
    ),
    (
        "CYRILLIC SMALL LETTER",
        "KA WITH DESCENDER k, TE t, VE b, EN h, GHE r, PE n, ZE 3, IZHITSA v, OMEGA w",
    ),
    ("CYRILLIC CAPITAL LETTER", "A a, VE b, IE e, KA k, EM m, EN h, O o, ER p, ES c, TE t, HA x"),
    (
        "GREEK SMALL LETTER",
        "ALPHA a, EPSILON e, IOTA i, KAPPA k, NU v, OMICRON o, RHO p, TAU t, ETA n",
    ),
    (
        "GREEK SMALL LETTER",
        "UPSILON u, CHI x, OMEGA w, GAMMA y, SIGMA o, BETA b, OMICRON WITH TONOS o",
    ),
    ("GREEK LUNATE SIGMA", "SYMBOL c"),
    ("ARMENIAN SMALL LETTER", "OH o, SEH u, HO h, VO n, CO g, ZA q, AYB w"),
    ("LATIN SMALL LETTER", "DOTLESS I i, ALPHA a, SCRIPT G g, IOTA i, SHARP S b, E WITH ACUTE e"),
    ("LATIN LETTER SMALL CAPITAL", "L l, O o"),
    ("LATIN CAPITAL LETTER", "IOTA i, A a"),
    ("FULLWIDTH LATIN SMALL LETTER", "A a, Z z"),
    ("MATHEMATICAL BOLD SMALL", "A a"),
    ("SMALL ROMAN NUMERAL", "FIFTY l"),
    ("DIGIT", "ZERO o, ONE l"),
]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        (f"{script} {row.rpartition(' ')[0]}", row[-1])
        for script, rows in IMITATIONS
        for row in rows.split(", ")
    ],
)
def test_every_imitation_of_a_letter_is_told(name, letter):
    fake, real = f"z{unicodedata.lookup(name)}z.org", f"z{letter}z.org"

    assert resembling(fake, ["other.org", real]) == real


def test_no_two_letters_of_one_alphabet_are_taken_for_each_other():
    latin = "abcdefghijklmnopqrstuvwxyz23456789"
    alike = [
        (one, other)
        for one in latin
        for other in latin
        if one < other and skeleton(f"z{one}z.org") == skeleton(f"z{other}z.org")
    ]

    assert alike == [("i", "l")]


@pytest.mark.parametrize("hidden", "\u00ad\u034f\u061c\u180e\u200b\u200f\u202e\u2060\u206f\ufe0f")
def test_what_nobody_sees_makes_no_other_address(hidden):
    assert resembling(f"go{hidden}od.org", ["good.org"]) == "good.org"


@pytest.mark.parametrize("dot", "。．｡․")
def test_every_dot_passes_for_one(dot):
    assert resembling(f"good{dot}org", ["good.org"]) == "good.org"


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text):
    assert skeleton(skeleton(text)) == skeleton(text)


@pytest.mark.parametrize("digit", ["٣", "३", "3", "a", "3a"])
@pytest.mark.timeout(10)
def test_no_row_of_digits_takes_for_ever(digit):
    assert all(address.kind is Fact.KEY for address in addresses(digit * 60_000))
