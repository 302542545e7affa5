"""Find the passages that match a query best: candidates from every way of finding, then a closer look at each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from heapq import nlargest
from math import ceil
from typing import TYPE_CHECKING

from corpus.article import Filters, Hit
from corpus.embedding.blas import one_thread
from corpus.embedding.word_vectors import how_well_met
from corpus.language.words import query_words
from corpus.search.character_overlap import best_share, runs
from corpus.search.fusion import Candidate, Marks
from corpus.store.derived.indexing import passage_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Article, Passage
    from corpus.embedding.calibration import Calibration, Scale
    from corpus.embedding.embedder import Embedder
    from corpus.store.derived.passage_details import RescoringStore
    from corpus.store.derived.vectors import VectorStore
    from corpus.store.tables.catalogue import Catalogue

# How many candidates each way of finding hands on, of the passages with the nearest sentences and of those with the
# words asked for. Passages' own vectors found none that these don't (benchmarks/retrieval.md).
_BY_SENTENCE = 30
_BY_WORDS = 15
# So many of them are weighed with their words' vectors and letters, which take longest: the best by their sentences and
# BM25, which counts for more here, so that a rare word isn't passed over.
_WEIGHED = 30
_WORDS_AT_FIRST = 0.06
# Several of the nearest sentences are of one passage.
_SENTENCES_A_PASSAGE = 4 / 3
# So many sentences are looked at for a filter that admits few, at the most.
_WIDEST = 80_000
# So many passages are compared with the question one by one: among more, the index finds the nearest sooner.
_FEW = 1000
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched for: the first of the languages is its own, the others are the articles'.

    `tag` is what the vectors are filed under, and `calibration` where the cosines of their model lie.
    """

    text: str
    languages: Sequence[str]
    tag: str
    calibration: Calibration

    def scale(self, article: Article) -> Scale:
        """Return where the cosines of the query to an article's words lie."""
        return self.calibration.scale(self.languages[0], article.language)


class Finder:
    """Searches one corpus."""

    def __init__(
        self, catalogue: Catalogue, vectors: VectorStore, rescoring: RescoringStore, embedder: Embedder
    ) -> None:
        """Name the parts."""
        one_thread()
        self._catalogue = catalogue
        self._vectors = vectors
        self._rescoring = rescoring
        self._embedder = embedder
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="finding")

    def search(self, query: Query, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """Return the passages that best match a query, best first."""
        hits = [
            Hit(passage=c.passage, article=c.article, score=c.score(), sentence_scores=c.sentences)
            for c in self.candidates(query, limit, filters)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def candidates(self, query: Query, limit: int = 0, filters: Filters = NO_FILTERS) -> list[Candidate]:
        """Return the passages that are weighed against each other, in no order, with what each part says of them."""
        # The catalogue is asked while the model embeds: each takes a core, and a tenth of the time is saved.
        asked = self._aside.submit(self._asked_by_words, query_words(query.text, query.languages), filters)
        vector = self._embedder.query(query.text)
        share, few, by_words = asked.result()
        wanted = max(_BY_SENTENCE, limit - _BY_WORDS)
        if few is None:
            near = self._near(vector, query.tag, wanted, filters, share)
        else:
            near = few if len(few) <= wanted else self._rescoring.nearest(query.tag, few, vector, wanted)
        ids = list(dict.fromkeys([*by_words, *near]))
        details = self._rescoring.get(query.tag, ids, len(vector))
        found = self._catalogue.passages(details)
        most = max(by_words.values(), default=0.0) or 1.0
        seen = [
            _candidate(pair, details[identity].sentences @ vector, by_words.get(identity, 0.0) / most, query)
            for identity, pair in found.items()
            if filters.admits(pair[1]) and 0 < len(details[identity].sentences) == len(pair[0].sentences)
        ]
        best = nlargest(max(_WEIGHED, limit), seen, key=_at_first)
        return self._marked(query, best, [details[candidate.passage.id].words for candidate in best])

    def _asked_by_words(
        self, words: Sequence[str], filters: Filters
    ) -> tuple[float, list[str] | None, dict[str, float]]:
        """Return which part of the articles the filters admit, their passages where few, and what the words find."""
        share = 1.0 if filters == NO_FILTERS else self._catalogue.selection.share(filters)
        few = None if filters == NO_FILTERS else self._few(filters, share)
        return share, few, dict(self._catalogue.words.find(words, _BY_WORDS, filters, few))

    def _few(self, filters: Filters, share: float) -> list[str] | None:
        """Return the ids of all passages that the filters admit, None where these are too many to be looked at."""
        _, passages = self._catalogue.selection.counts()
        if passages * share > 2 * _FEW:
            return None
        few = self._catalogue.selection.passages_within(filters, _FEW + 1)
        return few if len(few) <= _FEW else None

    def _near(self, vector: NDArray[np.float32], tag: str, wanted: int, filters: Filters, share: float) -> list[str]:
        """Return the ids of the passages with the nearest sentences that the filters admit, nearest first.

        Fewer than a third of those wanted only where the index has no more.
        """
        if filters == NO_FILTERS:
            return self._nearest(vector, tag, ceil(wanted * _SENTENCES_A_PASSAGE))[:wanted]
        sentences = ceil(wanted / share)
        while True:
            near = self._catalogue.selection.admitted(self._nearest(vector, tag, sentences), wanted, filters)
            if 3 * len(near) >= wanted or sentences >= _WIDEST:
                return near
            sentences *= 4

    def _nearest(self, vector: NDArray[np.float32], tag: str, sentences: int) -> list[str]:
        """Return the ids of the passages that the sentences nearest to a vector are of, nearest first."""
        found = self._vectors.nearest(tag, vector, sentences)
        return list(dict.fromkeys(passage_of(identity) for identity, _ in found))

    def _marked(self, query: Query, candidates: Sequence[Candidate], words: Sequence[bytes]) -> list[Candidate]:
        """Return candidates with how their words and letters meet the query's; `words` are the packed ones of each."""
        texts = [(c.article.title, [c.passage.sentence(i) for i in range(len(c.sentences))]) for c in candidates]
        letters = best_share(runs(query.text), texts)
        met = how_well_met(self._embedder.query_words(query.text), words)
        return [
            replace(c, marks=Marks(met=query.scale(c.article).met(m), letters=share, words=c.marks.words))
            for c, m, share in zip(candidates, met, letters, strict=True)
        ]


def _candidate(
    found: tuple[Passage, Article], of_sentences: NDArray[np.float32], words: float, query: Query
) -> Candidate:
    """Return a candidate of which neither words' vectors nor letters are known yet."""
    passage, article = found
    asked = query.scale(article).asked
    return Candidate(
        passage=passage,
        article=article,
        sentences=tuple(asked(float(cosine)) for cosine in of_sentences),
        marks=Marks(met=0.0, letters=0.0, words=words),
        same_language=article.language == query.languages[0],
    )


def _at_first(candidate: Candidate) -> float:
    return max(candidate.sentences) + _WORDS_AT_FIRST * candidate.marks.words
