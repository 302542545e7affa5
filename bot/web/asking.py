"""Have a question answered in its turn, and tell what happens as it happens; who leaves stops it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.events import Done, Event
from corpus.article import Filters
from corpus.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.answering.answer import Outcome, Turn
    from bot.service.corpora import Library
    from bot.web.parts import Parts

# With the bundled model's 15 seconds an answer, whoever came last would wait for an hour.
_MOST_WAITING = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What someone asks, narrowed to what, after which questions and answers."""

    words: str
    filters: Filters
    conversation: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InQueue:
    """Others are answered first; `place` counts from 1."""

    place: int


Told = Event | InQueue


async def answering(parts: Parts, asked: Asked) -> AsyncGenerator[Told]:
    """Yield what happens until the outcome, which is the last.

    Raises:
        BusyError: too many wait already.
        FootnoteError: the question can't be answered.
    """
    if parts.turns.waiting >= _MOST_WAITING:
        raise BusyError("Too many questions wait already: ask again in a few minutes.")
    answer = _Answer(parts, asked)
    task = asyncio.create_task(answer.run())
    parts.answers.add(task)
    task.add_done_callback(parts.answers.discard)
    try:
        while (told := await answer.told.get()) is not None:
            yield told
        await task
    finally:
        answer.leave(task)


async def answered(parts: Parts, asked: Asked) -> Outcome:
    """Return the outcome, for whoever wants only the end.

    Raises:
        FootnoteError: the question can't be answered.
    """
    outcome: Outcome | None = None
    async for told in answering(parts, asked):
        if isinstance(told, Done):
            outcome = told.outcome
    if outcome is None:
        raise ValueError("The events end without an outcome.")
    return outcome


class _Answer:
    """One answer in the making; it goes on in its task when whoever asked has left, until it notices."""

    def __init__(self, parts: Parts, asked: Asked) -> None:
        self.told: asyncio.Queue[Told | None] = asyncio.Queue()
        self._parts = parts
        self._asked = asked
        self._left = threading.Event()
        self._has_turn = False
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        parts = self._parts
        try:
            async with parts.library() as library, parts.turns.turn(self._in_queue):
                self._has_turn = True
                await parts.workers.run("answer", self._work, library)
        finally:
            self.told.put_nowait(None)

    def leave(self, task: asyncio.Task[None]) -> None:
        """Stop the model at its next sign of life; while the turn hasn't come, at once."""
        self._left.set()
        if not self._has_turn:
            task.cancel()

    def _in_queue(self, place: int) -> None:
        self.told.put_nowait(InQueue(place=place))

    def _is_wanted(self) -> bool:
        return not self._left.is_set()

    def _work(self, library: Library) -> None:
        asked = self._asked
        engine, conversation = library.engine, asked.conversation
        events = engine.ask(asked.words, asked.filters, conversation=conversation, wanted=self._is_wanted)
        for event in events:
            self._loop.call_soon_threadsafe(self.told.put_nowait, event)
            if self._left.is_set():
                return
