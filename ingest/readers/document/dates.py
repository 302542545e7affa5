"""Read the day in a date that people or programs wrote, as it is written: in the time zone of who wrote it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from ingest.readers.document.dates_in_words import day_in_words, may_begin_with_month

_ISO = re.compile(r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt\s].*)?", re.DOTALL)
_BASIC = re.compile(r"\s*([0-9]{4})([0-9]{2})([0-9]{2})(?:[Tt][0-9]{4,6}.*)?\s*")
_NAMED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_FOLDERS = re.compile(r"https?://[^?#]+?/([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?=/|$)")
_SHORT_YEAR = re.compile(r"(?:[A-Za-z]{3},?\s+)?[0-9]{1,2}\s+[A-Za-z]{3}\s+[0-9]{2}\s+[0-9]{1,2}:[0-9]{2}.*")
_SECONDS, _MILLISECONDS = re.compile(r"\s*([0-9]{9,10})(?:\.[0-9]+)?\s*"), re.compile(r"\s*([0-9]{12,13})\s*")
_LONGEST = 120
# 1 January 1970 is what a program writes that knows no date, the day before it in the time zones of the west; others
# write 0000-00-00 or 0001-01-01. The years of Iran's calendar are some 1400 now, those of Thailand's some 2560.
_NO_CLOCK = (date(1969, 12, 31), date(1970, 1, 1))
_EARLIEST_YEAR, _LATEST_YEAR = 1450, 2200
_FIRST_COUNTED = 1995  # seconds since 1970 are no date of a time when nobody published that way


def parse_date(text: str) -> date | None:
    """Return the day of an ISO date, with or without a time; None if there is no such day."""
    return _day(_ISO.fullmatch(text))


def any_date(text: str, language: str | None = None) -> date | None:
    """Return the day of a date in any common form; None where it is none, or one of two days.

    `language` is that of who wrote it, if known: 03/04/2020 is in April but where the month comes first.
    """
    words = " ".join(text.split())
    if not words or len(words) > _LONGEST:
        return None
    day = parse_date(words) or _day(_BASIC.fullmatch(words)) or _counted(words) or _of_short_year(words)
    day = day or day_in_words(words, month_first=may_begin_with_month(language))
    return day if day and may_be(day) else None


def may_be(day: date) -> bool:
    """Say whether somebody may have published on that day, by this calendar and a clock that goes."""
    return day not in _NO_CLOCK and _EARLIEST_YEAR <= day.year <= _LATEST_YEAR


def date_of_name(name: str) -> date | None:
    """Return the day that a file's name begins with, as in `2020-06-30-title.md`; None if there is no such day."""
    return _day(_NAMED.match(name))


def date_of_address(address: str) -> date | None:
    """Return the day that an address of the web has for folders, as in /2020/06/30/title; None if there is none."""
    found = _FOLDERS.search(address)
    day = _day(found) if found else None
    return day if day and may_be(day) else None


def _counted(text: str) -> date | None:
    """Return the day of a count of seconds or milliseconds since 1970."""
    seconds, milliseconds = _SECONDS.fullmatch(text), _MILLISECONDS.fullmatch(text)
    if not (seconds or milliseconds):
        return None
    count = int(seconds[1]) if seconds else int(milliseconds[1]) // 1000 if milliseconds else 0
    day = datetime.fromtimestamp(count, UTC).date()
    return day if day.year >= _FIRST_COUNTED else None


def _of_short_year(text: str) -> date | None:
    """Return the day of a date with a year of two digits, as e-mail and the first feeds had them."""
    if not _SHORT_YEAR.fullmatch(text):
        return None
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
