"""When questions were asked, counted for all processes that share a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.service.store.database import StateTables


class AskedTimes:
    """Counts questions by what they are limited by."""

    def __init__(self, tables: StateTables) -> None:
        """Name the tables that hold them."""
        self._db = tables

    def count(self, caps: Mapping[str, int], now: float, window: float) -> float | None:
        """Count a question by each key, and return None; or return when there is room for one, and count nothing.

        Two processes that count at once count one after the other.
        """
        with self._db.engine.writing() as transaction:
            transaction.execute("LOCK TABLE asked IN SHARE ROW EXCLUSIVE MODE")
            transaction.execute("DELETE FROM asked WHERE at <= ?", (now - window,))
            until: list[float] = []
            for key, cap in caps.items():
                times = transaction.execute("SELECT at FROM asked WHERE key = ? ORDER BY at", (key,)).fetchall()
                if len(times) >= cap:
                    until.append(float(times[len(times) - cap][0]) + window)
            if until:
                return max(until)
            transaction.executemany("INSERT INTO asked (key, at) VALUES (?, ?)", [(key, now) for key in caps])
            return None

    def uncount(self, keys: Collection[str]) -> None:
        """Take back the last question of each key."""
        last = "DELETE FROM asked WHERE number = (SELECT max(number) FROM asked WHERE key = ?)"
        self._db.run_all(last, [(key,) for key in keys])
