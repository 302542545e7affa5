"""Measure what a search lists from which score on: for questions that a corpus answers, and for others.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them. A
corpus is asked its own questions, its unanswerable ones, and those of the other sets whose articles' titles it doesn't
have; and titles, its own and theirs, for people who type no question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.retrieval import arguments, open_corpus
from bot.evaluation.data import find_sets, read_set
from bot.settings import Settings
from corpus.embedding.embedder import SentenceEmbedder
from corpus.language.identify import identify
from corpus.language.words import telling_words
from corpus.search.cutoff import comparable, has_all, high_enough
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.evaluation.data import EvaluationSet
    from corpus.store.corpus import Corpus

_HITS = 10
_FLOORS = (0.815, 0.82, 0.825, 0.83, 0.835, 0.84)
_OF_ONE_KIND = 250
_OWN = "own questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query of a kind, its language, and the origins of the articles that answer it."""

    kind: str
    words: str
    language: str
    relevant: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, best first: the scores, as in one language, what fits by its words, what is right."""

    kind: str
    scores: Sequence[float]
    by_words: Sequence[bool]
    right: Sequence[bool]

    def shown(self, floor: float) -> list[bool]:
        """Say of each hit whether it is listed."""
        by_score = high_enough(self.scores, floor)
        return [high or has for high, has in zip(by_score, self.by_words, strict=True)]


def main() -> None:
    given = arguments(__doc__).parse_args()
    embedder = SentenceEmbedder(Settings().embedding_model, Settings().cache_dir, print)
    sets = [read_set(folder) for folder in find_sets([given.sets])]
    found: list[Found] = []
    for data in sets:
        corpus = open_corpus(data, given.cache, embedder)
        own = [_find(corpus, asked) for asked in _queries(data, sets, corpus.selection.languages())]
        corpus.close()
        _print(data.name, own)
        found += own
    _print("all", found)


def _queries(data: EvaluationSet, sets: Sequence[EvaluationSet], languages: Sequence[str]) -> Iterator[Asked]:
    own = {article.title for article in data.articles}
    queries: dict[str, list[Asked]] = {}

    def add(kind: str, words: str, language: str, relevant: frozenset[str] = frozenset()) -> None:
        queries.setdefault(kind, []).append(Asked(kind=kind, words=words, language=language, relevant=relevant))

    for query in data.queries:
        add(_OWN, query.question, query.language, query.relevant)
    for query in data.unanswerable:
        add("own, unanswerable", query.question, query.language)
    foreign = {a.title for other in sets for a in other.articles} - own
    for other in sets:
        titles = {article.origin: article.title for article in other.articles}
        for query in other.queries:
            if own.isdisjoint(titles[origin] for origin in query.relevant):
                same = "same" if query.language in languages else "another"
                add(f"others' questions, {same} language", query.question, query.language)
    for title in sorted(own):
        add("own titles", title, identify(title, fallback=languages[0]))
    for title in sorted(foreign):
        add("others' titles", title, identify(title, fallback=languages[0]))
    for of_kind in queries.values():
        unique = list({asked.words: asked for asked in of_kind}.values())
        yield from unique[:: max(1, len(unique) // _OF_ONE_KIND)]


def _find(corpus: Corpus, asked: Asked) -> Found:
    hits = Searcher(corpus).search(asked.words, language=asked.language, limit=_HITS)
    words = telling_words(asked.words, asked.language)
    return Found(
        kind=asked.kind,
        scores=comparable(hits, asked.language),
        by_words=[has_all(hit, words, asked.language) for hit in hits],
        right=[hit.article.origin in asked.relevant for hit in hits],
    )


def _print(name: str, found: Sequence[Found]) -> None:
    """Print, for each floor, which part of queries list nothing, how many hits one lists, and the right lost."""
    kinds = list(dict.fromkeys(one.kind for one in found))
    print(
        f"\n{name}\tfrom",
        *(f"{kind} ({sum(one.kind == kind for one in found)})" for kind in kinds),
        "right lost",
        sep="\t",
    )
    for floor in _FLOORS:
        columns: list[str] = []
        for kind in kinds:
            shown = [sum(one.shown(floor)) for one in found if one.kind == kind]
            columns.append(f"{np.mean([count == 0 for count in shown]):.3f} / {np.mean(shown):.1f}")
        there = [one for one in found if any(one.right)]
        lost = [not any(s and r for s, r in zip(one.shown(floor), one.right, strict=True)) for one in there]
        print(f"\t{floor}", *columns, f"{np.mean(lost):.4f}", sep="\t", flush=True)


if __name__ == "__main__":
    main()
