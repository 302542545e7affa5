"""A queue of questions: so many are answered at once, the others wait in order and are told their place."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    turn: asyncio.Future[None]
    on_place: Callable[[int], None]


class Turns:
    """Lets so many in at once, first come, first served."""

    def __init__(self, at_once: int) -> None:
        """Say how many are let in at once."""
        self._free = at_once
        self._waiting: deque[_Waiting] = deque()

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    @asynccontextmanager
    async def turn(self, on_place: Callable[[int], None]) -> AsyncGenerator[None]:
        """Wait for a turn and hold it; `on_place` is told the place in the queue, from 1, each time it changes."""
        await self._enter(on_place)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, on_place: Callable[[int], None]) -> None:
        if self._free > 0 and not self._waiting:
            self._free -= 1
            return
        own = _Waiting(asyncio.get_running_loop().create_future(), on_place)
        self._waiting.append(own)
        on_place(len(self._waiting))
        try:
            await own.turn
        except asyncio.CancelledError:
            if own.turn.done() and not own.turn.cancelled():
                self._leave()  # the turn came just before
            elif own in self._waiting:
                place = self._waiting.index(own)
                self._waiting.remove(own)
                self._tell_places(place)
            raise

    def _leave(self) -> None:
        while self._waiting:
            following = self._waiting.popleft()
            if not following.turn.cancelled():
                following.turn.set_result(None)
                self._tell_places()
                return
        self._free += 1

    def _tell_places(self, first: int = 0) -> None:
        for place, waiting in enumerate(self._waiting, 1):
            if place > first:
                waiting.on_place(place)
