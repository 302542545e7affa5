"""Say how near a sentence is to its quotes, word by word, by the vectors that embedding makes.

Near doesn't mean supported: "both are law" is as near to "neither is law" as can be, which is why the cosine of the two
as wholes is of no use here. What words tell is that a quote is of the matter at all, and that none stands alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.embedding.word_vectors import unit, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.answering.judge.support.claim import Claim
    from corpus.embedding.embedder import Embedder

    Vectors = NDArray[np.float32]

_FEW = 3
_KEPT = 512  # texts, of 50 KB each


class Nearness:
    """Reads texts as the vectors of their words; those read last are kept."""

    def __init__(self, embedder: Embedder) -> None:
        """Give the embedding model."""
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def read(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the vectors of length 1 of each text's words, (words, dimensions); what isn't known is embedded now.

        Raises:
            ModelError: the embedding model can't be loaded.
        """
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            vectors, words = self._embedder.passages_and_words(new, len(new))
            # Another dictionary each time: two threads may read at once, and neither may lose what it has.
            kept = known if len(known) < _KEPT else {text: known[text] for text in texts if text in known}
            known = kept | {
                text: unit(unpack(packed, vectors.shape[1])) for text, packed in zip(new, words, strict=True)
            }
            self._known = known
        return [known[text] for text in texts]

    def measures(self, claim: Claim) -> dict[str, float]:
        """Return how near a claim's sentence is to its quotes, from -1 to 1 by name."""
        quoted = [quote.text for quote in claim.quotes]
        around = [words for quote in claim.quotes for words in (quote.title, quote.before) if words]
        said, *there = self.read([claim.text, *quoted, *around])
        few = np.sort(met_by(said, there))[:_FEW]
        quotes_met = met_by(np.concatenate(there[: len(quoted)]), [said])
        return {"least met": _mean(few[:1]), "few met": _mean(few), "quotes met": _mean(quotes_met)}


def met_by(said: Vectors, there: Sequence[Vectors]) -> Vectors:
    """Return for each word of a text the cosine of the nearest word of the others, (words,)."""
    words = np.concatenate(there) if there else said[:0]
    if not len(said) or not len(words):
        return np.zeros(len(said), np.float32)
    met: Vectors = (said @ words.T).max(axis=1)
    return met


def _mean(values: Vectors) -> float:
    return float(values.mean()) if len(values) else 0.0
