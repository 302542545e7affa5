"""Read the day that people write in a byline: "3 mars 2024", "March 3, 2024", "2024年3月3日", "03.03.2024"."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
# What is written short besides the first three or four letters.
_SHORT = {"janv": 1, "févr": 2, "fevr": 2, "juil": 7, "juill": 7, "sept": 9, "mrt": 3, "mär": 3, "aout": 8, "gen": 1}
_SHORTEST, _LONGEST = 3, 4

_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th|º|°)?[.,]?\s+(?:de\s+|of\s+)?([^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/-])")
_EAST = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_MONTHS_OF_A_YEAR = 12


def day_in_words(text: str, *, english: bool = False) -> date | None:
    """Return the first day in a text; None also for 03/04/2024 in English, which is one of two days.

    With full stops, as 03.04.2024, the day comes first in all languages.
    """
    found = [(m.start(), _day(m[3], _month(m[2]), m[1])) for m in _DAY_FIRST.finditer(text)]
    found += [(m.start(), _day(m[3], _month(m[1]), m[2])) for m in _MONTH_FIRST.finditer(text)]
    found += [
        (m.start(), _of_numbers(int(m[1]), int(m[3]), m[4], english=english and m[2] != "."))
        for m in _NUMBERS.finditer(text)
    ]
    for pattern in (_EAST, _YEAR_FIRST):
        found += [(m.start(), _day(m[1], int(m[2]), m[3])) for m in pattern.finditer(text)]
    return next((day for _, day in sorted(found, key=lambda pair: pair[0]) if day), None)


def _of_numbers(first: int, second: int, year: str, *, english: bool) -> date | None:
    if not english or first == second or first > _MONTHS_OF_A_YEAR:
        return _day(year, second, str(first))
    return _day(year, first, str(second)) if second > _MONTHS_OF_A_YEAR else None


def _month(word: str) -> int | None:
    return _NUMBER_OF.get(word.casefold())


def _day(year: str, month: int | None, day: str) -> date | None:
    try:
        return date(int(year), month, int(day)) if month else None
    except ValueError:
        return None


def _numbers() -> dict[str, int]:
    numbers = dict(_SHORT)
    for line in _MONTHS.values():
        for number, month in enumerate(line.split(), 1):
            for word in (month, month[:_LONGEST], month[:_SHORTEST]):
                numbers.setdefault(word, number)
    # Three letters that begin two months, as those of "juin" and "juillet".
    del numbers["jui"]
    return numbers


_NUMBER_OF = _numbers()
