"""Read from a question which time it asks for, in the languages whose words for time are known.

"Who won in 1998?" and "the articles of 1998" name one year and ask for two things: what is told of then, by whoever
and whenever, and what was published then. So the words around a time decide what becomes of it:

- explicit: the time of the articles, named as that (articles of June 2020, published since 2021) or told from today
  and short (yesterday, last month, this week), which only news is. It is a filter.
- bare: any other date (in June 2020, since 2021, last year). It may be that of what happened; what was told
  then is told in the days after, too, so that it reaches further. It is a filter where the articles bear that out.
- vague: the latest, recently, currently. It is a preference.

A time "before" which something was is told of at any later time, so it is a filter only where it is explicit. Of
several times none is taken, since a filter on one would lose the others; an explicit one wins over bare ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Literal

from bot.answering.question.date_ranges import Stretch, stretch, stretch_between
from corpus.language.checked import compiled
from corpus.language.registry import language_data
from corpus.language.time_lexicon import names_of_day_periods, names_of_months, names_of_weekdays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from corpus.language.time_lexicon import TimeLexicon

Kind = Literal["explicit", "bare", "vague"]

# A weekly paper tells within a week of what happened on any day; the figures of a quarter are told within six.
_TOLD_WITHIN = timedelta(days=7)
_FIGURES_WITHIN = timedelta(days=42)
# "Last week" asks for news; "last year" is longer than a quarter, and as often the time of what happened.
_NEWS_REACHES_BACK = timedelta(days=92)

# A question that names more is no question.
_MOST_TIMES = 8
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
_PLAIN_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d.,]\d|\d)")
_ANY_YEAR = r"(?:(?:1[89]|20)\d\d)"
# An event before a date, or one named by its year (the election of 2017), may be told of at any time.
_EXPLICIT_ALONE = ("before", "until", "of")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;…(\[]\s*)$")
_LETTERS = re.compile(r"[^\W\d_]+")
_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The time a question asks for, and the words of the question that say so: `text[start : start + len(words)]`.

    `since` and `until` are the first and the last day of it, None where it is open or the time is vague; `reach` is
    the last day on which what happened then is still told as news, the same as `until` where it is explicit.
    """

    kind: Kind
    words: str
    start: int
    since: date | None = None
    until: date | None = None
    reach: date | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """Words that name a time, the form that found them, and the one or two times within them."""

    form: str
    start: int
    end: int
    time_start: int
    first: str
    second: str


def read_time(text: str, language: str, *, today: date) -> When | None:
    """Return the time a question asks for, None where it asks for none or its language isn't read."""
    lexicon = language_data(language).time
    if lexicon is None:
        return None
    masked = _QUOTED.sub(lambda quoted: "\x00" * len(quoted[0]), text)
    if masked.isupper() and len(masked.lower()) == len(masked):
        masked = masked.lower()
    meant = [_meant(found, masked, lexicon, today) for found in islice(_times(masked, lexicon), _MOST_TIMES)]
    times = [replace(when, words=text[when.start : when.start + len(when.words)]) for when in meant if when]
    for kind in ("explicit", "bare"):
        distinct = {(when.since, when.until): when for when in times if when.kind == kind}
        if len(distinct) == 1:
            return next(iter(distinct.values()))
        if distinct:
            break
    return next((when for when in times if when.kind == "vague"), None)


def names_time(text: str, language: str) -> bool:
    """Say whether a text names a time in words: a weekday, a month, a part of the day, days or years, or a date.

    The names are CLDR's, by Babel; a weekday has the endings of its plural or adverb too (Tuesdays, dienstags).
    """
    days = any(re.search(rf"(?i)\b{re.escape(name)}\w{{0,2}}\b", text) for name in names_of_weekdays(language))
    named = (*names_of_months(language), *names_of_day_periods(language))
    known = any(re.search(rf"\b{re.escape(name)}\b", text) for name in named)
    return days or known or names_unit(text, language) or without_times(text, language) != text


def names_unit(text: str, language: str) -> bool:
    """Say whether a text has a word for days, weeks, months or years; with a capital within it, it is a name's."""
    data = language_data(language)
    words = _LETTERS.findall(text)
    plain = [w for at, w in enumerate(words) if at == 0 or not (data.capitals_tell and w[0].isupper())]
    return data.time is not None and any(word.casefold() in data.time.units for word in plain)


def without_distances(text: str, language: str) -> str:
    """Return a text without lengths of time that only say how far one thing is from another: "two days after"."""
    lexicon = language_data(language).time
    if lexicon is None:
        return text
    units = "|".join(map(re.escape, lexicon.units))
    far = f"{lexicon.after}|{lexicon.before}"
    return re.sub(rf"(?i)[\w.,]+[\s-](?:{units})\s+(?:{far})\b", " ", text)


def without_durations(text: str, language: str, asked: str, asked_in: str) -> str:
    """Return a text without its numbers of days, weeks, months or years, but of those that a question speaks of."""
    lexicon, other = language_data(language).time, language_data(asked_in).time
    if lexicon is None:
        return text
    wanted = {other.units.get(word.casefold()) for word in _LETTERS.findall(asked)} if other else set()
    units = [re.escape(word) for word, unit in lexicon.units.items() if unit not in wanted]
    return re.sub(rf"(?i)[\w.,]+[\s-](?:{'|'.join(units)})\b", " ", text) if units else text


def without_times(text: str, language: str) -> str:
    """Return a text without the words that name a day, a month or a year."""
    lexicon = language_data(language).time
    dated = [f for f in _times(text, lexicon) if f.form not in ("vague", "today")] if lexicon else []
    for found in sorted(dated, key=lambda f: f.start, reverse=True):
        text = f"{text[: found.start]} {text[found.end :]}"
    return _PLAIN_YEAR.sub(" ", text)


