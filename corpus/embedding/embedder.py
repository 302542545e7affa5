"""Turn texts into vectors (door: sentence_transformers, torch)."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from corpus.embedding import background_texts, bundled_weights, calibration
from corpus.embedding.allocator import give_back, share_arenas
from corpus.embedding.word_vectors import DIMENSIONS_PER_BYTE, mean_of_words, pack, unit, words_of
from corpus.errors import ModelError
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from corpus.embedding.calibration import Calibration

    Vectors = NDArray[np.float32]

BUNDLED = ""
BUNDLED_NAME = f"{bundled_weights.MODEL_NAME}@{bundled_weights.SHA256[:12]}"
HUB_NAME = "intfloat/multilingual-e5-small"

# Batches of this many tokens, one to a core, keep what a layer computes within a core's cache and no core waiting for
# another: 1.5 times the speed of encode()'s batches of 32 texts in fp32 or more (benchmarks/ingest.md).
_BATCH_TOKENS = 768
_GPU_BATCH_TOKENS = 60_000
_CACHED_QUERIES = 256
# What so many batches have freed goes back to the system: each batch has another shape, and its holes fit no other.
_BATCHES_KEPT = 8


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    @property
    def name(self) -> str:
        """What the corpus remembers the model by."""
        ...

    @property
    def calibration(self) -> Calibration | None:
        """Where the model's cosines lie, None where that isn't known without trying it (calibrate.py)."""
        ...

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        """Return one vector a text, (texts, dimensions); `on_progress` is told how many more are done."""
        ...

    def passages_and_words(
        self, texts: Sequence[str], worded: int, on_progress: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[bytes]]:
        """Return also the vectors of the words of each of the first `worded` texts, packed (word_vectors.py)."""
        ...

    def query(self, text: str) -> Vectors:
        """Return the vector of a question, (dimensions,)."""
        ...

    def query_words(self, text: str) -> Vectors:
        """Return the vectors of a question's words, or of parts of them, (words, dimensions)."""
        ...


