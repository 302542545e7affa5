"""A SQLite file, safe to use from several threads, each with its own connection (door: sqlite3)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from threading import local
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from corpus.database.words import Fts5
from corpus.errors import StoreError
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Mapping, Sequence
    from pathlib import Path

    from corpus.database.engine import Transaction, WriteLock

    # What to say of an error, by how SQLite's name of it begins; "" is for all others.
    Reasons = Mapping[str, Reason]

_BUSY_SECONDS = 30


class SqliteFile:
    """One file; errors are told as its `reasons` say, whose gaps are {path}, {folder} and {reason}."""

    is_shared = False
    join_in_order = "CROSS JOIN"  # SQLite would choose for itself otherwise

    def __init__(self, path: Path, reasons: Reasons, prepare: Callable[[sqlite3.Connection], None]) -> None:
        """Open the file, making it if it isn't there; `prepare` makes its tables, or brings them up to date.

        Raises:
            StoreError: it can't be opened.
        """
        self.path = path
        self._reasons = reasons
        self._local = local()
        self._open: list[sqlite3.Connection] = []
        self._names: set[str] = set()
        self.words = Fts5(self)
        try:
            with self._told():
                prepare(self.connection())
        except BaseException:
            self.close()
            raise

    def called(self) -> str:
        """Name the file."""
        return str(self.path)

    def among(self, values: Sequence[str]) -> tuple[str, object]:
        """Return what a column among many values is compared with, as SQL and its one value."""
        return "IN (SELECT value FROM json_each(?))", json.dumps(list(values))

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return what a query finds."""
        with self._told():
            return self.connection().execute(query, tuple(values)).fetchall()

    def run(self, query: str, values: Sequence[object] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        with self._told():
            return self.connection().execute(query, tuple(values)).rowcount

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """See one state of the file throughout, whatever others write meanwhile."""
        with self._told():
            connection = self.connection()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """Write all or nothing."""
        with self._told():
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # some errors have ended it
                    connection.execute("ROLLBACK")
                raise

    def lock(self, folder: Path) -> WriteLock:
        """Return the right to write, for processes of this machine that share a folder."""
        return FileLock(folder / "write.lock")

    def hold(self, name: str) -> bool:
        """Hold a name: one process works with what a file remembers, so that nobody else has it."""
        self._names.add(name)
        return True

    def let_go(self, name: str) -> None:
        """Hold a name no longer."""
        self._names.discard(name)

    def held(self, names: Collection[str]) -> set[str]:
        """Return those of some names that this process holds."""
        return self._names & set(names)

    def announce(self, transaction: Transaction) -> None:
        """Tell nobody: readers look at the file."""

    def hear(self, tell: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Return at once: nobody tells of what changes in a file."""

    def flaws(self) -> list[Reason]:
        """Return what is wrong with the file as such."""
        told = [str(row[0]) for row in self.rows("PRAGMA quick_check") if row[0] != "ok"]
        return [Reason("the file of the tables is damaged ({flaw})", {"flaw": one}) for one in told]

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._open:
            connection.close()
        self._open.clear()
        self._local = local()

    def connection(self) -> sqlite3.Connection:
        """Return the connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._local.connection = connection
            self._open.append(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def _told(self) -> Generator[None]:
        """Turn the library's errors into sentences."""
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            fitting = next(reason for begins, reason in self._reasons.items() if name.startswith(begins))
            gaps = {"folder": str(self.path.parent), "path": str(self.path), "reason": str(error)}
            raise StoreError.of(fitting.filled(**gaps)) from error
