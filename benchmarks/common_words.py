"""Write down what the vectors of all words have in common, after a change of the bundled model or of its texts."""

from __future__ import annotations

import numpy as np

from bot.settings import Settings
from corpus.embedding.common import OF_BUNDLED
from corpus.embedding.embedder import SentenceEmbedder

if __name__ == "__main__":
    embedder = SentenceEmbedder("", Settings().cache_dir, print)
    np.save(OF_BUNDLED, np.stack(embedder.common_words()))
