"""Measure what a question's time does to what is found, over articles that are given days at random.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them. Three
things are asked: questions that name a date themselves, which is that of what happened and says nothing of when the
article appeared; questions without one, with the month of the article that answers added, which does; and questions
without one that prefer the newest, where any article is as good as any other and none should give way to a newer one.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

from benchmarks.retrieval import arguments, folder_name, open_corpus
from bot.answering.answer import Question, QuestionTime
from bot.answering.engine.retrieve import retrieve
from bot.answering.question.time_expressions import read_time
from bot.answering.question.time_filter import narrowed
from bot.answering.reply import Note, NoteCode
from bot.answering.selection.context import fit
from bot.evaluation.data import find_sets, read_set
from bot.messages.dates import time_in_words
from bot.settings import Settings
from corpus.article import Filters
from corpus.embedding.embedder import SentenceEmbedder
from corpus.search import recency as newness
from corpus.search.diversity import select
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.answering.answer import Context, Similarity
    from bot.answering.question.time_expressions import When
    from bot.evaluation.data import EvaluationSet, Query
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

TODAY = date(2026, 1, 1)
_OF_ONE_KIND = 250
_HITS, _SPARE, _SENTENCES, _TOKENS = 12, 28, 24, 2000
_MARGINS = (-1.0, 0.0, 0.02, 0.03, 0.04, 0.06, 0.08, 1.0)
_IN = {"en": "in", "fr": "en"}
_WORTHS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.08)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a date did: how much less its articles tell than all, and whether either has the right one first."""

    less: float
    is_right: bool
    is_right_anywhere: bool


def main() -> None:
    given = arguments(__doc__).parse_args()
    embedder = SentenceEmbedder(Settings().embedding_model, Settings().cache_dir, print)
    happened: list[Narrowed] = []
    appeared: list[Narrowed] = []
    newest: list[list[bool]] = []
    for data in (read_set(folder) for folder in find_sets([given.sets])):
        open_corpus(data, given.cache, embedder).close()
        with tempfile.TemporaryDirectory() as copied:
            shutil.copytree(given.cache / folder_name(data), Path(copied) / folder_name(data))
            corpus = open_corpus(data, Path(copied), embedder)
            _give_days(corpus, data)
            happened += islice(_of_dates(data.queries, corpus), _OF_ONE_KIND)
            appeared += islice(_of_dates(_with_months(data, corpus), corpus), _OF_ONE_KIND)
            newest += islice(_of_newest(data, corpus), _OF_ONE_KIND)
            corpus.close()
    _print_margins("dates of what happened", happened)
    _print_margins("months of the articles", appeared)
    print(f"\nthe newest preferred, {len(newest)} questions: the right article comes first")
    for worth, right in zip(_WORTHS, np.mean(newest, axis=0), strict=True):
        print(f"newness worth {worth:.2f}   {right:.3f}")


def _give_days(corpus: Corpus, data: EvaluationSet) -> None:
    """Give each article a day, within a year that some question names where questions do."""
    named = [when.since.year for query in data.queries if (when := _time(query)) and when.since]
    chance = np.random.default_rng(5)
    years = chance.choice(named or range(2000, TODAY.year), size=len(data.articles))
    days = chance.integers(365, size=len(data.articles))
    batch = [
        (
            replace(article, published=date(int(year), 1, 1) + timedelta(days=int(day))),
            corpus.catalogue.passages_of(article.id),
        )
        for article, year, day in zip(corpus.catalogue.articles(), years, days, strict=True)
    ]
    with corpus.writing():
        corpus.replace(batch)


def _of_dates(queries: Iterable[Query], corpus: Corpus) -> Iterator[Narrowed]:
    """Yield what the search does with each bare date that it is narrowed to at first."""
    for query in queries:
        when = _time(query)
        if when is None or when.kind != "bare" or when.until is None:
            continue
        question = narrowed(question_of(query), when, corpus, today=TODAY)
        if question.filters == Filters():
            continue
        within, anywhere = context_of(question, corpus), context_of(question_of(query), corpus)
        yield Narrowed(
            less=_best(anywhere) - _best(within),
            is_right=_is_right(within, query),
            is_right_anywhere=_is_right(anywhere, query),
        )


def _with_months(data: EvaluationSet, corpus: Corpus) -> Iterator[Query]:
    """Yield the questions without a time, with the month in which an article that answers appeared."""
    published = {article.origin: article.published for article in corpus.catalogue.articles()}
    for query in data.queries:
        day = published[min(query.relevant)]
        if query.language in _IN and _time(query) is None and day:
            month = time_in_words(day.replace(day=1), _last_of_month(day), None, query.language).partition(" ")[2]
            asked = query.question.rstrip(" ?") + f" {_IN[query.language]} {month} ?"
            yield replace(query, question=asked)


def _of_newest(data: EvaluationSet, corpus: Corpus) -> Iterator[list[bool]]:
    """Yield, for each question without a time, whether the right article comes first, by what newness is worth."""
    for query in data.queries:
        if _time(query) is None:
            question = replace(
                question_of(query), time=QuestionTime(note=Note(code=NoteCode.NEWEST_FIRST), newest_first=True)
            )
            hits = select(retrieve(Searcher(corpus), question, _HITS + _SPARE), _HITS)
            right: list[bool] = []
            for worth in _WORTHS:
                with patch.object(newness, "MOST", worth):
                    context = fit(question, hits, tokens=_TOKENS, sentences=_SENTENCES)
                right.append(_is_right(context, query))
            yield right


def _time(query: Query) -> When | None:
    return read_time(query.question, query.language, today=TODAY)


def question_of(query: Query) -> Question:
    """Return the question of a set as the engine takes it."""
    return Question(text=query.question, language=query.language, filters=Filters())


def similarity_of(embedder: Embedder) -> Similarity:
    """Return what tells how alike texts are."""

    def similarity(text: str, others: Sequence[str]) -> list[float]:
        vectors = embedder.passages([text, *others])
        return [float(vectors[0] @ other) for other in vectors[1:]]

    return similarity


def context_of(question: Question, corpus: Corpus) -> Context:
    """Return what the engine would read for a question."""
    hits = select(retrieve(Searcher(corpus), question, _HITS + _SPARE), _HITS)
    return fit(question, hits, tokens=_TOKENS, sentences=_SENTENCES)


def _best(context: Context) -> float:
    return max((e.passage_score for e in context.evidence), default=0.0)


def _is_right(context: Context, query: Query) -> bool:
    return bool(context.lead) and context.lead[0].article.origin in query.relevant


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _print_margins(title: str, found: Sequence[Narrowed]) -> None:
    print(f"\n{title}, {len(found)} questions: the right article comes first")
    for margin in _MARGINS:
        kept = [one.less <= margin for one in found]
        right = np.mean(
            [one.is_right if stays else one.is_right_anywhere for one, stays in zip(found, kept, strict=True)]
        )
        print(f"given up beyond {margin:5.2f}   {right:.3f}   narrowed {np.mean(kept):.2f}")


if __name__ == "__main__":
    main()
