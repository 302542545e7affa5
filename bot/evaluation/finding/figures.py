"""Turn what was found into figures with 95 % intervals (bootstrap over the questions).

An interval is the percentile bootstrap's (Efron & Tibshirani 1993, chapter 13): the questions are drawn anew, as many
as there are, with replacement, and the figure is taken again of each draw. The seed is fixed, so that the same scores
give the same interval, and so that every column of a table sees the same draws: the interval of a difference between
two ways is a paired one.

It speaks of other questions to the same articles. Where every question scores alike it has no width, however few the
questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

METRICS = ("recall_at_1", "recall_at_4", "recall_at_10", "mrr_at_10", "ndcg_at_10")
DEPTH = 10
RESAMPLES = 2000

WITHIN = (2.5, 97.5)
"""The percentiles of the draws between which an interval lies."""

_SEED = 20_080
# Bounds the memory of the draws, in numbers of eight bytes.
_DRAWN_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure, or a difference of two, and its 95 % interval."""

    metric: str
    value: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Say of a difference whether its interval leaves out 0."""
        return self.low > 0 or self.high < 0


def score(found: Iterable[str], relevant: Collection[str]) -> tuple[float, ...]:
    """Return a question's scores in the order of METRICS.

    Recall at k is 1 where a right article is among the first k. MRR is the reciprocal rank of the first right one.
    nDCG (Järvelin & Kekäläinen 2002) takes a right article as a gain of 1 and discounts it by log2(rank + 1), as
    trec_eval does, over what all right articles at the top would sum up to.

    Args:
        found: the articles of the passages found, best first; one that comes again doesn't count again.
        relevant: the right articles, one at least.
    """
    right = [article in relevant for article in list(dict.fromkeys(found))[:DEPTH]]
    first = right.index(True) + 1 if any(right) else None
    gained = sum(1 / log2(rank + 1) for rank, is_right in enumerate(right, 1) if is_right)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(relevant), DEPTH) + 1))
    recalls = (float(any(right[:depth])) for depth in (1, 4, DEPTH))
    return (*recalls, 1 / first if first else 0.0, gained / ideal)


def estimate(columns: Sequence[Scores]) -> list[tuple[Estimate, ...]]:
    """Return the figures of each column, an array (questions, METRICS) of scores or of differences of scores."""
    joined = np.concatenate(columns, axis=1)
    values = joined.mean(axis=0)
    # A mean of many equal numbers may miss them by a rounding, on either side.
    low, high = np.percentile(_resampled(joined), WITHIN, axis=0)
    low, high = np.minimum(low, values), np.maximum(high, values)
    bounds = np.stack([values, low, high], axis=1).reshape(len(columns), len(METRICS), 3)
    return [
        tuple(
            Estimate(metric=metric, value=float(value), low=float(low), high=float(high))
            for metric, (value, low, high) in zip(METRICS, column, strict=True)
        )
        for column in bounds
    ]


def draws(count: int, stream: int = 0) -> Iterator[Scores]:
    """Yield how often each of so many questions is drawn, (some draws, count), RESAMPLES draws in all.

    The same count and stream give the same draws; those of two streams have nothing to do with each other.
    """
    random = np.random.default_rng(_SEED + stream)
    shares = np.full(count, 1 / count)
    rows = max(1, _DRAWN_AT_ONCE // count)
    for at in range(0, RESAMPLES, rows):
        yield random.multinomial(count, shares, size=min(rows, RESAMPLES - at)).astype(np.float64)


def _resampled(scores: Scores) -> Scores:
    """Return the mean of each draw, (RESAMPLES, columns)."""
    # How often each question is drawn is all that its mean needs.
    return np.concatenate([drawn @ scores for drawn in draws(len(scores))]) / len(scores)
