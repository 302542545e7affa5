"""Score passages against a question, both read together (door: the cross-encoders of sentence_transformers)."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BATCH = 16


class Reranker(Protocol):
    """Says how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return a score a passage; more is better, and scores of different questions can't be compared."""
        ...


class CrossEncoderReranker:
    """A cross-encoder, loaded when first used and once."""

    def __init__(self, model: str, announce: Callable[[str], None]) -> None:
        """Name the model: a hub id or a folder."""
        self._wanted = model
        self._announce = announce
        self._lock = Lock()

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return a score a passage.

        Raises:
            ModelError: the model can't be loaded, or scores more than one thing.
        """
        if not passages:
            return []
        pairs = [(question, passage) for passage in passages]
        found: Any = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        if found.ndim != 1:
            raise ModelError(
                f"The model {self._wanted!r} gives {found.shape[1]} scores a passage: set FOOTNOTE_RERANKER_MODEL to a"
                " cross-encoder that gives one, or leave it empty."
            )
        return [float(score) for score in found]

    @cached_property
    def _model(self) -> Any:
        with self._lock:
            if "_model" in self.__dict__:
                return self.__dict__["_model"]
            self._announce("Loading the reranking model")
            from sentence_transformers import CrossEncoder

            try:
                return CrossEncoder(self._wanted)
            except Exception as error:
                message = (
                    f"The reranking model {self._wanted!r} can't be loaded: set FOOTNOTE_RERANKER_MODEL to a"
                    " cross-encoder of sentence-transformers or a folder that holds one, or leave it empty."
                )
                raise ModelError(message) from error
