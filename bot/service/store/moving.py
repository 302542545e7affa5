"""Move what the bot remembers to where other settings keep it: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from corpus.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from bot.service.store.database import StateTables
    from corpus.database.engine import Transaction

# Each table's columns, and what its rows are ordered by; opinions go after the answers that they are of.
_TABLES = {
    "servers": ("id, settings", "id"),
    "answers": ("id, guild, channel, message, asker, private, asked, body, question, mark", "id"),
    "opinions": ("answer, person, good, reason, given, kind", "answer, person"),
    "questions": ("id, asked, body", "id"),
    "sources": ("corpus, address, kind, looked_at", "corpus, address"),
    "removals": ("id, corpus, at, body", "id"),
    "offers": ("id, corpus, at, body", "id"),
    "followed": ("id, person, guild, body", "number"),
    "told": ("guild, article", "guild, article"),
    "facts": ("name, value", "name"),
}
_AT_ONCE = 500  # rows; an answer with its footnotes has some ten kilobytes


def move(source: StateTables, target: StateTables) -> int:
    """Copy all tables into empty ones; return how many rows they have. What is there already is left as it is.

    Raises:
        UsageError: the target holds something else.
        StoreError: what was copied isn't what was there.
    """
    with source.engine.reading() as reading, target.engine.writing() as writing:
        wanted, there = _digest(reading), _digest(writing)
        if wanted == there:
            return wanted[0]
        if there[0] > 1:  # which version made it is always there
            raise UsageError(
                "The bot remembers other things in {place} already: take a database or a folder that is empty.",
                place=target.engine.called(),
            )
        writing.execute("DELETE FROM facts")
        for table, (columns, _) in _TABLES.items():
            marks = ", ".join("?" * len(columns.split(", ")))
            for rows in _parts(reading, table):
                writing.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        if _digest(writing) != wanted:
            raise StoreError(
                "What was copied to {place} isn't what was there: run the same command again.",
                place=target.engine.called(),
            )
    return wanted[0]


def _digest(tables: Transaction) -> tuple[int, bytes]:
    """Return how many rows there are, and a digest of all; PostgreSQL keeps U+FFFD where SQLite has a NUL."""
    digest, count = hashlib.sha256(), 0
    for table in _TABLES:
        for rows in _parts(tables, table):
            count += len(rows)
            for row in rows:
                held = [one.replace("\0", "\ufffd") if isinstance(one, str) else one for one in row]
                digest.update(repr(held).encode("utf-8", "surrogatepass"))
    return count, digest.digest()


def _parts(tables: Transaction, table: str) -> Generator[list[Any]]:
    columns, order = _TABLES[table]
    query = f"SELECT {columns} FROM {table} ORDER BY {order} LIMIT ? OFFSET ?"
    at = 0
    while rows := tables.execute(query, (_AT_ONCE, at)).fetchall():
        yield rows
        at += len(rows)
