"""Threads of the bot's own for what would hold up everything else, and what is under way in them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Literal, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

P = ParamSpec("P")
T = TypeVar("T")
Kind = Literal["answer", "look_up", "fetch", "ingest"]


class Workers:
    """Runs work in threads, of which each kind has its own: a search never waits for answers or for ingestion."""

    def __init__(self, answers_at_once: int) -> None:
        """Say how many answers are made at once."""
        self._pools: dict[Kind, ThreadPoolExecutor] = {
            "answer": ThreadPoolExecutor(answers_at_once, "answer"),
            "look_up": ThreadPoolExecutor(4, "look-up"),
            "fetch": ThreadPoolExecutor(2, "fetch"),
            "ingest": ThreadPoolExecutor(2, "ingest"),
        }

    async def run(self, kind: Kind, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Run work in a thread; return what it returns."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pools[kind], partial(work, *args, **named))

    def close(self) -> None:
        """Wait for what runs, and end the threads."""
        for pool in self._pools.values():
            pool.shutdown(cancel_futures=True)


class Underway:
    """Knows which answers are being made, so that the bot can finish them before it stops."""

    def __init__(self) -> None:
        self.closing = False
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def count(self) -> int:
        """Return how many are being made."""
        return self._count

    @contextmanager
    def one_more(self) -> Generator[None]:
        """Count one as long as it is being made."""
        self._count += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    async def finish(self, seconds: float) -> bool:
        """Take no more, and wait for those that are being made; say whether all were finished in time."""
        self.closing = True
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True
