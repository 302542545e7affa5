"""Ends the bot where its connection to Discord has been dead for minutes, so that a supervisor starts it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS_DEAD = 300.0


class Watchdog:
    """Knows since when which shard is without a connection."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Name the clock, in seconds."""
        self._clock = clock
        self._lost: dict[int, float] = {}

    def lost(self, shard: int) -> None:
        """Remember that a shard lost its connection; the first time counts, not the tries that follow."""
        self._lost.setdefault(shard, self._clock())

    def found(self, shard: int) -> None:
        """Forget it: the shard is connected."""
        self._lost.pop(shard, None)

    @property
    def seconds_dead(self) -> float:
        """Return for how long the shard that has waited longest is without a connection, 0 where none is."""
        return self._clock() - min(self._lost.values()) if self._lost else 0.0

    @property
    def is_dead(self) -> bool:
        """Say whether it has lasted too long."""
        return self.seconds_dead >= SECONDS_DEAD
