"""Measure what tells questions that are answered from those that aren't, and fit what bot/answering/quotes.py weighs.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them. The
questions are those that benchmarks/answers.py leaves: of a set at most a hundred answerable and as many unanswerable.
`--model` asks the bundled chat model for its verdict on each, too, which takes seconds a question.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from benchmarks.retrieval import arguments, open_corpus
from benchmarks.times import context_of, question_of
from bot.answering.prompt import verdict_prompt
from bot.answering.quotes import choose, signals
from bot.evaluation.answers import questions
from bot.evaluation.data import find_sets, read_set
from bot.settings import Settings
from bot.wiring import open_chat
from corpus.embedder import SentenceEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bot.answering.answer import Context, Evidence
    from bot.answering.generate import ChatModel
    from bot.answering.quotes import Signals
    from bot.evaluation.data import EvaluationSet
    from corpus.corpus import Corpus

    Values = NDArray[np.float64]

_COMPARED = 50  # of each kind, in the table of benchmarks/answers.md
_OF_ONE_KIND = 150
_FOLDS, _ROUNDS = 10, 5
# Cosines lie within a tenth or two, the others within 1: so that one penalty fits all weights.
_SCALES = {"cosine": 30.0, "passage": 10.0}
_FOUND = ("cosine", "passage", "missing_names", "missing_numbers")
_DIFFERS = ("denies", "denies_alone", "replaced")
_WAYS = {
    "what is found": _FOUND,
    "what differs": _DIFFERS,
    "both": (*_FOUND, *_DIFFERS),
    "the verdict": ("log_odds",),
    "found and the verdict": (*_FOUND, "log_odds"),
    "all": (*_FOUND, *_DIFFERS, "log_odds"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a set: whether it has an answer, and what speaks for the sentences that were found."""

    of: str
    answerable: bool
    signals: Signals


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--model", action="store_true")
    given = parser.parse_args()
    settings = Settings(chat_model="local")
    embedder = SentenceEmbedder(settings.embedding_model, settings.cache_dir, print)
    asked: list[Asked] = []
    with ExitStack() as stack:
        model = stack.enter_context(open_chat(settings, print)) if given.model else None
        for data in (read_set(folder) for folder in find_sets([given.sets])):
            corpus = open_corpus(data, given.cache, embedder)
            asked += _asked(data, corpus, model)
            corpus.close()
            print(f"{data.name}: {sum(one.of == data.name for one in asked)} questions", flush=True)
    for name, fields in _WAYS.items():
        if given.model or "log_odds" not in fields:
            _print_way(name, fields, asked)


def _asked(data: EvaluationSet, corpus: Corpus, model: ChatModel | None) -> Iterator[Asked]:
    compared = {query.question for query in questions(data, _COMPARED)}
    for query in questions(data, _OF_ONE_KIND):
        context = context_of(question_of(query), corpus)
        if query.question not in compared and context.lead:
            chosen = choose(context)
            log_odds = _verdict(context, chosen, model) if model else None
            yield Asked(of=data.name, answerable=query.answerable, signals=signals(context, chosen, log_odds))


def _verdict(context: Context, chosen: Sequence[Evidence], model: ChatModel) -> float | None:
    more = [e for e in chosen if e.passage.id != context.lead[0].passage.id]
    return model.yes_log_odds(verdict_prompt(context.question.text, [*context.lead, *more]))


def _print_way(name: str, fields: Sequence[str], asked: Sequence[Asked]) -> None:
    values = np.array([[float(getattr(a.signals, f) or 0.0) * _SCALES.get(f, 1.0) for f in fields] for a in asked])
    answerable = np.array([a.answerable for a in asked])
    rounds = [_held_out(values, answerable, seed) for seed in range(_ROUNDS)]
    sure = np.mean(rounds, axis=0)
    print(f"\n{name}: AUC {roc_auc_score(answerable, sure):.3f}")
    for of in sorted({a.of for a in asked}):
        own = np.array([a.of == of for a in asked])
        print(f"  {of} {roc_auc_score(answerable[own], sure[own]):.3f}")
    fitted: Any = LogisticRegression(max_iter=5000).fit(values, answerable)
    weights = {f: w * _SCALES.get(f, 1.0) for f, w in zip(fields, fitted.coef_[0], strict=True)}
    print("  weights", *(f"{f} {w:.2f}" for f, w in weights.items()), f"begins {-fitted.intercept_[0]:.2f}", flush=True)


def _held_out(values: Values, answerable: Values, seed: int) -> Values:
    """Return how sure an answer is of each question, by a fit to the other folds."""
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    model = LogisticRegression(max_iter=5000)
    sure: Any = cross_val_predict(model, values, answerable, cv=folds, method="predict_proba")
    return sure[:, 1]


if __name__ == "__main__":
    main()
