"""Run what waits - the network - beside what computes: items are gathered in a thread and read here."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence

    from ingest.sources.looking.items import Item

_MOST_AHEAD = 32


def beside(gather: Callable[[], AsyncGenerator[Item]]) -> Generator[Item | None]:
    """Yield what `gather` yields, a few items ahead, and None before each wait; whoever stops reading stops it.

    What it raises is raised here.
    """
    queue: Queue[Item | BaseException | None] = Queue()
    loop = asyncio.new_event_loop()
    room = asyncio.Semaphore(_MOST_AHEAD)

    async def run() -> None:
        items = gather()
        async with aclosing(items):
            async for item in items:
                # Not a bounded queue: to wait for room in one would stop every connection of the loop.
                await room.acquire()
                queue.put(item)

    task = loop.create_task(run())

    def serve() -> None:
        try:
            loop.run_until_complete(task)
        except BaseException as error:  # noqa: BLE001 -- it is raised where the items are read
            queue.put(error)
        else:
            queue.put(None)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    def tell(what: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(what)

    thread = Thread(target=serve, name="gather", daemon=True)
    thread.start()
    try:
        for item in _read(queue):
            yield item
            if item is not None:
                tell(room.release)
    finally:
        tell(task.cancel)
        thread.join()


def _read(queue: Queue[Item | BaseException | None]) -> Iterator[Item | None]:
    """Yield what comes through a queue until its end, which is None there; None here stands for a wait."""
    while True:
        if queue.empty():
            yield None
        item = queue.get()
        if item is None:
            return
        if isinstance(item, BaseException):
            raise item
        yield item


async def merged(walks: Sequence[AsyncGenerator[Item]]) -> AsyncGenerator[Item]:
    """Yield what several generators yield, as it comes: no source waits for another's site."""
    queue: asyncio.Queue[Item | None] = asyncio.Queue(maxsize=1)

    async def drain(walk: AsyncGenerator[Item]) -> None:
        try:
            async with aclosing(walk):
                async for item in walk:
                    await queue.put(item)
        finally:
            await queue.put(None)

    tasks = [asyncio.create_task(drain(walk)) for walk in walks]
    try:
        running = len(tasks)
        while running:
            item = await queue.get()
            if item is None:
                running -= 1
            else:
                yield item
        for task in tasks:
            await task
    finally:
        for task in tasks:
            task.cancel()
        while not all(task.done() for task in tasks):
            await asyncio.wait(tasks, timeout=0.05)
            while not queue.empty():
                queue.get_nowait()
