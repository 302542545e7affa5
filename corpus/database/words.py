"""The words of passages in two engines that rank alike: FTS5, and PostgreSQL's GIN over our own tokens.

Both rank by BM25 as FTS5 reckons it (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75), a word in the title like one in
the text. PostgreSQL's own ranking knows no document frequencies, so the formula stands in the query here.
"""

from __future__ import annotations

import json
from collections import Counter
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.database.engine import Engine, Transaction

# As little as a word counts that nearly all passages have, in FTS5.
_LEAST = 1e-6
_LONGEST = 500


class Fts5:
    """Words in a virtual table of SQLite."""

    def __init__(self, engine: Engine) -> None:
        """Name the file."""
        self._db = engine

    def put(self, transaction: Transaction, number: int, title: str, body: str) -> None:
        """Add a passage's words."""
        transaction.execute("INSERT OR REPLACE INTO words (rowid, title, body) VALUES (?, ?, ?)", (number, title, body))

    def remove(self, transaction: Transaction, article_id: str) -> None:
        """Remove those of an article's passages."""
        numbers = "SELECT number FROM passages WHERE article_id = ?"
        transaction.execute(f"DELETE FROM words WHERE rowid IN ({numbers})", (article_id,))

    def count(self, word: str, most: int) -> int:
        """Return how many passages have a word."""
        query = "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)"
        return int(self._db.rows(query, (_any_of([word]), most))[0][0])

    def scored(self, words: Sequence[str], limit: int | None) -> list[tuple[int, float]]:
        """Return the passages with any of the words, best first."""
        query = (
            "SELECT rowid, -bm25(words, 1.0, 1.0) AS score FROM words"
            " WHERE words MATCH ? ORDER BY score DESC, rowid LIMIT ?"
        )
        found = self._db.rows(query, (_any_of(words), -1 if limit is None else limit))
        return [(int(row[0]), float(row[1])) for row in found]

    def has_any(self, words: Sequence[str]) -> bool:
        """Say whether any passage has any of the words."""
        query = "SELECT rowid FROM words WHERE words MATCH ? LIMIT 1"
        return bool(words) and bool(self._db.rows(query, (_any_of(words),)))

    def missing(self) -> int:
        """Return how many passages have no words."""
        query = "SELECT count(*) FROM passages WHERE number NOT IN (SELECT rowid FROM words)"
        return int(self._db.rows(query)[0][0])


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


class Gin:
    """Words in a table of PostgreSQL; it keeps how many there are in all, which BM25 asks for."""

    SCHEMA = """
CREATE TABLE words (
  number BIGINT PRIMARY KEY REFERENCES passages(number) ON DELETE CASCADE,
  length BIGINT NOT NULL, lexemes TSVECTOR NOT NULL, often JSONB NOT NULL
);
CREATE INDEX words_by_lexeme ON words USING GIN (lexemes);
CREATE TABLE words_in_all (passages BIGINT NOT NULL, words BIGINT NOT NULL);
INSERT INTO words_in_all VALUES (0, 0);
"""

    def __init__(self, engine: Engine) -> None:
        """Name the server."""
        self._db = engine

    def put(self, transaction: Transaction, number: int, title: str, body: str) -> None:
        """Add a passage's words."""
        words = [*title.split(), *body.split()]
        gone = transaction.execute("DELETE FROM words WHERE number = ? RETURNING length", (number,)).fetchall()
        often = json.dumps(Counter(_kept(word) for word in words))
        values = (number, len(words), _lexemes(words), often)
        transaction.execute("INSERT INTO words VALUES (?, ?, ?::tsvector, ?::jsonb)", values)
        self._count(transaction, 1 - len(gone), len(words) - sum(int(row[0]) for row in gone))

    def remove(self, transaction: Transaction, article_id: str) -> None:
        """Remove those of an article's passages."""
        numbers = "SELECT number FROM passages WHERE article_id = ?"
        query = f"DELETE FROM words WHERE number IN ({numbers}) RETURNING length"
        gone = transaction.execute(query, (article_id,)).fetchall()
        self._count(transaction, -len(gone), -sum(int(row[0]) for row in gone))

    def count(self, word: str, most: int) -> int:
        """Return how many passages have a word."""
        query = "SELECT count(*) FROM (SELECT 1 FROM words WHERE lexemes @@ ?::tsquery LIMIT ?) AS having_it"
        return int(self._db.rows(query, (_asked([word]), most))[0][0])

    def scored(self, words: Sequence[str], limit: int | None) -> list[tuple[int, float]]:
        """Return the passages with any of the words, best first."""
        ((passages, in_all),) = self._db.rows("SELECT passages, words FROM words_in_all")
        if not passages:
            return []
        query = "SELECT count(*) FROM words WHERE lexemes @@ ?::tsquery"
        weights: list[float] = []
        for word in words:
            having = int(self._db.rows(query, (_asked([word]),))[0][0])
            weights.append(max(log((passages - having + 0.5) / (having + 0.5)), _LEAST))
        query = """
            SELECT number, sum(weight * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length / ?::float8))) AS score
            FROM (
                SELECT w.number, w.length, q.weight, (w.often ->> q.lexeme)::float8 AS often
                FROM words w CROSS JOIN unnest(?::text[], ?::float8[]) AS q(lexeme, weight)
                WHERE w.lexemes @@ ?::tsquery
            ) AS met
            WHERE often IS NOT NULL GROUP BY number ORDER BY score DESC, number LIMIT ?"""
        values = (max(in_all / passages, _LEAST), [_kept(word) for word in words], weights, _asked(words), limit)
        return [(int(row[0]), float(row[1])) for row in self._db.rows(query, values)]

    def has_any(self, words: Sequence[str]) -> bool:
        """Say whether any passage has any of the words."""
        query = "SELECT 1 FROM words WHERE lexemes @@ ?::tsquery LIMIT 1"
        return bool(words) and bool(self._db.rows(query, (_asked(words),)))

    def missing(self) -> int:
        """Return how many passages have no words."""
        query = "SELECT count(*) FROM passages p WHERE NOT EXISTS (SELECT 1 FROM words w WHERE w.number = p.number)"
        return int(self._db.rows(query)[0][0])

    def _count(self, transaction: Transaction, passages: int, words: int) -> None:
        if passages or words:
            query = "UPDATE words_in_all SET passages = passages + ?, words = words + ?"
            transaction.execute(query, (passages, words))


def _lexemes(words: Sequence[str]) -> str:
    """Return words as PostgreSQL writes a vector of them with their places."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, 1):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"{_quoted(word)}:{','.join(at)}" for word, at in places.items())


def _asked(words: Sequence[str]) -> str:
    return " | ".join(_quoted(word) for word in words)


def _kept(word: str) -> str:
    """Return what is kept of a word: PostgreSQL takes 2,046 bytes."""
    return word[:_LONGEST]


def _quoted(word: str) -> str:
    doubled = _kept(word).replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