class SentenceEmbedder:
    """A sentence-transformers model, loaded when first used and once."""

    def __init__(self, model: str, cache: Path, announce: Callable[[str], None]) -> None:
        """Name the model: a hub id, a folder, or BUNDLED for the one that comes along."""
        self._wanted = model if model != BUNDLED or bundled_weights.is_bundled() else HUB_NAME
        self._cache = cache
        self._announce = announce
        self._lock = Lock()
        self._queries: dict[str, tuple[Vectors, Vectors]] = {}

    @property
    def name(self) -> str:
        """What the corpus remembers the model by; known without loading it."""
        return self._wanted or BUNDLED_NAME

    @property
    def calibration(self) -> Calibration | None:
        """Where the bundled model's cosines lie, None for another model."""
        return calibration_of(self.name)

    def as_they_are(self, texts: Sequence[str]) -> Vectors:
        """Return one fp32 vector of length 1 a text, without the words that the model may want before it.

        Raises:
            ModelError: the model can't be loaded.
        """
        return self._encode([well_formed(text) for text in texts], _nobody)

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        """Return one fp32 vector of length 1 a text, (texts, dimensions).

        Raises:
            ModelError: the model can't be loaded.
        """
        prompt = self._prompt("passage", "document")
        return self._encode([prompt + well_formed(text) for text in texts], on_progress or _nobody)

    def passages_and_words(
        self, texts: Sequence[str], worded: int, on_progress: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[bytes]]:
        """Return also the words of the first texts, packed; a model that doesn't tell its words apart gives none.

        Raises:
            ModelError: the model can't be loaded.
        """
        prompt = self._prompt("passage", "document")
        prompted = [prompt + well_formed(text) for text in texts]
        offsets = self._offsets(prompted[:worded], len(prompt))
        common = self._common[0]
        packed = [b""] * worded

        def keep(index: int, tokens: Vectors) -> None:
            if index < worded and len(offsets[index]) == len(tokens):
                packed[index] = pack(mean_of_words(tokens, words_of(prompted[index], offsets[index])) - common)

        return self._encode(prompted, on_progress or _nobody, keep), packed

    def query(self, text: str) -> Vectors:
        """Return the fp32 vector of length 1 of a question, (dimensions,).

        Raises:
            ModelError: the model can't be loaded.
        """
        return self._query(text)[0]

    def query_words(self, text: str) -> Vectors:
        """Return the fp32 vectors of length 1 of a question's tokens that have letters, (tokens, dimensions).

        Raises:
            ModelError: the model can't be loaded.
        """
        return self._query(text)[1]

    def _query(self, text: str) -> tuple[Vectors, Vectors]:
        found = self._queries.get(text)
        if found is None:
            vectors, tokens = self._tokens([text], self._prompt("query"))
            found = (vectors[0], unit(tokens[0] - self._common[1]))
            if len(self._queries) >= _CACHED_QUERIES:
                self._queries.clear()
            self._queries[text] = found
        return found

    @cached_property
    def _common(self) -> tuple[Vectors, Vectors]:
        """What all words of passages, and all of questions, have in common, (dimensions,) each."""
        _, of_passages = self._tokens(background_texts.SENTENCES, self._prompt("passage", "document"))
        _, of_questions = self._tokens(background_texts.QUESTIONS, self._prompt("query"))
        return np.concatenate(of_passages).mean(axis=0), np.concatenate(of_questions).mean(axis=0)

    def _tokens(self, texts: Sequence[str], prompt: str) -> tuple[Vectors, list[Vectors]]:
        """Return the vectors of texts, and those of each one's tokens that have letters or digits."""
        prompted = [prompt + well_formed(text) for text in texts]
        offsets = self._offsets(prompted, len(prompt))
        found = [np.zeros((0, self._dimensions), np.float32) for _ in texts]

        def keep(index: int, tokens: Vectors) -> None:
            if len(offsets[index]) == len(tokens):
                found[index] = tokens[[i for word in words_of(prompted[index], offsets[index]) for i in word]]

        return self._encode(prompted, _nobody, keep), found

    def _encode(
        self,
        texts: list[str],
        on_progress: Callable[[int], None],
        on_tokens: Callable[[int, Vectors], None] | None = None,
    ) -> Vectors:
        """Return a vector a text; `on_tokens` is given each text's index and the vectors of its tokens."""
        import torch

        model = self._model
        on_cpu = model.device.type == "cpu"
        out = np.zeros((len(texts), self._dimensions), np.float32)
        # Tokenising stays in this thread: a fast tokenizer may not be borrowed by two.
        batches = (
            (batch, model.preprocess([texts[i] for i in batch]))
            for batch in _batches(self._lengths(texts), _BATCH_TOKENS if on_cpu else _GPU_BATCH_TOKENS)
        )

        def forward(batch: list[int], features: dict[str, Any]) -> None:
            with torch.inference_mode():
                moved = {k: v.to(model.device) if hasattr(v, "to") else v for k, v in features.items()}
                computed = model(moved)
                # Half precision leaves norms off by up to 0.3 %.
                vectors = torch.nn.functional.normalize(computed["sentence_embedding"].float(), dim=-1)
                out[batch] = vectors.cpu().numpy()
            tokens = computed.get("token_embeddings")
            if on_tokens and tokens is not None and tokens.shape[-1] == self._dimensions:
                masks = computed["attention_mask"].bool()
                for index, of_text, mask in zip(batch, tokens.float().cpu(), masks.cpu(), strict=True):
                    on_tokens(index, of_text[mask].numpy())

        if not on_cpu:
            for batch, features in batches:
                forward(batch, features)
                on_progress(len(batch))
            return out
        # A question too, in one thread: two that share it wait for each other at every layer, on a busy machine long.
        _in_parallel(forward, batches, on_progress)
        return out

    def _offsets(self, texts: list[str], skipped: int) -> list[list[tuple[int, int]]]:
        """Return where each token of each text stands; those of the first characters, the prompt, stand nowhere."""
        tokenizer = self._model.tokenizer
        if not texts or not getattr(tokenizer, "is_fast", False) or self._dimensions % DIMENSIONS_PER_BYTE:
            return [[] for _ in texts]
        longest = self._model.max_seq_length
        found = tokenizer(texts, return_offsets_mapping=True, truncation=longest is not None, max_length=longest)
        return [
            [(start, end) if end > skipped else (0, 0) for start, end in offsets] for offsets in found["offset_mapping"]
        ]

    @property
    def _dimensions(self) -> int:
        dimensions: int = self._model.get_embedding_dimension()
        return dimensions

    def _lengths(self, texts: list[str]) -> list[int]:
        """Return how many tokens each text has, padding included in none."""
        if len(texts) == 1:
            return [1]
        longest: int = self._model.max_seq_length or _BATCH_TOKENS
        return [min(len(ids), longest) for ids in self._model.tokenizer(texts, verbose=False)["input_ids"]]

    def _prompt(self, *names: str) -> str:
        prompts: dict[str, str] = self._model.prompts
        for name in names:
            if prompts.get(name):
                return prompts[name]
        return prompt_of(self._wanted, names[0])

    @cached_property
    def _model(self) -> Any:
        with self._lock:
            if "_model" in self.__dict__:
                return self.__dict__["_model"]
            return self._load()

    def _load(self) -> Any:
        path = self._wanted
        if path == BUNDLED:
            path = str(bundled_weights.bundled_model(self._cache, self._announce))
        share_arenas()
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # What is compiled for each shape of a batch: 1,024 would be kept, which takes 140 MB (benchmarks/ingest.md).
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
        return model


def prompt_of(model: str, kind: str) -> str:
    """Return what a model wants before a text: E5 models its kind, of which most of their folders say nothing."""
    named = model.lower()
    return f"{kind}: " if "e5" in named and "instruct" not in named else ""


def calibration_of(model: str) -> Calibration | None:
    """Return where the cosines of a model lie, None where that isn't known without trying it."""
    return calibration.BUNDLED if calibration.BUNDLED.model in model else None


def _nobody(_: int) -> None:
    """Tell nobody of progress."""


def _precision(torch: Any) -> Any:
    """Choose bf16 where the processor computes in it, which is where it is faster."""
    if torch.cuda.is_available():
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    capabilities = torch.cpu.get_capabilities()
    return torch.bfloat16 if capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") else torch.float32


def _batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Group texts of like length so that little of a batch is padding; the longest come first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True):
        if batch and lengths[batch[0]] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _in_parallel(
    forward: Callable[[list[int], dict[str, Any]], None],
    batches: Iterator[tuple[list[int], dict[str, Any]]],
    on_progress: Callable[[int], None],
) -> None:
    """Run a batch on each core, with one thread a batch: no core waits for another within a layer."""
    import torch

    cores = torch.get_num_threads()
    with ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        waiting: list[tuple[int, Any]] = []
        for number, (batch, features) in enumerate(batches, 1):
            waiting.append((len(batch), pool.submit(forward, batch, features)))
            if number % _BATCHES_KEPT == 0:
                give_back()
            if len(waiting) >= 2 * cores:
                done, future = waiting.pop(0)
                future.result()
                on_progress(done)
        for done, future in waiting:
            future.result()
            on_progress(done)
