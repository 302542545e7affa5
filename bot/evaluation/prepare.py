"""Put a set's articles into a corpus of its own, and say how long that takes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.store.derived.indexing import count_texts
from ingest.pipeline.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.evaluation.data import EvaluationSet
    from corpus.article import Article, Passage
    from corpus.store.corpus import Corpus

# The first batch is what the time is estimated from; each is kept when the next is stopped.
_FIRST_BATCH = 16
_BATCH = 64
_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The articles of a set that a corpus lacks, with their passages, and how many texts there are to embed."""

    lacking: tuple[tuple[Article, Sequence[Passage]], ...]
    texts: int


class Pace:
    """Tells once how long the rest will take, from how long the first part took."""

    def __init__(
        self, total: int, first: int, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start the clock; `first` is how much of the total must be done before it tells."""
        self._total = total
        self._first = first
        self._tell = tell
        self._clock = clock
        self._began = clock()
        self._done = 0
        self._told = False

    def advance(self, more: int) -> None:
        """Count what is done."""
        self._done += more
        if not self._told and self._first <= self._done < self._total:
            self._told = True
            self._tell(duration((self._clock() - self._began) / self._done * (self._total - self._done)))


def duration(seconds: float) -> str:
    """Return a time as people say it, as "about 40 s"."""
    if seconds >= 2 * _MINUTE:
        return f"about {seconds / _MINUTE:.0f} min"
    return f"about {max(seconds, 1):.0f} s"


def plan(corpus: Corpus, data: EvaluationSet, passage_tokens: int) -> Plan:
    """Return what a corpus lacks of a set: articles that aren't there, or are there with other passages."""
    stored = corpus.hashes()
    lacking: list[tuple[Article, Sequence[Passage]]] = []
    for article in data.articles:
        passages = split(article, passage_tokens)
        known = stored.get(article.origin) == article.content_hash
        if not known or [p.id for p in corpus.catalogue.passages_of(article.id)] != [p.id for p in passages]:
            lacking.append((article, passages))
    return Plan(lacking=tuple(lacking), texts=sum(count_texts(passages) for _, passages in lacking))


def carry_out(
    plan: Plan,
    corpus: Corpus,
    *,
    on_texts: Callable[[int], None],
    tell: Callable[[str], None],
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Embed and store what is lacking; each batch is kept when the next is stopped.

    Args:
        plan: what is lacking.
        corpus: where it goes.
        on_texts: told how many more texts are embedded.
        tell: told once, after the first batch, how long the rest takes.
        clock: the seconds that pass.
    """
    sizes = [sum(len(passage.text) for passage in passages) for _, passages in plan.lacking]
    # By characters, since the articles of a set differ in length.
    pace = Pace(sum(sizes), 1, tell, clock)
    at, size = 0, _FIRST_BATCH
    while at < len(plan.lacking):
        corpus.replace(plan.lacking[at : at + size], on_texts)
        pace.advance(sum(sizes[at : at + size]))
        at, size = at + size, _BATCH
    if corpus.check():
        # An older version, or a stop, left other vectors than are wanted now.
        corpus.upkeep.repair(on_texts)
