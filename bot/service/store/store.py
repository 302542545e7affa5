"""Store: all that the Discord face remembers, in one file or in one schema of PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.store.answers import Answers
from bot.service.store.asked import AskedTimes
from bot.service.store.database import open_file, open_server
from bot.service.store.followed import Following
from bot.service.store.moving import move
from bot.service.store.offers import Offers
from bot.service.store.questions import Questions
from bot.service.store.removals import Removals
from bot.service.store.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from corpus.database.postgres import PostgresServer


class Store:
    """Answers and opinions, open questions, what people follow, servers' settings and sources, and single facts."""

    def __init__(self, path: Path, database: PostgresServer | None = None) -> None:
        """Open the file, or a server's tables instead; make what isn't there.

        Raises:
            StoreError: it can't be used.
        """
        self._db = open_server(database) if database else open_file(path)
        self.answers = Answers(self._db)
        self.questions = Questions(self._db)
        self.asked = AskedTimes(self._db) if self._db.engine.is_shared else None
        self.following = Following(self._db)
        self.offers = Offers(self._db)
        self.removals = Removals(self._db)
        self.servers = Servers(self._db)

    @property
    def is_shared(self) -> bool:
        """Say whether several processes may work with it at a time."""
        return self._db.engine.is_shared

    def hold(self, name: str) -> bool:
        """Hold a name, which one process has at a time, until this one ends; say whether this one does by now."""
        return self._db.engine.hold(name)

    def let_go(self, name: str) -> None:
        """Hold a name no longer."""
        self._db.engine.let_go(name)

    def held(self, names: Collection[str]) -> set[str]:
        """Return those of some names that a process holds, this one or another."""
        return self._db.engine.held(names)

    def hear(self, tell: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Tell when a corpus has changed, until stopped; return at once where the store is a file. Run it in a thread.

        Raises:
            AwayError: the server can't be reached.
        """
        self._db.engine.hear(tell, stopped)

    def fact(self, name: str) -> str | None:
        """Return a single remembered value."""
        return self._db.fact(name)

    def remember(self, name: str, value: str) -> None:
        """Remember a single value."""
        self._db.remember(name, value)

    def copy_to(self, other: Store) -> int:
        """Copy all of it into an empty store; return how many rows it has.

        Raises:
            UsageError: the other remembers something else.
            StoreError: one of them can't be used.
        """
        return move(self._db, other._db)

    def close(self) -> None:
        """Close it."""
        self._db.close()
