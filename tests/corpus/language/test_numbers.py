"""Numbers in digits and in words, and what they count."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.numbers import counted, dates, named_days, numbers, numbers_in_words, same_number, without_dates


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("twenty-five cameras and one hundred and two judges", "en", {"25", "102"}),
        ("nineteen eighty-four; one, two", "en", {"19", "84", "1", "2"}),
        ("three thousand two hundred", "en", {"3200"}),
        ("vingt et un, quatre-vingt-dix-sept, soixante-douze", "fr", {"21", "97", "72"}),
        ("quatre-vingts élus, deux cents voix, deux ou trois ans", "fr", {"80", "200", "2", "3"}),
        ("treinta y uno", "es", {"31"}),
        ("dreißig, fünfundzwanzig", "de", {"30", "25"}),
        ("trinta e dois", "pt", {"32"}),
        ("once upon a time, ten", "en", {"10"}),
        ("once", "es", {"11"}),
        ("ten", "xx", set[str]()),
    ],
)
def test_a_number_of_several_words_is_one_number(text: str, language: str, found: set[str]) -> None:
    assert numbers_in_words(text, language) == found


def test_a_number_is_the_same_however_its_thousands_are_parted() -> None:
    assert numbers("25,000 photos", "en") == numbers("25\u202f000 photos", "fr") == numbers("25.000 Fotos", "de")


def test_what_is_counted_is_known_by_its_stem_or_its_sign_and_dates_count_nothing() -> None:
    text = "On 3 May 2020, 12 of the towns had 35% more cameras; the others have 2 judges."

    assert counted(text, "en") == {"town": {Decimal(12)}, "%": {Decimal(35)}, "judg": {Decimal(2)}}
    assert dates(text, "en") == {"3", "may", "2020"}
    assert "35%" in without_dates(text, "en")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("3", "3.2", True), ("300", "320", True), ("12", "18", False), ("300", "450", False), ("0.8", "0.5", False)],
)
def test_a_rounded_number_may_be_the_other(one: str, other: str, *, same: bool) -> None:
    assert same_number(Decimal(one), Decimal(other)) is same
    assert same_number(Decimal(other), Decimal(one)) is same


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("about three million images", "en", {"3000000"}),
        ("about 3 million images", "en", {"3000000"}),
        ("3,000,000 images, 3.2 billion people", "en", {"3000000", "3200000000"}),
        ("€3bn, 5 thousand", "en", {"3000000000", "5000"}),
        ("trois milliards, 2,5 millions", "fr", {"3000000000", "2500000"}),
        ("drei Millionen, 3,5 Mio. Euro", "de", {"3000000", "3500000"}),
        ("tres mil millones", "es", {"3000000000"}),
        ("3 mil milhões", "pt", {"3000000000"}),
        ("due milioni, 4 mld", "it", {"2000000", "4000000000"}),
        ("vier miljard", "nl", {"4000000000"}),
        ("3 miles, 4 mice", "en", {"3", "4"}),
    ],
)
def test_a_million_and_a_billion_are_other_numbers(text: str, language: str, found: set[str]) -> None:
    assert numbers(text, language) == found


def test_what_is_counted_in_millions_isnt_counted_in_ones() -> None:
    assert counted("3.2 billion of 5 people", "en")["peopl"] == {Decimal(5)}


@pytest.mark.parametrize(
    ("asked", "language", "told", "other", "same"),
    [
        ("on 25 June", "en", "le 25 juin 2020", "fr", True),
        ("am 24. Juni 2020", "de", "On June 24, 2020 it rained", "en", True),
        ("en mai 2019", "fr", "el 3 de mayo de 2019", "es", True),
        ("on 25 June", "en", "le 25 mai", "fr", False),
        ("in June 2020", "en", "en juin 2019", "fr", False),
        ("on 25 June", "en", "in June", "en", False),
        ("on 2020-06-25", "en", "25 June 2020", "en", True),
        ("en mai", "fr", "Maintenant, la mairie ouvre", "fr", False),
    ],
)
def test_a_day_is_the_same_in_every_language(asked: str, language: str, told: str, other: str, *, same: bool) -> None:
    (day,) = named_days(asked, language)
    assert any(day.may_be(one) for one in named_days(told, other)) is same


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "de", "xx"]))
def test_no_text_breaks_the_reading(text: str, language: str) -> None:
    numbers(text, language)
    assert all(day.may_be(day) for day in named_days(text, language))
    for values in counted(text, language).values():
        assert all(same_number(value, value) for value in values)
