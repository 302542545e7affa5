"""Measure the time to the first word: the engine, and four whole passages of 1,000 characters before the same model.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them. The
two are asked in turn, so that what else runs slows both.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.retrieval import arguments, open_corpus
from bot.answering.events import outcome_of
from bot.evaluation.answers.trial import warm
from bot.evaluation.data import find_sets, read_set
from bot.models.prompt import Prompt
from bot.settings import Settings
from bot.wiring.chat import open_chat
from bot.wiring.engine import build_engine
from corpus.article import Filters
from corpus.embedding.embedder import SentenceEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.evaluation.data import EvaluationSet
    from bot.models.chat_model import ChatModel

_OF_A_SET = 10
_PASSAGES, _CHARACTERS = 4, 1000
_SYSTEM = "Answer the question using only the passages below."


def main() -> None:
    given = arguments(__doc__).parse_args()
    settings = Settings(chat_model="local")
    embedder = SentenceEmbedder(settings.embedding_model, settings.cache_dir, print)
    with ExitStack() as stack:
        model = stack.enter_context(open_chat(settings, print))
        if model is None:
            raise SystemExit(2)
        warm(model, embedder)
        for data in (read_set(folder) for folder in find_sets([given.sets])):
            corpus = open_corpus(data, given.cache, embedder)
            engine = build_engine(settings, corpus, embedder, model, None)
            ours: list[float] = []
            theirs: list[float] = []
            for query, passages in zip(data.queries[:_OF_A_SET], _passages(data), strict=False):
                timings = outcome_of(engine.ask(query.question, Filters(), falls_back=False)).timings
                ours.append((timings.total if timings.first_token is None else timings.first_token) / 1000)
                theirs.append(_first_word(model, query.question, passages))
            corpus.close()
            first, other = np.median(ours), np.median(theirs)
            print(f"{data.name}: {first:.1f} s, passages {other:.1f} s, ratio {first / other:.2f}", flush=True)


def _passages(data: EvaluationSet) -> Iterator[Sequence[str]]:
    text = " ".join(article.text for article in data.articles)
    of_one = _PASSAGES * _CHARACTERS
    for at in range(0, len(text), of_one):
        yield [text[start : start + _CHARACTERS] for start in range(at, at + of_one, _CHARACTERS)]


def _first_word(model: ChatModel, question: str, passages: Sequence[str]) -> float:
    listed = "\n\n".join(f"[{n}] {passage}" for n, passage in enumerate(passages, 1))
    prompt = Prompt(system=_SYSTEM, user=f"Passages:\n\n{listed}\n\nQuestion: {question}\nAnswer:")
    began = time.monotonic()
    next(iter(model.stream(prompt, max_tokens=8)))
    return time.monotonic() - began


if __name__ == "__main__":
    main()
