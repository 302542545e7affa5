"""A queue of questions: so many are answered at once, the others wait in order and are told their place."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

# How much a turn that has just ended counts in how long one takes: the last five or so tell.
_NEWEST_COUNTS = 0.2
# Before any has ended: what an answer of the bundled model takes on two cores.
_SECONDS_AT_FIRST = 10.0


class PostponedError(Exception):
    """Say that a question waited when the bot was stopped: it stays stored, and is answered after the next start."""


class Ticket:
    """A place in the queue, taken when it is drawn and not when somebody begins to wait."""

    def __init__(self, on_place: Callable[[int], None]) -> None:
        """Name what is told the place, from 1, each time it changes."""
        self.turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.on_place = on_place


class Turns:
    """Lets so many in at once, first come, first served."""

    def __init__(self, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Say how many are let in at once; the clock is in seconds."""
        self._at_once = self._free = at_once
        self._waiting: deque[Ticket] = deque()
        self._clock = clock
        self._seconds = _SECONDS_AT_FIRST

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def seconds_until(self, place: int) -> int:
        """Return about how long whoever has a place waits, by how long turns took of late."""
        return math.ceil(place / self._at_once * self._seconds)

    def draw(self, on_place: Callable[[int], None]) -> Ticket:
        """Take a place in the queue at once; whoever draws a ticket uses it in `held`."""
        ticket = Ticket(on_place)
        if self._free > 0 and not self._waiting:
            self._free -= 1
            ticket.turn.set_result(None)
        else:
            self._waiting.append(ticket)
            on_place(len(self._waiting))
        return ticket

    @asynccontextmanager
    async def turn(self, on_place: Callable[[int], None]) -> AsyncGenerator[None]:
        """Wait for a turn and hold it; `on_place` is told the place in the queue, from 1, each time it changes."""
        async with self.held(self.draw(on_place)):
            yield

    @asynccontextmanager
    async def held(self, ticket: Ticket) -> AsyncGenerator[None]:
        """Wait for a ticket's turn and hold it.

        Raises:
            PostponedError: nobody is let in any more.
        """
        try:
            await ticket.turn
        except asyncio.CancelledError:
            self.give_back(ticket)
            raise
        began = self._clock()
        try:
            yield
        finally:
            self._seconds += _NEWEST_COUNTS * (self._clock() - began - self._seconds)
            self._leave()

    def give_back(self, ticket: Ticket) -> None:
        """Leave the queue with a ticket whose turn isn't wanted any more."""
        if ticket in self._waiting:
            place = self._waiting.index(ticket)
            self._waiting.remove(ticket)
            self._tell_places(place)
        elif ticket.turn.done() and not ticket.turn.cancelled() and ticket.turn.exception() is None:
            self._leave()  # the turn came just before

    def close(self) -> None:
        """Send all who wait away."""
        while self._waiting:
            ticket = self._waiting.popleft()
            if not ticket.turn.done():
                ticket.turn.set_exception(PostponedError())

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
