"""What is left to workers: filed once, tried again, done by one, and given back where its worker has died."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest

from bot.service.jobs import queue as module
from bot.service.jobs.job import Job, joined, packed_report, report_of, unpacked_job, unpacked_report
from bot.service.jobs.queue import JobQueue
from bot.service.store.servers import AddedSource
from bot.service.worker import Worker
from corpus.errors import AwayError, StoreError
from corpus.reason import Reason
from ingest.report import Failure
from ingest.source_config import SourceConfig
from tests.support.loopback_discord import PATIENCE, until
from tests.support.postgres_server import new_database
from tests.support.worker import open_remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from ingest.report import Report

CONFIG = SourceConfig(name="Quay", kind="page", address="https://example.org/a", include=("*a*",), interval=3600)
JOB = Job(corpus="main", config=CONFIG)
FAILURE = Failure(address=CONFIG.address, reason=Reason("{site} is away", {"site": "example.org"}))


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture
def jobs(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobQueue]:
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.1)
    with closing(JobQueue(database)) as jobs:
        yield jobs


def read_report() -> Report:
    return replace(report_of(), added=(CONFIG.address,))


async def worked(jobs: JobQueue, read: Callable[[Job], Report], done: Callable[[], bool]) -> None:
    """Have a worker do what is filed until something is so."""
    working = asyncio.create_task(jobs.work(read, lambda: None))
    try:
        await until(done, PATIENCE)
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


def test_a_job_and_its_report_come_back_as_they_were() -> None:
    report = joined(read_report(), report_of(FAILURE))

    assert unpacked_job(JOB.packed()) == JOB
    assert unpacked_report(packed_report(report)) == report
    assert (report.added, report.failed) == (("https://example.org/a",), (FAILURE,))


def test_the_same_is_filed_once_and_again_beside_it(jobs: JobQueue) -> None:
    first, second = jobs.file(JOB), jobs.file(JOB)
    again = jobs.file(Job(corpus="main", config=CONFIG, again=True), in_seconds=3600)

    assert first == second != again
    assert jobs.counts() == {"todo": 2}
    assert not jobs.has_workers()


async def test_what_cannot_be_read_is_tried_again_later_and_told_at_once(jobs: JobQueue, database: str) -> None:
    number = jobs.file(JOB)

    def read(_: Job) -> Report:
        raise StoreError("No.")

    await worked(jobs, read, lambda: jobs.report(number) is not None and jobs.counts() == {"todo": 1})
    with psycopg.connect(database) as connection:
        query = "SELECT extract(epoch FROM scheduled_at - now()) FROM footnote_jobs.procrastinate_jobs"
        ((wait,),) = connection.execute(query).fetchall()

    report = jobs.report(number)
    assert report
    assert [failure.error for failure in report.failed] == ["No."]
    assert 0 < wait <= 14
    assert not jobs.are_waiting()


async def test_a_job_whose_worker_died_is_done_by_another_and_what_was_read_is_not_read_again(jobs: JobQueue) -> None:
    left, done = jobs.file(JOB), jobs.file(Job(corpus="press", config=CONFIG))
    jobs._keep(done, read_report(), done=True)  # pyright: ignore[reportPrivateUsage] -- as far as its worker came
    jobs._engine.run("UPDATE procrastinate_jobs SET status = 'doing', lock = id::text")  # pyright: ignore[reportPrivateUsage] -- as workers that have died
    read: list[str] = []

    def reading(job: Job) -> Report:
        read.append(job.corpus)
        return read_report()

    await worked(jobs, reading, lambda: jobs.counts() == {})

    assert read == ["main"]
    assert jobs.report(left) == read_report()


async def test_what_was_added_elsewhere_is_filed_when_it_is_due_and_nothing_that_was_taken_off(
    jobs: JobQueue, database: str
) -> None:
    @contextmanager
    def no_pipeline(_: str) -> Generator[None]:
        raise AssertionError
        yield

    with closing(open_remembered(database)) as store:
        now = time.time()
        for address, looked_at in (("https://example.org/due", 0.0), ("https://example.org/new", now)):
            store.servers.add_source("main", AddedSource(address=address, kind="page", looked_at=looked_at))
        worker = Worker(jobs, store, no_pipeline, lambda: now)  # pyright: ignore[reportArgumentType] -- none is opened
        for _ in range(2):
            worker.file_due()

        assert jobs.counts() == {"todo": 1}
        assert worker.read(Job(corpus="main", config=CONFIG, again=True)) == report_of()


def test_where_the_server_is_away_a_sentence_says_so() -> None:
    with pytest.raises(AwayError, match=r"PostgreSQL at 127.0.0.1:1/none doesn't answer"):
        JobQueue("postgresql://127.0.0.1:1/none")
