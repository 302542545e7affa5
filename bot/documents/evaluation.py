"""The JSON documents of `footnote eval`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evaluation.answers.failures import failure_document, failures
from bot.evaluation.answers.figures import first_words, shares, times
from bot.evaluation.answers.standards import standard_document, standards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.documents.as_json import Document
    from bot.evaluation.answers.figures import Times
    from bot.evaluation.answers.trial import AnswerTrial
    from bot.evaluation.finding.compare import Comparison
    from bot.evaluation.finding.figures import Estimate
    from bot.evaluation.finding.trial import Trial


def eval_document(trials: Sequence[Trial]) -> Document:
    """Return the figures of the sets: of one by itself, of several under `sets`."""
    documents = [_trial(trial) for trial in trials]
    return documents[0] if len(documents) == 1 else {"sets": documents}


def _trial(trial: Trial) -> Document:
    """Return a set's figures: those of the settings at the top, those of every way under `ways`."""
    return {
        "set": trial.name,
        "articles": trial.articles,
        "passages": trial.passages,
        **_comparison(trial.compared.whole),
        "pairs": {pair: _comparison(comparison) for pair, comparison in trial.compared.pairs.items()},
        "against": dict(trial.changed) or None,
    }


def _comparison(comparison: Comparison) -> Document:
    ways = {
        row.way: figures_document(row.figures)
        | ({"difference": figures_document(row.difference)} if row.difference else {})
        for row in comparison.rows
    }
    return {"queries": comparison.queries, **ways[comparison.rows[0].way], "ways": ways}


def figures_document(estimates: Sequence[Estimate]) -> Document:
    """Return figures by their names, and their intervals."""
    values = {estimate.metric: round(estimate.value, 4) for estimate in estimates}
    return values | {"intervals": {e.metric: [round(e.low, 4), round(e.high, 4)] for e in estimates}}


def answers_document(trials: Sequence[AnswerTrial]) -> Document:
    """Return how the sets were answered: one by itself, several under `sets`; a figure of nothing is left out."""
    documents = [_answer_trial(trial) for trial in trials]
    return documents[0] if len(documents) == 1 else {"sets": documents}


def _answer_trial(trial: AnswerTrial) -> Document:
    judged = trial.graded
    found = shares(judged) if judged else []
    return {
        "set": trial.name,
        "model": trial.model,
        "articles": trial.articles,
        "questions": trial.questions,
        "answerable": sum(each.query.answerable for each in judged),
        "unanswerable": sum(not each.query.answerable for each in judged),
        **figures_document([share.estimate for share in found]),
        "of": {share.estimate.metric: share.of for share in found},
        "first_word_ms": _times(times(first_words(judged))),
        "total_ms": _times(times([each.reply.total for each in judged])),
        "failures": [failure_document(each) for each in failures(judged)],
        "failed": [
            {"id": each.query.id, "question": each.query.question, "error": each.error} for each in trial.failed
        ],
        "listed": str(trial.listed),
        **({"answers": [standard_document(one) for one in standards(trial.measured)]} if trial.measured else {}),
    }


def _times(taken: Times | None) -> Document | None:
    return taken and {"p50": round(taken.p50), "p95": round(taken.p95), "of": taken.of}
