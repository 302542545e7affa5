"""Prefer newer articles, by so little that no bad passage comes before a good one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.article import Article

MOST = 0.02
"""What the newest article's sentences are worth more than the oldest's: about what parts two sentences of which either
could be quoted. Where any day is as good as another, 2 of 100 right articles give way to a newer one for it; for .03
4, for .05 9 (benchmarks/time_filter.py)."""


def newness(articles: Iterable[Article]) -> dict[str, float]:
    """Return what being new is worth, by article: the most for the newest, nothing for the oldest and the undated.

    Dates count by their rank, since a corpus may span a week or a century.
    """
    dated = {article.id: article.published for article in articles if article.published}
    ranks = {day: rank for rank, day in enumerate(sorted(set(dated.values())))}
    highest = max(len(ranks) - 1, 1)
    return {identity: MOST * ranks[day] / highest for identity, day in dated.items()}
