"""Turn words for a time into the days it stretches over (door: dateparser).

The library is only given what our patterns found: its own search takes "may" for a month and "second" for a time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from corpus.language.checked import compiled

if TYPE_CHECKING:
    from corpus.language.time_lexicon import TimeLexicon, Unit

# "Ten days ago" is nearer to "a week and a half" than to a day.
_ROUND_DAYS = 5
_ABOUT = timedelta(days=3)
_WEEKEND = timedelta(days=5)
_SEASON_MONTHS = 3
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]\d{4}")
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from the first to the last, both in it.

    It is `spoken` where it is told from today and not long ago, and of `figures` where it is a quarter or a half.
    """

    first: date
    last: date
    spoken: bool = False
    figures: bool = False


def stretch(words: str, lexicon: TimeLexicon, today: date) -> Stretch | None:
    """Return the days that a time's words mean on a day; None where there are none, or they aren't certain."""
    words = " ".join(words.split())
    try:
        return _told_from_today(words, lexicon, today) or _of_the_calendar(words, lexicon, today)
    except (ValueError, OverflowError):
        # A year before 1, or after 9999.
        return None


def stretch_between(first: str, second: str, lexicon: TimeLexicon, today: date) -> Stretch | None:
    """Return the days from one time to another, each of which may leave to the other what both share.

    "3 to 10 March 2020" has one month, "March to May 2021" one year.
    """
    if _day_number(lexicon).fullmatch(first.strip()):
        first = f"{first} {_day_number(lexicon).sub(' ', second, count=1)}"
    years = [_YEAR.search(words) for words in (first, second)]
    begin, end = stretch(first, lexicon, today), stretch(second, lexicon, today)
    if end and years[1] and not years[0]:
        begin = stretch(f"{first} {end.last.year}", lexicon, today)
        if begin and begin.first > end.last:
            begin = stretch(f"{first} {end.last.year - 1}", lexicon, today)
    elif begin and years[0] and not years[1]:
        end = stretch(f"{second} {begin.first.year}", lexicon, today) or end
    if begin is None or end is None:
        return None
    return Stretch(min(begin.first, end.first), max(begin.last, end.last), spoken=begin.spoken and end.spoken)


def _told_from_today(words: str, lexicon: TimeLexicon, today: date) -> Stretch | None:
    for pattern, unit, ago in lexicon.spoken:
        if compiled(pattern).fullmatch(words):
            return replace(_around(_back(today, ago, unit), unit), spoken=True)
    for pattern, unit in lexicon.current:
        if compiled(pattern).fullmatch(words):
            return _around(today, unit)
    for pattern in lexicon.last:
        if found := compiled(pattern).fullmatch(words):
            named = _named(found["named"].casefold(), lexicon, today)
            return named and replace(named, spoken=True)
    if found := compiled(lexicon.ago).fullmatch(words):
        return _ago(_count(found["count"], lexicon), _unit(found["unit"], lexicon), today)
    for pattern in lexicon.rolling:
        if found := compiled(pattern).fullmatch(words):
            since = _back(today, _count(found["count"], lexicon), _unit(found["unit"], lexicon))
            return Stretch(since, today, spoken=True)
    return None


def _ago(count: int, unit: Unit, today: date) -> Stretch:
    day = _back(today, count, unit)
    if unit == "day" and count >= _ROUND_DAYS:
        return Stretch(day - _ABOUT, min(day + _ABOUT, today), spoken=True)
    # What was years ago is told of as what happened rather than as news.
    return replace(_around(day, unit), spoken=unit != "year")


def _named(name: str, lexicon: TimeLexicon, today: date) -> Stretch | None:
    """Return the last month, weekday, season or weekend that has begun, of a name."""
    if compiled(lexicon.weekend).fullmatch(name):
        saturday = _around(today, "week").first + _WEEKEND
        saturday -= timedelta(weeks=1) if saturday > today else timedelta()
        return Stretch(saturday, saturday + timedelta(days=1))
    if month := lexicon.seasons.get(name):
        return _season(today.year if today >= date(today.year, month, 1) else today.year - 1, month)
    return _read(name, lexicon.language, today)


