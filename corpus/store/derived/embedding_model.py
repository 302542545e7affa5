"""Remember which model embedded a corpus, in which form, and what its vectors are filed under."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from corpus.embedding.calibrate import cautious, fitted
from corpus.embedding.calibration import unpacked
from corpus.errors import OtherModelError

if TYPE_CHECKING:
    from corpus.embedding.calibration import Calibration
    from corpus.embedding.embedder import Embedder
    from corpus.store.tables.catalogue import Catalogue

_log = logging.getLogger(__name__)

# What is kept of a text beside its words; a corpus of another form is refused until `repair` has embedded it again.
FORM = "3"


class MadeWith:
    """What the catalogue of one corpus says of its vectors, beside the model that the settings name."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder) -> None:
        """Name the catalogue, and the model of the settings."""
        self._catalogue = catalogue
        self._embedder = embedder
        self._model = embedder.name
        self._guessed: Calibration | None = None

    def tag(self) -> str | None:
        """Return what the vectors are filed under, None where there are none yet."""
        return self._catalogue.fact("vectors")

    def start(self) -> str:
        """Return what the vectors are filed under, and remember the model where there are none yet."""
        tag = self.tag()
        if tag is None:
            tag = hashlib.sha256(self._model.encode()).hexdigest()[:12]
            self.remember(tag)
        return tag

    def remember(self, tag: str) -> None:
        """Remember that the model of the settings made the vectors filed under a tag."""
        if self._catalogue.fact("embedding_model") not in (None, self._model):
            self._catalogue.forget("calibration")
        self._catalogue.remember(vectors=tag, embedding_model=self._model, vectors_form=FORM)

    def calibration(self) -> Calibration:
        """Return where the model's cosines lie: as it comes along, as it was fitted, or else as it is guessed.

        A guess is logged once.

        Raises:
            OtherModelError: it was fitted for another model.
            StoreError: it can't be read.
        """
        kept = self._catalogue.fact("calibration")
        known = self._embedder.calibration or (unpacked(kept) if kept else self._guessed)
        if known is None:
            known = self._guessed = cautious(self._embedder)
            _log.warning(
                "The embedding model %s isn't calibrated, so that less is answered than could be:"
                " run `footnote doctor --calibrate`.",
                self._model,
            )
        if known.model not in self._model:
            raise OtherModelError(
                "The corpus is calibrated for the embedding model {made_with}, the settings say {model}: run "
                "`footnote doctor --calibrate`, or set FOOTNOTE_EMBEDDING_MODEL back.",
                made_with=known.model,
                model=self._model,
            )
        return known

    def calibrate(self) -> None:
        """Find out where the cosines of the model of the settings lie, and keep it, unless it comes along."""
        if self._embedder.calibration is None:
            self._catalogue.remember(calibration=fitted(self._embedder).packed())

    def is_this_model(self) -> bool:
        """Say whether the model of the settings made the vectors, in whatever form."""
        return self._catalogue.fact("embedding_model") == self._model

    def is_current(self) -> bool:
        """Say whether the model of the settings made the vectors, in the form that is made now."""
        return self.is_this_model() and self._catalogue.fact("vectors_form") == FORM

    def check(self) -> None:
        """Raise OtherModelError where another model embedded the corpus, or an older Footnote in another form."""
        made_with = self._catalogue.fact("embedding_model")
        if made_with is None or self.is_current():
            return
        if made_with != self._model:
            raise OtherModelError(
                "The corpus was made with the embedding model {made_with}, the settings say {model}: set "
                "FOOTNOTE_EMBEDDING_MODEL back, or run `footnote doctor --repair` to embed it again.",
                made_with=made_with,
                model=self._model,
            )
        raise OtherModelError(
            "The corpus was embedded by an older Footnote, which kept less of each passage:"
            " run `footnote doctor --repair` to embed it again."
        )
