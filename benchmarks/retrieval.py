"""Measure what each part of finding brings: the usual ways, ours, ours less each part, ours with weights of other sets.

Takes a folder of evaluation sets (the README says what one is) and a folder that keeps the corpora made of them for
another run. A family of sets is what stands before the first "_" of their names: sets of one family share their texts,
so weights for one are chosen on the other families alone.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.evaluation.data import find_sets, read_set
from bot.evaluation.finding.figures import METRICS, score
from bot.evaluation.finding.passage_vectors import WholePassages
from bot.evaluation.finding.ways import baselines
from bot.evaluation.prepare import carry_out, plan
from bot.settings import Settings
from corpus.embedding.embedder import SentenceEmbedder
from corpus.search.fusion import BUILT, Weights
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from corpus.store.derived.embedding_model import FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.evaluation.data import EvaluationSet
    from corpus.embedding.embedder import Embedder
    from corpus.search.fusion import Candidate

    Pools = Sequence[Sequence[Candidate]]

_R1, _MRR = METRICS.index("recall_at_1"), METRICS.index("mrr_at_10")
_PARTS = {
    "sentences alone": replace(BUILT, met=0, letters=0, words=0, words_other=0),
    "all (built)": BUILT,
    "all but words met": replace(BUILT, met=0),
    "all but letters": replace(BUILT, letters=0),
    "all but BM25": replace(BUILT, words=0, words_other=0),
}
_CHOICES = [
    Weights(met=met, letters=letters, words=words, words_other=words / 6)
    for met, letters, words in product((0, 0.2, 0.3, 0.4, 0.5, 0.6), (0, 0.05, 0.1, 0.15), (0, 0.015, 0.03, 0.06))
]


def main() -> None:
    given = arguments(__doc__).parse_args()
    embedder = SentenceEmbedder(Settings().embedding_model, Settings().cache_dir, print)
    sets = [read_set(folder) for folder in find_sets([given.sets])]
    print("R@1 / MRR@10", *(data.name for data in sets), sep="\t")
    pools: dict[str, Pools] = {}
    usual: dict[str, list[str]] = {}
    for data in sets:
        corpus = open_corpus(data, given.cache, embedder)
        for way in baselines(corpus, WholePassages(corpus, embedder)):
            found = [way.find(query.question, query.language) for query in data.queries]
            usual.setdefault(way.name, []).append(_shown(_figures(data, found)))
        pools[data.name] = [
            Searcher(corpus).candidates(query.question, language=query.language) for query in data.queries
        ]
        corpus.close()
    for name, columns in usual.items():
        print(name, *columns, sep="\t")
    for name, weights in _PARTS.items():
        print(name, *(_shown(_weighed(data, pools[data.name], weights)) for data in sets), sep="\t")
    _print_held_out(sets, pools)


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return what reads a folder of sets and the folder of their corpora from a command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    return parser


def open_corpus(data: EvaluationSet, cache: Path, embedder: Embedder) -> Corpus:
    """Return the corpus of a set, which is made where the folder has none; the caller closes it."""
    corpus = Corpus(cache / folder_name(data), embedder)
    with corpus.writing():
        carry_out(plan(corpus, data, Settings().passage_tokens), corpus, on_texts=lambda _: None, tell=print)
    return corpus


def folder_name(data: EvaluationSet) -> str:
    """Return what the folder of a set's corpus is called."""
    return f"{data.name}-{data.digest}-{FORM}"


def _print_held_out(sets: Sequence[EvaluationSet], pools: Mapping[str, Pools]) -> None:
    """Print what weights do that are chosen on the sets of other families, by their mean MRR@10."""
    families = {data.name: data.name.partition("_")[0] for data in sets}
    every = {choice: {d.name: _weighed(d, pools[d.name], choice) for d in sets} for choice in _CHOICES}

    def best(judged_by: Callable[[str], bool]) -> Weights:
        return max(_CHOICES, key=lambda c: np.mean([f[_MRR] for name, f in every[c].items() if judged_by(name)]))

    columns: list[str] = []
    for data in sets:
        chosen = best(lambda name, own=families[data.name]: families[name] != own)
        columns.append(f"{_shown(every[chosen][data.name])} ({chosen.met}, {chosen.letters}, {chosen.words})")
    print("chosen on other families", *columns, sep="\t")
    print("the best of all sets:", best(lambda _: True))


def _weighed(data: EvaluationSet, pools: Pools, weights: Weights) -> Sequence[float]:
    ranked = (sorted(pool, key=lambda c: c.score(weights), reverse=True) for pool in pools)
    return _figures(data, [[candidate.article.origin for candidate in pool] for pool in ranked])


def _figures(data: EvaluationSet, found: Iterable[Sequence[str]]) -> Sequence[float]:
    scores = [score(origins, query.relevant) for query, origins in zip(data.queries, found, strict=True)]
    means: Sequence[float] = np.mean(scores, axis=0).tolist()
    return means


def _shown(figures: Sequence[float]) -> str:
    return f"{figures[_R1]:.3f} / {figures[_MRR]:.3f}"


if __name__ == "__main__":
    main()
