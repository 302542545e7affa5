"""What is read of each candidate of a search, its words' and its sentences' vectors, in the corpus' SQLite file.

They are only read by id, never searched, so they need no index of vectors and take no memory. Chroma has the sentences'
vectors too, and would take most of a search to give those of a hundred passages out. Derived from the catalogue,
rebuildable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.store.tables.rows import in_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.store.tables.database import Database

    Vectors = NDArray[np.float32]

_AT_ONCE = 500  # variables of one statement
_BYTES = 2  # of a number


@dataclass(frozen=True, slots=True)
class Details:
    """A passage's words, packed (word_vectors.py), and its sentences' vectors, (sentences, dimensions)."""

    words: bytes
    sentences: Vectors


class RescoringStore:
    """Details by passage and model tag."""

    def __init__(self, database: Database) -> None:
        """Name the file that holds them."""
        self._db = database

    def add(self, tag: str, details: Iterable[tuple[str, Details]]) -> None:
        """Store the details of passages under their ids; of a sentence's numbers about three digits are kept."""
        rows = [(identity, tag, d.sentences.astype(np.float16).tobytes(), d.words) for identity, d in details]
        # No reader sees them before the catalogue has their passages.
        with self._db.writing(quietly=True) as connection:
            connection.executemany(
                "INSERT INTO details VALUES (?, ?, ?, ?) ON CONFLICT (passage_id, tag)"
                " DO UPDATE SET sentences = excluded.sentences, words = excluded.words",
                rows,
            )

    def get(self, tag: str, ids: Sequence[str], dimensions: int) -> dict[str, Details]:
        """Return the details that are there, by id."""
        found: dict[str, Details] = {}
        for at in range(0, len(ids), _AT_ONCE):
            part = ids[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            query = f"SELECT passage_id, words, sentences FROM details WHERE tag = ? AND passage_id IN ({marks})"
            for identity, words, sentences in self._db.rows(query, (tag, *part)):
                found[identity] = Details(words, _vectors(sentences, dimensions))
        return found

    def sentences(self, tag: str, counts: Mapping[str, int]) -> dict[str, Vectors]:
        """Return the sentences' vectors of passages, by id, of those that have as many as they have sentences."""
        found: dict[str, Vectors] = {}
        for marks, part in in_parts([identity for identity, count in counts.items() if count]):
            query = f"SELECT passage_id, sentences FROM details WHERE tag = ? AND passage_id IN ({marks})"
            for identity, sentences in self._db.rows(query, (tag, *part)):
                if sentences and len(sentences) % (counts[identity] * _BYTES) == 0:
                    found[identity] = _vectors(sentences, len(sentences) // (counts[identity] * _BYTES))
        return found

    def nearest(self, tag: str, ids: Sequence[str], vector: Vectors, limit: int) -> list[str]:
        """Return those of the ids whose passages have the sentences nearest to a vector, nearest first."""
        known: list[str] = []
        best: list[NDArray[np.float32]] = []
        for at in range(0, len(ids), _AT_ONCE):
            part = ids[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            query = f"SELECT passage_id, sentences FROM details WHERE tag = ? AND passage_id IN ({marks})"
            rows = [row for row in self._db.rows(query, (tag, *part)) if row[1]]  # some state nothing
            ends = np.cumsum([0] + [len(sentences) for _, sentences in rows]) // (len(vector) * _BYTES)
            cosines = _vectors(b"".join(sentences for _, sentences in rows), len(vector)) @ vector
            best.append(np.maximum.reduceat(cosines, ends[:-1]) if rows else cosines)
            known += [identity for identity, _ in rows]
        order = np.argsort(-np.concatenate(best), kind="stable") if best else []
        return [known[index] for index in order[:limit]]

    def delete(self, tag: str, ids: Iterable[str]) -> None:
        """Remove details by their ids; one that isn't there is no error."""
        with self._db.writing(quietly=True) as connection:
            connection.executemany(
                "DELETE FROM details WHERE passage_id = ? AND tag = ?", ((identity, tag) for identity in ids)
            )

    def ids(self, tag: str) -> set[str]:
        """Return the ids of all that are there."""
        return {row[0] for row in self._db.rows("SELECT passage_id FROM details WHERE tag = ?", (tag,))}

    def drop_others(self, tag: str) -> None:
        """Delete those of every other model tag."""
        with self._db.writing(quietly=True) as connection:
            connection.execute("DELETE FROM details WHERE tag != ?", (tag,))


def _vectors(kept: bytes, dimensions: int) -> Vectors:
    return np.frombuffer(kept, np.float16).reshape(-1, dimensions).astype(np.float32)
