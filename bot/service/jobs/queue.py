"""The jobs in PostgreSQL: filed by whoever wants an address read, taken by workers, each by one (door: procrastinate).

A worker holds the name of the job that it does for as long as it lives (`Engine.hold`). One that is being done, whose
name nobody held at two looks, was left by a worker that has died: it waits again, and is done by another. What has been
read is remembered before the job ends, so that a worker which dies in between has nothing fetched twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.service.jobs.job import packed_report, report_of, unpacked_job, unpacked_report
from corpus.database.postgres import Postgres, PostgresServer
from corpus.errors import FootnoteError, StoreError
from ingest.report import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.service.jobs.job import Job
    from corpus.database.engine import Transaction
    from ingest.report import Report

SCHEMA_NAME = "footnote_jobs"
SECONDS_BETWEEN_LOOKS = 5.0
_QUEUE = _TASK = "ingestion"
# Waits of 14, 26, 74, 266, 1034 and 4106 seconds.
_MOST_TRIES, _FIRST_WAIT, _WAITS_GROW = 6, 10, 4
# A job at which so many workers have died kills the next, too.
_MOST_DEATHS = 10
_SECONDS_OF_A_WORKER = 60
_DAYS_KEPT = 7
_REPORTS = """
CREATE TABLE reports (job BIGINT PRIMARY KEY, at DOUBLE PRECISION NOT NULL, done BOOLEAN NOT NULL, body TEXT NOT NULL)
"""

_log = logging.getLogger(__name__)


class NotReadError(Exception):
    """Say that nothing of an address could be read: it is tried again."""


class JobQueue:
    """The jobs of all corpora of a database."""

    def __init__(self, url: str) -> None:
        """Open the tables of the jobs; make them where they aren't there.

        Raises:
            StoreError: they can't be opened.
        """
        self._url = url
        self._engine = Postgres(PostgresServer(url=url, schema=SCHEMA_NAME), _prepare)
        self._abandoned: set[int] = set()

    def close(self) -> None:
        """Close the connections."""
        self._engine.close()

    def file(self, job: Job, *, in_seconds: float = 0.0) -> int:
        """File a job; return its number, or that of the same job which waits already or is being done."""
        from procrastinate.exceptions import AlreadyEnqueued

        known = self._number_of(job)
        if known is not None:
            return known
        with self._app().open() as app, suppress(AlreadyEnqueued):
            task = app.configure_task(
                _TASK,
                queue=_QUEUE,
                lock=job.site,
                queueing_lock=job.name,
                schedule_in={"seconds": int(in_seconds)},
            )
            return int(task.defer(**job.packed()))
        return self._number_of(job) or 0  # another has filed it just now

    def has_workers(self) -> bool:
        """Say whether any worker lives."""
        query = "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => ?) LIMIT 1"
        return bool(self._engine.rows(query, (_SECONDS_OF_A_WORKER,)))

    def report(self, number: int) -> Report | None:
        """Return what came of a job when it was last tried, None where it wasn't yet."""
        rows = self._engine.rows("SELECT body FROM reports WHERE job = ?", (number,))
        return unpacked_report(str(rows[0][0])) if rows else None

    def are_waiting(self) -> bool:
        """Say whether any job could be done now, or is being done."""
        query = (
            "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'"
            " OR status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT 1"
        )
        return bool(self._engine.rows(query))

    def counts(self) -> dict[str, int]:
        """Return how many jobs wait, are being done, and have failed for good."""
        rows = self._engine.rows("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        return {str(status): int(count) for status, count in rows}

    async def work(self, read: Callable[[Job], Report], each_look: Callable[[], object]) -> None:
        """Do what is filed, one job after the other, until cancelled; the job that is being done then is finished.

        `read` does a job in a thread; `each_look` is called there every few seconds.

        Raises:
            AwayError: the server can't be reached.
        """
        from procrastinate import App, PsycopgConnector, RetryStrategy
        from procrastinate.exceptions import ConnectorException

        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what goes wrong is told here, in a line each
        app = App(connector=PsycopgConnector(**self._connecting(), min_size=1, max_size=4))
        tries = RetryStrategy(
            max_attempts=_MOST_TRIES,
            wait=_FIRST_WAIT,
            exponential_wait=_WAITS_GROW,
            retry_exceptions={NotReadError},
        )

        @app.task(name=_TASK, queue=_QUEUE, pass_context=True, retry=tries)
        async def done(context: Any, **held: Any) -> None:
            await asyncio.to_thread(self._do, int(context.job.id), unpacked_job(held), read)

        try:
            async with app.open_async():
                looking = asyncio.create_task(self._look(app, each_look))
                try:
                    await app.run_worker_async(
                        queues=[_QUEUE],
                        concurrency=1,
                        install_signal_handlers=False,
                        delete_jobs="successful",
                        fetch_job_polling_interval=SECONDS_BETWEEN_LOOKS,
                    )
                finally:
                    looking.cancel()
        except ConnectorException as error:
            raise self._engine.away() from error

    def _do(self, number: int, job: Job, read: Callable[[Job], Report]) -> None:
        """Do a job, unless it was done by a worker that died before it could say so.

        Raises:
            NotReadError: it is to be tried again.
        """
        name = f"job {number}"
        self._engine.hold(name)
        try:
            if self._engine.rows("SELECT 1 FROM reports WHERE job = ? AND done", (number,)):
                return
            try:
                report = read(job)
            except FootnoteError as error:
                # Whatever it is, it may be mended by the next try: a server away, a folder full, another model.
                report = report_of(Failure(address=job.config.address, reason=error.reason))
            done = bool(report.added or report.changed or report.copies or report.unchanged or not report.failed)
            self._keep(number, report, done=done)
            if not done:
                _log.warning("%s couldn't be read: %s", job.config.address, report.failed[0].error)
                if not job.again:  # else its time comes again
                    raise NotReadError
        finally:
            self._engine.let_go(name)

    def _keep(self, number: int, report: Report, *, done: bool) -> None:
        now = time.time()
        self._engine.run("DELETE FROM reports WHERE at < ?", (now - _DAYS_KEPT * 86_400,))
        self._engine.run(
            "INSERT INTO reports VALUES (?, ?, ?, ?) ON CONFLICT (job)"
            " DO UPDATE SET at = excluded.at, done = excluded.done, body = excluded.body",
            (number, now, done, packed_report(report)),
        )

    async def _look(self, app: Any, each_look: Callable[[], object]) -> None:
        while True:
            try:
                for number, deaths in await asyncio.to_thread(self._left_behind):
                    await self._give_back(app, number, deaths)
                await asyncio.to_thread(each_look)
            except StoreError as error:
                _log.warning("%s", error)
            except Exception:  # noqa: BLE001 -- it is tried again in seconds, and the log has why
                _log.exception("What workers left couldn't be looked at")
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    def _left_behind(self) -> list[tuple[int, int]]:
        """Return the jobs of workers that were gone at this look and the one before, and how often they were begun."""
        rows = self._engine.rows("SELECT id, attempts FROM procrastinate_jobs WHERE status = 'doing'")
        held = self._engine.held([f"job {number}" for number, _ in rows])
        gone = {int(number): int(attempts) for number, attempts in rows if f"job {number}" not in held}
        left, self._abandoned = self._abandoned & gone.keys(), set(gone)
        return [(number, gone[number]) for number in sorted(left)]

    async def _give_back(self, app: Any, number: int, deaths: int) -> None:
        from procrastinate.exceptions import ProcrastinateException
        from procrastinate.jobs import Status
        from procrastinate.utils import utcnow

        jobs = app.job_manager
        try:
            if deaths < _MOST_DEATHS:
                _log.info("The worker that did job %d has died: it is done again", number)
                await jobs.retry_job_by_id_async(number, retry_at=utcnow())
                return
        except ProcrastinateException:  # the same waits already, or another worker was quicker
            _log.info("Job %d is no longer to be done again", number)
        with suppress(ProcrastinateException):
            if await jobs.get_job_status_async(number) is Status.DOING:
                await jobs.finish_job_by_id_async(number, status=Status.FAILED, delete_job=False)

    def _number_of(self, job: Job) -> int | None:
        query = (
            "SELECT id FROM procrastinate_jobs WHERE queueing_lock = ? AND (status = 'todo' OR status = 'doing' AND ?)"
            " ORDER BY id DESC LIMIT 1"
        )
        # One that is to be done again is filed by the one that is being done.
        rows = self._engine.rows(query, (job.name, not job.again))
        return int(rows[0][0]) if rows else None

    def _app(self) -> Any:
        from procrastinate import App, SyncPsycopgConnector

        return App(connector=SyncPsycopgConnector(**self._connecting(), min_size=1, max_size=1))

    def _connecting(self) -> dict[str, Any]:
        return {"conninfo": self._url, "kwargs": {"options": f"-c search_path={SCHEMA_NAME}"}}


def _prepare(transaction: Transaction) -> None:
    if transaction.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL").fetchone()[0]:
        return
    try:
        from procrastinate.schema import SchemaManager
    except ImportError as error:
        raise StoreError(
            'FOOTNOTE_DATABASE_URL needs a package that is missing: run `pip install "footnote[shared]"`.'
        ) from error
    transaction.execute(SchemaManager.get_schema())
    transaction.execute(_REPORTS)
