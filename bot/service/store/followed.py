"""Questions that people follow: they are told when the articles say something new about one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.service.store.database import StateTables

MOST_FOLLOWED = 10  # by one person: more are noise, and each costs a search after every change


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A question that someone follows from a server, None for direct messages; `known` is what they needn't be told.

    Each of `known` is an article's id with the hash of its content.
    """

    id: str
    person: int
    guild: int | None
    question: str
    language: str
    known: frozenset[str]


class Following:
    """Remembers who follows what."""

    def __init__(self, tables: StateTables) -> None:
        """Name the tables that hold it."""
        self._db = tables

    def follow(self, followed: Followed) -> bool:
        """Remember that someone follows a question; say whether they may follow one more."""
        others = [one for one in self.of(followed.person) if one.id != followed.id]
        if len(others) >= MOST_FOLLOWED:
            return False
        body = {**asdict(followed), "known": sorted(followed.known)}
        self._db.run(
            "INSERT INTO followed (id, person, guild, body) VALUES (?, ?, ?, ?) ON CONFLICT (id, person)"
            " DO UPDATE SET guild = excluded.guild, body = excluded.body",
            (followed.id, followed.person, followed.guild, json.dumps(body, ensure_ascii=False)),
        )
        return True

    def of(self, person: int) -> list[Followed]:
        """Return what someone follows."""
        return _read(self._db.rows("SELECT body FROM followed WHERE person = ? ORDER BY number", (person,)))

    def all(self) -> list[Followed]:
        """Return what anyone follows."""
        return _read(self._db.rows("SELECT body FROM followed ORDER BY number"))

    def tell(self, followed: Followed, news: Iterable[str]) -> None:
        """Remember what someone was told of."""
        self.follow(replace(followed, known=followed.known | set(news)))

    def forget_server(self, guild: int) -> None:
        """Forget what is followed from a server."""
        self._db.run("DELETE FROM followed WHERE guild = ?", (guild,))

    def end(self, identity: str, *, person: int) -> bool:
        """Follow a question of someone no longer; say whether they did."""
        return bool(self._db.run("DELETE FROM followed WHERE id = ? AND person = ?", (identity, person)))


def _read(rows: Iterable[tuple[Any, ...]]) -> list[Followed]:
    found: list[Followed] = []
    for row in rows:
        held: dict[str, Any] = json.loads(str(row[0]))
        held["known"] = frozenset(held["known"])
        found.append(Followed(**held))
    return found
