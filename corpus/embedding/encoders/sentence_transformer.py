"""Run any model of sentence-transformers (door: sentence_transformers, torch)."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from corpus.embedding.encoders.allocator import share_arenas
from corpus.embedding.encoders.encoder import batches, cores, in_parallel
from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus.embedding.encoders.encoder import OnProgress, OnTokens, Vectors

# Batches of this many tokens, one to a core, keep what a layer computes within a core's cache and no core waiting for
# another: 1.5 times the speed of encode()'s batches of 32 texts in fp32 or more.
_BATCH_TOKENS = 768
_GPU_BATCH_TOKENS = 60_000


class SentenceTransformerEncoder:
    """A model of sentence-transformers, loaded."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def load(cls, path: str) -> Self:
        """Load a model by its hub id or folder.

        Raises:
            ModelError: it can't be loaded.
        """
        share_arenas()
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # What is compiled for each shape of a batch: 1,024 would be kept, which takes 140 MB.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        # The libraries' bars and load reports belong on nobody's terminal.
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
        try:
            model = SentenceTransformer(path, model_kwargs={"dtype": _precision(torch)})
        except Exception as error:
            raise ModelError(
                "The embedding model {path!r} can't be loaded: set FOOTNOTE_EMBEDDING_MODEL to a sentence-transformers"
                " model or folder, or leave it empty for the bundled one.",
                path=path,
            ) from error
        model.eval()
        return cls(model)

    @property
    def dimensions(self) -> int:
        """Say how many numbers a vector has."""
        dimensions: int = self._model.get_embedding_dimension()
        return dimensions

    @property
    def prompts(self) -> Mapping[str, str]:
        """Return what the model wants before a text, by what the text is."""
        prompts: dict[str, str] = self._model.prompts
        return prompts

    def folded(self, text: str) -> str:
        """Return a text as it is, which its tokenizer tells places in."""
        return text

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where in its text each token stands; an empty list a text where the tokenizer doesn't tell."""
        tokenizer = self._model.tokenizer
        if not getattr(tokenizer, "is_fast", False):
            return [[] for _ in texts]
        longest = self._model.max_seq_length
        found = tokenizer(list(texts), return_offsets_mapping=True, truncation=longest is not None, max_length=longest)
        return found["offset_mapping"]

    def encode(self, texts: Sequence[str], on_progress: OnProgress, on_tokens: OnTokens | None = None) -> Vectors:
        """Return a vector a text; `on_tokens` is given each text's index and the vectors of its tokens."""
        import torch

        model = self._model
        on_cpu = model.device.type == "cpu"
        out = np.zeros((len(texts), self.dimensions), np.float32)
        # Tokenising stays in this thread: a fast tokenizer may not be borrowed by two.
        work = (
            (batch, model.preprocess([texts[i] for i in batch]))
            for batch in batches(self._lengths(texts), _BATCH_TOKENS if on_cpu else _GPU_BATCH_TOKENS)
        )

        def forward(batch: list[int], features: dict[str, Any]) -> None:
            with torch.inference_mode():
                moved = {k: v.to(model.device) if hasattr(v, "to") else v for k, v in features.items()}
                computed = model(moved)
                # Half precision leaves norms off by up to 0.3 %.
                vectors = torch.nn.functional.normalize(computed["sentence_embedding"].float(), dim=-1)
                out[batch] = vectors.cpu().numpy()
            tokens = computed.get("token_embeddings")
            if on_tokens and tokens is not None and tokens.shape[-1] == self.dimensions:
                masks = computed["attention_mask"].bool()
                for index, of_text, mask in zip(batch, tokens.float().cpu(), masks.cpu(), strict=True):
                    on_tokens(index, of_text[mask].numpy())

        if not on_cpu:
            for batch, features in work:
                forward(batch, features)
                on_progress(len(batch))
            return out
        # A question too, in one thread: two that share it wait for each other at every layer, on a busy machine long.
        count = min(torch.get_num_threads(), cores())
        with ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            in_parallel(pool, count, forward, work, on_progress)
        return out

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, padding included in none."""
        if len(texts) == 1:
            return [1]
        longest: int = self._model.max_seq_length or _BATCH_TOKENS
        return [min(len(ids), longest) for ids in self._model.tokenizer(list(texts), verbose=False)["input_ids"]]


def _precision(torch: Any) -> Any:
    """Choose bf16 where the processor computes in it, which is where it is faster."""
    if torch.cuda.is_available():
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    capabilities = torch.cpu.get_capabilities()
    return torch.bfloat16 if capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") else torch.float32
