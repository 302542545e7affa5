"""Embed passages with their sentences and words, and keep what comes of it in step, in Chroma and in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.embedding.titled import titled_passage, titled_sentence
from corpus.store.derived.passage_details import Details
from corpus.store.derived.vectors import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from corpus.article import Article, Passage
    from corpus.embedding.embedder import Embedder
    from corpus.store.derived.passage_details import RescoringStore
    from corpus.store.derived.vectors import VectorStore

# From which cosine on two vectors of one text are of one model, whatever precision each was computed in.
_ALIKE = 0.95

DETAILS = "passages' words and sentences"


class Embedding:
    """Everything derived from passages by the model, under the tag of the model."""

    def __init__(self, vectors: VectorStore, rescoring: RescoringStore, embedder: Embedder) -> None:
        """Name the parts."""
        self._vectors = vectors
        self._rescoring = rescoring
        self._embedder = embedder

    def add(
        self, tag: str, new: Sequence[tuple[Article, Passage]], on_progress: Callable[[int], None] | None = None
    ) -> None:
        """Embed passages; `on_progress` is told how many more texts are embedded."""
        if not new:
            return
        whole = [titled_passage(article.title, passage.text) for article, passage in new]
        parts = [
            titled_sentence(article.title, passage.sentence(i))
            for article, passage in new
            for i in range(len(passage.sentences))
        ]
        vectors, words = self._embedder.passages_and_words(whole + parts, len(whole), on_progress)
        of_sentences = vectors[len(whole) :]
        self._vectors.add(tag, [i for _, passage in new for i in sentence_ids(passage)], of_sentences)
        details: list[tuple[str, Details]] = []
        at = 0
        for (_, passage), packed in zip(new, words, strict=True):
            details.append((passage.id, Details(packed, of_sentences[at : at + len(passage.sentences)])))
            at += len(passage.sentences)
        self._rescoring.add(tag, details)

    def put_back(self, tag: str, passages: Sequence[Passage]) -> list[str]:
        """Store the vectors of passages' sentences anew, without the model, where their details are whole.

        Returns the ids of the passages for which that could be done.
        """
        kept = self._rescoring.sentences(tag, {p.id: len(p.sentences) for p in passages})
        whole = [p for p in passages if p.id in kept]
        if whole:
            vectors = np.concatenate([kept[p.id] for p in whole])
            ids = [i for p in whole for i in sentence_ids(p)]
            self._vectors.add(tag, ids, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        return [p.id for p in whole]

    def makes(self, tag: str, article: Article, passage: Passage) -> bool:
        """Say whether the model makes of a passage's first sentence what is kept of it, if anything is."""
        kept = self._rescoring.sentences(tag, {passage.id: len(passage.sentences)})
        if passage.id not in kept:
            return True
        now = self._embedder.passages([titled_sentence(article.title, passage.sentence(0))])[0]
        then = kept[passage.id][0]
        return now.shape == then.shape and float(now @ then) > _ALIKE

    def forget(self, tag: str, passages: Sequence[Passage]) -> None:
        """Delete what was derived from passages that are gone."""
        self._vectors.delete(tag, [i for p in passages for i in sentence_ids(p)])
        self._rescoring.delete(tag, [p.id for p in passages])

    def ids(self, tag: str) -> dict[str, set[str]]:
        """Return the ids of what is there, by kind.

        Raises:
            StoreError: the vectors can't be searched.
        """
        self._vectors.try_out(tag)
        return {SENTENCES: self._vectors.ids(tag), DETAILS: self._rescoring.ids(tag)}

    def details_alone(self, tag: str) -> dict[str, set[str]]:
        """Return the ids of what is there, by kind, where there are no vectors."""
        return {SENTENCES: set(), DETAILS: self._rescoring.ids(tag)}

    def delete(self, tag: str, ids: Mapping[str, set[str]]) -> None:
        """Delete by kind and id."""
        self._vectors.delete(tag, sorted(ids[SENTENCES]))
        self._rescoring.delete(tag, ids[DETAILS])

    def destroy_vectors(self) -> None:
        """Delete all vectors that are searched, whatever state they are in."""
        self._vectors.destroy()

    def drop_others(self, tag: str) -> None:
        """Delete what every other model made."""
        self._vectors.drop_others(tag)
        self._rescoring.drop_others(tag)


def ids_of(passages: Iterable[Passage]) -> dict[str, set[str]]:
    """Return the ids of what there should be for passages, by kind."""
    wanted: dict[str, set[str]] = {SENTENCES: set(), DETAILS: set()}
    for passage in passages:
        wanted[SENTENCES].update(sentence_ids(passage))
        wanted[DETAILS].add(passage.id)
    return wanted


def count_texts(passages: Iterable[Passage]) -> int:
    """Return how many texts are embedded for passages: each of them and each of their sentences."""
    return sum(1 + len(passage.sentences) for passage in passages)


def sentence_ids(passage: Passage) -> list[str]:
    """Return the ids of a passage's sentences."""
    return [f"{passage.id}.{i}" for i in range(len(passage.sentences))]


def passage_of(identity: str) -> str:
    """Return the passage's id of the id of a passage or of one of its sentences."""
    return identity.partition(".")[0]
