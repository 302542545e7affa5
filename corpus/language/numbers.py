"""Read the numbers of a text, in digits and in words, as digits alone: "25 000" and "25,000" are "25000"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.language.registry import language_data
from corpus.language.time_lexicon import names_of_months
from corpus.language.words import word_forms

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_SCALED = re.compile(rf"(?P<number>{_NUMBER.pattern})[\s-]?(?P<scale>[^\W\d_]+)")
_MOST_SCALES = 2  # três mil milhões
_NOT_DIGIT = re.compile(r"\D")
_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_BREAK = re.compile(r"[^\W\d_]+|[^\w\s-]|\d+")
_FOUR, _TWENTY, _HUNDRED, _THOUSAND, _MILLION = 4, 20, 100, 1000, 1_000_000
_SCORES = (60, 80)  # in French, what is counted on to 79 and 99
_SIGNS = frozenset("%€$£¥°")
_TOKEN = re.compile(rf"{_NUMBER.pattern}|[^\W\d_]+|[%€$£¥°;]")
_THOUSANDS = re.compile(r"[.,\u00a0\u202f ](?=\d{3}(?!\d))")
_PART = re.compile(r"[^\W\d_]{3,}|\d+")
_SHORT = 3
_LAST_DAY = 31
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NEAR = 4  # words from a number on, in which what it counts is said
# A whole date, an hour, a bare year.
_DATE_IN_DIGITS = (
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,2}\s?[h:]\s?\d\d\b"
    r"|(?<![\d.,])(?:1\d|20)\d\d\b(?![.,\u00a0\u202f ]\d{3})"
)


def digits(text: str) -> set[str]:
    """Return the numbers that a text gives in digits."""
    return {_NOT_DIGIT.sub("", number) for number in _NUMBER.findall(text)}


def numbers_in_words(text: str, language: str) -> set[str]:
    """Return the numbers that a text gives in words of its language, "twenty-five" as one."""
    data = language_data(language)
    found: list[int] = []
    goes_on = False
    for word in _WORD_OR_BREAK.findall(text.casefold()):
        value = data.numbers.get(word)
        if value is None:
            goes_on = goes_on and bool(data.joins.fullmatch(word))
        elif goes_on and (together := _together(found[-1], value)):
            found[-1] = together
        else:
            found.append(value)
            goes_on = True
    return {str(number) for number in found}


def _together(before: int, value: int) -> int | None:
    """Return the number that two of its words in a row make, None where they are two."""
    if value == _HUNDRED:
        hundreds = before % _THOUSAND
        return before + hundreds * (_HUNDRED - 1) if 0 < hundreds < _HUNDRED else None
    if value >= _THOUSAND:
        return before * value if before < value else None
    if before == _FOUR and value == _TWENTY:
        return before * value
    tens = before % _HUNDRED
    most = _TWENTY if tens in _SCORES else 10
    return before + value if tens == 0 or (tens >= _TWENTY and tens % 10 == 0 and value < most) else None


def numbers(text: str, language: str) -> set[str]:
    """Return the numbers that a text gives in digits or in words of its language; "3.2 million" is "3200000"."""
    written = _written_out(text, language)
    return digits(written) | numbers_in_words(written, language)


def _written_out(text: str, language: str) -> str:
    """Return a text with its digits before a thousand, a million and so on as the whole number's."""
    data = language_data(language)

    def whole(found: re.Match[str]) -> str:
        scale = data.numbers.get(found["scale"].casefold(), 0)
        return f"{_value(found['number']) * scale:f}".partition(".")[0] if scale >= _THOUSAND else found[0]

    for _ in range(_MOST_SCALES):
        text = _SCALED.sub(whole, text)
    return text


def ordinals(text: str, language: str) -> set[str]:
    """Return which of several a text names in words of its language: "2" for "second"."""
    known = language_data(language).ordinals
    return {str(known[word]) for word in _WORD.findall(text.casefold()) if word in known}


