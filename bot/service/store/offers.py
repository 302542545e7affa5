"""What someone was asked to choose from, for a day, so that a menu or a button needs no more than its id."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bot.service.store.answers import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.store.database import StateTables

_SECONDS_KEPT = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A source to add - its kind, its address, its name - or by its address, or any of its names, what to remove."""

    address: str
    kind: str = ""
    name: str = ""


class Offers:
    """Remembers what people were asked."""

    def __init__(self, tables: StateTables) -> None:
        """Name the tables that hold it."""
        self._db = tables

    def keep(self, corpus: str, choices: Sequence[Choice], now: float) -> str:
        """Remember what can be chosen for a corpus; return its id. What was offered a day ago is forgotten."""
        self._db.run("DELETE FROM offers WHERE at < ?", (now - _SECONDS_KEPT,))
        identity = new_id()
        body = json.dumps([asdict(choice) for choice in choices], ensure_ascii=False)
        self._db.run("INSERT INTO offers VALUES (?, ?, ?, ?)", (identity, corpus, now, body))
        return identity

    def take(self, identity: str, corpus: str, now: float) -> tuple[Choice, ...]:
        """Return what was offered for a corpus within a day, and forget it; nothing where there is no such thing."""
        query = "DELETE FROM offers WHERE id = ? AND corpus = ? AND at >= ? RETURNING body"
        rows = self._db.rows(query, (identity, corpus, now - _SECONDS_KEPT))
        return tuple(Choice(**held) for held in json.loads(str(rows[0][0]))) if rows else ()
