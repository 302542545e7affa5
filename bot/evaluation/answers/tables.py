"""Lay the figures of an evaluation of answering out as tables of short words, which fit a terminal of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evaluation.answers.figures import METRICS, first_words, shares, times
from bot.evaluation.figure_table import FigureTable
from bot.evaluation.finding.figures import RESAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.evaluation.answers.figures import Times
    from bot.evaluation.answers.grading import Judged
    from bot.evaluation.answers.trial import AnswerTrial

# What a figure is called, and what it is a share of.
_NAMES = {
    "right": ("right answers", "answerable"),
    "right_or_quoted": ("  or right in a quote", "answerable"),
    "abstention_precision": ("abstention precision", "abstentions"),
    "abstention_recall": ("abstention recall", "unanswerable"),
    "abstention_f1": ("abstention F1", ""),
    "confident_wrong": ("answered and wrong", "questions"),
    "sentences_cited": ("sentences with a citation", "sentences"),
    "relevant_citations": ("quotes of a right article", "quotes"),
    "verbatim_quotes": ("quotes verbatim", "quotes"),
    "language_agreement": ("in the question's language", "answers"),
}


def answer_table(title: str, judged: Sequence[Judged]) -> FigureTable:
    """Return the figures of replies, then their times."""
    found = {share.estimate.metric: share for share in shares(judged)} if judged else {}
    rows: list[Sequence[str]] = []
    for metric in METRICS:
        name, of = _NAMES[metric]
        share = found.get(metric)
        if share is None:
            rows.append((name, "-", "", f"no {of}" if of else ""))
            continue
        e = share.estimate
        rows.append((name, _plain(e.value), f"{_plain(e.low)} {_plain(e.high)}", f"{share.of} {of}" if of else ""))
    rows.append(_time_row("s to the first word", times(first_words(judged))))
    rows.append(_time_row("s to the whole reply", times([each.reply.total for each in judged])))
    return FigureTable(title=title, columns=("", "", "95 %", "of"), rows=rows)


def answer_notes(trials: Sequence[AnswerTrial]) -> Iterator[str]:
    """Yield what the figures mean, where the failures are listed, and what is left to ask."""
    yield f"95 %: interval of {RESAMPLES:,} bootstrap draws of the questions; times are p50 and p95"
    yield "right: the answer has the right words, in their order; one in other words counts as wrong"
    for trial in trials:
        yield f"{trial.name}: failures are listed in {trial.listed}"
        if trial.failed:
            yield f"{trial.name}: {len(trial.failed)} questions got no reply, as in: {trial.failed[0].error}"
        left = trial.questions - len(trial.judged)
        if left:
            yield f"{trial.name}: {left} of {trial.questions} questions are left: the same command goes on with them"


def _time_row(name: str, taken: Times | None) -> Sequence[str]:
    if taken is None:
        return (name, "-", "", "no replies")
    return (name, f"{taken.p50 / 1000:.1f}", f"p95 {taken.p95 / 1000:.1f}", f"{taken.of} replies")


def _plain(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")
