"""Leave room for what matters: what may wait is written only where a channel has had few writes of late."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

# Discord allows five writes in five seconds a channel: what may wait takes two of them, the rest is for answers.
_SECONDS = 5.0
_MOST = 2
_MOST_KEYS = 1000
# Discord shows for ten seconds that someone types.
_SECONDS_TYPING = 8.0


class Pace:
    """Knows when was written where."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Name the clock, in seconds."""
        self._clock = clock
        self._written: defaultdict[Hashable, deque[float]] = defaultdict(lambda: deque(maxlen=_MOST))
        self._typed: dict[Hashable, float] = {}
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def turn(self, where: Hashable) -> asyncio.Lock:
        """Return what is held while an answer is written: those of a place are shown in the order they are ready in."""
        turn = self._turns.get(where)
        if turn is None:
            turn = self._turns[where] = asyncio.Lock()
        return turn

    def note(self, where: Hashable) -> None:
        """Count a write."""
        if len(self._written) > _MOST_KEYS:
            self._written.clear()
        self._written[where].append(self._clock())

    def may_type(self, where: Hashable) -> bool:
        """Say whether to be seen to type: now and then for all who wait there, since Discord shows it for a while."""
        now = self._clock()
        if now - self._typed.get(where, -_SECONDS_TYPING) < _SECONDS_TYPING:
            return False
        if len(self._typed) > _MOST_KEYS:
            self._typed.clear()
        self._typed[where] = now
        return True

    def seconds_until_spare(self, where: Hashable) -> float:
        """Return how long what may wait has to wait, 0 where there is room."""
        written = self._written.get(where)
        if not written or len(written) < _MOST:
            return 0.0
        return max(0.0, written[0] + _SECONDS - self._clock())
