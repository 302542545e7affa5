"""What the vectors of all words have in common: of the bundled model it lies here, since to embed the texts takes time.

`python -m corpus.embedding.common` writes it anew, after a change of the model or of the texts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_OF_BUNDLED: Final = Path(__file__).with_name("common.npy")


def of_bundled() -> tuple[Vectors, Vectors]:
    """Return what all words of passages, and all of questions, have in common, (dimensions,) each."""
    of_passages, of_questions = np.load(_OF_BUNDLED)
    return of_passages, of_questions


def _write() -> None:
    from corpus.embedding.embedder import SentenceEmbedder
    from corpus.settings import CorpusSettings

    embedder = SentenceEmbedder("", CorpusSettings().cache_dir, print)
    np.save(_OF_BUNDLED, np.stack(embedder.common_words()))


if __name__ == "__main__":
    _write()
