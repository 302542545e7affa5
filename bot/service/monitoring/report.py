"""What questions and marks tell whoever looks after the articles: asked in vain, marked as bad, quoted most."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.language.identify import identify
from corpus.language.words import telling_words, word_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.store.answers import Note, Opinion, StoredAnswer
    from bot.service.store.store import Store

_SECONDS_A_DAY = 86_400
# Two questions are on one subject where the shorter has half of its telling words in the other.
_SHARED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Questions on one subject, each once, the one asked first before the others; `count` is how often in all."""

    questions: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An answer that someone marked as bad: its question, and what was said of it."""

    question: str
    opinion: Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What happened in a server; private questions are counted and nothing of them is told."""

    asked: int
    answered: int
    in_vain: tuple[Subject, ...]
    bad: tuple[Marked, ...]
    sources: tuple[tuple[str, int], ...]


def report_on(store: Store, guild: int, *, days: int, now: float) -> Report:
    """Return the report on the last days of a server."""
    since = now - days * _SECONDS_A_DAY
    answers = store.answers.of_server(guild, since=since)
    public = {one.id: one for one in answers if not one.private}
    bad = [(answer, opinion) for answer, opinion in store.answers.bad_marks(guild, since=since) if answer in public]
    sources = Counter(source for one in public.values() for source in {_source(note) for note in _quoted(one)})
    return Report(
        asked=len(answers),
        answered=sum(one.answered for one in answers),
        in_vain=_by_subject([one.words for one in public.values() if not one.answered]),
        bad=tuple(Marked(question=public[answer].words, opinion=opinion) for answer, opinion in bad),
        sources=tuple(sources.most_common()),
    )


def as_csv(report: Report) -> bytes:
    """Return a report as a table of what it is about, words, how often, and what was said; UTF-8 as Excel reads it."""
    held = io.StringIO()
    rows = csv.writer(held)
    rows.writerow(("what", "words", "count", "kind", "reason"))
    for subject in report.in_vain:
        rows.writerows(("in vain", _cell(question), subject.count, "", "") for question in subject.questions)
    for one in report.bad:
        rows.writerow(("bad", _cell(one.question), 1, one.opinion.kind, _cell(one.opinion.reason)))
    rows.writerows(("source", _cell(source), count, "", "") for source, count in report.sources)
    return held.getvalue().encode("utf-8-sig")


def _by_subject(questions: Sequence[str]) -> tuple[Subject, ...]:
    """Return questions by what they are about, the most asked first."""
    groups: list[tuple[frozenset[str], list[str]]] = []
    for question in questions:
        language = identify(question, fallback="en")
        words = frozenset(f for word in telling_words(question, language) for f in word_forms(word, language))
        for about, members in groups:
            if len(words & about) >= _SHARED * max(min(len(words), len(about)), 1):
                members.append(question)
                break
        else:
            groups.append((words, [question]))
    subjects = [Subject(questions=tuple(dict.fromkeys(members)), count=len(members)) for _, members in groups]
    return tuple(sorted(subjects, key=lambda subject: -subject.count))


def _quoted(answer: StoredAnswer) -> Sequence[Note]:
    return answer.notes if answer.answered else ()


def _source(note: Note) -> str:
    host = urlsplit(note.link).hostname if note.link else None
    return note.site or (host or note.title).removeprefix("www.")


def _cell(words: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t")) else words
