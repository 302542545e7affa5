"""The tables of one corpus, in a SQLite file or in a schema of PostgreSQL, and which version made them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus.database.engine import DISK_FULL
from corpus.database.sqlite import SqliteFile
from corpus.errors import StoreError
from corpus.reason import Reason

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator
    from pathlib import Path

    from corpus.database.engine import Engine, Transaction
    from corpus.database.postgres import PostgresServer

SCHEMA_VERSION = 5

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sources (name TEXT PRIMARY KEY, address TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS articles (
  id TEXT PRIMARY KEY, origin TEXT NOT NULL UNIQUE, address TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
  author TEXT, published TEXT, language TEXT NOT NULL, source TEXT NOT NULL, content_hash TEXT NOT NULL,
  site TEXT, places TEXT NOT NULL DEFAULT '[]', partial INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS articles_by_filters ON articles(published, source, language, author, id);
CREATE TABLE IF NOT EXISTS passages (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL REFERENCES articles(id),
  ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS passages_of_article ON passages(article_id);
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
# What a list of articles is read from alone, and the words; PostgreSQL has its own of both, and indexes no long texts.
_OF_SQLITE = """
CREATE INDEX IF NOT EXISTS articles_listed ON articles(
  published DESC, title, id, origin, address, author, language, source, site, partial
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(title, body, tokenize = "unicode61 remove_diacritics 0");
"""
_OF_POSTGRES = "CREATE INDEX articles_listed ON articles (published DESC NULLS LAST, title);"
# What an older version made that none uses any more.
_GONE = "DROP TABLE IF EXISTS word_vectors; DROP INDEX IF EXISTS articles_filtered;"
_FROM_1 = """
ALTER TABLE articles ADD COLUMN site TEXT;
ALTER TABLE articles ADD COLUMN places TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
"""


class Database:
    """The tables of one corpus; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        """Name what holds them (`open_file`, `open_server`)."""
        self.engine = engine
        self.rows = engine.rows
        self.reading = engine.reading
        self.close = engine.close

    @contextmanager
    def writing(self, *, quietly: bool = False) -> Generator[Transaction]:
        """Write all or nothing; the generation moves on, unless nothing that readers see changes."""
        with self.engine.writing() as transaction:
            yield transaction
            if not quietly:
                transaction.execute(
                    "INSERT INTO facts VALUES ('generation', '1') ON CONFLICT (name)"
                    " DO UPDATE SET value = CAST(CAST(facts.value AS BIGINT) + 1 AS TEXT)"
                )
                self.engine.announce(transaction)


def open_file(path: Path) -> Database:
    """Open the tables in a file; make them where it isn't there, bring them up to date if an older version made them.

    Raises:
        StoreError: it can't be opened, or a newer version made it.
    """

    def prepare(connection: sqlite3.Connection) -> None:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
            connection.execute("PRAGMA journal_mode = WAL")
            made = f"INSERT OR IGNORE INTO facts VALUES ('schema', '{SCHEMA_VERSION}');"
            connection.executescript(f"{_SCHEMA} {_OF_SQLITE} {made}")
            return
        made_by = _made_by(connection, str(path.parent))
        if made_by < SCHEMA_VERSION:
            done = f"UPDATE facts SET value = '{SCHEMA_VERSION}' WHERE name = 'schema'; COMMIT;"
            added = _FROM_1 if made_by == 1 else ""
            connection.executescript(f"BEGIN IMMEDIATE; {added} {_GONE} {_SCHEMA} {_OF_SQLITE} {done}")

    return Database(SqliteFile(path, _REASONS, prepare))


def open_server(server: PostgresServer) -> Database:
    """Open the tables on a server; make them where they aren't there.

    Raises:
        StoreError: they can't be opened, or a newer version made them.
    """
    from corpus.database.postgres import Postgres, as_postgres
    from corpus.database.words import Gin

    def prepare(transaction: Transaction) -> None:
        if transaction.execute("SELECT to_regclass('facts') IS NOT NULL").fetchone()[0]:
            _made_by(transaction, server.place)
            return
        transaction.execute(as_postgres(_SCHEMA))
        transaction.execute(Gin.SCHEMA)
        transaction.execute(_OF_POSTGRES)
        transaction.execute(f"INSERT INTO facts VALUES ('schema', '{SCHEMA_VERSION}')")

    return Database(Postgres(server, prepare))


def _made_by(tables: Transaction, place: str) -> int:
    """Return which version made the tables; raise StoreError where a newer one did."""
    found: Any = tables.execute("SELECT value FROM facts WHERE name = 'schema'").fetchone()
    made_by = int((found or (SCHEMA_VERSION,))[0])
    if made_by > SCHEMA_VERSION:
        raise StoreError("The corpus {folder} was made by a newer Footnote: upgrade this one to read it.", folder=place)
    return made_by


_UNWRITABLE = Reason(
    "The data folder {folder} can't be written: give this user the right to, or set FOOTNOTE_DATA_DIR."
)
_HELD = Reason("Another process holds the corpus {folder}: wait for it to end and run the command again.")
_DAMAGED = Reason("The catalogue {path} is damaged: move {folder} away and ingest again.")
_REASONS = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_READONLY": _UNWRITABLE,
    "SQLITE_CANTOPEN": _UNWRITABLE,
    "SQLITE_PERM": _UNWRITABLE,
    "SQLITE_BUSY": _HELD,
    "SQLITE_LOCKED": _HELD,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "": Reason("The catalogue {path} can't be used ({reason}): run `footnote doctor`."),
}
