"""The SQLite file of one corpus: its tables, and errors turned into sentences (door: sqlite3)."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from threading import local
from typing import TYPE_CHECKING, Any

from corpus.errors import StoreError
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    # A connection within a transaction, without the library's name.
    Transaction = sqlite3.Connection

SCHEMA_VERSION = 5
_BUSY_SECONDS = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sources (name TEXT PRIMARY KEY, address TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS articles (
  id TEXT PRIMARY KEY, origin TEXT NOT NULL UNIQUE, address TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
  author TEXT, published TEXT, language TEXT NOT NULL, source TEXT NOT NULL, content_hash TEXT NOT NULL,
  site TEXT, places TEXT NOT NULL DEFAULT '[]', partial INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS articles_by_filters ON articles(published, source, language, author, id);
CREATE INDEX IF NOT EXISTS articles_listed ON articles(
  published DESC, title, id, origin, address, author, language, source, site, partial
);
CREATE TABLE IF NOT EXISTS passages (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL REFERENCES articles(id),
  ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS passages_of_article ON passages(article_id);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(title, body, tokenize = "unicode61 remove_diacritics 0");

CREATE TABLE IF NOT EXISTS signatures (
  article_id TEXT PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE, signature BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS bands (
  band BLOB NOT NULL, article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE, PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bands_of_article ON bands(article_id);
CREATE TABLE IF NOT EXISTS copies (
  origin TEXT PRIMARY KEY, article_id TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL, site TEXT,
  published TEXT, source TEXT NOT NULL, content_hash TEXT NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS copies_of_article ON copies(article_id);
CREATE TABLE IF NOT EXISTS addresses (
  origin TEXT PRIMARY KEY, source TEXT NOT NULL, etag TEXT, last_modified TEXT, changed TEXT,
  failures INTEGER NOT NULL DEFAULT 0, error TEXT, retry_at REAL, missed INTEGER NOT NULL DEFAULT 0,
  links TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS addresses_of_source ON addresses(source);
CREATE TABLE IF NOT EXISTS runs (
  number INTEGER PRIMARY KEY, started REAL NOT NULL, seconds REAL NOT NULL, what TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS details (
  passage_id TEXT NOT NULL, tag TEXT NOT NULL, sentences BLOB NOT NULL, words BLOB NOT NULL,
  PRIMARY KEY (passage_id, tag)
) STRICT;
"""
# What an older version made that none uses any more.
_GONE = "DROP TABLE IF EXISTS word_vectors; DROP INDEX IF EXISTS articles_filtered;"
_FROM_1 = """
ALTER TABLE articles ADD COLUMN site TEXT;
ALTER TABLE articles ADD COLUMN places TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
"""


class Database:
    """One file; safe to use from several threads, each with its own connection."""

    def __init__(self, path: Path) -> None:
        """Open the file; make it if it isn't there, bring it up to date if an older version made it.

        Raises:
            StoreError: it can't be opened, or a newer version made it.
        """
        self._path = path
        self._local = local()
        self._open: list[sqlite3.Connection] = []
        with self._told():
            self._prepare(self._connection())

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._open:
            connection.close()
        self._open.clear()
        self._local = local()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return what a query finds."""
        with self._told():
            return self._connection().execute(query, tuple(values)).fetchall()

    @contextmanager
    def reading(self) -> Generator[Transaction]:
        """See one state of the file throughout, whatever others write meanwhile."""
        with self._told():
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def writing(self, *, quietly: bool = False) -> Generator[Transaction]:
        """Write all or nothing; the generation moves on, unless nothing that readers see changes."""
        with self._told():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                if not quietly:
                    connection.execute(
                        "INSERT INTO facts VALUES ('generation', '1')"
                        " ON CONFLICT(name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
                    )
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # some errors have ended it
                    connection.execute("ROLLBACK")
                raise

    def _prepare(self, connection: sqlite3.Connection) -> None:
        is_new = not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone()
        if is_new:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"{_SCHEMA} INSERT OR IGNORE INTO facts VALUES ('schema', '{SCHEMA_VERSION}');")
            return
        query = "SELECT value FROM facts WHERE name = 'schema'"
        made_by = int((connection.execute(query).fetchone() or (SCHEMA_VERSION,))[0])
        if made_by > SCHEMA_VERSION:
            raise StoreError(
                "The corpus {folder} was made by a newer Footnote: upgrade this one to read it.",
                folder=self._path.parent,
            )
        if made_by < SCHEMA_VERSION:
            done = f"UPDATE facts SET value = '{SCHEMA_VERSION}' WHERE name = 'schema'; COMMIT;"
            added = _FROM_1 if made_by == 1 else ""
            connection.executescript(f"BEGIN IMMEDIATE; {added} {_GONE} {_SCHEMA} {done}")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._local.connection = connection
            self._open.append(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def _told(self) -> Generator[None]:
        """Turn the database's errors into sentences."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError.of(_why(error, self._path)) from error


def disk_is_full(folder: Path) -> Reason:
    """Return what to say where there is no more room in a folder."""
    return Reason(
        "The disk that holds {folder} is full: make room and run the command again; nothing was lost."
    ).filled(folder=str(folder))


def _why(error: sqlite3.Error, path: Path) -> Reason:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return disk_is_full(path.parent)
    for begins, reason in _REASONS.items():
        if name.startswith(begins):
            return reason.filled(folder=str(path.parent), path=str(path), reason=str(error))
    return _USELESS.filled(path=str(path), reason=str(error))


_REASONS = {
    ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"): Reason(
        "The data folder {folder} can't be written: give this user the right to, or set FOOTNOTE_DATA_DIR."
    ),
    ("SQLITE_BUSY", "SQLITE_LOCKED"): Reason(
        "Another process holds the corpus {folder}: wait for it to end and run the command again."
    ),
    ("SQLITE_CORRUPT", "SQLITE_NOTADB"): Reason(
        "The catalogue {path} is damaged: move {folder} away and ingest again."
    ),
}
_USELESS = Reason("The catalogue {path} can't be used ({reason}): run `footnote doctor`.")
