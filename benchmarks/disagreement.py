"""Measure how often articles that agree are said to differ: over sets whose articles tell of different matters.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them.
Prints, for how alike two sentences must be, of how many questions another article is said to differ, and at the built
value what the two sentences are, for reading.
"""

from __future__ import annotations

from unittest.mock import patch

from benchmarks.retrieval import arguments, open_corpus
from benchmarks.time_filter import context_of, question_of, similarity_of
from bot.answering.judge import disagreement
from bot.answering.selection.quotes import choose
from bot.evaluation.data import find_sets, read_set
from bot.settings import Settings
from corpus.embedding.embedder import SentenceEmbedder

_ALIKE = (0.87, 0.89, 0.91, 0.93, 0.95)
_OF_A_SET = 300


def main() -> None:
    given = arguments(__doc__).parse_args()
    embedder = SentenceEmbedder(Settings().embedding_model, Settings().cache_dir, print)
    similarity = similarity_of(embedder)
    for data in (read_set(folder) for folder in find_sets([given.sets])):
        corpus = open_corpus(data, given.cache, embedder)
        contexts = [context_of(question_of(query), corpus) for query in data.queries[:_OF_A_SET]]
        corpus.close()
        chosen = [(context.evidence, choose(context)) for context in contexts if context.lead]
        print(f"\n{data.name}, {len(chosen)} questions")
        for alike in _ALIKE:
            with patch.multiple(disagreement, _SAME_MATTER=alike, _SAME_MATTER_OTHER_LANGUAGE=alike):
                said = [disagreement.others_say(evidence, best, similarity) for evidence, best in chosen]
            print(f"alike from {alike:.2f} on: {sum(map(bool, said))} are said to differ", flush=True)
        for evidence, best in chosen:
            if differing := disagreement.others_say(evidence, best, similarity):
                print(*(f"  {e.article.title}: {e.text}" for e in differing), "", sep="\n")


if __name__ == "__main__":
    main()
