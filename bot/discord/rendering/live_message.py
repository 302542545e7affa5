"""A message that changes while people wait: the latest words win, and edits leave room for answers."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# Discord allows about five edits in five seconds a channel, in which others may be answered too.
SECONDS_BETWEEN_EDITS = 1.5


class Live:
    """Shows words by edits, not more often than every so many seconds."""

    def __init__(
        self,
        edit: Callable[[str], Awaitable[object]],
        *,
        every: float = SECONDS_BETWEEN_EDITS,
        room: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        begun: bool = True,
    ) -> None:
        """Name what edits the message, which must not raise, and what an edit waits for and is made within.

        What is to be shown before `begin`, where it hasn't `begun`, is shown then.
        """
        self._edit = edit
        self._every = every
        self._room = room
        self._wanted: str | None = None
        self._shown: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._editing = asyncio.Lock()
        self._begun = begun
        self._closed = False

    def begin(self) -> None:
        """Show from now on; what was to be shown before this is shown now."""
        self._begun = True
        if self._wanted is not None:
            self.show(self._wanted)

    def show(self, words: str) -> None:
        """Show words as soon as may be; those that are outdated by then are never shown."""
        if self._closed:
            return
        self._wanted = words
        if self._begun and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop; an edit that is under way is finished first, so that none comes after this."""
        self._closed = True
        self._wanted = None
        async with self._editing:
            if self._task:
                self._task.cancel()

    async def _run(self) -> None:
        while self._wanted is not None:
            async with self._room():
                words, self._wanted = self._wanted, None
                async with self._editing:
                    if words and words != self._shown:
                        await self._edit(words)
                        self._shown = words
            await asyncio.sleep(self._every)
