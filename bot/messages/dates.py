"""Say a time in words, as it follows "articles": "of June 2020", "depuis le 1er janvier 2021" (door: Babel)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_LOCALES = {"en": "en_GB", "fr": "fr"}
_FORMS = {
    "en": {
        "day": "of {}",
        "month": "of {}",
        "days": "from {} to {}",
        "months": "from {} to {}",
        "since": "since {}",
        "until": "up to {}",
        "reach": "{}, up to {}",
    },
    "fr": {
        "day": "du {}",
        "month": "de {}",
        "days": "du {} au {}",
        "months": "de {} à {}",
        "since": "depuis le {}",
        "until": "jusqu'au {}",
        "reach": "{}, jusqu'au {}",
    },
}


def time_in_words(since: date | None, until: date | None, reach: date | None, language: str) -> str:
    """Return the days from one to another in words, and up to which day they reach where that is later."""
    language = language if language in _FORMS else "en"
    forms = _FORMS[language]
    if since is None:
        return forms["until"].format(_day(until, language)) if until else ""
    words = _span(since, until, language)
    return forms["reach"].format(words, _day(reach, language)) if until and reach and until < reach else words


def _span(since: date, until: date | None, language: str) -> str:
    forms = _FORMS[language]
    if since == until:
        return forms["day"].format(_day(since, language))
    pattern = _whole(since, until) if until else ""
    if until and pattern:
        first, last = _written(since, pattern, language), _written(until, pattern, language)
        if first != last and since.year == until.year:
            first = _written(since, "MMMM", language)
        words = forms["month"].format(first) if first == last else forms["months"].format(first, last)
        return words.replace("de a", "d'a").replace("de o", "d'o") if language == "fr" else words
    if until is None:
        return forms["since"].format(_day(since, language))
    # What the first day shares with the last is said once: from 3 to 10 March 2020.
    shared = "d MMMM y" if since.year != until.year else "d MMMM" if since.month != until.month else "d"
    return forms["days"].format(_day(since, language, shared), _day(until, language))


def _whole(since: date, until: date) -> str:
    """Return the pattern of the whole years or months that the days make up, nothing where they make up none."""
    after = until + timedelta(days=1)
    if since.day != 1 or after.day != 1:
        return ""
    return "y" if since.month == after.month == 1 else "MMMM y"


def _day(day: date | None, language: str, pattern: str = "d MMMM y") -> str:
    if day is None:
        return ""
    # In French, the first of a month is an ordinal.
    first = language == "fr" and day.day == 1
    return _written(day, pattern.replace("d", "d'er'", 1) if first else pattern, language)


def _written(day: date, pattern: str, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=_LOCALES[language])
