"""Decide what a question's time does to the search, by what the corpus has.

Filters given by flags win: then the question's own days do nothing. An explicit time is a filter. A bare date is one
only where the corpus bears it out - it has articles of that time, and they tell nearly as much as those of any time
do - since it may be the date of what happened. Whatever is narrowed, widened or preferred, people are told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.answering.answer import QuestionTime
from bot.answering.reply import Note, NoteCode

if TYPE_CHECKING:
    from bot.answering.answer import Context, Question
    from bot.answering.question.time_expressions import When
    from corpus.article import Filters
    from corpus.store.corpus import Corpus

# Less than this, the best of all articles may be above the best of a few by mere number. Measured on articles with days
# at random (benchmarks): of dates that aren't the articles' 1 in 37 loses its answer, of those that are 1 in
# 67.
_CLEARLY_LESS = 0.03
# A corpus reaches back to "since 1945" only where it has articles of about then: elsewhere all are since then.
_ABOUT_THEN = timedelta(days=366)
# Less than this says too little to search for.
_FEWEST_WORDS = 3
_WORD = re.compile(r"\w+")


def narrowed(question: Question, when: When | None, corpus: Corpus, *, today: date) -> Question:
    """Return the question as it is searched for first."""
    given = question.filters
    if when is None or not corpus.selection.has_articles(given):
        return question
    if when.kind == "vague":
        dated = corpus.selection.has_articles(replace(given, since=given.since or date.min))
        return _newest_first(question, when) if dated else question
    if given.since or given.until:
        return question
    if corpus.selection.has_articles(replace(given, since=when.since, until=when.reach)):
        return _within(question, when, today) if _borne_out(given, when, corpus) else question
    return widened(question, when, NoteCode.NONE_OF_TIME, today=today) if when.kind == "explicit" else question


def widened(question: Question, when: When, why: NoteCode, *, today: date) -> Question:
    """Return the question, not narrowed to its time, and why."""
    return replace(question, time=QuestionTime(note=_note(why, when, today), words=when.words))


def tells_less(context: Context, anywhere: Context, when: When) -> bool:
    """Say whether the articles of a bare date tell so much less than those of any time that they aren't meant.

    What has been "since 2021" can't be told of earlier, so there no others are asked.
    """
    if when.until is None:
        return False
    best, other = (max((e.passage_score for e in one.evidence), default=0.0) for one in (context, anywhere))
    return best < other - _CLEARLY_LESS


def _newest_first(question: Question, when: When) -> Question:
    time = QuestionTime(note=Note(code=NoteCode.NEWEST_FIRST), words=when.words, newest_first=True)
    return replace(question, time=time)


def _within(question: Question, when: When, today: date) -> Question:
    """Return the question narrowed to its time."""
    matter = " ".join(f"{question.text[: when.start]} {question.text[when.start + len(when.words) :]}".split())
    time = QuestionTime(
        note=_note(NoteCode.OF_TIME, when, today),
        words=when.words,
        since=when.since,
        until=when.reach,
        matter=matter if len(_WORD.findall(matter)) >= _FEWEST_WORDS else None,
        explicit=when.kind == "explicit",
    )
    return replace(question, filters=replace(question.filters, since=when.since, until=when.reach), time=time)


def _borne_out(given: Filters, when: When, corpus: Corpus) -> bool:
    """Say whether the corpus reaches back to what a bare "since" names."""
    if when.kind == "explicit" or when.until or not when.since:
        return True
    return corpus.selection.has_articles(replace(given, until=when.since + _ABOUT_THEN))


def _note(code: NoteCode, when: When, today: date) -> Note:
    """Return a note on a time: a range of days that goes on until today, or later, is told as open."""
    since, until = when.since, when.until
    if since and until and until >= today and since != until and not _whole_months(since, until):
        until = None
    reach = min(when.reach, today) if code is NoteCode.OF_TIME and when.reach else None
    return Note(code=code, since=since, until=until, reach=reach if until and reach and until < reach else None)


def _whole_months(since: date, until: date) -> bool:
    return since.day == 1 and (until + timedelta(days=1)).day == 1
