"""Turn texts into vectors: the embedder, its bundled weights, and what belongs to one model."""
