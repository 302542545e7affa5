"""The last answers that were given, so that they can be exported and gone on from without being asked for again."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answering.answer import Outcome

# An answer holds the texts of the articles that it cites, some 10 kB each.
_MOST = 200
# As many turns as understanding looks back to.
_MOST_TURNS = 8


class Kept:
    """Keeps the last answers in memory, each with the one that it goes on from."""

    def __init__(self) -> None:
        self._outcomes: dict[tuple[str, str], tuple[Outcome, str]] = {}  # the oldest first
        # The ids under which those that someone marked are stored.
        self.marked: dict[str, str] = {}

    def keep(self, outcome: Outcome, corpus: str, after: str = "") -> str:
        """Keep an answer from a corpus, and which it goes on from; return its id, which nobody guesses."""
        identity = secrets.token_urlsafe(12)
        self._outcomes[corpus, identity] = outcome, after
        while len(self._outcomes) > _MOST:
            oldest = next(iter(self._outcomes))
            del self._outcomes[oldest]
            self.marked.pop(oldest[1], None)
        return identity

    def conversation(self, identity: str, corpus: str) -> list[Outcome]:
        """Return an answer from a corpus after those that it goes on from, nothing where it is no longer kept."""
        found: list[Outcome] = []
        while len(found) < _MOST_TURNS and (kept := self._outcomes.get((corpus, identity))):
            found.append(kept[0])
            identity = kept[1]
        return found[::-1]
