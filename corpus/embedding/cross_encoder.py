"""Read two texts together: how well passages answer, whether words entail a sentence.

Door: the cross-encoders of sentence_transformers.
"""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import ModelError, SettingsError
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BATCH = 16


class Reranker(Protocol):
    """Says how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str], /) -> list[float]:
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
                "The model {model!r} gives {count} scores a passage: set FOOTNOTE_RERANKER_MODEL to a "
                "cross-encoder that gives one, or leave it empty.",
                model=self._wanted,
                count=found.shape[1],
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
                raise ModelError(
                    "The reranking model {model!r} can't be loaded: set FOOTNOTE_RERANKER_MODEL to a cross-encoder of"
                    " sentence-transformers or a folder that holds one, or leave it empty.",
                    model=self._wanted,
                ) from error


class CrossEncoderEntailment:
    """A cross-encoder that says whether a sentence follows from words, loaded when first used and once.

    It has a label for entailment among others, or one score.
    """

    def __init__(self, model: str, announce: Callable[[str], None]) -> None:
        """Name the model: a hub id or a folder; its configuration is read now, its weights when they are needed.

        Raises:
            SettingsError: the configuration can't be read, or no label of it means that a sentence is supported.
        """
        self._wanted = model
        self._announce = announce
        self._lock = Lock()
        self._entails = _entailment(model)

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return for each pair of words and sentence the probability that the sentence follows.

        Raises:
            ModelError: the model can't be loaded.
        """
        if not pairs:
            return []
        import torch

        found: Any = self._model.predict(
            list(pairs), batch_size=_BATCH, show_progress_bar=False, activation_fn=torch.nn.Identity()
        )
        scores = torch.as_tensor(found, dtype=torch.float32)
        if self._entails is None:
            return torch.sigmoid(scores.reshape(len(pairs))).tolist()
        return torch.softmax(scores, dim=-1)[:, self._entails].tolist()

    @cached_property
    def _model(self) -> Any:
        with self._lock:
            if "_model" in self.__dict__:
                return self.__dict__["_model"]
            self._announce("Loading the model of support")
            from sentence_transformers import CrossEncoder

            try:
                return CrossEncoder(self._wanted)
            except Exception as error:
                raise ModelError.of(_NO_SUPPORT_MODEL.filled(model=self._wanted)) from error


_NO_SUPPORT_MODEL = Reason(
    "The support model {model!r} can't be loaded: set FOOTNOTE_SUPPORT_MODEL to a cross-encoder of"
    " sentence-transformers or a folder that holds one, or leave it empty."
)
# How models name the label that a sentence follows: "entailment", "SUPPORTED", "consistent"; never "not_entailment".
_ENTAILS = ("entail", "support", "consistent")


def _entailment(model: str) -> int | None:
    """Return which of a model's labels means that a sentence follows, None where it has one score alone."""
    from transformers import AutoConfig

    try:
        named: Any = AutoConfig.from_pretrained(model).id2label or {}
        labels = {int(index): str(label) for index, label in named.items()}
    except Exception as error:
        raise SettingsError.of(_NO_SUPPORT_MODEL.filled(model=model)) from error
    if len(labels) == 1:
        return None
    found = [index for index, label in labels.items() if label.casefold().startswith(_ENTAILS)]
    if len(found) != 1:
        raise SettingsError(
            "The support model {model!r} has the labels {labels}, none of which says that a sentence is "
            "supported: set FOOTNOTE_SUPPORT_MODEL to one with a label for entailment or with one score, "
            "or leave it empty.",
            model=model,
            labels=", ".join(labels.values()),
        )
    return found[0]
