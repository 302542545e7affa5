"""Measure what tells questions that are answered from those that aren't, and fit its confidence.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them. The
questions are those that benchmarks/answers.py leaves: of a set at most 200 answerable and as many unanswerable.
`--verdicts` names a file that keeps the bundled chat model's verdict on each, and asks for those that are missing,
which takes seconds a question; without it the fit is that for answers without a model.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from benchmarks.retrieval import arguments, open_corpus
from benchmarks.time_filter import context_of, question_of, similarity_of
from bot.answering.judge.ambiguity import ahead
from bot.answering.judge.confidence import SEVERAL, signals
from bot.answering.prompt import verdict_on
from bot.answering.selection.quotes import choose
from bot.evaluation.answers.asking import questions
from bot.evaluation.answers.grading import has_words
from bot.evaluation.data import find_sets, read_set
from bot.models.verdict_probe import Verdict
from bot.settings import Settings
from bot.wiring.chat import open_chat
from corpus.embedding.embedder import SentenceEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.answering.answer import Context, Evidence, Similarity
    from bot.answering.judge.confidence import Signals
    from bot.evaluation.data import EvaluationSet, Query
    from bot.models.chat_model import ChatModel
    from corpus.store.corpus import Corpus

    Values = NDArray[np.float64]

_COMPARED = 50  # of each kind, in the table of benchmarks/answers.md
_OF_ONE_KIND = 250
# What the names of sets begin with whose unanswerable questions are asked of articles that seem to answer them.
NEAR_MISSES = "squad2"
_FOLDS, _ROUNDS = 10, 5
# Cosines and scores lie within a tenth or two, the others within 1: so that one penalty fits all weights.
_SCALES = {"cosine": 30.0, "cosine_near": 30.0, "ahead": 50.0}
_NEAR_ENOUGH = 0.86
_FOUND = ("cosine", "ahead", "missing_names")
_STATES = ("cosine_near", "denies", "denies_alone", "replaced")
_THRESHOLDS = (0.32, 0.34, 0.36, 0.38, 0.4, 0.42, 0.44, 0.46, 0.48, 0.5, 0.55, 0.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a set, what speaks for the sentences that were found, and what these are.

    `of_right` is whether the best passage is of an article that answers; `right` whether the quotes have the right
    words, and `right_first` whether the first has; `quotes` is of each whether its article answers.
    """

    of: str
    answerable: bool
    of_right: bool
    right: bool
    right_first: bool
    quotes: tuple[bool, ...]
    signals: Signals


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--verdicts", type=Path)
    given = parser.parse_args()
    settings = Settings(chat_model="local")
    embedder = SentenceEmbedder(settings.embedding_model, settings.cache_dir, print)
    similarity = similarity_of(embedder)
    asked: list[Asked] = []
    with ExitStack() as stack:
        model = stack.enter_context(open_chat(settings, print)) if given.verdicts else None
        verdicts = _Verdicts(model, given.verdicts) if model else None
        for data in (read_set(folder) for folder in find_sets([given.sets])):
            corpus = open_corpus(data, given.cache, embedder)
            asked += _asked(data, corpus, similarity, verdicts)
            corpus.close()
            print(f"{data.name}: {sum(one.of == data.name for one in asked)} questions", flush=True)
    says = given.verdicts is not None
    near = np.array([a.of.startswith(NEAR_MISSES) for a in asked])
    answerable, of_right = (np.array([getattr(a, f) for a in asked]) for f in ("answerable", "of_right"))
    foreign = np.array([any(not b.answerable for b in asked if b.of == a.of) for a in asked]) & ~near
    together = ("cosine", "missing_names", *_STATES[1:], *(("verdict_found", "verdict_states") if says else ()))
    whole = _Part("one regression", together, answerable, near | foreign)
    with_ahead = _Part("one, with how far ahead", (*together, "ahead"), answerable, near | foreign)
    found = _Part("found", (*_FOUND, *(("verdict_found",) if says else ())), of_right, ~near | answerable)
    states = _Part("states", (*_STATES, *(("verdict_states",) if says else ())), answerable, near)
    for parts in ([whole], [with_ahead], [found, states]):
        _print_parts(parts, asked)


class _Verdicts:
    """The model's verdicts, those of earlier runs from a file of JSON lines."""

    def __init__(self, model: ChatModel, kept: Path) -> None:
        lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
        told = map(json.loads, lines)
        self._known = {key: Verdict(found=found, states=states) for key, found, states in told}
        self._model = model
        self._kept = kept

    def of(self, key: str, context: Context, chosen: Sequence[Evidence]) -> Verdict | None:
        if key not in self._known:
            verdict = self._model.verdict(verdict_on(context, chosen))
            if verdict is None:
                return None
            self._known[key] = verdict
            with self._kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, verdict.found, verdict.states]) + "\n")
        return self._known[key]


def contexts(data: EvaluationSet, corpus: Corpus) -> Iterator[tuple[Query, Context, list[Evidence]]]:
    """Yield the questions that benchmarks/answers.py leaves, what is found for them, and what would be quoted."""
    compared = {query.question for query in questions(data, _COMPARED)}
    for query in questions(data, _OF_ONE_KIND):
        context = context_of(question_of(query), corpus)
        if query.question not in compared and context.lead:
            yield query, context, choose(context)


