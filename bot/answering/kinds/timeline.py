"""A timeline: what happened on which day, the earliest first, each day with the sentence that gives it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering.question.time_expressions import read_time
from bot.answering.reply import Heading, HeadingCode, ReplyCode
from bot.answering.selection.choosing import is_about, says_again
from bot.answering.selection.selected import Group, Selected

if TYPE_CHECKING:
    from datetime import date

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.question.time_expressions import When
    from bot.answering.selection.library import Library

_MOST = 6


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return sentences by the days they give; those of their articles where they give none."""
    ranked = library.ranked(text)
    topic = asked.topic or text
    fitting = [r.evidence for r in ranked if is_about(r, library, topic)] or [r.evidence for r in ranked]
    when = read_time(text, asked.language, today=library.today)
    dated = [(day, e) for e in fitting if (day := day_in(e)) and _within(day, when)]
    chosen: list[tuple[date, Evidence]] = []
    for most in (1, 2):  # of each day, as long as there are others
        for day, one in dated:
            of_day = sum(known == day for known, _ in chosen)
            if len(chosen) < _MOST and of_day < most and not says_again(one, [e for _, e in chosen]):
                chosen.append((day, one))
    if not chosen:
        return Selected(code=ReplyCode.NEAREST, nearest=tuple(r.evidence for r in ranked[:3]))
    chosen.sort(key=lambda pair: pair[0])
    groups = tuple(
        Group(evidence=tuple(e for _, e in said), heading=Heading(code=HeadingCode.DAY, day=day))
        for day, said in groupby(chosen, key=lambda pair: pair[0])
    )
    return Selected(groups=groups)


def _within(day: date, when: When | None) -> bool:
    """Say whether a day lies in the time that is asked for."""
    return when is None or not ((when.since and day < when.since) or (when.until and day > when.until))


def day_in(evidence: Evidence) -> date | None:
    """Return the day that a sentence names, told from its article's date where it leaves the year out."""
    published = evidence.article.published
    if published is None:
        return None
    when = read_time(evidence.text, evidence.article.language, today=published)
    if when is None or when.since is None or when.since != when.until:
        return None
    return when.since
