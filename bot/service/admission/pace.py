"""Leave room for what matters: what may wait is written between answers, where there were few writes of late."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Hashable

# Discord allows five writes in five seconds a channel: what may wait takes two of them, the rest is for answers.
_SECONDS = 5.0
_MOST = 2
_MOST_KEYS = 1000
# Discord shows for ten seconds that someone types.
_SECONDS_TYPING = 8.0


class _Lane:
    """Who writes in a place: answers one after the other, and what may wait while no answer is there to be shown."""

    def __init__(self) -> None:
        self.answer = asyncio.Lock()
        self.other = asyncio.Lock()
        self.ready = 0
        self.none_ready = asyncio.Event()
        self.none_ready.set()

    def count(self, more: int) -> None:
        """Count the answers that are there to be shown."""
        self.ready += more
        if self.ready:
            self.none_ready.clear()
        else:
            self.none_ready.set()


class Pace:
    """Knows when was written where, and who writes there next."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Name the clock, in seconds."""
        self._clock = clock
        self._written: defaultdict[Hashable, deque[float]] = defaultdict(lambda: deque(maxlen=_MOST))
        self._typed: dict[Hashable, float] = {}
        self._lanes: WeakValueDictionary[Hashable, _Lane] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, where: Hashable) -> AsyncGenerator[None]:
        """Wait for the turn of an answer, and hold it: those of a place are shown in the order they are ready in."""
        lane = self._lane(where)
        lane.count(+1)
        try:
            async with lane.answer:
                self._note(where)
                yield
        finally:
            lane.count(-1)

    @asynccontextmanager
    async def room(self, where: Hashable) -> AsyncGenerator[None]:
        """Wait until there is room for what may wait, and hold it.

        One such write is under way at a time: several that Discord's library holds back would stand before an answer.
        """
        lane = self._lane(where)
        async with lane.other:
            while lane.ready or self._seconds_until_spare(where) > 0:
                await asyncio.sleep(self._seconds_until_spare(where))
                await lane.none_ready.wait()
            self._note(where)
            yield

    def may_type(self, where: Hashable) -> bool:
        """Say whether to be seen to type: now and then for all who wait there, since Discord shows it for a while."""
        now = self._clock()
        if now - self._typed.get(where, -_SECONDS_TYPING) < _SECONDS_TYPING:
            return False
        if len(self._typed) > _MOST_KEYS:
            self._typed.clear()
        self._typed[where] = now
        return True

    def _lane(self, where: Hashable) -> _Lane:
        lane = self._lanes.get(where)
        if lane is None:
            lane = self._lanes[where] = _Lane()
        return lane

    def _note(self, where: Hashable) -> None:
        """Count a write."""
        if len(self._written) > _MOST_KEYS:
            self._written.clear()
        self._written[where].append(self._clock())

    def _seconds_until_spare(self, where: Hashable) -> float:
        """Return how long what may wait has to wait, 0 where there is room."""
        written = self._written.get(where)
        if not written or len(written) < _MOST:
            return 0.0
        return max(0.0, written[0] + _SECONDS - self._clock())
