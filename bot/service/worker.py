"""The worker: reads what is filed into its corpus, and files what is to be looked at again."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.service.corpora.ingestion import SECONDS_BETWEEN_LOOKS, Unwatched, in_turn, kind_of
from bot.service.jobs.job import Job, report_of
from bot.service.store.servers import AddedSource
from corpus.errors import AwayError, FootnoteError
from ingest.sources.config import named_source
from ingest.sources.kinds.discord import channel_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from bot.service.jobs.queue import JobQueue
    from bot.service.store.store import Store
    from ingest.pipeline.pipeline import Pipeline
    from ingest.report import Report


_SECONDS_UNTIL_BACK = 5.0

_log = logging.getLogger(__name__)


class Worker:
    """Does jobs, one after the other."""

    def __init__(
        self,
        queue: JobQueue,
        store: Store,
        open_pipeline: Callable[[str], AbstractContextManager[Pipeline]],
        clock: Callable[[], float],
    ) -> None:
        """Name the jobs, what remembers the sources, what opens the ingestion of a corpus, and the clock."""
        self._queue = queue
        self._store = store
        self._open_pipeline = open_pipeline
        self._clock = clock
        self._stopped = False

    async def run(self) -> None:
        """Do what is filed until SIGINT or SIGTERM; what has been read by then is stored, and the rest done by others.

        While the server is away, it is asked again.
        """
        working = asyncio.create_task(self._work())

        def stop() -> None:
            self._stopped = True
            working.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows has none; there SIGINT still interrupts
                asyncio.get_running_loop().add_signal_handler(number, stop)
        _log.info("Ready for what is left to workers")
        with suppress(asyncio.CancelledError):
            await working
        _log.info("Stopped.")

    async def _work(self) -> None:
        while True:
            try:
                await self._queue.work(self.read, self.file_due)
            except AwayError as error:
                _log.warning("%s", error)
            await asyncio.sleep(_SECONDS_UNTIL_BACK)

    def read(self, job: Job) -> Report:
        """Read a source into its corpus, remember it, and file when it is to be looked at again.

        Raises:
            FootnoteError: it can't be read, or the worker was stopped.
        """
        config = job.config
        if job.again and not self._is_known(job):
            return report_of()  # it was taken off the list
        try:
            with self._open_pipeline(job.corpus) as pipeline:
                report = pipeline.run(
                    [config], Unwatched(), forced=not job.again, on_wait=_quietly, stopped=lambda: self._stopped
                )
            _log.info("%s was read: %s", config.address, report.counts())
            if self._stopped:
                raise FootnoteError("The worker was stopped: another goes on.")
            if job.again or report.added or report.changed or report.unchanged or report.copies:
                added = AddedSource(address=config.address, kind=config.kind, looked_at=self._clock())
                self._store.servers.add_source(job.corpus, added)
        finally:
            if self._is_known(job):
                self._queue.file(replace(job, again=True), in_seconds=config.interval)
        return report

    def file_due(self) -> None:
        """File the sources that are to be looked at again by now, and that nobody has filed."""
        for corpus, source in self._store.servers.looked_at_before(self._clock() - SECONDS_BETWEEN_LOOKS):
            if channel_at(source.address):
                continue  # the bot alone can read it
            config = named_source(source.address, kind_of(source.kind))
            self._queue.file(Job(corpus=corpus, config=in_turn(config), again=True))

    def _is_known(self, job: Job) -> bool:
        return any(one.address == job.config.address for one in self._store.servers.sources(job.corpus))


def _quietly() -> None:
    """Wait without a word."""
