"""Tell how alike in meaning sentences are, on the bundled model's scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.language.identify import identify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.embedding.calibration import Calibration
    from corpus.embedding.embedder import Embedder


def similarities(text: str, others: Sequence[str], *, embedder: Embedder, calibration: Calibration) -> list[float]:
    """Return how alike a sentence is to each of the others.

    Raises:
        ModelError: the embedding model can't be loaded.
    """
    vectors = embedder.passages([text, *others])
    language, *spoken = (identify(one, fallback="") for one in (text, *others))
    return [
        calibration.scale(language, other).alike(float(vectors[0] @ vector))
        for other, vector in zip(spoken, vectors[1:], strict=True)
    ]
