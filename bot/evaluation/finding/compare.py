"""Run every way of searching over the same questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.evaluation.finding.figures import estimate, score

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.evaluation.data import Query
    from bot.evaluation.finding.figures import Estimate, Scores
    from bot.evaluation.finding.ways import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A way's figures; `difference` is this way's less the first way's, None for the first."""

    way: str
    figures: tuple[Estimate, ...]
    difference: tuple[Estimate, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The figures of every way over the same questions, the way that the others are compared with first."""

    queries: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A comparison over all questions, and over those of each language pair, the most frequent first."""

    whole: Comparison
    pairs: dict[str, Comparison]


def compare(ways: Sequence[Way], queries: Sequence[Query], on_query: Callable[[], None]) -> Compared:
    """Ask every question, one at least, in every way, the first of which the others are compared with."""
    rows: list[list[tuple[float, ...]]] = []
    for query in queries:
        rows.append([score(way.find(query.question, query.language), query.relevant) for way in ways])
        on_query()
    scores = np.array(rows)  # (questions, ways, metrics)
    pairs = np.array([query.pair for query in queries])
    names, counts = np.unique(pairs, return_counts=True)
    by_count = sorted(zip(names.tolist(), counts.tolist(), strict=True), key=lambda each: (-each[1], each[0]))
    whole = _comparison(ways, scores)
    if len(by_count) == 1:
        return Compared(whole=whole, pairs={by_count[0][0]: whole})
    return Compared(whole=whole, pairs={name: _comparison(ways, scores[pairs == name]) for name, _ in by_count})


def _comparison(ways: Sequence[Way], scores: Scores) -> Comparison:
    of_ways = [scores[:, index] for index in range(len(ways))]
    differences = [other - of_ways[0] for other in of_ways[1:]]
    estimates = estimate([*of_ways, *differences])
    figures, less = estimates[: len(ways)], [None, *estimates[len(ways) :]]
    return Comparison(
        queries=len(scores),
        rows=tuple(
            Row(way=way.name, figures=of_way, difference=difference)
            for way, of_way, difference in zip(ways, figures, less, strict=True)
        ),
    )
