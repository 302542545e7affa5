"""What a language's words for time are: how a date looks, and what the words around it make of it.

Patterns are matched without regard to case, except where a capital makes a name of a word (`(?-i:...)`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["hour", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language's words for time, as regular expressions; the groups they name are count, unit and named."""

    language: str

    # Times of the calendar: `dated` stands for itself (June 2020), the others need a word before them (in June).
    dated: str
    yearless: str
    year: str
    weekday: str
    weekday_alone: str

    # Times told from today: a phrase with its unit and how many of them ago it was; "last Monday", whose group is
    # `named`; "the week", of articles alone this one; "two weeks ago"; "in the last two weeks".
    spoken: tuple[tuple[str, Unit, int], ...]
    last: tuple[str, ...]
    current: tuple[tuple[str, Unit], ...]
    ago: str
    rolling: tuple[str, ...]

    # What the words within a time mean; a season is the month it begins in, `padding` what the library can't read.
    units: Mapping[str, Unit]
    numbers: Mapping[str, int]
    seasons: Mapping[str, int]
    ordinals: Mapping[str, int]
    quarter: str
    half: str
    season: str
    padding: str

    # The words before a time that make one of it, and what it is; `between` also has what parts its two times.
    within: str
    within_year: str
    of: str
    since: str
    after: str
    before: str
    until: str
    between: tuple[tuple[str, str], ...]
    onwards: str

    # What makes it the time of the articles: before it, after it, and before "since" alone.
    published: str
    published_then: str
    told: str
    # What makes a name or nothing of it; which words have a capital without being a name.
    no_time_before: str
    no_time_after: str
    capitals: str
    # "today" is a day where something happened, and nowadays elsewhere.
    today: str
    news: str
    vague: str


YEAR = r"(?:1[89]|20)\d\d(?!\d|[.,:/]\d|[-–]\d|['’]?s\b|\s*[%€$£°])"
ISO = r"(?<![\w-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])"
SLASHED = r"(?<![\w/.])\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d(?![\w/])"
