"""Put hits into a better order, by a model that reads question and passage together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Hit
    from corpus.embedding.cross_encoder import Reranker


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker) -> list[Hit]:
    """Return the hits in the reranker's order.

    The scores stay those of finding and go to the hits by rank, the best to the first: how sure an answer is has been
    calibrated on them, and a reranker's own scores say nothing across questions.
    """
    scores = reranker.scores(question, [f"{hit.article.title}\n{hit.passage.text}" for hit in hits])
    ordered = [hit for _, hit in sorted(zip(scores, hits, strict=True), key=lambda pair: -pair[0])]
    return [replace(hit, score=found.score) for hit, found in zip(ordered, hits, strict=True)]
