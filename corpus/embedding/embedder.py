"""Turn texts into vectors, and into vectors of their words."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Protocol

import numpy as np

from corpus.embedding import background_texts, calibration, common
from corpus.embedding.answer_scorer import AnswerScorer
from corpus.embedding.encoders import weights_file
from corpus.embedding.word_vectors import DIMENSIONS_PER_BYTE, mean_of_words, pack, unit, words_of
from corpus.errors import ModelError
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.embedding.calibration import Calibration
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.encoders.encoder import Encoder
    from corpus.embedding.encoders.vocabulary import Vocabulary

    Vectors = NDArray[np.float32]

BUNDLED = ""
BUNDLED_NAME = f"{weights_file.MODEL_NAME}@{weights_file.SHA256[:12]}"
HUB_NAME = "intfloat/multilingual-e5-small"

# The graph of the bundled model is made for processors; a graphics processor runs it as any other model.
_GRAPHICS = Path("/proc/driver/nvidia/version")
_CACHED_QUERIES = 256


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
    """The bundled model, or one of sentence-transformers: loaded when first used and once."""

    def __init__(self, model: str, cache: Path, announce: Callable[[str], None]) -> None:
        """Name the model: a hub id, a folder, or BUNDLED for the one that comes along."""
        self._wanted = model if model != BUNDLED or weights_file.is_bundled() else HUB_NAME
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

    @cached_property
    def scorer(self) -> AnswerScorer | None:
        """What scores sentences by how well they answer: it comes along with the bundled model, and with no other."""
        return AnswerScorer(self._cache, self._announce, self._vocabulary) if self._wanted == BUNDLED else None

    def _vocabulary(self) -> Vocabulary | None:
        from corpus.embedding.encoders.quantised import QuantisedEncoder

        return self._encoder.vocabulary if isinstance(self._encoder, QuantisedEncoder) else None

    def as_they_are(self, texts: Sequence[str]) -> Vectors:
        """Return one fp32 vector of length 1 a text, without the words that the model may want before it.

        Raises:
            ModelError: the model can't be loaded.
        """
        return self._encoder.encode([well_formed(text) for text in texts], _nobody)

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        """Return one fp32 vector of length 1 a text, (texts, dimensions).

        Raises:
            ModelError: the model can't be loaded.
        """
        prompt = self._prompt("passage", "document")
        return self._encoder.encode([prompt + well_formed(text) for text in texts], on_progress or _nobody)

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
        common, folded = self._common[0], self._encoder.folded
        packed = [b""] * worded

        def keep(index: int, tokens: Vectors) -> None:
            if index < worded and len(offsets[index]) == len(tokens):
                packed[index] = pack(mean_of_words(tokens, words_of(folded(prompted[index]), offsets[index])) - common)

        return self._encoder.encode(prompted, on_progress or _nobody, keep), packed

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

    def prepare(self) -> None:
        """Load the model aside: that takes a core, and importing what it is asked by takes the interpreter."""
        Thread(target=self._prepare, name="embedding-model").start()

    def _prepare(self) -> None:
        with suppress(ModelError):  # whoever asks it will be told
            _ = self._encoder

    @cached_property
    def _common(self) -> tuple[Vectors, Vectors]:
        return common.of_bundled() if self._wanted == BUNDLED else self.common_words()

    def common_words(self) -> tuple[Vectors, Vectors]:
        """Return what all words of passages, and all of questions, have in common, (dimensions,) each.

        Raises:
            ModelError: the model can't be loaded.
        """
        _, of_passages = self._tokens(background_texts.SENTENCES, self._prompt("passage", "document"))
        _, of_questions = self._tokens(background_texts.QUESTIONS, self._prompt("query"))
        return np.concatenate(of_passages).mean(axis=0), np.concatenate(of_questions).mean(axis=0)

    def _tokens(self, texts: Sequence[str], prompt: str) -> tuple[Vectors, list[Vectors]]:
        """Return the vectors of texts, and those of each one's tokens that have letters or digits."""
        prompted = [prompt + well_formed(text) for text in texts]
        offsets = self._offsets(prompted, len(prompt))
        found = [np.zeros((0, self._encoder.dimensions), np.float32) for _ in texts]
        folded = self._encoder.folded

        def keep(index: int, tokens: Vectors) -> None:
            if len(offsets[index]) == len(tokens):
                found[index] = tokens[[i for word in words_of(folded(prompted[index]), offsets[index]) for i in word]]

        return self._encoder.encode(prompted, _nobody, keep), found

    def _offsets(self, texts: list[str], skipped: int) -> list[list[tuple[int, int]]]:
        """Return where each token of each text stands; those of the first characters, the prompt, stand nowhere."""
        if not texts or self._encoder.dimensions % DIMENSIONS_PER_BYTE:
            return [[] for _ in texts]
        return [
            [(start, end) if end > skipped else (0, 0) for start, end in offsets]
            for offsets in self._encoder.offsets(texts)
        ]

    def _prompt(self, *names: str) -> str:
        prompts = self._encoder.prompts
        for name in names:
            if prompts.get(name):
                return prompts[name]
        return prompt_of(self._wanted, names[0])

    @cached_property
    def _encoder(self) -> Encoder:
        with self._lock:
            return self.__dict__["_encoder"] if "_encoder" in self.__dict__ else self._load()

    def _load(self) -> Encoder:
        if self._wanted == BUNDLED and not _GRAPHICS.exists():
            from corpus.embedding.encoders.quantised import QuantisedEncoder

            return QuantisedEncoder.load(self._cache, self._announce)
        from corpus.embedding.encoders.sentence_transformer import SentenceTransformerEncoder
        from corpus.embedding.encoders.sentence_transformer_folder import bundled_folder

        path = self._wanted if self._wanted != BUNDLED else str(bundled_folder(self._cache, self._announce))
        return SentenceTransformerEncoder.load(path)


def scorer_of(embedder: Embedder) -> Reranker | None:
    """Return what tells which sentences answer, None where none comes along with a model."""
    return embedder.scorer if isinstance(embedder, SentenceEmbedder) else None


def prompt_of(model: str, kind: str) -> str:
    """Return what a model wants before a text: E5 models its kind, of which most of their folders say nothing."""
    named = model.lower()
    return f"{kind}: " if "e5" in named and "instruct" not in named else ""


def calibration_of(model: str) -> Calibration | None:
    """Return where the cosines of a model lie, None where that isn't known without trying it."""
    return calibration.BUNDLED if calibration.BUNDLED.model in model else None


def _nobody(_: int) -> None:
    """Tell nobody of progress."""
