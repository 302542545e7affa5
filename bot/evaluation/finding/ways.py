"""The ways of searching that are compared: Footnote's, and what others do with the same vectors and words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.evaluation.finding.passage_vectors import WholePassages
    from bot.wiring.engine import Search
    from corpus.store.corpus import Corpus

OURS = "footnote"
AGAINST = "against"
TRANSLATED = "translated"

RRF_K = 60
"""Cormack, Clarke & Büttcher 2009, who found it near the best and others hardly worse."""

# How many passages a way finds: several of one article may come before the next article does. As many of each side go
# into the fusion. Its MRR@10 is highest with 10 to 20 of each and hardly lower with 40 (by .006 on XQuAD, English on
# Spanish, and .002 on PIAF); with all of them it loses .025 and .004.
_PASSAGES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way of searching: from a question and its language to the origins of the articles found, best first.

    An origin comes as often as passages of its article were found.
    """

    name: str
    find: Callable[[str, str], Sequence[str]]


def searching(name: str, search: Search) -> Way:
    """Return the way of a search that takes a question, its language and how many passages to find."""

    def find(question: str, language: str) -> Sequence[str]:
        return [hit.article.origin for hit in search(question, language, _PASSAGES)]

    return Way(name=name, find=find)


def baselines(corpus: Corpus, whole: WholePassages) -> tuple[Way, ...]:
    """Return the usual ways over the same passages, model and word index.

    `vectors` is the cosine of 'title, passage', as in a plain chain; `words` is BM25 over stems, title among them;
    `rrf` is the reciprocal rank fusion of these two.
    """

    # The fusion asks for what was just found.
    @lru_cache(maxsize=1)
    def by_vectors(question: str, _language: str) -> list[str]:
        return whole.nearest(question, _PASSAGES)

    @lru_cache(maxsize=1)
    def by_words(question: str, language: str) -> list[str]:
        return [identity for identity, _ in Searcher(corpus).by_words(question, language=language, limit=_PASSAGES)]

    def fused(question: str, language: str) -> list[str]:
        return fuse([by_vectors(question, language), by_words(question, language)])

    def way(name: str, ranked: Callable[[str, str], list[str]]) -> Way:
        def find(question: str, language: str) -> Sequence[str]:
            return _origins(corpus, ranked(question, language)[:_PASSAGES])

        return Way(name=name, find=find)

    return way("vectors", by_vectors), way("words", by_words), way("rrf", fused)


def fuse(rankings: Iterable[Sequence[str]]) -> list[str]:
    """Return what is ranked, by the sum of 1 / (RRF_K + rank) over the rankings it stands in; ties go by name."""
    scores: defaultdict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, identity in enumerate(ranking, 1):
            scores[identity] += 1 / (RRF_K + rank)
    return sorted(scores, key=lambda identity: (-scores[identity], identity))


def _origins(corpus: Corpus, passage_ids: Sequence[str]) -> list[str]:
    found = corpus.catalogue.passages(passage_ids)
    return [found[identity][1].origin for identity in passage_ids if identity in found]
