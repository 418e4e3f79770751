"""Addresses, directives, numbers and dates as they stand in calls and articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.check.rules.lookalikes import resembling, skeleton
from tamizdat.language import locales
from tamizdat.language.facts import Date, Fact, addresses, dates, directives, numbers

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
    ],
)
def test_words_are_no_addresses(text):
    assert addresses(text) == ()


def test_the_same_phone_number_may_be_grouped_and_written_in_other_digits():
    (plain,), (other,) = addresses("+1 555 010 2030"), addresses("+۱ (۵۵۵) ۰۱۰-۲۰۳۰")
    assert plain.key == other.key


@given(st.text(alphabet="ab.@:/ -1+é中", max_size=40))
def test_addresses_are_parts_of_the_text_in_order(text):
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
        ("5 million", "5000000"),
        ("500万", "5000000"),
    ],
)
def test_a_number_knows_what_else_may_stand_for_it(text, value):
    assert value in numbers(text)[-1].also


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
    ],
)
def test_months_are_found_with_their_days(locale, text, found):
    months = locales.month_names(locale)
    assert list(dates(text, months, capitalised=locale == "en")) == [Date(*d) for d in found]


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


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text):
    assert skeleton(skeleton(text)) == skeleton(text)


@pytest.mark.parametrize("digit", ["٣", "३", "3", "a", "3a"])
@pytest.mark.timeout(10)
def test_no_row_of_digits_takes_for_ever(digit):
    assert all(address.kind is Fact.KEY for address in addresses(digit * 60_000))
