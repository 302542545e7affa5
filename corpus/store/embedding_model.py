"""Remember which model embedded a corpus, in which form, and what its vectors are filed under."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from corpus.errors import OtherModelError

if TYPE_CHECKING:
    from corpus.store.catalogue import Catalogue

# What is kept of a text beside its words; a corpus of another form is refused until `repair` has embedded it again.
FORM = "3"


class MadeWith:
    """What the catalogue of one corpus says of its vectors, beside the model that the settings name."""

    def __init__(self, catalogue: Catalogue, model: str) -> None:
        """Name the catalogue, and the model of the settings."""
        self._catalogue = catalogue
        self._model = model

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
        self._catalogue.remember(vectors=tag, embedding_model=self._model, vectors_form=FORM)

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
                f"The corpus was made with the embedding model {made_with}, the settings say {self._model}:"
                " set FOOTNOTE_EMBEDDING_MODEL back, or run `footnote doctor --repair` to embed it again."
            )
        raise OtherModelError(
            "The corpus was embedded by an older Footnote, which kept less of each passage:"
            " run `footnote doctor --repair` to embed it again."
        )
