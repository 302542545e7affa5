"""The word vectors of passages, packed, in the corpus' SQLite file; derived from the catalogue, rebuildable.

They are only read by id, never searched, so they need no index of vectors and take no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.database import Database

_AT_ONCE = 500  # variables of one statement


class WordStore:
    """Packed words (corpus/word_vectors.py) by passage and model tag."""

    def __init__(self, database: Database) -> None:
        """Name the file that holds them."""
        self._db = database

    def add(self, tag: str, ids: Sequence[str], packed: Sequence[bytes]) -> None:
        """Store the words of passages under their ids."""
        rows = zip(ids, [tag] * len(ids), packed, strict=True)
        # No reader sees them before the catalogue has their passages.
        with self._db.writing(quietly=True) as connection:
            connection.executemany("INSERT OR REPLACE INTO word_vectors VALUES (?, ?, ?)", rows)

    def get(self, tag: str, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the words that are there, by id."""
        found: dict[str, bytes] = {}
        for at in range(0, len(ids), _AT_ONCE):
            part = ids[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            query = f"SELECT passage_id, packed FROM word_vectors WHERE tag = ? AND passage_id IN ({marks})"
            found |= dict(self._db.rows(query, (tag, *part)))
        return found

    def delete(self, tag: str, ids: Iterable[str]) -> None:
        """Remove words by their ids; one that isn't there is no error."""
        with self._db.writing(quietly=True) as connection:
            connection.executemany(
                "DELETE FROM word_vectors WHERE passage_id = ? AND tag = ?", ((identity, tag) for identity in ids)
            )

    def ids(self, tag: str) -> set[str]:
        """Return the ids of all that are there."""
        return {row[0] for row in self._db.rows("SELECT passage_id FROM word_vectors WHERE tag = ?", (tag,))}

    def drop_others(self, tag: str) -> None:
        """Delete those of every other model tag."""
        with self._db.writing(quietly=True) as connection:
            connection.execute("DELETE FROM word_vectors WHERE tag != ?", (tag,))
