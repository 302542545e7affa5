"""Read the day that people write in a byline: "3 mars 2024", "March 3, 2024", "2024年3月3日", "03.03.2024"."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from corpus.language.identify import WRITTEN
from corpus.language.registry import language_data, languages
from corpus.language.time_lexicon import names_of_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHORTEST, _LONGEST = 3, 6  # letters of a name that is cut short: "mar", "juill"

# Between the day and the month stand "de", "of", "d'"; behind the day "er", "st", "th".
_MONTH = r"([^\W\d_]{3,12})"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:[^\W\d_]{{2}}|º|°)?[.,]?\s+(?:[^\W\d_]{{2}}\s+|[^\W\d_]['’])?{_MONTH}\.?,?\s+"
    r"(?:[^\W\d_]{2}\s+)?(\d{4})(?!\d)"
)
# Between the day and the year, programs of Unix and Java print the time and its zone: "Wed Jun 10 14:00:00 CEST 2020".
_MONTH_FIRST = re.compile(
    rf"{_MONTH}\.?\s+(\d{{1,2}})(?:[^\W\d_]{{2}})?,?\s+(?:\d\d:\d\d:\d\d\s+(?:[A-Z]{{2,5}}\s+)?)?(\d{{4}})(?!\d)"
)
# As in programs' logs and in mail: "10-Jun-2020".
_WITH_HYPHENS = re.compile(rf"(?<![\w-])(\d{{1,2}})-{_MONTH}-(\d{{4}})(?![\d-])")
_YEAR_FIRST_IN_WORDS = re.compile(rf"(?<!\d)(\d{{4}})\.?,?\s+{_MONTH}\.?\s+(\d{{1,2}})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/-])")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})(?:[-/]|\.\s?)(\d{1,2})(?:[-/]|\.\s?)(\d{1,2})(?!\d)")
_MONTHS_OF_A_YEAR = 12


def may_begin_with_month(language: str | None) -> bool:
    """Say whether 03/04/2024 may be in March: where the month comes first, or the language isn't known."""
    known = language_data(language.lower()[:2]).time if language else None
    return known.month_first if known else not language


def day_in_words(text: str, *, month_first: bool = False) -> date | None:
    """Return the first day in a text; None also for 03/04/2024 where the month may be the first of them.

    With full stops, as 03.04.2024, the day comes first in all languages.
    """
    found = [(m.start(), _day(m[3], _month(m[2]), m[1])) for m in _DAY_FIRST.finditer(text)]
    found += [(m.start(), _day(m[3], _month(m[2]), m[1])) for m in _WITH_HYPHENS.finditer(text)]
    found += [(m.start(), _day(m[3], _month(m[1]), m[2])) for m in _MONTH_FIRST.finditer(text)]
    found += [(m.start(), _day(m[1], _month(m[2]), m[3])) for m in _YEAR_FIRST_IN_WORDS.finditer(text)]
    found += [
        (m.start(), _of_numbers(int(m[1]), int(m[3]), m[4], month_first=month_first and m[2] != "."))
        for m in _NUMBERS.finditer(text)
    ]
    for pattern in (_EAST, _YEAR_FIRST):
        found += [(m.start(), _day(m[1], int(m[2]), m[3])) for m in pattern.finditer(text)]
    return next((day for _, day in sorted(found, key=lambda pair: pair[0]) if day), None)


def _of_numbers(first: int, second: int, year: str, *, month_first: bool) -> date | None:
    if not month_first or first == second or first > _MONTHS_OF_A_YEAR:
        return _day(year, second, str(first))
    return _day(year, first, str(second)) if second > _MONTHS_OF_A_YEAR else None


def _month(word: str) -> int | None:
    plain = _plain(word)
    return _numbers_of_months(frozenset(languages())).get(plain) or _numbers_of_months(WRITTEN).get(plain)


def _day(year: str, month: int | None, day: str) -> date | None:
    try:
        return date(int(year), month, int(day)) if month else None
    except ValueError:
        return None


@cache
def _numbers_of_months(codes: frozenset[str]) -> Mapping[str, int]:
    """Return the numbers of the months by their names in some languages, whole, short, and as their first letters."""
    names: defaultdict[str, Counter[int]] = defaultdict(Counter)
    begun: defaultdict[str, set[int]] = defaultdict(set)
    for code in sorted(codes):
        whole, short = names_of_months(code), names_of_months(code, width="abbreviated")
        for number, name in [*enumerate(whole, 1), *enumerate(short, 1)]:
            names[_plain(name)][number] += 1
        for number, name in enumerate(whole, 1):
            for length in range(_SHORTEST, _LONGEST + 1):
                begun[_plain(name)[:length]].add(number)
    # A month of most languages that know the word; three letters that begin two months, as those of "juin" and
    # "juillet", are none.
    return _alone(begun) | {name: months.most_common(1)[0][0] for name, months in names.items()}


def _alone(begun: Mapping[str, Iterable[int]]) -> dict[str, int]:
    sets = {letters: tuple(months) for letters, months in begun.items()}
    return {letters: months[0] for letters, months in sets.items() if len(months) == 1}


def _plain(word: str) -> str:
    """Return a word in small letters, without accents and full stops."""
    parts = unicodedata.normalize("NFKD", word.casefold().strip("."))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
