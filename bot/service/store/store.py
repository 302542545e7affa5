"""Store: all that the Discord face remembers, in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.store.answers import Answers
from bot.service.store.database import StateFile
from bot.service.store.followed import Following
from bot.service.store.offers import Offers
from bot.service.store.questions import Questions
from bot.service.store.removals import Removals
from bot.service.store.servers import Servers

if TYPE_CHECKING:
    from pathlib import Path


class Store:
    """Answers and opinions, open questions, what people follow, servers' settings and sources, and single facts."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if it isn't there.

        Raises:
            StoreError: it can't be used.
        """
        self._file = StateFile(path)
        self.answers = Answers(self._file)
        self.questions = Questions(self._file)
        self.following = Following(self._file)
        self.offers = Offers(self._file)
        self.removals = Removals(self._file)
        self.servers = Servers(self._file)

    def fact(self, name: str) -> str | None:
        """Return a single remembered value."""
        return self._file.fact(name)

    def remember(self, name: str, value: str) -> None:
        """Remember a single value."""
        self._file.remember(name, value)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
