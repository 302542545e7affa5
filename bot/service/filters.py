"""Turn the options of a command into filters, or say which of them is wrong."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from bot.failures import RefusedError
from corpus.article import Filters
from corpus.language.well_formed import well_formed

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_FRENCH = re.compile(r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What people wrote into the options that narrow a search; None where they wrote nothing."""

    source: str | None = None
    since: str | None = None
    until: str | None = None
    language: str | None = None
    author: str | None = None


def read_filters(options: Options) -> Filters:
    """Return the filters that options stand for.

    A day is 2020-06-10 or 10/06/2020, a month 2020-06 or 06/2020, a year 2020; `until` means the end of it.

    Raises:
        RefusedError: a date or a language isn't one, or the dates are the wrong way round.
    """
    since = _day(options.since, last=False)
    until = _day(options.until, last=True)
    if since and until and since > until:
        raise RefusedError("wrong_order")
    language = (options.language or "").strip().lower()
    if language and not _LANGUAGE.fullmatch(language):
        raise RefusedError("wrong_language", value=well_formed(language))
    return Filters(
        since=since,
        until=until,
        source=_name(options.source),
        author=_name(options.author),
        language=language or None,
    )


def _name(words: str | None) -> str | None:
    return well_formed(words.strip()) or None if words else None


def _day(words: str | None, *, last: bool) -> date | None:
    words = (words or "").strip()
    if not words:
        return None
    if match := _ISO.fullmatch(words):
        year, month, day = match.groups()
    elif match := _FRENCH.fullmatch(words):
        day, month, year = match.groups()
    else:
        raise RefusedError("wrong_date", value=well_formed(words))
    try:
        months = int(month or (12 if last else 1))
        days = int(day or (monthrange(int(year), months)[1] if last else 1))
        return date(int(year), months, days)
    except ValueError:
        raise RefusedError("wrong_date", value=well_formed(words)) from None
