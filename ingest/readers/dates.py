"""Read the dates that people write: in front matter and in the names of files."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt\s].*)?", re.DOTALL)
_NAMED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")


def parse_date(text: str) -> date | None:
    """Return the day of an ISO date, with or without a time; None if there is no such day."""
    return _day(_ISO.fullmatch(text))


def date_of_name(name: str) -> date | None:
    """Return the day that a file's name begins with, as in `2020-06-30-title.md`; None if there is no such day."""
    return _day(_NAMED.match(name))


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
