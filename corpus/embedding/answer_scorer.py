"""Say how well sentences answer a question: the bundled embedding model, taught to tell that (training/README.md).

Question and sentences are read apart; compared are their vectors, and each of the question's words with the sentence's
that is nearest to it (late interaction, Khattab and Zaharia 2020), where "why" may be near to a reason.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus.embedding.encoders.low_rank import read_low_rank
from corpus.embedding.word_vectors import unit
from corpus.errors import ModelError
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.embedding.encoders.low_rank import LowRank
    from corpus.embedding.encoders.quantised import QuantisedEncoder
    from corpus.embedding.encoders.vocabulary import Vocabulary

    Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The vector of a text, (dimensions,), and those of its words, (words, dimensions)."""

    vector: Vectors
    words: Vectors


FILE: Final = Path(__file__).parent / "encoders" / "answer_scorer.safetensors"
SHA256: Final = "0526e76ff1c0da1029070ee4d6ea152d705403b31ed99ea026f5ec61c3d2f295"
# What the model reads before each text, and its first token, are no words of it.
_NO_WORDS = 4
_TINY = 1e-9
_LENGTHENED = 4.0  # how long vectors are when their weight is told, as when it was learnt
_KEPT = 512  # sentences that were read: some 10 MB


class AnswerScorer:
    """Scores sentences by what was learnt; loaded when first used and once."""

    def __init__(
        self, cache: Path, announce: Callable[[str], None], vocabulary: Callable[[], Vocabulary | None]
    ) -> None:
        """Name the user's cache folder, what is told what is waited for, and what returns a loaded vocabulary."""
        self._vocabulary = vocabulary
        self._cache = cache
        self._announce = announce
        self._lock = Lock()
        self._known: dict[str, _Read] = {}

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return the log-odds that each sentence, with its article's title before it, answers a question.

        Raises:
            ModelError: the weights are missing or damaged.
        """
        if not sentences:
            return []
        learnt = self._learnt.tensors
        (asked,) = self._read([f"query: {question}"], learnt["cq"])
        weights = np.exp(asked.words @ learnt["wq"][0] * _LENGTHENED)
        weights /= max(weights.sum(), _TINY)
        of_vectors, of_words, begins = (float(value) for value in learnt["mix"])
        found: list[float] = []
        for read in self._read([f"passage: {sentence}" for sentence in sentences], learnt["cs"]):
            nearest = (asked.words @ read.words.T).max(axis=1, initial=-1.0)
            found.append(of_vectors * float(asked.vector @ read.vector) + of_words * float(weights @ nearest) + begins)
        return found

    def prepare(self) -> None:
        """Load the model aside, for who will ask it soon."""
        Thread(target=self._prepare, name="answer-scorer").start()

    def _prepare(self) -> None:
        with suppress(ModelError):  # whoever asks it will be told
            _ = self._encoder

    def _read(self, texts: Sequence[str], common: Vectors) -> list[_Read]:
        """Return what is read in texts; `common` is what all words of their kind have in common."""
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            words: dict[int, Vectors] = {}

            def keep(index: int, tokens: Vectors) -> None:
                words[index] = unit(tokens[_NO_WORDS:-1] - common)

            vectors = self._encoder.encode([well_formed(text) for text in new], lambda _: None, keep)
            read = {text: _Read(vector=v, words=words[i]) for i, (text, v) in enumerate(zip(new, vectors, strict=True))}
            known = {**known, **read}
            self._known = dict(list(known.items())[-_KEPT:])
        return [known[text] for text in texts]

    @cached_property
    def _learnt(self) -> LowRank:
        return read_low_rank(FILE, SHA256)

    @cached_property
    def _encoder(self) -> QuantisedEncoder:
        from corpus.embedding.encoders.quantised import QuantisedEncoder

        with self._lock:
            if "_encoder" in self.__dict__:
                return self.__dict__["_encoder"]
            return QuantisedEncoder.load(self._cache, self._announce, self._learnt, self._vocabulary())