def counted(text: str, language: str) -> dict[str, set[Decimal]]:
    """Return the numbers of each thing that a text counts, by its stem or its sign; dates count nothing.

    A thing is the next word that tells something: "12 of the towns" counts towns. Left out are numbers in several
    words, and "one", since it is an article in half of the languages.
    """
    data = language_data(language)
    found: dict[str, set[Decimal]] = {}
    tokens = [token.casefold() for token in _TOKEN.findall(without_dates(text, language))]
    for at, token in enumerate(tokens):
        around = {*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2]}
        if any(data.numbers.get(word, _MILLION) < _MILLION for word in around):
            continue
        if data.numbers.get(token, 1) >= _MILLION:
            continue
        number = _value(token) if token[0].isdecimal() else Decimal(data.numbers.get(token, 1))
        behind = (word for word in tokens[at + 1 : at + _NEAR] if word not in data.stop_words)
        thing = next((word for word in behind if not word[0].isdecimal()), ";")
        if number != 1 and thing != ";":
            found.setdefault(word_forms(thing, language)[0], set()).add(number)
    return found


def same_number(one: Decimal, other: Decimal) -> bool:
    """Say whether one number may be the other, rounded: 3 and 3.2, 300 and 320."""
    return any(round(fine / _step(rough)) * _step(rough) == rough for rough, fine in ((one, other), (other, one)))


def dates(text: str, language: str) -> set[str]:
    """Return the years, days and months that a text names, as they are spelt there."""
    return {part.casefold() for date in _date(language).findall(text) for part in _PART.findall(date)}


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day, a month or a year as a text names it, None for what isn't said."""

    year: int | None
    month: int | None
    day: int | None

    def may_be(self, other: NamedDay) -> bool:
        """Say whether another, which tells as much at least, may be the same: the 25th of June, 25 June 2020."""
        own, told = (self.year, self.month, self.day), (other.year, other.month, other.day)
        tells_as_much = all(has is not None for has, asked in zip(told[1:], own[1:], strict=True) if asked is not None)
        return tells_as_much and all(a == b for a, b in zip(own, told, strict=True) if a is not None and b is not None)


def named_days(text: str, language: str) -> list[NamedDay]:
    """Return the days and months that a text names, with their years where it says them."""
    months = [name.casefold()[:_SHORT] for name in names_of_months(language)]
    found: list[NamedDay] = []
    for date in _date(language).findall(text):
        parts = _ISO_DATE.fullmatch(date) or date
        if not isinstance(parts, str):
            found.append(NamedDay(*map(int, parts.groups())))
            continue
        words = [part.casefold() for part in _PART.findall(parts)]
        month = next((months.index(w[:_SHORT]) + 1 for w in words if w[:_SHORT] in months), None)
        figures = [int(word) for word in words if word.isdecimal()]
        if month:
            year = next((figure for figure in figures if figure > _LAST_DAY), None)
            day = next((figure for figure in figures if figure <= _LAST_DAY), None)
            found.append(NamedDay(year=year, month=month, day=day))
    return found


def without_dates(text: str, language: str) -> str:
    """Return a text without the years, days, months and hours that it names."""
    return _date(language).sub(" ; ", text)


def _value(number: str) -> Decimal:
    """Return what a number in digits is worth; a point or a comma before three digits parts thousands."""
    return Decimal(_THOUSANDS.sub("", number).replace(",", "."))


def _step(number: Decimal) -> Decimal:
    """Return what a number is a multiple of by the way it is written: 100 for 300, 0.1 for 3.2."""
    return Decimal((0, (1,), int(number.normalize().as_tuple().exponent)))


@cache
def _date(language: str) -> re.Pattern[str]:
    """Return what finds a date, or a part of one, in a text of a language."""
    months = names_of_months(language)
    short = [name[:_SHORT] for name in months]
    month = rf"(?:{'|'.join([*months, *short])})(?!\w)\.?" if months else "(?!)"
    day, year = r"\d{1,2}[^\W\d_]{0,2}[.º]?", r"(?:,?\s+(?:\w\w\s+)?\d{4}\b)?"
    return re.compile(
        rf"\b{day}\s+(?:\w\w\s+)?{month}{year}|\b{month}\s+{day}(?!\w){year}|\b{month}{year}|{_DATE_IN_DIGITS}",
        re.IGNORECASE,
    )
