"""Watch which columns of a corpus are read."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from corpus.database.sqlite import SqliteFile

if TYPE_CHECKING:
    import pytest


def watch_reads(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the columns that are read from now on, as `table.column`; SQLite itself tells of them, in every thread."""
    read: set[str] = set()
    original = SqliteFile.connection

    def note(action: int, table: Any, column: Any, *_: object) -> int:
        if action == sqlite3.SQLITE_READ:
            read.add(f"{table}.{column}")
        return sqlite3.SQLITE_OK

    def watched(database: SqliteFile) -> sqlite3.Connection:
        connection = original(database)
        connection.set_authorizer(note)
        return connection

    monkeypatch.setattr(SqliteFile, "connection", watched)
    return read
