"""What the vectors of all words have in common: of the bundled model it lies here, since to embed the texts takes time.

`python -m benchmarks.common_words` writes it anew, after a change of the model or of the texts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

OF_BUNDLED: Final = Path(__file__).with_name("common.npy")


def of_bundled() -> tuple[Vectors, Vectors]:
    """Return what all words of passages, and all of questions, have in common, (dimensions,) each."""
    of_passages, of_questions = np.load(OF_BUNDLED)
    return of_passages, of_questions
