"""Open what is left to workers, and a worker, where the settings keep the articles in PostgreSQL."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.service.corpora.names import directory_of
from bot.service.jobs.queue import JobQueue
from bot.service.worker import Worker
from bot.wiring.corpora import open_corpus
from bot.wiring.embedding import build_embedder
from bot.wiring.ingestion import build_pipeline
from bot.wiring.store import open_store
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.settings import Settings
    from ingest.pipeline.pipeline import Pipeline


def open_jobs(settings: Settings) -> JobQueue | None:
    """Open what workers are left to do, None where the articles lie in files and each process reads for itself.

    Raises:
        StoreError: it can't be opened.
    """
    url = settings.database_url.get_secret_value()
    return JobQueue(url) if url else None


def needed_jobs(settings: Settings) -> JobQueue:
    """Open what workers are left to do.

    Raises:
        SettingsError: the articles lie in files.
        StoreError: it can't be opened.
    """
    jobs = open_jobs(settings)
    if jobs is None:
        raise SettingsError("What is left to workers lies in PostgreSQL: set FOOTNOTE_DATABASE_URL.")
    return jobs


@contextmanager
def open_worker(settings: Settings, announce: Callable[[str], None]) -> Generator[Worker]:
    """Open a worker that reads what is filed into the corpora of the settings.

    Raises:
        SettingsError: there is nowhere that anything is filed.
        StoreError: what is filed can't be opened.
    """
    embedder = build_embedder(settings, announce)

    @contextmanager
    def open_pipeline(name: str) -> Generator[Pipeline]:
        with open_corpus(directory_of(settings.data_dir, name), embedder, settings) as corpus:
            yield build_pipeline(settings, corpus)

    with closing(needed_jobs(settings)) as jobs, closing(open_store(settings)) as store:
        yield Worker(jobs, store, open_pipeline, time.time)
