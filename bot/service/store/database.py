"""The tables of what the faces remember, in a SQLite file or in a schema of PostgreSQL, and which version made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.database.sqlite import SqliteFile
from corpus.errors import StoreError
from corpus.reason import Reason

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from corpus.database.engine import Engine, Transaction
    from corpus.database.postgres import PostgresServer

STATE_VERSION = 3
SCHEMA_NAME = "footnote_bot"  # in PostgreSQL; those of corpora are named after their folders
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS servers (id INTEGER PRIMARY KEY, settings TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS answers (
  id TEXT PRIMARY KEY, guild INTEGER, channel INTEGER NOT NULL, message INTEGER, asker INTEGER NOT NULL,
  private INTEGER NOT NULL, asked REAL NOT NULL, body TEXT NOT NULL, question INTEGER, mark TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS answers_of_channel ON answers(channel, asked);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers(asked);
CREATE INDEX IF NOT EXISTS answers_by_message ON answers(message);
CREATE TABLE IF NOT EXISTS opinions (
  answer TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE, person INTEGER NOT NULL, good INTEGER NOT NULL,
  reason TEXT NOT NULL, given REAL NOT NULL, kind TEXT NOT NULL DEFAULT '', PRIMARY KEY (answer, person)
) STRICT;
CREATE TABLE IF NOT EXISTS questions (
  id TEXT PRIMARY KEY, asked REAL NOT NULL, body TEXT NOT NULL, owner TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS sources (
  corpus TEXT NOT NULL, address TEXT NOT NULL, kind TEXT, looked_at REAL NOT NULL, PRIMARY KEY (corpus, address)
) STRICT;
CREATE TABLE IF NOT EXISTS removals (
  id TEXT PRIMARY KEY, corpus TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS offers (
  id TEXT PRIMARY KEY, corpus TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS followed (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, person INTEGER NOT NULL, guild INTEGER, body TEXT NOT NULL,
  UNIQUE (id, person)
) STRICT;
CREATE TABLE IF NOT EXISTS told (
  guild INTEGER NOT NULL, article TEXT NOT NULL, PRIMARY KEY (guild, article)
) STRICT, WITHOUT ROWID;
"""
# What one process counts in its memory.
_OF_SERVER = """
CREATE TABLE IF NOT EXISTS asked (number INTEGER PRIMARY KEY, key TEXT NOT NULL, at REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS asked_by_key ON asked(key, at);
"""
# What brings a file of an older version up to date; tables that it hasn't are made by the schema afterwards. The first
# version knew no kinds of faults; the second asked SQLite for what stood within its JSON.
_FROM_1 = "ALTER TABLE opinions ADD COLUMN kind TEXT NOT NULL DEFAULT '';"
_FROM_2 = """
ALTER TABLE answers ADD COLUMN question INTEGER;
ALTER TABLE answers ADD COLUMN mark TEXT NOT NULL DEFAULT '';
UPDATE answers SET question = json_extract(body, '$.question'), mark = coalesce(json_extract(body, '$.mark'), ''),
  body = json_remove(body, '$.question', '$.mark');
CREATE TABLE IF NOT EXISTS questions (id TEXT PRIMARY KEY, asked REAL NOT NULL, body TEXT NOT NULL) STRICT;
ALTER TABLE questions ADD COLUMN owner TEXT NOT NULL DEFAULT '';
CREATE TABLE IF NOT EXISTS followed (
  id TEXT NOT NULL, person INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, person)
) STRICT;
ALTER TABLE followed RENAME TO followed_before;
"""
_AFTER_2 = """
INSERT INTO followed (id, person, guild, body)
  SELECT id, person, json_extract(body, '$.guild'), body FROM followed_before ORDER BY rowid;
DROP TABLE followed_before;
"""
_REASONS = {"": Reason("The bot's file {path} can't be used ({reason}): mend it, or move it away.")}


class StateTables:
    """The tables; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        """Name what holds them (`open_file`, `open_server`)."""
        self.engine = engine
        self.rows = engine.rows
        self.run = engine.run
        self.close = engine.close

    def run_all(self, query: str, rows: list[tuple[object, ...]]) -> None:
        """Run one statement with each row of values, all or none."""
        with self.engine.writing() as transaction:
            transaction.executemany(query, rows)

    def fact(self, name: str) -> str | None:
        """Return a single remembered value."""
        rows = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def remember(self, name: str, value: str) -> None:
        """Remember a single value."""
        self.run(
            "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )


def open_file(path: Path) -> StateTables:
    """Open the tables in a file; make them where it isn't there, bring them up to date if an older version made them.

    Raises:
        StoreError: it can't be used, or a newer version made it.
    """

    def prepare(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        if _made_by(connection, str(path)) == STATE_VERSION:
            return
        connection.execute("BEGIN IMMEDIATE")  # two that begin at once bring it up to date once
        try:
            _bring_up(connection, _made_by(connection, str(path)))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            "The data folder {folder} can't be made ({reason}): set FOOTNOTE_DATA_DIR to another.",
            folder=path.parent,
            reason=error.strerror,
        ) from error
    return StateTables(SqliteFile(path, _REASONS, prepare))


def open_server(server: PostgresServer) -> StateTables:
    """Open the tables on a server; make them where they aren't there.

    Raises:
        StoreError: they can't be opened, or a newer version made them.
    """
    from corpus.database.postgres import Postgres, as_postgres

    def prepare(transaction: Transaction) -> None:
        if not transaction.execute("SELECT to_regclass('facts') IS NOT NULL").fetchone()[0]:
            transaction.execute(as_postgres(_SCHEMA))
            transaction.execute("INSERT INTO facts VALUES ('version', ?)", (str(STATE_VERSION),))
        transaction.execute(as_postgres(_OF_SERVER))
        _version(transaction, server.place)

    return StateTables(Postgres(server, prepare))


def _bring_up(connection: sqlite3.Connection, made_by: int) -> None:
    """Make the tables where there are none (version 0), or make those of an older version into this one's."""
    steps = {1: _FROM_1 + _FROM_2, 2: _FROM_2}.get(made_by, "") + _SCHEMA + (_AFTER_2 if made_by in {1, 2} else "")
    for statement in steps.split(";"):  # `executescript` would end the transaction
        connection.execute(statement)
    made = "INSERT INTO facts VALUES ('version', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    connection.execute(made, (str(STATE_VERSION),))


def _made_by(connection: sqlite3.Connection, place: str) -> int:
    """Return which version made the tables of a file, 0 where there are none."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone()
    return _version(connection, place) if there else 0


def _version(tables: Transaction, place: str) -> int:
    """Return which version made the tables; raise StoreError where a newer one did."""
    found = tables.execute("SELECT value FROM facts WHERE name = 'version'").fetchone()
    made_by = int(found[0]) if found else 2  # one that was stopped while it made its first file
    if made_by > STATE_VERSION:
        raise StoreError("{path} was made by a newer Footnote: upgrade this one to use it.", path=place)
    return made_by