def _asked(data: EvaluationSet, corpus: Corpus, similarity: Similarity, verdicts: _Verdicts | None) -> Iterator[Asked]:
    for query, context, chosen in contexts(data, corpus):
        found = signals(context, chosen, ahead(context, chosen, similarity))
        if verdicts:
            found = replace(found, verdict=verdicts.of(f"{data.name}:{query.id}", context, chosen))
        yield Asked(
            of=data.name,
            answerable=query.answerable,
            of_right=context.lead[0].article.origin in query.relevant,
            right=any(_has_answer(e, query) for e in chosen),
            right_first=_has_answer(chosen[0], query),
            quotes=tuple(e.article.origin in query.relevant for e in chosen),
            signals=found,
        )


def _has_answer(evidence: Evidence, query: Query) -> bool:
    return any(has_words(evidence.text, answer, {query.language, *query.answered_in}) for answer in query.answers)


@dataclass(frozen=True, slots=True)
class _Part:
    """A logistic regression: what it reads, what it is to tell, and of which questions it learns that."""

    name: str
    fields: tuple[str, ...]
    target: NDArray[np.bool_]
    learns: NDArray[np.bool_]

    def fitted(self, values: Values, of: NDArray[np.bool_]) -> Any:
        return LogisticRegression(max_iter=5000).fit(values[of & self.learns], self.target[of & self.learns])

    def values(self, asked: Sequence[Asked]) -> Values:
        return np.array([[_value(a.signals, f) * _SCALES.get(f, 1.0) for f in self.fields] for a in asked])


def _value(found: Signals, field: str) -> float:
    if field == "cosine_near":
        return min(found.cosine, _NEAR_ENOUGH)
    if field.startswith("verdict_"):
        return getattr(found.verdict, field.removeprefix("verdict_")) if found.verdict else 0.0
    return float(getattr(found, field))


def _print_parts(parts: Sequence[_Part], asked: Sequence[Asked]) -> None:
    sure = np.mean([_held_out(parts, asked, seed) for seed in range(_ROUNDS)], axis=0)
    answerable = np.array([a.answerable for a in asked])
    print("\n" + " times ".join(part.name for part in parts))
    by_set = {of: np.array([a.of == of for a in asked]) for of in sorted({a.of for a in asked})}
    for of, own in by_set.items():
        if not answerable[own].all():
            print(f"  {of}: AUC {roc_auc_score(answerable[own], sure[own]):.3f}")
    for threshold in _THRESHOLDS:
        told = [f"{of} {_figures(own, sure >= threshold, asked)}" for of, own in by_set.items()]
        print(f"  from {threshold:.2f}: " + "; ".join(told))
    for part in parts:
        fitted = part.fitted(part.values(asked), np.ones(len(asked), bool))
        weights = {f: w * _SCALES.get(f, 1.0) for f, w in zip(part.fields, fitted.coef_[0], strict=True)}
        print(f"  {part.name}:", *(f"{f} {w:.2f}" for f, w in weights.items()), f"begins {-fitted.intercept_[0]:.2f}")


def _held_out(parts: Sequence[_Part], asked: Sequence[Asked], seed: int) -> Values:
    """Return how sure an answer is of each question, by fits to the other folds."""
    kinds = [f"{a.of} {a.answerable}" for a in asked]
    sure = np.ones(len(asked))
    for part in parts:
        values = part.values(asked)
        for learnt, left in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(values, kinds):
            of = np.zeros(len(asked), bool)
            of[learnt] = True
            sure[left] *= part.fitted(values, of).predict_proba(values[left])[:, 1]
    return sure


def _figures(own: NDArray[np.bool_], answered: NDArray[np.bool_], asked: Sequence[Asked]) -> str:
    """Return what people see where these are answered, and where several may be meant by one quote alone."""
    of_set = [(a, bool(told)) for a, told, one in zip(asked, answered, own, strict=True) if one]
    figures: Mapping[str, float] = _counted(of_set)
    return " ".join(f"{name} {value:.2f}" for name, value in figures.items())


def _counted(of_set: Sequence[tuple[Asked, bool]]) -> dict[str, float]:
    answerable = sum(a.answerable for a, _ in of_set)
    given = [a for a, told in of_set if told]
    short = {id(a): a.signals.ahead < SEVERAL for a in given}
    right = sum(a.right_first if short[id(a)] else a.right for a in given)
    quotes = [q for a in given if a.answerable for q in (a.quotes[:1] if short[id(a)] else a.quotes)]
    declined = len(of_set) - len(given)
    rightly = sum(not a.answerable for a, told in of_set if not told)
    figures = {
        "right": right / answerable,
        "errors": (len(given) - right) / len(of_set),
        "quotes": sum(quotes) / max(len(quotes), 1),
    }
    if answerable < len(of_set):
        figures["F1"] = 2 * rightly / (declined + len(of_set) - answerable)
    return figures


if __name__ == "__main__":
    main()
