"""Answer in the articles' own words: which sentences to quote, and how sure it is that they answer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.answering.context import framed, without_overlaps, worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Evidence

MOST_QUOTES = 3
ANSWERS = 0.45
"""From this probability on, the sentences are given as an answer."""

LEFT_OPEN = 0.15
"""From this probability on, sentences that say the matter is open are given as what the articles say of it."""

# Sentences worth this much less than the best one add more noise than answers: two sentences on average.
_NEARLY_AS_GOOD = 0.03
# Two logistic regressions, with a model's verdict and without; their data and their errors: benchmarks/answers.md.
_WITH_VERDICT = (35.8, 0.877, 1.23)
_ALONE = (42.0, 0.87)
_PER_MISSING = -1.1
_HOPELESS = -3.0


def choose(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences to quote, one to three; those of one article stand together, in its order."""
    if not evidence:
        return []
    best = worth(evidence[0])
    chosen = [e for e in evidence[:MOST_QUOTES] if worth(e) >= best - _NEARLY_AS_GOOD]
    first = {e.article.id: i for i, e in reversed(list(enumerate(chosen)))}
    return without_overlaps(sorted(map(framed, chosen), key=lambda e: (first[e.article.id], e.start)))


def confidence(best: Evidence, *, missing: float, log_odds: float | None) -> float:
    """Return the probability that the sentences answer, the best of which is given.

    `missing` is the share of the question's names that the sentences' passages don't have; `log_odds` is the
    logarithm of a model's yes over its no, None where no model was asked.
    """
    if log_odds is None:
        slope, begins = _ALONE
        return _probability(slope * (_found(best) - begins) + _PER_MISSING * missing)
    slope, begins, per_log_odds = _WITH_VERDICT
    found = slope * (_found(best) - begins) + _PER_MISSING * missing
    return _probability(found + per_log_odds * log_odds)


def hopeless(best: Evidence) -> bool:
    """Say whether finding alone rules an answer out, so that no model need be asked."""
    slope, begins, _ = _WITH_VERDICT
    return slope * (_found(best) - begins) < _HOPELESS


def _found(best: Evidence) -> float:
    """Return how well the best sentence was found: what its passage has of the question's words is half of it.

    A passage that has them all and says something else is a near miss, and it is the sentence's cosine that tells.
    """
    return worth(best) / 2


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