def _of_the_calendar(words: str, lexicon: TimeLexicon, today: date) -> Stretch | None:
    year = _YEAR.search(words)
    if year and compiled(lexicon.quarter).fullmatch(words):
        return replace(_months(int(year[0]), (_ordinal(words, lexicon) - 1) * 3 + 1, 3), figures=True)
    if year and compiled(lexicon.half).fullmatch(words):
        return replace(_months(int(year[0]), (_ordinal(words, lexicon) - 1) * 6 + 1, 6), figures=True)
    words = " ".join(compiled(lexicon.padding).sub(" ", words).split())
    if year and words == year[0]:
        return _around(date(int(year[0]), 1, 1), "year")
    month = next((month for name, month in lexicon.seasons.items() if words.casefold().startswith(name)), None)
    if year and month:
        return _season(int(year[0]), month)
    numeric = _NUMERIC.fullmatch(words)
    if numeric and lexicon.month_first and max(int(numeric[1]), int(numeric[2])) <= _MONTHS_A_YEAR:
        # The month comes first in America and second elsewhere.
        return None
    # A day that no month has, as 31 June, leaves the month.
    dayless = " ".join(_day_number(lexicon).sub(" ", words).split())
    return _read(words, lexicon.language, today) or _read(dayless, lexicon.language, today)


def _day_number(lexicon: TimeLexicon) -> re.Pattern[str]:
    return compiled(rf"(?<![\w/.-]){lexicon.day_number}(?![\w/-])")


def _back(today: date, count: int, unit: Unit) -> date:
    """Return the day that was so many units ago."""
    if count == 0:
        return today
    count, name = (count * 3, "month") if unit == "quarter" else (count, unit)
    found = _parsed(f"{count} {name}s ago", "en", today, day="current")
    if found is None:
        raise ValueError
    return found[0]


def _read(words: str, language: str, today: date) -> Stretch | None:
    """Return what a date of the calendar means, the last one there was where it leaves the year out."""
    found = _parsed(words, language, today, day="first")
    return _around(*found) if found else None


def _parsed(words: str, language: str, today: date, *, day: str) -> tuple[date, Unit] | None:
    """Return what the library reads: a day, and how much around it is meant."""
    from dateparser.date import DateDataParser

    numeric = _NUMERIC.match(words)
    settings = {
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": day,
        "DATE_ORDER": "MDY" if numeric and int(numeric[2]) > _MONTHS_A_YEAR else "DMY",
        # At noon, so that a few hours ago are today and a day's hours yesterday.
        "RELATIVE_BASE": datetime.combine(today, time(12)),
    }
    found = DateDataParser(languages=[language], settings=settings).get_date_data(words)
    if found.date_obj is None:
        return None
    units: dict[str | None, Unit] = {"week": "week", "month": "month", "year": "year"}
    return found.date_obj.date(), units.get(found.period, "day")


def _around(day: date, unit: Unit) -> Stretch:
    """Return the week, month, quarter or year that a day lies in."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Stretch(monday, monday + timedelta(days=6))
    if unit in ("month", "quarter"):
        length = 1 if unit == "month" else 3
        return _months(day.year, (day.month - 1) // length * length + 1, length)
    if unit == "year":
        return Stretch(date(day.year, 1, 1), date(day.year, 12, 31))
    return Stretch(day, day)


def _season(year: int, month: int) -> Stretch:
    """Return the three months of a season in the north; a winter has those of both winters of its year."""
    if month + _SEASON_MONTHS - 1 > _MONTHS_A_YEAR:
        return Stretch(date(year, 1, 1), _months(year + 1, 1, 2).last)
    return _months(year, month, _SEASON_MONTHS)


def _months(year: int, month: int, count: int) -> Stretch:
    last = month + count - 1
    return Stretch(date(year, month, 1), date(year, last, monthrange(year, last)[1]))


def _count(words: str | None, lexicon: TimeLexicon) -> int:
    """Return a number given in digits or words; one where there is none, as in "the last week"."""
    if words is None:
        return 1
    if words.isdecimal():
        return int(words)
    known = [lexicon.numbers[word] for word in re.split(r"\s+", words.casefold()) if word in lexicon.numbers]
    return max(known, default=1)


def _unit(word: str, lexicon: TimeLexicon) -> Unit:
    return lexicon.units[word.casefold()]


def _ordinal(words: str, lexicon: TimeLexicon) -> int:
    """Return which quarter or half is meant, by its word or its digit."""
    for word in words.casefold().split():
        if word in lexicon.ordinals:
            return lexicon.ordinals[word]
    digit = re.search(r"(?<!\d)[1-4](?!\d)", words)
    return int(digit[0]) if digit else 1
