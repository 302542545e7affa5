"""Have questions answered in the order of asking, one that several ask at the same time once for all of them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answering.events import Done
from bot.service.admission.queue import PostponedError
from bot.service.corpora.material import read_apart

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Iterator

    from bot.answering.answer import Outcome, Turn
    from bot.answering.engine.engine import Engine
    from bot.answering.events import Event
    from bot.service.admission.queue import Ticket, Turns
    from bot.service.admission.workers import Workers
    from bot.service.corpora.article_list import Listings
    from bot.service.corpora.corpora import Corpora, Library
    from bot.service.corpora.material import Material
    from bot.service.jobs.queue import JobQueue
    from corpus.article import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of which corpus, after which conversation: two that are equal are answered by one answer.

    `speaks` is the language of whoever asks, for words that don't show theirs; empty where it isn't known. With
    `material` it is asked of that alone.
    """

    corpus: str
    words: str
    filters: Filters
    conversation: tuple[Turn, ...] = ()
    speaks: str = ""
    material: Material | None = None

    def of(self, engine: Engine, wanted: Callable[[], bool] = lambda: True) -> Iterator[Event]:
        """Ask an engine; the model stops once it isn't `wanted` any more."""
        conversation, speaks = self.conversation, self.speaks
        return engine.ask(self.words, self.filters, conversation=conversation, wanted=wanted, speaks=speaks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Whoever asked has this place in the queue, and waits about so many seconds."""

    place: int
    seconds: int


class WithdrawnError(Exception):
    """Say that whoever asked no longer wants an answer."""


class Joined:
    """One who waits for an answer.

    `shown` is the message that they are told in how it goes, `over` is set when nothing more is done for them, and
    `superseded` says that they asked anew in place of this.
    """

    def __init__(self, run: _Run, tell: Callable[[Waiting | Event], None]) -> None:
        self.tell = tell
        self.shown: int | None = None
        self.over = asyncio.Event()
        self.superseded = False
        self.future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._run = run

    async def outcome(self) -> Outcome:
        """Wait for the outcome.

        Raises:
            WithdrawnError: it is no longer wanted.
            PostponedError: the bot is being stopped.
            FootnoteError: it can't be answered.
        """
        try:
            return await self.future
        finally:
            self.leave()

    async def supersede(self) -> None:
        """Want another answer in place of this one, and wait until this one isn't made any more."""
        self.superseded = True
        self.withdraw()
        await self.over.wait()

    def withdraw(self) -> None:
        """Tell whoever waits for the outcome that it is no longer wanted."""
        if not self.future.done():
            self.future.set_exception(WithdrawnError())
        self.leave()

    def postpone(self) -> None:
        """Tell whoever waits for the outcome that it comes after the next start."""
        if not self.future.done():
            self.future.set_exception(PostponedError())
        self.leave()

    def leave(self) -> None:
        """Wait no longer; where nobody else waits for the answer, it isn't made."""
        self._run.leave(self)


class _Run:
    """The making of one answer, and all who wait for it."""

    def __init__(self, service: Answerer, asked: Asked, end: Callable[[], None]) -> None:
        self._service = service
        self._asked = asked
        self._end = end
        self._joined: list[Joined] = []
        self._told: dict[type, Waiting | Event] = {}
        self._stopped = False
        self._ticket: Ticket = service.turns.draw(self._place)
        self._task = asyncio.create_task(self._made())
        self._task.add_done_callback(self._done)

    def join(self, tell: Callable[[Waiting | Event], None]) -> Joined:
        """Let one more wait; they are told at once what the others know."""
        joined = Joined(self, tell)
        self._joined.append(joined)
        for event in self._told.values():
            tell(event)
        return joined

    def leave(self, joined: Joined) -> None:
        """Let one go; with the last the making ends, unless it is done."""
        if joined in self._joined:
            self._joined.remove(joined)
        if not self._joined and not self._task.done():
            self._end()
            self._stopped = True
            if not self._ticket.turn.done():
                self._task.cancel()

    async def _made(self) -> Outcome:
        service = self._service
        async with service.turns.held(self._ticket), service.library_named(self._asked.corpus) as library:
            self._told.pop(Waiting, None)
            loop, context = asyncio.get_running_loop(), copy_context()
            # What is told from the engine's thread runs here as if it had been told here.
            return await service.workers.run(
                "answer",
                lambda: self._asked_of(
                    library, lambda event: loop.call_soon_threadsafe(self._tell, event, context=context)
                ),
            )

    def _asked_of(self, library: Library, tell: Callable[[Event], object]) -> Outcome:
        """Ask a corpus, or the material that came with the question, in a thread."""
        material = self._asked.material
        reading = read_apart(material, self._service.corpora.build) if material else nullcontext(library)
        with reading as read:
            return self._followed(self._asked.of(read.engine, lambda: not self._stopped), tell)

    def _followed(self, events: Iterable[Event], tell: Callable[[Event], object]) -> Outcome:
        """Follow the engine in its thread until it is done or nobody wants it any more."""
        for event in events:
            if self._stopped:
                break
            if isinstance(event, Done):
                return event.outcome
            tell(event)
        raise WithdrawnError

    def _place(self, place: int) -> None:
        self._tell(Waiting(place=place, seconds=self._service.turns.seconds_until(place)))

    def _tell(self, event: Waiting | Event) -> None:
        self._told[type(event)] = event
        for one in tuple(self._joined):
            one.tell(event)

    def _done(self, task: asyncio.Task[Outcome]) -> None:
        self._end()
        if task.cancelled():
            self._service.turns.give_back(self._ticket)
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        for one in self._joined:
            if one.future.done():
                continue
            if task.cancelled():
                one.future.cancel()
            elif error:
                one.future.set_exception(error)
            else:
                one.future.set_result(task.result())


class Answering:
    """The answers that are being made."""

    def __init__(self) -> None:
        self._runs: dict[Asked, _Run] = {}

    def join(self, service: Answerer, asked: Asked, tell: Callable[[Waiting | Event], None]) -> Joined:
        """Take a place in the queue at once, or join those who ask the same; `tell` hears how it goes on."""
        run = self._runs.get(asked)
        if run is None:
            run = self._runs[asked] = _Run(service, asked, lambda: self._forget(asked, run))
        return run.join(tell)

    def _forget(self, asked: Asked, run: _Run | None) -> None:
        if self._runs.get(asked) is run:
            del self._runs[asked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """What every face answers with: the corpora, the queue, the threads, and the answers that are being made.

    `jobs` is where what is to be read is left to workers, None where the articles lie in files.
    """

    corpora: Corpora
    turns: Turns
    workers: Workers
    listings: Listings
    answering: Answering = field(default_factory=Answering)
    jobs: JobQueue | None = None

    @asynccontextmanager
    async def library_named(self, name: str) -> AsyncGenerator[Library]:
        """Open a corpus, and keep it open meanwhile.

        Raises:
            FootnoteError: it can't be used.
        """
        self.corpora.hold(name)
        try:
            yield await self.workers.run("look_up", self.corpora.open, name)
        except asyncio.CancelledError:
            self.corpora.hold(name)  # for good: what was being done with it may go on in its thread
            raise
        finally:
            self.corpora.release(name)