def _times(text: str, lexicon: TimeLexicon) -> Iterator[_Found]:
    """Find the words that name a time; of two that overlap, those of the form that comes first."""
    taken: list[tuple[int, int]] = []
    for form, pattern in _forms(lexicon):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            groups = match.groupdict()
            first, second = groups.get("first") or match[0], groups.get("second") or ""
            time_start = match.start("first") if "first" in groups else start
            yield _Found(form, start, end, time_start, first, second)


def _meant(found: _Found, text: str, lexicon: TimeLexicon, today: date) -> When | None:
    """Return what a time means where it stands; None where it is part of a name, of the future, or no filter."""
    if _names(found, text, lexicon):
        return None
    vague = When(kind="vague", words=text[found.start : found.end], start=found.start)
    if found.form == "today" and _search(lexicon.news, text):
        return replace(vague, kind="explicit", since=today, until=today, reach=today)
    if found.form in ("vague", "today"):
        return vague
    if found.second:
        days = stretch_between(found.first, found.second, lexicon, today)
    else:
        days = stretch(found.first, lexicon, today)
    if days is None:
        return None
    since, until = _bounds(found.form, days)
    of_news = days.spoken and days.last - days.first <= _NEWS_REACHES_BACK
    explicit = of_news or _of_articles(found, text, lexicon)
    if (found.form in _EXPLICIT_ALONE and not explicit) or (since or until or today) > today:
        return None
    later = timedelta() if explicit else _FIGURES_WITHIN if days.figures else _TOLD_WITHIN
    reach = until + later if until else None
    return replace(vague, kind="explicit" if explicit else "bare", since=since, until=until, reach=reach)


def _of_articles(found: _Found, text: str, lexicon: TimeLexicon) -> bool:
    """Say whether the words around a time make it that of the articles."""
    before, after = text[: found.start], text[found.end :]
    return bool(
        _search(lexicon.published, before)
        or compiled(lexicon.published_then).match(after)
        or (found.form not in ("within", "of") and _search(lexicon.told, before))
    )


def _bounds(form: str, days: Stretch) -> tuple[date | None, date | None]:
    day = timedelta(days=1)
    if form == "since":
        return days.first, None
    if form == "after":
        return days.last + day, None
    if form == "before":
        return None, days.first - day
    if form == "until":
        return None, days.last
    return days.first, days.last


def _names(found: _Found, text: str, lexicon: TimeLexicon) -> bool:
    """Say whether the words are part of a name or of a comparison, and so no time."""
    if any(_search(lexicon.no_time_before, text[:at]) for at in (found.start, found.time_start)):
        return True
    if compiled(lexicon.no_time_after).match(text[found.end :]):
        return True
    # USA Today, Last Week Tonight: a capital within a sentence, but for the words that have one of their own.
    if found.form not in ("told", "rolling", "today", "vague"):
        return False
    begins = _SENTENCE_BEGINS.search(text[: found.start])
    said = re.sub(rf"\b(?:{lexicon.capitals})\b", "", text[found.start + bool(begins) : found.end])
    return any(word.istitle() and len(word) > 1 for word in _LETTERS.findall(said))


def _search(pattern: str, text: str) -> bool:
    return bool(compiled(pattern).search(text))


def _forms(of: TimeLexicon) -> list[tuple[str, re.Pattern[str]]]:
    """Return how a time is said in a language: the forms in the order in which they are tried."""
    spoken = _any([*(pattern for pattern, _, _ in of.spoken), *of.last, of.ago])
    dated = _any([of.dated, of.yearless])
    known = _any([spoken, dated, of.year])
    first, anything = _any([known, _ANY_YEAR]), _any([known, of.weekday])
    of_articles = _any([of.yearless, of.year, of.weekday, *(pattern for pattern, _ in of.current)])
    forms = [("rolling", rf"\b(?P<first>{_any(of.rolling)})")]
    for before, mid in of.between:
        forms += [
            ("between", rf"\b{before}(?P<first>{first})\s*{mid}\s*(?P<second>{known})"),
            ("between", rf"\b{before}(?P<first>{of.day_number})\s*{mid}\s*(?P<second>{dated})"),
        ]
    forms += [
        ("since", rf"\b{of.onwards.replace('{time}', f'(?P<first>{anything})')}"),
        ("since", rf"\b{of.since}\s*(?P<first>{anything})"),
        ("after", rf"\b{of.after}\s*(?P<first>{anything})"),
        ("before", rf"\b{of.before}\s*(?P<first>{anything})"),
        ("until", rf"\b{of.until}\s*(?P<first>{anything})"),
        ("told", rf"\b(?:{of.of}\s*)?(?P<first>{spoken})"),
        ("within", rf"(?:\b(?:{of.within}|{of.of})\s*)?(?<!\w)(?P<first>{of.dated})"),
        ("within", rf"\b{of.within}\s*(?P<first>{of.yearless})"),
        ("within", rf"\b{of.within_year}\s+(?P<first>{of.year})"),
        ("within", rf"\b(?P<first>{of.weekday_alone})"),
        ("of", rf"\b{of.of}\s*(?P<first>{of_articles})"),
        ("of", rf"\b(?P<first>{of.year})(?={of.published_then})"),
        ("today", rf"\b{of.today}\b"),
        ("vague", rf"\b{of.vague}"),
    ]
    return [(form, compiled(pattern)) for form, pattern in forms]


def _any(patterns: Iterable[str]) -> str:
    """Join patterns into one that matches any of them, and names no group."""
    return f"(?:{'|'.join(_GROUP.sub('(?:', pattern) for pattern in patterns)})"
