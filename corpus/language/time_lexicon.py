"""What a language's words for time are: how a date looks, and what the words around it make of it.

Patterns are matched without regard to case, except where a capital makes a name of a word (`(?-i:...)`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict

from corpus.language.checked import Numbers, PlainPattern, by_word, one_line

Width = Literal["wide", "abbreviated"]
Unit = Literal["hour", "day", "week", "month", "quarter", "year"]
Units = Annotated[Mapping[str, Unit], BeforeValidator(by_word)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLexicon:
    """One language's words for time, as regular expressions; the groups they name are count, unit and named."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    language: str
    month_first: bool = False  # 3/4/2020 may be the fourth of March

    # Times of the calendar: `dated` stands for itself (June 2020), the others need a word before them (in June).
    dated: PlainPattern
    yearless: PlainPattern
    year: PlainPattern
    weekday: PlainPattern
    weekday_alone: PlainPattern
    day_number: PlainPattern

    # Times told from today: a phrase with its unit and how many of them ago it was; "last Monday", whose group is
    # `named`; "the week", of articles alone this one; "two weeks ago"; "in the last two weeks".
    spoken: tuple[tuple[PlainPattern, Unit, int], ...]
    last: tuple[PlainPattern, ...]
    current: tuple[tuple[PlainPattern, Unit], ...]
    ago: PlainPattern
    rolling: tuple[PlainPattern, ...]

    # What the words within a time mean; a season is the month it begins in, `padding` what the library can't read.
    units: Units
    numbers: Numbers
    seasons: Numbers
    ordinals: Numbers
    weekend: PlainPattern
    quarter: PlainPattern
    half: PlainPattern
    season: PlainPattern
    padding: PlainPattern

    # The words before a time that make one of it, and what it is; `between` also has what parts its two times;
    # in `onwards`, {time} stands for it.
    within: PlainPattern
    within_year: PlainPattern
    of: PlainPattern
    since: PlainPattern
    after: PlainPattern
    before: PlainPattern
    until: PlainPattern
    between: tuple[tuple[PlainPattern, PlainPattern], ...]
    onwards: PlainPattern

    # What makes it the time of the articles: before it, after it, and before "since" alone.
    published: PlainPattern
    published_then: PlainPattern
    told: PlainPattern
    # What makes a name or nothing of it; which words have a capital without being a name.
    no_time_before: PlainPattern
    no_time_after: PlainPattern
    capitals: PlainPattern
    # "today" is a day where something happened, and nowadays elsewhere.
    today: PlainPattern
    news: PlainPattern
    vague: PlainPattern


_PART = re.compile(r"\{([a-z_]+)\}")
_DIGITS = {
    "digits_of_year": r"(?:1[89]|20)\d\d(?!\d|[.,:/]\d|[-–]\d|['’]?s\b|\s*[%€$£°])",
    "iso": r"(?<![\w-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])",
    "slashed": r"(?<![\w/.])\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d(?![\w/])",
}
_DEEPEST = 9


def expanded(language: str, table: Any) -> Any:
    """Return a language's table for time with each {part} of a pattern replaced by the pattern it stands for.

    The parts are those of `parts`, the table's other patterns, {name_of_month}, {name_of_weekday}, {number_word},
    {name_of_unit}, and of dates in digits {digits_of_year}, {iso} and {slashed}. `months` are spellings of their names
    beside the usual ones.

    Raises:
        ValueError: a pattern names a part that there isn't, or that goes round in a circle.
    """
    if not isinstance(table, dict):
        return table
    values: dict[str, Any] = dict(table)
    parts = {
        "name_of_month": _any([*names_of_months(language), *str(values.pop("months", "")).split()]),
        "name_of_weekday": _any(names_of_weekdays(language)),
        "number_word": _any(by_word(values.get("numbers", {}))),
        "name_of_unit": _any(by_word(values.get("units", {}))),
        **_DIGITS,
        **values,
        **values.pop("parts", {}),
    }

    def fill(value: Any, depth: int = 0) -> Any:
        if isinstance(value, str):
            return _PART.sub(lambda found: part(found[1], depth), one_line(value))
        return [fill(one, depth) for one in value] if isinstance(value, list) else value

    def part(name: str, depth: int) -> str:
        if name == "time":
            return "{time}"
        if depth > _DEEPEST or not isinstance(parts.get(name), str):
            raise ValueError(f"{{{name}}} stands for no pattern")
        return f"(?:{fill(parts[name], depth + 1)})"

    return {"language": language} | {key: fill(value) for key, value in values.items()}


def names_of_months(language: str, *, width: Width = "wide") -> tuple[str, ...]:
    """Return a language's names of the months, from January on; none where they aren't known."""
    return _names(language, "months", tuple(range(1, 13)), width)


def names_of_weekdays(language: str) -> tuple[str, ...]:
    """Return a language's names of the weekdays, from Monday on; none where they aren't known."""
    return _names(language, "days", tuple(range(7)))


def names_of_day_periods(language: str) -> tuple[str, ...]:
    """Return a language's names of the parts of a day (noon, in the evening); none where they aren't known."""
    known = (
        "midnight",
        "noon",
        *(f"{part}{n}" for part in ("morning", "afternoon", "evening", "night") for n in (1, 2)),
    )
    return _names(language, "day_periods", known)


@cache
def _names(language: str, what: str, which: tuple[int | str, ...], width: Width = "wide") -> tuple[str, ...]:
    from babel import Locale, UnknownLocaleError

    try:
        names = getattr(Locale.parse(language), what)["format"][width]
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(names[one] for one in which if one in names)


def _any(words: Any) -> str:
    return "|".join(sorted(words, key=len, reverse=True))
