"""The vectors of whole passages, as a plain chain has them, to compare the search with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.embedding.titled import titled_passage

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus


class WholePassages:
    """The vector of 'title, passage' of every passage of a corpus, in memory."""

    def __init__(self, corpus: Corpus, embedder: Embedder, on_progress: Callable[[int], None] | None = None) -> None:
        """Embed all passages; `on_progress` is told how many more are done.

        Raises:
            ModelError: the model can't be loaded.
        """
        pairs = [
            (article, passage)
            for article in corpus.catalogue.articles()
            for passage in corpus.catalogue.passages_of(article.id)
        ]
        self._embedder = embedder
        self._ids = [passage.id for _, passage in pairs]
        texts = [titled_passage(article.title, passage.text) for article, passage in pairs]
        self._vectors = embedder.passages(texts, on_progress) if texts else None

    def nearest(self, query: str, limit: int) -> list[str]:
        """Return the ids of the passages nearest to a query, nearest first; none for one without words."""
        if self._vectors is None or not query.strip():
            return []
        order = np.argsort(-(self._vectors @ self._embedder.query(query)), kind="stable")
        return [self._ids[at] for at in order[:limit]]
