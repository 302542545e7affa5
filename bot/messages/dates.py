"""Say days in words, alone or as a time follows "articles": "of June 2020", "depuis le 1er janvier 2021" (door: Babel).

The patterns are those of the language's long dates: "d MMMM y", "d. MMMM y", "d 'de' MMMM 'de' y".
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.messages.catalogue import ENGLISH, languages, text

if TYPE_CHECKING:
    from datetime import date

_LOCALES = {ENGLISH: "en_GB"}  # days before months; of any other language its name is its locale's
_VOWELS = frozenset("aeiou")


def say_date(day: date, language: str) -> str:
    """Return a date as people write it; in English where the language has no catalogue."""
    language = language if language in languages() else ENGLISH
    return _written(day, _long(language), language)


def time_in_words(since: date | None, until: date | None, reach: date | None, language: str) -> str:
    """Return the days from one to another in words, and up to which day they reach where that is later."""
    language = language if language in languages() else ENGLISH
    if since is None:
        return text("time_until", language).format(day=say_date(until, language)) if until else ""
    words = _span(since, until, language)
    if until is None or reach is None or reach <= until:
        return words
    return text("time_reach", language).format(time=words, day=say_date(reach, language))


def _span(since: date, until: date | None, language: str) -> str:
    if since == until:
        return text("time_day", language).format(day=say_date(since, language))
    if until is None:
        return text("time_since", language).format(day=say_date(since, language))
    long = _long(language)
    if pattern := _whole(since, until, long):
        first, last = _written(since, pattern, language), _written(until, pattern, language)
        if first == last:
            return text(_by_sound("time_month", first), language).format(month=first)
        if since.year == until.year:
            first = _written(since, "MMMM", language)
        return text(_by_sound("time_months", first), language).format(first=first, last=last)
    # What the first day shares with the last is said once: from 3 to 10 March 2020.
    to_month, to_day = long[: long.rindex("M") + 1], long.partition(" ")[0]
    shared = long if since.year != until.year else to_month if since.month != until.month else to_day
    return text("time_days", language).format(first=_written(since, shared, language), last=say_date(until, language))


def _whole(since: date, until: date, long: str) -> str:
    """Return the pattern of the whole years or months that the days make up, nothing where they make up none."""
    after = until + timedelta(days=1)
    if since.day != 1 or after.day != 1:
        return ""
    return "y" if since.month == after.month == 1 else long[long.index("M") :]


def _by_sound(key: str, name: str) -> str:
    """Return the message for a name that begins with a vowel, before which some languages shorten a word."""
    return f"{key}_vowel" if unicodedata.normalize("NFKD", name)[0].lower() in _VOWELS else key


def _long(language: str) -> str:
    from babel import Locale

    return str(Locale.parse(_LOCALES.get(language, language)).date_formats["long"].pattern)


def _written(day: date, pattern: str, language: str) -> str:
    from babel.dates import format_date

    # Of the first day of a month, some languages say "the first": its pattern is in the catalogue.
    if day.day == 1:
        pattern = pattern.replace("d", text("first_day", language), 1) if "d" in pattern.partition(" ")[0] else pattern
    return format_date(day, pattern, locale=_LOCALES.get(language, language))
