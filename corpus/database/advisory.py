"""Locks that PostgreSQL keeps for as long as a connection lives: the right to write, and names that processes hold."""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

from filelock import Timeout

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKS_AGAIN = 0.5  # seconds, while another holds the right to write
# So that the server notices within half a minute that a machine is gone, and not after two hours.
_KEPT_ALIVE = "SET tcp_keepalives_idle = 10", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 4"


class AdvisoryLock:
    """The right to do something, which one process has at a time."""

    def __init__(self, connect: Callable[[], Any], key: int) -> None:
        """Name what opens a connection, and the lock's number."""
        self._connect = connect
        self._key = key
        self._connection: Any = None

    def acquire(self, timeout: float = -1) -> AdvisoryLock:
        """Take it; raise filelock.Timeout where another has it for longer than `timeout` seconds, -1: wait for ever."""
        connection = self._connect()
        began = time.monotonic()
        while not _taken(connection, self._key):
            if 0 <= timeout <= time.monotonic() - began:
                connection.close()
                raise Timeout(str(self._key))
            time.sleep(_LOOKS_AGAIN)
        self._connection = connection
        return self

    def release(self) -> None:
        """Give it back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # where the connection is lost, so is the lock
                connection.execute("SELECT pg_advisory_unlock(%s)", (self._key,))
            connection.close()


class HeldNames:
    """The numbers of the names that a process holds, all by one connection; safe to use from several threads."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        """Name what opens a connection."""
        self._connect = connect
        self._connection: Any = None
        self._held: set[int] = set()
        self._turn = Lock()

    def hold(self, key: int) -> bool:
        """Take a name, and with a new connection where the old one is lost; say whether this process has it."""
        with self._turn:
            if not self._answers():
                self._forget()
                self._connection = self._connect()
                for statement in _KEPT_ALIVE:
                    self._connection.execute(statement)
            if key not in self._held and _taken(self._connection, key):
                self._held.add(key)
            return key in self._held

    def let_go(self, key: int) -> None:
        """Give a name back."""
        with self._turn:
            if key in self._held:
                self._held.discard(key)
                with suppress(Exception):  # where the connection is lost, so is the name
                    self._connection.execute("SELECT pg_advisory_unlock(%s)", (key,))

    def close(self) -> None:
        """Give back all names."""
        with self._turn:
            self._forget()

    def _answers(self) -> bool:
        try:
            return self._connection is not None and bool(self._connection.execute("SELECT 1").fetchone())
        except Exception:  # noqa: BLE001 -- whatever it was, another connection is opened
            return False

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        self._held.clear()
        if connection is not None:
            connection.close()


def _taken(connection: Any, key: int) -> bool:
    return bool(connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()[0])
