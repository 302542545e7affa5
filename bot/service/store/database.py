"""The SQLite file of what the faces remember: its tables, and which version made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.database.sqlite import SqliteFile
from corpus.errors import StoreError
from corpus.reason import Reason

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS servers (id INTEGER PRIMARY KEY, settings TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS answers (
  id TEXT PRIMARY KEY, guild INTEGER, channel INTEGER NOT NULL, message INTEGER, asker INTEGER NOT NULL,
  private INTEGER NOT NULL, asked REAL NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS answers_of_channel ON answers(channel, asked);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers(asked);
CREATE INDEX IF NOT EXISTS answers_by_message ON answers(message);
CREATE TABLE IF NOT EXISTS opinions (
  answer TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE, person INTEGER NOT NULL, good INTEGER NOT NULL,
  reason TEXT NOT NULL, given REAL NOT NULL, kind TEXT NOT NULL DEFAULT '', PRIMARY KEY (answer, person)
) STRICT;
CREATE TABLE IF NOT EXISTS questions (id TEXT PRIMARY KEY, asked REAL NOT NULL, body TEXT NOT NULL) STRICT;
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
  id TEXT NOT NULL, person INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, person)
) STRICT;
CREATE TABLE IF NOT EXISTS told (
  guild INTEGER NOT NULL, article TEXT NOT NULL, PRIMARY KEY (guild, article)
) STRICT, WITHOUT ROWID;
"""
_REASONS = {"": Reason("The bot's file {path} can't be used ({reason}): mend it, or move it away.")}


class StateFile(SqliteFile):
    """One file; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if it isn't there.

        Raises:
            StoreError: it can't be used, or a newer version made it.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                "The data folder {folder} can't be made ({reason}): set FOOTNOTE_DATA_DIR to another.",
                folder=path.parent,
                reason=error.strerror,
            ) from error
        super().__init__(path, _REASONS, _prepare)
        made_by = int(self.fact("version") or _VERSION)
        if made_by > _VERSION:
            self.close()
            raise StoreError("{path} was made by a newer Footnote: upgrade this one to use it.", path=path)
        if made_by < 2:  # noqa: PLR2004 -- the first version knew no kinds of faults
            self.run("ALTER TABLE opinions ADD COLUMN kind TEXT NOT NULL DEFAULT ''")
        self.remember("version", str(_VERSION))

    def fact(self, name: str) -> str | None:
        """Return a single remembered value."""
        rows = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def remember(self, name: str, value: str) -> None:
        """Remember a single value."""
        self.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(_SCHEMA)
