"""The last answers that were given, so that they can be exported without being asked for again."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answering.answer import Outcome

# An answer holds the texts of the articles that it cites, some 10 kB each.
_MOST = 200


class Kept:
    """Keeps the last answers in memory."""

    def __init__(self) -> None:
        self._outcomes: dict[tuple[str, str], Outcome] = {}  # the oldest first

    def keep(self, outcome: Outcome, corpus: str) -> str:
        """Keep an answer from a corpus; return its id, which nobody guesses."""
        identity = secrets.token_urlsafe(12)
        self._outcomes[corpus, identity] = outcome
        while len(self._outcomes) > _MOST:
            del self._outcomes[next(iter(self._outcomes))]
        return identity

    def get(self, identity: str, corpus: str) -> Outcome | None:
        """Return an answer from a corpus, None where it is no longer kept."""
        return self._outcomes.get((corpus, identity))
