"""What was removed from a corpus, for a day, so that it can be put back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.service.store.answers import new_id
from corpus.article import Article, Passage, Place, Span

if TYPE_CHECKING:
    from bot.service.store.database import StateTables

_SECONDS_KEPT = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What was removed at once: articles with their passages, and the addresses of sources with their kinds."""

    articles: tuple[tuple[Article, tuple[Passage, ...]], ...]
    sources: tuple[tuple[str, str | None], ...]


class Removals:
    """Remembers what was removed."""

    def __init__(self, tables: StateTables) -> None:
        """Name the tables that hold it."""
        self._db = tables

    def keep(self, corpus: str, removal: Removal, now: float) -> str:
        """Remember what was removed from a corpus; return its id. What was removed a day ago is forgotten."""
        self._db.run("DELETE FROM removals WHERE at < ?", (now - _SECONDS_KEPT,))
        identity = new_id()
        body = json.dumps(asdict(removal), default=date.isoformat, ensure_ascii=False)
        self._db.run("INSERT INTO removals VALUES (?, ?, ?, ?)", (identity, corpus, now, body))
        return identity

    def take(self, identity: str, corpus: str, now: float) -> Removal | None:
        """Return what was removed from a corpus within a day, and forget it."""
        query = "DELETE FROM removals WHERE id = ? AND corpus = ? AND at >= ? RETURNING body"
        rows = self._db.rows(query, (identity, corpus, now - _SECONDS_KEPT))
        return _removal(json.loads(str(rows[0][0]))) if rows else None


def _removal(held: dict[str, Any]) -> Removal:
    sources = tuple((str(address), kind) for address, kind in held["sources"])
    return Removal(articles=tuple((_article(a), tuple(map(_passage, p))) for a, p in held["articles"]), sources=sources)


def _article(held: dict[str, Any]) -> Article:
    held["published"] = date.fromisoformat(held["published"]) if held["published"] else None
    held["places"] = tuple(Place(**place) for place in held["places"])
    return Article(**held)


def _passage(held: dict[str, Any]) -> Passage:
    held["sentences"] = tuple(Span(**span) for span in held["sentences"])
    return Passage(**held)
