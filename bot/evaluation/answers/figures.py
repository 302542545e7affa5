"""Turn judged replies into figures with 95 % intervals (bootstrap over the questions), and times into percentiles.

Each figure is a ratio of two sums over the questions, and is taken anew of each draw. Answerable and unanswerable
questions are drawn apart, as many of each as there are, since how many of each are asked is chosen and not found. Two
systems over the same questions see the same draws: the interval of their difference is a paired one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.evaluation.finding.figures import RESAMPLES, WITHIN, Estimate, draws

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.evaluation.answers.grading import Judged
    from bot.evaluation.finding.figures import Scores

    Counted = Callable[[Judged], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A figure, and what it is a share `of`: so many questions, replies, sentences or quotes.

    F1 is a share too: of the abstentions and the unanswerable questions, with right abstentions counted twice.
    """

    estimate: Estimate
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long replies took, in milliseconds: half of them at most `p50`, 19 of 20 at most `p95`."""

    p50: float
    p95: float
    of: int


def shares(judged: Sequence[Judged]) -> list[Share]:
    """Return the figures in the order of METRICS; one that is a share of nothing is left out."""
    counts = _counts(judged)
    sums = counts.sum(axis=0)
    drawn = _ratios(_drawn_sums(judged, counts))
    values = _ratios(sums[None])[0]
    return [
        Share(estimate=_estimate(metric, float(values[at]), drawn[:, at]), of=round(sums[at, 1]))
        for at, metric in enumerate(METRICS)
        if sums[at, 1]
    ]


def differences(judged: Sequence[Judged], others: Sequence[Judged]) -> list[Estimate]:
    """Return the first's figures less the other's, over the same questions; where either has none it is left out."""
    ours, theirs = _counts(judged), _counts(others)
    drawn = _ratios(_drawn_sums(judged, ours)) - _ratios(_drawn_sums(others, theirs))
    values = _ratios(ours.sum(axis=0)[None])[0] - _ratios(theirs.sum(axis=0)[None])[0]
    return [
        _estimate(metric, float(values[at]), drawn[:, at])
        for at, metric in enumerate(METRICS)
        if not np.isnan(values[at])
    ]


def times(milliseconds: Sequence[int]) -> Times | None:
    """Return the percentiles of times; None where there are none."""
    if not milliseconds:
        return None
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return Times(p50=float(p50), p95=float(p95), of=len(milliseconds))


def first_words(judged: Sequence[Judged]) -> list[int]:
    """Return how long the first words took, in milliseconds, of the replies that have any."""
    return [each.reply.first for each in judged if each.reply.first is not None]


def _estimate(metric: str, value: float, drawn: Scores) -> Estimate:
    low, high = np.nanpercentile(drawn, WITHIN)
    return Estimate(metric=metric, value=value, low=float(min(low, value)), high=float(max(high, value)))


def _counts(judged: Sequence[Judged]) -> Scores:
    """Return what each question adds to each figure, (questions, METRICS, 2): to what is right, and to all."""
    return np.array([[_COUNTED[metric](each) for metric in METRICS] for each in judged], dtype=np.float64)


def _drawn_sums(judged: Sequence[Judged], counts: Scores) -> Scores:
    """Return the sums over each draw, (RESAMPLES, METRICS, 2)."""
    answerable = np.array([each.query.answerable for each in judged])
    total = np.zeros((RESAMPLES, *counts.shape[1:]))
    for stream, part in enumerate((counts[answerable], counts[~answerable])):
        if len(part):
            flat = part.reshape(len(part), -1)
            total += np.concatenate([drawn @ flat for drawn in draws(len(part), stream)]).reshape(total.shape)
    return total


def _ratios(sums: Scores) -> Scores:
    """Return the first sum over the second, (draws, METRICS); not a number where that is 0."""
    nothing = np.full(sums.shape[:-1], np.nan)
    return np.divide(sums[..., 0], sums[..., 1], out=nothing, where=sums[..., 1] > 0)


def _right(each: Judged) -> tuple[float, float]:
    return each.verdict == "right", each.query.answerable


def _right_or_quoted(each: Judged) -> tuple[float, float]:
    # What an abstention shows as nearest is no answer.
    return each.verdict == "right" or (each.quoted and not each.reply.abstained), each.query.answerable


def _precision(each: Judged) -> tuple[float, float]:
    return each.verdict == "rightly abstained", each.reply.abstained


def _recall(each: Judged) -> tuple[float, float]:
    return each.verdict == "rightly abstained", not each.query.answerable


def _f1(each: Judged) -> tuple[float, float]:
    # 2 PR / (P + R) with both multiplied out.
    return 2 * (each.verdict == "rightly abstained"), each.reply.abstained + (not each.query.answerable)


def _confident_wrong(each: Judged) -> tuple[float, float]:
    return each.verdict in {"wrong", "wrongly answered"}, 1


def _cited(each: Judged) -> tuple[float, float]:
    there = {quoted.number for quoted in each.reply.quotes}
    cited = [bool(said.citations) and there.issuperset(said.citations) for said in each.reply.sentences]
    return sum(cited), len(cited)


def _relevant(each: Judged) -> tuple[float, float]:
    if each.reply.abstained or not each.query.answerable:
        return 0, 0
    return sum(q.origin in each.query.relevant for q in each.reply.quotes), len(each.reply.quotes)


def _verbatim(each: Judged) -> tuple[float, float]:
    return sum(quoted.verbatim for quoted in each.reply.quotes), len(each.reply.quotes)


def _agreement(each: Judged) -> tuple[float, float]:
    return each.agrees is True, each.agrees is not None


_COUNTED: dict[str, Counted] = {
    "right": _right,
    "right_or_quoted": _right_or_quoted,
    "abstention_precision": _precision,
    "abstention_recall": _recall,
    "abstention_f1": _f1,
    "confident_wrong": _confident_wrong,
    "sentences_cited": _cited,
    "relevant_citations": _relevant,
    "verbatim_quotes": _verbatim,
    "language_agreement": _agreement,
}
METRICS = tuple(_COUNTED)
