"""Check what is derived from the catalogue against it, and make it again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from corpus.errors import AwayError, StoreError
from corpus.reason import Reason
from corpus.store.derived.indexing import DETAILS, ids_of, passage_of
from corpus.store.derived.vectors import SENTENCES
from corpus.store.tables.word_index import passage_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.store.derived.embedding_model import MadeWith
    from corpus.store.derived.indexing import Embedding
    from corpus.store.derived.vectors import VectorStore
    from corpus.store.tables.catalogue import Catalogue

DAMAGED = Reason("the vectors are damaged or gone")
_AT_ONCE = 200  # passages
_LACKING = {
    SENTENCES: Reason("{count} sentences have no vector"),
    DETAILS: Reason("{count} passages' words and sentences have no vector"),
}
_LEFT_OVER = {
    SENTENCES: Reason("{count} vectors of sentences belong to nothing"),
    DETAILS: Reason("{count} vectors of passages' words and sentences belong to nothing"),
}


class Upkeep:
    """What `doctor` does to one corpus, whose lock its caller holds."""

    def __init__(self, catalogue: Catalogue, embedding: Embedding, made_with: MadeWith, vectors: VectorStore) -> None:
        """Name the parts."""
        self._catalogue = catalogue
        self._embedding = embedding
        self._made_with = made_with
        self._vectors = vectors

    def problems(self) -> list[Reason]:
        """Return what is wrong with what was derived, nothing where it is sound."""
        tag = self._made_with.tag()
        if tag is None:
            return []
        try:
            there = self._embedding.ids(tag)
        except AwayError:
            raise
        except StoreError:
            return [DAMAGED]
        problems: list[Reason] = []
        wanted = self._wanted_ids()
        for kind in wanted:
            if missing := len(wanted[kind] - there[kind]):
                problems.append(_LACKING[kind].filled(count=missing))
            if orphans := len(there[kind] - wanted[kind]):
                problems.append(_LEFT_OVER[kind].filled(count=orphans))
        return problems

    def embeds_alike(self) -> bool:
        """Say whether the model makes the vectors that are kept; another may stand under its name, on a server say.

        Raises:
            ModelError: it can't be asked.
        """
        tag = self._made_with.tag()
        sample = self._catalogue.passages(self._catalogue.with_sentences(1))
        return tag is None or all(self._embedding.makes(tag, article, p) for p, article in sample.values())

    def opens(self) -> bool:
        """Say whether the vectors are there and can be searched, which another process tries: it may be ended by it."""
        tag = self._made_with.tag()
        if tag is None:
            return True
        return self._vectors.opens(tag) and (self._vectors.has_any(tag) or not self._catalogue.has_sentences())

    def drop_vectors(self) -> None:
        """Delete all vectors, whatever state they are in; `repair` makes them again from the catalogue."""
        self._embedding.destroy_vectors()

    def repair(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Bring the vectors in line with the catalogue; return of how many passages they were made again.

        Where only the index lost them, they are put back. Where the settings name another model, or an older
        Footnote embedded, all are embedded anew beside the old ones, and the corpus switches to them at the end, so
        that a reader finds either whole.
        """
        if not self._made_with.is_current():
            return self._rebuild(on_progress)
        tag = self._made_with.start()
        try:
            there = self._embedding.ids(tag)
        except AwayError:
            raise
        except StoreError:
            self._embedding.destroy_vectors()
            there = self._embedding.details_alone(tag)
        wanted = self._wanted_ids()
        self._embedding.delete(tag, {kind: there[kind] - wanted[kind] for kind in wanted})
        missing = {passage_of(identity) for kind in wanted for identity in wanted[kind] - there[kind]}
        back = self._put_back(tag, missing & there[DETAILS])
        embedded = self._embed(tag, missing - back, on_progress)
        self._embedding.drop_others(tag)
        self._catalogue.remember(vectors=tag)
        return len(back) + embedded

    def _rebuild(self, on_progress: Callable[[int], None] | None) -> int:
        tag = uuid.uuid4().hex[:12]
        for article in self._catalogue.articles():
            passages = self._catalogue.passages_of(article.id)
            self._catalogue.index_again(passages, passage_words(article, passages))
        embedded = self._embed(tag, set(self._catalogue.passage_ids()), on_progress)
        self._made_with.remember(tag)
        self._embedding.drop_others(tag)
        return embedded

    def _put_back(self, tag: str, ids: set[str]) -> set[str]:
        """Store the vectors of sentences of passages anew from what is kept beside them; return which could be."""
        done: set[str] = set()
        ordered = sorted(ids)
        for at in range(0, len(ordered), _AT_ONCE):
            found = self._catalogue.passages(ordered[at : at + _AT_ONCE])
            done.update(self._embedding.put_back(tag, [passage for passage, _ in found.values()]))
        return done

    def _embed(self, tag: str, ids: set[str], on_progress: Callable[[int], None] | None) -> int:
        ordered = sorted(ids)
        for at in range(0, len(ordered), _AT_ONCE):
            found = self._catalogue.passages(ordered[at : at + _AT_ONCE])
            self._embedding.add(tag, [(article, passage) for passage, article in found.values()], on_progress)
        return len(ordered)

    def _wanted_ids(self) -> dict[str, set[str]]:
        return ids_of(p for a in self._catalogue.articles() for p in self._catalogue.passages_of(a.id))
