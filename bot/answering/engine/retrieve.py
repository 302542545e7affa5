"""Find what may answer a question: its passages, the sentences of them to read, and what the kinds of questions ask."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.engine.translated_search import TRANSLATED_TOKENS, searched_in_both
from bot.answering.events import Found
from bot.answering.prompt import restate_prompt
from bot.answering.selection.context import fit
from bot.answering.selection.library import Library
from corpus.embedding.embedder import scorer_of
from corpus.search.cutoff import fitting
from corpus.search.diversity import select
from corpus.search.rerank import rerank
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from bot.answering.answer import Context, Question
    from bot.answering.engine.progress import Run
    from corpus.article import Filters, Hit
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

# The embedding model reads 512 tokens; what is beyond them only costs time.
_LONGEST_CHARACTERS = 2000
_SENTENCES = 24
_HITS = 12
# What is found beyond the hits that are wanted, to make up for those that say the same or are of one article.
_SPARE = 28


def retrieve(searcher: Searcher, question: Question, limit: int) -> list[Hit]:
    """Return the passages nearest to a question, best first."""
    text = question.sought[:_LONGEST_CHARACTERS]
    return searcher.search(text, language=question.language, limit=limit, filters=question.filters)


class Finder:
    """Finds in one corpus."""

    def __init__(  # noqa: PLR0913 -- one parameter a part or a setting
        self,
        corpus: Corpus,
        embedder: Embedder,
        *,
        reranker: Reranker | None,
        translates: bool,
        context_tokens: int,
        today: Callable[[], date],
    ) -> None:
        """Name the parts; where it `translates`, the model of a run puts questions into the articles' languages."""
        self._corpus = corpus
        self._searcher = Searcher(corpus)
        self._embedder = embedder
        self._reranker = reranker
        self._translates = translates
        self._context_tokens = context_tokens
        self._today = today

    def hits(self, question: Question, limit: int, run: Run | None = None) -> tuple[Hit, ...]:
        """Return the passages that answer a question best, of several articles and without saying the same."""
        hits = retrieve(self._searcher, question, limit + _SPARE)
        if run and (model := run.model) and self._translates:
            hits = searched_in_both(
                question,
                hits,
                translate=lambda text, into: run.once(model, restate_prompt(text, into), max_tokens=TRANSLATED_TOKENS),
                search=lambda translated: retrieve(self._searcher, translated, limit + _SPARE),
            )
        if self._reranker:
            hits = rerank(question.sought, hits, self._reranker)
        return tuple(select(hits, limit))

    def found(self, question: Question, run: Run | None = None) -> Found:
        """Return what is found for a question, as many passages as it is answered from."""
        return Found(question=question, hits=self.hits(question, _HITS, run))

    def fitting(self, found: Found) -> Found:
        """Return what was found less the passages that don't fit the words: what people are shown."""
        question = found.question
        sure = self._corpus.made_with.calibration().sure
        hits = fitting(question.text, question.language, found.hits, scale_is_sure=sure)
        return Found(question=question, hits=tuple(hits))

    def context(self, found: Found) -> Context:
        """Return the sentences of what was found that fit into what a model reads."""
        return fit(found.question, found.hits, tokens=self._context_tokens, sentences=_SENTENCES)

    def library(self, found: Found) -> Library:
        """Return the corpus as a question asks it, which needn't be searched again for the question's own words."""
        question = found.question

        def hits(text: str, filters: Filters, limit: int) -> Sequence[Hit]:
            if text in {question.sought, question.bare, question.text} and filters == question.filters and found.hits:
                return found.hits
            return self.hits(replace(question, text=text, filters=filters, time=None), limit)

        return Library(
            self._corpus,
            self._embedder,
            question.language,
            question.filters,
            hits,
            today=self._today(),
            scorer=scorer_of(self._embedder),
        )
