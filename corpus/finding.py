"""Find the passages that match a query best: candidates from every way of finding, then a closer look at each."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from corpus.article import Filters, Hit
from corpus.embedding import passage_of
from corpus.joining import Candidate, Marks, comparable
from corpus.letters import best_share, runs
from corpus.vectors import PASSAGES, SENTENCES
from corpus.word_vectors import how_well_met
from corpus.words import query_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Article, Passage
    from corpus.catalogue import Catalogue
    from corpus.embedder import Embedder
    from corpus.rescoring import Details, RescoringStore
    from corpus.vectors import VectorStore

# How many candidates each way of finding hands on. Half as many, or twice, change no figure of benchmarks/retrieval.md.
_BY_PASSAGE = 10
_BY_SENTENCE = 40
_BY_WORDS = 15
_CANDIDATES = _BY_PASSAGE + _BY_SENTENCE + _BY_WORDS
_WIDEST = 20_000
# So many passages are compared with the question one by one: among more, the index finds the nearest sooner.
_FEW = 2000
# More neighbours than the share of the filters would need, so that a second look is seldom needed.
_WIDER = 1.5
NO_FILTERS = Filters()


class Finder:
    """Searches one corpus."""

    def __init__(
        self, catalogue: Catalogue, vectors: VectorStore, rescoring: RescoringStore, embedder: Embedder
    ) -> None:
        """Name the parts."""
        self._catalogue = catalogue
        self._vectors = vectors
        self._rescoring = rescoring
        self._embedder = embedder

    def search(
        self, query: str, tag: str, languages: Sequence[str], limit: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        """Return the passages that best match a query, best first; the first of the languages is the query's own."""
        hits = [
            Hit(passage=c.passage, article=c.article, score=c.score(), sentence_scores=c.sentences)
            for c in self.candidates(query, tag, languages, limit, filters)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def candidates(
        self, query: str, tag: str, languages: Sequence[str], limit: int = 0, filters: Filters = NO_FILTERS
    ) -> list[Candidate]:
        """Return the passages that are weighed against each other, in no order, with what each part says of them."""
        vector = self._embedder.query(query)
        by_words = dict(self._catalogue.by_words(query_words(query, languages), _BY_WORDS, filters))
        ids = self._ids(vector, tag, by_words, filters, limit)
        details = self._rescoring.get(tag, ids, len(vector))
        found = self._catalogue.passages(details)
        known = {
            identity: (passage, article)
            for identity, (passage, article) in found.items()
            if filters.admits(article) and len(details[identity].sentences) == len(passage.sentences)
        }
        marks = self._marks(query, known, details, by_words)
        return [
            _candidate(pair, details[identity].sentences @ vector, marks[identity], languages[0])
            for identity, pair in known.items()
        ]

    def _ids(
        self, vector: NDArray[np.float32], tag: str, by_words: Iterable[str], filters: Filters, limit: int
    ) -> list[str]:
        """Return the ids of the passages that any way of finding hands on; of few that filters admit, the nearest."""
        if filters == NO_FILTERS:
            return list({*by_words, *self._nearest(vector, tag, 1)})
        articles, admitted = self._catalogue.share(filters)
        few = self._catalogue.passages_within(filters, _FEW + 1) if admitted else []
        if len(few) <= _FEW:
            return list({*by_words, *self._nearest_of(vector, tag, few)})
        wider = ceil(articles / admitted * _WIDER)
        while True:
            near = self._catalogue.admitted(self._nearest(vector, tag, wider), filters)
            if len(near) >= max(limit, _BY_PASSAGE) or _BY_PASSAGE * wider >= _WIDEST:
                return list({*by_words, *near[:_CANDIDATES]})
            wider *= 4

    def _nearest(self, vector: NDArray[np.float32], tag: str, wider: int) -> list[str]:
        """Return the ids of the passages that are nearest to a vector, themselves or by a sentence, nearest first."""
        passages = self._vectors.nearest(PASSAGES, tag, vector, _BY_PASSAGE * wider)
        sentences = self._vectors.nearest(SENTENCES, tag, vector, _BY_SENTENCE * wider)
        both = sorted([*passages, *sentences], key=lambda found: -found[1])
        return list(dict.fromkeys(passage_of(identity) for identity, _ in both))

    def _nearest_of(self, vector: NDArray[np.float32], tag: str, ids: Sequence[str]) -> list[str]:
        """Return the ids of those passages that have the sentences nearest to a vector; all, where these are few."""
        return list(ids) if len(ids) <= _CANDIDATES else self._rescoring.nearest(tag, ids, vector, _CANDIDATES)

    def _marks(
        self,
        query: str,
        found: dict[str, tuple[Passage, Article]],
        details: dict[str, Details],
        by_words: dict[str, float],
    ) -> dict[str, Marks]:
        """Return what each passage's words and letters have of the query's."""
        met = how_well_met(self._embedder.query_words(query), [details[identity].words for identity in found])
        texts = [(a.title, [p.sentence(i) for i in range(len(p.sentences))]) for p, a in found.values()]
        letters = best_share(runs(query), texts)
        best = max(by_words.values(), default=0.0) or 1.0
        return {
            identity: Marks(met=m, letters=share, words=by_words.get(identity, 0.0) / best)
            for identity, m, share in zip(found, met, letters, strict=True)
        }


def _candidate(
    found: tuple[Passage, Article], of_sentences: NDArray[np.float32], marks: Marks, language: str
) -> Candidate:
    passage, article = found
    same = article.language == language
    raised = tuple(comparable(float(cosine), same_language=same) for cosine in of_sentences)
    return Candidate(passage=passage, article=article, sentences=raised, marks=marks, same_language=same)
